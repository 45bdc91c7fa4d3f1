"""The records of the pipeline."""

from pipeline.models.attachments import OpportunityAttachment
from pipeline.models.catalogues import LeadSource, LossReason, Segment, Service, StagePolicy
from pipeline.models.clients import Client, Contact
from pipeline.models.follow_ups import FollowUp
from pipeline.models.gate_passes import GatePass
from pipeline.models.imports import ColumnMapping, ImportBatch, ImportRow
from pipeline.models.opportunities import Opportunity, Precision, Urgency
from pipeline.models.participations import Participation
from pipeline.models.plans import CommercialPlan, MonthlyTarget, PlanState

__all__ = [
    "Client",
    "ColumnMapping",
    "CommercialPlan",
    "Contact",
    "FollowUp",
    "GatePass",
    "ImportBatch",
    "ImportRow",
    "LeadSource",
    "LossReason",
    "MonthlyTarget",
    "Opportunity",
    "OpportunityAttachment",
    "Participation",
    "PlanState",
    "Precision",
    "Segment",
    "Service",
    "StagePolicy",
    "Urgency",
]
