"""What the database refuses of prices: one approved without its signatures, and any change to what was signed.

While an acta is being signed, what its signatures rest on changes with a new seal alone, in the same transaction: that
is what an edit leaves, which also lets fall the signatures that rested on it.
"""

from django.db import models

from almacontact.approvals.database import signed
from almacontact.approvals.sealing import FROZEN
from almacontact.audit.models import Seal
from almacontact.audit.rules import VOIDED, Asks, Born, Moves, Owes, PartOf, Pays, Rule, Stands, differ, stored
from proposals.pricing.minutes.models import MinutesApproval, PricingMinutes
from proposals.pricing.models.pricing import PricingModel, Scenario

_OPEN = "state IN ('draft', 'in_approval')"
_APPROVED = "OLD.state IS DISTINCT FROM NEW.state AND NEW.state = 'approved'"
_ENDS = "OLD.state = 'in_approval' AND NEW.state <> 'in_approval'"
_RUNS = "OLD.state = 'in_approval' AND NEW.state = 'in_approval'"
_BECAUSE = "only its signatures put it in force"


def rules() -> tuple[Rule, ...]:
    """Return the rules of actas, of the versions they approve and of their scenarios."""
    acta = PricingMinutes._meta.db_table
    of_its_acta = f"SELECT 1 FROM {acta} m WHERE m.pricing_model_id = NEW.id"  # noqa: S608
    return (
        Born(PricingMinutes, "NEW.state = 'draft'"),
        Moves(PricingMinutes),
        Stands(PricingMinutes, only=("number", "pricing_model_id", "created_at", "created_by_id"), called="number"),
        Stands(PricingMinutes, when=f"NOT (OLD.{_OPEN})", but=("state", "version"), once=VOIDED),
        Stands(
            PricingMinutes,
            when=_ENDS,
            but=("state", "version", "approved_at", "verification_code"),
            called="as_signed",
        ),
        Asks(PricingMinutes, "UPDATE", _APPROVED, signed(MinutesApproval), "signed", _BECAUSE, ("state",)),
        Born(PricingModel, "NEW.state = 'draft'"),
        Moves(PricingModel),
        Stands(PricingModel, only=("alternative_id", "number", "based_on_id", "created_by_id"), called="number"),
        Stands(PricingModel, when=f"NOT (OLD.{_OPEN})", but=("state", "version"), once=VOIDED),
        Stands(PricingModel, when=_ENDS, but=("state", "version"), called="as_signed"),
        Asks(
            PricingModel,
            "UPDATE",
            _APPROVED,
            f"EXISTS ({of_its_acta} AND {signed(MinutesApproval, 'm.id')})",
            "signed",
            "only the signatures of its acta put it in force",
            ("state",),
        ),
        PartOf(Scenario, "pricing_model", _OPEN),
        Owes(PricingMinutes, "UPDATE", f"{_RUNS} AND {_changed(PricingMinutes)}"),
        Owes(PricingModel, "UPDATE", f"{_RUNS} AND {_changed(PricingModel)}", (), PricingMinutes, _being_signed("id")),
        Owes(
            Scenario,
            "UPDATE",
            f"(OLD.chosen OR NEW.chosen) AND {_changed(Scenario)}",
            (),
            PricingMinutes,
            _being_signed("pricing_model_id"),
        ),
        Pays(Seal, PricingMinutes, "row", "INSERT", f"NEW.what = '{FROZEN}' AND NEW.\"table\" = '{acta}'"),
    )


def _changed(model: type[models.Model]) -> str:
    return differ([one.column for one in stored(model) if one.column != "version"])


def _being_signed(key: str) -> str:
    return f"d.pricing_model_id = NEW.{key} AND d.state = 'in_approval'"
