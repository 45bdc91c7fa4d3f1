"""The lists of clients and of contacts: columns, filters, order."""

from typing import Any

import django_filters
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right, Scope
from almacontact.web.columns import Column
from almacontact.web.lists import Action, EmptyState, ListPage
from pipeline.catalogues.models import Segment
from pipeline.clients.models import Client, Contact
from pipeline.opportunities.exports import exportable
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.states import OPEN_STAGES, Outcome

CLIENT_KINDS = [("client", _("Clients, with an award")), ("prospect", _("Prospects, without one yet"))]


def _by_kind(records: QuerySet[Client], name: str, value: str) -> QuerySet[Client]:
    if not value:
        return records
    awarded = Opportunity.objects.won().values("client")
    return records.filter(pk__in=awarded) if value == "client" else records.exclude(pk__in=awarded)


def _taken_out(records: QuerySet[Any], by: User, client: str) -> QuerySet[Any]:
    """Narrow `records` to those whose `client` has an opportunity that `by` may take out, where that is not all."""
    if by.scope(Right.EXPORT) == Scope.ALL:
        return records
    return records.filter(**{f"{client}__in": exportable(by).values("client")})


class ClientFilter(django_filters.FilterSet):
    """What the list of clients can be narrowed to."""

    kind = django_filters.ChoiceFilter(label=_("Client or prospect"), choices=CLIENT_KINDS, method=_by_kind)
    sector = django_filters.ModelChoiceFilter(label=_("Sector"), queryset=Segment.objects.all())
    ownership = django_filters.ChoiceFilter(label=_("Public or private"), choices=Client.Ownership.choices)
    city = django_filters.CharFilter(label=_("City"), lookup_expr="icontains")

    class Meta:
        model = Client
        fields: list[str] = []


class ClientList(ListPage):
    """Every client and prospect, with what is open and what was won."""

    key = "pipeline.clients"
    title = _("Clients")
    columns = (
        Column("name", _("Client"), sort=True, url=lambda one: one.get_absolute_url()),
        Column("full_nit", _("NIT"), kind="code"),
        Column("sector", _("Sector"), sort="sector__name", value=lambda one: one.sector or ""),
        Column("ownership", _("Public or private"), value=lambda one: one.get_ownership_display(), sort=True),
        Column("city", _("City"), sort=True),
        Column("open_count", _("Open"), kind="number", sort=True),
        Column("open_value", _("Open, a month"), kind="money", sort=True),
        Column("won_count", _("Won"), kind="number", sort=True),
    )
    filterset_class = ClientFilter
    default_sort = "name"
    search_in = {"client": "pk"}
    search_hint = _("Name or NIT")
    export_right = Right.EXPORT
    primary = Action(_("New client"), "pipeline:client_create", right=Right.EDIT_OPPORTUNITIES)
    empty = EmptyState(
        _("No clients yet"),
        _("Add the first one, or import the team's workbook: it brings its clients along."),
        icon="buildings",
        url_name="pipeline:client_create",
        action=_("New client"),
        right=Right.EDIT_OPPORTUNITIES,
    )

    def get_export_queryset(self, records: QuerySet[Any]) -> QuerySet[Any]:
        """An analyst takes out the clients of their own opportunities."""
        return _taken_out(records, self.request.user, "pk")

    def get_queryset(self) -> QuerySet[Client]:
        visible = Opportunity.objects.visible_to(self.request.user).filter(client=OuterRef("pk")).order_by()

        def figure(aggregate: Any, condition: Q) -> Coalesce:
            rows = visible.filter(condition).values("client").annotate(figure=aggregate).values("figure")
            return Coalesce(Subquery(rows, output_field=IntegerField()), 0)

        waiting = Q(stage__in=OPEN_STAGES)
        return (
            Client.objects.current()
            .visible_to(self.request.user)
            .select_related("sector")
            .annotate(
                open_count=figure(Count("pk"), waiting),
                open_value=figure(Sum("monthly_value"), waiting),
                won_count=figure(Count("pk"), Q(outcome=Outcome.WON)),
            )
        )


class ContactFilter(django_filters.FilterSet):
    """What the list of contacts can be narrowed to."""

    is_decision_maker = django_filters.BooleanFilter(label=_("Decides on the purchase"))
    without_consent = django_filters.BooleanFilter(
        label=_("Without proof of consent"), field_name="consent_on", lookup_expr="isnull"
    )
    active = django_filters.BooleanFilter(label=_("Still works there"))

    class Meta:
        model = Contact
        fields: list[str] = []


class ContactList(ListPage):
    """The people we talk to, at every client."""

    key = "pipeline.contacts"
    title = _("Contacts")
    columns = (
        Column("name", _("Contact"), sort=True, url=lambda one: one.get_absolute_url()),
        Column("client", _("Client"), sort="client__name", url=lambda one: one.client.get_absolute_url()),
        Column("position", _("Position"), sort=True),
        Column("email", _("E-mail"), sort=True),
        Column("phone", _("Phone"), kind="code"),
        Column("is_decision_maker", _("Decides"), kind="flag", sort=True),
        Column("consent_on", _("Consent"), kind="day", sort=True),
    )
    filterset_class = ContactFilter
    search_in = {"contact": "pk"}
    default_sort = "name"
    export_right = Right.EXPORT
    empty = EmptyState(
        _("No contacts yet"), _("Open a client and write down whom you talk to there."), icon="person-lines-fill"
    )

    def get_export_queryset(self, records: QuerySet[Any]) -> QuerySet[Any]:
        """An analyst takes out the people at the clients of their own opportunities."""
        return _taken_out(records, self.request.user, "client")

    def get_queryset(self) -> QuerySet[Contact]:
        return Contact.objects.visible_to(self.request.user).filter(merged_into__isnull=True).select_related("client")
