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


class SearchEntry(models.Model):
    """What the search knows of one row of one kind: its code and the beginning of its title, to rank it by.

    `words` are all of its words, to tell whether a save changed any. Derived from the records (`search_index`): it may
    be thrown away and made anew.
    """

    kind = models.CharField(_("kind"), max_length=20)
    row = models.BigIntegerField(_("row"))
    code = models.CharField(_("code"), max_length=60, blank=True)
    start = models.CharField(_("beginning"), max_length=120, blank=True)
    words = models.TextField(_("words"), blank=True)

    objects: ClassVar[models.Manager[SearchEntry]] = models.Manager()

    class Meta:
        verbose_name = _("entry of the search")
        verbose_name_plural = _("entries of the search")
        constraints = [models.UniqueConstraint(fields=["kind", "row"], name="search_entry_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.row}"


class SearchWord(models.Model):
    """One word under which a row is found; compared byte by byte on both databases."""

    kind = models.CharField(_("kind"), max_length=20)
    word = models.CharField(_("word"), max_length=40)
    row = models.BigIntegerField(_("row"))

    objects: ClassVar[models.Manager[SearchWord]] = models.Manager()

    class Meta:
        verbose_name = _("word of the search")
        verbose_name_plural = _("words of the search")
        indexes = [
            models.Index(fields=["kind", "word", "row"], name="search_by_word"),
            models.Index(fields=["kind", "row", "word"], name="search_words_of"),
        ]

    def __str__(self) -> str:
        return f"{self.word}: {self.kind} {self.row}"
