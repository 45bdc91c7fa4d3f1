"""Clients (a prospect is a client without a won opportunity) and the people we talk to there."""

import re

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right, Scope
from almacontact.accounts.roles import AREA_ROLES
from almacontact.audit.models import Audited
from almacontact.text import clean, plainly, unaccented
from almacontact.web import search
from pipeline.catalogues.models import Segment

_SIGN = re.compile(r"[&+@#%*]|[^\w\s.,;:'\"!¡?¿()\[\]{}/\\|<>_\u00b7-]")
_NOT_IN_NAMES = re.compile(r"[.,;:'\"!¡?¿()\[\]{}/\\|<>_\u00b7\s-]+")
_LEGAL_FORMS = re.compile(r"\b(s a s|s a|ltda|limitada|e s p|esp|sas|sa|s c a|bic|e u)\b")


def name_key(name: str) -> str:
    """Return `name` as it is compared: no accents, case, punctuation or legal form.

    "Fintech Sabana S.A.S." and "FINTECH SABANA SAS" give the same key; "A+B" and "A&B" do not, nor do names in other
    scripts: letters of all of them stay, and so do signs that tell names apart. Never empty for a name that is not.
    """
    signs = " ".join(_SIGN.sub(r" \g<0> ", unaccented(plainly(clean(name)))).split())
    words = " ".join(_NOT_IN_NAMES.sub(" ", signs).split())
    stripped = " ".join(_LEGAL_FORMS.sub(" ", words).split())
    return stripped or words or signs


JOINING = "pipeline.one_company"
"""Acts that make clients one company come one at a time: two that join an empty group have no row in common."""


class ClientQuerySet(models.QuerySet["Client"]):
    """Clients."""

    def visible_to(self, user: User) -> "ClientQuerySet":
        """Return what `user` may see: all, those of the opportunities their area takes part in, or none."""
        scope = user.scope(Right.VIEW_OPPORTUNITIES)
        if scope == Scope.ALL:
            return self
        if scope == Scope.AREA:
            areas = user.roles & AREA_ROLES
            return self.filter(
                pk__in=self.model.objects.filter(opportunities__participations__role__in=areas).values("pk")
            )
        return self.none()

    def matching(self, text: str) -> "ClientQuerySet":
        """Return those that the search finds by `text`: by name, NIT or group, or by the name of one merged into it."""
        return self.filter(search.matching(text, client="pk"))

    def current(self) -> "ClientQuerySet":
        """Return the clients that were not merged into another."""
        return self.filter(merged_into__isnull=True)

    def one_company_with(self, *clients: "Client") -> "ClientQuerySet":
        """Return `clients` and those that are one company with any of them: by NIT, by group, or by a merge.

        A merged client keeps its NIT and leads to where it went; of its group it is no more. A query for each step
        that a company reaches, and one for who is asked for.
        """
        reached = {one.pk: (one.nit, one.group_key, one.merged_into_id) for one in clients}
        known = 0
        while len(reached) > known:
            known = len(reached)
            merged = [into for _nit, _group, into in reached.values() if into]
            same = Q(pk__in=merged) | Q(merged_into__in=list(reached))
            if nits := {nit for nit, _group, _into in reached.values()} - {""}:
                same |= Q(nit__in=nits)
            if groups := {group for _nit, group, into in reached.values() if not into} - {""}:
                same |= Q(group_key__in=groups, merged_into__isnull=True)
            more = self.model.objects.filter(same).exclude(pk__in=list(reached))
            told = more.values_list("pk", "nit", "group_key", "merged_into")
            reached |= {pk: (nit, group, into) for pk, nit, group, into in told}
        return self.filter(pk__in=list(reached))


class Client(Audited):
    """A company or public entity we sell to. Whether it is *new* is derived from its awards, never typed."""

    LOCK_PLACE = 10

    class Ownership(models.TextChoices):
        PRIVATE = "private", _("Private")
        PUBLIC = "public", _("Public")

    name = models.CharField(_("name"), max_length=200)
    name_key = models.CharField(_("name for comparison"), max_length=200, editable=False, db_index=True)
    nit = models.CharField(_("NIT"), max_length=15, blank=True, help_text=_("Digits, without the check digit."))
    check_digit = models.CharField(_("check digit"), max_length=1, blank=True)
    sector = models.ForeignKey(
        Segment, on_delete=models.PROTECT, null=True, blank=True, related_name="clients", verbose_name=_("sector")
    )
    ownership = models.CharField(
        _("public or private"), max_length=10, choices=Ownership.choices, default=Ownership.PRIVATE
    )
    city = models.CharField(_("city"), max_length=80, blank=True)
    site = models.CharField(_("site"), max_length=120, blank=True, help_text=_("Address or seat of the client."))
    group = models.CharField(
        _("group of companies"),
        max_length=120,
        blank=True,
        help_text=_("Clients of one group are one company where we ask whether a client is new."),
    )
    group_key = models.CharField(_("group for comparison"), max_length=120, blank=True, editable=False, db_index=True)
    website = models.URLField(_("web page"), blank=True)
    notes = models.TextField(_("notes"), blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="absorbed"
    )

    objects = ClientQuerySet.as_manager()

    class Meta:
        verbose_name = _("client")
        verbose_name_plural = _("clients")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["nit"],
                condition=~Q(nit="") & Q(merged_into__isnull=True),
                name="client_nit_once",
                violation_error_message=_("Another client already has this NIT."),
            )
        ]
        indexes = [models.Index(fields=["name"], name="client_by_name")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Save with the comparison keys that follow from the name and from the group."""
        self.name_key = name_key(self.name)[:200]
        self.group_key = name_key(self.group)[:120]
        fields = kwargs.get("update_fields")
        if fields is not None:
            derived = {f"{name}_key" for name in ("name", "group") if name in fields}  # type: ignore[operator]
            kwargs["update_fields"] = {*fields, *derived}  # type: ignore[misc]
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("pipeline:client_detail", args=[self.pk])

    def former(self) -> list["Client"]:
        """Return those that were merged into this one, in however many steps, the nearest first: a query a step."""
        found: list[Client] = []
        step = [self.pk]
        while step:
            joined = list(Client.objects.filter(merged_into__in=step).select_related("sector").order_by("name", "pk"))
            found += joined
            step = [one.pk for one in joined]
        return found

    @property
    def full_nit(self) -> str:
        """Return the NIT as people write it: 830.135.217-2."""
        if not self.nit:
            return ""
        digits = self.nit.isascii() and self.nit.isdigit()
        grouped = f"{int(self.nit):,}".replace(",", ".") if digits else self.nit
        return f"{grouped}-{self.check_digit}" if self.check_digit else grouped


class ClientMerge(models.Model):
    """One merge of two clients, written as it happens: what it moved and what stood then, so that it can be undone.

    Rows of other tables stand by `app.model.field` of what points at a client, and by their keys, with their versions.
    """

    kept = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+", verbose_name=_("client that stayed"))
    absorbed = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+", verbose_name=_("client merged"))
    at = models.DateTimeField(_("when"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    reason = models.TextField(_("reason"))
    moved = models.JSONField(_("what moved"), default=dict)
    filled = models.JSONField(_("what the client that stayed took over"), default=list)
    not_new = models.JSONField(_("wins that no longer counted as new clients"), default=list)
    stood = models.JSONField(
        _("what hung on the client that stayed"), default=dict, help_text=_("At the end of the merge.")
    )
    versions = models.JSONField(_("versions of the two clients"), default=list, help_text=_("Of who stayed first."))
    sold = models.BooleanField(_("something was sold, signed or sent"), default=False)
    undone_at = models.DateTimeField(_("undone on"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("undone by"),
    )

    class Meta:
        verbose_name = _("merge of clients")
        verbose_name_plural = _("merges of clients")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["absorbed"], condition=Q(undone_at__isnull=True), name="client_merged_once"
            ),
            models.CheckConstraint(
                name="client_merge_undone_by_somebody",
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.absorbed} → {self.kept}"


class ContactQuerySet(models.QuerySet["Contact"]):
    """Contacts."""

    def visible_to(self, user: User) -> "ContactQuerySet":
        """Return the contacts of the clients that `user` may see."""
        if user.scope(Right.VIEW_OPPORTUNITIES) == Scope.ALL:
            return self
        return self.filter(client__in=Client.objects.visible_to(user).values("pk"))

    def current(self) -> "ContactQuerySet":
        """Return the contacts in use: not merged and still there."""
        return self.filter(merged_into__isnull=True, active=True)


class Contact(Audited):
    """A person at a client. Personal data under Ley 1581: keep the proof of consent."""

    LOCK_PLACE = 15

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="contacts", verbose_name=_("client"))
    name = models.CharField(_("name"), max_length=150)
    position = models.CharField(_("position"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    is_decision_maker = models.BooleanField(_("decision maker"), default=False)
    consent_on = models.DateField(_("consent given on"), null=True, blank=True)
    consent_proof = models.CharField(
        _("proof of consent"),
        max_length=250,
        blank=True,
        help_text=_("Where the consent to treat personal data can be seen (Ley 1581): e-mail, form, recording."),
    )
    active = models.BooleanField(_("still there"), default=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="absorbed"
    )

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("pipeline:contact_edit", args=[self.pk])
