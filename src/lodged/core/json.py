"""Typed data as plain JSON values, and back: frozen dataclasses, enums, dates, times, identifiers and tuples."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from lodged.core.errors import LodgedError

Value = TypeVar("Value")
Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]
"""What JSON can hold."""
Absent = msgspec.UnsetType
ABSENT = msgspec.UNSET
"""The value of a field that is left out of the JSON; it is false."""


class JsonError(LodgedError):
    """The JSON is not what it should be; says where."""


def to_plain(value: object) -> Plain:
    """Return the value as JSON holds it: enums by their value, dates and times as ISO 8601, tuples as lists."""
    plain: Plain = msgspec.to_builtins(value)
    return plain


def as_object(value: object) -> dict[str, Plain]:
    """Return a dataclass as a JSON object, as :func:`to_plain` does; raises TypeError for what is none."""
    plain = to_plain(value)
    if not isinstance(plain, dict):
        raise TypeError(f"{type(value).__name__} is no object in JSON")
    return plain


def to_json(value: object) -> bytes:
    """Return the value as compact JSON in UTF-8."""
    return msgspec.json.encode(value)


def from_plain(kind: type[Value], plain: object) -> Value:
    """Return a value of `kind` from what :func:`to_plain` made.

    Raises JsonError that names the field where a value is missing or of another type.
    """
    try:
        return msgspec.convert(plain, kind)
    except msgspec.ValidationError as error:
        raise JsonError(f"This JSON does not hold what it should: {error}.") from error


def from_json(kind: type[Value], text: bytes) -> Value:
    """Return a value of `kind` from JSON in UTF-8; raises JsonError as :func:`from_plain`, and for broken JSON."""
    try:
        return msgspec.json.decode(text, type=kind)
    except msgspec.DecodeError as error:
        raise JsonError(f"This JSON does not hold what it should: {error}.") from error
