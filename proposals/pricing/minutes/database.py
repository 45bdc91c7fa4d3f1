"""What the database refuses of prices: one approved without its signatures, and any change to what was signed."""

from almacontact.approvals.database import signed
from almacontact.audit.rules import VOIDED, Asks, Born, Moves, PartOf, Rule, Stands
from proposals.pricing.minutes.models import MinutesApproval, PricingMinutes
from proposals.pricing.models.pricing import PricingModel, Scenario

_OPEN = "state IN ('draft', 'in_approval')"
_APPROVED = "OLD.state IS DISTINCT FROM NEW.state AND NEW.state = 'approved'"
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
            when=_APPROVED,
            but=("state", "version", "approved_at", "verification_code"),
            called="as_signed",
        ),
        Asks(PricingMinutes, "UPDATE", _APPROVED, signed(MinutesApproval), "signed", _BECAUSE, ("state",)),
        Born(PricingModel, "NEW.state = 'draft'"),
        Moves(PricingModel),
        Stands(PricingModel, only=("alternative_id", "number", "based_on_id", "created_by_id"), called="number"),
        Stands(PricingModel, when=f"NOT (OLD.{_OPEN})", but=("state", "version"), once=VOIDED),
        Stands(PricingModel, when=_APPROVED, but=("state", "version"), called="as_signed"),
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
    )
