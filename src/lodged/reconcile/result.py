"""The result of a reconciliation. It can't be made unless every row is in one category and the totals add up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from lodged.linkage import Linkage, Model
from lodged.reconcile.answers import Answers, OnFileAtEnd
from lodged.reconcile.bridge import OnFile, Step, bridge
from lodged.reconcile.categories import Category
from lodged.reconcile.coverage import RowsRead
from lodged.reconcile.estimates import Estimated
from lodged.reconcile.places import PlaceGroup
from lodged.reconcile.placing import Placing
from lodged.reconcile.records import AsOf, Stay
from lodged.sources.model import Problem, Reading


@dataclass(frozen=True, slots=True)
class UnmatchedStay:
    """A stay held with a detainer on file that no row of the list clearly matches.

    ``in_review`` says that a row in review may match it.
    """

    stay: Stay
    in_review: bool


@dataclass(frozen=True)
class Reconciliation:
    """A federal list and custody records, with every row of the list in exactly one category.

    ``placings`` and ``answers`` have one entry for each row of ``detainers``, ``stays`` for each row of ``custody``
    (rows of one stay share it), in their order. ``rows_read`` says of each facility how much
    of its records could be read. ``estimated`` says what the counts may come to.
    """

    state: str
    as_of: AsOf
    detainers: Reading
    custody: Reading
    coverage: Reading | None
    placings: tuple[Placing, ...]
    answers: tuple[Answers, ...]
    stays: tuple[Stay, ...]
    unmatched: tuple[UnmatchedStay, ...]
    on_file: tuple[Stay, ...]
    rows_read: tuple[RowsRead, ...]
    notes: tuple[Problem, ...]
    linkage: Linkage
    estimated: Estimated
    rulings_file: Reading | None = None

    def __post_init__(self) -> None:
        """Refuse a result that lost a row or whose totals don't add up."""
        if len(self.placings) != self.detainers.rows.height:
            raise AssertionError(
                f"{self.detainers.rows.height} rows came in but {len(self.placings)} were placed"
            )
        if sum(self.counts.values()) + self.set_aside != self.rows_of_list:
            raise AssertionError(
                "the categories and the rows set aside don't sum to the rows of the list's files"
            )
        if self.on_file_counts.total != len(self.on_file):
            raise AssertionError(
                f"the custodians hold {len(self.on_file)} with a detainer on file, "
                f"but the bridge counts {self.on_file_counts.total}"
            )
        _ = self.bridge

    @property
    def model(self) -> Model:
        """The linkage model the answers rest on."""
        return self.linkage.model

    @cached_property
    def counts(self) -> Counter[Category]:
        """Rows by category."""
        return Counter(placing.category for placing in self.placings)

    @cached_property
    def persons(self) -> dict[Category, int]:
        """Persons by category: rows of one person in one category are one."""
        persons = Counter(
            category
            for category, _ in {
                (placing.category, person)
                for placing, person in zip(self.placings, self.linkage.person_of, strict=True)
            }
        )
        return {category: persons[category] for category in Category}

    @property
    def rows_of_list(self) -> int:
        """Rows of the list's files, all of them."""
        return sum(file.rows_in for file in self.detainers.files)

    @property
    def set_aside(self) -> int:
        """Rows of the list's files that say of nobody who it is, or of no detainer which; the problems name each."""
        return sum(file.rows_in - file.rows_out for file in self.detainers.files)

    @cached_property
    def released_after(self) -> Counter[OnFileAtEnd]:
        """Rows released after the detainer was lodged, by whether it was on the custodian's file then."""
        return Counter(
            answer.on_file_at_end or OnFileAtEnd.UNDECIDED
            for placing, answer in zip(self.placings, self.answers, strict=True)
            if placing.category is Category.RELEASED_AFTER
        )

    @cached_property
    def bridge(self) -> tuple[Step, ...]:
        """The steps from the list's total to the custodians' count."""
        return bridge(self.counts, self.on_file_counts, self.estimated.draws)

    @cached_property
    def on_file_counts(self) -> OnFile:
        """How the stays with a detainer on file meet the list."""
        on_file = {stay.row for stay in self.on_file}
        held_rows = [
            placing.stay.row
            for placing in self.placings
            if placing.category.is_held and placing.stay and placing.stay.row in on_file
        ]
        held = set(held_rows)
        unmatched = {entry.stay.row for entry in self.unmatched if not entry.in_review}
        in_review = {entry.stay.row for entry in self.unmatched if entry.in_review}
        otherwise = on_file - held - unmatched - in_review
        return OnFile(len(held), len(held_rows), len(otherwise), len(in_review), len(unmatched))

    @cached_property
    def on_file_by_group(self) -> dict[PlaceGroup, int]:
        """The custodians' count by kind of facility."""
        counts = Counter(stay.place.group for stay in self.on_file)
        return {group: counts[group] for group in PlaceGroup if counts[group]}

    @property
    def not_on_list(self) -> tuple[Stay, ...]:
        """Stays held with a detainer on file that no row of the list matches, clearly or perhaps."""
        return tuple(entry.stay for entry in self.unmatched if not entry.in_review)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything wrong in the files, then what the reconciliation itself noticed."""
        covered = self.coverage.problems if self.coverage else ()
        ruled = self.rulings_file.problems if self.rulings_file else ()
        return (*self.detainers.problems, *self.custody.problems, *covered, *ruled, *self.notes)
