"""Addresses of rounds of negotiation."""

from django.urls import path

from proposals.negotiation import views as rounds

urlpatterns = [
    path("negotiation/new/<str:code>/", rounds.round_create, name="round_create"),
    path("negotiation/new/<str:code>/compare/", rounds.round_compare, name="round_compare"),
    path("negotiation/<int:pk>/", rounds.round_detail, name="round_detail"),
    path("negotiation/<int:pk>/edit/", rounds.round_edit, name="round_edit"),
    path("negotiation/<int:pk>/submit/", rounds.round_submit, name="round_submit"),
    path("negotiation/<int:pk>/void/", rounds.round_void, name="round_void"),
]
