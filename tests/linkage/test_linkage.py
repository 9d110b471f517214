"""Who is who: what speaks for one person, what speaks against, and that order and file don't matter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodged.core.folding import latin_capitals
from lodged.demo.training.measuring import make
from lodged.linkage import Verdict, link, load_model, scoring
from lodged.linkage.names import PARTICLES, parts
from lodged.linkage.records import prepare

BORN = date(1990, 3, 4)
COLUMNS = ("last_name", "first_name", "date_of_birth", "a_number", "fbi_number", "state_id")


def _rows(*people: tuple[object, ...]) -> pl.DataFrame:
    filled = [(*person, *(None,) * (len(COLUMNS) - len(person))) for person in people]
    return pl.DataFrame(
        filled,
        schema={name: pl.Date if name == "date_of_birth" else pl.String for name in COLUMNS},
        orient="row",
    )


def _verdict(left: tuple[object, ...], right: tuple[object, ...]) -> Verdict | None:
    others = [
        (f"Ander{chr(97 + i % 26)}{chr(97 + i // 26)}", "Kim", date(1970, 1, 1 + i % 28)) for i in range(60)
    ]
    found = [pair for pair in link(_rows(left), _rows(right, *others)).links if pair.right == 0]
    return found[0].verdict if found else None


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (("Abdullahi", "Hodan", BORN), ("Abdullahi", "Hodan", BORN)),
        (("Núñez Orozco", "Efraín", BORN), ("NUNEZ-OROZCO", "EFRAIN", BORN)),
        (("Vang", "Pa Houa", BORN, "012345678"), ("Van", "Pahoua", BORN, "012345678")),
        (("Sørensen", "Åse", BORN, None, "998877A"), ("Sorensen", "Ase", date(1990, 4, 3), None, "998877A")),
    ],
)
def test_one_person_is_found(left: tuple[object, ...], right: tuple[object, ...]) -> None:
    assert _verdict(left, right) is Verdict.CLEAR


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (("Vang", "Mai", BORN), ("Lor", "Tou", date(1961, 7, 8))),
        (("García", "José", date(1990, 1, 1)), ("García", "José", date(1962, 5, 9))),
    ],
)
def test_two_people_are_never_clearly_one(left: tuple[object, ...], right: tuple[object, ...]) -> None:
    assert _verdict(left, right) is not Verdict.CLEAR


def test_identifiers_that_differ_keep_namesakes_apart() -> None:
    left, right = ("Vang", "Mai", BORN, "012345678"), ("Vang", "Mai", BORN, "087654321")
    assert _verdict(left, right) is not Verdict.CLEAR


def test_an_identifier_alone_is_not_enough_when_all_else_differs() -> None:
    left, right = ("Vang", "Mai", BORN, "012345678"), ("Olson", "Erik", date(1961, 7, 8), "012345678")
    assert _verdict(left, right) is not Verdict.CLEAR


def test_the_same_name_and_birth_are_always_looked_at() -> None:
    """Where names are few and births assigned it weighs little, and a human sees it all the same."""
    strict = replace(load_model(), clear=90.0, possible=80.0)
    mohamed = ("Mohamed", "Ali", date(1990, 1, 1))
    stays = _rows(
        ("Mohammed", "Ali", date(1990, 1, 1)), ("Ali", "Maxamed", date(1990, 1, 1)), ("Mohamed", "Ali", BORN)
    )
    found = link(_rows(mohamed), stays, strict).links
    assert {pair.right: pair.verdict for pair in found} == {0: Verdict.REVIEW, 1: Verdict.REVIEW}
    numbered = link(_rows((*mohamed, "012345678")), _rows((*mohamed, "087654321")), strict).links
    assert numbered == ()


def test_a_part_in_common_weighs_less_where_each_has_another() -> None:
    def weight(other: str) -> float:
        (found,) = link(_rows(("Quizhpi Guaman", "Luz", BORN)), _rows((other, "Luz", BORN))).links
        return found.weight

    assert weight("Quizhpi") > weight("Quizhpi Sinchi") + 2


@pytest.mark.slow
def test_many_pairs_are_scored_as_few_are(monkeypatch: pytest.MonkeyPatch) -> None:
    data, strict = make(30), replace(load_model(), clear=60.0, possible=50.0)
    few = [link(data.listed, data.stays, model).links for model in (load_model(), strict)]
    monkeypatch.setattr(scoring, "FEW", 0)
    assert [link(data.listed, data.stays, model).links for model in (load_model(), strict)] == few
    assert any(pair.weight < strict.possible for pair in few[1])


def test_the_order_of_rows_changes_nothing() -> None:
    chance = Random(3)  # noqa: S311 - test order
    names = ["Vang", "Xiong", "Abdi", "Garcia Lopez", "Garcia", "Olson"]
    people = [(names[i % 6], ["Mai", "Ali", "Ana"][i % 3], date(1980 + i % 9, 1, 1 + i)) for i in range(28)]
    left, right = _rows(*people), _rows(*people[::2], ("Vang", "Mai", BORN))
    order, other = chance.sample(range(28), 28), chance.sample(range(right.height), right.height)
    plain = {(p.left, p.right): (p.weight, p.verdict) for p in link(left, right).links}
    mixed = {
        (order[p.left], other[p.right]): (p.weight, p.verdict) for p in link(left[order], right[other]).links
    }
    assert mixed == plain


def test_empty_lists_link_to_nobody() -> None:
    one = _rows(("Vang", "Mai", BORN))
    assert link(_rows(), one).links == ()
    assert link(one, _rows()).links == ()


def test_the_models_figures_are_shares_and_its_thresholds_are_in_order() -> None:
    model = load_model()
    assert model.possible < model.clear
    for levels in model.comparisons.values():
        assert sum(level.m for level in levels) == pytest.approx(1)
        assert sum(level.u for level in levels) == pytest.approx(1)


_NAME = st.text(st.characters(codec="utf-8", categories=["L", "Zs", "Pd", "Po"]), max_size=30)


@settings(deadline=None)
@given(_NAME)
def test_folding_is_done_once_and_for_all(name: str) -> None:
    assert latin_capitals(latin_capitals(name)) == latin_capitals(name)
    assert latin_capitals(name.lower()) == latin_capitals(latin_capitals(name.lower()))
    assert set(parts(name)) <= set(latin_capitals(name).split())


@settings(deadline=None)
@given(st.lists(st.sampled_from(sorted(PARTICLES)), min_size=1, max_size=3))
def test_a_name_is_never_folded_away(particles: list[str]) -> None:
    assert parts(" ".join(particles))


def test_preparing_keeps_every_row() -> None:
    assert prepare(_rows(("", "", None), ("Vang", "Mai", BORN))).height == 2
