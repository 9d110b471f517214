"""Nothing that could not be read becomes a finding: unread cells and rows of custody records, from file to file."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest

from lodged.reconcile.files import reconcile_files
from tests.reconcile.small_files import AS_OF, BYSTANDER, OTHER, PLACE, STAY, answer, written

ENDED = {"released_at": "2026-01-09 10:00"}


@pytest.mark.parametrize(
    ("column", "cell", "rest"),
    [
        ("released_at", "Friday last", {}),
        ("released_at", "2026-01-09T10:00:00Z", {"release_reason": "released"}),
        ("released_at", "26/1/9", {"release_reason": "transferred_to_ice"}),
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
    assert category == "cannot-tell"
    assert f"the {column} could not be read (stays.csv, row 2)" in reason


def test_an_unread_cell_that_no_answer_hangs_on_leaves_the_answer(tmp_path: Path) -> None:
    """Whatever the reason would have been, the person was transferred later, out of another stay."""
    earlier = STAY | {"booking_id": "B0", "booked_at": "2025-11-02 08:00", "released_at": "2025-11-09 10:00"}
    last = STAY | ENDED | {"release_reason": "transferred_to_ice"}
    category, _ = answer(tmp_path, earlier | {"release_reason": "disp. 14"}, last)
    assert category == "transferred-to-ice"


@pytest.mark.parametrize(
    "change", [{"booked_at": "Friday last"}, {"booked_at": "2026-01-02T14:00:00Z"}, {"booking_id": ""}]
)
@pytest.mark.parametrize("place", [PLACE, OTHER])
def test_a_row_that_could_not_be_read_is_still_a_record_of_the_person(
    tmp_path: Path, change: dict[str, str], place: str
) -> None:
    category, reason = answer(tmp_path, BYSTANDER, STAY | change | {"facility_name": place})
    assert category == "cannot-tell"
    assert "stays.csv, row 3" in reason


def test_a_shifted_row_is_still_a_record_of_the_person(tmp_path: Path) -> None:
    shifted = ",".join((STAY | {"last_name": "Escobedo, Jr."}).values())
    category, reason = answer(tmp_path, BYSTANDER, shifted)
    assert category == "cannot-tell"
    assert "stays.csv, row 3" in reason


def test_an_unread_row_of_somebody_else_impairs_nobody(tmp_path: Path) -> None:
    category, _ = answer(tmp_path, BYSTANDER | {"booked_at": "Friday last"}, BYSTANDER | {"booking_id": "B8"})
    assert category == "not-found"


def test_an_unread_row_of_nobody_knows_whom_is_anybodys_at_its_facility(tmp_path: Path) -> None:
    nameless = BYSTANDER | {"first_name": "", "date_of_birth": "#REF!"}
    assert answer(tmp_path, nameless)[0] == "cannot-tell"
    assert answer(tmp_path, nameless | {"facility_name": OTHER})[0] == "not-found"


def test_records_without_a_row_prove_nobody_absent(tmp_path: Path) -> None:
    category, reason = answer(tmp_path)
    assert category == "cannot-tell"
    assert "the custody records given have no row" in reason


def test_a_file_of_an_archive_that_is_not_read_leaves_absence_open(tmp_path: Path) -> None:
    written(tmp_path, BYSTANDER)
    path = tmp_path / "records.zip"
    with ZipFile(path, "w") as archive:
        archive.write(tmp_path / "stays.csv", "stays.csv")
        archive.writestr("more.pdf", "%PDF-1.7 synthetic")
    listed, out = tmp_path / "list.csv", tmp_path / "of-the-archive"
    reconcile_files([listed], [path], tmp_path / "coverage.csv", state="MN", as_of=AS_OF, out=out)
    assert "a part of the records was not read" in (out / "rows.csv").read_text("utf-8")


@pytest.mark.parametrize("mark", ["ICE?", "ICE HOLD ?", "Released to ICE?"])
def test_a_word_in_doubt_is_no_word(tmp_path: Path, mark: str) -> None:
    assert answer(tmp_path, STAY | {"detainer_on_file": mark})[0] == "cannot-tell"
    ended = STAY | {"released_at": "2026-01-08 09:00", "release_reason": mark}
    assert answer(tmp_path, ended)[0] == "cannot-tell"


def test_a_stay_whose_end_could_not_be_read_is_not_counted_as_held(tmp_path: Path) -> None:
    answer(tmp_path, STAY | {"released_at": "Friday last"})
    assert '"held_with_detainer_on_file": {\n    "total": 0' in (tmp_path / "out" / "summary.json").read_text(
        "utf-8"
    )


CASES = {
    "alias-row": {"D1": {"in-custody"}},
    "charge-rows-order": {"D1": {"in-custody"}},
    "detainer-words": {"D1": {"in-custody"}, "D2": {"released-after-lodged"}},
    "facility-unknown-elsewhere": {"D1": {"in-custody", "needs-review"}},
    "mononym-list": {"D1": {"in-custody"}},
    "no-state-counted-in-state": {
        "D1": {"in-custody"},
        "D2": {"state-not-told"},
        "D3": {"state-not-told"},
        "D4": {"state-not-told"},
    },
    "release-words-ice": {"D1": {"transferred-to-ice"}},
    "same-day-release": {"D2": {"needs-review"}},
    "snapshot-older-wins": {"D1": {"released-after-lodged"}},
    "unread-comma-not-found": {"D1": {"cannot-tell", "needs-review"}, "D2": {"released-after-lodged"}},
    "unread-date-not-found": {"D1": {"in-custody"}},
}


@pytest.mark.parametrize("case", CASES)
def test_other_peoples_cases(shared_cases: Path, tmp_path: Path, case: str) -> None:
    """Small inputs that others made, each with the answers that are right; any order of the files gives the same."""
    folder = shared_cases / case
    rosters = sorted(folder.glob("roster_*.csv"))
    given = [rosters, rosters[::-1]] if rosters else [[path] for path in sorted(folder.glob("custody*.csv"))]
    for number, custody in enumerate(given):
        done = reconcile_files(
            [folder / "federal.csv"],
            custody,
            folder / "coverage.csv",
            state="MN",
            as_of=AS_OF,
            out=tmp_path / str(number),
        )
        assert done.counts.total() + done.set_aside == done.rows_of_list
        found = dict(zip(done.detainers.rows["detainer_id"], done.placings, strict=True))
        for detainer, right in CASES[case].items():
            assert found[detainer].category.value in right, found[detainer].reason
        assert not done.not_on_list
