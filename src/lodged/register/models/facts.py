"""Columns that hold the facts of a lifecycle: one mapping, whose list is the fields of the frozen type of facts."""

from __future__ import annotations

from dataclasses import Field, fields
from enum import Enum
from functools import cache
from typing import Any, ClassVar, Protocol, TypeVar, get_args, get_type_hints

from django.db import models


class Facts(Protocol):
    """A dataclass of facts."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


Kind = TypeVar("Kind", bound=Facts)


def facts_of(row: models.Model, kind: type[Kind], **related: Facts) -> Kind:
    """Return the facts that a row's columns of the same names hold; ``related`` are facts that other rows hold."""
    return kind(**{name: _fact(getattr(row, name), listed) for name, listed in _columns(kind)}, **related)


def put_facts(row: models.Model, facts: Facts) -> None:
    """Put facts into the row's columns of the same names; facts that other rows hold are left out."""
    for name, listed in _columns(type(facts)):
        value = getattr(facts, name)
        setattr(row, name, value if listed is None else value.value if value else "")


def _fact(value: Any, listed: type[Enum] | None) -> Any:
    if listed is None:
        return value
    return listed(value) if value else None


@cache
def _columns(kind: type[Facts]) -> tuple[tuple[str, type[Enum] | None], ...]:
    """Return the names of the facts that are columns, each with its closed list where it is of one."""
    hints = get_type_hints(kind)
    columns = []
    for field in fields(kind):
        types = [one for one in (hints[field.name], *get_args(hints[field.name])) if isinstance(one, type)]
        if not any(hasattr(one, "__dataclass_fields__") for one in types):
            columns.append((field.name, next((one for one in types if issubclass(one, Enum)), None)))
    return tuple(columns)
