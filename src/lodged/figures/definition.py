"""What a count means: one named definition a file, written for people and executed as SQL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from lodged.errors import LodgedError

FOLDER = Path(__file__).parent / "definitions"


class DefinitionError(LodgedError):
    """A definition can't be read, or there is none of that name."""


class Unit(Enum):
    """What is counted."""

    DETAINER = "detainer"
    """Each row is one detainer."""
    PERSON = "person"
    """Each pseudonym is one person; rows without one are left out and counted as left out."""
    AGREEMENT = "agreement"
    """Each row is an agency's agreement of one model."""
    AGENCY = "agency"
    """Each name within a state is one agency."""
    COUNTY = "county"
    """Each county within a state."""

    @property
    def plural(self) -> str:
        """The unit as it follows a number."""
        irregular = {Unit.PERSON: "people", Unit.AGENCY: "agencies", Unit.COUNTY: "counties"}
        return irregular.get(self, f"{self.value}s")


class Kind(Enum):
    """How the count stands in time."""

    STOCK = "stock"
    """How many there are at one moment."""
    FLOW = "flow"
    """How many happened in a period."""


class Source(Enum):
    """Which files a definition is run on."""

    FOIA_DETAINERS = "foia_detainers"
    """ICE's detainers as released."""
    AGREEMENTS = "agreements"
    """ICE's lists of 287(g) agreements."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A named way to count.

    ``population`` is the SQL condition a row must meet; ``of``, where it is given, makes the figure a share: rows
    that meet both, of the rows that meet ``of``. Both are conditions over the columns of
    :mod:`lodged.figures.prepared`, with ``$as_of`` for the day asked about.
    """

    id: str
    version: int
    title: str
    unit: Unit
    kind: Kind
    source: Source
    population: str
    of: str | None
    means: str
    blanks: str
    duplicates: str
    identifiers: str
    roll_up: str
    forms: str
    as_of: str

    @property
    def is_share(self) -> bool:
        """Whether the value is a share of rows and not a number of them."""
        return self.of is not None


_ENUMS = {"unit": Unit, "kind": Kind, "source": Source}
_NOTES = ("means", "blanks", "duplicates", "identifiers", "roll_up", "forms", "as_of")
_NEEDED = ("id", "version", "title", "unit", "kind", "source", "population", "means")


def load_definitions(folders: Iterable[Path] = ()) -> dict[str, Definition]:
    """Give the definitions that come with the package and those of further folders, by id.

    Raises DefinitionError, naming file and field, for a file that can't be read or an id that is taken.
    """
    found = dict(_own())
    for folder in folders:
        for definition in _read_folder(folder):
            if definition.id in found:
                raise DefinitionError(
                    f"[{folder}]: the definition [{definition.id}] exists already. Give yours a name of its own: "
                    "two meanings under one name are what this is there to prevent."
                )
            found[definition.id] = definition
    return found


def chosen(definitions: dict[str, Definition], wanted: str) -> Definition:
    """Give one definition; raises DefinitionError, naming those there are, for an unknown one."""
    if wanted not in definitions:
        known = ", ".join(sorted(definitions))
        raise DefinitionError(f"There is no definition [{wanted}]. There are: {known}.")
    return definitions[wanted]


@cache
def _own() -> dict[str, Definition]:
    return {definition.id: definition for definition in _read_folder(FOLDER)}


def _read_folder(folder: Path) -> list[Definition]:
    if not folder.is_dir():
        raise DefinitionError(f"[{folder}] is not a folder. Name the folder that holds your definitions.")
    return [item for path in sorted(folder.glob("*.yaml")) for item in _read(path)]


def _read(path: Path) -> list[Definition]:
    try:
        data = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise DefinitionError(f"{path.name}: it can't be read as YAML ({error}).") from error
    if not isinstance(data, list):
        raise DefinitionError(f"{path.name}: it must be a list of definitions, each with an id.")
    return [_definition(path, item) for item in data]


def _definition(path: Path, item: Any) -> Definition:
    if not isinstance(item, dict):
        raise DefinitionError(f"{path.name}: [{item}] is not a definition. Write its fields below an id.")
    place = f"{path.name}, {item.get('id', 'a definition without an id')}"
    missing = [name for name in _NEEDED if not item.get(name)]
    if missing:
        raise DefinitionError(f"{place}: it needs {', '.join(missing)}.")
    unknown = set(item) - {*_NEEDED, *_NOTES, "of"}
    if unknown:
        raise DefinitionError(f"{place}: [{', '.join(sorted(unknown))}] is no field of a definition.")
    values: dict[str, Any] = {name: str(item.get(name, "")).strip() for name in (*_NOTES, "population")}
    for name, members in _ENUMS.items():
        try:
            values[name] = members(item[name])
        except ValueError as error:
            known = ", ".join(str(member.value) for member in members)
            raise DefinitionError(f"{place}: the {name} [{item[name]}] is none of: {known}.") from error
    of = str(item["of"]).strip() if item.get("of") else None
    return Definition(
        id=str(item["id"]), version=int(item["version"]), title=str(item["title"]), of=of, **values
    )
