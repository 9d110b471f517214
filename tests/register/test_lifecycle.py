"""The tables of acts: what is refused, that everything occurs, and that whatever is accepted hangs together."""

from __future__ import annotations

from dataclasses import MISSING, fields
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, get_origin, get_type_hints
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodged.register import acts, vocabulary
from lodged.register.lifecycle.detainers import DETAINER_RULES, Detainer, DetainerState, detainer_status
from lodged.register.lifecycle.diagram import acts_table, detainer_diagram, stay_diagram
from lodged.register.lifecycle.rules import ImpossibleActError
from lodged.register.lifecycle.stays import STAY_RULES, Claim, Stay, StayState, stay_status

NOON = datetime(2026, 1, 13, 12, tzinfo=UTC)
ID = UUID(int=1)
DOCS = Path(__file__).parents[2] / "docs" / "register.md"


def made(kind: type[acts.Act], at: datetime = NOON, **given_values: Any) -> Any:
    """An act with the least it needs."""
    plain = {
        str: "synthetic",
        bool: True,
        int: 7,
        UUID: ID,
        datetime: at,
        date | None: None,
        tuple[str, ...]: ("synthetic",),
    }
    hints = get_type_hints(kind)
    values: dict[str, Any] = {"at": at}
    for field in fields(kind):
        if field.name in given_values or field.name == "at":
            continue
        if field.default is MISSING:
            hint = hints[field.name]
            if get_origin(hint) is dict:
                values[field.name] = {"criminal_hold": False, "convictions": ["synthetic"], "city": None}
                continue
            values[field.name] = plain[hint] if hint in plain else next(iter(hint))
    return kind(**values, **given_values)


def held(**facts: Any) -> Stay:
    return Stay(booked_at=NOON - timedelta(days=9), seen_at=NOON - timedelta(days=9), **facts)


GONE = {"departed_at": NOON - timedelta(days=1), "departure": vocabulary.DepartureReason.RELEASED}


@pytest.mark.parametrize(
    ("stay", "act", "words"),
    [
        (held(**GONE), made(acts.PrepareHandover), "released"),
        (held(**GONE), made(acts.Release), "released"),
        (Stay(), made(acts.TransferToAgency), "not booked"),
        (held(), made(acts.Release, NOON - timedelta(days=10)), "before the person was booked"),
        (held(entitled_at=NOON, claim=Claim.OPEN), made(acts.HandOver), "claim of US citizenship is open"),
        (held(entitled_at=NOON, claim=Claim.UPHELD), made(acts.HandOver), "is a US citizen"),
        (held(entitled_at=NOON), made(acts.HandOver, identity_checked=False), "identity"),
        (held(), made(acts.HandOver), "held"),
        (held(), made(acts.PlanRelease, planned_for=NOON - timedelta(hours=1)), "isn't after"),
        (held(), made(acts.RuleOnClaim), "no open claim"),
    ],
)
def test_impossible_acts_on_a_stay_are_refused_in_a_full_sentence(
    stay: Stay, act: acts.StayAct, words: str
) -> None:
    with pytest.raises(ImpossibleActError, match=words) as refused:
        stay.after(act)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    ("detainer", "act", "words"),
    [
        (Detainer(held(), NOON), made(acts.Decline), "nothing to decline yet"),
        (Detainer(), made(acts.Lodge), "Book the person first"),
        (Detainer(held(**GONE)), made(acts.Lodge), "Custody ended"),
        (
            Detainer(held(), NOON),
            made(acts.ServeCopy, NOON - timedelta(hours=1)),
            "before the detainer was received",
        ),
        (Detainer(held(), NOON, lifted_at=NOON), made(acts.ServeCopy), "lifted"),
        (Detainer(held(**GONE), NOON - timedelta(days=2)), made(acts.ServeCopy), "left custody"),
    ],
)
def test_impossible_acts_on_a_detainer_are_refused_in_a_full_sentence(
    detainer: Detainer, act: acts.DetainerAct, words: str
) -> None:
    with pytest.raises(ImpossibleActError, match=words):
        detainer.after(act)


def test_a_booking_is_not_corrected_past_a_move() -> None:
    moved = (
        held()
        .after(made(acts.Move, NOON - timedelta(days=5)))
        .after(made(acts.Move, NOON - timedelta(days=2)))
    )
    late = made(acts.CorrectBooking, NOON, booked_at=NOON - timedelta(days=3))
    with pytest.raises(ImpossibleActError, match="after the first move"):
        moved.after(late)
    early = made(acts.CorrectBooking, NOON, booked_at=NOON - timedelta(days=6))
    assert moved.after(early).booked_at == NOON - timedelta(days=6)


def test_a_release_may_always_be_recorded_while_a_claim_is_open() -> None:
    stay = held(entitled_at=NOON, claim=Claim.OPEN).after(made(acts.Release))
    assert stay_status(stay, NOON) is StayState.RELEASED


def test_a_release_recorded_in_error_brings_the_entitlement_back() -> None:
    stay = (
        held(entitled_at=NOON - timedelta(hours=2))
        .after(made(acts.Release))
        .after(made(acts.WithdrawDeparture))
    )
    assert stay_status(stay, NOON) is StayState.DUE


STAY_ACTS = [rule.act for rule in STAY_RULES]
DETAINER_ACTS = [rule.act for rule in DETAINER_RULES]
steps = st.lists(
    st.tuples(st.sampled_from(STAY_ACTS), st.integers(-30, 600), st.integers(1, 400)), min_size=1, max_size=25
)


@settings(max_examples=300, deadline=None)
@given(steps)
def test_whatever_is_accepted_hangs_together(taken: list[tuple[type[acts.Act], int, int]]) -> None:
    rules = {rule.act: rule for rule in STAY_RULES}
    stay, clock = Stay(), NOON
    for kind, forward, span in [(acts.Book, 0, 1), *taken]:
        clock += timedelta(minutes=forward)
        chosen = {
            "planned_for": clock + timedelta(minutes=span),
            "booked_at": clock - timedelta(minutes=span),
            "departed_at": clock + timedelta(minutes=span),
        }
        names = {field.name for field in fields(kind)}
        act = made(kind, clock, **{name: value for name, value in chosen.items() if name in names})
        before = stay_status(stay, clock)
        try:
            stay = stay.after(act)
        except ImpossibleActError:
            continue
        assert before in rules[kind].before
        assert stay_status(stay, clock) in rules[kind].after
        assert stay.booked_at is not None
        assert stay.booked_at <= (stay.departed_at or stay.booked_at)
        assert (stay.departed_at is None) == (stay.departure is None)
        assert not (kind is acts.HandOver and stay.claim in {Claim.OPEN, Claim.UPHELD})
        assert stay.claim is not Claim.OPEN or stay.prepared_at is None


def test_every_state_and_act_occurs() -> None:
    reached = {state for rule in STAY_RULES for state in rule.after} | {StayState.NOT_BOOKED}
    assert reached == set(StayState)
    assert set(STAY_ACTS) == set(acts.StayAct.__subclasses__())
    assert set(DETAINER_ACTS) == set(acts.DetainerAct.__subclasses__())
    reached_by_acts = {state for rule in DETAINER_RULES for state in rule.after}
    assert reached_by_acts | {DetainerState.NOT_RECEIVED} == set(DetainerState)


def test_the_first_answer_decides_a_detainers_status() -> None:
    lodged = Detainer(held(entitled_at=NOON), NOON)
    assert detainer_status(lodged.after(made(acts.Decline))) is DetainerState.DECLINED
    assert detainer_status(lodged.after(made(acts.Decline)).after(made(acts.Lift))) is DetainerState.LIFTED


@pytest.mark.parametrize("kind", acts.ACTS.values(), ids=lambda kind: kind.name)
def test_an_act_comes_back_from_its_payload(kind: type[acts.Act]) -> None:
    act = made(kind)
    assert acts.act_from(kind.name, acts.payload_of(act)) == act


def test_every_value_of_every_list_has_a_meaning() -> None:
    for listed in vocabulary.Listed.__subclasses__():
        assert listed.__doc__
        for member in listed:
            assert member.meaning.strip(), member


@pytest.mark.parametrize(
    "drawn", [stay_diagram(), detainer_diagram(), acts_table(STAY_RULES), acts_table(DETAINER_RULES)]
)
def test_the_picture_in_the_docs_is_the_table(drawn: str) -> None:
    assert drawn in DOCS.read_text(encoding="utf-8")
