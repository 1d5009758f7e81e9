"""The compilation of a consultation: comments with what became of them, and who was asked and answered (M40, M54)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from rial.core.bilingual import LANGUAGE_CODES, Text, column, current_language, text_of
from rial.core.exports import About, Column, xlsx_response
from rial.core.paper import Block, Bullets, Facts, Heading, Item, Paper, Paragraph, Run, docx, markdown_blocks, runs
from rial.directory.models import Institution

from .as_of import Name, party_name
from .models import Comment, Consultation
from .presentation import here

BY_PASSAGE, BY_DELEGATION = "passage", "delegation"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Asked:
    """Somebody who was asked; `answered` is None when no source says."""

    name: Name
    answered: bool | None
    on: date | None = None
    note: Text | None = None

    @property
    def word(self) -> str:
        """What became of it: “replied on June 3, 2016”, “no reply”."""
        return answer_word(self)


@dataclass(frozen=True)
class Compiled:
    """A consultation with its comments in the order written, and who answered."""

    consultation: Consultation
    comments: Sequence[Comment]
    asked: Sequence[Asked]

    @property
    def replied(self) -> int:
        """How many of those asked are known to have replied."""
        return sum(row.answered is True for row in self.asked)


def compiled(consultation: Consultation) -> Compiled:
    """Everything of a consultation, in a constant number of queries.

    Who wrote a comment has answered, also when the recorded list of those asked says nothing of them.
    """
    found = consultation.comments.select_related("institution__country").prefetch_related("institution__names")
    comments = list(found.order_by("at", "pk"))
    wrote: dict[int, Comment] = {}
    for comment in comments:
        wrote.setdefault(comment.institution_id, comment)
    asked = []
    listed: set[int] = set()
    rows = consultation.replies.select_related("country", "institution__country")
    for row in rows.prefetch_related("institution__names"):
        first = _answer_of(row, wrote)
        listed |= {first.institution_id} if first else set()
        name = party_name(row, row.on or consultation.closes_on)
        on = row.on or (_day(first) if first else None)
        asked.append(Asked(name, True if first else row.answered, on, text_of(row, "note")))
    others = [row for key, row in wrote.items() if key not in listed]
    asked += [Asked(Name(here(delegation(row.institution))), True, _day(row)) for row in others]
    return Compiled(consultation, comments, asked)


def _answer_of(row: Any, wrote: dict[int, Comment]) -> Comment | None:
    """The first comment of who was asked: by institution, or by the country of a ministry."""
    if row.institution_id is not None:
        return wrote.get(row.institution_id)
    return next(
        (one for one in wrote.values() if row.country_id and one.institution.country_id == row.country_id), None
    )


def _day(comment: Comment) -> date:
    return timezone.localtime(comment.at).date()


def delegation(institution: Institution) -> str:
    """A ministry by its country, a consultative body by its name."""
    country = institution.country
    return text_of(country, "name").value if country else institution.current_name.value


def paper_of(found: Compiled, order: str = BY_PASSAGE) -> Paper:
    """The compilation as a paper in the reader's language, the comments in their own."""
    row = found.consultation
    language = current_language()
    blocks: list[Block] = [*markdown_blocks(text_of(row, "intro"), language=language)]
    blocks += markdown_blocks(text_of(row, "compilation"), language=language)
    blocks += _comments(found.comments, order)
    blocks += _asked(found.asked)
    today = date_format(timezone.localdate(), "DATE_FORMAT")
    return Paper(
        title=text_of(row, "title").value,
        language=language,
        kind=_("Compilation of comments"),
        subtitle=_window(row),
        author=_("Technical Secretariat of the RIAL, Organization of American States"),
        footer=f"{settings.SITE_URL}{row.get_absolute_url()} · {today}",
        blocks=blocks,
    )


def _window(row: Consultation) -> str:
    days = [date_format(day, "DATE_FORMAT") for day in (row.opens_on, row.closes_on) if day]
    return " – ".join(days)


def _comments(comments: Iterable[Comment], order: str) -> list[Block]:
    by_delegation = order == BY_DELEGATION
    groups: dict[str, list[Comment]] = {}
    for comment in comments:
        key = delegation(comment.institution) if by_delegation else comment.passage
        groups.setdefault(key, []).append(comment)
    if not groups:
        return []
    title = _("Comments by delegation") if by_delegation else _("Comments by passage")
    blocks: list[Block] = [Heading(1, title)]
    for key, rows in sorted(groups.items(), key=lambda group: _natural(group[0])):
        blocks.append(Heading(2, key or _("On the whole")))
        for comment in rows:
            blocks += _comment(comment, comment.passage if by_delegation else delegation(comment.institution))
    return blocks


def _natural(text: str) -> list[tuple[int, int, str]]:
    """Paragraph 2 before paragraph 12; comments on the whole first."""
    parts = "".join(sign if sign.isdigit() else f" {sign} " for sign in text.casefold()).split()
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]


def _comment(comment: Comment, head: str) -> list[Block]:
    language = current_language()
    written = comment.language if comment.language != language else ""
    lines = [line for line in comment.text.splitlines() if line.strip()]
    said: list[Block] = [Heading(3, head)] if head else []
    said += [Paragraph([Run(line, language=written)], "quote") for line in lines]
    facts: list[tuple[str, Any]] = [
        (_("Written"), [runs(date_format(_day(comment), "DATE_FORMAT"))]),
        (_("What became of it"), [runs(str(comment.get_state_display()))]),
    ]
    answer = text_of(comment, "answer")
    if answer:
        facts.append((_("Answer"), [runs(answer, language=language)]))
    return [*said, Facts(facts)]


def _asked(asked: Sequence[Asked]) -> list[Block]:
    if not asked:
        return []
    items = [Item(runs(_asked_line(row))) for row in asked]
    return [Heading(1, _("Who was asked and who replied")), Bullets(items)]


def answer_word(row: Asked) -> str:
    """Whether they replied, in words, and when as far as it is known."""
    if row.answered is None:
        return _("not known whether it replied")
    if not row.answered:
        return _("no reply")
    if row.on is None:
        return _("replied")
    return _("replied on %(day)s") % {"day": date_format(row.on, "DATE_FORMAT")}


def _asked_line(row: Asked) -> str:
    return f"{row.name}: {answer_word(row)}" + (f". {row.note}" if row.note else "")


def workbook_of(found: Compiled) -> tuple[list[Column], list[dict[str, Any]], About]:
    """Columns, lines and the note of a workbook: one line for each comment, answers in every language."""
    names = {code: get_language_info(code)["name_translated"] for code in LANGUAGE_CODES}
    columns = [
        Column("delegation", _("Delegation"), width=28),
        Column("passage", _("Article, page or passage"), width=28),
        Column("text", _("Comment"), width=70),
        Column("language", _("Language of the comment")),
        Column("written", _("Written")),
        Column("state", _("What became of it"), width=22),
    ]
    columns += [Column(column("answer", code), f"{_('Answer')} ({names[code]})", width=50) for code in LANGUAGE_CODES]
    rows = [
        {
            "delegation": delegation(row.institution),
            "passage": row.passage,
            "text": row.text,
            "language": names.get(row.language, row.language),
            "written": _day(row),
            "state": str(row.get_state_display()),
            **{column("answer", code): getattr(row, column("answer", code)) for code in LANGUAGE_CODES},
        }
        for row in found.comments
    ]
    title = text_of(found.consultation, "title").value
    facts = [(_("Consultation"), title), (_("Window"), _window(found.consultation))]
    facts += [(str(row.name), answer_word(row)) for row in found.asked]
    return columns, rows, About(_("Compilation of comments"), facts)


def as_docx(consultation: Consultation, order: str = "") -> HttpResponseBase:
    """A download in the page's language, by passage unless `order` says by delegation."""
    paper = paper_of(compiled(consultation), BY_DELEGATION if order == BY_DELEGATION else BY_PASSAGE)
    headers = {"Content-Disposition": f'attachment; filename="rial-{consultation.slug}-{paper.language}.docx"'}
    return HttpResponse(docx(paper), content_type=_DOCX, headers=headers)


def as_xlsx(consultation: Consultation, order: str = "") -> HttpResponseBase:
    """A download: every comment with its answer in every language, one per line, in the order written."""
    columns, rows, about = workbook_of(compiled(consultation))
    return xlsx_response(f"rial-{consultation.slug}", columns, rows, about)


FORMATS: dict[str, Callable[[Consultation, str], HttpResponseBase]] = {"docx": as_docx, "xlsx": as_xlsx}
