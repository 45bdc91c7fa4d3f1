"""Addresses of requests of clients."""

from django.urls import path

from proposals.intake import views as intake

urlpatterns = [
    path("requests/", intake.intake_list, name="intake_list"),
    path("requests/new/<str:code>/", intake.intake_create, name="intake_create"),
    path("requests/<int:pk>/", intake.intake_detail, name="intake_detail"),
    path("requests/<int:pk>/edit/", intake.intake_edit, name="intake_edit"),
    path("requests/<int:pk>/void/", intake.intake_void, name="intake_void"),
]
