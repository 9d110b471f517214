"""The bridge: from the list's total, step by step, to the custodians' own count."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import Enum

from lodged.reconcile.categories import Category


class StepKind(Enum):
    """What a step of the bridge is."""

    TOTAL = "total"
    """A count of something, reached at this point."""
    CHANGE = "change"
    """Rows taken off or records added on the way to the next count."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its change (negative where rows are taken off) and the count after it.

    ``opens`` is the category id, ``not-on-list`` or nothing, whose rows stand behind it.
    """

    kind: StepKind
    label: str
    change: int
    after: int
    opens: str | None = None


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


def bridge(counts: Counter[Category], on_file: OnFile) -> tuple[Step, ...]:
    """Build the bridge from the list total over the held rows to the custodians' count; empty steps are left out.

    Raises AssertionError where a step doesn't lead to the count it should.
    """
    total = sum(counts.values())
    steps = [Step(StepKind.TOTAL, "Rows of the federal list", total, total)]

    def change(label: str, by: int, opens: str | None = None) -> None:
        if by:
            steps.append(Step(StepKind.CHANGE, label, by, steps[-1].after + by, opens))

    def count(label: str, expected: int) -> None:
        if steps[-1].after != expected:
            raise AssertionError(
                f"the bridge reaches {steps[-1].after} at [{label}], which counts {expected}"
            )
        steps.append(Step(StepKind.TOTAL, label, expected, expected))

    for category in Category:
        if not category.is_held:
            change(category.label, -counts[category], category.value)
    held = sum(counts[category] for category in Category if category.is_held)
    count("Held in custody on the as-of date", held)
    change("No detainer on file where the person is held", on_file.held_rows - held)
    change("Several rows for one stay", on_file.held - on_file.held_rows)
    change("On file, matched by a row counted above", on_file.otherwise)
    change("On file, matched only by a row in review", on_file.in_review)
    change("On file, not on the list", on_file.unmatched, "not-on-list")
    count("Custodians' count: held with a detainer on file", on_file.total)
    return tuple(steps)
