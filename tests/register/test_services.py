"""Through the door: acts recorded, refused, corrected, and asked for as of two times."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from lodged.register import acts
from lodged.register import vocabulary as words
from lodged.register.acting import acting_as
from lodged.register.counting import held_at, held_with_detainer_at
from lodged.register.lifecycle.rules import ImpossibleActError
from lodged.register.models import Agency, Detainer, Event, Facility, JournalEntry, Role, Stay, User
from lodged.register.permissions import NotPermittedError
from lodged.register.projection import ChangedMeanwhileError
from lodged.register.recording import RecordingError
from lodged.register.services import record

pytestmark = pytest.mark.django_db
BOOKED = datetime(2026, 1, 10, 9, tzinfo=UTC)
PERSON, STAY, DETAINER = (uuid.UUID(int=number) for number in (1, 2, 3))


@pytest.fixture
def clerk() -> User:
    agency = Agency.objects.create(name="Synthetic County", state="MN")
    return User.objects.create(username="desk", agency=agency, role=Role.RELEASE_DESK)


@pytest.fixture
def booked(clerk: User) -> User:
    jail = Facility.objects.create(agency=clerk.agency, name="Synthetic Jail", kind="county_jail")
    record(
        clerk,
        acts.Describe(
            at=BOOKED, person=PERSON, source=words.Source.DESK, names=(acts.Name("Synthetic", "Ada"),)
        ),
    )
    record(
        clerk,
        acts.Book(
            at=BOOKED,
            stay=STAY,
            person=PERSON,
            facility=jail.id,
            booking_number="S-1",
            basis=words.CustodyBasis.CHARGE,
        ),
    )
    record(
        clerk,
        acts.Lodge(
            at=BOOKED + timedelta(hours=3),
            detainer=DETAINER,
            stay=STAY,
            form=words.FormFamily.I_247A,
            form_version="",
            issued_on=None,
            issued_by="Synthetic office",
            channel=words.Channel.FAX,
            received_by="Synthetic clerk",
        ),
    )
    return clerk


def test_a_late_release_makes_known_then_and_known_now_differ(booked: User) -> None:
    with acting_as(booked):
        before = Event.objects.latest("index").recorded_at
    record(booked, acts.Release(at=BOOKED + timedelta(days=2), stay=STAY))
    asked = BOOKED + timedelta(days=3)
    with acting_as(booked):
        assert (
            held_at(asked, known_at=before).count()
            == held_with_detainer_at(asked, known_at=before).count()
            == 1
        )
        assert held_at(asked).count() == held_with_detainer_at(asked).count() == 0
        assert held_at(BOOKED + timedelta(days=1)).count() == 1


def test_a_release_withdrawn_is_held_again(booked: User) -> None:
    record(booked, acts.Release(at=BOOKED + timedelta(days=2), stay=STAY))
    record(booked, acts.WithdrawDeparture(at=BOOKED + timedelta(days=2), stay=STAY, reason="wrong person"))
    with acting_as(booked):
        assert held_at(BOOKED + timedelta(days=3)).count() == 1


def test_a_refused_act_leaves_nothing(booked: User) -> None:
    entries = JournalEntry.objects.count()
    decline = acts.Decline(
        at=BOOKED + timedelta(days=1),
        detainer=DETAINER,
        reason=words.DeclineReason.LAW_FORBIDS,
        decision="synthetic",
    )
    with pytest.raises(ImpossibleActError, match="nothing to decline yet"):
        record(booked, decline)
    assert JournalEntry.objects.count() == entries


def test_the_second_of_two_clerks_is_told(booked: User) -> None:
    with acting_as(booked):
        shown = Stay.objects.get().version
    entitled = acts.Entitle(at=BOOKED + timedelta(days=1), stay=STAY, basis=words.EntitlementBasis.BAIL)
    record(booked, entitled, version=shown)
    with pytest.raises(ChangedMeanwhileError, match="Somebody else"):
        record(booked, acts.Release(at=BOOKED + timedelta(days=1), stay=STAY), version=shown)


def test_what_lies_ahead_is_not_recorded(booked: User) -> None:
    with pytest.raises(RecordingError, match="has not come yet"):
        record(booked, acts.Release(at=datetime(2200, 1, 1, tzinfo=UTC), stay=STAY))


def test_an_auditor_records_nothing_but_reading(booked: User) -> None:
    auditor = User.objects.create(username="auditor", agency=booked.agency, role=Role.AUDITOR)
    record(auditor, acts.ReadFile(at=BOOKED, person=PERSON, purpose="audit"))
    with pytest.raises(NotPermittedError):
        record(auditor, acts.Release(at=BOOKED + timedelta(days=1), stay=STAY))


def test_a_lifted_detainer_no_longer_counts(booked: User) -> None:
    record(
        booked, acts.Lift(at=BOOKED + timedelta(days=1), detainer=DETAINER, reason=words.LiftReason.LIFTED)
    )
    with acting_as(booked):
        assert Detainer.objects.get().lift_reason == words.LiftReason.LIFTED
        assert held_with_detainer_at(BOOKED + timedelta(hours=5)).count() == 1
        assert held_with_detainer_at(BOOKED + timedelta(days=2)).count() == 0
