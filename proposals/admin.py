"""The technical administration shows the records of offers and changes none."""

from django.apps import apps
from django.contrib import admin

from pipeline.admin import ReadOnlyAdmin

for _model in apps.get_app_config("proposals").get_models():
    if not _model.__name__.startswith("Historical"):
        admin.site.register(_model, ReadOnlyAdmin)
