"""The new acta that a change of terms makes due: what was approved before it carries no sending and no win any more."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from almacontact.approvals.models import RequestState
from almacontact.calendar import local_day
from almacontact.refusals import Blocker
from almacontact.web.formats import day as day_words
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.states import OPEN_STAGES
from proposals.pricing.minutes.models import MinutesState, PricingMinutes
from proposals.pricing.models.pricing import PricingModel, PricingState


def acta_due(opportunity: Opportunity) -> Blocker | None:
    """Return that a new acta is due, how far it is and where it goes on; None where none is. No query where the deal
    never got terms that left what was approved, else three at most."""
    changed = opportunity.terms_changed_at
    if changed is None or not opportunity.is_open:
        return None
    if PricingMinutes.objects.approved().of(opportunity).filter(approved_at__gt=changed).exists():
        return None
    words = _("The terms changed on %(day)s: a new acta is due before anything is sent or won.")
    url, label = _where(opportunity)
    return Blocker(code="acta_due", message=words % {"day": day_words(local_day(changed))}, url=url, link_label=label)


def _where(opportunity: Opportunity) -> tuple[str, str]:
    """Where the next acta of the principal alternative comes about: in the newest version of its model."""
    models = PricingModel.objects.filter(alternative__opportunity=opportunity).exclude(state=PricingState.VOID)
    model = models.order_by("-alternative__principal", "-number").first()
    if model is None:
        return reverse("proposals:alternative_create", args=[opportunity.code]), _("Build the pricing")
    if model.state == PricingState.IN_APPROVAL:
        running = model.minutes.filter(state=MinutesState.IN_APPROVAL).first()
        if running is not None:
            return running.get_absolute_url(), _("See the acta")
    label = _("Open the pricing") if model.is_open else _("Begin a new version")
    return model.get_absolute_url(), label


def deals_without_acta() -> QuerySet[Opportunity]:
    """Return the open deals that got other terms and have no acta on them, approved or on its way: `acta_due`, asked of
    the database, without what is being signed already."""
    actas = PricingMinutes.objects.filter(pricing_model__alternative__opportunity=OuterRef("pk"))
    on_new_terms = Q(state=MinutesState.APPROVED, approved_at__gt=OuterRef("terms_changed_at")) | Q(
        state=MinutesState.IN_APPROVAL,
        approvals__state=RequestState.PENDING,
        approvals__submitted_at__gt=OuterRef("terms_changed_at"),
    )
    return Opportunity.objects.filter(
        ~Exists(actas.filter(on_new_terms)), stage__in=OPEN_STAGES, terms_changed_at__isnull=False
    ).order_by(F("terms_changed_at"), "pk")
