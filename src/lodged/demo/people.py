"""Invent people: names of the traditions that occur in Minnesota, dates of birth, numbers.

Nobody here lives or lived. Every identifier says so: person ids and FBI and state numbers begin with
``SYN``; A-numbers begin with 999. A-numbers have up to nine digits and the nine-digit series described in
public begin with 0 to 3, so that no number of the 999 series is known to have been given to anyone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from random import Random

from lodged.demo.seeded import happens, weighted
from lodged.demo.traditions import Structure, Tradition, all_traditions, tradition

FEMALE_SHARE = 0.11
"""About the share of women among people in jail and prison in the United States; an assumption."""
YOUNGEST, OLDEST = date(2007, 12, 31), date(1955, 1, 1)
"""Adults on the demonstration's date, none older than seventy."""
TWO_GIVEN_NAMES = 0.4
"""Share of people of two-surname traditions with a second given name; an assumption."""
A_NUMBER_SERIES = "999"


class Sex(Enum):
    """Sex as a custody form records it."""

    FEMALE = "F"
    MALE = "M"


@dataclass(frozen=True, slots=True)
class FullName:
    """A whole name as the person bears it, with all letters.

    ``family`` has two entries where a tradition keeps two family names, else one. For a chain ``second``
    is the father's and ``family`` the grandfather's name; for two names ``family`` is the father's.
    """

    given: str
    second: str | None
    family: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """One synthetic person.

    ``birthday_assigned`` marks a date of birth set to 1 January at registration. The A-number is the
    number the person would have if a federal agency had registered them; whether any record shows it is up
    to the record. ``citizenship`` is what a federal list would state; no other record carries it.
    """

    person_id: str
    tradition: str
    name: FullName
    sex: Sex
    born: date
    birthday_assigned: bool
    a_number: str
    fbi_number: str
    state_id: str
    citizenship: str


def make_people(
    rng: Random, count: int, traditions: Mapping[str, float] | None = None, first_number: int = 1
) -> tuple[Person, ...]:
    """Invent ``count`` people, numbered from ``first_number`` (which keeps several batches apart).

    ``traditions`` gives each tradition's weight by its key; without it all weigh the same.

    Raises:
        LodgedError: a key of ``traditions`` names no tradition.
    """
    mix = dict(traditions) if traditions is not None else dict.fromkeys(all_traditions(), 1.0)
    return tuple(
        _make_person(rng, number, tradition(weighted(rng, mix)))
        for number in range(first_number, first_number + count)
    )


def _make_person(rng: Random, number: int, names: Tradition) -> Person:
    sex = Sex.FEMALE if happens(rng, FEMALE_SHARE) else Sex.MALE
    assigned = happens(rng, names.assigned_birthday)
    born = OLDEST + timedelta(days=_days_after_oldest(rng))
    return Person(
        person_id=f"SYN-P{number:05d}",
        tradition=names.key,
        name=_full_name(rng, names, sex),
        sex=sex,
        born=born.replace(month=1, day=1) if assigned else born,
        birthday_assigned=assigned,
        a_number=f"{A_NUMBER_SERIES}{_scattered(number, 617_363):06d}",
        fbi_number=f"SYN{_scattered(number, 381_967):06d}",
        state_id=f"SYN{_scattered(number, 724_021):06d}",
        citizenship=weighted(rng, names.citizenship),
    )


def _days_after_oldest(rng: Random) -> int:
    span = (YOUNGEST - OLDEST).days
    return int(rng.betavariate(3.4, 2.2) * span)


def _scattered(number: int, factor: int) -> int:
    """Map consecutive numbers one to one on scattered ones below a million (``factor`` shares no divisor)."""
    return number * factor % 1_000_000


def _full_name(rng: Random, names: Tradition, sex: Sex) -> FullName:
    given_names = names.female if sex is Sex.FEMALE else names.male
    given = _common_first(rng, given_names)
    match names.structure:
        case Structure.TWO_SURNAMES:
            second = _common_first(rng, given_names) if happens(rng, TWO_GIVEN_NAMES) else None
            family = (_common_first(rng, names.family), _common_first(rng, names.family))
            return FullName(given, second if second != given else None, family)
        case Structure.CHAIN:
            return FullName(given, _common_first(rng, names.male), (_common_first(rng, names.family),))
        case Structure.NO_FAMILY_NAME:
            return FullName(given, _common_first(rng, given_names), (_common_first(rng, names.family),))
        case Structure.TWO_NAMES:
            return FullName(given, None, (_common_first(rng, names.family),))
        case Structure.WESTERN | Structure.CLAN:
            seconds = names.second_female if sex is Sex.FEMALE else names.second_male
            second = _common_first(rng, seconds) if seconds else None
            return FullName(given, second, (_common_first(rng, names.family),))


def _common_first(rng: Random, ranked: tuple[str, ...]) -> str:
    """Draw a name; the commonest is drawn about four times as often as one in the middle of the list."""
    middle = len(ranked) / 2
    return rng.choices(ranked, weights=[1 / (rank + middle / 3) for rank in range(len(ranked))])[0]
