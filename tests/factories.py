"""Plain functions that make records in the states the tests need, through the services people use."""

from typing import Any

from django.utils import timezone

from portfolio.models import Program, Version
from portfolio.services import drafting, moderation
from portfolio.services.content import Content, write_content
from rial.accounts.models import User
from rial.directory.models import Institution

COMPLETE: dict[str, Any] = {
    "title_es": "Campaña Nacional de Salario Mínimo",
    "summary_es": "Campaña para que se pague el salario mínimo.",
    "objectives_es": "Que nadie gane menos del mínimo.",
    "description_es": "Información, inspección y una línea telefónica.",
    "contact_unit_es": "Dirección Nacional de Inspección",
    "kind": "campaign",
}


def make_draft(institution: Institution, by: User, language: str = "es", **columns: Any) -> Version:
    """A draft with everything required for submission; `columns` override (title_en=…, start_year=…)."""
    version = drafting.create_program(institution, by=by, language=language)
    content = Content(columns={**COMPLETE, **columns}, codes={"topics": ["labor-inspection"]})
    write_content(version, content, by)
    return version


def make_submitted(institution: Institution, by: User, **columns: Any) -> Version:
    """A version waiting in the Secretariat's queue."""
    return moderation.submit(make_draft(institution, by, **columns), by=by)


def make_published(institution: Institution, by: User, secretariat: User, **columns: Any) -> Program:
    """A published program (version 1)."""
    version = moderation.publish(make_submitted(institution, by, **columns), by=secretariat)
    return Program.objects.get(pk=version.program_id)


def today() -> Any:
    """The portal's date."""
    return timezone.localdate()
