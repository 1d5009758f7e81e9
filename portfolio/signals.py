"""What the portfolio announces to the rooms above it, and to its own index."""

from django.dispatch import Signal

# Sent inside the transaction whenever what the public may see of a program changed: sender=Program, program.
program_changed = Signal()

# Sent inside the transaction when assessors are asked for their judgement: sender=Candidate, candidate, actor.
candidacy_opened = Signal()
