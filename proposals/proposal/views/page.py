"""Finding a version of a proposal, the way back from its pages, and what its own page shows."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from almacontact.accounts.models import User
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.accounts.roles import Role
from almacontact.approvals.models import ApprovalStep, RequestState, StepState
from almacontact.audit.timeline import record_entries
from almacontact.calendar import today
from almacontact.money import cop
from almacontact.web.formats import day, day_and_time, number
from almacontact.web.page_head import Act, Badge
from almacontact.web.richtext import plain, render
from almacontact.web.tiles import Tile
from proposals.new_terms.acta_due import acta_due
from proposals.pricing.minutes.currentness import Fault
from proposals.pricing.minutes.fallen import fallen_badge, rest_fallen
from proposals.proposal.gaps import Gaps, check
from proposals.proposal.matrix import matrix_of, settled
from proposals.proposal.models.approval import ProposalApproval
from proposals.proposal.models.proposals import Proposal, ProposalSection, ProposalState
from proposals.proposal.sending.page import sendings_context
from proposals.proposal.signing_panel import signing_context
from proposals.proposal.standing import NextAct, next_act, sending_of, with_sendings
from proposals.rights import may_write

TOLD = ("state", "title", "valid_until", "minutes", "void_reason")
"""What the history of a version tells."""

GAPS_SHOWN = 5
"""Gaps that the page shows at once; the rest is one click away."""

SETTLED = (ProposalState.APPROVED, ProposalState.SUPERSEDED)
"""States of a version that was approved: it has a document, and may have been sent."""

_STEP_WORDS = {
    StepState.APPROVED: ("ok", "check-lg"),
    StepState.CARRIED: ("ok", "check-lg"),
    StepState.PENDING: ("info", "hourglass"),
    StepState.WAITING: ("idle", "hourglass"),
    StepState.ADJUSTMENT: ("warn", "arrow-counterclockwise"),
    StepState.REJECTED: ("bad", "x-lg"),
}


def visible_proposal(request: SignedInRequest, pk: int) -> Proposal:
    """Return a version the person may see; 404 otherwise."""
    found = with_sendings(Proposal.objects.visible_to(request.user)).with_parties().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def proposal_crumbs(proposal: Proposal | None = None) -> list[tuple[str, str]]:
    """Return the breadcrumb down to a version."""
    crumbs = [(_("Proposals"), reverse("proposals:proposal_list"))]
    if proposal is not None:
        crumbs.append((proposal.opportunity.code, proposal.opportunity.get_absolute_url()))
        crumbs.append((str(proposal), proposal.get_absolute_url()))
    return crumbs


def around(proposal: Proposal, title: str) -> dict[str, Any]:
    """Return what every page about a version shows around its content."""
    return {
        "title": title,
        "subtitle": f"{proposal.opportunity.client.name} · {proposal.title}",
        "crumbs": proposal_crumbs(proposal),
        "badge": {"label": proposal.get_state_display(), "tone": proposal.tone},
        "proposal": proposal,
        "back": proposal.get_absolute_url(),
    }


def page_context(proposal: Proposal, user: User) -> dict[str, Any]:
    """Return everything the page of a version shows."""
    writes = may_write(user, proposal.opportunity) and proposal.opportunity.is_open
    gaps = check(proposal) if proposal.is_open else Gaps()
    if not (writes and proposal.is_draft):
        gaps = gaps.without_links()
    request = proposal.approvals.prefetch_related("steps__signatures__by", "steps__carried_from__by").first()
    versions = list(
        with_sendings(Proposal.objects.filter(series=proposal.series)).select_related("minutes").order_by("-number")
    )
    lines = list(matrix_of(proposal))
    sent = sending_of(proposal)
    approved = proposal.state == ProposalState.APPROVED
    fallen: list[Fault] = []
    if approved:
        deal = proposal.opportunity
        fallen = rest_fallen(proposal.minutes, user, opportunity=deal, offered=sent is not None)
    may_version = writes and not any(one.is_open for one in versions)
    act = _after_fall(proposal, may_version) if fallen else next_act(proposal, gaps=len(gaps.blocking))
    context = {
        **around(proposal, str(proposal)),
        "opportunity": proposal.opportunity,
        "minutes": proposal.minutes,
        "tiles": _tiles(proposal),
        "gaps": gaps,
        "first_gaps": gaps.blocking[:GAPS_SHOWN],
        "more_gaps": gaps.blocking[GAPS_SHOWN:],
        "next": act,
        "primary": _primary(act, request, writes),
        "sent": sent,
        "fallen": fallen,
        "expired": approved and not proposal.is_valid_on(today()),
        "sections": _sections(proposal, request),
        "signing": signing_context(proposal, user),
        **_sendings(proposal, user, fallen),
        "versions": versions,
        "others": [one for one in versions if one.pk != proposal.pk],
        "matrix": _matrix(lines),
        "supporting": list(proposal.supporting.select_related("evidence")),
        "entries": record_entries(proposal, TOLD, created=_("Begun")),
        "writes": writes and proposal.is_draft,
        "may_version": may_version,
        "may_void": writes and may_void(proposal, user),
        "may_renew": writes and proposal.is_draft and any(one.code == "acta_superseded" for one in gaps.blocking),
    }
    return {**context, **_head(proposal, context)}


def _sendings(proposal: Proposal, user: User, fallen: list[Fault]) -> dict[str, Any]:
    """The sendings; what no longer rules is not sent again, and that is said instead of the link."""
    shown = sendings_context(proposal, user)
    return {**shown, "may_send": shown["may_send"] and not fallen, "held_back": bool(shown["may_send"] and fallen)}


def _after_fall(proposal: Proposal, may_version: bool) -> NextAct | None:
    """What follows once an approved version no longer rules: the new acta, then the next version on it."""
    owner = proposal.opportunity.owner.name
    if due := acta_due(proposal.opportunity):
        return NextAct(str(due.message), owner, "bad", due.url, str(due.link_label))
    if not may_version:
        return None
    url = reverse("proposals:proposal_version", args=[proposal.pk])
    return NextAct(_("Begin the next version, on the price in force"), owner, "warn", url, _("Begin the next version"))


def _head(proposal: Proposal, context: dict[str, Any]) -> dict[str, Any]:
    """The head of the page: what became of the version, its document, and the menu of what may be done with it."""
    badges = fallen_badge(context["fallen"])
    if context["sent"]:
        badges.append(Badge(pgettext("proposal", "Sent"), "ok", "send"))
    if context["expired"]:
        badges.append(Badge(_("Lapsed"), "bad", "calendar-x"))
    paper = Act("PDF", reverse("proposals:proposal_pdf", args=[proposal.pk]), "file-earmark-pdf")
    readable = not context["signing"]["document_due"] and proposal.state != ProposalState.VOID
    return {
        "subtitle": " · ".join(one for one in (context["subtitle"], proposal.change_reason) if one),
        "crumbs": [*proposal_crumbs(proposal)[:-1], (str(proposal), "")],
        "badges": badges,
        "buttons": [paper] if readable else [],
        "menu": _menu(proposal, context),
        "menu_label": _("More"),
    }


def _menu(proposal: Proposal, context: dict[str, Any]) -> list[Act]:
    """Writing a draft, comparing, a new version, voiding: each to who may."""
    writes, pk = context["writes"], [proposal.pk]
    acts = [
        (writes, Act(_("Title and validity"), reverse("proposals:proposal_edit", args=pk), "pencil")),
        (writes, Act(_("Compliance matrix"), reverse("proposals:compliance_edit", args=pk), "ui-checks")),
        (writes, Act(_("Supporting documents"), reverse("proposals:supporting_edit", args=pk), "paperclip")),
        (
            bool(context["others"]),
            Act(_("Compare versions"), reverse("proposals:proposal_compare", args=pk), "layout-split"),
        ),
        (
            context["may_version"],
            Act(_("New version from this one"), reverse("proposals:proposal_version", args=pk), "files"),
        ),
        (context["may_void"], Act(_("Void"), reverse("proposals:proposal_void", args=pk), "slash-circle", "bad")),
    ]
    return [act for shown, act in acts if shown]


def _tiles(proposal: Proposal) -> list[Tile]:
    """The price of the acta that the version offers, and until when."""
    minutes = proposal.minutes
    months = _("%(months)s months") % {"months": minutes.term_months}
    price_until = _("the price until %(day)s") % {"day": day(minutes.valid_until)}
    return [
        Tile(_("Unit value"), cop(minutes.unit_value), note=_("per seat and month")),
        Tile(_("Seats"), number(minutes.seats)),
        Tile(
            _("Offered monthly value"),
            money=minutes.offered_monthly,
            note=minutes.number,
            url=minutes.get_absolute_url(),
        ),
        Tile(_("Offered total value"), money=minutes.total_value, note=months),
        Tile(_("Offer valid until"), day(proposal.valid_until), note=price_until),
    ]


def may_void(proposal: Proposal, user: User) -> bool:
    """Tell whether voiding is offered: a draft to who writes, an approved version to the director."""
    approved = proposal.state == ProposalState.APPROVED and user.can(Right.APPROVE_PROPOSALS)
    return may_write(user, proposal.opportunity) and (proposal.is_draft or approved)


def section_rows(proposal: Proposal) -> list[ProposalSection]:
    """Return the sections in order, each bound to this version."""
    found = list(proposal.sections.order_by("position", "pk"))
    for one in found:
        one.proposal = proposal
    return found


def _sections(proposal: Proposal, request: ProposalApproval | None) -> list[dict[str, Any]]:
    """Each section with the area that validates it, how that stands, how many words it has and how they read."""
    steps = {step.role: step for step in request.steps.all()} if request is not None else {}
    running = proposal.state in (ProposalState.IN_APPROVAL, *SETTLED)
    found = []
    for one in section_rows(proposal):
        step = steps.get(one.area) if one.area and (running or _returned(request)) else None
        tone, icon = _STEP_WORDS.get(StepState(step.state), ("idle", "dash")) if step is not None else ("", "")
        found.append(
            {
                "section": one,
                "area": Role(one.area).label if one.area else "",
                "state": step.get_state_display() if step is not None else "",
                "signed": _signed(step),
                "tone": tone,
                "icon": icon,
                "words": len(plain(one.body).split()),
                "shown": render(one.body),
            }
        )
    return found


def _signed(step: ApprovalStep | None) -> str:
    """Who signed the step, and when; '' where nobody has."""
    signature = step.standing_signature() if step is not None else None
    return f"{signature.name}, {day_and_time(signature.at)}" if signature is not None else ""


def _returned(request: ProposalApproval | None) -> bool:
    """Tell whether the last approval was sent back: what it said still guides who mends it."""
    return request is not None and request.state in (RequestState.ADJUSTMENT, RequestState.REJECTED)


def _matrix(lines: list[Any]) -> dict[str, Any]:
    """How much of the matrix is placed, and the answers by kind."""
    answers: dict[str, list[Any]] = {}
    for one in lines:
        answers.setdefault(one.answer, []).append(one)
    return {
        "total": len(lines),
        "placed": settled(lines),
        "answers": [
            {
                "label": found[0].get_answer_display() or _("No answer"),
                "tone": found[0].requirement.tone,
                "n": len(found),
            }
            for found in answers.values()
        ],
    }


def _primary(act: NextAct | None, request: ProposalApproval | None, writes: bool) -> dict[str, str] | None:
    """The one primary action of the page, for who may take it."""
    if request is not None and request.state == RequestState.PENDING:
        return {"url": request.get_absolute_url(), "label": _("See its approval"), "icon": "patch-check"}
    if act is None or not act.url or not writes:
        return None
    icon = "exclamation-circle" if "#gaps" in act.url else "arrow-right-circle" if act.tone == "bad" else "send"
    return {"url": act.url, "label": act.label, "icon": icon}
