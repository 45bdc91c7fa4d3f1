"""Creating and editing opportunities (process row 2)."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.accounts.roles import AREA_ROLES, SALES_ROLES, Role
from almacontact.audit.locking import holding
from almacontact.audit.models import Sequence
from almacontact.audit.versioning import claim, save_as
from almacontact.calendar import last_of_month, today
from almacontact.money import thousands
from almacontact.refusals import Blocker, Refused
from pipeline.catalogues.models import StagePolicy
from pipeline.clients.models import Client
from pipeline.opportunities.models.opportunities import Opportunity, Precision
from pipeline.opportunities.models.participations import Participation
from pipeline.opportunities.rights import demand_edit
from pipeline.opportunities.settled import SETTLED_FIELDS, settled_blockers
from pipeline.rights import demand, demand_right
from pipeline.terms import LARGEST, LONGEST_TEXT, YEARS

EDITABLE_FIELDS = (
    "client",
    "contact",
    "owner",
    "description",
    "objective",
    "segment",
    "service",
    "lead_source",
    "seats",
    "unit_value",
    "contract_months",
    "expected_close_on",
    "expected_close_precision",
    "expected_billing_on",
    "expected_billing_precision",
    "probability",
    "next_step",
    "next_step_on",
    "next_step_precision",
)
"""What `edit_opportunity` may change. Stage and outcome have actions of their own."""

DATED_FIELDS = ("expected_close", "expected_billing", "next_step")
"""Each is a date `<name>_on` with its `<name>_precision`."""

NEXT_STEP_FIELDS = frozenset({"next_step", "next_step_on", "next_step_precision"})
"""What may still be edited after closing: the work with the client goes on, the figures are settled."""


def opportunity_code(year: int, number: int) -> str:
    """Return the code people quote: OP-2026-0001."""
    return f"OP-{year}-{number:04d}"


def create_opportunity(*, by: User, values: Mapping[str, Any], reason: str = "") -> Opportunity:
    """Create an opportunity in Hunting. Its owner is `by`, its probability the usual one, unless given.

    Raises `NotAllowed` when `by` may not create it, or not for another owner; `Refused` with one blocker a field when a
    value does not fit.
    """
    demand_right(by, Right.EDIT_OPPORTUNITIES)
    _refuse_unknown(values)
    given = {name: value for name, value in values.items() if value is not None}
    opportunity = Opportunity(created_by=by, **{"owner": by, **given})
    if opportunity.owner_id != by.pk:
        demand(by.can(Right.REASSIGN), _("Only a coordinator or a director creates opportunities for somebody else."))
    policy = StagePolicy.objects.get(stage=opportunity.stage)
    if "probability" not in given:
        opportunity.probability = policy.default_probability
    with holding(*_client_in(values)):
        year = today().year
        opportunity.code = opportunity_code(year, Sequence.take("OP", year))
        _keep_months_by_their_last_day(opportunity)
        _refuse_misfits(opportunity, policy)
        save_as(opportunity, by=by, reason=reason)
    return opportunity


def edit_opportunity(
    *,
    opportunity: Opportunity,
    by: User,
    changes: Mapping[str, Any],
    version: int | None = None,
    reason: str = "",
) -> Opportunity:
    """Change fields of an opportunity; what is equal already is left alone, and nothing changed makes no version.

    `version` is the one the editor saw. Raises `StaleVersion` when somebody was faster, `NotAllowed`, or `Refused` with
    one blocker a field; also for terms that are settled (`settled_blockers`).
    """
    _refuse_unknown(changes)
    with holding(*_client_in(changes), opportunity) as held:
        demand_edit(by, opportunity)
        held.refuse_stale(opportunity, version)
        changed = {name for name, value in changes.items() if getattr(opportunity, name) != value}
        if not changed:
            return opportunity
        if "owner" in changed:
            demand(by.can(Right.REASSIGN), _("Only a coordinator or a director reassigns an opportunity."), "reassign")
        if not opportunity.is_open and changed - NEXT_STEP_FIELDS:
            raise Refused(
                Blocker(
                    code="closed",
                    message=_("%(code)s is closed: only its next step can change. A director may reopen it.")
                    % {"code": opportunity.code},
                    url=opportunity.get_absolute_url(),
                )
            )
        if blockers := settled_blockers(opportunity, changed):
            raise Refused(blockers)
        claim(opportunity, None)
        for name in changed:
            setattr(opportunity, name, changes[name])
        changed |= _keep_months_by_their_last_day(opportunity)
        policy = StagePolicy.objects.get(stage=opportunity.stage) if "probability" in changed else None
        _refuse_misfits(opportunity, policy, only=changed)
        save_as(opportunity, by=by, reason=reason, fields=[*changed, "version"])
    return opportunity


def carry_terms(
    *, opportunity: Opportunity, by: User, changes: Mapping[str, Any], reason: str, new_terms: bool = False
) -> Opportunity:
    """Write what a signed record says of the terms (`SETTLED_FIELDS`): an acta, an award, a change of terms.

    The act that calls it has judged who may, and holds the client and the opportunity. A contact of another client than
    the new one is let go. `new_terms`: they leave what was approved, so that what was signed before no longer carries
    an offer. Raises `Refused` when it is closed or a value does not fit.
    """
    with holding(*_client_in(changes), opportunity):
        if blockers := opportunity.closed_blockers():
            raise Refused(blockers)
        changed = {name for name, value in changes.items() if getattr(opportunity, name) != value}
        if wrong := changed - set(SETTLED_FIELDS):
            raise ValueError(f"{sorted(wrong)} are no terms.")
        if not changed and not new_terms:
            return opportunity
        claim(opportunity, None)
        for name in changed:
            setattr(opportunity, name, changes[name])
        if "client" in changed and opportunity.contact and opportunity.contact.client_id != opportunity.client_id:
            opportunity.contact = None
            changed.add("contact")
        _refuse_misfits(opportunity, None, only=changed)
        if new_terms:
            opportunity.terms_changed_at = timezone.now()
            changed.add("terms_changed_at")
        save_as(opportunity, by=by, reason=reason, fields=[*changed, "version"])
    return opportunity


def involve_areas(*, opportunity: Opportunity, by: User, roles: Collection[Role], reason: str = "") -> list[Role]:
    """Make support areas take part, so that their leaders see the opportunity. Return those newly involved.

    Raises `NotAllowed` to who may not change the opportunity, `Refused` for a role that is no support area.
    """
    if wrong := set(roles) - AREA_ROLES:
        raise Refused(
            Blocker(code="not_an_area", message=_("%(role)s is not a support area.") % {"role": sorted(wrong)[0]})
        )
    with holding(opportunity):
        demand_edit(by, opportunity)
        there = set(opportunity.participations.values_list("role", flat=True))
        new = [role for role in roles if role not in there]
        for role in new:
            save_as(Participation(opportunity=opportunity, role=role, created_by=by), by=by, reason=reason)
    return new


def _client_in(changes: Mapping[str, Any]) -> list[Client]:
    """Return the client that an opportunity is to get: while it is held nobody merges it into another."""
    client = changes.get("client")
    return [client] if client is not None else []


def _refuse_unknown(values: Mapping[str, Any]) -> None:
    unknown = set(values) - set(EDITABLE_FIELDS)
    if unknown:
        raise Refused(
            [
                Blocker(code="not_editable", field=name, message=_("“%(field)s” cannot be edited.") % {"field": name})
                for name in sorted(unknown)
            ]
        )


def _keep_months_by_their_last_day(opportunity: Opportunity) -> set[str]:
    """Put a date known by its month on the month's last day. Return the fields that moved."""
    moved = set()
    for name in DATED_FIELDS:
        day = getattr(opportunity, f"{name}_on")
        by_month = getattr(opportunity, f"{name}_precision") == Precision.MONTH
        if isinstance(day, date) and by_month and day != last_of_month(day):
            setattr(opportunity, f"{name}_on", last_of_month(day))
            moved.add(f"{name}_on")
    return moved


def _refuse_misfits(opportunity: Opportunity, policy: StagePolicy | None, only: Collection[str] | None = None) -> None:
    """Raise `Refused` with a blocker for each field whose value does not fit the record."""
    fields = {field.name for field in Opportunity._meta.concrete_fields}
    wanted = set(EDITABLE_FIELDS if only is None else only) & set(EDITABLE_FIELDS)
    # A record that was given as an instance exists: no query to find out.
    relations = [field for field in Opportunity._meta.concrete_fields if field.is_relation]
    given = {field.name for field in relations if field.value_from_object(opportunity)}
    try:
        opportunity.clean_fields(exclude=(fields - wanted) | given)
    except ValidationError as error:
        raise Refused(
            [
                Blocker(code="invalid", field=name, message=" ".join(messages))
                for name, messages in error.message_dict.items()
            ]
        ) from None
    blockers = [
        *_figures_out_of_range(opportunity, wanted),
        *_parties_that_do_not_fit(opportunity, wanted),
        *_retired_entries(opportunity, wanted),
    ]
    if policy and not policy.allows(opportunity.probability):
        blockers.append(
            Blocker(
                code="probability_band",
                field="probability",
                message=_("In %(stage)s the probability goes from %(low)s %% to %(high)s %%; %(given)s %% was given.")
                % {
                    "stage": policy,
                    "low": policy.min_probability,
                    "high": policy.max_probability,
                    "given": opportunity.probability,
                },
            )
        )
    if blockers:
        raise Refused(blockers)


def _figures_out_of_range(opportunity: Opportunity, wanted: Collection[str]) -> list[Blocker]:
    blockers = [
        Blocker(
            code="too_large",
            field=name,
            message=_("%(given)s is too much: at most %(limit)s.")
            % {"given": thousands(getattr(opportunity, name)), "limit": thousands(limit)},
        )
        for name, limit in LARGEST.items()
        if name in wanted and getattr(opportunity, name) > limit
    ]
    blockers += [
        Blocker(
            code="too_long",
            field=name,
            message=_("At most %(limit)s characters: shorten it, or attach it as a file.")
            % {"limit": thousands(LONGEST_TEXT)},
        )
        for name in ("description", "objective")
        if name in wanted and len(getattr(opportunity, name)) > LONGEST_TEXT
    ]
    if "contract_months" in wanted and opportunity.contract_months < 1:
        blockers.append(
            Blocker(code="invalid", field="contract_months", message=_("The contract lasts at least one month."))
        )
    for name in DATED_FIELDS:
        day = getattr(opportunity, f"{name}_on")
        if f"{name}_on" in wanted and day and day.year not in YEARS:
            blockers.append(
                Blocker(
                    code="year",
                    field=f"{name}_on",
                    message=_("The year %(year)s cannot be right.") % {"year": day.year},
                )
            )
    return blockers


def _parties_that_do_not_fit(opportunity: Opportunity, wanted: Collection[str]) -> list[Blocker]:
    blockers = []
    contact, client = opportunity.contact, opportunity.client
    if {"contact", "client"} & set(wanted) and contact and contact.client_id != client.pk:
        blockers.append(
            Blocker(
                code="contact_of_other_client",
                field="contact",
                message=_("%(contact)s belongs to another client. Choose a contact of %(client)s.")
                % {"contact": contact, "client": client},
            )
        )
    if "client" in wanted and client.merged_into_id:
        blockers.append(
            Blocker(
                code="client_merged",
                field="client",
                message=_("%(client)s was merged into %(other)s. Choose that one.")
                % {"client": client, "other": client.merged_into},
            )
        )
    if "owner" in wanted and not (opportunity.owner.is_active and opportunity.owner.roles & SALES_ROLES):
        blockers.append(
            Blocker(
                code="owner_not_sales",
                field="owner",
                message=_("%(person)s does not sell: the owner is an active analyst, coordinator or director.")
                % {"person": opportunity.owner},
            )
        )
    return blockers


def _retired_entries(opportunity: Opportunity, wanted: Collection[str]) -> list[Blocker]:
    return [
        Blocker(
            code="retired",
            field=name,
            message=_("“%(entry)s” is no longer in use. Choose another.") % {"entry": entry},
        )
        for name in ("segment", "service", "lead_source")
        if name in wanted and (entry := getattr(opportunity, name)) and not entry.active
    ]
