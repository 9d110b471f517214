"""How a claim is told: in the speaker's words, with nothing added to them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from lodged.documents.letters.document import Facts
from lodged.figures.claims import load_claims
from lodged.figures.claims.model import Bound
from lodged.publication.question import Asking, Pack, letter

from .conftest import Made, lodged


@pytest.mark.parametrize(
    ("language", "word", "unit"), [("", "exactly", "counties"), ("es/", "exactamente", "condados")]
)
def test_a_number_told_as_it_is_gets_no_word_before_it(
    made: Made, language: str, word: str, unit: str
) -> None:
    """ "Exactly 207 people" stood over the words of somebody who had not said exactly."""
    page = (made.site / f"{language}claims/synthetic-counties.html").read_text("utf-8")
    (heading,) = re.findall(r"<h1>(.*?)</h1>", page)
    assert heading == f"7 {unit}"
    (quoted,) = re.findall(r"<blockquote[^>]*>(.*?)</blockquote>", page)
    assert word not in page.replace(quoted, "").lower()
    for name in ("index", "claims/index"):
        listed = (made.site / f"{language}{name}.html").read_text("utf-8")
        assert f">7 {unit}</a>" in listed
        assert word not in listed.lower()
    more = (made.site / f"{language}claims/synthetic-filed.html").read_text("utf-8")
    assert re.findall(r"<h1>(.*?)</h1>", more)[0].startswith("More than" if not language else "Más de")


def test_a_report_and_a_letter_add_nothing_either(made: Made, tmp_path: Path) -> None:
    lodged("report", *made.arguments, "--out", tmp_path)
    report = (tmp_path / "report.html").read_text("utf-8")
    assert ">7 counties<" in report
    assert "exactly 7 counties" not in report.replace("SYNTHETIC: exactly 7 counties", "").lower()
    for claim in load_claims().values():
        asking = Asking("A synthetic sender", claim.speaker, date(2026, 2, 1), date(2026, 3, 1))
        facts = next(block for block in letter(Pack(claim, asking), None).blocks if isinstance(block, Facts))
        figure = dict(facts.pairs)["The figure"]
        assert figure[:1].isdigit() == (claim.figure.bound is Bound.EXACTLY)


def test_a_count_that_decides_nothing_answers_nothing(made: Made) -> None:
    page = (made.site / "claims/synthetic-filed.html").read_text("utf-8")
    (whole,) = re.findall(r"<tr><th[^>]*>[^<]*whole[^<]*</th>.*?</tr>", page)
    assert whole.count("not decided by it") == 2
    assert ">yes<" not in whole
    held = (made.site / "claims/synthetic-held.html").read_text("utf-8")
    assert "Why these files don&#39;t decide it" in held
