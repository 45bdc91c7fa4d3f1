"""What the search finds of offers: proposals, actas, awards and requests, by number, title, client or code."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.refusals import Words
from almacontact.web.formats import day
from almacontact.web.search import Kind, Result, Said
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.opportunities.search import parties
from proposals.award.models import Award
from proposals.clarifications.models import Clarification
from proposals.defence.models import ProposalDefence
from proposals.intake.models import Intake
from proposals.library.models import Evidence, ReusableText
from proposals.pricing.minutes.models import PricingMinutes
from proposals.proposal.models.proposals import Proposal


def _result(one: Any, kind: Words, icon: str, title: str, of: Opportunity, *more: Any) -> Result:
    subtitle = " · ".join(str(words) for words in (of.client, of.code, *more) if words)
    return Result(title, one.get_absolute_url(), kind, subtitle, icon)


def _said_of_proposal(one: Proposal) -> Said:
    texts = (one.title, str(one), *parties(one.alternative.opportunity))
    return Said(one.title, one.series, texts)


def _proposal(one: Proposal, _user: User) -> Result:
    title = f"{one} · {one.title}"
    return _result(one, _("Proposal"), "file-earmark-text", title, one.alternative.opportunity, one.get_state_display())


def _said_of_acta(one: PricingMinutes) -> Said:
    opportunity = one.pricing_model.alternative.opportunity
    return Said(one.number, one.number, parties(opportunity))


def _acta(one: PricingMinutes, _user: User) -> Result:
    of = one.pricing_model.alternative.opportunity
    return _result(one, _("Acta"), "file-earmark-check", one.number, of, one.get_state_display())


def _said_of_award(one: Award) -> Said:
    texts = (one.shared_with, *parties(one.opportunity))
    return Said(one.opportunity.client.name, "", texts)


def _award(one: Award, _user: User) -> Result:
    return _result(one, _("Award"), "trophy", str(one.opportunity.client), one.opportunity, day(one.awarded_on))


def _said_of_request(one: Intake) -> Said:
    numbers = (one.reference, one.notice_id, one.request_id, one.process_id)
    return Said(one.identifier, one.reference, (*numbers, *parties(one.opportunity)))


def _request(one: Intake, _user: User) -> Result:
    return _result(one, _("Request"), "inbox", str(one), one.opportunity)


PROPOSALS = Kind(
    name="proposal",
    model=Proposal,
    rows=lambda: Proposal.objects.select_related(
        "alternative__opportunity__client", "alternative__opportunity__service"
    ),
    said=_said_of_proposal,
    visible=lambda user: Proposal.objects.visible_to(user).with_parties(),
    result=_proposal,
    reads=frozenset({"title", "series", "number", "alternative", "alternative_id"}),
    follows=("alternative__opportunity",),
    later=Q(state__in=("superseded", "void")),
)
ACTAS = Kind(
    name="acta",
    model=PricingMinutes,
    rows=lambda: PricingMinutes.objects.select_related(
        "pricing_model__alternative__opportunity__client", "pricing_model__alternative__opportunity__service"
    ),
    said=_said_of_acta,
    visible=lambda user: PricingMinutes.objects.visible_to(user).with_parties(),
    result=_acta,
    reads=frozenset({"number", "pricing_model", "pricing_model_id"}),
    follows=("pricing_model__alternative__opportunity",),
    later=Q(state__in=("superseded", "void")),
)
AWARDS = Kind(
    name="award",
    model=Award,
    rows=lambda: Award.objects.select_related("opportunity__client", "opportunity__service"),
    said=_said_of_award,
    visible=lambda user: Award.objects.visible_to(user).with_parties(),
    result=_award,
    reads=frozenset({"shared_with", "opportunity", "opportunity_id"}),
    follows=("opportunity",),
    later=Q(voided_at__isnull=False),
)
REQUESTS = Kind(
    name="request",
    model=Intake,
    rows=lambda: Intake.objects.select_related("opportunity__client", "opportunity__service"),
    said=_said_of_request,
    visible=lambda user: Intake.objects.visible_to(user).select_related("opportunity__client"),
    result=_request,
    reads=frozenset({"reference", "notice_id", "request_id", "process_id", "opportunity", "opportunity_id"}),
    follows=("opportunity",),
    later=Q(voided_at__isnull=False),
)


def _said_of_clarification(one: Clarification) -> Said:
    texts = (one.question, one.answer, *parties(one.opportunity))
    return Said(one.question, texts=texts)


def _clarification(one: Clarification, _user: User) -> Result:
    title = one.question.splitlines()[0][:120] if one.question else str(one)
    return _result(one, _("Clarification"), "patch-question", title, one.opportunity)


def _said_of_defence(one: ProposalDefence) -> Said:
    texts = (one.place, *parties(one.opportunity))
    return Said(one.opportunity.client.name, texts=texts)


def _defence(one: ProposalDefence, _user: User) -> Result:
    title = f"{one.opportunity.client} · {one.get_state_display()}"
    return _result(one, _("Defence"), "easel", title, one.opportunity, one.place)


def _of_library(model: type[Any]) -> Callable[[User], QuerySet[Any]]:
    return lambda user: model.objects.all() if user.can(Right.VIEW_PROPOSALS) else model.objects.none()


CLARIFICATIONS = Kind(
    name="clarification",
    model=Clarification,
    rows=lambda: Clarification.objects.select_related("opportunity__client", "opportunity__service"),
    said=_said_of_clarification,
    visible=lambda user: Clarification.objects.visible_to(user).select_related("opportunity__client"),
    result=_clarification,
    reads=frozenset({"question", "answer", "opportunity", "opportunity_id"}),
    follows=("opportunity",),
    later=Q(voided_at__isnull=False),
)
DEFENCES = Kind(
    name="defence",
    model=ProposalDefence,
    rows=lambda: ProposalDefence.objects.select_related("opportunity__client", "opportunity__service"),
    said=_said_of_defence,
    visible=lambda user: ProposalDefence.objects.visible_to(user).select_related("opportunity__client"),
    result=_defence,
    reads=frozenset({"place", "opportunity", "opportunity_id"}),
    follows=("opportunity",),
    later=Q(voided_at__isnull=False),
)
TEXTS = Kind(
    name="text",
    model=ReusableText,
    rows=ReusableText.objects.all,
    said=lambda one: Said(one.title, texts=(one.body,)),
    visible=_of_library(ReusableText),
    result=lambda one, _user: Result(one.title, one.get_absolute_url(), _("Reusable text"), "", "book"),
    reads=frozenset({"title", "body"}),
    later=Q(active=False),
)
EVIDENCE = Kind(
    name="evidence",
    model=Evidence,
    rows=Evidence.objects.all,
    said=lambda one: Said(one.title, texts=(one.client_name, one.unspsc, one.description)),
    visible=_of_library(Evidence),
    result=lambda one, _user: Result(one.title, one.get_absolute_url(), _("Evidence"), one.client_name, "patch-check"),
    reads=frozenset({"title", "client_name", "unspsc", "description"}),
    later=Q(active=False),
)
