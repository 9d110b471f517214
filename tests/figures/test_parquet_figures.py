"""Parquet is counted where it lies, and gives what the same rows give read cell by cell."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest

from lodged.figures.counting import figure
from lodged.figures.definition import load_definitions
from lodged.figures.figure import FigureError
from lodged.figures.parquet import PrepareError
from lodged.figures.question import Duplicates, Question
from lodged.figures.reading import read_material
from lodged.figures.unsettled import REASON
from tests.figures.figure_doors import asked, lodged

FY2015 = "nprapps-sanctuary-cities/rif-FOIA 15-87693 _07262015_LESA-STU_FINAL FY15YTD.xlsx"
ROWS = pl.DataFrame(
    {
        "detainer_prepare_date": [
            date(2026, 1, 5),
            date(2026, 1, 5),
            date(2026, 1, 6),
            date(1900, 1, 1),
            None,
        ],
        "detainer_lift_reason": ["Booked into Detention", "NA", "Detainer Declined by LEA", " ", None],
        "detention_facility": [
            "HENNEPIN COUNTY ADC",
            "b(6), b(7)c",
            "STERNS CO. JAIL",
            "(b)(6), (b)(7)(C)",
            None,
        ],
        "facility_state": ["MINNESOTA", "MINNESOTA", "MINNESOTA", "TEXAS", "NA"],
        "detainer_type": ["I247A"] * 5,
        "unique_identifier": ["synthetic-1", "synthetic-1", "synthetic-2", None, "(b)(6)"],
        "final_order_yes_no": ["YES", "no", "NA", "perhaps", None],
    }
)


def test_a_scan_gives_what_reading_gives(tmp_path: Path) -> None:
    """Every definition, broken down, with each treatment of duplicates; also the list behind it."""
    scanned, read = tmp_path / "synthetic.parquet", tmp_path / "synthetic.csv"
    ROWS.write_parquet(scanned)
    ROWS.write_csv(read)
    direct, slow = read_material([scanned]), read_material([read])
    assert "file_row_number" in direct.columns["source_row"]
    for definition in load_definitions().values():
        if definition.source is not slow.source:
            continue
        for duplicates in Duplicates:
            for by in (("state", "facility", "class"), ("month", "outcome"), ("final_order", "form")):
                question = Question(by=by, duplicates=duplicates)
                one, other = figure(definition, direct, question), figure(definition, slow, question)
                assert (one.value, one.untold, one.excluded, one.as_of) == (
                    *(other.value, other.untold, other.excluded, other.as_of),
                )
                assert one.table.equals(other.table)
                assert one.evidence["source_row"].to_list() == other.evidence["source_row"].to_list()


def test_cells_that_cannot_be_read_are_said(tmp_path: Path) -> None:
    path = tmp_path / "synthetic.parquet"
    ROWS.write_parquet(path)
    one = asked(path, "-d", "lodged", "--by", "final_order", "--from", "2026-01-01")["lodged"]
    assert one["notes"] == [
        "1 of 5 cells of detainer_prepare_date can't be read; what hangs on them is in no count.",
        "1 of 5 cells of final_order_yes_no can't be read; what hangs on them is in no count.",
    ]
    assert one["excluded"] == [
        {"reason": REASON, "rows": 1},
        {"reason": "no day (prepared)", "rows": 1},
    ]


def test_text_dates_in_parquet_are_read_cell_by_cell(tmp_path: Path) -> None:
    path = tmp_path / "synthetic.parquet"
    ROWS.with_columns(pl.lit("1/5/2026").alias("detainer_prepare_date")).write_parquet(path)
    assert asked(path, "-d", "lodged", "--by", "month")["lodged"]["by"] == [
        {"month": "2026-01", "value": 5.0, "rows": 5}
    ]


def test_a_release_is_prepared_once(shared_data: Path, tmp_path: Path) -> None:
    out = tmp_path / "fy2015.parquet"
    said = lodged("prepare", shared_data / FY2015, "--out", out)
    assert "79,053 of 79,053 rows, SHA-256 d6352d3b597a" in said
    arguments = ("-d", "lodged", "-d", "declined", "-d", "people", "--state", "MN", "--by", "kind")
    prepared, whole = asked(out, *arguments), asked(shared_data / FY2015, *arguments)
    for name in ("lodged", "declined", "people"):
        assert prepared[name]["sources"] == whole[name]["sources"]
        assert prepared[name]["by"] == whole[name]["by"]
        assert prepared[name]["value"] == whole[name]["value"]
    lodged("figures", out, "-d", "declined", "--state", "MN", "--list", tmp_path / "a.csv")
    lodged("figures", shared_data / FY2015, "-d", "declined", "--state", "MN", "--list", tmp_path / "b.csv")
    assert (tmp_path / "a.csv").read_text("utf-8") == (tmp_path / "b.csv").read_text("utf-8")
    with pytest.raises(PrepareError, match="is there already"):
        lodged("prepare", shared_data / FY2015, "--out", out)


def test_people_are_counted_by_their_number(tmp_path: Path) -> None:
    read, out = tmp_path / "synthetic.csv", tmp_path / "synthetic.parquet"
    ROWS.write_csv(read)
    lodged("prepare", read, "--out", out)
    assert (
        asked(out, "-d", "people")["people"]["value"] == asked(read, "-d", "people")["people"]["value"] == 2
    )


@pytest.mark.parametrize(
    ("made_of", "message"),
    [
        (b"not JSON", "can't be read in it"),
        (b"[1]", "can't be read in it"),
        (b'{"version": 1}', "can't be read in it"),
        (b'{"version": 1, "files": [{"name": "a.csv"}], "problems": 0}', "can't be read in it"),
        (b'{"version": 0}', "another version"),
    ],
)
def test_what_a_prepared_file_says_of_itself_is_not_believed_where_it_is_no_such_thing(
    tmp_path: Path, made_of: bytes, message: str
) -> None:
    path = tmp_path / "synthetic.parquet"
    pq.write_table(ROWS.to_arrow().replace_schema_metadata({b"lodged": made_of}), path)
    with pytest.raises(PrepareError, match=f"synthetic.parquet: .*{message}.* Prepare the release again"):
        lodged("figures", path, "-d", "lodged")


def test_a_definition_can_open_no_other_file(tmp_path: Path) -> None:
    """A definition may come from anybody: its condition sees the rows of the source and nothing of the machine."""
    secret, path, own = tmp_path / "secret.csv", tmp_path / "synthetic.parquet", tmp_path / "own.yaml"
    secret.write_text("a\n1\n", "utf-8")
    ROWS.write_parquet(path)
    condition = "(SELECT count(*) FROM read_csv('SECRET')) > 0".replace("SECRET", str(secret))
    head = (
        "{id: mine, version: 1, title: Mine, unit: detainer, kind: flow, source: foia_detainers, means: Mine."
    )
    own.write_text(f'- {head}, population: "{condition}"}}\n', "utf-8")
    ROWS.write_csv(tmp_path / "synthetic.csv")
    for files in (path, tmp_path / "synthetic.csv"):
        with pytest.raises(FigureError, match="can't be run"):
            lodged("figures", files, "-d", "mine", "--definitions", own)
