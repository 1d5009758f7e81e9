"""Polls by points among the members of a body (M41, M42)."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetings.enums import PollState
from meetings.querysets import PollQuerySet
from rial.core.workflow import TransitionLog
from rial.directory.models import Institution

from .base import Sourced
from .meeting import Meeting

POLL_MOVES = [
    (PollState.DRAFT, PollState.OPEN),
    (PollState.DRAFT, PollState.CLOSED),
    (PollState.OPEN, PollState.CLOSED),
]


class Poll(Sourced):
    """Each delegation distributes points among options. Historic polls have totals only, no ballots."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=250, blank=True)
    question = models.TextField(_("question"), blank=True)
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="polls", verbose_name=_("meeting")
    )
    points_each = models.PositiveSmallIntegerField(_("points of each delegation"), null=True, blank=True)
    opens_on = models.DateField(_("opens"), null=True, blank=True)
    closes_on = models.DateField(_("closes"), null=True, blank=True)
    # True when only the totals of each option are known: the ballots were never in the portal.
    totals_only = models.BooleanField(_("only totals are known"), default=False)
    total_printed = models.PositiveIntegerField(_("total as printed"), null=True, blank=True)
    result_note = models.TextField(_("note on the result"), blank=True)
    state = models.CharField(_("state"), max_length=8, choices=PollState, default=PollState.DRAFT, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = PollQuerySet.as_manager()

    class Meta:
        ordering = [F("closes_on").desc(nulls_last=True), "slug"]
        verbose_name = _("poll")
        verbose_name_plural = _("polls")
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_on__isnull=True) | Q(closes_on__isnull=True) | Q(opens_on__lte=F("closes_on")),
                name="poll_window_in_order",
                violation_error_message=_("It closes before it opens."),
            ),
            models.CheckConstraint(
                condition=~Q(state=PollState.OPEN) | (Q(closes_on__isnull=False) & Q(points_each__isnull=False)),
                name="open_poll_has_points_and_a_closing_day",
                violation_error_message=_("Say until which day and with how many points delegations vote."),
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="poll_moves", field="state", transitions=[(str(a), str(b)) for a, b in POLL_MOVES])
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The poll's page, in the reader's language."""
        return reverse("meetings:poll", args=[self.slug])

    @property
    def accepts_ballots(self) -> bool:
        """Open, and today lies within the window."""
        today = timezone.localdate()
        begun = self.opens_on is None or self.opens_on <= today
        return bool(self.state == PollState.OPEN and begun and self.closes_on and today <= self.closes_on)


class PollLog(TransitionLog):
    """Opened, closed."""

    subject = models.ForeignKey(Poll, models.CASCADE, related_name="log")

    class Meta(TransitionLog.Meta):
        pass


class PollOption(models.Model):
    """An option; `points_recorded` only where the ballots are not in the portal."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="options")
    code = models.SlugField(_("code"), max_length=40)
    title = models.CharField(_("option"), max_length=250, blank=True)
    description = models.TextField(_("description"), blank=True)
    points_recorded = models.PositiveIntegerField(_("points, as recorded"), null=True, blank=True)
    share_printed = models.DecimalField(
        _("share as printed, in percent"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["poll", "position", "pk"]
        verbose_name = _("option")
        verbose_name_plural = _("options")
        constraints = [models.UniqueConstraint(fields=["poll", "code"], name="poll_option_once")]

    def __str__(self) -> str:
        return self.title


class PollSum(models.Model):
    """Options presented as equivalent, added up as a stated sum (M42)."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="sums")
    label = models.CharField(_("label"), max_length=250, blank=True)
    options = models.ManyToManyField(PollOption, related_name="sums", verbose_name=_("options added up"))
    points_printed = models.PositiveIntegerField(_("sum as printed"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ["poll", "pk"]
        verbose_name = _("stated sum")
        verbose_name_plural = _("stated sums")

    def __str__(self) -> str:
        return self.label


class Ballot(models.Model):
    """A delegation's distribution of points; one per delegation, changeable until the poll closes."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="ballots")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="ballots", verbose_name=_("delegation"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("cast"), default=timezone.now)

    class Meta:
        ordering = ["poll", "institution"]
        verbose_name = _("ballot")
        verbose_name_plural = _("ballots")
        constraints = [models.UniqueConstraint(fields=["poll", "institution"], name="one_ballot_per_delegation")]


class BallotLine(models.Model):
    """Points given to an option."""

    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="lines")
    option = models.ForeignKey(PollOption, models.PROTECT, related_name="lines")
    points = models.PositiveSmallIntegerField(_("points"))

    class Meta:
        ordering = ["ballot", "option"]
        constraints = [models.UniqueConstraint(fields=["ballot", "option"], name="ballot_line_once")]
