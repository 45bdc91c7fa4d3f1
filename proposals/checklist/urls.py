"""Addresses of check lists, their templates, the no-go and the project summary."""

from django.urls import path

from proposals.checklist.views import notices, own_lines, requirements, templates

urlpatterns = [
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
]
