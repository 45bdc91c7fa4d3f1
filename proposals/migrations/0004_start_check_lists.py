"""The two check lists an installation starts with: for private clients and for public entities. The director edits them."""

from django.db import migrations

# code, section, area, excluding, for public entities alone, Spanish, English
LINES = [
    ("existence", "legal", "administration", True, False, "Existencia y representación legal", "Existence and legal representation"),
    ("rup", "legal", "administration", True, True, "RUP vigente", "RUP in force"),
    ("no_disqualification", "legal", "administration", True, False, "Sin inhabilidades ni incompatibilidades", "No disqualification or incompatibility"),
    ("sarlaft", "legal", "administration", False, False, "SARLAFT / SAGRILAFT", "SARLAFT / SAGRILAFT"),
    ("data_processor", "legal", "administration", True, False, "Encargado del tratamiento de datos (Ley 1581)", "Data processor under Ley 1581"),
    ("bid_bond", "legal", "administration", True, False, "Póliza de seriedad de la oferta", "Bid bond"),
    ("other_bonds", "legal", "administration", False, False, "Pólizas de cumplimiento, salarios y responsabilidad", "Performance, wages and liability bonds"),
    ("penalty_cap", "legal", "administration", False, False, "Tope de las penalizaciones", "Cap on penalties"),
    ("solvency", "finance", "administration", True, False, "Liquidez, endeudamiento y cobertura de intereses", "Liquidity, debt and interest coverage"),
    ("returns", "finance", "administration", True, False, "ROE y ROA", "ROE and ROA"),
    ("budget", "finance", "administration", True, False, "Presupuesto no inferior a nuestro precio piso", "Budget not below our floor price"),
    ("payment_term", "finance", "administration", False, False, "Plazo de pago", "Payment term"),
    ("indexation", "finance", "administration", False, False, "Indexación", "Indexation"),
    ("stamps", "finance", "administration", False, False, "Estampillas", "Stamps"),
    ("experience", "technical", "sales_coordinator", True, False, "Experiencia (UNSPSC, valor, puestos)", "Experience (UNSPSC, value, seats)"),
    ("iso", "technical", "sales_coordinator", False, False, "ISO 9001 e ISO 27001", "ISO 9001 and ISO 27001"),
    ("channels", "technical", "sales_coordinator", False, False, "Canales", "Channels"),
    ("service_levels", "technical", "sales_coordinator", False, False, "Niveles de servicio medibles", "Measurable service levels"),
    ("crm", "it", "it", False, False, "Integración con el CRM del cliente", "Integration with the client's CRM"),
    ("recording", "it", "it", False, False, "Grabación y conservación", "Recording and retention"),
    ("continuity", "it", "it", False, False, "BCP, DRP y disponibilidad", "BCP, DRP and availability"),
    ("security", "it", "it", True, False, "Seguridad, y PCI donde aplique", "Security, PCI where it applies"),
    ("profiles", "people", "human_resources", False, False, "Perfiles y tiempo de selección", "Profiles and selection time"),
    ("parafiscal", "people", "human_resources", True, False, "Paz y salvo de parafiscales", "Parafiscal clearance"),
    ("capacity", "operations", "operations", True, False, "Capacidad en la sede y en la fecha", "Capacity at the site on the date"),
    ("round_the_clock", "operations", "operations", False, False, "24×7 y recargos", "24×7 and surcharges"),
    ("ley_2300", "operations", "operations", True, False, "Ley 2300 para cobranza y ventas", "Ley 2300 for collections and sales"),
    ("transition", "operations", "operations", False, False, "Transición", "Transition"),
]  # fmt: skip


def start(apps, schema_editor):
    """Write both templates and their lines."""
    templates = apps.get_model("proposals", "RequirementTemplate")
    lines = apps.get_model("proposals", "RequirementTemplateLine")
    for code, name, name_en, public in (
        ("private", "Clientes privados", "Private clients", False),
        ("public", "Entidades públicas", "Public entities", True),
    ):
        template = templates.objects.create(code=code, name=name, name_en=name_en, public=public)
        lines.objects.bulk_create(
            lines(
                template=template,
                code=line,
                section=section,
                area=area,
                excluding=excluding,
                text=text,
                text_en=text_en,
                position=position,
            )
            for position, (line, section, area, excluding, public_only, text, text_en) in enumerate(LINES, start=1)
            if public or not public_only
        )


class Migration(migrations.Migration):
    dependencies = [("proposals", "0003_intake_and_check_list")]

    operations = [migrations.RunPython(start, migrations.RunPython.noop)]
