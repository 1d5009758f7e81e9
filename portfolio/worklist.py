"""The translation work-list: public records with texts missing, out of date or machine-made, counted in SQL."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    Case,
    Count,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from rial.core.bilingual import LANGUAGE_CODES, column
from rial.core.visits import visits_of

from .enums import TranslationState, VersionState
from .models import FieldTranslation, Version
from .querysets import approved
from .scheme import BILINGUAL_FIELDS
from .visited import KIND


def _missing() -> Combinable:
    """How many texts have a source and no translation."""
    total: Combinable = Value(0)
    for field in BILINGUAL_FIELDS:
        for source in LANGUAGE_CODES:
            for target in LANGUAGE_CODES:
                if target == source:
                    continue
                is_missing = (
                    Q(original_language=source) & ~Q(**{column(field, source): ""}) & Q(**{column(field, target): ""})
                )
                total = total + Case(When(is_missing, then=1), default=0, output_field=IntegerField())
    return total


def _translations_now() -> QuerySet[FieldTranslation]:
    """Translations of the outer version with the source as it reads now."""
    cases = [
        When(field=field, version__original_language=code, then=F(f"version__{column(field, code)}"))
        for field in BILINGUAL_FIELDS
        for code in LANGUAGE_CODES
    ]
    now = Case(*cases, default=Value(""), output_field=TextField())
    return FieldTranslation.objects.filter(version=OuterRef("pk")).annotate(source_now=now).exclude(source_now="")


def _counted(rows: QuerySet[FieldTranslation]) -> Combinable:
    grouped = rows.order_by().values("version").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(grouped, output_field=IntegerField()), 0)


# How the work-list may be sorted: by visits of the last 90 days, the older first among equals; or by age alone.
SORTS = {"visits": ("-visits", "published_at", "pk"), "age": ("published_at", "pk")}


def to_translate(sort: str = "age") -> Any:
    """Approved versions with something to translate; annotated `missing`, `stale`, `machine`, `work`, `visits`."""
    rows = _translations_now()
    return (
        Version.objects.filter(approved("program__"), state=VersionState.PUBLISHED)
        .annotate(
            missing=_missing(),
            stale=_counted(rows.exclude(source_text=F("source_now"))),
            machine=_counted(rows.filter(state=TranslationState.MACHINE, source_text=F("source_now"))),
            visits=visits_of(KIND, "program__code"),
        )
        .annotate(work=F("missing") + F("stale") + F("machine"))
        .filter(work__gt=0)
        .order_by(*SORTS[sort])
    )


@dataclass(frozen=True)
class Work:
    """How much there is: records, texts missing, out of date, machine-made; since when the oldest waits."""

    records: int
    missing: int
    stale: int
    machine: int
    oldest: datetime | None


def totals() -> Work:
    """The whole work-list in numbers."""
    found = (
        to_translate()
        .order_by()
        .aggregate(
            records=Count("pk"),
            all_missing=Coalesce(Sum("missing"), 0),
            all_stale=Coalesce(Sum("stale"), 0),
            all_machine=Coalesce(Sum("machine"), 0),
            oldest=Min("published_at"),
        )
    )
    return Work(found["records"], found["all_missing"], found["all_stale"], found["all_machine"], found["oldest"])
