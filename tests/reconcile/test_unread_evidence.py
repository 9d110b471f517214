"""Nothing that could not be read becomes a finding: unread cells and rows of custody records, from file to file."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from lodged.reconcile.files import reconcile_files

AS_OF = date(2026, 1, 13)
PLACE, OTHER = "Anoka County Jail", "Carlton County Jail"
LIST = "detainer_id,last_name,first_name,date_of_birth,a_number,facility_name,facility_state,issued_on\n"
LISTED = f"D1,Escobedo,Marisol,1988-03-04,A200111333,{PLACE},MN,2026-01-05\n"
STAY = {
    "facility_name": PLACE,
    "booking_id": "B1",
    "last_name": "Escobedo",
    "first_name": "Marisol",
    "date_of_birth": "1988-03-04",
    "a_number": "A200111333",
    "booked_at": "2026-01-02 08:00",
    "released_at": "",
    "release_reason": "",
    "detainer_on_file": "yes",
    "detainer_received_on": "",
}
BYSTANDER = {
    **STAY,
    "booking_id": "B9",
    "last_name": "Vang",
    "first_name": "Tou",
    "date_of_birth": "1961-05-06",
}
BYSTANDER |= {"a_number": "", "detainer_on_file": "no"}
COVERED = "facility_name,reported_from,reported_through\n" + "".join(
    f"{place},2025-01-01,2026-01-31\n" for place in (PLACE, OTHER)
)


def answer(folder: Path, *stays: dict[str, str] | str, listed: str = LISTED) -> tuple[str, str]:
    """Give the category of the list's one row and its reason; a stay given as text is a line of the file as it is."""
    lines = [",".join(STAY)]
    lines += [stay if isinstance(stay, str) else ",".join(stay.values()) for stay in stays]
    for name, text in (
        ("list.csv", LIST + listed),
        ("stays.csv", "\n".join(lines)),
        ("coverage.csv", COVERED),
    ):
        (folder / name).write_text(text, "utf-8")
    reconcile_files(
        [folder / "list.csv"],
        [folder / "stays.csv"],
        folder / "coverage.csv",
        state="MN",
        as_of=AS_OF,
        out=folder / "out",
    )
    with (folder / "out" / "rows.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    return row["category"], row["reason"]


ENDED = {"released_at": "2026-01-09 10:00"}


@pytest.mark.parametrize(
    ("column", "cell", "rest"),
    [
        ("released_at", "Friday last", {}),
        ("released_at", "2026-01-09T10:00:00Z", {"release_reason": "released"}),
        ("released_at", "1/9/26", {"release_reason": "transferred_to_ice"}),
        ("released_at", "2026-01-01 10:00", {"release_reason": "released"}),
        ("detainer_on_file", "see remarks", {}),
        ("detainer_received_on", "early Jan", {}),
        ("release_reason", "disp. 14", ENDED),
    ],
)
def test_a_cell_that_could_not_be_read_is_no_finding(
    tmp_path: Path, column: str, cell: str, rest: dict[str, str]
) -> None:
    category, reason = answer(tmp_path, STAY | rest | {column: cell})
    assert category == "needs-review"
    assert f"its {column} could not be read (stays.csv, row 2)" in reason


def test_an_unread_cell_that_no_answer_hangs_on_leaves_the_answer(tmp_path: Path) -> None:
    """Whatever the reason would have been, the person was transferred later, out of another stay."""
    earlier = STAY | {"booking_id": "B0", "booked_at": "2025-11-02 08:00", "released_at": "2025-11-09 10:00"}
    last = STAY | ENDED | {"release_reason": "transferred_to_ice"}
    category, _ = answer(tmp_path, earlier | {"release_reason": "disp. 14"}, last)
    assert category == "transferred-to-ice"


@pytest.mark.parametrize(
    "change", [{"booked_at": "Friday last"}, {"booked_at": "2026-01-02T14:00:00Z"}, {"first_name": ""}]
)
@pytest.mark.parametrize("place", [PLACE, OTHER])
def test_a_row_that_could_not_be_read_is_still_a_record_of_the_person(
    tmp_path: Path, change: dict[str, str], place: str
) -> None:
    category, reason = answer(tmp_path, BYSTANDER, STAY | change | {"facility_name": place})
    assert category == "needs-review"
    assert "stays.csv, row 3" in reason


def test_a_shifted_row_is_still_a_record_of_the_person(tmp_path: Path) -> None:
    shifted = ",".join((STAY | {"last_name": "Escobedo, Jr."}).values())
    category, reason = answer(tmp_path, BYSTANDER, shifted)
    assert category == "needs-review"
    assert "stays.csv, row 3" in reason


def test_an_unread_row_of_somebody_else_impairs_nobody(tmp_path: Path) -> None:
    category, _ = answer(tmp_path, BYSTANDER | {"booked_at": "Friday last"}, BYSTANDER | {"booking_id": "B8"})
    assert category == "not-found"


def test_an_unread_row_of_nobody_knows_whom_is_anybodys_at_its_facility(tmp_path: Path) -> None:
    nameless = BYSTANDER | {"first_name": "", "date_of_birth": "#REF!"}
    assert answer(tmp_path, nameless)[0] == "needs-review"
    assert answer(tmp_path, nameless | {"facility_name": OTHER})[0] == "not-found"


def test_a_stay_whose_end_could_not_be_read_is_not_counted_as_held(tmp_path: Path) -> None:
    answer(tmp_path, STAY | {"released_at": "Friday last"})
    assert '"held_with_detainer_on_file": {\n    "total": 0' in (tmp_path / "out" / "summary.json").read_text(
        "utf-8"
    )


CASES = {
    "unread-date-not-found": {"D1": {"needs-review", "cannot-tell", "in-custody"}},
    "unread-comma-not-found": {"D1": {"needs-review", "cannot-tell", "in-custody"}},
    "detainer-words": {"D1": {"needs-review", "cannot-tell", "in-custody"}},
    "release-words-ice": {"D1": {"needs-review", "cannot-tell", "transferred-to-ice"}},
}


@pytest.mark.parametrize("case", CASES)
def test_other_peoples_cases(shared_cases: Path, tmp_path: Path, case: str) -> None:
    shared = shared_cases / case
    done = reconcile_files(
        [shared / "federal.csv"],
        [shared / "custody.csv"],
        shared / "coverage.csv",
        state="MN",
        as_of=AS_OF,
        out=tmp_path / "out",
    )
    assert done.counts.total() == done.detainers.rows.height
    found = dict(zip(done.detainers.rows["detainer_id"], done.placings, strict=True))
    for detainer, right in CASES[case].items():
        assert found[detainer].category.value in right, found[detainer].reason
