"""Addresses of reusable texts, evidence and templates of proposals."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
