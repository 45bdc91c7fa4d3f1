from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedView(models.Model):
    """A filter and order of a list that one person keeps under a name.

    `list_key` is the list's `key`; `query` is the query string of its page without the page number. A person has at
    most one default by list: it is what the list opens with.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views", verbose_name=_("person")
    )
    list_key = models.CharField(_("list"), max_length=60)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(_("filter"), max_length=2000, blank=True)
    is_default = models.BooleanField(_("opens with the list"), default=False)

    objects: ClassVar[models.Manager[SavedView]] = models.Manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            models.UniqueConstraint(fields=["user", "list_key", "name"], name="saved_view_name_once"),
            models.UniqueConstraint(
                fields=["user", "list_key"], condition=models.Q(is_default=True), name="saved_view_one_default"
            ),
        ]

    def __str__(self) -> str:
        return self.name
