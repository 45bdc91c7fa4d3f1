"""What each move of an opportunity needs (process.md, "Gates").

One function, `check`, answers both "may it move?" and "what is missing?". Conditions are computed from records, never
ticked by hand. The registry below is filled by the apps that own the records: this module knows those of the pipeline,
later phases register theirs under the same code in place of the ones that stand here as not yet available.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from almacontact.refusals import Blocker, Words
from pipeline.models import FollowUp, GatePass, Opportunity
from pipeline.states import Move


@dataclass(frozen=True)
class Condition:
    """One condition of a gate, judged: met or not, and how to meet it.

    `available=False` marks what a later phase of the system must supply: nobody can meet it, only the Director may
    pass it by exception. `options` holds alternatives: groups of conditions of which one whole group is enough.
    """

    code: str
    label: Words
    met: bool
    missing: Words = ""
    url: str = ""
    link_label: Words = ""
    available: bool = True
    records: tuple[models.Model, ...] = ()
    options: tuple[tuple["Condition", ...], ...] = ()

    def as_blocker(self) -> Blocker:
        """Return this unmet condition in the form every refusal has."""
        return Blocker(
            code=self.code, message=self.missing or self.label, url=self.url, link_label=self.link_label
        )

    def as_record(self) -> dict[str, Any]:
        """Return what a gate pass keeps of this condition. Keys only: no personal data."""
        proof = self.records or tuple(record for group in self.options for one in group for record in one.records)
        return {
            "code": self.code,
            "label": str(self.label),
            "met": self.met,
            "records": [[record._meta.label_lower, record.pk] for record in proof],
        }


@dataclass(frozen=True)
class GateCheck:
    """The answer for one move: every condition, met or not."""

    move: Move
    conditions: tuple[Condition, ...]
    debts: tuple[Condition, ...] = field(default=())

    @property
    def missing(self) -> list[Condition]:
        """Return what is not met and can be met."""
        return [one for one in (*self.debts, *self.conditions) if not one.met and one.available]

    @property
    def unavailable(self) -> list[Condition]:
        """Return what no record of today's system can meet."""
        return [one for one in self.conditions if not one.met and not one.available]

    @property
    def passes(self) -> bool:
        """Tell whether the move may be made without an exception."""
        return not self.missing and not self.unavailable

    @property
    def needs_exception(self) -> bool:
        """Tell whether only conditions that nobody can meet yet stand in the way."""
        return not self.missing and bool(self.unavailable)


Provider = Callable[[Opportunity], Condition]
_registry: dict[Move, dict[str, Provider]] = {move: {} for move in Move}


def register(move: Move, code: str, provider: Provider) -> None:
    """Add a condition to the gate of `move`, or put it in the place of the one of the same code."""
    _registry[move][code] = provider


def not_yet_available(move: Move, code: str, label: Words) -> None:
    """Hold the place of a condition whose records a later phase brings."""

    def provider(opportunity: Opportunity) -> Condition:
        return Condition(
            code=code,
            label=label,
            met=False,
            available=False,
            missing=_("Not yet available in this installation: only a sales director may pass it, with a reason."),
        )

    register(move, code, provider)


def codes(move: Move) -> list[str]:
    """Return the codes of the conditions of `move`, in the order of the gate."""
    return list(_registry[move])


def check(opportunity: Opportunity, move: Move) -> GateCheck:
    """Judge every condition of `move` as the records stand now."""
    judged = tuple(provider(opportunity) for provider in _registry[move].values())
    forward = move in (Move.QUALIFY, Move.PROPOSE, Move.NEGOTIATE, Move.WIN)
    return GateCheck(move=move, conditions=judged, debts=tuple(debts(opportunity)) if forward else ())


def debts(opportunity: Opportunity) -> list[Condition]:
    """Return what the last gate rested on and was voided since. A debt blocks sending and every forward move."""
    last: GatePass | None = opportunity.gate_pass
    if last is None:
        return []
    found = []
    for condition in last.conditions:
        for label, pk in condition["records"]:
            model = apps.get_model(label)
            if not any(one.name == "voided_at" for one in model._meta.fields):
                continue
            if model._base_manager.filter(pk=pk, voided_at__isnull=False).exists():
                if not _met_again(opportunity, Move(last.move), condition["code"]):
                    found.append(
                        Condition(
                            code=f"debt_{condition['code']}",
                            label=condition["label"],
                            met=False,
                            missing=_("What this stage rested on was voided. Record it again."),
                            url=f"{opportunity.get_absolute_url()}#follow-ups",
                            link_label=_("Record it again"),
                        )
                    )
                break
    return found


def _met_again(opportunity: Opportunity, move: Move, code: str) -> bool:
    provider = _registry[move].get(code)
    return provider is not None and provider(opportunity).met


def _any_of(code: str, label: Words, options: Sequence[Sequence[Condition]], missing: Words) -> Condition:
    """Combine alternatives: met when every condition of one group is met."""
    groups = tuple(tuple(group) for group in options)
    winner = next((group for group in groups if all(one.met for one in group)), None)
    first_link = next((one for group in groups for one in group if not one.met and one.url), None)
    return Condition(
        code=code,
        label=label,
        met=winner is not None,
        missing=missing,
        url=first_link.url if first_link else "",
        link_label=first_link.link_label if first_link else "",
        records=tuple(record for one in winner or () for record in one.records),
        options=groups,
    )


def _log_url(opportunity: Opportunity, milestone: str) -> str:
    return f"{reverse('pipeline:follow_up_create', args=[opportunity.code])}?milestone={milestone}"


def _follow_ups(opportunity: Opportunity) -> list[FollowUp]:
    """Return the valid follow-ups that reached a milestone: read once for each judgement of an instance."""
    cached = opportunity.__dict__.get("_milestones")
    if cached is None:
        cached = list(opportunity.follow_ups.valid().exclude(milestone="").select_related("contact"))
        opportunity.__dict__["_milestones"] = cached
    return cached


def _reached(opportunity: Opportunity, milestone: str) -> list[FollowUp]:
    return [one for one in _follow_ups(opportunity) if one.milestone == milestone]


def forget(opportunity: Opportunity) -> None:
    """Drop what was read for an earlier judgement of this instance."""
    opportunity.__dict__.pop("_milestones", None)


def _interest(opportunity: Opportunity) -> Condition:
    """Hunting → Qualification: interest shown, an invitation, or a need of an existing client."""
    decider = opportunity.client.contacts.current().filter(is_decision_maker=True).first()
    agreed = _reached(opportunity, FollowUp.Milestone.PRESENTATION_AGREED)
    invited = [one for one in _reached(opportunity, FollowUp.Milestone.INVITATION_RECEIVED) if one.contact_id]
    needed = _reached(opportunity, FollowUp.Milestone.NEED_LOGGED)
    award = opportunity.client.opportunities.won().exclude(pk=opportunity.pk).first() if needed else None
    return _any_of(
        "interest_shown",
        _("The prospect is interested"),
        [
            [
                Condition(
                    code="decision_maker",
                    label=_("A decision maker among the contacts"),
                    met=decider is not None,
                    missing=_("No contact of the client is marked as decision maker."),
                    url=f"{reverse('pipeline:contact_create', args=[opportunity.client_id])}?decision_maker=1",
                    link_label=_("Add the decision maker"),
                    records=(decider,) if decider else (),
                ),
                Condition(
                    code="presentation_agreed",
                    label=_("A contact in which the prospect agreed to see the presentation"),
                    met=bool(agreed),
                    missing=_("No contact says that the prospect agreed to see the company presentation."),
                    url=_log_url(opportunity, FollowUp.Milestone.PRESENTATION_AGREED),
                    link_label=_("Log the contact"),
                    records=tuple(agreed[:1]),
                ),
            ],
            [
                Condition(
                    code="invitation_received",
                    label=_("An invitation or tender, with the contact that issued it"),
                    met=bool(invited),
                    missing=_("No invitation or tender is logged with the contact that issued it."),
                    url=_log_url(opportunity, FollowUp.Milestone.INVITATION_RECEIVED),
                    link_label=_("Log the invitation"),
                    records=tuple(invited[:1]),
                )
            ],
            [
                Condition(
                    code="existing_client_need",
                    label=_("An existing client with a renewal or extension"),
                    met=award is not None,
                    missing=_("The client has no earlier award, or its need is not logged."),
                    url=_log_url(opportunity, FollowUp.Milestone.NEED_LOGGED),
                    link_label=_("Log the need"),
                    records=(needed[0], award) if award else (),
                )
            ],
        ],
        _("Show that the prospect is interested: one of the three ways is enough."),
    )


def _negotiation_invited(opportunity: Opportunity) -> Condition:
    """Proposal → Negotiation: the client's invitation to negotiate is logged."""
    invited = _reached(opportunity, FollowUp.Milestone.NEGOTIATION_INVITED)
    return Condition(
        code="negotiation_invited",
        label=_("The client invited us to negotiate"),
        met=bool(invited),
        missing=_("No contact says that the client invited us to negotiate."),
        url=_log_url(opportunity, FollowUp.Milestone.NEGOTIATION_INVITED),
        link_label=_("Log the invitation"),
        records=tuple(invited[:1]),
    )


def _figures_complete(opportunity: Opportunity) -> Condition:
    """Every stage after Hunting is forecast: seats, value and expected close must be known (process row 2)."""
    complete = bool(opportunity.seats and opportunity.unit_value and opportunity.expected_close_on)
    return Condition(
        code="figures_complete",
        label=_("Seats, unit value and expected close are known"),
        met=complete,
        missing=_("Seats, unit value or the expected close is empty."),
        url=reverse("pipeline:opportunity_edit", args=[opportunity.code]),
        link_label=_("Complete the figures"),
    )


def install(later: Iterable[tuple[Move, str, Words]] = ()) -> None:
    """Register the conditions of the pipeline and hold the places of `later` ones. Called once, at start-up."""
    register(Move.QUALIFY, "interest_shown", _interest)
    register(Move.QUALIFY, "figures_complete", _figures_complete)
    register(Move.NEGOTIATE, "negotiation_invited", _negotiation_invited)
    for move, code, label in later:
        not_yet_available(move, code, label)


LATER_CONDITIONS: tuple[tuple[Move, str, Words], ...] = (
    (Move.PROPOSE, "requirements_answered", _("Check list answered, with a go")),
    (Move.PROPOSE, "pricing_approved", _("Pricing approved by the areas and current")),
    (Move.PROPOSE, "proposal_sent", _("Proposal approved and sent, with evidence")),
    (Move.NEGOTIATE, "defence_held", _("Defence held, or recorded as not required")),
    (Move.NEGOTIATE, "clarifications_answered", _("No overdue clarification, and price changes sent again")),
    (Move.WIN, "award_attached", _("Award document attached")),
    (Move.WIN, "award_within_minutes", _("Awarded terms inside a current acta")),
)
"""What `proposals` supplies when its records exist (process rows 6 to 10)."""
