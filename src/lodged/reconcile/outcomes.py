"""What each row of the list may come to: its categories by the same rules, each with its chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lodged.linkage import Link, Linkage, Verdict
from lodged.linkage.outcomes import Outcome
from lodged.reconcile.categories import Category
from lodged.reconcile.placing import Placing, RuleInputs
from lodged.reconcile.records import ListedDetainer
from lodged.reconcile.rules import place
from lodged.reconcile.unread import UnreadRows

SURE = 0.999
"""The chance from which a row is counted as nothing else."""


@dataclass(frozen=True, slots=True)
class Possibility:
    """One way a row may come out: its chance, where the row falls then, and the stays that are its person's then."""

    chance: float
    placing: Placing
    stays: tuple[int, ...]


def possibilities(
    rows: Sequence[ListedDetainer], placings: Sequence[Placing], linkage: Linkage, now: RuleInputs
) -> tuple[tuple[Possibility, ...], ...]:
    """Return each row's possibilities, the likeliest first; their chances sum to 1.

    ``placings`` are where the rows were put. A record that lacks something, but was read, was weighed with the others,
    so only what was kept out makes an answer impossible here.
    """
    weighed = replace(
        now,
        unread=UnreadRows([row for row in now.unread.rows if row.row is None]),
        everybody=UnreadRows(),
        order_unknown={},
    )
    return tuple(
        _of_row(row, placing, linkage.outcomes.get(row.row, _NOBODY), weighed)
        for row, placing in zip(rows, placings, strict=True)
    )


_NOBODY = (Outcome(1.0, ()),)
_OPEN = frozenset({Category.NEEDS_REVIEW, Category.CANNOT_TELL})


def _of_row(
    row: ListedDetainer, placing: Placing, outcomes: Sequence[Outcome], now: RuleInputs
) -> tuple[Possibility, ...]:
    best = outcomes[0]
    if best.chance < SURE:
        return tuple(_possibility(row, outcome, now) for outcome in outcomes)
    if placing.category in _OPEN:
        return (_possibility(row, Outcome(1.0, best.stays), now),)
    return (Possibility(1.0, placing, tuple(sorted({now.stays[record].row for record in best.stays}))),)


def _possibility(row: ListedDetainer, outcome: Outcome, now: RuleInputs) -> Possibility:
    one_a_stay = {now.stays[record].row: record for record in outcome.stays}
    links = [
        Link(row.row, record, 0.0, outcome.chance, Verdict.CLEAR, "")
        for record in sorted(one_a_stay.values())
    ]
    return Possibility(outcome.chance, place(row, links, now), tuple(sorted(one_a_stay)))
