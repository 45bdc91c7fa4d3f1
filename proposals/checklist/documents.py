"""The documents of a request: the one-page *Resumen del proyecto* and the letter of a no-go (process row 6)."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from almacontact.calendar import today
from almacontact.pdf import render_pdf
from pipeline.clients.models import Contact
from pipeline.opportunities.models.opportunities import Opportunity
from proposals.areas import area_label
from proposals.checklist.gates import check_list_of
from proposals.checklist.judging import DECISION_LABELS, Answer
from proposals.checklist.models.requirements import CheckList, Requirement, result_of
from proposals.intake.models import Intake

SUMMARY_CSS = ("css/pages/print.css", "css/pages/checklist_print.css")
LANGUAGE = "es"
"""Documents of the process are in Spanish, whatever language the person reads."""


def summary_context(opportunity: Opportunity) -> dict[str, Any]:
    """Return what the project summary shows: the latest request and the check list, area by area."""
    intake = opportunity.intakes.standing().select_related("contact").first()
    check_list = check_list_of(opportunity)
    result = check_list.result() if check_list else None
    decision = check_list.decision() if check_list else None
    return {
        "opportunity": opportunity,
        "intake": intake,
        "asked": asked_of(intake) if intake else [],
        "check_list": check_list,
        "areas": areas_of(check_list) if check_list else [],
        "open_lines": open_lines(check_list) if check_list else [],
        "score": round(result.score * 100) if result and result.score is not None else None,
        "decision": decision,
        "decision_label": DECISION_LABELS[result.decision] if result else "",
        "day": today(),
    }


def asked_of(intake: Intake) -> list[tuple[str, Any]]:
    """Return what a request asks in figures: (words, value), those it says."""
    level = intake.service_level
    rows = [
        (_("Volume a month"), intake.monthly_volume),
        (_("AHT (s)"), intake.aht_seconds),
        (_("Seats asked"), intake.seats),
        (_("Hours"), intake.hours),
        (_("Channels"), intake.channels),
        (
            _("Service level"),
            f"{level} % / {intake.threshold_seconds} s"
            if level and intake.threshold_seconds
            else level and f"{level} %",
        ),
        (_("Term asked (months)"), intake.term_months),
        (_("Payment (days)"), intake.payment_days),
    ]
    return [(words, value) for words, value in rows if value not in (None, "")]


def areas_of(check_list: CheckList) -> list[dict[str, Any]]:
    """Return how each area stands: its lines, how many are answered, and its next date."""
    found: list[dict[str, Any]] = []
    for area in check_list.areas():
        lines = [one for one in check_list.lines() if one.area == area]
        waiting = [one for one in lines if not one.answer]
        found.append(
            {
                "area": area,
                "label": area_label(area),
                "lines": lines,
                "total": len(lines),
                "answered": len(lines) - len(waiting),
                "waiting": len(waiting),
                "due_on": min((one.due_on for one in waiting if one.due_on), default=None),
                "score": result_of(lines).score,
            }
        )
    return found


def open_lines(check_list: CheckList) -> list[Requirement]:
    """Return the lines that somebody still has to do something about: no, partial and those without an answer."""
    settled = (Answer.YES, Answer.NOT_APPLICABLE)
    return sorted(
        (one for one in check_list.lines() if one.answer not in settled),
        key=lambda one: (not one.excluding, one.position),
    )


def summary_pdf(opportunity: Opportunity) -> bytes:
    """Return the project summary as a PDF, in Spanish."""
    with translation.override(LANGUAGE):
        context = {**summary_context(opportunity), "language": LANGUAGE}
        return render_pdf(render_to_string("proposals/checklist/summary_pdf.html", context), css=SUMMARY_CSS)


def no_go_words(check_list: CheckList, contact: Contact | None) -> dict[str, str]:
    """Return the prepared subject and text of the communication of a no-go; people change what they like."""
    opportunity = check_list.opportunity
    intake = check_list.intake or opportunity.intakes.standing().first()
    with translation.override(LANGUAGE):
        context = {"opportunity": opportunity, "intake": intake, "contact": contact}
        subject = _("Answer to %(request)s") % {"request": intake or opportunity.code}
        return {"subject": subject, "body": render_to_string("proposals/checklist/no_go_letter.txt", context).strip()}


def no_go_pdf(check_list: CheckList, contact: Contact, subject: str, body: str, signed_by: str) -> bytes:
    """Return the letter of a no-go as a PDF: the same words as the e-mail, under our name."""
    with translation.override(LANGUAGE):
        context = {
            "opportunity": check_list.opportunity,
            "contact": contact,
            "subject": subject,
            "body": body,
            "signed_by": signed_by,
            "day": today(),
            "language": LANGUAGE,
        }
        return render_pdf(render_to_string("proposals/checklist/no_go_pdf.html", context))
