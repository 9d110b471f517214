"""The bridge: from the list's total, step by step, to the custodians' own count."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import Enum

import numpy as np

from lodged.core.json import ABSENT, Absent
from lodged.reconcile.categories import NOT_ACTIVE, Category
from lodged.reconcile.intervals import Draws, Range


class StepKind(Enum):
    """What a step of the bridge is."""

    TOTAL = "total"
    """A count of something, reached at this point."""
    CHANGE = "change"
    """Rows taken off or records added on the way to the next count."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its change (negative where rows are taken off) and the count after it.

    ``opens`` is the category id, ``not-on-list`` or nothing, whose rows stand behind it. ``change_expected`` and
    ``after_expected`` say what both come to once every doubt is settled; a result of an earlier version has neither.
    """

    kind: StepKind
    label: str
    change: int
    after: int
    opens: str | None = None
    change_expected: Range | Absent = ABSENT
    after_expected: Range | Absent = ABSENT


@dataclass(frozen=True, slots=True)
class OnFile:
    """How the custodians' stays with a detainer on file, held on the as-of date, meet the list.

    ``held`` stays are those of rows in a held category, ``otherwise`` those matched only by rows in another
    category (a lifted detainer, a federal facility named), ``in_review`` those that only a doubtful row may match,
    ``unmatched`` those that no row matches. ``held_rows`` counts the rows behind ``held``.
    """

    held: int
    held_rows: int
    otherwise: int
    in_review: int
    unmatched: int

    @property
    def total(self) -> int:
        """The custodians' count."""
        return self.held + self.otherwise + self.in_review + self.unmatched


def bridge(counts: Counter[Category], on_file: OnFile, draws: Draws) -> tuple[Step, ...]:
    """Build the bridge from the list total to the custodians' count; empty steps are left out.

    On the way it counts the detainers active on the day, which is what a federal statement counts, and the held rows.

    Raises AssertionError where a step doesn't lead to the count it should.
    """
    total = sum(counts.values())
    drawn = np.full(draws.held.shape, total)
    steps = [Step(StepKind.TOTAL, "Rows of the federal list", total, total, after_expected=Range.of(drawn))]
    active = total - sum(counts[category] for category in NOT_ACTIVE)

    def change(label: str, by: int, likely: np.ndarray, opens: str | None = None) -> None:
        nonlocal drawn
        drawn = drawn + likely
        expected = Range.of(likely)
        if by or round(expected.expected):
            after = steps[-1].after + by
            steps.append(Step(StepKind.CHANGE, label, by, after, opens, expected, Range.of(drawn)))

    def count(label: str, reached: int) -> None:
        if steps[-1].after != reached:
            raise AssertionError(f"the bridge reaches {steps[-1].after} at [{label}], which counts {reached}")
        steps.append(Step(StepKind.TOTAL, label, reached, reached, after_expected=Range.of(drawn)))

    for category in NOT_ACTIVE:
        change(category.label, -counts[category], -draws.of(category), category.value)
    count("Active on the list on the as-of date", active)
    for category in Category:
        if not category.is_held and category not in NOT_ACTIVE:
            change(category.label, -counts[category], -draws.of(category), category.value)
    held = sum(counts[category] for category in Category if category.is_held)
    count("Held in custody on the as-of date", held)
    no_file = draws.held_rows_on_file - draws.held
    change("No detainer on file where the person is held", on_file.held_rows - held, no_file)
    several = draws.held_on_file - draws.held_rows_on_file
    change("Several rows for one stay", on_file.held - on_file.held_rows, several)
    change("On file, matched by a row counted above", on_file.otherwise, draws.otherwise_on_file)
    change("On file, matched only by a row in review", on_file.in_review, np.zeros_like(drawn))
    change("On file, not on the list", on_file.unmatched, draws.unmatched_on_file, "not-on-list")
    count("Custodians' count: held with a detainer on file", on_file.total)
    return tuple(steps)
