"""What the portfolio does when something changes, in the same transaction."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from rial.core.workflow import Transition, transitioned
from rial.directory.models import InstitutionName

from . import notifications
from .listing import index
from .models import Candidate, Program, Version
from .signals import candidacy_opened, program_changed


@receiver(program_changed, sender=Program, dispatch_uid="portfolio-index")
def index_program(sender: Any, program: Program, **kwargs: Any) -> None:
    """Bring the public list and the search up to date."""
    index.refresh(program)


@receiver([post_save, post_delete], sender=InstitutionName, dispatch_uid="portfolio-index-names")
def index_institution(sender: Any, instance: InstitutionName, **kwargs: Any) -> None:
    """A ministry is found by each of its names."""
    index.refresh_institution(instance.institution)


@receiver(transitioned, sender=Version, dispatch_uid="portfolio-mail-version")
def tell_about_version(sender: Any, obj: Version, transition: Transition, actor: Any, note: str, **kwargs: Any) -> None:
    """Submitted and taken back: the Secretariat. Returned and published: the ministry."""
    match transition.name:
        case "submit":
            notifications.version_submitted(obj, actor)
        case "recall":
            notifications.version_recalled(obj, actor)
        case "return":
            notifications.version_returned(obj, actor, note)
        case "publish":
            notifications.version_published(obj, actor)


@receiver(transitioned, sender=Program, dispatch_uid="portfolio-mail-program")
def tell_about_program(sender: Any, obj: Program, transition: Transition, actor: Any, note: str, **kwargs: Any) -> None:
    """What became of a whole program; its first publication is told by the version."""
    if transition.name in {"archive", "reopen", "unpublish", "republish", "release", "merge"}:
        notifications.program_changed_state(obj, transition.name, actor, note)


@receiver(candidacy_opened, sender=Candidate, dispatch_uid="portfolio-mail-candidacy")
def tell_assessors(sender: Any, candidate: Candidate, actor: Any, **kwargs: Any) -> None:
    """Assessors are asked for their judgement."""
    notifications.assessment_asked(candidate, actor)


@receiver(transitioned, sender=Candidate, dispatch_uid="portfolio-mail-outcome")
def tell_outcome(sender: Any, obj: Candidate, actor: Any, **kwargs: Any) -> None:
    """The ministry and the assessors learn the outcome."""
    notifications.candidacy_closed(obj, actor)
