"""Addresses of opportunities: list, page, forms, moves, follow-ups."""

from django.urls import path

from pipeline.opportunities.views import follow_ups, moves, opportunities

urlpatterns = [
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
]
