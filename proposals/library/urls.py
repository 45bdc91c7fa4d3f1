"""Addresses of reusable texts, evidence and templates of proposals."""

from django.urls import path

from proposals.library.views import library, richtext
from proposals.library.views import templates as proposal_templates

urlpatterns = [
    path("richtext/", richtext.richtext_preview, name="richtext_preview"),
    path("library/", library.text_list, name="text_list"),
    path("library/texts/new/", library.text_create, name="text_create"),
    path("library/texts/<int:pk>/", library.text_edit, name="text_edit"),
    path("library/evidence/", library.evidence_list, name="evidence_list"),
    path("library/evidence/new/", library.evidence_create, name="evidence_create"),
    path("library/evidence/<int:pk>/", library.evidence_detail, name="evidence_detail"),
    path("library/evidence/<int:pk>/edit/", library.evidence_edit, name="evidence_edit"),
    path("library/templates/", proposal_templates.proposal_templates, name="proposal_templates"),
    path("library/templates/<int:pk>/", proposal_templates.proposal_template, name="proposal_template"),
    path("library/templates/<int:pk>/copy/", proposal_templates.proposal_template_copy, name="proposal_template_copy"),
    path(
        "library/templates/sections/<int:pk>/",
        proposal_templates.proposal_template_section,
        name="proposal_template_section",
    ),
    path(
        "library/templates/sections/<int:pk>/move/",
        proposal_templates.proposal_template_move,
        name="proposal_template_move",
    ),
]
