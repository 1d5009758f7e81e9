"""Programs named by their code from rooms that may not know the portfolio (rial.core.references)."""

from collections.abc import Iterable, Mapping

from django.urls import reverse

from rial.core.bilingual import LANGUAGE_CODES, column, first_text
from rial.core.references import Reference, register_reference

from .models import Program


def public_programs(codes: Iterable[str]) -> Mapping[str, Reference]:
    """{code: title and address} of the public ones; one query."""
    columns = [f"current__{column('title', code)}" for code in LANGUAGE_CODES]
    rows = Program.objects.public().filter(code__in=list(codes)).values("code", *columns)
    return {
        row["code"]: Reference(
            row["code"], first_text(row, "current__title"), reverse("portfolio:program", args=[row["code"]])
        )
        for row in rows
    }


def register() -> None:
    """Called once from the app's ready()."""
    register_reference("PRG", public_programs)
