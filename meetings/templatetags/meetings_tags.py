"""How the rows of the meetings are written in templates; the wording is that of meetings/presentation.py."""

from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from meetings import aside, presentation
from meetings.as_of import Name, party_name
from meetings.models import Article, Decision, Meeting, Responsible
from meetings.naming import meeting_name
from rial.core.bilingual import Text
from rial.core.dates import show_date
from rial.core.templatetags.rial import in_language
from rial.core.text import render_markdown
from rial.directory.models import Institution

register = template.Library()


@register.filter
def party(name: Name) -> SafeString | str:
    """A party, its acronym spelled out for those who point at it, with what else is said of it."""
    shown = in_language(name.text)
    if name.full:
        shown = format_html('<abbr title="{}">{}</abbr>', name.full, shown)
    return format_html("{} ({})", shown, in_language(name.note)) if name.note else shown


@register.filter
def pin(anchor: str) -> SafeString:
    """The link of a point or an article to itself, so that it can be cited."""
    words = _("Link to this point")
    return format_html(
        '<a class="pin" href="#{}"><span aria-hidden="true">#</span><span class="vh">{}</span></a>', anchor, words
    )


@register.filter
def inline(text: Text) -> SafeString:
    """A short Markdown text as HTML without its paragraph, marked with `lang` when it is in another language."""
    html = _inline(text.value)
    return format_html('<span lang="{}">{}</span>', text.language, html) if text.foreign else html


@lru_cache(maxsize=4096)
def _inline(value: str) -> SafeString:
    html = render_markdown(value).strip()
    if html.startswith("<p>") and html.endswith("</p>") and html.count("<p>") == 1:
        # Cleaned by render_markdown; only the paragraph around it is taken off.
        return mark_safe(html[3:-4])  # noqa: S308
    return mark_safe(html)  # noqa: S308


@register.filter
def block(text: Text) -> SafeString:
    """A Markdown text as HTML, in a block with `lang` when it is in another language."""
    html = render_markdown(text.value)
    if text.foreign:
        return format_html('<div class="stack" lang="{}">{}</div>', text.language, html)
    return format_html('<div class="stack">{}</div>', html)


@register.filter
def named(meeting: Meeting) -> SafeString | str:
    """The full name of a meeting, in the reader's language."""
    return in_language(meeting_name(meeting))


@register.filter
def placed(meeting: Meeting) -> str:
    """Place and country of a meeting."""
    return aside.place_of(meeting).value


@register.filter
def cited(article: Article) -> str:
    """“Plan of Action of Cancún, 8(f)”."""
    return aside.cited(article).value


@register.filter
def article_url(article: Article) -> str:
    """Where an article is read."""
    return aside.article_url(article)


@register.filter
def file_languages(document: Any) -> list[str]:
    """Codes of the languages a document has a version in."""
    return list(dict.fromkeys(row.language for row in document.files.all() if row.language))


@register.filter
def responsible(row: Responsible, decision: Decision) -> SafeString | str:
    """Who is responsible, by the name of the day of the meeting."""
    return party(party_name(row, decision.meeting.start))


@register.filter
def deadline(decision: Decision) -> str:
    """The deadline as far as it is known."""
    return show_date(decision.deadline, decision.deadline_precision)


@register.filter
def as_of(row: Any, day: Any) -> SafeString | str:
    """A party of any row by its name on a day."""
    return party(party_name(row, day))


@register.filter
def called_on(institution: Institution, day: Any) -> SafeString | str:
    """An institution by its name on a day."""
    return in_language(institution.name_on(day))


@register.filter
def percent(value: Any) -> str:
    """“14.0%”; "" for nothing."""
    return presentation.percent(None if value is None else Decimal(value))


@register.filter
def signed(value: Decimal) -> str:
    """“+0.4”, “−0.3”: with a true minus sign."""
    return f"{'+' if value > 0 else '−'}{number_format(abs(value), 1)}"
