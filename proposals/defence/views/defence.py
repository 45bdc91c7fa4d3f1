"""The defence: its list, its page, and the forms that plan, change, hold, call off and void it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from almacontact.accounts.access import requires
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.web.saving import attempt
from pipeline.opportunities.page import form_context, visible_opportunity
from proposals.clarifications.chain import asked_already
from proposals.clarifications.forms import PREFILLED
from proposals.defence.actions import defence as actions
from proposals.defence.actions.agenda import make_presentation
from proposals.defence.actions.invitations import attendees_of, invite, is_invited, refused_invitation
from proposals.defence.calendar import one_event, running
from proposals.defence.forms import DefenceForm, HoldForm
from proposals.defence.models import DefenceState, DefenceTopic, ProposalDefence
from proposals.defence.page import head
from proposals.defence.rights import demand_defence, may_add_material, refuse_settled
from proposals.defence.tables import DefenceList
from proposals.intake.forms import ReasonForm
from proposals.proposal.models.proposals import ProposalFileKind
from proposals.reasons import TEMPLATE
from proposals.rights import may_write

ICS = "text/calendar; charset=utf-8"

defence_list = requires(Right.VIEW_PROPOSALS)(DefenceList.as_view())


@requires(Right.WRITE_PROPOSALS)
@require_http_methods(["GET", "HEAD", "POST"])
def defence_create(request: SignedInRequest, code: str) -> HttpResponse:
    """Plan a defence of an opportunity."""
    opportunity = visible_opportunity(request.user, code)
    demand_defence(request.user, opportunity)
    last = actions.last_sent(opportunity) if request.method != "POST" else None
    form = DefenceForm(request.POST or None, opportunity=opportunity, initial={"proposal": last.pk if last else None})
    made, status = attempt(
        form, lambda: actions.plan_defence(opportunity=opportunity, by=request.user, values=_planned(form))
    )
    if made is not None:
        messages.success(request, _("The defence is planned. Now say who presents what."))
        return redirect("proposals:defence_topics", made.pk)
    context = {**form_context(opportunity, _("Plan the defence")), "form": form, "sent": last}
    return render(request, "proposals/defence/form.html", context, status=status)


@requires(Right.VIEW_PROPOSALS)
@require_safe
def defence_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a defence: when and where, the agenda with running times, rehearsals, files, and how it went."""
    defence = visible_defence(request, pk)
    opportunity = defence.opportunity
    topics = list(
        DefenceTopic.objects.kept().filter(defence=defence).select_related("speaker", "material__uploaded_by")
    )
    for one in topics:
        one.defence = defence
    editable = defence.is_planned and may_write(request.user, opportunity)
    minutes = sum(one.minutes for one in topics)
    invited = is_invited(defence) if editable else False
    may_void = may_write(request.user, opportunity) and defence.is_standing
    context = {
        **defence_context(defence, _("Defence before %(client)s") % {"client": opportunity.client.name}),
        **head(defence, editable=editable, may_void=may_void, has_agenda=bool(topics), invited=invited),
        "agenda": [
            {
                "starts": starts,
                "topic": topic,
                "may_add": defence.is_planned and defence.proposal_id and may_add_material(request.user, topic),
            }
            for starts, topic in running(defence, topics)
        ],
        "total_minutes": minutes,
        "over": max(minutes - defence.slot_minutes, 0) if defence.starts_at else 0,
        "rehearsals": list(defence.rehearsals.filter(removed_at__isnull=True)),
        "questions": _questions(defence, may_log=may_write(request.user, opportunity) and opportunity.is_open),
        "presentations": _presentations(defence),
        "editable": editable,
        "invited": invited,
        "not_invited": refused_invitation(defence) if editable and not invited else "",
        "attendees": attendees_of(defence) if editable else [],
    }
    return render(request, "proposals/defence/detail.html", context)


@requires(Right.WRITE_PROPOSALS)
@require_http_methods(["GET", "HEAD", "POST"])
def defence_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change when, where and what is defended; invitations that went out are sent again."""
    defence = prepared_defence(request, pk)
    form = DefenceForm(request.POST or None, opportunity=defence.opportunity, record=defence)
    saved, status = attempt(
        form,
        lambda: actions.edit_defence(
            defence=defence, by=request.user, changes=_planned(form), version=form.expected_version
        ),
    )
    if saved is not None:
        messages.success(request, _("Saved."))
        return redirect(saved)
    context = {**defence_context(defence, _("Edit the defence")), "form": form, "back": defence.get_absolute_url()}
    return render(request, "proposals/defence/form.html", context, status=status)


@requires(Right.WRITE_PROPOSALS)
@require_http_methods(["GET", "HEAD", "POST"])
def defence_hold(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write down how the defence went, and what was asked."""
    defence = prepared_defence(request, pk)
    form = HoldForm(request.POST or None, record=defence)

    def save() -> ProposalDefence:
        given = {name: form.cleaned_data[name] for name in ("held_on", "outcome", "questions")}
        return actions.hold_defence(defence=defence, by=request.user, version=form.expected_version, **given)

    words = _("Written down. It counts as a contact with the client.")
    return _form_page(request, defence, _("How the defence went"), form, save, words)


@requires(Right.WRITE_PROPOSALS)
@require_http_methods(["GET", "HEAD", "POST"])
def defence_not_required(request: SignedInRequest, code: str) -> HttpResponse:
    """Write down that the client requires no defence, with the reason."""
    opportunity = visible_opportunity(request.user, code)
    demand_defence(request.user, opportunity)
    form = ReasonForm(request.POST or None)
    made, status = attempt(
        form,
        lambda: actions.not_required(opportunity=opportunity, by=request.user, reason=form.cleaned_data["reason"]),
    )
    if made is not None:
        messages.success(request, _("Written down: the client requires no defence."))
        return redirect(made)
    context = {**form_context(opportunity, _("The client requires no defence")), "form": form}
    return render(request, TEMPLATE, context, status=status)


@requires(Right.WRITE_PROPOSALS)
@require_http_methods(["GET", "HEAD", "POST"])
def defence_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Call a planned defence off, with the reason; whoever was invited is told."""
    defence = prepared_defence(request, pk)
    form = ReasonForm(request.POST or None)

    def save() -> ProposalDefence:
        return actions.cancel_defence(defence=defence, by=request.user, reason=form.cleaned_data["reason"])

    words = _("Called off. Whoever was invited is told.")
    meaning = _("It will not take place: whoever was invited is told. If it was written down by mistake, void it.")
    title, danger = _("Call the defence off"), _("Call it off")
    return _form_page(request, defence, title, form, save, words, danger=danger, meaning=meaning)


@requires(Right.WRITE_PROPOSALS)
@require_http_methods(["GET", "HEAD", "POST"])
def defence_void(request: SignedInRequest, pk: int) -> HttpResponse:
    """Void a defence that was written down by mistake, with the reason."""
    defence = visible_defence(request, pk)
    demand_defence(request.user, defence.opportunity)
    form = ReasonForm(request.POST or None)

    def save() -> ProposalDefence:
        return actions.void_defence(defence=defence, by=request.user, reason=form.cleaned_data["reason"])

    words = _("Voided. It stays, marked.")
    if defence.state == DefenceState.HELD:
        words = _("Voided. If the meeting did not take place, void its contact with the client too.")
    meaning = _("It was recorded by mistake: it stays, marked, and no longer counts.")
    if defence.is_planned:
        meaning = _("It was recorded by mistake, and no longer counts. If it will not take place, call it off.")
    return _form_page(request, defence, _("Void the defence"), form, save, words, danger=_("Void"), meaning=meaning)


@requires(Right.WRITE_PROPOSALS)
@require_POST
def defence_invite(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send the invitations."""
    defence = prepared_defence(request, pk)
    invite(defence=defence, by=request.user)
    messages.success(request, _("The invitations are on their way."))
    return redirect(defence)


@requires(Right.WRITE_PROPOSALS)
@require_POST
def defence_presentation(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make the presentation of the defence from its proposal and agenda."""
    defence = prepared_defence(request, pk)
    made = make_presentation(defence=defence, by=request.user)
    messages.success(request, _("“%(name)s” is made.") % {"name": made.original_name})
    return redirect(f"{defence.get_absolute_url()}#presentation")


@requires(Right.VIEW_PROPOSALS)
@require_safe
def defence_ics(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send the defence as one event for a calendar."""
    defence = visible_defence(request, pk)
    if defence.starts_at is None or defence.voided_at or defence.state == DefenceState.CANCELLED:
        raise Http404
    topics = list(DefenceTopic.objects.kept().filter(defence=defence).select_related("speaker"))
    name = f"sustentacion-{defence.opportunity.code}.ics"
    return HttpResponse(
        one_event(defence, topics),
        content_type=ICS,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def visible_defence(request: SignedInRequest, pk: int) -> ProposalDefence:
    """Return a defence the person may see, with what its page shows; 404 otherwise."""
    rows = ProposalDefence.objects.visible_to(request.user).with_parties()
    found = rows.select_related("proposal__minutes", "presentation__uploaded_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def prepared_defence(request: SignedInRequest, pk: int) -> ProposalDefence:
    """Return a defence that the person prepares and that may still change. Raises `NotAllowed`, `Refused`, 404."""
    defence = visible_defence(request, pk)
    demand_defence(request.user, defence.opportunity)
    refuse_settled(defence)
    return defence


def defence_context(defence: ProposalDefence, title: str) -> dict[str, Any]:
    """Return what every page of a defence shows around it."""
    return {
        **form_context(defence.opportunity, title),
        "crumbs": [
            (_("Defences"), reverse("proposals:defence_list")),
            (defence.opportunity.code, defence.opportunity.get_absolute_url()),
        ],
        "badge": {"label": defence.get_state_display(), "tone": defence.tone},
        "defence": defence,
    }


def _form_page(
    request: SignedInRequest,
    defence: ProposalDefence,
    title: str,
    form: Any,
    save: Callable[[], ProposalDefence],
    done: str,
    *,
    danger: str = "",
    meaning: str = "",
) -> HttpResponse:
    """One form about a defence; `danger` is the word of a button that takes something away, `meaning` what it does."""
    saved, status = attempt(form, save)
    if saved is not None:
        messages.success(request, done)
        return redirect(saved)
    context = {**defence_context(defence, title), "form": form, "back": defence.get_absolute_url()}
    if danger:
        context |= {"danger": True, "submit": danger, "meaning": meaning}
    return render(request, TEMPLATE, context, status=status)


def _planned(form: DefenceForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in actions.PLANNED_FIELDS}


def _questions(defence: ProposalDefence, *, may_log: bool) -> list[dict[str, Any]]:
    """Return each question asked, with the clarification it became, or the address that makes it one."""
    lines = [line for line in defence.questions.split("\n") if line]
    logged = asked_already(defence.opportunity, lines) if lines else {}
    create = reverse("proposals:clarification_create", args=[defence.opportunity.code])
    return [
        {
            "text": line,
            "logged": logged.get(line),
            "url": f"{create}?{urlencode({'question': line[:PREFILLED]})}" if may_log else "",
        }
        for line in lines
    ]


def _presentations(defence: ProposalDefence) -> list[Any]:
    if defence.proposal is None:
        return []
    made = defence.proposal.attachments.filter(kind=ProposalFileKind.PRESENTATION).select_related("uploaded_by")
    return list(made.standing()[:10])
