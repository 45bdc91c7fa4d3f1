"""The style guide at `/style-guide/`: every component with sample data, for whoever builds a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from almacontact.accounts.access import signed_in
from almacontact.accounts.requests import SignedInRequest
from almacontact.audit.timeline import Change, Entry
from almacontact.calendar import now, today
from almacontact.refusals import Blocker
from almacontact.web import charts, formats
from almacontact.web.clashes import Clash
from almacontact.web.forms import Conflict, DayField, MoneyField, PercentField, StyledForm, WarningsMixin

STATES = ("ok", "warn", "bad", "info", "idle", "accent")
STAGES = ("hunting", "qualification", "proposal", "negotiation", "won", "lost", "withdrawn", "cancelled")


class SampleForm(WarningsMixin, StyledForm):
    """One field of each kind; a value above 10 million asks for a confirmation."""

    client = forms.CharField(
        label=gettext_lazy("Client"), help_text=gettext_lazy("As it stands in its NIT certificate.")
    )
    stage = forms.ChoiceField(label=gettext_lazy("Stage"), choices=[("hunting", "Hunting"), ("proposal", "Proposal")])
    unit_value = MoneyField(label=gettext_lazy("Unit value"), help_text=gettext_lazy("COP per seat and month."))
    probability = PercentField(label=gettext_lazy("Probability"), required=False)
    expected_close_on = DayField(label=gettext_lazy("Expected close"), required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[("public", gettext_lazy("Public")), ("private", gettext_lazy("Private"))],
        widget=forms.RadioSelect,
        required=False,
    )
    attended = forms.BooleanField(label=gettext_lazy("The decision maker attended"), required=False)
    note = forms.CharField(label=gettext_lazy("Note"), widget=forms.Textarea, required=False)

    def clean(self) -> dict[str, Any]:
        """Tell what is unusual."""
        values = super().clean() or {}
        if (values.get("unit_value") or 0) > 10_000_000:
            self.add_warning(
                gettext_lazy("The unit value is above $ 10.000.000, unusual for a seat."), code="high_value"
            )
        return values


@dataclass
class SampleCondition:
    """A condition of a gate, for the blockers component."""

    message: str
    state: str = "missing"
    url: str = ""
    link_label: str = ""


def _entries() -> list[Entry]:
    return [
        Entry(
            now() - timedelta(minutes=12),
            "move",
            _("Moved to Proposal"),
            "Ana Lozano",
            icon="arrow-right-circle",
            tone="info",
            reason=_("The client asked for a price before the committee."),
        ),
        Entry(
            now() - timedelta(days=2),
            "change",
            _("Changed seats and value"),
            "Carla Duarte",
            icon="pencil",
            changes=[Change(_("Seats"), "30", "45"), Change(_("Unit value"), "$ 2.900.000", "$ 3.100.000")],
        ),
        Entry(
            now() - timedelta(days=40),
            "contact",
            _("Company presentation"),
            "Ana Lozano",
            body=_("They liked the reporting demo and want prices for 45 seats."),
            icon="easel",
            tone="ok",
        ),
    ]


def _tiles() -> list[dict[str, Any]]:
    return [
        {
            "label": _("Won this month"),
            "money": 1_234_000_000,
            "note": _("Above the target"),
            "tone": "ok",
            "icon": "arrow-up-right",
        },
        {
            "label": _("Committed"),
            "money": 812_500_000,
            "note": _("Gap: $ 188 M"),
            "tone": "warn",
            "icon": "exclamation-triangle",
        },
        {
            "label": _("Overdue"),
            "value": 7,
            "money": None,
            "note": _("2 since more than a week"),
            "tone": "bad",
            "icon": "clock",
            "url": "#",
        },
        {"label": _("Open seats"), "value": "1.240", "money": None, "note": _("in 86 opportunities")},
    ]


def _conditions() -> list[SampleCondition]:
    return [
        SampleCondition(_("Decision maker known: Marta Ríos"), state="met"),
        SampleCondition(
            _("No contact logged in which they agreed to see the presentation"), url="#", link_label=_("Log it")
        ),
        SampleCondition(_("Check list: not yet available"), state="waiting"),
    ]


def _steps() -> list[dict[str, str]]:
    return [
        {"label": "Hunting", "state": "done", "note": "3 ago 2026"},
        {"label": _("Qualification"), "state": "done", "note": "1 sep 2026"},
        {"label": _("Proposal"), "state": "current"},
        {"label": _("Negotiation"), "state": "ahead"},
        {"label": _("Award"), "state": "ahead"},
        {"label": _("First invoice"), "state": "ahead"},
    ]


def _charts() -> list[charts.Chart]:
    months = [formats.short_month(date(2026, number, 1)) for number in range(1, 13)]
    won = [420, 610, 380, 700, 520, 480, 640, 590, 300, 810, 450, None]
    target = [500] * 6 + [600] * 6
    pesos = [value and value * 1_000_000 for value in won]
    goal = [value * 1_000_000 for value in target]
    return [
        charts.bars(title=_("Won by month"), labels=months, values=pesos, target=goal, tone="won"),
        charts.stacked_bars(
            title=_("Forecast"),
            labels=months,
            series=[
                charts.Series(_("Won"), pesos, "won"),
                charts.Series(_("Negotiation"), [value // 2 for value in goal], "negotiation"),
                charts.Series(_("Proposal"), [value // 3 for value in goal], "proposal"),
            ],
            target=goal,
        ),
        charts.lines(
            title=_("Running total"),
            labels=months,
            series=[charts.Series(_("Won"), [sum(value or 0 for value in pesos[: n + 1]) for n in range(12)], "won")],
            target=[sum(goal[: n + 1]) for n in range(12)],
        ),
        charts.band(
            title=_("What may come"),
            labels=months,
            low=[value * 3 // 5 for value in goal],
            middle=goal,
            high=[value * 3 // 2 for value in goal],
        ),
        charts.funnel(
            title=_("From hunting to won"),
            rows=[
                charts.Row("Hunting", 120, "hunting"),
                charts.Row(_("Qualification"), 74, "qualification"),
                charts.Row(_("Proposal"), 41, "proposal"),
                charts.Row(_("Won"), 12, "won"),
            ],
        ),
        charts.horizontal_bars(
            title=_("Lost by reason"),
            rows=[charts.Row(_("Price"), 1_240_000_000, "lost"), charts.Row(_("No budget"), 480_000_000, "lost")],
        ),
    ]


@signed_in
@require_http_methods(["GET", "POST"])
def style_guide(request: SignedInRequest) -> HttpResponse:
    """Show every component; the sample form can be sent to see its errors and warnings."""
    form = SampleForm(request.POST or None, initial={"unit_value": 3100000, "probability": 30})
    if request.method == "POST" and form.is_valid():
        messages.success(request, _("The form is valid."))
    day: date = today()
    context = {
        "title": _("Style guide"),
        "subtitle": _("Every component with sample data."),
        "crumbs": [(_("My day"), "/"), (_("Help"), "")],
        "badge": {"label": _("Proposal"), "tone": "proposal"},
        "primary": {"label": _("Main action"), "url": "#forms", "icon": "plus-lg"},
        "menu": [
            {"label": _("A link"), "url": "#", "icon": "link"},
            {"divider": True},
            {"label": _("Ask first"), "dialog": "sample-confirm", "icon": "trash", "tone": "bad"},
        ],
        "form": form,
        "states": STATES,
        "tiles": _tiles(),
        "stages": STAGES,
        "entries": _entries(),
        "conditions": _conditions(),
        "blockers": [
            Blocker(code="x", message=_("The award document is missing."), url="#", link_label=_("Attach it"))
        ],
        "steps": _steps(),
        "clash": Clash("Carla Duarte"),
        "conflicts": [Conflict(_("Seats"), "45", "50"), Conflict(_("Unit value"), "$ 3.100.000", "$ 2.900.000")],
        "page": Paginator(range(200), 50).get_page(2),
        "charts": _charts(),
        "tabs": [
            {"label": _("Summary"), "url": "#", "current": True},
            {"label": _("Follow-ups"), "url": "#", "count": 12},
        ],
        "headers": [_("Month"), _("Target"), _("Won")],
        "rows": [["ene 2026", "$ 500.000.000", "$ 420.000.000"], ["feb 2026", "$ 500.000.000", "$ 610.000.000"]],
        "totals": [_("Total"), "$ 1.000.000.000", "$ 1.030.000.000"],
        "days": [day - timedelta(days=2), day, day + timedelta(days=1), day + timedelta(days=60)],
    }
    return render(
        request, "web/style_guide.html", context, status=422 if form.is_bound and not form.is_valid() else 200
    )
