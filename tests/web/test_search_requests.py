"""The search of the record: by part of a name, a birth, a booking or A-number, and never of another agency's people."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lodged.casework.search import MOST, Whereabouts, search, taken_apart
from lodged.register import acts
from lodged.register import vocabulary as words
from lodged.register.acting import acting_as
from lodged.register.models import Role, Stay, User
from lodged.register.services import record_all
from tests.register.case import Case, made

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    return made()


def booked(
    case: Case,
    last: str,
    first: str,
    number: str,
    *,
    born: str = "1991-02-03",
    a_number: str = "",
    left_hours: float | None = None,
) -> None:
    """A synthetic person without a detainer, gone since so many hours where that is said."""
    now = timezone.now()
    person, stay, at = uuid4(), uuid4(), now - timedelta(days=30)
    numbers = (acts.Identifier(words.IdentifierKind.A_NUMBER, a_number),) if a_number else ()
    done: list[acts.Act] = [
        acts.Describe(
            at=at,
            person=person,
            source=words.Source.DESK,
            names=(acts.Name(last, first),),
            birth_dates=(date.fromisoformat(born),),
            identifiers=numbers,
        ),
        acts.Book(
            at=at,
            stay=stay,
            person=person,
            facility=case.facility.id,
            booking_number=number,
            basis=words.CustodyBasis.CHARGE,
        ),
    ]
    if left_hours is not None:
        left = now - timedelta(hours=left_hours)
        done += [
            acts.Entitle(at=left, stay=stay, basis=words.EntitlementBasis.BAIL),
            acts.Release(at=left, stay=stay),
        ]
    record_all(case.desk, done)


def found(case: Case, typed: str) -> list[tuple[str, Whereabouts]]:
    with acting_as(case.desk):
        answer = search(typed, timezone.now())
    return [(one.names[0], one.whereabouts) for one in answer.matches]


def page(client: Client, typed: str) -> str:
    return str(
        client.post(reverse("search"), {"words": typed}, headers={"HX-Request": "true"}).content.decode()
    )


def test_a_person_is_found_by_any_part_and_says_what_is_to_be_done(case: Case, client: Client) -> None:
    booked(case, "Sintético-Núñez", "José María", "N-1", a_number="A999000042")
    client.force_login(case.desk)
    for typed in (
        "nunez",
        "jose sint",
        "SINTETICO, MARIA",
        "nuñez jos",
        "n-1",
        "1991-02-03",
        "2/3/1991",
        "nunez 1991-02-03",
        "A999000042",
        "A 999-000-042",
        "999000042",
    ):
        assert ("Sintético-Núñez, José María", Whereabouts.HELD) in found(case, typed), typed
        assert "Held, no detainer: nothing to do for ICE." in page(client, typed), typed
    for typed in ("nunez pedro", "1991-02-04", "nunez 1990-02-03", "A999000043", "zz"):
        assert found(case, typed) == [], typed
        assert "Nobody on record fits" in page(client, typed), typed


def test_held_with_a_detainer_first_then_held_then_left_the_latest_first(case: Case) -> None:
    booked(case, "Sintético", "Berta", "B-1", left_hours=100)
    booked(case, "Sintético", "Carla", "C-1", left_hours=2)
    booked(case, "Sintético", "Dora", "D-1")
    assert found(case, "sintetico") == [
        ("Sintético, Ada", Whereabouts.DETAINER),
        ("Sintético, Dora", Whereabouts.HELD),
        ("Sintético, Carla", Whereabouts.LATELY),
        ("Sintético, Berta", Whereabouts.LEFT),
    ]


def test_more_than_fit_are_said_and_nothing_typed_shows_nobody(case: Case, client: Client) -> None:
    for number in range(MOST + 2):
        booked(case, "Sintético", f"Person {number}", f"M-{number}")
    client.force_login(case.desk)
    assert f"The first {MOST} of more" in page(client, "sintetico")
    for typed in ("", "  ", "s", ",", "-"):
        assert "found" not in page(client, typed).replace('id="found', ""), typed


def test_neither_another_agency_nor_an_administrator_finds_anybody(case: Case, client: Client) -> None:
    other = made("TX", "Harris", name="Harris")
    with acting_as(other.desk):
        theirs = {one.names[0] for one in search("sintetico", timezone.now()).matches}
        numbers = set(Stay.objects.values_list("booking_number", flat=True))
    with acting_as(case.desk):
        own = search("sintetico", timezone.now()).matches
    assert theirs
    assert numbers.isdisjoint({one.stay.booking_number for one in own})
    administrator = User.objects.create(
        username="administrator", agency=case.desk.agency, role=Role.AGENCY_ADMINISTRATOR
    )
    client.force_login(administrator)
    assert client.post(reverse("search"), {"words": "sintetico"}).status_code == 403
    assert 'id="words"' not in client.get(reverse("law")).content.decode()


def test_a_name_is_never_in_an_address_and_the_page_is_kept_nowhere(case: Case, client: Client) -> None:
    client.force_login(case.desk)
    assert "Sintético" not in client.get(reverse("search"), {"words": "sintetico"}).content.decode()
    answer = client.post(reverse("search"), {"words": "sintetico"})
    assert "Sintético, Ada" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    markup = client.post(reverse("search"), {"words": "<b>zz"}).content.decode()
    assert "<b>zz" not in markup
    assert Client().post(reverse("search"), {"words": "sintetico"}).status_code == 302


@given(st.text(max_size=60))
def test_whatever_is_typed_is_taken_apart(typed: str) -> None:
    asked = taken_apart(typed)
    assert asked.empty or typed.strip()
    assert all(asked.names)
