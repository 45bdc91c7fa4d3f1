"""The document of a proposal: cover, index, numbered sections, matrix, price annex, acceptance. Always in Spanish.

Prices and sizing come from the frozen annex and acta, words through `richtext.render`: nothing in a text runs, and
nothing that it names is fetched.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.text import slugify

from almacontact.audit.seals import head_of
from almacontact.calendar import local_day, today
from almacontact.pdf import render_pdf
from almacontact.web.charts import COUNTS, Chart, Series, lines
from almacontact.web.richtext import render
from proposals.library.models import EvidenceKind, SectionKey
from proposals.pricing.minutes.sizing_table import LANGUAGE, StaffingCurve, sizing_table, sizing_totals, staffing_curves
from proposals.proposal.annex import annex_of
from proposals.proposal.annex_words import annex_words, sizing_words
from proposals.proposal.content import words_of
from proposals.proposal.matrix import matrix_of
from proposals.proposal.models.approval import ProposalApproval
from proposals.proposal.models.proposals import Proposal, ProposalSection, ProposalState

if TYPE_CHECKING:
    from almacontact.jobs.progress import Progress

CSS = ("css/pages/proposal_print.css",)
FONT = "Source Sans Pro"
_TONES = ("brand", "accent", "warn", "info")
_MOST_CHARTS = 4


def proposal_pdf(proposal: Proposal, *, progress: Progress | None = None) -> bytes:
    """Return the document of a version as a PDF/A-3a. What is not approved is marked as a draft on every page."""
    if progress is not None:
        progress.begin(3, translation.gettext("Gathering the parts of the document"))
    html = proposal_html(proposal)
    if progress is not None:
        progress.advance(message=translation.gettext("Laying out the pages"))
    made = render_pdf(html, css=CSS)
    if progress is not None:
        progress.advance(message=translation.gettext("Keeping the document"))
    return made


def proposal_html(proposal: Proposal) -> str:
    """Return the HTML of the whole document."""
    with translation.override(LANGUAGE):
        return render_to_string("proposals/proposal/pdf.html", proposal_context(proposal))


def file_name(proposal: Proposal) -> str:
    """Return the name of the file: number, version and client."""
    return f"{proposal.series}-v{proposal.number}-{slugify(proposal.opportunity.client.name)[:60]}.pdf"


def proposal_context(proposal: Proposal) -> dict[str, Any]:
    """Return everything the document shows. Call it with Spanish in force."""
    included = [one for one in proposal.sections.order_by("position", "pk") if one.included]
    settled = proposal.state in (ProposalState.APPROVED, ProposalState.SUPERSEDED)
    approval = proposal.approvals.filter(state="approved").first() if settled else None
    opportunity = proposal.opportunity
    told = _told(proposal) if proposal.state != ProposalState.DRAFT else {}
    return {
        "proposal": proposal,
        "client_name": told.get("client") or opportunity.client.name,
        "service": told.get("service") or str(opportunity.service),
        "opportunity": opportunity,
        "language": LANGUAGE,
        "draft": not settled,
        "dated": local_day(proposal.approved_at) if proposal.approved_at else today(),
        "contact": proposal.created_by or opportunity.owner,
        "parts": [_part(one, place, proposal) for place, one in enumerate(included, start=1)],
        "signatures": _signatures(approval),
        "code": proposal.verification_code if approval else "",
        "chain_head": head_of(proposal)[1] if approval else "",
    }


def _part(section: ProposalSection, place: int, proposal: Proposal) -> dict[str, Any]:
    """A section with its number, its words as safe HTML, and what the system draws after them."""
    part: dict[str, Any] = {
        "key": section.key,
        "number": place,
        "title": section.title,
        "body": render(section.body),
        "anchor": anchor_of(section),
    }
    if section.key == SectionKey.OPERATING_MODEL:
        part["sizing"] = sizing_words(_sizing(proposal), sizing_totals(proposal.minutes))
        part["charts"] = staffing_charts(staffing_curves(proposal.minutes))
    elif section.key == SectionKey.COMPLIANCE:
        part["compliance"] = _compliance(proposal)
    elif section.key == SectionKey.PRICES:
        part["prices"] = annex_words(_annex(proposal))
        part["valid_until"] = proposal.valid_until
    elif section.key == SectionKey.SUPPORTING:
        part["supporting"] = _supporting(proposal)
    return part


def anchor_of(section: ProposalSection) -> str:
    """Return the id of a section in the document, to which index and matrix point."""
    return f"seccion-{section.key.replace('_', '-')}"


def _annex(proposal: Proposal) -> dict[str, Any]:
    """The frozen annex; for a draft the one its acta gives today."""
    frozen: dict[str, Any] = proposal.annex
    return frozen if frozen and proposal.state != ProposalState.DRAFT else annex_of(proposal.minutes)


def _sizing(proposal: Proposal) -> list[dict[str, Any]]:
    frozen: list[dict[str, Any]] | None = proposal.content.get("sizing")
    return frozen if frozen and proposal.state != ProposalState.DRAFT else sizing_table(proposal.minutes)


def _told(proposal: Proposal) -> dict[str, Any]:
    """What was signed of a version; of a draft, or one without it, what its records say today."""
    frozen: dict[str, Any] = proposal.content
    return frozen if frozen and proposal.state != ProposalState.DRAFT else words_of(proposal)


def _supporting(proposal: Proposal) -> list[dict[str, Any]]:
    """The supporting documents as they were signed: the library may say something else of them since."""
    kinds = dict(EvidenceKind.choices)
    return [
        {
            **row,
            "kind": kinds.get(row["kind"], row["kind"]),
            "expires_on": date.fromisoformat(row["expires_on"]) if row.get("expires_on") else None,
        }
        for row in _told(proposal)["supporting"]
    ]


def _compliance(proposal: Proposal) -> list[dict[str, Any]]:
    """The rows of the matrix: requirement, answer, the section that answers it (where it is included), evidence, plan
    of a *partial*; in the words that were signed. What became internal since is left out."""
    signed = {row["id"]: row for row in _told(proposal)["compliance"]}
    lines = [(line, signed[line.requirement_id]) for line in matrix_of(proposal) if line.requirement_id in signed]
    return [
        {
            "requirement": row["name"],
            "excluding": row.get("excluding", line.requirement.excluding),
            "answer": line.get_answer_display(),
            "code": line.answer,
            "section": line.section if line.section is not None and line.section.included else None,
            "anchor": anchor_of(line.section) if line.section is not None else "",
            "evidence": row["evidence"],
            "note": row["note"],
            "plan": row.get("plan", ""),
            "plan_on": date.fromisoformat(row["plan_on"]) if row.get("plan_on") else None,
        }
        for line, row in lines
    ]


def _signatures(approval: ProposalApproval | None) -> list[tuple[Any, Any]]:
    if approval is None:
        return []
    steps = approval.steps.prefetch_related("signatures").select_related("carried_from")
    return [(step, step.standing_signature()) for step in steps]


def staffing_charts(curves: list[StaffingCurve]) -> list[Chart]:
    """Return a chart for each service, the agents of each hour, a line for each day type; the first few services."""
    services: dict[str, list[StaffingCurve]] = {}
    for one in curves:
        services.setdefault(one.service, []).append(one)
    return [_staffing_chart(name, days) for name, days in list(services.items())[:_MOST_CHARTS]]


def _staffing_chart(service: str, days: list[StaffingCurve]) -> Chart:
    """Agents by the hour: within an hour of two half-hours, the greater number. Hours when nothing is open are cut."""
    hourly = {one.day: _by_hour(one) for one in days[: len(_TONES)]}
    open_at = [hour for hour in range(24) if any(values[hour] is not None for values in hourly.values())]
    first, last = (open_at[0], open_at[-1] + 1) if open_at else (0, 24)
    chart = lines(
        title=f"{service}: agentes por hora",
        labels=[f"{hour:02d}:00" for hour in range(first, last)],
        series=[
            Series(day, values[first:last], tone) for (day, values), tone in zip(hourly.items(), _TONES, strict=False)
        ],
        **{**COUNTS, "unit": "Agentes"},
    )
    svg = type(chart.svg)(chart.svg.replace('font-family="sans-serif"', f'font-family="{FONT}"'))
    return Chart(chart.title, svg, chart.headers, chart.rows)


def _by_hour(curve: StaffingCurve) -> list[int | None]:
    step = len(curve.agents) // 24
    found: list[int | None] = []
    for hour in range(24):
        known = [one for one in curve.agents[hour * step : (hour + 1) * step] if one is not None]
        found.append(max(known) if known else None)
    return found
