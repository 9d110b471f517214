"""The totals of a reconciliation, as ``summary.json`` holds them: its fields, in their order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

import lodged
from lodged.core.json import ABSENT, Absent
from lodged.reconcile.answers import OnFileAtEnd
from lodged.reconcile.bridge import Step
from lodged.reconcile.categories import Category
from lodged.reconcile.estimates import Estimates
from lodged.reconcile.intervals import Range
from lodged.reconcile.result import Reconciliation
from lodged.sources.model import ProfileMark, SourceFile


class InputKind(Enum):
    """What a file was read as."""

    DETAINERS = "detainer list"
    CUSTODY = "custody records"
    COVERAGE = "coverage"
    RULINGS = "rulings"


@dataclass(frozen=True, slots=True)
class ModelUsed:
    """The linkage model, and the weights from which a pair by itself is clear and possible, in bits.

    ``place_and_day`` says what the facility named and the day of issue were found to tell.
    """

    model: str
    clear_from: float
    possible_from: float
    place_and_day: str | Absent = ABSENT


@dataclass(frozen=True, slots=True)
class CategoryTotal:
    """A category with the number of the list's rows in it, of their persons, and what the rows are expected to be."""

    id: str
    label: str
    meaning: str
    count: int
    persons: int | Absent = ABSENT
    expected: Range | Absent = ABSENT


@dataclass(frozen=True, slots=True)
class HeldOnFile:
    """How many were held with a detainer on file, by the custodians' own records."""

    total: int
    by_kind_of_facility: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class RowsOfFacility:
    """How many rows of a facility's records were read, of how many."""

    facility: str
    read: int
    of: int


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that was read, and the profile it was read through where there was one."""

    kind: InputKind
    name: str
    sha256: str
    size_bytes: int
    rows_in: int
    rows_out: int
    profile: ProfileMark | Absent = ABSENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The totals. Those with a default are not in a result that an earlier version wrote."""

    title: str
    state: str
    as_of: date
    version: str
    linkage: ModelUsed
    total: int
    set_aside: int = 0
    rows_of_list: int = 0
    categories: tuple[CategoryTotal, ...]
    bridge: tuple[Step, ...]
    held_with_detainer_on_file: HeldOnFile
    not_on_list: int
    released_after_lodged: Mapping[str, int] = field(default_factory=dict)
    rows_read: tuple[RowsOfFacility, ...] = ()
    estimates: Estimates | Absent = ABSENT
    problems: int
    inputs: tuple[InputFile, ...]


def summary_of(done: Reconciliation) -> Summary:
    """Return the totals of a reconciliation."""
    return Summary(
        title=f"Detainers in {done.state} as of {done.as_of.day}",
        state=done.state,
        as_of=done.as_of.day,
        version=lodged.__version__,
        linkage=ModelUsed(
            done.model.id,
            done.model.clear,
            done.model.possible,
            place_and_day=done.linkage.context.words if done.linkage.context else ABSENT,
        ),
        total=done.detainers.rows.height,
        set_aside=done.set_aside,
        rows_of_list=done.rows_of_list,
        categories=tuple(_category(c, done) for c in Category),
        bridge=done.bridge,
        held_with_detainer_on_file=HeldOnFile(
            len(done.on_file), {group.value: count for group, count in done.on_file_by_group.items()}
        ),
        not_on_list=len(done.not_on_list),
        released_after_lodged={answer.value: done.released_after[answer] for answer in OnFileAtEnd},
        rows_read=tuple(RowsOfFacility(rows.name, rows.read, rows.of) for rows in done.rows_read),
        estimates=done.estimated.estimates,
        problems=len(done.problems),
        inputs=(
            *(_input(InputKind.DETAINERS, file) for file in done.detainers.files),
            *(_input(InputKind.CUSTODY, file) for file in done.custody.files),
            *(_input(InputKind.COVERAGE, file) for file in (done.coverage.files if done.coverage else ())),
            *(
                _input(InputKind.RULINGS, file)
                for file in (done.rulings_file.files if done.rulings_file else ())
            ),
        ),
    )


def _category(category: Category, done: Reconciliation) -> CategoryTotal:
    return CategoryTotal(
        category.value,
        category.label,
        category.meaning,
        done.counts[category],
        persons=done.persons[category],
        expected=Range.of(done.estimated.draws.of(category)),
    )


def _input(kind: InputKind, file: SourceFile) -> InputFile:
    return InputFile(
        kind,
        file.name,
        file.sha256,
        file.size_bytes,
        file.rows_in,
        file.rows_out,
        profile=file.profile or ABSENT,
    )
