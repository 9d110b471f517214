"""Write a person down as an office would: its field widths, its letters, its slips.

Every rate is a parameter with a stated reason. No public source measures how often US custody records
misspell a name; the rates are assumptions of the size that record-linkage studies work with (a few keystroke
errors in a hundred names, one to two in a hundred dates of birth) and are not fitted to any result of ours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from lodged.core.folding import plain_letters
from lodged.demo import typos
from lodged.demo.people import FullName, Person
from lodged.demo.seeded import happens
from lodged.demo.traditions import Structure, tradition


@dataclass(frozen=True, slots=True)
class ErrorProfile:
    """How one kind of office writes people down. Every number but ``field_width`` is a rate from 0 to 1.

    Names: ``mistyped`` one keystroke error in the name (given or family); ``other_spelling`` another
    spelling of a name that has several; ``second_surname_lost`` and ``second_surname_alone`` of two
    surnames only the first, or only the second, is kept; ``surnames_hyphenated``; ``particle_joined`` de,
    la, al and the like run together with the name or are left out; ``names_swapped`` given and family name
    in each other's field; ``order_doubtful`` the same where the tradition puts the family name first or has
    none; ``chain_shortened`` the father's name taken as the family name of a chain; ``second_missing``
    and ``second_initial`` of middle names; ``field_width`` longest name a field holds; ``keeps_letters``
    letters such as ñ and å survive; ``spells_out`` of those that don't survive, å becomes aa rather than a.

    Dates of birth: ``day_month_swapped``, ``year_off``, ``wrong_day``; ``real_birthday`` another day of the
    same year for a person whose birthday was assigned.

    Numbers: ``a_number_known``, ``fbi_number_known``, ``state_id_known``, and ``number_slip`` two digits swapped.
    """

    mistyped: float
    other_spelling: float
    second_surname_lost: float
    second_surname_alone: float
    surnames_hyphenated: float
    particle_joined: float
    names_swapped: float
    order_doubtful: float
    chain_shortened: float
    second_missing: float
    second_initial: float
    field_width: int
    keeps_letters: float
    spells_out: float
    day_month_swapped: float
    year_off: float
    wrong_day: float
    real_birthday: float
    a_number_known: float
    fbi_number_known: float
    state_id_known: float
    number_slip: float


EXACT = ErrorProfile(
    mistyped=0,
    other_spelling=0,
    second_surname_lost=0,
    second_surname_alone=0,
    surnames_hyphenated=0,
    particle_joined=0,
    names_swapped=0,
    order_doubtful=0,
    chain_shortened=0,
    second_missing=0,
    second_initial=0,
    field_width=60,
    keeps_letters=1,
    spells_out=0,
    day_month_swapped=0,
    year_off=0,
    wrong_day=0,
    real_birthday=0,
    a_number_known=1,
    fbi_number_known=1,
    state_id_known=1,
    number_slip=0,
)
"""Everything known and nothing wrong: the person as they are."""

FEDERAL = ErrorProfile(
    mistyped=0.015,
    other_spelling=0.10,
    second_surname_lost=0.04,
    second_surname_alone=0.005,
    surnames_hyphenated=0.25,
    particle_joined=0.25,
    names_swapped=0.005,
    order_doubtful=0.05,
    chain_shortened=0.05,
    second_missing=0.25,
    second_initial=0.05,
    field_width=30,
    keeps_letters=0,
    spells_out=0.1,
    day_month_swapped=0.004,
    year_off=0.004,
    wrong_day=0.004,
    real_birthday=0.01,
    a_number_known=0.95,
    fbi_number_known=0.70,
    state_id_known=0.15,
    number_slip=0.004,
)
"""The federal list: from documents and fingerprints. Up to a fifth of identifiers are blank in the released
tables, but an A-number is the file's own key there, so that few rows lack one."""

PRISON = ErrorProfile(
    mistyped=0.010,
    other_spelling=0.08,
    second_surname_lost=0.12,
    second_surname_alone=0.005,
    surnames_hyphenated=0.30,
    particle_joined=0.30,
    names_swapped=0.005,
    order_doubtful=0.08,
    chain_shortened=0.08,
    second_missing=0.15,
    second_initial=0.15,
    field_width=25,
    keeps_letters=0,
    spells_out=0.1,
    day_month_swapped=0.003,
    year_off=0.005,
    wrong_day=0.005,
    real_birthday=0.02,
    a_number_known=0.05,
    fbi_number_known=0.90,
    state_id_known=0.98,
    number_slip=0.002,
)
"""A state prison: committed on court papers, fingerprinted, weeks to put a record right."""

JAIL = ErrorProfile(
    mistyped=0.025,
    other_spelling=0.12,
    second_surname_lost=0.22,
    second_surname_alone=0.01,
    surnames_hyphenated=0.25,
    particle_joined=0.35,
    names_swapped=0.012,
    order_doubtful=0.12,
    chain_shortened=0.12,
    second_missing=0.30,
    second_initial=0.30,
    field_width=20,
    keeps_letters=0.05,
    spells_out=0.15,
    day_month_swapped=0.008,
    year_off=0.008,
    wrong_day=0.008,
    real_birthday=0.04,
    a_number_known=0.02,
    fbi_number_known=0.60,
    state_id_known=0.80,
    number_slip=0.004,
)
"""A county jail: often what the person said at the desk at night; fingerprints come back later or not."""

FORM_ON_FILE = 0.85
"""How often a facility that keeps the detainer has copied the A-number from it."""


def with_form_on_file(profile: ErrorProfile) -> ErrorProfile:
    """Return ``profile`` as it is where the detainer itself lies in the file: its A-number is mostly copied."""
    return replace(profile, a_number_known=FORM_ON_FILE)


@dataclass(frozen=True, slots=True)
class Recorded:
    """One person as one record has them; field names as in the tables at the door."""

    last_name: str
    first_name: str
    middle_name: str | None
    date_of_birth: date
    sex: str
    a_number: str | None
    fbi_number: str | None
    state_id: str | None


@dataclass(frozen=True, slots=True)
class _Fields:
    """A name cut to the fields of a form."""

    last: str
    first: str
    middle: str | None


def as_recorded_by(person: Person, rng: Random, profile: ErrorProfile) -> Recorded:
    """Write ``person`` down once with ``profile``; twice gives two records that may differ."""
    name = _in_fields(person, _spelled(person, rng, profile), rng, profile)
    name = _mistyped(name, rng, profile)
    letters = _letters(rng, profile)
    width = profile.field_width
    return Recorded(
        last_name=letters(name.last)[:width].strip(),
        first_name=letters(name.first)[:width].strip(),
        middle_name=letters(name.middle)[:width].strip() if name.middle else None,
        date_of_birth=_date_of_birth(person, rng, profile),
        sex=person.sex.value,
        a_number=_number(person.a_number, profile.a_number_known, rng, profile),
        fbi_number=_number(person.fbi_number, profile.fbi_number_known, rng, profile),
        state_id=_number(person.state_id, profile.state_id_known, rng, profile),
    )


def _spelled(person: Person, rng: Random, profile: ErrorProfile) -> FullName:
    names = tradition(person.tradition)

    def spelled(name: str) -> str:
        others = names.spellings(name)
        return rng.choice(others) if others and happens(rng, profile.other_spelling) else name

    whole = person.name
    return FullName(
        given=spelled(whole.given),
        second=spelled(whole.second) if whole.second else None,
        family=tuple(spelled(part) for part in whole.family),
    )


def _in_fields(person: Person, name: FullName, rng: Random, profile: ErrorProfile) -> _Fields:
    structure = tradition(person.tradition).structure
    last = _particles(_family(name.family, rng, profile), rng, profile)
    first, middle = name.given, name.second
    if structure is Structure.CHAIN and middle and happens(rng, profile.chain_shortened):
        last, middle = middle, None
    if structure is Structure.NO_FAMILY_NAME and middle and happens(rng, 0.5):
        first, middle = f"{first} {middle}", None
    doubtful = structure in {Structure.CLAN, Structure.TWO_NAMES, Structure.NO_FAMILY_NAME}
    if happens(rng, profile.order_doubtful if doubtful else profile.names_swapped):
        last, first = first, last
    return _Fields(last, first, _middle(middle, rng, profile))


def _family(parts: tuple[str, ...], rng: Random, profile: ErrorProfile) -> str:
    if len(parts) == 1:
        return parts[0]
    first, second = parts
    if happens(rng, profile.second_surname_lost):
        return first
    if happens(rng, profile.second_surname_alone):
        return second
    return f"{first}-{second}" if happens(rng, profile.surnames_hyphenated) else f"{first} {second}"


_PARTICLES = ("De la ", "De los ", "Del ", "De ", "Al-", "El-", "Bin ")


def _particles(family: str, rng: Random, profile: ErrorProfile) -> str:
    """Join a leading particle to its name or leave it out, as forms without a rule for it do."""
    particle = next((start for start in _PARTICLES if family.startswith(start)), None)
    if particle is None or not happens(rng, profile.particle_joined):
        return family
    rest = family.removeprefix(particle)
    joined = particle.replace(" ", "").replace("-", "").capitalize() + rest.lower()
    return rng.choice((joined, rest))


def _middle(middle: str | None, rng: Random, profile: ErrorProfile) -> str | None:
    if middle is None or happens(rng, profile.second_missing):
        return None
    return middle[0] if happens(rng, profile.second_initial) else middle


def _mistyped(name: _Fields, rng: Random, profile: ErrorProfile) -> _Fields:
    if not happens(rng, profile.mistyped):
        return name
    if happens(rng, 0.5):
        return replace(name, first=typos.mistype(rng, name.first))
    return replace(name, last=typos.mistype(rng, name.last))


def _letters(rng: Random, profile: ErrorProfile) -> Callable[[str], str]:
    """Choose how this record treats letters beyond a to z, the same way in all its fields."""
    if happens(rng, profile.keeps_letters):
        return str.upper
    spelled = typos.spell_out if happens(rng, profile.spells_out) else plain_letters
    return lambda text: spelled(text).upper()


def _date_of_birth(person: Person, rng: Random, profile: ErrorProfile) -> date:
    born = person.born
    if person.birthday_assigned and happens(rng, profile.real_birthday):
        return typos.another_day_of_year(rng, born)
    if happens(rng, profile.day_month_swapped):
        return typos.swap_day_and_month(born)
    if happens(rng, profile.year_off):
        return typos.year_off(rng, born)
    return typos.wrong_day(rng, born) if happens(rng, profile.wrong_day) else born


def _number(number: str, known: float, rng: Random, profile: ErrorProfile) -> str | None:
    if not happens(rng, known):
        return None
    return typos.wrong_digit(number) if happens(rng, profile.number_slip) else number
