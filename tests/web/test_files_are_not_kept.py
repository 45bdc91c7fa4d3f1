"""A document is read from here each time: neither the browser of a shared machine nor a proxy keeps one."""

import pytest
from django.urls import reverse

from tests import world

pytestmark = pytest.mark.django_db


def test_documents_workbooks_and_attachments_are_kept_by_nobody(client, everybody):
    proposal = world.approved_proposal()
    client.force_login(proposal.opportunity.owner)
    addresses = [
        reverse("proposals:minutes_pdf", args=[proposal.minutes.number]),
        proposal.document.get_absolute_url(),
        reverse("pipeline:pipeline_export"),
        reverse("pipeline:opportunity_list") + "?export=xlsx",
    ]
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "Content-Disposition" in answer, address
        assert answer["Cache-Control"] == "private, no-store", address


def test_pages_may_go_back_without_asking_again(client, analyst):
    client.force_login(analyst)
    assert "no-store" not in client.get("/").get("Cache-Control", "")
