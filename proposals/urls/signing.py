"""Addresses of the approval and the document of a proposal."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
