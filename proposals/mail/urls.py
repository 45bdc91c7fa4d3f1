"""Addresses of the local mailbox."""

from django.urls import path

from proposals.mail import views as mailbox

urlpatterns = [
    path("mailbox/", mailbox.mailbox, name="mailbox"),
    path("mailbox/<slug:key>/", mailbox.mailbox_message, name="mailbox_message"),
    path("mailbox/<slug:key>/<int:number>/", mailbox.mailbox_part, name="mailbox_part"),
]
