"""Rows of the list that a later row supersedes, and rows of which that can't be told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from lodged.reconcile.records import AsOf, ListedDetainer


@dataclass(frozen=True, slots=True)
class Superseding:
    """By which row each superseded one is; and for each row of which it can't be told, a row that may supersede it."""

    by: dict[int, ListedDetainer]
    perhaps_by: dict[int, ListedDetainer]


def superseded(rows: Sequence[ListedDetainer], person_of: Sequence[int], as_of: AsOf) -> Superseding:
    """Return which row supersedes each superseded one: same person, same facility, the latest issue date wins.

    Rows of one date, and rows of which none has one, are decided by the higher ``detainer_id``, so that the order of
    the file doesn't matter. A row issued after the as-of date supersedes nothing: on that day it did not exist. Where
    one of two has no date, names no facility, or says too little of who it is about, the other is perhaps superseded.
    """
    counting = [row for row in rows if row.issued_on is None or row.issued_on <= as_of.day]
    groups: dict[tuple[int, str], list[ListedDetainer]] = defaultdict(list)
    for row in counting:
        if row.place.key:
            groups[person_of[row.row], row.place.key].append(row)
    by: dict[int, ListedDetainer] = {}
    perhaps_by: dict[int, ListedDetainer] = {}
    for group in groups.values():
        certain = group if _none_dated(group) else [row for row in group if row.issued_on is not None]
        ordered = sorted(certain, key=_age)
        by.update({row.row: ordered[-1] for row in ordered[:-1]})
    for one, other in _doubtful_pairs(counting, person_of):
        for row, rival in ((one, other), (other, one)):
            if row.row not in by and not _is_older(rival, row):
                perhaps_by.setdefault(row.row, rival)
    return Superseding(by, perhaps_by)


def _none_dated(group: Sequence[ListedDetainer]) -> bool:
    return all(row.issued_on is None and "issued_on" not in row.unread for row in group)


def _doubtful_pairs(
    rows: Sequence[ListedDetainer], person_of: Sequence[int]
) -> Iterator[tuple[ListedDetainer, ListedDetainer]]:
    """Yield pairs of rows that may be of one person at one facility and in an order that isn't told."""
    people: dict[int, list[ListedDetainer]] = defaultdict(list)
    for row in rows:
        people[person_of[row.row]].append(row)
    for group in people.values():
        undated = {row.row for row in group if row.issued_on is None} if not _none_dated(group) else set()
        for one, other in combinations(group, 2):
            somewhere = not one.place.key or not other.place.key
            same = one.place.key == other.place.key
            if somewhere or (same and not undated.isdisjoint({one.row, other.row})):
                yield one, other
    yield from _of_doubtful_people(rows, person_of)


def _of_doubtful_people(
    rows: Sequence[ListedDetainer], person_of: Sequence[int]
) -> Iterator[tuple[ListedDetainer, ListedDetainer]]:
    doubtful = [row for row in rows if row.is_doubtful]
    if not doubtful:
        return
    near: dict[object, list[ListedDetainer]] = defaultdict(list)
    for row in rows:
        for key in row.who.keys:
            near[key].append(row)
    for one in doubtful:
        others = {other.row: other for key in one.who.keys for other in near[key]}
        for other in others.values():
            apart = person_of[one.row] != person_of[other.row]
            if apart and one.place.key == other.place.key and one.who.may_be(other.who):
                yield one, other


def _is_older(row: ListedDetainer, than: ListedDetainer) -> bool:
    """Return whether a row was certainly issued before another, or on its day under a lower identifier."""
    if row.issued_on is None or than.issued_on is None:
        return False
    return _age(row) < _age(than)


def _age(row: ListedDetainer) -> tuple[date, str, int]:
    return (row.issued_on or date.min, row.detainer_id, row.row)
