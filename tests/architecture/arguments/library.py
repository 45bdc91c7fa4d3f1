"""What stands in the addresses of reusable texts, evidence and templates of proposals."""

from typing import Any


def _text(world: Any) -> dict[str, Any]:
    from proposals.models import ReusableText

    return {"pk": ReusableText.objects.order_by("pk").values_list("pk", flat=True)[0]}


def _evidence(world: Any) -> dict[str, Any]:
    from tests.proposals.library.library_records import make_evidence

    return {"pk": make_evidence(world.people["analyst"]).pk}


def _template(world: Any) -> dict[str, Any]:
    from proposals.models import ProposalTemplate

    return {"pk": ProposalTemplate.objects.order_by("pk").values_list("pk", flat=True)[0]}


def _section(world: Any) -> dict[str, Any]:
    from proposals.models import ProposalTemplateSection

    return {"pk": ProposalTemplateSection.objects.order_by("pk").values_list("pk", flat=True)[0]}


ARGUMENTS: dict[str, Any] = {
    "proposals:text_edit": _text,
    "proposals:evidence_detail": _evidence,
    "proposals:evidence_edit": _evidence,
    "proposals:proposal_template": _template,
    "proposals:proposal_template_copy": _template,
    "proposals:proposal_template_section": _section,
    "proposals:proposal_template_move": _section,
}
