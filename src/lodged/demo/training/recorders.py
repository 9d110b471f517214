"""Write a synthetic person down as a hand does that slips; the rates are those of ``definition.yaml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

from lodged.core.folding import latin_capitals
from lodged.demo.people import Person
from lodged.demo.seeded import happens
from lodged.demo.traditions import Structure, tradition
from lodged.linkage.names import spellings

_LETTERS = "ABCDEFGHIKLMNOPRSTUVWYZ"
_PARTICLE = re.compile(r"^(De la|De los|Del|De|Al|El|Bin)[ -](?=\w)", re.IGNORECASE)
_HEARD = (
    ("EE", "I"),
    ("OU", "U"),
    ("OO", "U"),
    ("IE", "I"),
    ("AI", "AY"),
    ("Y", "I"),
    ("O", "U"),
    ("E", "A"),
)


@dataclass(frozen=True, slots=True)
class Hand:
    """How often one office slips; the names are explained in ``definition.yaml``."""

    typing: float
    other_spelling: float
    heard_otherwise: float
    first_surname_only: float
    second_surname_only: float
    surnames_turned: float
    hyphen: float
    particle_changed: float
    exchanged: float
    exchanged_family_first: float
    chain_moved: float
    middle: Mapping[str, float]
    width: tuple[int, int]
    birth: Mapping[str, float]
    numbers: Mapping[str, float]
    number_slip: float
    second_number: float
    sex_wrong: float


@dataclass(frozen=True, slots=True)
class _Written:
    last: str
    first: str
    middle: str


def hand(rates: Mapping[str, Any]) -> Hand:
    """Read a hand from the definition."""
    return Hand(**{**rates, "width": tuple(rates["width"])})


def write_down(person: Person, rng: Random, by: Hand) -> dict[str, Any]:
    """Return one record of a person, with the columns of the tables at the door that linkage reads."""
    name = _placed(person, rng, by)
    name = _Written(*(_slipped(text, rng, by) for text in (name.last, name.first, name.middle)))
    width = rng.randint(*by.width)
    return {
        "last_name": name.last[:width].strip(),
        "first_name": name.first[:width].strip(),
        "middle_name": name.middle[:width].strip() or None,
        "date_of_birth": _birth(person, rng, by),
        "sex": {"M": "F", "F": "M"}[person.sex.value] if happens(rng, by.sex_wrong) else person.sex.value,
        **{kind: _number(getattr(person, kind), kind, rng, by) for kind in by.numbers},
    }


def _placed(person: Person, rng: Random, by: Hand) -> _Written:
    """Put the names into the fields of a form."""
    names = tradition(person.tradition)
    spelled = [_other_spelling(part, person.tradition, rng, by) for part in person.name.family]
    last = _surnames([_particle(part, rng, by) for part in spelled], rng, by)
    first = _other_spelling(person.name.given, person.tradition, rng, by)
    middle = person.name.second or ""
    middle = _other_spelling(middle, person.tradition, rng, by) if middle else ""
    if names.structure is Structure.CHAIN and middle and happens(rng, by.chain_moved):
        last, middle = middle, last if happens(rng, 0.3) else ""
    family_first = names.structure in {Structure.CLAN, Structure.TWO_NAMES, Structure.NO_FAMILY_NAME}
    if happens(rng, by.exchanged_family_first if family_first else by.exchanged):
        last, first = first, last
    return _middle(_Written(latin_capitals(last), latin_capitals(first), latin_capitals(middle)), rng, by)


def _surnames(parts: list[str], rng: Random, by: Hand) -> str:
    if len(parts) == 1:
        return parts[0]
    first, second = parts
    if happens(rng, by.first_surname_only):
        return first
    if happens(rng, by.second_surname_only):
        return second
    if happens(rng, by.surnames_turned):
        first, second = second, first
    return f"{first}-{second}" if happens(rng, by.hyphen) else f"{first} {second}"


def _particle(part: str, rng: Random, by: Hand) -> str:
    if not _PARTICLE.match(part) or not happens(rng, by.particle_changed):
        return part
    rest = _PARTICLE.sub("", part)
    return rng.choice((rest, part.replace(" ", "").replace("-", "")))


def _middle(name: _Written, rng: Random, by: Hand) -> _Written:
    if not name.middle:
        return name
    drawn = rng.random()
    for way in ("none", "initial", "with_first"):
        drawn -= by.middle[way]
        if drawn < 0:
            break
    else:
        return name
    if way == "with_first":
        return replace(name, first=f"{name.first} {name.middle}", middle="")
    return replace(name, middle=name.middle[0] if way == "initial" else "")


def _other_spelling(name: str, key: str, rng: Random, by: Hand) -> str:
    if not happens(rng, by.other_spelling):
        return name
    folded = latin_capitals(name)
    others = set(tradition(key).spellings(name)) | set(_group(folded)) - {folded}
    return rng.choice(sorted(others)) if others else name


@cache
def _group(name: str) -> tuple[str, ...]:
    named = spellings()
    head = named.get(name)
    return tuple(sorted(one for one, other in named.items() if other == head)) if head else ()


def _slipped(name: str, rng: Random, by: Hand) -> str:
    if happens(rng, by.heard_otherwise):
        name = _heard(name, rng)
    return _typed(name, rng) if happens(rng, by.typing) else name


def _heard(name: str, rng: Random) -> str:
    fitting = [(here, there) for here, there in _HEARD if here in name[1:]]
    if not fitting:
        return name
    here, there = rng.choice(fitting)
    return name[0] + name[1:].replace(here, there, 1)


def _typed(name: str, rng: Random) -> str:
    """Leave out, put in, change or turn letters; the first letter too."""
    if len(name) < 3:
        return name
    at = rng.randrange(len(name))
    before, letter, after = name[:at], name[at], name[at + 1 :]
    match rng.choice(("out", "in", "change", "turn")):
        case "out":
            return before + after
        case "in":
            return before + rng.choice(_LETTERS) + letter + after
        case "change":
            return before + rng.choice(_LETTERS) + after
        case _:
            return before + after[:1] + letter + after[1:]


def _birth(person: Person, rng: Random, by: Hand) -> date:
    born, rates = person.born, by.birth
    if person.birthday_assigned and happens(rng, rates["other_day_if_assigned"]):
        return date(born.year, 1, 1) + timedelta(days=rng.randrange(1, 365))
    if happens(rng, rates["swapped"]) and born.day <= 12:
        return born.replace(month=born.day, day=born.month)
    if happens(rng, rates["year"]):
        return _in_year(born, born.year + rng.choice((-1, 1)))
    if happens(rng, rates["decade"]):
        return _in_year(born, born.year + rng.choice((-10, 10)))
    return _digit_off(born, rng) if happens(rng, rates["digit"]) else born


def _in_year(born: date, year: int) -> date:
    return born.replace(year=year, day=min(born.day, 28))


def _digit_off(born: date, rng: Random) -> date:
    """Change one digit of the date to another that still makes a date."""
    text = f"{born:%Y%m%d}"
    while True:
        at = rng.randrange(2, 8)
        changed = text[:at] + str(rng.randrange(10)) + text[at + 1 :]
        try:
            other = date(int(changed[:4]), int(changed[4:6]), int(changed[6:]))
        except ValueError:
            continue
        if other != born and 1930 < other.year < 2009:
            return other


def _number(number: str, kind: str, rng: Random, by: Hand) -> str | None:
    if not happens(rng, by.numbers[kind]):
        return None
    if happens(rng, by.second_number):
        # Of a series that nobody else's number is of.
        return f"998{rng.randrange(1_000_000):06d}"
    if happens(rng, by.number_slip):
        at = rng.randrange(3, len(number))
        return number[:at] + str((int(number[at]) + rng.randrange(1, 10)) % 10) + number[at + 1 :]
    return number
