"""Addresses of clarifications and scope changes."""

from django.urls import path

from proposals.clarifications import views as clarifications

urlpatterns = [
    path("clarifications/", clarifications.clarification_list, name="clarification_list"),
    path("clarifications/new/<str:code>/", clarifications.clarification_create, name="clarification_create"),
    path("clarifications/send/<str:code>/", clarifications.clarification_send, name="clarification_send"),
    path("clarifications/<int:pk>/", clarifications.clarification_detail, name="clarification_detail"),
    path("clarifications/<int:pk>/reprice/", clarifications.clarification_reprice, name="clarification_reprice"),
    path("clarifications/<int:pk>/void/", clarifications.clarification_void, name="clarification_void"),
]
