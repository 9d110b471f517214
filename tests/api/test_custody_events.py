"""Custody events from a jail's own system: one by one, in bulk, once however often they are sent."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse

from lodged.register.acting import acting_as
from lodged.register.models import Event, PersonName, Role, Stay
from tests.api.agencies import Program, booking, kind, program, recorded
from tests.register.case import Case, made

pytestmark = pytest.mark.django_db
LATER = "2026-01-13T12:00:00-06:00"


@pytest.fixture
def case() -> Case:
    return made()


@pytest.fixture
def jail(case: Case) -> Program:
    return program(case)


def send(jail: Program, event: str, **said: Any) -> HttpResponse:
    return jail.post("/custody/events", {"event": event, "at": LATER, "booking_number": "SYN-9"} | said)


def somebody(number: int) -> dict[str, Any]:
    return {"name": {"last": "Sintético", "first": f"Kim {number}"}, "date_of_birth": "1991-02-03"}


def test_a_stay_from_booking_to_release(jail: Program, case: Case) -> None:
    described, booked = recorded(jail.post("/custody/events", booking(case)))
    assert (described["name"], booked["name"]) == ("person.described", "stay.booked")
    recorded(send(jail, "release_planned", planned_for="2026-01-14T10:00:00-06:00", reason="Court date"))
    recorded(send(jail, "moved", facility=case.facility.name.upper()))
    recorded(send(jail, "entitled", basis="bail"))
    recorded(send(jail, "released", note="Synthetic"))
    stay = jail.get(f"/custody/stays/{booked['stay_id']}").json()
    assert (stay["status"], stay["departure"], stay["version"]) == ("released", "released", 5)
    assert stay["departed_at"] == "2026-01-13T18:00:00Z"


def test_a_transfer_ends_custody(jail: Program, case: Case) -> None:
    jail.post("/custody/events", booking(case))
    recorded(send(jail, "transferred", receiving_agency="Synthetic Neighbor County"))
    assert (
        jail.get("/custody/stays", booking_number="SYN-9").json()["items"][0]["departure"]
        == "transferred_to_agency"
    )


def test_the_same_request_twice_is_recorded_once(jail: Program, case: Case) -> None:
    first = jail.post("/custody/events", booking(case), key="once")
    again = jail.post("/custody/events", booking(case), key="once")
    assert again.json() == first.json()
    assert (first["Idempotency-Replayed"], again["Idempotency-Replayed"]) == ("false", "true")
    other = jail.post("/custody/events", booking(case, "SYN-10"), key="once")
    assert kind(other) == (409, "key-reused")
    with acting_as(case.desk):
        assert Stay.objects.filter(booking_number__in=["SYN-9", "SYN-10"]).count() == 1


def test_a_key_belongs_to_its_token(jail: Program, case: Case) -> None:
    jail.post("/custody/events", booking(case), key="once")
    assert kind(program(case).post("/custody/events", booking(case), key="once")) == (409, "booked-already")


def test_what_was_refused_can_be_sent_again_with_its_key(jail: Program, case: Case) -> None:
    early = {"event": "released", "at": LATER, "booking_number": "SYN-9"}
    assert kind(jail.post("/custody/events", early, key="retry")) == (409, "unknown-booking")
    jail.post("/custody/events", booking(case))
    recorded(jail.post("/custody/events", early, key="retry"))


def test_bulk_is_all_or_nothing_and_says_which_failed(jail: Program, case: Case) -> None:
    ended = {"event": "released", "at": LATER, "booking_number": "SYN-9"}
    events = [booking(case), ended, {**ended, "event": "entitled", "basis": "bail"}]
    refused = jail.post("/custody/events/bulk", {"events": events})
    assert refused.status_code == 409
    assert "Event 3 of 3" in refused.json()["detail"]
    with acting_as(case.desk):
        assert not Stay.objects.filter(booking_number="SYN-9").exists()
    assert len(recorded(jail.post("/custody/events/bulk", {"events": events[:2]}))) == 3


def test_a_hundred_bookings_at_once(jail: Program, case: Case) -> None:
    events = [booking(case, f"SYN-B{n}", person=somebody(n)) for n in range(100)]
    assert len(recorded(jail.post("/custody/events/bulk", {"events": events}))) == 200


def test_a_known_local_number_means_the_same_person(jail: Program, case: Case) -> None:
    person = {
        "name": {"last": "Sintético", "first": "Kim"},
        "identifiers": [{"kind": "local_id", "value": "L-1"}],
    }
    first = recorded(jail.post("/custody/events", booking(case, "SYN-1", person=person)))
    second = recorded(jail.post("/custody/events", booking(case, "SYN-2", person=person)))
    assert first[0]["person_id"] == second[0]["person_id"]


def test_a_version_that_is_no_longer_the_present_one_is_refused(jail: Program, case: Case) -> None:
    jail.post("/custody/events", booking(case))
    recorded(send(jail, "entitled", basis="bail", version=1))
    assert kind(send(jail, "released", version=1)) == (409, "changed-meanwhile")
    recorded(send(jail, "released", version=2))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"at": "2126-01-13T09:00:00Z"}, (409, "cannot-be-recorded")),
        ({"at": "0001-01-13T09:00:00Z"}, (409, "impossible-time")),
        ({"facility": "No such jail"}, (409, "unknown-facility")),
        ({"at": "2026-01-13T09:00:00"}, (422, "unreadable")),
        ({"at": 1_768_000_000}, (422, "unreadable")),
        ({"basis": "because"}, (422, "unreadable")),
        ({"booking_number": "a\u0000b"}, (422, "unreadable")),
        ({"booking_number": "\ud800"}, (422, "unreadable")),
        ({"surprise": 1}, (422, "unreadable")),
        ({"event": "vanished"}, (422, "unreadable")),
    ],
)
def test_what_cannot_be_is_refused_with_a_problem(
    jail: Program, case: Case, said: dict[str, Any], expected: tuple[int, str]
) -> None:
    assert kind(jail.post("/custody/events", booking(case, **said))) == expected


def test_a_booking_number_is_one_stay(jail: Program, case: Case) -> None:
    jail.post("/custody/events", booking(case))
    assert kind(jail.post("/custody/events", booking(case))) == (409, "booked-already")


def test_the_record_says_which_program_it_was(jail: Program, case: Case) -> None:
    (first, _) = recorded(jail.post("/custody/events", booking(case)))
    with acting_as(case.desk):
        assert Event.objects.get(pk=first["index"]).actor.username.startswith("api:program-")


def test_no_answer_names_a_person(jail: Program, case: Case) -> None:
    answers = [
        jail.post("/custody/events", booking(case)),
        jail.get("/custody/stays"),
        jail.get("/detainers"),
    ]
    answers += [jail.get("/events"), jail.get("/notices"), jail.get("/figures/held")]
    for answer in answers:
        assert "Sintético" not in answer.content.decode()
        assert "Sint\\u00e9tico" not in answer.content.decode()
        assert answer["Cache-Control"] == "no-store"
    with acting_as(case.desk):
        assert PersonName.objects.filter(last="Sintético").exists()


def test_a_role_that_only_reads_records_nothing(case: Case) -> None:
    auditor = program(case, role=Role.AUDITOR)
    assert kind(auditor.post("/custody/events", booking(case))) == (403, "not-permitted")


def test_pages_neither_move_nor_repeat_when_more_is_recorded(jail: Program, case: Case) -> None:
    jail.post(
        "/custody/events/bulk", {"events": [booking(case, f"SYN-P{n}", person=somebody(n)) for n in range(5)]}
    )
    seen: list[str] = []
    cursor: str | None = None
    for round_ in range(10):
        page = jail.get("/custody/stays", limit=2, **({"cursor": cursor} if cursor else {})).json()
        seen += [row["booking_number"] for row in page["items"]]
        early = booking(case, f"SYN-E{round_}", at="2025-12-01T09:00:00-06:00", person=somebody(100 + round_))
        jail.post("/custody/events", early)
        cursor = page["next"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 6
    assert kind(jail.get("/custody/stays", cursor="bm9uZQ")) == (404, "no-such-cursor")


def test_a_body_of_more_than_a_megabyte_is_refused_in_words_and_records_nothing(
    jail: Program, case: Case
) -> None:
    with acting_as(case.desk):
        before = Event.objects.count()
    answer = jail.post("/custody/events/bulk", {"events": [booking(case, note="x" * 1_100_000)]})
    assert kind(answer) == (413, "too-large")
    assert "Send fewer events at once" in answer.json()["detail"]
    with acting_as(case.desk):
        assert Event.objects.count() == before
