"""What the pipeline plugs into the shared apps, and what fills its own pages: read it from top to bottom.

What runs in the background is declared in `tasks.py`.
"""

from django.utils.translation import gettext_lazy as _

from almacontact.approvals import registry
from almacontact.approvals import sealing as approval_seals
from almacontact.audit import personal, rules, seals
from almacontact.web import navigation, search
from almacontact.web.navigation import ADMINISTRATION, TOP, Entry, Group
from pipeline import events
from pipeline.clients import database as clients_database
from pipeline.clients import named
from pipeline.clients import personal as client_data
from pipeline.day.day import overdue_steps
from pipeline.decks import database as decks_database
from pipeline.decks import personal as deck_data
from pipeline.duties import nobody_signs, register_duties, register_section, to_sign
from pipeline.imports import database as imports_database
from pipeline.imports import personal as import_data
from pipeline.imports.duties import REOPENED, UNSET
from pipeline.opportunities import database as opportunities_database
from pipeline.opportunities import gates, panels
from pipeline.opportunities.actions.new_clients import count_again, judge_again
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.opportunities.panels import Panel
from pipeline.opportunities.sealing import PASSES, passed_opportunities, stage_findings
from pipeline.opportunities.search import CLIENTS as FOUND_CLIENTS
from pipeline.opportunities.search import CONTACTS, OPPORTUNITIES
from pipeline.opportunities.settled import stands_for_client
from pipeline.plan import database as plan_database
from pipeline.plan import kpis as indicators
from pipeline.plan.approval import PlanKind
from pipeline.plan.duties import ACTIVITIES
from pipeline.plan.fit import fit_panel
from pipeline.plan.kpis import Indicator
from pipeline.states import Move

GATES = (
    (Move.QUALIFY, "interest_shown", gates.interest_shown),
    (Move.QUALIFY, "figures_complete", gates.figures_complete),
    (Move.NEGOTIATE, "negotiation_invited", gates.negotiation_invited),
)
"""What each move needs, in the order in which people read it; then the places that later phases take."""

PANELS = (
    Panel(
        key="follow-ups",
        title=_("Contacts with the client"),
        template="pipeline/opportunities/_follow_ups.html",
        context=panels.follow_ups_context,
        order=10,
        icon="chat-left-text",
    ),
    Panel(
        key="contacts",
        title=_("People at the client"),
        template="pipeline/clients/_contacts.html",
        context=panels.contacts_context,
        order=20,
        icon="person-lines-fill",
    ),
    Panel(
        key="files",
        title=_("Files"),
        template="attachments/_list.html",
        context=panels.files_context,
        order=30,
        icon="paperclip",
    ),
    Panel(
        key="fit",
        title=_("Fit with the plan"),
        template="pipeline/plan/_fit.html",
        context=fit_panel,
        order=70,
        icon="bullseye",
    ),
    Panel(
        key="areas",
        title=_("Areas that take part"),
        template="pipeline/opportunities/_areas.html",
        context=panels.areas_context,
        order=80,
        icon="diagram-3",
    ),
    Panel(
        key="gates",
        title=_("Moves and what they rested on"),
        template="pipeline/opportunities/_gate_passes.html",
        context=panels.gates_context,
        order=90,
        icon="signpost-split",
    ),
)
"""The sections of the opportunity page; those of offers stand between 40 and 60."""

DUTIES = (ACTIVITIES, REOPENED)
"""What "My day" asks of a person, beside the signatures of `APPROVALS`."""

DAY = (UNSET,)
"""The parts of "My day" that rooms after it show there."""

RECEIVERS = (
    (events.one_company, judge_again, "pipeline.new_clients"),
    (events.two_companies, count_again, "pipeline.new_clients_again"),
)
"""Who hears of what, inside the transaction in which it happens."""

INDICATORS = (
    Indicator(
        "commercial", _("Commercial indicator: won against the target"), "%", indicators.of_results("attainment")
    ),
    Indicator("conversion", _("Conversion of proposals"), "%", indicators.of_results("conversion")),
)
"""What a KPI of the plan can be tied to."""

APPROVALS = (PlanKind(),)
"""What goes to people for their signature."""

RULES = (
    clients_database.rules,
    opportunities_database.rules,
    decks_database.rules,
    plan_database.rules,
    imports_database.rules,
)
"""What the database itself refuses."""

PIPELINE = Group("pipeline", _("Pipeline"), "kanban", order=10)
CLIENTS = Group("clients", _("Clients"), "buildings", order=20)
PLAN = Group("plan", _("Plan"), "bullseye", order=30)

NAVIGATION = (
    (TOP, (Entry(_("My day"), "pipeline:day", "sun", order=10, waiting=overdue_steps, phone=1),)),
    (
        PIPELINE,
        (
            Entry(_("Board"), "pipeline:board", "kanban", order=10, phone=3),
            Entry(_("Matrix"), "pipeline:grid", "table", order=20),
            Entry(_("Opportunities"), "pipeline:opportunity_list", "briefcase", order=30, also=("/follow-ups/",)),
            Entry(_("Forecast"), "pipeline:forecast", "graph-up", order=40, phone=5),
            Entry(_("Changes"), "pipeline:changes", "arrow-left-right", order=50),
            Entry(_("Imports"), "pipeline:import_list", "upload", order=60),
        ),
    ),
    (
        CLIENTS,
        (
            Entry(_("Clients"), "pipeline:client_list", "buildings", order=10, phone=4),
            Entry(_("Contacts"), "pipeline:contact_list", "person-lines-fill", order=20),
        ),
    ),
    (
        PLAN,
        (
            Entry(_("Commercial plan"), "pipeline:plan_list", "bullseye", order=10),
            Entry(_("Company presentation"), "pipeline:deck_list", "easel", order=20),
        ),
    ),
    (ADMINISTRATION, (Entry(_("Catalogues"), "pipeline:catalogue_list", "list-ul", order=20),)),
)
"""The places of the rail."""

NEW = (
    Entry(_("New opportunity"), "pipeline:opportunity_create", "briefcase"),
    Entry(_("New client"), "pipeline:client_create", "buildings"),
    Entry(_("Import workbook"), "pipeline:import_create", "upload"),
)
"""What the menu "New" offers."""

PERSONAL = (client_data.CONTACTS, *client_data.KEPT, deck_data.SENDINGS, import_data.PEOPLE)
"""What is personal data, who may have it erased, and what is kept all the same."""

NAMED = (stands_for_client,)
"""What tells that the NIT of a client stands for something that was sold or sent."""

SEARCH = (OPPORTUNITIES, FOUND_CLIENTS, CONTACTS)
"""What the search finds, in the order of equals."""


def install() -> None:
    """Plug everything in. Called once, at start-up."""
    install_gates()
    for panel in PANELS:
        panels.register(panel)
    for indicator in INDICATORS:
        indicators.register(indicator)
    for kind in APPROVALS:
        registry.register(kind)
        approval_seals.register_kind(kind)
        register_duties(to_sign(kind), *nobody_signs(kind))
    personal.register(*PERSONAL)
    named.register(*NAMED)
    seals.register(PASSES)
    seals.register_record(Opportunity, passed_opportunities)
    seals.register_check(Opportunity, stage_findings)
    register_duties(*DUTIES)
    rules.register(*RULES)
    for section in DAY:
        register_section(section)
    for signal, receiver, uid in RECEIVERS:
        signal.connect(receiver, dispatch_uid=uid)
    search.register(*SEARCH)
    for group, places in NAVIGATION:
        navigation.announce(group, *places)
    navigation.announce_new(*NEW)


def install_gates() -> None:
    """Fill the gates with the pipeline's own conditions, and hold the places of those that later phases bring."""
    for move, code, condition in GATES:
        gates.register(move, code, condition)
    for move, code, label in gates.LATER_CONDITIONS:
        gates.not_yet_available(move, code, label)
