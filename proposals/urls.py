"""Addresses of offers, a file each part of the process."""

from proposals.award import urls as awards
from proposals.defence import urls as defence
from proposals.library import urls as library
from proposals.negotiation import urls as negotiation
from proposals.pricing import urls as requests
from proposals.proposal import signing_urls as signing
from proposals.proposal import urls as writing
from proposals.proposal.sending import urls as sending

app_name = "proposals"

urlpatterns = [
    *requests.urlpatterns,
    *library.urlpatterns,
    *writing.urlpatterns,
    *signing.urlpatterns,
    *sending.urlpatterns,
    *defence.urlpatterns,
    *negotiation.urlpatterns,
    *awards.urlpatterns,
]
