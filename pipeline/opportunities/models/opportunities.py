"""The opportunity: one deal with one client, from hunting to its outcome (process rows 2 to 4)."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right, Scope
from almacontact.audit.models import Audited
from almacontact.audit.states import StateRecord
from almacontact.calendar import start_of
from almacontact.refusals import Blocker
from pipeline.catalogues.models import LeadSource, LossReason, Segment, Service, StagePolicy
from pipeline.clients.models import Client, Contact
from pipeline.opportunities.models.sets import OpportunityQuerySet
from pipeline.states import OPEN_STAGES, SENT_STAGES, Outcome, Stage
from pipeline.terms import Terms, monthly_in_rows

if TYPE_CHECKING:
    from pipeline.opportunities.models.gate_passes import GatePass


class Precision(models.TextChoices):
    """How exactly a date is known. A month is kept as its last day."""

    DAY = "day", _("Day")
    MONTH = "month", _("Month")


class Opportunity(StateRecord, Audited):
    """A deal in the pipeline. Money in whole COP without IVA; monthly and total values are derived by the database."""

    LOCK_PLACE = 20
    GATED_FIELDS: ClassVar[tuple[str, ...]] = (
        "stage",
        "outcome",
        "closed_on",
        "gate_pass",
        "gate_pass_id",
        "historical",
        "new_client",
        "apart",
        "terms_changed_at",
        "loss_reason",
        "loss_reason_id",
        "competitor",
        "code",
        "version",
    )

    code = models.CharField(_("code"), max_length=20, unique=True, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="opportunities", verbose_name=_("client"))
    contact = models.ForeignKey(
        Contact,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="opportunities",
        verbose_name=_("main contact"),
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="opportunities", verbose_name=_("owner")
    )
    description = models.TextField(_("description of the client"), blank=True)
    objective = models.TextField(_("objective"), blank=True)
    segment = models.ForeignKey(
        Segment, on_delete=models.PROTECT, related_name="opportunities", verbose_name=_("segment")
    )
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, related_name="opportunities", verbose_name=_("service")
    )
    lead_source = models.ForeignKey(
        LeadSource,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="opportunities",
        verbose_name=_("lead source"),
    )
    seats = models.PositiveIntegerField(_("seats"))
    unit_value = models.PositiveBigIntegerField(
        _("unit value"), help_text=_("COP for each seat and month, without IVA.")
    )
    contract_months = models.PositiveSmallIntegerField(_("contract (months)"), default=12)
    monthly_value = models.GeneratedField(
        expression=monthly_in_rows(),
        output_field=models.BigIntegerField(),
        db_persist=True,
        verbose_name=_("monthly value"),
    )
    total_value = models.GeneratedField(
        expression=monthly_in_rows() * F("contract_months"),
        output_field=models.BigIntegerField(),
        db_persist=True,
        verbose_name=_("total value"),
    )
    expected_close_on = models.DateField(_("expected close"), null=True, blank=True)
    expected_close_precision = models.CharField(
        _("precision of the expected close"), max_length=5, choices=Precision.choices, default=Precision.DAY
    )
    expected_billing_on = models.DateField(_("expected billing start"), null=True, blank=True)
    expected_billing_precision = models.CharField(
        _("precision of the expected billing start"),
        max_length=5,
        choices=Precision.choices,
        default=Precision.DAY,
    )
    probability = models.PositiveSmallIntegerField(_("probability (%)"), default=10)
    next_step = models.CharField(_("next step"), max_length=200, blank=True)
    next_step_on = models.DateField(_("next step on"), null=True, blank=True)
    next_step_precision = models.CharField(
        _("precision of the next step"), max_length=5, choices=Precision.choices, default=Precision.DAY
    )
    last_contact_on = models.DateField(_("last contact"), null=True, blank=True, editable=False)

    stage = FSMField(
        _("stage"), default=Stage.HUNTING, choices=Stage.choices, protected=True, max_length=20, db_index=False
    )
    stage_since = models.DateTimeField(_("in this stage since"), default=timezone.now, editable=False)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices, blank=True, editable=False)
    closed_on = models.DateField(
        _("closed on"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("The date of the award or of the decision, in Bogotá."),
    )
    left_stage = models.CharField(
        _("stage it closed from"), max_length=20, choices=Stage.choices, blank=True, editable=False
    )
    loss_reason = models.ForeignKey(
        LossReason,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="opportunities",
        verbose_name=_("loss reason"),
    )
    competitor = models.CharField(_("competitor"), max_length=120, blank=True, editable=False)
    close_note = models.TextField(_("closing note"), blank=True, editable=False)
    winner_value = models.BigIntegerField(
        _("monthly value of the winner"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("COP a month without IVA, where it is known. Only of what was lost."),
    )
    lessons = models.TextField(_("lessons"), blank=True, editable=False)
    new_client = models.BooleanField(
        _("new client"),
        null=True,
        editable=False,
        help_text=_("Frozen at the award: the client had no earlier award. Empty while open."),
    )
    apart = models.BooleanField(
        _("stands apart"),
        default=False,
        editable=False,
        help_text=_("A win that an import brought: the indicators count it once Calidad accepts it."),
    )
    terms_changed_at = models.DateTimeField(
        _("terms changed on"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("When terms that leave what was approved were signed: an acta from before no longer holds."),
    )
    gate_pass: "models.ForeignKey[GatePass | None, GatePass | None]" = models.ForeignKey(
        "pipeline.GatePass",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("gate passed"),
    )
    historical = models.BooleanField(
        _("historical"),
        default=False,
        editable=False,
        help_text=_("Imported at a later stage: the gates before it are exempt."),
    )
    import_source = models.CharField(_("workbook"), max_length=120, blank=True, editable=False)
    import_number = models.CharField(_("number in the workbook"), max_length=40, blank=True, editable=False)
    import_stage = models.CharField(
        _("stage in the workbook"),
        max_length=20,
        choices=[*Stage.choices, *Outcome.choices],
        blank=True,
        editable=False,
        help_text=_("What the sheet said of a row that came after the cut-over, and entered Hunting."),
    )

    objects = OpportunityQuerySet.as_manager()

    class Meta:
        verbose_name = _("opportunity")
        verbose_name_plural = _("opportunities")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="opportunity_stage_known",
                condition=Q(stage__in=Stage.values),
                violation_error_message=_("This stage does not exist."),
            ),
            models.CheckConstraint(
                name="opportunity_stage_has_proof",
                condition=Q(stage=Stage.HUNTING) | Q(gate_pass__isnull=False) | Q(historical=True),
                violation_error_message=_("A stage after Hunting needs a gate that was passed."),
            ),
            models.CheckConstraint(
                name="opportunity_closed_has_outcome",
                condition=(Q(stage=Stage.CLOSED) & Q(outcome__in=Outcome.values) & Q(closed_on__isnull=False))
                | (~Q(stage=Stage.CLOSED) & Q(outcome="") & Q(closed_on__isnull=True)),
                violation_error_message=_("A closed opportunity has an outcome and a date; an open one has neither."),
            ),
            models.CheckConstraint(
                name="opportunity_win_says_new_client",
                condition=(Q(outcome=Outcome.WON) & Q(new_client__isnull=False))
                | (~Q(outcome=Outcome.WON) & Q(new_client__isnull=True)),
                violation_error_message=_("A win freezes whether the client was new."),
            ),
            models.CheckConstraint(
                name="opportunity_apart_is_imported_win",
                condition=Q(apart=False) | Q(outcome=Outcome.WON, historical=True, gate_pass__isnull=True),
                violation_error_message=_("Only a win that an import brought stands apart."),
            ),
            models.CheckConstraint(
                name="opportunity_probability_percent",
                condition=Q(probability__lte=100),
                violation_error_message=_("The probability goes from 0 to 100 %%."),
            ),
            models.CheckConstraint(
                name="opportunity_months_positive",
                condition=Q(contract_months__gte=1),
                violation_error_message=_("The contract lasts at least one month."),
            ),
            models.UniqueConstraint(
                fields=["import_source", "import_number"],
                condition=~Q(import_number=""),
                name="opportunity_once_a_workbook",
            ),
        ]
        indexes = [
            models.Index(fields=["stage", "-id"], name="opportunity_by_stage"),
            models.Index(fields=["owner", "stage"], name="opportunity_by_owner"),
            models.Index(fields=["stage", "expected_close_on"], name="opportunity_by_close"),
            models.Index(fields=["stage", "next_step_on"], name="opportunity_by_next_step"),
            models.Index(fields=["outcome", "closed_on"], name="opportunity_by_outcome"),
            # Holds all that the board sums, so that a total does not read the rows.
            models.Index(
                fields=["stage", "probability", "seats", "unit_value", "next_step_on"], name="opportunity_sums"
            ),
            # My day looks for the few whose terms changed among all that are open.
            models.Index(
                fields=["terms_changed_at"], condition=Q(terms_changed_at__isnull=False), name="opportunity_new_terms"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("pipeline:opportunity_detail", args=[self.code])

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, then show the derived values of what was saved."""
        super().save(*args, **kwargs)
        written = kwargs.get("update_fields")
        if written is None or {"seats", "unit_value", "contract_months"} & set(written):
            self.monthly_value, self.total_value = self.terms.monthly_value, self.terms.total_value

    @property
    def is_open(self) -> bool:
        """Tell whether the opportunity has no outcome yet."""
        return self.stage in OPEN_STAGES

    def closed_blockers(self) -> list[Blocker]:
        """Return why nothing more is written down about a closed opportunity; nothing for an open one."""
        return [] if self.is_open else [Blocker(code="closed", message=gettext("%(code)s is closed.") % {"code": self})]

    @property
    def status(self) -> str:
        """Return what a badge shows: the stage while open, the outcome after."""
        return self.outcome or self.stage

    def get_status_display(self) -> str:
        """Return the words of `status`."""
        # Not by get_…_display(), which builds a table of all choices each time it is asked.
        return str(Outcome(self.outcome).label if self.outcome else Stage(self.stage).label)

    def contact_is_due(self, day: date, policy: StagePolicy) -> bool:
        """Tell whether the last contact is further back than `policy`, that of its stage, allows."""
        limit = day - timedelta(days=policy.contact_days)
        if self.last_contact_on is not None:
            return self.is_open and self.last_contact_on < limit
        return self.is_open and self.created_at < start_of(limit)

    @property
    def terms(self) -> Terms:
        """Return what is sold, or hoped to be, and from when it is expected to be billed."""
        return Terms(self.seats, self.unit_value, self.contract_months, billing_on=self.expected_billing_on)

    @property
    def weighted_value(self) -> int:
        """Return the monthly value times the probability, in whole COP."""
        return round(self.terms.monthly_value * self.probability / 100)

    @property
    def is_imported_win(self) -> bool:
        """Tell whether an import brought it as won: it passed no gate of ours."""
        return self.outcome == Outcome.WON and self.historical and self.gate_pass_id is None

    @property
    def was_sent(self) -> bool:
        """Tell whether a proposal has gone out, so that a loss must name the competitor."""
        return self.stage in SENT_STAGES or self.left_stage in SENT_STAGES

    def may_be_edited_by(self, user: User) -> bool:
        """Tell whether `user` may change this record: their own, or any, as the role table says."""
        return self._within(user, Right.EDIT_OPPORTUNITIES)

    def may_be_moved_by(self, user: User) -> bool:
        """Tell whether `user` may move this record forward."""
        return self._within(user, Right.MOVE_FORWARD)

    def _within(self, user: User, right: Right) -> bool:
        scope = user.scope(right)
        return scope == Scope.ALL or (scope == Scope.OWN and self.owner_id == user.pk)

    # The transitions carry the state alone; `actions.move_opportunity` judges gates and rights and calls them.
    @transition(field=stage, source=Stage.HUNTING, target=Stage.QUALIFICATION)
    def _qualify(self) -> None: ...

    @transition(field=stage, source=Stage.QUALIFICATION, target=Stage.PROPOSAL)
    def _propose(self) -> None: ...

    @transition(field=stage, source=Stage.PROPOSAL, target=Stage.NEGOTIATION)
    def _negotiate(self) -> None: ...

    @transition(field=stage, source=[*OPEN_STAGES], target=Stage.CLOSED)
    def _close(self) -> None: ...

    @transition(field=stage, source=Stage.QUALIFICATION, target=Stage.HUNTING)
    def _back_to_hunting(self) -> None: ...

    @transition(field=stage, source=[Stage.PROPOSAL, Stage.CLOSED], target=Stage.QUALIFICATION)
    def _back_to_qualification(self) -> None: ...

    @transition(field=stage, source=[Stage.NEGOTIATION, Stage.CLOSED], target=Stage.PROPOSAL)
    def _back_to_proposal(self) -> None: ...

    @transition(field=stage, source=Stage.CLOSED, target=Stage.NEGOTIATION)
    def _back_to_negotiation(self) -> None: ...

    @transition(field=stage, source=Stage.CLOSED, target=Stage.HUNTING)
    def _reopen_to_hunting(self) -> None: ...
