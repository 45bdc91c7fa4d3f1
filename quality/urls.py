"""Addresses of quality."""

from django.urls import path

from quality.indicators import views as indicators

app_name = "quality"

urlpatterns = [
    path("quality/indicators/", indicators.indicator_list, name="indicator_list"),
    path("quality/imported/<int:pk>/accept/", indicators.imported_accept, name="imported_accept"),
    path("quality/indicators/<slug:indicator>/<slug:period>/", indicators.indicator_detail, name="indicator_detail"),
]
