"""How a concession is approved: Director Comercial, Workforce and IT where seats leave the volume band, and Dirección
General where it weighs more (process row 4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from almacontact.accounts.models import User
from almacontact.accounts.roles import Role
from almacontact.approvals.awaiting import awaited_of
from almacontact.approvals.models import ApprovalRequest, RequestState
from almacontact.approvals.registry import Card, Figure, Kind, Reason, StepSpec
from almacontact.audit.locking import lock
from almacontact.audit.versioning import claim, save_as
from almacontact.calendar import local_day
from almacontact.money import cop, cop_short
from almacontact.refusals import Blocker, Refused
from almacontact.web.formats import day as day_words
from almacontact.web.formats import number
from pipeline.opportunities.models.opportunities import Opportunity
from proposals.negotiation.concessions import Concession
from proposals.negotiation.models import TERM_FIELDS, NegotiationRound, RoundApproval, RoundState
from proposals.negotiation.rounds import (
    CONCESSION_LABELS,
    ESCALATION_WORDS,
    clause_words,
    days_words,
    escalations_of,
    months_words,
    reasons_of,
    risk_of,
)
from proposals.pricing.minutes.currentness import new_terms_since
from proposals.pricing.minutes.models import MinutesState
from proposals.rights import demand_write, may_write, proposed_for

DIRECTOR, WORKFORCE, IT, GENERAL = "director", "workforce", "it", "general"
SIGNED_FIELDS = ("acta", *TERM_FIELDS, "we_offer", "concessions", "fired", "unknown")
"""What the signatures on the whole rest on."""
SEAT_FIELDS = ("acta", "seats", "term_months", "we_offer")
"""What the areas sign of seats outside the volume band."""

_LABELS = {
    "acta": gettext_lazy("acta of the price"),
    "seats": gettext_lazy("seats"),
    "unit_value": gettext_lazy("unit value"),
    "term_months": gettext_lazy("contract (months)"),
    "payment_days": gettext_lazy("payment (days)"),
    "clause": gettext_lazy("indexation"),
    "we_offer": gettext_lazy("what we offer"),
    "concessions": gettext_lazy("beyond what was approved"),
    "fired": gettext_lazy("Risk rules that fired"),
    "unknown": gettext_lazy("Risk rules that could not be asked"),
}


class RoundKind(Kind):
    """A concession in a negotiation as something to approve."""

    key = "negotiation"
    label = gettext_lazy("Concession in a negotiation")
    named_by = ("opportunity",)
    request_model = RoundApproval
    heading_reads: ClassVar[Mapping[str, str]] = {"number": "number", "client": "opportunity__client__name"}

    def steps(self, subject: NegotiationRound) -> Sequence[StepSpec]:
        """Return the director's signature, those of Workforce and IT where seats leave the volume band, and that of
        Dirección General where it weighs more."""
        reasons = (*risk_of(subject), *reasons_of(subject))
        found = [
            StepSpec(DIRECTOR, gettext_noop("Concession"), Role.SALES_DIRECTOR, SIGNED_FIELDS, reasons),
        ]
        if Concession.SEATS in subject.concessions:
            found += _areas(subject)
        if weighs := escalations_of(subject):
            why = tuple(Reason(ESCALATION_WORDS[one]) for one in weighs)
            found.append(
                StepSpec(
                    GENERAL,
                    gettext_noop("Concession of high impact"),
                    Role.GENERAL_MANAGEMENT,
                    SIGNED_FIELDS,
                    (*why, *reasons),
                    order=2,
                )
            )
        return tuple(found)

    def content(self, subject: NegotiationRound) -> dict[str, Any]:
        """Return the acta it is held against, the terms offered, and what they give away."""
        return {
            "acta": subject.minutes.number,
            **{name: getattr(subject, name) for name in TERM_FIELDS},
            "we_offer": subject.we_offer,
            "concessions": ", ".join(subject.concessions),
            **{name: ", ".join(one["code"] for one in subject.figures.get(name, [])) for name in ("fired", "unknown")},
        }

    def editors(self, subject: NegotiationRound, fields: Sequence[str]) -> set[int]:
        """Return who wrote or changed the terms or the words of the offer, in any version of the round, or in an
        earlier round that offers the same terms or says the same: an offer logged again keeps its authors."""
        names = [name for name in (*TERM_FIELDS, "we_offer") if name in fields]
        rounds = [subject.pk, *(one.pk for one in _earlier(subject) if _same_offer(one, subject))]
        found: set[int] = set()
        before: dict[int, tuple[Any, ...]] = {}
        rows = NegotiationRound.history.model.objects.filter(id__in=rounds).order_by("history_date", "history_id")
        for pk, user, *written in rows.values_list("id", "history_user_id", *names):
            if tuple(written) != before.get(pk) and user is not None:
                found.add(user)
            before[pk] = tuple(written)
        return found

    def show(self, path: str, value: Any) -> str:
        """Return a value of the offer in words."""
        if value in (None, ""):
            return ""
        if path == "unit_value":
            return cop(value)
        if path == "clause":
            return clause_words(value)
        if path == "term_months":
            return months_words(value)
        if path == "payment_days":
            return days_words(value)
        if path == "concessions":
            return ", ".join(str(CONCESSION_LABELS[Concession(code)]) for code in value.split(", "))
        return str(value)

    def field_label(self, path: str) -> str:
        """Return the name of a field of the offer."""
        return str(_LABELS.get(path, path))

    def visible_to(self, user: User, subject: NegotiationRound) -> bool:
        """Whoever may read the proposals of the opportunity reads the approval."""
        return proposed_for(user).filter(pk=subject.opportunity_id).exists()

    def may_withdraw(self, user: User, request: ApprovalRequest) -> bool:
        """Whoever negotiates takes it back."""
        return request.submitted_by_id == user.pk or may_write(user, request.subject.opportunity)

    def submit_blockers(self, subject: NegotiationRound, by: User) -> list[Blocker]:
        """Whoever negotiates submits a draft that is held against an acta in force."""
        demand_write(by, subject.opportunity)
        return round_blockers(subject)

    def hold(self, subject: NegotiationRound) -> None:
        """Lock the round with its opportunity and the acta it is held against."""
        lock(subject.opportunity, subject.minutes, subject)

    def on_submitted(self, request: ApprovalRequest, by: User) -> None:
        """The round is in approval."""
        one = request.subject
        claim(one, None)
        one._submit()
        save_as(one, by=by, reason=request.note, fields=["state", "version"])

    def on_approved(self, request: ApprovalRequest, by: User) -> None:
        """The offer may be made. Raises `Refused` where its acta stopped being in force meanwhile."""
        one = request.subject
        if blockers := acta_blockers(one):
            raise Refused(blockers)
        set_authorised(one, by)

    def on_returned(self, request: ApprovalRequest, by: User, reason: str) -> None:
        """Rejected: refused for good. Taken back, or an adjustment asked: a draft again."""
        one = request.subject
        claim(one, None)
        if request.state == RequestState.REJECTED:
            one._refuse()
        else:
            one._return()
        save_as(one, by=by, reason=reason, fields=["state", "version"])

    def heading(self, **named: Any) -> str:
        """Return the round by its number, and for whom it is."""
        return _("Round %(number)s · %(client)s") % named

    def card(self, request: ApprovalRequest) -> Card:
        """Return the head of the card. The margin stands in the reasons, which only who signs them reads."""
        one: NegotiationRound = request.subject
        approved = one.figures["approved"]
        return Card(
            title=self.heading(number=one.number, client=one.opportunity.client),
            summary=one.we_offer,
            amount=cop(one.terms.monthly_value),
            amount_label=_("Offered a month, without IVA"),
            figures=(
                Figure(_("Unit value we offer"), cop(one.unit_value)),
                Figure(_("Unit value approved in the acta"), cop(approved["unit_value"])),
                Figure(_("Seats"), number(one.seats)),
                Figure(
                    _("Total, %(months)s months") % {"months": one.term_months},
                    cop_short(one.terms.total_value),
                    cop(one.terms.total_value),
                ),
            ),
            documents=(
                (_("Round of negotiation"), one.get_absolute_url()),
                (_("Acta"), one.minutes.get_absolute_url()),
            ),
        )


def _areas(subject: NegotiationRound) -> list[StepSpec]:
    """The signatures of the areas that size and equip the seats. What it leaves is not theirs to read."""
    approved = number(subject.figures["approved"]["seats"])
    why = Reason(
        gettext_noop("%(offered)s seats leave the volume band of the %(approved)s that were approved."),
        {"offered": number(subject.seats), "approved": approved},
    )
    return [
        StepSpec(WORKFORCE, gettext_noop("Sizing"), Role.WORKFORCE_PLANNING, SEAT_FIELDS, (why,)),
        StepSpec(IT, gettext_noop("Technology"), Role.IT, SEAT_FIELDS, (why,)),
    ]


def _earlier(subject: NegotiationRound) -> models.QuerySet[NegotiationRound]:
    return NegotiationRound.objects.filter(opportunity_id=subject.opportunity_id, number__lt=subject.number)


def _same_offer(one: NegotiationRound, other: NegotiationRound) -> bool:
    terms = all(getattr(one, name) == getattr(other, name) for name in TERM_FIELDS)
    return terms or bool(one.we_offer and one.we_offer == other.we_offer)


def set_authorised(one: NegotiationRound, by: User) -> NegotiationRound:
    """Put a round in the state in which its offer may be made, in the name of `by`; the caller has judged."""
    claim(one, None)
    one._authorise()
    one.authorised_by, one.authorised_at = by, timezone.now()
    return save_as(one, by=by, fields=["state", "authorised_by", "authorised_at", "version"])


def acta_blockers(one: NegotiationRound) -> list[Blocker]:
    """Return why the acta a round is held against no longer carries it: it is not in force, or the deal got terms that
    leave it."""
    if one.minutes.state == MinutesState.APPROVED:
        if (changed := new_terms_since(one.minutes, one.opportunity)) is None:
            return []
        words = _("%(acta)s was approved before the terms of the deal changed, on %(day)s: a new acta is due.")
        named = {"acta": one.minutes.number, "day": day_words(local_day(changed))}
        url, label = f"{one.opportunity.get_absolute_url()}#pricing", _("Open the pricing")
        return [Blocker(code="acta_fell", message=words % named, url=url, link_label=label)]
    words = _("%(acta)s, which this round is held against, is no longer in force. Log the round again.")
    return [
        Blocker(
            code="acta_not_in_force",
            message=words % {"acta": one.minutes.number},
            url=one.get_absolute_url(),
            link_label=_("Open the round"),
        )
    ]


def round_blockers(one: NegotiationRound) -> list[Blocker]:
    """Return why a round cannot be authorised now."""
    if one.state != RoundState.DRAFT:
        words = _("Round %(number)s is %(state)s: only a draft is authorised.")
        values = {"number": one.number, "state": one.get_state_display().lower()}
        return [Blocker(code="not_draft", message=words % values, url=one.get_absolute_url())]
    if closed := one.opportunity.closed_blockers():
        return closed
    return [*change_waits(one.opportunity), *acta_blockers(one)]


def change_waits(opportunity: Opportunity) -> list[Blocker]:
    """Return that a change of the terms of a deal waits for its signature: a round would be signed on terms that may
    fall. One of them at a time, the first first."""
    waiting = opportunity.terms_changes.waiting().first()
    if waiting is None:
        return []
    words = _(
        "Change of terms %(number)s of this deal waits for the signature of %(people)s. Have it decided or take it "
        "back first."
    )
    named = {"number": waiting.number, "people": awaited_of(waiting)}
    url, label = waiting.get_absolute_url(), _("See the change")
    return [Blocker(code="change_waits", message=words % named, url=url, link_label=label)]
