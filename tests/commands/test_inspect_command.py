"""`lodged inspect` on every real file, on the three tables at the door, and on files that are none."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lodged.cli import app
from lodged.core.errors import UnreadableFileError
from lodged.demo import synthetic_minnesota

TABLES = ("*.csv", "*.xlsx", "*.parquet")


def _inspect(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["inspect", *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


UNLISTED = frozenset({"minnesota", "npr", "ice-287g", "uwchr", "compiled", "national", "wild"})
"""Folders whose files were published without a hash."""


WITH_A_TOTAL = frozenset({"race_hold_table.csv"})
"""Files whose last row adds up the others."""


def _as_data(path: Path) -> dict[str, object]:
    found: list[dict[str, object]] = json.loads(_inspect(str(path), "--format", "json"))
    return found[0]


def test_every_real_file_is_told_with_the_hash_it_was_published_with(shared_data: Path) -> None:
    files = sorted(path for pattern in TABLES for path in shared_data.glob(f"*/{pattern}"))
    assert len(files) > 30
    with (shared_data / "SHA256SUMS.csv").open(encoding="utf-8", newline="") as sums:
        hashes = {cell for row in csv.reader(sums) for cell in row}
    for path in files:
        found = _as_data(path)
        totals = 1 if path.name in WITH_A_TOTAL else 0
        assert found["rows_out"] == found["rows_in"] - totals, path
        listed = found["sha256"] in hashes
        assert listed or path.parent.name in UNLISTED, path


@pytest.mark.parametrize(
    ("name", "meaning", "rows"),
    [
        ("minnesota/st_cloud_denied.csv", "foia-detainers", 22),
        ("UWCHR-deport-data-proj/wa_detainers_2025_release.csv", "foia-detainers", 23),
        ("npr/residents.csv", "foia-detainers", 1_846),
        ("ice-287g/participatingAgencies01132026am.xlsx", "agreements", 1_317),
        ("RelevantResearch-287g-DetentionData/pendingAgencies01202026am.xlsx", "pending-agreements", 41),
        ("minnesota/mn_detainers_by_month.csv", "published-table", 42),
        (
            "deportationdata-ice/facilities-daily-population-latest_minnesota.parquet",
            "unknown",
            13_827,
        ),
        ("uwchr/county_aor.csv", "unknown", 3_223),
    ],
)
def test_a_real_file_is_recognised(shared_data: Path, name: str, meaning: str, rows: int) -> None:
    found = _as_data(shared_data / name)
    assert (found["meaning"], found["rows_in"]) == (meaning, rows)


def test_the_tables_at_the_door_are_recognised_and_no_person_is_shown(tmp_path: Path) -> None:
    synthetic_minnesota.write(tmp_path)
    names = {
        "federal_list": "detainer-list",
        "custody_records": "custody-records",
        "coverage": "coverage",
    }
    people = set()
    with (tmp_path / "federal_list.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            people |= {row["last_name"], row["date_of_birth"], row["detainer_id"]} - {""}
    for name, meaning in names.items():
        path = tmp_path / f"{name}.csv"
        found = _as_data(path)
        assert found["meaning"] == meaning
        shown = {
            value["value"]
            for sheet in found["sheets"]  # type: ignore[attr-defined]
            for column in sheet["columns"]
            for value in column["commonest"]
        }
        assert not shown & people


def test_the_answer_in_words_has_period_columns_and_problems(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "detainer_id,last_name,first_name,date_of_birth,issued_on,lift_reason\n"
        "1,Synthetic,A,1990-01-01,2025-02-03,[none]\n2,Synthetic,B,13/13/1990,2025-04-05,[none]\n",
        "utf-8",
    )
    said = _inspect(str(path))
    for words in (
        "detainer list",
        "2 rows",
        "2025-02-03 to 2025-04-05",
        "[none] (2)",
        "row 3",
    ):
        assert words in said


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04 broken", b"PAR1 broken"])
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    done = CliRunner().invoke(app, ["inspect", str(path)])
    assert isinstance(done.exception, UnreadableFileError)
