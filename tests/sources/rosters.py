"""Synthetic rosters in the layouts of real ones. Nobody in them lives or lived: the names are invented and marked."""

from __future__ import annotations

import csv
import json
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import xlsxwriter

FAMILY = (
    "Synthetica",
    "Testerman",
    "Examplez",
    "Mockford",
    "Fabricado",
    "Notreal",
    "Inventado",
    "Pretendson",
)
GIVEN = ("Ada", "Bruno", "Carla", "Dario", "Edda", "Fausto", "Greta", "Hugo")
CHARGES = ("THEFT 3RD DEGREE", "DWI", "FAIL TO APPEAR", "NOTICE HOLDING VIOLATION")


@dataclass(frozen=True)
class Person:
    """An invented person in custody, with the charges of the booking; one of them may be the hold."""

    last: str
    first: str
    middle: str
    born: datetime
    booked: datetime
    released: datetime | None
    held_for_ice: bool
    charges: tuple[str, ...]

    def age(self, day: datetime) -> int:
        """Give the age in whole years."""
        before = (day.month, day.day) < (self.born.month, self.born.day)
        return day.year - self.born.year - before

    @property
    def whole_name(self) -> str:
        """Give the name as jails print it."""
        return f"{self.last}, {self.first} {self.middle}".upper().strip()


def people(seed: int, how_many: int = 8, as_of: datetime = datetime(2026, 1, 13, 8)) -> list[Person]:  # noqa: DTZ001
    """Invent people, of whom every third is held for ICE and every fourth was released."""
    chance = random.Random(seed)  # noqa: S311 - invented people, no secret
    made = []
    for at in range(how_many):
        booked = as_of - timedelta(days=chance.randint(2, 20), minutes=chance.randint(1, 900))
        hold = at % 3 == 0
        charges = [*chance.sample(CHARGES, 2), *(["IMMIGRATION DETAINER"] if hold else [])]
        chance.shuffle(charges)
        made.append(
            Person(
                FAMILY[at % len(FAMILY)],
                GIVEN[(at + seed) % len(GIVEN)],
                chance.choice(("", "Q")),
                datetime(1960 + at * 4, 1 + at % 12, 1 + at * 3),  # noqa: DTZ001
                booked,
                booked + timedelta(days=1) if at % 4 == 1 else None,
                hold,
                tuple(charges),
            )
        )
    return made


def hennepin(path: Path, of: list[Person]) -> Path:
    """Write a workbook of three sheets: whole names, no facility, no time of booking, births in two formats."""
    header = ("Booking Number", "Name", "DOB", "Booking Date", "Release Date", "Release Reason", "Holds")
    with xlsxwriter.Workbook(path) as book:
        roster, notes, _ = (book.add_worksheet(name) for name in ("Roster", "Read me", "Empty"))
        roster.write_row(0, 0, header)
        for at, one in enumerate(of, 1):
            born = f"{one.born:%m/%d/%Y}" if at % 2 else f"{one.born:%Y-%m-%d}"
            hold = "Hold for Immigration Authorities" if one.held_for_ice else "NONE"
            ended = (f"{one.released:%m/%d/%Y}", "Bonded Out") if one.released else ("", "")
            roster.write_row(
                at, 0, (f"{at:05}", one.whole_name, born, f"{one.booked:%m/%d/%Y}", *ended, hold)
            )
        notes.write_row(0, 0, ("This workbook is synthetic.",))
    return path


def multnomah(path: Path, of: list[Person], day: datetime, facility: str) -> Path:
    """Write a list of those held: whole names, ages, no birth."""
    rows = [
        (f"S{at}", one.whole_name, one.age(day), "M", f"{one.booked:%m/%d/%Y %H:%M}", facility)
        for at, one in enumerate(of)
        if one.released is None
    ]
    return _csv(path, ("SWIS ID", "Name", "Age", "Gender", "Booking Date", "Facility"), rows)


def boone(path: Path, of: list[Person]) -> Path:
    """Write a report of bookings: one row a charge, date and time apart, no facility, no number."""
    header = (
        "Name",
        "Age",
        "Booking Date",
        "Booking Time",
        "Release Date",
        "Release Time",
        "Release Type",
        "Charge",
    )
    rows = [
        (
            one.whole_name,
            one.age(one.booked),
            f"{one.booked:%m/%d/%Y}",
            f"{one.booked:%H%M}",
            f"{one.released:%m/%d/%Y}" if one.released else "",
            f"{one.released:%H%M}" if one.released else "",
            "RELEASE OWN RECOG" if one.released else "",
            charge,
        )
        for one in of
        for charge in one.charges
    ]
    return _csv(path, header, rows)


def boone_detainees(path: Path, of: list[Person], day: datetime) -> Path:
    """Write a list of those held on a day: one row a charge, no booking, no birth."""
    rows = [
        (one.whole_name, one.age(day), charge) for one in of if one.released is None for charge in one.charges
    ]
    return _csv(path, ("Name", "Age", "Charge"), rows)


def new_york_city(path: Path, of: list[Person]) -> Path:
    """Write records without names; keys that have nothing to say are absent, as the city leaves them out."""
    records = [
        {
            "inmateid": str(20_000_000 + at),
            "admitted_dt": f"{one.booked:%Y-%m-%dT%H:%M:%S}.000",
            "custody_level": "MED",
            **({"gender": "M"} if at % 2 else {}),
        }
        for at, one in enumerate(of)
    ]
    path.write_text(json.dumps(records), "utf-8")
    return path


def _csv(path: Path, header: tuple[str, ...], rows: list[tuple[object, ...]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path
