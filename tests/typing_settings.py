"""Settings for mypy alone: modeltranslation replaces managers at run time, which the type checker cannot follow."""

from rial import settings as _settings
from rial.settings import *  # noqa: F403 - the portal's own settings, but for the lines below

# Without autodiscovery: the admin classes register translated models, which here are not translated.
_REPLACED = {"rial.core.admin_apps.SecretariatAdminConfig": "django.contrib.admin.apps.SimpleAdminConfig"}
INSTALLED_APPS = [_REPLACED.get(app, app) for app in _settings.INSTALLED_APPS if app != "modeltranslation"]
