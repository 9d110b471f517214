"""Whoever books somebody held already is asked first, is told why, and what they say is recorded."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from lodged.casework.loading import services as loading
from lodged.casework.loading.change import ChangeKind, Comparison
from lodged.casework.same_person import Evidence, marks_of
from lodged.register import acts
from lodged.register.acting import acting_as
from lodged.register.history import act_of
from lodged.register.models import Event, Stay
from lodged.sources.model import Severity
from tests.api.agencies import program
from tests.casework.doors import World, world
from tests.exchange.test_loading import written

BORN = date(1990, 1, 2)
SAME = {"last": "sintetico", "first": "ADA", "born": "1990-01-02"}


def alike(one: acts.Name, other: acts.Name) -> bool:
    return bool(marks_of([one], [BORN], ()) & marks_of([other], [BORN], ()))


@given(
    st.lists(st.sampled_from(["Núñez", "O'Brien", "de", "la", "Łukasz", "Ana"]), min_size=2, max_size=4),
    st.data(),
)
def test_a_name_in_any_order_case_and_accents_is_one_name(said: list[str], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(said))
    plain = [word.upper().replace("Ú", "U").replace("Ñ", "N").replace("Ł", "L") for word in shuffled]
    cut = data.draw(st.integers(1, len(said) - 1))
    assert alike(
        acts.Name(" ".join(said[:1]), " ".join(said[1:])),
        acts.Name(" ".join(plain[:cut]), " ".join(plain[cut:])),
    )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (acts.Name("Núñez-Obrien", "Ada"), acts.Name("Nunez Obrien", "Ada"), True),
        (acts.Name("De La Cruz", "Ada"), acts.Name("Delacruz", "Ada"), True),
        (acts.Name("Sintético", "Ada", "Maria"), acts.Name("Sintético", "Ada"), True),
        (acts.Name("Sintético", "Ada"), acts.Name("Sintético", "Ida"), False),
        (acts.Name("Sintético", "Ada"), acts.Name("Sintética", "Ada"), False),
        (acts.Name("", ""), acts.Name("-", " "), False),
    ],
)
def test_which_names_are_one(one: acts.Name, other: acts.Name, same: bool) -> None:
    assert alike(one, other) is same


def test_a_name_alone_tells_nobody() -> None:
    assert marks_of([acts.Name("Sintético", "Ada")], (), ()) == frozenset()


@pytest.fixture
def here(tmp_path: Path, db: None) -> World:
    return world(tmp_path)


@pytest.fixture
def desk(here: World) -> Client:
    client = Client()
    client.force_login(here.case.desk)
    return client


def typed(here: World, **changed: Any) -> dict[str, Any]:
    first = {"facility": str(here.case.facility.pk), "booking_number": "SYN-NEW", "at": "2026-01-12T12:00"}
    return first | {"basis": "charge"} | SAME | changed


def bookings(here: World) -> list[acts.Book]:
    with acting_as(here.case.desk):
        found = [act_of(one) for one in Event.objects.filter(name="stay.booked").order_by("index")]
    return [act for act in found if isinstance(act, acts.Book)]


def test_the_desk_asks_leads_to_the_booking_and_records_what_is_said(here: World, desk: Client) -> None:
    asked = desk.post("/desk/book/", typed(here))
    page = asked.content.decode()
    assert asked.status_code == 422
    assert "Is this the same person?" in page
    assert Evidence.NAME_AND_BIRTH.value in page
    assert f'href="{reverse("desk-stay", args=[here.case.stay])}"' in page
    assert len(bookings(here)) == 1
    said = desk.post("/desk/book/", typed(here, different="on"), follow=True)
    assert "Said to be a different person from one held" in said.content.decode()
    assert bookings(here)[-1].not_same_as == (here.case.person,)


def test_somebody_who_left_is_not_asked_about(here: World, desk: Client) -> None:
    here.case.record(acts.Release(at=acts_at(here), stay=here.case.stay))
    assert desk.post("/desk/book/", typed(here)).status_code == 302
    assert bookings(here)[-1].not_same_as == ()


def acts_at(here: World) -> Any:
    with acting_as(here.case.desk):
        return Stay.objects.get(pk=here.case.stay).booked_at.replace(hour=23)


def test_another_agencys_people_are_no_candidates(here: World, tmp_path: Path) -> None:
    other = world(tmp_path)
    client = Client()
    client.force_login(other.case.desk)
    answer = client.post("/desk/book/", typed(other))
    assert here.booking not in answer.content.decode()
    assert other.booking in answer.content.decode()


def event(here: World, **changed: Any) -> dict[str, Any]:
    return {
        "event": "booked",
        "at": "2026-01-12T12:00:00-06:00",
        "booking_number": "SYN-NEW",
        "facility": here.case.facility.name,
        "basis": "charge",
        "person": {"name": {"last": "Ada", "first": "Sintetico"}, "date_of_birth": "1990-01-02"},
    } | changed


def test_the_api_answers_409_with_who_may_be_meant_and_takes_the_answer(here: World) -> None:
    jail = program(here.case)
    asked = jail.post("/custody/events", event(here))
    told = json.loads(asked.content)
    assert (asked.status_code, told["type"].rpartition("/")[2]) == (409, "same-person")
    (one,) = told["errors"]
    assert (one["person_id"], one["stay_id"], one["booking_number"]) == (
        str(here.case.person),
        str(here.case.stay),
        here.booking,
    )
    assert jail.post("/custody/events", event(here, same_as=one["person_id"])).status_code == 201
    booked = bookings(here)[-1]
    assert (booked.person, booked.not_same_as) == (here.case.person, ())


def test_a_person_of_another_agency_is_nobody_to_be_the_same_as(here: World, tmp_path: Path) -> None:
    other = world(tmp_path)
    refused = program(here.case).post("/custody/events", event(here, same_as=str(other.case.person)))
    assert refused.status_code == 409
    assert "no person of your agency" in json.loads(refused.content)["detail"]


def test_two_bookings_of_one_batch_ask_too(here: World) -> None:
    jail = program(here.case)
    person = {"name": {"last": "Neu", "first": "Kim"}, "date_of_birth": "1991-02-03"}
    twice = [event(here, booking_number=number, person=person) for number in ("SYN-A", "SYN-B")]
    refused = jail.post("/custody/events/bulk", {"events": twice})
    told = json.loads(refused.content)
    assert (refused.status_code, told["errors"][0]["booking_number"], told["errors"][0]["event"]) == (
        409,
        "SYN-A",
        2,
    )
    assert len(bookings(here)) == 1


def test_a_batch_finds_a_booking_whatever_its_capitals(here: World) -> None:
    jail = program(here.case)
    person = {"name": {"last": "Neu", "first": "Kim"}, "date_of_birth": "1991-02-03"}
    moved = {
        "event": "entitled",
        "at": "2026-01-12T13:00:00-06:00",
        "booking_number": " syn-new",
        "basis": "bail",
    }
    done = jail.post("/custody/events/bulk", {"events": [event(here, person=person), moved]})
    assert done.status_code == 201, done.content
    assert len(jail.get("/custody/stays", booking_number="sYn-NEW ").json()["items"]) == 1


def row(here: World, **changed: Any) -> dict[str, Any]:
    return {
        "facility_name": here.case.facility.name,
        "booking_id": "SYN-NEW",
        "last_name": "SINTETICO",
        "first_name": "Ada",
        "date_of_birth": "1990-01-02",
        "booked_at": "2026-01-12 12:00",
        "released_at": "",
        "release_reason": "",
    } | changed


def load(here: World, *rows: dict[str, Any]) -> Comparison:
    comparison = loading.compare_rosters(here.case.supervisor, [written(here.folder, *rows)])
    loading.apply(here.case.supervisor, comparison)
    return comparison


def notes(comparison: Comparison, word: str) -> list[tuple[int | None, str | None, str | None]]:
    assert all(one.severity is Severity.NOTE for one in comparison.problems), "No row is lost."
    return [(one.row, one.column, one.value) for one in comparison.problems if word in one.reason]


def test_a_row_about_somebody_held_is_booked_and_noted_for_a_person(here: World) -> None:
    comparison = load(here, row(here))
    assert comparison.counts[ChangeKind.BOOKED] == 1
    assert notes(comparison, "Is this the same person?") == [(2, "booking_id", "SYN-NEW")]
    assert here.booking in " ".join(one.reason for one in comparison.problems)
    assert bookings(here)[-1].not_same_as == (), "Nobody said that it is another person."


def test_two_rows_of_one_file_about_one_person_are_noted(here: World) -> None:
    who = {"last_name": "Neu", "first_name": "Kim", "date_of_birth": "1991-02-03"}
    comparison = load(here, row(here, **who), row(here, **who, booking_id="SYN-NEWER"))
    assert comparison.counts[ChangeKind.BOOKED] == 2
    assert notes(comparison, "Is this the same person?") == [(3, "booking_id", "SYN-NEWER")]


def test_a_row_with_a_birth_out_of_reason_is_booked_without_it_and_noted(here: World) -> None:
    comparison = load(here, row(here, date_of_birth="2020-01-02"))
    assert comparison.counts[ChangeKind.BOOKED] == 1
    assert notes(comparison, "Date of birth [2020-01-02]") == [(2, "date_of_birth", "2020-01-02")]


def test_a_file_finds_a_booking_whatever_its_capitals(here: World) -> None:
    number = here.booking.swapcase()
    comparison = load(here, row(here, booking_id=number), row(here, booking_id=here.booking))
    assert ChangeKind.BOOKED not in comparison.counts
    assert "each stay was taken once" in " ".join(one.reason for one in comparison.problems)
    assert "are not in the file" not in " ".join(one.reason for one in comparison.problems)
