"""What the library does when something changes, in the same transaction."""

from typing import Any

from django.dispatch import receiver

from rial.core.workflow import transitioned

from .listing import INDEXER
from .models import Document
from .signals import document_changed


@receiver(document_changed, sender=Document, dispatch_uid="library-index")
def index_document(sender: Any, document: Document, **kwargs: Any) -> None:
    """Bring the public list and the search up to date."""
    INDEXER.refresh(document.pk)


@receiver(transitioned, sender=Document, dispatch_uid="library-announce")
def announce_transition(sender: Any, obj: Document, **kwargs: Any) -> None:
    """A document came to the public or left it."""
    document_changed.send(sender=Document, document=obj)
