"""Worlds: a federal list of some 1,421 rows and custody records of some 9,000 stays, with every row's true category."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import Enum
from random import Random

from linkage_worlds.people import NO_SLIPS, Person, Slips, Written, make_person, relative_of, written

AS_OF = date(2026, 1, 31)
SINCE = date(2025, 1, 1)
_COUNTIES = (
    "Anoka,Blue Earth,Carver,Clay,Dakota,Freeborn,Hennepin,Kandiyohi,Mower,Nobles,Olmsted,Ramsey,Rice,Scott,Sherburne,"
    "Stearns,Steele,Washington,Winona,Wright,Benton,Crow Wing,Douglas,Goodhue,Isanti"
)
JAILS = tuple(f"{county} County Jail" for county in _COUNTIES.split(","))
SILENT = JAILS[-3:]
"""Jails that didn't report."""
MIXED_LIST = {
    "spanish": 0.45,
    "somali": 0.17,
    "oromo": 0.1,
    "hmong": 0.08,
    "anglo": 0.08,
    "karen": 0.06,
    "vietnamese": 0.06,
}
MIXED_ROSTER = {
    "anglo": 0.6,
    "spanish": 0.17,
    "somali": 0.1,
    "hmong": 0.05,
    "oromo": 0.04,
    "karen": 0.02,
    "vietnamese": 0.02,
}


class Fate(Enum):
    """How the last stay of a listed person ended by the day; ABSENT had none."""

    HELD = "held"
    RELEASED = "released"
    TO_ICE = "transferred_to_ice"
    TO_AGENCY = "transferred_to_agency"
    ABSENT = "absent"


FATES = {Fate.HELD: 0.36, Fate.RELEASED: 0.26, Fate.TO_ICE: 0.15, Fate.TO_AGENCY: 0.05, Fate.ABSENT: 0.18}


@dataclass(frozen=True)
class World:
    """What a world is like. ``traditions`` of one name make everybody's names of one tradition."""

    name: str
    traditions: tuple[str, ...] = ()
    slips: Slips = field(default_factory=Slips)
    identifiers: bool = True
    wrong_context: float = 0.0
    relatives: float = 0.015
    bookings: int = 3
    rows: int = 1_421
    stays: int = 9_000


@dataclass(frozen=True)
class Row:
    """A row of the list with its true person and, once all are made, its true category."""

    detainer_id: str
    person: Person
    who: Written
    facility: str
    issued: date
    numbers: dict[str, str]
    category: str = ""


@dataclass(frozen=True)
class Stay:
    """A custody record with its true person."""

    booking_id: str
    person: Person
    who: Written
    facility: str
    booked: datetime
    released: datetime | None
    reason: str
    on_file: bool
    numbers: dict[str, str]


@dataclass(frozen=True)
class Made:
    """A world that was made."""

    rows: list[Row]
    stays: list[Stay]


class _Maker:
    def __init__(self, world: World, seed: int) -> None:
        self.world, self.chance = world, Random(f"{seed} {world.name}")  # noqa: S311 - a world can be made again
        self.rows: list[Row] = []
        self.stays: list[Stay] = []
        self.people = 0

    def made(self) -> Made:
        while len(self.rows) < self.world.rows:
            self._listed(self._somebody(MIXED_LIST))
        while len(self.stays) < self.world.stays:
            self._unlisted(self._somebody(MIXED_ROSTER))
        self.chance.shuffle(self.stays)
        self.chance.shuffle(self.rows)
        rows = self.rows[: self.world.rows]
        return Made(true_categories(rows, self.stays), self.stays)

    def _somebody(self, shares: dict[str, float]) -> Person:
        self.people += 1
        some = {name: shares.get(name, 1.0) for name in self.world.traditions} or shares
        tradition = self.chance.choices(list(some), list(some.values()))[0]
        return make_person(self.chance, self.people, tradition)

    def _listed(self, person: Person) -> None:
        chance = self.chance
        fate = chance.choices(list(FATES), list(FATES.values()))[0]
        booked, facility = datetime.combine(self._day(), time(chance.randrange(24))), chance.choice(JAILS)
        issued = min(
            booked.date() + timedelta(days=int(chance.expovariate(1 / 4))), AS_OF - timedelta(days=2)
        )
        absent = fate is Fate.ABSENT
        facility = chance.choice(JAILS) if absent else self._last_stays(person, fate, booked, issued)
        if chance.random() < self.world.relatives:
            self._unlisted(relative_of(chance, person, self._number()), facility, booked)
        self._row(person, facility, issued)
        if chance.random() < 0.07:
            self._row(person, facility, min(issued + timedelta(days=chance.randint(1, 20)), AS_OF))

    def _last_stays(self, person: Person, fate: Fate, booked: datetime, issued: date) -> str:
        """Make the stays of a listed person; give the facility of the one the detainer was lodged in."""
        chance = self.chance
        reporting = JAILS[: -len(SILENT)]
        facility = chance.choice(reporting)
        on_file = chance.random() < 0.85
        begun = booked
        for _ in range(chance.randrange(self.world.bookings)):
            end = begun - timedelta(days=chance.randint(3, 200))
            begun = end - timedelta(days=chance.randint(1, 35))
            self._stay(person, chance.choice(reporting), begun, end, "released", False)
        if fate is Fate.HELD:
            self._stay(person, facility, booked, None, "", on_file)
            return facility
        ended = datetime.combine(issued + timedelta(days=chance.randint(1, 40)), time(chance.randrange(24)))
        ended = min(ended, datetime.combine(AS_OF, time(12)))
        if chance.random() < 0.12 and ended - booked > timedelta(days=4):
            moved = booked + (ended - booked) / 2
            self._stay(person, facility, booked, moved, "transferred_to_agency", on_file)
            self._stay(
                person, chance.choice(reporting), moved + timedelta(hours=3), ended, fate.value, on_file
            )
        else:
            self._stay(person, facility, booked, ended, fate.value, on_file)
        return facility

    def _unlisted(self, person: Person, facility: str = "", near: datetime | None = None) -> None:
        chance = self.chance
        more = 0 if near else (chance.random() < 0.35) * chance.randrange(self.world.bookings)
        for _ in range(1 + more):
            begun = near or datetime.combine(self._day(), time(chance.randrange(24)))
            end = begun + timedelta(days=int(chance.expovariate(1 / 20)), hours=5)
            held = end.date() > AS_OF
            place = facility or chance.choice(JAILS[: -len(SILENT)])
            self._stay(
                person,
                place,
                begun,
                None if held else end,
                "" if held else "released",
                chance.random() < 0.02,
            )

    def _row(self, person: Person, facility: str, issued: date) -> None:
        if self.chance.random() < self.world.wrong_context:
            facility = self.chance.choice(JAILS)
        if self.chance.random() < self.world.wrong_context:
            issued = min(SINCE + timedelta(days=self.chance.randrange(390)), AS_OF)
        who = written(self.chance, person, self.world.slips)
        known = {"a_number": 0.95, "fbi_number": 0.5, "state_id": 0.0}
        self.rows.append(
            Row(f"D{len(self.rows):06}", person, who, facility, issued, self._numbers(person, known))
        )

    def _stay(
        self,
        person: Person,
        facility: str,
        booked: datetime,
        released: datetime | None,
        reason: str,
        on_file: bool,
    ) -> None:
        who = written(self.chance, person, self.world.slips)
        known = {"a_number": 0.14, "fbi_number": 0.25, "state_id": 0.7}
        booking = f"B{len(self.stays):07}"
        numbers = self._numbers(person, known)
        self.stays.append(Stay(booking, person, who, facility, booked, released, reason, on_file, numbers))

    def _numbers(self, person: Person, known: dict[str, float]) -> dict[str, str]:
        if not self.world.identifiers:
            return {}
        told = {}
        for place, (kind, share) in enumerate(known.items()):
            if self.chance.random() < share:
                number = str(10_000_000 + (person.number * 7_919 * (place + 3)) % 89_999_999)
                if self.chance.random() < self.world.slips.number_wrong:
                    at = self.chance.randrange(8)
                    number = number[:at] + str((int(number[at]) + 1) % 10) + number[at + 1 :]
                told[kind] = {"a_number": "A0", "fbi_number": "F", "state_id": "MN"}[kind] + number
        return told

    def _number(self) -> int:
        self.people += 1
        return self.people

    def _day(self) -> date:
        return SINCE + timedelta(days=int(380 * self.chance.random() ** 0.6))


def make(world: World, seed: int = 1) -> Made:
    """Make a world; equal seeds give equal worlds."""
    return _Maker(world, seed).made()


def true_categories(rows: list[Row], stays: list[Stay]) -> list[Row]:
    """Put each row into the category that is true of it, by the definitions of the categories."""
    by_person: dict[int, list[Stay]] = {}
    for stay in stays:
        by_person.setdefault(stay.person.number, []).append(stay)
    latest: dict[tuple[int, str], tuple[date, str]] = {}
    for row in rows:
        key = (row.person.number, row.facility)
        latest[key] = max(latest.get(key, (date.min, "")), (row.issued, row.detainer_id))
    return [
        replace(row, category="duplicate")
        if (row.issued, row.detainer_id) != latest[row.person.number, row.facility]
        else replace(row, category=_category(row, by_person.get(row.person.number, [])))
        for row in rows
    ]


def _category(row: Row, stays: list[Stay]) -> str:
    if not stays:
        return "no-roster" if row.facility in SILENT else "not-found"
    held = [stay for stay in stays if stay.released is None]
    if held:
        here = [stay for stay in held if stay.facility == row.facility]
        if not here:
            return "in-custody-elsewhere"
        return "in-custody" if here[0].on_file else "in-custody-not-on-file"
    last = max(stays, key=lambda stay: stay.released or stay.booked)
    assert last.released
    if last.reason != "released":
        return last.reason.replace("_", "-")
    if last.released.date() == row.issued:
        return "needs-review"
    return "released-after-lodged" if last.released.date() > row.issued else "released-before-lodged"


def _plain(**changed: float) -> Slips:
    return replace(Slips(), **changed)


WORLDS: dict[str, World] = {
    world.name: world
    for world in (
        World("as is"),
        World("no slips", slips=NO_SLIPS),
        World("no identifiers", identifiers=False),
        World("40 % of facilities and issue dates wrong", wrong_context=0.4),
        *(
            World(f"{name} alone", traditions=(name,))
            for name in ("somali", "hmong", "karen", "spanish", "vietnamese", "anglo")
        ),
    )
}
"""The worlds of the table."""

KINDS: dict[str, World] = {
    world.name: world
    for world in (
        World("no birth in a third", slips=_plain(no_birth=0.18)),
        World("year of birth only in a third", slips=_plain(year_only=0.18)),
        World("day of birth wrong in a third", slips=_plain(day_wrong=0.18)),
        World("day and month exchanged in a third", slips=_plain(day_and_month_exchanged=0.18)),
        World("born ten years off in a third", slips=_plain(ten_years_off=0.18)),
        World("relatives of a third in custody with them", relatives=0.33),
        World("up to twenty bookings a person", bookings=20),
    )
}
"""A world for each kind of error, far more of it than offices make."""
