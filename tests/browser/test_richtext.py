"""The box for rich text in a browser: its buttons and keys, the preview, and the box alone without JavaScript."""

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from proposals.models import ReusableText
from tests.browser.conftest import give_session
from tests.proposals.proposal.proposal_records import make_draft_proposal

pytestmark = [pytest.mark.browser, pytest.mark.looks, pytest.mark.django_db(transaction=True)]


def test_buttons_and_keys_write_the_marks_and_the_preview_follows(
    live_server, page: Page, sign_in, analyst, assert_accessible
):
    sign_in(page, analyst)
    page.goto(live_server.url + reverse("proposals:text_create"))
    box, preview = page.locator("textarea[name=body]"), page.locator(".richtext-preview .richtext")
    box.fill("negrita")
    box.select_text()
    box.press("Control+b")
    expect(box).to_have_value("**negrita**")
    expect(preview.locator("strong")).to_have_text("negrita")
    box.press("Control+b")
    expect(box).to_have_value("negrita")
    page.locator("[data-mark=list]").click()
    expect(box).to_have_value("- negrita")
    box.press("End")
    box.press("Enter")
    box.press_sequentially("dos")
    expect(box).to_have_value("- negrita\n- dos")
    expect(preview.locator("li")).to_have_count(2)
    box.press("Control+z")
    expect(box).not_to_have_value("- negrita\n- dos")
    box.fill("")
    page.locator("[data-mark=table]").click()
    expect(preview.locator("th")).to_have_count(2)
    page.locator("[data-mark=bold]").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-mark=italic]")).to_be_focused()
    assert_accessible(page)


def test_what_is_refused_is_named_while_it_is_written_and_never_runs(live_server, page: Page, sign_in, analyst):
    sign_in(page, analyst)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(live_server.url + reverse("proposals:text_create"))
    page.locator("textarea[name=body]").fill(
        "<img src='https://evil.example/x.png' onerror=alert(1)> ![x](https://evil.example/y.png)"
    )
    expect(page.locator(".richtext-found li")).to_have_count(2)
    expect(page.locator(".richtext-preview img")).to_have_count(0)
    assert not [url for url in asked if "evil" in url]


def test_without_javascript_it_is_a_box_that_saves(live_server, browser: Browser, browser_context_args, analyst):
    context = browser.new_context(**{**browser_context_args, "java_script_enabled": False})
    give_session(context, analyst, live_server.url)
    page = context.new_page()
    page.goto(live_server.url + reverse("proposals:text_create"))
    expect(page.locator(".richtext-bar")).to_be_hidden()
    page.locator("input[name=title]").fill("Sin guion")
    page.locator("textarea[name=body]").fill("**uno**")
    page.locator("main form.panel button.btn-primary").click()
    expect(page).to_have_url(live_server.url + reverse("proposals:text_list"))
    assert ReusableText.objects.get(title="Sin guion").body == "**uno**"
    context.close()


def test_inserting_keeps_what_was_typed_without_javascript_and_shows_in_the_whole_preview(
    live_server, page: Page, sign_in, everybody, browser: Browser, browser_context_args
):
    text = ReusableText.objects.create(title="Cierre", body="Punto final para {client} y su equipo.")
    proposal = make_draft_proposal(everybody)
    section = proposal.sections.get(key="letter")
    address = live_server.url + reverse("proposals:section_edit", args=[section.pk])
    long = "\n\n".join(f"Párrafo {number}." for number in range(60))
    context = browser.new_context(**{**browser_context_args, "java_script_enabled": False})
    give_session(context, everybody["analyst"], live_server.url)
    plain = context.new_page()
    plain.goto(address)
    plain.locator("textarea[name=body]").fill(long)
    plain.locator("select[name=text]").select_option(str(text.pk))
    with plain.expect_navigation():
        plain.locator("button[name=insert]").click()
    context.close()
    section.refresh_from_db()
    assert section.body == f"{long}\n\nPunto final para {proposal.opportunity.client} y su equipo."
    sign_in(page, everybody["analyst"])
    page.goto(address)
    preview = page.locator(".richtext-preview")
    expect(preview.locator("p").last).to_contain_text("Punto final")
    assert preview.evaluate("box => box.scrollHeight - box.clientHeight") == 0
    page.locator("textarea[name=body]").fill(f"{long} Ya.")
    with page.expect_navigation():
        page.locator("textarea[name=body]").press("Control+s")
    expect(page.locator(".richtext-preview p").last).to_contain_text("Ya.")
    section.refresh_from_db()
    assert section.body == f"{long} Ya."
