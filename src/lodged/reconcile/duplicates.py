"""Rows of the list that a later row supersedes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from lodged.reconcile.records import AsOf, ListedDetainer


def superseded(
    rows: Sequence[ListedDetainer], person_of: Sequence[int], as_of: AsOf
) -> dict[int, ListedDetainer]:
    """Say which row supersedes each superseded one: same person, same facility, the latest issue date wins.

    Rows of one date are decided by the higher ``detainer_id``, so that the order of the file doesn't matter. A row
    issued after the as-of date supersedes nothing: on that day it did not exist. Rows that name no facility are
    never called duplicates of each other.
    """
    groups: dict[tuple[int, str], list[ListedDetainer]] = defaultdict(list)
    for row in rows:
        if row.place.key and (row.issued_on is None or row.issued_on <= as_of.day):
            groups[person_of[row.row], row.place.key].append(row)
    found = {}
    for group in groups.values():
        *earlier, latest = sorted(group, key=_age)
        found.update({row.row: latest for row in earlier})
    return found


def _age(row: ListedDetainer) -> tuple[date, str, int]:
    return (row.issued_on or date.min, row.detainer_id, row.row)
