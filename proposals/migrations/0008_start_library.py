"""The template of proposals and the reusable texts an installation starts with. Comercial edits them."""

from django.db import migrations
from django.utils import timezone

from proposals.library.start import SECTIONS, TEMPLATE_NAME, TEXTS

VALIDATED_BY = {
    "operating_model": "operations",
    "service_levels": "operations",
    "implementation": "operations",
    "people": "human_resources",
    "training": "training_quality",
    "quality": "training_quality",
    "technology": "it",
    "reporting": "reporting",
}


def start(apps, schema_editor):
    """Write the template with its sections, and the texts, each with the first row of its history."""
    template = _write(apps, "ProposalTemplate", name=TEMPLATE_NAME)
    for position, (key, title, body) in enumerate(SECTIONS, start=1):
        _write(
            apps,
            "ProposalTemplateSection",
            template=template,
            key=key,
            position=position,
            title=title,
            body=body,
            area=VALIDATED_BY.get(key, ""),
        )
    for section, title, body in TEXTS:
        _write(apps, "ReusableText", section=section, title=title, body=body)


def _write(apps, model, **values):
    record = apps.get_model("proposals", model).objects.create(**values)
    history = apps.get_model("proposals", f"Historical{model}")
    kept = {field.attname for field in history._meta.concrete_fields}
    history.objects.create(
        history_date=timezone.now(),
        history_type="+",
        **{
            field.attname: getattr(record, field.attname)
            for field in record._meta.concrete_fields
            if field.attname in kept
        },
    )
    return record


class Migration(migrations.Migration):
    dependencies = [("proposals", "0007_defence_parts_taken_out")]

    operations = [migrations.RunPython(start, migrations.RunPython.noop)]
