"""Addresses of clients and contacts."""

from django.urls import path

from pipeline.clients.views import clients, contacts, merging

urlpatterns = [
    path("clients/", clients.client_list, name="client_list"),
    path("clients/new/", clients.client_create, name="client_create"),
    path("clients/<int:pk>/", clients.client_detail, name="client_detail"),
    path("clients/<int:pk>/edit/", clients.client_edit, name="client_edit"),
    path("clients/<int:pk>/merge/", merging.client_merge, name="client_merge"),
    path("clients/<int:pk>/contacts/new/", contacts.contact_create, name="contact_create"),
    path("clients/merges/<int:pk>/undo/", merging.client_merge_undo, name="client_merge_undo"),
    path("contacts/", contacts.contact_list, name="contact_list"),
    path("contacts/<int:pk>/", contacts.contact_edit, name="contact_edit"),
    path("contacts/<int:pk>/merge/", contacts.contact_merge, name="contact_merge"),
]
