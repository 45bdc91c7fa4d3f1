"""Addresses of offers: those of each room, in the order of the process."""

from django.urls import URLPattern

from proposals.award import urls as award
from proposals.checklist import urls as checklist
from proposals.clarifications import urls as clarifications
from proposals.defence import urls as defence
from proposals.intake import urls as intake
from proposals.library import urls as library
from proposals.mail import urls as mail
from proposals.negotiation import urls as negotiation
from proposals.new_terms import urls as new_terms
from proposals.pricing import urls as pricing
from proposals.proposal import urls as proposal
from proposals.proposal.sending import urls as sending

app_name = "proposals"

urlpatterns: list[URLPattern] = [
    *mail.urlpatterns,
    *intake.urlpatterns,
    *checklist.urlpatterns,
    *pricing.urlpatterns,
    *library.urlpatterns,
    *proposal.urlpatterns,
    *sending.urlpatterns,
    *clarifications.urlpatterns,
    *defence.urlpatterns,
    *negotiation.urlpatterns,
    *new_terms.urlpatterns,
    *award.urlpatterns,
]
