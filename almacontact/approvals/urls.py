"""Addresses of the approvals."""

from django.urls import path

from almacontact.approvals import views

app_name = "approvals"

urlpatterns = [
    path("approvals/", views.approval_inbox, name="inbox"),
    path("approvals/policy/", views.policy, name="policy"),
    path("approvals/delegations/", views.delegation_list, name="delegations"),
    path("approvals/delegations/<int:pk>/end/", views.delegation_end, name="delegation_end"),
    path("approvals/<slug:key>/<int:pk>/", views.approval_card, name="card"),
    path("approvals/<slug:key>/<int:pk>/withdraw/", views.approval_withdraw, name="withdraw"),
]
