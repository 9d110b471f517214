"""The pages of the law: every jurisdiction at a glance, one rulebook with its dates, and a case tried out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from lodged.law import (
    ACTION_MEANINGS,
    Action,
    JurisdictionRow,
    LawError,
    Outcome,
    UnknownJurisdictionError,
    decide,
    explain,
    jurisdictions,
    law_changes,
    load_rulebooks,
    load_texts,
    rules_by_action,
)
from lodged.pages.law.forms import WhatIfForm
from lodged.pages.law.tiles import Tile, tiles

FEDERAL = "us"
OUTCOME_SHORT = {
    Outcome.PROHIBITED: "No",
    Outcome.PERMITTED: "May",
    Outcome.REQUIRED: "Must",
    Outcome.SILENT: "Silent",
    Outcome.UNSETTLED: "Unsettled",
    Outcome.UNKNOWN: "Depends",
    Outcome.NOT_RESEARCHED: "Not researched",
}
"""The outcomes in a word, for tiles and tables."""


@dataclass(frozen=True, slots=True)
class MapTile:
    """A square of the map with the answer it shows; no row where the state has no rulebook."""

    tile: Tile
    row: JurisdictionRow | None
    answer: str


@require_safe
def law(request: HttpRequest) -> HttpResponse:
    """Show every jurisdiction's answers to one plain case, as a map and as a table."""
    day = _day(request)
    rows = {row.jurisdiction: row for row in jurisdictions(load_rulebooks(), day)}
    context = {
        "day": day,
        "rows": [
            {
                "row": row,
                "answers": [
                    (outcome.value, _short(row, action, outcome))
                    for action, outcome in (
                        (Action.HOLD_DETAINER_ONLY, row.hold),
                        (Action.NOTIFY_RELEASE, row.notify),
                        (Action.TRANSFER_AT_RELEASE, row.transfer),
                    )
                ],
            }
            for name, row in rows.items()
            if name != FEDERAL
        ],
        "tiles": [_tile(tile, rows) for tile in tiles()],
        "legend": [(outcome.value, OUTCOME_SHORT[outcome]) for outcome in Outcome],
    }
    return render(request, "public/law/index.html", context)


@require_safe
def rulebook(request: HttpRequest, jurisdiction: str) -> HttpResponse:
    """Show one rulebook's rules by action as they stood on a day, with a slider over the days the law changed."""
    books = load_rulebooks()
    try:
        book = books.book(jurisdiction)
    except UnknownJurisdictionError as error:
        raise Http404(str(error)) from error
    changes = law_changes(books, jurisdiction)
    day = _slid(request, changes) or _day(request)
    context = {
        "book": book,
        "day": day,
        "changes": changes,
        "position": max((index for index, change in enumerate(changes) if change <= day), default=0),
        "last": len(changes) - 1,
        "actions": [
            {
                "action": action,
                "meaning": ACTION_MEANINGS[action],
                "rules": [ranked.rule for ranked in ranked_rules],
            }
            for action, ranked_rules in rules_by_action(books, jurisdiction, day).items()
        ],
        "facts": [fact for fact in book.dated_facts if fact.in_force.on(day)],
        "sources": list(book.sources.values()),
        "texts": load_texts(books).get(jurisdiction),
        "sha256": books.sha256(jurisdiction),
    }
    template = "public/law/rules.html" if request.headers.get("HX-Request") else "public/law/rulebook.html"
    return render(request, template, context)


@require_safe
def what_if(request: HttpRequest) -> HttpResponse:
    """Take the facts of a case and show the decision beside them."""
    form = WhatIfForm(request.GET or None, initial={"jurisdiction": "us-mn"})
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        context |= _decided(form)
    template = "public/law/decision.html" if request.headers.get("HX-Request") else "public/law/what_if.html"
    return render(request, template, context)


def _decided(form: WhatIfForm) -> dict[str, Any]:
    books = load_rulebooks()
    try:
        decision = decide(books, form.cleaned_data["jurisdiction"], form.facts, form.cleaned_data["on"])
    except LawError as error:
        form.add_error(None, str(error))
        return {}
    return {"decision": decision, "explanation": explain(books, decision), "meanings": ACTION_MEANINGS}


def _short(row: JurisdictionRow, action: Action, outcome: Outcome) -> str:
    return "Federal law does not forbid it" if action in row.federal_alone else OUTCOME_SHORT[outcome]


def _tile(tile: Tile, rows: dict[str, JurisdictionRow]) -> MapTile:
    row = rows.get(f"us-{tile.state.lower()}")
    return MapTile(tile, row, row.hold.value if row else "none")


def _day(request: HttpRequest) -> date:
    """Read ``?on=``; today where it is absent."""
    text = request.GET.get("on")
    if not text:
        return timezone.localdate()
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise BadRequest(f"[{text[:40]}] is not a day. Write it as YYYY-MM-DD.")
    return day


def _slid(request: HttpRequest, changes: tuple[date, ...]) -> date | None:
    """Read the slider's ``?change=``: the number of a day the law changed."""
    text = request.GET.get("change", "")
    return changes[int(text)] if text.isdecimal() and int(text) < len(changes) else None
