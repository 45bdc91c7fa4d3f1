"""All tables of proposals at once, and the parameters, rules, check lists and texts
that an installation starts with.

It replaces the first ten migrations, whose many steps made a newcomer wait. Those stay for installations that
have applied some of them; one that has applied all needs nothing more.
"""

import uuid

import django.db.models.deletion
import django.utils.timezone
import django_fsm
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import almacontact.attachments.storage
import almacontact.audit.states
from almacontact.migrating import CreateModels

from ._start import hide_floor_price, start_check_lists, start_library, start_parameters


class Migration(migrations.Migration):
    replaces = [
        ("proposals", "0001_initial"),
        ("proposals", "0002_start_parameters"),
        ("proposals", "0003_intake_and_check_list"),
        ("proposals", "0004_start_check_lists"),
        ("proposals", "0005_proposals_to_awards"),
        ("proposals", "0006_volume_band_of_offers"),
        ("proposals", "0007_defence_parts_taken_out"),
        ("proposals", "0008_start_library"),
        ("proposals", "0009_proposal_verification_code"),
        ("proposals", "0010_internal_requirements"),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("pipeline", "0001_squashed_0007_lessons_of_a_loss"),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="Alternative",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        ("principal", models.BooleanField(default=False, editable=False, verbose_name="principal")),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "opportunity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="alternatives",
                                to="pipeline.opportunity",
                                verbose_name="opportunity",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "alternative",
                        "verbose_name_plural": "alternatives",
                        "ordering": ["-principal", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("principal", True)),
                                fields=("opportunity",),
                                name="alternative_one_principal",
                                violation_error_message="The opportunity already has a principal alternative.",
                            ),
                            models.UniqueConstraint(
                                fields=("opportunity", "name"),
                                name="alternative_name_once",
                                violation_error_message="The opportunity already has an alternative of this name.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DatedParameter",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        ("key", models.SlugField(max_length=40, verbose_name="parameter")),
                        ("value", models.DecimalField(decimal_places=8, max_digits=20, verbose_name="value")),
                        ("valid_from", models.DateField(verbose_name="valid from")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid until")),
                        (
                            "source",
                            models.CharField(
                                help_text="Decree, law, tariff or who said it.", max_length=200, verbose_name="source"
                            ),
                        ),
                        ("confirmed", models.BooleanField(default=True, verbose_name="confirmed")),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "dated parameter",
                        "verbose_name_plural": "dated parameters",
                        "ordering": ["key", "-valid_from"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("key", "valid_from"),
                                name="parameter_once_a_day",
                                violation_error_message="This parameter already has a value from that day.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="parameter_days_in_order",
                                violation_error_message="The last day comes after the first.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalAlternative",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        ("principal", models.BooleanField(default=False, editable=False, verbose_name="principal")),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "opportunity",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.opportunity",
                                verbose_name="opportunity",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical alternative",
                        "verbose_name_plural": "historical alternatives",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="proposals_h_history_3c32f7_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalDatedParameter",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        ("key", models.SlugField(max_length=40, verbose_name="parameter")),
                        ("value", models.DecimalField(decimal_places=8, max_digits=20, verbose_name="value")),
                        ("valid_from", models.DateField(verbose_name="valid from")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid until")),
                        (
                            "source",
                            models.CharField(
                                help_text="Decree, law, tariff or who said it.", max_length=200, verbose_name="source"
                            ),
                        ),
                        ("confirmed", models.BooleanField(default=True, verbose_name="confirmed")),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical dated parameter",
                        "verbose_name_plural": "historical dated parameters",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="proposals_h_history_52bb84_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalRiskRule",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        ("code", models.SlugField(max_length=40, verbose_name="code")),
                        (
                            "metric",
                            models.CharField(
                                choices=[
                                    ("total_value", "Total value"),
                                    ("share_of_year_target", "Share of the year's target"),
                                    ("seats", "Seats"),
                                    ("ebitda", "EBITDA"),
                                    ("lowest_year_margin", "Lowest margin of a contract year"),
                                    ("months_without_wage_indexation", "Months without a wage-linked indexation"),
                                    ("penalties_uncapped", "Penalties without a cap"),
                                    ("penalty_cap", "Penalties, share of the invoice"),
                                    ("waived_requirements", "Excluding requirements waived"),
                                    ("unlimited_liability", "Unlimited liability"),
                                    ("payment_days", "Payment days"),
                                    ("term_months", "Term"),
                                    ("gross_margin", "Gross margin"),
                                    ("new_segment_channel_or_technology", "New segment, channel or technology"),
                                    ("tender_with_bonds", "Public tender with bonds"),
                                    ("round_the_clock", "24×7 service"),
                                    ("new_site", "New site"),
                                    ("days_to_start", "Days until the start"),
                                    ("share_of_sales", "Share of the client in sales"),
                                    ("investment_without_termination_fee", "Investment without a termination fee"),
                                    ("data_abroad", "Data abroad"),
                                    ("discount_from_approved", "Price below the approved pricing"),
                                ],
                                max_length=40,
                                verbose_name="looks at",
                            ),
                        ),
                        (
                            "comparison",
                            models.CharField(
                                choices=[
                                    ("at_least", "at least"),
                                    ("above", "above"),
                                    ("at_most", "at most"),
                                    ("below", "below"),
                                ],
                                max_length=10,
                                verbose_name="comparison",
                            ),
                        ),
                        ("threshold", models.DecimalField(decimal_places=6, max_digits=20, verbose_name="threshold")),
                        ("points", models.PositiveSmallIntegerField(default=1, verbose_name="points")),
                        ("mandatory", models.BooleanField(default=False, verbose_name="decides alone")),
                        ("active", models.BooleanField(default=True, verbose_name="in force")),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical risk rule",
                        "verbose_name_plural": "historical risk rules",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="proposals_h_history_67c564_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="PricingModel",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="number")),
                        (
                            "state",
                            django_fsm.FSMField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("in_approval", "In approval"),
                                    ("approved", "Approved"),
                                    ("superseded", "Superseded"),
                                    ("void", "Void"),
                                ],
                                default="draft",
                                max_length=20,
                                protected=True,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "parameters_on",
                            models.DateField(
                                help_text="As a rule the billing start: the wage and the hours of that day count.",
                                verbose_name="parameters as of",
                            ),
                        ),
                        (
                            "parameters",
                            models.JSONField(blank=True, default=list, editable=False, verbose_name="parameters used"),
                        ),
                        ("declared", models.JSONField(blank=True, default=dict, verbose_name="declared risk facts")),
                        (
                            "change_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=250, verbose_name="why this version"
                            ),
                        ),
                        (
                            "voided_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="voided on"),
                        ),
                        (
                            "void_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=250, verbose_name="why it was voided"
                            ),
                        ),
                        (
                            "alternative",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="models",
                                to="proposals.alternative",
                                verbose_name="alternative",
                            ),
                        ),
                        (
                            "based_on",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="next_versions",
                                to="proposals.pricingmodel",
                                verbose_name="made from",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "voided_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "pricing model",
                        "verbose_name_plural": "pricing models",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("alternative", "number"), name="pricing_number_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["draft", "in_approval"])),
                                fields=("alternative",),
                                name="pricing_open_once",
                                violation_error_message="This alternative already has a version that is being worked on.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "approved")),
                                fields=("alternative",),
                                name="pricing_approved_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state", "void"),
                                        ("voided_at__isnull", False),
                                        models.Q(("void_reason", ""), _negated=True),
                                    ),
                                    models.Q(models.Q(("state", "void"), _negated=True), ("voided_at__isnull", True)),
                                    _connector="OR",
                                ),
                                name="pricing_void_has_reason",
                            ),
                        ],
                    },
                    bases=(almacontact.audit.states.StateRecord, models.Model),
                ),
                migrations.CreateModel(
                    name="PricingMinutes",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        ("number", models.CharField(editable=False, max_length=24, unique=True, verbose_name="number")),
                        (
                            "state",
                            django_fsm.FSMField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("in_approval", "In approval"),
                                    ("approved", "Approved"),
                                    ("returned", "Sent back for adjustment"),
                                    ("superseded", "Superseded"),
                                    ("void", "Void"),
                                ],
                                default="draft",
                                max_length=20,
                                protected=True,
                                verbose_name="state",
                            ),
                        ),
                        ("held_on", models.DateField(verbose_name="meeting held on")),
                        ("agenda", models.TextField(verbose_name="agenda")),
                        ("attendees", models.JSONField(blank=True, default=list, verbose_name="attendees")),
                        ("observations", models.TextField(blank=True, verbose_name="observations")),
                        (
                            "valid_until",
                            models.DateField(
                                help_text="After this day the pricing is no longer current.",
                                verbose_name="price valid until",
                            ),
                        ),
                        (
                            "frozen",
                            models.JSONField(
                                blank=True, default=dict, editable=False, verbose_name="scenario reviewed"
                            ),
                        ),
                        (
                            "fired",
                            models.JSONField(
                                blank=True, default=list, editable=False, verbose_name="risk rules that fired"
                            ),
                        ),
                        (
                            "content",
                            models.JSONField(
                                blank=True, default=dict, editable=False, verbose_name="what the signatures rest on"
                            ),
                        ),
                        (
                            "high_risk",
                            models.BooleanField(default=False, editable=False, verbose_name="high risk or high impact"),
                        ),
                        ("seats", models.PositiveIntegerField(editable=False, null=True, verbose_name="seats")),
                        ("unit_value", models.BigIntegerField(editable=False, null=True, verbose_name="unit value")),
                        (
                            "term_months",
                            models.PositiveSmallIntegerField(
                                editable=False, null=True, verbose_name="contract (months)"
                            ),
                        ),
                        (
                            "approved_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="approved on"),
                        ),
                        (
                            "verification_code",
                            models.CharField(
                                blank=True, editable=False, max_length=24, verbose_name="verification code"
                            ),
                        ),
                        (
                            "voided_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="voided on"),
                        ),
                        (
                            "void_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=250, verbose_name="why it was voided"
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "voided_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "pricing_model",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="minutes",
                                to="proposals.pricingmodel",
                                verbose_name="pricing model",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "acta of a pricing approval",
                        "verbose_name_plural": "actas of pricing approvals",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["draft", "in_approval", "approved"])),
                                fields=("pricing_model",),
                                name="minutes_one_standing",
                                violation_error_message="This version already has an acta.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("verification_code", ""), _negated=True),
                                fields=("verification_code",),
                                name="minutes_code_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "approved"), _negated=True),
                                    models.Q(
                                        ("approved_at__isnull", False),
                                        models.Q(("verification_code", ""), _negated=True),
                                        ("unit_value__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="minutes_approved_is_complete",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state", "void"),
                                        ("voided_at__isnull", False),
                                        models.Q(("void_reason", ""), _negated=True),
                                    ),
                                    models.Q(models.Q(("state", "void"), _negated=True), ("voided_at__isnull", True)),
                                    _connector="OR",
                                ),
                                name="minutes_void_has_reason",
                            ),
                        ],
                    },
                    bases=(almacontact.audit.states.StateRecord, models.Model),
                ),
                migrations.CreateModel(
                    name="MinutesApproval",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("pending", "In approval"),
                                    ("approved", "Approved"),
                                    ("adjustment", "Sent back for adjustment"),
                                    ("rejected", "Rejected"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="pending",
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        ("note", models.TextField(blank=True, verbose_name="note to the approvers")),
                        (
                            "submitted_at",
                            models.DateTimeField(default=django.utils.timezone.now, verbose_name="submitted on"),
                        ),
                        ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="ended on")),
                        (
                            "closed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="ended by",
                            ),
                        ),
                        (
                            "submitted_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="submitted by",
                            ),
                        ),
                        (
                            "subject",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="approvals",
                                to="proposals.pricingminutes",
                                verbose_name="acta",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "approval of an acta",
                        "verbose_name_plural": "approvals of actas",
                        "ordering": ["-submitted_at", "-pk"],
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "pending")),
                                fields=("subject",),
                                name="proposals_minutesapproval_one_running",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("closed_at__isnull", True), ("state", "pending")),
                                    models.Q(
                                        models.Q(("state", "pending"), _negated=True), ("closed_at__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="proposals_minutesapproval_ended_when_final",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MinutesAdjustment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        ("text", models.CharField(max_length=500, verbose_name="adjustment")),
                        ("due_on", models.DateField(verbose_name="due on")),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="owner",
                            ),
                        ),
                        (
                            "minutes",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="adjustments",
                                to="proposals.pricingminutes",
                                verbose_name="acta",
                            ),
                        ),
                        (
                            "done_in",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="adjustments_done",
                                to="proposals.pricingmodel",
                                verbose_name="done in",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "adjustment asked",
                        "verbose_name_plural": "adjustments asked",
                        "ordering": ["due_on", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalPricingModel",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="number")),
                        (
                            "state",
                            django_fsm.FSMField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("in_approval", "In approval"),
                                    ("approved", "Approved"),
                                    ("superseded", "Superseded"),
                                    ("void", "Void"),
                                ],
                                default="draft",
                                max_length=20,
                                protected=True,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "parameters_on",
                            models.DateField(
                                help_text="As a rule the billing start: the wage and the hours of that day count.",
                                verbose_name="parameters as of",
                            ),
                        ),
                        (
                            "parameters",
                            models.JSONField(blank=True, default=list, editable=False, verbose_name="parameters used"),
                        ),
                        ("declared", models.JSONField(blank=True, default=dict, verbose_name="declared risk facts")),
                        (
                            "change_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=250, verbose_name="why this version"
                            ),
                        ),
                        (
                            "voided_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="voided on"),
                        ),
                        (
                            "void_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=250, verbose_name="why it was voided"
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "alternative",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="proposals.alternative",
                                verbose_name="alternative",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "voided_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "based_on",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="proposals.pricingmodel",
                                verbose_name="made from",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical pricing model",
                        "verbose_name_plural": "historical pricing models",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="proposals_h_history_02659f_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalPricingMinutes",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        (
                            "number",
                            models.CharField(db_index=True, editable=False, max_length=24, verbose_name="number"),
                        ),
                        (
                            "state",
                            django_fsm.FSMField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("in_approval", "In approval"),
                                    ("approved", "Approved"),
                                    ("returned", "Sent back for adjustment"),
                                    ("superseded", "Superseded"),
                                    ("void", "Void"),
                                ],
                                default="draft",
                                max_length=20,
                                protected=True,
                                verbose_name="state",
                            ),
                        ),
                        ("held_on", models.DateField(verbose_name="meeting held on")),
                        ("agenda", models.TextField(verbose_name="agenda")),
                        ("attendees", models.JSONField(blank=True, default=list, verbose_name="attendees")),
                        ("observations", models.TextField(blank=True, verbose_name="observations")),
                        (
                            "valid_until",
                            models.DateField(
                                help_text="After this day the pricing is no longer current.",
                                verbose_name="price valid until",
                            ),
                        ),
                        (
                            "frozen",
                            models.JSONField(
                                blank=True, default=dict, editable=False, verbose_name="scenario reviewed"
                            ),
                        ),
                        (
                            "fired",
                            models.JSONField(
                                blank=True, default=list, editable=False, verbose_name="risk rules that fired"
                            ),
                        ),
                        (
                            "content",
                            models.JSONField(
                                blank=True, default=dict, editable=False, verbose_name="what the signatures rest on"
                            ),
                        ),
                        (
                            "high_risk",
                            models.BooleanField(default=False, editable=False, verbose_name="high risk or high impact"),
                        ),
                        ("seats", models.PositiveIntegerField(editable=False, null=True, verbose_name="seats")),
                        ("unit_value", models.BigIntegerField(editable=False, null=True, verbose_name="unit value")),
                        (
                            "term_months",
                            models.PositiveSmallIntegerField(
                                editable=False, null=True, verbose_name="contract (months)"
                            ),
                        ),
                        (
                            "approved_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="approved on"),
                        ),
                        (
                            "verification_code",
                            models.CharField(
                                blank=True, editable=False, max_length=24, verbose_name="verification code"
                            ),
                        ),
                        (
                            "voided_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="voided on"),
                        ),
                        (
                            "void_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=250, verbose_name="why it was voided"
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "voided_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "pricing_model",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="proposals.pricingmodel",
                                verbose_name="pricing model",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical acta of a pricing approval",
                        "verbose_name_plural": "historical actas of pricing approvals",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="proposals_h_history_97321a_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalMinutesAdjustment",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        ("text", models.CharField(max_length=500, verbose_name="adjustment")),
                        ("due_on", models.DateField(verbose_name="due on")),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="owner",
                            ),
                        ),
                        (
                            "minutes",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="proposals.pricingminutes",
                                verbose_name="acta",
                            ),
                        ),
                        (
                            "done_in",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="proposals.pricingmodel",
                                verbose_name="done in",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical adjustment asked",
                        "verbose_name_plural": "historical adjustments asked",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="proposals_h_history_a5771a_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="RiskRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                        (
                            "metric",
                            models.CharField(
                                choices=[
                                    ("total_value", "Total value"),
                                    ("share_of_year_target", "Share of the year's target"),
                                    ("seats", "Seats"),
                                    ("ebitda", "EBITDA"),
                                    ("lowest_year_margin", "Lowest margin of a contract year"),
                                    ("months_without_wage_indexation", "Months without a wage-linked indexation"),
                                    ("penalties_uncapped", "Penalties without a cap"),
                                    ("penalty_cap", "Penalties, share of the invoice"),
                                    ("waived_requirements", "Excluding requirements waived"),
                                    ("unlimited_liability", "Unlimited liability"),
                                    ("payment_days", "Payment days"),
                                    ("term_months", "Term"),
                                    ("gross_margin", "Gross margin"),
                                    ("new_segment_channel_or_technology", "New segment, channel or technology"),
                                    ("tender_with_bonds", "Public tender with bonds"),
                                    ("round_the_clock", "24×7 service"),
                                    ("new_site", "New site"),
                                    ("days_to_start", "Days until the start"),
                                    ("share_of_sales", "Share of the client in sales"),
                                    ("investment_without_termination_fee", "Investment without a termination fee"),
                                    ("data_abroad", "Data abroad"),
                                    ("discount_from_approved", "Price below the approved pricing"),
                                ],
                                max_length=40,
                                verbose_name="looks at",
                            ),
                        ),
                        (
                            "comparison",
                            models.CharField(
                                choices=[
                                    ("at_least", "at least"),
                                    ("above", "above"),
                                    ("at_most", "at most"),
                                    ("below", "below"),
                                ],
                                max_length=10,
                                verbose_name="comparison",
                            ),
                        ),
                        ("threshold", models.DecimalField(decimal_places=6, max_digits=20, verbose_name="threshold")),
                        ("points", models.PositiveSmallIntegerField(default=1, verbose_name="points")),
                        ("mandatory", models.BooleanField(default=False, verbose_name="decides alone")),
                        ("active", models.BooleanField(default=True, verbose_name="in force")),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "risk rule",
                        "verbose_name_plural": "risk rules",
                        "ordering": ["-mandatory", "position", "code"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "metric__in",
                                        [
                                            "total_value",
                                            "share_of_year_target",
                                            "seats",
                                            "ebitda",
                                            "lowest_year_margin",
                                            "months_without_wage_indexation",
                                            "penalties_uncapped",
                                            "penalty_cap",
                                            "waived_requirements",
                                            "unlimited_liability",
                                            "payment_days",
                                            "term_months",
                                            "gross_margin",
                                            "new_segment_channel_or_technology",
                                            "tender_with_bonds",
                                            "round_the_clock",
                                            "new_site",
                                            "days_to_start",
                                            "share_of_sales",
                                            "investment_without_termination_fee",
                                            "data_abroad",
                                            "discount_from_approved",
                                        ],
                                    )
                                ),
                                name="risk_rule_metric_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("comparison__in", ["at_least", "above", "at_most", "below"])),
                                name="risk_rule_comparison_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Scenario",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        ("chosen", models.BooleanField(default=False, editable=False, verbose_name="chosen")),
                        ("inputs", models.JSONField(default=dict, verbose_name="inputs")),
                        ("seats", models.PositiveIntegerField(editable=False, null=True, verbose_name="seats")),
                        ("headcount", models.PositiveIntegerField(editable=False, null=True, verbose_name="agents")),
                        (
                            "term_months",
                            models.PositiveSmallIntegerField(
                                editable=False, null=True, verbose_name="contract (months)"
                            ),
                        ),
                        (
                            "computed_price",
                            models.BigIntegerField(editable=False, null=True, verbose_name="computed price a month"),
                        ),
                        ("unit_value", models.BigIntegerField(editable=False, null=True, verbose_name="unit value")),
                        (
                            "offered_monthly",
                            models.BigIntegerField(editable=False, null=True, verbose_name="offered monthly value"),
                        ),
                        (
                            "total_value",
                            models.BigIntegerField(editable=False, null=True, verbose_name="offered total value"),
                        ),
                        (
                            "gross_margin",
                            models.DecimalField(
                                decimal_places=8, editable=False, max_digits=12, null=True, verbose_name="gross margin"
                            ),
                        ),
                        (
                            "ebitda",
                            models.DecimalField(
                                decimal_places=8, editable=False, max_digits=12, null=True, verbose_name="EBITDA"
                            ),
                        ),
                        (
                            "lowest_year_margin",
                            models.DecimalField(
                                decimal_places=8,
                                editable=False,
                                max_digits=14,
                                null=True,
                                verbose_name="lowest margin of a contract year",
                            ),
                        ),
                        (
                            "copied_from",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="copies",
                                to="proposals.scenario",
                                verbose_name="copied from",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "pricing_model",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="scenarios",
                                to="proposals.pricingmodel",
                                verbose_name="pricing model",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "scenario",
                        "verbose_name_plural": "scenarios",
                        "ordering": ["position", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("chosen", True)),
                                fields=("pricing_model",),
                                name="scenario_one_chosen",
                            ),
                            models.UniqueConstraint(
                                fields=("pricing_model", "name"),
                                name="scenario_name_once",
                                violation_error_message="This version already has a scenario of this name.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalScenario",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        ("chosen", models.BooleanField(default=False, editable=False, verbose_name="chosen")),
                        ("inputs", models.JSONField(default=dict, verbose_name="inputs")),
                        ("seats", models.PositiveIntegerField(editable=False, null=True, verbose_name="seats")),
                        ("headcount", models.PositiveIntegerField(editable=False, null=True, verbose_name="agents")),
                        (
                            "term_months",
                            models.PositiveSmallIntegerField(
                                editable=False, null=True, verbose_name="contract (months)"
                            ),
                        ),
                        (
                            "computed_price",
                            models.BigIntegerField(editable=False, null=True, verbose_name="computed price a month"),
                        ),
                        ("unit_value", models.BigIntegerField(editable=False, null=True, verbose_name="unit value")),
                        (
                            "offered_monthly",
                            models.BigIntegerField(editable=False, null=True, verbose_name="offered monthly value"),
                        ),
                        (
                            "gross_margin",
                            models.DecimalField(
                                decimal_places=8, editable=False, max_digits=12, null=True, verbose_name="gross margin"
                            ),
                        ),
                        (
                            "ebitda",
                            models.DecimalField(
                                decimal_places=8, editable=False, max_digits=12, null=True, verbose_name="EBITDA"
                            ),
                        ),
                        (
                            "lowest_year_margin",
                            models.DecimalField(
                                decimal_places=8,
                                editable=False,
                                max_digits=14,
                                null=True,
                                verbose_name="lowest margin of a contract year",
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "pricing_model",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="proposals.pricingmodel",
                                verbose_name="pricing model",
                            ),
                        ),
                        (
                            "copied_from",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="proposals.scenario",
                                verbose_name="copied from",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical scenario",
                        "verbose_name_plural": "historical scenarios",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="proposals_h_history_3b20a0_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="MinutesApprovalStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.SlugField(max_length=40, verbose_name="step")),
                        ("title", models.CharField(max_length=120, verbose_name="title")),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("sales_analyst", "Sales analyst"),
                                    ("sales_coordinator", "Sales coordinator"),
                                    ("sales_director", "Sales director"),
                                    ("general_management", "General management"),
                                    ("workforce_planning", "Workforce planning"),
                                    ("it", "IT"),
                                    ("training_quality", "Training and quality"),
                                    ("reporting", "Reporting"),
                                    ("human_resources", "Human resources"),
                                    ("operations", "Operations"),
                                    ("implementation", "Implementation"),
                                    ("administration", "Administrative coordination"),
                                    ("quality_lead", "Quality lead"),
                                    ("auditor", "Auditor"),
                                    ("administrator", "Administrator"),
                                ],
                                max_length=30,
                                verbose_name="role",
                            ),
                        ),
                        (
                            "order",
                            models.PositiveSmallIntegerField(
                                default=1, help_text="Steps of the same order run at once.", verbose_name="order"
                            ),
                        ),
                        (
                            "reasons",
                            models.JSONField(
                                default=list,
                                help_text="Message and its values, in English.",
                                verbose_name="why it is asked",
                            ),
                        ),
                        ("fields", models.JSONField(default=list, verbose_name="rests on")),
                        ("content", models.JSONField(default=dict, verbose_name="content")),
                        ("content_hash", models.CharField(max_length=64, verbose_name="content hash")),
                        ("excluded", models.JSONField(default=list, verbose_name="people who wrote or edited it")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waits for an earlier step"),
                                    ("pending", "Waits for a decision"),
                                    ("approved", "Approved"),
                                    ("carried", "Approved before, unchanged"),
                                    ("adjustment", "Adjustment asked"),
                                    ("rejected", "Rejected"),
                                    ("closed", "No longer asked"),
                                ],
                                default="waiting",
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        ("asked_at", models.DateTimeField(blank=True, null=True, verbose_name="asked on")),
                        ("reminded_at", models.DateTimeField(blank=True, null=True, verbose_name="reminded on")),
                        ("escalated_at", models.DateTimeField(blank=True, null=True, verbose_name="escalated on")),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="steps",
                                to="proposals.minutesapproval",
                            ),
                        ),
                        (
                            "carried_from",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="proposals.minutessignature",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "step of an approval",
                        "verbose_name_plural": "steps of approvals",
                        "ordering": ["order", "pk"],
                        "abstract": False,
                        "indexes": [models.Index(fields=["state", "role"], name="minutesapprovalstep_waiting")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("request", "key"), name="proposals_minutesapprovalstep_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("carried_from__isnull", False), ("state", "carried")),
                                    models.Q(
                                        models.Q(("state", "carried"), _negated=True), ("carried_from__isnull", True)
                                    ),
                                    _connector="OR",
                                ),
                                name="proposals_minutesapprovalstep_carried_has_proof",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MinutesSignature",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "decision",
                            models.CharField(
                                choices=[
                                    ("approve", "Approve"),
                                    ("adjust", "Ask for adjustment"),
                                    ("reject", "Reject"),
                                ],
                                max_length=8,
                                verbose_name="decision",
                            ),
                        ),
                        ("name", models.CharField(max_length=150, verbose_name="name")),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("sales_analyst", "Sales analyst"),
                                    ("sales_coordinator", "Sales coordinator"),
                                    ("sales_director", "Sales director"),
                                    ("general_management", "General management"),
                                    ("workforce_planning", "Workforce planning"),
                                    ("it", "IT"),
                                    ("training_quality", "Training and quality"),
                                    ("reporting", "Reporting"),
                                    ("human_resources", "Human resources"),
                                    ("operations", "Operations"),
                                    ("implementation", "Implementation"),
                                    ("administration", "Administrative coordination"),
                                    ("quality_lead", "Quality lead"),
                                    ("auditor", "Auditor"),
                                    ("administrator", "Administrator"),
                                ],
                                max_length=30,
                                verbose_name="role",
                            ),
                        ),
                        ("meaning", models.CharField(max_length=200, verbose_name="meaning")),
                        (
                            "on_behalf_of_name",
                            models.CharField(blank=True, max_length=150, verbose_name="name of who delegated"),
                        ),
                        ("comment", models.TextField(blank=True, verbose_name="comment")),
                        ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="signed on")),
                        ("authenticated_at", models.DateTimeField(verbose_name="password given on")),
                        ("content", models.JSONField(default=dict, verbose_name="content signed")),
                        ("content_hash", models.CharField(max_length=64, verbose_name="content hash")),
                        ("voided_at", models.DateTimeField(blank=True, null=True, verbose_name="voided on")),
                        ("void_reason", models.CharField(blank=True, max_length=250, verbose_name="why it was voided")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        (
                            "on_behalf_of",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by delegation of",
                            ),
                        ),
                        (
                            "step",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="signatures",
                                to="proposals.minutesapprovalstep",
                            ),
                        ),
                        (
                            "voided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="voided by the edit of",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "signature",
                        "verbose_name_plural": "signatures",
                        "ordering": ["at", "pk"],
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("voided_at__isnull", True)),
                                fields=("step",),
                                name="proposals_minutessignature_one_standing",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decision", "approve"), models.Q(("comment", ""), _negated=True), _connector="OR"
                                ),
                                name="proposals_minutessignature_refusal_explained",
                                violation_error_message="Asking for an adjustment and rejecting need a comment.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("voided_at__isnull", True),
                                    models.Q(("void_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="proposals_minutessignature_void_explained",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Intake",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("rfp", "RFP"),
                                    ("rfi", "RFI"),
                                    ("rfq", "RFQ"),
                                    ("tender", "Published tender"),
                                    ("survey", "Needs survey"),
                                ],
                                max_length=10,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("email", "E-mail"),
                                    ("secop_ii", "SECOP II"),
                                    ("purchasing_platform", "Purchasing platform"),
                                    ("entity_site", "Site of the entity"),
                                ],
                                help_text="Where it came from; a needs survey has none.",
                                max_length=25,
                                verbose_name="source",
                            ),
                        ),
                        (
                            "reference",
                            models.CharField(
                                blank=True,
                                help_text="The number the client gives it.",
                                max_length=80,
                                verbose_name="reference",
                            ),
                        ),
                        (
                            "notice_id",
                            models.CharField(
                                blank=True,
                                help_text="As in CO1.NTC.1234567.",
                                max_length=40,
                                verbose_name="SECOP II notice",
                            ),
                        ),
                        (
                            "request_id",
                            models.CharField(
                                blank=True,
                                help_text="As in CO1.REQ.1234567.",
                                max_length=40,
                                verbose_name="SECOP II request",
                            ),
                        ),
                        (
                            "process_id",
                            models.CharField(
                                blank=True,
                                help_text="As in CO1.BDOS.1234567.",
                                max_length=40,
                                verbose_name="SECOP II process",
                            ),
                        ),
                        (
                            "link",
                            models.CharField(
                                blank=True,
                                help_text="Where it is published. The system never opens it.",
                                max_length=500,
                                verbose_name="link",
                            ),
                        ),
                        ("received_on", models.DateField(verbose_name="received on")),
                        ("questions_on", models.DateField(blank=True, null=True, verbose_name="questions until")),
                        ("delivery_on", models.DateField(blank=True, null=True, verbose_name="delivery of the offer")),
                        ("defence_on", models.DateField(blank=True, null=True, verbose_name="defence")),
                        ("award_on", models.DateField(blank=True, null=True, verbose_name="award")),
                        ("summary", models.TextField(blank=True, verbose_name="what is asked")),
                        (
                            "monthly_volume",
                            models.PositiveIntegerField(
                                blank=True,
                                help_text="Calls, chats or transactions a month.",
                                null=True,
                                verbose_name="volume a month",
                            ),
                        ),
                        (
                            "aht_seconds",
                            models.PositiveIntegerField(
                                blank=True,
                                help_text="Average handling time, in seconds.",
                                null=True,
                                verbose_name="AHT (s)",
                            ),
                        ),
                        ("seats", models.PositiveIntegerField(blank=True, null=True, verbose_name="seats")),
                        (
                            "hours",
                            models.CharField(
                                blank=True,
                                help_text="As in: Monday to Friday 7:00–19:00, Saturday 8:00–14:00.",
                                max_length=120,
                                verbose_name="hours",
                            ),
                        ),
                        (
                            "channels",
                            models.CharField(
                                blank=True,
                                help_text="As in: voice, WhatsApp, e-mail.",
                                max_length=120,
                                verbose_name="channels",
                            ),
                        ),
                        (
                            "service_level",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                help_text="Share to be answered within the threshold.",
                                null=True,
                                verbose_name="service level (%)",
                            ),
                        ),
                        (
                            "threshold_seconds",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="threshold (s)"),
                        ),
                        (
                            "term_months",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="term (months)"),
                        ),
                        (
                            "payment_days",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="payment (days)"),
                        ),
                        (
                            "voided_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="voided at"),
                        ),
                        (
                            "void_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=250, verbose_name="why it was voided"
                            ),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                blank=True,
                                help_text="The person at the client who sent or published it.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="intakes",
                                to="pipeline.contact",
                                verbose_name="issued by",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "opportunity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="intakes",
                                to="pipeline.opportunity",
                                verbose_name="opportunity",
                            ),
                        ),
                        (
                            "voided_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "request",
                        "verbose_name_plural": "requests",
                        "ordering": ["-received_on", "-pk"],
                        "indexes": [
                            models.Index(fields=["opportunity", "-received_on"], name="intake_by_opportunity"),
                            models.Index(fields=["delivery_on"], name="intake_by_delivery"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind", "survey"), models.Q(("source", ""), _negated=True), _connector="OR"
                                ),
                                name="intake_has_source",
                                violation_error_message="Say where the request came from.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("service_level__isnull", True), ("service_level__range", (1, 100)), _connector="OR"
                                ),
                                name="intake_service_level_percent",
                                violation_error_message="The service level goes from 1 to 100 %%.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("aht_seconds__isnull", True), ("aht_seconds__gte", 1), _connector="OR"
                                ),
                                name="intake_aht_positive",
                                violation_error_message="The AHT is at least one second. Leave it empty where it is unknown.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("voided_at__isnull", True),
                                    models.Q(("void_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="intake_void_has_reason",
                                violation_error_message="Say why the request is voided.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IntakeAttachment",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "file",
                            models.FileField(
                                max_length=150,
                                storage=almacontact.attachments.storage.private_storage,
                                upload_to=almacontact.attachments.storage.private_path,
                                verbose_name="file",
                            ),
                        ),
                        ("original_name", models.CharField(max_length=150, verbose_name="name")),
                        ("content_type", models.CharField(max_length=100, verbose_name="type")),
                        ("size", models.PositiveBigIntegerField(help_text="Bytes.", verbose_name="size")),
                        ("sha256", models.CharField(db_index=True, max_length=64, verbose_name="SHA-256")),
                        ("kind", models.CharField(max_length=40, verbose_name="what it is")),
                        ("description", models.CharField(blank=True, max_length=200, verbose_name="description")),
                        (
                            "uploaded_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, editable=False, verbose_name="attached on"
                            ),
                        ),
                        ("email_subject", models.CharField(blank=True, max_length=500, verbose_name="subject")),
                        ("email_sender", models.CharField(blank=True, max_length=320, verbose_name="sender")),
                        (
                            "email_recipients",
                            models.TextField(blank=True, help_text="One a line.", verbose_name="recipients"),
                        ),
                        ("email_sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent on")),
                        ("email_text", models.TextField(blank=True, verbose_name="beginning of the message")),
                        ("email_message_id", models.CharField(blank=True, max_length=500, verbose_name="Message-ID")),
                        (
                            "voided_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="voided on"),
                        ),
                        (
                            "void_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=300, verbose_name="reason for voiding"
                            ),
                        ),
                        (
                            "intake",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attachments",
                                to="proposals.intake",
                                verbose_name="request",
                            ),
                        ),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="attached by",
                            ),
                        ),
                        (
                            "voided_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="voided by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "document of a request",
                        "verbose_name_plural": "documents of requests",
                        "ordering": ["-uploaded_at", "original_name"],
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("void_reason", ""), ("voided_at__isnull", True), ("voided_by__isnull", True)
                                    ),
                                    models.Q(
                                        ("voided_at__isnull", False),
                                        ("voided_by__isnull", False),
                                        models.Q(("void_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="proposals_intakeattachment_void_is_explained",
                                violation_error_message="A voided file says who voided it, when and why.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("size__gt", 0)),
                                name="proposals_intakeattachment_not_empty",
                                violation_error_message="A file with no content is not kept.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProjectSummary",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                        ("message", models.TextField(blank=True, verbose_name="message")),
                        ("areas", models.JSONField(default=list, verbose_name="areas")),
                        (
                            "recipients",
                            models.JSONField(
                                default=list, help_text="E-mail addresses of the area leaders.", verbose_name="sent to"
                            ),
                        ),
                        (
                            "sent_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="sent on"),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="pipeline.opportunityattachment",
                                verbose_name="document",
                            ),
                        ),
                        (
                            "opportunity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="summaries",
                                to="pipeline.opportunity",
                                verbose_name="opportunity",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "project summary",
                        "verbose_name_plural": "project summaries",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("opportunity", "number"), name="project_summary_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RequirementTemplate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                        (
                            "name",
                            models.CharField(
                                help_text="In Spanish, as users say it.",
                                max_length=80,
                                unique=True,
                                verbose_name="name",
                            ),
                        ),
                        ("name_en", models.CharField(blank=True, max_length=80, verbose_name="name in English")),
                        ("public", models.BooleanField(default=False, verbose_name="for public entities")),
                        ("active", models.BooleanField(default=True, verbose_name="active")),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "template of the check list",
                        "verbose_name_plural": "templates of the check list",
                        "ordering": ["public", "name"],
                    },
                ),
                migrations.CreateModel(
                    name="CheckList",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "opportunity",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="check_list",
                                to="pipeline.opportunity",
                                verbose_name="opportunity",
                            ),
                        ),
                        (
                            "intake",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="check_lists",
                                to="proposals.intake",
                                verbose_name="request",
                            ),
                        ),
                        (
                            "template",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="check_lists",
                                to="proposals.requirementtemplate",
                                verbose_name="template",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "check list",
                        "verbose_name_plural": "check lists",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="NoGoNotice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        ("to", models.EmailField(max_length=254, verbose_name="sent to")),
                        ("subject", models.CharField(max_length=200, verbose_name="subject")),
                        ("body", models.TextField(verbose_name="message")),
                        ("competitor", models.CharField(blank=True, max_length=120, verbose_name="competitor")),
                        ("note", models.TextField(blank=True, verbose_name="closing note")),
                        ("digest", models.CharField(max_length=64, verbose_name="answers it rests on")),
                        (
                            "sent_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="sent on"),
                        ),
                        (
                            "check_list",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="no_go_notices",
                                to="proposals.checklist",
                                verbose_name="check list",
                            ),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="no_go_notices",
                                to="pipeline.contact",
                                verbose_name="addressed to",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "email",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="pipeline.opportunityattachment",
                                verbose_name="e-mail sent",
                            ),
                        ),
                        (
                            "loss_reason",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="pipeline.lossreason",
                                verbose_name="why it closes without a win",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "no-go communication",
                        "verbose_name_plural": "no-go communications",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Requirement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        ("code", models.SlugField(max_length=40, verbose_name="code")),
                        (
                            "section",
                            models.CharField(
                                choices=[
                                    ("legal", "Legal"),
                                    ("finance", "Finance"),
                                    ("technical", "Technical"),
                                    ("it", "IT"),
                                    ("people", "People"),
                                    ("operations", "Operations"),
                                ],
                                max_length=20,
                                verbose_name="section",
                            ),
                        ),
                        (
                            "text",
                            models.CharField(
                                help_text="In Spanish, as users say it.", max_length=250, verbose_name="requirement"
                            ),
                        ),
                        (
                            "text_en",
                            models.CharField(blank=True, max_length=250, verbose_name="requirement in English"),
                        ),
                        (
                            "area",
                            models.CharField(
                                choices=[
                                    ("sales_coordinator", "Commercial area"),
                                    ("workforce_planning", "Workforce planning"),
                                    ("it", "IT"),
                                    ("training_quality", "Training and quality"),
                                    ("reporting", "Reporting"),
                                    ("human_resources", "Human resources"),
                                    ("operations", "Operations"),
                                    ("implementation", "Implementation"),
                                    ("administration", "Administrative coordination"),
                                ],
                                max_length=30,
                                verbose_name="area",
                            ),
                        ),
                        (
                            "excluding",
                            models.BooleanField(
                                default=False,
                                help_text="A “no” means no-go, unless the director waives it.",
                                verbose_name="excluding",
                            ),
                        ),
                        (
                            "weight",
                            models.DecimalField(decimal_places=2, default=1, max_digits=5, verbose_name="weight"),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        (
                            "answer",
                            models.CharField(
                                blank=True,
                                choices=[("yes", "Yes"), ("partial", "Partial"), ("no", "No"), ("n/a", "N/A")],
                                max_length=10,
                                verbose_name="answer",
                            ),
                        ),
                        (
                            "evidence",
                            models.TextField(
                                blank=True,
                                help_text="What shows it: a certificate, a document, a fact.",
                                verbose_name="evidence",
                            ),
                        ),
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
                        (
                            "plan",
                            models.TextField(blank=True, help_text="How we will comply in full.", verbose_name="plan"),
                        ),
                        ("plan_on", models.DateField(blank=True, null=True, verbose_name="plan until")),
                        (
                            "reason",
                            models.TextField(
                                blank=True, help_text="Why it does not apply, or why not.", verbose_name="reason"
                            ),
                        ),
                        (
                            "answered_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="answered at"),
                        ),
                        (
                            "waived_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="waived at"),
                        ),
                        (
                            "waiver_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=500, verbose_name="why it is waived"
                            ),
                        ),
                        (
                            "answered_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "check_list",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="requirements",
                                to="proposals.checklist",
                                verbose_name="check list",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="requirements",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="who answers",
                            ),
                        ),
                        (
                            "waived_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "internal",
                            models.BooleanField(
                                default=False,
                                help_text="Never shown to the client: it stays out of the compliance matrix.",
                                verbose_name="internal",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "requirement",
                        "verbose_name_plural": "requirements",
                        "ordering": ["check_list", "position", "pk"],
                        "indexes": [models.Index(fields=["area", "answer"], name="requirement_by_area")],
                        "constraints": [
                            models.UniqueConstraint(fields=("check_list", "code"), name="requirement_once"),
                            models.CheckConstraint(
                                condition=models.Q(("weight__gt", 0)),
                                name="requirement_weight_positive",
                                violation_error_message="The weight is more than zero.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("waived_at__isnull", True),
                                    models.Q(
                                        ("answer", "no"),
                                        ("excluding", True),
                                        ("waived_by__isnull", False),
                                        models.Q(("waiver_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="requirement_waived_is_excluding_no",
                                violation_error_message="Only an excluding “no” is waived, by somebody and with a reason.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("answer", ""),
                                    models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="requirement_answer_signed",
                                violation_error_message="An answer says who gave it and when.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RequirementAttachment",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "file",
                            models.FileField(
                                max_length=150,
                                storage=almacontact.attachments.storage.private_storage,
                                upload_to=almacontact.attachments.storage.private_path,
                                verbose_name="file",
                            ),
                        ),
                        ("original_name", models.CharField(max_length=150, verbose_name="name")),
                        ("content_type", models.CharField(max_length=100, verbose_name="type")),
                        ("size", models.PositiveBigIntegerField(help_text="Bytes.", verbose_name="size")),
                        ("sha256", models.CharField(db_index=True, max_length=64, verbose_name="SHA-256")),
                        ("kind", models.CharField(max_length=40, verbose_name="what it is")),
                        ("description", models.CharField(blank=True, max_length=200, verbose_name="description")),
                        (
                            "uploaded_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, editable=False, verbose_name="attached on"
                            ),
                        ),
                        ("email_subject", models.CharField(blank=True, max_length=500, verbose_name="subject")),
                        ("email_sender", models.CharField(blank=True, max_length=320, verbose_name="sender")),
                        (
                            "email_recipients",
                            models.TextField(blank=True, help_text="One a line.", verbose_name="recipients"),
                        ),
                        ("email_sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent on")),
                        ("email_text", models.TextField(blank=True, verbose_name="beginning of the message")),
                        ("email_message_id", models.CharField(blank=True, max_length=500, verbose_name="Message-ID")),
                        (
                            "voided_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="voided on"),
                        ),
                        (
                            "void_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=300, verbose_name="reason for voiding"
                            ),
                        ),
                        (
                            "requirement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attachments",
                                to="proposals.requirement",
                                verbose_name="requirement",
                            ),
                        ),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="attached by",
                            ),
                        ),
                        (
                            "voided_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="voided by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "evidence of a requirement",
                        "verbose_name_plural": "evidence of requirements",
                        "ordering": ["-uploaded_at", "original_name"],
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("void_reason", ""), ("voided_at__isnull", True), ("voided_by__isnull", True)
                                    ),
                                    models.Q(
                                        ("voided_at__isnull", False),
                                        ("voided_by__isnull", False),
                                        models.Q(("void_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="proposals_requirementattachment_void_is_explained",
                                violation_error_message="A voided file says who voided it, when and why.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("size__gt", 0)),
                                name="proposals_requirementattachment_not_empty",
                                violation_error_message="A file with no content is not kept.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalRequirementTemplateLine",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        ("code", models.SlugField(max_length=40, verbose_name="code")),
                        (
                            "section",
                            models.CharField(
                                choices=[
                                    ("legal", "Legal"),
                                    ("finance", "Finance"),
                                    ("technical", "Technical"),
                                    ("it", "IT"),
                                    ("people", "People"),
                                    ("operations", "Operations"),
                                ],
                                max_length=20,
                                verbose_name="section",
                            ),
                        ),
                        (
                            "text",
                            models.CharField(
                                help_text="In Spanish, as users say it.", max_length=250, verbose_name="requirement"
                            ),
                        ),
                        (
                            "text_en",
                            models.CharField(blank=True, max_length=250, verbose_name="requirement in English"),
                        ),
                        (
                            "area",
                            models.CharField(
                                choices=[
                                    ("sales_coordinator", "Commercial area"),
                                    ("workforce_planning", "Workforce planning"),
                                    ("it", "IT"),
                                    ("training_quality", "Training and quality"),
                                    ("reporting", "Reporting"),
                                    ("human_resources", "Human resources"),
                                    ("operations", "Operations"),
                                    ("implementation", "Implementation"),
                                    ("administration", "Administrative coordination"),
                                ],
                                max_length=30,
                                verbose_name="area",
                            ),
                        ),
                        (
                            "excluding",
                            models.BooleanField(
                                default=False,
                                help_text="A “no” means no-go, unless the director waives it.",
                                verbose_name="excluding",
                            ),
                        ),
                        (
                            "weight",
                            models.DecimalField(decimal_places=2, default=1, max_digits=5, verbose_name="weight"),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        ("active", models.BooleanField(default=True, verbose_name="active")),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "template",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="proposals.requirementtemplate",
                                verbose_name="template",
                            ),
                        ),
                        (
                            "internal",
                            models.BooleanField(
                                default=False,
                                help_text="Never shown to the client: it stays out of the compliance matrix.",
                                verbose_name="internal",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical line of a template",
                        "verbose_name_plural": "historical lines of templates",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="proposals_h_history_d438e9_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalCheckList",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "opportunity",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.opportunity",
                                verbose_name="opportunity",
                            ),
                        ),
                        (
                            "intake",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="proposals.intake",
                                verbose_name="request",
                            ),
                        ),
                        (
                            "template",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="proposals.requirementtemplate",
                                verbose_name="template",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical check list",
                        "verbose_name_plural": "historical check lists",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="proposals_h_history_ffba90_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="RequirementTemplateLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        ("code", models.SlugField(max_length=40, verbose_name="code")),
                        (
                            "section",
                            models.CharField(
                                choices=[
                                    ("legal", "Legal"),
                                    ("finance", "Finance"),
                                    ("technical", "Technical"),
                                    ("it", "IT"),
                                    ("people", "People"),
                                    ("operations", "Operations"),
                                ],
                                max_length=20,
                                verbose_name="section",
                            ),
                        ),
                        (
                            "text",
                            models.CharField(
                                help_text="In Spanish, as users say it.", max_length=250, verbose_name="requirement"
                            ),
                        ),
                        (
                            "text_en",
                            models.CharField(blank=True, max_length=250, verbose_name="requirement in English"),
                        ),
                        (
                            "area",
                            models.CharField(
                                choices=[
                                    ("sales_coordinator", "Commercial area"),
                                    ("workforce_planning", "Workforce planning"),
                                    ("it", "IT"),
                                    ("training_quality", "Training and quality"),
                                    ("reporting", "Reporting"),
                                    ("human_resources", "Human resources"),
                                    ("operations", "Operations"),
                                    ("implementation", "Implementation"),
                                    ("administration", "Administrative coordination"),
                                ],
                                max_length=30,
                                verbose_name="area",
                            ),
                        ),
                        (
                            "excluding",
                            models.BooleanField(
                                default=False,
                                help_text="A “no” means no-go, unless the director waives it.",
                                verbose_name="excluding",
                            ),
                        ),
                        (
                            "weight",
                            models.DecimalField(decimal_places=2, default=1, max_digits=5, verbose_name="weight"),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        ("active", models.BooleanField(default=True, verbose_name="active")),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "template",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="proposals.requirementtemplate",
                                verbose_name="template",
                            ),
                        ),
                        (
                            "internal",
                            models.BooleanField(
                                default=False,
                                help_text="Never shown to the client: it stays out of the compliance matrix.",
                                verbose_name="internal",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "line of a template",
                        "verbose_name_plural": "lines of templates",
                        "ordering": ["template", "position", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("template", "code"),
                                name="template_line_once",
                                violation_error_message="The template already has a line with this code.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("weight__gt", 0)),
                                name="template_line_weight_positive",
                                violation_error_message="The weight is more than zero.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CheckListDecision",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                choices=[("go", "Go"), ("no_go", "No-go")], max_length=10, verbose_name="decision"
                            ),
                        ),
                        (
                            "basis",
                            models.CharField(
                                choices=[("score", "By the score"), ("committee", "By the committee")],
                                max_length=10,
                                verbose_name="how it was taken",
                            ),
                        ),
                        (
                            "score",
                            models.DecimalField(
                                decimal_places=4, help_text="Fraction from 0 to 1.", max_digits=5, verbose_name="score"
                            ),
                        ),
                        ("digest", models.CharField(max_length=64, verbose_name="answers it rests on")),
                        ("areas", models.JSONField(default=list, verbose_name="areas heard")),
                        ("reason", models.TextField(blank=True, verbose_name="reason")),
                        ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="signed on")),
                        (
                            "authenticated_at",
                            models.DateTimeField(
                                blank=True,
                                help_text="What the signature rests on (Ley 527).",
                                null=True,
                                verbose_name="password given at",
                            ),
                        ),
                        (
                            "voided_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="reopened at"),
                        ),
                        (
                            "void_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=250, verbose_name="why it was reopened"
                            ),
                        ),
                        (
                            "check_list",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="decisions",
                                to="proposals.checklist",
                                verbose_name="check list",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "signed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="signed by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "decision on a check list",
                        "verbose_name_plural": "decisions on check lists",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("voided_at__isnull", True)),
                                fields=("check_list",),
                                name="check_list_one_decision",
                                violation_error_message="The check list already has a decision.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("basis", "score"), ("signed_by__isnull", True)),
                                    models.Q(
                                        ("authenticated_at__isnull", False),
                                        ("basis", "committee"),
                                        ("signed_at__isnull", False),
                                        ("signed_by__isnull", False),
                                        models.Q(("reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="committee_decision_is_signed",
                                violation_error_message="The committee’s decision is signed and says why.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalCheckListDecision",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                choices=[("go", "Go"), ("no_go", "No-go")], max_length=10, verbose_name="decision"
                            ),
                        ),
                        (
                            "basis",
                            models.CharField(
                                choices=[("score", "By the score"), ("committee", "By the committee")],
                                max_length=10,
                                verbose_name="how it was taken",
                            ),
                        ),
                        (
                            "score",
                            models.DecimalField(
                                decimal_places=4, help_text="Fraction from 0 to 1.", max_digits=5, verbose_name="score"
                            ),
                        ),
                        ("digest", models.CharField(max_length=64, verbose_name="answers it rests on")),
                        ("areas", models.JSONField(default=list, verbose_name="areas heard")),
                        ("reason", models.TextField(blank=True, verbose_name="reason")),
                        ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="signed on")),
                        (
                            "authenticated_at",
                            models.DateTimeField(
                                blank=True,
                                help_text="What the signature rests on (Ley 527).",
                                null=True,
                                verbose_name="password given at",
                            ),
                        ),
                        (
                            "voided_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="reopened at"),
                        ),
                        (
                            "void_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=250, verbose_name="why it was reopened"
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "check_list",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="proposals.checklist",
                                verbose_name="check list",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "signed_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="signed by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical decision on a check list",
                        "verbose_name_plural": "historical decisions on check lists",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="proposals_h_history_716acf_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalIntake",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("rfp", "RFP"),
                                    ("rfi", "RFI"),
                                    ("rfq", "RFQ"),
                                    ("tender", "Published tender"),
                                    ("survey", "Needs survey"),
                                ],
                                max_length=10,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("email", "E-mail"),
                                    ("secop_ii", "SECOP II"),
                                    ("purchasing_platform", "Purchasing platform"),
                                    ("entity_site", "Site of the entity"),
                                ],
                                help_text="Where it came from; a needs survey has none.",
                                max_length=25,
                                verbose_name="source",
                            ),
                        ),
                        (
                            "reference",
                            models.CharField(
                                blank=True,
                                help_text="The number the client gives it.",
                                max_length=80,
                                verbose_name="reference",
                            ),
                        ),
                        (
                            "notice_id",
                            models.CharField(
                                blank=True,
                                help_text="As in CO1.NTC.1234567.",
                                max_length=40,
                                verbose_name="SECOP II notice",
                            ),
                        ),
                        (
                            "request_id",
                            models.CharField(
                                blank=True,
                                help_text="As in CO1.REQ.1234567.",
                                max_length=40,
                                verbose_name="SECOP II request",
                            ),
                        ),
                        (
                            "process_id",
                            models.CharField(
                                blank=True,
                                help_text="As in CO1.BDOS.1234567.",
                                max_length=40,
                                verbose_name="SECOP II process",
                            ),
                        ),
                        (
                            "link",
                            models.CharField(
                                blank=True,
                                help_text="Where it is published. The system never opens it.",
                                max_length=500,
                                verbose_name="link",
                            ),
                        ),
                        ("received_on", models.DateField(verbose_name="received on")),
                        ("questions_on", models.DateField(blank=True, null=True, verbose_name="questions until")),
                        ("delivery_on", models.DateField(blank=True, null=True, verbose_name="delivery of the offer")),
                        ("defence_on", models.DateField(blank=True, null=True, verbose_name="defence")),
                        ("award_on", models.DateField(blank=True, null=True, verbose_name="award")),
                        ("summary", models.TextField(blank=True, verbose_name="what is asked")),
                        (
                            "monthly_volume",
                            models.PositiveIntegerField(
                                blank=True,
                                help_text="Calls, chats or transactions a month.",
                                null=True,
                                verbose_name="volume a month",
                            ),
                        ),
                        (
                            "aht_seconds",
                            models.PositiveIntegerField(
                                blank=True,
                                help_text="Average handling time, in seconds.",
                                null=True,
                                verbose_name="AHT (s)",
                            ),
                        ),
                        ("seats", models.PositiveIntegerField(blank=True, null=True, verbose_name="seats")),
                        (
                            "hours",
                            models.CharField(
                                blank=True,
                                help_text="As in: Monday to Friday 7:00–19:00, Saturday 8:00–14:00.",
                                max_length=120,
                                verbose_name="hours",
                            ),
                        ),
                        (
                            "channels",
                            models.CharField(
                                blank=True,
                                help_text="As in: voice, WhatsApp, e-mail.",
                                max_length=120,
                                verbose_name="channels",
                            ),
                        ),
                        (
                            "service_level",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                help_text="Share to be answered within the threshold.",
                                null=True,
                                verbose_name="service level (%)",
                            ),
                        ),
                        (
                            "threshold_seconds",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="threshold (s)"),
                        ),
                        (
                            "term_months",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="term (months)"),
                        ),
                        (
                            "payment_days",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="payment (days)"),
                        ),
                        (
                            "voided_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="voided at"),
                        ),
                        (
                            "void_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=250, verbose_name="why it was voided"
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="The person at the client who sent or published it.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.contact",
                                verbose_name="issued by",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "opportunity",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.opportunity",
                                verbose_name="opportunity",
                            ),
                        ),
                        (
                            "voided_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical request",
                        "verbose_name_plural": "historical requests",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="proposals_h_history_bd997c_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalNoGoNotice",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        ("to", models.EmailField(max_length=254, verbose_name="sent to")),
                        ("subject", models.CharField(max_length=200, verbose_name="subject")),
                        ("body", models.TextField(verbose_name="message")),
                        ("competitor", models.CharField(blank=True, max_length=120, verbose_name="competitor")),
                        ("note", models.TextField(blank=True, verbose_name="closing note")),
                        ("digest", models.CharField(max_length=64, verbose_name="answers it rests on")),
                        (
                            "sent_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="sent on"),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "check_list",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="proposals.checklist",
                                verbose_name="check list",
                            ),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.contact",
                                verbose_name="addressed to",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "email",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.opportunityattachment",
                                verbose_name="e-mail sent",
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "loss_reason",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.lossreason",
                                verbose_name="why it closes without a win",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical no-go communication",
                        "verbose_name_plural": "historical no-go communications",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="proposals_h_history_0a19b5_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalProjectSummary",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                        ("message", models.TextField(blank=True, verbose_name="message")),
                        ("areas", models.JSONField(default=list, verbose_name="areas")),
                        (
                            "recipients",
                            models.JSONField(
                                default=list, help_text="E-mail addresses of the area leaders.", verbose_name="sent to"
                            ),
                        ),
                        (
                            "sent_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="sent on"),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "file",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.opportunityattachment",
                                verbose_name="document",
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "opportunity",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.opportunity",
                                verbose_name="opportunity",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical project summary",
                        "verbose_name_plural": "historical project summaries",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="proposals_h_history_b147f4_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalRequirement",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        ("code", models.SlugField(max_length=40, verbose_name="code")),
                        (
                            "section",
                            models.CharField(
                                choices=[
                                    ("legal", "Legal"),
                                    ("finance", "Finance"),
                                    ("technical", "Technical"),
                                    ("it", "IT"),
                                    ("people", "People"),
                                    ("operations", "Operations"),
                                ],
                                max_length=20,
                                verbose_name="section",
                            ),
                        ),
                        (
                            "text",
                            models.CharField(
                                help_text="In Spanish, as users say it.", max_length=250, verbose_name="requirement"
                            ),
                        ),
                        (
                            "text_en",
                            models.CharField(blank=True, max_length=250, verbose_name="requirement in English"),
                        ),
                        (
                            "area",
                            models.CharField(
                                choices=[
                                    ("sales_coordinator", "Commercial area"),
                                    ("workforce_planning", "Workforce planning"),
                                    ("it", "IT"),
                                    ("training_quality", "Training and quality"),
                                    ("reporting", "Reporting"),
                                    ("human_resources", "Human resources"),
                                    ("operations", "Operations"),
                                    ("implementation", "Implementation"),
                                    ("administration", "Administrative coordination"),
                                ],
                                max_length=30,
                                verbose_name="area",
                            ),
                        ),
                        (
                            "excluding",
                            models.BooleanField(
                                default=False,
                                help_text="A “no” means no-go, unless the director waives it.",
                                verbose_name="excluding",
                            ),
                        ),
                        (
                            "weight",
                            models.DecimalField(decimal_places=2, default=1, max_digits=5, verbose_name="weight"),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        (
                            "answer",
                            models.CharField(
                                blank=True,
                                choices=[("yes", "Yes"), ("partial", "Partial"), ("no", "No"), ("n/a", "N/A")],
                                max_length=10,
                                verbose_name="answer",
                            ),
                        ),
                        (
                            "evidence",
                            models.TextField(
                                blank=True,
                                help_text="What shows it: a certificate, a document, a fact.",
                                verbose_name="evidence",
                            ),
                        ),
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
                        (
                            "plan",
                            models.TextField(blank=True, help_text="How we will comply in full.", verbose_name="plan"),
                        ),
                        ("plan_on", models.DateField(blank=True, null=True, verbose_name="plan until")),
                        (
                            "reason",
                            models.TextField(
                                blank=True, help_text="Why it does not apply, or why not.", verbose_name="reason"
                            ),
                        ),
                        (
                            "answered_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="answered at"),
                        ),
                        (
                            "waived_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="waived at"),
                        ),
                        (
                            "waiver_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=500, verbose_name="why it is waived"
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "answered_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "check_list",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="proposals.checklist",
                                verbose_name="check list",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="who answers",
                            ),
                        ),
                        (
                            "waived_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "internal",
                            models.BooleanField(
                                default=False,
                                help_text="Never shown to the client: it stays out of the compliance matrix.",
                                verbose_name="internal",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical requirement",
                        "verbose_name_plural": "historical requirements",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="proposals_h_history_aaa873_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalRequirementTemplate",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        ("code", models.SlugField(max_length=40, verbose_name="code")),
                        (
                            "name",
                            models.CharField(
                                db_index=True,
                                help_text="In Spanish, as users say it.",
                                max_length=80,
                                verbose_name="name",
                            ),
                        ),
                        ("name_en", models.CharField(blank=True, max_length=80, verbose_name="name in English")),
                        ("public", models.BooleanField(default=False, verbose_name="for public entities")),
                        ("active", models.BooleanField(default=True, verbose_name="active")),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical template of the check list",
                        "verbose_name_plural": "historical templates of the check list",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="proposals_h_history_12e346_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Award",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        (
                            "awarded_on",
                            models.DateField(
                                help_text="The date of the letter or e-mail: it dates the sale.",
                                verbose_name="awarded on",
                            ),
                        ),
                        ("seats", models.PositiveIntegerField(verbose_name="seats awarded")),
                        (
                            "unit_value",
                            models.PositiveBigIntegerField(
                                help_text="COP for each seat and month.", verbose_name="unit value awarded"
                            ),
                        ),
                        ("contract_months", models.PositiveSmallIntegerField(verbose_name="contract (months)")),
                        ("partial", models.BooleanField(default=False, editable=False, verbose_name="partial award")),
                        (
                            "lost_monthly",
                            models.BigIntegerField(
                                default=0,
                                editable=False,
                                help_text="COP a month without IVA.",
                                verbose_name="monthly value not awarded",
                            ),
                        ),
                        (
                            "shared_with",
                            models.CharField(
                                blank=True,
                                help_text="Names, where the client shared it out.",
                                max_length=250,
                                verbose_name="others who were awarded",
                            ),
                        ),
                        ("note", models.TextField(blank=True, verbose_name="note")),
                        ("told", models.JSONField(blank=True, default=list, editable=False, verbose_name="areas told")),
                        (
                            "told_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="areas told on"),
                        ),
                        (
                            "voided_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="voided on"),
                        ),
                        (
                            "void_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=250, verbose_name="why it was voided"
                            ),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="awards",
                                to="pipeline.contact",
                                verbose_name="who tells us",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "opportunity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="awards",
                                to="pipeline.opportunity",
                                verbose_name="opportunity",
                            ),
                        ),
                        (
                            "voided_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="proposals.awardattachment",
                                verbose_name="award document",
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                blank=True,
                                help_text="The sent version that the client accepted.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="awards",
                                to="proposals.proposal",
                                verbose_name="proposal awarded",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "award",
                        "verbose_name_plural": "awards",
                        "ordering": ["-awarded_on", "-pk"],
                        "indexes": [
                            models.Index(models.OrderBy(models.F("awarded_on"), descending=True), name="award_by_day")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("voided_at__isnull", True)),
                                fields=("opportunity",),
                                name="award_once",
                                violation_error_message="The opportunity already has an award.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("contract_months__gte", 1), ("seats__gte", 1), ("unit_value__gte", 1)
                                ),
                                name="award_terms_positive",
                                violation_error_message="Seats, unit value and months of an award are more than zero.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("voided_at__isnull", True),
                                    models.Q(("void_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="award_void_has_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AwardAttachment",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "file",
                            models.FileField(
                                max_length=150,
                                storage=almacontact.attachments.storage.private_storage,
                                upload_to=almacontact.attachments.storage.private_path,
                                verbose_name="file",
                            ),
                        ),
                        ("original_name", models.CharField(max_length=150, verbose_name="name")),
                        ("content_type", models.CharField(max_length=100, verbose_name="type")),
                        ("size", models.PositiveBigIntegerField(help_text="Bytes.", verbose_name="size")),
                        ("sha256", models.CharField(db_index=True, max_length=64, verbose_name="SHA-256")),
                        ("kind", models.CharField(max_length=40, verbose_name="what it is")),
                        ("description", models.CharField(blank=True, max_length=200, verbose_name="description")),
                        (
                            "uploaded_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, editable=False, verbose_name="attached on"
                            ),
                        ),
                        ("email_subject", models.CharField(blank=True, max_length=500, verbose_name="subject")),
                        ("email_sender", models.CharField(blank=True, max_length=320, verbose_name="sender")),
                        (
                            "email_recipients",
                            models.TextField(blank=True, help_text="One a line.", verbose_name="recipients"),
                        ),
                        ("email_sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent on")),
                        ("email_text", models.TextField(blank=True, verbose_name="beginning of the message")),
                        ("email_message_id", models.CharField(blank=True, max_length=500, verbose_name="Message-ID")),
                        (
                            "voided_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="voided on"),
                        ),
                        (
                            "void_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=300, verbose_name="reason for voiding"
                            ),
                        ),
                        (
                            "award",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attachments",
                                to="proposals.award",
                                verbose_name="award",
                            ),
                        ),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="attached by",
                            ),
                        ),
                        (
                            "voided_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="voided by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "file of an award",
                        "verbose_name_plural": "files of awards",
                        "ordering": ["-uploaded_at", "original_name"],
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("void_reason", ""), ("voided_at__isnull", True), ("voided_by__isnull", True)
                                    ),
                                    models.Q(
                                        ("voided_at__isnull", False),
                                        ("voided_by__isnull", False),
                                        models.Q(("void_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="proposals_awardattachment_void_is_explained",
                                violation_error_message="A voided file says who voided it, when and why.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("size__gt", 0)),
                                name="proposals_awardattachment_not_empty",
                                violation_error_message="A file with no content is not kept.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CalendarFeed",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("token", models.CharField(max_length=64, unique=True, verbose_name="secret")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        (
                            "user",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="calendar_feed",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "calendar subscription",
                        "verbose_name_plural": "calendar subscriptions",
                    },
                ),
                migrations.CreateModel(
                    name="Clarification",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(editable=False, verbose_name="number")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("question", "Clarification"), ("scope_change", "Scope change")],
                                default="question",
                                max_length=14,
                                verbose_name="kind",
                            ),
                        ),
                        ("question", models.TextField(verbose_name="what the client asks")),
                        ("asked_on", models.DateField(verbose_name="asked on")),
                        ("due_on", models.DateField(verbose_name="answer due on")),
                        (
                            "area",
                            models.CharField(
                                choices=[
                                    ("sales_coordinator", "Commercial area"),
                                    ("workforce_planning", "Workforce planning"),
                                    ("it", "IT"),
                                    ("training_quality", "Training and quality"),
                                    ("reporting", "Reporting"),
                                    ("human_resources", "Human resources"),
                                    ("operations", "Operations"),
                                    ("implementation", "Implementation"),
                                    ("administration", "Administrative coordination"),
                                ],
                                max_length=30,
                                verbose_name="area that answers",
                            ),
                        ),
                        (
                            "effect",
                            models.CharField(
                                choices=[
                                    ("none", "Changes nothing in the offer"),
                                    ("volumes", "Changes volumes"),
                                    ("service", "Changes the service"),
                                    ("price", "Changes price or terms"),
                                ],
                                default="none",
                                max_length=10,
                                verbose_name="effect on the offer",
                            ),
                        ),
                        ("answer", models.TextField(blank=True, verbose_name="answer")),
                        (
                            "answered_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="answered on"),
                        ),
                        ("sent_on", models.DateField(blank=True, editable=False, null=True, verbose_name="sent on")),
                        (
                            "voided_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="voided on"),
                        ),
                        (
                            "void_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=250, verbose_name="why it was voided"
                            ),
                        ),
                        (
                            "answered_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="answered by",
                            ),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="clarifications",
                                to="pipeline.contact",
                                verbose_name="who asks",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "opportunity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="clarifications",
                                to="pipeline.opportunity",
                                verbose_name="opportunity",
                            ),
                        ),
                        (
                            "voided_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "asked_after",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="proposals.proposal",
                                verbose_name="asked about",
                            ),
                        ),
                        (
                            "resolved_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="resolves",
                                to="proposals.proposal",
                                verbose_name="priced and sent in",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "clarification",
                        "verbose_name_plural": "clarifications",
                        "ordering": ["opportunity", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("opportunity", "number"), name="clarification_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("sent_on__isnull", True), models.Q(("answer", ""), _negated=True), _connector="OR"
                                ),
                                name="clarification_sent_is_answered",
                                violation_error_message="Only what has an answer is sent.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("voided_at__isnull", True),
                                    models.Q(("void_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="clarification_void_has_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ClarificationAttachment",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "file",
                            models.FileField(
                                max_length=150,
                                storage=almacontact.attachments.storage.private_storage,
                                upload_to=almacontact.attachments.storage.private_path,
                                verbose_name="file",
                            ),
                        ),
                        ("original_name", models.CharField(max_length=150, verbose_name="name")),
                        ("content_type", models.CharField(max_length=100, verbose_name="type")),
                        ("size", models.PositiveBigIntegerField(help_text="Bytes.", verbose_name="size")),
                        ("sha256", models.CharField(db_index=True, max_length=64, verbose_name="SHA-256")),
                        ("kind", models.CharField(max_length=40, verbose_name="what it is")),
                        ("description", models.CharField(blank=True, max_length=200, verbose_name="description")),
                        (
                            "uploaded_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, editable=False, verbose_name="attached on"
                            ),
                        ),
                        ("email_subject", models.CharField(blank=True, max_length=500, verbose_name="subject")),
                        ("email_sender", models.CharField(blank=True, max_length=320, verbose_name="sender")),
                        (
                            "email_recipients",
                            models.TextField(blank=True, help_text="One a line.", verbose_name="recipients"),
                        ),
                        ("email_sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent on")),
                        ("email_text", models.TextField(blank=True, verbose_name="beginning of the message")),
                        ("email_message_id", models.CharField(blank=True, max_length=500, verbose_name="Message-ID")),
                        (
                            "voided_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="voided on"),
                        ),
                        (
                            "void_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=300, verbose_name="reason for voiding"
                            ),
                        ),
                        (
                            "clarification",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attachments",
                                to="proposals.clarification",
                                verbose_name="clarification",
                            ),
                        ),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="attached by",
                            ),
                        ),
                        (
                            "voided_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="voided by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "file of a clarification",
                        "verbose_name_plural": "files of clarifications",
                        "ordering": ["-uploaded_at", "original_name"],
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("void_reason", ""), ("voided_at__isnull", True), ("voided_by__isnull", True)
                                    ),
                                    models.Q(
                                        ("voided_at__isnull", False),
                                        ("voided_by__isnull", False),
                                        models.Q(("void_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="proposals_clarificationattachment_void_is_explained",
                                violation_error_message="A voided file says who voided it, when and why.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("size__gt", 0)),
                                name="proposals_clarificationattachment_not_empty",
                                violation_error_message="A file with no content is not kept.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Evidence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("experience", "Experience"),
                                    ("certificate", "Certificate"),
                                    ("legal", "Legal document"),
                                    ("financial", "Financial document"),
                                    ("other", "Other"),
                                ],
                                max_length=20,
                                verbose_name="kind",
                            ),
                        ),
                        ("title", models.CharField(max_length=160, unique=True, verbose_name="title")),
                        ("description", models.TextField(blank=True, verbose_name="description")),
                        (
                            "client_name",
                            models.CharField(blank=True, max_length=160, verbose_name="client of the experience"),
                        ),
                        (
                            "value",
                            models.BigIntegerField(
                                blank=True, help_text="COP, whole, without IVA.", null=True, verbose_name="value"
                            ),
                        ),
                        ("seats", models.PositiveIntegerField(blank=True, null=True, verbose_name="seats")),
                        ("unspsc", models.CharField(blank=True, max_length=120, verbose_name="UNSPSC codes")),
                        ("starts_on", models.DateField(blank=True, null=True, verbose_name="from")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                        ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
                        ("active", models.BooleanField(default=True, verbose_name="active")),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "evidence",
                        "verbose_name_plural": "evidence",
                        "ordering": ["kind", "title"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ends_on__isnull", True),
                                    ("starts_on__isnull", True),
                                    ("ends_on__gte", models.F("starts_on")),
                                    _connector="OR",
                                ),
                                name="evidence_dates_in_order",
                                violation_error_message="The experience ends before it begins.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EvidenceAttachment",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "file",
                            models.FileField(
                                max_length=150,
                                storage=almacontact.attachments.storage.private_storage,
                                upload_to=almacontact.attachments.storage.private_path,
                                verbose_name="file",
                            ),
                        ),
                        ("original_name", models.CharField(max_length=150, verbose_name="name")),
                        ("content_type", models.CharField(max_length=100, verbose_name="type")),
                        ("size", models.PositiveBigIntegerField(help_text="Bytes.", verbose_name="size")),
                        ("sha256", models.CharField(db_index=True, max_length=64, verbose_name="SHA-256")),
                        ("kind", models.CharField(max_length=40, verbose_name="what it is")),
                        ("description", models.CharField(blank=True, max_length=200, verbose_name="description")),
                        (
                            "uploaded_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, editable=False, verbose_name="attached on"
                            ),
                        ),
                        ("email_subject", models.CharField(blank=True, max_length=500, verbose_name="subject")),
                        ("email_sender", models.CharField(blank=True, max_length=320, verbose_name="sender")),
                        (
                            "email_recipients",
                            models.TextField(blank=True, help_text="One a line.", verbose_name="recipients"),
                        ),
                        ("email_sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent on")),
                        ("email_text", models.TextField(blank=True, verbose_name="beginning of the message")),
                        ("email_message_id", models.CharField(blank=True, max_length=500, verbose_name="Message-ID")),
                        (
                            "voided_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="voided on"),
                        ),
                        (
                            "void_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=300, verbose_name="reason for voiding"
                            ),
                        ),
                        (
                            "evidence",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attachments",
                                to="proposals.evidence",
                                verbose_name="evidence",
                            ),
                        ),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="attached by",
                            ),
                        ),
                        (
                            "voided_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="voided by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "file of an evidence",
                        "verbose_name_plural": "files of evidence",
                        "ordering": ["-uploaded_at", "original_name"],
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("void_reason", ""), ("voided_at__isnull", True), ("voided_by__isnull", True)
                                    ),
                                    models.Q(
                                        ("voided_at__isnull", False),
                                        ("voided_by__isnull", False),
                                        models.Q(("void_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="proposals_evidenceattachment_void_is_explained",
                                violation_error_message="A voided file says who voided it, when and why.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("size__gt", 0)),
                                name="proposals_evidenceattachment_not_empty",
                                violation_error_message="A file with no content is not kept.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalEvidence",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("experience", "Experience"),
                                    ("certificate", "Certificate"),
                                    ("legal", "Legal document"),
                                    ("financial", "Financial document"),
                                    ("other", "Other"),
                                ],
                                max_length=20,
                                verbose_name="kind",
                            ),
                        ),
                        ("title", models.CharField(db_index=True, max_length=160, verbose_name="title")),
                        ("description", models.TextField(blank=True, verbose_name="description")),
                        (
                            "client_name",
                            models.CharField(blank=True, max_length=160, verbose_name="client of the experience"),
                        ),
                        (
                            "value",
                            models.BigIntegerField(
                                blank=True, help_text="COP, whole, without IVA.", null=True, verbose_name="value"
                            ),
                        ),
                        ("seats", models.PositiveIntegerField(blank=True, null=True, verbose_name="seats")),
                        ("unspsc", models.CharField(blank=True, max_length=120, verbose_name="UNSPSC codes")),
                        ("starts_on", models.DateField(blank=True, null=True, verbose_name="from")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                        ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
                        ("active", models.BooleanField(default=True, verbose_name="active")),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical evidence",
                        "verbose_name_plural": "historical evidence",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="proposals_h_history_9977a5_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalOfferPolicy",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        (
                            "general_always",
                            models.BooleanField(
                                default=True,
                                help_text="Otherwise only those of high risk or high impact, by the risk rules.",
                                verbose_name="Dirección General approves every proposal",
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "volume_band_percent",
                            models.PositiveSmallIntegerField(
                                default=10,
                                help_text="Inside this band the price holds, in what is offered and in what is awarded.",
                                verbose_name="volume band (percent of the seats)",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical approval policy of proposals",
                        "verbose_name_plural": "historical approval policy of proposals",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="proposals_h_history_ada593_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalProposalTemplate",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        ("name", models.CharField(db_index=True, max_length=80, verbose_name="name")),
                        ("active", models.BooleanField(default=True, verbose_name="active")),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical template of proposals",
                        "verbose_name_plural": "historical templates of proposals",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="proposals_h_history_327502_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalReusableText",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        ("title", models.CharField(db_index=True, max_length=120, verbose_name="title")),
                        (
                            "section",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("letter", "Letter"),
                                    ("summary", "Executive summary"),
                                    ("understanding", "Understanding of the need"),
                                    ("company", "Company and experience"),
                                    ("scope", "Scope and exclusions"),
                                    ("operating_model", "Operating model"),
                                    ("people", "People and structure"),
                                    ("training", "Training"),
                                    ("quality", "Quality"),
                                    ("reporting", "WFM and reporting"),
                                    ("technology", "Technology, security and continuity"),
                                    ("service_levels", "Service levels and penalties"),
                                    ("implementation", "Implementation"),
                                    ("governance", "Governance"),
                                    ("compliance", "Compliance matrix"),
                                    ("prices", "Price annex"),
                                    ("supporting", "Supporting documents"),
                                    ("acceptance", "Acceptance"),
                                ],
                                help_text="Empty: for any section.",
                                max_length=20,
                                verbose_name="section",
                            ),
                        ),
                        ("body", models.TextField(verbose_name="text")),
                        ("active", models.BooleanField(default=True, verbose_name="active")),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical reusable text",
                        "verbose_name_plural": "historical reusable texts",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="proposals_h_history_8f70d9_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="OfferPolicy",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        (
                            "general_always",
                            models.BooleanField(
                                default=True,
                                help_text="Otherwise only those of high risk or high impact, by the risk rules.",
                                verbose_name="Dirección General approves every proposal",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "volume_band_percent",
                            models.PositiveSmallIntegerField(
                                default=10,
                                help_text="Inside this band the price holds, in what is offered and in what is awarded.",
                                verbose_name="volume band (percent of the seats)",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "approval policy of proposals",
                        "verbose_name_plural": "approval policy of proposals",
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("pk", 1)), name="offer_policy_single"),
                            models.CheckConstraint(
                                condition=models.Q(("volume_band_percent__lte", 50)),
                                name="offer_policy_band_in_range",
                                violation_error_message="The volume band is at most half of the seats.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Proposal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        (
                            "series",
                            models.CharField(
                                editable=False,
                                help_text="PROP-year-number: the same for every version.",
                                max_length=24,
                                verbose_name="number",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="version")),
                        (
                            "state",
                            django_fsm.FSMField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("in_approval", "In approval"),
                                    ("approved", "Approved"),
                                    ("superseded", "Superseded"),
                                    ("void", "Void"),
                                ],
                                default="draft",
                                max_length=20,
                                protected=True,
                                verbose_name="state",
                            ),
                        ),
                        ("title", models.CharField(max_length=160, verbose_name="title")),
                        (
                            "valid_until",
                            models.DateField(
                                help_text="Never later than the price of the acta is valid.",
                                verbose_name="offer valid until",
                            ),
                        ),
                        (
                            "change_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=250, verbose_name="why this version"
                            ),
                        ),
                        (
                            "content",
                            models.JSONField(
                                blank=True, default=dict, editable=False, verbose_name="what the signatures rest on"
                            ),
                        ),
                        (
                            "annex",
                            models.JSONField(blank=True, default=dict, editable=False, verbose_name="price annex"),
                        ),
                        (
                            "fired",
                            models.JSONField(
                                blank=True, default=list, editable=False, verbose_name="risk rules that fired"
                            ),
                        ),
                        (
                            "approved_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="approved on"),
                        ),
                        (
                            "voided_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="voided on"),
                        ),
                        (
                            "void_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=250, verbose_name="why it was voided"
                            ),
                        ),
                        (
                            "alternative",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="proposals",
                                to="proposals.alternative",
                                verbose_name="alternative",
                            ),
                        ),
                        (
                            "based_on",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="next_versions",
                                to="proposals.proposal",
                                verbose_name="made from",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "minutes",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="proposals",
                                to="proposals.pricingminutes",
                                verbose_name="acta of the price",
                            ),
                        ),
                        (
                            "voided_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                help_text="The PDF, made once, of an approved version.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="proposals.proposalattachment",
                                verbose_name="document",
                            ),
                        ),
                        (
                            "template",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="proposals",
                                to="proposals.proposaltemplate",
                            ),
                        ),
                        (
                            "verification_code",
                            models.CharField(
                                blank=True, editable=False, max_length=24, verbose_name="verification code"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "proposal",
                        "verbose_name_plural": "proposals",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("series", "number"), name="proposal_version_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["draft", "in_approval"])),
                                fields=("alternative",),
                                name="proposal_open_once",
                                violation_error_message="This alternative already has a proposal that is being worked on.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "approved")),
                                fields=("alternative",),
                                name="proposal_approved_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "approved"), _negated=True),
                                    models.Q(("approved_at__isnull", False), models.Q(("annex", {}), _negated=True)),
                                    _connector="OR",
                                ),
                                name="proposal_approved_is_frozen",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state", "void"),
                                        ("voided_at__isnull", False),
                                        models.Q(("void_reason", ""), _negated=True),
                                    ),
                                    models.Q(models.Q(("state", "void"), _negated=True), ("voided_at__isnull", True)),
                                    _connector="OR",
                                ),
                                name="proposal_void_has_reason",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("verification_code", ""), _negated=True),
                                fields=("verification_code",),
                                name="proposal_code_once",
                            ),
                        ],
                    },
                    bases=(almacontact.audit.states.StateRecord, models.Model),
                ),
                migrations.CreateModel(
                    name="NegotiationRound",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(editable=False, verbose_name="round")),
                        (
                            "state",
                            django_fsm.FSMField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("in_approval", "In approval"),
                                    ("authorised", "Authorised"),
                                    ("refused", "Refused"),
                                    ("void", "Void"),
                                ],
                                default="draft",
                                max_length=20,
                                protected=True,
                                verbose_name="state",
                            ),
                        ),
                        ("held_on", models.DateField(verbose_name="held on")),
                        ("they_ask", models.TextField(verbose_name="what they ask")),
                        ("we_offer", models.TextField(verbose_name="what we offer")),
                        ("seats", models.PositiveIntegerField(verbose_name="seats")),
                        (
                            "unit_value",
                            models.PositiveBigIntegerField(
                                help_text="COP for each seat and month.", verbose_name="unit value"
                            ),
                        ),
                        ("term_months", models.PositiveSmallIntegerField(verbose_name="contract (months)")),
                        ("payment_days", models.PositiveSmallIntegerField(verbose_name="payment (days)")),
                        (
                            "clause",
                            models.CharField(
                                choices=[
                                    ("none", "No indexation"),
                                    ("ipc", "IPC"),
                                    ("smmlv", "Minimum wage (SMMLV)"),
                                    ("mixed", "Minimum wage for labour, IPC for the rest"),
                                ],
                                max_length=8,
                                verbose_name="indexation",
                            ),
                        ),
                        ("figures", models.JSONField(blank=True, default=dict, editable=False, verbose_name="figures")),
                        (
                            "concessions",
                            models.JSONField(
                                blank=True, default=list, editable=False, verbose_name="beyond what was approved"
                            ),
                        ),
                        (
                            "authorised_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="authorised on"),
                        ),
                        (
                            "voided_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="voided on"),
                        ),
                        (
                            "void_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=250, verbose_name="why it was voided"
                            ),
                        ),
                        (
                            "authorised_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="authorised by",
                            ),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rounds",
                                to="pipeline.contact",
                                verbose_name="with whom",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "minutes",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rounds",
                                to="proposals.pricingminutes",
                                verbose_name="acta of the price",
                            ),
                        ),
                        (
                            "opportunity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rounds",
                                to="pipeline.opportunity",
                                verbose_name="opportunity",
                            ),
                        ),
                        (
                            "voided_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rounds",
                                to="proposals.proposal",
                                verbose_name="proposal",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "round of negotiation",
                        "verbose_name_plural": "rounds of negotiation",
                        "ordering": ["opportunity", "-number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("opportunity", "number"), name="round_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "authorised"), _negated=True),
                                    models.Q(("authorised_at__isnull", False), ("authorised_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="round_authorised_says_by_whom",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state", "void"),
                                        ("voided_at__isnull", False),
                                        models.Q(("void_reason", ""), _negated=True),
                                    ),
                                    models.Q(models.Q(("state", "void"), _negated=True), ("voided_at__isnull", True)),
                                    _connector="OR",
                                ),
                                name="round_void_has_reason",
                            ),
                        ],
                    },
                    bases=(almacontact.audit.states.StateRecord, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalSupportingDocument",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "evidence",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="proposals.evidence",
                                verbose_name="evidence",
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="proposals.proposal",
                                verbose_name="proposal",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical supporting document",
                        "verbose_name_plural": "historical supporting documents",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="proposals_h_history_a8ad64_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalProposalSection",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        (
                            "key",
                            models.CharField(
                                choices=[
                                    ("letter", "Letter"),
                                    ("summary", "Executive summary"),
                                    ("understanding", "Understanding of the need"),
                                    ("company", "Company and experience"),
                                    ("scope", "Scope and exclusions"),
                                    ("operating_model", "Operating model"),
                                    ("people", "People and structure"),
                                    ("training", "Training"),
                                    ("quality", "Quality"),
                                    ("reporting", "WFM and reporting"),
                                    ("technology", "Technology, security and continuity"),
                                    ("service_levels", "Service levels and penalties"),
                                    ("implementation", "Implementation"),
                                    ("governance", "Governance"),
                                    ("compliance", "Compliance matrix"),
                                    ("prices", "Price annex"),
                                    ("supporting", "Supporting documents"),
                                    ("acceptance", "Acceptance"),
                                ],
                                max_length=20,
                                verbose_name="section",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        ("title", models.CharField(max_length=120, verbose_name="title")),
                        ("body", models.TextField(blank=True, verbose_name="text")),
                        (
                            "area",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("workforce_planning", "Workforce planning"),
                                    ("it", "IT"),
                                    ("training_quality", "Training and quality"),
                                    ("reporting", "Reporting"),
                                    ("human_resources", "Human resources"),
                                    ("operations", "Operations"),
                                    ("implementation", "Implementation"),
                                    ("administration", "Administrative coordination"),
                                ],
                                help_text="The area whose leader validates this section. Empty: only those who approve the whole.",
                                max_length=30,
                                verbose_name="validated by",
                            ),
                        ),
                        ("included", models.BooleanField(default=True, verbose_name="included")),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="proposals.proposal",
                                verbose_name="proposal",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical section of a proposal",
                        "verbose_name_plural": "historical sections of proposals",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="proposals_h_history_0354ee_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalNegotiationRound",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(editable=False, verbose_name="round")),
                        (
                            "state",
                            django_fsm.FSMField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("in_approval", "In approval"),
                                    ("authorised", "Authorised"),
                                    ("refused", "Refused"),
                                    ("void", "Void"),
                                ],
                                default="draft",
                                max_length=20,
                                protected=True,
                                verbose_name="state",
                            ),
                        ),
                        ("held_on", models.DateField(verbose_name="held on")),
                        ("they_ask", models.TextField(verbose_name="what they ask")),
                        ("we_offer", models.TextField(verbose_name="what we offer")),
                        ("seats", models.PositiveIntegerField(verbose_name="seats")),
                        (
                            "unit_value",
                            models.PositiveBigIntegerField(
                                help_text="COP for each seat and month.", verbose_name="unit value"
                            ),
                        ),
                        ("term_months", models.PositiveSmallIntegerField(verbose_name="contract (months)")),
                        ("payment_days", models.PositiveSmallIntegerField(verbose_name="payment (days)")),
                        (
                            "clause",
                            models.CharField(
                                choices=[
                                    ("none", "No indexation"),
                                    ("ipc", "IPC"),
                                    ("smmlv", "Minimum wage (SMMLV)"),
                                    ("mixed", "Minimum wage for labour, IPC for the rest"),
                                ],
                                max_length=8,
                                verbose_name="indexation",
                            ),
                        ),
                        ("figures", models.JSONField(blank=True, default=dict, editable=False, verbose_name="figures")),
                        (
                            "concessions",
                            models.JSONField(
                                blank=True, default=list, editable=False, verbose_name="beyond what was approved"
                            ),
                        ),
                        (
                            "authorised_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="authorised on"),
                        ),
                        (
                            "voided_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="voided on"),
                        ),
                        (
                            "void_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=250, verbose_name="why it was voided"
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "authorised_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="authorised by",
                            ),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.contact",
                                verbose_name="with whom",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "minutes",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="proposals.pricingminutes",
                                verbose_name="acta of the price",
                            ),
                        ),
                        (
                            "opportunity",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.opportunity",
                                verbose_name="opportunity",
                            ),
                        ),
                        (
                            "voided_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="proposals.proposal",
                                verbose_name="proposal",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical round of negotiation",
                        "verbose_name_plural": "historical rounds of negotiation",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="proposals_h_history_2c0b4d_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalClarification",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(editable=False, verbose_name="number")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("question", "Clarification"), ("scope_change", "Scope change")],
                                default="question",
                                max_length=14,
                                verbose_name="kind",
                            ),
                        ),
                        ("question", models.TextField(verbose_name="what the client asks")),
                        ("asked_on", models.DateField(verbose_name="asked on")),
                        ("due_on", models.DateField(verbose_name="answer due on")),
                        (
                            "area",
                            models.CharField(
                                choices=[
                                    ("sales_coordinator", "Commercial area"),
                                    ("workforce_planning", "Workforce planning"),
                                    ("it", "IT"),
                                    ("training_quality", "Training and quality"),
                                    ("reporting", "Reporting"),
                                    ("human_resources", "Human resources"),
                                    ("operations", "Operations"),
                                    ("implementation", "Implementation"),
                                    ("administration", "Administrative coordination"),
                                ],
                                max_length=30,
                                verbose_name="area that answers",
                            ),
                        ),
                        (
                            "effect",
                            models.CharField(
                                choices=[
                                    ("none", "Changes nothing in the offer"),
                                    ("volumes", "Changes volumes"),
                                    ("service", "Changes the service"),
                                    ("price", "Changes price or terms"),
                                ],
                                default="none",
                                max_length=10,
                                verbose_name="effect on the offer",
                            ),
                        ),
                        ("answer", models.TextField(blank=True, verbose_name="answer")),
                        (
                            "answered_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="answered on"),
                        ),
                        ("sent_on", models.DateField(blank=True, editable=False, null=True, verbose_name="sent on")),
                        (
                            "voided_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="voided on"),
                        ),
                        (
                            "void_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=250, verbose_name="why it was voided"
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "answered_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="answered by",
                            ),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.contact",
                                verbose_name="who asks",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "opportunity",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.opportunity",
                                verbose_name="opportunity",
                            ),
                        ),
                        (
                            "voided_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "asked_after",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="proposals.proposal",
                                verbose_name="asked about",
                            ),
                        ),
                        (
                            "resolved_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="proposals.proposal",
                                verbose_name="priced and sent in",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical clarification",
                        "verbose_name_plural": "historical clarifications",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="proposals_h_history_6eff80_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalAward",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        (
                            "awarded_on",
                            models.DateField(
                                help_text="The date of the letter or e-mail: it dates the sale.",
                                verbose_name="awarded on",
                            ),
                        ),
                        ("seats", models.PositiveIntegerField(verbose_name="seats awarded")),
                        (
                            "unit_value",
                            models.PositiveBigIntegerField(
                                help_text="COP for each seat and month.", verbose_name="unit value awarded"
                            ),
                        ),
                        ("contract_months", models.PositiveSmallIntegerField(verbose_name="contract (months)")),
                        ("partial", models.BooleanField(default=False, editable=False, verbose_name="partial award")),
                        (
                            "lost_monthly",
                            models.BigIntegerField(
                                default=0,
                                editable=False,
                                help_text="COP a month without IVA.",
                                verbose_name="monthly value not awarded",
                            ),
                        ),
                        (
                            "shared_with",
                            models.CharField(
                                blank=True,
                                help_text="Names, where the client shared it out.",
                                max_length=250,
                                verbose_name="others who were awarded",
                            ),
                        ),
                        ("note", models.TextField(blank=True, verbose_name="note")),
                        ("told", models.JSONField(blank=True, default=list, editable=False, verbose_name="areas told")),
                        (
                            "told_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="areas told on"),
                        ),
                        (
                            "voided_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="voided on"),
                        ),
                        (
                            "void_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=250, verbose_name="why it was voided"
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.contact",
                                verbose_name="who tells us",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="proposals.awardattachment",
                                verbose_name="award document",
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "opportunity",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.opportunity",
                                verbose_name="opportunity",
                            ),
                        ),
                        (
                            "voided_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="The sent version that the client accepted.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="proposals.proposal",
                                verbose_name="proposal awarded",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical award",
                        "verbose_name_plural": "historical awards",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="proposals_h_history_66d218_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="ProposalApproval",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("pending", "In approval"),
                                    ("approved", "Approved"),
                                    ("adjustment", "Sent back for adjustment"),
                                    ("rejected", "Rejected"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="pending",
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        ("note", models.TextField(blank=True, verbose_name="note to the approvers")),
                        (
                            "submitted_at",
                            models.DateTimeField(default=django.utils.timezone.now, verbose_name="submitted on"),
                        ),
                        ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="ended on")),
                        (
                            "closed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="ended by",
                            ),
                        ),
                        (
                            "subject",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="approvals",
                                to="proposals.proposal",
                                verbose_name="proposal",
                            ),
                        ),
                        (
                            "submitted_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="submitted by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "approval of a proposal",
                        "verbose_name_plural": "approvals of proposals",
                        "ordering": ["-submitted_at", "-pk"],
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "pending")),
                                fields=("subject",),
                                name="proposals_proposalapproval_one_running",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("closed_at__isnull", True), ("state", "pending")),
                                    models.Q(
                                        models.Q(("state", "pending"), _negated=True), ("closed_at__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="proposals_proposalapproval_ended_when_final",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProposalApprovalStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.SlugField(max_length=40, verbose_name="step")),
                        ("title", models.CharField(max_length=120, verbose_name="title")),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("sales_analyst", "Sales analyst"),
                                    ("sales_coordinator", "Sales coordinator"),
                                    ("sales_director", "Sales director"),
                                    ("general_management", "General management"),
                                    ("workforce_planning", "Workforce planning"),
                                    ("it", "IT"),
                                    ("training_quality", "Training and quality"),
                                    ("reporting", "Reporting"),
                                    ("human_resources", "Human resources"),
                                    ("operations", "Operations"),
                                    ("implementation", "Implementation"),
                                    ("administration", "Administrative coordination"),
                                    ("quality_lead", "Quality lead"),
                                    ("auditor", "Auditor"),
                                    ("administrator", "Administrator"),
                                ],
                                max_length=30,
                                verbose_name="role",
                            ),
                        ),
                        (
                            "order",
                            models.PositiveSmallIntegerField(
                                default=1, help_text="Steps of the same order run at once.", verbose_name="order"
                            ),
                        ),
                        (
                            "reasons",
                            models.JSONField(
                                default=list,
                                help_text="Message and its values, in English.",
                                verbose_name="why it is asked",
                            ),
                        ),
                        ("fields", models.JSONField(default=list, verbose_name="rests on")),
                        ("content", models.JSONField(default=dict, verbose_name="content")),
                        ("content_hash", models.CharField(max_length=64, verbose_name="content hash")),
                        ("excluded", models.JSONField(default=list, verbose_name="people who wrote or edited it")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waits for an earlier step"),
                                    ("pending", "Waits for a decision"),
                                    ("approved", "Approved"),
                                    ("carried", "Approved before, unchanged"),
                                    ("adjustment", "Adjustment asked"),
                                    ("rejected", "Rejected"),
                                    ("closed", "No longer asked"),
                                ],
                                default="waiting",
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        ("asked_at", models.DateTimeField(blank=True, null=True, verbose_name="asked on")),
                        ("reminded_at", models.DateTimeField(blank=True, null=True, verbose_name="reminded on")),
                        ("escalated_at", models.DateTimeField(blank=True, null=True, verbose_name="escalated on")),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="steps",
                                to="proposals.proposalapproval",
                            ),
                        ),
                        (
                            "carried_from",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="proposals.proposalsignature",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "step of an approval",
                        "verbose_name_plural": "steps of approvals",
                        "ordering": ["order", "pk"],
                        "abstract": False,
                        "indexes": [models.Index(fields=["state", "role"], name="proposalapprovalstep_waiting")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("request", "key"), name="proposals_proposalapprovalstep_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("carried_from__isnull", False), ("state", "carried")),
                                    models.Q(
                                        models.Q(("state", "carried"), _negated=True), ("carried_from__isnull", True)
                                    ),
                                    _connector="OR",
                                ),
                                name="proposals_proposalapprovalstep_carried_has_proof",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProposalAttachment",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "file",
                            models.FileField(
                                max_length=150,
                                storage=almacontact.attachments.storage.private_storage,
                                upload_to=almacontact.attachments.storage.private_path,
                                verbose_name="file",
                            ),
                        ),
                        ("original_name", models.CharField(max_length=150, verbose_name="name")),
                        ("content_type", models.CharField(max_length=100, verbose_name="type")),
                        ("size", models.PositiveBigIntegerField(help_text="Bytes.", verbose_name="size")),
                        ("sha256", models.CharField(db_index=True, max_length=64, verbose_name="SHA-256")),
                        ("kind", models.CharField(max_length=40, verbose_name="what it is")),
                        ("description", models.CharField(blank=True, max_length=200, verbose_name="description")),
                        (
                            "uploaded_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, editable=False, verbose_name="attached on"
                            ),
                        ),
                        ("email_subject", models.CharField(blank=True, max_length=500, verbose_name="subject")),
                        ("email_sender", models.CharField(blank=True, max_length=320, verbose_name="sender")),
                        (
                            "email_recipients",
                            models.TextField(blank=True, help_text="One a line.", verbose_name="recipients"),
                        ),
                        ("email_sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent on")),
                        ("email_text", models.TextField(blank=True, verbose_name="beginning of the message")),
                        ("email_message_id", models.CharField(blank=True, max_length=500, verbose_name="Message-ID")),
                        (
                            "voided_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="voided on"),
                        ),
                        (
                            "void_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=300, verbose_name="reason for voiding"
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attachments",
                                to="proposals.proposal",
                                verbose_name="proposal",
                            ),
                        ),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="attached by",
                            ),
                        ),
                        (
                            "voided_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="voided by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "file of a proposal",
                        "verbose_name_plural": "files of proposals",
                        "ordering": ["-uploaded_at", "original_name"],
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("void_reason", ""), ("voided_at__isnull", True), ("voided_by__isnull", True)
                                    ),
                                    models.Q(
                                        ("voided_at__isnull", False),
                                        ("voided_by__isnull", False),
                                        models.Q(("void_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="proposals_proposalattachment_void_is_explained",
                                violation_error_message="A voided file says who voided it, when and why.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("size__gt", 0)),
                                name="proposals_proposalattachment_not_empty",
                                violation_error_message="A file with no content is not kept.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalProposalSending",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("email", "E-mail"),
                                    ("platform", "Published on the client’s platform"),
                                    ("in_person", "Handed in"),
                                ],
                                max_length=12,
                                verbose_name="how it was sent",
                            ),
                        ),
                        (
                            "to",
                            models.JSONField(
                                blank=True, default=list, help_text="E-mail addresses.", verbose_name="sent to"
                            ),
                        ),
                        (
                            "cc",
                            models.JSONField(
                                blank=True, default=list, help_text="E-mail addresses.", verbose_name="copied to"
                            ),
                        ),
                        ("subject", models.CharField(blank=True, max_length=200, verbose_name="subject")),
                        ("body", models.TextField(blank=True, verbose_name="message")),
                        (
                            "place",
                            models.CharField(
                                blank=True,
                                help_text="Name or address of the platform, or where.",
                                max_length=250,
                                verbose_name="platform or place",
                            ),
                        ),
                        ("reference", models.CharField(blank=True, max_length=120, verbose_name="receipt number")),
                        (
                            "sent_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="sent on"),
                        ),
                        (
                            "document_sha256",
                            models.CharField(editable=False, max_length=64, verbose_name="SHA-256 of the document"),
                        ),
                        (
                            "reminded_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="reminded on"),
                        ),
                        (
                            "voided_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="voided on"),
                        ),
                        (
                            "void_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=250, verbose_name="why it was voided"
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.contact",
                                verbose_name="addressed to",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "voided_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="proposals.proposal",
                                verbose_name="proposal",
                            ),
                        ),
                        (
                            "email",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="proposals.proposalattachment",
                                verbose_name="e-mail sent",
                            ),
                        ),
                        (
                            "receipt",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="proposals.proposalattachment",
                                verbose_name="receipt",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical sending of a proposal",
                        "verbose_name_plural": "historical sendings of proposals",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="proposals_h_history_20b149_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalProposalDefence",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("planned", "Planned"),
                                    ("held", "Held"),
                                    ("not_required", "Not required by the client"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="planned",
                                max_length=14,
                                verbose_name="state",
                            ),
                        ),
                        ("starts_at", models.DateTimeField(blank=True, null=True, verbose_name="begins")),
                        ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="ends")),
                        ("place", models.CharField(blank=True, max_length=200, verbose_name="place")),
                        (
                            "link",
                            models.URLField(
                                blank=True,
                                help_text="Of the virtual meeting. https only.",
                                max_length=500,
                                verbose_name="link",
                            ),
                        ),
                        (
                            "not_required_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="why it is not required"),
                        ),
                        ("outcome", models.TextField(blank=True, verbose_name="outcome")),
                        (
                            "questions",
                            models.TextField(blank=True, help_text="One a line.", verbose_name="questions asked"),
                        ),
                        ("held_on", models.DateField(blank=True, null=True, verbose_name="held on")),
                        ("uid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("sequence", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "invited_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="invitations sent on"
                            ),
                        ),
                        (
                            "voided_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="voided on"),
                        ),
                        (
                            "void_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=250, verbose_name="why it was voided"
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.contact",
                                verbose_name="who asked for it",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "opportunity",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.opportunity",
                                verbose_name="opportunity",
                            ),
                        ),
                        (
                            "voided_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="proposals.proposal",
                                verbose_name="proposal",
                            ),
                        ),
                        (
                            "presentation",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="proposals.proposalattachment",
                                verbose_name="presentation",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical defence",
                        "verbose_name_plural": "historical defences",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="proposals_h_history_c8d5ea_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="ProposalDefence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("planned", "Planned"),
                                    ("held", "Held"),
                                    ("not_required", "Not required by the client"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="planned",
                                max_length=14,
                                verbose_name="state",
                            ),
                        ),
                        ("starts_at", models.DateTimeField(blank=True, null=True, verbose_name="begins")),
                        ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="ends")),
                        ("place", models.CharField(blank=True, max_length=200, verbose_name="place")),
                        (
                            "link",
                            models.URLField(
                                blank=True,
                                help_text="Of the virtual meeting. https only.",
                                max_length=500,
                                verbose_name="link",
                            ),
                        ),
                        (
                            "not_required_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="why it is not required"),
                        ),
                        ("outcome", models.TextField(blank=True, verbose_name="outcome")),
                        (
                            "questions",
                            models.TextField(blank=True, help_text="One a line.", verbose_name="questions asked"),
                        ),
                        ("held_on", models.DateField(blank=True, null=True, verbose_name="held on")),
                        ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("sequence", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "invited_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="invitations sent on"
                            ),
                        ),
                        (
                            "voided_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="voided on"),
                        ),
                        (
                            "void_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=250, verbose_name="why it was voided"
                            ),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="defences",
                                to="pipeline.contact",
                                verbose_name="who asked for it",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "opportunity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="defences",
                                to="pipeline.opportunity",
                                verbose_name="opportunity",
                            ),
                        ),
                        (
                            "presentation",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="proposals.proposalattachment",
                                verbose_name="presentation",
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="defences",
                                to="proposals.proposal",
                                verbose_name="proposal",
                            ),
                        ),
                        (
                            "voided_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "defence",
                        "verbose_name_plural": "defences",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("starts_at__isnull", True),
                                    ("ends_at__isnull", True),
                                    ("ends_at__gt", models.F("starts_at")),
                                    _connector="OR",
                                ),
                                name="defence_ends_after_it_begins",
                                violation_error_message="The defence ends before it begins.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "planned"), _negated=True),
                                    models.Q(("ends_at__isnull", False), ("starts_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="defence_planned_has_time",
                                violation_error_message="A planned defence has a beginning and an end.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "held"), _negated=True),
                                    models.Q(("held_on__isnull", False), models.Q(("outcome", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="defence_held_has_outcome",
                                violation_error_message="A defence that was held has its day and outcome.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "not_required"), _negated=True),
                                    models.Q(("not_required_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="defence_not_required_has_reason",
                                violation_error_message="Say why the client requires no defence.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("voided_at__isnull", True),
                                    models.Q(("void_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="defence_void_has_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalDefenceTopic",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        (
                            "area",
                            models.CharField(
                                choices=[
                                    ("sales_coordinator", "Commercial area"),
                                    ("workforce_planning", "Workforce planning"),
                                    ("it", "IT"),
                                    ("training_quality", "Training and quality"),
                                    ("reporting", "Reporting"),
                                    ("human_resources", "Human resources"),
                                    ("operations", "Operations"),
                                    ("implementation", "Implementation"),
                                    ("administration", "Administrative coordination"),
                                ],
                                max_length=30,
                                verbose_name="area",
                            ),
                        ),
                        ("title", models.CharField(max_length=160, verbose_name="topic")),
                        ("minutes", models.PositiveSmallIntegerField(default=10, verbose_name="minutes")),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "speaker",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="speaker",
                            ),
                        ),
                        (
                            "material",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="proposals.proposalattachment",
                                verbose_name="material",
                            ),
                        ),
                        (
                            "defence",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="proposals.proposaldefence",
                                verbose_name="defence",
                            ),
                        ),
                        (
                            "removed_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="taken out on"),
                        ),
                    ],
                    options={
                        "verbose_name": "historical topic of a defence",
                        "verbose_name_plural": "historical topics of a defence",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="proposals_h_history_09cfa6_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalDefenceRehearsal",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        ("starts_at", models.DateTimeField(verbose_name="begins")),
                        ("minutes", models.PositiveSmallIntegerField(default=60, verbose_name="minutes")),
                        ("place", models.CharField(blank=True, max_length=300, verbose_name="place or link")),
                        ("notes", models.TextField(blank=True, verbose_name="what to improve")),
                        ("uid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "defence",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="proposals.proposaldefence",
                                verbose_name="defence",
                            ),
                        ),
                        (
                            "removed_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="taken out on"),
                        ),
                    ],
                    options={
                        "verbose_name": "historical rehearsal",
                        "verbose_name_plural": "historical rehearsals",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="proposals_h_history_ba976c_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="DefenceTopic",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        (
                            "area",
                            models.CharField(
                                choices=[
                                    ("sales_coordinator", "Commercial area"),
                                    ("workforce_planning", "Workforce planning"),
                                    ("it", "IT"),
                                    ("training_quality", "Training and quality"),
                                    ("reporting", "Reporting"),
                                    ("human_resources", "Human resources"),
                                    ("operations", "Operations"),
                                    ("implementation", "Implementation"),
                                    ("administration", "Administrative coordination"),
                                ],
                                max_length=30,
                                verbose_name="area",
                            ),
                        ),
                        ("title", models.CharField(max_length=160, verbose_name="topic")),
                        ("minutes", models.PositiveSmallIntegerField(default=10, verbose_name="minutes")),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "speaker",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="speaker",
                            ),
                        ),
                        (
                            "material",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="proposals.proposalattachment",
                                verbose_name="material",
                            ),
                        ),
                        (
                            "defence",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="topics",
                                to="proposals.proposaldefence",
                                verbose_name="defence",
                            ),
                        ),
                        (
                            "removed_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="taken out on"),
                        ),
                    ],
                    options={
                        "verbose_name": "topic of a defence",
                        "verbose_name_plural": "topics of a defence",
                        "ordering": ["defence", "position", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("minutes__gte", 1)),
                                name="topic_takes_time",
                                violation_error_message="A topic takes at least a minute.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DefenceRehearsal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        ("starts_at", models.DateTimeField(verbose_name="begins")),
                        ("minutes", models.PositiveSmallIntegerField(default=60, verbose_name="minutes")),
                        ("place", models.CharField(blank=True, max_length=300, verbose_name="place or link")),
                        ("notes", models.TextField(blank=True, verbose_name="what to improve")),
                        ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "defence",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rehearsals",
                                to="proposals.proposaldefence",
                                verbose_name="defence",
                            ),
                        ),
                        (
                            "removed_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="taken out on"),
                        ),
                    ],
                    options={
                        "verbose_name": "rehearsal",
                        "verbose_name_plural": "rehearsals",
                        "ordering": ["starts_at", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="ProposalSection",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        (
                            "key",
                            models.CharField(
                                choices=[
                                    ("letter", "Letter"),
                                    ("summary", "Executive summary"),
                                    ("understanding", "Understanding of the need"),
                                    ("company", "Company and experience"),
                                    ("scope", "Scope and exclusions"),
                                    ("operating_model", "Operating model"),
                                    ("people", "People and structure"),
                                    ("training", "Training"),
                                    ("quality", "Quality"),
                                    ("reporting", "WFM and reporting"),
                                    ("technology", "Technology, security and continuity"),
                                    ("service_levels", "Service levels and penalties"),
                                    ("implementation", "Implementation"),
                                    ("governance", "Governance"),
                                    ("compliance", "Compliance matrix"),
                                    ("prices", "Price annex"),
                                    ("supporting", "Supporting documents"),
                                    ("acceptance", "Acceptance"),
                                ],
                                max_length=20,
                                verbose_name="section",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        ("title", models.CharField(max_length=120, verbose_name="title")),
                        ("body", models.TextField(blank=True, verbose_name="text")),
                        (
                            "area",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("workforce_planning", "Workforce planning"),
                                    ("it", "IT"),
                                    ("training_quality", "Training and quality"),
                                    ("reporting", "Reporting"),
                                    ("human_resources", "Human resources"),
                                    ("operations", "Operations"),
                                    ("implementation", "Implementation"),
                                    ("administration", "Administrative coordination"),
                                ],
                                help_text="The area whose leader validates this section. Empty: only those who approve the whole.",
                                max_length=30,
                                verbose_name="validated by",
                            ),
                        ),
                        ("included", models.BooleanField(default=True, verbose_name="included")),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sections",
                                to="proposals.proposal",
                                verbose_name="proposal",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "section of a proposal",
                        "verbose_name_plural": "sections of proposals",
                        "ordering": ["proposal", "position", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("proposal", "key"), name="proposal_section_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalComplianceLine",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        (
                            "answer",
                            models.CharField(
                                blank=True,
                                choices=[("yes", "Yes"), ("partial", "Partial"), ("no", "No"), ("n/a", "N/A")],
                                help_text="That of the check list when the line was last drawn from it.",
                                max_length=20,
                                verbose_name="answer",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "evidence",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="proposals.evidence",
                                verbose_name="evidence",
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "requirement",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="proposals.requirement",
                                verbose_name="requirement",
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="proposals.proposal",
                                verbose_name="proposal",
                            ),
                        ),
                        (
                            "section",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="proposals.proposalsection",
                                verbose_name="answered in",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical line of the compliance matrix",
                        "verbose_name_plural": "historical lines of the compliance matrix",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="proposals_h_history_2f1785_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="ComplianceLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        (
                            "answer",
                            models.CharField(
                                blank=True,
                                choices=[("yes", "Yes"), ("partial", "Partial"), ("no", "No"), ("n/a", "N/A")],
                                help_text="That of the check list when the line was last drawn from it.",
                                max_length=20,
                                verbose_name="answer",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "requirement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="compliance",
                                to="proposals.requirement",
                                verbose_name="requirement",
                            ),
                        ),
                        (
                            "evidence",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="compliance",
                                to="proposals.evidence",
                                verbose_name="evidence",
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="compliance",
                                to="proposals.proposal",
                                verbose_name="proposal",
                            ),
                        ),
                        (
                            "section",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="compliance",
                                to="proposals.proposalsection",
                                verbose_name="answered in",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "line of the compliance matrix",
                        "verbose_name_plural": "lines of the compliance matrix",
                        "ordering": ["proposal", "requirement__position", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("proposal", "requirement"), name="compliance_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProposalSending",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("email", "E-mail"),
                                    ("platform", "Published on the client’s platform"),
                                    ("in_person", "Handed in"),
                                ],
                                max_length=12,
                                verbose_name="how it was sent",
                            ),
                        ),
                        (
                            "to",
                            models.JSONField(
                                blank=True, default=list, help_text="E-mail addresses.", verbose_name="sent to"
                            ),
                        ),
                        (
                            "cc",
                            models.JSONField(
                                blank=True, default=list, help_text="E-mail addresses.", verbose_name="copied to"
                            ),
                        ),
                        ("subject", models.CharField(blank=True, max_length=200, verbose_name="subject")),
                        ("body", models.TextField(blank=True, verbose_name="message")),
                        (
                            "place",
                            models.CharField(
                                blank=True,
                                help_text="Name or address of the platform, or where.",
                                max_length=250,
                                verbose_name="platform or place",
                            ),
                        ),
                        ("reference", models.CharField(blank=True, max_length=120, verbose_name="receipt number")),
                        (
                            "sent_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="sent on"),
                        ),
                        (
                            "document_sha256",
                            models.CharField(editable=False, max_length=64, verbose_name="SHA-256 of the document"),
                        ),
                        (
                            "reminded_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="reminded on"),
                        ),
                        (
                            "voided_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="voided on"),
                        ),
                        (
                            "void_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=250, verbose_name="why it was voided"
                            ),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="proposal_sendings",
                                to="pipeline.contact",
                                verbose_name="addressed to",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "email",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="proposals.proposalattachment",
                                verbose_name="e-mail sent",
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sendings",
                                to="proposals.proposal",
                                verbose_name="proposal",
                            ),
                        ),
                        (
                            "receipt",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="proposals.proposalattachment",
                                verbose_name="receipt",
                            ),
                        ),
                        (
                            "voided_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "sending of a proposal",
                        "verbose_name_plural": "sendings of proposals",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("sent_at__isnull", True),
                                    models.Q(("channel", "email"), ("email__isnull", False)),
                                    models.Q(models.Q(("channel", "email"), _negated=True), ("receipt__isnull", False)),
                                    _connector="OR",
                                ),
                                name="sending_has_evidence",
                                violation_error_message="A sending keeps its evidence: the e-mail, or the receipt.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("voided_at__isnull", True),
                                    models.Q(("void_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="sending_void_has_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProposalSignature",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "decision",
                            models.CharField(
                                choices=[
                                    ("approve", "Approve"),
                                    ("adjust", "Ask for adjustment"),
                                    ("reject", "Reject"),
                                ],
                                max_length=8,
                                verbose_name="decision",
                            ),
                        ),
                        ("name", models.CharField(max_length=150, verbose_name="name")),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("sales_analyst", "Sales analyst"),
                                    ("sales_coordinator", "Sales coordinator"),
                                    ("sales_director", "Sales director"),
                                    ("general_management", "General management"),
                                    ("workforce_planning", "Workforce planning"),
                                    ("it", "IT"),
                                    ("training_quality", "Training and quality"),
                                    ("reporting", "Reporting"),
                                    ("human_resources", "Human resources"),
                                    ("operations", "Operations"),
                                    ("implementation", "Implementation"),
                                    ("administration", "Administrative coordination"),
                                    ("quality_lead", "Quality lead"),
                                    ("auditor", "Auditor"),
                                    ("administrator", "Administrator"),
                                ],
                                max_length=30,
                                verbose_name="role",
                            ),
                        ),
                        ("meaning", models.CharField(max_length=200, verbose_name="meaning")),
                        (
                            "on_behalf_of_name",
                            models.CharField(blank=True, max_length=150, verbose_name="name of who delegated"),
                        ),
                        ("comment", models.TextField(blank=True, verbose_name="comment")),
                        ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="signed on")),
                        ("authenticated_at", models.DateTimeField(verbose_name="password given on")),
                        ("content", models.JSONField(default=dict, verbose_name="content signed")),
                        ("content_hash", models.CharField(max_length=64, verbose_name="content hash")),
                        ("voided_at", models.DateTimeField(blank=True, null=True, verbose_name="voided on")),
                        ("void_reason", models.CharField(blank=True, max_length=250, verbose_name="why it was voided")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        (
                            "on_behalf_of",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by delegation of",
                            ),
                        ),
                        (
                            "step",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="signatures",
                                to="proposals.proposalapprovalstep",
                            ),
                        ),
                        (
                            "voided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="voided by the edit of",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "signature",
                        "verbose_name_plural": "signatures",
                        "ordering": ["at", "pk"],
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("voided_at__isnull", True)),
                                fields=("step",),
                                name="proposals_proposalsignature_one_standing",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decision", "approve"), models.Q(("comment", ""), _negated=True), _connector="OR"
                                ),
                                name="proposals_proposalsignature_refusal_explained",
                                violation_error_message="Asking for an adjustment and rejecting need a comment.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("voided_at__isnull", True),
                                    models.Q(("void_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="proposals_proposalsignature_void_explained",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProposalTemplate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        ("name", models.CharField(max_length=80, unique=True, verbose_name="name")),
                        ("active", models.BooleanField(default=True, verbose_name="active")),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "template of proposals",
                        "verbose_name_plural": "templates of proposals",
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalProposalTemplateSection",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        (
                            "key",
                            models.CharField(
                                choices=[
                                    ("letter", "Letter"),
                                    ("summary", "Executive summary"),
                                    ("understanding", "Understanding of the need"),
                                    ("company", "Company and experience"),
                                    ("scope", "Scope and exclusions"),
                                    ("operating_model", "Operating model"),
                                    ("people", "People and structure"),
                                    ("training", "Training"),
                                    ("quality", "Quality"),
                                    ("reporting", "WFM and reporting"),
                                    ("technology", "Technology, security and continuity"),
                                    ("service_levels", "Service levels and penalties"),
                                    ("implementation", "Implementation"),
                                    ("governance", "Governance"),
                                    ("compliance", "Compliance matrix"),
                                    ("prices", "Price annex"),
                                    ("supporting", "Supporting documents"),
                                    ("acceptance", "Acceptance"),
                                ],
                                max_length=20,
                                verbose_name="section",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        ("title", models.CharField(max_length=120, verbose_name="title")),
                        ("body", models.TextField(blank=True, verbose_name="text")),
                        (
                            "area",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("workforce_planning", "Workforce planning"),
                                    ("it", "IT"),
                                    ("training_quality", "Training and quality"),
                                    ("reporting", "Reporting"),
                                    ("human_resources", "Human resources"),
                                    ("operations", "Operations"),
                                    ("implementation", "Implementation"),
                                    ("administration", "Administrative coordination"),
                                ],
                                help_text="The area whose leader validates this section. Empty: only those who approve the whole.",
                                max_length=30,
                                verbose_name="validated by",
                            ),
                        ),
                        ("included", models.BooleanField(default=True, verbose_name="included")),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "template",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="proposals.proposaltemplate",
                                verbose_name="template",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical section of a template",
                        "verbose_name_plural": "historical sections of templates",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="proposals_h_history_61741e_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalProposal",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        (
                            "series",
                            models.CharField(
                                editable=False,
                                help_text="PROP-year-number: the same for every version.",
                                max_length=24,
                                verbose_name="number",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="version")),
                        (
                            "state",
                            django_fsm.FSMField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("in_approval", "In approval"),
                                    ("approved", "Approved"),
                                    ("superseded", "Superseded"),
                                    ("void", "Void"),
                                ],
                                default="draft",
                                max_length=20,
                                protected=True,
                                verbose_name="state",
                            ),
                        ),
                        ("title", models.CharField(max_length=160, verbose_name="title")),
                        (
                            "valid_until",
                            models.DateField(
                                help_text="Never later than the price of the acta is valid.",
                                verbose_name="offer valid until",
                            ),
                        ),
                        (
                            "change_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=250, verbose_name="why this version"
                            ),
                        ),
                        (
                            "content",
                            models.JSONField(
                                blank=True, default=dict, editable=False, verbose_name="what the signatures rest on"
                            ),
                        ),
                        (
                            "annex",
                            models.JSONField(blank=True, default=dict, editable=False, verbose_name="price annex"),
                        ),
                        (
                            "fired",
                            models.JSONField(
                                blank=True, default=list, editable=False, verbose_name="risk rules that fired"
                            ),
                        ),
                        (
                            "approved_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="approved on"),
                        ),
                        (
                            "voided_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="voided on"),
                        ),
                        (
                            "void_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=250, verbose_name="why it was voided"
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "alternative",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="proposals.alternative",
                                verbose_name="alternative",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "minutes",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="proposals.pricingminutes",
                                verbose_name="acta of the price",
                            ),
                        ),
                        (
                            "voided_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "based_on",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="proposals.proposal",
                                verbose_name="made from",
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                help_text="The PDF, made once, of an approved version.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="proposals.proposalattachment",
                                verbose_name="document",
                            ),
                        ),
                        (
                            "template",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="proposals.proposaltemplate",
                            ),
                        ),
                        (
                            "verification_code",
                            models.CharField(
                                blank=True, editable=False, max_length=24, verbose_name="verification code"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical proposal",
                        "verbose_name_plural": "historical proposals",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="proposals_h_history_71f053_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="ProposalTemplateSection",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        (
                            "key",
                            models.CharField(
                                choices=[
                                    ("letter", "Letter"),
                                    ("summary", "Executive summary"),
                                    ("understanding", "Understanding of the need"),
                                    ("company", "Company and experience"),
                                    ("scope", "Scope and exclusions"),
                                    ("operating_model", "Operating model"),
                                    ("people", "People and structure"),
                                    ("training", "Training"),
                                    ("quality", "Quality"),
                                    ("reporting", "WFM and reporting"),
                                    ("technology", "Technology, security and continuity"),
                                    ("service_levels", "Service levels and penalties"),
                                    ("implementation", "Implementation"),
                                    ("governance", "Governance"),
                                    ("compliance", "Compliance matrix"),
                                    ("prices", "Price annex"),
                                    ("supporting", "Supporting documents"),
                                    ("acceptance", "Acceptance"),
                                ],
                                max_length=20,
                                verbose_name="section",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        ("title", models.CharField(max_length=120, verbose_name="title")),
                        ("body", models.TextField(blank=True, verbose_name="text")),
                        (
                            "area",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("workforce_planning", "Workforce planning"),
                                    ("it", "IT"),
                                    ("training_quality", "Training and quality"),
                                    ("reporting", "Reporting"),
                                    ("human_resources", "Human resources"),
                                    ("operations", "Operations"),
                                    ("implementation", "Implementation"),
                                    ("administration", "Administrative coordination"),
                                ],
                                help_text="The area whose leader validates this section. Empty: only those who approve the whole.",
                                max_length=30,
                                verbose_name="validated by",
                            ),
                        ),
                        ("included", models.BooleanField(default=True, verbose_name="included")),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "template",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sections",
                                to="proposals.proposaltemplate",
                                verbose_name="template",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "section of a template",
                        "verbose_name_plural": "sections of templates",
                        "ordering": ["template", "position", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("template", "key"), name="template_section_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReusableText",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        ("title", models.CharField(max_length=120, unique=True, verbose_name="title")),
                        (
                            "section",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("letter", "Letter"),
                                    ("summary", "Executive summary"),
                                    ("understanding", "Understanding of the need"),
                                    ("company", "Company and experience"),
                                    ("scope", "Scope and exclusions"),
                                    ("operating_model", "Operating model"),
                                    ("people", "People and structure"),
                                    ("training", "Training"),
                                    ("quality", "Quality"),
                                    ("reporting", "WFM and reporting"),
                                    ("technology", "Technology, security and continuity"),
                                    ("service_levels", "Service levels and penalties"),
                                    ("implementation", "Implementation"),
                                    ("governance", "Governance"),
                                    ("compliance", "Compliance matrix"),
                                    ("prices", "Price annex"),
                                    ("supporting", "Supporting documents"),
                                    ("acceptance", "Acceptance"),
                                ],
                                help_text="Empty: for any section.",
                                max_length=20,
                                verbose_name="section",
                            ),
                        ),
                        ("body", models.TextField(verbose_name="text")),
                        ("active", models.BooleanField(default=True, verbose_name="active")),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "reusable text",
                        "verbose_name_plural": "reusable texts",
                        "ordering": ["section", "title"],
                    },
                ),
                migrations.CreateModel(
                    name="RoundApproval",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("pending", "In approval"),
                                    ("approved", "Approved"),
                                    ("adjustment", "Sent back for adjustment"),
                                    ("rejected", "Rejected"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="pending",
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        ("note", models.TextField(blank=True, verbose_name="note to the approvers")),
                        (
                            "submitted_at",
                            models.DateTimeField(default=django.utils.timezone.now, verbose_name="submitted on"),
                        ),
                        ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="ended on")),
                        (
                            "closed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="ended by",
                            ),
                        ),
                        (
                            "subject",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="approvals",
                                to="proposals.negotiationround",
                                verbose_name="round of negotiation",
                            ),
                        ),
                        (
                            "submitted_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="submitted by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "approval of a concession",
                        "verbose_name_plural": "approvals of concessions",
                        "ordering": ["-submitted_at", "-pk"],
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "pending")),
                                fields=("subject",),
                                name="proposals_roundapproval_one_running",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("closed_at__isnull", True), ("state", "pending")),
                                    models.Q(
                                        models.Q(("state", "pending"), _negated=True), ("closed_at__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="proposals_roundapproval_ended_when_final",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RoundApprovalStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.SlugField(max_length=40, verbose_name="step")),
                        ("title", models.CharField(max_length=120, verbose_name="title")),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("sales_analyst", "Sales analyst"),
                                    ("sales_coordinator", "Sales coordinator"),
                                    ("sales_director", "Sales director"),
                                    ("general_management", "General management"),
                                    ("workforce_planning", "Workforce planning"),
                                    ("it", "IT"),
                                    ("training_quality", "Training and quality"),
                                    ("reporting", "Reporting"),
                                    ("human_resources", "Human resources"),
                                    ("operations", "Operations"),
                                    ("implementation", "Implementation"),
                                    ("administration", "Administrative coordination"),
                                    ("quality_lead", "Quality lead"),
                                    ("auditor", "Auditor"),
                                    ("administrator", "Administrator"),
                                ],
                                max_length=30,
                                verbose_name="role",
                            ),
                        ),
                        (
                            "order",
                            models.PositiveSmallIntegerField(
                                default=1, help_text="Steps of the same order run at once.", verbose_name="order"
                            ),
                        ),
                        (
                            "reasons",
                            models.JSONField(
                                default=list,
                                help_text="Message and its values, in English.",
                                verbose_name="why it is asked",
                            ),
                        ),
                        ("fields", models.JSONField(default=list, verbose_name="rests on")),
                        ("content", models.JSONField(default=dict, verbose_name="content")),
                        ("content_hash", models.CharField(max_length=64, verbose_name="content hash")),
                        ("excluded", models.JSONField(default=list, verbose_name="people who wrote or edited it")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waits for an earlier step"),
                                    ("pending", "Waits for a decision"),
                                    ("approved", "Approved"),
                                    ("carried", "Approved before, unchanged"),
                                    ("adjustment", "Adjustment asked"),
                                    ("rejected", "Rejected"),
                                    ("closed", "No longer asked"),
                                ],
                                default="waiting",
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        ("asked_at", models.DateTimeField(blank=True, null=True, verbose_name="asked on")),
                        ("reminded_at", models.DateTimeField(blank=True, null=True, verbose_name="reminded on")),
                        ("escalated_at", models.DateTimeField(blank=True, null=True, verbose_name="escalated on")),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="steps",
                                to="proposals.roundapproval",
                            ),
                        ),
                        (
                            "carried_from",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="proposals.roundsignature",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "step of an approval",
                        "verbose_name_plural": "steps of approvals",
                        "ordering": ["order", "pk"],
                        "abstract": False,
                        "indexes": [models.Index(fields=["state", "role"], name="roundapprovalstep_waiting")],
                        "constraints": [
                            models.UniqueConstraint(fields=("request", "key"), name="proposals_roundapprovalstep_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("carried_from__isnull", False), ("state", "carried")),
                                    models.Q(
                                        models.Q(("state", "carried"), _negated=True), ("carried_from__isnull", True)
                                    ),
                                    _connector="OR",
                                ),
                                name="proposals_roundapprovalstep_carried_has_proof",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RoundSignature",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "decision",
                            models.CharField(
                                choices=[
                                    ("approve", "Approve"),
                                    ("adjust", "Ask for adjustment"),
                                    ("reject", "Reject"),
                                ],
                                max_length=8,
                                verbose_name="decision",
                            ),
                        ),
                        ("name", models.CharField(max_length=150, verbose_name="name")),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("sales_analyst", "Sales analyst"),
                                    ("sales_coordinator", "Sales coordinator"),
                                    ("sales_director", "Sales director"),
                                    ("general_management", "General management"),
                                    ("workforce_planning", "Workforce planning"),
                                    ("it", "IT"),
                                    ("training_quality", "Training and quality"),
                                    ("reporting", "Reporting"),
                                    ("human_resources", "Human resources"),
                                    ("operations", "Operations"),
                                    ("implementation", "Implementation"),
                                    ("administration", "Administrative coordination"),
                                    ("quality_lead", "Quality lead"),
                                    ("auditor", "Auditor"),
                                    ("administrator", "Administrator"),
                                ],
                                max_length=30,
                                verbose_name="role",
                            ),
                        ),
                        ("meaning", models.CharField(max_length=200, verbose_name="meaning")),
                        (
                            "on_behalf_of_name",
                            models.CharField(blank=True, max_length=150, verbose_name="name of who delegated"),
                        ),
                        ("comment", models.TextField(blank=True, verbose_name="comment")),
                        ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="signed on")),
                        ("authenticated_at", models.DateTimeField(verbose_name="password given on")),
                        ("content", models.JSONField(default=dict, verbose_name="content signed")),
                        ("content_hash", models.CharField(max_length=64, verbose_name="content hash")),
                        ("voided_at", models.DateTimeField(blank=True, null=True, verbose_name="voided on")),
                        ("void_reason", models.CharField(blank=True, max_length=250, verbose_name="why it was voided")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        (
                            "on_behalf_of",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by delegation of",
                            ),
                        ),
                        (
                            "step",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="signatures",
                                to="proposals.roundapprovalstep",
                            ),
                        ),
                        (
                            "voided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="voided by the edit of",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "signature",
                        "verbose_name_plural": "signatures",
                        "ordering": ["at", "pk"],
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("voided_at__isnull", True)),
                                fields=("step",),
                                name="proposals_roundsignature_one_standing",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decision", "approve"), models.Q(("comment", ""), _negated=True), _connector="OR"
                                ),
                                name="proposals_roundsignature_refusal_explained",
                                violation_error_message="Asking for an adjustment and rejecting need a comment.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("voided_at__isnull", True),
                                    models.Q(("void_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="proposals_roundsignature_void_explained",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SupportingDocument",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="Number of edits since the record was made.",
                                verbose_name="version",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                help_text="Empty: made by the installation.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="created by",
                            ),
                        ),
                        (
                            "evidence",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="supporting",
                                to="proposals.evidence",
                                verbose_name="evidence",
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="supporting",
                                to="proposals.proposal",
                                verbose_name="proposal",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "supporting document",
                        "verbose_name_plural": "supporting documents",
                        "ordering": ["proposal", "position", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("proposal", "evidence"), name="supporting_once")
                        ],
                    },
                ),
            ]
        ),
        migrations.RunPython(start_parameters, migrations.RunPython.noop),
        migrations.RunPython(start_check_lists, migrations.RunPython.noop),
        migrations.RunPython(hide_floor_price, migrations.RunPython.noop),
        migrations.RunPython(start_library, migrations.RunPython.noop),
    ]
