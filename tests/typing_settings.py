"""Settings for mypy alone: modeltranslation replaces managers at run time, which the type checker cannot follow."""

from rial import settings as _settings
from rial.settings import *  # noqa: F403 - the portal's own settings, but for the line below

INSTALLED_APPS = [app for app in _settings.INSTALLED_APPS if app != "modeltranslation"]
