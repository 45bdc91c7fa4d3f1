"""Small forms around a pricing model: alternatives, versions, the risk facts people declare."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from almacontact.web.forms import DayField, StyledForm, VersionedMixin
from pipeline.opportunities.models.opportunities import Opportunity
from proposals.pricing.engine.risk import DECLARED, METRIC_LABELS, METRIC_UNITS
from proposals.pricing.forms.boxes import UnitField
from proposals.pricing.models.pricing import PricingModel, Scenario


class AlternativeForm(StyledForm):
    """A new alternative, empty with usual values or from a scenario that is there."""

    name = forms.CharField(label=_("Name of the alternative"), max_length=80)
    parameters_on = DayField(
        label=_("Parameters as of"),
        help_text=_("As a rule the billing start: the wage and the hours of that day count."),
    )
    source = forms.ModelChoiceField(
        label=_("Start from"),
        queryset=Scenario.objects.none(),
        required=False,
        empty_label=_("Usual values"),
        help_text=_("Or from a scenario of this client or of your latest pricings."),
    )

    def __init__(self, *args: Any, sources: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["source"]
        field.queryset = sources
        field.label_from_instance = self._source_label

    @staticmethod
    def _source_label(scenario: Scenario) -> str:
        model = scenario.pricing_model
        return f"{model.opportunity.code} {model.opportunity.client.name} · {model} · {scenario.name}"


class ScenarioForm(StyledForm):
    """A new scenario, copied from another of the same version."""

    name = forms.CharField(label=_("Name of the scenario"), max_length=80)
    source = forms.ModelChoiceField(label=_("Copy of"), queryset=Scenario.objects.none(), empty_label=None)

    def __init__(self, *args: Any, model: PricingModel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = Scenario.objects.filter(pricing_model=model)  # type: ignore[attr-defined]


class ReasonForm(StyledForm):
    """Why something is done that the history should explain."""

    reason = forms.CharField(label=_("Reason"), max_length=250, widget=forms.Textarea(attrs={"rows": 3}))


class ModelForm(VersionedMixin, StyledForm):
    """The parameter day of a version and the risk facts that no record knows."""

    parameters_on = DayField(
        label=_("Parameters as of"),
        help_text=_("As a rule the billing start: the wage and the hours of that day count."),
    )

    def __init__(self, *args: Any, record: PricingModel, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.initial.setdefault("parameters_on", record.parameters_on)
        for metric in DECLARED:
            known = record.declared.get(metric)
            label: Any = METRIC_LABELS[metric]
            if metric in METRIC_UNITS:
                self.fields[metric] = UnitField(METRIC_UNITS[metric], label=label, required=False)
                self.initial.setdefault(metric, Decimal(known) if known is not None else None)
            else:
                self.fields[metric] = forms.ChoiceField(
                    label=label, required=False, choices=[("", _("Not known")), ("0", _("No")), ("1", _("Yes"))]
                )
                self.initial.setdefault(metric, known or "")

    def declared(self) -> dict[str, str | None]:
        """Return the facts as the action takes them: metric → number as text, None for not known."""
        found: dict[str, str | None] = {}
        for metric in DECLARED:
            value = self.cleaned_data.get(metric)
            found[metric] = None if value in (None, "") else f"{value:f}" if isinstance(value, Decimal) else str(value)
        return found


def sources_for(opportunity: Opportunity, user: Any) -> Any:
    """Return the chosen scenarios a new alternative may start from: of this client first, then the latest."""
    visible = Scenario.objects.visible_to(user).filter(chosen=True).with_parties()
    own = visible.filter(pricing_model__alternative__opportunity__client=opportunity.client_id)
    ids = list(own.order_by("-pk").values_list("pk", flat=True)[:10])
    ids += list(visible.exclude(pk__in=ids).order_by("-pk").values_list("pk", flat=True)[:10])
    return visible.filter(pk__in=ids).order_by("-pk")
