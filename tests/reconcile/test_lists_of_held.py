"""Lists of those held, and detainers issued later: gone from a newer list is left, unless that list isn't whole."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from lodged.reconcile.files import reconcile_files
from tests.reconcile.small_files import LIST, LISTED, PLACE, answer

HEADER = "facility_name,booking_id,last_name,first_name,date_of_birth,booked_at,detainer_on_file"
WANTED = f"{PLACE},B1,Escobedo,Marisol,1988-03-04,2026-01-02 08:00,yes"
OTHERS = tuple(
    f"{PLACE},B{number},Vang{'abcdefgh'[number - 2]},Tou,1961-05-0{number},2026-01-01 08:00,no"
    for number in range(2, 8)
)
ENDED = f"{PLACE},B1,Escobedo,Marisol,1988-03-04,2026-01-02 08:00,yes,2026-01-09 10:00,released"


def lists(folder: Path, files: dict[str, list[str]], header: str = HEADER) -> list[Path]:
    for name, rows in files.items():
        (folder / name).write_text("\n".join([header, *rows]) + "\n", "utf-8")
    return [folder / name for name in files]


def placed(folder: Path, custody: list[Path], as_of: str, covered: str | None = None) -> dict[str, str]:
    (folder / "list.csv").write_text(LIST + LISTED, "utf-8")
    if covered:
        (folder / "coverage.csv").write_text(
            "facility_name,reported_from,reported_through\n" + covered, "utf-8"
        )
    reconcile_files(
        [folder / "list.csv"],
        custody,
        folder / "coverage.csv" if covered else None,
        state="MN",
        as_of=date.fromisoformat(as_of),
        out=folder / f"out-{as_of}",
    )
    with (folder / f"out-{as_of}" / "rows.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    return row


@pytest.mark.parametrize("newer_first", [True, False])
@pytest.mark.parametrize(
    ("as_of", "category", "now"),
    [
        ("2026-01-05", "in-custody", "here"),
        ("2026-01-07", "cannot-tell", "not-known"),
        ("2026-01-10", "cannot-tell", "not-held"),
    ],
)
def test_gone_from_the_newer_list_left_between_the_two(
    tmp_path: Path, as_of: str, category: str, now: str, *, newer_first: bool
) -> None:
    files = {"held_2026-01-05.csv": [WANTED, *OTHERS], "held_2026-01-09.csv": list(OTHERS)}
    ordered = dict(reversed(files.items())) if newer_first else files
    row = placed(tmp_path, lists(tmp_path, ordered), as_of)
    assert (row["category"], row["now"]) == (category, now)
    if category == "cannot-tell":
        assert "list of 5 January 2026 and no longer on that of 9 January 2026" in row["reason"]


@pytest.mark.parametrize(("kept", "category"), [(0, "in-custody"), (1, "cannot-tell"), (2, "cannot-tell")])
def test_a_list_that_lost_most_of_its_people_proves_nobody_gone(
    tmp_path: Path, kept: int, category: str
) -> None:
    """With nobody of the list before it may be of new bookings; else whom it lacks may be held or gone."""
    files = {
        "held_2026-01-05.csv": [WANTED, *OTHERS],
        "held_2026-01-09.csv": [f"{PLACE},N1,New,One,1970-01-01,2026-01-09 08:00,no", *OTHERS[:kept]],
    }
    row = placed(tmp_path, lists(tmp_path, files), "2026-01-10")
    assert (row["category"], row["now"]) == (category, "here" if kept == 0 else "not-known")
    problems = (tmp_path / "out-2026-01-10" / "problems.csv").read_text("utf-8")
    assert "isn't taken as whole" in problems


def test_a_list_after_a_failed_one_proves_it_again(tmp_path: Path) -> None:
    files = {
        "held_2026-01-05.csv": [WANTED, *OTHERS],
        "held_2026-01-07.csv": [OTHERS[0]],
        "held_2026-01-09.csv": list(OTHERS),
    }
    row = placed(tmp_path, lists(tmp_path, files), "2026-01-10")
    assert row["category"] == "cannot-tell"
    assert "no longer on that of 9 January 2026" in row["reason"]


def test_a_list_of_a_day_not_reported_proves_nobody_gone(tmp_path: Path) -> None:
    files = {"held_2026-01-05.csv": [WANTED, *OTHERS], "held_2026-01-09.csv": list(OTHERS)}
    covered = f"{PLACE},2026-01-01,2026-01-06\n"
    row = placed(tmp_path, lists(tmp_path, files), "2026-01-06", covered)
    assert row["category"] == "in-custody"


def test_a_person_whose_row_could_not_be_read_is_on_the_list(tmp_path: Path) -> None:
    unread = WANTED.replace("2026-01-02 08:00", "soon")
    files = {"held_2026-01-05.csv": [WANTED, *OTHERS], "held_2026-01-09.csv": [unread, *OTHERS]}
    row = placed(tmp_path, lists(tmp_path, files), "2026-01-10")
    assert "no longer on" not in row["reason"]


def test_records_with_ends_are_no_list(tmp_path: Path) -> None:
    header = f"{HEADER},released_at,release_reason"
    files = {
        "held_2026-01-05.csv": [f"{row},," for row in (WANTED, *OTHERS)],
        "held_2026-01-09.csv": [f"{row},," for row in OTHERS],
        "stays.csv": [ENDED],
    }
    row = placed(tmp_path, lists(tmp_path, files, header), "2026-01-10")
    assert row["category"] == "released-after-lodged"


def test_a_detainer_issued_after_the_day_does_not_count_on_it(tmp_path: Path) -> None:
    later = LISTED.replace("2026-01-05", "2026-01-14")
    stay = f"{PLACE},B1,Escobedo,Marisol,1988-03-04,A200111333,2026-01-02 08:00,,,yes,"
    category, reason = answer(tmp_path, stay, listed=later)
    assert category == "issued-later"
    assert "issued only on 14 January 2026" in reason
    assert answer(tmp_path / ".", stay)[0] == "in-custody"
