"""What a person costs a month, and what nights and Sundays add.

Only the hourly wage uses the legal divisor (210 h for 42 h a week); capacity uses weekly hours × 52 / 12 (182 h).
"""

from django.utils.translation import gettext_lazy as _

from proposals.pricing.engine.explain import Constant, Figure, Ledger, Quantity, Unit, if_at_most, if_below
from proposals.pricing.engine.inputs import ServiceLine, StructureRole
from proposals.pricing.engine.parameters import Key
from proposals.pricing.engine.reading import Reader
from proposals.pricing.engine.sizing import SizedService


def loaded_cost(
    book: Ledger, reader: Reader, *, wage: Figure, clothing: Figure, surcharges: Figure | None = None
) -> Figure:
    """The loaded monthly cost of one person, COP: wage, surcharges, transport aid, benefits, contributions, clothing.

    Transport aid up to 2 SMMLV earned; cesantías, their interest and prima on wage + aid + surcharges; vacations on the
    wage; pension, ARL and caja on wage + surcharges; health, SENA and ICBF only from 10 SMMLV on (ET art. 114-1).
    """
    of = reader.parameter
    earned: Quantity = wage if surcharges is None else wage + surcharges
    minimum = of(Key.MINIMUM_WAGE)
    aid = book.let(
        "transport_aid",
        _("Transport aid"),
        Unit.COP,
        if_at_most(earned, of(Key.TRANSPORT_AID_LIMIT) * minimum, of(Key.TRANSPORT_AID), 0),
    )
    benefits = book.let(
        "benefits",
        _("Social benefits"),
        Unit.COP,
        (earned + aid) * (of(Key.SEVERANCE) + of(Key.SEVERANCE_INTEREST) + of(Key.SERVICE_BONUS))
        + wage * of(Key.VACATIONS),
    )
    contributions = book.let(
        "contributions",
        _("Contributions"),
        Unit.COP,
        earned * (of(Key.PENSION) + of(Key.OCCUPATIONAL_RISK) + of(Key.FAMILY_FUND))
        + if_below(
            earned,
            of(Key.EXEMPTION_LIMIT) * minimum,
            0,
            earned * (of(Key.HEALTH) + of(Key.SENA) + of(Key.ICBF)),
        ),
    )
    return book.let(
        "loaded",
        _("Loaded monthly cost"),
        Unit.COP,
        earned + aid + benefits + contributions + clothing,
    )


def loaded_agent(ledger: Ledger, reader: Reader, path: str, sized: SizedService) -> Figure:
    """The loaded monthly cost of an agent of the service, surcharges for nights and Sundays spread over the headcount.

    Surcharges = (night hours × night rate + Sunday hours × Sunday rate) / (1 − internal shrinkage) × wage / divisor.
    """
    line: ServiceLine = sized.line
    book = ledger.within(path, line.name)
    wage = reader.entry(line, path, "wage")
    surcharges = book.let(
        "surcharges",
        _("Night and Sunday surcharges per agent"),
        Unit.COP,
        (sized.night_hours * reader.parameter(Key.NIGHT_RATE) + sized.sunday_hours * reader.parameter(Key.SUNDAY_RATE))
        / (Constant(1) - reader.entry(line, path, "internal_shrinkage"))
        * (wage / reader.parameter(Key.HOURLY_DIVISOR))
        / sized.headcount,
    )
    return loaded_cost(
        book,
        reader,
        wage=wage,
        clothing=reader.entry(line, path, "work_clothing"),
        surcharges=surcharges,
    )


def loaded_role(ledger: Ledger, reader: Reader, path: str, role: StructureRole) -> Figure:
    """The loaded monthly cost of one full person of a structure role, without surcharges."""
    return loaded_cost(
        ledger.within(path, role.name),
        reader,
        wage=reader.entry(role, path, "wage"),
        clothing=reader.entry(role, path, "work_clothing"),
    )
