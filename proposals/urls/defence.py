"""Addresses of the defence and the calendar."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
