"""The templates of proposals: the director's catalogue, through its pages."""

import pytest
from django.urls import reverse

from almacontact.refusals import NotAllowed, Refused
from almacontact.web.richtext import problems
from proposals.library.actions.templates import (
    copy_proposal_template,
    edit_proposal_template,
    edit_template_section,
    move_template_section,
)
from proposals.library.models import VALIDATED_BY
from proposals.library.placeholders import unknown
from proposals.models import ProposalTemplate, ProposalTemplateSection, SectionKey
from tests.cast import PARTS
from tests.proposals.pricing.test_price_on_screen import signed_in, words

pytestmark = pytest.mark.django_db

DIRECTORS = {"director", "second_director"}
STRANGERS = {"administrator", "outsider"}


def at(name: str, *args: object) -> str:
    return reverse(f"proposals:{name}", args=args)


@pytest.fixture
def template() -> ProposalTemplate:
    return ProposalTemplate.objects.get()


@pytest.fixture
def section(template: ProposalTemplate) -> ProposalTemplateSection:
    return template.sections.get(key=SectionKey.TRAINING)


def marks() -> tuple[object, ...]:
    """Everything a refusal might leave behind."""
    sections = ProposalTemplateSection.objects.order_by("pk")
    return (
        list(ProposalTemplate.objects.order_by("pk").values_list("name", "active", "version")),
        list(sections.values_list("title", "body", "area", "included", "position", "version")),
        ProposalTemplateSection.history.count(),
    )


def keys(template: ProposalTemplate) -> list[str]:
    return list(template.sections.order_by("position", "pk").values_list("key", flat=True))


def sent(section: ProposalTemplateSection, **changes: object) -> dict[str, object]:
    given = {"title": section.title, "body": section.body, "area": section.area, "included": "on"}
    return {**given, "version": section.version, **changes}


def test_an_installation_starts_with_every_section_in_order_and_the_areas_that_validate(template):
    sections = list(template.sections.order_by("position"))
    assert [one.key for one in sections] == list(SectionKey.values)
    assert {one.key: one.area for one in sections if one.area} == {key: str(role) for key, role in VALIDATED_BY.items()}
    assert [one.key for one in sections if not one.body or problems(one.body) or unknown(one.body)] == []
    assert all(one.included and one.history.count() == 1 for one in sections)


def test_a_template_is_read_by_who_reads_proposals(trainer, template):
    client = signed_in(trainer)
    page = words(client.get(template.get_absolute_url()))
    assert "Ningún agente atiende usuarios sin haber aprobado la formación." in page
    assert "<form" not in page.split("<main")[1].split("</main>")[0]
    assert template.name in words(client.get(at("proposal_templates")))


def test_the_director_adds_a_template_by_copying_one(director, template):
    answer = signed_in(director).post(at("proposal_template_copy", template.pk), {"name": "Licitación pública"})
    copy = ProposalTemplate.objects.get(name="Licitación pública")
    assert answer.url == copy.get_absolute_url()
    same = ["key", "position", "title", "body", "area", "included"]
    assert list(copy.sections.values_list(*same)) == list(template.sections.values_list(*same))


def test_a_name_that_is_taken_is_refused_and_leaves_no_trace(director, template):
    before = marks()
    answer = signed_in(director).post(at("proposal_template_copy", template.pk), {"name": template.name})
    assert answer.status_code == 422
    assert "name" in answer.context["form"].errors
    assert marks() == before


def test_the_director_changes_a_section_and_who_validates_it(director, section):
    given = sent(section, title="Capacitación", body="Plan de {months} meses.", area="operations", included="")
    assert signed_in(director).post(at("proposal_template_section", section.pk), given).status_code == 302
    section.refresh_from_db()
    assert (section.title, section.area, section.included) == ("Capacitación", "operations", False)
    assert section.history.first().history_user == director


@pytest.mark.parametrize(
    "changes, box",
    [
        ({"body": "<iframe src=x></iframe>"}, "body"),
        ({"body": "![x](https://x.example/a.png)"}, "body"),
        ({"title": " "}, "title"),
        ({"area": "sales_director"}, "area"),
    ],
)
def test_what_does_not_fit_a_section_is_said_at_its_box_and_leaves_no_trace(director, section, changes, box):
    before = marks()
    answer = signed_in(director).post(at("proposal_template_section", section.pk), sent(section, **changes))
    assert answer.status_code == 422
    assert box in answer.context["form"].errors
    assert marks() == before


def test_two_directors_at_once_each_see_both_texts(director, second_director, section):
    address = at("proposal_template_section", section.pk)
    assert signed_in(second_director).post(address, sent(section, body="De Darío")).status_code == 302
    answer = signed_in(director).post(address, sent(section, body="De Diana"))
    assert answer.status_code == 409
    assert [(one.yours, one.theirs) for one in answer.context["form"].conflicts] == [("De Diana", "De Darío")]
    section.refresh_from_db()
    assert section.body == "De Darío"


def test_a_section_moves_one_place_and_not_past_the_ends(director, template):
    client, first, second, *rest = signed_in(director), *keys(template)
    moved = template.sections.get(key=second)
    assert client.post(at("proposal_template_move", moved.pk), {"to": "up"}).status_code == 302
    assert keys(template) == [second, first, *rest]
    assert list(template.sections.order_by("position").values_list("position", flat=True)) == list(range(1, 19))
    before = marks()
    assert client.post(at("proposal_template_move", moved.pk), {"to": "up"}).status_code == 422
    last = template.sections.get(key=rest[-1])
    assert client.post(at("proposal_template_move", last.pk), {"to": "down"}).status_code == 422
    assert marks() == before
    client.post(at("proposal_template_move", moved.pk), {"to": "down"})
    assert keys(template) == [first, second, *rest]


def test_a_template_is_renamed_and_switched_off_but_never_the_last_in_use(director, template):
    client, address = signed_in(director), template.get_absolute_url()
    before = marks()
    answer = client.post(address, {"name": template.name, "version": template.version})
    assert answer.status_code == 422
    assert "active" in answer.context["form"].errors
    assert marks() == before
    copy_proposal_template(template=template, by=director, name="Otra")
    assert client.post(address, {"name": "Contact center", "version": template.version}).status_code == 302
    template.refresh_from_db()
    assert (template.name, template.active) == ("Contact center", False)


def test_words_that_no_proposal_fills_are_marked_on_the_template(director, template, section):
    edit_template_section(section=section, by=director, changes={"body": "Para {cliente}"})
    assert "{cliente}" in words(signed_in(director).get(template.get_absolute_url()))


def test_a_field_that_is_not_the_director_s_to_write_is_refused(director, section):
    before = marks()
    with pytest.raises(Refused):
        edit_template_section(section=section, by=director, changes={"position": 3})
    assert marks() == before


@pytest.mark.parametrize("part", sorted(set(PARTS) - DIRECTORS))
def test_who_is_no_director_changes_no_template(everybody, part, template, section):
    before, person, client = marks(), everybody[part], signed_in(everybody[part])
    assert client.get(template.get_absolute_url()).status_code == (403 if part in STRANGERS else 200)
    for name, pk, given in (
        ("proposal_template", template.pk, {"name": "Otra"}),
        ("proposal_template_copy", template.pk, {"name": "Otra"}),
        ("proposal_template_section", section.pk, sent(section, body="x")),
        ("proposal_template_move", section.pk, {"to": "up"}),
    ):
        assert client.post(at(name, pk), given).status_code == 403, name
    for refused in (
        lambda: copy_proposal_template(template=template, by=person, name="Otra"),
        lambda: edit_proposal_template(template=template, by=person, changes={"name": "Otra"}),
        lambda: edit_template_section(section=section, by=person, changes={"body": "x"}),
        lambda: move_template_section(section=section, by=person, up=True),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert marks() == before


def test_the_page_of_a_template_costs_the_same_however_many_sections_it_has(
    director, template, django_assert_max_num_queries
):
    client = signed_in(director)
    client.get(template.get_absolute_url())
    with django_assert_max_num_queries(8):
        client.get(template.get_absolute_url())
