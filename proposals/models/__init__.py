"""The records of offers."""

from proposals.models.minutes import (
    MinutesAdjustment,
    MinutesApproval,
    MinutesApprovalStep,
    MinutesSignature,
    MinutesState,
    PricingMinutes,
)
from proposals.models.parameters import DatedParameter, RiskRule
from proposals.models.pricing import Alternative, PricingModel, PricingState, Scenario

__all__ = [
    "Alternative",
    "DatedParameter",
    "MinutesAdjustment",
    "MinutesApproval",
    "MinutesApprovalStep",
    "MinutesSignature",
    "MinutesState",
    "PricingMinutes",
    "PricingModel",
    "PricingState",
    "RiskRule",
    "Scenario",
]
