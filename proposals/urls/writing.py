"""Addresses of proposals: writing, versions, differences."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
