"""What offers plug into the pipeline and the shared apps: read it from top to bottom.

What runs in the background is declared in `tasks`.
"""

from django.utils.translation import gettext_lazy as _

from almacontact.accounts.rights import Right
from almacontact.approvals import registry
from almacontact.approvals import sealing as approval_seals
from almacontact.audit import rules, seals
from almacontact.web import navigation, search
from almacontact.web.navigation import ADMINISTRATION, Entry, Group
from pipeline import events as pipeline_events
from pipeline.clients import named
from pipeline.duties import nobody_signs, register_duties, to_sign
from pipeline.opportunities import gates, notices, panels, records, sale, settled, timeline
from pipeline.opportunities.panels import Panel
from pipeline.opportunities.records import ProcessRecord
from pipeline.opportunities.settled import Keeper
from pipeline.states import Move
from proposals import events
from proposals.award import database as award_database
from proposals.award import duties as award_duties
from proposals.award import gates as award_gate
from proposals.award import panel as award_panel
from proposals.award.actions import tell_areas_of_win, void_with_win
from proposals.award.models import Award
from proposals.award.sealing import AWARDS, TELLINGS, all_awards
from proposals.award.sealing import VOIDS as AWARD_VOIDS
from proposals.award.terms import sale_of_award
from proposals.case import search as offer_search
from proposals.case import timeline as offer_timeline
from proposals.checklist import database as checklist_database
from proposals.checklist import duties as reminders
from proposals.checklist import gates as requirements_gate
from proposals.checklist.models.requirements import CheckList, CheckListDecision
from proposals.checklist.panel import check_list_context, intake_context
from proposals.checklist.sealing import DECISIONS, REOPENINGS, decided_lists
from proposals.clarifications import duties as clarification_duties
from proposals.clarifications.gates import clarifications_answered, note_resolved
from proposals.clarifications.panel import clarifications_context
from proposals.defence import duties as defence_duties
from proposals.defence import gates as defence_gate
from proposals.defence.models import ProposalDefence
from proposals.intake.models import Intake
from proposals.negotiation import database as negotiation_database
from proposals.negotiation.approval import RoundKind
from proposals.negotiation.page import rounds_context
from proposals.new_terms import database as new_terms_database
from proposals.new_terms import duties as new_terms_duties
from proposals.new_terms.approval import TermsKind
from proposals.new_terms.panel import (
    acta_notice,
    change_url,
    price_left,
    stands_for_client,
    terms_context,
    was_sent,
)
from proposals.pricing import duties as pricing_duties
from proposals.pricing import panel as pricing_panel
from proposals.pricing.minutes import database as minutes_database
from proposals.pricing.minutes.approval import MinutesKind
from proposals.pricing.minutes.models import PricingMinutes
from proposals.proposal import database as proposal_database
from proposals.proposal import duties as proposal_duties
from proposals.proposal import panel as proposal_panel
from proposals.proposal.approval import ProposalKind
from proposals.proposal.models.proposals import Proposal
from proposals.proposal.sealing import PROPOSAL_DOCUMENT
from proposals.proposal.sending import database as sending_database
from proposals.proposal.sending import duties as offer_validity
from proposals.proposal.sending import gates as sending_gate
from proposals.proposal.sending.gates import pricing_approved
from proposals.proposal.sending.models import ProposalSending
from proposals.proposal.sending.sealing import SENDINGS
from proposals.proposal.sending.sealing import VOIDS as SENDING_VOIDS

GATES = (
    (Move.PROPOSE, "requirements_answered", requirements_gate.requirements_answered),
    (Move.PROPOSE, "pricing_approved", pricing_approved),
    (Move.PROPOSE, sending_gate.CODE, sending_gate.proposal_sent),
    (Move.NEGOTIATE, defence_gate.CODE, defence_gate.defence_held),
    (Move.NEGOTIATE, "clarifications_answered", clarifications_answered),
    (Move.WIN, award_gate.ATTACHED, award_gate.award_attached),
    (Move.WIN, award_gate.WITHIN, award_gate.award_within_minutes),
    (Move.GIVE_UP, "no_go_told", requirements_gate.no_go_told),
    (Move.GIVE_UP, award_gate.NONE_STANDS, award_gate.no_award_stands),
)
"""What each move needs, in the order in which people read it."""

PANELS = (
    Panel(
        key="intake",
        title=_("Requests"),
        template="proposals/intake/_panel.html",
        context=intake_context,
        right=Right.VIEW_OPPORTUNITIES,
        order=40,
        icon="inbox",
    ),
    Panel(
        key="requirements",
        title=_("Check list"),
        template="proposals/checklist/_requirements_panel.html",
        context=check_list_context,
        right=Right.VIEW_REQUIREMENTS,
        order=42,
        icon="ui-checks",
    ),
    Panel(
        key="pricing",
        title=_("Pricing"),
        template="proposals/pricing/_panel.html",
        context=pricing_panel.panel_context,
        right=Right.VIEW_PRICING,
        order=45,
        icon="calculator",
    ),
    Panel(
        key="proposal",
        title=_("Proposal"),
        template="proposals/proposal/_panel.html",
        context=proposal_panel.panel_context,
        right=Right.VIEW_PROPOSALS,
        order=50,
        icon="file-earmark-text",
    ),
    Panel(
        key="defence",
        title=_("Defence"),
        template="proposals/defence/_panel.html",
        context=defence_gate.panel_context,
        right=Right.VIEW_PROPOSALS,
        order=55,
        icon="easel",
    ),
    Panel(
        key="clarifications",
        title=_("Clarifications"),
        template="proposals/clarifications/_clarifications_panel.html",
        context=clarifications_context,
        right=Right.VIEW_PROPOSALS,
        order=56,
        icon="patch-question",
    ),
    Panel(
        key="negotiation",
        title=_("Negotiation"),
        template="proposals/negotiation/_rounds_panel.html",
        context=rounds_context,
        right=Right.VIEW_PROPOSALS,
        order=58,
        icon="chat-square-dots",
    ),
    Panel(
        key="terms",
        title=_("Changes of terms"),
        template="proposals/new_terms/_panel.html",
        context=terms_context,
        right=Right.VIEW_PROPOSALS,
        order=59,
        icon="arrow-repeat",
    ),
    Panel(
        key="award",
        title=_("Award"),
        template="proposals/award/_panel.html",
        context=award_panel.panel_context,
        right=Right.VIEW_PROPOSALS,
        order=60,
        icon="trophy",
    ),
)
"""The sections of the opportunity page."""

TIMELINE = ((offer_timeline.KIND, _("Offers"), offer_timeline.entries_of),)
"""What the stream of an opportunity tells."""

RECORDS = (
    ProcessRecord("request", 6, _("Request of the client"), Move.PROPOSE, Intake.objects.standing, "intake"),
    ProcessRecord(
        "check_list",
        6,
        _("Check list answered, with a go"),
        Move.PROPOSE,
        lambda: CheckListDecision.objects.standing().filter(outcome=CheckListDecision.Outcome.GO),
        "requirements",
        of="check_list__opportunity",
    ),
    ProcessRecord(
        "minutes",
        7,
        _("Acta of the approved price"),
        Move.PROPOSE,
        PricingMinutes.objects.signed,
        "pricing",
        of="pricing_model__alternative__opportunity",
    ),
    ProcessRecord(
        "proposal",
        8,
        _("Approved proposal"),
        Move.PROPOSE,
        Proposal.objects.signed,
        "proposal",
        of="alternative__opportunity",
    ),
    ProcessRecord(
        "sending",
        8,
        _("Sending of the proposal, with evidence"),
        Move.PROPOSE,
        lambda: ProposalSending.objects.delivered().filter(proposal__voided_at=None),
        "proposal",
        of="proposal__alternative__opportunity",
    ),
    ProcessRecord(
        "defence",
        9,
        _("Defence held, or recorded as not required"),
        Move.NEGOTIATE,
        ProposalDefence.objects.settling,
        "defence",
    ),
    ProcessRecord(
        "award",
        10,
        _("Award document attached"),
        Move.WIN,
        lambda: Award.objects.standing().filter(document__isnull=False),
        "award",
    ),
)
"""What the process must leave of each deal, in the order of its rows."""

DUTIES = (
    reminders.DATES,
    reminders.LINES,
    reminders.DECISIONS,
    pricing_duties.ADJUSTMENTS,
    pricing_duties.EXPIRING,
    proposal_duties.TO_BEGIN,
    proposal_duties.TO_FINISH,
    offer_validity.LAPSING,
    defence_duties.DEFENCES,
    defence_duties.REHEARSALS,
    clarification_duties.OWED,
    new_terms_duties.ACTA_DUE,
    award_duties.NOT_CLOSED,
)
"""What "My day" asks of a person, beside the signatures of `APPROVALS`."""

REMINDERS = (clarification_duties.reminders,)
"""What the daily e-mail reminds of, beside requests and check lists."""

APPROVALS = (MinutesKind(), ProposalKind(), RoundKind(), TermsKind())
"""What goes to people for their signature."""

RULES = (
    checklist_database.rules,
    minutes_database.rules,
    proposal_database.rules,
    sending_database.rules,
    negotiation_database.rules,
    new_terms_database.rules,
    award_database.rules,
)
"""What the database itself refuses."""

SEARCH = (
    offer_search.PROPOSALS,
    offer_search.ACTAS,
    offer_search.AWARDS,
    offer_search.REQUESTS,
    offer_search.CLARIFICATIONS,
    offer_search.DEFENCES,
    offer_search.EVIDENCE,
    offer_search.TEXTS,
)
"""What the search finds, in the order of equals."""

SALES = (sale_of_award,)
"""What dates a win, and says what was sold."""

SETTLED = Keeper(sent=was_sent, change_url=change_url, left=price_left)
"""What says that an offer went out, and where its terms are changed from then on."""

NOTICES = (acta_notice,)
"""What stands at the head of the opportunity page, beside the next step."""

SEALED = (PROPOSAL_DOCUMENT, SENDINGS, SENDING_VOIDS, AWARDS, TELLINGS, AWARD_VOIDS, DECISIONS, REOPENINGS)
"""What is sealed beside approvals."""

CHAINS = ((Award, all_awards), (CheckList, decided_lists))
"""What has a chain of seals without ever being approved."""

NAMED = (stands_for_client,)
"""What tells that the NIT of a client stands for something that was signed or sent."""

RECEIVERS = (
    (events.proposal_sent, note_resolved, "proposals.clarifications"),
    (pipeline_events.closed, tell_areas_of_win, "proposals.award_told"),
    (pipeline_events.reopened, void_with_win, "proposals.award_voided"),
)
"""Who hears of what, inside the transaction in which it happens."""


OFFERS = Group("offers", _("Offers"), "file-earmark-text", order=40)
DELIVERY = Group("delivery", _("Delivery"), "box-seam", order=50)

NAVIGATION = (
    (
        OFFERS,
        (
            Entry(_("Requests"), "proposals:intake_list", "inbox", order=10, also=("/check-lists/", "/summaries/")),
            Entry(
                _("My lines"),
                "proposals:requirement_list",
                "ui-checks",
                order=20,
                waiting=lambda user: [reminders.owed_lines(user).values("pk")],
            ),
            Entry(_("Pricing"), "proposals:pricing_list", "calculator", order=30),
            Entry(_("Proposals"), "proposals:proposal_list", "file-earmark-text", order=40, also=("/sendings/",)),
            Entry(_("Defences"), "proposals:defence_list", "easel", order=50),
            Entry(
                _("Clarifications"),
                "proposals:clarification_list",
                "patch-question",
                order=60,
                waiting=lambda user: [clarification_duties.owed_by(user).values("pk")],
            ),
            Entry(_("Library"), "proposals:text_list", "book", order=70),
            Entry(
                _("Verify a document"),
                "proposals:minutes_verify",
                "shield-check",
                order=80,
                rights=(Right.VIEW_PROPOSALS, Right.VIEW_PRICING),
            ),
        ),
    ),
    (DELIVERY, (Entry(_("Awards"), "proposals:award_list", "trophy", order=10),)),
    (
        ADMINISTRATION,
        (
            Entry(_("Pricing parameters"), "proposals:parameter_list", "sliders", order=30),
            Entry(_("Risk rules"), "proposals:risk_list", "exclamation-triangle", order=40),
            Entry(_("Templates of the check list"), "proposals:checklist_templates", "list-check", order=50),
        ),
    ),
)
"""The places of the rail."""

PERSONAL = (Entry(_("Calendar subscription"), "proposals:calendar_settings", "calendar-plus"),)
"""What the menu of the person offers."""


def install() -> None:
    """Plug everything in. Called once, at start-up."""
    for move, code, condition in GATES:
        gates.register(move, code, condition)
    for panel in PANELS:
        panels.register(panel)
    for word, label, entries in TIMELINE:
        timeline.register_source(word, label, entries)
    for record in RECORDS:
        records.register(record)
    for reminder in REMINDERS:
        reminders.register(reminder)
    for kind in APPROVALS:
        registry.register(kind)
        approval_seals.register_kind(kind)
        register_duties(to_sign(kind), *nobody_signs(kind))
    for sealable in SEALED:
        seals.register(sealable)
    for model, rows in CHAINS:
        seals.register_record(model, rows)
    register_duties(*DUTIES)
    rules.register(*RULES)
    settled.register(SETTLED)
    search.register(*SEARCH)
    named.register(*NAMED)
    for notice in NOTICES:
        notices.register(notice)
    for provider in SALES:
        sale.register(provider)
    for signal, receiver, uid in RECEIVERS:
        signal.connect(receiver, dispatch_uid=uid)
    for group, places in NAVIGATION:
        navigation.announce(group, *places)
    navigation.announce_personal(*PERSONAL)
