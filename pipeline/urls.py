"""Addresses of the pipeline, a section a noun."""

from django.urls import URLPattern, URLResolver, path

from pipeline.views import clients, day, follow_ups, opportunities

app_name = "pipeline"

urlpatterns: list[URLPattern | URLResolver] = [
    # My day, forecast, changes
    path("", day.my_day, name="day"),
    path("changes/", day.pipeline_changes, name="changes"),
    # Opportunities: list, board, page, forms, moves, follow-ups
    path("opportunities/<str:code>/", opportunities.opportunity_detail, name="opportunity_detail"),
    path("opportunities/<str:code>/edit/", opportunities.opportunity_edit, name="opportunity_edit"),
    path("opportunities/<str:code>/follow-ups/new/", follow_ups.follow_up_create, name="follow_up_create"),
    # Matriz
    # Clients and contacts
    path("clients/<int:pk>/", clients.client_detail, name="client_detail"),
    path("clients/<int:pk>/contacts/new/", clients.contact_create, name="contact_create"),
    # Catalogues
    # Plan
    # Import and export
]
