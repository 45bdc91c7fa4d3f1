"""Contacts with a prospect: what was said, and what it opens (process rows 4 and 5)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from almacontact.audit.models import Audited, Standing, StandingQuerySet
from pipeline.clients.models import Contact
from pipeline.opportunities.models.opportunities import Opportunity


class FollowUpQuerySet(StandingQuerySet):
    """Follow-ups."""

    def reaching(self, milestone: str) -> "FollowUpQuerySet":
        """Return the standing ones that reached `milestone`."""
        return self.standing().filter(milestone=milestone)


class FollowUp(Standing, Audited):
    """One contact. It may reach a milestone that a gate asks for. A mistaken one is voided, not deleted."""

    class Kind(models.TextChoices):
        CALL = "call", _("Call")
        EMAIL = "email", _("E-mail")
        MEETING = "meeting", _("Meeting in person")
        VIRTUAL_MEETING = "virtual_meeting", _("Virtual meeting")
        PRESENTATION = "presentation", _("Company presentation")
        NOTE = "note", _("Note")

    class Milestone(models.TextChoices):
        PRESENTATION_AGREED = "presentation_agreed", _("Agreed to see the company presentation")
        INVITATION_RECEIVED = "invitation_received", _("Invitation or tender received")
        NEED_LOGGED = "need_logged", _("Renewal or extension needed")
        NEGOTIATION_INVITED = "negotiation_invited", _("Invited us to negotiate")

    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.PROTECT, related_name="follow_ups", verbose_name=_("opportunity")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    happened_at = models.DateTimeField(_("when"), default=timezone.now)
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="follow_ups", verbose_name=_("contact")
    )
    summary = models.TextField(_("what was said"))
    milestone = models.CharField(_("result"), max_length=30, choices=Milestone.choices, blank=True)
    voided_at = models.DateTimeField(_("voided at"), null=True, blank=True, editable=False)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    void_reason = models.CharField(_("why it was voided"), max_length=250, blank=True, editable=False)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = ["-happened_at", "-pk"]
        indexes = [models.Index(fields=["opportunity", "-happened_at"], name="follow_up_by_opportunity")]
        constraints = [
            models.CheckConstraint(
                name="follow_up_void_has_reason",
                condition=Q(voided_at__isnull=True) | ~Q(void_reason=""),
                violation_error_message=_("Say why the follow-up is voided."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.happened_at:%Y-%m-%d}"

    @property
    def is_contact(self) -> bool:
        """Tell whether this counts as a contact with the prospect; an internal note does not."""
        return self.kind != self.Kind.NOTE
