"""Event proposals: from the idea to the decision that approves them (M44–M47, E08–E13, F14–F18)."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meetings.enums import FundingKind, FundingState, HostState, MeetingKind, ProposalState
from meetings.querysets import EventProposalQuerySet
from rial.core.workflow import TransitionLog
from rial.directory.models import Country, Institution, Topic
from rial.library.models import Document

from .base import Dated, Party, Sourced, names_someone
from .conference import Article
from .decision import Decision
from .meeting import Meeting

PROPOSAL_MOVES = [
    (ProposalState.DRAFT, ProposalState.SUBMITTED),
    (ProposalState.SUBMITTED, ProposalState.APPROVED),
    (ProposalState.SUBMITTED, ProposalState.DECLINED),
    (ProposalState.DRAFT, ProposalState.WITHDRAWN),
    (ProposalState.SUBMITTED, ProposalState.WITHDRAWN),
    (ProposalState.APPROVED, ProposalState.WITHDRAWN),
]


class EventProposal(Dated, Sourced):
    """A workshop or other event as proposed; `start`, `end`: when it is to take place."""

    code = models.CharField(_("code"), max_length=12, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=MeetingKind, default=MeetingKind.WORKSHOP)
    # M45: the title may still change; the event's own title is the meeting's.
    title = models.CharField(_("proposed title"), max_length=300, blank=True)
    subtitle = models.CharField(_("name of the proposal"), max_length=300, blank=True)
    proposed_by = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name=_("proposed by")
    )
    place = models.CharField(_("place"), max_length=120, blank=True)
    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("country")
    )
    days = models.DecimalField(_("length in days"), max_digits=4, decimal_places=1, null=True, blank=True)
    background = models.TextField(_("framework and background"), blank=True)
    participants = models.TextField(_("participants"), blank=True)
    structure = models.TextField(_("structure"), blank=True)
    funding_note = models.TextField(_("note on funding"), blank=True)
    # L12: footnotes of the text, Markdown.
    footnotes = models.TextField(_("footnotes and sources"), blank=True)
    articles = models.ManyToManyField(Article, blank=True, related_name="proposals", verbose_name=_("mandates"))
    topics = models.ManyToManyField(Topic, blank=True, related_name="event_proposals", verbose_name=_("topics"))
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="event_proposals", verbose_name=_("document")
    )
    # M27: the meetings that considered it.
    considered_at = models.ManyToManyField(
        Meeting, blank=True, related_name="proposals_considered", verbose_name=_("considered at")
    )
    follows = models.ManyToManyField(
        Meeting, blank=True, related_name="proposals_following", verbose_name=_("builds on")
    )
    approved_by = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name=_("approved by")
    )
    approved_at = models.ForeignKey(
        Meeting,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals_approved",
        verbose_name=_("approved at"),
    )
    event = models.OneToOneField(
        Meeting, models.PROTECT, null=True, blank=True, related_name="proposal", verbose_name=_("the event held")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ProposalState, default=ProposalState.DRAFT, editable=False
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)

    objects = EventProposalQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["-start", "code"]
        verbose_name = _("event proposal")
        verbose_name_plural = _("event proposals")
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(condition=Q(code__regex=r"^EVT-\d{4,}$"), name="event_proposal_code_form"),
            models.CheckConstraint(
                condition=~Q(state=ProposalState.APPROVED)
                | Q(approved_by__isnull=False)
                | Q(approved_at__isnull=False),
                name="approved_proposal_says_by_what",
                violation_error_message=_("Name the decision or the meeting that approved it."),
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="proposal_moves", field="state", transitions=[(str(a), str(b)) for a, b in PROPOSAL_MOVES]
            )
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        """The proposal's page, in the reader's language."""
        return reverse("meetings:proposal", args=[self.code])


class ProposalLog(TransitionLog):
    """Proposed, approved, declined, withdrawn."""

    subject = models.ForeignKey(EventProposal, models.CASCADE, related_name="log")

    class Meta(TransitionLog.Meta):
        pass


class ProposalOrganizer(Party):
    """A co-organizer, also of another network (E13)."""

    proposal = models.ForeignKey(EventProposal, models.CASCADE, related_name="organizers")
    through = models.CharField(_("through"), max_length=300, blank=True)

    class Meta:
        ordering = ["proposal", "position", "pk"]
        verbose_name = _("co-organizer")
        verbose_name_plural = _("co-organizers")
        constraints = [names_someone("proposal_organizer_is_someone")]


class ProposalPart(models.Model):
    """An objective or a component, in order (E09, M44)."""

    OBJECTIVE, COMPONENT = "objective", "component"
    KINDS = [(OBJECTIVE, _("Objective")), (COMPONENT, _("Component"))]

    proposal = models.ForeignKey(EventProposal, models.CASCADE, related_name="parts")
    kind = models.CharField(_("kind"), max_length=10, choices=KINDS, default=OBJECTIVE)
    text = models.TextField(_("text"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["proposal", "kind", "position", "pk"]
        verbose_name = _("objective or component")
        verbose_name_plural = _("objectives and components")

    def __str__(self) -> str:
        return self.text[:80]


class ProposalFunding(Party):
    """What somebody gives, or what is still sought; a ceiling is marked as such (F14–F18)."""

    proposal = models.ForeignKey(EventProposal, models.CASCADE, related_name="funding")
    state = models.CharField(_("standing"), max_length=8, choices=FundingState, default=FundingState.OFFERED)
    kind = models.CharField(_("kind"), max_length=8, choices=FundingKind, default=FundingKind.IN_KIND)
    from_fund = models.BooleanField(_("from the Voluntary Contributions Fund"), default=False)
    text = models.TextField(_("what it covers"), blank=True)
    condition = models.CharField(_("condition"), max_length=300, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2, null=True, blank=True)
    ceiling = models.BooleanField(_("the amount is a ceiling"), default=False)
    currency = models.CharField(_("currency"), max_length=3, blank=True, default="USD")

    class Meta:
        ordering = ["proposal", "position", "pk"]
        verbose_name = _("funding")
        verbose_name_plural = _("funding")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gt=0),
                name="proposal_funding_positive",
                violation_error_message=_("An amount is greater than zero."),
            )
        ]


class ProposalHost(models.Model):
    """Who offered to host, agreed to, or withdrew and why (M34, M35)."""

    proposal = models.ForeignKey(EventProposal, models.CASCADE, related_name="hosts")
    country = models.ForeignKey(Country, models.PROTECT, related_name="+", verbose_name=_("country"))
    state = models.CharField(_("standing"), max_length=10, choices=HostState)
    on = models.DateField(_("date"), null=True, blank=True)
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("said at")
    )
    note = models.TextField(_("note"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["proposal", "position", "pk"]
        verbose_name = _("host")
        verbose_name_plural = _("hosts")
