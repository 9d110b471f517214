"""The clocks against counting minute by minute, and against worked examples."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodged.law import LawError, decide, load_rulebooks
from lodged.law.clocks import Governs, counts, form_deadline, hold_clock, notice_due, regulation_deadline

ZONES = [ZoneInfo(name) for name in ("America/Chicago", "America/Phoenix", "America/Los_Angeles")]
CENTRAL = ZONES[0]
HOLDING = {
    "facility_class": "federal",
    "form": "I-247A",
    "served_on_person": True,
    "claims_us_citizenship": False,
}
moments = st.builds(
    lambda minutes, zone: (datetime(2015, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)).astimezone(zone),
    st.integers(0, 17 * 365 * 24 * 60),
    st.sampled_from(ZONES),
)


def _counted(entitled: datetime) -> datetime:
    moment, left = entitled.astimezone(UTC), 48 * 60
    while left:
        left -= counts(moment.astimezone(entitled.tzinfo).date())
        moment += timedelta(minutes=1)
    return moment


@given(moments)
@settings(max_examples=60, deadline=None)
def test_the_regulation_is_what_counting_minutes_gives(entitled: datetime) -> None:
    assert regulation_deadline(entitled) == _counted(entitled)


@given(moments)
def test_the_form_never_outlasts_the_regulation_and_notice_mirrors_it(entitled: datetime) -> None:
    assert form_deadline(entitled).astimezone(UTC) - entitled.astimezone(UTC) == timedelta(hours=48)
    assert form_deadline(entitled) <= regulation_deadline(entitled)
    assert notice_due(form_deadline(entitled)) == entitled


def test_a_holiday_weekend() -> None:
    entitled = datetime(2026, 7, 3, 9, tzinfo=CENTRAL)
    decision = decide(load_rulebooks(), "us", HOLDING, date(2026, 7, 3))
    clock = hold_clock(decision, entitled)
    assert clock.form_ends == clock.release_by == datetime(2026, 7, 5, 9, tzinfo=CENTRAL)
    assert clock.regulation_ends == datetime(2026, 7, 8, tzinfo=CENTRAL)
    assert hold_clock(decision, entitled, Governs.REGULATION).release_by == clock.regulation_ends


def test_a_clock_change() -> None:
    ends = form_deadline(datetime(2026, 3, 7, 12, tzinfo=CENTRAL))
    assert (ends.hour, ends.utcoffset()) == (13, timedelta(hours=-5))


def test_in_minnesota_the_clock_is_zero() -> None:
    entitled = datetime(2026, 7, 3, 9, tzinfo=CENTRAL)
    facts = {**HOLDING, "facility_class": "county_jail"}
    clock = hold_clock(decide(load_rulebooks(), "us-mn", facts, date(2026, 7, 3)), entitled)
    assert (clock.release_by, clock.form_ends, clock.regulation_ends) == (entitled, None, None)
    assert clock.words.startswith("Release now")


def test_an_open_answer_also_means_release_now() -> None:
    entitled = datetime(2026, 7, 3, 9, tzinfo=CENTRAL)
    assert hold_clock(decide(load_rulebooks(), "us", {}, date(2026, 7, 3)), entitled).release_by == entitled


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(LawError, match="no time zone"):
        form_deadline(datetime(2026, 7, 3, 9))  # noqa: DTZ001 - the mistake
