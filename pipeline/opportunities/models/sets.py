"""The sets of opportunities that people speak of."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right, Scope
from almacontact.accounts.roles import AREA_ROLES
from almacontact.audit.models import Guarded
from almacontact.calendar import start_of
from pipeline.catalogues.models import StagePolicy
from pipeline.clients.models import Client
from pipeline.states import OPEN_STAGES, Outcome, Stage


def contact_is_due(day: date, policies: Iterable[StagePolicy]) -> Q:
    """Return the condition on opportunities without a contact for longer than their stage allows (process row 5)."""
    due = Q(pk__in=[])
    for policy in policies:
        limit = day - timedelta(days=policy.contact_days)
        quiet = Q(last_contact_on__lt=limit) | Q(last_contact_on__isnull=True, created_at__lt=start_of(limit))
        due |= Q(stage=policy.stage) & quiet
    return due


class OpportunityQuerySet(Guarded):
    """Opportunities. Names the sets that people speak of."""

    def visible_to(self, user: User) -> "OpportunityQuerySet":
        """Return what `user` may see: all, what their area takes part in, or nothing."""
        scope = user.scope(Right.VIEW_OPPORTUNITIES)
        if scope == Scope.ALL:
            return self
        if scope == Scope.AREA:
            areas = user.roles & AREA_ROLES
            return self.filter(pk__in=self.model.objects.filter(participations__role__in=areas).values("pk"))
        return self.none()

    def open(self) -> "OpportunityQuerySet":
        """Return those not closed."""
        return self.filter(stage__in=OPEN_STAGES)

    def closed(self) -> "OpportunityQuerySet":
        """Return those with an outcome."""
        return self.filter(stage=Stage.CLOSED)

    def won(self) -> "OpportunityQuerySet":
        """Return those the client awarded to us."""
        return self.filter(outcome=Outcome.WON)

    def of_company(self, *clients: Client) -> "OpportunityQuerySet":
        """Return those of `clients` and of all that is one company with any of them."""
        return self.filter(client__in=Client.objects.one_company_with(*clients))

    def in_results(self) -> "OpportunityQuerySet":
        """Leave out the imported wins that Calidad has not accepted: they stand apart."""
        return self.filter(apart=False)

    def owned_by(self, user: User) -> "OpportunityQuerySet":
        """Return those `user` answers for."""
        return self.filter(owner=user)

    def overdue(self, day: date) -> "OpportunityQuerySet":
        """Return the open ones whose next step was due before `day`."""
        return self.open().filter(next_step_on__lt=day)

    def due_on(self, day: date) -> "OpportunityQuerySet":
        """Return the open ones whose next step is due on `day`."""
        return self.open().filter(next_step_on=day)

    def without_next_step(self) -> "OpportunityQuerySet":
        """Return the open ones for which nobody planned when to go on."""
        return self.open().filter(next_step_on__isnull=True)

    def contact_due(self, day: date, policies: Iterable[StagePolicy]) -> "OpportunityQuerySet":
        """Return the open ones without a contact for longer than their stage allows (process row 5)."""
        return self.filter(contact_is_due(day, policies))

    def with_parties(self) -> "OpportunityQuerySet":
        """Join what every row shows: client, owner, segment, service."""
        return self.select_related("client", "owner", "segment", "service")
