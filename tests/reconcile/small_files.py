"""Small synthetic files for a reconciliation: one detainer, a few custody records, and who reported."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from lodged.reconcile.files import reconcile_files

AS_OF = date(2026, 1, 13)
PLACE, OTHER = "Anoka County Jail", "Carlton County Jail"
LIST = "detainer_id,last_name,first_name,date_of_birth,a_number,facility_name,facility_state,issued_on\n"
LISTED = f"D1,Escobedo,Marisol,1988-03-04,A200111333,{PLACE},MN,2026-01-05\n"
STAY = {
    "facility_name": PLACE,
    "booking_id": "B1",
    "last_name": "Escobedo",
    "first_name": "Marisol",
    "date_of_birth": "1988-03-04",
    "a_number": "A200111333",
    "booked_at": "2026-01-02 08:00",
    "released_at": "",
    "release_reason": "",
    "detainer_on_file": "yes",
    "detainer_received_on": "",
}
BYSTANDER = {
    **STAY,
    "booking_id": "B9",
    "last_name": "Vang",
    "first_name": "Tou",
    "date_of_birth": "1961-05-06",
}
BYSTANDER |= {"a_number": "", "detainer_on_file": "no"}
COVERED = "facility_name,reported_from,reported_through\n" + "".join(
    f"{place},2025-01-01,2026-01-31\n" for place in (PLACE, OTHER)
)


def written(
    folder: Path, *stays: dict[str, str] | str, listed: str = LISTED, covered: str | None = COVERED
) -> dict[str, str]:
    """Give the one row of ``rows.csv``; a stay given as text is a line of the file as it is."""
    lines = [",".join(STAY)]
    lines += [stay if isinstance(stay, str) else ",".join(stay.values()) for stay in stays]
    files = {"list.csv": LIST + listed, "stays.csv": "\n".join(lines), "coverage.csv": covered or ""}
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    reconcile_files(
        [folder / "list.csv"],
        [folder / "stays.csv"],
        folder / "coverage.csv" if covered else None,
        state="MN",
        as_of=AS_OF,
        out=folder / "out",
    )
    with (folder / "out" / "rows.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    return row


def answer(
    folder: Path, *stays: dict[str, str] | str, listed: str = LISTED, covered: str | None = COVERED
) -> tuple[str, str]:
    """Give the category of the list's one row and its reason."""
    row = written(folder, *stays, listed=listed, covered=covered)
    return row["category"], row["reason"]
