"""What a count means: one named definition an entry, written for people and executed as SQL."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path

from lodged.core.errors import LodgedError
from lodged.figures.entries import Entry, read_entries

FOLDER = Path(__file__).parent / "definitions"


class DefinitionError(LodgedError):
    """A definition can't be read, or there is none of that name."""


class Unit(Enum):
    """What is counted."""

    DETAINER = "detainer"
    """Each row is one detainer; a row of a table of counts is as many as it says."""
    PERSON = "person"
    """Each pseudonym or identifier is one person; rows without one are left out and counted as left out."""
    STAY = "stay"
    """Each row is one stay in one facility, from booking to release."""
    BOOKING = "booking"
    """Each facility's booking identifier is one booking, however many rows it has."""
    AGREEMENT = "agreement"
    """Each row is an agency's agreement of one model."""
    AGENCY = "agency"
    """Each name within a state is one agency."""
    COUNTY = "county"
    """Each county within a state."""
    FACILITY = "facility"
    """Each name is one facility, whatever it counted."""

    @property
    def plural(self) -> str:
        """The unit as it follows a number."""
        irregular = {
            Unit.PERSON: "people",
            Unit.AGENCY: "agencies",
            Unit.COUNTY: "counties",
            Unit.FACILITY: "facilities",
        }
        return irregular.get(self, f"{self.value}s")


class Kind(Enum):
    """How the count stands in time."""

    STOCK = "stock"
    """How many there are at one moment."""
    FLOW = "flow"
    """How many happened in a period."""
    CUMULATIVE = "cumulative"
    """How many had happened up to a day, since the files begin."""


class Source(Enum):
    """Which files a definition is run on."""

    FOIA_DETAINERS = "foia_detainers"
    """ICE's detainers as released, and tables of them that others published."""
    CUSTODY_RECORDS = "custody_records"
    """A facility's stays, as a custodian exports them."""
    JAIL_BOOKINGS = "jail_bookings"
    """A jail's bookings that mark immigration holds and name nobody."""
    FACILITY_COUNTS = "facility_counts"
    """What facilities counted themselves: returns, or answers to a survey."""
    AGREEMENTS = "agreements"
    """ICE's lists of 287(g) agreements."""

    @property
    def day(self) -> str | None:
        """The column that a period is applied to where a definition names none."""
        return _DAYS.get(self)


_DAYS = {
    Source.FOIA_DETAINERS: "prepared",
    Source.CUSTODY_RECORDS: "booked_on",
    Source.JAIL_BOOKINGS: "booked_on",
    Source.FACILITY_COUNTS: "counted_on",
}


@dataclass(frozen=True, slots=True)
class Definition:
    """A named way to count.

    ``population`` is the SQL condition a row must meet; ``of``, where it is given, makes the figure a share: rows
    that meet both, of the rows that meet ``of``. Both are conditions over the columns of
    :mod:`lodged.figures.columns`, with ``$as_of`` for the day asked about. ``day`` is the column of the event that is
    counted: a period, and the month and year of a breakdown, are its.
    """

    id: str
    version: int
    title: str
    unit: Unit
    kind: Kind
    source: Source
    population: str
    of: str | None
    day: str | None
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

    @property
    def words(self) -> frozenset[str]:
        """Every bare word of its conditions: the columns it may speak of."""
        return bare_words(f"{self.population} {self.of or ''}")

    @property
    def treatment(self) -> dict[str, str]:
        """How it treats what a count must decide, each in words; what it doesn't say is left out."""
        return {name: text for name in _TREATMENT if (text := getattr(self, name))}


_TREATMENT = ("as_of", "blanks", "duplicates", "identifiers", "roll_up", "forms")
_NEEDED = ("id", "version", "title", "unit", "kind", "source", "population", "means")


def bare_words(condition: str) -> frozenset[str]:
    """Return the words of an SQL condition that are no literal and no parameter.

    >>> sorted(bare_words("outcome = 'booked' AND prepared <= $as_of"))
    ['and', 'outcome', 'prepared']
    """
    text = re.sub(r"'[^']*'", " ", condition)
    return frozenset(re.findall(r"(?<![\w$])[a-z_][a-z0-9_]*", text.lower()))


def load_definitions(folders: Iterable[Path] = ()) -> dict[str, Definition]:
    """Return the definitions that come with the package and those of further folders or files, by id.

    Raises DefinitionError, naming file and field, for a file that can't be read or an id that is taken.
    """
    definitions = dict(_own())
    for folder in folders:
        for definition in _read_folder(folder):
            if definition.id in definitions:
                raise DefinitionError(
                    f"[{folder}]: the definition [{definition.id}] exists already. Give yours a name of its own: "
                    "two meanings under one name are what this is there to prevent."
                )
            definitions[definition.id] = definition
    return definitions


def chosen(definitions: dict[str, Definition], wanted: str) -> Definition:
    """Return one definition; raises DefinitionError, naming those there are, for an unknown one."""
    if wanted not in definitions:
        known = ", ".join(sorted(definitions))
        raise DefinitionError(f"There is no definition [{wanted}]. There are: {known}.")
    return definitions[wanted]


@cache
def _own() -> dict[str, Definition]:
    return {definition.id: definition for definition in _read_folder(FOLDER)}


def _read_folder(folder: Path) -> list[Definition]:
    definitions: dict[str, Definition] = {}
    for entry in read_entries(folder, "definition", DefinitionError):
        definition = _definition(entry)
        if definition.id in definitions:
            raise entry.error(f"the id [{definition.id}] is used twice here. Give each its own")
        definitions[definition.id] = definition
    return list(definitions.values())


def _definition(entry: Entry) -> Definition:
    missing = [name for name in _NEEDED if not entry.has(name)]
    if missing:
        raise entry.error(f"it needs {', '.join(missing)}")
    entry.only(*_NEEDED, *_TREATMENT, "of", "day")
    source = entry.choice("source", Source)
    return Definition(
        id=entry.text("id"),
        version=entry.whole("version"),
        title=entry.text("title"),
        unit=entry.choice("unit", Unit),
        kind=entry.choice("kind", Kind),
        source=source,
        population=entry.text("population"),
        of=entry.text("of", "") or None,
        day=entry.text("day", "") or source.day,
        means=entry.text("means"),
        **{name: entry.text(name, "") for name in _TREATMENT},
    )
