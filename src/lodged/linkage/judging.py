"""From scored pairs to links: verdict, words and bits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from lodged.linkage.comparisons import RULES, level_names, reaches, same_identifier, same_name_and_birth
from lodged.linkage.evidence import MISSING, Contribution, sentence, words
from lodged.linkage.identifiers import IDENTIFIERS
from lodged.linkage.links import Link, Verdict
from lodged.linkage.model import Model
from lodged.linkage.rulings import MatchedRulings, Pair, Ruling

_NO_AGREEMENT: Mapping[str, tuple[str, ...]] = {
    "surname": ("different",),
    "given": ("different",),
    "dob": ("different", "same_year", "same_year_1_january"),
}
_BORN_ALIKE = (
    "same_1_january",
    "same",
    "day_and_month_swapped",
    "one_year_off",
    "one_digit_off",
)


def judged(pairs: pl.DataFrame, model: Model) -> pl.DataFrame:
    """Add the column ``verdict`` to scored pairs: by weight, save that identifiers alone don't make or break a match.

    For a human to look at are an identifier that agrees while names and birth all differ, identifiers that differ while
    everything else agrees, and, where no identifier agrees, names without an alike birth and a birth with half a name:
    twins and brothers have that. So is, whatever it weighs, the same whole name with the same date of birth, unless
    identifiers differ: where names are few and births assigned it proves little, and nobody would call it nothing.
    """
    agrees = same_identifier()
    differs = pl.any_horizontal(reaches(name, "different") for name in IDENTIFIERS)
    nothing_else = pl.all_horizontal(
        (pl.col(f"gamma_{name}") < 0) | pl.any_horizontal(reaches(name, level) for level in levels)
        for name, levels in _NO_AGREEMENT.items()
    )
    born_alike = pl.any_horizontal(reaches("dob", level) for level in _BORN_ALIKE)
    half_a_name = reaches("surname", "different") | reaches("given", "different")
    by_itself = born_alike & ~half_a_name & ~differs
    clear = (pl.col("weight") >= model.clear) & ~nothing_else & (agrees | by_itself)
    possible = (
        agrees | (same_name_and_birth() & ~differs) | ((pl.col("weight") >= model.possible) & ~nothing_else)
    )
    verdict = (
        pl.when(clear)
        .then(pl.lit(Verdict.CLEAR.value))
        .when(possible)
        .then(pl.lit(Verdict.REVIEW.value))
        .otherwise(pl.lit(Verdict.APART.value))
    )
    return pairs.with_columns(verdict.alias("verdict"))


def links_of(pairs: pl.DataFrame) -> list[Link]:
    """Make links of judged pairs."""
    writer = _EvidenceWriter()
    columns = [*(f"gamma_{name}" for name in RULES), *(f"bits_{name}" for name in RULES)]
    count = len(RULES)
    made = []
    for left, right, weight, probability, verdict, *rest in pairs.select(
        "left", "right", "weight", "probability", "verdict", *columns
    ).iter_rows():
        contributions = tuple(map(writer.contribution, range(count), rest[:count], rest[count:]))
        evidence = writer.sentence(tuple(rest[:count]), contributions)
        made.append(Link(left, right, weight, probability, _VERDICTS[verdict], evidence, contributions))
    return made


def ruled(pair: Link, matched: MatchedRulings) -> Link:
    """Let a ruling settle the pair; rulings that contradict each other settle nothing and go to review."""
    key = (pair.left, pair.right)
    if key in matched.contradictory:
        contradiction = " and ".join(ruling.words for ruling in matched.contradictory[key])
        return replace(pair, verdict=Verdict.REVIEW, evidence=f"{pair.evidence}; {contradiction}")
    ruling = matched.settled.get(key)
    if ruling is None:
        return pair
    return replace(
        pair,
        verdict=Verdict.CLEAR if ruling.same else Verdict.APART,
        evidence=f"{pair.evidence}; {ruling.words}",
        ruling=ruling,
        unruled=pair.verdict,
    )


def ties_by_ruling(settled: Mapping[Pair, Ruling]) -> list[Pair]:
    """Return pairs of rows of one person: those that are ruled to be of one stay."""
    first: dict[int, int] = {}
    return [(first.setdefault(right, left), left) for (left, right), ruling in settled.items() if ruling.same]


_VERDICTS = {verdict.value: verdict for verdict in Verdict}


class _EvidenceWriter:
    """Contributions and sentences, each made once: a few hundred stand for all pairs."""

    def __init__(self) -> None:
        self._names = list(RULES)
        self._levels = [level_names(name) for name in self._names]
        self._made: dict[tuple[int, int, float], Contribution] = {}
        self._sentences: dict[tuple[int, ...], str] = {}

    def contribution(self, comparison: int, gamma: int, bits: float) -> Contribution:
        key = (comparison, gamma, bits)
        if key not in self._made:
            name = self._names[comparison]
            level = MISSING if gamma < 0 else self._levels[comparison][gamma]
            self._made[key] = Contribution(name, level, words(name, level), bits)
        return self._made[key]

    def sentence(self, gammas: tuple[int, ...], contributions: tuple[Contribution, ...]) -> str:
        if gammas not in self._sentences:
            self._sentences[gammas] = sentence(contributions)
        return self._sentences[gammas]
