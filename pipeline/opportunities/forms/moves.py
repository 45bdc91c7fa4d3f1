"""Forms of the moves of an opportunity: forward, back, closing, reopening."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from almacontact.calendar import today
from almacontact.web.formats import day
from almacontact.web.forms import DayField, MoneyField, StyledForm, VersionedMixin
from pipeline.catalogues.models import LossReason
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.opportunities.sale import Sale
from pipeline.states import OPEN_STAGES, Outcome


class _MoveForm(VersionedMixin, StyledForm):
    """A move of the version of the opportunity that the person saw."""

    def meet(self, current: Any) -> None:
        """Keep what was typed, a reason and a day that are none of the opportunity's fields yet."""
        self.expect(current)


class MoveForm(_MoveForm):
    """To another open stage. The reason is due for a step back and for an exception."""

    to = forms.ChoiceField(widget=forms.HiddenInput, choices=[(one.value, one.label) for one in OPEN_STAGES])
    reason = forms.CharField(label=_("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class ReopenForm(_MoveForm):
    """Back into the stage it left."""

    reason = forms.CharField(label=_("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class CloseForm(_MoveForm):
    """How it ended. What is asked depends on the outcome.

    A win is dated by its document: the action says so, and `show` puts that date on the page.
    """

    closed_on = DayField(label=_("Closed on"), help_text=_("The date of the award document, or of the decision."))
    loss_reason = forms.ModelChoiceField(
        label=_("Why"), queryset=LossReason.objects.none(), required=False, empty_label="–"
    )
    competitor = forms.CharField(
        label=_("Competitor"),
        max_length=120,
        required=False,
        help_text=_("Who won it, when known. “Unknown” is an answer."),
    )
    winner_value = MoneyField(
        label=_("Monthly value of the winner"),
        required=False,
        help_text=_("COP a month without IVA, when it is known: what the client will pay them."),
    )
    lessons = forms.CharField(
        label=_("Lessons"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What would have won it, and what we do differently next time."),
    )
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    reason = forms.CharField(
        label=_("Reason of the exception"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self,
        *args: Any,
        record: Opportunity,
        outcome: Outcome,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, record=record, initial={"closed_on": today()}, **kwargs)
        self.fields["closed_on"].required = outcome != Outcome.WON
        if outcome != Outcome.LOST:
            del self.fields["winner_value"], self.fields["lessons"]
        if outcome == Outcome.WON:
            del self.fields["loss_reason"], self.fields["competitor"]
        else:
            self.fields["loss_reason"].queryset = LossReason.objects.filter(active=True)  # type: ignore[attr-defined]
            if not record.was_sent:
                del self.fields["competitor"]

    def show(self, *, sale: Sale | None, by_exception: bool) -> None:
        """Fit the page to what stands: the date of the sale is that of its document; a reason only of an exception."""
        if sale is not None:
            dated = self.fields["closed_on"]
            self.initial["closed_on"] = sale.on
            dated.widget.attrs["readonly"] = True
            words = {"document": sale.document, "day": day(sale.on)}
            dated.help_text = _("%(document)s is dated %(day)s: that dates the sale.") % words
        if not by_exception:
            del self.fields["reason"]
