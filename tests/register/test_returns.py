"""The county return: a facility's count, nil returns, and who has answered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection

from lodged.exchange.record_tables import counts_of
from lodged.figures.counting import figure
from lodged.figures.definition import load_definitions
from lodged.figures.question import Question
from lodged.figures.reading import read_material
from lodged.register import acts
from lodged.register import vocabulary as words
from lodged.register.acting import acting_as
from lodged.register.models import Agency, Facility, FacilityReturn, Role, User
from lodged.register.permissions import NotPermittedError
from lodged.register.recording import RecordingError
from lodged.register.returns import count_at, file_return, state_coverage
from lodged.register.services import record_all
from lodged.sources.safe_cells import safe_csv

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 10, 15, tzinfo=UTC)


def staff(agency: Agency, role: Role) -> User:
    return User.objects.create(username=f"{agency}-{role}", agency=agency, role=role)


@pytest.fixture
def county() -> Agency:
    return Agency.objects.create(name="Synthetic County", state="MN")


@pytest.fixture
def jail(county: Agency) -> Facility:
    return Facility.objects.create(agency=county, name="Synthetic Jail", kind="county_jail")


@pytest.fixture
def clerk(county: Agency, jail: Facility) -> User:
    user = staff(county, Role.RELEASE_DESK)
    for number in range(3):
        person, stay = uuid4(), uuid4()
        made: list[acts.Act] = [
            acts.Describe(
                at=AT, person=person, source=words.Source.DESK, names=(acts.Name("Synthetic", "X"),)
            ),
            acts.Book(
                at=AT,
                stay=stay,
                person=person,
                facility=jail.id,
                booking_number=str(number),
                basis=words.CustodyBasis.CHARGE,
            ),
        ]
        if number == 0:
            made.append(
                acts.Lodge(
                    at=AT + timedelta(hours=5),
                    detainer=uuid4(),
                    stay=stay,
                    form=words.FormFamily.I_247A,
                    form_version="",
                    issued_on=None,
                    issued_by="Synthetic",
                    channel=words.Channel.FAX,
                    received_by="Synthetic",
                )
            )
        record_all(user, made)
    return user


def test_a_return_counts_its_moment(clerk: User, jail: Facility) -> None:
    early = file_return(clerk, jail, AT + timedelta(hours=1))
    late = file_return(clerk, jail, AT + timedelta(hours=6))
    assert (early.held, early.with_detainer, early.is_nil) == (3, 0, True)
    assert (late.held, late.with_detainer, late.is_nil) == (3, 1, False)


def test_a_facility_without_a_return_is_not_a_nil_return(clerk: User, jail: Facility, county: Agency) -> None:
    silent = Facility.objects.create(agency=county, name="Silent Jail", kind="county_jail")
    file_return(clerk, jail, AT - timedelta(days=1))
    analyst = staff(Agency.objects.create(name="Synthetic State", state="MN"), Role.STATE_ANALYST)
    coverage = state_coverage(analyst, "MN", AT + timedelta(days=1))
    newest = {answer.facility: answer.newest for answer in coverage.answers}
    assert newest[silent] is None
    assert newest[jail] is not None
    assert newest[jail].is_nil
    assert (coverage.held, coverage.with_detainer, len(coverage.answered)) == (0, 0, 1)


def test_returns_are_counted_as_figures(clerk: User, jail: Facility, county: Agency, tmp_path: Path) -> None:
    Facility.objects.create(agency=county, name="=Silent Jail", kind="county_jail")
    file_return(clerk, jail, AT + timedelta(hours=6))
    written = tmp_path / "returns.csv"
    safe_csv(
        counts_of(state_coverage(clerk, "MN", AT + timedelta(days=1)), ZoneInfo("America/Chicago")), written
    )
    material = read_material([written], within="MN")
    expected = {
        "held-with-hold-as-counted": 1,
        "facilities-asked": 2,
        "facilities-answered": 1,
        "facilities-with-none": 0,
    }
    known = load_definitions()
    assert {name: figure(known[name], material, Question(state="MN")).value for name in expected} == expected


def test_the_newest_return_by_the_moment_counts_and_a_later_filing_corrects(
    clerk: User, jail: Facility
) -> None:
    moment = AT + timedelta(hours=6)
    file_return(clerk, jail, AT + timedelta(hours=1))
    file_return(clerk, jail, moment)
    by = [state_coverage(clerk, "MN", at).with_detainer for at in (moment - timedelta(hours=1), moment)]
    assert by == [0, 1]


def test_the_state_analyst_sees_counts_and_not_people(clerk: User, jail: Facility) -> None:
    file_return(clerk, jail, AT)
    analyst = staff(Agency.objects.create(name="Synthetic State", state="MN"), Role.STATE_ANALYST)
    with acting_as(analyst):
        assert FacilityReturn.objects.count() == 1
    stranger = staff(Agency.objects.create(name="Neighbour", state="MN"), Role.RELEASE_DESK)
    with acting_as(stranger):
        assert not FacilityReturn.objects.exists()


def test_nobody_returns_for_another_agency_or_without_the_right(clerk: User, jail: Facility) -> None:
    stranger = staff(Agency.objects.create(name="Neighbour", state="MN"), Role.RELEASE_DESK)
    with pytest.raises(RecordingError, match="another agency"):
        count_at(stranger, jail, AT)
    with pytest.raises(NotPermittedError):
        file_return(staff(clerk.agency, Role.AUDITOR), jail, AT)


def test_a_filed_return_is_not_changed(clerk: User, jail: Facility) -> None:
    file_return(clerk, jail, AT)
    with pytest.raises(DatabaseError, match="append-only"), acting_as(clerk), connection.cursor() as cursor:
        cursor.execute("UPDATE register_facilityreturn SET held = 0")
