"""Addresses of the record keeping: whether it holds, and the erasure of personal data."""

from django.urls import path

from almacontact.audit import views

app_name = "audit"

urlpatterns = [
    path("integrity/", views.integrity_page, name="integrity"),
    path("integrity/check/", views.integrity_check, name="integrity_check"),
    path("personal-data/", views.erasure_list, name="erasures"),
    path("personal-data/erasures/<int:pk>/", views.erasure_detail, name="erasure_detail"),
    path("personal-data/<slug:table>/<int:pk>/erase/", views.erase, name="erase"),
]
