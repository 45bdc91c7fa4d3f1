"""Addresses of attachments, under ``/attachments/``."""

from django.urls import path

from almacontact.attachments import views

app_name = "attachments"

urlpatterns = [
    path("attachments/<slug:key>/<uuid:pk>/", views.download, name="download"),
    path("attachments/<slug:key>/<uuid:pk>/message/", views.message, name="message"),
    path("attachments/<slug:key>/<uuid:pk>/parts/<int:number>/", views.attach_from_message, name="part"),
    path("attachments/<slug:key>/<uuid:pk>/void/", views.void, name="void"),
    path("attachments/<slug:key>/to/<str:owner_pk>/", views.add, name="add"),
]
