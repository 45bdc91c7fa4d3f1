"""Addresses of sending a proposal and the local mailbox."""

from django.urls import URLPattern, path

from proposals.mail import views as mailbox
from proposals.proposal.sending import views as sending

urlpatterns: list[URLPattern] = [
    path("proposals/<int:pk>/send/", sending.proposal_send, name="proposal_send"),
    path("sendings/<int:pk>/", sending.sending_detail, name="sending_detail"),
    path("sendings/<int:pk>/confirm/", sending.sending_confirm, name="sending_confirm"),
    path("sendings/<int:pk>/void/", sending.sending_void, name="sending_void"),
    path("mailbox/", mailbox.mailbox, name="mailbox"),
    path("mailbox/<slug:key>/", mailbox.mailbox_message, name="mailbox_message"),
    path("mailbox/<slug:key>/<int:number>/", mailbox.mailbox_part, name="mailbox_part"),
]
