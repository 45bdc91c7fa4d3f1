"""The records of offers."""

from proposals.award.models import Award, AwardAttachment, AwardFileKind
from proposals.checklist.models.notices import NoGoNotice, ProjectSummary
from proposals.checklist.models.requirements import CheckList, CheckListDecision, Requirement, RequirementAttachment
from proposals.checklist.models.templates import RequirementTemplate, RequirementTemplateLine
from proposals.clarifications.models import Clarification, ClarificationAttachment, ClarificationKind, Effect
from proposals.defence.models import CalendarFeed, DefenceRehearsal, DefenceState, DefenceTopic, ProposalDefence
from proposals.intake.models import Intake, IntakeAttachment, IntakeKind
from proposals.library.models import (
    Evidence,
    EvidenceAttachment,
    EvidenceKind,
    ProposalTemplate,
    ProposalTemplateSection,
    ReusableText,
    SectionKey,
)
from proposals.negotiation.models import NegotiationRound, RoundApproval, RoundApprovalStep, RoundSignature, RoundState
from proposals.new_terms.models import ChangeState, TermsApproval, TermsApprovalStep, TermsChange, TermsSignature
from proposals.pricing.minutes.models import (
    MinutesAdjustment,
    MinutesApproval,
    MinutesApprovalStep,
    MinutesSignature,
    MinutesState,
    PricingMinutes,
)
from proposals.pricing.models.parameters import DatedParameter, RiskRule
from proposals.pricing.models.pricing import Alternative, PricingModel, PricingState, Scenario
from proposals.proposal.models.approval import ProposalApproval, ProposalApprovalStep, ProposalSignature
from proposals.proposal.models.proposals import (
    ComplianceLine,
    Proposal,
    ProposalAttachment,
    ProposalFileKind,
    ProposalSection,
    ProposalState,
    SupportingDocument,
)
from proposals.proposal.policy import OfferPolicy
from proposals.proposal.sending.models import ProposalSending, SendingChannel

__all__ = [
    "Alternative",
    "Award",
    "AwardAttachment",
    "AwardFileKind",
    "CalendarFeed",
    "ChangeState",
    "CheckList",
    "CheckListDecision",
    "Clarification",
    "ClarificationAttachment",
    "ClarificationKind",
    "ComplianceLine",
    "DatedParameter",
    "DefenceRehearsal",
    "DefenceState",
    "DefenceTopic",
    "Effect",
    "Evidence",
    "EvidenceAttachment",
    "EvidenceKind",
    "Intake",
    "IntakeAttachment",
    "IntakeKind",
    "MinutesAdjustment",
    "MinutesApproval",
    "MinutesApprovalStep",
    "MinutesSignature",
    "MinutesState",
    "NegotiationRound",
    "NoGoNotice",
    "OfferPolicy",
    "PricingMinutes",
    "PricingModel",
    "PricingState",
    "ProjectSummary",
    "Proposal",
    "ProposalApproval",
    "ProposalApprovalStep",
    "ProposalAttachment",
    "ProposalDefence",
    "ProposalFileKind",
    "ProposalSection",
    "ProposalSending",
    "ProposalSignature",
    "ProposalState",
    "ProposalTemplate",
    "ProposalTemplateSection",
    "Requirement",
    "RequirementAttachment",
    "RequirementTemplate",
    "RequirementTemplateLine",
    "ReusableText",
    "RiskRule",
    "RoundApproval",
    "RoundApprovalStep",
    "RoundSignature",
    "RoundState",
    "Scenario",
    "SectionKey",
    "SendingChannel",
    "SupportingDocument",
    "TermsApproval",
    "TermsApprovalStep",
    "TermsChange",
    "TermsSignature",
]
