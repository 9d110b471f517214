"""Which records are of one person: the verdict on each pair, with its evidence in words and in bits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property
from math import inf
from typing import Any

import polars as pl

from lodged.linkage.comparisons import level_names
from lodged.linkage.evidence import MISSING, Contribution, sentence, words
from lodged.linkage.model import Model, load_model
from lodged.linkage.records import IDENTIFIERS, position, prepare
from lodged.linkage.rulings import FoundRulings, Ruling, find_pairs
from lodged.linkage.scoring import score_between, score_pairs, score_within

_NAMES_AND_BIRTH = ("surname", "given", "dob")
_NO_AGREEMENT = frozenset({"different", "same_year", MISSING})


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
    """A pair of records that may be of one person. ``left`` and ``right`` are row positions in their tables.

    ``weight`` is in bits: the model's prior and the bits of ``contributions`` sum to it. Where a person has ruled on
    the pair, ``ruling`` says so, ``verdict`` follows it, and ``unruled`` is what the data alone would say.
    """

    left: int
    right: int
    weight: float
    probability: float
    verdict: Verdict
    evidence: str
    contributions: tuple[Contribution, ...] = ()
    ruling: Ruling | None = None
    unruled: Verdict | None = None

    @property
    def contradicts_ruling(self) -> bool:
        """Whether the data clearly say the opposite of the ruling, so that somebody should look at it again."""
        if self.ruling is None:
            return False
        return self.unruled is (Verdict.APART if self.ruling.same else Verdict.CLEAR)


@dataclass(frozen=True)
class Linkage:
    """Everything known of who is who between a list and custody records.

    ``links`` are the pairs that are clear or need review. ``person_of`` gives each row of the list the number of its
    person: rows of one person share it. ``ruled_apart`` are the pairs that a person ruled to be of two people.
    ``contradictory_rulings`` are rulings on one pair that say opposite things; their pair is in review.
    ``unused_rulings`` name a detainer or a stay that isn't in these files.
    """

    links: tuple[Link, ...]
    person_of: tuple[int, ...]
    model: Model
    ruled_apart: tuple[Link, ...] = ()
    contradictory_rulings: tuple[Ruling, ...] = ()
    unused_rulings: tuple[Ruling, ...] = ()

    def of_row(self, row: int) -> list[Link]:
        """Give the links of a row of the list, the best first."""
        return self._by_row.get(row, [])

    @property
    def to_revisit(self) -> tuple[Link, ...]:
        """Ruled pairs whose data clearly say the opposite of the ruling."""
        return tuple(pair for pair in (*self.links, *self.ruled_apart) if pair.contradicts_ruling)

    @cached_property
    def _by_row(self) -> dict[int, list[Link]]:
        by_row: dict[int, list[Link]] = defaultdict(list)
        for pair in sorted(self.links, key=lambda pair: (-pair.weight, pair.right)):
            by_row[pair.left].append(pair)
        return dict(by_row)


def link(
    listed: pl.DataFrame, stays: pl.DataFrame, model: Model | None = None, rulings: Iterable[Ruling] = ()
) -> Linkage:
    """Find who is who between a detainer list and custody records (columns of the tables at the door).

    Only links that are clear or need review are given. A ruling settles its pair whatever the weight. The result
    doesn't depend on the order of the rows.
    """
    model = model or load_model()
    found = find_pairs(rulings, listed, stays)
    left, right = prepare(listed, "list-"), prepare(stays, "stay-")
    every = _scored(score_between(left, right, model), model)
    known = {(pair.left, pair.right) for pair in every}
    ruled_on = [pair for pair in (*found.settled, *found.contradictory) if pair not in known]
    every += _scored(score_pairs(left, right, sorted(ruled_on), model), model)
    ruled = [_ruled(pair, found) for pair in every]
    alike = _scored(score_within(left, model, frequencies_from=right), model)
    ties = [(pair.left, pair.right) for pair in alike if pair.verdict is Verdict.CLEAR]
    person_of = _clusters(listed.height, ties + _ties_by_ruling(found.settled))
    links = [pair for pair in ruled if pair.verdict is not Verdict.APART]
    return Linkage(
        links=tuple(_one_person_each(links, person_of)),
        person_of=tuple(person_of),
        model=model,
        ruled_apart=tuple(pair for pair in ruled if pair.ruling and not pair.ruling.same),
        contradictory_rulings=tuple(
            dict.fromkeys(ruling for said in found.contradictory.values() for ruling in said)
        ),
        unused_rulings=found.unused,
    )


def _scored(pairs: pl.DataFrame, model: Model) -> list[Link]:
    made = []
    for pair in pairs.iter_rows(named=True):
        said = tuple(_contribution(name, pair) for name in model.comparisons)
        verdict = _verdict(pair["weight"], {one.comparison: one.level for one in said}, model)
        left, right = position(pair["left"]), position(pair["right"])
        made.append(Link(left, right, pair["weight"], pair["probability"], verdict, sentence(said), said))
    return made


def _contribution(comparison: str, pair: dict[str, Any]) -> Contribution:
    gamma = pair[f"gamma_{comparison}"]
    level = MISSING if gamma < 0 else level_names(comparison)[gamma]
    return Contribution(comparison, level, words(comparison, level), pair[f"bits_{comparison}"])


def _verdict(weight: float, levels: dict[str, str], model: Model) -> Verdict:
    """Judge by weight, save that identifiers alone neither make nor break a match."""
    identifiers = [levels[name] for name in IDENTIFIERS]
    agrees = "same" in identifiers
    contradicted = "different" in identifiers and not agrees
    if all(levels[name] in _NO_AGREEMENT for name in _NAMES_AND_BIRTH):
        return Verdict.REVIEW if agrees else Verdict.APART
    if weight >= model.clear:
        return Verdict.REVIEW if contradicted else Verdict.CLEAR
    return Verdict.REVIEW if weight >= model.possible or agrees else Verdict.APART


def _ruled(pair: Link, found: FoundRulings) -> Link:
    """Let a ruling settle the pair; rulings that contradict each other settle nothing and go to review."""
    key = (pair.left, pair.right)
    if key in found.contradictory:
        said = " and ".join(ruling.words for ruling in found.contradictory[key])
        return replace(pair, verdict=Verdict.REVIEW, evidence=f"{pair.evidence}; {said}")
    ruling = found.settled.get(key)
    if ruling is None:
        return pair
    return replace(
        pair,
        verdict=Verdict.CLEAR if ruling.same else Verdict.APART,
        evidence=f"{pair.evidence}; {ruling.words}",
        ruling=ruling,
        unruled=pair.verdict,
    )


def _ties_by_ruling(settled: Mapping[tuple[int, int], Ruling]) -> list[tuple[int, int]]:
    """Rows of the list that are ruled to be of one stay are of one person."""
    first: dict[int, int] = {}
    return [(first.setdefault(right, left), left) for (left, right), ruling in settled.items() if ruling.same]


def _clusters(count: int, ties: Iterable[tuple[int, int]]) -> list[int]:
    """Number the people of a list: rows joined by a chain of ties are one person."""
    head = list(range(count))

    def find(row: int) -> int:
        while head[row] != row:
            head[row] = head[head[row]]
            row = head[row]
        return row

    for left, right in ties:
        first, second = sorted((find(left), find(right)))
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
            weight = inf if pair.ruling else pair.weight
            best[pair.right][person] = max(weight, best[pair.right].get(person, weight))
    return [_settled(pair, best[pair.right], person_of[pair.left]) for pair in links]


def _settled(pair: Link, best: dict[int, float], person: int) -> Link:
    rivals = [weight for other, weight in best.items() if other != person]
    if pair.verdict is not Verdict.CLEAR or pair.ruling or not rivals or best[person] > max(rivals) + 1:
        return pair
    return replace(
        pair,
        verdict=Verdict.REVIEW,
        evidence=f"{pair.evidence}; another person on the list fits this booking as well",
    )
