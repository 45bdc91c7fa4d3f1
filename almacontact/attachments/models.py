"""The abstract attachment. Each app makes its own table of it, with a foreign key to the record that owns the files."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from almacontact.accounts.models import User
from almacontact.attachments.file_types import EMAIL_TYPES, FileType, by_content_type, is_large
from almacontact.attachments.storage import private_path, private_storage
from almacontact.audit.models import Standing, StandingQuerySet
from almacontact.refusals import Blocker

EMAIL_TEXT_KEPT = 10_000
"""Characters of the text of an e-mail that are kept beside the file."""


class AttachmentKind(models.TextChoices):
    """What a file is for, where an app has no finer list of its own."""

    DOCUMENT = "document", _("Document")
    EMAIL = "email", _("E-mail")
    PRESENTATION = "presentation", _("Presentation")
    LETTER = "letter", _("Letter")


class FrozenFileError(TypeError):
    """A programming error: a kept file was about to be changed or deleted. Void it with its action instead."""


class AttachmentQuerySet(StandingQuerySet):
    """Attachments stay as they came in: nothing here changes the file's facts or deletes them."""

    def update(self, **values: Any) -> int:
        """Update as usual (merging two clients moves their files), unless a fact of the file is named."""
        if frozen := sorted(set(values) & self.model.FROZEN):
            raise FrozenFileError(f"{self.model.__name__}: {', '.join(frozen)} never change after the file came in.")
        return super().update(**values)

    def delete(self) -> NoReturn:
        """Refuse: Ley 962 art. 28 asks to keep the documents of the business for ten years."""
        raise FrozenFileError(f"{self.model.__name__} is voided, never deleted.")


class Attachment(Standing, models.Model):
    """A file kept with a business record: what came in, from whom, when, and its SHA-256.

    A concrete class adds a foreign key (``PROTECT``) to its owner, named in ``OWNER_FIELD``, and says in
    `owners_visible_to` who may read and in `may_attach` who may add. `registry.attachments_of` gives it an address.
    The e-mail fields are filled from .eml and .msg files. A file is voided with a reason, never deleted or replaced.
    """

    OWNER_FIELD: ClassVar[str] = ""
    KINDS: ClassVar[type[models.TextChoices]] = AttachmentKind
    FROZEN: ClassVar[frozenset[str]] = frozenset(
        {"file", "original_name", "content_type", "size", "sha256", "uploaded_by", "uploaded_at"}
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.FileField(_("file"), storage=private_storage, upload_to=private_path, max_length=150)
    original_name = models.CharField(_("name"), max_length=150)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size"), help_text=_("Bytes."))
    sha256 = models.CharField(_("SHA-256"), max_length=64, db_index=True)
    kind = models.CharField(_("what it is"), max_length=40)
    description = models.CharField(_("description"), max_length=200, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("attached by")
    )
    uploaded_at = models.DateTimeField(_("attached on"), default=timezone.now, editable=False)

    email_subject = models.CharField(_("subject"), max_length=500, blank=True)
    email_sender = models.CharField(_("sender"), max_length=320, blank=True)
    email_recipients = models.TextField(_("recipients"), blank=True, help_text=_("One a line."))
    email_sent_at = models.DateTimeField(_("sent on"), null=True, blank=True)
    email_text = models.TextField(_("beginning of the message"), blank=True)
    email_message_id = models.CharField(_("Message-ID"), max_length=500, blank=True)

    voided_at = models.DateTimeField(_("voided on"), null=True, blank=True, editable=False)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("voided by"),
    )
    void_reason = models.CharField(_("reason for voiding"), max_length=300, blank=True, editable=False)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-uploaded_at", "original_name"]
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_void_is_explained",
                condition=models.Q(voided_at__isnull=True, voided_by__isnull=True, void_reason="")
                | (models.Q(voided_at__isnull=False, voided_by__isnull=False) & ~models.Q(void_reason="")),
                violation_error_message=_("A voided file says who voided it, when and why."),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_not_empty",
                condition=models.Q(size__gt=0),
                violation_error_message=_("A file with no content is not kept."),
            ),
        ]

    def __str__(self) -> str:
        return self.original_name

    # --- Who ---------------------------------------------------------------------------------------------------------

    @classmethod
    def owners_visible_to(cls, user: User) -> models.QuerySet[Any]:
        """The owning records whose files `user` may read."""
        raise NotImplementedError(f"{cls.__name__} must say whose files a person may read.")

    @property
    def owner(self) -> Any:
        """The business record that the file belongs to."""
        return getattr(self, self.OWNER_FIELD)

    @property
    def owner_id(self) -> Any:
        """Its primary key, without a query."""
        return getattr(self, f"{self.OWNER_FIELD}_id")

    def may_read(self, user: User) -> bool:
        """Whether `user` may open it: whoever may see its owner. One query."""
        return self.owners_visible_to(user).filter(pk=self.owner_id).exists()

    def may_attach(self, user: User) -> bool:
        """Whether `user` may add this, still unsaved, file to its owner."""
        raise NotImplementedError(f"{type(self).__name__} must say to what a person may add files.")

    def may_void(self, user: User) -> bool:
        """Whether `user` may void it: by default, whoever attached it. No query: lists ask it for each row."""
        return bool(self.serializable_value("uploaded_by") == user.pk)

    def attach_blockers(self) -> list[Blocker]:
        """What else stands against adding this, still unsaved, file: the concrete class's own rules."""
        return []

    # --- What --------------------------------------------------------------------------------------------------------

    @property
    def is_email(self) -> bool:
        """Whether it is a message that can be read in the browser."""
        return self.content_type in EMAIL_TYPES

    @property
    def is_large_email(self) -> bool:
        """Whether it is a message that a job reads, not whoever asks for its page."""
        return is_large(self.size, self.content_type)

    @property
    def file_type(self) -> FileType | None:
        """Its row in the table of accepted types; None for one that is no longer accepted."""
        return by_content_type(self.content_type)

    @property
    def icon(self) -> str:
        """The name of its icon."""
        return self.file_type.icon if self.file_type else "file-earmark"

    @property
    def opens_in_browser(self) -> bool:
        """Whether a browser may show it in place: pictures and PDF."""
        return self.file_type is not None and self.file_type.inline

    @property
    def kind_label(self) -> str | Promise:
        """What it is, in words."""
        return dict(self.KINDS.choices).get(self.kind, self.kind)

    def get_absolute_url(self) -> str:
        """Its protected download."""
        return self._url("download")

    def get_reading_url(self) -> str:
        """Where a click leads: the page that shows it as a message, or its download."""
        return self.get_message_url() if self.is_email else self.get_absolute_url()

    def get_message_url(self) -> str:
        """The page that shows it as a message."""
        return self._url("message")

    def get_void_url(self) -> str:
        """The page that voids it."""
        return self._url("void")

    def _url(self, view: str) -> str:
        from almacontact.attachments.registry import key_of

        return reverse(f"attachments:{view}", args=[key_of(type(self)), self.pk])

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: Ley 962 art. 28 asks to keep the documents of the business for ten years."""
        raise FrozenFileError(f"{type(self).__name__} is voided, never deleted.")
