"""Who sees which document: the only place that decides it. Out of sight is 404."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, Q

from rial.accounts.permissions import is_secretariat

from .enums import DocumentState
from .symbols import Symbol

if TYPE_CHECKING:
    from .models import Document, DocumentFile


class DocumentQuerySet(models.QuerySet["Document"]):
    def public(self) -> Self:
        """What anyone may read."""
        return self.filter(state=DocumentState.PUBLISHED)

    def visible_to(self, user: Any) -> Self:
        """Published ones; drafts and withdrawn ones for the Secretariat alone."""
        return self.all() if is_secretariat(user) else self.public()

    def with_symbol(self, symbol: Symbol) -> Self:
        """Those whose symbol, as printed or as it should have been, is this one."""
        return self.filter(Q(symbol_key=symbol.key) | Q(presumed_key=symbol.key)) if symbol.key else self.none()

    def matching(self, symbol: Symbol) -> Self:
        """Those that agree with every part that was given; a part that a document lacks does not stand in the way."""
        if symbol.is_other:
            return self.none()
        found = self.filter(symbol_number=symbol.number)
        if symbol.organ:
            found = found.filter(symbol_organ__in=[symbol.organ, ""])
        if symbol.kind:
            found = found.filter(symbol_kind__in=[symbol.kind, ""])
        if symbol.groups:
            found = found.filter(Q(symbol_groups__contains=list(symbol.groups)) | Q(symbol_groups=[]))
        if symbol.edition is not None:
            found = found.filter(Q(symbol_edition=symbol.edition) | Q(symbol_edition__isnull=True))
        if symbol.year is not None:
            found = found.filter(Q(symbol_year=symbol.year) | Q(symbol_year__isnull=True))
        return found

    def in_symbol_order(self) -> Self:
        """By symbol, those without one last and by slug."""
        return self.order_by("symbol_sort", "slug")

    def newest_first(self) -> Self:
        """By year and date, those without either last."""
        newest = (F("year").desc(nulls_last=True), F("dated").desc(nulls_last=True))
        return self.order_by(*newest, "symbol_sort", "slug")

    def with_card_data(self) -> Self:
        """With what a row of a list shows, in a constant number of queries."""
        return self.prefetch_related("files", "topics", "countries")

    def with_content(self) -> Self:
        """With everything the document's page shows."""
        return self.select_related("supersedes").prefetch_related(
            "files", "topics", "countries", "notes", "contributors__institution__names", "superseded_by"
        )


class DocumentFileQuerySet(models.QuerySet["DocumentFile"]):
    def readable_by(self, user: Any) -> Self:
        """Stored files of documents the person may see."""
        visible = models.Q() if is_secretariat(user) else models.Q(document__state=DocumentState.PUBLISHED)
        return self.filter(visible).exclude(file="")
