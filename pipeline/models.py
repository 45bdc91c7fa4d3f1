"""The records of the pipeline."""

from pipeline.catalogues.models import LeadSource, LossReason, Segment, Service, StagePolicy
from pipeline.clients.models import Client, ClientMerge, Contact
from pipeline.decks.models import CompanyDeck, DeckFile, DeckSending
from pipeline.imports.models import ColumnMapping, CutOver, ImportBatch, ImportRow
from pipeline.opportunities.models.attachments import OpportunityAttachment
from pipeline.opportunities.models.follow_ups import FollowUp
from pipeline.opportunities.models.gate_passes import GatePass
from pipeline.opportunities.models.opportunities import Opportunity, Precision
from pipeline.opportunities.models.participations import Participation
from pipeline.plan.models.approvals import PlanApproval, PlanApprovalStep, PlanSignature
from pipeline.plan.models.parts import (
    ActivityReport,
    BudgetLine,
    KpiMeasure,
    PlanActivity,
    PlanKpi,
    PlanMember,
    PlanObjective,
    PlanTactic,
    PlanTool,
    Spending,
    SwotItem,
    TargetProfile,
)
from pipeline.plan.models.plans import CommercialPlan, MonthlyTarget, PlanState

__all__ = [
    "ActivityReport",
    "BudgetLine",
    "Client",
    "ClientMerge",
    "ColumnMapping",
    "CommercialPlan",
    "CompanyDeck",
    "Contact",
    "CutOver",
    "DeckFile",
    "DeckSending",
    "FollowUp",
    "GatePass",
    "ImportBatch",
    "ImportRow",
    "KpiMeasure",
    "LeadSource",
    "LossReason",
    "MonthlyTarget",
    "Opportunity",
    "OpportunityAttachment",
    "Participation",
    "PlanActivity",
    "PlanApproval",
    "PlanApprovalStep",
    "PlanKpi",
    "PlanMember",
    "PlanObjective",
    "PlanSignature",
    "PlanState",
    "PlanTactic",
    "PlanTool",
    "Precision",
    "Segment",
    "Service",
    "Spending",
    "StagePolicy",
    "SwotItem",
    "TargetProfile",
]
