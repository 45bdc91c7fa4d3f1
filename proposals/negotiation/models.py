"""Rounds of negotiation: what they ask, what we offer, who authorised it (process row 4, *Negotiation*)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, transition

from almacontact.accounts.models import User
from almacontact.approvals.models import ApprovalRequest, ApprovalStep, Signature
from almacontact.audit.models import Audited, GuardedVoidables, Voidable
from almacontact.audit.states import StateRecord
from almacontact.refusals import Blocker, Refused
from pipeline.clients.models import Contact
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.terms import CLAUSE_LABELS, Clause, Terms
from proposals.pricing.minutes.models import PricingMinutes
from proposals.proposal.models.proposals import Proposal
from proposals.rights import proposed_for


class RoundState(models.TextChoices):
    """Where what we offer in a round stands."""

    DRAFT = "draft", _("Draft")
    IN_APPROVAL = "in_approval", _("In approval")
    AUTHORISED = "authorised", _("Authorised")
    REFUSED = "refused", _("Refused")
    VOID = "void", pgettext_lazy("round", "Void")


ROUND_TONES: dict[str, str] = {
    RoundState.DRAFT: "idle",
    RoundState.IN_APPROVAL: "info",
    RoundState.AUTHORISED: "ok",
    RoundState.REFUSED: "bad",
    RoundState.VOID: "bad",
}


TERM_FIELDS = ("seats", "unit_value", "term_months", "payment_days", "clause")
"""The fields of a round that hold its terms: those that are held against the acta."""

OFFER_FIELDS = (*TERM_FIELDS, "we_offer")
"""What a round offers: what its signatures, and a win, rest on. It stands still once the round is no draft."""


def terms_from(values: Mapping[str, Any]) -> Terms:
    """Return the terms that stand under the names of `TERM_FIELDS`: those of a round, or of what is kept or typed."""
    return Terms(
        seats=values["seats"],
        unit_value=values["unit_value"],
        months=values["term_months"],
        payment_days=values["payment_days"],
        indexation=Clause(values["clause"]),
    )


def values_of(terms: Terms) -> dict[str, Any]:
    """Return terms under the names of `TERM_FIELDS`, as plain JSON values: what `terms_from` reads."""
    return {
        "seats": terms.seats,
        "unit_value": terms.unit_value,
        "term_months": terms.months,
        "payment_days": terms.payment_days,
        "clause": str(terms.indexation),
    }


class NegotiationRoundQuerySet(GuardedVoidables):
    """Rounds of negotiation."""

    def visible_to(self, user: User) -> NegotiationRoundQuerySet:
        """Return those of opportunities whose proposals `user` may read."""
        return self.filter(opportunity__in=proposed_for(user))

    def authorised(self) -> NegotiationRoundQuerySet:
        """Return those whose offer may be made: inside what was approved, or approved again."""
        return self.filter(state=RoundState.AUTHORISED)

    def waiting(self) -> NegotiationRoundQuerySet:
        """Return those whose concession waits for its signatures."""
        return self.filter(state=RoundState.IN_APPROVAL)

    def with_parties(self) -> NegotiationRoundQuerySet:
        """Join what every page names."""
        return self.select_related("opportunity__client", "opportunity__owner", "minutes", "proposal", "created_by")


class NegotiationRound(StateRecord, Voidable, Audited):
    """One round. The offer is held against the acta it starts from: `minutes`.

    Money in whole COP a month without IVA. `figures` keeps what was computed for it: approved price, floor, margin and
    EBITDA at the offered terms, the risk rules that those fire or that could not be asked, and which `concessions` go
    beyond what was approved.
    """

    LOCK_PLACE = 90
    GATED_FIELDS: ClassVar[tuple[str, ...]] = (
        "state",
        "opportunity",
        "opportunity_id",
        "number",
        "minutes",
        "minutes_id",
        *OFFER_FIELDS,
        "figures",
        "concessions",
        "authorised_by",
        "authorised_by_id",
        "authorised_at",
        "voided_at",
        "version",
    )

    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.PROTECT, related_name="rounds", verbose_name=_("opportunity")
    )
    minutes = models.ForeignKey(
        PricingMinutes, on_delete=models.PROTECT, related_name="rounds", verbose_name=_("acta of the price")
    )
    proposal = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, null=True, blank=True, related_name="rounds", verbose_name=_("proposal")
    )
    number = models.PositiveSmallIntegerField(_("round"), editable=False)
    state = FSMField(_("state"), default=RoundState.DRAFT, choices=RoundState.choices, protected=True, max_length=20)
    held_on = models.DateField(_("held on"))
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="rounds", verbose_name=_("with whom")
    )
    they_ask = models.TextField(_("what they ask"))
    we_offer = models.TextField(_("what we offer"))
    seats = models.PositiveIntegerField(_("seats"))
    unit_value = models.PositiveBigIntegerField(_("unit value"), help_text=_("COP for each seat and month."))
    term_months = models.PositiveSmallIntegerField(_("contract (months)"))
    payment_days = models.PositiveSmallIntegerField(_("payment (days)"))
    clause = models.CharField(
        _("indexation"), max_length=8, choices=[(one.value, CLAUSE_LABELS[one]) for one in Clause]
    )
    figures = models.JSONField(_("figures"), default=dict, blank=True, editable=False)
    concessions = models.JSONField(_("beyond what was approved"), default=list, blank=True, editable=False)
    authorised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("authorised by"),
    )
    authorised_at = models.DateTimeField(_("authorised on"), null=True, blank=True, editable=False)

    objects = NegotiationRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round of negotiation")
        verbose_name_plural = _("rounds of negotiation")
        ordering = ["opportunity", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "number"], name="round_once"),
            models.CheckConstraint(
                name="round_authorised_says_by_whom",
                condition=~Q(state="authorised") | Q(authorised_by__isnull=False, authorised_at__isnull=False),
            ),
            models.CheckConstraint(
                name="round_void_has_reason",
                condition=Q(state="void", voided_at__isnull=False) & ~Q(void_reason="")
                | (~Q(state="void") & Q(voided_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opportunity} · {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("proposals:round_detail", args=[self.pk])

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save. Raises `Refused` when it would rewrite what is offered in a round that is no draft."""
        written = kwargs.get("update_fields")
        names = [one for one in ("minutes_id", *OFFER_FIELDS) if written is None or one.removesuffix("_id") in written]
        if not self._state.adding and names:
            rows = type(self)._base_manager.filter(pk=self.pk).exclude(state=RoundState.DRAFT)
            for was in rows.values(*names):
                if any(value != getattr(self, name) for name, value in was.items()):
                    raise Refused(self.settled_blocker())
        super().save(*args, **kwargs)

    def settled_blocker(self) -> Blocker:
        """Return the refusal to change a round that is no draft."""
        words = _("Round %(number)s is %(state)s and does not change. Log another one.")
        values = {"number": self.number, "state": self.get_state_display().lower()}
        return Blocker(code="settled", message=words % values, url=self.get_absolute_url())

    @property
    def tone(self) -> str:
        """Return the tone of its state."""
        return ROUND_TONES[self.state]

    @property
    def needs_signature(self) -> bool:
        """Tell whether others authorise it: it goes beyond what was approved, or its terms fire a risk rule."""
        return bool(self.concessions or self.figures.get("escalations"))

    @property
    def terms(self) -> Terms:
        """Return what is offered in it."""
        return terms_from({name: getattr(self, name) for name in TERM_FIELDS})

    # The transitions carry the state alone; `actions.negotiation` and the approval's kind judge and call them.
    @transition(field=state, source=RoundState.DRAFT, target=RoundState.IN_APPROVAL)
    def _submit(self) -> None: ...

    @transition(field=state, source=RoundState.IN_APPROVAL, target=RoundState.DRAFT)
    def _return(self) -> None: ...

    @transition(field=state, source=[RoundState.DRAFT, RoundState.IN_APPROVAL], target=RoundState.AUTHORISED)
    def _authorise(self) -> None: ...

    @transition(field=state, source=RoundState.IN_APPROVAL, target=RoundState.REFUSED)
    def _refuse(self) -> None: ...

    @transition(
        field=state, source=[RoundState.DRAFT, RoundState.AUTHORISED, RoundState.REFUSED], target=RoundState.VOID
    )
    def _void(self) -> None: ...


class RoundApproval(ApprovalRequest):
    """One submission of a concession beyond what was approved."""

    subject = models.ForeignKey(
        NegotiationRound, on_delete=models.PROTECT, related_name="approvals", verbose_name=_("round of negotiation")
    )

    class Meta(ApprovalRequest.Meta):
        verbose_name = _("approval of a concession")
        verbose_name_plural = _("approvals of concessions")


class RoundApprovalStep(ApprovalStep):
    """One signature that a concession needs."""

    request = models.ForeignKey(RoundApproval, on_delete=models.PROTECT, related_name="steps")
    carried_from: Any = models.ForeignKey(
        "proposals.RoundSignature", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta(ApprovalStep.Meta):
        verbose_name = _("step of an approval")
        verbose_name_plural = _("steps of approvals")


class RoundSignature(Signature):
    """A decision on a concession."""

    step = models.ForeignKey(RoundApprovalStep, on_delete=models.PROTECT, related_name="signatures")

    class Meta(Signature.Meta):
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
