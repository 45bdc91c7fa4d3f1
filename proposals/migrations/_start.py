"""What an installation starts with: the parameters of 2026, the risk rules, the check lists and the library of texts.

What a migration lays down stays as it was written, so it stands here and not among the modules of the application,
which move and change. The old chain of migrations and the squashed one both read it. People edit the rows afterwards.
"""

from datetime import date
from decimal import Decimal

from django.utils import timezone

from ._library import SECTIONS, TEMPLATE_NAME, TEXTS

# key, value, first day, last day (None: until further notice), source, confirmed by the company
PARAMETERS = [
    ("minimum_wage", "1750905", "2026-01-01", "2026-12-31", "Decreto 1469 de 2025; suspendido 12–13 feb 2026, el Decreto 0159 de 2026 mantiene la cifra", True),
    ("transport_aid", "249095", "2026-01-01", "2026-12-31", "Decreto de auxilio de transporte 2026", True),
    ("transport_aid_limit", "2", "2026-01-01", None, "Ley 15 de 1959; Decreto de auxilio de transporte 2026", True),
    ("severance", "0.0833", "2026-01-01", None, "CST art. 249", False),
    ("severance_interest", "0.01", "2026-01-01", None, "Ley 52 de 1975: 12 % anual de las cesantías", False),
    ("service_bonus", "0.0833", "2026-01-01", None, "CST art. 306", False),
    ("vacations", "0.0417", "2026-01-01", None, "CST art. 186", False),
    ("pension", "0.12", "2026-01-01", None, "Ley 100 de 1993 art. 20", True),
    ("family_fund", "0.04", "2026-01-01", None, "Ley 21 de 1982", True),
    ("occupational_risk", "0.00522", "2026-01-01", None, "Decreto 1772 de 1994, clase I", True),
    ("health", "0.085", "2026-01-01", None, "Ley 100 de 1993 art. 204; exonerado: ET art. 114-1", True),
    ("sena", "0.02", "2026-01-01", None, "Ley 21 de 1982; exonerado: ET art. 114-1", True),
    ("icbf", "0.03", "2026-01-01", None, "Ley 89 de 1988; exonerado: ET art. 114-1", True),
    ("exemption_limit", "10", "2026-01-01", None, "ET art. 114-1", True),
    ("weekly_hours", "44", "2026-01-01", "2026-07-14", "Ley 2101 de 2021", True),
    ("weekly_hours", "42", "2026-07-15", None, "Ley 2101 de 2021", True),
    ("hourly_divisor", "220", "2026-01-01", "2026-07-14", "Ley 2101 de 2021", False),
    ("hourly_divisor", "210", "2026-07-15", None, "Ley 2101 de 2021", False),
    ("night_rate", "0.35", "2026-01-01", None, "CST art. 168", True),
    ("night_starts_at", "19", "2026-01-01", None, "Ley 2466 de 2025", True),
    ("night_ends_at", "6", "2026-01-01", None, "Ley 2466 de 2025", True),
    ("sunday_rate", "0.80", "2026-01-01", "2026-06-30", "Ley 2466 de 2025", True),
    ("sunday_rate", "0.90", "2026-07-01", "2027-06-30", "Ley 2466 de 2025", True),
    ("sunday_rate", "1.00", "2027-07-01", None, "Ley 2466 de 2025", True),
    ("holidays_a_year", "18", "2026-01-01", None, "Ley 51 de 1983", True),
    ("shrinkage_low", "0.15", "2026-01-01", None, "Rango del sector", False),
    ("shrinkage_high", "0.35", "2026-01-01", None, "Rango del sector", False),
    ("supervisor_ratio_low", "10", "2026-01-01", None, "Rango del sector", False),
    ("supervisor_ratio_high", "20", "2026-01-01", None, "Rango del sector", False),
    ("payment_days_private", "45", "2026-01-01", None, "Ley 2024 de 2020", True),
    ("payment_days_state", "60", "2026-01-01", None, "Ley 2024 de 2020", True),
    ("iva", "0.19", "2026-01-01", None, "ET art. 468", False),
    ("withholding", "0.04", "2026-01-01", None, "ET art. 392, servicios", False),
    ("reteiva", "0.15", "2026-01-01", None, "ET art. 437-1", False),
    ("ica_bogota", "0.00966", "2026-01-01", None, "Tarifa ICA Bogotá, servicios", False),
    ("gmf", "0.004", "2026-01-01", None, "ET art. 872", False),
]  # fmt: skip

# code, metric, comparison, threshold, points, whether it alone asks for the committee
RISK_RULES = [
    ("total_value", "total_value", "at_least", "5000000000", 0, True),
    ("share_of_target", "share_of_year_target", "at_least", "0.10", 0, True),
    ("seats", "seats", "at_least", "100", 0, True),
    ("ebitda", "ebitda", "below", "0.08", 0, True),
    ("negative_year", "lowest_year_margin", "below", "0", 0, True),
    ("no_wage_indexation", "months_without_wage_indexation", "above", "24", 0, True),
    ("penalties_uncapped", "penalties_uncapped", "at_least", "1", 0, True),
    ("penalties_high", "penalty_cap", "above", "0.10", 0, True),
    ("waived_requirement", "waived_requirements", "at_least", "1", 0, True),
    ("unlimited_liability", "unlimited_liability", "at_least", "1", 0, True),
    ("slow_payment", "payment_days", "above", "60", 1, False),
    ("long_term", "term_months", "above", "36", 1, False),
    ("thin_gross_margin", "gross_margin", "below", "0.20", 1, False),
    ("new_ground", "new_segment_channel_or_technology", "at_least", "1", 1, False),
    ("tender_with_bonds", "tender_with_bonds", "at_least", "1", 1, False),
    ("round_the_clock", "round_the_clock", "at_least", "1", 1, False),
    ("new_site", "new_site", "at_least", "1", 1, False),
    ("early_start", "days_to_start", "below", "30", 1, False),
    ("client_concentration", "share_of_sales", "above", "0.20", 1, False),
    ("bare_investment", "investment_without_termination_fee", "at_least", "1", 1, False),
    ("data_abroad", "data_abroad", "at_least", "1", 1, False),
    ("below_approved", "discount_from_approved", "above", "0.05", 1, False),
]  # fmt: skip

# code, section, area, excluding, for public entities alone, Spanish, English
CHECK_LIST_LINES = [
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

BUDGET = "budget"
"""The code of the line that compares the client's budget with our floor price."""


def start_parameters(apps, schema_editor):
    """Write the dated parameters and the risk rules."""
    dated = apps.get_model("proposals", "DatedParameter")
    dated.objects.bulk_create(
        dated(
            key=key,
            value=Decimal(value),
            valid_from=date.fromisoformat(since),
            valid_to=until and date.fromisoformat(until),
            source=source,
            confirmed=confirmed,
        )
        for key, value, since, until, source, confirmed in PARAMETERS
    )
    rules = apps.get_model("proposals", "RiskRule")
    rules.objects.bulk_create(
        rules(
            code=code,
            metric=metric,
            comparison=comparison,
            threshold=Decimal(threshold),
            points=points,
            mandatory=mandatory,
            position=position,
        )
        for position, (code, metric, comparison, threshold, points, mandatory) in enumerate(RISK_RULES, start=1)
    )


def start_check_lists(apps, schema_editor):
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
            for position, (line, section, area, excluding, public_only, text, text_en) in enumerate(
                CHECK_LIST_LINES, start=1
            )
            if public or not public_only
        )


def hide_floor_price(apps, schema_editor):
    """Keep the line of the floor price from the client, in the templates and in the check lists made from them."""
    for model in ("RequirementTemplateLine", "Requirement"):
        apps.get_model("proposals", model).objects.filter(code=BUDGET).update(internal=True)


def start_library(apps, schema_editor):
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
