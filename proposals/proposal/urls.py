"""Addresses of proposals: writing, versions, approval, document."""

from django.urls import path

from proposals.proposal.views import compliance, proposals, signing, verify
from proposals.proposal.views import diff as proposal_diff
from proposals.proposal.views import sections as proposal_sections
from proposals.proposal.views import versions as proposal_versions

urlpatterns = [
    path("pricing/verify/", verify.minutes_verify, name="minutes_verify"),
    path("proposals/", proposals.proposal_list, name="proposal_list"),
    path("proposals/new/<str:code>/", proposals.proposal_create, name="proposal_create"),
    path("proposals/sections/<int:pk>/", proposal_sections.section_edit, name="section_edit"),
    path("proposals/sections/<int:pk>/move/", proposal_sections.section_move, name="section_move"),
    path("proposals/lines/<int:pk>/", compliance.compliance_line, name="compliance_line"),
    path("proposals/supporting/<int:pk>/remove/", compliance.supporting_remove, name="supporting_remove"),
    path("proposals/<int:pk>/", proposals.proposal_detail, name="proposal_detail"),
    path("proposals/<int:pk>/edit/", proposals.proposal_edit, name="proposal_edit"),
    path("proposals/<int:pk>/acta/", proposal_versions.proposal_renew, name="proposal_renew"),
    path("proposals/<int:pk>/version/", proposal_versions.proposal_version, name="proposal_version"),
    path("proposals/<int:pk>/void/", proposal_versions.proposal_void, name="proposal_void"),
    path("proposals/<int:pk>/compare/", proposal_diff.proposal_compare, name="proposal_compare"),
    path("proposals/<int:pk>/compare/<int:other>/", proposal_diff.proposal_diff, name="proposal_diff"),
    path("proposals/<int:pk>/compliance/", compliance.compliance_edit, name="compliance_edit"),
    path("proposals/<int:pk>/compliance/draw/", compliance.compliance_draw, name="compliance_draw"),
    path("proposals/<int:pk>/compliance/place/", compliance.compliance_place, name="compliance_place"),
    path("proposals/<int:pk>/supporting/", compliance.supporting_edit, name="supporting_edit"),
    path("proposals/policy/", signing.offer_policy, name="offer_policy"),
    path("proposals/<int:pk>/submit/", signing.proposal_submit, name="proposal_submit"),
    path("proposals/<int:pk>/pdf/", signing.proposal_pdf, name="proposal_pdf"),
    path("proposals/<int:pk>/document/", signing.proposal_document, name="proposal_document"),
]
