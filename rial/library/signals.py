"""What the library announces to the rooms above it, and to its own index."""

from django.dispatch import Signal

# Sent inside the transaction whenever what the public may see of a document changed: sender=Document, document.
document_changed = Signal()
