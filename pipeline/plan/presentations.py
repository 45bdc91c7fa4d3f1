"""The Presentación Plan Comercial and the Presentación de Pipeline (process rows 1, 2): PPTX with native charts."""

from dataclasses import dataclass
from datetime import date

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from almacontact.calendar import today
from almacontact.money import cop, cop_short
from almacontact.web.charts import Chart, Row, bars, decimals, horizontal_bars
from almacontact.web.formats import day, number, percent, short_month
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.plan import forecast as figures
from pipeline.plan.content import SECTIONS
from pipeline.plan.models.parts import BudgetLine, SwotItem
from pipeline.plan.models.plans import CommercialPlan
from pipeline.plan.progress import activities_of, budget_of, kpis_of, months_of, objectives_of
from pipeline.plan.results import open_by_stage
from pipeline.plan.slides import MARGIN, TOP, WIDTH, Deck, Values
from pipeline.states import Stage

SWOT_TONES = {"strength": "ok", "weakness": "warn", "opportunity": "info", "threat": "bad"}


def plan_deck(plan: CommercialPlan) -> bytes:
    """Return the Presentación Plan Comercial: a slide a section, charts that can be edited."""
    deck = Deck(_("Almacontact · Commercial plan %(plan)s") % {"plan": plan})
    deck.cover(
        _("Commercial plan %(year)s") % {"year": plan.year},
        Truncator(plan.summary.split("\n")[0]).words(22) or "Almacontact",
        f"{plan} · {plan.get_state_display()} · {day(today())}",
    )
    _results_slides(deck, plan)
    _targets_slide(deck, plan)
    _swot_slide(deck, plan)
    _objective_slide(deck, plan)
    _schedule_slide(deck, plan)
    _resource_slides(deck, plan)
    if plan.approval_id or plan.state == "in_force":
        _progress_slide(deck, plan)
        _signature_slide(deck, plan)
    return deck.save()


@dataclass(frozen=True)
class PipelineReview:
    """What the Presentación de Pipeline shows on a day."""

    day: date
    plan: CommercialPlan | None
    forecast: figures.Forecast
    stages: list[tuple[str, int, int, int]]
    parts: list[tuple[str, figures.Figures]]
    largest: list[Opportunity]

    @property
    def stage_chart(self) -> Chart:
        """Return the open pipeline by stage."""
        rows = [Row(Stage(stage).label, value, stage, f"· {count}") for stage, count, value, _w in self.stages]
        return horizontal_bars(title=_("Open pipeline by stage"), rows=rows, header=_("Stage"))

    @property
    def month_chart(self) -> Chart:
        """Return won against the target by month."""
        return bars(
            title=_("Won with new clients against the target"),
            labels=[short_month(month.first) for month in self.forecast.months],
            values=[month.figures.won_new for month in self.forecast.months],
            target=[month.target for month in self.forecast.months] if self.plan else None,
            tone="won",
            label=_("Won"),
        )


def pipeline_review() -> PipelineReview:
    """Collect the pipeline as it stands today, everybody's."""
    now = today()
    every = Opportunity.objects.all()
    return PipelineReview(
        day=now,
        plan=CommercialPlan.objects.for_forecast(now.year),
        forecast=figures.forecast(every, now.year, today=now),
        stages=open_by_stage(),
        parts=figures.breakdown(every, now.year, by=figures.Dimension.SEGMENT, today=now),
        largest=list(every.open().with_parties().order_by("-monthly_value", "pk")[:10]),
    )


def pipeline_deck(review: PipelineReview) -> bytes:
    """Return the Presentación de Pipeline with charts that can be edited."""
    deck = Deck(_("Almacontact · Pipeline %(day)s") % {"day": day(review.day)})
    deck.cover(_("Pipeline %(year)s") % {"year": review.day.year}, _("Rolling pipeline and forecast"), day(review.day))
    total = review.forecast.total
    slide = deck.slide(_("Where we stand"), _("COP a month, without IVA. Attainment counts new clients."))
    deck.figures(
        slide,
        [
            (_("Target"), cop_short(total.target)),
            (_("Won, new clients"), cop_short(total.figures.won_new)),
            (_("Committed"), cop_short(total.figures.committed)),
            (_("Weighted"), cop_short(total.figures.weighted + review.forecast.late.weighted)),
            (_("Attainment"), percent(total.attainment, 1)),
        ],
    )
    labels = [short_month(month.first) for month in review.forecast.months]
    deck.columns(
        slide,
        labels,
        [
            Values(_("Won, new clients"), [_m(month.figures.won_new) for month in review.forecast.months], "won"),
            Values(_("Target"), [_m(month.target) for month in review.forecast.months], "idle"),
        ],
        top=Inches(2.6),
        height=Inches(4.3),
    )
    slide = deck.slide(
        _("Open pipeline by stage"), _("Monthly value and the same weighted by probability, COP millions.")
    )
    deck.columns(
        slide,
        [f"{Stage(stage).label} ({count})" for stage, count, _v, _w in review.stages],
        [
            Values(_("Monthly value"), [_m(value) for _s, _c, value, _w in review.stages], "proposal"),
            Values(_("Weighted"), [_m(weighted) for *_rest, weighted in review.stages], "brand"),
        ],
    )
    slide = deck.slide(_("By segment"), _("Won and weighted in the year, COP millions."))
    parts = list(reversed(review.parts[:8]))
    deck.columns(
        slide,
        [name for name, _f in parts],
        [
            Values(_("Won"), [_m(one.won) for _n, one in parts], "won"),
            Values(_("Weighted"), [_m(one.weighted) for _n, one in parts], "brand"),
        ],
        kind=XL_CHART_TYPE.BAR_CLUSTERED,
    )
    slide = deck.slide(_("The ten largest open opportunities"))
    deck.table(
        slide,
        [_("Code"), _("Client"), _("Stage"), _("Seats"), _("Monthly value"), _("Probability"), _("Expected close")],
        [
            [
                one.code,
                one.client.name,
                one.get_status_display(),
                number(one.seats),
                cop(one.monthly_value),
                percent(one.probability),
                day(one.expected_close_on),
            ]
            for one in review.largest
        ],
        [1.5, 3.1, 1.5, 1.1, 1.9, 1.5, 1.5],
        numbers=(3, 4, 5),
    )
    return deck.save()


def _results_slides(deck: Deck, plan: CommercialPlan) -> None:
    results = plan.last_year
    if not results:
        return
    slide = deck.slide(
        _("Results of %(year)s") % {"year": results["year"]},
        _("Drawn from the data on %(day)s. COP a month of new clients, without IVA.")
        % {"day": day(date.fromisoformat(results["drawn_on"]))},
    )
    deck.figures(
        slide,
        [
            (_("Won, new clients"), cop_short(results["won_new"])),
            (_("Opportunities won"), number(results["won_count"])),
            (_("Conversion"), f"{percent(results['conversion'], 1)} (n = {results['resolved']})"),
            (_("Attainment"), percent(results["attainment"], 1) if results["target"] else _("no target")),
        ],
    )
    deck.columns(
        slide,
        [short_month(date(plan.year - 1, month, 1)) for month in range(1, 13)],
        [Values(_("Won"), [_m(value) for value in results["months"]], "won")],
        top=Inches(2.6),
        height=Inches(4.3),
    )
    if results["segments"]:
        slide = deck.slide(
            _("Won by segment in %(year)s") % {"year": results["year"]}, _("COP millions a month, all clients.")
        )
        rows = list(reversed(results["segments"][:8]))
        deck.columns(
            slide,
            [row[1] for row in rows],
            [Values(_("Won"), [_m(row[2]) for row in rows], "brand")],
            kind=XL_CHART_TYPE.BAR_CLUSTERED,
        )


def _targets_slide(deck: Deck, plan: CommercialPlan) -> None:
    targets = dict(plan.monthly_targets.values_list("month", "amount"))
    slide = deck.slide(
        _("Targets of %(year)s") % {"year": plan.year}, Truncator(plan.projection_note.split("\n")[0]).words(24)
    )
    deck.figures(
        slide,
        [
            (_("Yearly target"), cop(plan.yearly_target)),
            (_("Yearly projection"), cop(plan.projected_sales)),
            (_("Mean of a month"), cop_short(plan.yearly_target // 12)),
        ],
    )
    series = [Values(_("Target"), [_m(targets.get(month)) for month in range(1, 13)], "brand")]
    if plan.last_year:
        name = _("Won in %(year)s") % {"year": plan.year - 1}
        series.append(Values(name, [_m(value) for value in plan.last_year["months"]], "idle"))
    labels = [short_month(date(plan.year, month, 1)) for month in range(1, 13)]
    deck.columns(slide, labels, series, top=Inches(2.6), height=Inches(4.3))


def _swot_slide(deck: Deck, plan: CommercialPlan) -> None:
    items = list(SwotItem.objects.of(plan))
    slide = deck.slide(str(SECTIONS["swot"].label))
    half = (WIDTH - 2 * MARGIN - Inches(0.3)) // 2
    for index, kind in enumerate(SwotItem.Kind):
        left = MARGIN + (index % 2) * (half + Inches(0.3))
        top = TOP + (index // 2) * Inches(2.85)
        lines = [one.text for one in items if one.kind == kind]
        deck.bullets(slide, str(kind.label), lines, left, top, half, Inches(2.7), SWOT_TONES[kind.value])


def _objective_slide(deck: Deck, plan: CommercialPlan) -> None:
    slide = deck.slide(_("Objectives, strategies and tactics"))
    rows = [
        [
            one.objective.name,
            one.objective.measure,
            day(one.objective.due_on),
            "; ".join(tactic.text for tactic in one.tactics),
        ]
        for one in objectives_of(plan, [])
    ]
    headers = [_("Objective"), _("How we know"), _("Reached by"), _("Strategies and tactics")]
    deck.table(slide, headers, rows, [3.4, 2.4, 1.5, 4.8])


def _schedule_slide(deck: Deck, plan: CommercialPlan) -> None:
    slide = deck.slide(str(SECTIONS["activities"].label), _("Filled: what has been reported as done."))
    start = date(plan.year, 1, 1).toordinal()
    rows = [
        (
            f"{one.activity.name} · {one.activity.owner.get_short_name()}",
            (one.activity.starts_on.toordinal() - start) / 366,
            (one.activity.ends_on.toordinal() + 1 - start) / 366,
            one.progress / 100,
            one.tone,
        )
        for one in activities_of(plan, today())
    ]
    deck.schedule(slide, plan.year, rows)


def _resource_slides(deck: Deck, plan: CommercialPlan) -> None:
    lines = list(BudgetLine.objects.of(plan))
    slide = deck.slide(
        str(SECTIONS["budget"].label),
        _("Total %(sum)s, COP millions.") % {"sum": cop(sum(one.planned for one in lines))},
    )
    deck.columns(
        slide,
        [one.concept for one in reversed(lines)],
        [Values(_("Planned"), [_m(one.planned) for one in reversed(lines)], "accent")],
        kind=XL_CHART_TYPE.BAR_CLUSTERED,
    )
    slide = deck.slide(_("People, tools and KPIs"))
    third = (WIDTH - 2 * MARGIN - Inches(0.6)) // 3
    kpis = [f"{one.name}: {decimals(one.target)} {one.unit}" for one in SECTIONS["kpis"].model.objects.of(plan)]
    people = [f"{one.name} ({one.dedication} %)" for one in SECTIONS["people"].model.objects.of(plan)]
    tools = [one.name for one in SECTIONS["tools"].model.objects.of(plan)]
    for index, (key, words) in enumerate((("people", people), ("tools", tools), ("kpis", kpis))):
        left = MARGIN + index * (third + Inches(0.3))
        deck.bullets(slide, str(SECTIONS[key].label), words, left, TOP, third, Inches(5.4), "brand")


def _progress_slide(deck: Deck, plan: CommercialPlan) -> None:
    now = today()
    months = months_of(plan)
    slide = deck.slide(
        _("How the plan goes"), _("Won with new clients and target, added up through the year, COP millions.")
    )
    budget = budget_of(plan)
    spent, planned = sum(one.spent for one in budget), sum(one.line.planned for one in budget)
    so_far = [month for month in months if month.first <= now] or months[:1]
    deck.figures(
        slide,
        [
            (_("Won so far"), cop_short(so_far[-1].running_won)),
            (_("Target so far"), cop_short(so_far[-1].running_target)),
            (_("Budget spent"), f"{cop_short(spent)} / {cop_short(planned)}"),
            (_("KPIs on target"), f"{sum(one.tone == 'ok' for one in kpis_of(plan))} / {len(kpis_of(plan))}"),
        ],
    )
    deck.columns(
        slide,
        [short_month(month.first) for month in months],
        [
            Values(_("Won"), [_m(one.running_won) if one.first <= now else None for one in months], "won"),
            Values(_("Target"), [_m(one.running_target) for one in months], "idle"),
        ],
        kind=XL_CHART_TYPE.LINE_MARKERS,
        top=Inches(2.6),
        height=Inches(4.3),
    )


def _signature_slide(deck: Deck, plan: CommercialPlan) -> None:
    if plan.approval is None:
        return
    rows = []
    for step in plan.approval.steps.prefetch_related("signatures").select_related("carried_from"):
        signature = step.standing_signature()
        if signature:
            role = signature.get_role_display()
            by = f"{signature.name} ({signature.on_behalf_of_name})" if signature.on_behalf_of_name else signature.name
            rows.append([step.title_words, by, role, day(signature.at), signature.meaning_words])
    slide = deck.slide(_("Signatures"))
    headers = [_("Part"), _("Name"), _("Role"), _("Signed on"), _("Meaning")]
    deck.table(slide, headers, rows, [2.9, 2.5, 2.2, 1.4, 3.1])


def _m(value: int | None) -> float | None:
    """COP in millions with one decimal, as charts show it."""
    return None if value is None else round(value / 1_000_000, 1)
