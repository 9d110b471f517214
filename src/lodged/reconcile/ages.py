"""Ages as evidence: a record of somebody of another age is not this person's."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from lodged.linkage import Link, Linkage
from lodged.reconcile.unread import identity_of


def without_other_ages(linkage: Linkage, listed: pl.DataFrame, custody: pl.DataFrame) -> Linkage:
    """Return the links but those to a record whose age the birth on the list is more than a year off.

    A link that a number or a ruling stands for is kept. Records that give a birth are not looked at.
    """
    aged = set(custody.with_row_index("at").filter(pl.col("born_from").is_not_null())["at"])
    if not aged:
        return linkage

    def is_other(link: Link) -> bool:
        if link.right not in aged or link.ruling is not None:
            return False
        listed_is = identity_of(listed.row(link.left, named=True))
        held_is = identity_of(custody.row(link.right, named=True))
        return not listed_is.numbers & held_is.numbers and listed_is.is_of_other_age(held_is)

    return replace(linkage, links=tuple(link for link in linkage.links if not is_other(link)))
