"""How an acta is approved: Workforce signs the sizing, IT the technology, then Dirección General the price (row 7)."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from almacontact.accounts.models import User
from almacontact.accounts.roles import Role
from almacontact.approvals.models import ApprovalRequest, RequestState
from almacontact.approvals.registry import Card, Figure, Kind, Reason, StepSpec
from almacontact.audit.hashing import columns_of
from almacontact.audit.locking import lock
from almacontact.audit.misfits import refuse
from almacontact.audit.seals import Values
from almacontact.audit.versioning import claim, save_as
from almacontact.calendar import add_working_days, today
from almacontact.money import cop, cop_short
from almacontact.refusals import Blocker
from almacontact.web.formats import number
from proposals.errors import PricingRefused
from proposals.pricing.authors import authors_of
from proposals.pricing.engine.inputs import Signature
from proposals.pricing.engine.risk import METRIC_LABELS
from proposals.pricing.minutes.carrying import carry_to_opportunity
from proposals.pricing.minutes.content import (
    FIELDS,
    PAPER_FIELDS,
    PARTIES,
    TITLES,
    label_of,
    paper_of,
    price_reasons,
    rate_words,
    words_for,
)
from proposals.pricing.minutes.freezing import FROZEN_FIELDS, price_chosen
from proposals.pricing.minutes.models import MinutesAdjustment, MinutesApproval, MinutesState, PricingMinutes
from proposals.pricing.models.pricing import PricingState, Scenario
from proposals.pricing.rights import demand_lead, may_lead
from proposals.pricing.risk_facts import assess_offer, risk_reasons
from proposals.pricing.versions import copy_version
from proposals.rights import priced_for

ADJUSTMENT_DAYS = 3
"""Working days given to an adjustment that an approver asks for from the card."""

_SETTLED = (
    "number",
    "pricing_model_id",
    "held_on",
    "agenda",
    "attendees",
    "observations",
    "valid_until",
    "created_by_id",
    "approved_at",
    "verification_code",
)
"""What an approved acta says beside what was frozen."""

_LARGEST_UNIT_VALUE = 1_000_000_000


class MinutesKind(Kind):
    """The acta of a pricing approval as something to approve."""

    key = "pricing"
    label = gettext_lazy("Pricing approval")
    request_model = MinutesApproval
    heading_reads: ClassVar[Mapping[str, str]] = {
        "number": "number",
        "client": "pricing_model__alternative__opportunity__client__name",
    }

    def steps(self, subject: PricingMinutes) -> Sequence[StepSpec]:
        """Return the three signatures: the areas at once, Dirección General after them."""
        seats = {"seats": number(subject.seats)}
        return (
            StepSpec(
                Signature.WORKFORCE,
                TITLES[Signature.WORKFORCE],
                Role.WORKFORCE_PLANNING,
                FIELDS[Signature.WORKFORCE],
                (Reason(gettext_noop("Workforce planning signs volumes, agents and seats (%(seats)s seats)."), seats),),
            ),
            StepSpec(
                Signature.IT,
                TITLES[Signature.IT],
                Role.IT,
                FIELDS[Signature.IT],
                (Reason(gettext_noop("IT signs technology and telephony for %(seats)s seats."), seats),),
            ),
            StepSpec(
                Signature.GENERAL,
                TITLES[Signature.GENERAL],
                Role.GENERAL_MANAGEMENT,
                FIELDS[Signature.GENERAL],
                self._price_reasons(subject),
                order=2,
            ),
        )

    def _price_reasons(self, subject: PricingMinutes) -> tuple[Reason, ...]:
        figures = subject.frozen["figures"]
        clause, years = subject.frozen["deal"]["terms"]["clause"], []
        for key, value in figures.items():
            if key.startswith(f"margin.{clause}.year"):
                years.append(Decimal(value))
        shown = {
            "ebitda": rate_words(Decimal(figures["ebitda"])),
            "gross_margin": rate_words(Decimal(figures["gross_margin"])),
            "lowest": rate_words(min(years)),
        }
        risk = risk_reasons(subject.fired, subject.unknown, sees_cost=True)
        return (*price_reasons(shown, subject.high_risk), *risk)

    def content(self, subject: PricingMinutes) -> dict[str, Any]:
        """Return what was frozen for the signatures; while they are asked, the words of the acta as they stand, so that
        whatever writes them is noticed."""
        content: dict[str, Any] = subject.content
        if subject.state != MinutesState.IN_APPROVAL or not set(content) >= set(PAPER_FIELDS):
            return content
        own = {name: value for name, value in paper_of(subject).items() if name not in PARTIES}
        return {**content, **own}

    def frozen_forms(self) -> Mapping[int, Values]:
        """Return what its signatures are given: the scenario reviewed, the rules, and what is signed of them."""
        return {1: lambda minutes: columns_of(minutes, FROZEN_FIELDS)}

    def settled_forms(self) -> Mapping[int, Values]:
        """Return all that an approved acta says."""
        return {1: _settled}

    def editors(self, subject: PricingMinutes, fields: Sequence[str]) -> set[int]:
        """Return who wrote the inputs that those fields rest on."""
        scenario = Scenario.objects.get(pricing_model=subject.pricing_model_id, chosen=True)
        found: set[int] = set()
        for signature, names in FIELDS.items():
            if set(names) & set(fields):
                found |= authors_of(scenario, signature)
        return found

    def lineage(self, subject: PricingMinutes) -> "models.QuerySet[Any]":
        """Return the actas of the alternative."""
        return PricingMinutes.objects.filter(pricing_model__alternative=subject.pricing_model.alternative_id)

    def show(self, path: str, value: Any) -> str:
        """Return a value of the content in words."""
        return words_for(path, value)

    def field_label(self, path: str) -> str:
        """Return the name of a field of the content."""
        return label_of(path)

    def visible_to(self, user: User, subject: PricingMinutes) -> bool:
        """Whoever may read the pricing of the opportunity reads its approval."""
        return priced_for(user).filter(pk=subject.opportunity.pk).exists()

    def may_withdraw(self, user: User, request: ApprovalRequest) -> bool:
        """Whoever leads the pricing takes the acta back."""
        return request.submitted_by_id == user.pk or may_lead(user, request.subject.opportunity)

    def submit_blockers(self, subject: PricingMinutes, by: User) -> list[Blocker]:
        """Comercial submits a complete draft of the version that is being worked on."""
        demand_lead(by, subject.opportunity)
        return submission_blockers(subject)

    def hold(self, subject: PricingMinutes) -> None:
        """Lock the acta with its line, the versions and actas it may supersede, and the scenarios it reviews."""
        opportunity, alternative, model, _acta = subject.line
        lock(opportunity, alternative)
        others = list(alternative.models.standing().exclude(pk=model.pk))
        lock(model, *others)
        lock(*model.scenarios.all())
        lock(subject, *PricingMinutes.objects.approved().filter(pricing_model__in=others))

    def on_submitted(self, request: ApprovalRequest, by: User) -> None:
        """Acta and version are in approval."""
        minutes = request.subject
        for record in (minutes, minutes.pricing_model):
            claim(record, None)
            record._submit()
            save_as(record, by=by, reason=request.note, fields=["state", "version"])

    def on_approved(self, request: ApprovalRequest, by: User) -> None:
        """Acta and version are in force, those before them superseded; the principal sets the opportunity's figures.

        Raises `Refused` where the deal got other terms since it was submitted."""
        minutes = request.subject
        refuse(_new_terms_blockers(request))
        model = minutes.pricing_model
        earlier = (
            PricingMinutes.objects.approved()
            .filter(pricing_model__alternative=model.alternative_id)
            .select_related("pricing_model")
        )
        for acta in earlier:
            for record in (acta, acta.pricing_model):
                claim(record, None)
                record._supersede()
                save_as(record, by=by, reason=minutes.number, fields=["state", "version"])
        claim(model, None)
        model._approve()
        save_as(model, by=by, reason=minutes.number, fields=["state", "version"])
        claim(minutes, None)
        minutes._approve()
        minutes.approved_at = timezone.now()
        minutes.verification_code = code_of(minutes, request)
        save_as(minutes, by=by, fields=["state", "approved_at", "verification_code", "version"])
        if model.alternative.principal:
            carry_to_opportunity(minutes)

    def on_returned(self, request: ApprovalRequest, by: User, reason: str) -> None:
        """Taken back: a draft again. Adjustment: the adjustment is written down and the next version begins."""
        minutes = request.subject
        model = minutes.pricing_model
        claim(model, None)
        claim(minutes, None)
        if request.state == RequestState.WITHDRAWN:
            minutes._take_back()
            model._return()
        else:
            minutes._return()
            model._supersede()
        save_as(minutes, by=by, reason=reason, fields=["state", "version"])
        save_as(model, by=by, reason=reason, fields=["state", "version"])
        if request.state == RequestState.ADJUSTMENT:
            save_as(
                MinutesAdjustment(
                    minutes=minutes,
                    text=reason[:500],
                    owner=request.submitted_by,
                    due_on=add_working_days(today(), ADJUSTMENT_DAYS),
                    created_by=by,
                ),
                by=by,
            )
            copy_version(pricing_model=model, by=request.submitted_by, reason=f"{minutes.number}: {reason}")

    def heading(self, **named: Any) -> str:
        """Return the acta by its number, and for whom it is."""
        return f"{named['number']} · {named['client']}"

    def card(self, request: ApprovalRequest) -> Card:
        """Return the head of the approval card. Margins stand in the reasons, which only who signs them reads."""
        minutes: PricingMinutes = request.subject
        opportunity = minutes.opportunity
        return Card(
            title=self.heading(number=minutes.number, client=opportunity.client),
            summary=_("%(service)s, %(version)s, scenario “%(scenario)s”")
            % {
                "service": opportunity.service,
                "version": minutes.pricing_model,
                "scenario": minutes.frozen.get("scenario", ""),
            },
            amount=cop(minutes.offered_monthly),
            amount_label=_("Offered a month, without IVA"),
            figures=(
                Figure(_("Seats"), number(minutes.seats)),
                Figure(_("Unit value"), cop(minutes.unit_value)),
                Figure(
                    _("Total, %(months)s months") % {"months": minutes.term_months},
                    cop_short(minutes.total_value),
                    cop(minutes.total_value),
                ),
            ),
            documents=(
                (_("Acta"), minutes.get_absolute_url()),
                (_("Acta (PDF)"), reverse("proposals:minutes_pdf", args=[minutes.number])),
            ),
        )


def _settled(minutes: PricingMinutes) -> dict[str, Any]:
    adjustments = minutes.adjustments.order_by("pk")
    return {
        **columns_of(minutes, (*FROZEN_FIELDS, *_SETTLED)),
        "adjustments": [columns_of(one, ("id", "text", "owner_id", "due_on")) for one in adjustments],
    }


def _new_terms_blockers(request: ApprovalRequest) -> list[Blocker]:
    """Return why what was submitted before the deal got other terms is not approved: it was signed on the old ones."""
    minutes: PricingMinutes = request.subject
    changed = minutes.opportunity.terms_changed_at
    if changed is None or request.submitted_at > changed:
        return []
    words = _("The terms of the deal changed after %(acta)s was submitted. Take it back and submit it on the new ones.")
    return [
        Blocker(
            code="terms_changed",
            message=words % {"acta": minutes.number},
            url=minutes.get_absolute_url(),
            link_label=_("Open the acta"),
        )
    ]


def draft_blockers(minutes: PricingMinutes) -> list[Blocker]:
    """Return why an acta that is no draft is not sent to approval; nothing for a draft of a version in work."""
    if minutes.state == MinutesState.DRAFT and minutes.pricing_model.state == PricingState.DRAFT:
        return []
    words = _("%(acta)s is not a draft: only a draft is sent to approval.") % {"acta": minutes.number}
    return [Blocker(code="not_draft", message=words, url=minutes.get_absolute_url())]


def submission_blockers(minutes: PricingMinutes) -> list[Blocker]:
    """Return what an acta lacks before it can be signed, each with the page that mends it."""
    if blockers := draft_blockers(minutes):
        return blockers
    model = minutes.pricing_model
    edit = reverse("proposals:minutes_edit", args=[minutes.number])
    found: list[Blocker] = []
    if not minutes.attendees:
        found.append(
            Blocker(
                code="attendees",
                message=_("The acta names nobody who attended."),
                url=edit,
                link_label=_("Add the attendees"),
            )
        )
    if minutes.valid_until < today():
        found.append(
            Blocker(
                code="valid_until",
                message=_("The price is valid until a day that has passed."),
                url=edit,
                link_label=_("Correct the day"),
            )
        )
    scenario = model.scenarios.filter(chosen=True).first()
    if scenario is None:
        return [
            *found,
            Blocker(
                code="no_scenario",
                message=_("No scenario is chosen."),
                url=model.get_absolute_url(),
                link_label=_("Choose one"),
            ),
        ]
    try:
        pricing = price_chosen(model)
    except PricingRefused as refused:
        return [
            *found,
            *(
                Blocker(
                    code=blocker.code,
                    message=blocker.message,
                    url=scenario.get_absolute_url(),
                    link_label=_("Correct the model"),
                )
                for blocker in refused.blockers
            ),
        ]
    if pricing.unit_value > _LARGEST_UNIT_VALUE:
        found.append(
            Blocker(
                code="too_large",
                message=_("The unit value is too large to be right."),
                url=scenario.get_absolute_url(),
                link_label=_("Correct the model"),
            )
        )
    if undeclared := assess_offer(pricing, model).undeclared:
        words = _("Nobody declared what a rule that decides alone needs: %(facts)s.")
        found.append(
            Blocker(
                code="undeclared",
                message=words % {"facts": ", ".join(str(METRIC_LABELS[one]) for one in undeclared)},
                url=reverse("proposals:pricing_edit", args=[model.pk]),
                link_label=_("Declare it"),
            )
        )
    return found


def code_of(minutes: PricingMinutes, request: ApprovalRequest) -> str:
    """Return the verification code of an approved acta: sixteen hexadecimal digits over its number, its content and the
    signatures on it. Whoever holds the document compares it with what the system keeps."""
    signatures = [step.standing_signature() for step in request.steps.order_by("key")]
    parts = [minutes.number, str(minutes.seats), str(minutes.unit_value), str(minutes.term_months)]
    parts += [f"{one.pk}:{one.by_id}:{one.content_hash}" for one in signatures if one is not None]
    digest = sha256("|".join(parts).encode()).hexdigest().upper()[:16]
    return "-".join(digest[start : start + 4] for start in range(0, 16, 4))


def valid_until_by_default() -> Any:
    """Return until when a price is valid unless the acta says otherwise: ninety days."""
    return today() + timedelta(days=90)
