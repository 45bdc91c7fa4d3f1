"""Addresses of my day and what changed."""

from django.urls import path

from pipeline.day import views as day

urlpatterns = [
    path("", day.my_day, name="day"),
    path("changes/", day.pipeline_changes, name="changes"),
]
