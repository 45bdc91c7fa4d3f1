"""What happens to proposals that other parts of the offer want to hear of. They connect when the app starts."""

from django.dispatch import Signal

proposal_sent = Signal()
"""A sending went out or was recorded. Arguments: `sending` (ProposalSending), `by` (User). Sent in the transaction."""

proposal_approved = Signal()
"""A version was signed by all. Arguments: `proposal` (Proposal), `by` (User). Sent in the transaction."""
