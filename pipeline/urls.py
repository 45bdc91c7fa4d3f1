"""Addresses of the pipeline, a section a noun."""

from django.urls import URLPattern, URLResolver, path

from pipeline.board import views as board
from pipeline.catalogues import views as catalogues
from pipeline.clients.views import clients, contacts
from pipeline.day import views as day
from pipeline.grid import views as grid
from pipeline.imports import views as imports
from pipeline.opportunities.views import follow_ups, moves, opportunities
from pipeline.plan import urls as plan_urls
from pipeline.plan.views import forecast

app_name = "pipeline"

urlpatterns: list[URLPattern | URLResolver] = [
    # My day, forecast, changes
    path("", day.my_day, name="day"),
    path("changes/", day.pipeline_changes, name="changes"),
    path("forecast/", forecast.year_forecast, name="forecast"),
    # Opportunities: list, board, page, forms, moves, follow-ups
    path("opportunities/", opportunities.opportunity_list, name="opportunity_list"),
    path("opportunities/new/", opportunities.opportunity_create, name="opportunity_create"),
    path("opportunities/new/clients/", opportunities.client_options, name="client_options"),
    path("opportunities/new/contacts/", opportunities.contact_options, name="contact_options"),
    path("opportunities/<str:code>/", opportunities.opportunity_detail, name="opportunity_detail"),
    path("opportunities/<str:code>/edit/", opportunities.opportunity_edit, name="opportunity_edit"),
    path("opportunities/<str:code>/gate/", opportunities.opportunity_gate, name="opportunity_gate"),
    path("opportunities/<str:code>/timeline/", opportunities.opportunity_timeline, name="opportunity_timeline"),
    path("opportunities/<str:code>/panels/<slug:key>/", opportunities.opportunity_panel, name="opportunity_panel"),
    path("opportunities/<str:code>/move/", moves.opportunity_move, name="opportunity_move"),
    path("opportunities/<str:code>/close/", moves.opportunity_close, name="opportunity_close"),
    path("opportunities/<str:code>/reopen/", moves.opportunity_reopen, name="opportunity_reopen"),
    path("opportunities/<str:code>/next-step/", follow_ups.next_step, name="next_step"),
    path("opportunities/<str:code>/areas/", follow_ups.involve_areas, name="involve_areas"),
    path("opportunities/<str:code>/follow-ups/new/", follow_ups.follow_up_create, name="follow_up_create"),
    path("follow-ups/<int:pk>/void/", follow_ups.follow_up_void, name="follow_up_void"),
    path("board/", board.board, name="board"),
    path("board/<slug:stage>/cards/", board.board_cards, name="board_cards"),
    path("board/<str:code>/move/", board.board_move, name="board_move"),
    # Matriz
    path("grid/", grid.grid_page, name="grid"),
    path("grid/rows/", grid.grid_rows, name="grid_rows"),
    path("grid/cells/", grid.grid_cells, name="grid_cells"),
    path("grid/bulk/", grid.grid_bulk, name="grid_bulk"),
    path("grid/export/", grid.grid_export, name="grid_export"),
    # Clients and contacts
    path("clients/", clients.client_list, name="client_list"),
    path("clients/new/", clients.client_create, name="client_create"),
    path("clients/<int:pk>/", clients.client_detail, name="client_detail"),
    path("clients/<int:pk>/edit/", clients.client_edit, name="client_edit"),
    path("clients/<int:pk>/merge/", clients.client_merge, name="client_merge"),
    path("clients/<int:pk>/contacts/new/", contacts.contact_create, name="contact_create"),
    path("contacts/", contacts.contact_list, name="contact_list"),
    path("contacts/<int:pk>/", contacts.contact_edit, name="contact_edit"),
    path("contacts/<int:pk>/merge/", contacts.contact_merge, name="contact_merge"),
    # Catalogues
    path("catalogues/", catalogues.catalogue_list, name="catalogue_list"),
    path("catalogues/stages/<slug:stage>/", catalogues.stage_policy_edit, name="stage_policy_edit"),
    path("catalogues/<slug:key>/new/", catalogues.entry_create, name="entry_create"),
    path("catalogues/<slug:key>/<int:pk>/", catalogues.entry_edit, name="entry_edit"),
    # Plan
    *plan_urls.urlpatterns,
    # Import and export
    path("imports/", imports.import_list, name="import_list"),
    path("imports/new/", imports.import_create, name="import_create"),
    path("imports/<int:pk>/", imports.import_detail, name="import_detail"),
    path("imports/<int:pk>/columns/", imports.import_columns, name="import_columns"),
    path("imports/<int:pk>/decide/", imports.import_decide, name="import_decide"),
    path("imports/<int:pk>/apply/", imports.import_apply, name="import_apply"),
    path("imports/<int:pk>/undo/", imports.import_undo, name="import_undo"),
    path("imports/<int:pk>/refused/", imports.import_refused, name="import_refused"),
    path("exports/pipeline.xlsx", imports.pipeline_export, name="pipeline_export"),
]
