"""Entries of a YAML file that a person wrote, read field by field; a mistake is named with file, entry and field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import TypeVar

from lodged.core.errors import LodgedError
from lodged.core.yaml_with_lines import YamlError, read

Choice = TypeVar("Choice", bound=Enum)


@dataclass(frozen=True, slots=True)
class Entry:
    """The fields of one entry. ``place`` says where it stands; ``kind`` is the error its mistakes are."""

    place: str
    fields: Mapping[str, object]
    kind: type[LodgedError]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its fields."""
        return tuple(self.fields)

    def error(self, message: str) -> LodgedError:
        """Make the error for something wrong here."""
        return self.kind(f"{self.place}: {message}.")

    def has(self, name: str) -> bool:
        """Return whether a field is there and not empty."""
        return self.fields.get(name) not in (None, "", [], {})

    def only(self, *names: str) -> None:
        """Refuse fields of other names."""
        unknown = sorted(map(str, set(self.fields) - set(names)))
        if unknown:
            raise self.error(f"[{', '.join(unknown)}] is no field here. There are: {', '.join(names)}")

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text; without ``default`` it must be there."""
        if self.has(name):
            return str(self.fields[name]).strip()
        if default is None:
            raise self.error(f"it needs {name}")
        return default

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts, empty where there is none; one text is a list of one."""
        if not self.has(name):
            return ()
        value = self.fields[name]
        return tuple(str(one) for one in value) if isinstance(value, list) else (str(value),)

    def flag(self, name: str) -> bool:
        """Return a yes or no; absent is no."""
        value = self.fields.get(name, False)
        if not isinstance(value, bool):
            raise self.error(f"{name} is [{value}]; write true or false")
        return value

    def number(self, name: str) -> float:
        """Return a number."""
        value = self.fields.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.error(f"{name} is [{value}]; write a number, without separators")
        return float(value)

    def whole(self, name: str) -> int:
        """Return a whole number."""
        value = self.fields.get(name)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.error(f"{name} is [{value}]; write a whole number")
        return value

    def day(self, name: str) -> date | None:
        """Return a day, or None where there is none."""
        if not self.has(name):
            return None
        value = self.fields[name]
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        raise self.error(f"{name} is [{value}]; write a day like 2026-01-13")

    def choice(self, name: str, members: type[Choice]) -> Choice:
        """Return one of a closed list, by its value."""
        value = self.text(name)
        try:
            return members(value)
        except ValueError as error:
            known = ", ".join(str(member.value) for member in members)
            raise self.error(f"the {name} [{value}] is none of: {known}") from error

    def part(self, name: str, *, needed: bool = True) -> Entry:
        """Return a field that has fields of its own."""
        value = self.fields.get(name)
        if value is None and not needed:
            return Entry(f"{self.place}, {name}", {}, self.kind)
        if not isinstance(value, dict):
            raise self.error(f"it needs {name}, with fields of its own below it")
        return Entry(f"{self.place}, {name}", value, self.kind)

    def parts(self, name: str, *, needed: bool = True) -> tuple[Entry, ...]:
        """Return a list of such fields."""
        value = self.fields.get(name) or []
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self.error(f"{name} must be a list, each of its items with fields of its own")
        if needed and not value:
            raise self.error(f"it needs {name}")
        return tuple(Entry(f"{self.place}, {name} {i}", one, self.kind) for i, one in enumerate(value, 1))


def read_entries(folder: Path, what: str, kind: type[LodgedError]) -> list[Entry]:
    """Read the YAML files of a folder, each a list of entries with an ``id``; ``folder`` may be one file.

    Raises ``kind`` for a folder that isn't there, a file that is not clean YAML, an item that is no entry.
    """
    if folder.is_file():
        return _read_file(folder, what, kind)
    if not folder.is_dir():
        raise kind(f"[{folder}] is not there. Name the folder or the file that holds your {what}s.")
    return [entry for path in sorted(folder.glob("*.yaml")) for entry in _read_file(path, what, kind)]


def _read_file(path: Path, what: str, kind: type[LodgedError]) -> list[Entry]:
    try:
        document = read(path)
    except YamlError as error:
        raise kind(str(error)) from error
    except OSError as error:
        raise kind(f"{path.name}: it can't be read ({error}).") from error
    if not isinstance(document.data, list):
        raise kind(f"{path.name}: it must be a list of {what}s, each with an id.")
    entries = []
    for number, item in enumerate(document.data):
        place = document.place((number,))
        if not isinstance(item, dict):
            raise kind(f"{place}: [{item}] is not a {what}. Write its fields below an id.")
        entries.append(Entry(f"{place}, {item.get('id', f'a {what} without an id')}", item, kind))
    return entries
