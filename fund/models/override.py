"""Spending beyond an authorization: asked for by one person, approved by another, used once (F26)."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fund.enums import LARGEST_AMOUNT, OverrideState
from rial.core.workflow import TransitionLog


class Override(models.Model):
    """A request to spend or commit above what an authorization leaves, or without any; never deleted.

    An approved one lets exactly one entry pass, of at most this amount, under this authorization (or none).
    """

    authorization = models.ForeignKey(
        "fund.Entry", models.PROTECT, null=True, blank=True, related_name="overrides", verbose_name=_("authorization")
    )
    amount = models.DecimalField(_("amount in USD"), max_digits=14, decimal_places=2)
    reason = models.TextField(_("reason"))
    state = models.CharField(
        _("state"), max_length=10, choices=OverrideState, default=OverrideState.REQUESTED, editable=False
    )
    requested_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", verbose_name=_("asked for by"), editable=False
    )
    requested_at = models.DateTimeField(_("asked for"), auto_now_add=True)
    decided_by = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
        editable=False,
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-requested_at", "-pk"]
        verbose_name = _("override of an authorization")
        verbose_name_plural = _("overrides of authorizations")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, amount__lte=LARGEST_AMOUNT),
                name="override_amount",
                violation_error_message=_("Enter an amount above zero and below 100 million."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="override_has_a_reason",
                violation_error_message=_("Write why more than authorized has to be spent."),
            ),
            models.CheckConstraint(
                condition=Q(state=OverrideState.REQUESTED, decided_by__isnull=True, decided_at__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False)
                & ~Q(decided_by=F("requested_by"))
                & ~Q(state=OverrideState.REQUESTED),
                name="override_by_a_second_person",
                violation_error_message=_("A second person decides, not the one who asked."),
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="override_moves",
                field="state",
                transitions=[("requested", "approved"), ("requested", "refused")],
            ),
            # What was asked for cannot become something else after the decision.
            pgtrigger.ReadOnly(
                name="override_as_asked",
                fields=["authorization", "amount", "reason", "requested_by", "requested_at"],
            ),
            pgtrigger.Protect(name="override_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} · {self.amount}"


class OverrideLog(TransitionLog):
    """The decisions about overrides."""

    subject = models.ForeignKey(Override, models.CASCADE, related_name="log")

    class Meta(TransitionLog.Meta):
        pass
