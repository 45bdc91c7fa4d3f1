"""Addresses of requests, check lists and pricing."""

from django.urls import path

from proposals.checklist.views import notices, own_lines, requirements, templates
from proposals.intake import views as intake
from proposals.pricing.minutes import views as minutes
from proposals.pricing.views import parameters, pricing, scenarios
from proposals.proposal.views import verify

urlpatterns = [
    path("requests/", intake.intake_list, name="intake_list"),
    path("requests/new/<str:code>/", intake.intake_create, name="intake_create"),
    path("requests/<int:pk>/", intake.intake_detail, name="intake_detail"),
    path("requests/<int:pk>/edit/", intake.intake_edit, name="intake_edit"),
    path("requests/<int:pk>/void/", intake.intake_void, name="intake_void"),
    path("requirements/", own_lines.requirement_list, name="requirement_list"),
    path("requirements/<int:pk>/", requirements.requirement_edit, name="requirement_edit"),
    path("requirements/<int:pk>/answer/", own_lines.requirement_answer, name="requirement_answer"),
    path("requirements/<int:pk>/assign/", requirements.requirement_assign, name="requirement_assign"),
    path("requirements/<int:pk>/waive/", requirements.requirement_waive, name="requirement_waive"),
    path("check-lists/templates/", templates.checklist_templates, name="checklist_templates"),
    path("check-lists/templates/new/", templates.checklist_template_create, name="checklist_template_create"),
    path("check-lists/templates/lines/<int:pk>/", templates.template_line_edit, name="template_line_edit"),
    path("check-lists/templates/<slug:code>/", templates.checklist_template, name="checklist_template"),
    path("check-lists/templates/<slug:code>/new/", templates.template_line_create, name="template_line_create"),
    path("check-lists/<str:code>/", requirements.checklist_detail, name="checklist_detail"),
    path("check-lists/<str:code>/new/", requirements.checklist_create, name="checklist_create"),
    path("check-lists/<str:code>/lines/new/", requirements.requirement_create, name="requirement_create"),
    path("check-lists/<str:code>/decide/", requirements.checklist_decide, name="checklist_decide"),
    path("check-lists/<str:code>/no-go/", notices.no_go_create, name="no_go_create"),
    path("check-lists/<str:code>/no-go/<int:pk>/", notices.no_go_letter, name="no_go_letter"),
    path("summaries/<str:code>/", notices.summary_detail, name="summary_detail"),
    path("summaries/<str:code>/pdf/", notices.summary_download, name="summary_download"),
    path("pricing/", pricing.pricing_list, name="pricing_list"),
    path("pricing/new/<str:code>/", pricing.alternative_create, name="alternative_create"),
    path("pricing/alternatives/<int:pk>/principal/", pricing.alternative_principal, name="alternative_principal"),
    path("pricing/parameters/", parameters.parameter_list, name="parameter_list"),
    path("pricing/parameters/<slug:key>/", parameters.parameter_detail, name="parameter_detail"),
    path("pricing/parameters/confirm/<int:pk>/", parameters.parameter_confirm, name="parameter_confirm"),
    path("pricing/risk/", parameters.risk_list, name="risk_list"),
    path("pricing/risk/new/", parameters.risk_create, name="risk_create"),
    path("pricing/risk/rules/<slug:code>/", parameters.risk_edit, name="risk_edit"),
    path("pricing/verify/", verify.minutes_verify, name="minutes_verify"),
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
