"""Addresses of import and export of the pipeline."""

from django.urls import path

from pipeline.imports import views as imports

urlpatterns = [
    path("imports/", imports.import_list, name="import_list"),
    path("imports/new/", imports.import_create, name="import_create"),
    path("imports/cut-over/", imports.cut_over, name="cut_over"),
    path("imports/cut-over/seen/", imports.cut_over_seen, name="cut_over_seen"),
    path("imports/<int:pk>/", imports.import_detail, name="import_detail"),
    path("imports/<int:pk>/columns/", imports.import_columns, name="import_columns"),
    path("imports/<int:pk>/decide/", imports.import_decide, name="import_decide"),
    path("imports/<int:pk>/apply/", imports.import_apply, name="import_apply"),
    path("imports/<int:pk>/undo/", imports.import_undo, name="import_undo"),
    path("imports/<int:pk>/refused/", imports.import_refused, name="import_refused"),
    path("exports/pipeline.xlsx", imports.pipeline_export, name="pipeline_export"),
]
