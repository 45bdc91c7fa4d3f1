"""The files of the supporting documents of a proposal: they go to the client with it (process row 8)."""

from __future__ import annotations

from django.db.models import Prefetch

from proposals.library.models import EvidenceAttachment
from proposals.proposal.models.proposals import Proposal


def supporting_files(proposal: Proposal) -> list[EvidenceAttachment]:
    """Return the files of the evidence that goes with a version, in its order, without voided ones. Three queries."""
    files = Prefetch("evidence__attachments", EvidenceAttachment.objects.standing().order_by("uploaded_at", "pk"))
    documents = proposal.supporting.select_related("evidence").order_by("position", "pk").prefetch_related(files)
    return [file for document in documents for file in document.evidence.attachments.all()]
