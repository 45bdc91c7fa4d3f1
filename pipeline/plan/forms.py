"""The forms that write the Plan Comercial, a row form a section, and those that follow it up."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _

from almacontact.accounts.models import User
from almacontact.calendar import today
from almacontact.money import cop
from almacontact.web.formats import month as month_words
from almacontact.web.forms import (
    Conflict,
    CountField,
    DayField,
    DecimalField,
    MoneyField,
    PercentField,
    StyledForm,
    VersionedMixin,
)
from almacontact.web.lines import Lines
from pipeline.catalogues.models import Segment, Service
from pipeline.plan import kpis as indicators
from pipeline.plan.content import SECTIONS, typed_changes
from pipeline.plan.models.parts import ActivityReport, PlanObjective, PlanTactic, SwotItem
from pipeline.plan.models.plans import CommercialPlan
from pipeline.terms import SEATS

LAST_SHARE = "20", "25", "25", "30"
"""Shares of the four quarters that the form offers, in %."""
MOST_MEASURED = 10**15
"""What a KPI measures at most, either way."""


class StartPlanForm(StyledForm):
    """The year of a new plan."""

    year = CountField(label=_("Year"), min_value=2000, max_value=2100, grouped=False)


class AmendForm(StyledForm):
    """Why a plan in force is amended."""

    reason = forms.CharField(label=_("Reason"), max_length=250, widget=forms.Textarea(attrs={"rows": 3}))


class SubmitForm(StyledForm):
    """A word to the approvers."""

    note = forms.CharField(
        label=_("Note to the approvers"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class StrategyForm(VersionedMixin, StyledForm):
    """The strategy in words, and the projection."""

    summary = forms.CharField(label=_("Strategy"), required=False, widget=forms.Textarea(attrs={"rows": 6}))
    projected_sales = MoneyField(label=_("Yearly projection"), help_text=_("COP a month of new clients, without IVA."))
    projection_note = forms.CharField(
        label=_("Basis of the projection"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class TargetsForm(VersionedMixin, StyledForm):
    """The yearly target, its twelve months, and what spreads one over the others."""

    SPREADS = (
        ("", _("As typed")),
        ("even", _("The same every month")),
        ("last_year", _("In the shape of last year")),
        ("season", _("By season: the shape of the last three years")),
        ("quarters", _("By the shares of the quarters")),
    )

    yearly = MoneyField(label=_("Yearly target"), help_text=_("COP a month of new clients, without IVA."))

    def __init__(self, *args: Any, plan: CommercialPlan, **kwargs: Any) -> None:
        super().__init__(*args, record=plan, **kwargs)
        for number in range(1, 13):
            self.fields[f"month_{number}"] = MoneyField(
                label=month_words(date(plan.year, number, 1)).rpartition(" ")[0].capitalize()
            )

    def meet(self, current: Any) -> None:
        """Show both amounts of each month, and of the year, where they differ."""
        months = dict(current.monthly_targets.values_list("month", "amount"))
        theirs = {"yearly": current.yearly_target, **{f"month_{n}": months.get(n) for n in range(1, 13)}}
        self.expect(current)
        self.conflicts = [
            Conflict(self.fields[name].label or name, cop(self.cleaned_data[name]), cop(value))
            for name, value in theirs.items()
            if self.cleaned_data[name] != value
        ]

    @property
    def months(self) -> dict[int, int]:
        """Return the twelve amounts by month."""
        return {number: self.cleaned_data[f"month_{number}"] for number in range(1, 13)}


class SpreadForm(StyledForm):
    """How a yearly figure is spread. Nothing is saved by it."""

    yearly = MoneyField(label=_("Yearly target"), min_value=1)
    spread = forms.ChoiceField(label=_("Spread it"), choices=TargetsForm.SPREADS[1:])
    quarter_1 = PercentField(label=_("Quarter 1"), required=False, initial=LAST_SHARE[0])
    quarter_2 = PercentField(label=_("Quarter 2"), required=False, initial=LAST_SHARE[1])
    quarter_3 = PercentField(label=_("Quarter 3"), required=False, initial=LAST_SHARE[2])
    quarter_4 = PercentField(label=_("Quarter 4"), required=False, initial=LAST_SHARE[3])

    def clean(self) -> dict[str, Any]:
        """The shares of the quarters make a whole."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("spread") == "quarters":
            total = sum(values.get(f"quarter_{number}") or 0 for number in range(1, 5))
            if total != 100:
                self.add_error(
                    "quarter_4", _("The four quarters add up to %(total)s %%, not 100 %%.") % {"total": total}
                )
        return values


class RowForm(StyledForm):
    """One line of a section."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, plan: CommercialPlan, **kwargs: Any) -> None:
        self.plan = plan
        super().__init__(*args, **kwargs)
        if "objective_key" in self.fields:
            objectives = PlanObjective.objects.of(plan)
            blank = [] if self.fields["objective_key"].required else [("", "–")]
            self.fields["objective_key"].choices = [  # type: ignore[attr-defined]
                *blank,
                *((str(one.key), one.name) for one in objectives),
            ]
        for field in self.fields.values():
            # A browser posts the first choice of a list that nobody touched: that alone does not fill a line.
            if type(field) is forms.ChoiceField and field.required and field.choices and field.initial is None:
                field.initial = field.choices[0][0]  # type: ignore[index]

    @property
    def is_blank(self) -> bool:
        """Tell whether the person wrote nothing in a line that was not there."""
        return not self.has_changed() and not self.initial.get("key")


class SwotRow(RowForm):
    """A line of the DOFA."""

    kind = forms.ChoiceField(label=_("Kind"), choices=SwotItem.Kind.choices)
    text = forms.CharField(label=_("Text"), max_length=300)


class ObjectiveRow(RowForm):
    """An objective."""

    name = forms.CharField(label=_("Objective"), max_length=200)
    measure = forms.CharField(label=_("How we know"), max_length=200, required=False)
    due_on = DayField(label=_("Reached by"), required=False)


class TacticRow(RowForm):
    """A strategy or tactic, with the objective it serves."""

    objective_key = forms.ChoiceField(label=_("Objective"))
    kind = forms.ChoiceField(label=_("Kind"), choices=PlanTactic.Kind.choices)
    text = forms.CharField(label=_("Text"), max_length=300)

    def clean_objective_key(self) -> Any:
        """Return the key as the model holds it."""
        return forms.UUIDField().clean(self.cleaned_data["objective_key"])


class ActivityRow(RowForm):
    """An activity of the schedule."""

    name = forms.CharField(label=_("Activity"), max_length=200)
    owner = forms.ModelChoiceField(label=_("Owner"), queryset=User.objects.none())
    starts_on = DayField(label=_("From"))
    ends_on = DayField(label=_("Until"))
    objective_key = forms.ChoiceField(label=_("Objective"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people()  # type: ignore[attr-defined]

    def clean_objective_key(self) -> Any:
        """Return the key as the model holds it, or None."""
        return forms.UUIDField(required=False).clean(self.cleaned_data["objective_key"])


class KpiRow(RowForm):
    """A KPI, measured by an indicator or by hand."""

    name = forms.CharField(label=_("KPI"), max_length=150)
    indicator = forms.ChoiceField(label=_("Measured by"), required=False)
    unit = forms.CharField(label=_("Unit"), max_length=30, required=False)
    target = DecimalField(label=_("Target"), min_value=-MOST_MEASURED, max_value=MOST_MEASURED, decimals=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].choices = [("", _("By hand")), *indicators.choices()]  # type: ignore[attr-defined]


class ProfileRow(RowForm):
    """A client we want."""

    name = forms.CharField(label=_("Profile"), max_length=150)
    segment = forms.ModelChoiceField(label=_("Segment"), queryset=Segment.objects.active(), required=False)
    service = forms.ModelChoiceField(label=_("Service"), queryset=Service.objects.active(), required=False)
    min_seats = CountField(label=_("Seats from"), max_value=100_000, unit=SEATS, required=False)
    max_seats = CountField(label=_("Seats to"), max_value=100_000, unit=SEATS, required=False)


class MemberRow(RowForm):
    """Somebody who carries the plan."""

    name = forms.CharField(label=_("Position"), max_length=150)
    person = forms.ModelChoiceField(label=_("Person"), queryset=User.objects.none(), required=False)
    responsibility = forms.CharField(label=_("Responsibility"), max_length=250, required=False)
    dedication = PercentField(label=_("Dedication"), initial=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people()  # type: ignore[attr-defined]


class ToolRow(RowForm):
    """A tool."""

    name = forms.CharField(label=_("Tool"), max_length=150)
    purpose = forms.CharField(label=_("What for"), max_length=250, required=False)


class BudgetRow(RowForm):
    """A line of the budget, in COP."""

    concept = forms.CharField(label=_("Concept"), max_length=150)
    planned = MoneyField(label=_("Planned"))


MOST_LINES = 200
"""Lines that a section holds at most."""

ROWS: dict[str, type[RowForm]] = {
    "swot": SwotRow,
    "objectives": ObjectiveRow,
    "tactics": TacticRow,
    "activities": ActivityRow,
    "kpis": KpiRow,
    "profiles": ProfileRow,
    "people": MemberRow,
    "tools": ToolRow,
    "budget": BudgetRow,
}


class SectionFormSet(Lines):
    """The lines of one section. Blank new lines are left out; refusals come back to their line and field."""

    def __init__(self, *args: Any, section: str, record: CommercialPlan, **kwargs: Any) -> None:
        self.section = section
        super().__init__(*args, record=record, form_kwargs={"plan": record}, **kwargs)

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """Call the tick that takes a line out by its name."""
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Take this line out")

    def standing(self) -> list[RowForm]:
        """Return the lines that stand, in their order."""
        return [form for form in self.forms if not form.is_blank and not form.cleaned_data.get("DELETE")]

    def values(self) -> list[dict[str, Any]]:
        """Return the lines as the action wants them."""
        return [
            {name: value for name, value in form.cleaned_data.items() if name != "DELETE" and (name != "key" or value)}
            for form in self.standing()
        ]

    def differences(self, current: Any) -> list[Conflict]:
        """Return both values of each line that was typed and differs from the section as it now stands."""
        return [Conflict(**one) for one in typed_changes(current, self.section, self.values())]


def section_formset(section: str, plan: CommercialPlan, data: Mapping[str, Any] | None = None) -> SectionFormSet:
    """Return the lines of a section to edit, with two blank ones."""
    row = ROWS[section]
    factory: Any = formset_factory(
        row,
        formset=SectionFormSet,
        extra=2,
        can_delete=True,
        max_num=MOST_LINES,
        absolute_max=2 * MOST_LINES,  # whoever claims a thousand lines gets no page of a thousand
    )
    names = [name for name in row.base_fields if name != "key"]
    initial = [
        {"key": part.key, **{name: _initial(part, name) for name in names}}
        for part in SECTIONS[section].model.objects.of(plan)
    ]
    return factory(data, initial=initial, prefix="line", section=section, record=plan)


def _initial(part: Any, name: str) -> Any:
    value = getattr(part, name)
    return str(value) if name == "objective_key" and value else value


def people() -> Any:
    """Return who can owe an activity: the active people of sales and of the areas."""
    return User.objects.filter(is_active=True, held_roles__isnull=False).distinct().order_by("name")


class SpendingForm(StyledForm):
    """Money spent on a budget line."""

    amount = MoneyField(label=_("Amount"), min_value=1)
    spent_on = DayField(label=_("Spent on"), initial=today)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)


class ActivityReportForm(StyledForm):
    """How an activity stands."""

    state = forms.ChoiceField(label=_("State"), choices=ActivityReport.State.choices)
    progress = PercentField(label=_("Progress"), required=False)
    on = DayField(label=_("On"), initial=today)
    note = forms.CharField(label=_("Note"), max_length=250, required=False)


class KpiMeasureForm(StyledForm):
    """The value of a KPI measured by hand."""

    value = DecimalField(label=_("Value"), min_value=-MOST_MEASURED, max_value=MOST_MEASURED, decimals=2)
    on = DayField(label=_("On"), initial=today)
    note = forms.CharField(label=_("Note"), max_length=250, required=False)
