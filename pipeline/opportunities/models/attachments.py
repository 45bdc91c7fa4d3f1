"""Files of an opportunity: tender documents, e-mails, presentations (process rows 3 to 6)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right, Scope
from almacontact.attachments.models import Attachment
from almacontact.attachments.registry import attachments_of
from almacontact.refusals import Blocker
from pipeline.opportunities.models.follow_ups import FollowUp
from pipeline.opportunities.models.opportunities import Opportunity


class OpportunityFileKind(models.TextChoices):
    """What a file of an opportunity is, by the records the process names."""

    DOCUMENT = "document", _("Document")
    EMAIL = "email", _("E-mail")
    PRESENTATION = "presentation", _("Presentation")
    REQUEST = "request", _("Client’s request (RFP, RFI, RFQ)")
    LETTER = "letter", _("Letter")


@attachments_of("opportunity")
class OpportunityAttachment(Attachment):
    """A file of an opportunity; where it belongs to one contact with the client, `follow_up` says which."""

    OWNER_FIELD = "opportunity"
    KINDS: ClassVar[type[models.TextChoices]] = OpportunityFileKind

    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.PROTECT, related_name="attachments", verbose_name=_("opportunity")
    )
    follow_up = models.ForeignKey(
        FollowUp,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="attachments",
        verbose_name=_("follow-up"),
    )

    class Meta(Attachment.Meta):
        verbose_name = _("file of an opportunity")
        verbose_name_plural = _("files of opportunities")

    @classmethod
    def owners_visible_to(cls, user: User) -> models.QuerySet[Any]:
        """Whoever sees the opportunity reads its files."""
        return Opportunity.objects.visible_to(user)

    def may_attach(self, user: User) -> bool:
        """Whoever may change the opportunity adds files to it."""
        return self.opportunity.may_be_edited_by(user)

    def may_void(self, user: User) -> bool:
        """Who attached it, while they may change opportunities; or a coordinator or director."""
        scope = user.scope(Right.EDIT_OPPORTUNITIES)
        return scope == Scope.ALL or (scope == Scope.OWN and self.uploaded_by_id == user.pk)

    def attach_blockers(self) -> list[Blocker]:
        """A file of a follow-up belongs to that follow-up's opportunity."""
        if self.follow_up is not None and self.follow_up.opportunity_id != self.opportunity_id:
            message = _("The follow-up belongs to another opportunity. Attach the file there.")
            return [Blocker(code="attachment_other_opportunity", message=message, field="follow_up")]
        return []
