"""Addresses of the Plan Comercial, its forecast and presentations."""

from django.urls import path

from pipeline.plan.views import documents as plan_documents
from pipeline.plan.views import follow_up as plan_follow_up
from pipeline.plan.views import forecast, plans

urlpatterns = [
    path("forecast/", forecast.year_forecast, name="forecast"),
    path("plan/", plans.plan_list, name="plan_list"),
    path("plan/pipeline.pptx", plan_documents.pipeline_pptx, name="pipeline_pptx"),
    path("plan/pipeline.pdf", plan_documents.pipeline_pdf, name="pipeline_pdf"),
    path("plan/<int:year>/follow-up/", plan_follow_up.follow_up_page, name="plan_follow_up"),
    path("plan/budget/<int:pk>/spend/", plan_follow_up.spending_create, name="spending_create"),
    path("plan/activities/<int:pk>/report/", plan_follow_up.activity_report, name="activity_report"),
    path("plan/kpis/<int:pk>/measure/", plan_follow_up.kpi_measure, name="kpi_measure"),
    path("plan/<int:year>/v<int:revision>/", plans.plan_detail, name="plan_detail"),
    path("plan/<int:year>/v<int:revision>/strategy/", plans.plan_strategy, name="plan_strategy"),
    path("plan/<int:year>/v<int:revision>/targets/", plans.plan_targets, name="plan_targets"),
    path("plan/<int:year>/v<int:revision>/results/", plans.plan_results, name="plan_results"),
    path("plan/<int:year>/v<int:revision>/submit/", plans.plan_submit, name="plan_submit"),
    path("plan/<int:year>/v<int:revision>/amend/", plans.plan_amend, name="plan_amend"),
    path("plan/<int:year>/v<int:revision>/changes/", plans.plan_changes, name="plan_changes"),
    path("plan/<int:year>/v<int:revision>/plan.pptx", plan_documents.plan_pptx, name="plan_pptx"),
    path("plan/<int:year>/v<int:revision>/plan.pdf", plan_documents.plan_pdf, name="plan_pdf"),
    path("plan/<int:year>/v<int:revision>/<slug:section>/", plans.plan_section, name="plan_section"),
]
