"""Which records are of one person: the verdict on each pair, with its evidence in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property

import polars as pl

from lodged.linkage.comparisons import level_names
from lodged.linkage.model import Model, load_model
from lodged.linkage.records import IDENTIFIERS, position, prepare
from lodged.linkage.scoring import score_between, score_within

_SEEN = {
    "surname": {
        "same": "same surname",
        "shares_a_part": "a surname in common",
        "similar": "surname spelt alike",
        "in_other_field": "surname found among the given names",
        "different": "different surname",
    },
    "given": {
        "same": "same given name",
        "shares_a_part": "a given name in common",
        "similar": "given name spelt alike",
        "in_other_field": "given name found in the surname",
        "different": "different given name",
    },
    "dob": {
        "same": "same date of birth",
        "same_1_january": "same date of birth, 1 January, which is often assigned",
        "day_and_month_swapped": "date of birth with day and month exchanged",
        "one_year_off": "date of birth one year off",
        "one_year_off_1_january": "1 January in two years following each other",
        "one_digit_off": "date of birth one digit off",
        "same_year": "same year of birth only",
        "different": "different date of birth",
    },
    "sex": {"same": "", "different": "different sex"},
}
_IDENTIFIER_NAMES = {"a_number": "A-number", "fbi_number": "FBI number", "state_id": "state identifier"}
_NAMES_AND_BIRTH = ("surname", "given", "dob")
_NO_AGREEMENT = frozenset({"different", "same_year", None})


class Verdict(Enum):
    """What the evidence says of two records."""

    CLEAR = "clear"
    """They are of one person, by more than the upper threshold and with nothing against it."""
    REVIEW = "review"
    """They may be of one person; a human has to look."""
    APART = "apart"
    """They are likelier of two people."""


@dataclass(frozen=True, slots=True)
class Link:
    """A pair of records that may be of one person. ``left`` and ``right`` are row positions in their tables."""

    left: int
    right: int
    weight: float
    probability: float
    verdict: Verdict
    evidence: str


@dataclass(frozen=True)
class Linkage:
    """Everything known of who is who between a list and custody records.

    ``person_of`` gives each row of the list the number of its person: rows of one person share it.
    """

    links: tuple[Link, ...]
    person_of: tuple[int, ...]
    model: Model

    def of_row(self, row: int) -> list[Link]:
        """Give the links of a row of the list, the best first."""
        return self._by_row.get(row, [])

    @cached_property
    def _by_row(self) -> dict[int, list[Link]]:
        by_row: dict[int, list[Link]] = defaultdict(list)
        for pair in sorted(self.links, key=lambda pair: (-pair.weight, pair.right)):
            by_row[pair.left].append(pair)
        return dict(by_row)


def link(listed: pl.DataFrame, stays: pl.DataFrame, model: Model | None = None) -> Linkage:
    """Find who is who between a detainer list and custody records (columns of the tables at the door).

    Only links that are clear or need review are given. The result doesn't depend on the order of the rows.
    """
    model = model or load_model()
    left, right = prepare(listed, "list-"), prepare(stays, "stay-")
    links = _links(score_between(left, right, model), model)
    alike = _links(score_within(left, model, frequencies_from=right), model)
    person_of = _clusters(listed.height, [pair for pair in alike if pair.verdict is Verdict.CLEAR])
    return Linkage(tuple(_one_person_each(links, person_of)), tuple(person_of), model)


def _links(pairs: pl.DataFrame, model: Model) -> list[Link]:
    made = []
    for pair in pairs.iter_rows(named=True):
        levels = {name: _level(name, pair[f"gamma_{name}"]) for name in model.comparisons}
        verdict = _verdict(pair["weight"], levels, model)
        if verdict is not Verdict.APART:
            left, right = position(pair["left"]), position(pair["right"])
            made.append(Link(left, right, pair["weight"], pair["probability"], verdict, _evidence(levels)))
    return made


def _level(comparison: str, gamma: int) -> str | None:
    return None if gamma < 0 else level_names(comparison)[gamma]


def _verdict(weight: float, levels: dict[str, str | None], model: Model) -> Verdict:
    """Judge by weight, save that identifiers alone neither make nor break a match."""
    identifiers = [levels[name] for name in IDENTIFIERS]
    agrees = "same" in identifiers
    contradicted = "different" in identifiers and not agrees
    if all(levels[name] in _NO_AGREEMENT for name in _NAMES_AND_BIRTH):
        return Verdict.REVIEW if agrees else Verdict.APART
    if weight >= model.clear:
        return Verdict.REVIEW if contradicted else Verdict.CLEAR
    return Verdict.REVIEW if weight >= model.possible or agrees else Verdict.APART


def _evidence(levels: dict[str, str | None]) -> str:
    words = [_SEEN[name][level] for name, level in levels.items() if name in _SEEN and level]
    for name, title in _IDENTIFIER_NAMES.items():
        said = {
            "same": f"same {title}",
            "one_digit_off": f"{title} one digit off",
            "different": f"different {title}",
        }
        level = levels[name]
        if level:
            words.append(said[level])
    return ", ".join(word for word in words if word)


def _clusters(count: int, pairs: Iterable[Link]) -> list[int]:
    """Number the people of a list: rows joined by a chain of clear pairs are one person."""
    head = list(range(count))

    def find(row: int) -> int:
        while head[row] != row:
            head[row] = head[head[row]]
            row = head[row]
        return row

    for pair in pairs:
        first, second = sorted((find(pair.left), find(pair.right)))
        head[second] = first
    return [find(row) for row in range(count)]


def _one_person_each(links: Sequence[Link], person_of: Sequence[int]) -> list[Link]:
    """Let a stay belong to one person: where two people of the list fit it, the better one keeps a clear link.

    Where neither is better by more than a bit, both go to review.
    """
    best: dict[int, dict[int, float]] = defaultdict(dict)
    for pair in links:
        if pair.verdict is Verdict.CLEAR:
            person = person_of[pair.left]
            best[pair.right][person] = max(pair.weight, best[pair.right].get(person, pair.weight))
    return [_settled(pair, best[pair.right], person_of[pair.left]) for pair in links]


def _settled(pair: Link, best: dict[int, float], person: int) -> Link:
    rivals = [weight for other, weight in best.items() if other != person]
    if pair.verdict is not Verdict.CLEAR or not rivals or best[person] > max(rivals) + 1:
        return pair
    return replace(
        pair,
        verdict=Verdict.REVIEW,
        evidence=f"{pair.evidence}; another person on the list fits this booking as well",
    )
