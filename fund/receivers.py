"""What the Fund does when something changes that its entries name, in the same transaction."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from meetings.models import Meeting
from rial.core.workflow import transitioned
from rial.directory.models import InstitutionName

from .listing.index import refresh_about


@receiver(transitioned, sender=Meeting, dispatch_uid="fund-meeting-in-list")
def list_entries_of_meeting(sender: Any, obj: Meeting, **kwargs: Any) -> None:
    """A meeting came to the public or left it: its entries name it, or no longer."""
    refresh_about(meeting=obj)
    refresh_about(decision__meeting=obj)
    refresh_about(authorization__decision__meeting=obj)


@receiver([post_save, post_delete], sender=InstitutionName, dispatch_uid="fund-institution-in-list")
def list_entries_of_institution(sender: Any, instance: InstitutionName, raw: bool = False, **kwargs: Any) -> None:
    """An institution has got another name, or had one on some day."""
    if not raw:
        refresh_about(institution=instance.institution_id)
