"""Forms as the house draws them."""

from django.forms.renderers import TemplatesSetting


class RialFormRenderer(TemplatesSetting):
    """Form templates come from templates/forms/, with the site's template engine."""
