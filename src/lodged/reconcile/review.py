"""The pairs of a reconciliation that a human has to look at, with both records and the evidence.

A page shows them; a ruling on one settles it in the next reconciliation (see :class:`lodged.linkage.Ruling`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from lodged.core.json import to_plain
from lodged.linkage import Contribution, Link, Verdict
from lodged.reconcile.categories import Category
from lodged.reconcile.result import Reconciliation

COMPARED = (
    "last_name",
    "first_name",
    "middle_name",
    "date_of_birth",
    "sex",
    "a_number",
    "fbi_number",
    "state_id",
)
"""Columns that both records have and that are compared."""
OF_LIST = (
    "detainer_id",
    "facility_name",
    "issued_on",
    "form",
    "country_of_citizenship",
    "source_file",
    "source_row",
)
OF_STAY = (
    "booking_id",
    "facility_name",
    "booked_at",
    "released_at",
    "release_reason",
    "detainer_on_file",
    "detainer_received_on",
    "source_file",
    "source_row",
)


@dataclass(frozen=True, slots=True)
class ReviewPair:
    """A row of the list beside a custody record; values are text as the page shows them, None where absent.

    ``decides`` says that its row is in review, so that a ruling may change the row's ``category``; ``contradicts`` that
    a ruling stands against what the data clearly say; ``seen`` tells whether the records still say the same.
    """

    id: str
    detainer_id: str
    facility: str
    booking_id: str
    listed: Mapping[str, str | None]
    record: Mapping[str, str | None]
    seen: str
    weight: float
    probability: float
    start: float
    contributions: tuple[Contribution, ...]
    evidence: str
    category: Category
    reason: str
    decides: bool
    contradicts: bool


@dataclass(frozen=True, slots=True)
class ReviewPairs:
    """The pairs, and the weights from which a match is clear and possible, in bits."""

    clear_from: float
    possible_from: float
    pairs: tuple[ReviewPair, ...]


def review_of(done: Reconciliation) -> ReviewPairs:
    """Return the pairs to be looked at and those that were ruled on, the likeliest first."""
    linkage = done.linkage
    doubtful = [link for link in linkage.links if link.ruling is None and link.verdict is Verdict.REVIEW]
    ruled = [link for link in (*linkage.links, *linkage.ruled_apart) if link.ruling is not None]
    pairs = tuple(_pair(link, done) for link in sorted([*doubtful, *ruled], key=_likeliest))
    return ReviewPairs(done.model.clear, done.model.possible, pairs)


def write_review(done: Reconciliation, path: Path) -> None:
    """Write the pairs beside the result, whole or not at all."""
    building = path.with_suffix(".new")
    building.write_text(json.dumps(to_plain(review_of(done)), ensure_ascii=False), encoding="utf-8")
    building.replace(path)


def pair_id(detainer_id: str, facility: str, booking_id: str) -> str:
    """Name a pair for an address: short, the same from run to run, and telling nothing."""
    return hashlib.sha256(json.dumps([detainer_id, facility, booking_id]).encode()).hexdigest()[:20]


def _likeliest(link: Link) -> tuple[float, int, int]:
    return (-link.weight, link.left, link.right)


def _pair(link: Link, done: Reconciliation) -> ReviewPair:
    listed = done.detainers.rows.row(link.left, named=True)
    record = done.custody.rows.row(link.right, named=True)
    placing = done.placings[link.left]
    facility = done.stays[link.right].place.name
    begun = done.stays[link.right].begun_by(done.as_of)
    return ReviewPair(
        id=pair_id(listed["detainer_id"], facility, record["booking_id"]),
        detainer_id=listed["detainer_id"],
        facility=facility,
        booking_id=record["booking_id"],
        listed=_shown(listed, (*COMPARED, *OF_LIST)),
        record=_shown(record, (*COMPARED, *OF_STAY)),
        seen=_fingerprint(listed, record),
        weight=link.weight,
        probability=link.probability,
        start=link.weight - sum(contribution.bits for contribution in link.contributions),
        contributions=tuple(link.contributions),
        evidence=link.evidence,
        category=placing.category,
        reason=placing.reason,
        decides=placing.category is Category.NEEDS_REVIEW and link.verdict is Verdict.REVIEW and begun,
        contradicts=link.contradicts_ruling,
    )


def _shown(row: Mapping[str, Any], columns: Sequence[str]) -> dict[str, str | None]:
    return {column: _text(row.get(column)) for column in columns}


def _text(value: Any) -> str | None:
    match value:
        case None | "":
            return None
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case bool():
            return "yes" if value else "no"
    return str(value)


def _fingerprint(listed: Mapping[str, Any], record: Mapping[str, Any]) -> str:
    """Return whether two records still say what they said: of what is compared, and nothing else."""
    compared = [[_text(row.get(column)) for column in COMPARED] for row in (listed, record)]
    return hashlib.sha256(json.dumps(compared).encode()).hexdigest()[:32]
