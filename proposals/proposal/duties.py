"""What proposals ask of the owner of open deals, for "Mi día": begin one, finish a draft, send what is approved."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.web.asking import Answer
from pipeline.duties import Duty, Source
from pipeline.states import OPEN_STAGES
from proposals.pricing.minutes.models import PricingMinutes
from proposals.proposal.models.proposals import Proposal, ProposalState
from proposals.proposal.standing import unbegun, unsent


def _unbegun(user: User) -> QuerySet[PricingMinutes] | None:
    """The approved actas of the person's open deals that no proposal rests on."""
    if not user.can(Right.WRITE_PROPOSALS):
        return None
    mine = PricingMinutes.objects.approved().filter(
        pricing_model__alternative__opportunity__owner=user,
        pricing_model__alternative__opportunity__stage__in=OPEN_STAGES,
    )
    return unbegun(mine).order_by("valid_until", "pk")


def _unbegun_in_words(acta: Answer) -> Iterator[Duty]:
    yield Duty(
        title=_("Write the proposal: %(client)s") % {"client": acta.client},
        detail=_("%(acta)s is approved and has no proposal.") % {"acta": acta.number},
        url=reverse("proposals:proposal_create", args=[acta.code]),
    )


TO_BEGIN = Source(
    rows=_unbegun,
    reads={
        "number": "number",
        "code": "pricing_model__alternative__opportunity__code",
        "client": "pricing_model__alternative__opportunity__client__name",
    },
    words=_unbegun_in_words,
)


def _unsent(user: User) -> QuerySet[Proposal] | None:
    """The drafts and approved versions of the person's open deals that were not sent."""
    if not user.can(Right.WRITE_PROPOSALS):
        return None
    waiting = Proposal.objects.filter(
        state__in=[ProposalState.DRAFT, ProposalState.APPROVED],
        alternative__opportunity__owner=user,
        alternative__opportunity__stage__in=OPEN_STAGES,
    )
    return unsent(waiting).order_by("valid_until", "pk")


def _unsent_in_words(one: Answer) -> Iterator[Duty]:
    version = Proposal(pk=one.pk, series=one.series, number=one.number)
    if one.state == ProposalState.DRAFT:
        title, detail = _("Finish the proposal: %(client)s"), _("%(version)s is a draft.")
    else:
        title, detail = _("Send the proposal: %(client)s"), _("%(version)s is approved and was not sent.")
    yield Duty(
        title % {"client": one.client}, detail % {"version": version}, version.get_absolute_url(), one.valid_until_on
    )


TO_FINISH = Source(
    rows=_unsent,
    reads={
        "pk": "pk",
        "series": "series",
        "number": "number",
        "state": "state",
        "valid_until_on": "valid_until",
        "client": "alternative__opportunity__client__name",
    },
    words=_unsent_in_words,
)
