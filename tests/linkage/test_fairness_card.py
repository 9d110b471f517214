"""docs/linkage-fairness.md is what the code gives, of the model that is shipped."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from lodged.demo.training.card import small_table
from lodged.demo.training.measuring import SEED, Errors, Rate, make, measure, measure_sets, more_than_twice
from lodged.linkage import load_model

CARD = (Path(__file__).parents[2] / "docs" / "linkage-fairness.md").read_text("utf-8")
NOBODY = Errors("somali", 500, 480, 15, 10_000, 9_500, 90, 0, 10**8)


def test_the_small_run_stands_on_the_card() -> None:
    assert small_table() in CARD


def test_the_card_is_of_the_shipped_model() -> None:
    model = load_model()
    assert f"Model `{model.id}`: clear from {model.clear} bits, for review\nfrom {model.possible}." in CARD


def test_a_rate_more_than_twice_another_is_told_from_chance() -> None:
    few, many, more = (replace(NOBODY, linked_to_others=seen) for seen in (3, 7, 60))
    assert more_than_twice([few, many]) == []
    assert more_than_twice([few, more]) == [(more, few)]
    assert more_than_twice([NOBODY, NOBODY]) == []


def test_sets_are_other_people_and_their_errors_are_added_up() -> None:
    both, first, second = measure_sets(12, sets=2), measure(make(12)), measure(make(12, SEED + 1))
    assert [entry.rows for entry in both] == [
        one.rows + other.rows for one, other in zip(first, second, strict=True)
    ]
    assert [entry.tradition for entry in both] == [entry.tradition for entry in first]
    assert not make(12).listed.equals(make(12, SEED + 1).listed)


def test_intervals_hold_what_was_seen() -> None:
    low, high = Rate(3, 1_000).interval
    assert 0 < low < 0.003 < high
    assert Rate(0, 1_000).interval[0] == 0


def test_a_traditions_people_do_not_hang_on_the_others() -> None:
    alone = make(6, traditions=["hmong"])
    among = make(6)
    assert alone.listed.equals(among.listed.filter(among.listed["tradition"] == "hmong"))


@pytest.mark.parametrize("key", ["listed", "stays"])
def test_labelled_people_are_marked_synthetic(key: str) -> None:
    people = getattr(make(3), key)
    assert people["person"].str.starts_with("SYN-").all()
