"""What a person decided settles a pair, is shown, and comes back for another look when the data say the opposite."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from lodged.linkage import Linkage, Ruling, Verdict, link

BORN = date(1990, 3, 4)
PLACE = "Anoka County Jail"


def listed(*people: tuple[str, str, date]) -> pl.DataFrame:
    return _table(people).with_columns(pl.format("D{}", pl.int_range(pl.len())).alias("detainer_id"))


def stays(*people: tuple[str, str, date]) -> pl.DataFrame:
    return _table(people).with_columns(
        pl.format("B{}", pl.int_range(pl.len())).alias("booking_id"), pl.lit(PLACE).alias("facility_name")
    )


def _table(people: tuple[tuple[str, str, date], ...]) -> pl.DataFrame:
    schema = {"last_name": pl.String, "first_name": pl.String, "date_of_birth": pl.Date}
    return pl.DataFrame(people, schema=schema, orient="row")


VANG, OLSON, LOR = (
    ("Vang", "Mai", BORN),
    ("Olson", "Erik", date(1961, 7, 8)),
    ("Lor", "Tou", date(1975, 2, 3)),
)


def ruled(*rulings: tuple[str, str, bool]) -> Linkage:
    said = [Ruling(d, PLACE.upper(), b, same, "A. Clerk", "saw the photographs") for d, b, same in rulings]
    return link(listed(VANG, OLSON), stays(VANG, LOR), rulings=said)


def test_a_ruling_of_one_person_settles_a_pair_that_no_comparison_finds() -> None:
    done = ruled(("D1", "B1", True))
    pair = done.of_row(1)[0]
    assert (pair.right, pair.verdict, pair.unruled) == (1, Verdict.CLEAR, Verdict.APART)
    assert "ruled one person by A. Clerk: saw the photographs" in pair.evidence
    assert [again.left for again in done.to_revisit] == [1]


def test_a_ruling_of_two_people_takes_a_clear_pair_apart_and_is_reported() -> None:
    done = ruled(("D0", "B0", False))
    assert done.of_row(0) == []
    assert [pair.unruled for pair in done.ruled_apart] == [Verdict.CLEAR]
    assert done.to_revisit == done.ruled_apart


def test_a_ruling_that_the_data_agree_with_needs_no_second_look() -> None:
    done = ruled(("D0", "B0", True))
    assert done.of_row(0)[0].verdict is Verdict.CLEAR
    assert done.to_revisit == ()


def test_rulings_that_contradict_each_other_settle_nothing() -> None:
    done = ruled(("D0", "B0", True), ("D0", "B0", False))
    assert done.of_row(0)[0].verdict is Verdict.REVIEW
    assert len(done.contradictory_rulings) == 2


def test_a_ruling_about_a_record_that_is_not_here_is_reported() -> None:
    done = ruled(("D9", "B0", True))
    assert [ruling.detainer_id for ruling in done.unused_rulings] == ["D9"]


def test_rows_ruled_to_be_of_one_stay_are_of_one_person() -> None:
    done = ruled(("D0", "B0", True), ("D1", "B0", True))
    assert done.person_of[0] == done.person_of[1]
    assert {pair.verdict for pair in done.links if pair.right == 0} == {Verdict.CLEAR}


@pytest.mark.parametrize(("by", "why"), [("", "because"), ("A. Clerk", " ")])
def test_a_ruling_needs_a_name_and_a_reason(by: str, why: str) -> None:
    with pytest.raises(ValueError, match="needs who ruled and why"):
        Ruling("D0", PLACE, "B0", same=True, by=by, why=why)


def test_the_prior_and_the_contributions_sum_to_the_weight() -> None:
    done = ruled()
    for pair in done.links:
        total = done.prior_weight + sum(part.bits for part in pair.contributions)
        assert total == pytest.approx(pair.weight)
