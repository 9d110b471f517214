"""What a researcher's notebook uses: the same figures as the commands, from files and from Polars frames."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest

import lodged
from lodged.core.errors import LodgedError
from lodged.figures.claims import Verdict
from tests.test_plain_rooms import HELD, LISTED

ENDED = "HENNEPIN COUNTY ADC,B-2,Sample,Bo,1985-02-03,2026-01-02 10:00,no,2026-01-05 09:00\n"


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_text(LISTED, "utf-8")
    return path


@pytest.fixture
def held(tmp_path: Path) -> Path:
    path = tmp_path / "custody.csv"
    first, *rows = HELD.splitlines()
    with_end = [f"{first},released_at", *(f"{row}," for row in rows)]
    path.write_text("\n".join(with_end) + f"\n{ENDED}", "utf-8")
    return path


def test_a_frame_gives_what_its_file_gives(held: Path) -> None:
    frame = pl.read_csv(held, infer_schema=False)
    from_file, from_frame = lodged.read(held), lodged.read(frame)
    day = date(2026, 1, 13)
    for definition in ("held", "held-with-detainer"):
        one, other = (data.figure(definition, as_of=day) for data in (from_file, from_frame))
        assert one.value == other.value is not None
        assert one.rows.height == other.rows.height
    by_place = from_frame.figure("held", by="facility", as_of=day)
    assert by_place.table["value"].sum() == from_file.figure("held", as_of=day).value
    assert from_frame.figure("held", as_of=day, where={"facility": "Nowhere"}).value == 0


def test_a_figure_is_drawn_with_its_name_and_source(held: Path) -> None:
    shown = lodged.read(held).figure("held", as_of=date(2026, 1, 13))
    drawn = shown._repr_html_()
    assert shown.figure.definition.title in drawn
    assert shown.figure.files[0].sha256 in drawn
    assert f"{shown.value:,.0f}" in repr(shown)


def test_lists_are_reconciled_from_files_and_from_frames(listed: Path, held: Path) -> None:
    day = date(2026, 1, 13)
    from_files = lodged.reconcile_lists(listed, held, state="MN", as_of=day)
    frames = [pl.read_csv(path, infer_schema=False) for path in (listed, held)]
    from_frames = lodged.reconcile_lists(*frames, state="Minnesota", as_of=day)
    assert from_files.rows["category"].to_list() == from_frames.rows["category"].to_list()
    assert from_files.categories["rows"].sum() == from_files.rows.height == 2
    assert "<h1>" in from_files.report


def test_a_cell_that_a_spreadsheet_would_calculate_comes_back_as_it_was(listed: Path, held: Path) -> None:
    frame = pl.read_csv(listed, infer_schema=False).with_columns(detainer_id=pl.Series(["=7", "'=8"]))
    back = lodged.reconcile_lists(frame, held, state="MN", as_of=date(2026, 1, 13)).rows
    assert back["detainer_id"].to_list() == ["=7", "'=8"]


def test_what_cannot_be_asked_says_what_to_do(held: Path, tmp_path: Path) -> None:
    with pytest.raises(LodgedError, match="at least one file"):
        lodged.read()
    with pytest.raises(LodgedError, match="postal code"):
        lodged.read(held, state="Mini")
    with pytest.raises(LodgedError, match="no-such"):
        lodged.read(held).figure("no-such")
    with pytest.raises(LodgedError):
        lodged.read(tmp_path / "missing.csv")
    with pytest.raises(AttributeError, match="no_such"):
        _ = lodged.no_such


def test_a_claim_is_checked_and_two_exports_compared(held: Path) -> None:
    data = lodged.read(held)
    assert isinstance(data.check("dhs-1360").verdict, Verdict)
    assert data.diff(lodged.read(held)).table.is_empty()
    assert isinstance(data.quality(), tuple)


def test_importing_it_loads_nothing_of_its_rooms() -> None:
    asked = "import sys, lodged; print([name for name in sys.modules if name.startswith('lodged.')])"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_reading_and_counting_load_no_linkage(held: Path) -> None:
    asked = f"import sys, lodged; lodged.read({str(held)!r}).figure('held'); print('splink' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
