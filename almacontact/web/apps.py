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
        from django.db.models.signals import post_migrate

        from almacontact.web import plugs
        from almacontact.web.search_index import fill_after_migrating

        plugs.install()
        post_migrate.connect(fill_after_migrating, sender=self, dispatch_uid="web.search_index")
