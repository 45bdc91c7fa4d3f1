"""What a change of terms asks of who leads the price, for "Mi día": the new acta."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.calendar import local_day
from almacontact.web.asking import Answer
from pipeline.duties import Duty, Source
from pipeline.opportunities.models.opportunities import Opportunity
from proposals.new_terms.acta_due import deals_without_acta
from proposals.new_terms.models import TermsChange
from proposals.pricing.minutes.models import PricingMinutes
from proposals.pricing.models.pricing import PricingModel, PricingState


def _without_acta(user: User) -> QuerySet[Opportunity] | None:
    """The deals without an acta on their new terms, to their owner and to who wrote the acta that fell."""
    if not (user.can(Right.VIEW_PRICING) and user.can(Right.BUILD_PRICING)):
        return None
    own = PricingMinutes.objects.approved().filter(
        pricing_model__alternative__opportunity=OuterRef("pk"), created_by=user
    )
    models = PricingModel.objects.filter(alternative__opportunity=OuterRef("pk")).exclude(state=PricingState.VOID)
    changes = TermsChange.objects.leaving().filter(opportunity=OuterRef("pk")).order_by("-number")
    return (
        deals_without_acta()
        .filter(Q(owner=user) | Exists(own))
        .annotate(
            newest_model=Subquery(models.order_by("-alternative__principal", "-number").values("pk")[:1]),
            change_number=Subquery(changes.values("number")[:1]),
        )
    )


def _in_words(deal: Answer) -> Iterator[Duty]:
    model = deal.model
    url = reverse("proposals:pricing_detail", args=[model]) if model else ""
    yield Duty(
        title=_("New acta due: %(client)s") % {"client": deal.client},
        detail=_("Change of terms %(number)s left what was approved: nothing is sent or won before it. %(code)s")
        % {"number": deal.number, "code": deal.code},
        url=url or reverse("proposals:alternative_create", args=[deal.code]),
        due_on=local_day(deal.changed_at),
    )


ACTA_DUE = Source(
    rows=_without_acta,
    reads={
        "client": "client__name",
        "code": "code",
        "changed_at": "terms_changed_at",
        "model": "newest_model",
        "number": "change_number",
    },
    words=_in_words,
)
