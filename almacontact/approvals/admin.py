"""Approvals in the technical administration: to be read, never written."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from almacontact.approvals.models import Delegation


class ReadOnlyAdmin(admin.ModelAdmin):
    """Shows records and changes none, not even for a superuser."""

    actions = None

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody adds here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes anything here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes here."""
        return False


@admin.register(Delegation)
class DelegationAdmin(ReadOnlyAdmin):
    """Who signed for whom."""

    list_display = ("delegator", "delegate", "role", "starts_on", "ends_on", "revoked_at")
