"""Pages that exist for the tests of the frame alone: a list of people and views that refuse."""

import django_filters
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from almacontact.accounts.access import requires, signed_in
from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.refusals import Blocker, NotAllowed, Refused, StaleVersion
from almacontact.web.lists import Column, EmptyState, ListPage


class PeopleFilter(django_filters.FilterSet):
    """By theme and by name."""

    theme = django_filters.ChoiceFilter(label="Tema", choices=User.Theme.choices)
    joined = django_filters.DateFromToRangeFilter(label="Ingreso", field_name="date_joined")


class PeopleList(ListPage):
    """A list of people."""

    key = "tests.people"
    title = "Personas de prueba"
    columns = (
        Column("name", "Nombre", sort=True, url=lambda person: f"/p/{person.pk}/"),
        Column("email", "Correo"),
        Column("number", "Número", kind="number", value=lambda person: person.pk, sort="pk", total="pk"),
        Column("date_joined", "Ingreso", kind="day"),
    )
    filterset_class = PeopleFilter
    search_in = {"person": "pk"}
    default_sort = "name"
    export_right = Right.EXPORT
    empty = EmptyState("Nadie todavía")

    def get_queryset(self):
        return User.objects.filter(email__endswith=".example")


@signed_in
def refuse(request: HttpRequest, how: str) -> HttpResponse:
    """Refuse in one of three ways."""
    blocker = Blocker(code="missing", message="Falta <b>el acta</b>.", url="/acta/", link_label="Hacerla")
    if how == "stale":
        raise StaleVersion(User.objects.get(pk=request.user.pk))
    raise {"refused": Refused, "not-allowed": NotAllowed}[how](blocker)


@signed_in
def words(request: HttpRequest) -> HttpResponse:
    """Say the language."""
    return HttpResponse(request.LANGUAGE_CODE)


@signed_in
def notify(request: HttpRequest) -> HttpResponse:
    """Leave a message."""
    messages.success(request, "Guardó «ñandú»")
    return HttpResponse("ok")


urlpatterns = [
    path("test/notify/", notify),
    path("test/people/", requires(Right.VIEW_OPPORTUNITIES)(PeopleList.as_view())),
    path("test/refuse/<str:how>/", refuse),
    path("test/words/", words),
    path("", include("almacontact.urls")),
]
