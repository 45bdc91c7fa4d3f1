"""The technical administration shows the pipeline's records to an administrator who also sees all opportunities."""

from django.apps import apps
from django.contrib import admin

from almacontact.accounts.admin_site import ReadOnlyAdmin
from almacontact.accounts.rights import Right


class PipelineAdmin(ReadOnlyAdmin):
    """Lists and shows; changes go through the actions."""

    right = Right.VIEW_OPPORTUNITIES
    show_full_result_count = False


for _model in apps.get_app_config("pipeline").get_models():
    if not _model.__name__.startswith("Historical"):
        admin.site.register(_model, PipelineAdmin)
