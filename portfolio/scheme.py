"""The one common scheme of a program (P10): sections and fields, in the order an official reads.

Form, task list, sheet, diff, comparison, DOCX form, exports and data dictionary are all derived from it,
so that programs can always be laid side by side.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.translation import gettext_lazy as _

from rial.core.bilingual import LANGUAGE_CODES, column


class Shape(Enum):
    """How a field is written and read."""

    LINE = "line"  # one line of text
    PROSE = "prose"  # Markdown without HTML
    CHOICE = "choice"  # one code of a closed list
    CODES = "codes"  # several codes (topics, populations)
    YEAR = "year"
    NUMBER = "number"
    MONEY = "money"  # amount, currency and year
    EMAIL = "email"
    PROGRAM = "program"  # another program
    ROWS = "rows"  # a table of rows


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of the scheme; `name` is the model's field or, for rows, the related name."""

    name: str
    label: Any
    shape: Shape
    hint: Any = ""
    bilingual: bool = False
    # Characters; 0 is without limit. Longer text is kept and named, never cut.
    limit: int = 0
    # Needed before the program can be submitted (in the original language when bilingual).
    required: bool = False
    # Shown in the facts column of the sheet instead of as a section of its own.
    fact: bool = False
    # Further model fields written with this one (money, program).
    companions: tuple[str, ...] = ()

    @property
    def columns(self) -> list[str]:
        """The model attributes that hold it: one per language when bilingual."""
        if self.shape in {Shape.ROWS, Shape.CODES}:
            return []
        own = [column(self.name, code) for code in LANGUAGE_CODES] if self.bilingual else [self.name]
        return own + list(self.companions)


@dataclass(frozen=True, kw_only=True)
class Section:
    """A page of the form and a part of the sheet."""

    code: str
    title: Any
    fields: tuple[Field, ...]


IDENTIFICATION = Section(
    code="identification",
    title=_("Identification"),
    fields=(
        Field(
            name="title",
            label=_("Title"),
            shape=Shape.LINE,
            bilingual=True,
            limit=150,
            required=True,
            hint=_("The name of the program as your ministry uses it, without acronyms."),
        ),
        Field(name="acronym", label=_("Acronym"), shape=Shape.LINE, limit=30, fact=True, hint=_("For example, VUPE.")),
        Field(
            name="original_name",
            label=_("Name in the original language"),
            shape=Shape.LINE,
            limit=250,
            fact=True,
            hint=_("Only if the program has an official name in another language, such as Portuguese or French."),
        ),
        Field(
            name="summary",
            label=_("Summary"),
            shape=Shape.PROSE,
            bilingual=True,
            limit=600,
            required=True,
            hint=_(
                "What it does, for whom and with what result, in two to four sentences. It is what others read first."
            ),
        ),
        Field(name="kind", label=_("Kind of initiative"), shape=Shape.CHOICE, required=True, fact=True),
        Field(
            name="topics",
            label=_("Topics"),
            shape=Shape.CODES,
            required=True,
            fact=True,
            hint=_("Those under which another ministry would look for it. Three are usually enough."),
        ),
        Field(name="populations", label=_("For whom"), shape=Shape.CODES, fact=True),
        Field(name="coverage", label=_("Reach"), shape=Shape.CHOICE, fact=True),
        Field(
            name="coverage_note",
            label=_("Where"),
            shape=Shape.LINE,
            bilingual=True,
            limit=300,
            fact=True,
            hint=_("For example, 13 of 24 provinces, or the municipalities taking part."),
        ),
        Field(
            name="start_year", label=_("Start year"), shape=Shape.YEAR, fact=True, hint=_("Four digits, such as 2012.")
        ),
        Field(name="end_year", label=_("End year"), shape=Shape.YEAR, fact=True, hint=_("Only if it has ended.")),
        Field(name="operation", label=_("Status"), shape=Shape.CHOICE, fact=True),
        Field(name="stage", label=_("Pilot or scaled up"), shape=Shape.CHOICE, fact=True),
    ),
)

PURPOSE = Section(
    code="purpose",
    title=_("Problem and objectives"),
    fields=(
        Field(
            name="problem",
            label=_("Problem addressed"),
            shape=Shape.PROSE,
            bilingual=True,
            limit=1500,
            hint=_("What was happening before, with a figure if there is one."),
        ),
        Field(
            name="objectives",
            label=_("Objectives"),
            shape=Shape.PROSE,
            bilingual=True,
            limit=1200,
            required=True,
            hint=_("What the program wants to change and for whom."),
        ),
        Field(
            name="legal_basis",
            label=_("Legal or policy basis"),
            shape=Shape.PROSE,
            bilingual=True,
            limit=800,
            hint=_("Plan, law, decree or agreement on which it rests, with its number and year."),
        ),
        Field(
            name="tripartite",
            label=_("Designed in a tripartite way"),
            shape=Shape.CHOICE,
            fact=True,
            hint=_("With workers’ and employers’ organizations."),
        ),
    ),
)

OPERATION = Section(
    code="operation",
    title=_("How it works"),
    fields=(
        Field(
            name="description",
            label=_("How it works"),
            shape=Shape.PROSE,
            bilingual=True,
            limit=4000,
            required=True,
            hint=_("Steps, people, tools: what a colleague of another ministry would need to imagine it working."),
        ),
        Field(
            name="partners",
            label=_("Partners and alliances"),
            shape=Shape.PROSE,
            bilingual=True,
            limit=1000,
            hint=_("Who takes part and with what: chambers, unions, municipalities, other ministries, agencies."),
        ),
        Field(
            name="funding",
            label=_("Source of funds"),
            shape=Shape.PROSE,
            bilingual=True,
            limit=800,
            hint=_("National budget, cooperation, contributions of the private sector."),
        ),
        Field(
            name="cost_amount",
            label=_("Cost"),
            shape=Shape.MONEY,
            companions=("cost_currency", "cost_year"),
            fact=True,
            hint=_("Amount, currency and the year it refers to."),
        ),
        Field(
            name="modelled_on",
            label=_("Modeled on"),
            shape=Shape.PROGRAM,
            fact=True,
            hint=_("Code of the program it was modeled on, such as PRG-0042, if it is in the portfolio."),
        ),
        Field(
            name="modelled_on_note",
            label=_("What it was modeled on"),
            shape=Shape.PROSE,
            bilingual=True,
            limit=600,
            hint=_("The experience that inspired it, of your country or another, and what was changed."),
        ),
    ),
)

RESULTS = Section(
    code="results",
    title=_("Results and lessons"),
    fields=(
        Field(
            name="achievements",
            label=_("Main achievements"),
            shape=Shape.PROSE,
            bilingual=True,
            limit=2000,
            hint=_(
                "What changed for people and for the ministry. One achievement per paragraph, with its figure and year."
            ),
        ),
        Field(
            name="results",
            label=_("Figures"),
            shape=Shape.ROWS,
            hint=_("One row per figure, with its year and where it comes from."),
        ),
        Field(
            name="challenges",
            label=_("Challenges"),
            shape=Shape.PROSE,
            bilingual=True,
            limit=2000,
            hint=_("What was difficult and what still is."),
        ),
        Field(
            name="lessons",
            label=_("Lessons learned"),
            shape=Shape.PROSE,
            bilingual=True,
            limit=2000,
            hint=_("Also what did not work. It is what other ministries value most."),
        ),
    ),
)

EVIDENCE = Section(
    code="evidence",
    title=_("Evaluation and evidence"),
    fields=(
        Field(
            name="evaluations",
            label=_("Evaluations"),
            shape=Shape.ROWS,
            hint=_("Internal, external or impact evaluations, with their key findings."),
        ),
        Field(
            name="sources",
            label=_("Sources"),
            shape=Shape.ROWS,
            hint=_("Documents on which the facts of this record rest."),
        ),
        Field(
            name="links",
            label=_("Links"),
            shape=Shape.ROWS,
            hint=_("The program’s own site and entries in other databases."),
        ),
        Field(
            name="attachments",
            label=_("Files"),
            shape=Shape.ROWS,
            hint=_("PDF, DOCX, XLSX, PPTX, PNG or JPEG, up to 20 MB each."),
        ),
    ),
)

OFFER = Section(
    code="offer",
    title=_("Cooperation offer"),
    fields=(
        Field(
            name="offered",
            label=_("Offered for cooperation"),
            shape=Shape.CHOICE,
            fact=True,
            hint=_("Whether your ministry would share this experience with another one."),
        ),
        Field(
            name="offer",
            label=_("What is offered"),
            shape=Shape.PROSE,
            bilingual=True,
            limit=1000,
            hint=_("Visits, experts, virtual sessions, materials."),
        ),
        Field(
            name="offer_capacity",
            label=_("Requests it can serve in a year"),
            shape=Shape.NUMBER,
            fact=True,
        ),
        Field(
            name="transfer_conditions",
            label=_("Conditions for transfer"),
            shape=Shape.PROSE,
            bilingual=True,
            limit=1500,
            hint=_("What another country would need to have, and what it should adapt."),
        ),
        Field(
            name="contact_unit",
            label=_("Responsible unit"),
            shape=Shape.LINE,
            bilingual=True,
            limit=200,
            required=True,
            fact=True,
            hint=_("The office that answers questions. Offices outlast people: no personal names."),
        ),
        Field(
            name="contact_email",
            label=_("E-mail of the unit"),
            shape=Shape.EMAIL,
            fact=True,
            hint=_("It will be public. Use the unit’s address, not a person’s."),
        ),
    ),
)

SECTIONS: tuple[Section, ...] = (IDENTIFICATION, PURPOSE, OPERATION, RESULTS, EVIDENCE, OFFER)
SECTION_BY_CODE: dict[str, Section] = {section.code: section for section in SECTIONS}


def all_fields() -> Iterator[Field]:
    """Every field of the scheme, in reading order."""
    for section in SECTIONS:
        yield from section.fields


FIELD_BY_NAME: dict[str, Field] = {field.name: field for field in all_fields()}
BILINGUAL_FIELDS: tuple[str, ...] = tuple(field.name for field in all_fields() if field.bilingual)
ROW_FIELDS: tuple[str, ...] = tuple(field.name for field in all_fields() if field.shape is Shape.ROWS)
CODE_FIELDS: tuple[str, ...] = tuple(field.name for field in all_fields() if field.shape is Shape.CODES)
CONTENT_COLUMNS: tuple[str, ...] = tuple(col for field in all_fields() for col in field.columns)

# Language columns of the tables of rows.
ROW_TEXTS: dict[str, tuple[str, ...]] = {
    "results": ("indicator", "unit", "source"),
    "evaluations": ("evaluator", "findings"),
    "links": ("label",),
    "sources": ("citation",),
    "attachments": ("title",),
}
ROW_PLAIN: dict[str, tuple[str, ...]] = {
    "results": ("value", "qualifier", "year_from", "year", "url"),
    "evaluations": ("kind", "year", "url"),
    "links": ("kind", "url"),
    "sources": ("dated", "url"),
    "attachments": ("original_filename", "content_type", "size", "sha256"),
}


def row_columns(field_name: str) -> list[str]:
    """All content columns of a table of rows, languages spelled out."""
    texts = [column(text, code) for text in ROW_TEXTS[field_name] for code in LANGUAGE_CODES]
    return texts + list(ROW_PLAIN[field_name])
