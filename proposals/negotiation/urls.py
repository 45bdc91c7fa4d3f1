"""Addresses of clarifications, scope changes and rounds of negotiation."""

from django.urls import path

from proposals.clarifications import views as clarifications
from proposals.negotiation import views as rounds

urlpatterns = [
    path("clarifications/", clarifications.clarification_list, name="clarification_list"),
    path("clarifications/new/<str:code>/", clarifications.clarification_create, name="clarification_create"),
    path("clarifications/send/<str:code>/", clarifications.clarification_send, name="clarification_send"),
    path("clarifications/<int:pk>/", clarifications.clarification_detail, name="clarification_detail"),
    path("clarifications/<int:pk>/reprice/", clarifications.clarification_reprice, name="clarification_reprice"),
    path("clarifications/<int:pk>/void/", clarifications.clarification_void, name="clarification_void"),
    path("negotiation/new/<str:code>/", rounds.round_create, name="round_create"),
    path("negotiation/new/<str:code>/compare/", rounds.round_compare, name="round_compare"),
    path("negotiation/<int:pk>/", rounds.round_detail, name="round_detail"),
    path("negotiation/<int:pk>/edit/", rounds.round_edit, name="round_edit"),
    path("negotiation/<int:pk>/submit/", rounds.round_submit, name="round_submit"),
    path("negotiation/<int:pk>/void/", rounds.round_void, name="round_void"),
]
