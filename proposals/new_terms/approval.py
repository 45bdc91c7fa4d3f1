"""How a change of terms is approved: by the Director alone, for the change alone (docs/process.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from almacontact.accounts.models import User
from almacontact.accounts.roles import Role
from almacontact.approvals.awaiting import awaited_of
from almacontact.approvals.models import ApprovalRequest, RequestState
from almacontact.approvals.registry import Card, Figure, Kind, Reason, StepSpec
from almacontact.audit.locking import lock
from almacontact.audit.misfits import refuse
from almacontact.audit.versioning import claim, save_as
from almacontact.money import cop, cop_short
from almacontact.refusals import Blocker
from almacontact.web.formats import number
from pipeline.clients.models import Client
from pipeline.opportunities.actions.opportunities import carry_terms
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.opportunities.rights import demand_edit
from pipeline.opportunities.settled import terms_settled
from pipeline.terms import CLAUSE_LABELS, Clause
from proposals.negotiation.approval import change_waits
from proposals.new_terms.judging import LEAVES_WORDS
from proposals.new_terms.models import TERM_FIELDS, TermsApproval, TermsChange
from proposals.pricing.risk_facts import risk_reasons
from proposals.rights import proposed_for

SIGNED_FIELDS = (*TERM_FIELDS, "reason", "before", "leaves")

_LABELS = {
    "client": gettext_lazy("client"),
    "seats": gettext_lazy("seats"),
    "unit_value": gettext_lazy("unit value"),
    "contract_months": gettext_lazy("contract (months)"),
    "payment_days": gettext_lazy("payment (days)"),
    "clause": gettext_lazy("indexation"),
    "reason": gettext_lazy("reason"),
    "before": gettext_lazy("terms before"),
    "leaves": gettext_lazy("why it is signed"),
}


class TermsKind(Kind):
    """A change of terms that leaves what was approved, as something to approve."""

    key = "terms"
    label = gettext_lazy("Change of terms")
    named_by = ("opportunity",)
    request_model = TermsApproval
    heading_reads: ClassVar[Mapping[str, str]] = {"number": "number", "client": "opportunity__client__name"}

    def steps(self, subject: TermsChange) -> Sequence[StepSpec]:
        """Return the one signature: that of the Director."""
        why = tuple(Reason(LEAVES_WORDS[one]) for one in subject.leaves)
        reasons = (*why, *risk_reasons(subject.fired, (), sees_cost=True))
        return (StepSpec("director", gettext_noop("Change of terms"), Role.SALES_DIRECTOR, SIGNED_FIELDS, reasons),)

    def content(self, subject: TermsChange) -> dict[str, Any]:
        """Return the terms as they are to be and as they were, and why they change."""
        values = {name: getattr(subject, name) for name in TERM_FIELDS}
        before = ", ".join(f"{name}={subject.before[name]}" for name in TERM_FIELDS)
        return {
            **values,
            "client": subject.client_id,
            "reason": subject.reason,
            "before": before,
            "leaves": ", ".join(subject.leaves),
        }

    def editors(self, subject: TermsChange, fields: Sequence[str]) -> set[int]:
        """Return who asked for the change: it is written once."""
        rows = subject.history.exclude(history_user=None).filter(history_type="+")
        return {one for one in (subject.created_by_id, *rows.values_list("history_user_id", flat=True)) if one}

    def show(self, path: str, value: Any) -> str:
        """Return a value of the change in words."""
        if value in (None, ""):
            return ""
        if path == "client":
            return str(Client.objects.filter(pk=value).first() or value)
        if path == "unit_value":
            return cop(value)
        if path == "clause":
            return str(CLAUSE_LABELS[Clause(value)])
        return str(value)

    def field_label(self, path: str) -> str:
        """Return the name of a field of the change."""
        return str(_LABELS.get(path, path))

    def visible_to(self, user: User, subject: TermsChange) -> bool:
        """Whoever may read the proposals of the opportunity reads the approval."""
        return proposed_for(user).filter(pk=subject.opportunity_id).exists()

    def may_withdraw(self, user: User, request: ApprovalRequest) -> bool:
        """Whoever may edit the opportunity takes it back."""
        return request.submitted_by_id == user.pk or request.subject.opportunity.may_be_edited_by(user)

    def submit_blockers(self, subject: TermsChange, by: User) -> list[Blocker]:
        """Whoever edits the opportunity asks for it, once an offer went out and while no other change waits."""
        demand_edit(by, subject.opportunity)
        return start_blockers(subject.opportunity)

    def hold(self, subject: TermsChange) -> None:
        """Lock the change with its opportunity and the clients from which and to which it leads."""
        clients = {one.pk: one for one in (subject.opportunity.client, subject.client)}
        lock(*clients.values(), subject.opportunity, subject)

    def on_submitted(self, request: ApprovalRequest, by: User) -> None:
        """The change is in approval."""
        one = request.subject
        claim(one, None)
        one._submit()
        save_as(one, by=by, reason=one.reason, fields=["state", "version"])

    def on_approved(self, request: ApprovalRequest, by: User) -> None:
        """The terms are in force; what was approved on the old ones falls. Raises `Refused` where they moved."""
        put_in_force(change=request.subject, by=by)

    def on_returned(self, request: ApprovalRequest, by: User, reason: str) -> None:
        """Taken back, or refused: whoever wants other terms asks again."""
        one = request.subject
        claim(one, None)
        if request.state == RequestState.WITHDRAWN:
            one._withdraw()
        else:
            one._refuse()
        save_as(one, by=by, reason=reason, fields=["state", "version"])

    def heading(self, **named: Any) -> str:
        """Return the change by its number, and of which deal."""
        return _("Change of terms %(number)s · %(client)s") % named

    def card(self, request: ApprovalRequest) -> Card:
        """Return the head of the card: the terms that are signed."""
        one: TermsChange = request.subject
        terms, before = one.terms, one.terms_before
        return Card(
            title=self.heading(number=one.number, client=one.opportunity.client),
            summary=one.reason,
            amount=cop(terms.monthly_value),
            amount_label=_("A month with the new terms, without IVA"),
            figures=(
                Figure(_("Seats"), _now_and_then(number(before.seats), number(terms.seats))),
                Figure(_("Unit value"), _now_and_then(cop(before.unit_value), cop(terms.unit_value))),
                Figure(_("Payment days"), _now_and_then(_days(before.payment_days), _days(terms.payment_days))),
                Figure(
                    _("Total, %(months)s months") % {"months": terms.months},
                    cop_short(terms.total_value),
                    cop(terms.total_value),
                ),
            ),
            documents=((_("Change of terms"), one.get_absolute_url()),),
        )


def _days(days: int | None) -> str:
    return "–" if days is None else number(days)


def _now_and_then(before: str, after: str) -> str:
    return after if before == after else f"{before} → {after}"


def put_in_force(*, change: TermsChange, by: User) -> None:
    """Write the terms of a change on its opportunity; the caller has judged it and holds both.

    Raises `Refused` where the terms are no longer those that the change starts from, or the deal is closed.
    """
    opportunity = change.opportunity
    refuse([*opportunity.closed_blockers(), *_moved_blockers(change)])
    claim(change, None)
    change._apply()
    change.applied_at = timezone.now()
    save_as(change, by=by, reason=change.reason, fields=["state", "applied_at", "version"])
    carry_terms(
        opportunity=opportunity,
        by=by,
        changes={"client": change.client, **change.terms.sold()},
        reason=change.reason,
        new_terms=bool(change.leaves),
    )


def start_blockers(opportunity: Opportunity) -> list[Blocker]:
    """Return why the terms of a deal cannot be changed by this act now."""
    if blockers := opportunity.closed_blockers():
        return blockers
    if not terms_settled(opportunity):
        words = _("Nothing was sent to the client yet: the terms of %(code)s are edited with the rest.")
        return [Blocker(code="nothing_sent", message=words % {"code": opportunity}, url=opportunity.get_absolute_url())]
    return [*change_waits(opportunity), *_round_waits(opportunity)]


def _round_waits(opportunity: Opportunity) -> list[Blocker]:
    """Return that a concession of the deal waits for its signatures: they rest on an acta that the change may fell."""
    conceding = opportunity.rounds.waiting().first()
    if conceding is None:
        return []
    words = _(
        "Round %(number)s of the negotiation waits for the signature of %(people)s. Have it decided or take it back "
        "first."
    )
    named = {"number": conceding.number, "people": awaited_of(conceding)}
    url, label = conceding.get_absolute_url(), _("See the round")
    return [Blocker(code="round_waits", message=words % named, url=url, link_label=label)]


def _moved_blockers(change: TermsChange) -> list[Blocker]:
    """Return why a change no longer starts from the terms of its deal: they were changed while it waited."""
    own = {"client": change.opportunity.client_id, **change.opportunity.terms.sold()}
    if all(change.before[name] == value for name, value in own.items()):
        return []
    words = _("The terms of %(code)s changed while this change waited. Take it back and ask for it again.")
    return [
        Blocker(
            code="terms_moved",
            message=words % {"code": change.opportunity},
            url=change.get_absolute_url(),
            link_label=_("See the change"),
        )
    ]
