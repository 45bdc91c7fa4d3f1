"""Background jobs of documents: the PDF of an approved proposal."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almacontact.jobs.kinds import Outcome, job
from almacontact.jobs.progress import Progress
from proposals.proposal.actions.signing import make_document as make
from proposals.proposal.approval import DOCUMENT_JOB
from proposals.proposal.models.proposals import Proposal


@job(DOCUMENT_JOB, label=gettext_lazy("Document of a proposal"))
def make_document(progress: Progress, *, proposal_id: int) -> Outcome:
    """Make the PDF of an approved version, once, and keep it."""
    made = make(progress=progress, proposal_id=proposal_id)
    words = _("The document is ready.") if made is not None else _("Nothing to do: there is a document already.")
    return Outcome(message=words, url=Proposal(pk=proposal_id).get_absolute_url())
