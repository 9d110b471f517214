"""Made-up people and how an office writes them down: the true person, then a record with the slips asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from linkage_worlds.pools import POOLS, Order, Pool


@dataclass(frozen=True)
class Slips:
    """How often an office's record differs from the truth, by kind (shares of records)."""

    typo: float = 0.03
    other_spelling: float = 0.12
    fields_exchanged: float = 0.015
    part_dropped: float = 0.12
    middle_dropped: float = 0.35
    middle_initial: float = 0.2
    unknown_as_fnu: float = 0.02
    no_birth: float = 0.004
    year_only: float = 0.004
    day_wrong: float = 0.01
    day_and_month_exchanged: float = 0.008
    ten_years_off: float = 0.003
    sex_wrong: float = 0.003
    number_wrong: float = 0.01


NO_SLIPS = Slips(*[0.0] * 14)


@dataclass(frozen=True)
class Person:
    """A true person; ``names`` in the order of the tradition (see :class:`Order`)."""

    number: int
    tradition: str
    names: tuple[str, ...]
    born: date
    sex: str
    suffix: str = ""


@dataclass(frozen=True)
class Written:
    """A person as an office writes them down."""

    last_name: str
    first_name: str
    middle_name: str
    date_of_birth: str
    sex: str


def make_person(chance: Random, number: int, tradition: str) -> Person:
    """Draw a person."""
    pool = POOLS[tradition]
    female = chance.random() < 0.12
    born = date(1958, 1, 1) + timedelta(days=int(chance.betavariate(3.2, 2.0) * 18_200))
    if chance.random() < pool.assigned_births:
        born = born.replace(month=1, day=1)
    return Person(number, tradition, _drawn_names(chance, pool, female), born, "F" if female else "M")


def relative_of(chance: Random, person: Person, number: int) -> Person:
    """Draw a twin, a son of the same name, or a brother of a person."""
    pool = POOLS[person.tradition]
    own = _drawn_names(chance, pool, person.sex == "F")
    kind = chance.choice(("twin", "son", "brother"))
    if kind == "son":
        year = min(person.born.year + chance.randint(19, 30), 2007)
        born = person.born.replace(year=year, day=person.born.day % 28 + 1)
        return replace(person, number=number, born=born, suffix="Jr" if person.tradition == "anglo" else "")
    names = (own[0], *person.names[1:]) if pool.order is not Order.SYLLABLES else own
    born = person.born if kind == "twin" else person.born + timedelta(days=chance.randint(330, 1500))
    return replace(person, number=number, names=names, born=born)


def written(chance: Random, person: Person, slips: Slips) -> Written:
    """Write a person down as an office does."""
    last, first, middle = _in_fields(chance, person, slips)
    if person.suffix and chance.random() < 0.6:
        last = f"{last} {person.suffix}"
    if chance.random() < slips.middle_dropped:
        middle = ""
    elif chance.random() < slips.middle_initial:
        middle = middle[:1]
    last, first = _typo(chance, last, slips), _typo(chance, first, slips)
    if first and last and chance.random() < slips.fields_exchanged:
        last, first = first, last
    other = {"M": "F", "F": "M"}[person.sex]
    sex = other if chance.random() < slips.sex_wrong else person.sex
    return Written(last.upper(), first.upper(), middle.upper(), _birth(chance, person.born, slips), sex)


def _drawn_names(chance: Random, pool: Pool, female: bool) -> tuple[str, ...]:
    own = pool.female if female else pool.male
    if pool.order is Order.CHAIN:
        return (_common(chance, own), _common(chance, pool.family), _common(chance, pool.family))
    if pool.order is Order.SYLLABLES:
        return tuple(chance.choice(own) for _ in range(chance.choice((2, 3, 3, 3, 4))))
    given, middle = _common(chance, own), _common(chance, own) if chance.random() < 0.55 else ""
    if pool.order is Order.TWO_FAMILIES:
        return (given, middle, _common(chance, pool.family), _common(chance, pool.family))
    return (given, middle, _common(chance, pool.family))


def _common(chance: Random, names: tuple[str, ...]) -> str:
    """Draw a name, the earlier ones oftener."""
    return chance.choices(names, [1 / (place + 8) for place in range(len(names))])[0]


def _in_fields(chance: Random, person: Person, slips: Slips) -> tuple[str, str, str]:
    """Give last, first and middle name as a form takes them, a part dropped now and then."""
    pool = POOLS[person.tradition]
    names = [_respelled(chance, pool, name, slips) for name in person.names]
    dropped = chance.random() < slips.part_dropped
    if pool.order is Order.SYLLABLES:
        return _syllables(chance, names, dropped, slips)
    if pool.order is Order.CHAIN:
        own, father, grandfather = names
        shorter = chance.choice(((father, own, ""), (f"{father} {grandfather}", own, "")))
        return shorter if dropped else (grandfather, own, father)
    if pool.order is Order.TWO_FAMILIES:
        given, middle, father, mother = names
        whole = chance.choice((f"{father} {mother}", f"{father} {mother}", f"{father}-{mother}"))
        return father if dropped else whole, given, middle
    given, middle, family = names
    return (family, f"{given} {middle}", "") if dropped and middle else (family, given, middle)


def _syllables(chance: Random, names: list[str], dropped: bool, slips: Slips) -> tuple[str, str, str]:
    if chance.random() < slips.unknown_as_fnu:
        return " ".join(names), "FNU", ""
    at = chance.randint(1, len(names) - 1) if dropped else len(names) - 1
    return " ".join(names[at:]), " ".join(names[:at]), ""


def _respelled(chance: Random, pool: Pool, name: str, slips: Slips) -> str:
    for group in pool.spelled:
        if name in group and chance.random() < slips.other_spelling:
            return chance.choice(group)
    return name


def _typo(chance: Random, name: str, slips: Slips) -> str:
    if len(name) < 3 or chance.random() >= slips.typo:
        return name
    at = chance.randrange(1, len(name))
    kind = chance.randrange(3)
    if kind == 0:
        return name[:at] + name[at + 1 :]
    if kind == 1:
        return name[:at] + chance.choice("aeinorst") + name[at + 1 :]
    return name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :]


def _birth(chance: Random, born: date, slips: Slips) -> str:
    drawn = chance.random()
    for rate, changed in (
        (slips.no_birth, None),
        (slips.year_only, born.replace(month=1, day=1)),
        (slips.day_wrong, born.replace(day=chance.randint(1, 28))),
        (slips.day_and_month_exchanged, _exchanged(born)),
        (slips.ten_years_off, born.replace(year=born.year - 10, day=min(born.day, 28))),
    ):
        if drawn < rate:
            return changed.isoformat() if changed else ""
        drawn -= rate
    return born.isoformat()


def _exchanged(born: date) -> date:
    return date(born.year, born.day, born.month) if born.day <= 12 else born
