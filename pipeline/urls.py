"""Addresses of the pipeline: those of each room."""

from django.urls import URLPattern

from pipeline.board import urls as board
from pipeline.catalogues import urls as catalogues
from pipeline.clients import urls as clients
from pipeline.day import urls as day
from pipeline.decks import urls as decks
from pipeline.grid import urls as grid
from pipeline.imports import urls as imports
from pipeline.opportunities import urls as opportunities
from pipeline.plan import urls as plan

app_name = "pipeline"

urlpatterns: list[URLPattern] = [
    *catalogues.urlpatterns,
    *clients.urlpatterns,
    *opportunities.urlpatterns,
    *board.urlpatterns,
    *grid.urlpatterns,
    *decks.urlpatterns,
    *plan.urlpatterns,
    *day.urlpatterns,
    *imports.urlpatterns,
]
