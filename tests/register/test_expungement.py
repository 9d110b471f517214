"""A person's data go on a lawful order; that they went stays, and the journal stays whole."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection

from lodged.journal.verification import verify
from lodged.register import acts
from lodged.register import vocabulary as words
from lodged.register.acting import acting_as
from lodged.register.expungement import events_about
from lodged.register.journal_store import DatabaseStore
from lodged.register.models import Agency, BirthDate, Event, Facility, PersonName, Role, Stay, User
from lodged.register.permissions import NotPermittedError
from lodged.register.recording import RecordingError
from lodged.register.services import expunge, record, record_all

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 10, 9, tzinfo=UTC)
ORDER = "Synthetic District Court, 27-XX-26-1, 12 January 2026"


@pytest.fixture
def supervisor() -> User:
    agency = Agency.objects.create(name="Synthetic County", state="MN")
    return User.objects.create(username="records", agency=agency, role=Role.RECORDS_SUPERVISOR)


@pytest.fixture
def two_people(supervisor: User) -> tuple[acts.Describe, acts.Describe]:
    jail = Facility.objects.create(agency=supervisor.agency, name="Synthetic Jail", kind="county_jail")
    told = tuple(
        acts.Describe(
            at=AT,
            person=uuid4(),
            source=words.Source.DESK,
            names=(acts.Name("Synthetic", name),),
            birth_dates=(AT.date(),),
        )
        for name in ("Ada", "Bo")
    )
    for number, person in enumerate(told):
        book = acts.Book(
            at=AT,
            stay=uuid4(),
            person=person.person,
            facility=jail.id,
            booking_number=f"S-{number}",
            basis=words.CustodyBasis.CHARGE,
        )
        record_all(supervisor, [person, book])
    return told[0], told[1]


def test_what_was_said_of_the_person_goes_and_the_rest_stays(
    supervisor: User, two_people: tuple[acts.Describe, acts.Describe]
) -> None:
    gone, stays = two_people
    event = expunge(supervisor, gone.person, order=ORDER)
    with acting_as(supervisor):
        assert list(PersonName.objects.values_list("first", flat=True)) == ["Bo"]
        assert BirthDate.objects.count() == 1
        assert Stay.objects.count() == 2
        blank = Event.objects.filter(payload=None)
        assert set(blank.values_list("name", "expunged_by")) == {
            ("person.described", event.id),
            ("stay.booked", event.id),
        }
        assert not Event.objects.filter(person_id=stays.person, payload=None).exists()
        report = verify(DatabaseStore())
    assert report.findings == ()
    assert (report.size, report.expunged, report.opened) == (5, 2, 3)


def test_only_a_supervisor_with_an_order_may(
    supervisor: User, two_people: tuple[acts.Describe, acts.Describe]
) -> None:
    desk = User.objects.create(username="desk", agency=supervisor.agency, role=Role.RELEASE_DESK)
    with pytest.raises(NotPermittedError, match="records supervisor"):
        expunge(desk, two_people[0].person, order=ORDER)
    with pytest.raises(RecordingError, match="order"):
        expunge(supervisor, two_people[0].person, order=" ")
    with pytest.raises(RecordingError, match="no such person"):
        expunge(supervisor, uuid4(), order=ORDER)


@pytest.mark.parametrize("change", ["payload = NULL, salt = NULL", "payload = '\\x7b7d'", "name = 'x'"])
def test_the_database_refuses_to_blank_without_an_expungement(
    supervisor: User, two_people: tuple[acts.Describe, acts.Describe], change: str
) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        acting_as(supervisor),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE register_event SET {change}")  # noqa: S608 - the cases above


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.RECORDS_SUPERVISOR}))
def test_the_database_lets_nobody_but_a_supervisor_blank_what_an_expungement_could(
    supervisor: User, two_people: tuple[acts.Describe, acts.Describe], role: Role
) -> None:
    _, stays = two_people
    named = events_of(supervisor, stays.person)
    event = record(supervisor, acts.Expunge(at=AT, person=stays.person, order=ORDER, events=named))
    other = User.objects.create(username="other", agency=supervisor.agency, role=role)
    blanked = 0
    with contextlib.suppress(DatabaseError), acting_as(other):
        rows = Event.objects.filter(person_id=stays.person, payload__isnull=False)
        blanked = rows.update(payload=None, salt=None, expunged_by=event.id)
    assert blanked == 0
    with acting_as(supervisor):
        assert Event.objects.filter(person_id=stays.person, payload__isnull=False).exists()


def events_of(user: User, person: UUID) -> tuple[UUID, ...]:
    with acting_as(user):
        return events_about(person)


def test_an_expungement_blanks_only_what_it_names(
    supervisor: User, two_people: tuple[acts.Describe, acts.Describe]
) -> None:
    gone, stays = two_people
    event = expunge(supervisor, gone.person, order=ORDER)
    with pytest.raises(DatabaseError, match="only an expungement"), acting_as(supervisor):
        Event.objects.filter(person_id=stays.person).update(payload=None, salt=None, expunged_by=event.id)
