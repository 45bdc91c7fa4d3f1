"""The proposal and its versions: begin one on an approved acta, head it, begin the next, void it (process row 8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.audit.locking import holding
from almacontact.audit.misfits import refuse
from almacontact.audit.models import Sequence
from almacontact.audit.versioning import changing, claim, save_as
from almacontact.calendar import today
from almacontact.refusals import Blocker, Refused
from almacontact.web.formats import day as day_words
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.rights import demand
from proposals.library.authors import authors_of_template
from proposals.library.models import ProposalTemplate
from proposals.library.placeholders import fill
from proposals.pricing.models.pricing import Alternative
from proposals.proposal.actions.compliance import copy_matrix, draw_matrix
from proposals.proposal.models.proposals import Proposal, ProposalSection, ProposalState, SupportingDocument
from proposals.proposal.placeholder_values import values_for
from proposals.proposal.rules import acta_blockers, demand_write, newest_acta, writing

SERIES = "PROP"
HEAD_FIELDS = ("title", "valid_until")
"""What `edit_proposal` may change."""


def create_proposal(
    *, alternative: Alternative, by: User, template: ProposalTemplate | None = None, title: str = ""
) -> Proposal:
    """Begin the proposal of an alternative on its approved and current acta, in the next number of the year.

    The sections are those of `template` (the first in use where none is given), with their placeholders filled; the
    compliance matrix is drawn from the check list. Raises `NotAllowed`; `Refused` with what is missing.
    """
    opportunity = alternative.opportunity
    with holding(opportunity, alternative):
        demand_write(by, opportunity)
        refuse(opportunity.closed_blockers())
        chosen = template or ProposalTemplate.objects.current().order_by("pk").first()
        acta = newest_acta(alternative)
        blockers = [*_standing_blockers(alternative), *acta_blockers(alternative, acta), *_template_blockers(chosen)]
        if blockers or acta is None or chosen is None:
            raise Refused(blockers)
        series, number = _numbered(alternative)
        name = (title.strip() or _usual_title(opportunity))[:160]
        proposal = Proposal(
            alternative=alternative,
            series=series,
            number=number,
            title=name,
            template=chosen,
            minutes=acta,
            valid_until=acta.valid_until,
            created_by=by,
        )
        save_as(proposal, by=by)
        values = values_for(opportunity, acta)
        _make_sections(proposal, chosen.sections.all(), by, values)
        draw_matrix(proposal=proposal, by=by)
    return proposal


def edit_proposal(*, proposal: Proposal, by: User, changes: Mapping[str, Any], version: int | None = None) -> Proposal:
    """Change the title of a draft, or until when its offer is valid: from today to the last day of the acta's price.

    Raises `NotAllowed` to who does not write it; `Refused` when it is no draft, or at the field; `StaleVersion`.
    """
    values = {name: changes[name] for name in HEAD_FIELDS if name in changes}
    with writing(proposal, by):
        if blockers := head_blockers(proposal, values):
            raise Refused(blockers)
        changed = [name for name, value in values.items() if getattr(proposal, name) != value]
        with changing(proposal, version):
            for name in changed:
                setattr(proposal, name, values[name])
            save_as(proposal, by=by, fields=[*changed, "version"])
    return proposal


def head_blockers(proposal: Proposal, values: Mapping[str, Any]) -> list[Blocker]:
    """Return what does not fit in the head of a proposal, each at its field."""
    found = []
    if "title" in values and not values["title"].strip():
        found.append(Blocker(code="title", field="title", message=_("Write the title of the proposal.")))
    until = values.get("valid_until")
    if until is not None and until < today():
        found.append(Blocker(code="past", field="valid_until", message=_("The offer cannot end in the past.")))
    if until is not None and until > proposal.minutes.valid_until:
        words = _("The price of %(acta)s is valid until %(day)s: the offer ends that day or before.") % {
            "acta": proposal.minutes,
            "day": day_words(proposal.minutes.valid_until),
        }
        found.append(Blocker(code="after_acta", field="valid_until", message=words))
    return found


def next_version(*, proposal: Proposal, by: User, reason: str) -> Proposal:
    """Begin the next version from this one, the latest or an earlier: its words, matrix and supporting documents, on
    the newest approved acta of the alternative. Raises `Refused` while another version is open."""
    alternative = proposal.alternative
    with holding(*proposal.line):
        demand_write(by, proposal.opportunity)
        refuse(proposal.opportunity.closed_blockers())
        if not reason.strip():
            raise Refused(Blocker(code="reason", field="reason", message=_("Say why a new version is needed.")))
        acta = newest_acta(alternative)
        blockers = [*_open_blockers(alternative), *acta_blockers(alternative, acta)]
        if blockers or acta is None:
            raise Refused(blockers)
        kept = proposal.valid_until if today() <= proposal.valid_until <= acta.valid_until else acta.valid_until
        following = Proposal(
            alternative=alternative,
            series=proposal.series,
            number=_last_number(proposal.series) + 1,
            title=proposal.title,
            template=proposal.template,
            minutes=acta,
            valid_until=kept,
            based_on=proposal,
            change_reason=reason.strip()[:250],
            created_by=by,
        )
        _save_new(following, by, reason.strip())
        _make_sections(following, proposal.sections.all(), by, None)
        copy_matrix(source=proposal, target=following, by=by)
        _copy_supporting(proposal, following, by)
    return following


def renew_acta(*, proposal: Proposal, by: User, version: int | None = None) -> Proposal:
    """Put a draft on the newest approved acta of its alternative. An offer valid for longer than its price ends with
    it. Raises `Refused` when that acta is not there or not current."""
    with writing(proposal, by):
        acta = newest_acta(proposal.alternative)
        blockers = acta_blockers(proposal.alternative, acta)
        if blockers or acta is None:
            raise Refused(blockers)
        if acta.pk == proposal.minutes_id:
            return proposal
        with changing(proposal, version):
            proposal.minutes = acta
            if not today() <= proposal.valid_until <= acta.valid_until:
                proposal.valid_until = acta.valid_until
            save_as(proposal, by=by, reason=acta.number, fields=["minutes", "valid_until", "version"])
    return proposal


def void_proposal(*, proposal: Proposal, by: User, reason: str, version: int | None = None) -> Proposal:
    """Void a draft, or, the director alone, an approved version. It stays in the case file and counts for no gate: what
    rested on it shows as a debt.

    Raises `NotAllowed` to anybody else, `Refused` while it is in approval, when it is voided already or without a
    reason, `StaleVersion`.
    """
    with holding(*proposal.line) as held:
        demand_write(by, proposal.opportunity)
        if proposal.state not in (ProposalState.DRAFT, ProposalState.APPROVED):
            words = _("%(version)s is %(state)s and cannot be voided; take it back from approval first.")
            state = proposal.get_state_display().lower()
            raise Refused(
                Blocker(
                    code="not_voidable",
                    message=words % {"version": proposal, "state": state},
                    url=proposal.get_absolute_url(),
                    link_label=_("Open it"),
                )
            )
        if proposal.state == ProposalState.APPROVED:
            demand(
                by.can(Right.APPROVE_PROPOSALS),
                _("Only the sales director voids an approved proposal."),
                code="approved",
            )
        if not reason.strip():
            raise Refused(Blocker(code="reason", field="reason", message=_("Say why the proposal is voided.")))
        held.refuse_stale(proposal, version)
        claim(proposal, None)
        proposal._void()
        proposal.mark_void(by=by, reason=reason)
        fields = ["state", *proposal.VOID_FIELDS, "version"]
        save_as(proposal, by=by, reason=reason.strip(), fields=fields)
    return proposal


def _usual_title(opportunity: Opportunity) -> str:
    """The title where nobody wrote one; in Spanish, as the proposal is."""
    with translation.override("es"):
        return _("Commercial proposal for %(client)s") % {"client": opportunity.client}


def _standing_blockers(alternative: Alternative) -> list[Blocker]:
    """Why an alternative gets no new proposal: it has one, open or settled."""
    if blockers := _open_blockers(alternative):
        return blockers
    last = alternative.proposals.exclude(state=ProposalState.VOID).order_by("-number").first()
    if last is None:
        return []
    words = _("“%(alternative)s” already has its proposal, %(version)s. Begin its next version.")
    return [
        Blocker(
            code="has_proposal",
            message=words % {"alternative": alternative, "version": last},
            url=last.get_absolute_url(),
            link_label=_("Open it"),
        )
    ]


def _open_blockers(alternative: Alternative) -> list[Blocker]:
    standing = Proposal.objects.open().filter(alternative=alternative).first()
    return [_open_blocker(standing)] if standing is not None else []


def _open_blocker(standing: Proposal) -> Blocker:
    return Blocker(
        code="open_version",
        message=_("%(version)s is already being worked on. Finish that one first.") % {"version": standing},
        url=standing.get_absolute_url(),
        link_label=_("Open it"),
    )


def _template_blockers(template: ProposalTemplate | None) -> list[Blocker]:
    if template is not None and template.active and template.sections.exists():
        return []
    words = _("No template of proposals is in use, or it has no sections. Choose another one.")
    return [Blocker(code="template", field="template", message=words)]


def _numbered(alternative: Alternative) -> tuple[str, int]:
    """The series and number of a new proposal: where every version was voided, the series goes on."""
    last = alternative.proposals.order_by("-number").first()
    if last is not None:
        return last.series, last.number + 1
    year = today().year
    return f"{SERIES}-{year}-{Sequence.take(SERIES, year):04d}", 1


def _last_number(series: str) -> int:
    return Proposal.objects.filter(series=series).aggregate(last=Max("number"))["last"] or 0


def _save_new(proposal: Proposal, by: User, reason: str) -> None:
    """Save a new version; of two begun at once one stands, and the other hears so."""
    try:
        with transaction.atomic():
            save_as(proposal, by=by, reason=reason)
    except IntegrityError as error:
        words = _("Somebody else has just begun the next version. Open that one.")
        raise Refused(Blocker(code="open_version", message=words)) from error


def _make_sections(proposal: Proposal, sections: Iterable[Any], by: User, values: Mapping[str, str] | None) -> None:
    """Copy sections of a template or of an earlier version; `values` fill the placeholders of a template."""
    made = [
        ProposalSection(
            proposal=proposal,
            key=one.key,
            position=place,
            title=one.title,
            body=fill(one.body, values) if values is not None else one.body,
            area=one.area,
            included=one.included,
            brought_by=sorted(authors_of_template(one)) if values is not None else one.brought_by,
            created_by=by,
        )
        for place, one in enumerate(sections, start=1)
    ]
    bulk_create_with_history(made, ProposalSection, default_user=by)


def _copy_supporting(source: Proposal, target: Proposal, by: User) -> None:
    made = [
        SupportingDocument(proposal=target, evidence=one.evidence, position=one.position, created_by=by)
        for one in source.supporting.select_related("evidence")
    ]
    bulk_create_with_history(made, SupportingDocument, default_user=by)
