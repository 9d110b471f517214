"""Clocks: how long a hold may last where one is lawful, and when a notice is due.

Two rules count from the moment a person is entitled to release. The form (I-247A) says 48 hours that simply
elapse. The regulation, 8 C.F.R. § 287.7(d), says 48 hours excluding Saturdays, Sundays and holidays. Hours are
counted as they elapse, in the facility's time zone for what day it is; a change of the clocks neither adds nor
takes an hour of custody. A rule that allows a hold may set a limit of its own (``limit:`` in its rulebook); of
all limits that apply to any kind of hold the tightest ends it. Where no hold is lawful no clock runs: release
now, unless a judge's paper keeps the person, or a hold may be commanded and a fact has to be found out first.

>>> from datetime import datetime
>>> from zoneinfo import ZoneInfo
>>> central = ZoneInfo("America/Chicago")
>>> friday = datetime(2026, 7, 3, 9, 0, tzinfo=central)
>>> print(form_deadline(friday))
2026-07-05 09:00:00-05:00
>>> print(regulation_deadline(friday))
2026-07-08 00:00:00-05:00
>>> print(form_deadline(datetime(2026, 3, 7, 12, 0, tzinfo=central)))
2026-03-09 13:00:00-05:00
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from functools import lru_cache

import holidays

from lodged.law.actions import Action, Effect, Outcome
from lodged.law.decision import ActionDecision, Decision
from lodged.law.errors import LawError
from lodged.law.model import Begins, Excluded, Limit
from lodged.law.precedence import Fate
from lodged.law.vocabulary import vocabulary

HOLD = timedelta(hours=48)
NOTICE_BEFORE_RELEASE = timedelta(hours=48)
"""What the form asks: notice at least 48 hours before release where possible."""
COMMITMENT_NOTICE_ITEMS = (
    "date and reasons of the commitment",
    "length of time for which committed",
    "country of which the person is a citizen",
    "date and port of last entry into the United States",
)
"""The four items of Minn. Stat. § 631.50."""

_ON_IMMIGRATION_PAPERS = (Action.HOLD_DETAINER_ONLY, Action.HOLD_ADMINISTRATIVE_WARRANT)


class Governs(Enum):
    """Which of the detainer's two rules ends a lawful hold; a limit of the place's own law always counts besides."""

    EARLIER = "earlier"
    """The earlier of the two: the rule unless counsel has set another."""
    FORM = "form"
    """The form's 48 hours, set by counsel."""
    REGULATION = "regulation"
    """The regulation's 48 hours, set by counsel."""


class Reading(Enum):
    """What a clock says to whoever looks at it."""

    RELEASE = "release"
    """Nothing that was found keeps the person, or the time is over: release."""
    UNTIL = "until"
    """A hold is lawful until a minute."""
    JUDGES_PAPER = "judges_paper"
    """A judge's warrant or a criminal hold keeps the person; no clock of a detainer runs."""
    FIND_OUT = "find_out"
    """A hold may be commanded here, or its end hangs on a fact nobody gave: find it out now."""


@dataclass(frozen=True, slots=True)
class HoldClock:
    """When a person must leave.

    ``release_by`` is empty where no clock says it: a judge's paper keeps the person, or something has to be found
    out first. ``form_ends`` and ``regulation_ends`` are empty where no hold on immigration papers is lawful.
    """

    entitled_at: datetime
    reading: Reading
    release_by: datetime | None
    form_ends: datetime | None
    regulation_ends: datetime | None
    words: str


def hold_clock(
    decision: Decision,
    entitled_at: datetime,
    governs: Governs = Governs.EARLIER,
    *,
    received_at: datetime | None = None,
) -> HoldClock:
    """Return the clock for a person entitled to release, by the rules that decide on every kind of hold.

    ``received_at`` is when the papers arrived; a limit may count from it. Raises
    :class:`~lodged.law.errors.LawError` for a time without zone.
    """
    _zoned(entitled_at)
    if decision.action(Action.HOLD_JUDICIAL_WARRANT).authorizes:
        return _open(
            entitled_at,
            Reading.JUDGES_PAPER,
            "A judge's warrant or a criminal hold keeps the person. No time of the detainer runs until it ends.",
        )
    holds = lawful_holds(decision)
    if not holds:
        return _without_hold(decision, entitled_at)
    limits = [rule.limit for hold in holds for rule in hold.because if rule.limit is not None]
    if received_at is None and any(limit.begins is Begins.RECEIPT for limit in limits):
        return _open(
            entitled_at,
            Reading.FIND_OUT,
            "Find out now when the papers arrived: the hold ends a number of hours after that.",
        )
    return _with_hold(limits, entitled_at, received_at, governs)


def lawful_holds(decision: Decision) -> tuple[ActionDecision, ...]:
    """Return the holds on immigration papers that the decision permits or requires."""
    return tuple(hold for hold in map(decision.action, _ON_IMMIGRATION_PAPERS) if hold.authorizes)


def deadline(limit: Limit, entitled_at: datetime, received_at: datetime) -> datetime:
    """Return when a limit ends, in the zone of the entitlement; 11:59 pm of that day for a limit without hours."""
    if limit.hours is None:
        return datetime.combine(entitled_at.date(), time(23, 59), tzinfo=entitled_at.tzinfo)
    begins = entitled_at if limit.begins is Begins.ENTITLEMENT else received_at.astimezone(entitled_at.tzinfo)
    return _elapsed(begins, timedelta(hours=limit.hours), limit.excluding)


def _with_hold(
    limits: Sequence[Limit], entitled_at: datetime, received_at: datetime | None, governs: Governs
) -> HoldClock:
    form, regulation = form_deadline(entitled_at), regulation_deadline(entitled_at)
    chosen = {Governs.EARLIER: min(form, regulation), Governs.FORM: form, Governs.REGULATION: regulation}
    ends = min(
        [chosen[governs], *(deadline(limit, entitled_at, received_at or entitled_at) for limit in limits)]
    )
    if ends <= entitled_at:
        words = "Release now: the time the law here allows for a hold is over."
        return HoldClock(entitled_at, Reading.RELEASE, entitled_at, None, None, words)
    words = f"Release by {ends:%A %d %B %Y %H:%M}."
    return HoldClock(entitled_at, Reading.UNTIL, ends, form, regulation, words)


def _without_hold(decision: Decision, entitled_at: datetime) -> HoldClock:
    open_holds = [hold for hold in map(decision.action, _ON_IMMIGRATION_PAPERS) if _may_be_commanded(hold)]
    if open_holds:
        names = dict.fromkeys(name for hold in open_holds for name in hold.missing_facts)
        words = (
            f"A hold may be required here. Find out now: {', '.join(_label(name) for name in names)}."
            if names
            else "A hold may be required here, and the law collides. Ask counsel now."
        )
        return _open(entitled_at, Reading.FIND_OUT, words)
    words = (
        "Release now: no hold is authorized."
        if decision.action(Action.HOLD_JUDICIAL_WARRANT).outcome is not Outcome.UNKNOWN
        else "Release now, unless a judge's warrant or a criminal hold is on file: no other hold is authorized."
    )
    return HoldClock(entitled_at, Reading.RELEASE, entitled_at, None, None, words)


def _may_be_commanded(hold: ActionDecision) -> bool:
    """Return whether the answer is open and a rule that commands the hold may turn out to decide it."""
    if hold.outcome not in (Outcome.UNKNOWN, Outcome.UNSETTLED):
        return False
    return any(
        rule.effect is Effect.REQUIRED and rule.fate in (Fate.UNKNOWN, Fate.DECIDES, Fate.COLLIDES)
        for rule in hold.trace
    )


def _open(entitled_at: datetime, reading: Reading, words: str) -> HoldClock:
    return HoldClock(entitled_at, reading, None, None, None, words)


def _label(name: str) -> str:
    spec = vocabulary().facts.get(name)
    return spec.label if spec else name


def form_deadline(entitled_at: datetime) -> datetime:
    """Return the end of the form's 48 elapsed hours, in the zone of the moment given."""
    return (_zoned(entitled_at).astimezone(UTC) + HOLD).astimezone(entitled_at.tzinfo)


def regulation_deadline(entitled_at: datetime) -> datetime:
    """Return the end of 48 elapsed hours of which Saturdays, Sundays and federal holidays count none."""
    return _elapsed(_zoned(entitled_at), HOLD, (Excluded.WEEKENDS, Excluded.HOLIDAYS))


def _elapsed(begins: datetime, left: timedelta, excluding: Sequence[Excluded]) -> datetime:
    """Return the end of so much elapsed time, of which the days excluded count none."""
    moment = begins
    while True:
        midnight = _next_midnight(moment)
        if not _excluded(moment.date(), excluding):
            today = midnight.astimezone(UTC) - moment.astimezone(UTC)
            if left <= today:
                return (moment.astimezone(UTC) + left).astimezone(begins.tzinfo)
            left -= today
        moment = midnight


def counts(day: date) -> bool:
    """Return whether the regulation counts the hours of a day: not on a weekend or a federal holiday, as observed."""
    return not _excluded(day, (Excluded.WEEKENDS, Excluded.HOLIDAYS))


def _excluded(day: date, excluding: Sequence[Excluded]) -> bool:
    weekend = Excluded.WEEKENDS in excluding and day.weekday() >= 5
    return weekend or (Excluded.HOLIDAYS in excluding and day in _holidays(day.year))


@lru_cache(maxsize=64)
def _holidays(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("US", years=(year - 1, year, year + 1), observed=True)


def _next_midnight(moment: datetime) -> datetime:
    return datetime.combine(moment.date() + timedelta(days=1), time(), tzinfo=moment.tzinfo)


def notice_due(planned_release_at: datetime) -> datetime:
    """Return the latest moment of the notice the form asks for: 48 elapsed hours before the planned release."""
    before = _zoned(planned_release_at).astimezone(UTC) - NOTICE_BEFORE_RELEASE
    return before.astimezone(planned_release_at.tzinfo)


def _zoned(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise LawError(f"The time [{moment}] has no time zone. Give it in the facility's zone.")
    return moment
