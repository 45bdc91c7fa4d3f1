"""Addresses of pricing, actas and parameters."""

from django.urls import path

from proposals.pricing.minutes import views as minutes
from proposals.pricing.views import parameters, pricing, scenarios

urlpatterns = [
    path("pricing/", pricing.pricing_list, name="pricing_list"),
    path("pricing/new/<str:code>/", pricing.alternative_create, name="alternative_create"),
    path("pricing/alternatives/<int:pk>/principal/", pricing.alternative_principal, name="alternative_principal"),
    path("pricing/parameters/", parameters.parameter_list, name="parameter_list"),
    path("pricing/parameters/<slug:key>/", parameters.parameter_detail, name="parameter_detail"),
    path("pricing/parameters/confirm/<int:pk>/", parameters.parameter_confirm, name="parameter_confirm"),
    path("pricing/risk/", parameters.risk_list, name="risk_list"),
    path("pricing/risk/new/", parameters.risk_create, name="risk_create"),
    path("pricing/risk/rules/<slug:code>/", parameters.risk_edit, name="risk_edit"),
    path("pricing/minutes/<str:number>/", minutes.minutes_detail, name="minutes_detail"),
    path("pricing/minutes/<str:number>/edit/", minutes.minutes_edit, name="minutes_edit"),
    path("pricing/minutes/<str:number>/submit/", minutes.minutes_submit, name="minutes_submit"),
    path("pricing/minutes/<str:number>/pdf/", minutes.minutes_pdf, name="minutes_pdf"),
    path("pricing/scenarios/<int:pk>/", scenarios.scenario_edit, name="scenario_edit"),
    path("pricing/scenarios/<int:pk>/choose/", pricing.scenario_choose, name="scenario_choose"),
    path("pricing/scenarios/<int:pk>/compute/", scenarios.scenario_compute, name="scenario_compute"),
    path("pricing/scenarios/<int:pk>/sensitivity/", scenarios.scenario_sensitivity, name="scenario_sensitivity"),
    path("pricing/scenarios/<int:pk>/xlsx/", scenarios.scenario_xlsx, name="scenario_xlsx"),
    path("pricing/scenarios/<int:pk>/pdf/", scenarios.scenario_pdf, name="scenario_pdf"),
    path("pricing/scenarios/<int:pk>/figures/<str:key>/", scenarios.scenario_figure, name="scenario_figure"),
    path("pricing/<int:pk>/", pricing.pricing_detail, name="pricing_detail"),
    path("pricing/<int:pk>/edit/", pricing.pricing_edit, name="pricing_edit"),
    path("pricing/<int:pk>/minutes/", minutes.minutes_create, name="minutes_create"),
    path("pricing/<int:pk>/scenarios/", pricing.scenario_create, name="scenario_create"),
    path("pricing/<int:pk>/version/", pricing.pricing_version, name="pricing_version"),
    path("pricing/<int:pk>/void/", pricing.pricing_void, name="pricing_void"),
]
