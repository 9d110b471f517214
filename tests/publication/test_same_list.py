"""One list isn't published open and hidden in one edition, in whatever form it comes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from lodged.demo import synthetic_minnesota
from lodged.demo.release import write_release
from lodged.publication.edition import PublicationError

from .conftest import OTHER_WORLD, lodged

FIXED = ("--state", "MN", "--as-of", "2026-01-13", "--already-public", "--synthetic", "-d", "lodged")
REFUSED = "of the same list"


@pytest.fixture(scope="session")
def release(synthetic: Path) -> pl.DataFrame:
    """The release of the very list that was reconciled."""
    path, _, _ = write_release(synthetic_minnesota.make(), synthetic / "same")
    return pl.read_csv(path, infer_schema=False)


FORMS: dict[str, Callable[[pl.DataFrame, Path], object]] = {
    "as it is.csv": lambda rows, path: rows.write_csv(path),
    "workbook.xlsx": lambda rows, path: rows.write_excel(path),
    "typed.parquet": lambda rows, path: rows.with_columns(
        pl.col("Detainer Prepare Date").str.to_date()
    ).write_parquet(path),
    "shuffled.csv": lambda rows, path: rows.sample(fraction=1.0, shuffle=True, seed=1).write_csv(path),
    "a tenth of it.csv": lambda rows, path: rows.sample(fraction=0.1, seed=2).write_csv(path),
    "its last rows.csv": lambda rows, path: rows.tail(60).write_csv(path),
    "days as Americans write them.csv": lambda rows, path: rows.with_columns(
        pl.col("Detainer Prepare Date").str.to_date().dt.strftime("%-m/%-d/%Y")
    ).write_csv(path),
    "nobody told apart.csv": lambda rows, path: rows.drop("Unique Identifier").write_csv(path),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_list_that_was_reconciled_cant_be_published_open_beside_it(
    form: str, release: pl.DataFrame, synthetic: Path, tmp_path: Path
) -> None:
    path = tmp_path / form
    FORMS[form](release, path)
    with pytest.raises(PublicationError, match=REFUSED):
        lodged("publish", tmp_path / "out", path, "--reconciliation", synthetic / "reconciled", *FIXED)
    assert not (tmp_path / "out").exists()


def test_a_longer_release_with_the_list_in_it_and_one_for_claims_are_refused(
    release: pl.DataFrame, synthetic: Path, tmp_path: Path
) -> None:
    other, _, _ = write_release(synthetic_minnesota.make(OTHER_WORLD), tmp_path / "other")
    longer, alone = tmp_path / "longer.csv", tmp_path / "alone.csv"
    pl.concat([pl.read_csv(other, infer_schema=False), release]).write_csv(longer)
    release.write_csv(alone)
    beside = ("--reconciliation", synthetic / "reconciled", *FIXED)
    with pytest.raises(PublicationError, match=REFUSED):
        lodged("publish", tmp_path / "out", longer, *beside)
    with pytest.raises(PublicationError, match="--for-claims"):
        lodged("publish", tmp_path / "out", "--for-claims", alone, *beside)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("seed", [OTHER_WORLD, OTHER_WORLD + 1])
def test_another_list_of_the_same_jails_and_time_is_published_beside_it(
    seed: int, synthetic: Path, tmp_path: Path
) -> None:
    other, _, _ = write_release(synthetic_minnesota.make(seed), tmp_path / "other")
    lodged("publish", tmp_path / "out", other, "--reconciliation", synthetic / "reconciled", *FIXED)
    assert (tmp_path / "out").exists()


def test_the_list_hidden_in_both_parts_is_no_list_shown(
    release: pl.DataFrame, synthetic: Path, tmp_path: Path
) -> None:
    path = tmp_path / "release.csv"
    release.write_csv(path)
    fixed = [word for word in FIXED if word != "--already-public"]
    lodged("publish", tmp_path / "out", path, "--reconciliation", synthetic / "reconciled", *fixed)


CUSTODY = (
    "facility_name,booking_id,last_name,first_name,date_of_birth,booked_at,released_at,detainer_on_file\n"
)
BOOKINGS = "booking_key,booked_at,released_at,imm_hold,release_to_imm\n"
COUNTS = "facility_name,with_hold,counted_at\nAnoka County Jail,12,2026-01-13\n"


@pytest.mark.parametrize("numbered", [True, False])
def test_one_jails_bookings_and_its_custody_records_are_one_list(numbered: bool, tmp_path: Path) -> None:
    custody, bookings = tmp_path / "custody.csv", tmp_path / "bookings.csv"
    days = [(n, f"2025-11-{n % 28 + 1:02d} {n % 24:02d}:{n % 59 + 1:02d}") for n in range(40)]
    custody.write_text(
        CUSTODY
        + "".join(f"Anoka County Jail,B-{n},SYNTHETIC{n},X,1980-01-01,{day},,true\n" for n, day in days),
        "utf-8",
    )
    keys = [f"b{n}" if numbered else f"k{n * 7}" for n, _ in days]
    times = ["2025-11-01" if numbered else day for _, day in days]
    rows = (f"{key},{day},,true,false\n" for key, day in zip(keys, times, strict=True))
    bookings.write_text(BOOKINGS + "".join(rows), "utf-8")
    asked = ("--within", "MN", "--as-of", "2026-01-13", "--already-public")
    with pytest.raises(PublicationError, match=REFUSED):
        lodged("publish", tmp_path / "out", custody, bookings, *asked)
    counts = tmp_path / "counts.csv"
    counts.write_text(COUNTS, "utf-8")
    with pytest.raises(PublicationError, match=REFUSED):
        lodged("publish", tmp_path / "out", custody, counts, *asked)
    assert not (tmp_path / "out").exists()
