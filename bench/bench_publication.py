"""Measure the site build, and the same counts as plain pages by polars and string templates beside it.

Run ``python bench/bench_publication.py``. The real workbook of fiscal 2015 is used where LODGED_SHARED has it, else a
synthetic release of as many rows. The baseline reads the same file and writes one HTML table a figure and level: no
definitions, no charts, no second language. The aim is a site in under 20 seconds.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import polars as pl

from lodged.figures.question import Question
from lodged.figures.suppression import Rule
from lodged.publication.edition import Edition
from lodged.publication.publishing import publish
from lodged.sources.foia import read_foia_detainers

REAL = "data/nprapps-sanctuary-cities/rif-FOIA 15-87693 _07262015_LESA-STU_FINAL FY15YTD.xlsx"
ROWS, AIM_SECONDS = 79_053, 20
LEVELS = ("facility_state", "detention_facility", "detainer_type", "detainer_lift_reason")


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = _release(folder)
        baseline = _plain(path, folder / "plain")
        print(f"{path.name}: plain polars and string templates, no charts: {baseline:.1f} s")
        for words, edition in (
            ("whole country, already public", Edition("Bench", (path,), already_public=True)),
            (
                "Minnesota, already public",
                Edition("Bench", (path,), Question(state="MN"), already_public=True),
            ),
            (
                "Minnesota, small counts hidden and attacked",
                Edition("Bench", (path,), Question(state="MN"), rule=Rule()),
            ),
        ):
            began = perf_counter()
            _, files = publish(edition, folder / "site")
            took = perf_counter() - began
            print(
                f"site, {words}: {took:.1f} s, {files} files (aim: under {AIM_SECONDS} s); ratio {took / baseline:.1f}"
            )


def _release(folder: Path) -> Path:
    shared = Path(os.environ.get("LODGED_SHARED", "../shared")) / REAL
    if shared.is_file():
        return shared
    sys.path.insert(0, str(Path(__file__).parent))
    from release_maker import delimited, table

    path = folder / "synthetic_release.csv"
    delimited(path, table(ROWS))
    return path


def _plain(path: Path, out: Path) -> float:
    began = perf_counter()
    out.mkdir()
    rows = read_foia_detainers([path]).rows
    reasons = ["Booked into Detention", "Detainer Declined by LEA", None]
    for number, reason in enumerate(reasons):
        kept = rows.filter(pl.col("detainer_lift_reason").eq_missing(pl.lit(reason, pl.String)))
        for level in LEVELS:
            counts = kept.group_by(level).len().sort("len", descending=True)
            cells = "".join(
                f"<tr><td>{group}</td><td>{count}</td></tr>" for group, count in counts.iter_rows()
            )
            (out / f"{number}-{level}.html").write_text(f"<table>{cells}</table>", "utf-8")
    return perf_counter() - began


if __name__ == "__main__":
    main()
