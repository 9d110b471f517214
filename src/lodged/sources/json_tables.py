"""Tables out of JSON and JSON Lines.

The rows are the records of a list of records, wherever in the text it stands; several such lists are several tables. A
record's nested values are columns named by their path (``name.first``). Lists of records within a record stand side by
side below it: the first items with the record itself, the next ones in rows that repeat what the record says. So one
person with three charges is three rows of one booking, as in a roster of one row a charge. Lists of plain values are
one cell. Numbers keep their digits.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from lodged.core.errors import UnreadableFileError

MAX_COLUMNS = 2_000
MAX_JSON_CELLS = 50_000_000
_MOST_DEPTH = 50

Json = Mapping[str, "Json"] | Sequence["Json"] | str | bool | None
Row = dict[str, str | None]


@dataclass(frozen=True)
class JsonTable:
    """A list of records as text, its columns' names as the first row; ``path`` is where in the file it stands."""

    path: str
    cells: pl.DataFrame
    records: int
    rows: int


class _RepeatedKeyError(ValueError):
    pass


def json_tables(text: str, name: str) -> tuple[JsonTable, ...]:
    """Return every list of records of a text.

    Raises :class:`UnreadableFileError` for text that is no JSON, and where it has no list of records.
    """
    tables = tuple(_table(name, *one) for one in _lists(_parsed(text, name), name))
    if not tables:
        raise UnreadableFileError(
            f"{name}: this is JSON without a list of records. Give a list of objects, one for each row, or CSV."
        )
    return tables


def _parsed(text: str, name: str) -> Json:
    try:
        try:
            return _loads(text)
        except json.JSONDecodeError as error:
            lines = text.splitlines()
            if not error.msg.startswith("Extra data") or len(lines) < 2:
                raise
            return _parsed_lines(lines, name)
    except json.JSONDecodeError as error:
        raise UnreadableFileError(
            f"{name}, line {error.lineno}: the JSON is damaged [{error.msg}, character {error.colno}]. Export it again."
        ) from error
    except _RepeatedKeyError as error:
        raise UnreadableFileError(
            f"{name}: in the JSON one record has the key [{error}] twice, so one of its values would be lost. "
            "Give each value a key of its own."
        ) from error
    except RecursionError as error:
        raise UnreadableFileError(
            f"{name}: the JSON is nested too deeply to be a table. Export it flat."
        ) from error


def _parsed_lines(lines: Sequence[str], name: str) -> Json:
    records: list[Json] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            records.append(_loads(line))
        except json.JSONDecodeError as error:
            raise UnreadableFileError(
                f"{name}, line {number}: the line is no JSON [{error.msg}, character {error.colno}], while others "
                "are. Put each record on a line of its own."
            ) from error
    return records


def _loads(text: str) -> Json:
    read: Json = json.loads(
        text, parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=_without_repeats
    )
    return read


def _without_repeats(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    made = dict(pairs)
    if len(made) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _RepeatedKeyError(next(key for key in keys if keys.count(key) > 1))
    return made


def _lists(read: Json, name: str) -> Iterator[tuple[str, int, list[Row]]]:
    """Yield each list of records: its path, their number and its rows."""
    if isinstance(read, Mapping):
        around = {key: value for key, value in read.items() if not _holds_records(value)}
        outer = _flat(around, "", 0, name)
        for path, records in _lists_within(read, "", 0, name):
            yield path, len(records), [{**_apart(outer, row), **row} for row in _rows(records, name)]
    elif _holds_records(read) and isinstance(read, Sequence):
        yield "", len(read), _rows(read, name)


def _apart(outer: Row, row: Row) -> Row:
    """Return what the file says around its list, without what a record says itself."""
    return {key: value for key, value in outer.items() if key not in row}


def _lists_within(
    read: Mapping[str, Json], path: str, depth: int, name: str
) -> Iterator[tuple[str, Sequence[Json]]]:
    _refuse_depth(depth, name)
    for key, value in read.items():
        here = f"{path}.{key}" if path else key
        if _holds_records(value):
            yield here, value  # type: ignore[misc]
        elif isinstance(value, Mapping):
            yield from _lists_within(value, here, depth + 1, name)


def _holds_records(value: Json) -> bool:
    if not isinstance(value, Sequence) or isinstance(value, str) or not value:
        return False
    return all(isinstance(one, Mapping) for one in value) or _is_list_of_lists(value)


def _is_list_of_lists(value: Sequence[Json]) -> bool:
    return len(value) > 1 and all(isinstance(one, Sequence) and not isinstance(one, str) for one in value)


def _rows(records: Sequence[Json], name: str) -> list[Row]:
    rows: list[Row] = []
    for record in records:
        rows += _rows_of(record, name) if isinstance(record, Mapping) else [_by_place(record)]
        if len(rows) > MAX_JSON_CELLS:
            raise _too_large(name)
    return rows


def _by_place(record: Json) -> Row:
    """Return a record that is a list: its cells are known by their place alone."""
    values = record if isinstance(record, Sequence) else [record]
    return {str(at): _plain(value) for at, value in enumerate(values)}


def _rows_of(record: Mapping[str, Json], name: str) -> list[Row]:
    flat = _flat(record, "", 0, name)
    lists = dict(_lists_within(record, "", 0, name))
    beside = {path: _rows(items, name) for path, items in lists.items() if not _is_list_of_lists(items)}
    many = max((len(items) for items in beside.values()), default=1)
    if many > 1 and many * (len(flat) + 1) > MAX_JSON_CELLS:
        raise _too_large(name)
    rows = [dict(flat) for _ in range(many)]
    for path, items in beside.items():
        for row, item in zip(rows, items, strict=False):
            row.update({f"{path}.{key}": value for key, value in item.items()})
    return rows


def _flat(value: Mapping[str, Json], path: str, depth: int, name: str) -> Row:
    _refuse_depth(depth, name)
    row: Row = {}
    for key, one in value.items():
        here = f"{path}.{key}" if path else key
        if isinstance(one, Mapping):
            row.update(_flat(one, here, depth + 1, name))
        elif one != [] and (not _holds_records(one) or _is_list_of_lists(one)):  # type: ignore[arg-type]
            row[here] = _plain(one)
    return row


def _plain(value: Json) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Sequence) and not any(isinstance(one, Mapping | list) for one in value):
        return "; ".join(one for one in map(_plain, value) if one is not None) or None
    return json.dumps(value, ensure_ascii=False)


def _table(name: str, path: str, records: int, rows: list[Row]) -> JsonTable:
    names: dict[str, None] = {}
    for row in rows:
        names.update(dict.fromkeys(row))
        if len(names) > MAX_COLUMNS:
            raise _too_large(name)
    if len(names) * len(rows) > MAX_JSON_CELLS:
        raise _too_large(name)
    by_place = all(key.isdigit() for key in names)
    columns = [
        pl.Series(str(at), [*([] if by_place else [key]), *(row.get(key) for row in rows)], dtype=pl.String)
        for at, key in enumerate(names)
    ]
    return JsonTable(path, pl.DataFrame(columns), records, len(rows))


def _refuse_depth(depth: int, name: str) -> None:
    if depth > _MOST_DEPTH:
        raise UnreadableFileError(f"{name}: the JSON is nested too deeply to be a table. Export it flat.")


def _too_large(name: str) -> UnreadableFileError:
    return UnreadableFileError(
        f"{name}: the JSON would become a table of more than {MAX_COLUMNS:,} columns or {MAX_JSON_CELLS:,} cells. "
        "Split it into several files, or give it as Parquet."
    )
