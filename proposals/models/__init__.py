"""The records of offers."""

from proposals.models.intake import Intake, IntakeAttachment, IntakeKind
from proposals.models.minutes import (
    MinutesAdjustment,
    MinutesApproval,
    MinutesApprovalStep,
    MinutesSignature,
    MinutesState,
    PricingMinutes,
)
from proposals.models.notices import NoGoNotice, ProjectSummary
from proposals.models.parameters import DatedParameter, RiskRule
from proposals.models.pricing import Alternative, PricingModel, PricingState, Scenario
from proposals.models.requirements import CheckList, CheckListDecision, Requirement, RequirementAttachment
from proposals.models.templates import RequirementTemplate, RequirementTemplateLine

__all__ = [
    "Alternative",
    "CheckList",
    "CheckListDecision",
    "DatedParameter",
    "Intake",
    "IntakeAttachment",
    "IntakeKind",
    "MinutesAdjustment",
    "MinutesApproval",
    "MinutesApprovalStep",
    "MinutesSignature",
    "MinutesState",
    "NoGoNotice",
    "PricingMinutes",
    "PricingModel",
    "PricingState",
    "ProjectSummary",
    "Requirement",
    "RequirementAttachment",
    "RequirementTemplate",
    "RequirementTemplateLine",
    "RiskRule",
    "Scenario",
]
