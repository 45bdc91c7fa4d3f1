"""The Presentación Almacontact: an uploaded deck, kept in versions and sent from a follow-up (process rows 3 and 5)."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.attachments.models import Attachment
from almacontact.attachments.registry import attachments_of
from almacontact.audit.models import Audited
from almacontact.refusals import Blocker
from pipeline.opportunities.models.follow_ups import FollowUp


class CompanyDeck(Audited):
    """A deck that we show to prospects. Its files are its versions; the newest live one is sent."""

    name = models.CharField(_("name"), max_length=120, unique=True)

    class Meta:
        verbose_name = _("company presentation")
        verbose_name_plural = _("company presentations")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("pipeline:deck_list")

    def current(self) -> "DeckFile | None":
        """Return the version in use: the newest that was not voided."""
        return self.files.standing().order_by("-number").first()


@attachments_of("deck")
class DeckFile(Attachment):
    """One version of a deck."""

    OWNER_FIELD = "deck"

    deck = models.ForeignKey(
        CompanyDeck, on_delete=models.PROTECT, related_name="files", verbose_name=_("presentation")
    )
    number = models.PositiveSmallIntegerField(_("version"))

    class Meta(Attachment.Meta):
        verbose_name = _("version of a presentation")
        verbose_name_plural = _("versions of presentations")
        constraints = [
            *Attachment.Meta.constraints,
            models.UniqueConstraint(fields=["deck", "number"], name="deck_version_once"),
        ]

    @classmethod
    def owners_visible_to(cls, user: User) -> models.QuerySet[Any]:
        """Everybody who sees opportunities sees the decks."""
        return CompanyDeck.objects.all() if user.can(Right.VIEW_OPPORTUNITIES) else CompanyDeck.objects.none()

    def may_attach(self, user: User) -> bool:
        """Coordinators and directors keep the decks."""
        return user.can(Right.PROPOSE_PLAN)

    def attach_blockers(self) -> list[Blocker]:
        """A version has the next number, given by `actions.add_deck_version`."""
        if self.number:
            return []
        return [Blocker(code="deck_number", message=_("Add a version from the page of the presentations."))]


class DeckSending(Audited):
    """A deck that went out by e-mail, with the follow-up that records it; that one is void where the server refused it.

    `answers` is what the mail server said of each recipient (`outgoing.Answer`).
    """

    follow_up = models.OneToOneField(
        FollowUp, on_delete=models.PROTECT, related_name="deck_sending", verbose_name=_("follow-up")
    )
    file = models.ForeignKey(
        DeckFile, on_delete=models.PROTECT, related_name="sendings", verbose_name=_("version sent")
    )
    to = models.EmailField(_("sent to"))
    message = models.TextField(_("message"), blank=True)
    sent_at = models.DateTimeField(_("sent on"), null=True, blank=True, editable=False)
    answers = models.JSONField(_("what the mail server answered"), default=list, blank=True, editable=False)

    class Meta:
        verbose_name = _("presentation sent")
        verbose_name_plural = _("presentations sent")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.file} → {self.to}"
