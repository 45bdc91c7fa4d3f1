"""Addresses of the approval and the document of a proposal."""

from django.urls import path

from proposals.proposal.views import signing

urlpatterns = [
    path("proposals/policy/", signing.offer_policy, name="offer_policy"),
    path("proposals/<int:pk>/submit/", signing.proposal_submit, name="proposal_submit"),
    path("proposals/<int:pk>/pdf/", signing.proposal_pdf, name="proposal_pdf"),
    path("proposals/<int:pk>/document/", signing.proposal_document, name="proposal_document"),
]
