"""The demonstration: synthetic Minnesota on 13 January 2026, as files.

`federal_list.csv` is a list such as the federal government spoke of; `custody_records.csv` and `coverage.csv`
what the state's custodians would send; `truth.csv` and `truth_custody.csv` what is really so, for tests and
for measuring, which nobody outside a demonstration ever has.
"""

from __future__ import annotations

from pathlib import Path

from lodged.core.errors import LodgedError
from lodged.demo.dates import AS_OF, REPORTED_FROM
from lodged.demo.lists import MARK, Lists, draw_up
from lodged.demo.scenario import make_world

__all__ = ["AS_OF", "DEFAULT_SEED", "FileExistsInFolderError", "files", "make", "write"]

DEFAULT_SEED = 1360
"""The seed of the published demonstration; any other makes another state of the same proportions."""
FEDERAL_LIST, CUSTODY_RECORDS, COVERAGE = "federal_list.csv", "custody_records.csv", "coverage.csv"
TRUTH, CUSTODY_TRUTH, README = "truth.csv", "truth_custody.csv", "README-SYNTHETIC.txt"
_TIME_FORMAT = "%Y-%m-%d %H:%M"


class FileExistsInFolderError(LodgedError):
    """A file that the demonstration would write is there already."""


def make(seed: int = DEFAULT_SEED) -> Lists:
    """Make the demonstration's tables; the same seed makes the same tables on every machine."""
    return draw_up(make_world(seed))


def files(seed: int = DEFAULT_SEED) -> dict[str, bytes]:
    """Return the demonstration's files by name, all UTF-8."""
    lists = make(seed)
    tables = {
        FEDERAL_LIST: lists.federal_list,
        CUSTODY_RECORDS: lists.custody_records,
        COVERAGE: lists.coverage,
        TRUTH: lists.truth,
        CUSTODY_TRUTH: lists.custody_truth,
    }
    written = {name: frame.write_csv(datetime_format=_TIME_FORMAT).encode() for name, frame in tables.items()}
    return {README: _readme(lists, seed).encode()} | written


def write(folder: Path, seed: int = DEFAULT_SEED, *, replace: bool = False) -> tuple[Path, ...]:
    """Write the demonstration into ``folder`` (made if need be) and return the files' paths.

    Raises:
        FileExistsInFolderError: a file of the same name is there and ``replace`` is not set; nothing is written.
    """
    contents = files(seed)
    if not replace:
        _refuse_to_overwrite(folder, contents)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return tuple(folder / name for name in contents)


def _refuse_to_overwrite(folder: Path, contents: dict[str, bytes]) -> None:
    there = [name for name in contents if (folder / name).exists()]
    if there:
        raise FileExistsInFolderError(
            f"{folder}: [{', '.join(there)}] is there already and may be somebody's real list, so that nothing "
            "was written. Choose an empty folder, or say --replace."
        )


def _readme(lists: Lists, seed: int) -> str:
    unlifted = lists.federal_list["lifted_on"].null_count()
    return f"""\
{MARK} DATA: NOBODY IN THESE FILES LIVES OR LIVED

Made by `lodged demo` (seed {seed}) to show and to test a reconciliation. The places are real, the people,
their stays and their detainers are invented. It is an illustration, not a finding: it says nothing about what
any real jail, prison or agency did. Which places did not report was drawn by lot.

As of {AS_OF.isoformat()}. Custody records cover {REPORTED_FROM.isoformat()} to that day.

{FEDERAL_LIST:22}{lists.federal_list.height:>6} rows, {unlifted} of them not lifted
{CUSTODY_RECORDS:22}{lists.custody_records.height:>6} stays: everyone the list is about, and a sample of everyone else
{COVERAGE:22}{lists.coverage.height:>6} facilities that reported, and through when
{TRUTH:22}{lists.truth.height:>6} rows: what is really so of each row of the list
{CUSTODY_TRUTH:22}{lists.custody_truth.height:>6} rows: whose each stay is

How to tell: every row begins with the word {MARK}; detainers, bookings, people, FBI and state numbers begin
with SYN; A-numbers begin with 999, a series that no public source shows as ever issued.

    lodged reconcile {FEDERAL_LIST} --custody {CUSTODY_RECORDS} --coverage {COVERAGE} \\
        --state MN --as-of {AS_OF.isoformat()} --out result
"""
