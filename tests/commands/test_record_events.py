"""`lodged record events`: the API's custody events from a file, all or none, each fault with its line and field."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from lodged.api import custody_file
from lodged.cli import app, main
from lodged.register.acting import acting_as
from lodged.register.models import Event, Role, Stay, User
from tests.register.case import AT, Case, made

pytestmark = pytest.mark.django_db
LATER = (AT + timedelta(hours=5)).isoformat()


@pytest.fixture
def case(db: None) -> Case:
    return made()


def booked(case: Case, number: str = "SYN-NEW", **changed: Any) -> dict[str, Any]:
    return {
        "event": "booked",
        "at": LATER,
        "booking_number": number,
        "facility": case.facility.name,
        "basis": "charge",
        "person": {"name": {"last": "Neusynthetisch", "first": "Kim"}, "date_of_birth": "1991-02-03"},
    } | changed


def released(number: str = "SYN-NEW", **changed: Any) -> dict[str, Any]:
    at = (AT + timedelta(hours=6)).isoformat()
    return {"event": "released", "at": at, "booking_number": number} | changed


def written(folder: Path, *lines: object) -> Path:
    path = folder / "events.jsonl"
    path.write_text(
        "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines), "utf-8"
    )
    return path


def record(case: Case, path: Path, user: User | None = None) -> str:
    """What the command prints, or raises."""
    done = CliRunner().invoke(app, ["record", "events", str(path), "--as", (user or case.desk).username])
    if done.exception is not None:
        raise done.exception
    return done.output


def entries(case: Case) -> int:
    with acting_as(case.desk):
        return Event.objects.filter(agency=case.desk.agency).count()


def refusal(case: Case, path: Path, user: User | None = None) -> str:
    before = entries(case)
    with pytest.raises(custody_file.EventFileError) as caught:
        record(case, path, user)
    assert entries(case) == before, "Something was recorded of a file that was refused."
    return str(caught.value)


def test_a_later_line_stands_on_an_earlier_one(case: Case, tmp_path: Path) -> None:
    path = written(tmp_path, booked(case), "", released())
    assert "Recorded 2 events: entries " in record(case, path)
    with acting_as(case.desk):
        stay = Stay.objects.get(booking_number="SYN-NEW")
        newest = Event.objects.filter(agency=case.desk.agency).order_by("-index")[0]
    assert stay.departed_at is not None
    assert newest.program == "", "A person gave these events: no roster overrules them."


def test_a_file_with_a_mark_of_its_encoding_is_read(case: Case, tmp_path: Path) -> None:
    path = written(tmp_path, booked(case))
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert "Recorded 1 events" in record(case, path)


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ({"event": "relesed"}, "field [event], value [relesed]: must be one of 'booked', 'moved'"),
        ({"at": LATER}, "field [event], value []: must be one of"),
        (released(at="2026-01-13T09:00:00"), "field [at], value [2026-01-13T09:00:00]: "),
        (released(at=1768294800), "field [at], value [1768294800]: must be text like"),
        (released(number=7), "field [booking_number], value [7]: "),
        (released(note="x" * 1001), f"field [note], value [{'x' * 60}...]: "),
        (released(color="red"), "field [color]: is none of [released]. Correct its name or leave it out."),
        ({"event": "released", "at": LATER}, "field [booking_number]: is missing. Add it."),
        (released(entitlement="luck"), "field [entitlement], value [luck]: must be one of: "),
        (["Unutterably"], "the whole of it: must be an object in braces. Correct it."),
        ("7", "the whole of it: must be an object in braces."),
        ("{", "is no JSON ("),
        ("[" * 100_000, "is longer than 100,000 bytes"),
        ("[" * 90_000, "is no JSON (lists or objects are nested too deep)"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_line_that_cant_be_read_is_named_with_field_value_and_fix(
    line: object, wanted: str, case: Case, tmp_path: Path
) -> None:
    said = refusal(case, written(tmp_path, booked(case), line))
    assert "events.jsonl, line 2" in said
    assert wanted in said
    assert "othing was recorded" in said


def test_every_bad_line_is_named_at_once_up_to_a_screenful(case: Case, tmp_path: Path) -> None:
    said = refusal(case, written(tmp_path, *["x"] * 25))
    assert [f"line {number}:" in said for number in (1, 20, 21)] == [True, True, False]
    assert "and 5 more" in said


def test_what_is_said_of_a_person_is_not_shown(case: Case, tmp_path: Path) -> None:
    person = {"name": {"last": "Unutterably", "first": 4}, "date_of_birth": "1991-02-31"}
    said = refusal(case, written(tmp_path, booked(case, person=person)))
    assert "field [person.name.first]" in said
    assert "field [person.date_of_birth]" in said
    assert "1991-02-31" not in said
    assert "Unutterably" not in said


def test_bytes_that_are_no_text_are_refused_with_their_line(case: Case, tmp_path: Path) -> None:
    path = written(tmp_path, booked(case))
    path.write_bytes(path.read_bytes() + b'{"event": "\xff"}\n')
    assert "events.jsonl, line 2: is no JSON" in refusal(case, path)


def test_a_line_that_cant_follow_undoes_the_lines_before_it(case: Case, tmp_path: Path) -> None:
    said = refusal(case, written(tmp_path, booked(case), "", released("SYN-UNKNOWN")))
    assert "events.jsonl, line 3: There is no stay with the booking number [SYN-UNKNOWN]" in said
    with acting_as(case.desk):
        assert not Stay.objects.filter(booking_number="SYN-NEW").exists()


def test_the_same_file_twice_is_refused_the_second_time(case: Case, tmp_path: Path) -> None:
    path = written(tmp_path, booked(case))
    record(case, path)
    assert "events.jsonl, line 1: " in refusal(case, path)


def test_an_older_version_of_the_stay_is_refused(case: Case, tmp_path: Path) -> None:
    record(case, written(tmp_path, booked(case)))
    moved = {"event": "moved", "at": LATER, "booking_number": "SYN-NEW", "facility": case.facility.name}
    assert "events.jsonl" in refusal(case, written(tmp_path, moved | {"version": 900}))


def test_a_role_that_may_not_book_is_refused(case: Case, tmp_path: Path) -> None:
    auditor = User.objects.create(username="aud", agency=case.desk.agency, role=Role.AUDITOR)
    assert "events.jsonl, line 1: " in refusal(case, written(tmp_path, booked(case)), auditor)


def test_a_file_of_nothing_and_one_that_is_not_there_are_refused(case: Case, tmp_path: Path) -> None:
    assert "holds no event" in refusal(case, written(tmp_path, ""))
    assert "can't be read" in refusal(case, tmp_path / "none.jsonl")


def test_more_events_than_fit_one_deed_are_refused(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(custody_file, "MOST_EVENTS", 2)
    said = refusal(case, written(tmp_path, *[booked(case, f"SYN-{number}") for number in range(3)]))
    assert "events.jsonl, line 3: the file holds more than 2 events. Split it" in said


def test_a_refusal_is_words_and_exit_code_2(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["lodged", "record", "events", str(written(tmp_path, "{")), "--as", case.desk.username]
    monkeypatch.setattr(sys, "argv", words)
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 2
    assert "events.jsonl, line 1: is no JSON" in capsys.readouterr().err
