"""Measure an agency's own file through its profile and into stays, beside pandas on the same file.

Run ``python bench/bench_profiles.py [STAYS] [ROWS A STAY]``, by default 2,000,000 stays of one row; with more rows a
stay their folding is measured too. Each reader runs in a process of its own, so that its peak of memory is its own.
pandas, where it is installed, does what an analyst would: read the file, split the name, read the dates, and keep one
row a stay with any hold. It reports no bad cell.
"""

from __future__ import annotations

import re
import resource
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter

PROFILE = """profile: 1
id: bench
title: Synthetic export
grain: charge
fields:
  facility_name: {constant: Synthetic County Jail}
  booking_id: {column: Booking}
  name: {column: Name, order: "LAST, FIRST MIDDLE"}
  date_of_birth: {column: DOB}
  booked_at: {column: In}
  released_at: {column: Out}
  detainer_on_file: {column: Charge, containing: [IMMIGRATION DETAINER], otherwise: "no"}
"""


def main() -> None:
    given = [int(told) for told in sys.argv[1:]]
    stays, rows = (*given, *(2_000_000, 1)[len(given) :])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder / "export.csv", stays, rows)
        (folder / "profile.yaml").write_text(PROFILE, "utf-8")
        size = (folder / "export.csv").stat().st_size / 1e6
        print(f"{stays:,} stays, {stays * rows:,} rows, {size:,.0f} MB")
        readers = ("profile", *(["pandas"] if find_spec("pandas") else []))
        seconds = [run_apart(reader, folder, stays * rows) for reader in readers]
        if len(seconds) > 1:
            print(f"profile takes {seconds[0] / seconds[1]:.2f} times as long as pandas in this run")


def run_apart(reader: str, folder: Path, rows: int) -> float:
    """Run one reader in a process of its own, print what it says, and return its seconds."""
    command = [sys.executable, __file__, reader, str(folder), str(rows)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    print(printed, end="", flush=True)
    found = re.search(r" in ([\d.]+) s,", printed)
    if found is None:
        raise RuntimeError(f"{reader} printed no time: {printed}")
    return float(found[1])


def write(path: Path, stays: int, rows: int) -> None:
    """Write synthetic stays; every fortieth has a hold."""
    began = datetime(2020, 1, 1)  # noqa: DTZ001 - wall time, as in the records
    with path.open("w", encoding="utf-8") as file:
        file.write("Booking,Name,DOB,In,Out,Charge\n")
        for at in range(stays):
            entered = began + timedelta(minutes=at % 3_000_000)
            left = "" if at % 5 == 0 else f"{entered + timedelta(days=3):%m/%d/%Y %H:%M}"
            who = f'B{at},"SYNTHETIC{at % 9973}, ADA Q",{1950 + at % 55}-0{1 + at % 9}-1{at % 10}'
            for charge in range(rows):
                said = "IMMIGRATION DETAINER" if charge == 0 and at % 40 == 0 else f"CHARGE {charge}"
                file.write(f"{who},{entered:%m/%d/%Y %H:%M},{left},{said}\n")


def by_profile(folder: Path) -> int:
    from lodged.sources.input_tables import Names, read_custody_records
    from lodged.sources.profiles import read_profile
    from lodged.sources.stays import one_row_a_stay

    profile = read_profile(folder / "profile.yaml")
    reading = read_custody_records(
        [folder / "export.csv"], profile=profile, names=Names.SOME, max_bytes=10_000_000_000
    )
    return one_row_a_stay(reading).rows.height


def by_pandas(folder: Path) -> int:
    import pandas

    table = pandas.read_csv(folder / "export.csv", dtype=str)
    table[["last", "first"]] = table["Name"].str.split(",", n=1, expand=True)
    for column, form in (("In", "%m/%d/%Y %H:%M"), ("Out", "%m/%d/%Y %H:%M"), ("DOB", "%Y-%m-%d")):
        table[column] = pandas.to_datetime(table[column], format=form)
    table["hold"] = table["Charge"].str.contains("IMMIGRATION DETAINER")
    return len(table.groupby(["Booking", "In", "last", "first"]).agg({"hold": "any", "Out": "max"}))


def measured(reader: str, folder: Path, rows: int) -> None:
    """Run one reader in this process, and print its time and its peak of memory."""
    began = perf_counter()
    stays = {"profile": by_profile, "pandas": by_pandas}[reader](folder)
    took = perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(f"{reader}: {stays:,} stays in {took:.1f} s, {rows / took:,.0f} rows a second, peak {peak:.2f} GB")


if __name__ == "__main__":
    if sys.argv[1:2] in (["profile"], ["pandas"]):
        measured(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
    else:
        main()
