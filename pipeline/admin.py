"""The technical administration shows the pipeline's records and changes none: changes go through the actions.

Running the installation gives no business right, so the records show only to staff whose role sees all opportunities.
"""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest

from almacontact.accounts.rights import Right, Scope


class ReadOnlyAdmin(admin.ModelAdmin):
    """Lists and shows; never adds, changes or deletes."""

    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Allow staff whose role sees all opportunities."""
        return _sees_all(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the section to the same people."""
        return _sees_all(request)


def _sees_all(request: HttpRequest) -> bool:
    user: Any = request.user
    return bool(user.is_staff and user.scope(Right.VIEW_OPPORTUNITIES) == Scope.ALL)


for _model in apps.get_app_config("pipeline").get_models():
    if not _model.__name__.startswith("Historical"):
        admin.site.register(_model, ReadOnlyAdmin)
