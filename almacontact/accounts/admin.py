from django.contrib import admin

from almacontact.accounts.admin_site import ReadOnlyAdmin
from almacontact.accounts.models import PersonRole, User


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    """People, to read; they are managed on the page "People and roles"."""

    list_display = ["name", "email", "is_active", "last_login"]
    list_filter = ["is_active"]
    search_fields = ["name", "email"]
    fields = ["name", "email", "is_active", "language", "theme", "date_joined", "last_login"]


@admin.register(PersonRole)
class PersonRoleAdmin(ReadOnlyAdmin):
    """Roles held, to read."""

    list_display = ["user", "role", "since"]
    list_filter = ["role"]
    list_select_related = ["user"]
