"""Each thing that can be missing on a detainer is found, with what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from lodged.documents.completeness import Confirmed, Signer, WarrantOnPaper, check

DAY = date(2026, 1, 12)
WARRANT = WarrantOnPaper("I-200", Signer.OFFICER, DAY)
WHOLE = Confirmed(
    "I-247A", DAY, signed=True, grounds=frozenset({"final_order"}), box_2=False, warrants=(WARRANT,)
)


def test_a_complete_form_has_no_findings() -> None:
    assert check(WHOLE, DAY) == ()
    assert check(replace(WHOLE, grounds=frozenset(), box_2=True), DAY) == ()


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"signed": False}, {"not-signed"}),
        ({"issued_on": None}, {"not-dated"}),
        ({"issued_on": date(2026, 12, 1)}, {"dated-later"}),
        ({"box_2": True}, {"both-boxes"}),
        ({"grounds": frozenset()}, {"no-box"}),
        ({"form": "I-247N", "grounds": frozenset(), "warrants": ()}, set()),
        ({"warrants": ()}, {"no-warrant"}),
        ({"warrants": (replace(WARRANT, signer=Signer.NOBODY),)}, {"warrant-not-signed"}),
        ({"warrants": (replace(WARRANT, kind="judicial"),)}, {"not-a-judge"}),
        ({"warrants": (replace(WARRANT, signer=Signer.JUDGE),)}, {"a-judge-signed"}),
        ({"warrants": (replace(WARRANT, signed_on=date(2026, 2, 1)),)}, {"warrant-dated-later"}),
    ],
)
def test_each_gap_is_found_and_says_what_to_do(changed: dict, found: set[str]) -> None:
    findings = check(replace(WHOLE, **changed), DAY)
    assert {finding.id for finding in findings} == found
    assert all(finding.what and finding.do for finding in findings)
