"""Version: all content of a program at one time. Published versions are frozen by database triggers."""

from datetime import datetime

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portfolio.enums import (
    OPEN_STATES,
    Coverage,
    Kind,
    Operation,
    Stage,
    TranslationState,
    VersionState,
    YesNo,
)
from portfolio.querysets import VersionQuerySet
from rial.core.workflow import TransitionLog
from rial.directory.models import PopulationGroup, Topic

FIRST_YEAR, LAST_YEAR = 1900, 2100

VERSION_MOVES = [
    (VersionState.DRAFT, VersionState.SUBMITTED),
    (VersionState.DRAFT, VersionState.WITHDRAWN),
    # Historic records compiled from documents are entered as they are known (workflow "register").
    (VersionState.DRAFT, VersionState.PUBLISHED),
    (VersionState.SUBMITTED, VersionState.DRAFT),
    (VersionState.SUBMITTED, VersionState.RETURNED),
    (VersionState.SUBMITTED, VersionState.PUBLISHED),
    (VersionState.SUBMITTED, VersionState.WITHDRAWN),
    (VersionState.RETURNED, VersionState.SUBMITTED),
    (VersionState.RETURNED, VersionState.WITHDRAWN),
    (VersionState.PUBLISHED, VersionState.SUPERSEDED),
]

# A frozen version only lets its state move on; every other column, in every language, stays as published.
FROZEN_SQL = """
IF OLD.state IN ('published', 'superseded', 'withdrawn')
   AND (to_jsonb(NEW) - 'state') IS DISTINCT FROM (to_jsonb(OLD) - 'state') THEN
  RAISE EXCEPTION 'version % is frozen', OLD.id USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""

# Rows of a frozen version (results, topics, files…) cannot be added, changed or removed either.
FROZEN_ROW_SQL = """
IF EXISTS (
  SELECT 1 FROM portfolio_version v
  WHERE v.id = CASE WHEN TG_OP = 'DELETE' THEN OLD.version_id ELSE NEW.version_id END
    AND v.state IN ('published', 'superseded')
) THEN
  RAISE EXCEPTION 'rows of a published version are frozen' USING ERRCODE = 'check_violation';
END IF;
IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
RETURN NEW;
"""


def frozen_row_trigger() -> pgtrigger.Trigger:
    """The trigger of every table whose rows belong to a version."""
    return pgtrigger.Trigger(
        name="frozen_with_version",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=FROZEN_ROW_SQL,
    )


class Version(models.Model):
    """One text of a program. At most one is open (draft, in review, returned) and one published.

    Numbers are given at publication (v1, v2…); an open version has none. Texts are bilingual: at least one
    language is complete when submitted; `original_language` says which one was written first.
    """

    program = models.ForeignKey("portfolio.Program", models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"), null=True, blank=True, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=VersionState, default=VersionState.DRAFT, editable=False
    )
    original_language = models.CharField(
        _("original language"), max_length=5, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last saved"), auto_now=True)
    created_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    updated_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    # What changed, in the words of whoever published it; shown in the list of versions.
    change_note = models.CharField(_("what changed"), max_length=300, blank=True)
    # Sections the ministry has opened at least once: "looked at" in the task list.
    seen_sections = models.JSONField(default=list, blank=True, editable=False)

    # Identification
    title = models.CharField(_("title"), max_length=200, blank=True)
    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    original_name = models.CharField(_("name in the original language"), max_length=250, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    kind = models.CharField(_("kind of initiative"), max_length=20, choices=Kind, blank=True)
    topics: "models.ManyToManyField[Topic, VersionTopic]" = models.ManyToManyField(
        Topic, through="VersionTopic", blank=True, related_name="versions", verbose_name=_("topics")
    )
    populations: "models.ManyToManyField[PopulationGroup, VersionPopulation]" = models.ManyToManyField(
        PopulationGroup, through="VersionPopulation", blank=True, related_name="versions", verbose_name=_("for whom")
    )
    coverage = models.CharField(_("reach"), max_length=12, choices=Coverage, blank=True)
    coverage_note = models.CharField(_("where"), max_length=300, blank=True)
    start_year = models.PositiveSmallIntegerField(_("start year"), null=True, blank=True)
    end_year = models.PositiveSmallIntegerField(_("end year"), null=True, blank=True)
    operation = models.CharField(_("status"), max_length=12, choices=Operation, blank=True)
    stage = models.CharField(_("pilot or scaled up"), max_length=12, choices=Stage, blank=True)

    # Problem and objective
    problem = models.TextField(_("problem addressed"), blank=True)
    objectives = models.TextField(_("objectives"), blank=True)
    legal_basis = models.TextField(_("legal or policy basis"), blank=True)
    tripartite = models.CharField(_("designed in a tripartite way"), max_length=3, choices=YesNo, blank=True)

    # How it works
    description = models.TextField(_("how it works"), blank=True)
    partners = models.TextField(_("partners and alliances"), blank=True)
    funding = models.TextField(_("source of funds"), blank=True)
    cost_amount = models.DecimalField(_("cost"), max_digits=16, decimal_places=2, null=True, blank=True)
    cost_currency = models.CharField(_("currency"), max_length=3, blank=True)
    cost_year = models.PositiveSmallIntegerField(_("year of the cost"), null=True, blank=True)
    modelled_on = models.ForeignKey(
        "portfolio.Program",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="adaptations",
        verbose_name=_("modeled on"),
    )
    modelled_on_note = models.TextField(_("what it was modeled on"), blank=True)

    # Results and lessons
    achievements = models.TextField(_("main achievements"), blank=True)
    challenges = models.TextField(_("challenges"), blank=True)
    lessons = models.TextField(_("lessons learned"), blank=True)

    # Offer
    offered = models.CharField(_("offered for cooperation"), max_length=3, choices=YesNo, blank=True)
    offer = models.TextField(_("what is offered"), blank=True)
    offer_capacity = models.PositiveSmallIntegerField(_("requests it can serve in a year"), null=True, blank=True)
    transfer_conditions = models.TextField(_("conditions for transfer to another context"), blank=True)
    contact_unit = models.CharField(_("responsible unit"), max_length=200, blank=True)
    contact_email = models.EmailField(_("e-mail of the unit"), blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["program", F("number").asc(nulls_last=True), "pk"]
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        constraints = [
            models.UniqueConstraint(fields=["program", "number"], name="version_number_once_per_program"),
            models.UniqueConstraint(
                fields=["program"], condition=Q(state__in=OPEN_STATES), name="one_open_version_per_program"
            ),
            models.UniqueConstraint(
                fields=["program"], condition=Q(state=VersionState.PUBLISHED), name="one_published_version_per_program"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(VersionState.PUBLISHED, VersionState.SUPERSEDED))
                | (Q(number__isnull=False) & Q(published_at__isnull=False) & (~Q(title_es="") | ~Q(title_en=""))),
                name="published_version_is_complete",
            ),
            models.CheckConstraint(
                condition=Q(start_year__isnull=True) | Q(start_year__range=(FIRST_YEAR, LAST_YEAR)),
                name="version_start_year_plausible",
            ),
            models.CheckConstraint(
                condition=Q(end_year__isnull=True) | Q(end_year__range=(FIRST_YEAR, LAST_YEAR)),
                name="version_end_year_plausible",
            ),
            models.CheckConstraint(
                condition=Q(start_year__isnull=True) | Q(end_year__isnull=True) | Q(start_year__lte=F("end_year")),
                name="version_years_in_order",
                violation_error_message=_("The program ends before it begins."),
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="version_moves", field="state", transitions=[(str(a), str(b)) for a, b in VERSION_MOVES]
            ),
            pgtrigger.Trigger(
                name="version_frozen", when=pgtrigger.Before, operation=pgtrigger.Update, func=FROZEN_SQL
            ),
            pgtrigger.Protect(name="version_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.program.code} {self.label}"

    @property
    def label(self) -> str:
        """“v3”, or the state of a version without a number."""
        return f"v{self.number}" if self.number else str(self.get_state_display())

    @property
    def is_open(self) -> bool:
        """Being written or reviewed."""
        return self.state in OPEN_STATES

    @property
    def shown_since(self) -> datetime | None:
        """From when the public reads it: its publication, or the launch that held its program back (P07)."""
        first = self.program.first_published_at
        return self.published_at if first is None or self.published_at is None else max(self.published_at, first)

    def get_absolute_url(self) -> str:
        """The permanent address of this version."""
        return reverse("portfolio:version", args=[self.program.code, self.number])


class VersionTopic(models.Model):
    """A topic of a version."""

    version = models.ForeignKey(Version, models.CASCADE)
    topic = models.ForeignKey(Topic, models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "topic"], name="topic_once_per_version")]
        triggers = [frozen_row_trigger()]


class VersionPopulation(models.Model):
    """A population group a version is for."""

    version = models.ForeignKey(Version, models.CASCADE)
    population = models.ForeignKey(PopulationGroup, models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "population"], name="population_once_per_version")]
        triggers = [frozen_row_trigger()]


class FieldTranslation(models.Model):
    """State of one text of a version in one language, with the source text it was made from.

    A text is stale when the original no longer reads as `source_text`: the translator sees what changed.
    """

    version = models.ForeignKey(Version, models.CASCADE, related_name="translations")
    field = models.CharField(max_length=40)
    language = models.CharField(max_length=5, choices=settings.LANGUAGES)
    state = models.CharField(max_length=10, choices=TranslationState, default=TranslationState.HUMAN)
    source_text = models.TextField(blank=True)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["version", "field", "language"]
        constraints = [
            models.UniqueConstraint(fields=["version", "field", "language"], name="translation_once_per_field")
        ]


class VersionLog(TransitionLog):
    """The version's transitions: submitted, returned, published…"""

    subject = models.ForeignKey(Version, models.CASCADE, related_name="log")

    class Meta(TransitionLog.Meta):
        pass


def year_validators() -> list[MinValueValidator | MaxValueValidator]:
    """Years a program can plausibly have."""
    return [MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
