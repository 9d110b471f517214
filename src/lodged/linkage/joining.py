"""Stays joined to people: by what they say of who it is, by a hand-over from one place to the next, by a row they fit.

A person's stays don't contradict each other in their numbers and aren't at two places at one time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from math import log2

import polars as pl

from lodged.linkage.consistency import Span, Spans, spans_of
from lodged.linkage.engines import Session
from lodged.linkage.identifiers import IDENTIFIERS
from lodged.linkage.judging import judged
from lodged.linkage.links import Verdict
from lodged.linkage.model import Model
from lodged.linkage.people import contradict, people_of
from lodged.linkage.rulings import MatchedRulings, Pair
from lodged.linkage.scoring import score_within

LEAST = -9.0
"""Bits from which a pair of stays is looked at: a hand-over may add the rest."""
HANDED_OVER = timedelta(days=1)
"""A person who is moved is booked again within so long."""


@dataclass(frozen=True)
class Joining:
    """The stays that rows of the list may be of (positions in ``near``), and pairs of them that are of one person."""

    near: Sequence[int]
    stays: int
    records: pl.DataFrame
    spans: Spans
    ruled: Sequence[Pair]
    clear: Sequence[Pair]
    hand_over: float
    """What a hand-over adds, in bits."""

    @classmethod
    def of(
        cls,
        pairs: pl.DataFrame,
        right: pl.DataFrame,
        stays: pl.DataFrame,
        matched: MatchedRulings,
        model: Model,
        session: Session,
    ) -> Joining:
        """Compare the stays of scored pairs with each other."""
        near = _with_same_number(pairs["right"].unique(), right)
        spans = spans_of(stays, near)
        scored = judged(score_within(right[near], model, right, session, LEAST).pairs, model)
        handed = _handed_over_pairs(scored, spans)
        bits = _weight_of_hand_over(handed, scored["verdict"] == Verdict.CLEAR.value, spans)
        raised = pl.col("weight") + pl.when(handed).then(bits).otherwise(0.0)
        clear = judged(scored.with_columns(raised.alias("weight")), model).filter(
            pl.col("verdict") == Verdict.CLEAR.value
        )
        return cls(near, right.height, right[near], spans, _ties_by_ruling(matched), in_order(clear), bits)

    def people(self, fitting: Sequence[Pair] = ()) -> list[int]:
        """Number the people of all stays by the position of one of theirs; ``fitting`` stays fit one row.

        Stays that nobody of the list may be of stay by themselves.
        """

        def placed(pairs: Sequence[Pair]) -> list[Pair]:
            return [(self._at[one], self._at[other]) for one, other in pairs]

        heads = people_of(self.records, placed(self.ruled), placed([*self.clear, *fitting]), self._apart)
        person = list(range(self.stays))
        for place, head in enumerate(heads):
            person[self.near[place]] = self.near[head]
        return person

    def may_be_one(self, some: Sequence[int], others: Sequence[int]) -> bool:
        """Return whether nothing in numbers, places and times keeps stays of two people from being one person's."""
        ours, theirs = ([self._at[stay] for stay in stays] for stays in (some, others))
        numbers = self.records.select(IDENTIFIERS)
        if contradict(numbers[ours].rows(), numbers[theirs].rows()):
            return False
        return not any(self._apart(one, other) for one in ours for other in theirs)

    def handed_over(self, some: Sequence[int], others: Sequence[int]) -> bool:
        """Return whether a stay of one ends where one of the other begins."""
        if not self.spans:
            return False
        return any(_handed_over(self.spans[one], self.spans[other]) for one in some for other in others)

    @cached_property
    def _at(self) -> dict[int, int]:
        return {stay: place for place, stay in enumerate(self.near)}

    def _apart(self, one: int, other: int) -> bool:
        return bool(self.spans) and self.spans[self.near[one]].excludes(self.spans[self.near[other]])


def _with_same_number(stays: pl.Series, right: pl.DataFrame) -> list[int]:
    """Add the stays that share a number with one of these."""
    some, numbered = right[stays], [stays]
    for name in IDENTIFIERS:
        shared = right.select("unique_id", name).drop_nulls().join(some.select(name), on=name, how="semi")
        numbered.append(shared["unique_id"].cast(stays.dtype))
    return pl.concat(numbered).unique().sort().to_list()


def in_order(pairs: pl.DataFrame) -> list[Pair]:
    """Return scored pairs as positions, the heaviest first."""
    return pairs.sort(-pl.col("weight"), "left", "right").select("left", "right").rows()


def _ties_by_ruling(matched: MatchedRulings) -> list[Pair]:
    """Return pairs of stays of one person: those that are ruled to be of one row."""
    first: dict[int, int] = {}
    ruled = [pair for pair, ruling in sorted(matched.settled.items()) if ruling.same]
    return [(first.setdefault(left, right), right) for left, right in ruled]


def _handed_over_pairs(scored: pl.DataFrame, spans: Spans) -> pl.Series:
    pairs = scored.select("left", "right").rows()
    return pl.Series(
        [bool(spans) and _handed_over(spans[one], spans[other]) for one, other in pairs], dtype=pl.Boolean
    )


def _weight_of_hand_over(handed: pl.Series, clear: pl.Series, spans: Spans) -> float:
    """Return what a hand-over adds, in bits, from how often one is among the clear pairs; 0 where it tells nothing."""
    if not spans:
        return 0.0
    own = (int((handed & clear).sum()) + 1) / (int(clear.sum()) + 20)
    return max(0.0, log2(own / _chance_of_hand_over(spans)))


def _handed_over(one: Span, other: Span) -> bool:
    first, second = sorted((one, other), key=lambda span: span.begun)
    if first.ended is None or first.facility == second.facility:
        return False
    return abs(second.begun - first.ended) <= HANDED_OVER


def _chance_of_hand_over(spans: Spans) -> float:
    """Return the chance that of two stays of two people one begins as the other ends, from how many begin each day."""
    begun: dict[date, int] = {}
    for span in spans.values():
        begun[span.begun.date()] = begun.get(span.begun.date(), 0) + 1
    share = sum(count * count for count in begun.values()) / len(spans) ** 2
    return min(1.0, 4 * HANDED_OVER.days * share + 1e-5)
