"""The agenda of a defence on one page, the material of a topic, and rehearsals."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from almacontact.accounts.access import requires
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.web.saving import attempt
from pipeline.rights import demand
from proposals.defence.actions import agenda as actions
from proposals.defence.forms import MaterialForm, RehearsalForm, agenda_formset
from proposals.defence.models import DefenceRehearsal, DefenceTopic, ProposalDefence
from proposals.defence.rights import demand_defence, may_add_material, refuse_settled
from proposals.defence.views.defence import defence_context, prepared_defence
from proposals.reasons import TEMPLATE


@requires(Right.WRITE_PROPOSALS)
@require_http_methods(["GET", "HEAD", "POST"])
def defence_topics(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write the whole agenda: who presents what, for how long, in which order."""
    defence = prepared_defence(request, pk)
    topics = list(DefenceTopic.objects.kept().filter(defence=defence).select_related("speaker"))
    lines = agenda_formset(defence, topics, request.POST if request.method == "POST" else None)
    saved, status = attempt(
        lines,
        lambda: actions.set_topics(
            defence=defence, by=request.user, topics=lines.topics(), version=lines.expected_version
        ),
    )
    if saved is not None:
        messages.success(request, _("The agenda is saved."))
        return redirect(defence)
    context = {
        **defence_context(defence, _("Agenda of the defence")),
        "lines": lines,
        "back": defence.get_absolute_url(),
    }
    return render(request, "proposals/defence/topics.html", context, status=status)


@requires(Right.VIEW_PROPOSALS)
@require_http_methods(["GET", "HEAD", "POST"])
def topic_material(request: SignedInRequest, pk: int) -> HttpResponse:
    """Attach what a topic shows: whoever presents it may."""
    seen = ProposalDefence.objects.visible_to(request.user)
    rows = DefenceTopic.objects.kept().filter(defence__in=seen)
    topic = rows.select_related("defence__opportunity__client", "defence__proposal").filter(pk=pk).first()
    if topic is None:
        raise Http404
    demand(
        may_add_material(request.user, topic),
        _("The material of a topic is added by who presents it or who prepares the defence."),
        code="not_your_topic",
    )
    refuse_settled(topic.defence)
    form = MaterialForm(request.POST or None, request.FILES or None)

    def save() -> DefenceTopic:
        given = form.cleaned_data
        return actions.attach_material(
            topic=topic, by=request.user, file=given["upload"], description=given["description"]
        )

    saved, status = attempt(form, save)
    if saved is not None:
        messages.success(request, _("Attached."))
        return redirect(topic.defence)
    title = _("Material of “%(topic)s”") % {"topic": topic}
    return _page(request, topic.defence, title, form, status, submit=_("Attach"))


@requires(Right.WRITE_PROPOSALS)
@require_http_methods(["GET", "HEAD", "POST"])
def rehearsal_create(request: SignedInRequest, pk: int) -> HttpResponse:
    """Plan a rehearsal."""
    defence = prepared_defence(request, pk)
    form = RehearsalForm(request.POST or None)
    made, status = attempt(form, lambda: actions.add_rehearsal(defence=defence, by=request.user, values=form.values()))
    if made is not None:
        messages.success(request, _("The rehearsal is planned."))
        return redirect(defence)
    return _page(request, defence, _("Plan a rehearsal"), form, status)


@requires(Right.WRITE_PROPOSALS)
@require_http_methods(["GET", "HEAD", "POST"])
def rehearsal_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a rehearsal, or write down what came out of it."""
    rehearsal = _rehearsal(request, pk)
    form = RehearsalForm(request.POST or None, record=rehearsal)

    saved, status = attempt(
        form,
        lambda: actions.edit_rehearsal(
            rehearsal=rehearsal, by=request.user, changes=form.values(), version=form.expected_version
        ),
    )
    if saved is not None:
        messages.success(request, _("Saved."))
        return redirect(rehearsal.defence)
    return _page(request, rehearsal.defence, _("Edit the rehearsal"), form, status, rehearsal=rehearsal)


@requires(Right.WRITE_PROPOSALS)
@require_POST
def rehearsal_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a rehearsal out."""
    rehearsal = _rehearsal(request, pk)
    actions.remove_rehearsal(rehearsal=rehearsal, by=request.user)
    messages.success(request, _("The rehearsal is taken out."))
    return redirect(rehearsal.defence)


def _rehearsal(request: SignedInRequest, pk: int) -> DefenceRehearsal:
    seen = ProposalDefence.objects.visible_to(request.user)
    rows = DefenceRehearsal.objects.kept().filter(defence__in=seen)
    found = rows.select_related("defence__opportunity__client").filter(pk=pk).first()
    if found is None:
        raise Http404
    demand_defence(request.user, found.defence.opportunity)
    refuse_settled(found.defence)
    return found


def _page(
    request: SignedInRequest, defence: ProposalDefence, title: str, form: Any, status: int, **more: Any
) -> HttpResponse:
    context = {**defence_context(defence, title), "form": form, "back": defence.get_absolute_url(), **more}
    template = "proposals/defence/rehearsal.html" if "rehearsal" in more else TEMPLATE
    return render(request, template, context, status=status)
