"""Forms of the defence: when and where, its agenda, rehearsals, and how it went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from almacontact.accounts.models import PersonRole, User
from almacontact.accounts.roles import SALES_ROLES, Role
from almacontact.attachments.file_types import ACCEPT
from almacontact.calendar import BOGOTA, today
from almacontact.web.forms import (
    CarriedNumberField,
    Conflict,
    CountField,
    DayField,
    StyledForm,
    VersionedMixin,
    WarningsMixin,
)
from almacontact.web.lines import Lines
from almacontact.web.merging import MergingForm
from almacontact.web.number_fields import MINUTES
from pipeline.clients.models import Contact
from pipeline.opportunities.models.opportunities import Opportunity
from proposals.areas import ANSWERING_AREAS, AREA_CHOICES, COMERCIAL
from proposals.defence.actions.agenda import MOST_MINUTES, REHEARSAL_FIELDS
from proposals.defence.models import DefenceRehearsal, DefenceTopic, ProposalDefence
from proposals.proposal.models.proposals import Proposal
from proposals.proposal.sending.models import ProposalSending

SUGGESTED: tuple[tuple[Role, Any], ...] = (
    (COMERCIAL, _("Who we are and what we understood")),
    (Role.OPERATIONS, _("Operating model")),
    (Role.WORKFORCE_PLANNING, _("Planning and sizing")),
    (Role.HUMAN_RESOURCES, _("Selection and people")),
    (Role.TRAINING_QUALITY, _("Training and quality")),
    (Role.REPORTING, _("Reporting")),
    (Role.IT, _("Technology, security and continuity")),
)
"""What an agenda usually holds (process row 9): offered where there is none yet."""

EXTRA_LINES = 8
"""Empty lines below those that are there."""

MOST_LINES = 60
"""Lines that an agenda holds at most."""


class DefenceForm(WarningsMixin, MergingForm):
    """When and where the defence is, who at the client asked for it, and which proposal is defended."""

    starts_at = forms.DateTimeField(label=_("Begins"), help_text=_("Bogotá time."))
    ends_at = forms.DateTimeField(label=_("Ends"))
    place = forms.CharField(label=_("Place"), max_length=200, required=False, help_text=_("Leave empty if virtual."))
    link = forms.CharField(
        label=_("Link"),
        max_length=500,
        required=False,
        help_text=_("Of the virtual meeting. https only."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    contact = forms.ModelChoiceField(
        label=_("Who asked for it"), queryset=Contact.objects.none(), required=False, empty_label="–"
    )
    proposal = forms.ModelChoiceField(  # type: ignore[assignment]  # a field, kept apart from the method by Django
        label=_("Proposal that is defended"),
        queryset=Proposal.objects.none(),
        required=False,
        empty_label="–",
        help_text=_("One that was sent to the client. Empty: the one sent last."),
    )

    def __init__(
        self, *args: Any, opportunity: Opportunity, record: ProposalDefence | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, record=record, **kwargs)
        kept = record.contact_id if record else None
        contacts = Contact.objects.filter(client=opportunity.client_id)
        self.fields["contact"].queryset = contacts.filter(  # type: ignore[attr-defined]
            Q(active=True, merged_into__isnull=True) | Q(pk=kept)
        )
        sent = ProposalSending.objects.of(opportunity).delivered().values("proposal")
        self.fields["proposal"].queryset = Proposal.objects.filter(pk__in=sent)  # type: ignore[attr-defined]
        if record is not None:
            for name in ("starts_at", "ends_at", "place", "link"):
                self.initial.setdefault(name, getattr(record, name))
            self.initial.setdefault("contact", record.contact_id)
            self.initial.setdefault("proposal", record.proposal_id)

    def clean(self) -> dict[str, Any]:
        """Say what is unusual: a defence that has begun already."""
        cleaned = super().clean() or self.cleaned_data
        starts = cleaned.get("starts_at")
        moved = self.record is None or getattr(self.record, "starts_at", None) != starts
        if starts and moved and starts <= timezone.now():
            self.add_warning(_("The defence begins in the past."), code="past")
        return cleaned

    def raw(self, record: Any, name: str) -> Any:
        """Moments are written as Bogotá reads them."""
        value = super().raw(record, name)
        return value.astimezone(BOGOTA) if isinstance(value, datetime) else value


class TopicForm(StyledForm):
    """One line of the agenda. A line without topic and speaker is left out."""

    id = CarriedNumberField()
    area = forms.ChoiceField(label=_("Area"), choices=[("", "–"), *AREA_CHOICES], required=False)
    title = forms.CharField(label=_("Topic"), max_length=160, required=False)
    speaker = forms.ChoiceField(label=_("Speaker"), required=False)
    minutes = CountField(
        label=_("Minutes"), min_value=1, max_value=MOST_MINUTES, unit=MINUTES, required=False, initial=10
    )

    def __init__(self, *args: Any, speakers: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["speaker"].choices = [("", "–"), *speakers]  # type: ignore[attr-defined]

    @property
    def is_blank(self) -> bool:
        """Tell whether nothing is presented in this line."""
        return not self.cleaned_data.get("title") and not self.cleaned_data.get("speaker")


class AgendaFormSet(Lines):
    """The whole agenda on one page: lines in order, empty ones to add, a box to take one out."""

    deletion_widget: Any = forms.CheckboxInput(attrs={"class": "form-check-input"})

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """Read the place of a line as every number is read."""
        super().add_fields(form, index)
        order = form.fields["ORDER"]
        form.fields["ORDER"] = CountField(
            label=order.label, initial=order.initial, min_value=1, max_value=9999, required=False
        )

    def standing(self) -> list[Any]:
        """Return the lines that are presented, in the order asked for."""
        return [one for one in self.ordered_forms if not one.is_blank]

    def topics(self) -> list[dict[str, Any]]:
        """Return what the action takes."""
        lines = self.standing()
        chosen = {int(one.cleaned_data["speaker"]) for one in lines if one.cleaned_data["speaker"]}
        people = User.objects.in_bulk(chosen)
        return [
            {
                "id": form.cleaned_data.get("id"),
                "area": form.cleaned_data["area"],
                "title": form.cleaned_data["title"],
                "speaker": people.get(int(form.cleaned_data["speaker"] or 0)),
                "minutes": form.cleaned_data["minutes"],
            }
            for form in lines
        ]

    def differences(self, current: Any) -> list[Conflict]:
        """Return both agendas, each as a list in one line."""
        standing = DefenceTopic.objects.kept().filter(defence=current).select_related("speaker")
        theirs = [_in_a_line(one.title, one.speaker, one.minutes) for one in standing]
        mine = [_in_a_line(one["title"], one["speaker"], one["minutes"]) for one in self.topics()]
        return [Conflict(_("Agenda"), "; ".join(mine), "; ".join(theirs))]


def _in_a_line(title: str, speaker: Any, minutes: int | None) -> str:
    return f"{title}, {speaker} ({minutes} min)" if speaker else f"{title} ({minutes} min)"


def agenda_formset(
    defence: ProposalDefence, topics: Sequence[DefenceTopic], data: Mapping[str, Any] | None = None
) -> AgendaFormSet:
    """Return the agenda to be edited; where there is none yet, what one usually holds is offered."""
    rows = [
        {
            "id": one.pk,
            "area": one.area,
            "title": one.title,
            "speaker": one.speaker_id or "",
            "minutes": one.minutes,
        }
        for one in topics
    ] or [{"area": role.value, "title": str(title), "minutes": 10} for role, title in SUGGESTED]
    factory: Any = forms.formset_factory(
        TopicForm,
        formset=AgendaFormSet,
        extra=EXTRA_LINES,
        can_order=True,
        can_delete=True,
        max_num=MOST_LINES,
        absolute_max=2 * MOST_LINES,  # whoever claims a thousand lines gets no page of a thousand
    )
    return factory(data, initial=rows, prefix="topics", record=defence, form_kwargs={"speakers": speaker_choices()})


def speaker_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return who may present, each person once, under the first of their areas; Comercial is one. One query."""
    held: dict[str, dict[str, str]] = {}
    roles = [*SALES_ROLES, *ANSWERING_AREAS]
    rows = PersonRole.objects.filter(role__in=roles, user__is_active=True).select_related("user")
    for one in rows.order_by("user__name", "user_id"):
        area = str(COMERCIAL) if one.role in SALES_ROLES else one.role
        held.setdefault(area, {})[str(one.user_id)] = one.user.name
    offered: set[str] = set()
    groups = []
    for area, label in AREA_CHOICES:
        people = [(pk, name) for pk, name in held.get(area, {}).items() if pk not in offered]
        offered.update(pk for pk, _name in people)
        if people:
            groups.append((str(label), people))
    return groups


class MaterialForm(StyledForm):
    """The file that a topic shows."""

    upload = forms.FileField(
        label=_("File"), allow_empty_file=True, widget=forms.ClearableFileInput(attrs={"accept": ACCEPT})
    )
    description = forms.CharField(label=_("Description"), required=False, max_length=200)


class RehearsalForm(VersionedMixin, StyledForm):
    """When the team rehearses, and what came out of it."""

    starts_at = forms.DateTimeField(label=_("Begins"), help_text=_("Bogotá time, before the defence."))
    minutes = CountField(label=_("Minutes"), min_value=1, max_value=MOST_MINUTES, unit=MINUTES, initial=60)
    place = forms.CharField(label=_("Place or link"), max_length=300, required=False)
    notes = forms.CharField(
        label=_("What to improve"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, record: DefenceRehearsal | None = None, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        if record is not None:
            for name in REHEARSAL_FIELDS:
                self.initial.setdefault(name, getattr(record, name))

    def values(self) -> dict[str, Any]:
        """Return what the action takes."""
        return {name: self.cleaned_data[name] for name in REHEARSAL_FIELDS}


class HoldForm(VersionedMixin, StyledForm):
    """How the defence went."""

    held_on = DayField(label=_("Held on"))
    outcome = forms.CharField(label=_("Outcome"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    questions = forms.CharField(
        label=_("Questions asked"),
        required=False,
        max_length=8000,
        help_text=_("One a line. Those to be answered in writing become clarifications."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, record: ProposalDefence, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        planned = record.starts_at.astimezone(BOGOTA).date() if record.starts_at else today()
        self.initial.setdefault("held_on", min(planned, today()))
