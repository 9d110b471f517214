"""What was true at a moment, as known at another: one stay from its acts, and many from spans, say the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lodged.register import acts
from lodged.register import vocabulary as words
from lodged.register.acting import acting_as
from lodged.register.counting import held_at, held_with_detainer_at
from lodged.register.knowledge import detainer_as_known, stay_as_known
from lodged.register.lifecycle.detainers import DetainerState
from lodged.register.lifecycle.rules import ImpossibleActError
from lodged.register.lifecycle.stays import StayState
from lodged.register.models import Agency, Event, Facility, Role, Stay, User
from lodged.register.services import record
from tests.whole_case import AT, Case, hours, lodged, whole_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> User:
    agency = Agency.objects.create(name="Synthetic County", state="MN")
    return User.objects.create(username="supervisor", agency=agency, role=Role.RECORDS_SUPERVISOR)


@pytest.fixture
def jail(clerk: User) -> Facility:
    return Facility.objects.create(agency=clerk.agency, name="Synthetic Jail", kind="county_jail")


def test_a_late_entry_changes_what_is_known_and_not_what_was_known(clerk: User, jail: Facility) -> None:
    case = Case(uuid4(), uuid4(), uuid4(), uuid4())
    for act in lodged(case, jail, "1"):
        record(clerk, act)
    entitled = record(clerk, acts.Entitle(at=hours(10), stay=case.stay, basis=words.EntitlementBasis.BAIL))
    before = entitled.recorded_at - timedelta(microseconds=1)
    with acting_as(clerk):
        then = stay_as_known(case.stay, hours(12), known_at=before)
        now = stay_as_known(case.stay, hours(12))
        earlier = stay_as_known(case.stay, hours(9))
    assert (then.status, then.entitlement) == (StayState.HELD, None)
    assert (now.status, now.entitlement) == (StayState.DUE, words.EntitlementBasis.BAIL)
    assert earlier.status is StayState.HELD
    assert now.facility == jail.id


def test_a_detainer_is_asked_for_in_the_same_way(clerk: User, jail: Facility) -> None:
    case = whole_case(clerk, jail)
    with acting_as(clerk):
        states = [detainer_as_known(case.detainer, hours(hour)) for hour in (0.5, 2, 5, 30, 76)]
    assert [one.status for one in states] == [
        DetainerState.NOT_RECEIVED,
        DetainerState.LODGED,
        DetainerState.IN_FORCE,
        DetainerState.IN_FORCE,
        DetainerState.FULFILLED,
    ]
    assert [one.notices_given for one in states] == [0, 0, 0, 1, 1]


def test_nothing_is_known_of_a_stay_of_another_agency(clerk: User, jail: Facility) -> None:
    case = whole_case(clerk, jail)
    other = Agency.objects.create(name="Synthetic Neighbour", state="MN")
    with acting_as(User.objects.create(username="stranger", agency=other, role=Role.AUDITOR)):
        assert stay_as_known(case.stay, hours(5)).status is StayState.NOT_BOOKED


def possible_acts(stay: UUID, detainer: UUID, at: datetime, shift: int, jail: UUID) -> list[acts.Act]:
    """Acts that a clerk may try, late or early, whether they fit or not."""
    return [
        acts.Move(at=at, stay=stay, facility=jail),
        acts.PlanRelease(at=at, stay=stay, planned_for=at + timedelta(hours=1 + abs(shift)), reason="x"),
        acts.WithdrawPlan(at=at, stay=stay, reason="x"),
        acts.Entitle(at=at, stay=stay, basis=words.EntitlementBasis.BAIL),
        acts.WithdrawEntitlement(at=at, stay=stay, reason="x"),
        acts.Release(at=at, stay=stay),
        acts.CorrectBooking(at=at, stay=stay, booked_at=at, reason="x"),
        acts.CorrectDeparture(at=at, stay=stay, departed_at=at + timedelta(hours=shift), reason="x"),
        acts.WithdrawDeparture(at=at, stay=stay, reason="x"),
        acts.Lift(at=at, detainer=detainer, reason=words.LiftReason.LIFTED),
    ]


KINDS = st.one_of(st.integers(0, 9), st.sampled_from([5, 6, 7, 8]))
"""Which of the possible acts; ends of custody and their corrections more often."""


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(KINDS, st.integers(0, 200), st.integers(-90, 90)), min_size=1, max_size=9))
def test_spans_and_acts_say_the_same(clerk: User, jail: Facility, tried: list[tuple[int, int, int]]) -> None:
    with transaction.atomic():
        case = Case(uuid4(), uuid4(), uuid4(), uuid4())
        for act in lodged(case, jail, uuid4().hex):
            record(clerk, act)
        for kind, hour, shift in tried:
            try:
                with transaction.atomic():
                    record(clerk, possible_acts(case.stay, case.detainer, hours(hour), shift, jail.id)[kind])
            except ImpossibleActError:
                continue
        with acting_as(clerk):
            recorded = list(Event.objects.order_by("index").values_list("recorded_at", flat=True))
            moments = [first + (second - first) / 2 for first, second in pairwise(recorded[1:])]
            near = {at for _, hour, shift in tried for at in (hour - 1, hour + 1, hour + shift / 2)}
            for known_at in [*moments[-4:], None]:
                for hour in near:
                    _compare(case, hours(hour), known_at)
            facts = Stay.objects.get(pk=case.stay).facts()
            assert stay_as_known(case.stay, datetime(2100, 1, 1, tzinfo=UTC)).facts == facts
        transaction.set_rollback(True)


def _compare(case: Case, at: datetime, known_at: datetime | None) -> None:
    alone = stay_as_known(case.stay, at, known_at=known_at)
    among_many = held_at(at, known_at=known_at).filter(stay=case.stay)
    is_held = alone.facts.booked_at is not None and alone.facts.departed_at is None
    assert among_many.exists() is is_held
    lodged_then = held_with_detainer_at(at, known_at=known_at).filter(stay=case.stay).exists()
    status = detainer_as_known(case.detainer, at, known_at=known_at).status
    is_lodged = status not in {DetainerState.NOT_RECEIVED, DetainerState.LIFTED, DetainerState.SUPERSEDED}
    assert lodged_then is (is_held and is_lodged)


def test_the_whole_case_ends_where_it_ended(clerk: User, jail: Facility) -> None:
    case = whole_case(clerk, jail)
    last = hours(75)
    with acting_as(clerk):
        assert stay_as_known(case.stay, last).status is StayState.HANDED_OVER
        assert stay_as_known(case.stay, last - timedelta(minutes=1)).status is not StayState.HANDED_OVER
        assert stay_as_known(case.stay, AT - timedelta(minutes=1)).status is StayState.NOT_BOOKED
