"""Addresses of the pipeline, a section a noun."""

from django.urls import URLPattern, URLResolver

app_name = "pipeline"

urlpatterns: list[URLPattern | URLResolver] = [
    # My day, forecast, changes
    # Opportunities: list, board, page, forms, moves, follow-ups
    # Matriz
    # Clients and contacts
    # Catalogues
    # Plan
    # Import and export
]
