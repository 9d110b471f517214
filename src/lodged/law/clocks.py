"""Clocks: how long a hold may last where one is lawful, and when a notice is due.

Two rules count from the moment a person is entitled to release. The form (I-247A) says 48 hours that simply
elapse. The regulation, 8 C.F.R. § 287.7(d), says 48 hours excluding Saturdays, Sundays and holidays. Hours are
counted as they elapse, in the facility's time zone for what day it is; a change of the clocks neither adds nor
takes an hour of custody. Where no hold is lawful neither runs: release now.

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

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from functools import lru_cache

import holidays

from lodged.law.actions import Action
from lodged.law.decision import Decision
from lodged.law.errors import LawError

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


class Governs(Enum):
    """Which rule ends a lawful hold."""

    EARLIER = "earlier"
    """The earlier of the two: the rule unless counsel has set another."""
    FORM = "form"
    """The form's 48 hours, set by counsel."""
    REGULATION = "regulation"
    """The regulation's 48 hours, set by counsel."""


@dataclass(frozen=True, slots=True)
class HoldClock:
    """When a person must leave. ``form_ends`` and ``regulation_ends`` are empty where no hold is lawful."""

    entitled_at: datetime
    release_by: datetime
    form_ends: datetime | None
    regulation_ends: datetime | None
    words: str


def hold_clock(decision: Decision, entitled_at: datetime, governs: Governs = Governs.EARLIER) -> HoldClock:
    """Give the clock for a person entitled to release; zero unless the decision allows a hold on the detainer."""
    _zoned(entitled_at)
    if not decision.action(Action.HOLD_DETAINER_ONLY).authorises:
        return HoldClock(entitled_at, entitled_at, None, None, "Release now: no hold is authorised.")
    form, regulation = form_deadline(entitled_at), regulation_deadline(entitled_at)
    chosen = {Governs.EARLIER: min(form, regulation), Governs.FORM: form, Governs.REGULATION: regulation}
    ends = chosen[governs]
    return HoldClock(entitled_at, ends, form, regulation, f"Release by {ends:%A %d %B %Y %H:%M}.")


def form_deadline(entitled_at: datetime) -> datetime:
    """Give the end of the form's 48 elapsed hours, in the zone of the moment given."""
    return (_zoned(entitled_at).astimezone(UTC) + HOLD).astimezone(entitled_at.tzinfo)


def regulation_deadline(entitled_at: datetime) -> datetime:
    """Give the end of 48 elapsed hours of which Saturdays, Sundays and federal holidays count none."""
    moment, left = _zoned(entitled_at), HOLD
    while True:
        midnight = _next_midnight(moment)
        if counts(moment.date()):
            today = midnight.astimezone(UTC) - moment.astimezone(UTC)
            if left <= today:
                return (moment.astimezone(UTC) + left).astimezone(entitled_at.tzinfo)
            left -= today
        moment = midnight


def counts(day: date) -> bool:
    """Whether the regulation counts the hours of a day: not on a weekend or a federal holiday, as observed."""
    return day.weekday() < 5 and day not in _holidays(day.year)


@lru_cache(maxsize=64)
def _holidays(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("US", years=(year - 1, year, year + 1), observed=True)


def _next_midnight(moment: datetime) -> datetime:
    return datetime.combine(moment.date() + timedelta(days=1), time(), tzinfo=moment.tzinfo)


def notice_due(planned_release_at: datetime) -> datetime:
    """Give the latest moment of the notice the form asks for: 48 elapsed hours before the planned release."""
    before = _zoned(planned_release_at).astimezone(UTC) - NOTICE_BEFORE_RELEASE
    return before.astimezone(planned_release_at.tzinfo)


def _zoned(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise LawError(f"The time [{moment}] has no time zone. Give it in the facility's zone.")
    return moment
