"""All tables of pipeline at once, and the lists that an installation starts with.

It replaces the first seven migrations, whose many steps made a newcomer wait. Those stay for installations that
have applied some of them; one that has applied all needs nothing more.
"""

import uuid

import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import django_fsm
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import almacontact.attachments.storage
import almacontact.audit.states
import almacontact.calendar
from almacontact.migrating import CreateModels

from ._start import start_catalogues


class Migration(migrations.Migration):
    replaces = [
        ("pipeline", "0001_initial"),
        ("pipeline", "0002_start_catalogues"),
        ("pipeline", "0003_opportunity_attachments"),
        ("pipeline", "0004_imports"),
        ("pipeline", "0005_plan_and_approvals"),
        ("pipeline", "0006_board_sums"),
        ("pipeline", "0007_lessons_of_a_loss"),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("jobs", "0001_initial"),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="CommercialPlan",
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
                        ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                        ("revision", models.PositiveSmallIntegerField(default=1, verbose_name="revision")),
                        (
                            "state",
                            django_fsm.FSMField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("in_approval", "In approval"),
                                    ("in_force", "In force"),
                                    ("superseded", "Superseded"),
                                ],
                                default="draft",
                                max_length=20,
                                protected=True,
                                verbose_name="state",
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
                            "amends",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="amendments",
                                to="pipeline.commercialplan",
                                verbose_name="amends",
                            ),
                        ),
                        (
                            "change_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=250, verbose_name="why it is amended"
                            ),
                        ),
                        (
                            "last_year",
                            models.JSONField(
                                blank=True,
                                default=dict,
                                help_text="As the data said when they were drawn.",
                                verbose_name="results of last year",
                            ),
                        ),
                        (
                            "projected_sales",
                            models.PositiveBigIntegerField(
                                default=0,
                                help_text="COP a month of new clients that we expect, without IVA.",
                                verbose_name="yearly projection",
                            ),
                        ),
                        ("projection_note", models.TextField(blank=True, verbose_name="basis of the projection")),
                        (
                            "summary",
                            models.TextField(
                                blank=True,
                                help_text="What we will do this year, in a few sentences.",
                                verbose_name="strategy",
                            ),
                        ),
                        (
                            "yearly_target",
                            models.PositiveBigIntegerField(
                                default=0,
                                help_text="COP a month of new clients, all months together, without IVA.",
                                verbose_name="yearly target",
                            ),
                        ),
                        (
                            "approval",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="pipeline.planapproval",
                                verbose_name="approved by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "commercial plan",
                        "verbose_name_plural": "commercial plans",
                        "ordering": ["-year", "-revision"],
                        "constraints": [
                            models.UniqueConstraint(fields=("year", "revision"), name="plan_revision_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "in_force")),
                                fields=("year",),
                                name="plan_in_force_once_a_year",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["draft", "in_approval"])),
                                fields=("year",),
                                name="plan_open_once_a_year",
                                violation_error_message="This year already has a plan that is being written.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["draft", "in_approval"]),
                                    ("approval__isnull", False),
                                    _connector="OR",
                                ),
                                name="plan_in_force_was_approved",
                                violation_error_message="A plan in force has an approval.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("year__gte", 2000), ("year__lte", 2100)),
                                name="plan_year_plausible",
                                violation_error_message="Write a year from 2000 to 2100.",
                            ),
                        ],
                    },
                    bases=(almacontact.audit.states.StateRecord, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalCommercialPlan",
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
                        ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                        ("revision", models.PositiveSmallIntegerField(default=1, verbose_name="revision")),
                        (
                            "state",
                            django_fsm.FSMField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("in_approval", "In approval"),
                                    ("in_force", "In force"),
                                    ("superseded", "Superseded"),
                                ],
                                default="draft",
                                max_length=20,
                                protected=True,
                                verbose_name="state",
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
                            "amends",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.commercialplan",
                                verbose_name="amends",
                            ),
                        ),
                        (
                            "change_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=250, verbose_name="why it is amended"
                            ),
                        ),
                        (
                            "last_year",
                            models.JSONField(
                                blank=True,
                                default=dict,
                                help_text="As the data said when they were drawn.",
                                verbose_name="results of last year",
                            ),
                        ),
                        (
                            "projected_sales",
                            models.PositiveBigIntegerField(
                                default=0,
                                help_text="COP a month of new clients that we expect, without IVA.",
                                verbose_name="yearly projection",
                            ),
                        ),
                        ("projection_note", models.TextField(blank=True, verbose_name="basis of the projection")),
                        (
                            "summary",
                            models.TextField(
                                blank=True,
                                help_text="What we will do this year, in a few sentences.",
                                verbose_name="strategy",
                            ),
                        ),
                        (
                            "yearly_target",
                            models.PositiveBigIntegerField(
                                default=0,
                                help_text="COP a month of new clients, all months together, without IVA.",
                                verbose_name="yearly target",
                            ),
                        ),
                        (
                            "approval",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.planapproval",
                                verbose_name="approved by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical commercial plan",
                        "verbose_name_plural": "historical commercial plans",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="pipeline_hi_history_a16136_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalLeadSource",
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
                        ("active", models.BooleanField(default=True, verbose_name="active")),
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
                        "verbose_name": "historical lead source",
                        "verbose_name_plural": "historical lead sources",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="pipeline_hi_history_052b00_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalLossReason",
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
                        ("active", models.BooleanField(default=True, verbose_name="active")),
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
                        "verbose_name": "historical loss reason",
                        "verbose_name_plural": "historical loss reasons",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="pipeline_hi_history_bed23d_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalMonthlyTarget",
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
                        ("month", models.PositiveSmallIntegerField(verbose_name="month")),
                        ("amount", models.PositiveBigIntegerField(verbose_name="target (COP a month)")),
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
                            "plan",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.commercialplan",
                                verbose_name="plan",
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
                                to="pipeline.monthlytarget",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical monthly target",
                        "verbose_name_plural": "historical monthly targets",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="pipeline_hi_history_74cff0_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalSegment",
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
                        ("active", models.BooleanField(default=True, verbose_name="active")),
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
                        "verbose_name": "historical segment",
                        "verbose_name_plural": "historical segments",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="pipeline_hi_history_ebefa0_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalService",
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
                        ("active", models.BooleanField(default=True, verbose_name="active")),
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
                        "verbose_name": "historical service",
                        "verbose_name_plural": "historical services",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="pipeline_hi_history_61ad37_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalStagePolicy",
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
                            "stage",
                            models.CharField(
                                choices=[
                                    ("hunting", "Hunting"),
                                    ("qualification", "Qualification"),
                                    ("proposal", "Proposal"),
                                    ("negotiation", "Negotiation"),
                                ],
                                db_index=True,
                                max_length=20,
                                verbose_name="stage",
                            ),
                        ),
                        (
                            "default_probability",
                            models.PositiveSmallIntegerField(verbose_name="default probability (%)"),
                        ),
                        ("min_probability", models.PositiveSmallIntegerField(verbose_name="lowest probability (%)")),
                        ("max_probability", models.PositiveSmallIntegerField(verbose_name="highest probability (%)")),
                        (
                            "contact_days",
                            models.PositiveSmallIntegerField(
                                help_text="A prospect without a contact for longer is due.",
                                verbose_name="days between contacts",
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
                    ],
                    options={
                        "verbose_name": "historical stage rule",
                        "verbose_name_plural": "historical stage rules",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="pipeline_hi_history_1b00fb_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="LeadSource",
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
                        ("active", models.BooleanField(default=True, verbose_name="active")),
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
                        "verbose_name": "lead source",
                        "verbose_name_plural": "lead sources",
                        "ordering": ["position", "name"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="LossReason",
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
                        ("active", models.BooleanField(default=True, verbose_name="active")),
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
                        "verbose_name": "loss reason",
                        "verbose_name_plural": "loss reasons",
                        "ordering": ["position", "name"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="MonthlyTarget",
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
                        ("month", models.PositiveSmallIntegerField(verbose_name="month")),
                        ("amount", models.PositiveBigIntegerField(verbose_name="target (COP a month)")),
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
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="monthly_targets",
                                to="pipeline.commercialplan",
                                verbose_name="plan",
                            ),
                        ),
                        (
                            "copied_from",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="pipeline.monthlytarget",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "monthly target",
                        "verbose_name_plural": "monthly targets",
                        "ordering": ["plan", "month"],
                        "constraints": [
                            models.UniqueConstraint(fields=("plan", "month"), name="target_once_a_month"),
                            models.CheckConstraint(
                                condition=models.Q(("month__gte", 1), ("month__lte", 12)), name="target_month_exists"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Segment",
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
                        ("active", models.BooleanField(default=True, verbose_name="active")),
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
                        "verbose_name": "segment",
                        "verbose_name_plural": "segments",
                        "ordering": ["position", "name"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Client",
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
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        (
                            "name_key",
                            models.CharField(
                                db_index=True, editable=False, max_length=200, verbose_name="name for comparison"
                            ),
                        ),
                        (
                            "nit",
                            models.CharField(
                                blank=True,
                                help_text="Digits, without the check digit.",
                                max_length=15,
                                verbose_name="NIT",
                            ),
                        ),
                        ("check_digit", models.CharField(blank=True, max_length=1, verbose_name="check digit")),
                        (
                            "ownership",
                            models.CharField(
                                choices=[("private", "Private"), ("public", "Public")],
                                default="private",
                                max_length=10,
                                verbose_name="public or private",
                            ),
                        ),
                        ("city", models.CharField(blank=True, max_length=80, verbose_name="city")),
                        (
                            "site",
                            models.CharField(
                                blank=True,
                                help_text="Address or seat of the client.",
                                max_length=120,
                                verbose_name="site",
                            ),
                        ),
                        ("website", models.URLField(blank=True, verbose_name="web page")),
                        ("notes", models.TextField(blank=True, verbose_name="notes")),
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
                            "merged_into",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="absorbed",
                                to="pipeline.client",
                            ),
                        ),
                        (
                            "sector",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="clients",
                                to="pipeline.segment",
                                verbose_name="sector",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "client",
                        "verbose_name_plural": "clients",
                        "ordering": ["name"],
                        "indexes": [models.Index(fields=["name"], name="client_by_name")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(models.Q(("nit", ""), _negated=True), ("merged_into__isnull", True)),
                                fields=("nit",),
                                name="client_nit_once",
                                violation_error_message="Another client already has this NIT.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Contact",
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
                        ("name", models.CharField(max_length=150, verbose_name="name")),
                        ("position", models.CharField(blank=True, max_length=120, verbose_name="position")),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                        ("phone", models.CharField(blank=True, max_length=40, verbose_name="phone")),
                        ("is_decision_maker", models.BooleanField(default=False, verbose_name="decision maker")),
                        ("consent_on", models.DateField(blank=True, null=True, verbose_name="consent given on")),
                        (
                            "consent_proof",
                            models.CharField(
                                blank=True,
                                help_text="Where the consent to treat personal data can be seen (Ley 1581): e-mail, form, recording.",
                                max_length=250,
                                verbose_name="proof of consent",
                            ),
                        ),
                        ("active", models.BooleanField(default=True, verbose_name="still there")),
                        (
                            "client",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contacts",
                                to="pipeline.client",
                                verbose_name="client",
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
                            "merged_into",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="absorbed",
                                to="pipeline.contact",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "contact",
                        "verbose_name_plural": "contacts",
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalContact",
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
                        ("name", models.CharField(max_length=150, verbose_name="name")),
                        ("position", models.CharField(blank=True, max_length=120, verbose_name="position")),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                        ("phone", models.CharField(blank=True, max_length=40, verbose_name="phone")),
                        ("is_decision_maker", models.BooleanField(default=False, verbose_name="decision maker")),
                        ("consent_on", models.DateField(blank=True, null=True, verbose_name="consent given on")),
                        (
                            "consent_proof",
                            models.CharField(
                                blank=True,
                                help_text="Where the consent to treat personal data can be seen (Ley 1581): e-mail, form, recording.",
                                max_length=250,
                                verbose_name="proof of consent",
                            ),
                        ),
                        ("active", models.BooleanField(default=True, verbose_name="still there")),
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
                            "client",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.client",
                                verbose_name="client",
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
                            "merged_into",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.contact",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical contact",
                        "verbose_name_plural": "historical contacts",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="pipeline_hi_history_62b666_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalClient",
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
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        (
                            "name_key",
                            models.CharField(
                                db_index=True, editable=False, max_length=200, verbose_name="name for comparison"
                            ),
                        ),
                        (
                            "nit",
                            models.CharField(
                                blank=True,
                                help_text="Digits, without the check digit.",
                                max_length=15,
                                verbose_name="NIT",
                            ),
                        ),
                        ("check_digit", models.CharField(blank=True, max_length=1, verbose_name="check digit")),
                        (
                            "ownership",
                            models.CharField(
                                choices=[("private", "Private"), ("public", "Public")],
                                default="private",
                                max_length=10,
                                verbose_name="public or private",
                            ),
                        ),
                        ("city", models.CharField(blank=True, max_length=80, verbose_name="city")),
                        (
                            "site",
                            models.CharField(
                                blank=True,
                                help_text="Address or seat of the client.",
                                max_length=120,
                                verbose_name="site",
                            ),
                        ),
                        ("website", models.URLField(blank=True, verbose_name="web page")),
                        ("notes", models.TextField(blank=True, verbose_name="notes")),
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
                            "merged_into",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.client",
                            ),
                        ),
                        (
                            "sector",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.segment",
                                verbose_name="sector",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical client",
                        "verbose_name_plural": "historical clients",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="pipeline_hi_history_2abaec_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Service",
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
                        ("active", models.BooleanField(default=True, verbose_name="active")),
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
                        "verbose_name": "service",
                        "verbose_name_plural": "services",
                        "ordering": ["position", "name"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="StagePolicy",
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
                            "stage",
                            models.CharField(
                                choices=[
                                    ("hunting", "Hunting"),
                                    ("qualification", "Qualification"),
                                    ("proposal", "Proposal"),
                                    ("negotiation", "Negotiation"),
                                ],
                                max_length=20,
                                unique=True,
                                verbose_name="stage",
                            ),
                        ),
                        (
                            "default_probability",
                            models.PositiveSmallIntegerField(verbose_name="default probability (%)"),
                        ),
                        ("min_probability", models.PositiveSmallIntegerField(verbose_name="lowest probability (%)")),
                        ("max_probability", models.PositiveSmallIntegerField(verbose_name="highest probability (%)")),
                        (
                            "contact_days",
                            models.PositiveSmallIntegerField(
                                help_text="A prospect without a contact for longer is due.",
                                verbose_name="days between contacts",
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
                    ],
                    options={
                        "verbose_name": "stage rule",
                        "verbose_name_plural": "stage rules",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("min_probability__lte", models.F("default_probability")),
                                    ("default_probability__lte", models.F("max_probability")),
                                    ("max_probability__lte", 100),
                                ),
                                name="stage_policy_band_in_order",
                                violation_error_message="The default lies between the lowest and the highest, up to 100 %%.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GatePass",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "move",
                            models.CharField(
                                choices=[
                                    ("qualify", "To Qualification"),
                                    ("propose", "To Proposal"),
                                    ("negotiate", "To Negotiation"),
                                    ("win", "Won"),
                                    ("give_up", "Closed without a win"),
                                    ("step_back", "One stage back"),
                                    ("reopen", "Reopened"),
                                ],
                                max_length=20,
                                verbose_name="move",
                            ),
                        ),
                        (
                            "from_stage",
                            models.CharField(
                                choices=[
                                    ("hunting", "Hunting"),
                                    ("qualification", "Qualification"),
                                    ("proposal", "Proposal"),
                                    ("negotiation", "Negotiation"),
                                    ("closed", "Closed"),
                                ],
                                max_length=20,
                                verbose_name="from",
                            ),
                        ),
                        (
                            "to_stage",
                            models.CharField(
                                choices=[
                                    ("hunting", "Hunting"),
                                    ("qualification", "Qualification"),
                                    ("proposal", "Proposal"),
                                    ("negotiation", "Negotiation"),
                                    ("closed", "Closed"),
                                ],
                                max_length=20,
                                verbose_name="to",
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("won", "Won"),
                                    ("lost", "Lost"),
                                    ("withdrawn", "Withdrawn"),
                                    ("cancelled", "Cancelled"),
                                ],
                                max_length=20,
                                verbose_name="outcome",
                            ),
                        ),
                        ("by_exception", models.BooleanField(default=False, verbose_name="by exception")),
                        ("reason", models.TextField(blank=True, verbose_name="reason")),
                        (
                            "conditions",
                            models.JSONField(
                                default=list,
                                help_text="Each condition as it was judged, with the records that met it.",
                                verbose_name="conditions",
                            ),
                        ),
                        ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "opportunity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="gate_passes",
                                to="pipeline.opportunity",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "gate passed",
                        "verbose_name_plural": "gates passed",
                        "ordering": ["-at", "-pk"],
                        "indexes": [models.Index(fields=["opportunity", "-at"], name="gate_pass_by_opportunity")],
                    },
                ),
                migrations.CreateModel(
                    name="Opportunity",
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
                        ("code", models.CharField(editable=False, max_length=20, unique=True, verbose_name="code")),
                        ("description", models.TextField(blank=True, verbose_name="description of the client")),
                        ("objective", models.TextField(blank=True, verbose_name="objective")),
                        ("seats", models.PositiveIntegerField(verbose_name="seats")),
                        (
                            "unit_value",
                            models.PositiveBigIntegerField(
                                help_text="COP for each seat and month, without IVA.", verbose_name="unit value"
                            ),
                        ),
                        (
                            "contract_months",
                            models.PositiveSmallIntegerField(default=12, verbose_name="contract (months)"),
                        ),
                        (
                            "monthly_value",
                            models.GeneratedField(
                                db_persist=True,
                                expression=django.db.models.expressions.CombinedExpression(
                                    models.F("seats"), "*", models.F("unit_value")
                                ),
                                output_field=models.BigIntegerField(),
                                verbose_name="monthly value",
                            ),
                        ),
                        (
                            "total_value",
                            models.GeneratedField(
                                db_persist=True,
                                expression=django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("seats"), "*", models.F("unit_value")
                                    ),
                                    "*",
                                    models.F("contract_months"),
                                ),
                                output_field=models.BigIntegerField(),
                                verbose_name="total value",
                            ),
                        ),
                        ("expected_close_on", models.DateField(blank=True, null=True, verbose_name="expected close")),
                        (
                            "expected_close_precision",
                            models.CharField(
                                choices=[("day", "Day"), ("month", "Month")],
                                default="day",
                                max_length=5,
                                verbose_name="precision of the expected close",
                            ),
                        ),
                        (
                            "expected_billing_on",
                            models.DateField(blank=True, null=True, verbose_name="expected billing start"),
                        ),
                        (
                            "expected_billing_precision",
                            models.CharField(
                                choices=[("day", "Day"), ("month", "Month")],
                                default="day",
                                max_length=5,
                                verbose_name="precision of the expected billing start",
                            ),
                        ),
                        ("probability", models.PositiveSmallIntegerField(default=10, verbose_name="probability (%)")),
                        ("next_step", models.CharField(blank=True, max_length=200, verbose_name="next step")),
                        ("next_step_on", models.DateField(blank=True, null=True, verbose_name="next step on")),
                        (
                            "next_step_precision",
                            models.CharField(
                                choices=[("day", "Day"), ("month", "Month")],
                                default="day",
                                max_length=5,
                                verbose_name="precision of the next step",
                            ),
                        ),
                        (
                            "last_contact_on",
                            models.DateField(blank=True, editable=False, null=True, verbose_name="last contact"),
                        ),
                        (
                            "stage",
                            django_fsm.FSMField(
                                choices=[
                                    ("hunting", "Hunting"),
                                    ("qualification", "Qualification"),
                                    ("proposal", "Proposal"),
                                    ("negotiation", "Negotiation"),
                                    ("closed", "Closed"),
                                ],
                                default="hunting",
                                max_length=20,
                                protected=True,
                                verbose_name="stage",
                            ),
                        ),
                        (
                            "stage_since",
                            models.DateTimeField(
                                default=django.utils.timezone.now, editable=False, verbose_name="in this stage since"
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("won", "Won"),
                                    ("lost", "Lost"),
                                    ("withdrawn", "Withdrawn"),
                                    ("cancelled", "Cancelled"),
                                ],
                                editable=False,
                                max_length=20,
                                verbose_name="outcome",
                            ),
                        ),
                        (
                            "closed_on",
                            models.DateField(
                                blank=True,
                                editable=False,
                                help_text="The date of the award or of the decision, in Bogotá.",
                                null=True,
                                verbose_name="closed on",
                            ),
                        ),
                        (
                            "left_stage",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("hunting", "Hunting"),
                                    ("qualification", "Qualification"),
                                    ("proposal", "Proposal"),
                                    ("negotiation", "Negotiation"),
                                    ("closed", "Closed"),
                                ],
                                editable=False,
                                max_length=20,
                                verbose_name="stage it closed from",
                            ),
                        ),
                        (
                            "competitor",
                            models.CharField(blank=True, editable=False, max_length=120, verbose_name="competitor"),
                        ),
                        ("close_note", models.TextField(blank=True, editable=False, verbose_name="closing note")),
                        (
                            "new_client",
                            models.BooleanField(
                                editable=False,
                                help_text="Frozen at the award: the client had no earlier award. Empty while open.",
                                null=True,
                                verbose_name="new client",
                            ),
                        ),
                        (
                            "historical",
                            models.BooleanField(
                                default=False,
                                editable=False,
                                help_text="Imported at a later stage: the gates before it are exempt.",
                                verbose_name="historical",
                            ),
                        ),
                        (
                            "import_source",
                            models.CharField(blank=True, editable=False, max_length=120, verbose_name="workbook"),
                        ),
                        (
                            "import_number",
                            models.CharField(
                                blank=True, editable=False, max_length=40, verbose_name="number in the workbook"
                            ),
                        ),
                        (
                            "client",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="opportunities",
                                to="pipeline.client",
                                verbose_name="client",
                            ),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="opportunities",
                                to="pipeline.contact",
                                verbose_name="main contact",
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
                            "gate_pass",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="pipeline.gatepass",
                                verbose_name="gate passed",
                            ),
                        ),
                        (
                            "lead_source",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="opportunities",
                                to="pipeline.leadsource",
                                verbose_name="lead source",
                            ),
                        ),
                        (
                            "loss_reason",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="opportunities",
                                to="pipeline.lossreason",
                                verbose_name="loss reason",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="opportunities",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="owner",
                            ),
                        ),
                        (
                            "segment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="opportunities",
                                to="pipeline.segment",
                                verbose_name="segment",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="opportunities",
                                to="pipeline.service",
                                verbose_name="service",
                            ),
                        ),
                        ("lessons", models.TextField(blank=True, editable=False, verbose_name="lessons")),
                        (
                            "winner_value",
                            models.BigIntegerField(
                                blank=True,
                                editable=False,
                                help_text="COP a month without IVA, where it is known. Only of what was lost.",
                                null=True,
                                verbose_name="monthly value of the winner",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "opportunity",
                        "verbose_name_plural": "opportunities",
                        "ordering": ["-pk"],
                        "indexes": [
                            models.Index(fields=["stage", "-id"], name="opportunity_by_stage"),
                            models.Index(fields=["owner", "stage"], name="opportunity_by_owner"),
                            models.Index(fields=["stage", "expected_close_on"], name="opportunity_by_close"),
                            models.Index(fields=["stage", "next_step_on"], name="opportunity_by_next_step"),
                            models.Index(fields=["outcome", "closed_on"], name="opportunity_by_outcome"),
                            models.Index(
                                fields=["stage", "probability", "seats", "unit_value", "next_step_on"],
                                name="opportunity_sums",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("stage__in", ["hunting", "qualification", "proposal", "negotiation", "closed"])
                                ),
                                name="opportunity_stage_known",
                                violation_error_message="This stage does not exist.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("stage", "hunting"),
                                    ("gate_pass__isnull", False),
                                    ("historical", True),
                                    _connector="OR",
                                ),
                                name="opportunity_stage_has_proof",
                                violation_error_message="A stage after Hunting needs a gate that was passed.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("stage", "closed"),
                                        ("outcome__in", ["won", "lost", "withdrawn", "cancelled"]),
                                        ("closed_on__isnull", False),
                                    ),
                                    models.Q(
                                        models.Q(("stage", "closed"), _negated=True),
                                        ("outcome", ""),
                                        ("closed_on__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="opportunity_closed_has_outcome",
                                violation_error_message="A closed opportunity has an outcome and a date; an open one has neither.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("outcome", "won"), ("new_client__isnull", False)),
                                    models.Q(models.Q(("outcome", "won"), _negated=True), ("new_client__isnull", True)),
                                    _connector="OR",
                                ),
                                name="opportunity_win_says_new_client",
                                violation_error_message="A win freezes whether the client was new.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("probability__lte", 100)),
                                name="opportunity_probability_percent",
                                violation_error_message="The probability goes from 0 to 100 %%.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("contract_months__gte", 1)),
                                name="opportunity_months_positive",
                                violation_error_message="The contract lasts at least one month.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("import_number", ""), _negated=True),
                                fields=("import_source", "import_number"),
                                name="opportunity_once_a_workbook",
                            ),
                        ],
                    },
                    bases=(almacontact.audit.states.StateRecord, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalParticipation",
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
                            "role",
                            models.CharField(
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
                                max_length=30,
                                verbose_name="area",
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
                    ],
                    options={
                        "verbose_name": "historical area that takes part",
                        "verbose_name_plural": "historical areas that take part",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="pipeline_hi_history_4592e1_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalFollowUp",
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
                                    ("call", "Call"),
                                    ("email", "E-mail"),
                                    ("meeting", "Meeting in person"),
                                    ("virtual_meeting", "Virtual meeting"),
                                    ("presentation", "Company presentation"),
                                    ("note", "Note"),
                                ],
                                max_length=20,
                                verbose_name="kind",
                            ),
                        ),
                        ("happened_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="when")),
                        ("summary", models.TextField(verbose_name="what was said")),
                        (
                            "milestone",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("presentation_agreed", "Agreed to see the company presentation"),
                                    ("invitation_received", "Invitation or tender received"),
                                    ("need_logged", "Renewal or extension needed"),
                                    ("negotiation_invited", "Invited us to negotiate"),
                                ],
                                max_length=30,
                                verbose_name="result",
                            ),
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
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.contact",
                                verbose_name="contact",
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
                        "verbose_name": "historical follow-up",
                        "verbose_name_plural": "historical follow-ups",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="pipeline_hi_history_5f2170_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="FollowUp",
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
                                    ("call", "Call"),
                                    ("email", "E-mail"),
                                    ("meeting", "Meeting in person"),
                                    ("virtual_meeting", "Virtual meeting"),
                                    ("presentation", "Company presentation"),
                                    ("note", "Note"),
                                ],
                                max_length=20,
                                verbose_name="kind",
                            ),
                        ),
                        ("happened_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="when")),
                        ("summary", models.TextField(verbose_name="what was said")),
                        (
                            "milestone",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("presentation_agreed", "Agreed to see the company presentation"),
                                    ("invitation_received", "Invitation or tender received"),
                                    ("need_logged", "Renewal or extension needed"),
                                    ("negotiation_invited", "Invited us to negotiate"),
                                ],
                                max_length=30,
                                verbose_name="result",
                            ),
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
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="follow_ups",
                                to="pipeline.contact",
                                verbose_name="contact",
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
                            "opportunity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="follow_ups",
                                to="pipeline.opportunity",
                                verbose_name="opportunity",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "follow-up",
                        "verbose_name_plural": "follow-ups",
                        "ordering": ["-happened_at", "-pk"],
                        "indexes": [
                            models.Index(fields=["opportunity", "-happened_at"], name="follow_up_by_opportunity")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("voided_at__isnull", True),
                                    models.Q(("void_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="follow_up_void_has_reason",
                                violation_error_message="Say why the follow-up is voided.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Participation",
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
                            "role",
                            models.CharField(
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
                                max_length=30,
                                verbose_name="area",
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
                                related_name="participations",
                                to="pipeline.opportunity",
                                verbose_name="opportunity",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "area that takes part",
                        "verbose_name_plural": "areas that take part",
                        "indexes": [models.Index(fields=["role", "opportunity"], name="participation_by_role")],
                        "constraints": [
                            models.UniqueConstraint(fields=("opportunity", "role"), name="participation_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalOpportunity",
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
                        ("code", models.CharField(db_index=True, editable=False, max_length=20, verbose_name="code")),
                        ("description", models.TextField(blank=True, verbose_name="description of the client")),
                        ("objective", models.TextField(blank=True, verbose_name="objective")),
                        ("seats", models.PositiveIntegerField(verbose_name="seats")),
                        (
                            "unit_value",
                            models.PositiveBigIntegerField(
                                help_text="COP for each seat and month, without IVA.", verbose_name="unit value"
                            ),
                        ),
                        (
                            "contract_months",
                            models.PositiveSmallIntegerField(default=12, verbose_name="contract (months)"),
                        ),
                        ("expected_close_on", models.DateField(blank=True, null=True, verbose_name="expected close")),
                        (
                            "expected_close_precision",
                            models.CharField(
                                choices=[("day", "Day"), ("month", "Month")],
                                default="day",
                                max_length=5,
                                verbose_name="precision of the expected close",
                            ),
                        ),
                        (
                            "expected_billing_on",
                            models.DateField(blank=True, null=True, verbose_name="expected billing start"),
                        ),
                        (
                            "expected_billing_precision",
                            models.CharField(
                                choices=[("day", "Day"), ("month", "Month")],
                                default="day",
                                max_length=5,
                                verbose_name="precision of the expected billing start",
                            ),
                        ),
                        ("probability", models.PositiveSmallIntegerField(default=10, verbose_name="probability (%)")),
                        ("next_step", models.CharField(blank=True, max_length=200, verbose_name="next step")),
                        ("next_step_on", models.DateField(blank=True, null=True, verbose_name="next step on")),
                        (
                            "next_step_precision",
                            models.CharField(
                                choices=[("day", "Day"), ("month", "Month")],
                                default="day",
                                max_length=5,
                                verbose_name="precision of the next step",
                            ),
                        ),
                        (
                            "last_contact_on",
                            models.DateField(blank=True, editable=False, null=True, verbose_name="last contact"),
                        ),
                        (
                            "stage",
                            django_fsm.FSMField(
                                choices=[
                                    ("hunting", "Hunting"),
                                    ("qualification", "Qualification"),
                                    ("proposal", "Proposal"),
                                    ("negotiation", "Negotiation"),
                                    ("closed", "Closed"),
                                ],
                                default="hunting",
                                max_length=20,
                                protected=True,
                                verbose_name="stage",
                            ),
                        ),
                        (
                            "stage_since",
                            models.DateTimeField(
                                default=django.utils.timezone.now, editable=False, verbose_name="in this stage since"
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("won", "Won"),
                                    ("lost", "Lost"),
                                    ("withdrawn", "Withdrawn"),
                                    ("cancelled", "Cancelled"),
                                ],
                                editable=False,
                                max_length=20,
                                verbose_name="outcome",
                            ),
                        ),
                        (
                            "closed_on",
                            models.DateField(
                                blank=True,
                                editable=False,
                                help_text="The date of the award or of the decision, in Bogotá.",
                                null=True,
                                verbose_name="closed on",
                            ),
                        ),
                        (
                            "left_stage",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("hunting", "Hunting"),
                                    ("qualification", "Qualification"),
                                    ("proposal", "Proposal"),
                                    ("negotiation", "Negotiation"),
                                    ("closed", "Closed"),
                                ],
                                editable=False,
                                max_length=20,
                                verbose_name="stage it closed from",
                            ),
                        ),
                        (
                            "competitor",
                            models.CharField(blank=True, editable=False, max_length=120, verbose_name="competitor"),
                        ),
                        ("close_note", models.TextField(blank=True, editable=False, verbose_name="closing note")),
                        (
                            "new_client",
                            models.BooleanField(
                                editable=False,
                                help_text="Frozen at the award: the client had no earlier award. Empty while open.",
                                null=True,
                                verbose_name="new client",
                            ),
                        ),
                        (
                            "historical",
                            models.BooleanField(
                                default=False,
                                editable=False,
                                help_text="Imported at a later stage: the gates before it are exempt.",
                                verbose_name="historical",
                            ),
                        ),
                        (
                            "import_source",
                            models.CharField(blank=True, editable=False, max_length=120, verbose_name="workbook"),
                        ),
                        (
                            "import_number",
                            models.CharField(
                                blank=True, editable=False, max_length=40, verbose_name="number in the workbook"
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
                            "client",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.client",
                                verbose_name="client",
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
                                verbose_name="main contact",
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
                            "gate_pass",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.gatepass",
                                verbose_name="gate passed",
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
                            "lead_source",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.leadsource",
                                verbose_name="lead source",
                            ),
                        ),
                        (
                            "loss_reason",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.lossreason",
                                verbose_name="loss reason",
                            ),
                        ),
                        (
                            "segment",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.segment",
                                verbose_name="segment",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.service",
                                verbose_name="service",
                            ),
                        ),
                        ("lessons", models.TextField(blank=True, editable=False, verbose_name="lessons")),
                        (
                            "winner_value",
                            models.BigIntegerField(
                                blank=True,
                                editable=False,
                                help_text="COP a month without IVA, where it is known. Only of what was lost.",
                                null=True,
                                verbose_name="monthly value of the winner",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical opportunity",
                        "verbose_name_plural": "historical opportunities",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="pipeline_hi_history_4b05e0_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="OpportunityAttachment",
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
                            "follow_up",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attachments",
                                to="pipeline.followup",
                                verbose_name="follow-up",
                            ),
                        ),
                        (
                            "opportunity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attachments",
                                to="pipeline.opportunity",
                                verbose_name="opportunity",
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
                        "verbose_name": "file of an opportunity",
                        "verbose_name_plural": "files of opportunities",
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
                                name="pipeline_opportunityattachment_void_is_explained",
                                violation_error_message="A voided file says who voided it, when and why.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("size__gt", 0)),
                                name="pipeline_opportunityattachment_not_empty",
                                violation_error_message="A file with no content is not kept.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ColumnMapping",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("signature", models.CharField(max_length=64, unique=True, verbose_name="headers")),
                        ("fields", models.JSONField(default=dict, verbose_name="fields by header")),
                        (
                            "values",
                            models.JSONField(
                                default=dict, verbose_name="people and list entries by the words of the sheet"
                            ),
                        ),
                        ("used_at", models.DateTimeField(auto_now=True, verbose_name="last used at")),
                        (
                            "used_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="last used by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "column mapping",
                        "verbose_name_plural": "column mappings",
                    },
                ),
                migrations.CreateModel(
                    name="ImportBatch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="file")),
                        (
                            "file",
                            models.FileField(
                                blank=True,
                                max_length=200,
                                storage=almacontact.attachments.storage.private_storage,
                                upload_to=almacontact.attachments.storage.imported_path,
                                verbose_name="workbook",
                            ),
                        ),
                        ("sha256", models.CharField(db_index=True, max_length=64, verbose_name="SHA-256")),
                        (
                            "source",
                            models.CharField(
                                help_text="With the number it says which row is which, file after file.",
                                max_length=120,
                                verbose_name="workbook",
                            ),
                        ),
                        ("sheet", models.CharField(blank=True, max_length=100, verbose_name="sheet")),
                        ("signature", models.CharField(blank=True, max_length=64, verbose_name="headers")),
                        ("mapping", models.JSONField(default=dict, verbose_name="field of each column")),
                        ("choices", models.JSONField(default=dict, verbose_name="decisions")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("uploaded", "Columns to check"),
                                    ("planned", "Ready to import"),
                                    ("applied", "Imported"),
                                    ("undone", "Undone"),
                                ],
                                default="uploaded",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "mode",
                            models.CharField(
                                choices=[("good_rows", "Good rows only"), ("all_or_nothing", "All or nothing")],
                                default="good_rows",
                                max_length=15,
                                verbose_name="which rows",
                            ),
                        ),
                        ("counts", models.JSONField(default=dict, verbose_name="rows by verdict")),
                        ("notes", models.JSONField(default=list, verbose_name="about the file")),
                        ("made", models.JSONField(default=dict, verbose_name="other records it made")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="uploaded at")),
                        ("applied_at", models.DateTimeField(blank=True, null=True, verbose_name="imported at")),
                        ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="undone at")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="import_batches",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "job",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="jobs.job",
                                verbose_name="job",
                            ),
                        ),
                        (
                            "undone_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="undone by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "import",
                        "verbose_name_plural": "imports",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="ImportRow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("row", models.PositiveIntegerField(verbose_name="row")),
                        ("number", models.CharField(blank=True, max_length=40, verbose_name="number")),
                        ("client", models.CharField(blank=True, max_length=200, verbose_name="client")),
                        (
                            "verdict",
                            models.CharField(
                                choices=[
                                    ("new", "New"),
                                    ("changed", "Changed"),
                                    ("equal", "Equal"),
                                    ("conflict", "Conflict"),
                                    ("refused", "Refused"),
                                ],
                                max_length=10,
                                verbose_name="verdict",
                            ),
                        ),
                        ("warned", models.BooleanField(default=False, verbose_name="has warnings")),
                        ("values", models.JSONField(default=dict, verbose_name="values")),
                        ("changes", models.JSONField(default=dict, verbose_name="changes")),
                        ("findings", models.JSONField(default=list, verbose_name="findings")),
                        ("version", models.PositiveIntegerField(blank=True, null=True, verbose_name="version it left")),
                        (
                            "batch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rows",
                                to="pipeline.importbatch",
                                verbose_name="import",
                            ),
                        ),
                        (
                            "opportunity",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="import_rows",
                                to="pipeline.opportunity",
                                verbose_name="opportunity",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "imported row",
                        "verbose_name_plural": "imported rows",
                        "ordering": ["row"],
                        "indexes": [models.Index(fields=["batch", "verdict", "row"], name="import_row_by_verdict")],
                        "constraints": [models.UniqueConstraint(fields=("batch", "row"), name="import_row_once")],
                    },
                ),
                migrations.CreateModel(
                    name="PlanKpi",
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
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        (
                            "removed_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="taken out on"),
                        ),
                        ("name", models.CharField(max_length=150, verbose_name="KPI")),
                        (
                            "indicator",
                            models.CharField(
                                blank=True,
                                help_text="Empty: measured by hand.",
                                max_length=40,
                                verbose_name="indicator",
                            ),
                        ),
                        ("unit", models.CharField(blank=True, max_length=30, verbose_name="unit")),
                        ("target", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="target")),
                        (
                            "copied_from",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="pipeline.plankpi",
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
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="pipeline.commercialplan",
                                verbose_name="plan",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "KPI",
                        "verbose_name_plural": "KPIs",
                        "ordering": ["position", "pk"],
                        "abstract": False,
                        "constraints": [models.UniqueConstraint(fields=("plan", "key"), name="plankpi_once_a_plan")],
                    },
                ),
                migrations.CreateModel(
                    name="PlanMember",
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
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        (
                            "removed_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="taken out on"),
                        ),
                        ("name", models.CharField(max_length=150, verbose_name="position")),
                        ("responsibility", models.CharField(blank=True, max_length=250, verbose_name="responsibility")),
                        ("dedication", models.PositiveSmallIntegerField(default=100, verbose_name="dedication (%)")),
                        (
                            "copied_from",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="pipeline.planmember",
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
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="pipeline.commercialplan",
                                verbose_name="plan",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "person of the plan",
                        "verbose_name_plural": "people",
                        "ordering": ["position", "pk"],
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(fields=("plan", "key"), name="planmember_once_a_plan"),
                            models.CheckConstraint(
                                condition=models.Q(("dedication__lte", 100)),
                                name="plan_member_dedication_percent",
                                violation_error_message="The dedication goes from 0 to 100 %%.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PlanObjective",
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
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        (
                            "removed_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="taken out on"),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="objective")),
                        ("measure", models.CharField(blank=True, max_length=200, verbose_name="how we know")),
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="reached by")),
                        (
                            "copied_from",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="pipeline.planobjective",
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
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="pipeline.commercialplan",
                                verbose_name="plan",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "objective",
                        "verbose_name_plural": "objectives",
                        "ordering": ["position", "pk"],
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(fields=("plan", "key"), name="planobjective_once_a_plan")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PlanTactic",
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
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        (
                            "removed_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="taken out on"),
                        ),
                        ("objective_key", models.UUIDField(verbose_name="objective")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("strategy", "Strategy"), ("tactic", "Tactic")],
                                default="strategy",
                                max_length=10,
                                verbose_name="kind",
                            ),
                        ),
                        ("text", models.CharField(max_length=300, verbose_name="text")),
                        (
                            "copied_from",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="pipeline.plantactic",
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
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="pipeline.commercialplan",
                                verbose_name="plan",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "strategy or tactic",
                        "verbose_name_plural": "strategies and tactics",
                        "ordering": ["position", "pk"],
                        "abstract": False,
                        "constraints": [models.UniqueConstraint(fields=("plan", "key"), name="plantactic_once_a_plan")],
                    },
                ),
                migrations.CreateModel(
                    name="PlanTool",
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
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        (
                            "removed_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="taken out on"),
                        ),
                        ("name", models.CharField(max_length=150, verbose_name="tool")),
                        ("purpose", models.CharField(blank=True, max_length=250, verbose_name="what for")),
                        (
                            "copied_from",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="pipeline.plantool",
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
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="pipeline.commercialplan",
                                verbose_name="plan",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "tool",
                        "verbose_name_plural": "tools",
                        "ordering": ["position", "pk"],
                        "abstract": False,
                        "constraints": [models.UniqueConstraint(fields=("plan", "key"), name="plantool_once_a_plan")],
                    },
                ),
                migrations.CreateModel(
                    name="SwotItem",
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
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        (
                            "removed_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="taken out on"),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("weakness", "Weakness"),
                                    ("opportunity", "Opportunity of the market"),
                                    ("strength", "Strength"),
                                    ("threat", "Threat"),
                                ],
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        ("text", models.CharField(max_length=300, verbose_name="text")),
                        (
                            "copied_from",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="pipeline.swotitem",
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
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="pipeline.commercialplan",
                                verbose_name="plan",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "line of the SWOT",
                        "verbose_name_plural": "SWOT",
                        "ordering": ["position", "pk"],
                        "abstract": False,
                        "constraints": [models.UniqueConstraint(fields=("plan", "key"), name="swotitem_once_a_plan")],
                    },
                ),
                migrations.CreateModel(
                    name="TargetProfile",
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
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        (
                            "removed_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="taken out on"),
                        ),
                        ("name", models.CharField(max_length=150, verbose_name="profile")),
                        ("min_seats", models.PositiveIntegerField(blank=True, null=True, verbose_name="seats from")),
                        ("max_seats", models.PositiveIntegerField(blank=True, null=True, verbose_name="seats to")),
                        (
                            "copied_from",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="pipeline.targetprofile",
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
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="pipeline.commercialplan",
                                verbose_name="plan",
                            ),
                        ),
                        (
                            "segment",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="pipeline.segment",
                                verbose_name="segment",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="pipeline.service",
                                verbose_name="service",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "target client",
                        "verbose_name_plural": "target clients",
                        "ordering": ["position", "pk"],
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(fields=("plan", "key"), name="targetprofile_once_a_plan"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("min_seats__isnull", True),
                                    ("max_seats__isnull", True),
                                    ("max_seats__gte", models.F("min_seats")),
                                    _connector="OR",
                                ),
                                name="target_profile_seats_in_order",
                                violation_error_message="“Seats to” is below “seats from”.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BudgetLine",
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
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        (
                            "removed_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="taken out on"),
                        ),
                        ("concept", models.CharField(max_length=150, verbose_name="concept")),
                        ("planned", models.PositiveBigIntegerField(verbose_name="planned (COP)")),
                        (
                            "copied_from",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="pipeline.budgetline",
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
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="pipeline.commercialplan",
                                verbose_name="plan",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "budget line",
                        "verbose_name_plural": "budget",
                        "ordering": ["position", "pk"],
                        "abstract": False,
                        "constraints": [models.UniqueConstraint(fields=("plan", "key"), name="budgetline_once_a_plan")],
                    },
                ),
                migrations.CreateModel(
                    name="Spending",
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
                        ("spent_on", models.DateField(verbose_name="spent on")),
                        ("amount", models.PositiveBigIntegerField(verbose_name="amount (COP)")),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
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
                            "line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="spendings",
                                to="pipeline.budgetline",
                                verbose_name="budget line",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "spending",
                        "verbose_name_plural": "spendings",
                        "ordering": ["-spent_on", "-pk"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="spending_positive")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CompanyDeck",
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
                        ("name", models.CharField(max_length=120, unique=True, verbose_name="name")),
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
                        "verbose_name": "company presentation",
                        "verbose_name_plural": "company presentations",
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="DeckFile",
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
                        ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                        (
                            "deck",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="files",
                                to="pipeline.companydeck",
                                verbose_name="presentation",
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
                        "verbose_name": "version of a presentation",
                        "verbose_name_plural": "versions of presentations",
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
                                name="pipeline_deckfile_void_is_explained",
                                violation_error_message="A voided file says who voided it, when and why.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("size__gt", 0)),
                                name="pipeline_deckfile_not_empty",
                                violation_error_message="A file with no content is not kept.",
                            ),
                            models.UniqueConstraint(fields=("deck", "number"), name="deck_version_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DeckSending",
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
                        ("message", models.TextField(blank=True, verbose_name="message")),
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
                                related_name="sendings",
                                to="pipeline.deckfile",
                                verbose_name="version sent",
                            ),
                        ),
                        (
                            "follow_up",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deck_sending",
                                to="pipeline.followup",
                                verbose_name="follow-up",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "presentation sent",
                        "verbose_name_plural": "presentations sent",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalBudgetLine",
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
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        (
                            "removed_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="taken out on"),
                        ),
                        ("concept", models.CharField(max_length=150, verbose_name="concept")),
                        ("planned", models.PositiveBigIntegerField(verbose_name="planned (COP)")),
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
                            "copied_from",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.budgetline",
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
                            "plan",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.commercialplan",
                                verbose_name="plan",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical budget line",
                        "verbose_name_plural": "historical budget",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="pipeline_hi_history_07a539_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalCompanyDeck",
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
                        ("name", models.CharField(db_index=True, max_length=120, verbose_name="name")),
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
                        "verbose_name": "historical company presentation",
                        "verbose_name_plural": "historical company presentations",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="pipeline_hi_history_d91483_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalDeckSending",
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
                        ("message", models.TextField(blank=True, verbose_name="message")),
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
                                to="pipeline.deckfile",
                                verbose_name="version sent",
                            ),
                        ),
                        (
                            "follow_up",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.followup",
                                verbose_name="follow-up",
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
                        "verbose_name": "historical presentation sent",
                        "verbose_name_plural": "historical presentations sent",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="pipeline_hi_history_841220_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalKpiMeasure",
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
                        ("on", models.DateField(default=almacontact.calendar.today, verbose_name="on")),
                        ("value", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="value")),
                        ("note", models.CharField(blank=True, max_length=250, verbose_name="note")),
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
                            "kpi",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.plankpi",
                                verbose_name="KPI",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical measure of a KPI",
                        "verbose_name_plural": "historical measures of KPIs",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="pipeline_hi_history_d30293_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalPlanKpi",
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
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        (
                            "removed_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="taken out on"),
                        ),
                        ("name", models.CharField(max_length=150, verbose_name="KPI")),
                        (
                            "indicator",
                            models.CharField(
                                blank=True,
                                help_text="Empty: measured by hand.",
                                max_length=40,
                                verbose_name="indicator",
                            ),
                        ),
                        ("unit", models.CharField(blank=True, max_length=30, verbose_name="unit")),
                        ("target", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="target")),
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
                            "plan",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.commercialplan",
                                verbose_name="plan",
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
                                to="pipeline.plankpi",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical KPI",
                        "verbose_name_plural": "historical KPIs",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="pipeline_hi_history_b0a4b0_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalPlanMember",
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
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        (
                            "removed_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="taken out on"),
                        ),
                        ("name", models.CharField(max_length=150, verbose_name="position")),
                        ("responsibility", models.CharField(blank=True, max_length=250, verbose_name="responsibility")),
                        ("dedication", models.PositiveSmallIntegerField(default=100, verbose_name="dedication (%)")),
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
                            "person",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.commercialplan",
                                verbose_name="plan",
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
                                to="pipeline.planmember",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical person of the plan",
                        "verbose_name_plural": "historical people",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="pipeline_hi_history_07527e_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalPlanObjective",
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
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        (
                            "removed_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="taken out on"),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="objective")),
                        ("measure", models.CharField(blank=True, max_length=200, verbose_name="how we know")),
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="reached by")),
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
                            "plan",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.commercialplan",
                                verbose_name="plan",
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
                                to="pipeline.planobjective",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical objective",
                        "verbose_name_plural": "historical objectives",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="pipeline_hi_history_a618d5_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalPlanTactic",
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
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        (
                            "removed_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="taken out on"),
                        ),
                        ("objective_key", models.UUIDField(verbose_name="objective")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("strategy", "Strategy"), ("tactic", "Tactic")],
                                default="strategy",
                                max_length=10,
                                verbose_name="kind",
                            ),
                        ),
                        ("text", models.CharField(max_length=300, verbose_name="text")),
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
                            "plan",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.commercialplan",
                                verbose_name="plan",
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
                                to="pipeline.plantactic",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical strategy or tactic",
                        "verbose_name_plural": "historical strategies and tactics",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="pipeline_hi_history_d6faea_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalPlanTool",
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
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        (
                            "removed_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="taken out on"),
                        ),
                        ("name", models.CharField(max_length=150, verbose_name="tool")),
                        ("purpose", models.CharField(blank=True, max_length=250, verbose_name="what for")),
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
                            "plan",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.commercialplan",
                                verbose_name="plan",
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
                                to="pipeline.plantool",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical tool",
                        "verbose_name_plural": "historical tools",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="pipeline_hi_history_978866_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalSpending",
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
                        ("spent_on", models.DateField(verbose_name="spent on")),
                        ("amount", models.PositiveBigIntegerField(verbose_name="amount (COP)")),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
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
                            "line",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.budgetline",
                                verbose_name="budget line",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical spending",
                        "verbose_name_plural": "historical spendings",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="pipeline_hi_history_7a4007_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalSwotItem",
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
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        (
                            "removed_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="taken out on"),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("weakness", "Weakness"),
                                    ("opportunity", "Opportunity of the market"),
                                    ("strength", "Strength"),
                                    ("threat", "Threat"),
                                ],
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        ("text", models.CharField(max_length=300, verbose_name="text")),
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
                            "plan",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.commercialplan",
                                verbose_name="plan",
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
                                to="pipeline.swotitem",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical line of the SWOT",
                        "verbose_name_plural": "historical SWOT",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="pipeline_hi_history_c356aa_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalTargetProfile",
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
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        (
                            "removed_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="taken out on"),
                        ),
                        ("name", models.CharField(max_length=150, verbose_name="profile")),
                        ("min_seats", models.PositiveIntegerField(blank=True, null=True, verbose_name="seats from")),
                        ("max_seats", models.PositiveIntegerField(blank=True, null=True, verbose_name="seats to")),
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
                            "plan",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.commercialplan",
                                verbose_name="plan",
                            ),
                        ),
                        (
                            "segment",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.segment",
                                verbose_name="segment",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.service",
                                verbose_name="service",
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
                                to="pipeline.targetprofile",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical target client",
                        "verbose_name_plural": "historical target clients",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="pipeline_hi_history_170118_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="KpiMeasure",
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
                        ("on", models.DateField(default=almacontact.calendar.today, verbose_name="on")),
                        ("value", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="value")),
                        ("note", models.CharField(blank=True, max_length=250, verbose_name="note")),
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
                            "kpi",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="measures",
                                to="pipeline.plankpi",
                                verbose_name="KPI",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "measure of a KPI",
                        "verbose_name_plural": "measures of KPIs",
                        "ordering": ["-on", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="PlanActivity",
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
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        (
                            "removed_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="taken out on"),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="activity")),
                        ("objective_key", models.UUIDField(blank=True, null=True, verbose_name="objective")),
                        ("starts_on", models.DateField(verbose_name="from")),
                        ("ends_on", models.DateField(verbose_name="until")),
                        (
                            "copied_from",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="pipeline.planactivity",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="owner",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="pipeline.commercialplan",
                                verbose_name="plan",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "activity",
                        "verbose_name_plural": "schedule",
                        "ordering": ["position", "pk"],
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(fields=("plan", "key"), name="planactivity_once_a_plan"),
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="plan_activity_dates_in_order",
                                violation_error_message="The activity ends before it begins.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalPlanActivity",
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
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        (
                            "removed_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="taken out on"),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="activity")),
                        ("objective_key", models.UUIDField(blank=True, null=True, verbose_name="objective")),
                        ("starts_on", models.DateField(verbose_name="from")),
                        ("ends_on", models.DateField(verbose_name="until")),
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
                            "plan",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.commercialplan",
                                verbose_name="plan",
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
                                to="pipeline.planactivity",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical activity",
                        "verbose_name_plural": "historical schedule",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="pipeline_hi_history_db4c61_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalActivityReport",
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
                                    ("planned", "Not begun"),
                                    ("running", "Running"),
                                    ("done", "Done"),
                                    ("cancelled", "Cancelled"),
                                ],
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("progress", models.PositiveSmallIntegerField(default=0, verbose_name="progress (%)")),
                        ("on", models.DateField(default=almacontact.calendar.today, verbose_name="on")),
                        ("note", models.CharField(blank=True, max_length=250, verbose_name="note")),
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
                            "activity",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pipeline.planactivity",
                                verbose_name="activity",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical report of an activity",
                        "verbose_name_plural": "historical reports of activities",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["history_date", "id"], name="pipeline_hi_history_2c4c09_idx")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="ActivityReport",
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
                                    ("planned", "Not begun"),
                                    ("running", "Running"),
                                    ("done", "Done"),
                                    ("cancelled", "Cancelled"),
                                ],
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("progress", models.PositiveSmallIntegerField(default=0, verbose_name="progress (%)")),
                        ("on", models.DateField(default=almacontact.calendar.today, verbose_name="on")),
                        ("note", models.CharField(blank=True, max_length=250, verbose_name="note")),
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
                            "activity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reports",
                                to="pipeline.planactivity",
                                verbose_name="activity",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "report of an activity",
                        "verbose_name_plural": "reports of activities",
                        "ordering": ["-on", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("progress__lte", 100)), name="activity_progress_percent"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PlanApproval",
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
                                to="pipeline.commercialplan",
                                verbose_name="plan",
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
                        "verbose_name": "approval of a plan",
                        "verbose_name_plural": "approvals of plans",
                        "ordering": ["-submitted_at", "-pk"],
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "pending")),
                                fields=("subject",),
                                name="pipeline_planapproval_one_running",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("closed_at__isnull", True), ("state", "pending")),
                                    models.Q(
                                        models.Q(("state", "pending"), _negated=True), ("closed_at__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="pipeline_planapproval_ended_when_final",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PlanApprovalStep",
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
                                to="pipeline.planapproval",
                            ),
                        ),
                        (
                            "carried_from",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="pipeline.plansignature",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "step of an approval",
                        "verbose_name_plural": "steps of approvals",
                        "ordering": ["order", "pk"],
                        "abstract": False,
                        "indexes": [models.Index(fields=["state", "role"], name="planapprovalstep_waiting")],
                        "constraints": [
                            models.UniqueConstraint(fields=("request", "key"), name="pipeline_planapprovalstep_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("carried_from__isnull", False), ("state", "carried")),
                                    models.Q(
                                        models.Q(("state", "carried"), _negated=True), ("carried_from__isnull", True)
                                    ),
                                    _connector="OR",
                                ),
                                name="pipeline_planapprovalstep_carried_has_proof",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PlanSignature",
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
                                to="pipeline.planapprovalstep",
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
                                name="pipeline_plansignature_one_standing",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decision", "approve"), models.Q(("comment", ""), _negated=True), _connector="OR"
                                ),
                                name="pipeline_plansignature_refusal_explained",
                                violation_error_message="Asking for an adjustment and rejecting need a comment.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("voided_at__isnull", True),
                                    models.Q(("void_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="pipeline_plansignature_void_explained",
                            ),
                        ],
                    },
                ),
            ]
        ),
        migrations.RunPython(start_catalogues, migrations.RunPython.noop),
    ]
