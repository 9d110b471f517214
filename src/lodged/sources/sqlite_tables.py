"""The tables of an SQLite database, read without running anything that the file brings along."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import polars as pl

from lodged.core.errors import UnreadableFileError

MAX_SQLITE_CELLS = 50_000_000
_LONGEST_VALUE = 1024 * 1024
_JOURNAL_VERSIONS = slice(18, 20)
_ROLLBACK = b"\x01\x01"
_CHUNK_ROWS = 20_000


def sqlite_tables(raw: bytes, name: str) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield each table's name and its rows as text, the names of its columns as the first.

    Views and virtual tables are not read: what they give is worked out by what the file says, not stored in it.
    Raises :class:`UnreadableFileError` for a damaged database.
    """
    writable = bytearray(raw)
    writable[_JOURNAL_VERSIONS] = _ROLLBACK
    try:
        with closing(sqlite3.connect(":memory:")) as database:
            database.deserialize(bytes(writable))
            database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
            database.execute("PRAGMA trusted_schema = OFF")
            database.execute("PRAGMA query_only = ON")
            database.text_factory = lambda value: value.decode("utf-8", "replace")
            for table in _names(database):
                yield table, _cells(database, table, name)
    except sqlite3.Error as error:
        raise UnreadableFileError(
            f"{name}: the SQLite database can't be read [{error}]. Export its table as CSV and give that file."
        ) from error


def _names(database: sqlite3.Connection) -> list[str]:
    rows = database.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
        "AND sql NOT LIKE 'create virtual%' ORDER BY rowid"
    )
    return [str(row[0]) for row in rows]


def _cells(database: sqlite3.Connection, table: str, name: str) -> pl.DataFrame:
    columns = [str(row[0]) for row in database.execute("SELECT name FROM pragma_table_info(?)", (table,))]
    (rows,) = database.execute(f"SELECT count(*) FROM {_quoted(table)}").fetchone()  # noqa: S608
    if rows * len(columns) > MAX_SQLITE_CELLS:
        raise UnreadableFileError(
            f"{name}, table {table}: it has [{rows:,}] rows of {len(columns)} columns, more than are read at once. "
            "Export it as Parquet."
        )
    wanted = ", ".join(map(_quoted, columns))
    cursor = database.execute(f"SELECT {wanted} FROM {_quoted(table)}")  # noqa: S608 - quoted names of the file's own
    frames = [_frame([columns])]
    while chunk := cursor.fetchmany(_CHUNK_ROWS):
        frames.append(_frame(chunk))
    return pl.concat(frames)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _frame(rows: list[list[str]] | list[tuple[object, ...]]) -> pl.DataFrame:
    columns = zip(*rows, strict=True)
    return pl.DataFrame(
        [
            pl.Series(str(at), [_plain(value) for value in cells], dtype=pl.String)
            for at, cells in enumerate(columns)
        ]
    )


def _plain(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
