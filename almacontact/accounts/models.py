"""People and the roles they hold."""

from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from almacontact.accounts.rights import Right, Scope, scope_of
from almacontact.accounts.roles import Role


class UserManager(BaseUserManager["User"]):
    """Creates people; e-mail addresses are kept in lower case, since that is how people type them."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a person. Without a password the account cannot be entered until one is set by link."""
        if not email:
            raise ValueError("A person needs an e-mail address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an administrator (`manage.py createsuperuser`). It gives no business right."""
        user = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
        PersonRole(user=user, role=Role.ADMINISTRATOR).save()
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find a person by e-mail, whatever the case."""
        return self.get(email=(username or "").strip().lower())

    def holders(self) -> dict[Role, int]:
        """Return how many active people hold each role; a role that nobody holds counts 0."""
        rows = PersonRole.objects.filter(user__is_active=True).values_list("role").annotate(models.Count("pk"))
        counted = dict(rows)
        return {role: counted.get(role, 0) for role in Role}

    def holders_of(self, role: Role) -> "models.QuerySet[User]":
        """Return the active people who hold `role`."""
        return self.filter(is_active=True, held_roles__role=role).order_by("name")


class User(AbstractBaseUser, PermissionsMixin):
    """A person who works with the system, known by e-mail address."""

    class Language(models.TextChoices):
        SPANISH = "es", _("Spanish")
        ENGLISH = "en", _("English")

    class Theme(models.TextChoices):
        AUTO = "auto", _("As the device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.SPANISH)
    theme = models.CharField(_("theme"), max_length=5, choices=Theme.choices, default=Theme.AUTO)
    is_staff = models.BooleanField(
        _("technical administration"), default=False, help_text=_("May open the technical administration.")
    )
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Clear this instead of deleting: records keep their author.")
    )
    date_joined = models.DateTimeField(_("added on"), default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()
    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    # What happened, kept as the reason of a history row in which no field changed; words may follow after a colon.
    PASSWORD_LINK_GIVEN = "password_link_given"  # noqa: S105 - no password
    SECOND_FACTOR_REMOVED = "second_factor_removed"

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique_in_any_case")]

    def __str__(self) -> str:
        return self.name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with a history row unless all that is written is the moment of signing in."""
        if set(kwargs.get("update_fields") or ()) == {"last_login"}:
            self.skip_history_when_saving = True
            try:
                super().save(*args, **kwargs)
            finally:
                del self.skip_history_when_saving
        else:
            super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        """Return the name as it stands on signatures."""
        return self.name

    def get_short_name(self) -> str:
        """Return the first name."""
        return self.name.split(" ")[0] if self.name else self.email

    @property
    def may_be_shown_link(self) -> bool:
        """Tell whether an administrator may read the link to set the password: before the first sign-in alone."""
        return self.is_active and self.last_login is None

    @cached_property
    def roles(self) -> frozenset[Role]:
        """Return the roles held, read once for this instance."""
        return frozenset(Role(held.role) for held in self.held_roles.all())

    def scope(self, right: Right) -> Scope:
        """Return how far this person's `right` reaches. An inactive person has none."""
        return scope_of(self.roles, right) if self.is_active else Scope.NONE

    def can(self, right: Right) -> bool:
        """Tell whether this person holds `right` in any scope."""
        return self.scope(right) > Scope.NONE


class PersonRole(models.Model):
    """One role held by one person."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="held_roles", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=30, choices=Role.choices)
    since = models.DateTimeField(_("since"), default=timezone.now)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("role held")
        verbose_name_plural = _("roles held")
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="person_role_once")]
        indexes = [models.Index(fields=["role"], name="person_role_by_role")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"
