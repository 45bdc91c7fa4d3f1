"""The lists of the library: reusable texts and evidence."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from almacontact.accounts.rights import Right
from almacontact.calendar import today
from almacontact.web.columns import Column
from almacontact.web.lists import Action, EmptyState, ListPage
from almacontact.web.richtext import plain
from proposals.library.models import Evidence, EvidenceKind, ReusableText, SectionKey
from proposals.library.tabs import library_tabs
from proposals.library.validity import VALIDITY_LABELS, standing_of, with_validity

EXCERPT = 110
"""How many characters of a text its row shows."""


def in_use(record: Any) -> Any:
    """Say whether an entry of the library is in use."""
    return _("In use") if record.active else _("Off")


class LibraryList(ListPage):
    """What both lists share: who takes out what, and the way from one to the other."""

    template_name = "proposals/library/list.html"
    export_right = Right.EXPORT
    export_owner = "created_by"

    def get_extra_context(self) -> dict[str, Any]:
        """The parts of the library."""
        return {"tabs": library_tabs(self.key)}


class TextFilter(django_filters.FilterSet):
    """What the list of reusable texts can be narrowed to."""

    section = django_filters.MultipleChoiceFilter(label=_("Section"), choices=SectionKey.choices)
    active = django_filters.BooleanFilter(label=_("In use"))

    class Meta:
        model = ReusableText
        fields: list[str] = []


def _text_cell(text: ReusableText) -> SafeString:
    words = " ".join(plain(text.body[: EXCERPT * 4]).split())
    short = words if len(words) <= EXCERPT else f"{words[: EXCERPT - 1].rstrip()}…"
    return format_html('{}<span class="cell-sub">{}</span>', text.title, short)


class TextList(LibraryList):
    """Every reusable text, in the order of the sections they belong to."""

    key = "proposals.texts"
    title = _("Reusable texts")
    columns = (
        Column("title", _("Title"), sort=True, url=lambda one: one.get_absolute_url(), html=_text_cell),
        Column(
            "section",
            _("Section"),
            value=lambda one: one.get_section_display() if one.section else _("Any section"),
            sort="section_order",
        ),
        Column("body", _("Text"), value=lambda one: plain(one.body), screen=False),
        Column(
            "active",
            _("State"),
            value=in_use,
            kind="badge",
            tone=lambda one: "ok" if one.active else "idle",
            sort=True,
        ),
    )
    filterset_class = TextFilter
    search_in = {"text": "pk"}
    search_hint = _("Words of the text")
    default_sort = "section"
    primary = Action(_("New text"), "proposals:text_create", right=Right.WRITE_PROPOSALS)
    empty = EmptyState(
        _("No reusable texts yet"),
        _("What is written well once serves every proposal: write it down here."),
        icon="book",
        url_name="proposals:text_create",
        action=_("Write the first one"),
        right=Right.WRITE_PROPOSALS,
    )

    def get_queryset(self) -> QuerySet[Any]:
        """The texts, with the place of their section; those for any section come last."""
        places = [When(section=key, then=Value(place)) for place, key in enumerate(SectionKey)]
        order = Case(*places, default=Value(len(places)), output_field=IntegerField())
        return ReusableText.objects.annotate(section_order=order)


class EvidenceFilter(django_filters.FilterSet):
    """What the list of evidence can be narrowed to."""

    kind = django_filters.MultipleChoiceFilter(label=_("Kind"), choices=EvidenceKind.choices)
    validity = django_filters.ChoiceFilter(
        label=_("Validity"),
        choices=[(one.value, words) for one, words in VALIDITY_LABELS.items()],
        method="filter_validity",
    )
    filed = django_filters.BooleanFilter(label=_("With a file"), method="filter_filed")
    active = django_filters.BooleanFilter(label=_("In use"))

    class Meta:
        model = Evidence
        fields: list[str] = []

    def filter_validity(self, records: QuerySet[Evidence], name: str, value: str) -> QuerySet[Evidence]:
        """Narrow to what stands so today."""
        return with_validity(records, value, today())

    def filter_filed(self, records: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        """Narrow to what has a file that was not voided, or has none."""
        return records.filter(files__gt=0) if value else records.filter(files=0)


def _evidence_cell(evidence: Evidence) -> SafeString:
    return format_html('{}<span class="cell-sub">{}</span>', evidence.title, evidence.client_name)


def _validity_cell(day: date) -> Any:
    def cell(evidence: Evidence) -> SafeString:
        standing = standing_of(evidence, day)
        return format_html('<span class="tag tag-{}">{}</span>', standing.tone, standing.words)

    return cell


class EvidenceList(LibraryList):
    """Every piece of evidence."""

    key = "proposals.evidence"
    title = _("Evidence")
    filterset_class = EvidenceFilter
    search_in = {"evidence": "pk"}
    search_hint = _("Title, client or code")
    default_sort = "kind"
    primary = Action(_("New evidence"), "proposals:evidence_create", right=Right.WRITE_PROPOSALS)
    empty = EmptyState(
        _("No evidence yet"),
        _("Certificates of experience, standards, legal and financial documents: what proposals prove things with."),
        icon="patch-check",
        url_name="proposals:evidence_create",
        action=_("Write down the first one"),
        right=Right.WRITE_PROPOSALS,
    )

    def get_columns(self) -> tuple[Column, ...]:
        """The columns, with the validity of today."""
        day = today()
        return (
            Column("title", _("Title"), sort=True, url=lambda one: one.get_absolute_url(), html=_evidence_cell),
            Column("kind", _("Kind"), value=lambda one: one.get_kind_display(), sort=("kind", "title")),
            Column("client_name", _("Client of the experience"), screen=False),
            Column("value", _("Value"), kind="money", sort=True),
            Column("seats", _("Seats"), kind="number", sort=True),
            Column("unspsc", _("Codes (UNSPSC)"), screen=False),
            Column("starts_on", _("Carried out from"), kind="day", screen=False),
            Column("ends_on", _("Carried out until"), kind="day", screen=False),
            Column("valid_until", _("Valid until"), kind="day", sort=True),
            Column(
                "validity",
                _("Validity"),
                html=_validity_cell(day),
                value=lambda one: standing_of(one, day).words,
            ),
            Column("files", _("Files"), kind="number", sort=True),
            Column(
                "active",
                _("State"),
                value=in_use,
                kind="badge",
                tone=lambda one: "ok" if one.active else "idle",
                sort=True,
            ),
        )

    def get_queryset(self) -> QuerySet[Any]:
        """The evidence, with how many files of each still count."""
        return Evidence.objects.annotate(
            files=Count("attachments", filter=Q(attachments__voided_at__isnull=True), distinct=True)
        )
