"""The sheet of a program as the reader meets it: blocks derived from the scheme, facts, notices, trail."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from portfolio.enums import TranslationState
from portfolio.models import Program, Version
from portfolio.scheme import FIELD_BY_NAME, ROW_TEXTS, SECTIONS, Field, Shape
from portfolio.services.translations import states
from rial.core.bilingual import Text, current_language, text_of
from rial.core.text import render_markdown

from .presentation import amount, choice_label, money, not_reported, value_texts, years

# Fields with a place of their own: the title block, the offer panel, the trail.
_ELSEWHERE = {"title", "summary", "offer", "modelled_on", "modelled_on_note"}
# Where an empty field tells the reader something, it is shown as not reported.
_TELLING = {"objectives", "results", "lessons", "evaluations"}
_TELLING_FACTS = {"coverage", "operation", "cost_amount", "contact_unit", "populations"}
# Facts that are drawn together with another one, or not as a fact of their own.
_NOT_A_FACT = {"kind", "start_year", "end_year", "coverage_note", "contact_email", "modelled_on", "offer_capacity"}
_DOUBTFUL = {
    TranslationState.STALE: gettext_lazy("Translation out of date"),
    TranslationState.MACHINE: gettext_lazy("Machine translation"),
}


@dataclass(frozen=True)
class Item:
    """A piece of a fact: its text, the language it is really in, where it leads."""

    text: Text
    url: str = ""


@dataclass(frozen=True)
class Fact:
    """A term and what is known of it; `note` is a secondary line."""

    label: str
    items: Sequence[Item] = ()
    note: Text = field(default_factory=lambda: Text("", current_language()))
    note_url: str = ""
    missing: str = ""


@dataclass(frozen=True)
class Block:
    """A section of the sheet: prose, or one of the tables, or the words that nothing was reported."""

    name: str
    label: str
    kind: str
    html: SafeString = field(default_factory=SafeString)
    language: str = ""
    doubt: str = ""
    rows: Sequence[Any] = ()

    @property
    def language_name(self) -> str:
        """The language it had to be shown in: "Spanish"."""
        return language_name(self.language)


class Part(NamedTuple):
    """A part of the sheet that had to be shown in another language: its anchor, name and language."""

    name: str
    label: str
    language: str


@dataclass(frozen=True)
class Sheet:
    """Everything the template draws, without another query."""

    version: Version
    title: Text
    summary: Text
    summary_html: SafeString
    kind: str
    institution: Text
    record_date: date
    blocks: Sequence[Block]
    facts: Sequence[Fact]
    offer_html: SafeString
    offer: Text
    modelled_on_note: Text
    modelled_on_html: SafeString

    @property
    def program(self) -> Program:
        """The program the version belongs to."""
        return self.version.program

    @property
    def foreign(self) -> list[Part]:
        """Parts that had to be shown in another language than the reader's."""
        own = [Part("summary", _("Summary"), self.summary.language)] if self.summary.foreign else []
        return own + [Part(block.name, block.label, block.language) for block in self.blocks if block.language]

    @property
    def foreign_languages(self) -> str:
        """The names of the languages the reader meets beside the own one: "Spanish"."""
        codes = [part.language for part in self.foreign]
        if self.title.foreign:
            codes.insert(0, self.title.language)
        return ", ".join(language_name(code) for code in dict.fromkeys(codes))

    @property
    def whole_in_another_language(self) -> bool:
        """Whether not even the title is in the reader's language."""
        return self.title.foreign


def language_name(code: str) -> str:
    """The name of a language as it stands in a sentence of the reader's language: "Spanish", "español"."""
    name = str(get_language_info(code)["name_translated"])
    return name if current_language() == "en" else name.lower()


def build_sheet(version: Version) -> Sheet:
    """The sheet of a version; load its rows with `reading.attach_rows` first."""
    day = timezone.localtime(version.published_at).date() if version.published_at else timezone.localdate()
    summary, offer, note = (text_of(version, name) for name in ("summary", "offer", "modelled_on_note"))
    return Sheet(
        version=version,
        title=text_of(version, "title"),
        summary=summary,
        summary_html=render_markdown(summary.value),
        kind=choice_label(Version, "kind", version.kind),
        institution=version.program.institution.name_on(day),
        record_date=day,
        blocks=list(_blocks(version)),
        facts=list(_facts(version)),
        offer=offer,
        offer_html=render_markdown(offer.value),
        modelled_on_note=note,
        modelled_on_html=render_markdown(note.value),
    )


def _blocks(version: Version) -> Iterator[Block]:
    doubts = _doubts(version)
    for section in SECTIONS:
        for item in section.fields:
            if item.fact or item.name in _ELSEWHERE:
                continue
            block = _rows_block(version, item) if item.shape is Shape.ROWS else _prose_block(version, item, doubts)
            if block.kind != "missing" or item.name in _TELLING:
                yield block


def _doubts(version: Version) -> dict[str, str]:
    language = current_language()
    if language == version.original_language:
        return {}
    found = states(version).items()
    return {name: str(_DOUBTFUL[state]) for (name, code), state in found if code == language and state in _DOUBTFUL}


def _prose_block(version: Version, item: Field, doubts: dict[str, str]) -> Block:
    found = text_of(version, item.name)
    if not found:
        return Block(item.name, str(item.label), "missing")
    return Block(
        name=item.name,
        label=str(item.label),
        kind="prose",
        html=render_markdown(found.value),
        language=found.language if found.foreign else "",
        doubt=doubts.get(item.name, ""),
    )


def _rows_block(version: Version, item: Field) -> Block:
    rows = list(getattr(version, item.name).all())
    if not rows:
        return Block(item.name, str(item.label), "missing")
    texts = (text_of(row, ROW_TEXTS[item.name][0]) for row in rows)
    foreign = [text.language for text in texts if text.foreign]
    return Block(item.name, str(item.label), item.name, language=foreign[0] if foreign else "", rows=rows)


def _facts(version: Version) -> Iterator[Fact]:
    institution = version.program.institution
    if institution.country is not None:
        url = reverse("pages:country", args=[institution.country_id])
        yield Fact(_("Country"), [Item(text_of(institution.country, "name"), url)])
    for section in SECTIONS:
        for item in section.fields:
            if item.name == "start_year":
                yield _years_fact(version)
            elif item.fact and item.name not in _NOT_A_FACT:
                found = _fact(version, item)
                if found is not None:
                    yield found
    yield Fact(_("Original language"), [_plain(capfirst(language_name(version.original_language)))])


def _plain(value: str) -> Item:
    return Item(Text(value, current_language()))


def _years_fact(version: Version) -> Fact:
    if version.start_year and not version.end_year:
        return Fact(_("Running since"), [_plain(str(version.start_year))])
    if not version.start_year and version.end_year:
        return Fact(_("Ended in"), [_plain(str(version.end_year))])
    if not version.start_year:
        return Fact(_("Running since"), missing=not_reported())
    return Fact(_("Years"), [_plain(years(version.start_year, version.end_year))])


def _fact(version: Version, item: Field) -> Fact | None:
    label = str(item.label)
    if item.shape is Shape.CODES:
        items = [_code_item(item, row) for row in getattr(version, item.name).all()]
    elif item.shape is Shape.MONEY:
        items = [_plain(money(version))] if money(version) else []
    else:
        items = [Item(text) for text in value_texts(version, item)]
    if not items:
        return Fact(label, missing=not_reported()) if item.name in _TELLING_FACTS else None
    address = f"mailto:{version.contact_email}" if item.name == "contact_unit" and version.contact_email else ""
    return Fact(label, items, _note(version, item), address)


def _code_item(item: Field, row: Any) -> Item:
    parameter = {"topics": "topic", "populations": "population"}[item.name]
    return Item(text_of(row, "name"), f"{reverse('portfolio:list')}?{parameter}={row.pk}")


def _note(version: Version, item: Field) -> Text:
    if item.name == "coverage":
        return text_of(version, "coverage_note")
    if item.name == "offered" and version.offer_capacity:
        label = FIELD_BY_NAME["offer_capacity"].label
        return Text(f"{label}: {amount(version.offer_capacity)}", current_language())
    if item.name == "contact_unit":
        return Text(version.contact_email, current_language())
    return Text("", current_language())
