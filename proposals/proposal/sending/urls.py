"""Addresses of sending a proposal."""

from django.urls import path

from proposals.proposal.sending import views as sending

urlpatterns = [
    path("proposals/<int:pk>/send/", sending.proposal_send, name="proposal_send"),
    path("sendings/<int:pk>/", sending.sending_detail, name="sending_detail"),
    path("sendings/<int:pk>/confirm/", sending.sending_confirm, name="sending_confirm"),
    path("sendings/<int:pk>/void/", sending.sending_void, name="sending_void"),
]
