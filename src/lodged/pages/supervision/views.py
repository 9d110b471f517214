"""The supervisor's pages: today, the over-detention ledger, coverage, trends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from lodged.casework.supervision import LEDGER_DAYS, MOST_TODAY, WEEKS, Week, ledger, today, trends
from lodged.figures.charts import Bar, Caption, columns
from lodged.register.permissions import MAY_CONFIRM
from lodged.register.returns import state_coverage
from lodged.web.access import on_record, private, staff_of

MOST_PAGES = 1_000


@require_safe
@on_record()
def supervision(request: HttpRequest) -> HttpResponse:
    """Show what can't wait today."""
    user, now = staff_of(request), timezone.now()
    context = {
        "today": today(now),
        "most": MOST_TODAY,
        "now": now,
        "zone": ZoneInfo(user.agency.time_zone),
        "may_confirm": user.role in MAY_CONFIRM,
    }
    return private(render(request, "supervision/supervision.html", context))


@require_safe
@on_record()
def over_detention(request: HttpRequest) -> HttpResponse:
    """Show who was kept past the minute they had to leave."""
    text, now = request.GET.get("page", "1"), timezone.now()
    page = min(int(text), MOST_PAGES) if text.isdecimal() and int(text) else 1
    context = {"ledger": ledger(now, page), "now": now, "page": page, "days": LEDGER_DAYS}
    return private(render(request, "supervision/over_detention.html", context))


@require_safe
@on_record()
def coverage(request: HttpRequest) -> HttpResponse:
    """Show which facilities of the state have answered, through when."""
    user, now = staff_of(request), timezone.now()
    context = {
        "coverage": state_coverage(user, user.agency.state, now),
        "now": now,
        "zone": ZoneInfo(user.agency.time_zone),
    }
    return private(render(request, "supervision/coverage.html", context))


@require_safe
@on_record()
def trends_page(request: HttpRequest) -> HttpResponse:
    """Half a year by week, as charts with the table beside them."""
    user, now = staff_of(request), timezone.now()
    weeks = trends(now, ZoneInfo(user.agency.time_zone))
    charts = [(drawn.title, _chart(weeks, drawn)) for drawn in _DRAWN]
    return private(render(request, "supervision/trends.html", {"weeks": weeks, "charts": charts}))


@dataclass(frozen=True)
class Drawn:
    """What one chart shows of a week."""

    name: str
    title: str
    axis: str
    value: Callable[[Week], int]


_DRAWN = (
    Drawn("received", "Detainers received", "Detainers", lambda week: week.received),
    Drawn("released", "People released with a detainer on file", "People", lambda week: week.released),
    Drawn("handed", "People handed over to ICE", "People", lambda week: week.handed_over),
    Drawn("over", "Minutes of over-detention", "Minutes", lambda week: week.minutes_over),
)
_WORDS = f"A column for each of the last {WEEKS} full weeks; the table below has the same numbers."


def _chart(weeks: list[Week], drawn: Drawn) -> SafeString:
    bars = tuple(Bar(f"{week.begins:%d %b %y}", drawn.value(week), str(drawn.value(week))) for week in weeks)
    # The chart escapes every text it holds.
    return mark_safe(_svg(bars, Caption(drawn.name, drawn.title, _WORDS, drawn.axis)))  # noqa: S308


@lru_cache(maxsize=256)
def _svg(bars: tuple[Bar, ...], caption: Caption) -> str:
    """Draw a chart once; full weeks change only when something is recorded late."""
    return columns(bars, caption)
