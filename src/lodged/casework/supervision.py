"""What a supervisor looks at: what can't wait today, who was kept too long, notices without an answer, trends."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, DurationField, Exists, ExpressionWrapper, F, Max, OuterRef, QuerySet
from django.db.models.functions import Coalesce, Greatest, TruncWeek

from lodged.casework.board import Row, State, rows_in
from lodged.register.models import Detainer, Notice, Override, Stay
from lodged.register.vocabulary import DelayReason, DepartureReason

MOST_SHOWN = 100
MOST_TODAY = 10
"""Of each kind on today's page, those that wait longest; the board has the rest."""
WEEKS = 26
LEDGER_DAYS = 90


@dataclass(frozen=True)
class Today:
    """What can't wait, the longest first."""

    entitled: list[Row]
    passed: list[Row]
    claims: list[Row]
    overrides: list[Override]
    due: list[Notice]
    unanswered: list[Notice]


def today(now: datetime) -> Today:
    """Return what can't wait at `now`, as whoever is acting may see it."""
    open_notices = (
        Notice.objects.filter(
            detainer__stay__departed_at__isnull=True,
            detainer__lifted_at__isnull=True,
            detainer__superseded_at__isnull=True,
        )
        .select_related("detainer__stay__facility__agency", "detainer__stay__person")
        .prefetch_related("detainer__stay__person__names")
    )
    waited = open_notices.filter(delivered=True, answer="", given_at__lte=now).order_by("given_at")
    entitled, passed, claims = rows_in((State.NOW, State.PASSED, State.CLAIM), now, MOST_TODAY)
    return Today(
        entitled,
        passed,
        claims,
        list(
            Override.objects.filter(ruled_at__isnull=True)
            .select_related("detainer__stay__facility__agency", "detainer__stay__person", "asked_by")
            .prefetch_related("detainer__stay__person__names")
            .order_by("asked_at")[:MOST_TODAY]
        ),
        list(open_notices.filter(delivered=False, due_at__lte=now).order_by("due_at")[:MOST_TODAY]),
        [notice for notice in waited[:MOST_TODAY] if _late(notice, now)],
    )


def _late(notice: Notice, now: datetime) -> bool:
    minutes = notice.detainer.stay.facility.agency.answer_minutes
    return notice.given_at is not None and now - notice.given_at >= timedelta(minutes=minutes)


@dataclass(frozen=True)
class Ledger:
    """Everyone with a detainer who was kept past the minute they had to leave, in the last months."""

    lines: list[Stay]
    """With ``lawful_end`` and ``over``, the time kept after it."""
    entitled: int
    """How many became entitled in that time, kept too long or not."""
    kept: int
    total_minutes: int
    median_minutes: float
    reasons: list[tuple[str, int]]
    has_next: bool


def ledger(now: datetime, page: int) -> Ledger:
    """Return the ledger of the last :data:`LEDGER_DAYS` days, the longest first."""
    entitled = _entitled(now - timedelta(days=LEDGER_DAYS), now)
    late = entitled.filter(over__gte=timedelta(minutes=1))
    delays = list(late.values_list("over", "delay_reason"))
    minutes = [int(over.total_seconds() // 60) for over, _ in delays]
    reasons = Counter(DelayReason.of(reason).meaning if reason else "No reason given" for _, reason in delays)
    start = (page - 1) * MOST_SHOWN
    lines = list(
        late.select_related("facility__agency", "person")
        .prefetch_related("person__names")
        .order_by("-over", "pk")[start : start + MOST_SHOWN + 1]
    )
    return Ledger(
        lines[:MOST_SHOWN],
        entitled.count(),
        len(minutes),
        sum(minutes),
        median(minutes) if minutes else 0,
        reasons.most_common(),
        len(lines) > MOST_SHOWN,
    )


def _entitled(since: datetime, now: datetime) -> QuerySet[Any]:
    with_detainer = Detainer.objects.filter(stay=OuterRef("pk"))
    stays: QuerySet[Any] = Stay.objects.filter(Exists(with_detainer), entitled_at__gte=since)
    entitled: QuerySet[Any] = (
        stays.annotate(hold_end=Max("detainers__holds__until"))
        .annotate(lawful_end=Greatest("entitled_at", Coalesce("hold_end", "entitled_at")))
        .annotate(
            over=ExpressionWrapper(
                Coalesce("departed_at", now) - F("lawful_end"), output_field=DurationField()
            )
        )
    )
    return entitled


@dataclass(frozen=True)
class Week:
    """One full week, from Monday on the agency's clock."""

    begins: datetime
    received: int
    released: int
    handed_over: int
    notified: int
    minutes_over: int


def trends(now: datetime, zone: ZoneInfo) -> list[Week]:
    """Return the last :data:`WEEKS` full weeks, the oldest first; the week that runs is left out."""
    here = now.astimezone(zone)
    monday = (here - timedelta(days=here.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    since = monday - timedelta(weeks=WEEKS)
    received = _by_week(Detainer.objects.all(), "received_at", since, monday, zone)
    notified = _by_week(Notice.objects.filter(delivered=True), "given_at", since, monday, zone)
    left = Stay.objects.filter(Exists(Detainer.objects.filter(stay=OuterRef("pk"))))
    gone = _by_week(left, "departed_at", since, monday, zone, "departure")
    over: Counter[datetime] = Counter()
    kept = _entitled(since, now).filter(departed_at__gte=since, departed_at__lt=monday)
    for departed_at, length in kept.filter(over__gt=timedelta(0)).values_list("departed_at", "over"):
        local = departed_at.astimezone(zone)
        week = (local - timedelta(days=local.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
        over[week] += int(length.total_seconds() // 60)
    weeks = [since + timedelta(weeks=number) for number in range(WEEKS)]
    return [
        Week(
            week,
            received[week, ""],
            gone[week, DepartureReason.RELEASED.value],
            gone[week, DepartureReason.TRANSFERRED_TO_ICE.value],
            notified[week, ""],
            over[week],
        )
        for week in weeks
    ]


def _by_week(
    rows: QuerySet[Any], column: str, since: datetime, until: datetime, zone: ZoneInfo, kind: str = ""
) -> Counter[tuple[datetime, str]]:
    """Return how many rows a week, and of each kind where a column names it."""
    within = rows.filter(**{f"{column}__gte": since, f"{column}__lt": until})
    grouped = within.annotate(week=TruncWeek(column, tzinfo=zone)).values("week", *([kind] if kind else []))
    counted = grouped.annotate(n=Count("pk"))
    return Counter({(row["week"], str(row[kind]) if kind else ""): row["n"] for row in counted})
