"""Rounds of negotiation: logging, correcting, having them authorised, voiding (process row 4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.approvals import actions as approvals
from almacontact.audit.locking import holding
from almacontact.audit.misfits import refuse
from almacontact.audit.versioning import claim, save_as
from almacontact.calendar import today
from almacontact.refusals import Blocker, Refused
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.states import SENT_STAGES
from proposals.errors import PricingRefused
from proposals.negotiation.approval import round_blockers, set_authorised
from proposals.negotiation.models import TERM_FIELDS, NegotiationRound, RoundState
from proposals.negotiation.rounds import Basis, basis_of, judge_round
from proposals.rights import demand_write

ROUND_FIELDS = ("held_on", "contact", "they_ask", "we_offer", *TERM_FIELDS)
"""What a person says of a round."""

_COMPUTED = ("figures", "concessions")


def log_round(*, opportunity: Opportunity, by: User, values: Mapping[str, Any]) -> NegotiationRound:
    """Write down a round as a draft: `values` holds `ROUND_FIELDS`. It is held against the approved acta of what the
    client has, and takes the next number of the opportunity.

    Raises `NotAllowed`, or `Refused` outside Proposal and Negotiation, without an acta, or at a field that does not
    fit.
    """
    with holding(opportunity):
        demand_write(by, opportunity)
        if blockers := start_blockers(opportunity):
            raise Refused(blockers)
        basis = basis_of(opportunity)
        if basis is None:
            raise Refused(_no_acta(opportunity))
        last = opportunity.rounds.aggregate(last=Max("number"))["last"] or 0
        one = NegotiationRound(
            opportunity=opportunity,
            minutes=basis.minutes,
            proposal=basis.proposal,
            number=last + 1,
            created_by=by,
            **_known(values),
        )
        _settle(one)
        save_as(one, by=by)
    return one


def edit_round(
    *, negotiation_round: NegotiationRound, by: User, changes: Mapping[str, Any], version: int | None = None
) -> NegotiationRound:
    """Change a round that is a draft; what it gives away is computed again. Raises as `log_round`, and `StaleVersion`
    when somebody saved first."""
    one = negotiation_round
    with holding(one.opportunity, one) as held:
        demand_write(by, one.opportunity)
        if one.state != RoundState.DRAFT:
            raise Refused(one.settled_blocker())
        refuse(one.opportunity.closed_blockers())
        held.refuse_stale(one, version)
        claim(one, None)
        for name, value in _known(changes).items():
            setattr(one, name, value)
        _settle(one)
        save_as(one, by=by, fields=[*ROUND_FIELDS, *_COMPUTED, "version"])
    return one


def authorise_round(*, negotiation_round: NegotiationRound, by: User, note: str = "") -> NegotiationRound:
    """Have a draft authorised: at once where it gives nothing away beyond what was approved and its terms fire no
    risk rule, in the name of `by`; else by the signatures that it needs. Returns the round, authorised or in approval.

    Raises `NotAllowed`, or `Refused` when it is no draft, its acta is no longer in force, or nobody eligible could
    sign.
    """
    with transaction.atomic():
        one = approvals.lock(negotiation_round)
        demand_write(by, one.opportunity)
        if blockers := round_blockers(one):
            raise Refused(blockers)
        before = (one.figures, one.concessions)
        _judge(one)
        if (one.figures, one.concessions) != before:
            claim(one, None)
            save_as(one, by=by, fields=[*_COMPUTED, "version"])
        if not one.needs_signature:
            return set_authorised(one, by)
        approvals.submit(subject=one, by=by, note=note)
    return NegotiationRound.objects.with_parties().get(pk=one.pk)


def void_round(*, negotiation_round: NegotiationRound, by: User, reason: str) -> NegotiationRound:
    """Void a round, with a reason: its terms no longer stand behind a win. It stays, marked.

    Raises `NotAllowed` to who does not write the offer, `Refused` while it is in approval, when it is voided already or
    without a reason.
    """
    one = negotiation_round
    with holding(one.opportunity, one) as held:
        demand_write(by, one.opportunity)
        if one.state not in (RoundState.DRAFT, RoundState.AUTHORISED, RoundState.REFUSED):
            words = _("Round %(number)s is %(state)s and cannot be voided; take it back from approval first.")
            values = {"number": one.number, "state": one.get_state_display().lower()}
            raise Refused(Blocker(code="not_voidable", message=words % values, url=one.get_absolute_url()))
        if not reason.strip():
            raise Refused(Blocker(code="reason", field="reason", message=_("Say why the round is voided.")))
        held.refuse_stale(one)
        claim(one, None)
        one._void()
        one.mark_void(by=by, reason=reason)
        save_as(one, by=by, reason=reason.strip(), fields=["state", *one.VOID_FIELDS, "version"])
    return one


def start_blockers(opportunity: Opportunity, basis: Basis | None = None) -> list[Blocker]:
    """Return why no round can be logged now: the stage, or want of an approved acta."""
    if opportunity.stage not in SENT_STAGES:
        words = _("Rounds are negotiated once the proposal is with the client, in Proposal or Negotiation.")
        return [Blocker(code="stage", message=words, url=opportunity.get_absolute_url())]
    if (basis or basis_of(opportunity)) is None:
        return [_no_acta(opportunity)]
    return []


def _no_acta(opportunity: Opportunity) -> Blocker:
    return Blocker(
        code="no_acta",
        message=_("There is no approved acta to hold the offer against."),
        url=f"{opportunity.get_absolute_url()}#pricing",
        link_label=_("Open the pricing"),
    )


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    given = {name: values[name] for name in ROUND_FIELDS if name in values}
    return {name: value.strip() if isinstance(value, str) else value for name, value in given.items()}


def _settle(one: NegotiationRound) -> None:
    """Refuse what does not fit, each at its field, then compute what the offer gives away."""
    blockers = []
    if one.held_on and one.held_on > today():
        words = _("A round is written down after it was held.")
        blockers.append(Blocker(code="future", field="held_on", message=words))
    if one.contact and one.contact.client_id != one.opportunity.client_id:
        words = _("%(contact)s belongs to another client.") % {"contact": one.contact}
        blockers.append(Blocker(code="contact_of_other_client", field="contact", message=words))
    for name in ("seats", "unit_value", "term_months"):
        if not getattr(one, name):
            words = _("Write a number above zero.")
            blockers.append(Blocker(code="positive", field=name, message=words))
    try:
        one.clean_fields(exclude=[*(["contact"] if one.contact is None else []), *_NOT_SAID, *_zeroes(blockers)])
    except ValidationError as error:
        blockers += [
            Blocker(code="invalid", field=name, message=message)
            for name, messages in error.message_dict.items()
            for message in messages
        ]
    if blockers:
        raise Refused(blockers)
    _judge(one)


_NOT_SAID = ("opportunity", "minutes", "proposal", "created_by", "authorised_by", "voided_by", "state")


def _zeroes(blockers: list[Blocker]) -> list[str]:
    return [one.field for one in blockers if one.code == "positive"]


def _judge(one: NegotiationRound) -> None:
    """Compute what the offer gives away and leaves. Raises `Refused` at the term that cannot be priced."""
    try:
        judged = judge_round(one)
    except PricingRefused as refused:
        raise Refused(
            [
                Blocker(code=blocker.code, field=_field_of(blocker.field), message=blocker.message)
                for blocker in refused.blockers
            ]
        ) from refused
    one.figures = judged.figures()
    one.concessions = [str(code) for code in judged.concessions]


def _field_of(path: str) -> str:
    """The field of the round behind a path of the engine, such as `terms.payment_days`."""
    name = path.rpartition(".")[2]
    return name if name in TERM_FIELDS else ""
