"""Ages as evidence: a record of somebody of another age is not this person's."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from lodged.linkage import Linkage
from lodged.reconcile.unread import identity_of


def without_other_ages(linkage: Linkage, listed: pl.DataFrame, custody: pl.DataFrame) -> Linkage:
    """Return the links but those to a record whose age the birth on the list is more than a year off.

    A link that a number or a ruling stands for is kept. Records that give a birth are not looked at.
    """
    aged = set(custody.with_row_index("at").filter(pl.col("born_from").is_not_null())["at"])
    if not aged:
        return linkage

    def is_other(row: int, stay: int) -> bool:
        if stay not in aged:
            return False
        listed_is = identity_of(listed.row(row, named=True))
        held_is = identity_of(custody.row(stay, named=True))
        return not listed_is.numbers & held_is.numbers and listed_is.is_of_other_age(held_is)

    kept = tuple(link for link in linkage.links if link.ruling or not is_other(link.left, link.right))
    ruled = {(link.left, link.right) for link in kept if link.ruling}
    outcomes = {
        row: tuple(
            replace(
                one,
                stays=tuple(stay for stay in one.stays if (row, stay) in ruled or not is_other(row, stay)),
            )
            for one in some
        )
        for row, some in linkage.outcomes.items()
    }
    return replace(linkage, links=kept, outcomes=outcomes)
