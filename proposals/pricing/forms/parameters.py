"""Forms for dated parameters and risk rules."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from almacontact.web.forms import CountField, DayField, StyledForm, VersionedMixin
from proposals.pricing.engine.explain import Unit
from proposals.pricing.engine.parameters import DEFINITIONS
from proposals.pricing.engine.risk import COMPARISON_LABELS, METRIC_LABELS, METRIC_UNITS, Comparison, Metric
from proposals.pricing.forms.boxes import UnitField
from proposals.pricing.models.parameters import RiskRule


class ParameterForm(StyledForm):
    """A value of one parameter from a day on."""

    valid_from = DayField(label=_("Valid from"))
    source = forms.CharField(label=_("Source"), max_length=200, help_text=_("Decree, law, tariff or who said it."))
    confirmed = forms.BooleanField(label=_("Confirmed"), required=False, help_text=_("Leave it open for a projection."))
    field_order = ("value", "valid_from", "source", "confirmed")

    def __init__(self, *args: Any, key: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"] = UnitField(DEFINITIONS[key].unit, label=_("Value"))
        self.order_fields(self.field_order)


class RuleForm(VersionedMixin, StyledForm):
    """A risk rule. A yes-or-no fact is held against 1; a rate is written in percentage points."""

    code = forms.SlugField(label=_("Code"), max_length=40, help_text=_("Short, without spaces. It never changes."))
    metric = forms.ChoiceField(label=_("Looks at"), choices=[(one.value, METRIC_LABELS[one]) for one in Metric])
    comparison = forms.ChoiceField(
        label=_("Comparison"), choices=[(one.value, COMPARISON_LABELS[one]) for one in Comparison]
    )
    threshold = UnitField(
        Unit.NONE,
        label=_("Threshold"),
        help_text=_("Rates in points (10 is 10 %), money in pesos, yes-or-no facts against 1."),
    )
    points = CountField(label=_("Points"), max_value=10)
    mandatory = forms.BooleanField(
        label=_("Decides alone"), required=False, help_text=_("One hit sends the offer to general management.")
    )
    active = forms.BooleanField(label=_("In force"), required=False)

    def __init__(self, *args: Any, record: RiskRule | None = None, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        if record is None:
            self.initial.setdefault("points", 1)
            self.initial.setdefault("active", True)
            return
        del self.fields["code"]
        for name in ("metric", "comparison", "points", "mandatory", "active"):
            self.initial.setdefault(name, getattr(record, name))
        factor = 100 if record.unit is Unit.RATE else 1
        self.initial.setdefault("threshold", (record.threshold * factor).normalize())

    def values(self) -> dict[str, Any]:
        """Return what the action takes: rates as fractions."""
        given = {name: self.cleaned_data[name] for name in self.fields if name != "version"}
        if METRIC_UNITS.get(Metric(given["metric"])) is Unit.RATE:
            given["threshold"] = given["threshold"] / 100
        return given
