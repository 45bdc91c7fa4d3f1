"""Puts our site in the place of Django's admin; apart from the site, because it is read before the apps are loaded."""

from django.contrib.admin.apps import AdminConfig


class TechnicalAdministrationConfig(AdminConfig):
    """Takes the place of `django.contrib.admin` in INSTALLED_APPS."""

    default_site = "almacontact.accounts.admin_site.TechnicalAdministration"
