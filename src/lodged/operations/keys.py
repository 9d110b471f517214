"""Which keys seal what, and sealing anew with the first key.

The owner of the tables does it: the application may not write a payload twice. What the payloads say stays, which
the journal's commitments show afterwards.
"""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

from lodged.register.models import Agency
from lodged.register.sealed import IDENTIFIER, PAYLOAD, keyring, lookup_text, sealed_bytes
from lodged.sealing.keyring import key_of

OWNER = "owner"
_ROWS = 1_000
_FILES = 20
"""Each may have many megabytes."""
SEALED_FILES = (
    ("register_document", "content", "document"),
    ("register_paper", "said", "paper"),
    ("register_dispatch", "letter", "letter"),
    ("api_webhook", "secret", "webhook"),
    ("api_webhook", "old_secret", "webhook"),
    ("api_keptanswer", "body", "answer"),
)
"""Table, column and purpose of what is sealed by rows named with a UUID."""


@dataclass(frozen=True)
class SealedRows:
    """How many rows each key seals; None counts rows that are not sealed at all."""

    identifiers: Counter[str | None]
    payloads: Counter[str | None]
    files: Counter[str | None]
    """Papers received, what was typed from them, and letters to be sent."""

    @property
    def keys(self) -> set[str | None]:
        """Every key that some row needs."""
        return set(self.identifiers) | set(self.payloads) | set(self.files)


def sealed_rows() -> SealedRows:
    """Count the rows by the key they are sealed with."""
    identifiers: Counter[str | None] = Counter()
    payloads: Counter[str | None] = Counter()
    files: Counter[str | None] = Counter()
    for agency in _agencies():
        with _as_owner_for(agency) as database, database.cursor() as cursor:
            cursor.execute("SELECT value FROM register_personidentifier WHERE agency_id = %s", [agency])
            identifiers.update(key_of(sealed_bytes(value)) for (value,) in cursor)
            cursor.execute(
                "SELECT substring(payload FROM 1 FOR 64) FROM register_event "
                "WHERE agency_id = %s AND payload IS NOT NULL",
                [agency],
            )
            payloads.update(key_of(bytes(start)) for (start,) in cursor)
            for table, column, _ in SEALED_FILES:
                cursor.execute(
                    sql.SQL(
                        "SELECT substring({0} FROM 1 FOR 64) FROM {1} WHERE agency_id = %s AND {0} IS NOT NULL"
                    ).format(sql.Identifier(column), sql.Identifier(table)),
                    [agency],
                )
                files.update(key_of(bytes(start)) for (start,) in cursor)
    return SealedRows(identifiers, payloads, files)


def rotate(tell: Callable[[int], None] = lambda done: None) -> int:
    """Seal every row that another key than the first seals, or none, with the first; gives how many.

    Works in steps of a thousand rows, each whole or not at all, so that it may be broken off and begun again.
    Raises SealError when a row needs a key that isn't set.
    """
    done = 0
    for agency in _agencies():
        for step in (_reseal_identifiers, _reseal_payloads):
            after = -1
            while (last := step(agency, after))[0] is not None:
                after, changed = last[0], last[1]
                done += changed
                tell(done)
        for table, column, purpose in SEALED_FILES:
            done += _reseal_files(agency, table, column, purpose)
            tell(done)
    return done


def _reseal_identifiers(agency: UUID, after: int) -> tuple[int | None, int]:
    """Seal the next rows anew; gives the last row seen, or None at the end, and how many changed."""
    ring = keyring()
    with _as_owner_for(agency) as database, database.cursor() as cursor:
        cursor.execute(
            "SELECT id, kind, value, lookup FROM register_personidentifier WHERE agency_id = %s AND id > %s "
            "ORDER BY id LIMIT %s",
            [agency, after, _ROWS],
        )
        rows = cursor.fetchall()
        changed = []
        for row, kind, value, lookup in rows:
            sealed = sealed_bytes(value)
            if key_of(sealed) != ring.keys[0].id:
                plain = ring.open(IDENTIFIER, sealed)
                text = base64.urlsafe_b64encode(ring.seal(IDENTIFIER, plain)).decode()
                hashed = ring.lookups(IDENTIFIER, lookup_text(kind, plain.decode()))[0]
                changed.append((text, hashed, row, lookup))
        cursor.executemany(
            "UPDATE register_personidentifier SET value = %s, lookup = %s WHERE id = %s AND lookup = %s",
            changed,
        )
    return (rows[-1][0] if rows else None), len(changed)


def _reseal_payloads(agency: UUID, after: int) -> tuple[int | None, int]:
    ring = keyring()
    with _as_owner_for(agency) as database, database.cursor() as cursor:
        cursor.execute(
            "SELECT index, payload FROM register_event WHERE agency_id = %s AND index > %s "
            "AND payload IS NOT NULL ORDER BY index LIMIT %s FOR UPDATE",
            [agency, after, _ROWS],
        )
        rows = cursor.fetchall()
        changed = []
        for index, payload in rows:
            key = key_of(bytes(payload))
            if key != ring.keys[0].id:
                plain = bytes(payload) if key is None else ring.open(PAYLOAD, bytes(payload))
                changed.append((ring.seal(PAYLOAD, plain), index))
        cursor.executemany("UPDATE register_event SET payload = %s WHERE index = %s", changed)
    return (rows[-1][0] if rows else None), len(changed)


def _reseal_files(agency: UUID, table: str, column: str, purpose: str) -> int:
    """Seal one table's files anew, a few in each step; gives how many changed."""
    ring = keyring()
    names = {"column": sql.Identifier(column), "table": sql.Identifier(table)}
    ask = sql.SQL("SELECT id, substring({column} FROM 1 FOR 64) FROM {table} WHERE agency_id = %s").format(
        **names
    )
    with _as_owner_for(agency) as database, database.cursor() as cursor:
        cursor.execute(ask, [agency])
        old = [row for row, start in cursor if start is not None and key_of(bytes(start)) != ring.keys[0].id]
    fetch = sql.SQL("SELECT id, {column} FROM {table} WHERE id = ANY(%s) AND {column} IS NOT NULL FOR UPDATE")
    write = sql.SQL("UPDATE {table} SET {column} = %s WHERE id = %s")
    for begin in range(0, len(old), _FILES):
        with _as_owner_for(agency) as database, database.cursor() as cursor:
            cursor.execute(fetch.format(**names), [old[begin : begin + _FILES]])
            anew = [
                (ring.seal(purpose, ring.open(purpose, bytes(sealed))), row)
                for row, sealed in cursor.fetchall()
            ]
            cursor.executemany(write.format(**names), anew)
    return len(old)


def _agencies() -> list[UUID]:
    return list(Agency.objects.order_by("id").values_list("id", flat=True))


@contextmanager
def _as_owner_for(agency: UUID) -> Iterator[BaseDatabaseWrapper]:
    """One transaction of the owner of the tables, bound to one agency as everybody is."""
    database = connections[OWNER]
    with transaction.atomic(using=OWNER):
        with database.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('lodged.agency', %s, true), set_config('lodged.role', 'records_supervisor', true)",
                [str(agency)],
            )
        yield database
