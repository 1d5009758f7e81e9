"""What the Secretariat and the public say about a record: remarks at fields, stored texts, wrong data."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portfolio.enums import ReportState

from .program import Program
from .version import Version


class Remark(models.Model):
    """A remark of the Secretariat at one field of a version; answered where it was made."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="remarks")
    field = models.CharField(_("field"), max_length=40)
    text = models.TextField(_("remark"))
    author = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("by"))
    created_at = models.DateTimeField(_("when"), auto_now_add=True)
    # Remarks are seen by the ministry once the version is returned, not while the reviewer is still writing.
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    answer = models.TextField(_("answer of the ministry"), blank=True)
    attended_at = models.DateTimeField(_("attended"), null=True, blank=True)
    attended_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")


class ReturnSnippet(models.Model):
    """A stored bilingual text to return a program with: each ministry reads it in its language."""

    code = models.SlugField(_("code"), unique=True, max_length=40)
    title = models.CharField(_("title"), max_length=120, blank=True)
    text = models.TextField(_("text"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("stored text")
        verbose_name_plural = _("stored texts")

    def __str__(self) -> str:
        return self.title


class WrongDatumReport(models.Model):
    """“This is wrong”, said by a reader; a task of the Secretariat until it is answered."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="reports")
    version = models.ForeignKey(Version, models.PROTECT, related_name="reports")
    field = models.CharField(_("where"), max_length=40, blank=True)
    text = models.TextField(_("what is wrong"))
    evidence = models.TextField(_("how do you know"), blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(max_length=5)
    created_at = models.DateTimeField(_("when"), auto_now_add=True)
    state = models.CharField(_("state"), max_length=10, choices=ReportState, default=ReportState.OPEN, editable=False)
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True, editable=False)
    answered_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ["created_at"]
        verbose_name = _("report of a wrong datum")
        verbose_name_plural = _("reports of wrong data")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ReportState.OPEN) | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="answered_report_has_an_answer",
            )
        ]
