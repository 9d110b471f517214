"""The board: everyone here with a detainer, by coming release, found by filters that an index answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import cached_property
from itertools import chain, islice
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from lodged.casework import answers
from lodged.casework.answers import Answer
from lodged.casework.case import Case, cases
from lodged.casework.next_steps import Task, Urgency, tasks
from lodged.core.folding import comparison_key
from lodged.register.lifecycle.stays import Claim
from lodged.register.models import Detainer, PersonName, Stay

ROWS_A_PAGE = 25
MOST_CLAIMS = 50
"""Open claims shown above the first page; there are few, as each must be ruled on."""
SOON = timedelta(hours=24)


class State(Enum):
    """What the board can be narrowed to."""

    NOW = "now"
    """Entitled to release."""
    PASSED = "passed"
    """The planned release has passed."""
    SOON = "soon"
    """Planned within 24 hours."""
    LATER = "later"
    """Planned later."""
    UNPLANNED = "unplanned"
    """No release planned."""
    CLAIM = "claim"
    """A claim of US citizenship is open."""
    UNSERVED = "unserved"
    """The copy was not served."""


STATE_WORDS = {
    State.NOW: "Cleared for release",
    State.PASSED: "Planned release passed",
    State.SOON: "Planned within 24 hours",
    State.LATER: "Planned later",
    State.UNPLANNED: "No release planned",
    State.CLAIM: "Claim of US citizenship open",
    State.UNSERVED: "Copy not served",
}


@dataclass(frozen=True)
class Filters:
    """What somebody asked the board for."""

    facility: UUID | None = None
    on: date | None = None
    state: State | None = None
    words: str = ""
    page: int = 1

    @property
    def narrows(self) -> bool:
        """Whether anything but the page was asked."""
        return bool(self.facility or self.on or self.state or self.words)


@dataclass(frozen=True, eq=False)
class Row:
    """One line of the board; what a page doesn't show is not worked out."""

    case: Case

    @cached_property
    def hold(self) -> Answer:
        """Whether the person may be kept past release."""
        return answers.hold(self.case)

    @cached_property
    def notify(self) -> Answer:
        """Whether ICE may or must be told."""
        return answers.notify(self.case)

    @cached_property
    def hand_over(self) -> Answer:
        """Whether the person may or must pass to ICE's officers."""
        return answers.hand_over(self.case)

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        """Return what is to be done, the most urgent first."""
        return tasks(self.case)

    @property
    def next(self) -> Task | None:
        """The one next step."""
        return next(iter(self.tasks), None)

    @property
    def urgency(self) -> Urgency:
        """How soon it must be taken."""
        return self.next.urgency if self.next else Urgency.NONE

    @property
    def missing(self) -> list[str]:
        """Return what is missing, in words."""
        words = [task.words for task in self.tasks[1:] if task.step in {"serve", "rule", "overrule"}]
        if self.case.coming is None:
            words.append("Planned release")
        facts = [
            part for answer in (self.hold, self.notify, self.hand_over) for part in [answer.find_out] if part
        ]
        return [*words, *[f"Find out: {fact}" for fact in dict.fromkeys(facts)]]


@dataclass(frozen=True)
class Board:
    """A page of the board."""

    rows: tuple[Row, ...]
    counts: dict[str, int]
    has_next: bool

    @property
    def alarms(self) -> int:
        """How many can't wait."""
        return self.counts["now"] + self.counts["claim"]


def board(filters: Filters, now: datetime, zone: ZoneInfo) -> Board:
    """Return the page asked for, as whoever is acting may see it; `zone` says where a date begins and ends."""
    held = _held_with_detainer()
    listed = _narrowed(held, filters, now, zone).order_by(F("coming").asc(nulls_last=True), "pk")
    start = (filters.page - 1) * ROWS_A_PAGE
    first = filters.page == 1 and not filters.narrows
    if not filters.narrows:
        listed = listed.exclude(claim=Claim.OPEN.value)
    page = list(listed[start : start + ROWS_A_PAGE + 1])
    claims = held.filter(claim=Claim.OPEN.value)[:MOST_CLAIMS] if first else ()
    rows = [Row(one) for one in cases([*claims, *page[:ROWS_A_PAGE]], now)]
    # What can't wait stands first; the rest keeps the order of its coming release.
    rows.sort(key=lambda row: (not row.case.due, row.urgency is not Urgency.NOW))
    return Board(tuple(rows), _counts(held, now), len(page) > ROWS_A_PAGE)


def counts(now: datetime) -> dict[str, int]:
    """Return how many people are in each state of the board, without reading anybody's case."""
    return _counts(_held_with_detainer(), now)


def rows_in(states: Sequence[State], now: datetime, most: int) -> list[list[Row]]:
    """Return the rows of each state, the soonest first, read together."""
    held = _held_with_detainer().order_by(F("coming").asc(nulls_last=True), "pk")
    by_state = [list(held.filter(_in_state(state, now))[:most]) for state in states]
    rows = iter([Row(one) for one in cases(chain.from_iterable(by_state), now)])
    return [list(islice(rows, len(stays))) for stays in by_state]


def open_detainers() -> QuerySet[Detainer]:
    """Return, for a query of stays to ask about, the detainers of each that were neither lifted nor superseded."""
    return Detainer.objects.filter(stay=OuterRef("pk"), lifted_at=None, superseded_at=None)


def _held_with_detainer() -> QuerySet[Any]:
    held = Stay.objects.filter(Exists(open_detainers()), departed_at__isnull=True).select_related("person")
    return held.annotate(coming=Coalesce("entitled_at", "planned_for"))


def _narrowed(stays: QuerySet[Any], filters: Filters, now: datetime, zone: ZoneInfo) -> QuerySet[Any]:
    if filters.facility:
        stays = stays.filter(facility_id=filters.facility)
    if filters.on:
        begins = datetime.combine(filters.on, time(), zone)
        ends = datetime.combine(filters.on + timedelta(days=1), time(), zone)
        stays = stays.filter(coming__gte=begins, coming__lt=ends)
    if filters.state:
        stays = stays.filter(_in_state(filters.state, now))
    for word in filters.words.split():
        named = PersonName.objects.filter(person=OuterRef("person"), folded__contains=comparison_key(word))
        stays = stays.filter(Q(booking_number__icontains=word) | Exists(named))
    return stays


def _in_state(state: State, now: datetime) -> Q | Exists:
    if state is State.UNSERVED:
        return Exists(open_detainers().filter(served_at=None, kept_only=False))
    waiting = Q(entitled_at__isnull=True)
    return {
        State.NOW: Q(entitled_at__isnull=False),
        State.PASSED: waiting & Q(planned_for__lte=now),
        State.SOON: waiting & Q(planned_for__gt=now, planned_for__lte=now + SOON),
        State.LATER: waiting & Q(planned_for__gt=now + SOON),
        State.UNPLANNED: waiting & Q(planned_for__isnull=True),
        State.CLAIM: Q(claim=Claim.OPEN.value),
    }[state]


def _counts(held: QuerySet[Any], now: datetime) -> dict[str, int]:
    counted: dict[str, Any] = {
        state.value: Count("pk", filter=_in_state(state, now))
        for state in State
        if state is not State.UNSERVED
    }
    return dict(held.aggregate(total=Count("pk"), **counted))
