"""List pages: sort, filter, saved views, pages of fifty and export, declared in about twenty lines.

    class ClientList(ListPage):
        key = "pipeline.clients"
        title = _("Clients")
        columns = (
            Column("name", _("Client"), sort=True, url=lambda client: client.get_absolute_url()),
            Column("nit", _("NIT")),
            Column("seats", _("Seats"), kind="number", sort=True, total="seats"),
        )
        filterset_class = ClientFilter          # a django_filters.FilterSet with explicit fields
        search_in = {"client": "pk"}
        default_sort = "name"
        export_right = Right.EXPORT
        empty = EmptyState(_("No clients yet"), _("Write down the first one."))

        def get_queryset(self):
            return Client.objects.visible_to(self.request.user).select_related("segment")

    client_list = requires(Right.VIEW_OPPORTUNITIES)(ClientList.as_view())

Without JavaScript each link and form works as a page; with it htmx swaps only the results and pushes the address.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.views import View

from almacontact import xlsx
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right, Scope
from almacontact.calendar import today
from almacontact.refusals import Blocker, NotAllowed, Refused
from almacontact.web import search
from almacontact.web.columns import SHEET_KINDS, Column, rows_html, text_of
from almacontact.web.forms import use_native_dates
from almacontact.web.saved_views import default_query

Words = str | Promise
OWN_PARAMS = {"q", "sort", "page", "view", "export", "part", "filters", "totals"}
RESULTS_ID = "list-results"


@dataclass(frozen=True)
class EmptyState:
    """What a list says when there is nothing at all: what it is for and the first step."""

    title: Words
    text: Words = ""
    icon: str = "inbox"
    url_name: str = ""
    action: Words = ""
    right: Right | None = None


@dataclass(frozen=True)
class Action:
    """The page's primary action: shown where the person holds `right`."""

    label: Words
    url_name: str
    icon: str = "plus-lg"
    right: Right | None = None


@dataclass(frozen=True)
class Heading:
    """A column's heading with the link that sorts by it."""

    label: Words
    number: bool
    query: str
    direction: str

    @property
    def icon(self) -> str:
        """The arrow of the direction it is sorted in; empty when by another column."""
        return {"ascending": "arrow-up-short", "descending": "arrow-down-short"}.get(self.direction, "")


class ListPage(View):
    """A list of records. Subclasses set the attributes below and `get_queryset`; see the module's docstring."""

    key: str
    title: Words
    columns: tuple[Column, ...]
    filterset_class: type[django_filters.FilterSet] | None = None
    search_in: Mapping[str, str] = {}
    """Where the words of its search are looked for: kinds of `search`, and the paths that lead to their rows."""
    search_hint: Words = _("Search in this list")
    default_sort: str = ""
    page_size = 50
    crumbs: tuple[tuple[Words, str], ...] = ()
    primary: Action | None = None
    empty = EmptyState(_("Nothing here yet"))
    export_right: Right | None = None
    export_owner: str = ""  # the field that leads to the owner: whoever takes out only their own is held to it
    export_limit = 50_000
    row_class: Callable[[Any], str] | None = None
    template_name = "web/list.html"
    http_method_names = ["get", "head"]
    request: SignedInRequest

    # --- for subclasses -------------------------------------------------------------------------------------------

    def get_queryset(self) -> QuerySet[Any]:
        """The records this person may see, with what the columns read already selected."""
        raise NotImplementedError

    def get_export_queryset(self, records: QuerySet[Any]) -> QuerySet[Any]:
        """The records this person may take out; narrower than what is seen where the right's scope is."""
        if self.export_owner and self.export_right and self.request.user.scope(self.export_right) == Scope.OWN:
            return records.filter(**{self.export_owner: self.request.user})
        return records

    def get_columns(self) -> tuple[Column, ...]:
        """The columns for this person."""
        return self.columns

    def search(self, records: QuerySet[Any], text: str) -> QuerySet[Any]:
        """Records of which all words of `text`, in any order, begin a word."""
        return records.filter(search.matching(text, **self.search_in))

    def get_extra_context(self) -> dict[str, Any]:
        """More context for a template that extends `web/list.html` (blocks: above, toolbar, below)."""
        return {}

    # --- what is shown --------------------------------------------------------------------------------------------

    @cached_property
    def params(self) -> QueryDict:
        """The query without empty values and without what only steers the answer."""
        kept = self.request.GET.copy()
        for name in list(kept):
            values = [value for value in kept.getlist(name) if value]
            if values and name not in {"part", "export", "filters", "totals", "view"}:
                kept.setlist(name, values)
            else:
                del kept[name]
        return kept

    @cached_property
    def is_filtered(self) -> bool:
        """Whether anything but search, order and page is asked for."""
        return any(name not in OWN_PARAMS for name in self.params)

    @property
    def has_filters(self) -> bool:
        """Whether the list has anything to filter by. (A template would call the class itself.)"""
        return self.filterset_class is not None

    @cached_property
    def filterset(self) -> django_filters.FilterSet | None:
        """The filter, built only where it is used: an open list costs nothing for it."""
        if self.filterset_class is None:
            return None
        made = self.filterset_class(
            data=self.params if self.is_filtered else None, queryset=self.get_queryset(), request=self.request
        )
        use_native_dates(made.form)
        return made

    @cached_property
    def sort(self) -> str:
        """The order asked for, if the list has it; else the default."""
        asked = self.params.get("sort", "")
        sortable = {column.key for column in self.get_columns() if column.sort}
        return asked if asked.removeprefix("-") in sortable else self.default_sort

    @cached_property
    def records(self) -> QuerySet[Any]:
        """Everything that matches, in order."""
        filterset = self.filterset if self.is_filtered else None
        found = filterset.qs if filterset is not None else self.get_queryset()
        if text := self.params.get("q", "").replace("\0", "").strip():
            found = self.search(found, text)
        return found.order_by(*self._order(), "pk")

    def _order(self) -> list[str]:
        key = self.sort.removeprefix("-")
        for column in self.get_columns():
            if column.key == key and column.sort:
                return column.order(self.sort.startswith("-"))
        return [self.sort] if self.sort else []

    @cached_property
    def page(self) -> Page[Any]:
        """The page asked for."""
        return Paginator(self.records, self.page_size).get_page(self.params.get("page"))

    def query(self, **changes: str | None) -> str:
        """The present query with some parameters replaced (None takes one out), from the first page on."""
        changed = self.params.copy()
        changed.pop("page", None)
        for name, value in changes.items():
            changed.pop(name, None)
            if value is not None:
                changed[name] = value
        return changed.urlencode()

    def headings(self) -> list[Heading]:
        """The header row. A second click on a column turns its order round."""
        made = []
        for column in self.get_columns():
            if not column.screen:
                continue
            up, down = self.sort == column.key, self.sort == f"-{column.key}"
            query = self.query(sort=f"-{column.key}" if up else column.key) if column.sort else ""
            direction = "ascending" if up else "descending" if down else ""
            made.append(Heading(column.label, column.number, query, direction))
        return made

    def chips(self) -> list[dict[str, Any]]:
        """The filters in force, each with the query that takes it out."""
        if not self.is_filtered or self.filterset is None:
            return []
        form = self.filterset.form
        form.is_valid()
        made = []
        for name, value in form.cleaned_data.items():
            if value in (None, "", []) or (isinstance(value, QuerySet) and not value):
                continue
            own = [param for param in self.params if param == name or param.startswith(f"{name}_")]
            rest = self.query(**dict.fromkeys(own))
            made.append(
                {"label": form.fields[name].label or name, "value": _words(form.fields[name], value), "query": rest}
            )
        return made

    def totals(self) -> list[str]:
        """The foot: the sums over everything that matches, not only this page, escaped; in one query."""
        columns = [column for column in self.get_columns() if column.screen]
        sums = self.records.order_by().aggregate(
            **{f"total_{index}": Sum(column.total) for index, column in enumerate(columns) if column.total}
        )
        return [
            text_of(column.kind, sums[f"total_{index}"] or 0) if column.total else ""
            for index, column in enumerate(columns)
        ]

    # --- answers --------------------------------------------------------------------------------------------------

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page, or the part of it that htmx or the export link asks for."""
        if not request.GET and (kept := default_query(self.request, self.key)):
            return redirect(f"{request.path}?{kept}")
        if request.GET.get("export") == "xlsx":
            return self.export()
        part = request.GET.get("part")
        if part == "filters":
            return render(request, "web/_list_filters.html", {"filterset": self.filterset})
        if part == "totals":
            return render(request, "web/_list_totals.html", {"totals": self.totals()})
        if self.request.htmx and self.request.htmx.target == RESULTS_ID:
            response = render(request, "web/_list_results.html", {**self.results_context(), "swap": True})
            response.headers["HX-Push-Url"] = f"{request.path}?{self.params.urlencode() or 'view=all'}"
            return response
        return render(request, self.template_name, self.page_context())

    def results_context(self) -> dict[str, Any]:
        """What the results and the tools beside them show."""
        page = self.page
        columns = tuple(column for column in self.get_columns() if column.screen)
        has_totals = any(column.total for column in columns)
        return {
            "list": self,
            "page": page,
            "headings": self.headings(),
            "rows": rows_html(columns, page.object_list, self.row_class),
            "has_totals": has_totals,
            "totals": self.totals() if has_totals and self.request.GET.get("totals") else None,
            "chips": self.chips(),
            "sort": self.sort if self.sort != self.default_sort else "",
            "query": self.query(),
            "narrowed": self.is_filtered or "q" in self.params,
            "can_export": self.export_right is None or self.request.user.can(self.export_right),
            "views_url": reverse("web:view_menu", args=[self.key]),
            "empty_action": self._open(self.empty),
        }

    def page_context(self) -> dict[str, Any]:
        """Everything the whole page shows."""
        primary = self._open(self.primary) if self.primary else ""
        return {
            "title": self.title,
            "crumbs": self.crumbs,
            "primary": {"label": self.primary.label, "url": primary, "icon": self.primary.icon}
            if self.primary and primary
            else None,
            "search_text": self.params.get("q", ""),
            "filters_open": self.is_filtered or self.request.GET.get("filters") == "open",
            **self.results_context(),
            **self.get_extra_context(),
        }

    def _open(self, action: Action | EmptyState) -> str:
        """The address of an action that is open to this person; '' where it is not."""
        if not action.url_name or (action.right and not self.request.user.can(action.right)):
            return ""
        return reverse(action.url_name)

    def export(self) -> HttpResponse:
        """The current filter and order as a workbook. Refused past `export_limit` rows or without the right."""
        if self.export_right and not self.request.user.can(self.export_right):
            raise NotAllowed(Blocker(code="no_export", message=_("Your role does not include exporting this list.")))
        records = self.get_export_queryset(self.records)
        if records.count() > self.export_limit:
            raise Refused(Blocker(code="too_many_rows", message=_("The list is too long to export. Filter it first.")))
        columns = [column for column in self.get_columns() if column.sheet]
        response = HttpResponse(content_type=xlsx.CONTENT_TYPE)
        name = f"{slugify(str(self.title)) or 'list'}-{today():%Y-%m-%d}.xlsx"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        xlsx.write_table(
            response,
            title=str(self.title),
            columns=[
                xlsx.SheetColumn(str(column.label), SHEET_KINDS.get(column.kind, "text"))  # type: ignore[arg-type]
                for column in columns
            ],
            rows=([column.exported(record) for column in columns] for record in records.iterator(chunk_size=2000)),
        )
        return response


def _words(field: forms.Field, value: Any) -> str:
    """The value of a filter in words: labels of choices, names of records, both ends of a range."""
    if isinstance(value, slice):
        return " – ".join(str(end) for end in (value.start, value.stop) if end is not None)
    if isinstance(value, (list, tuple, QuerySet)):
        return ", ".join(_words(field, one) for one in value)
    choices = getattr(field, "choices", None)
    if choices is not None and not isinstance(field, forms.ModelChoiceField):
        return str(dict(choices).get(value, value))
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return str(value)
