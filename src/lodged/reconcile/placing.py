"""What the rules look at, and what they answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lodged.linkage import Link
from lodged.reconcile.categories import Category
from lodged.reconcile.coverage import Coverage
from lodged.reconcile.records import AsOf, ListedDetainer, Stay
from lodged.reconcile.unread import UnreadRows


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a row falls and why; the link and stay it rests on, where it rests on one."""

    category: Category
    reason: str
    link: Link | None = None
    stay: Stay | None = None


@dataclass(frozen=True)
class RuleInputs:
    """All that the rules may look at besides the row: the question asked and both lists.

    ``stays`` gives for each custody record the stay it is of. ``unread`` are the custody records that could not be read
    whole; ``everybody`` are all that were read, to look among where it is a row of the list that could not be.
    ``unread_listed`` are the rows of the list that were kept out. ``order_unknown`` gives for a row another that may
    supersede it. ``may_be`` says of a row and a custody record whether, all weighed, they may be of one person.
    ``unread_part`` says why nobody is proven absent by the records, where so little of them was read.
    """

    state: str
    as_of: AsOf
    stays: Mapping[int, Stay]
    coverage: Coverage
    superseded_by: Mapping[int, ListedDetainer]
    order_unknown: Mapping[int, ListedDetainer] = field(default_factory=dict)
    unread: UnreadRows = field(default_factory=UnreadRows)
    everybody: UnreadRows = field(default_factory=UnreadRows)
    unread_listed: UnreadRows = field(default_factory=UnreadRows)
    may_be: Callable[[int, int], bool] = lambda row, stay: True
    unread_part: str = ""
