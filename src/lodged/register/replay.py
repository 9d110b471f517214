"""The tables worked out anew from the acts, and compared with those that are there.

The journal proves the acts. This proves the rest: who was held, what was lodged and each count come from the tables,
and somebody with the rights of a database owner could change a table and leave every act alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, models

from lodged.core.errors import LodgedError
from lodged.journal.entry import Entry
from lodged.register import models as record
from lodged.register.acting import acting_for
from lodged.register.actor import actor_reference
from lodged.register.acts import Expunge
from lodged.register.history import act_of
from lodged.register.models import Agency, Event, JournalEntry, Role
from lodged.register.projection import Recording, project

PROJECTED: tuple[type[models.Model], ...] = (
    record.Person,
    record.PersonName,
    record.BirthDate,
    record.PersonIdentifier,
    record.Stay,
    record.CustodySpan,
    record.Detainer,
    record.DetainerSpan,
    record.Warrant,
    record.Notice,
    record.Handover,
    record.CitizenshipClaim,
    record.StatedFact,
    record.DecisionRecord,
    record.Override,
    record.Hold,
    record.Paper,
    record.FacilityReturn,
    record.PairRuling,
    record.IceContact,
)
"""The tables that acts write, in the order in which a difference is told."""

_ROWS = 2_000
_ABOUT = ("person_id", "stay_id", "detainer_id")
_NAMED = ("id", "person", *_ABOUT)
"""The columns of a row that say about whom it is; a paper's own pseudonym is a person's too."""
_DRAFTS = frozenset({"said"})
"""Columns that staff write while they read a paper; they are no part of the record."""


class Difference(StrEnum):
    """How a table can differ from what the acts make of it."""

    ROW_CHANGED = "row changed"
    """The row is there with other values."""
    ROW_MISSING = "row missing"
    """The acts make a row that is not there."""
    ROW_ADDED = "row added"
    """A row is there that no act made."""
    EVENT_CHANGED = "event changed"
    """An event's plain columns are not those of its journal entry."""
    ACT_IMPOSSIBLE = "act impossible"
    """An act can't follow the acts before it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference. ``detail`` names tables, columns and identifiers, and no person's data."""

    agency: UUID
    kind: Difference
    detail: str


@dataclass(frozen=True)
class Replay:
    """The outcome of a replay."""

    acts: int
    rows: int
    expunged: int
    """Acts without a payload, passed over, and with them everything about the same people."""
    findings: tuple[Finding, ...]


def replay() -> Replay:
    """Replay the acts of every agency into tables of this transaction alone, and compare."""
    parts = [
        _Agency(agency).replayed() for agency in Agency.objects.order_by("name").values_list("id", flat=True)
    ]
    return Replay(
        sum(part.acts for part in parts),
        sum(part.rows for part in parts),
        sum(part.expunged for part in parts),
        tuple(finding for part in parts for finding in part.findings),
    )


Row = dict[str, Any]


@dataclass
class _Agency:
    """The replay of one agency."""

    agency: UUID
    findings: list[Finding] = field(default_factory=list)
    gone: set[UUID] = field(default_factory=set)
    """People, stays and detainers about whom a payload was expunged."""
    acts: int = 0
    expunged: int = 0

    def replayed(self) -> Replay:
        with acting_for(self.agency, Role.AUDITOR):
            self._find_gone()
            there = {model: self._rows(model) for model in PROJECTED}
            _shadow(PROJECTED)
            self._project_all()
            for model in PROJECTED:
                self._compare(model, there[model], self._rows(model))
            rows = sum(len(table_rows) for table_rows in there.values())
            _unshadow(PROJECTED)
        return Replay(self.acts, rows, self.expunged, tuple(self.findings))

    def _find(self, kind: Difference, detail: str) -> None:
        self.findings.append(Finding(self.agency, kind, detail))

    def _events(self) -> Iterator[Event]:
        return Event.objects.filter(agency=self.agency).order_by("index").iterator(_ROWS)

    def _find_gone(self) -> None:
        """Find about whom something was expunged, and whatever was recorded about them since."""
        for event in self._events():
            about = {getattr(event, name) for name in _ABOUT} - {None}
            if event.payload is None or about & self.gone:
                self.gone |= about

    def _project_all(self) -> None:
        for event in self._events():
            self._check_columns(event)
            if event.payload is None:
                self.expunged += 1
                continue
            if {event.person_id, event.stay_id, event.detainer_id} & self.gone:
                continue
            self.acts += 1
            self._project(event)

    def _project(self, event: Event) -> None:
        try:
            act = act_of(event)
        except (KeyError, TypeError, ValueError, AttributeError):
            # Of a version that knew other acts, or of somebody who wrote a journal of their own.
            self._find(
                Difference.ACT_IMPOSSIBLE,
                f"entry {event.index}, {event.name}: this version can't read the act",
            )
            return
        try:
            recording = Recording(self.agency, event.id, event.recorded_at, event.actor_id, replayed=True)
            project(act, recording)
        except (LodgedError, ObjectDoesNotExist) as error:
            self._find(Difference.ACT_IMPOSSIBLE, f"entry {event.index}, {event.name}: {error}")

    def _check_columns(self, event: Event) -> None:
        leaf = JournalEntry.objects.filter(index=event.index).values_list("leaf", flat=True).first()
        entry = Entry.from_leaf(bytes(leaf)) if leaf is not None else None
        if entry is None or _recorded(event) != _entered(entry, event):
            self._find(Difference.EVENT_CHANGED, f"event {event.id} is not what entry {event.index} says")

    def _rows(self, model: type[models.Model]) -> list[Row]:
        rows = model._default_manager.filter(agency=self.agency).order_by("pk").values()
        return [
            {name: value for name, value in row.items() if name not in _DRAFTS}
            for row in rows.iterator(_ROWS)
            if not self._is_gone(row)
        ]

    def _is_gone(self, row: Row) -> bool:
        return not self.gone.isdisjoint({row.get(name) for name in _NAMED} - {None})

    def _compare(self, model: type[models.Model], there: list[Row], made: list[Row]) -> None:
        if isinstance(model._meta.pk, models.AutoField):
            self._compare_numbered(model, there, made)
            return
        expected = {row["id"]: row for row in made}
        for row in there:
            wanted = expected.pop(row["id"], None)
            if wanted is None:
                self._find(Difference.ROW_ADDED, f"{model._meta.db_table} {row['id']}: no act made it")
            elif row != wanted:
                columns = ", ".join(name for name in row if row[name] != wanted[name])
                self._find(Difference.ROW_CHANGED, f"{model._meta.db_table} {row['id']}: {columns}")
        for key in expected:
            self._find(
                Difference.ROW_MISSING, f"{model._meta.db_table} {key}: the acts make it, and it is not there"
            )

    def _compare_numbered(self, model: type[models.Model], there: list[Row], made: list[Row]) -> None:
        """Compare rows that have a number and no name of their own: the number says nothing."""
        have, want = Counter(map(_nameless, there)), Counter(map(_nameless, made))
        for row in have - want:
            self._find(
                Difference.ROW_ADDED, f"{model._meta.db_table}, about {_about(row)}: no act made a row so"
            )
        for row in want - have:
            self._find(
                Difference.ROW_MISSING,
                f"{model._meta.db_table}, about {_about(row)}: the acts make another row",
            )


def _nameless(row: Row) -> tuple[tuple[str, Any], ...]:
    return tuple((name, str(value)) for name, value in row.items() if name != "id")


def _about(row: tuple[tuple[str, Any], ...]) -> str:
    values = dict(row)
    names = [name for name in (*_ABOUT, "facility_id") if name in values]
    return ", ".join(f"{name.removesuffix('_id')} {values[name]}" for name in names)


def _recorded(event: Event) -> tuple[Any, ...]:
    return (
        event.id,
        event.name,
        event.occurred_at,
        event.recorded_at,
        actor_reference(event.actor_id, event.program),
        str(event.agency_id),
    )


def _entered(entry: Entry, event: Event) -> tuple[Any, ...] | None:
    """Return what the entry says in the order of :func:`_said`; None where it is about somebody else."""
    columns = {
        f"{name.removesuffix('_id')}:{getattr(event, name)}" for name in _ABOUT if getattr(event, name)
    }
    kinds = tuple(name.removesuffix("id").replace("_", ":") for name in _ABOUT)
    subjects = {subject for subject in entry.subjects if subject.startswith(kinds)}
    if event.name != Expunge.name and columns != subjects:
        return None
    return (entry.event_id, entry.event_type, entry.occurred_at, entry.recorded_at, entry.actor, entry.agency)


def _shadow(tables: tuple[type[models.Model], ...]) -> None:
    """Let the names of tables mean empty ones of this session, which the same code then fills."""
    with connection.cursor() as cursor:
        for table in tables:
            name = connection.ops.quote_name(table._meta.db_table)
            cursor.execute(f"CREATE TEMPORARY TABLE {name} (LIKE public.{name} INCLUDING ALL) ON COMMIT DROP")


def _unshadow(tables: tuple[type[models.Model], ...]) -> None:
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"DROP TABLE pg_temp.{connection.ops.quote_name(table._meta.db_table)}")
