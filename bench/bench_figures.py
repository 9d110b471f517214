"""Measure reading a release and counting it, beside pandas with openpyxl and a plain Polars script, in one run.

Run ``python bench/bench_figures.py``. The workbook has 400,000 rows of 65 columns and the Parquet 3,000,000 rows; every
row is synthetic. ``--rows N`` makes both smaller. Each reading is a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import polars as pl

import release_maker
from lodged.figures.counting import figure
from lodged.figures.definition import load_definitions
from lodged.figures.parquet import prepare
from lodged.figures.question import Question
from lodged.figures.reading import read_material

ROUNDS = 3
TIMES = 10
"""How many times the rows of the Parquet are those drawn: 300,000 are drawn, and their pseudonyms are made anew."""

OURS = """
from pathlib import Path
from lodged.figures.reading import read_material
material = read_material([Path({path!r})])
rows = material.ask("SELECT count(*) FROM source_rows")[0][0]
"""
PANDAS = """
import pandas
rows = len(pandas.read_excel({path!r}, engine="openpyxl", skiprows=6))
"""
MEASURE = """
import resource, time
began = time.perf_counter()
{script}
took = time.perf_counter() - began
print(rows, took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--rows", type=int, default=400_000)
    asked.add_argument("--no-pandas", action="store_true", help="leave the slow peer out")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = release_maker.table(options.rows)
        measure_reading(folder, rows, with_pandas=not options.no_pandas)
        measure_counting(folder, rows.head(options.rows * 3 // 4))


def measure_reading(folder: Path, rows: pl.DataFrame, *, with_pandas: bool) -> None:
    path = folder / "synthetic_FY2026.xlsx"
    release_maker.workbook(path, rows)
    ours = in_a_process(OURS.format(path=str(path)))
    print(f"workbook, {ours[0]:,.0f} rows x 65: lodged {ours[1]:.1f} s, {ours[2]:,.0f} MB at most")
    if with_pandas:
        theirs = in_a_process(PANDAS.format(path=str(path)))
        print(
            f"  pandas with openpyxl {theirs[1]:.1f} s, {theirs[2]:,.0f} MB; ratio {theirs[1] / ours[1]:.1f}"
        )


def in_a_process(script: str) -> tuple[float, float, float]:
    """Run a script; give its rows, seconds and megabytes."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE.format(script=script)], capture_output=True, text=True, check=True
    )
    rows, took, memory = map(float, done.stdout.split())
    return rows, took, memory


def measure_counting(folder: Path, rows: pl.DataFrame) -> None:
    path, prepared = folder / "synthetic.parquet", folder / "prepared.parquet"
    release_maker.parquet(path, rows, TIMES)
    began = perf_counter()
    small = folder / "small.csv"
    rows.head(10_000).write_csv(small)
    prepare([small], prepared)
    print(f"lodged count prepare of 10,000 rows of CSV: {perf_counter() - began:.1f} s")
    print(f"Parquet, {rows.height * TIMES:,} rows, opened and counted each time, best of {ROUNDS}:")
    count = pl.len().alias("value")
    peers: list[tuple[str, tuple[str, ...], str | None, Callable[[], object]]] = [
        ("lodged", (), None, lambda: pl.scan_parquet(path).select(count).collect()),
        ("declined", ("month",), None, lambda: by_month(path)),
        ("share-booked", ("facility",), "MN", lambda: share_by_facility(path)),
        ("people-with-no-outcome", (), None, lambda: people(path)),
    ]
    for name, by, state, peer in peers:
        ours = best(lambda: ask(path, name, by, state))  # noqa: B023 - run before the next
        theirs = best(peer)
        print(
            f"  {name} by {by or 'nothing'}: lodged {ours:.2f} s, polars {theirs:.2f} s, ratio {ours / theirs:.1f}"
        )


def ask(path: Path, name: str, by: tuple[str, ...], state: str | None) -> object:
    """Open the file, hash it, and count: what the command does."""
    return figure(load_definitions()[name], read_material([path]), Question(state=state, by=by)).table


def by_month(path: Path) -> object:
    declined = pl.scan_parquet(path).filter(pl.col("detainer_lift_reason") == "Detainer Declined by LEA")
    return declined.group_by(pl.col("detainer_prepare_date").dt.strftime("%Y-%m")).len().collect()


def share_by_facility(path: Path) -> object:
    booked = (pl.col("detainer_lift_reason") == "Booked into Detention").mean()
    here = pl.scan_parquet(path).filter(pl.col("facility_state") == "MINNESOTA")
    return here.group_by("detention_facility").agg(booked).collect()


def people(path: Path) -> object:
    open_ones = pl.scan_parquet(path).filter(pl.col("detainer_lift_reason").is_null())
    return open_ones.select(pl.col("unique_identifier").drop_nulls().n_unique()).collect()


def best(run: Callable[[], object]) -> float:
    """Give the seconds of the quickest of several runs."""
    took = []
    for _ in range(ROUNDS):
        began = perf_counter()
        run()
        took.append(perf_counter() - began)
    return min(took)


if __name__ == "__main__":
    main()
