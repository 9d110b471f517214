"""The answer to "where are they?": the detainers active on a day, in at most seven groups that sum to all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from lodged.core.states import STATES
from lodged.reconcile.answers import OnFileAtEnd
from lodged.reconcile.categories import NOT_ACTIVE, Category
from lodged.reconcile.summary import Summary


class Group(Enum):
    """Where the person of an active detainer is. The value is the group's id; the order is the order shown."""

    HELD_ON_FILE = "held-on-file"
    HELD_NOT_ON_FILE = "held-not-on-file"
    WITH_ICE = "with-ice"
    RELEASED = "released"
    LEFT_OTHERWISE = "left-otherwise"
    UNKNOWN = "unknown"
    NOT_COUNTED_HERE = "not-counted-here"

    @property
    def label(self) -> str:
        """Name it for a reader."""
        return _LABELS[self]

    @property
    def categories(self) -> tuple[Category, ...]:
        """The categories of the reconciliation that make it up."""
        return _CATEGORIES[self]


_LABELS = {
    Group.HELD_ON_FILE: "In custody, detainer on file",
    Group.HELD_NOT_ON_FILE: "In custody, not on file there or held elsewhere",
    Group.WITH_ICE: "Transferred to ICE",
    Group.RELEASED: "Released after it was lodged",
    Group.LEFT_OTHERWISE: "Left another way, or before it was lodged",
    Group.UNKNOWN: "In no custody record, or can't be told",
    Group.NOT_COUNTED_HERE: "Listed twice, federal or out of state",
}
_CATEGORIES = {
    Group.HELD_ON_FILE: (Category.IN_CUSTODY,),
    Group.HELD_NOT_ON_FILE: (Category.NOT_ON_FILE, Category.ELSEWHERE),
    Group.WITH_ICE: (Category.TRANSFERRED_TO_ICE,),
    Group.RELEASED: (Category.RELEASED_AFTER,),
    Group.LEFT_OTHERWISE: (
        Category.TRANSFERRED_TO_AGENCY,
        Category.RELEASED_BEFORE,
        Category.ENDED_OTHERWISE,
    ),
    Group.UNKNOWN: (Category.NEEDS_REVIEW, Category.CANNOT_TELL, Category.NO_ROSTER, Category.NOT_FOUND),
    Group.NOT_COUNTED_HERE: (Category.DUPLICATE, Category.FEDERAL_FACILITY, Category.OUTSIDE_STATE),
}


@dataclass(frozen=True, slots=True)
class GroupCount:
    """A group with the number of active detainers in it, and the parts of it by category (those that aren't empty)."""

    group: Group
    count: int
    parts: tuple[tuple[Category, int], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Where the people of a list's active detainers are.

    ``groups`` sum to ``active``, and ``active`` with ``not_active`` to the rows of the list that could be placed.
    ``custodians`` is what the custodians count by themselves: people held with a detainer on file.
    """

    state: str
    day: date
    active: int
    groups: tuple[GroupCount, ...]
    not_active: tuple[tuple[Category, int], ...]
    custodians: int
    on_file_at_release: Mapping[str, int]

    def __post_init__(self) -> None:
        """Refuse an answer that lost a row."""
        if sum(count.count for count in self.groups) != self.active:
            raise AssertionError(f"the groups don't sum to the {self.active} active detainers")

    @property
    def sentences(self) -> tuple[str, ...]:
        """Answer in sentences whose numbers sum to the active detainers."""
        count = {entry.group: f"{entry.count:,}" for entry in self.groups}
        held = sum(number for entry in self.groups for category, number in entry.parts if category.is_held)
        where, day = STATES.get(self.state, self.state), f"{self.day:%B} {self.day.day}, {self.day.year}"
        in_custody = (
            f"Of the {self.active:,} detainers active on the federal list on {day}, {held:,} were for "
            f"people in custody that day: {count[Group.HELD_ON_FILE]} with the detainer on file where they were held, "
            f"and {count[Group.HELD_NOT_ON_FILE]} without it on file there or held in another facility."
        )
        gone = (
            f"In {count[Group.WITH_ICE]} cases the person had been transferred to ICE, in {count[Group.RELEASED]} the "
            f"person was released after the detainer was lodged, and in {count[Group.LEFT_OTHERWISE]} the person left "
            "another way or before it was lodged."
        )
        rest = (
            f"In {count[Group.UNKNOWN]} cases no custody record shows the person or the records can't tell. The other "
            f"{count[Group.NOT_COUNTED_HERE]} rows are listed twice, or name a federal facility or one outside {where}."
        )
        return in_custody, gone, rest

    @property
    def released_by_file(self) -> str:
        """Return in three parts whether the custodian had the detainer on file at the release; empty where none is."""
        count = {answer: self.on_file_at_release.get(answer.value, 0) for answer in OnFileAtEnd}
        if not any(count.values()):
            return ""
        return (
            f"Of the {sum(count.values()):,} released after it was lodged, the custodian had the detainer on file at "
            f"the release of {count[OnFileAtEnd.YES]:,} and by its own record not at that of "
            f"{count[OnFileAtEnd.NO]:,}. For {count[OnFileAtEnd.UNDECIDED]:,} the records can't decide it."
        )

    @property
    def left_out(self) -> str:
        """Return which rows of the list are no active detainer of that day; empty where there are none."""
        parts = [f"{count:,} {_NOT_ACTIVE_WORDS[category]}" for category, count in self.not_active]
        return f"Not counted as active: {', '.join(parts)}." if parts else ""

    @property
    def both_can_be_right(self) -> str:
        """Return in what way the list's count and the custodians' count can both be right."""
        return (
            f"The federal list counts detainers that ICE issued and has not lifted: {self.active:,}. The custodians "
            f"count people whom they held that day with a detainer on file: {self.custodians:,}. A detainer stays on "
            "the list after its person has left, so the two count different things."
        )


_NOT_ACTIVE_WORDS = {
    Category.LIFTED: "lifted on or before that day",
    Category.ISSUED_LATER: "issued after it",
    Category.STATE_NOT_TOLD: "that name no state",
}


def answer_of(summary: Summary) -> Answer:
    """Return the answer that a reconciliation's totals give."""
    counts = {category.id: category.count for category in summary.categories}

    def parts(categories: tuple[Category, ...]) -> tuple[tuple[Category, int], ...]:
        return tuple((c, counts[c.value]) for c in categories if counts.get(c.value))

    groups = tuple(
        GroupCount(group, sum(count for _, count in parts(group.categories)), parts(group.categories))
        for group in Group
    )
    return Answer(
        state=summary.state,
        day=summary.as_of,
        active=summary.total - sum(count for _, count in parts(NOT_ACTIVE)),
        groups=groups,
        not_active=parts(NOT_ACTIVE),
        custodians=summary.held_with_detainer_on_file.total,
        on_file_at_release=summary.released_after_lodged,
    )
