"""Words for dated names."""

from django import template
from django.utils.translation import gettext as _

from rial.directory.models import InstitutionName

register = template.Library()


@register.filter
def name_period(name: InstitutionName) -> str:
    """“2010–2014”, “since 2015”, “until 2009”; empty when neither bound is known."""
    first, last = name.valid_from, name.valid_to
    if first and last:
        return f"{first.year}–{last.year}" if first.year != last.year else str(first.year)
    if first:
        return _("since %(year)s") % {"year": first.year}
    if last:
        return _("until %(year)s") % {"year": last.year}
    return ""
