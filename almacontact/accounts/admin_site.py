"""The technical administration (Django's admin): for administrators alone, and for reading alone.

Records change through actions, which check rights, leave history with a reason and keep duties apart. A form of the
admin would pass all of that by, so the site takes no model that could be written here.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from almacontact.accounts.rights import Right, Scope

if TYPE_CHECKING:
    AnyAdmin = admin.ModelAdmin[Any]
else:
    AnyAdmin = admin.ModelAdmin  # not subscriptable when it runs


class ReadOnlyAdmin(AnyAdmin):
    """Shows records and changes none. Subclass it in an app's admin.py:

        @admin.register(Client)
        class ClientAdmin(ReadOnlyAdmin):
            right = Right.VIEW_OPPORTUNITIES
            list_display = ["name", "nit"]

    `right`, for all records, is what an administrator must hold besides to read the model here: who runs the
    installation reads no business record by that alone.
    """

    right: Right = Right.MANAGE_PEOPLE
    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False  # no count of 200,000 rows to show 50

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let those read who hold the right for all records: nothing here is scoped to one's own part."""
        return request.user.is_authenticated and request.user.scope(self.right) is Scope.ALL

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the app to those who may read something in it."""
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes here."""
        return False


class TechnicalAdministration(admin.AdminSite):
    """The admin site; it signs in through the page everybody uses, throttled and with the second factor."""

    site_header = _("Technical administration")
    site_title = _("Technical administration")
    index_title = _("Records, to read")
    enable_nav_sidebar = False

    def register(
        self, model_or_iterable: type[Model] | Iterable[type[Model]], admin_class: Any = None, **options: Any
    ) -> None:
        """Take models with a `ReadOnlyAdmin`; leave out what libraries register to be written (groups, addresses)."""
        if admin_class is not None and issubclass(admin_class, ReadOnlyAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Let active administrators in."""
        return request.user.is_authenticated and request.user.can(Right.MANAGE_PEOPLE)

    @method_decorator(secure_admin_login)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send to the sign-in page; refuse who is signed in and no administrator."""
        if not self.has_permission(request):
            raise PermissionDenied
        return super().login(request, extra_context)
