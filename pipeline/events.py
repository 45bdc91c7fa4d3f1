"""What happens in the pipeline that apps above it want to hear of. They connect when they start, and call an action."""

from django.db import models
from django.dispatch import Signal
from django.utils.translation import gettext_lazy as _

results_changed = Signal()
"""An opportunity was closed or reopened, or an import brought closed ones. Arguments: `years`, a set of the years whose
results may have changed. Sent inside the transaction."""

closed = Signal()
"""An opportunity was closed. Arguments: `opportunity`, `by` (User). Sent inside the transaction."""

reopened = Signal()
"""An opportunity was reopened. Arguments: `opportunity`, `by` (User), `reason`. Sent inside the transaction."""

targets_changed = Signal()
"""The monthly targets that count in a year changed. Argument: `years`. Sent inside the transaction."""

one_company = Signal()
"""Clients turn out to be one company: they are being merged, or one joined a group or got another NIT. Arguments:
`clients`, `by` (User), `reason`. Sent inside the transaction that holds the clients, before what hangs on them
moves. Who hears of it returns the keys of the wins that no longer count as of a new client."""

two_companies = Signal()
"""A merge of clients is undone. Arguments: `clients`, `not_new` (what `one_company` returned), `by` (User), `reason`.
Sent inside the transaction that holds them and what hangs on them, before it moves back."""

closings_touched = Signal()
"""What some days count for in the results changed: a deal was closed, reopened, no longer counts as a new client or
does so again, came in closed with an import or went with its undoing, or its client got another NIT. Arguments: `what`
(one of `Touched`), `deals` (pairs of code and day), `by` (User), `reason`. Sent inside the transaction."""


class Touched(models.TextChoices):
    """What happened to the results of a day."""

    CLOSED = "closed", _("Closed")
    REOPENED = "reopened", _("Reopened")
    NOT_NEW = "not_new", _("No longer a new client")
    IMPORTED = "imported", _("Imported as closed")
    UNDONE = "undone", _("Import undone")
    ACCEPTED = "accepted", _("Imported wins accepted")
    NIT = "nit", _("NIT of the client rewritten")
    NEW_AGAIN = "new_again", _("A new client again")
