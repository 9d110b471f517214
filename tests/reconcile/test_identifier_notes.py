"""Numbers of an unknown form are kept and compared, and a column of them is one sentence in the problems."""

from __future__ import annotations

import csv
from pathlib import Path

from tests.reconcile.small_files import BYSTANDER, PLACE, STAY, written


def test_a_column_of_an_unknown_form_counts_where_it_agrees_and_is_one_sentence(tmp_path: Path) -> None:
    others = [
        {
            **BYSTANDER,
            "booking_id": f"B{place + 100}",
            "first_name": f"Tester{chr(97 + place)}olm",
            "a_number": f"SUBJ-{place * 7 + 4410}",
        }
        for place in range(8)
    ]
    listed = f"D1,Escobedo,Marisol,1988-03-04,Subj 77123,{PLACE},MN,2026-01-05\n"
    row = written(tmp_path, {**STAY, "a_number": "SUBJ-77123"}, *others, listed=listed)
    assert row["category"] == "in-custody"
    assert "same A-number" in row["match_evidence"]
    assert row["a_number"] == "Subj 77123"
    with (tmp_path / "out" / "problems.csv").open(encoding="utf-8", newline="") as file:
        notes = [
            one for one in csv.DictReader(file) if (one["file"], one["column"]) == ("stays.csv", "a_number")
        ]
    assert {one["severity"] for one in notes} == {"note"}
    kept, compared = (one["reason"] for one in notes)
    assert kept.startswith("9 cells don't have the form")
    assert compared.startswith("9 cells of this column")
