"""The lines of an exported table read back: each field is what its column holds, or the place and the fix are said.

Values are never repeated in what is said: they are personal data.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NoReturn
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import BaseValidator
from django.db import models

from lodged.core import untrusted_json
from lodged.exchange.exporting import ExportError, columns, name_of, rows_at_once
from lodged.exchange.wholeness import contradictions
from lodged.register.models import Dispatch, Event, Role, User

ADDED_SINCE: dict[type[models.Model], dict[str, str]] = {
    Event: {"program": ""},
    Dispatch: {"queued_role": Role.RELEASE_DESK.value},
}
"""Columns that exports of 0.1.0 lack, with what 0.1.0 meant: it named no program, and recorded each try in one role."""
AGAIN = "Copy the export again, or export again; nothing was imported."


@dataclass(frozen=True, slots=True)
class Place:
    """Where in an export something stands."""

    file: str
    row: int | None = None
    field: str | None = None

    def refuse(self, what: str, cause: Exception | None = None) -> NoReturn:
        """Raise ExportError that names the place, what is wrong there and the fix."""
        where = [f"[{self.file}]"]
        where += [f"row {self.row}"] if self.row is not None else []
        where += [f"field [{self.field}]"] if self.field is not None else []
        raise ExportError(f"{', '.join(where)}: {what}. {AGAIN}") from cause


def parsed(raw: bytes, place: Place) -> Any:
    """Read JSON; raises ExportError where it is none that an export could hold."""
    try:
        return untrusted_json.parsed(raw)
    except ValueError as error:
        place.refuse("it can't be read as JSON, so something was cut off or changed", error)


def batches(folder: Path, table: type[models.Model]) -> Iterator[list[models.Model]]:
    """Yield a table's rows, so many as are held in memory at once.

    Raises ExportError for a row that the table can't hold.
    """
    fields = columns(table)
    batch: list[models.Model] = []
    with (folder / name_of(table)).open("rb") as file:
        for number, line in enumerate(file, 1):
            place = Place(name_of(table), number)
            row = _row(table, fields, line, place)
            for what in contradictions(row):
                place.refuse(what)
            batch.append(row)
            if len(batch) == rows_at_once(table):
                yield batch
                batch = []
    if batch:
        yield batch


def _row(
    table: type[models.Model], fields: list[models.Field[Any, Any]], line: bytes, place: Place
) -> models.Model:
    values_read = parsed(line, place)
    if not isinstance(values_read, dict):
        place.refuse("a row is a JSON object, and this is something else")
    values_read = ADDED_SINCE.get(table, {}) | values_read
    names = {field.attname for field in fields}
    if missing := sorted(names - set(values_read)):
        place.refuse(f"the field [{missing[0]}] is missing")
    if len(values_read) > len(names):
        place.refuse("it has a field that this version doesn't know, so something of it would be lost")
    values = {
        field.attname: _value(field, values_read[field.attname], Place(place.file, place.row, field.attname))
        for field in fields
    }
    row = table(**values)
    if isinstance(row, User):
        row.password = make_password(None)
    return row


def _value(field: models.Field[Any, Any], raw: Any, place: Place) -> Any:
    if raw is None:
        return None if field.null else place.refuse("it is empty, and must not be")
    column = field.target_field if isinstance(field, models.ForeignKey) else field
    reader = next(one for one in _READERS if isinstance(column, one.kind))
    try:
        value = reader.read(raw)
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        place.refuse(f"it must be {reader.wanted}", error)
    _check_limits(column, value, place)
    if column.choices and value not in dict(column.flatchoices) and not (column.blank and value == ""):
        place.refuse("it is none of the words that this version knows there")
    return value


def _check_limits(column: models.Field[Any, Any], value: Any, place: Place) -> None:
    """Hold a value against its column's length or range; what a form asks of a name besides is no matter of these."""
    if value in column.empty_values:
        return
    for limit in column.validators:
        try:
            if isinstance(limit, BaseValidator):
                limit(value)
        except ValidationError as error:
            place.refuse("it is longer, higher or lower than its column takes", error)


def _text(raw: Any) -> str:
    if not isinstance(raw, str) or "\x00" in raw:
        raise TypeError
    # Half a pair of surrogates can be written in JSON and is no text.
    raw.encode()
    return raw


def _number(raw: Any) -> int:
    if not isinstance(raw, int) or isinstance(raw, bool):
        raise TypeError
    return raw


def _truth(raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise TypeError
    return raw


def _moment(raw: Any) -> datetime:
    moment = datetime.fromisoformat(_text(raw))
    if moment.tzinfo is None:
        raise ValueError
    return moment.astimezone(UTC)


def _data(raw: Any) -> Any:
    """Return JSON as it is, where the database can hold it too."""
    match raw:
        case str():
            _text(raw)
        case float() if not math.isfinite(raw):
            raise ValueError
        case list():
            for part in raw:
                _data(part)
        case dict():
            for name, part in raw.items():
                _text(name)
                _data(part)
    return raw


@dataclass(frozen=True, slots=True)
class _Reader:
    """How a kind of column is read, and what it holds in words."""

    kind: type[models.Field[Any, Any]]
    read: Callable[[Any], Any]
    wanted: str


_READERS = (
    _Reader(models.BinaryField, lambda raw: bytes.fromhex(_text(raw)), "bytes in hexadecimal"),
    _Reader(models.JSONField, _data, "JSON that the database can hold"),
    _Reader(models.BooleanField, _truth, "true or false"),
    _Reader(models.IntegerField, _number, "a whole number"),
    _Reader(models.UUIDField, lambda raw: UUID(_text(raw)), "an identifier (UUID)"),
    _Reader(models.DateTimeField, _moment, "a time with its zone, for example 2026-01-13T15:00:00+00:00"),
    _Reader(models.DateField, lambda raw: date.fromisoformat(_text(raw)), "a date, for example 2026-01-13"),
    _Reader(models.Field, _text, "text"),
)
"""The narrower kind first."""
