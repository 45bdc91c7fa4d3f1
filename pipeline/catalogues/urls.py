"""Addresses of catalogues and stage policies."""

from django.urls import path

from pipeline.catalogues import views as catalogues

urlpatterns = [
    path("catalogues/", catalogues.catalogue_list, name="catalogue_list"),
    path("catalogues/stages/<slug:stage>/", catalogues.stage_policy_edit, name="stage_policy_edit"),
    path("catalogues/<slug:key>/new/", catalogues.entry_create, name="entry_create"),
    path("catalogues/<slug:key>/<int:pk>/", catalogues.entry_edit, name="entry_edit"),
]
