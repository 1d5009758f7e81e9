"""Statements as issued: numbered, with the rows they stand on and their SHA-256. Append-only like the ledger."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from fund.enums import TermCode
from fund.querysets import StatementQuerySet


class Statement(models.Model):
    """A situation of the Fund as of a day, as the ledger knew it when the statement was issued (F19)."""

    # Given by the trigger without gaps.
    id = models.BigAutoField(_("number"), primary_key=True)
    as_of = models.DateField(_("as of"))
    # The last entry known: with `as_of`, all that the figures depend on.
    through = models.PositiveBigIntegerField(_("last entry known"))
    issued_at = models.DateTimeField(_("issued"), db_default=Now(), editable=False)
    issued_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("issued by")
    )
    note = models.TextField(_("note"), blank=True)
    # The canonical JSON of fund/canonical.py, byte for byte as it was hashed.
    document = models.TextField(_("rows and totals"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    cash = models.DecimalField(TermCode.CASH.label, max_digits=14, decimal_places=2)
    in_kind = models.DecimalField(TermCode.IN_KIND.label, max_digits=14, decimal_places=2)
    received = models.DecimalField(TermCode.RECEIVED.label, max_digits=14, decimal_places=2)
    spent = models.DecimalField(TermCode.SPENT.label, max_digits=14, decimal_places=2)
    available = models.DecimalField(TermCode.AVAILABLE.label, max_digits=14, decimal_places=2)
    authorized = models.DecimalField(TermCode.AUTHORIZED.label, max_digits=14, decimal_places=2)
    balance = models.DecimalField(TermCode.BALANCE.label, max_digits=14, decimal_places=2)

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("statement issued")
        verbose_name_plural = _("statements issued")

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """The statement's number as it is cited: FND-0007."""
        return f"FND-{self.pk:04d}" if self.pk else "FND"
