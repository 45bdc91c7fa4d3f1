"""Signed approvals, as abstract tables. Each approved thing has its own three, in its own app:

    class PlanApproval(ApprovalRequest):
        subject = models.ForeignKey(CommercialPlan, PROTECT, related_name="approvals")

    class PlanApprovalStep(ApprovalStep):
        request = models.ForeignKey(PlanApproval, PROTECT, related_name="steps")
        carried_from = models.ForeignKey("PlanSignature", PROTECT, null=True, blank=True, related_name="+")

    class PlanSignature(Signature):
        step = models.ForeignKey(PlanApprovalStep, PROTECT, related_name="signatures")

with exactly these names of fields and relations, a `Meta` that inherits the abstract one's for its constraints, and one
`registry.Kind`, registered when the app starts, that says what is approved, by whom and why.
"""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from almacontact.accounts.roles import Role
from almacontact.audit.models import Audited, Guarded, Standing, StandingQuerySet

if TYPE_CHECKING:
    from almacontact.accounts.models import User


class RequestState(models.TextChoices):
    """Where a request stands. All but the first are final."""

    PENDING = "pending", _("In approval")
    APPROVED = "approved", _("Approved")
    ADJUSTMENT = "adjustment", _("Sent back for adjustment")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class StepState(models.TextChoices):
    """Where one step stands. Carried: an earlier signature on the same content still holds."""

    WAITING = "waiting", _("Waits for an earlier step")
    PENDING = "pending", _("Waits for a decision")
    APPROVED = "approved", _("Approved")
    CARRIED = "carried", _("Approved before, unchanged")
    ADJUSTMENT = "adjustment", _("Adjustment asked")
    REJECTED = "rejected", _("Rejected")
    CLOSED = "closed", _("No longer asked")


class Decision(models.TextChoices):
    """What a signature says."""

    APPROVE = "approve", _("Approve")
    ADJUST = "adjust", _("Ask for adjustment")
    REJECT = "reject", _("Reject")


DECIDED: dict[str, Any] = {
    Decision.APPROVE: pgettext_lazy("signature", "approved"),
    Decision.ADJUST: pgettext_lazy("signature", "asked for an adjustment"),
    Decision.REJECT: pgettext_lazy("signature", "rejected"),
}
"""What somebody did by signing, after their name."""

SATISFIED = (StepState.APPROVED, StepState.CARRIED)
"""Steps in these states ask nobody any more."""

MEANINGS: dict[str, str] = {
    Decision.APPROVE: gettext_noop("I approve this content as it stands."),
    Decision.ADJUST: gettext_noop("I ask for an adjustment before this can be approved."),
    Decision.REJECT: gettext_noop("I reject this content."),
}
"""What the person declares by signing; kept on the signature in these words, shown in the reader's language."""


class ApprovalRows(Guarded):
    """Requests and steps: what the actions decide is never written by `update()` or in bulk, nor created decided."""

    def bulk_create(self, objs: Any, *args: Any, **options: Any) -> NoReturn:
        """Refuse: requests and steps come from `actions.submit` alone."""
        raise TypeError(f"{self.model.__name__} rows are made by submitting, never in bulk.")

    def delete(self) -> NoReturn:
        """Refuse: approvals are kept."""
        raise TypeError(f"{self.model.__name__} rows are kept.")


class ApprovalRequest(models.Model):
    """One submission of a subject for approval. At most one runs for a subject."""

    GATED_FIELDS: ClassVar[tuple[str, ...]] = ("state", "subject", "subject_id", "submitted_by", "submitted_by_id")
    subject: Any
    steps: Any

    state = models.CharField(_("state"), max_length=12, choices=RequestState.choices, default=RequestState.PENDING)
    note = models.TextField(_("note to the approvers"), blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("submitted by")
    )
    submitted_at = models.DateTimeField(_("submitted on"), default=timezone.now)
    closed_at = models.DateTimeField(_("ended on"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ended by"),
    )

    objects = ApprovalRows.as_manager()

    class Meta:
        abstract = True
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject"], condition=Q(state="pending"), name="%(app_label)s_%(class)s_one_running"
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_ended_when_final",
                condition=Q(state="pending", closed_at__isnull=True)
                | (~Q(state="pending") & Q(closed_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {self.get_state_display()}"

    def get_absolute_url(self) -> str:
        """Return the address of the approval card."""
        from django.urls import reverse

        from almacontact.approvals.registry import kind_of

        return reverse("approvals:card", args=[kind_of(self).key, self.pk])

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write once, running: what happens to it afterwards is for the actions."""
        if self.pk is not None or self.state != RequestState.PENDING:
            raise TypeError("A request is made by submitting and changed by deciding, never by save().")
        super().save(*args, **kwargs)

    @property
    def is_running(self) -> bool:
        """Tell whether decisions are still awaited."""
        return self.state == RequestState.PENDING


class ApprovalStep(models.Model):
    """One signature that is asked for: of which role, why, and on which content.

    `fields` names the parts of the subject it rests on; `content` and `content_hash` (SHA-256) pin them as they stand
    now. `excluded` are the ids of the people who wrote or edited those parts, kept for the inbox; a decision asks the
    history again.
    """

    GATED_FIELDS: ClassVar[tuple[str, ...]] = (
        "state",
        "content",
        "content_hash",
        "excluded",
        "role",
        "fields",
        "request",
        "request_id",
        "carried_from",
        "carried_from_id",
    )
    request: Any
    signatures: Any
    carried_from: Any
    awaited: Sequence[str] = ()
    """The names of who could sign it, where `awaiting` has written them."""

    key = models.SlugField(_("step"), max_length=40)
    title = models.CharField(_("title"), max_length=120)
    role = models.CharField(_("role"), max_length=30, choices=Role.choices)
    order = models.PositiveSmallIntegerField(_("order"), default=1, help_text=_("Steps of the same order run at once."))
    reasons = models.JSONField(_("why it is asked"), default=list, help_text=_("Message and its values, in English."))
    fields = models.JSONField(_("rests on"), default=list)
    content = models.JSONField(_("content"), default=dict)
    content_hash = models.CharField(_("content hash"), max_length=64)
    excluded = models.JSONField(_("people who wrote or edited it"), default=list)
    state = models.CharField(_("state"), max_length=12, choices=StepState.choices, default=StepState.WAITING)
    asked_at = models.DateTimeField(_("asked on"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded on"), null=True, blank=True)
    escalated_at = models.DateTimeField(_("escalated on"), null=True, blank=True)

    objects = ApprovalRows.as_manager()

    class Meta:
        abstract = True
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["request", "key"], name="%(app_label)s_%(class)s_once"),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_carried_has_proof",
                condition=Q(state="carried", carried_from__isnull=False)
                | (~Q(state="carried") & Q(carried_from__isnull=True)),
            ),
        ]
        indexes = [models.Index(fields=["state", "role"], name="%(class)s_waiting")]

    def __str__(self) -> str:
        return f"{self.title_words} ({self.get_role_display()})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write once, undecided: what happens to it afterwards is for the actions."""
        if self.pk is not None or self.state not in (StepState.WAITING, StepState.CARRIED):
            raise TypeError("A step is made by submitting and changed by deciding, never by save().")
        super().save(*args, **kwargs)

    @property
    def title_words(self) -> str:
        """Return the title in the reader's language."""
        return gettext(self.title)

    @property
    def reason_words(self) -> list[str]:
        """Return why this step is asked, in the reader's language."""
        return [gettext(message) % values if values else gettext(message) for message, values in self.reasons]

    @property
    def is_satisfied(self) -> bool:
        """Tell whether a signature stands for this step."""
        return self.state in SATISFIED

    def standing_signature(self) -> "Signature | None":
        """Return the decision that counts: this step's own, or the one carried over; None while it is asked."""
        carried: Signature | None = self.carried_from
        if carried is not None:
            return carried
        return next((one for one in self.signatures.all() if one.is_standing), None)


class AppendOnly(StandingQuerySet):
    """Signatures: written once by `actions.decide`, voided by the actions, never changed or deleted."""

    def update(self, **values: Any) -> NoReturn:
        """Refuse: a signature is never changed."""
        raise TypeError("Signatures are append-only.")

    def delete(self) -> NoReturn:
        """Refuse: a signature is never deleted."""
        raise TypeError("Signatures are append-only.")

    def create(self, **values: Any) -> NoReturn:
        """Refuse: a signature comes from `actions.decide` alone, which asks who may sign."""
        raise TypeError("Signatures come from deciding a step.")

    bulk_update = update  # type: ignore[assignment]
    bulk_create = update  # type: ignore[assignment]


class Signature(Standing, models.Model):
    """A decision, signed: name, role, meaning and time, frozen, on the content the person saw (Ley 527).

    Void ones are kept: `voided_at` and `void_reason` say when and why a signature fell.
    """

    step: Any

    decision = models.CharField(_("decision"), max_length=8, choices=Decision.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("person")
    )
    name = models.CharField(_("name"), max_length=150)
    role = models.CharField(_("role"), max_length=30, choices=Role.choices)
    meaning = models.CharField(_("meaning"), max_length=200)
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by delegation of"),
    )
    on_behalf_of_name = models.CharField(_("name of who delegated"), max_length=150, blank=True)
    comment = models.TextField(_("comment"), blank=True)
    at = models.DateTimeField(_("signed on"), default=timezone.now)
    authenticated_at = models.DateTimeField(_("password given on"))
    content = models.JSONField(_("content signed"), default=dict)
    content_hash = models.CharField(_("content hash"), max_length=64)
    voided_at = models.DateTimeField(_("voided on"), null=True, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("voided by the edit of"),
    )
    void_reason = models.CharField(_("why it was voided"), max_length=250, blank=True)

    objects = AppendOnly.as_manager()

    class Meta:
        abstract = True
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["step"], condition=Q(voided_at__isnull=True), name="%(app_label)s_%(class)s_one_standing"
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_refusal_explained",
                condition=Q(decision="approve") | ~Q(comment=""),
                violation_error_message=_("Asking for an adjustment and rejecting need a comment."),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_void_explained",
                condition=Q(voided_at__isnull=True) | ~Q(void_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.decided_words}"

    @property
    def decided_words(self) -> str:
        """Return what the person did, to stand after the name."""
        return str(DECIDED[self.decision])

    @property
    def meaning_words(self) -> str:
        """Return what the person declared, in the reader's language."""
        return gettext(self.meaning)

    @property
    def void_words(self) -> str:
        """Return why the signature fell, in the reader's language."""
        return gettext(self.void_reason) if self.void_reason else ""

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write once."""
        if self.pk is not None:
            raise TypeError("Signatures are append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: a signature is never deleted."""
        raise TypeError("Signatures are append-only.")


class DelegationQuerySet(models.QuerySet["Delegation"]):
    """Delegations."""

    def in_force(self, day: date) -> "DelegationQuerySet":
        """Return those in force on `day`."""
        return self.filter(revoked_at__isnull=True, starts_on__lte=day, ends_on__gte=day)

    def to(self, user: "User") -> "DelegationQuerySet":
        """Return those received by `user`."""
        return self.filter(delegate=user)

    def held_by_delegator(self) -> "DelegationQuerySet":
        """Return those whose giver is still here and still holds the role."""
        held = Q(delegator__is_active=True, delegator__held_roles__role=F("role"))
        return self.filter(held)


class Delegation(Audited):
    """Somebody signs for a holder of a role during an absence, from one date to another (Bogotá, both included)."""

    delegator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="delegations_given", verbose_name=_("absent")
    )
    delegate = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="delegations_held",
        verbose_name=_("signs instead"),
    )
    role = models.CharField(_("role"), max_length=30, choices=Role.choices)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=200)
    revoked_at = models.DateTimeField(_("ended early on"), null=True, blank=True, editable=False)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="delegation_dates_in_order",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The delegation ends before it begins."),
            ),
            models.CheckConstraint(
                name="delegation_to_somebody_else",
                condition=~Q(delegate=F("delegator")),
                violation_error_message=_("Nobody delegates to themselves."),
            ),
        ]
        indexes = [models.Index(fields=["delegate", "starts_on", "ends_on"], name="delegation_by_delegate")]

    def __str__(self) -> str:
        return f"{self.delegator} → {self.delegate} ({self.get_role_display()})"


class ApprovalPolicy(Audited):
    """The setting of how approvals are given: one row, changed by Dirección General."""

    MOST_DAYS: ClassVar[int] = 365

    delegation_days = models.PositiveSmallIntegerField(
        _("longest delegation (days)"),
        default=90,
        help_text=_("For so many days, both ends included, a role can be delegated at a time."),
    )

    class Meta:
        verbose_name = _("policy of signatures")
        verbose_name_plural = _("policy of signatures")
        constraints = [
            models.CheckConstraint(name="approval_policy_single", condition=Q(pk=1)),
            models.CheckConstraint(
                name="approval_policy_days_in_range",
                condition=Q(delegation_days__gte=1, delegation_days__lte=365),
                violation_error_message=_("A delegation lasts between one day and a year."),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Policy of signatures"))

    @classmethod
    def current(cls) -> "ApprovalPolicy":
        """Return the setting in force."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)
