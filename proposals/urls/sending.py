"""Addresses of sending a proposal and the local mailbox."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
