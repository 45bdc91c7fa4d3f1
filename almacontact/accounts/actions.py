"""What an administrator does with people, and what people do with their own account.

Segregation of duties: the administrator decides who holds which role and holds no business right; so nobody changes
their own roles or state, and a link that sets a password is shown to an administrator only for somebody who has never
signed in. Each change leaves a history row with who and why.
"""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from almacontact.accounts.departures import leaving
from almacontact.accounts.links import tell_of_way_in
from almacontact.accounts.models import PersonRole, User
from almacontact.accounts.rights import Right, Scope, scope_of
from almacontact.accounts.roles import Role
from almacontact.refusals import Blocker, NotAllowed, Refused, StaleVersion


@transaction.atomic
def add_person(
    *, email: str, name: str, roles: Iterable[Role], by: User | None, language: str = User.Language.SPANISH
) -> User:
    """Add a person who will set a password by link. `by=None`: from the shell of the installation.

    Raises `NotAllowed` when `by` is no administrator, `Refused` when the address is wrong or taken, or the name or the
    roles are missing.
    """
    if by is not None:
        _hold_administration(by)
    wanted = frozenset(roles)
    email, blockers = _clean_email(email)
    blockers += _identity_blockers(name, wanted)
    if blockers:
        raise Refused(blockers)
    person = User(email=email, name=name.strip(), language=language, is_staff=Role.ADMINISTRATOR in wanted)
    person.set_unusable_password()
    _save(person, by=by, reason="")
    _give(person, wanted, by=by, reason="")
    return person


@transaction.atomic
def change_roles(
    *, person: User, roles: Iterable[Role], by: User, reason: str, seen: Iterable[Role] | None = None
) -> User:
    """Let `person` hold exactly `roles` from now on; it counts from their next request. They hear what they no longer
    sign.

    `seen` are the roles the administrator saw while deciding; where they changed meanwhile, `StaleVersion` is raised.
    Since nobody changes their own roles, the last administrator cannot be removed. Raises `NotAllowed` when `by` is no
    administrator, `Refused` for one's own roles, without a reason or without any role.
    """
    _hold_administration(by)
    wanted = frozenset(roles)
    held = {row.role: row for row in PersonRole.objects.select_for_update().filter(user=person)}
    if seen is not None and frozenset(seen) != frozenset(held):
        changed = PersonRole.history.filter(user=person).select_related("history_user").order_by("history_id").last()
        raise StaleVersion(User.objects.get(pk=person.pk), row=changed)
    blockers = _self_blockers(person, by) + _reason_blockers(reason)
    if not wanted:
        blockers.append(
            Blocker(
                code="roles_missing",
                message=_("Choose at least one role. To close the account of %(name)s, deactivate it.")
                % {"name": person.name},
                url=reverse("accounts:person_deactivate", args=[person.pk]),
                link_label=_("Deactivate"),
                field="roles",
            )
        )
    if blockers:
        raise Refused(blockers)
    with leaving(person):
        for role, row in held.items():
            if role not in wanted:
                row._history_user = by  # type: ignore[attr-defined]
                row._change_reason = reason  # type: ignore[attr-defined]
                row.delete()
        _give(person, wanted - frozenset(held), by=by, reason=reason)
    if person.is_staff != (Role.ADMINISTRATOR in wanted):
        person.is_staff = Role.ADMINISTRATOR in wanted
        _save(person, by=by, reason=reason, fields=["is_staff"])
    return person


@transaction.atomic
def edit_person(*, person: User, name: str, email: str, by: User) -> User:
    """Correct the name of somebody else, or the address of somebody who has never signed in.

    The name stands on signatures, so nobody chooses their own. A changed address would let whoever reads it take over
    the account, signatures and all; so the address of a person who has worked here stays. Raises `NotAllowed` when `by`
    is no administrator, `Refused` at the field: an empty name, one's own, or an address that is wrong, taken or in use.
    """
    _hold_administration(by)
    blockers = _name_blockers(name)
    if name.strip() != person.name and person.pk == by.pk:
        words = _("Nobody changes their own name: it stands on signatures. Ask another administrator.")
        blockers.append(Blocker(code="own_name", message=words, field="name"))
    email, changed = email.strip().lower(), email.strip().lower() != person.email
    if changed:
        email, wrong = _clean_email(email)
        blockers += wrong
        if person.last_login is not None:
            blockers.append(
                Blocker(
                    code="email_in_use",
                    message=_(
                        "%(name)s has already signed in with %(email)s, so the address stays."
                        " For a new address, add the person again and deactivate this account."
                    )
                    % {"name": person.name, "email": person.email},
                    field="email",
                )
            )
    if blockers:
        raise Refused(blockers)
    person.name = name.strip()
    person.email = email
    if changed:
        EmailAddress.objects.filter(user=person).delete()
        transaction.on_commit(lambda: tell_of_way_in(person, by=by), robust=True)
    return _save(person, by=by, reason="", fields=["name", "email"])


@transaction.atomic
def deactivate_person(*, person: User, by: User, reason: str) -> User:
    """Close the account: its sessions and links end at once, its records keep their author.

    The password is cleared, so that a session from before cannot come back to life when the person is reactivated.
    Raises `NotAllowed` when `by` is no administrator, `Refused` for one's own account or without a reason.
    """
    _hold_administration(by)
    if blockers := _self_blockers(person, by) + _reason_blockers(reason):
        raise Refused(blockers)
    person.is_active = False
    person.set_unusable_password()
    return _save(person, by=by, reason=reason, fields=["is_active", "password"])


@transaction.atomic
def reactivate_person(*, person: User, by: User, reason: str) -> User:
    """Open a closed account again, with the roles it had; the person sets a new password by link.

    Raises `NotAllowed` when `by` is no administrator, `Refused` for one's own account or without a reason.
    """
    _hold_administration(by)
    if blockers := _self_blockers(person, by) + _reason_blockers(reason):
        raise Refused(blockers)
    person.is_active = True
    return _save(person, by=by, reason=reason, fields=["is_active"])


@transaction.atomic
def note_password_link(*, person: User, by: User) -> User:
    """Keep in the history that a link to set the password was given out; refuse it for a closed account."""
    _hold_administration(by)
    if not person.is_active:
        raise Refused(
            Blocker(
                code="inactive",
                message=_("The account of %(name)s is closed. Reactivate it first.") % {"name": person.name},
                url=reverse("accounts:person_reactivate", args=[person.pk]),
                link_label=_("Reactivate"),
            )
        )
    return _save(person, by=by, reason=User.PASSWORD_LINK_GIVEN, fields=["is_active"])


@transaction.atomic
def remove_second_factor(*, person: User, by: User, reason: str) -> User:
    """Let somebody who lost phone and recovery codes sign in with the password alone, until they set it up again.

    Raises `NotAllowed` when `by` is no administrator, `Refused` for one's own account, without a reason, or where there
    is no second factor.
    """
    _hold_administration(by)
    blockers = _self_blockers(person, by) + _reason_blockers(reason)
    if not Authenticator.objects.filter(user=person).exists():
        blockers.append(
            Blocker(
                code="no_second_factor",
                message=_("%(name)s has no second factor to remove.") % {"name": person.name},
            )
        )
    if blockers:
        raise Refused(blockers)
    Authenticator.objects.filter(user=person).delete()
    return _save(person, by=by, reason=f"{User.SECOND_FACTOR_REMOVED}: {reason}", fields=["is_active"])


@transaction.atomic
def add_first_administrator(*, email: str, name: str, password: str, language: str) -> User:
    """Add the administrator of an installation that has nobody yet. The caller has checked the set-up code.

    Raises `Refused` when there is somebody, or at the field: an address or a name that does not fit, a weak password.
    """
    if User.objects.exists():
        raise Refused(
            Blocker(
                code="already_set_up",
                message=_("This installation already has people. Sign in, or ask an administrator to add you."),
                url=reverse("account_login"),
                link_label=_("Sign in"),
            )
        )
    email, blockers = _clean_email(email)
    blockers += _name_blockers(name)
    person = User(email=email, name=name.strip(), language=language, is_staff=True)
    try:
        validate_password(password, person)
    except ValidationError as error:
        blockers += [Blocker(code="password", message=words, field="password1") for words in error.messages]
    if blockers:
        raise Refused(blockers)
    person.set_password(password)
    _save(person, by=None, reason="")
    _give(person, frozenset({Role.ADMINISTRATOR}), by=person, reason="")
    return person


@transaction.atomic
def set_preferences(*, by: User, language: str | None = None, theme: str | None = None) -> User:
    """Change what somebody prefers for themselves; what is None stays. The name is no preference: signatures carry it.

    Raises `Refused` for a language or theme that there is not.
    """
    blockers: list[Blocker] = []
    if language is not None and language not in User.Language.values:
        blockers.append(Blocker(code="language", message=_("Choose Spanish or English."), field="language"))
    if theme is not None and theme not in User.Theme.values:
        blockers.append(Blocker(code="theme", message=_("Choose one of the themes listed."), field="theme"))
    if blockers:
        raise Refused(blockers)
    by.language = by.language if language is None else language
    by.theme = by.theme if theme is None else theme
    return _save(by, by=by, reason="", fields=["language", "theme"])


def _hold_administration(by: User) -> None:
    """Refuse whoever may not manage people now, and make others who manage people wait until this is done.

    Read afresh from the database under a lock: two administrators who remove each other at the same moment leave one.
    """
    list(PersonRole.objects.select_for_update().filter(role=Role.ADMINISTRATOR).order_by("pk"))
    held = PersonRole.objects.filter(user=by, user__is_active=True).values_list("role", flat=True)
    if scope_of((Role(role) for role in held), Right.MANAGE_PEOPLE) is Scope.NONE:
        raise NotAllowed(
            Blocker(code="no_right", message=_("Only an administrator may do this. Ask one for what you need."))
        )


def _clean_email(email: str) -> tuple[str, list[Blocker]]:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        words = _("“%(email)s” is not an e-mail address.") % {"email": email}
        return email, [Blocker(code="email", message=words, field="email")]
    if (holder := User.objects.filter(email=email).first()) is None:
        return email, []
    if holder.is_active:
        words = _("%(name)s already has an account with %(email)s. Change their roles on their page.")
    else:
        words = _("%(name)s has a closed account with %(email)s. Reactivate it on their page.")
    return email, [
        Blocker(
            code="person_exists",
            message=words % {"name": holder.name, "email": email},
            url=reverse("accounts:person", args=[holder.pk]),
            link_label=_("See the person"),
            field="email",
        )
    ]


def _identity_blockers(name: str, roles: frozenset[Role]) -> list[Blocker]:
    blockers = _name_blockers(name)
    if not roles:
        blockers.append(Blocker(code="roles_missing", message=_("Choose at least one role."), field="roles"))
    return blockers


def _name_blockers(name: str) -> list[Blocker]:
    if name.strip():
        return []
    return [Blocker(code="name_missing", message=_("Write the name, as it should stand on signatures."), field="name")]


def _self_blockers(person: User, by: User) -> list[Blocker]:
    if person.pk != by.pk:
        return []
    return [
        Blocker(
            code="own_account",
            message=_(
                "Nobody changes their own roles or account state. Ask another administrator; if there is none, add one."
            ),
            url=reverse("accounts:person_add"),
            link_label=_("Add a person"),
        )
    ]


def _reason_blockers(reason: str) -> list[Blocker]:
    if reason.strip():
        return []
    return [Blocker(code="reason_missing", message=_("Write the reason: it stays in the history."), field="reason")]


def _give(person: User, roles: frozenset[Role], *, by: User | None, reason: str) -> None:
    """Add roles one by one, so that each leaves its history row."""
    for role in sorted(roles):
        row = PersonRole(user=person, role=role)
        row._history_user = by  # type: ignore[attr-defined]
        row._change_reason = reason or None  # type: ignore[attr-defined]
        row.save()
    person.__dict__.pop("roles", None)  # read again when next asked


def _save(person: User, *, by: User | None, reason: str, fields: list[str] | None = None) -> User:
    person._history_user = by  # type: ignore[attr-defined]
    person._change_reason = reason or None  # type: ignore[attr-defined]
    person.save(update_fields=fields)
    return person
