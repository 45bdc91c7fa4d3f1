"""A change of the terms of a deal whose client has an offer: what changes, why, who signed it (process row 4)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, transition

from almacontact.accounts.models import User
from almacontact.approvals.models import ApprovalRequest, ApprovalStep, Signature
from almacontact.audit.models import Audited, Guarded
from almacontact.audit.states import StateRecord
from pipeline.clients.models import Client
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.terms import CLAUSE_LABELS, Clause, Terms
from proposals.rights import proposed_for


class ChangeState(models.TextChoices):
    """Where a change of terms stands."""

    ASKED = "asked", _("Asked")
    IN_APPROVAL = "in_approval", _("In approval")
    APPLIED = "applied", _("In force")
    REFUSED = "refused", pgettext_lazy("change of terms", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("change of terms", "Withdrawn")


CHANGE_TONES: dict[str, str] = {
    ChangeState.ASKED: "idle",
    ChangeState.IN_APPROVAL: "info",
    ChangeState.APPLIED: "ok",
    ChangeState.REFUSED: "bad",
    ChangeState.WITHDRAWN: "idle",
}

TERM_FIELDS = ("client", "seats", "unit_value", "contract_months", "payment_days", "clause")
"""What a change says of the terms, from then on."""


class TermsChangeQuerySet(Guarded):
    """Changes of terms."""

    def visible_to(self, user: User) -> TermsChangeQuerySet:
        """Return those of opportunities whose proposals `user` may read."""
        return self.filter(opportunity__in=proposed_for(user))

    def applied(self) -> TermsChangeQuerySet:
        """Return those in force."""
        return self.filter(state=ChangeState.APPLIED)

    def leaving(self) -> TermsChangeQuerySet:
        """Return those in force that left what was approved: what was signed before them fell."""
        return self.applied().exclude(leaves=[])

    def waiting(self) -> TermsChangeQuerySet:
        """Return those that wait for the Director's signature."""
        return self.filter(state=ChangeState.IN_APPROVAL)

    def with_parties(self) -> TermsChangeQuerySet:
        """Join what every page names."""
        return self.select_related("opportunity__client", "opportunity__owner", "client", "created_by")


class TermsChange(StateRecord, Audited):
    """All terms as they are to be, beside what they were (`before`, by the names of `TERM_FIELDS`; the client by its
    key). Money in whole COP a seat and month without IVA. `leaves`: why it goes to the Director, as codes of `Leaves`;
    empty where the new terms stay inside what was approved. It is written once and stands still.
    """

    LOCK_PLACE = 92
    GATED_FIELDS: ClassVar[tuple[str, ...]] = (
        "state",
        "opportunity",
        "opportunity_id",
        "number",
        *TERM_FIELDS,
        "client_id",
        "reason",
        "before",
        "leaves",
        "fired",
        "applied_at",
        "version",
    )

    AS_SIGNED: ClassVar[tuple[str, ...]] = ("client",)
    """A merge of clients leaves it: it is part of what is signed."""

    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.PROTECT, related_name="terms_changes", verbose_name=_("opportunity")
    )
    number = models.PositiveSmallIntegerField(_("change"), editable=False)
    state = FSMField(_("state"), default=ChangeState.ASKED, choices=ChangeState.choices, protected=True, max_length=20)
    reason = models.CharField(_("reason"), max_length=500)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="terms_changes", verbose_name=_("client"))
    seats = models.PositiveIntegerField(_("seats"))
    unit_value = models.PositiveBigIntegerField(_("unit value"), help_text=_("COP for each seat and month."))
    contract_months = models.PositiveSmallIntegerField(_("contract (months)"))
    payment_days = models.PositiveSmallIntegerField(_("payment (days)"), null=True, blank=True)
    clause = models.CharField(
        _("indexation"), max_length=8, choices=[(one.value, CLAUSE_LABELS[one]) for one in Clause], blank=True
    )
    before = models.JSONField(_("terms before"), default=dict, editable=False)
    leaves = models.JSONField(_("why it is signed"), default=list, editable=False)
    fired = models.JSONField(_("risk rules that fired"), default=list, editable=False)
    applied_at = models.DateTimeField(_("in force since"), null=True, blank=True, editable=False)

    objects = TermsChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of terms")
        verbose_name_plural = _("changes of terms")
        ordering = ["opportunity", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "number"], name="terms_change_once"),
            models.UniqueConstraint(
                fields=["opportunity"], condition=Q(state="in_approval"), name="terms_change_one_running"
            ),
            models.CheckConstraint(
                name="terms_change_applied_says_when", condition=~Q(state="applied") | Q(applied_at__isnull=False)
            ),
            models.CheckConstraint(name="terms_change_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.opportunity} · {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("proposals:terms_change_detail", args=[self.pk])

    @property
    def tone(self) -> str:
        """Return the tone of its state."""
        return CHANGE_TONES[self.state]

    @property
    def terms(self) -> Terms:
        """Return the terms as they are to be."""
        return terms_in({name: getattr(self, name) for name in TERM_FIELDS})

    @property
    def terms_before(self) -> Terms:
        """Return the terms that it starts from."""
        return terms_in(self.before)

    # The transitions carry the state alone; `actions` and the approval's kind judge and call them.
    @transition(field=state, source=ChangeState.ASKED, target=ChangeState.IN_APPROVAL)
    def _submit(self) -> None: ...

    @transition(field=state, source=[ChangeState.ASKED, ChangeState.IN_APPROVAL], target=ChangeState.APPLIED)
    def _apply(self) -> None: ...

    @transition(field=state, source=ChangeState.IN_APPROVAL, target=ChangeState.REFUSED)
    def _refuse(self) -> None: ...

    @transition(field=state, source=ChangeState.IN_APPROVAL, target=ChangeState.WITHDRAWN)
    def _withdraw(self) -> None: ...


def terms_in(values: dict[str, Any]) -> Terms:
    """Return the terms that stand under the names of `TERM_FIELDS`."""
    return Terms(
        seats=values["seats"],
        unit_value=values["unit_value"],
        months=values["contract_months"],
        payment_days=values["payment_days"],
        indexation=Clause(values["clause"]) if values["clause"] else None,
    )


class TermsApproval(ApprovalRequest):
    """A change of terms that leaves what was approved, on its way to the Director."""

    subject = models.ForeignKey(
        TermsChange, on_delete=models.PROTECT, related_name="approvals", verbose_name=_("change of terms")
    )

    class Meta(ApprovalRequest.Meta):
        verbose_name = _("approval of a change of terms")
        verbose_name_plural = _("approvals of changes of terms")


class TermsApprovalStep(ApprovalStep):
    """The signature that a change of terms needs."""

    request = models.ForeignKey(TermsApproval, on_delete=models.PROTECT, related_name="steps")
    carried_from: Any = models.ForeignKey(
        "proposals.TermsSignature", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta(ApprovalStep.Meta):
        verbose_name = _("step of an approval")
        verbose_name_plural = _("steps of approvals")


class TermsSignature(Signature):
    """A decision on a change of terms."""

    step = models.ForeignKey(TermsApprovalStep, on_delete=models.PROTECT, related_name="signatures")

    class Meta(Signature.Meta):
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
