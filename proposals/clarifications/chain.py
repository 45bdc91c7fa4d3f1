"""Where a clarification stands, what it owes, and how one that alters the offer becomes a version that was sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.calendar import working_days_between
from almacontact.refusals import Words
from almacontact.web.formats import day as day_words
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.rights import demand
from proposals.clarifications.models import Clarification
from proposals.pricing.minutes.models import MinutesState, PricingMinutes
from proposals.pricing.models.pricing import Alternative, PricingModel, PricingState
from proposals.proposal.models.proposals import Proposal, ProposalState
from proposals.proposal.sending.models import ProposalSending
from proposals.rights import may_write, proposed_for


@dataclass(frozen=True)
class Standing:
    """Where a clarification stands, in words and tone."""

    label: Words
    tone: str


@dataclass(frozen=True)
class Link:
    """One step of the chain. `state`: done, current or ahead; `note` is what is there, or what comes."""

    label: Words
    state: str
    note: str = ""
    url: str = ""


def asked_already(opportunity: Opportunity, questions: Iterable[str]) -> dict[str, Clarification]:
    """Return which of `questions` were written down as clarifications of `opportunity` with those very words.

    One query; voided ones do not count.
    """
    found = Clarification.objects.standing().filter(opportunity=opportunity, question__in=list(questions))
    return {one.question: one for one in found.order_by("-number")}


def standing_of(one: Clarification, day: date) -> Standing:
    """Return where a clarification stands on `day`."""
    if not one.is_standing:
        return Standing(pgettext("clarification", "Voided"), "idle")
    if one.sent_on is None:
        late = one.is_overdue(day)
        if one.answer:
            return Standing(_("Answered, to be sent"), "bad" if late else "info")
        return Standing(
            pgettext("clarification", "Overdue") if late else _("To be answered"), "bad" if late else "warn"
        )
    if one.alters_offer and one.resolved_by_id is None:
        return Standing(_("To be priced and sent again"), "warn")
    return Standing(_("Answer sent"), "ok")


def working_days_left(one: Clarification, day: date) -> int:
    """Return the working days until its answer is due; negative once it is overdue."""
    return working_days_between(day, one.due_on)


def may_answer(user: User, one: Clarification) -> bool:
    """Tell whether `user` answers it: who writes the proposals, or who leads its area and sees the opportunity."""
    if may_write(user, one.opportunity):
        return True
    return one.area in user.roles and proposed_for(user).filter(pk=one.opportunity_id).exists()


def demand_answer(user: User, one: Clarification) -> None:
    """Refuse when `user` neither leads the area of a clarification nor writes the proposals."""
    demand(
        may_answer(user, one),
        _("The leader of the area that answers, or who writes the proposals, answers this clarification."),
        code="not_your_area",
    )


def alternative_of(one: Clarification) -> Alternative | None:
    """Return the alternative that has to be priced again: that of the version asked about, else the principal."""
    if one.asked_after is not None:
        return one.asked_after.alternative
    return one.opportunity.alternatives.filter(principal=True).first()


def resolves(proposal: Proposal, one: Clarification) -> bool:
    """Tell whether sending `proposal` prices what a clarification altered: a later version, on another acta."""
    before = one.asked_after
    if before is None:
        return True
    if proposal.minutes_id == before.minutes_id:
        return False
    return proposal.alternative_id != before.alternative_id or proposal.number > before.number


def standing_sendings(proposal_ids: Iterable[int | None]) -> list[ProposalSending]:
    """Return the sendings of the proposals that went out and stand; no query where there are none."""
    wanted = {pk for pk in proposal_ids if pk is not None}
    return list(ProposalSending.objects.delivered().filter(proposal__in=wanted)) if wanted else []


def open_version(alternative: Alternative) -> PricingModel | None:
    """Return the version of the pricing that is being worked on."""
    return PricingModel.objects.open().filter(alternative=alternative).with_parties().first()


def chain_of(one: Clarification, user: User) -> list[Link]:
    """Return the way from an altering clarification to the version that was sent: each step with its link and state.

    Clarification → version of the pricing → acta → version of the proposal → sent.
    """
    first = Link(_("Answer"), "done" if one.answer else "current", one.get_effect_display())
    alternative = alternative_of(one)
    later = _later(one, alternative) if alternative is not None else (None, None, None, None)
    model, acta, proposal, sending = later
    sees_pricing = user.can(Right.VIEW_PRICING)
    steps = [
        (
            _("New version of the pricing"),
            model is not None,
            f"{model} · {model.get_state_display()}" if model else "",
            model.get_absolute_url() if model and sees_pricing else "",
        ),
        (
            _("Acta approved"),
            acta is not None and acta.state in (MinutesState.APPROVED, MinutesState.SUPERSEDED),
            f"{acta.number} · {acta.get_state_display()}" if acta else "",
            acta.get_absolute_url() if acta and sees_pricing else "",
        ),
        (
            _("New version of the proposal"),
            proposal is not None and proposal.state in (ProposalState.APPROVED, ProposalState.SUPERSEDED),
            f"{proposal} · {proposal.get_state_display()}" if proposal else "",
            proposal.get_absolute_url() if proposal else "",
        ),
        (
            _("Sent to the client"),
            sending is not None,
            f"{proposal} · {day_words(sending.sent_at)}" if sending else "",
            proposal.get_absolute_url() if sending and proposal else "",
        ),
    ]
    found, reached = [first], bool(one.answer)
    for label, done, note, url in steps:
        state = "done" if done else "current" if reached else "ahead"
        found.append(Link(label, state, note, url))
        reached = reached and done
    return found


def _later(
    one: Clarification, alternative: Alternative
) -> tuple[PricingModel | None, PricingMinutes | None, Proposal | None, ProposalSending | None]:
    """The newest version, acta, proposal and sending that came after what the client asked about."""
    before = one.asked_after
    models = PricingModel.objects.filter(alternative=alternative).exclude(state=PricingState.VOID).with_parties()
    actas = PricingMinutes.objects.filter(pricing_model__alternative=alternative).exclude(state=MinutesState.VOID)
    proposals = Proposal.objects.filter(alternative=alternative).exclude(state=ProposalState.VOID)
    if before is not None:
        base = before.minutes.pricing_model.number
        models = models.filter(number__gt=base)
        actas = actas.filter(pricing_model__number__gt=base)
        proposals = proposals.filter(number__gt=before.number).exclude(minutes=before.minutes_id)
    else:
        models = models.filter(created_at__gte=one.created_at)
        actas = actas.filter(pricing_model__created_at__gte=one.created_at)
    model = models.order_by("-number").first()
    acta = actas.order_by("-pk").first()
    if one.resolved_by is not None:
        proposal: Proposal | None = one.resolved_by
    else:
        proposal = proposals.order_by("-number").first()
    sending = None
    if proposal is not None:
        sending = ProposalSending.objects.delivered().filter(proposal=proposal).order_by("sent_at").first()
    return model, acta, proposal, sending


def unresolved(found: Iterable[Clarification], sendings: Iterable[ProposalSending]) -> list[Clarification]:
    """Return those that alter the offer and whose price none of `sendings` carries."""
    sent = {one.proposal_id for one in sendings}
    altering = (one for one in found if one.alters_offer and one.is_standing)
    return [one for one in altering if one.resolved_by_id not in sent]


def numbered(found: list[Clarification]) -> str:
    """Return the numbers of clarifications as people read them: `1, 2, 5`."""
    return ", ".join(str(one.number) for one in found)


def named(one: Clarification) -> str:
    """Return a clarification in a few words: `Clarification 3`."""
    return _("%(kind)s %(number)s") % {"kind": one.get_kind_display(), "number": one.number}


def mail_words(found: list[Clarification]) -> str:
    """Return the questions with their answers as the client reads them, in Spanish whatever the reader's language."""
    parts: list[Any] = [f"{one.number}. {one.question.strip()}\nRespuesta: {one.answer.strip()}" for one in found]
    return "\n\n".join(parts)
