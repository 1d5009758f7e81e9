"""The Conference: its editions, who chaired, what it declared, and the mandates that follow (M08, M21–M23, M58)."""

import pgtrigger
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meetings.enums import InstrumentKind, RecordState, TroikaRole, Wording
from meetings.numerals import roman
from meetings.querysets import ConferenceQuerySet, InstrumentQuerySet
from rial.core.workflow import TransitionLog
from rial.directory.models import Country, Institution
from rial.library.models import Document

from .base import Dated, Sourced

# Who may go where, in the database too: raw SQL and bulk updates are refused as well (design.md, section 6).
RECORD_MOVES = [
    (RecordState.DRAFT, RecordState.PUBLISHED),
    (RecordState.PUBLISHED, RecordState.WITHDRAWN),
    (RecordState.WITHDRAWN, RecordState.PUBLISHED),
]


class Conference(Dated, Sourced):
    """An edition of the Inter-American Conference of Ministers of Labor, by its number (XII is 12)."""

    edition = models.PositiveSmallIntegerField(_("edition"), unique=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="hosted_conferences", verbose_name=_("host")
    )
    virtual = models.BooleanField(_("virtual"), default=False)
    chair = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="chaired_conferences", verbose_name=_("chair")
    )
    delegations_stated = models.PositiveSmallIntegerField(_("number of delegations, as stated"), null=True, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=RecordState, default=RecordState.DRAFT, editable=False)

    objects = ConferenceQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["-edition"]
        verbose_name = _("conference")
        verbose_name_plural = _("conferences")
        triggers = [
            pgtrigger.FSM(
                name="conference_moves", field="state", transitions=[(str(a), str(b)) for a, b in RECORD_MOVES]
            )
        ]

    def __str__(self) -> str:
        return _("%(number)s IACML") % {"number": self.roman}

    @property
    def roman(self) -> str:
        """The edition as the Conference writes it: XIX."""
        return roman(self.edition)

    def get_absolute_url(self) -> str:
        """The page of the edition, in the reader's language."""
        return reverse("meetings:conference", args=[self.roman.lower()])


class ConferenceLog(TransitionLog):
    """Published, withdrawn, by whom."""

    subject = models.ForeignKey(Conference, models.CASCADE, related_name="log")

    class Meta(TransitionLog.Meta):
        pass


class TroikaMember(models.Model):
    """Past, present or future chair while this edition lasts (M08)."""

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="troika")
    role = models.CharField(_("role"), max_length=8, choices=TroikaRole)
    country = models.ForeignKey(Country, models.PROTECT, related_name="+", verbose_name=_("country"))
    source = models.CharField(_("source"), max_length=400, blank=True)

    class Meta:
        ordering = ["conference", "pk"]
        verbose_name = _("member of the troika")
        verbose_name_plural = _("troika")
        constraints = [models.UniqueConstraint(fields=["conference", "role"], name="one_troika_member_per_role")]

    def __str__(self) -> str:
        return str(self.get_role_display())


class Instrument(Sourced):
    """A declaration, plan of action, communiqué or terms of reference, with its articles (M23, M53)."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=InstrumentKind)
    title = models.CharField(_("title"), max_length=250, blank=True)
    conference = models.ForeignKey(
        Conference, models.PROTECT, null=True, blank=True, related_name="instruments", verbose_name=_("conference")
    )
    issued_by = models.CharField(_("issued by"), max_length=250, blank=True)
    adopted_on = models.DateField(_("adopted"), null=True, blank=True)
    adopted_precision = models.CharField(
        _("date known"), max_length=5, choices=Dated._meta.get_field("precision").choices, default="day"
    )
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="instruments", verbose_name=_("document")
    )
    summary = models.TextField(_("summary"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=RecordState, default=RecordState.DRAFT, editable=False)

    objects = InstrumentQuerySet.as_manager()

    class Meta:
        ordering = ["-conference__edition", "kind", "slug"]
        verbose_name = _("instrument")
        verbose_name_plural = _("declarations and plans of action")
        triggers = [
            pgtrigger.FSM(
                name="instrument_moves", field="state", transitions=[(str(a), str(b)) for a, b in RECORD_MOVES]
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page with its articles, in the reader's language."""
        return reverse("meetings:instrument", args=[self.slug])


class InstrumentLog(TransitionLog):
    """Published, withdrawn, by whom."""

    subject = models.ForeignKey(Instrument, models.CASCADE, related_name="log")

    class Meta(TransitionLog.Meta):
        pass


class Article(models.Model):
    """An article, with its letter if any: 8(f) is number 8, letter f (M22)."""

    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="articles", verbose_name=_("instrument"))
    number = models.CharField(_("article"), max_length=10)
    letter = models.CharField(_("letter"), max_length=3, blank=True)
    text = models.TextField(_("text"), blank=True)
    wording = models.CharField(_("wording"), max_length=8, choices=Wording, default=Wording.SUMMARY)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["instrument", "position", "pk"]
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        constraints = [
            models.UniqueConstraint(fields=["instrument", "number", "letter"], name="article_once_per_instrument")
        ]

    def __str__(self) -> str:
        return f"{self.instrument} {self.reference}"

    @property
    def reference(self) -> str:
        """“8(f)”."""
        return f"{self.number}({self.letter})" if self.letter else self.number

    @property
    def anchor(self) -> str:
        """The id of the article on the instrument's page."""
        return f"art-{self.number}{self.letter}".lower().replace(".", "-")


class Mandate(models.Model):
    """What an article asks, of whom, and with whom it is to be carried out (M58)."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="mandates", verbose_name=_("article"))
    text = models.TextField(_("mandate"), blank=True)
    addressed_to = models.CharField(_("addressed to"), max_length=250, blank=True)
    carried_out_with = models.CharField(_("to be carried out with"), max_length=250, blank=True)
    institutions = models.ManyToManyField(Institution, blank=True, related_name="+", verbose_name=_("institutions"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["article", "position", "pk"]
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")

    def __str__(self) -> str:
        return self.text
