"""Addresses of the Matriz."""

from django.urls import path

from pipeline.grid import views as grid

urlpatterns = [
    path("grid/", grid.grid_page, name="grid"),
    path("grid/rows/", grid.grid_rows, name="grid_rows"),
    path("grid/cells/", grid.grid_cells, name="grid_cells"),
    path("grid/bulk/", grid.grid_bulk, name="grid_bulk"),
    path("grid/export/", grid.grid_export, name="grid_export"),
]
