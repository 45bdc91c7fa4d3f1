"""How a proposal is approved: each area validates its part, then Director Comercial and Dirección General (row 8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from almacontact.accounts.models import User
from almacontact.accounts.roles import Role
from almacontact.approvals.models import ApprovalRequest
from almacontact.approvals.registry import Card, Figure, Kind, Reason, StepSpec
from almacontact.audit.hashing import columns_of
from almacontact.audit.locking import lock
from almacontact.audit.seals import Values
from almacontact.audit.versioning import claim, save_as
from almacontact.jobs.actions import enqueue
from almacontact.money import cop, cop_short
from almacontact.refusals import Blocker, Refused
from almacontact.web.formats import day as day_words
from almacontact.web.formats import number
from pipeline.opportunities import gates
from pipeline.opportunities.models.opportunities import Opportunity
from proposals import events
from proposals.library.models import SectionKey
from proposals.pricing.minutes.models import MinutesState, PricingMinutes
from proposals.pricing.risk_facts import risk_reasons
from proposals.proposal.authors import authors_of
from proposals.proposal.content import (
    ANNEX_FIELDS,
    OWN_FIELDS,
    PARTY_FIELDS,
    SIZING,
    content_for,
    fields_of,
    label_of,
    words_for,
)
from proposals.proposal.gaps import gaps_of
from proposals.proposal.models.approval import ProposalApproval
from proposals.proposal.models.draft_parts import FROZEN
from proposals.proposal.models.proposals import Proposal, ProposalSection, ProposalState
from proposals.proposal.policy import OfferPolicy
from proposals.proposal.rules import demand_write
from proposals.rights import may_write

DIRECTOR, GENERAL = "director", "general"
DOCUMENT_JOB = "proposals.make_document"

_SETTLED = (
    "series",
    "number",
    "alternative_id",
    "minutes_id",
    "title",
    "valid_until",
    "created_by_id",
    "approved_at",
    "verification_code",
)
"""What an approved version says beside what was frozen, and below its parts."""
_PARTS = (
    ("sections", ("id", "key", "title", "body", "area", "position", "included")),
    ("compliance", ("id", "requirement_id", "answer", "section_id", "evidence_id", "note")),
    ("supporting", ("id", "evidence_id", "position")),
)

_TITLES: dict[str, str] = {
    Role.OPERATIONS: gettext_noop("Validation of Operations"),
    Role.HUMAN_RESOURCES: gettext_noop("Validation of Human resources"),
    Role.TRAINING_QUALITY: gettext_noop("Validation of Training and quality"),
    Role.IT: gettext_noop("Validation of IT"),
    Role.REPORTING: gettext_noop("Validation of Reporting"),
    Role.WORKFORCE_PLANNING: gettext_noop("Validation of Workforce planning"),
    Role.IMPLEMENTATION: gettext_noop("Validation of Implementation"),
    Role.ADMINISTRATION: gettext_noop("Validation of Administration"),
}
_OF_ANOTHER_AREA = gettext_noop("Validation of its area")


class ProposalKind(Kind):
    """A version of a proposal as something to approve."""

    key = "proposal"
    label = gettext_lazy("Approval of a proposal")
    request_model = ProposalApproval
    heading_reads: ClassVar[Mapping[str, str]] = {
        "series": "series",
        "number": "number",
        "client": "alternative__opportunity__client__name",
    }

    def steps(self, subject: Proposal) -> Sequence[StepSpec]:
        """Return the signature of each area on its sections, at once; those on the whole after them. Whoever signs the
        whole sees the margin."""
        return self.steps_shown(subject, sees_cost=True)

    def steps_shown(self, subject: Proposal, *, sees_cost: bool) -> Sequence[StepSpec]:
        """Return the steps as a page shows them: a margin that was found, only to who may see it."""
        sections = [one for one in subject.sections.order_by("position", "pk") if one.included]
        areas = list(dict.fromkeys(one.area for one in sections if one.area))
        return (
            *(_area_step(area, [one for one in sections if one.area == area]) for area in areas),
            *self._whole(subject, sections, sees_cost),
        )

    def _whole(self, subject: Proposal, sections: Sequence[ProposalSection], sees_cost: bool) -> Sequence[StepSpec]:
        """The director always; Dirección General always or where the offer is of high risk, as the policy says."""
        everything = fields_of_whole(sections)
        always = OfferPolicy.current().general_always
        high_risk = subject.minutes.high_risk
        fired = risk_reasons(subject.minutes.fired, subject.minutes.unknown, sees_cost=sees_cost)
        director = StepSpec(
            DIRECTOR,
            gettext_noop("Commercial approval"),
            Role.SALES_DIRECTOR,
            everything,
            (Reason(gettext_noop("The sales director approves every proposal.")), *fired),
            order=2,
        )
        if not always and not high_risk:
            return (director,)
        reasons = [Reason(gettext_noop("High risk or high impact."))] if high_risk else []
        if always:
            reasons.append(Reason(gettext_noop("By policy, general management approves every proposal.")))
        return (
            director,
            StepSpec(
                GENERAL,
                gettext_noop("Approval of general management"),
                Role.GENERAL_MANAGEMENT,
                everything,
                (*reasons, *fired),
                order=2,
            ),
        )

    def content(self, subject: Proposal) -> dict[str, Any]:
        """Return what the signatures rest on: as it stands while it is signed, as it was frozen once it is settled."""
        return content_for(subject)

    def frozen_forms(self) -> Mapping[int, Values]:
        """Return what its signatures are given."""
        return {1: lambda proposal: columns_of(proposal, FROZEN)}

    def settled_forms(self) -> Mapping[int, Values]:
        """Return all that an approved version says: its own words, its sections, matrix and supporting documents."""
        return {1: _settled}

    def editors(self, subject: Proposal, fields: Sequence[str]) -> set[int]:
        """Return who wrote those fields, in any version of the alternative."""
        return authors_of(subject, fields)

    def lineage(self, subject: Proposal) -> models.QuerySet[Any]:
        """Return the versions of the alternative."""
        return Proposal.objects.filter(alternative=subject.alternative_id)

    def show(self, path: str, value: Any) -> str:
        """Return a value of the content in words."""
        return words_for(path, value)

    def field_label(self, path: str) -> str:
        """Return the name of a field of the content."""
        return label_of(path)

    def visible_to(self, user: User, subject: Proposal) -> bool:
        """Whoever may read the proposals of the opportunity reads their approval."""
        return Proposal.objects.visible_to(user).filter(pk=subject.pk).exists()

    def may_withdraw(self, user: User, request: ApprovalRequest) -> bool:
        """Whoever submitted it or writes the proposals of the opportunity takes it back."""
        return request.submitted_by_id == user.pk or may_write(user, request.subject.opportunity)

    def submit_blockers(self, subject: Proposal, by: User) -> list[Blocker]:
        """Comercial submits a complete draft on a price that is approved and current."""
        demand_write(by, subject.opportunity)
        return submission_blockers(subject)

    def hold(self, subject: Proposal) -> None:
        """Lock the version with its line, and the versions of its alternative that it may supersede."""
        opportunity, alternative, _version = subject.line
        lock(opportunity, alternative)
        earlier = Proposal.objects.approved().filter(alternative=alternative).exclude(pk=subject.pk)
        lock(subject, *earlier)

    def on_submitted(self, request: ApprovalRequest, by: User) -> None:
        """The version is in approval."""
        proposal = request.subject
        claim(proposal, None)
        proposal._submit()
        save_as(proposal, by=by, reason=request.note, fields=["state", "version"])

    def on_approved(self, request: ApprovalRequest, by: User) -> None:
        """The version is in force, the one before it superseded. Its document is made in the background.

        Raises `Refused` where its price stopped being in force, or the opportunity was closed, meanwhile.
        """
        proposal: Proposal = request.subject
        if blockers := _overtaken(proposal):
            raise Refused(blockers)
        for earlier in Proposal.objects.approved().filter(alternative=proposal.alternative_id):
            claim(earlier, None)
            earlier._supersede()
            save_as(earlier, by=by, reason=str(proposal), fields=["state", "version"])
        claim(proposal, None)
        proposal._approve()
        proposal.approved_at = timezone.now()
        proposal.verification_code = code_of(proposal, request)
        save_as(proposal, by=by, fields=["state", "approved_at", "verification_code", "version"])
        events.proposal_approved.send(sender=Proposal, proposal=proposal, by=by)
        ask_for_document(proposal, by)

    def on_returned(self, request: ApprovalRequest, by: User, reason: str) -> None:
        """Taken back, to be adjusted or rejected: a draft again, with the words of whoever sent it back."""
        proposal = request.subject
        claim(proposal, None)
        proposal._return()
        save_as(proposal, by=by, reason=reason, fields=["state", "version"])

    def heading(self, **named: Any) -> str:
        """Return the version by its number, and for whom it is."""
        return f"{Proposal(series=named['series'], number=named['number'])} · {named['client']}"

    def card(self, request: ApprovalRequest) -> Card:
        """Return the head of the approval card."""
        proposal = Proposal.objects.with_parties().get(pk=request.subject_id)  # type: ignore[attr-defined]
        annex = proposal.annex
        months, total = annex.get("months"), annex.get("total")
        return Card(
            title=self.heading(series=proposal.series, number=proposal.number, client=proposal.opportunity.client),
            summary=_("%(title)s. Price of %(acta)s, valid until %(day)s.")
            % {
                "title": proposal.title.removesuffix("."),
                "acta": proposal.minutes.number,
                "day": day_words(proposal.valid_until),
            },
            amount=cop(annex.get("monthly")),
            amount_label=_("Offered a month, without IVA"),
            figures=(
                Figure(_("Seats"), number(annex.get("seats"))),
                Figure(_("Unit value"), cop(annex.get("unit_value"))),
                Figure(_("Total, %(months)s months") % {"months": months}, cop_short(total), cop(total)),
            ),
            documents=(
                (_("Read the sections"), f"{proposal.get_absolute_url()}#sections"),
                (_("Proposal"), proposal.get_absolute_url()),
                (_("Proposal (PDF)"), reverse("proposals:proposal_pdf", args=[proposal.pk])),
                (_("Acta"), proposal.minutes.get_absolute_url()),
            ),
        )


def _settled(proposal: Proposal) -> dict[str, Any]:
    return {
        **columns_of(proposal, (*FROZEN, *_SETTLED)),
        **{
            name: [columns_of(one, columns) for one in getattr(proposal, name).order_by("pk")]
            for name, columns in _PARTS
        },
    }


def fields_of_whole(sections: Sequence[ProposalSection]) -> tuple[str, ...]:
    """Return every field of the content: what the approval of the whole rests on."""
    words = [name for one in sections for name in fields_of(one)]
    return (*OWN_FIELDS, *PARTY_FIELDS, *words, "compliance", "supporting", *ANNEX_FIELDS, SIZING)


def draft_blockers(proposal: Proposal) -> list[Blocker]:
    """Return why a version that is no draft is not sent to approval; nothing for a draft."""
    if proposal.state == ProposalState.DRAFT:
        return []
    words = _("%(version)s is %(state)s: only a draft is sent to approval.")
    return [
        Blocker(
            code="not_draft",
            message=words % {"version": proposal, "state": proposal.get_state_display().lower()},
            url=proposal.get_absolute_url(),
            link_label=_("Open it"),
        )
    ]


def submission_blockers(proposal: Proposal) -> list[Blocker]:
    """Return what a version lacks before it can be signed, each with the page that mends it."""
    opportunity = proposal.opportunity
    if blockers := draft_blockers(proposal) or opportunity.closed_blockers():
        return blockers
    return [*gaps_of(proposal), *(debt.as_blocker() for debt in gates.debts(opportunity))]


def ask_for_document(proposal: Proposal, by: User) -> Any:
    """Ask for the PDF of an approved version, once; whoever wrote it follows the job."""
    return enqueue(
        kind=DOCUMENT_JOB,
        by=proposal.created_by or by,
        arguments={"proposal_id": proposal.pk},
        key=f"document:{proposal.pk}",
    )


def _overtaken(proposal: Proposal) -> list[Blocker]:
    """What happened elsewhere while the signatures were awaited."""
    opportunity = Opportunity.objects.get(pk=proposal.alternative.opportunity_id)
    found = []
    if not opportunity.is_open:
        words = _("%(code)s is closed.") % {"code": opportunity.code}
        found.append(Blocker(code="closed", message=words, url=opportunity.get_absolute_url()))
    acta = PricingMinutes.objects.get(pk=proposal.minutes_id)
    if acta.state != MinutesState.APPROVED:
        words = _("%(acta)s is no longer in force: take the proposal back and put it on the acta in force.")
        found.append(Blocker(code="acta", message=words % {"acta": acta.number}, url=proposal.get_absolute_url()))
    return found


def code_of(proposal: Proposal, request: ApprovalRequest) -> str:
    """Return the verification code of an approved version: sixteen hexadecimal digits over its name, what was signed
    and the signatures on it. It stands in the document; whoever holds that compares it with what the system keeps."""
    signatures = [step.standing_signature() for step in request.steps.order_by("key")]
    annex = proposal.annex
    parts = [str(proposal), *(str(annex[name]) for name in ("acta", "seats", "unit_value", "months"))]
    parts += [f"{one.pk}:{one.by_id}:{one.content_hash}" for one in signatures if one is not None]
    digest = sha256("|".join(parts).encode()).hexdigest().upper()[:16]
    return "-".join(digest[start : start + 4] for start in range(0, 16, 4))


def _area_step(area: str, sections: Sequence[ProposalSection]) -> StepSpec:
    """The signature of one area: on the words of its sections, and on the sizing where it validates the model."""
    fields = tuple(name for one in sections for name in fields_of(one))
    sized = any(one.key == SectionKey.OPERATING_MODEL for one in sections)
    reasons = [
        Reason(gettext_noop("It validates: %(sections)s."), {"sections": ", ".join(one.title for one in sections)})
    ]
    if sized:
        reasons.append(Reason(gettext_noop("It validates the sizing that the operating model promises.")))
    return StepSpec(
        f"area_{area}",
        _TITLES.get(area, _OF_ANOTHER_AREA),
        Role(area),
        (*fields, SIZING) if sized else fields,
        tuple(reasons),
    )
