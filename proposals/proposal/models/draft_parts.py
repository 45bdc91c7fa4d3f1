"""What belongs to a version of a proposal and changes only while it is a draft, whatever way it is written."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from almacontact.refusals import Blocker, Refused

DRAFT = "draft"
IN_APPROVAL = "in_approval"
"""States of a version, as in `ProposalState`, which this file cannot import. The words of a draft may change."""

WORDS = ("title", "valid_until", "minutes", "template", "based_on", "change_reason")
"""What of a version stands still from its submission on."""

FROZEN = ("content", "annex", "fired")
"""What is frozen at submission, and stands still once the approval has ended."""


def settled() -> Refused:
    """Return the refusal of a write to a version that is no draft."""
    return Refused(
        Blocker(
            code="settled",
            message=_("Only a draft of a proposal changes. Withdraw it from approval, or begin the next version."),
        )
    )


def refuse_rewriting(proposal: Any, written: Collection[str] | None) -> None:
    """Raise `Refused` when a save of `written` fields (None: all) would rewrite what stands still of a version."""
    names = [one for one in (*WORDS, *FROZEN) if written is None or one in written]
    if not names:
        return
    rows = type(proposal)._base_manager.filter(pk=proposal.pk).exclude(state=DRAFT)
    for was in rows.values("state", *names):
        bound = WORDS if was["state"] == IN_APPROVAL else (*WORDS, *FROZEN)
        fields = [proposal._meta.get_field(one) for one in names if one in bound]
        if any(was[one.name] != getattr(proposal, one.attname) for one in fields):
            raise settled()


class DraftPartQuerySet(models.QuerySet[Any]):
    """Parts of proposals: those of a version that is no draft are not written in bulk either."""

    def _refuse_settled(self) -> None:
        if self.order_by().exclude(proposal__state=DRAFT).exists():
            raise settled()

    def update(self, **values: Any) -> int:
        """Update as usual, unless a row is part of a version that is no draft."""
        self._refuse_settled()
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete as usual, unless a row is part of a version that is no draft."""
        self._refuse_settled()
        return super().delete()

    def bulk_create(self, objs: Any, *args: Any, **options: Any) -> Any:
        """Create in bulk as usual, into drafts alone."""
        held = {one.proposal_id for one in objs}
        versions = self.model._meta.get_field("proposal").related_model._base_manager
        if versions.filter(pk__in=held).exclude(state=DRAFT).exists():
            raise settled()
        return super().bulk_create(objs, *args, **options)


class DraftPart(models.Model):
    """A record that belongs to a version of a proposal. Raises `Refused` when it is written and that is no draft."""

    objects = DraftPartQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, into a draft and out of a draft alone."""
        self._refuse_settled()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Take it out of a draft."""
        self._refuse_settled()
        return super().delete(*args, **kwargs)

    def _refuse_settled(self) -> None:
        described: Any = self._meta.get_field("proposal")
        held = Q(pk=self.proposal_id)  # type: ignore[attr-defined]
        if self.pk:  # nor may it be moved out of a version that is settled
            held |= Q(**{f"{described.related_query_name()}__pk": self.pk})
        if described.related_model._base_manager.filter(held).exclude(state=DRAFT).exists():
            raise settled()
