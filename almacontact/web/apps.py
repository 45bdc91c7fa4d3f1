from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    """The frame, components, lists, forms, search and charts that every page shares."""

    name = "almacontact.web"
    label = "web"
    verbose_name = _("Interface")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Plug the places of the apps below in."""
        from almacontact.web import plugs

        plugs.install()
