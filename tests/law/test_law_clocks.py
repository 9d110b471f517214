"""The clocks against counting minute by minute, and against worked examples."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodged.law import Action, LawError, decide, load_rulebooks
from lodged.law.agreement import random_facts
from lodged.law.clocks import (
    Governs,
    Reading,
    counts,
    form_deadline,
    hold_clock,
    notice_due,
    regulation_deadline,
)
from lodged.law.law_on_day import daybook
from lodged.law.model import Begins, Excluded, Limit
from lodged.law.z3_model import alphabet

BOOKS = load_rulebooks()
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


EASTERN = ZoneInfo("America/New_York")
LISTED = {
    "facility_class": "county_jail",
    "form": "I-247A",
    "detainer_only": True,
    "otherwise_releasable": True,
    "served_on_person": True,
    "claims_us_citizenship": False,
    "convictions": ("listed_offense",),
}
TEXAS = {**LISTED, "administrative_warrant_attached": True, "convictions": ()}
ORDERED = {
    **{name: value for name, value in TEXAS.items() if name != "convictions"},
    "magistrate_order": True,
    "offense_after_law_start": True,
}


def test_new_jerseys_day_ends_at_11_59_pm() -> None:
    entitled = datetime(2026, 11, 24, 9, tzinfo=EASTERN)
    clock = hold_clock(decide(BOOKS, "us-nj", LISTED, entitled.date()), entitled)
    assert (clock.reading, clock.release_by) == (
        Reading.UNTIL,
        datetime(2026, 11, 24, 23, 59, tzinfo=EASTERN),
    )


def test_new_jerseys_day_is_over_in_its_last_minute() -> None:
    entitled = datetime(2026, 11, 24, 23, 59, 30, tzinfo=EASTERN)
    clock = hold_clock(decide(BOOKS, "us-nj", LISTED, entitled.date()), entitled)
    assert (clock.reading, clock.release_by) == (Reading.RELEASE, entitled)
    assert clock.words.startswith("Release now")


def test_north_carolinas_48_hours_of_2024_ran_from_receipt() -> None:
    entitled = datetime(2025, 3, 5, 9, tzinfo=EASTERN)
    decision = decide(BOOKS, "us-nc", ORDERED, entitled.date())
    received = datetime(2025, 3, 4, 17, tzinfo=EASTERN)
    assert hold_clock(decision, entitled, received_at=received).release_by == datetime(
        2025, 3, 6, 17, tzinfo=EASTERN
    )
    late = hold_clock(decision, entitled, received_at=datetime(2025, 3, 1, 9, tzinfo=EASTERN))
    assert (late.reading, late.release_by) == (Reading.RELEASE, entitled)
    unsaid = hold_clock(decision, entitled)
    assert (unsaid.reading, unsaid.release_by) == (Reading.FIND_OUT, None)
    assert "when the papers arrived" in unsaid.words


def test_connecticuts_48_hours_of_2014_left_out_weekends_and_holidays() -> None:
    entitled = datetime(2016, 7, 1, 9, tzinfo=EASTERN)
    facts = {**LISTED, "facility_class": "state_prison", "form": "I-247D", "convictions": ("felony",)}
    decision = decide(BOOKS, "us-ct", facts, entitled.date())
    limit = decision.action(Action.HOLD_DETAINER_ONLY).because[0].limit
    assert limit == Limit(48, Begins.ENTITLEMENT, (Excluded.WEEKENDS, Excluded.HOLIDAYS))
    assert hold_clock(decision, entitled).release_by == datetime(2016, 7, 3, 9, tzinfo=EASTERN)
    counsel = hold_clock(decision, entitled, Governs.REGULATION)
    assert counsel.release_by == datetime(2016, 7, 6, 9, tzinfo=EASTERN)


def test_a_judges_paper_is_never_met_with_release_now() -> None:
    entitled = datetime(2026, 11, 24, 9, tzinfo=EASTERN)
    for jurisdiction in sorted(BOOKS.books):
        facts = {"facility_class": "county_jail", "judicial_warrant": True, "form": "I-247A"}
        clock = hold_clock(decide(BOOKS, jurisdiction, facts, entitled.date()), entitled)
        assert (clock.reading, clock.release_by) == (Reading.JUDGES_PAPER, None)
        assert "Release now" not in clock.words


def test_a_hold_required_on_the_officers_warrant_alone_is_no_release() -> None:
    entitled = datetime(2026, 11, 24, 9, tzinfo=CENTRAL)
    facts = {**TEXAS, "proof_of_lawful_status": False, "served_on_person": False}
    decision = decide(BOOKS, "us-tx", facts, entitled.date())
    assert not decision.action(Action.HOLD_DETAINER_ONLY).authorizes
    assert decision.action(Action.HOLD_ADMINISTRATIVE_WARRANT).outcome.value == "required"
    clock = hold_clock(decision, entitled)
    assert (clock.reading, clock.release_by) == (Reading.UNTIL, entitled + timedelta(hours=48))


def test_where_the_law_commands_an_unknown_is_find_out_now() -> None:
    entitled = datetime(2026, 11, 24, 9, tzinfo=CENTRAL)
    unseen = {name: value for name, value in TEXAS.items() if name != "administrative_warrant_attached"}
    clock = hold_clock(decide(BOOKS, "us-tx", unseen, entitled.date()), entitled)
    assert (clock.reading, clock.release_by) == (Reading.FIND_OUT, None)
    assert "Find out now: Administrative warrant attached" in clock.words
    assert "administrative_warrant_attached" not in clock.words
    allowed = {name: value for name, value in LISTED.items() if name != "convictions"}
    elsewhere = hold_clock(decide(BOOKS, "us-nj", allowed, entitled.date()), entitled)
    assert (elsewhere.reading, elsewhere.release_by) == (Reading.RELEASE, entitled)


def _latest(limit: Limit, entitled: datetime, received: datetime) -> datetime:
    """The last minute of a limit, found by walking minute by minute; written apart from the clock."""
    if limit.hours is None:
        return entitled.replace(hour=23, minute=59, second=0, microsecond=0)
    begins = entitled if limit.begins is Begins.ENTITLEMENT else received
    moment, left = begins.astimezone(UTC), limit.hours * 60
    while left:
        day = moment.astimezone(entitled.tzinfo).date()
        weekend = Excluded.WEEKENDS in limit.excluding and day.isoweekday() > 5
        holiday = Excluded.HOLIDAYS in limit.excluding and day.isoweekday() < 6 and not counts(day)
        left -= not (weekend or holiday)
        moment += timedelta(minutes=1)
    return moment


@given(st.integers(0, 2**32), moments, st.integers(0, 96))
@settings(max_examples=150, deadline=None)
def test_no_hold_outlasts_the_tightest_limit(seed: int, entitled: datetime, hours: int) -> None:
    chance = Random(seed)  # noqa: S311 - test cases
    jurisdiction = chance.choice(sorted(BOOKS.books))
    book = daybook(BOOKS, jurisdiction, entitled.date())
    letters = alphabet(BOOKS.vocabulary, [r.rule.when for law in book.actions.values() for r in law.rules])
    known = random_facts(BOOKS.vocabulary, letters, chance)
    known.pop("county", None)
    facts = {**known, **chance.choice([LISTED, TEXAS, ORDERED, HOLDING, {}])}
    decision = decide(BOOKS, jurisdiction, facts, entitled.date())
    received = entitled - timedelta(hours=hours)
    clock = hold_clock(decision, entitled, received_at=received)
    holds = [
        decision.action(action)
        for action in (Action.HOLD_DETAINER_ONLY, Action.HOLD_ADMINISTRATIVE_WARRANT)
        if decision.action(action).outcome.value in ("permitted", "required")
    ]
    if decision.action(Action.HOLD_JUDICIAL_WARRANT).outcome.value in ("permitted", "required"):
        assert (clock.reading, clock.release_by) == (Reading.JUDGES_PAPER, None)
    elif not holds:
        assert clock.release_by in (entitled, None)
    else:
        limits = [Limit(48), *(r.limit for hold in holds for r in hold.because if r.limit)]
        tightest = min(_latest(limit, entitled, received) for limit in limits)
        assert clock.release_by == max(tightest, entitled)
