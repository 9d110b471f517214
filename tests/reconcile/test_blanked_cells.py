"""Blanking, corrupting or reformatting any one cell never turns one finding into another.

Each row of a small world, in which every finding has its person, is spoilt cell by cell. A row may then go to a person
for review or to what can't be told; it may never go from one finding to another, and the people held are never nobody.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodged.reconcile.files import reconcile_files

AS_OF = date(2026, 1, 13)
ANOKA, CARLTON, SCOTT = "Anoka County Jail", "Carlton County Jail", "Scott County Jail"
LIST = (
    "detainer_id",
    "last_name",
    "first_name",
    "date_of_birth",
    "a_number",
    "facility_name",
    "facility_state",
)
LIST += ("issued_on", "lifted_on", "lift_reason")
STAYS = ("facility_name", "booking_id", "last_name", "first_name", "date_of_birth", "a_number", "booked_at")
STAYS += ("released_at", "release_reason", "detainer_on_file", "detainer_received_on")
COVERED = ("facility_name", "reported_from", "reported_through")
UNDECIDED = {"needs-review", "cannot-tell"}
PEOPLE = (
    ("Abdullahi", "Amina"),
    ("Berg", "Lars"),
    ("Castillo", "Carlos"),
    ("Dahlquist", "Erik"),
    ("Escobedo", "Marisol"),
    ("Farah", "Fadumo"),
    ("Gunderson", "Oscar"),
    ("Herrera", "Ximena"),
    ("Ingebretson", "Wendy"),
    ("Jimenez", "Rosa"),
    ("Kowalczyk", "Ivan"),
)
ENDS = {
    2: "transferred_to_ice",
    3: "transferred_to_agency",
    4: "released",
    5: "released",
    6: "died",
}
"""How the person of this number left; the others are held, or are in no record."""


def _who(number: int) -> list[str]:
    last, first = PEOPLE[number]
    return [last, first, f"{1961 + number}-0{1 + number % 9}-1{number % 10}", f"A2001113{number:02d}"]


@cache
def world() -> tuple[list[list[str]], list[list[str]], list[list[str]]]:
    """Give a list, custody records and coverage, header first."""
    listed = [list(LIST)]
    for number in range(11):
        issued = "2026-01-11" if number == 5 else "2026-01-05"
        place = {8: CARLTON, 10: SCOTT}.get(number, ANOKA)
        lifted = ["2026-01-10", "Canceled"] if number == 7 else ["", ""]
        listed.append([f"D{number}", *_who(number), place, "MN", issued, *lifted])
    listed.append(["D0a", *_who(0), ANOKA, "MN", "2025-12-20", "", ""])
    stays = [list(STAYS)]
    for number in range(9):
        end = ["2026-01-09 10:00", ENDS[number]] if number in ENDS else ["", ""]
        on_file = ["no", ""] if number == 1 else ["yes", "2026-01-05"]
        stays.append([ANOKA, f"B{number}", *_who(number), "2026-01-02 08:00", *end, *on_file])
    # Somebody released in between, and held once more: the last custody decides.
    stays.append(
        [ANOKA, "B0a", *_who(0), "2025-12-01 08:00", "2025-12-28 09:00", "released", "yes", "2025-12-20"]
    )
    covered = [list(COVERED), *([place, "2025-01-01", "2026-01-31"] for place in (ANOKA, CARLTON))]
    return listed, stays, covered


def answers(tables: Sequence[Sequence[Sequence[str]]]) -> tuple[dict[int, str], int]:
    """Give the category of each row of the list by its row in the file, and how many are held with one on file."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{name}.csv" for name in ("list", "stays", "coverage")]
        for path, table in zip(paths, tables, strict=True):
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(table)
        done = reconcile_files(
            [paths[0]], [paths[1]], paths[2], state="MN", as_of=AS_OF, out=Path(folder) / "out"
        )
    rows = done.detainers.rows["source_row"]
    return {row: placing.category.value for row, placing in zip(rows, done.placings, strict=True)}, len(
        done.on_file
    )


@cache
def unspoilt() -> tuple[dict[int, str], int]:
    return answers(world())


def test_every_finding_has_its_person() -> None:
    found, held = unspoilt()
    assert set(found.values()) == {
        "duplicate",
        "lifted",
        "in-custody",
        "in-custody-not-on-file",
        "in-custody-elsewhere",
        "transferred-to-ice",
        "transferred-to-agency",
        "released-after-lodged",
        "released-before-lodged",
        "custody-ended-otherwise",
        "not-found",
        "no-roster",
    }
    assert held == 3


SAYS_NOTHING = {"lifted_on", "lift_reason", "released_at", "detainer_received_on", "a_number"}
"""Columns in which an empty cell is a statement of its own (not lifted, still held, no number), and no gap."""
READ_AS_WRITTEN = {
    "last_name",
    "first_name",
    "facility_name",
    "booking_id",
    "detainer_id",
    "facility_state",
    "lift_reason",
}
"""Columns of free text: another text there is another statement, which nothing shows to be a slip."""
REFORMATTED = {
    "last_name": str.upper,
    "first_name": lambda cell: f"  {cell.lower()} ",
    "facility_name": lambda cell: cell.upper().replace("COUNTY", "CO."),
    "facility_state": lambda _: "Minnesota",
    "a_number": lambda cell: f"{cell[:4]}-{cell[4:7]}-{cell[7:]}",
    "detainer_on_file": lambda cell: {"yes": "ICE HOLD", "no": "NONE"}.get(cell, cell),
    "release_reason": lambda cell: {"released": "Bonded out", "transferred_to_ice": "TOT ICE"}.get(
        cell, cell
    ),
}


def spoilt(column: str, cell: str, how: str) -> str | None:
    """Give the cell spoilt in a way; nothing where that way says something of its own."""
    if how == "blanked":
        return None if column in SAYS_NOTHING else ""
    if how == "reformatted":
        if column in REFORMATTED:
            return REFORMATTED[column](cell)
        return f"{cell[5:7]}/{cell[8:10]}/{cell[:4]}{cell[10:]}" if cell[:2] in {"19", "20"} else cell
    if how == "two-digit year":
        return f"{cell[5:7]}/{cell[8:10]}/{cell[2:4]}" if cell[:2] in {"19", "20"} else None
    if how == "error":
        return "#REF!"
    return None if column in READ_AS_WRITTEN else "see remarks"


@st.composite
def _one_cell(draw: st.DrawFn) -> tuple[int, int, int, str]:
    table = draw(st.integers(0, 2))
    row = draw(st.integers(1, len(world()[table]) - 1))
    column = draw(st.integers(0, len(world()[table][0]) - 1))
    return (
        table,
        row,
        column,
        draw(st.sampled_from(["blanked", "reformatted", "two-digit year", "error", "corrupted"])),
    )


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(_one_cell())
def test_a_spoilt_cell_turns_no_finding_into_another(at: tuple[int, int, int, str]) -> None:
    table, row, column, how = at
    tables = [[list(cells) for cells in rows] for rows in world()]
    cell = spoilt(tables[table][0][column], tables[table][row][column], how)
    if cell is None or (cell == tables[table][row][column]):
        return
    tables[table][row][column] = cell
    before, _ = unspoilt()
    after, held = answers(tables)
    moved = {
        number: (before[number], category)
        for number, category in after.items()
        if category != before[number] and category not in UNDECIDED
    }
    if tables[table][0][column] in {"facility_state", "facility_name"} and table == 0:
        moved = {number: pair for number, pair in moved.items() if pair[1] != "state-not-told"}
    assert not moved, (tables[table][row], tables[table][0][column])
    assert set(before) - set(after) <= ({row + 1} if table == 0 else set())
    assert held >= 2
