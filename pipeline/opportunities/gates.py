"""What each move of an opportunity needs (docs/process.md#gates).

One function, `check`, answers both "may it move?" and "what is missing?". Conditions are computed from records, never
ticked by hand. The registry below is filled by the `plugs.py` of the apps that own the records: this module knows those
of the pipeline, later phases register theirs under the
same code, in place of the ones whose records are not yet available.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from almacontact.refusals import Blocker, Refused, Words
from pipeline.clients.models import Contact
from pipeline.opportunities.models.follow_ups import FollowUp
from pipeline.opportunities.models.gate_passes import GatePass
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.states import FORWARD, OPEN_STAGES, Move, Outcome, Stage


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

    @property
    def state(self) -> str:
        """Return how it stands as the gate shows it: met, missing, or waiting for what nobody can record yet."""
        return "met" if self.met else "missing" if self.available else "waiting"

    @property
    def mend_url(self) -> str:
        """Return where an unmet condition is met; nothing where each of its alternatives has a link of its own."""
        return "" if self.met or self.options else self.url

    def as_blocker(self) -> Blocker:
        """Return this unmet condition in the form every refusal has.

        What nobody can record yet says the same of every condition, so the message begins with which one it is.
        """
        message = self.missing or self.label
        if not self.available:
            message = format_lazy("{label}: {missing}", label=self.label, missing=message)
        return Blocker(code=self.code, message=message, url=self.url, link_label=self.link_label)

    def as_record(self) -> dict[str, Any]:
        """Return what a gate pass keeps of this condition. Keys only: no personal data.

        The label is kept in English, to be read in the language of whoever looks at it later.
        """
        proof = self.records or tuple(record for group in self.options for one in group for record in one.records)
        with override("en"):
            label = str(self.label)
        return {
            "code": self.code,
            "label": label,
            "met": self.met,
            "records": [[record._meta.label_lower, _json_key(record.pk)] for record in proof],
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


class GateRefused(Refused):
    """A move that its gate does not let pass. `judged` is the gate as it was judged, for the page that shows it."""

    def __init__(self, blockers: Sequence[Blocker], judged: GateCheck) -> None:
        self.judged = judged
        super().__init__(blockers)


def _json_key(key: Any) -> Any:
    return key if isinstance(key, int) else str(key)


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


def passes(opportunity: Opportunity) -> list[GatePass]:
    """Return every move of the opportunity, newest first: read once for each judgement of an instance."""
    cached = opportunity.__dict__.get("_passes")
    if cached is None:
        cached = list(opportunity.gate_passes.select_related("by"))
        opportunity.__dict__["_passes"] = cached
    return cached


def standing_passes(opportunity: Opportunity) -> list[GatePass]:
    """Return the passes that the present stage rests on: the latest of each forward move up to it.

    A closed opportunity rests on those up to the stage it left, and on its win. Steps back do not wipe them out.
    """
    stage = opportunity.stage if opportunity.is_open else opportunity.left_stage
    reached = OPEN_STAGES[1 : OPEN_STAGES.index(Stage(stage)) + 1] if stage in OPEN_STAGES else ()
    moves = [FORWARD[one] for one in reached] + ([Move.WIN] if opportunity.outcome == Outcome.WON else [])
    if not moves:
        return []
    latest = {one.move: one for one in reversed(passes(opportunity))}
    return [latest[move] for move in moves if move in latest]


def debts(opportunity: Opportunity) -> list[Condition]:
    """Return what the present stage rested on and was voided since, and is not met in another way now.

    A debt blocks sending and every forward move until it is mended.
    """
    standing = standing_passes(opportunity)
    proofs = {tuple(proof) for one in standing for kept in one.conditions for proof in kept["records"]}
    voided = _voided(opportunity, proofs)
    found = []
    for one in standing:
        for kept in one.conditions:
            if not voided.intersection(tuple(proof) for proof in kept["records"]):
                continue
            provider = _registry[Move(one.move)].get(kept["code"])
            now = provider(opportunity) if provider else None
            if now is None or not now.met:
                found.append(
                    Condition(
                        code=f"debt_{kept['code']}",
                        label=now.label if now else gettext(kept["label"]),
                        met=False,
                        missing=_("What this stage rested on was voided. Record it again."),
                        url=(now.url if now else "") or f"{opportunity.get_absolute_url()}#follow-ups",
                        link_label=(now.link_label if now else "") or _("Record it again"),
                    )
                )
    return found


def _voided(opportunity: Opportunity, proofs: set[tuple[str, Any]]) -> set[tuple[str, Any]]:
    """Return those of `proofs` (model label, key) that are voided: one query a model, none for follow-ups."""
    keys: dict[str, set[Any]] = {}
    for label, pk in proofs:
        keys.setdefault(label, set()).add(pk)
    found: set[tuple[str, Any]] = set()
    follow_ups = FollowUp._meta.label_lower
    if follow_ups in keys:
        found.update((follow_ups, one.pk) for one in _milestones(opportunity) if one.voided_at)
    for label in keys.keys() - {follow_ups}:
        model = apps.get_model(label)
        if any(one.name == "voided_at" for one in model._meta.fields):
            gone = model._base_manager.filter(pk__in=keys[label], voided_at__isnull=False).values_list("pk", flat=True)
            found.update((label, _json_key(pk)) for pk in gone)
    return found & proofs


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


def _milestones(opportunity: Opportunity) -> list[FollowUp]:
    """Return the follow-ups that reached a milestone, voided ones too: read once for each judgement of an instance."""
    cached = opportunity.__dict__.get("_milestones")
    if cached is None:
        cached = list(opportunity.follow_ups.exclude(milestone=""))
        opportunity.__dict__["_milestones"] = cached
    return cached


def _reached(opportunity: Opportunity, milestone: str) -> list[FollowUp]:
    return [one for one in _milestones(opportunity) if one.milestone == milestone and one.is_standing]


def forget(opportunity: Opportunity) -> None:
    """Drop what was read for an earlier judgement of this instance."""
    opportunity.__dict__.pop("_milestones", None)
    opportunity.__dict__.pop("_passes", None)


def _decider(opportunity: Opportunity) -> Contact | None:
    """Return a decision maker of the client, by key alone."""
    deciders = Contact.objects.current().filter(client_id=opportunity.client_id, is_decision_maker=True)
    key = deciders.values_list("pk", flat=True).first()
    return Contact(pk=key) if key else None


def _earlier_award(opportunity: Opportunity) -> Opportunity | None:
    """Return an earlier award of the client, by key alone."""
    awards = Opportunity.objects.won().filter(client_id=opportunity.client_id).exclude(pk=opportunity.pk)
    key = awards.values_list("pk", flat=True).first()
    return Opportunity(pk=key) if key else None


def interest_shown(opportunity: Opportunity) -> Condition:
    """Hunting → Qualification: interest shown, an invitation, or a need of an existing client."""
    agreed = _reached(opportunity, FollowUp.Milestone.PRESENTATION_AGREED)
    invited = [one for one in _reached(opportunity, FollowUp.Milestone.INVITATION_RECEIVED) if one.contact_id]
    needed = _reached(opportunity, FollowUp.Milestone.NEED_LOGGED)
    # What cannot matter is not looked up: an invitation opens the gate by itself, an award counts only with a need.
    decider = _decider(opportunity) if agreed or not invited else None
    award = _earlier_award(opportunity) if needed else None
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


def negotiation_invited(opportunity: Opportunity) -> Condition:
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


def figures_complete(opportunity: Opportunity) -> Condition:
    """Every stage after Hunting is forecast: seats, value and expected close must be known (process row 2)."""
    figures = {
        _("Seats"): opportunity.seats,
        _("Unit value"): opportunity.unit_value,
        _("Expected close"): opportunity.expected_close_on,
    }
    empty = [str(name) for name, value in figures.items() if not value]
    return Condition(
        code="figures_complete",
        label=_("Seats, unit value and expected close are known"),
        met=not empty,
        missing=_("Still empty: %(figures)s.") % {"figures": ", ".join(empty).lower()},
        url=reverse("pipeline:opportunity_edit", args=[opportunity.code]),
        link_label=_("Complete the figures"),
    )


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
