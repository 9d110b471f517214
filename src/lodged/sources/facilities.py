"""The facility directory: which place a name means, and what kind of place it is.

A name is resolved exactly, after folding spelling away (case, punctuation, ``CO.`` for ``COUNTY``), or not at all:
similarity only ever offers candidates to a person. The facts are in ``data/minnesota_facilities.csv``.
"""

from __future__ import annotations

import csv
import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib.resources import files
from typing import TypeVar

from lodged.core.states import postal_code

_CANDIDATES = 3
_Key = TypeVar("_Key")


class FacilityClass(Enum):
    """What sort of custodian a place has; it follows from its :class:`FacilityKind`."""

    STATE_PRISON = "state_prison"
    """A prison of a state's corrections department."""
    COUNTY_JAIL = "county_jail"
    """A jail or workhouse of a county, a sheriff or several counties together."""
    POLICE = "police"
    """A lock-up of a city or state police agency."""
    FEDERAL = "federal"
    """A place of the Bureau of Prisons, the US Marshals or ICE."""
    JUVENILE = "juvenile"
    """A place for people under 18."""
    MEDICAL = "medical"
    """A hospital."""
    PRIVATE = "private"
    """A prison a company owns."""


class FacilityKind(Enum):
    """The finer kinds that published tables tell apart."""

    STATE_PRISON = "state_prison"
    """A state prison."""
    COUNTY_JAIL = "county_jail"
    """A county's jail or adult detention center."""
    COUNTY_WORKHOUSE = "county_workhouse"
    """A county's workhouse: sentenced people, often with release to work."""
    REGIONAL_JAIL = "regional_jail"
    """A jail or workhouse that several counties run together."""
    POLICE = "police"
    """A police lock-up."""
    FEDERAL_PRISON = "federal_prison"
    """A Bureau of Prisons institution."""
    US_MARSHALS = "us_marshals"
    """A US Marshals district: the person is in some jail it rents."""
    ICE = "ice"
    """A place of ICE itself."""
    JUVENILE = "juvenile"
    """A place for people under 18."""
    HOSPITAL = "hospital"
    """A hospital."""
    PRIVATE_PRISON = "private_prison"
    """A prison a company owns."""

    @property
    def facility_class(self) -> FacilityClass:
        """The class this kind belongs to."""
        return _CLASS_OF[self]


_CLASS_OF: Mapping[FacilityKind, FacilityClass] = {
    FacilityKind.STATE_PRISON: FacilityClass.STATE_PRISON,
    FacilityKind.COUNTY_JAIL: FacilityClass.COUNTY_JAIL,
    FacilityKind.COUNTY_WORKHOUSE: FacilityClass.COUNTY_JAIL,
    FacilityKind.REGIONAL_JAIL: FacilityClass.COUNTY_JAIL,
    FacilityKind.POLICE: FacilityClass.POLICE,
    FacilityKind.FEDERAL_PRISON: FacilityClass.FEDERAL,
    FacilityKind.US_MARSHALS: FacilityClass.FEDERAL,
    FacilityKind.ICE: FacilityClass.FEDERAL,
    FacilityKind.JUVENILE: FacilityClass.JUVENILE,
    FacilityKind.HOSPITAL: FacilityClass.MEDICAL,
    FacilityKind.PRIVATE_PRISON: FacilityClass.PRIVATE,
}


@dataclass(frozen=True, slots=True)
class Facility:
    """One place of custody.

    ``state`` is a postal code; ``county`` is without the word County; ``part_of`` is the id of the facility its people
    are counted with on request; ``inferred`` says that only the name told what kind of place it is.
    """

    id: str
    name: str
    kind: FacilityKind
    state: str
    city: str | None = None
    county: str | None = None
    county_fips: str | None = None
    codes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    part_of: str | None = None
    inferred: bool = False

    @property
    def facility_class(self) -> FacilityClass:
        """The class of custodian."""
        return self.kind.facility_class


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A name that is no facility we know, and the nearest we do know, for a person to choose from."""

    name: str
    candidates: tuple[Facility, ...] = ()


class Directory:
    """Facilities by code and by every spelling known of their names."""

    def __init__(self, facilities: Iterable[Facility], unique_names: frozenset[str] = frozenset()) -> None:
        """Index ``facilities``; ``unique_names`` are ids whose names mean no place in another state.

        Raises :class:`ValueError` when two facilities of a state claim one spelling or one code.
        """
        self.facilities = tuple(facilities)
        self._by_id = {facility.id: facility for facility in self.facilities}
        self._unique = unique_names
        self._by_code: dict[str, Facility] = {}
        self._by_name: dict[tuple[str, str], Facility] = {}
        for facility in self.facilities:
            for code in facility.codes:
                _claim(self._by_code, code, facility)
            for name in {fold_facility(name) for name in (facility.name, *facility.aliases)}:
                _claim(self._by_name, (facility.state, name), facility)
        self._add_usual_names()
        self._listed = {facility.state for facility in self.facilities}
        self._anywhere = {
            folded: facility for (_, folded), facility in self._by_name.items() if facility.id in self._unique
        }

    def _add_usual_names(self) -> None:
        for facility in self.facilities:
            if facility.kind is FacilityKind.COUNTY_JAIL and not facility.part_of and facility.county:
                for ending in _JAIL_ENDINGS:
                    name = fold_facility(f"{facility.county} COUNTY {ending}")
                    self._by_name.setdefault((facility.state, name), facility)

    def resolve(
        self, name: str | None, code: str | None = None, state: str | None = None
    ) -> Facility | Unresolved:
        """Return which facility is meant: by its code, else by its name within a state.

        Without a state only a name that no other state uses is resolved. In a state without a list of its own the kind
        is told from plain words of the name (``COUNTY JAIL``, ``POLICE DEPT``) and marked inferred.
        """
        facility = self.find(name, code, state)
        if facility is not None or not name:
            return facility or Unresolved("")
        return Unresolved(name, self._nearest(fold_facility(name), postal_code(state)))

    def find(self, name: str | None, code: str | None = None, state: str | None = None) -> Facility | None:
        """As :meth:`resolve`, without looking for the nearest where there is none."""
        postal = postal_code(state)
        coded = self._by_code.get((code or "").strip().upper())
        if coded is not None and postal in {None, coded.state}:
            return coded
        folded = fold_facility(name or "")
        if not folded:
            return None
        if postal is None:
            return self._anywhere.get(folded)
        return self._by_name.get((postal, folded)) or self._inferred(name or "", postal)

    def with_parts(self, facility: Facility) -> Facility:
        """Return the facility that ``facility`` is counted with when a county's places are rolled up."""
        return self._by_id[facility.part_of] if facility.part_of else facility

    def _inferred(self, name: str, postal: str) -> Facility | None:
        if postal in self._listed:
            return None
        kind = infer_kind(name)
        if kind is None:
            return None
        slug = re.sub(r"[^a-z0-9]+", "-", fold_facility(name).lower())
        return Facility(f"{postal.lower()}-{slug}", name.strip(), kind, postal, inferred=True)

    def _nearest(self, folded: str, postal: str | None) -> tuple[Facility, ...]:
        if not folded:
            return ()
        names = {
            name: facility for (state, name), facility in self._by_name.items() if postal in {None, state}
        }
        near = difflib.get_close_matches(folded, names, n=_CANDIDATES * 3, cutoff=0.6)
        return tuple(dict.fromkeys(names[name] for name in near))[:_CANDIDATES]


_JAIL_ENDINGS = (
    "",
    "JAIL",
    "ADC",
    "ADULT DETENTION CENTER",
    "DETENTION CENTER",
    "LAW ENFORCEMENT CENTER",
    "SHERIFF",
    "SHERIFF JAIL",
    "SHERIFFS OFFICE",
)
_WORDS = {
    "CO": "COUNTY",
    "CTR": "CENTER",
    "CENT": "CENTER",
    "DEPT": "DEPARTMENT",
    "MED": "MEDICAL",
    "CORR": "CORRECTIONAL",
    "CORRECT": "CORRECTIONAL",
    "FAC": "FACILITY",
    "HGTS": "HEIGHTS",
    "SAINT": "ST",
    "PD": "POLICE DEPARTMENT",
}
_STATE_ENDING = re.compile(r" (?:MN|MINN|MINNESOTA)$")


def fold_facility(name: str) -> str:
    """Fold the spellings of one name together; ``L.E.C.`` and the like are spelled out.

    >>> fold_facility("Dakota Co. Jail, MN") == fold_facility("DAKOTA COUNTY JAIL")
    True
    """
    plain = name.upper().replace("L.E.C.", "LAW ENFORCEMENT CENTER").replace("'", "").replace("\u2019", "")
    words = re.sub(r"[^A-Z0-9]+", " ", plain).split()
    return _STATE_ENDING.sub("", " ".join(_WORDS.get(word, word) for word in words))


_KIND_RULES: tuple[tuple[re.Pattern[str], FacilityKind], ...] = (
    (re.compile(r"\b(US|U S) MARSHAL"), FacilityKind.US_MARSHALS),
    (re.compile(r"\b(JUVENILE|JUVY|JUV|YOUTH)\b"), FacilityKind.JUVENILE),
    (
        re.compile(r"\b(FCI|FMC|FPC|FDC|USP|FEDERAL CORRECTIONAL|FED CORRECTIONAL|FEDERAL MEDICAL)\b"),
        FacilityKind.FEDERAL_PRISON,
    ),
    (re.compile(r"\b(HOLD ROOM|HOLDROOM|SPC)\b"), FacilityKind.ICE),
    (re.compile(r"\b(HOSPITAL|HOSP|MEDICAL CENTER)\b"), FacilityKind.HOSPITAL),
    (re.compile(r"\b(POLICE DEPARTMENT|POLICE|CITY JAIL)\b"), FacilityKind.POLICE),
    (
        re.compile(r"\b(STATE PRISON|STATE PENITENTIARY|STATE CORRECTIONAL INSTITUTION)\b"),
        FacilityKind.STATE_PRISON,
    ),
    (re.compile(r"\b(REGIONAL JAIL|TRI COUNTY JAIL)\b"), FacilityKind.REGIONAL_JAIL),
    (
        re.compile(r"\b(COUNTY|PARISH|CTY)\b.*\b(JAIL|SHERIFF|DETENTION|ADC|DET)\b|\bCOUNTY$"),
        FacilityKind.COUNTY_JAIL,
    ),
)


def infer_kind(name: str) -> FacilityKind | None:
    """Return the kind of a place from plain words of its name; ``None`` when they don't say."""
    folded = fold_facility(name)
    return next((kind for pattern, kind in _KIND_RULES if pattern.search(folded)), None)


def _claim(index: dict[_Key, Facility], key: _Key, facility: Facility) -> None:
    other = index.setdefault(key, facility)
    if other is not facility:
        raise ValueError(f"{key} is claimed by {other.id} and by {facility.id}")


@cache
def load_directory() -> Directory:
    """Load the directory that comes with the package: Minnesota, 2026."""
    text = files("lodged.sources").joinpath("data/minnesota_facilities.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    return Directory(
        (_facility(row) for row in rows), frozenset(row["id"] for row in rows if row["name_unique"] == "yes")
    )


def _facility(row: Mapping[str, str]) -> Facility:
    return Facility(
        id=row["id"],
        name=row["name"],
        kind=FacilityKind(row["kind"]),
        state="MN",
        city=row["city"] or None,
        county=row["county"] or None,
        county_fips=row["county_fips"] or None,
        codes=tuple(filter(None, row["codes"].split("|"))),
        aliases=tuple(filter(None, row["aliases"].split("|"))),
        part_of=row["part_of"] or None,
    )
