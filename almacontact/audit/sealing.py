"""What is sealed of the record keeping itself: each erasure of personal data."""

from almacontact.audit.hashing import columns_of
from almacontact.audit.models import Erasure
from almacontact.audit.seals import Sealable

ERASED = "erased"

ERASURES = Sealable(
    what=ERASED,
    model=Erasure,
    forms={1: lambda one: columns_of(one, ("id", "table", "record", "erased", "by_id", "at", "reason"))},
    record=lambda one: one,
    record_model=Erasure,
    due=lambda one: [one],
)
