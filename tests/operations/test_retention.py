"""A schedule lists before it does, takes two people, respects holds, and leaves the journal's proof whole."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

from lodged.casework.models import ReconciliationRun
from lodged.cli import main
from lodged.journal.verification import verify
from lodged.operations import retention
from lodged.operations.retention import RetentionError
from lodged.register import acts
from lodged.register import vocabulary as words
from lodged.register.acting import acting_as
from lodged.register.journal_store import DatabaseStore
from lodged.register.models import (
    Agency,
    Disposal,
    Event,
    Facility,
    PersonName,
    RetentionRule,
    Role,
    Stay,
    User,
)
from lodged.register.permissions import NotPermittedError
from lodged.register.services import record_all

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def county() -> Agency:
    agency = Agency.objects.create(name="Synthetic County", state="MN")
    Facility.objects.create(agency=agency, name="Synthetic Jail", kind="county_jail")
    return agency


@pytest.fixture
def ruth(county: Agency) -> User:
    return User.objects.create(username="ruth", agency=county, role=Role.RECORDS_SUPERVISOR)


@pytest.fixture
def omar(county: Agency) -> User:
    return User.objects.create(username="omar", agency=county, role=Role.RECORDS_SUPERVISOR)


def person(user: User, left: datetime | None) -> UUID:
    """A person who was booked a year before leaving, or is still held."""
    person, stay = uuid4(), uuid4()
    began = (left or NOW) - timedelta(days=365)
    done: list[acts.Act] = [
        acts.Describe(
            at=began, person=person, source=words.Source.DESK, names=(acts.Name("Synthetic", str(person)),)
        ),
        acts.Book(
            at=began,
            stay=stay,
            person=person,
            facility=Facility.objects.get(agency=user.agency).id,
            booking_number=str(stay)[:20],
            basis=words.CustodyBasis.CHARGE,
        ),
    ]
    if left:
        done.append(
            acts.ReportDeparture(
                at=left, stay=stay, reason=words.DepartureReason.RELEASED, source=words.Source.ROSTER
            )
        )
    record_all(user, done)
    return person


def test_what_is_due_is_listed_proposed_and_decided_by_two(ruth: User, omar: User) -> None:
    old, newer, held = (
        person(ruth, NOW - timedelta(days=900)),
        person(ruth, NOW - timedelta(days=10)),
        person(ruth, None),
    )
    rule = retention.set_rule(ruth, "person_file", 365, "Synthetic schedule 12")
    assert [one.subject for one in retention.due(ruth, rule)] == [old]
    proposal = retention.propose(ruth, rule)
    with acting_as(ruth):
        assert PersonName.objects.count() == 3
    with pytest.raises(RetentionError, match="You proposed this yourself"):
        retention.apply(ruth, proposal.id)
    assert retention.apply(omar, proposal.id) == (1, 0)
    with acting_as(ruth):
        assert set(PersonName.objects.values_list("person", flat=True)) == {newer, held}
        assert Stay.objects.filter(person=old).exists()
        told = Event.objects.filter(name="journal.payload-expunged").get()
        assert b"Synthetic schedule 12" in bytes(told.payload or b"")
        assert b"proposed by ruth, decided by omar" in bytes(told.payload or b"")
    report = verify(DatabaseStore())
    assert (report.findings, report.expunged) == ((), 3)
    with pytest.raises(RetentionError, match="already"):
        retention.apply(omar, proposal.id)
    with pytest.raises(RetentionError, match="Nothing is due"):
        retention.propose(ruth, rule)


def test_a_hold_keeps_what_is_due_even_after_it_was_proposed(ruth: User, omar: User) -> None:
    old = person(ruth, NOW - timedelta(days=900))
    rule = retention.set_rule(ruth, "person_file", 365, "Synthetic schedule 12")
    proposal = retention.propose(ruth, rule)
    retention.hold(omar, old, "Synthetic v. County")
    assert retention.due(ruth, rule) == []
    assert retention.apply(omar, proposal.id) == (0, 1)
    with pytest.raises(RetentionError, match="open already"):
        retention.hold(omar, old, "again")
    retention.release(ruth, old)
    assert [one.subject for one in retention.due(ruth, rule)] == [old]
    with pytest.raises(RetentionError, match="No hold"):
        retention.release(ruth, old)


def test_a_later_line_replaces_an_earlier_and_both_are_kept(ruth: User) -> None:
    retention.set_rule(ruth, "person_file", 30, "old")
    retention.set_rule(ruth, "person_file", 60, "new")
    assert [(rule.keep_days, rule.authority) for rule in retention.rules(ruth)] == [(60, "new")]
    with acting_as(ruth):
        assert RetentionRule.objects.count() == 2


def test_files_of_a_reconciliation_go_with_it(
    ruth: User,
    omar: User,
    tmp_path: object,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    monkeypatch.setattr(type(settings.CONFIGURATION), "runs_dir", property(lambda _: tmp_path))
    with acting_as(ruth):
        run = ReconciliationRun.objects.create(
            agency=ruth.agency, state="MN", as_of=NOW.date(), asked_by=ruth
        )
        ReconciliationRun.objects.filter(pk=run.pk).update(asked_at=NOW - timedelta(days=90))
    run.uploads.mkdir(parents=True)
    rule = retention.set_rule(ruth, "reconciliation", 30, "Synthetic schedule 9")
    with django_capture_on_commit_callbacks(execute=True):
        assert retention.apply(omar, retention.propose(ruth, rule).id) == (1, 0)
        assert run.folder.exists()
    assert not run.folder.exists()
    with acting_as(ruth):
        assert not ReconciliationRun.objects.exists()


def test_the_shell_disposes_of_nothing(
    ruth: User, omar: User, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    person(ruth, NOW - timedelta(days=900))
    proposal = retention.propose(ruth, retention.set_rule(ruth, "person_file", 365, "Synthetic schedule 12"))
    for words_typed in (
        ["propose", "person_file", "--as", "ruth"],
        ["apply", str(proposal.id), "--as", "omar"],
    ):
        monkeypatch.setattr(sys, "argv", ["lodged", "retention", *words_typed])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 2
        assert "no page for that" in " ".join(capsys.readouterr().err.split())
    assert [one.applied_at for one in retention.proposals(ruth)] == [None]
    with acting_as(ruth):
        assert PersonName.objects.count() == 1


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.RECORDS_SUPERVISOR}))
def test_nobody_else_disposes(county: Agency, role: Role) -> None:
    user = User.objects.create(username="other", agency=county, role=role)
    for act in (
        lambda: retention.set_rule(user, "person_file", 1, "x"),
        lambda: retention.apply(user, uuid4()),
        lambda: retention.hold(user, uuid4(), "x"),
        lambda: retention.release(user, uuid4()),
    ):
        with pytest.raises(NotPermittedError, match="records supervisor"):
            act()


@pytest.mark.parametrize(
    ("kind", "days", "authority"), [("nothing", 1, "x"), ("person_file", 0, "x"), ("person_file", 1, " ")]
)
def test_a_line_that_says_nothing_is_refused(ruth: User, kind: str, days: int, authority: str) -> None:
    with pytest.raises(RetentionError):
        retention.set_rule(ruth, kind, days, authority)


def test_the_database_itself_wants_two_people_and_no_change_of_mind(ruth: User, omar: User) -> None:
    person(ruth, NOW - timedelta(days=900))
    rule = retention.set_rule(ruth, "person_file", 365, "x")
    proposal = retention.propose(ruth, rule)
    with acting_as(ruth):
        for change in (
            {"applied_by": ruth, "applied_at": datetime(2026, 1, 1, tzinfo=UTC)},
            {"subjects": []},
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                Disposal.objects.filter(pk=proposal.pk).update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            RetentionRule.objects.update(keep_days=1)
    stranger = User.objects.create(
        username="stranger",
        agency=Agency.objects.create(name="Synthetic Neighbour", state="MN"),
        role=Role.RECORDS_SUPERVISOR,
    )
    with pytest.raises(RetentionError, match="no proposal"):
        retention.apply(stranger, proposal.id)
