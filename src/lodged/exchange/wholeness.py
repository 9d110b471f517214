"""Whether what was exported is whole: each row in itself, the journal, and the tables by the acts in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from uuid import UUID

from django.db import models

from lodged.core.states import STATES
from lodged.journal.entry import Entry
from lodged.journal.errors import JournalError
from lodged.journal.tree import Frontier
from lodged.journal.verification import verify
from lodged.register.administration import AdministrationError, check_zone
from lodged.register.journal_store import DatabaseStore
from lodged.register.models import (
    Agency,
    Dispatch,
    Disposal,
    Document,
    Facility,
    JournalEntry,
    JournalFrontier,
    SavedMapping,
)
from lodged.register.replay import replay


def contradictions(row: models.Model) -> Iterator[str]:
    """Yield what can't be so in a row by itself: what no act makes and the program relies on."""
    match row:
        case Agency():
            if row.state not in STATES:
                yield "its state is none"
            yield from _zone(row.time_zone)
        case Facility() if row.time_zone:
            yield from _zone(row.time_zone)
        case Document() if _digest(row.content) != row.sha256 or len(row.content) != row.size:
            yield "the file in it is not the one its SHA-256 and size name"
        case Dispatch() if row.letter is not None and _digest(row.letter) != row.letter_sha256:
            yield "the letter in it is not the one its SHA-256 names"
        case SavedMapping() if not _names_to_names(row.pairs):
            yield "its columns are no names to names"
        case Disposal() if not _identifiers(row.subjects):
            yield "its subjects are no list of identifiers"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _names_to_names(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(ours, str) for ours in value.values())


def _identifiers(value: object) -> bool:
    try:
        return isinstance(value, list) and all(UUID(one) for one in value)
    except (ValueError, TypeError, AttributeError):
        return False


def _zone(name: str) -> Iterator[str]:
    try:
        check_zone(name)
    except AdministrationError:
        yield "its time zone is none"


def faults(size: int, root: str) -> Iterator[str]:
    """Yield what is wrong with the record of this instance, which should have a journal of this size and root.

    The journal is recomputed from its entries and every payload opened against its commitment; then the tables are
    worked out anew from the acts.
    """
    report = verify(DatabaseStore())
    if report.findings:
        yield f"The export's journal is not whole: {report.findings[0].detail}"
    elif (report.size, report.root.hex()) != (size, root):
        yield "The export's journal has another root than its manifest says."
    else:
        yield from _edge_faults(report.root)
        for finding in replay().findings:
            yield f"The export's tables are not what its acts make: {finding.kind}, {finding.detail}."


def _edge_faults(root: bytes) -> Iterator[str]:
    """Compare the edge that the next entry is appended to with the entries there are."""
    edge, newest = JournalFrontier.objects.get(), JournalEntry.objects.order_by("index").last()
    recorded_at = Entry.from_leaf(bytes(newest.leaf)).recorded_at if newest else None
    try:
        fits = Frontier.from_bytes(edge.size, bytes(edge.nodes)).root() == root
    except JournalError:
        fits = False
    if not fits or edge.recorded_at != recorded_at or edge.size != (newest.index + 1 if newest else 0):
        yield "The export's journal can't be continued: its edge is not that of its entries."
