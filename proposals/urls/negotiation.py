"""Addresses of clarifications, scope changes and rounds of negotiation."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
