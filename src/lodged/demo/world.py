"""The synthetic world while it is being made: people, their stays, and the rows of the list about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from random import Random

from lodged.demo.dates import AS_OF
from lodged.demo.people import Person, make_people
from lodged.demo.places import Place, PlaceKind
from lodged.demo.proportions import FEDERAL_MIX, Fate
from lodged.demo.recording import JAIL, PRISON, ErrorProfile, with_form_on_file
from lodged.demo.seeded import stream
from lodged.sources.tables import ReleaseReason

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Ending:
    """How and when a stay ended, local wall time."""

    at: datetime
    reason: ReleaseReason


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay of one person with one custodian; ``number`` tells it from every other.

    ``ending`` is empty while the person is held. ``received_on`` is the day the custodian received a
    detainer it keeps on file; empty where it keeps none. ``profile`` is how the custodian writes people down.
    """

    number: int
    person: Person
    place: Place
    booked_at: datetime
    ending: Ending | None
    planned_release_at: datetime | None
    received_on: date | None
    profile: ErrorProfile

    @property
    def is_held(self) -> bool:
        """Whether the person is still there on the as-of date."""
        return self.ending is None


@dataclass(frozen=True, slots=True)
class Lifting:
    """When and why the issuer lifted a detainer, in the reasons of the released tables."""

    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row of the federal list and the truth about it.

    ``stay`` is the stay that decides its fate, if any. ``difficulty`` says in a word why a row is hard on
    purpose; it is empty for all others.
    """

    person: Person
    place: Place
    written_as: str
    issued_on: date
    fate: Fate
    stay: Stay | None
    lifting: Lifting | None = None
    difficulty: str = ""


class World:
    """Collects stays and rows; every part of the demonstration draws its people here.

    ``someone(place)`` gives a new person of the kind a federal list is about.
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.rng = stream(seed, "events")
        self.rows: list[ListRow] = []
        self.stays: list[Stay] = []
        self._made = 0
        self.someone = self.people("listed", FEDERAL_MIX)

    def people(self, purpose: str, mix: Mapping[str, float]) -> Callable[[Place], Person]:
        """Return a source of new people for a place, of a mix of traditions; nobody comes twice."""
        supply = self._supply(stream(self.seed, purpose), mix)
        return lambda place: next(person for person in supply if place.takes(person))

    def _supply(self, rng: Random, mix: Mapping[str, float]) -> Iterator[Person]:
        while True:
            first, self._made = self._made + 1, self._made + _BATCH
            yield from make_people(rng, _BATCH, mix, first_number=first)

    def book(
        self,
        person: Person,
        place: Place,
        booked_at: datetime,
        ending: Ending | None = None,
        *,
        received_on: date | None = None,
        planned_release_at: datetime | None = None,
        profile: ErrorProfile | None = None,
    ) -> Stay:
        """Add a stay; a custodian that keeps the detainer mostly knows the A-number from it."""
        usual = PRISON if place.kind is PlaceKind.PRISON else JAIL
        chosen = profile or (with_form_on_file(usual) if received_on else usual)
        stay = Stay(
            number=len(self.stays),
            person=person,
            place=place,
            booked_at=booked_at,
            ending=ending,
            planned_release_at=planned_release_at if ending is None else None,
            received_on=min(received_on, AS_OF) if received_on else None,
            profile=chosen,
        )
        self.stays.append(stay)
        return stay

    def lodge(
        self,
        person: Person,
        place: Place,
        issued_on: date,
        fate: Fate,
        stay: Stay | None = None,
        *,
        lifting: Lifting | None = None,
        difficulty: str = "",
    ) -> ListRow:
        """Add a row to the federal list, with the place in one of ICE's spellings."""
        spelling = place.spelling(self.rng)
        row = ListRow(person, place, spelling, issued_on, fate, stay, lifting, difficulty)
        self.rows.append(row)
        return row

    def reissue(self, row: ListRow, issued_on: date) -> None:
        """Lodge the row's detainer again; the new row has its fate and the old one is a duplicate."""
        self.rows[self.rows.index(row)] = replace(row, fate=Fate.DUPLICATE)
        self.lodge(row.person, row.place, issued_on, row.fate, row.stay, difficulty=row.difficulty)
