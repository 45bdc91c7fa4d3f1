"""What happens in the pipeline that apps above it want to hear of. They connect when they start, and call an action."""

from django.dispatch import Signal

results_changed = Signal()
"""An opportunity was closed or reopened, or an import brought closed ones. Arguments: `years`, a set of the years whose
results may have changed. Sent inside the transaction."""

closed = Signal()
"""An opportunity was closed. Arguments: `opportunity`, `by` (User). Sent inside the transaction."""

reopened = Signal()
"""An opportunity was reopened. Arguments: `opportunity`, `by` (User), `reason`. Sent inside the transaction."""

targets_changed = Signal()
"""The monthly targets that count in a year changed. Argument: `years`. Sent inside the transaction."""
