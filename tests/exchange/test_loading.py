"""Files into the register: compared, shown, applied; twice is once; a corrected file makes events."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lodged.casework.loading import services as loading
from lodged.casework.loading.change import ChangeKind, Comparison
from lodged.core.errors import UnreadableFileError
from lodged.demo import synthetic_minnesota
from lodged.journal.verification import verify
from lodged.register import acts
from lodged.register import vocabulary as words
from lodged.register.acting import acting_as
from lodged.register.counting import held_at, held_with_detainer_at
from lodged.register.journal_store import DatabaseStore
from lodged.register.models import (
    Agency,
    BirthDate,
    Detainer,
    Facility,
    JournalFrontier,
    PersonName,
    Role,
    Stay,
    User,
)
from lodged.register.permissions import NotPermittedError
from lodged.register.projection import ChangedMeanwhileError
from lodged.register.services import record
from lodged.sources.facilities import load_directory
from lodged.sources.profiles import Profile, read_profile

pytestmark = pytest.mark.django_db
JAIL = "Anoka County Jail"
ROW = {
    "facility_name": JAIL,
    "booking_id": "A-1",
    "last_name": "Synthetic",
    "first_name": "Ada",
    "date_of_birth": "1990-01-02",
    "booked_at": "2026-01-10 09:00",
    "a_number": "012345678",
    "released_at": "",
    "release_reason": "",
    "planned_release_at": "",
    "detainer_on_file": "yes",
    "detainer_received_on": "2026-01-11",
}


@pytest.fixture
def supervisor() -> User:
    agency = Agency.objects.create(name="Synthetic County", state="MN")
    Facility.objects.create(agency=agency, name=JAIL, kind="county_jail")
    Facility.objects.create(agency=agency, name="Anoka County Workhouse", kind="county_jail")
    return User.objects.create(username="records", agency=agency, role=Role.RECORDS_SUPERVISOR)


def written(folder: Path, *rows: dict[str, Any], name: str = "roster.csv") -> Path:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(dict.fromkeys(key for row in rows for key in row)))
    writer.writeheader()
    writer.writerows(rows)
    path = folder / name
    path.write_text(out.getvalue(), "utf-8")
    return path


def compared(user: User, folder: Path, *rows: dict[str, Any]) -> Comparison:
    return loading.compare_rosters(user, [written(folder, *rows)])


def loaded(user: User, folder: Path, *rows: dict[str, Any]) -> Comparison:
    comparison = compared(user, folder, *rows)
    loading.apply(user, comparison)
    return comparison


@pytest.mark.parametrize("hold_first", [True, False])
def test_rows_of_charges_are_one_stay_with_the_hold_of_any(
    supervisor: User, tmp_path: Path, *, hold_first: bool
) -> None:
    rows = [ROW, {**ROW, "detainer_on_file": "no", "detainer_received_on": ""}]
    comparison = loaded(supervisor, tmp_path, *(rows if hold_first else reversed(rows)))
    assert comparison.counts == {ChangeKind.BOOKED: 1, ChangeKind.DETAINER: 1}


def test_an_alias_in_a_row_of_the_stay_is_recorded(supervisor: User, tmp_path: Path) -> None:
    alias = {
        **ROW,
        "last_name": "Otherwise",
        "first_name": "Adela",
        "date_of_birth": "1991-02-03",
        "middle_name": "Q",
    }
    rows = [{**ROW, "middle_name": ""}, alias]
    loaded(supervisor, tmp_path, *rows)
    with acting_as(supervisor):
        names = {(one.last, one.first, one.middle) for one in PersonName.objects.all()}
        births = {one.value for one in BirthDate.objects.all()}
    assert names == {("Synthetic", "Ada", ""), ("Otherwise", "Adela", "Q")}
    assert births == {date(1990, 1, 2), date(1991, 2, 3)}
    assert compared(supervisor, tmp_path, *rows).counts == {}


def test_a_new_stay_is_booked_with_its_detainer(supervisor: User, tmp_path: Path) -> None:
    comparison = loaded(supervisor, tmp_path, ROW)
    assert comparison.counts == {ChangeKind.BOOKED: 1, ChangeKind.DETAINER: 1}
    assert comparison.problems == ()
    with acting_as(supervisor):
        stay, detainer = Stay.objects.get(), Detainer.objects.get()
        assert stay.booked_at == datetime(2026, 1, 10, 15, tzinfo=UTC)
        assert detainer.received_at == datetime(2026, 1, 11, 6, tzinfo=UTC)
        assert held_with_detainer_at(datetime(2026, 1, 12, tzinfo=UTC)).count() == 1


def test_nothing_is_recorded_before_it_is_applied(supervisor: User, tmp_path: Path) -> None:
    compared(supervisor, tmp_path, ROW)
    assert JournalFrontier.objects.get().size == 0


CORRECTIONS: list[tuple[dict[str, str], set[ChangeKind]]] = [
    ({"first_name": "Ada Maria"}, {ChangeKind.PERSON}),
    ({"a_number": "A087654321"}, {ChangeKind.PERSON}),
    ({"booked_at": "2026-01-10 08:30"}, {ChangeKind.BOOKING_CORRECTED}),
    ({"released_at": "2026-01-12 10:00", "release_reason": "released"}, {ChangeKind.ENDED}),
    ({"released_at": "2026-01-12 10:00", "release_reason": "transferred_to_ice"}, {ChangeKind.ENDED}),
    ({"released_at": "2026-01-12 10:00"}, {ChangeKind.ENDED}),
    ({"planned_release_at": "2026-01-20 10:00"}, {ChangeKind.RELEASE_PLANNED}),
    ({"facility_name": "Anoka County Workhouse"}, {ChangeKind.MOVED}),
]


@pytest.mark.parametrize(("correction", "kinds"), CORRECTIONS)
def test_a_corrected_file_makes_events_and_the_same_file_twice_changes_nothing(
    supervisor: User, tmp_path: Path, correction: dict[str, str], kinds: set[ChangeKind]
) -> None:
    loaded(supervisor, tmp_path, ROW)
    assert compared(supervisor, tmp_path, ROW).changes == ()
    found = loaded(supervisor, tmp_path, ROW | correction)
    assert set(found.counts) == kinds
    size = JournalFrontier.objects.get().size
    again = loaded(supervisor, tmp_path, ROW | correction)
    assert again.changes == ()
    assert JournalFrontier.objects.get().size == size
    with acting_as(supervisor):
        assert verify(DatabaseStore()).findings == ()


def test_an_end_can_be_moved_and_taken_back(supervisor: User, tmp_path: Path) -> None:
    ended = ROW | {"released_at": "2026-01-12 10:00", "release_reason": "released"}
    loaded(supervisor, tmp_path, ended)
    noon = datetime(2026, 1, 12, 18, tzinfo=UTC)
    with acting_as(supervisor):
        assert held_at(noon).count() == 0
    for correction in (ended | {"released_at": "2026-01-12 14:00"}, ended | {"release_reason": "died"}, ROW):
        found = loaded(supervisor, tmp_path, correction)
        assert set(found.counts) == {ChangeKind.END_CORRECTED}
    with acting_as(supervisor):
        assert held_at(noon).count() == 1
        assert Stay.objects.get().departure == ""


def test_a_file_does_not_overrule_the_desk(supervisor: User, tmp_path: Path) -> None:
    loaded(supervisor, tmp_path, ROW)
    with acting_as(supervisor):
        stay = Stay.objects.get()
    record(supervisor, acts.Release(at=stay.booked_at + timedelta(days=1), stay=stay.id))
    found = compared(supervisor, tmp_path, ROW)
    assert found.changes == ()
    assert [problem.column for problem in found.problems] == ["released_at"]


def test_a_row_that_cannot_be_loaded_is_reported(supervisor: User, tmp_path: Path) -> None:
    rows = [
        ROW | {"facility_name": "Nowhere Jail"},
        ROW | {"booking_id": "A-2", "booked_at": "2199-01-01 08:00"},
        ROW | {"booking_id": "A-3"},
        ROW | {"booking_id": "A-3", "first_name": "Eda"},
        ROW | {"booking_id": "A-4", "date_of_birth": "1990-02-31"},
    ]
    found = loaded(supervisor, tmp_path, *rows)
    assert {problem.row for problem in found.problems if problem.row} == {2, 3, 4, 5, 6}
    with acting_as(supervisor):
        assert set(Stay.objects.values_list("booking_number", flat=True)) == {"A-3", "A-4"}
        assert set(PersonName.objects.values_list("first", flat=True)) == {"Ada", "Eda"}
    assert any("another name or birth" in problem.reason for problem in found.problems)


def test_people_left_out_of_a_file_are_not_taken_for_released(supervisor: User, tmp_path: Path) -> None:
    loaded(supervisor, tmp_path, ROW)
    found = loaded(supervisor, tmp_path, ROW | {"booking_id": "A-9"})
    assert any("1 of 1 people" in problem.reason for problem in found.problems)
    with acting_as(supervisor):
        assert Stay.objects.filter(departed_at=None).count() == 2


def test_what_changed_in_between_refuses_the_whole(supervisor: User, tmp_path: Path) -> None:
    first = compared(supervisor, tmp_path, ROW, ROW | {"booking_id": "A-2"})
    loaded(supervisor, tmp_path, ROW | {"booking_id": "A-2"})
    size = JournalFrontier.objects.get().size
    with pytest.raises(ChangedMeanwhileError, match="Compare it again"):
        loading.apply(supervisor, first)
    assert JournalFrontier.objects.get().size == size


def test_a_mapping_is_kept_for_the_next_file(supervisor: User, tmp_path: Path) -> None:
    theirs = {("Subject DOB" if key == "date_of_birth" else key): value for key, value in ROW.items()}
    path = written(tmp_path, theirs)
    mapping = {"Subject DOB": "date_of_birth"}
    loading.apply(supervisor, loading.compare_rosters(supervisor, [path], mapping))
    loading.save_mapping(supervisor, mapping)
    assert loading.compare_rosters(supervisor, [path]).changes == ()


def test_only_a_supervisor_loads(supervisor: User, tmp_path: Path) -> None:
    desk = User.objects.create(username="desk", agency=supervisor.agency, role=Role.RELEASE_DESK)
    with pytest.raises(NotPermittedError, match="records supervisor"):
        compared(desk, tmp_path, ROW)


LISTED = {
    "detainer_id": "D-77",
    "last_name": "Synthetic",
    "first_name": "Ada",
    "date_of_birth": "1990-01-02",
    "a_number": "012345678",
    "form": "I-247A",
    "issued_on": "2026-01-09",
    "lifted_on": "",
    "lift_reason": "",
}


def test_a_federal_list_lodges_what_is_clear_and_reports_the_rest(supervisor: User, tmp_path: Path) -> None:
    loaded(supervisor, tmp_path, ROW | {"detainer_on_file": "no"})
    stranger = LISTED | {"detainer_id": "D-78", "last_name": "Nobody", "first_name": "X", "a_number": ""}
    path = written(tmp_path, LISTED, stranger | {"date_of_birth": "1950-05-05"}, name="list.csv")
    found = loading.compare_lists(supervisor, [path])
    assert [change.subject for change in found.changes] == ["D-77"]
    assert [problem.value for problem in found.problems] == ["D-78"]
    loading.apply(supervisor, found)
    assert loading.compare_lists(supervisor, [path]).changes == ()
    with acting_as(supervisor):
        detainer = Detainer.objects.get()
        assert (detainer.reference, detainer.form) == ("D-77", words.FormFamily.I_247A)
    lifted = written(
        tmp_path, LISTED | {"lifted_on": "2026-01-20", "lift_reason": "Case Closed"}, name="later.csv"
    )
    found = loading.compare_lists(supervisor, [lifted])
    assert found.counts == {ChangeKind.LIFTED: 1}
    loading.apply(supervisor, found)
    with acting_as(supervisor):
        assert Detainer.objects.get().lift_reason == words.LiftReason.CASE_CLOSED


def two_held(supervisor: User, tmp_path: Path) -> None:
    """Two people held without a detainer and without a number, as A-1 and A-2."""
    plain = ROW | {"detainer_on_file": "no", "a_number": ""}
    other = plain | {"booking_id": "A-2", "last_name": "Fictional", "first_name": "Bo"}
    loaded(supervisor, tmp_path, plain, other)


def say_of(supervisor: User, booking: str, alias: tuple[str, str], *born: date) -> None:
    """Record another name, and other dates of birth, in the person's own words."""
    with acting_as(supervisor):
        person = Stay.objects.get(booking_number=booking).person_id
    name = acts.Name(*alias, kind=words.NameKind.ALIAS)
    said = acts.Describe(
        at=datetime.now(UTC), person=person, source=words.Source.PERSON, names=(name,), birth_dates=born
    )
    record(supervisor, said)


@pytest.mark.parametrize("alias", ["Aardvark", "Zumwalt"])
def test_a_list_finds_a_person_under_any_recorded_name_and_birth(
    supervisor: User, tmp_path: Path, alias: str
) -> None:
    two_held(supervisor, tmp_path)
    say_of(supervisor, "A-1", (alias, "Adelaide"), date(1989, 5, 6))
    booked = LISTED | {"a_number": ""}
    under_alias = booked | {"detainer_id": "D-79", "last_name": alias, "first_name": "Adelaide"}
    path = written(tmp_path, under_alias | {"date_of_birth": "1989-05-06"}, name="list.csv")
    (change,) = loading.compare_lists(supervisor, [path]).changes
    assert change.after == "booking A-1"
    (as_before,) = loading.compare_lists(supervisor, [written(tmp_path, booked, name="list.csv")]).changes
    assert as_before.after == "booking A-1"


def test_a_list_lodges_nothing_where_two_people_have_the_name(supervisor: User, tmp_path: Path) -> None:
    two_held(supervisor, tmp_path)
    say_of(supervisor, "A-2", ("Synthetic", "Ada"))
    found = loading.compare_lists(supervisor, [written(tmp_path, LISTED | {"a_number": ""}, name="list.csv")])
    assert found.changes == ()
    assert "Nobody this agency holds is clearly" in found.problems[0].reason


def test_a_list_leaves_it_to_a_person_whether_two_are_one(supervisor: User, tmp_path: Path) -> None:
    loaded(supervisor, tmp_path, ROW)
    found = loading.compare_lists(supervisor, [written(tmp_path, LISTED, name="list.csv")])
    assert found.changes == ()
    assert "may be this one" in found.problems[0].reason


def test_every_jail_of_synthetic_minnesota_loads_and_loads_again_to_nothing(
    supervisor: User, tmp_path: Path
) -> None:
    synthetic_minnesota.write(tmp_path)
    with (tmp_path / "custody_records.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if "Anoka" in row["facility_name"]]
    for name in {row["facility_name"] for row in rows} - {JAIL}:
        place = load_directory().resolve(name, state="MN")
        assert place
    found = loaded(supervisor, tmp_path, *rows)
    assert found.counts[ChangeKind.BOOKED] == len({row["booking_id"] for row in rows})
    assert compared(supervisor, tmp_path, *rows).changes == ()
    with acting_as(supervisor):
        assert verify(DatabaseStore()).findings == ()


PROFILE = """profile: 1
id: anoka-like
title: Charges, with whole names
grain: charge
fields:
  facility_name: {constant: Anoka County Jail}
  booking_id: {column: No}
  name: {column: Name, order: "LAST, FIRST MIDDLE"}
  date_of_birth: {column: Born}
  booked_at: {column: In}
  detainer_on_file: {column: Charge, containing: [ICE HOLD], otherwise: "no"}
"""


def profile(folder: Path, text: str) -> Profile:
    path = folder / "profile.yaml"
    path.write_text(text, "utf-8")
    return read_profile(path)


def test_charges_of_a_booking_are_loaded_as_one_stay_through_a_profile(
    supervisor: User, tmp_path: Path
) -> None:
    row = {"No": "A-1", "Name": "SYNTHETIC, ADA", "Born": "1990-01-02", "In": "2026-01-10 09:00"}
    path = written(tmp_path, row | {"Charge": "DWI"}, row | {"Charge": "ICE HOLD"})
    comparison = loading.compare_rosters(supervisor, [path], profile=profile(tmp_path, PROFILE))
    loading.apply(supervisor, comparison)
    assert comparison.rows == 1
    assert comparison.counts == {ChangeKind.BOOKED: 1, ChangeKind.DETAINER: 1}
    with acting_as(supervisor):
        assert Stay.objects.get().booked_at == datetime(2026, 1, 10, 15, tzinfo=UTC)


def test_a_list_that_does_not_say_since_when_is_not_recorded(supervisor: User, tmp_path: Path) -> None:
    text = PROFILE.replace("booked_at: {column: In}", "seen_on: {constant: 2026-01-13}")
    row = {"No": "A-1", "Name": "SYNTHETIC, ADA", "Born": "1990-01-02", "Charge": "ICE HOLD"}
    with pytest.raises(UnreadableFileError, match="doesn't say when custody began"):
        loading.compare_rosters(supervisor, [written(tmp_path, row)], profile=profile(tmp_path, text))
