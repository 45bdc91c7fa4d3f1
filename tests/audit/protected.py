"""What the database is expected to refuse, written by hand: a rule that drops out of the registry is missed here."""

ALL = frozenset({""})
"""No column is free."""
VOID = {"voided_at", "voided_by_id", "void_reason"}

STANDS: dict[str, tuple[str, set[str]]] = {
    # Table: (the point from which it stands, the columns that are free from then on: of a void, once).
    "pipeline_commercialplan": ("in force", {"state", "version"}),
    "pipeline_monthlytarget": ("of a plan in force", set()),
    "pipeline_swotitem": ("of a plan in force", set()),
    "pipeline_planobjective": ("of a plan in force", set()),
    "pipeline_plantactic": ("of a plan in force", set()),
    "pipeline_plantool": ("of a plan in force", set()),
    "pipeline_planmember": ("of a plan in force", set()),
    "pipeline_budgetline": ("of a plan in force", set()),
    "pipeline_planactivity": ("of a plan in force", set()),
    "pipeline_plankpi": ("of a plan in force", set()),
    "pipeline_targetprofile": ("of a plan in force", set()),
    "pipeline_gatepass": ("always", set()),
    "pipeline_decksending": ("sent", {"version"}),
    "proposals_checklistdecision": ("always", {"version", "voided_at", "void_reason"}),
    "proposals_nogonotice": ("sent", {"version", "contact_id"}),
    "proposals_projectsummary": ("sent", {"version"}),
    "proposals_pricingmodel": ("approved", {"state", "version", *VOID}),
    "proposals_scenario": ("of an approved model", set()),
    "proposals_pricingminutes": ("approved", {"state", "version", *VOID}),
    "proposals_proposal": ("approved", {"state", "version", "document_id", *VOID}),
    "proposals_proposalsection": ("of an approved version", set()),
    "proposals_complianceline": ("of an approved version", set()),
    "proposals_supportingdocument": ("of an approved version", set()),
    "proposals_proposalsending": ("sent", {"version", "contact_id", "reminded_at", *VOID}),
    "proposals_negotiationround": ("authorised", {"state", "version", "contact_id", *VOID}),
    "proposals_termschange": ("always", {"state", "version", "applied_at"}),
    "quality_closedperiodeffect": ("always", set()),
    "proposals_award": ("always", {"version", "contact_id", "document_id", "told", "told_at", *VOID}),
    **{
        f"{kind}approval": ("always", {"state", "closed_at", "closed_by_id"})
        for kind in ("pipeline_plan", "proposals_minutes", "proposals_proposal", "proposals_round", "proposals_terms")
    },
    **{
        f"{kind}approvalstep": ("decided", {"state"})
        for kind in ("pipeline_plan", "proposals_minutes", "proposals_proposal", "proposals_round", "proposals_terms")
    },
    **{
        f"{kind}signature": ("always", VOID)
        for kind in ("pipeline_plan", "proposals_minutes", "proposals_proposal", "proposals_round", "proposals_terms")
    },
}

ALONE: dict[str, set[str]] = {
    # Table: the columns that stand, where others of the row go on changing.
    "pipeline_opportunity": {"code", "historical", "outcome", "closed_on", "left_stage", "gate_pass_id"},
    **{
        table: {"file", "original_name", "content_type", "size", "sha256", "uploaded_by_id", "uploaded_at"}
        for table in (
            "pipeline_opportunityattachment",
            "proposals_awardattachment",
            "proposals_clarificationattachment",
            "proposals_evidenceattachment",
            "proposals_intakeattachment",
            "proposals_proposalattachment",
            "proposals_requirementattachment",
        )
    },
    "pipeline_deckfile": {
        *("file", "original_name", "content_type", "size", "sha256", "uploaded_by_id", "uploaded_at"),
        *("deck_id", "number"),
    },
}

STATES: dict[str, set[tuple[str, str]]] = {
    "pipeline_opportunity": {
        ("hunting", "qualification"),
        ("qualification", "proposal"),
        ("proposal", "negotiation"),
        ("qualification", "hunting"),
        ("proposal", "qualification"),
        ("negotiation", "proposal"),
        *((stage, "closed") for stage in ("hunting", "qualification", "proposal", "negotiation")),
        *(("closed", stage) for stage in ("hunting", "qualification", "proposal", "negotiation")),
    },
    "pipeline_commercialplan": {
        ("draft", "in_approval"),
        ("in_approval", "draft"),
        ("in_approval", "in_force"),
        ("in_force", "superseded"),
    },
    "proposals_pricingmodel": {
        ("draft", "in_approval"),
        ("in_approval", "draft"),
        ("in_approval", "approved"),
        ("in_approval", "superseded"),
        ("approved", "superseded"),
        ("draft", "void"),
        ("approved", "void"),
    },
    "proposals_pricingminutes": {
        ("draft", "in_approval"),
        ("in_approval", "draft"),
        ("in_approval", "returned"),
        ("in_approval", "approved"),
        ("approved", "superseded"),
        ("draft", "void"),
        ("approved", "void"),
    },
    "proposals_proposal": {
        ("draft", "in_approval"),
        ("in_approval", "draft"),
        ("in_approval", "approved"),
        ("approved", "superseded"),
        ("draft", "void"),
        ("approved", "void"),
    },
    "proposals_negotiationround": {
        ("draft", "in_approval"),
        ("in_approval", "draft"),
        ("draft", "authorised"),
        ("in_approval", "authorised"),
        ("in_approval", "refused"),
        ("draft", "void"),
        ("authorised", "void"),
        ("refused", "void"),
    },
    "proposals_termschange": {
        ("asked", "in_approval"),
        ("asked", "applied"),
        ("in_approval", "applied"),
        ("in_approval", "refused"),
        ("in_approval", "withdrawn"),
    },
    **{
        f"{kind}approval": {("pending", one) for one in ("approved", "adjustment", "rejected", "withdrawn")}
        for kind in ("pipeline_plan", "proposals_minutes", "proposals_proposal", "proposals_round", "proposals_terms")
    },
    **{
        f"{kind}approvalstep": {
            ("waiting", "pending"),
            ("pending", "waiting"),
            *(("pending", one) for one in ("approved", "adjustment", "rejected", "closed")),
            ("waiting", "closed"),
            ("approved", "waiting"),
            ("carried", "waiting"),
        }
        for kind in ("pipeline_plan", "proposals_minutes", "proposals_proposal", "proposals_round", "proposals_terms")
    },
}
"""The moves there are of every gated row; of an opportunity with its own pass, of approvals with their signatures."""

FIRST: dict[str, str] = {
    **{table: "draft" for table in STATES if not table.endswith(("approval", "approvalstep"))},
    **{table: "pending" for table in STATES if table.endswith("approval")},
    **{table: "waiting" for table in STATES if table.endswith("approvalstep")},
    "pipeline_opportunity": "hunting",
    "proposals_termschange": "asked",
}
"""The state in which a row comes."""

MAY_GO = {"proposals_supportingdocument"}
"""Records with history that may be deleted, while they are part of a draft."""
