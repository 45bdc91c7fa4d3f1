"""What can be approved. An app makes a subclass of `Kind` for each, and registers one when it starts:

    class PlanKind(Kind): ...
    registry.register(PlanKind())

The approvals never import the apps above them: whatever they need to know of a subject they ask its kind.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models

from almacontact.accounts.roles import Role
from almacontact.approvals.models import ApprovalRequest
from almacontact.audit.locking import lock
from almacontact.audit.seals import Values
from almacontact.refusals import Blocker, Words

if TYPE_CHECKING:
    from almacontact.accounts.models import User


@dataclass(frozen=True)
class Reason:
    """Why a step is asked: an English message (marked with `gettext_noop`) and its values, translated when shown."""

    message: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class StepSpec:
    """One signature to ask for. `key` stays the same between versions of a subject, so that it can be carried over.

    `title` is an English message marked with `gettext_noop`; `fields` are names in `Kind.content`.
    """

    key: str
    title: str
    role: Role
    fields: tuple[str, ...]
    reasons: tuple[Reason, ...]
    order: int = 1


@dataclass(frozen=True)
class Figure:
    """One of the three figures on a card: short, with the exact value for hover and focus."""

    label: Words
    value: str
    exact: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Card:
    """What an approver reads first: what it is, how much, three figures, and the documents behind it."""

    title: Words
    summary: Words
    amount: str = ""
    amount_label: Words = ""
    figures: Sequence[Figure] = ()
    documents: Sequence[tuple[Words, str]] = ()


class Kind:
    """One approvable thing: what stands in addresses (`key`), its tables, its words and what a decision does to it."""

    key: ClassVar[str]
    label: ClassVar[Words]
    request_model: ClassVar[Any]
    named_by: ClassVar[tuple[str, ...]] = ()
    """Relations of the subject that its name reads; a list reads them along."""

    heading_reads: ClassVar[Mapping[str, str]] = {}
    """What `heading` is made of: name → where it is read, from the subject on."""

    # --- what is approved ---------------------------------------------------------------------------------------------

    def steps(self, subject: Any) -> Sequence[StepSpec]:
        """Return the signatures that `subject` needs as it stands."""
        raise NotImplementedError

    def content(self, subject: Any) -> dict[str, Any]:
        """Return every field a step may rest on, as plain JSON values (see `content.Content`)."""
        raise NotImplementedError

    def editors(self, subject: Any, fields: Sequence[str]) -> set[int]:
        """Return the ids of everybody who wrote or changed one of `fields`, in this version or an earlier one."""
        raise NotImplementedError

    def lineage(self, subject: Any) -> models.QuerySet[Any]:
        """Return the subject and its earlier versions: signatures on unchanged content carry over between them."""
        return type(subject)._default_manager.filter(pk=subject.pk)

    def show(self, path: str, value: Any) -> str:
        """Return one value of the content in words, for the list of changes."""
        return "" if value is None else str(value)

    def field_label(self, path: str) -> str:
        """Return the name of a field of the content for people."""
        return path

    # --- what is sealed (see `audit.seals`): by the version of what enters the hash, the highest in use ---------------

    def frozen_forms(self) -> Mapping[int, Values]:
        """Return what is kept of a subject for its signatures, from its submission on; nothing where it stands live."""
        return {}

    def settled_forms(self) -> Mapping[int, Values]:
        """Return what no longer changes once it is approved: all that was signed, and what its papers print of it."""
        return {1: self.content}

    # --- who ----------------------------------------------------------------------------------------------------------

    def visible_to(self, user: "User", subject: Any) -> bool:
        """Tell whether `user` may read the subject even when it does not wait for them."""
        raise NotImplementedError

    def may_withdraw(self, user: "User", request: ApprovalRequest) -> bool:
        """Tell whether `user` may take the request back: by default, whoever submitted it."""
        return request.submitted_by_id == user.pk

    def submit_blockers(self, subject: Any, by: "User") -> list[Blocker]:
        """Return why `by` may not submit `subject` now; raise `NotAllowed` for a missing right."""
        return []

    # --- what is held -------------------------------------------------------------------------------------------------

    def hold(self, subject: Any) -> None:
        """Lock, in the one order, `subject` and whatever a decision on it judges or writes."""
        lock(subject)

    # --- what a decision does: called inside the transaction, with the subject locked ---------------------------------

    def on_submitted(self, request: ApprovalRequest, by: "User") -> None:
        """Mark the subject as being in approval."""

    def on_approved(self, request: ApprovalRequest, by: "User") -> None:
        """Put the subject in force: every step is satisfied. `by` signed last, or submitted what was signed before."""

    def on_returned(self, request: ApprovalRequest, by: "User", reason: str) -> None:
        """Give the subject back to its author; `request.state`: adjustment, rejected or withdrawn."""

    # --- what people see ----------------------------------------------------------------------------------------------

    def heading(self, **named: Any) -> str:
        """Return what is approved, in one line, from what `heading_reads` names."""
        raise NotImplementedError

    def card(self, request: ApprovalRequest) -> Card:
        """Return the head of the approval card."""
        raise NotImplementedError

    def subject_url(self, subject: Any) -> str:
        """Return the page of the subject."""
        return str(subject.get_absolute_url())

    # --- the tables ---------------------------------------------------------------------------------------------------

    @property
    def subject_model(self) -> Any:
        """The table of what is approved."""
        return self.request_model._meta.get_field("subject").related_model

    @property
    def step_model(self) -> Any:
        """The table of steps, a concrete `ApprovalStep`."""
        return self.request_model._meta.get_field("steps").related_model

    @property
    def signature_model(self) -> Any:
        """The table of signatures, a concrete `Signature`."""
        return self.step_model._meta.get_field("signatures").related_model


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind, or replace the one with the same key."""
    _kinds[kind.key] = kind


def all_kinds() -> tuple[Kind, ...]:
    """Return every kind that the installed apps registered."""
    return tuple(_kinds.values())


def by_key(key: str) -> Kind | None:
    """Return the kind with this key in an address, or None."""
    return _kinds.get(key)


def kind_of(record: models.Model) -> Kind:
    """Return the kind that a subject, request, step or signature belongs to. Raises LookupError for none."""
    for kind in _kinds.values():
        if isinstance(record, (kind.request_model, kind.subject_model, kind.step_model, kind.signature_model)):
            return kind
    raise LookupError(f"{type(record).__name__} is nothing that can be approved; register its kind.")
