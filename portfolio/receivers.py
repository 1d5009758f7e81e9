"""What the portfolio does when something changes, in the same transaction."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from rial.directory.models import InstitutionName

from . import index
from .models import Program
from .signals import program_changed


@receiver(program_changed, sender=Program, dispatch_uid="portfolio-index")
def index_program(sender: Any, program: Program, **kwargs: Any) -> None:
    """Bring the public list and the search up to date."""
    index.refresh(program)


@receiver([post_save, post_delete], sender=InstitutionName, dispatch_uid="portfolio-index-names")
def index_institution(sender: Any, instance: InstitutionName, **kwargs: Any) -> None:
    """A ministry is found by each of its names."""
    index.refresh_institution(instance.institution)
