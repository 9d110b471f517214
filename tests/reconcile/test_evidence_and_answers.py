"""What stale, late and folded records say, the two answers behind a row, and that every row is accounted for."""

from __future__ import annotations

import csv
import itertools
import json
from pathlib import Path

import pytest

from lodged.reconcile.files import reconcile_files
from tests.reconcile.small_files import (
    AS_OF,
    BYSTANDER,
    COVERED,
    LIST,
    LISTED,
    PLACE,
    STAY,
    answer,
    written,
)

RELEASED = STAY | {
    "released_at": "2026-01-09 10:00",
    "release_reason": "released",
    "detainer_received_on": "2026-01-05",
}
UNTIL_SUMMER = f"facility_name,reported_from,reported_through\n{PLACE},2025-01-01,2025-08-31\n"


def test_a_roster_that_stopped_reporting_holds_nobody_and_releases_nobody(tmp_path: Path) -> None:
    stale = STAY | {"booked_at": "2025-08-02 08:00"}
    category, reason = answer(tmp_path, stale, covered=UNTIL_SUMMER)
    assert category == "cannot-tell"
    assert "its records stop before 13 January 2026" in reason
    summary = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
    assert summary["held_with_detainer_on_file"]["total"] == 0


def test_a_later_custody_shows_that_a_stale_one_ended(tmp_path: Path) -> None:
    stale = STAY | {"booked_at": "2025-08-02 08:00"}
    later = RELEASED | {"booking_id": "B2", "release_reason": "transferred_to_ice"}
    assert answer(tmp_path, stale, later, covered=UNTIL_SUMMER)[0] == "transferred-to-ice"


@pytest.mark.parametrize(
    ("booked", "category"), [("2025-12-14", "in-custody"), ("2025-12-12", "cannot-tell")]
)
def test_records_without_stated_days_speak_for_a_month(tmp_path: Path, booked: str, category: str) -> None:
    assert answer(tmp_path, STAY | {"booked_at": f"{booked} 08:00"}, covered=None)[0] == category


def test_records_that_begin_after_the_detainer_was_issued_cant_say_that_nobody_came(tmp_path: Path) -> None:
    covered = COVERED.replace("2025-01-01", "2026-01-08")
    category, reason = answer(tmp_path, BYSTANDER | {"booked_at": "2026-01-08 08:00"}, covered=covered)
    assert category == "cannot-tell"
    assert "the person may have left before" in reason


@pytest.mark.parametrize("spoilt", ["not a day", ""])
def test_a_facility_whose_report_could_not_be_read_is_not_said_to_have_made_none(
    tmp_path: Path, spoilt: str
) -> None:
    covered = COVERED.replace(f"{PLACE},2025-01-01,2026-01-31", f"{PLACE},2025-01-01,{spoilt}")
    category, reason = answer(tmp_path, BYSTANDER, covered=covered)
    assert category == "cannot-tell"
    assert "could not be read" in reason


@pytest.mark.parametrize(
    ("column", "stay", "category"),
    [
        ("detainer_on_file", STAY, "cannot-tell"),
        ("release_reason", RELEASED, "cannot-tell"),
        ("released_at", RELEASED, "cannot-tell"),
    ],
)
def test_an_empty_cell_that_an_answer_hangs_on_is_no_finding(
    tmp_path: Path, column: str, stay: dict[str, str], category: str
) -> None:
    assert answer(tmp_path, stay | {column: ""})[0] == category


@pytest.mark.parametrize(
    ("rows", "category"),
    [
        ([{"detainer_on_file": "no"}, {"detainer_on_file": "yes"}, {"detainer_on_file": ""}], "in-custody"),
        ([{"detainer_on_file": "no"}, {"detainer_on_file": "see remarks"}], "cannot-tell"),
        (
            [{"last_name": "Perez", "first_name": "Luis", "date_of_birth": "1970-01-09", "a_number": ""}, {}],
            "in-custody",
        ),
        ([RELEASED, {"released_at": "2026-01-10 10:00", "release_reason": "released"}], "cannot-tell"),
        ([RELEASED, {}], "cannot-tell"),
    ],
    ids=["hold row", "unread hold row", "alias", "two ends", "an end and none"],
)
def test_rows_of_one_booking_are_one_stay_in_any_order(
    tmp_path: Path, rows: list[dict[str, str]], category: str
) -> None:
    for number, order in enumerate(itertools.permutations(rows)):
        folder = tmp_path / str(number)
        folder.mkdir()
        assert answer(folder, *(STAY | row for row in order))[0] == category
        summary = json.loads((folder / "out" / "summary.json").read_text("utf-8"))
        assert summary["not_on_list"] == 0


def test_a_booking_number_used_again_for_somebody_else_is_another_stay(tmp_path: Path) -> None:
    again = BYSTANDER | {"booking_id": "B1", "booked_at": "2026-01-11 08:00"}
    assert answer(tmp_path, RELEASED, again)[0] == "released-after-lodged"


def test_a_release_with_a_later_hand_over_shows_both(tmp_path: Path) -> None:
    later = STAY | {"booking_id": "B2", "booked_at": "2026-01-10 08:00", "released_at": "2026-01-12 09:00"}
    row = written(tmp_path, RELEASED, later | {"release_reason": "transferred_to_ice"})
    assert row["category"] == "transferred-to-ice"
    assert (row["ended"], row["now"], row["on_file_at_end"], row["anchor_booking"]) == (
        "released",
        "not-held",
        "yes",
        "B1",
    )


@pytest.mark.parametrize(
    ("change", "on_file"),
    [
        ({}, "yes"),
        ({"detainer_received_on": ""}, "yes"),
        ({"detainer_on_file": "no", "detainer_received_on": ""}, "no"),
        ({"detainer_on_file": ""}, "undecided"),
        ({"detainer_received_on": "2026-01-09"}, "undecided"),
        ({"detainer_received_on": "early Jan"}, "undecided"),
    ],
)
def test_released_after_it_was_lodged_is_told_in_three(
    tmp_path: Path, change: dict[str, str], on_file: str
) -> None:
    row = written(tmp_path, RELEASED | change)
    assert (row["category"], row["ended"], row["on_file_at_end"]) == (
        "released-after-lodged",
        "released",
        on_file,
    )
    summary = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
    assert summary["released_after_lodged"] == {"yes": 0, "no": 0, "undecided": 0} | {on_file: 1}


def test_still_held_has_no_end_yet(tmp_path: Path) -> None:
    row = written(tmp_path, STAY)
    assert (row["ended"], row["now"], row["on_file_at_end"], row["anchor_booking"]) == (
        "still-held",
        "here",
        "",
        "B1",
    )


def test_a_stay_that_began_only_after_the_detainer_was_issued_is_said_to(tmp_path: Path) -> None:
    late = RELEASED | {"booked_at": "2026-01-07 08:00", "detainer_received_on": ""}
    row = written(tmp_path, late)
    assert "this custody began only on 7 January 2026" in row["reason"]
    assert (row["ended"], row["anchor_booking"]) == ("not-known", "")


def test_every_row_of_the_list_is_in_a_category_or_set_aside(tmp_path: Path) -> None:
    """One name with a number or a birth keeps a row in; a row of nobody, and the header once more, are set aside."""
    listed = [
        LISTED.strip(),
        f"D2,Suryani,,1991-03-08,,{PLACE},MN,2026-01-05",
        f"D3,,Suryani,,A200111999,{PLACE},MN,2026-01-05",
        f"D4,,,,A200111998,{PLACE},MN,2026-01-05",
        f"D5,Suryani,,,,{PLACE},MN,2026-01-05",
        f",Nobody,Knows,1990-01-01,,{PLACE},MN,2026-01-05",
        LIST.strip(),
    ]
    for name, text in {
        "list.csv": LIST + "\n".join(listed),
        "stays.csv": ",".join(STAY) + "\n" + ",".join(STAY.values()),
    }.items():
        (tmp_path / name).write_text(text, "utf-8")
    done = reconcile_files(
        [tmp_path / "list.csv"], [tmp_path / "stays.csv"], None, state="MN", as_of=AS_OF, out=tmp_path / "out"
    )
    assert list(done.detainers.rows["detainer_id"]) == ["D1", "D2", "D3", "D4"]
    assert (done.counts.total(), done.set_aside, done.rows_of_list) == (4, 3, 7)
    with (tmp_path / "out" / "problems.csv").open(encoding="utf-8", newline="") as file:
        assert sorted(row["row"] for row in csv.DictReader(file) if row["severity"] == "row") == [
            "6",
            "7",
            "8",
        ]


def test_how_much_of_each_facility_was_read_is_told(tmp_path: Path) -> None:
    nameless = BYSTANDER | {"first_name": "", "date_of_birth": "#REF!"}
    _, reason = answer(tmp_path, BYSTANDER | {"booking_id": "B8"}, nameless)
    assert f"Only 1 of 2 rows of {PLACE} were read" in reason
    summary = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
    assert summary["rows_read"] == [{"facility": PLACE, "read": 1, "of": 2}]
    assert "How much was read" in (tmp_path / "out" / "report.html").read_text("utf-8")
