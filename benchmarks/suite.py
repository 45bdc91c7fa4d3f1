"""What is measured, and what each may cost."""

import sys
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, reverse

from almacontact.folding import fold
from almacontact.web import search_index
from benchmarks import data, imports, measure, pricing, proposals
from benchmarks.measure import Ratio
from pipeline.models import Opportunity
from pipeline.states import Stage

SMALL, USUAL, LARGE = 200, 20_000, 200_000
ROUNDS, IMPORTS = 25, 3
CHANGED = 100

# Pages whose number of queries must not depend on how many rows there are.
PAGES = {
    "my day": "pipeline:day",
    "list": "pipeline:opportunity_list",
    "board": "pipeline:board",
    "Matriz": "pipeline:grid",
    "clients": "pipeline:client_list",
    "forecast": "pipeline:forecast",
    "changes": "pipeline:changes",
    "background jobs": "jobs:list",
}
PAGE_QUERIES, PANEL_QUERIES = 8, 4


class Report:
    """Collects what was found, printing it as it comes."""

    def __init__(self) -> None:
        self.failed: list[str] = []

    def say(self, words: str) -> None:
        """Print a line at once."""
        sys.stdout.write(words + "\n")
        sys.stdout.flush()

    def ratio(self, ratio: Ratio) -> None:
        """Print a ratio and remember whether it holds."""
        self.say(str(ratio))
        if not ratio.holds:
            self.failed.append(ratio.name)

    def limit(self, name: str, value: int, limit: int, unit: str) -> None:
        """Print a count against its limit."""
        holds = value <= limit
        self.say(f"{name:<58} {value:5d} {unit} of at most {limit}   {'ok' if holds else 'ABOVE ITS LIMIT'}")
        if not holds:
            self.failed.append(name)


def run(wanted: list[str]) -> bool:
    """Run the parts named (all without names) and tell whether every limit holds."""
    report = Report()
    client = Client()
    client.force_login(data.director(), backend="allauth.account.auth_backends.AuthenticationBackend")
    few: dict[str, int] = {}
    parts: list[tuple[str, int, Callable[[], None]]] = [
        ("queries", SMALL, lambda: few.update(_count_queries(client))),
        ("pricing", SMALL, lambda: _pricing(report)),
        ("proposals", SMALL, lambda: report.ratio(proposals.measured())),
        ("pages", USUAL, lambda: _pages(client, report)),
        ("move", USUAL, lambda: _move(client, report)),
        ("queries", LARGE, lambda: _compare_queries(few, _count_queries(client), report)),
        ("search", LARGE, lambda: _search(client, report)),
        ("forecast", LARGE, lambda: _forecast(report)),
        ("import", LARGE, lambda: _import(report)),
    ]
    for name, rows, measure_part in parts:
        if wanted and name not in wanted:
            continue
        if name != "import" or not wanted:
            data.grow_to(rows)
        report.say(f"--- {name}, {Opportunity.objects.count():,} opportunities")
        measure_part()
    if report.failed:
        report.say("Above the limit: " + "; ".join(report.failed))
    return not report.failed


def _address(name: str, *args: Any) -> str | None:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return None


def _get(client: Client, path: str) -> Callable[[], object]:
    def get() -> object:
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}")
        return answer.content

    return get


def _pages(client: Client, report: Report) -> None:
    code = Opportunity.objects.filter(stage=Stage.QUALIFICATION).latest("pk").code
    data.put_off_some(CHANGED)
    for title, floor, ours, limit in (
        ("list of 50", "/floor/list/", _address("pipeline:opportunity_list"), 1.3),
        ("board, 50 cards a column", "/floor/board/", _address("pipeline:board"), 1.3),
        ("my day", "/floor/day/", _address("pipeline:day"), 1.3),
        ("changes of a week", "/floor/changes/", _address("pipeline:changes"), 1.3),
        ("opportunity page", f"/floor/page/{code}/", _address("pipeline:opportunity_detail", code), 2.0),
    ):
        if ours is None:
            report.say(f"{title}: the page is not there")
            continue
        times = measure.interleaved({"floor": _get(client, floor), "ours": _get(client, ours)}, rounds=ROUNDS)
        report.ratio(Ratio(title, times["floor"], times["ours"], limit))
    if page := _address("pipeline:opportunity_detail", code):
        report.limit("queries of the opportunity page", measure.queries(_get(client, page)), PAGE_QUERIES, "queries")
        for key in _panel_keys():
            if path := _address("pipeline:opportunity_panel", code, key):
                count = measure.queries(lambda path=path: client.get(path, headers={"HX-Request": "true"}))
                report.limit(f"queries of the panel {key}, session and person too", count, PANEL_QUERIES + 3, "queries")


def _panel_keys() -> list[str]:
    from pipeline.opportunities import panels

    return [panel.key for panel in panels.for_user(data.director())] if hasattr(panels, "for_user") else []


def _move(client: Client, report: Report) -> None:
    """Move one stage forward through its gate, by a form; the floor saves one row and its history, by a form too."""
    waiting = iter(data.ready_to_qualify(ROUNDS + 5))
    resting = Opportunity.objects.filter(stage=Stage.PROPOSAL).earliest("pk")

    def move() -> None:
        opportunity = next(waiting)
        path = reverse("pipeline:opportunity_move", args=[opportunity.code])
        form = {"to": Stage.QUALIFICATION, "reason": "", "version": opportunity.version}
        answer = client.post(path, form)
        if answer.status_code != 302:
            raise RuntimeError(f"{path} answered {answer.status_code}")

    words = {"description": resting.description, "reason": "", "version": resting.version}
    times = measure.interleaved(
        {"floor": lambda: client.post(f"/floor/move/{resting.pk}/", words), "ours": move}, rounds=ROUNDS
    )
    report.ratio(Ratio("stage move with history", times["floor"], times["ours"], 2.0))


def _count_queries(client: Client) -> dict[str, int]:
    counts = {
        title: measure.queries(_get(client, path))
        for title, name in PAGES.items()
        if (path := _address(name)) is not None
    }
    # Of one stage: what a page says of a sending, a deal in an early stage does not ask.
    code = Opportunity.objects.filter(stage=Stage.QUALIFICATION).latest("pk").code
    if path := _address("pipeline:opportunity_detail", code):
        counts["opportunity page"] = measure.queries(_get(client, path))
    return counts


def _compare_queries(few: dict[str, int], many: dict[str, int], report: Report) -> None:
    for title, count in many.items():
        if title in few:
            report.limit(f"{title}: queries at {LARGE:,} rows, against {SMALL:,}", count, few[title], "queries")


def _search(client: Client, report: Report) -> None:
    """Look for two words that some hundred opportunities and their client have, by the page of the search."""
    search_index.fill()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    words = fold(Opportunity.objects.latest("pk").client.name)
    asked = "q=" + "+".join(words.split()[:2])
    times = measure.interleaved(
        {"floor": _get(client, f"/floor/search/?{asked}"), "ours": _get(client, f"{reverse('web:search')}?{asked}")},
        rounds=ROUNDS,
    )
    report.ratio(Ratio("search of two words", times["floor"], times["ours"], 1.3))


def _forecast(report: Report) -> None:
    from benchmarks import forecasts

    data.win_some()
    times = measure.interleaved({"floor": forecasts.raw, "ours": forecasts.ours}, rounds=7, warm_up=1)
    report.ratio(Ratio("forecast of the year", times["floor"], times["ours"], 1.5))


def _import(report: Report) -> None:
    imports.prepare(IMPORTS)
    times = measure.interleaved({"floor": imports.floor, "ours": imports.ours}, rounds=IMPORTS, warm_up=0)
    report.ratio(Ratio(f"import of {imports.ROWS:,} rows with history", times["floor"], times["ours"], 3.0))


def _pricing(report: Report) -> None:
    """Recompute a model of five services, seven day types of 48 half-hours each, with nothing cached."""
    deal = pricing.build_deal(1)
    times = measure.interleaved(
        {"floor": lambda: pricing.bare_loop(deal), "ours": lambda: pricing.recompute(deal)}, rounds=ROUNDS
    )
    report.ratio(Ratio("recompute of a pricing model", times["floor"], times["ours"], pricing.LIMIT))
