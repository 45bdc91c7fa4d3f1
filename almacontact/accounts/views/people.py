"""The administrator's pages: who works here, with which roles."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from almacontact.accounts import actions
from almacontact.accounts.access import requires
from almacontact.accounts.departures import LeftBehind, left_behind_by, lost_with
from almacontact.accounts.forms import AddPersonForm, EditPersonForm, ReasonForm, RolesForm
from almacontact.accounts.links import days_valid, send_password_link, show_password_link
from almacontact.accounts.models import User
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.accounts.roles import APPROVING_ROLES, Role
from almacontact.accounts.story import story_of
from almacontact.web.forms import StyledForm
from almacontact.web.saving import attempt
from almacontact.web.search import matching

PEOPLE_PER_PAGE = 100
ENOUGH_HOLDERS = 2
"""Holders an approving role needs, so that nobody has to sign what they prepared."""


@requires(Right.MANAGE_PEOPLE, Right.VIEW_EVERYTHING)
@require_GET
def people(request: SignedInRequest) -> HttpResponse:
    """List people; say first which roles lack holders. The auditor reads it."""
    state, role, text = (request.GET.get(name, "").replace("\0", "").strip() for name in ("state", "role", "q"))
    found = User.objects.prefetch_related("held_roles").annotate(
        has_second_factor=Exists(Authenticator.objects.filter(user=OuterRef("pk")))
    )
    found = found.filter(is_active=state != "closed") if state != "all" else found
    if role in Role.values:
        found = found.filter(held_roles__role=role)
    if text:
        found = found.filter(matching(text, person="pk"))
    manages = request.user.can(Right.MANAGE_PEOPLE)
    add = {"label": _("Add a person"), "url": reverse("accounts:person_add"), "icon": "person-plus"}
    page = Paginator(found.order_by("name", "pk"), PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": _("People and roles"),
        "page": page,
        "page_obj": page,
        "states": [("", _("Active")), ("closed", _("Closed")), ("all", _("All"))],
        "state": state,
        "roles": Role.choices,
        "role": role,
        "text": text,
        "short": _short_of_holders(),
        "manages": manages,
        "primary": add if manages else None,
    }
    return render(request, "accounts/people.html", context)


@requires(Right.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def add(request: SignedInRequest) -> HttpResponse:
    """Add a person; their page then offers the link to set a password."""
    initial = {"roles": [role for role in request.GET.getlist("role") if role in Role.values]}
    form = AddPersonForm(request.POST or None, initial=initial)
    person, status = attempt(form, lambda: actions.add_person(by=request.user, **form.cleaned_data))
    if person is not None:
        messages.success(request, _("%(name)s was added. Give out the link to set a password.") % {"name": person.name})
        return redirect("accounts:person", pk=person.pk)
    context = _context(_("Add a person"), form=form, submit=_("Add the person"), cancel=reverse("accounts:people"))
    return render(request, "accounts/person_form.html", context, status=status)


@requires(Right.MANAGE_PEOPLE, Right.VIEW_EVERYTHING)
@require_GET
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a person, what an administrator may do, and the history of roles and state."""
    return _person_page(request, get_object_or_404(User, pk=pk))


@requires(Right.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def change_roles(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose the roles a person holds, with the reason. What waits for them in a role that is taken is asked about."""
    person = get_object_or_404(User, pk=pk)
    shown = {"roles": list(person.roles), "seen": ",".join(sorted(person.roles))}
    form = RolesForm(request.POST or None, initial=shown, lost=partial(lost_with, person))
    saved, status = attempt(form, lambda: actions.change_roles(person=person, by=request.user, **form.cleaned_data))
    if saved is not None:
        messages.success(request, _("Roles of %(name)s saved.") % {"name": person.name})
        _warn_of_short_roles(request)
        return redirect("accounts:person", pk=person.pk)
    context = _context(
        _("Roles of %(name)s") % {"name": person.name},
        person=person,
        form=form,
        submit=_("Save roles"),
        left_behind=left_behind_by(person),
        cancel=reverse("accounts:person", args=[pk]),
    )
    return render(request, "accounts/person_form.html", context, status=status)


@requires(Right.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct a name or an address."""
    person = get_object_or_404(User, pk=pk)
    form = EditPersonForm(request.POST or None, initial={"name": person.name, "email": person.email})

    def save() -> str:
        actions.edit_person(person=person, by=request.user, **form.cleaned_data)
        return _("Saved.")

    return _ask(request, person, form, save, title=_("Edit %(name)s"), submit=_("Save"))


@requires(Right.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def deactivate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close an account."""
    person = get_object_or_404(User, pk=pk)
    form = ReasonForm(request.POST or None)

    def save() -> str:
        actions.deactivate_person(person=person, by=request.user, reason=form.cleaned_data["reason"])
        _warn_of_short_roles(request)
        return _("The account of %(name)s is closed.") % {"name": person.name}

    return _ask(
        request,
        person,
        form,
        save,
        title=_("Deactivate %(name)s"),
        submit=_("Deactivate"),
        text=_("The person is signed out at once and cannot sign in. What they did keeps their name."),
        left_behind=left_behind_by(person),
        danger=True,
    )


@requires(Right.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def reactivate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open a closed account again."""
    person = get_object_or_404(User, pk=pk)
    form = ReasonForm(request.POST or None)

    def save() -> str:
        actions.reactivate_person(person=person, by=request.user, reason=form.cleaned_data["reason"])
        return _("The account of %(name)s is open again. Give out a link to set a password.") % {"name": person.name}

    return _ask(
        request,
        person,
        form,
        save,
        title=_("Reactivate %(name)s"),
        submit=_("Reactivate"),
        text=_("The person gets back the roles shown on their page and sets a new password by link."),
    )


@requires(Right.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def remove_second_factor(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take the second factor away from somebody who lost it."""
    person = get_object_or_404(User, pk=pk)
    form = ReasonForm(request.POST or None)

    def save() -> str:
        actions.remove_second_factor(person=person, by=request.user, reason=form.cleaned_data["reason"])
        return _("%(name)s now signs in with the password alone.") % {"name": person.name}

    return _ask(
        request,
        person,
        form,
        save,
        title=_("Remove the second factor of %(name)s"),
        submit=_("Remove"),
        text=_("For somebody who lost the phone and the recovery codes. Make sure that it is they who ask."),
        danger=True,
    )


@requires(Right.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
@never_cache
def password_link(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send the link to set a password; show it only for somebody who has never signed in.

    Whoever knows the link owns the account. An administrator who could read the link of a director could sign as the
    director: so that one goes to the director's own address alone.
    """
    person = get_object_or_404(User, pk=pk)
    if request.method == "GET":
        return redirect("accounts:person", pk=pk)
    actions.note_password_link(person=person, by=request.user)
    if "show" in request.POST and person.may_be_shown_link:
        return _person_page(request, person, link=show_password_link(person, by=request.user))
    send_password_link(person)
    messages.success(request, _("A link to set the password is on its way to %(email)s.") % {"email": person.email})
    return redirect("accounts:person", pk=pk)


def _person_page(request: SignedInRequest, person: User, link: str = "") -> HttpResponse:
    is_self, manages = person.pk == request.user.pk, request.user.can(Right.MANAGE_PEOPLE)
    context = _context(
        person.name,
        person=person,
        badge={"label": _("Active"), "tone": "ok"} if person.is_active else {"label": _("Closed"), "tone": "idle"},
        is_self=is_self,
        manages=manages,
        roles=[role for role in Role if role in person.roles],
        has_second_factor=Authenticator.objects.filter(user=person).exists(),
        link=link,
        days=days_valid(),
        story=story_of(person),
        menu=_menu_of(person) if manages and not is_self else [],
        primary=_change_roles_button(person) if manages and not is_self else None,
    )
    return render(request, "accounts/person_detail.html", context)


def _change_roles_button(person: User) -> dict[str, Any]:
    return {
        "label": _("Change roles"),
        "url": reverse("accounts:person_roles", args=[person.pk]),
        "icon": "person-gear",
    }


def _menu_of(person: User) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = [
        {"label": _("Edit name and e-mail"), "url": reverse("accounts:person_edit", args=[person.pk]), "icon": "pencil"}
    ]
    if Authenticator.objects.filter(user=person).exists():
        items.append(
            {
                "label": _("Remove the second factor"),
                "url": reverse("accounts:person_second_factor", args=[person.pk]),
                "icon": "shield-x",
            }
        )
    if person.is_active:
        url = reverse("accounts:person_deactivate", args=[person.pk])
        items.append({"label": _("Deactivate"), "url": url, "icon": "person-dash", "tone": "bad"})
    else:
        url = reverse("accounts:person_reactivate", args=[person.pk])
        items.append({"label": _("Reactivate"), "url": url, "icon": "person-check"})
    return items


def _ask(
    request: SignedInRequest,
    person: User,
    form: StyledForm,
    save: Callable[[], str],
    *,
    title: str,
    submit: str,
    text: str = "",
    danger: bool = False,
    left_behind: Sequence[LeftBehind] = (),
) -> HttpResponse:
    """Show `form` about `person`; once it is filled in, `save` and say what it returns."""
    done, status = attempt(form, save)
    if done is not None:
        messages.success(request, done)
        return redirect("accounts:person", pk=person.pk)
    context = _context(
        title % {"name": person.name},
        person=person,
        form=form,
        submit=submit,
        text=text,
        danger=danger,
        left_behind=left_behind,
        cancel=reverse("accounts:person", args=[person.pk]),
    )
    return render(request, "accounts/person_form.html", context, status=status)


def _context(title: str, person: User | None = None, **more: Any) -> dict[str, Any]:
    crumbs = [(_("People and roles"), reverse("accounts:people"))]
    if person is not None and "form" in more:
        crumbs.append((person.name, reverse("accounts:person", args=[person.pk])))
    return {"title": title, "crumbs": crumbs, "person": person, **more}


def _short_of_holders() -> list[dict[str, Any]]:
    """Roles that nobody holds, and approving roles with fewer than two holders, those first."""
    rows = [
        {"role": role, "count": count, "approves": role in APPROVING_ROLES}
        for role, count in User.objects.holders().items()
        if count == 0 or (role in APPROVING_ROLES and count < ENOUGH_HOLDERS)
    ]
    return sorted(rows, key=lambda row: not row["approves"])


def _warn_of_short_roles(request: SignedInRequest) -> None:
    for row in _short_of_holders():
        if row["approves"]:
            messages.warning(
                request,
                _("Holders of %(role)s: %(count)s. With fewer than two, some approvals have nobody who may sign.")
                % {"role": row["role"].label, "count": row["count"]},
            )
