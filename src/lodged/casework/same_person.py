"""Whether somebody being booked may be a person who is held already: a question for whoever books, never an answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from uuid import UUID

from lodged.casework.deeds import DeedRefusedError
from lodged.core.folding import comparison_key
from lodged.register import acts
from lodged.register.models import BirthDate, PersonIdentifier, PersonName, Stay
from lodged.register.sealed import lookup_text
from lodged.register.vocabulary import IdentifierKind


class Evidence(Enum):
    """What two descriptions have in common that few people share."""

    NAME_AND_BIRTH = "the same name and date of birth"
    A_NUMBER = "the same A-number"
    FBI_NUMBER = "the same FBI number"
    STATE_ID = "the same state identification number"


_NUMBERS = {
    IdentifierKind.A_NUMBER: Evidence.A_NUMBER,
    IdentifierKind.FBI_NUMBER: Evidence.FBI_NUMBER,
    IdentifierKind.STATE_ID: Evidence.STATE_ID,
}
Mark = tuple[Evidence, str]
"""One thing by which a person is told, folded for comparison."""


class Identity(Enum):
    """What whoever books says of people held now who may be the same."""

    ASK = "ask"
    """Nothing yet: they are asked."""
    DIFFERENT = "different"
    """A different person; recorded as said."""
    LEFT_OPEN = "left open"
    """Nobody can be asked, as of a row of a file: the question is reported beside it."""


@dataclass(frozen=True)
class Candidate:
    """A person held now who may be the one being booked, and why."""

    person: UUID
    stay: UUID
    booking_number: str
    evidence: tuple[Evidence, ...]

    @property
    def why(self) -> str:
        """The evidence in words."""
        return " and ".join(one.value for one in self.evidence)


class SamePersonError(DeedRefusedError):
    """Whoever books has to say whether this is a person held already; carries those who may be."""

    def __init__(self, candidates: tuple[Candidate, ...]) -> None:
        """Ask, with the booking numbers and the evidence."""
        held = "; ".join(f"booking [{one.booking_number}], {one.why}" for one in candidates)
        super().__init__(
            f"Is this the same person? Somebody held now has what was entered: {held}. Go on with that booking, or "
            "book again and say that it is a different person."
        )
        self.candidates = candidates


def marks_of(
    names: Iterable[acts.Name], births: Iterable[date], numbers: Iterable[acts.Identifier]
) -> frozenset[Mark]:
    """Return by what a person is told: each name with each date of birth, and each number that only one person has."""
    days = tuple(births)
    named = {
        (Evidence.NAME_AND_BIRTH, f"{key} {day:%Y-%m-%d}")
        for name in names
        for key in _name_keys(name)
        for day in days
    }
    numbered = {
        (_NUMBERS[one.kind], lookup_text(one.kind.value, one.value))
        for one in numbers
        if one.kind in _NUMBERS
    }
    return frozenset(named | numbered)


def candidates(
    agency: UUID, names: Iterable[acts.Name], births: Iterable[date], numbers: Iterable[acts.Identifier]
) -> tuple[Candidate, ...]:
    """Return who of the people that an agency holds now may be the person described, the earliest booked first."""
    days, identifiers = tuple(births), tuple(numbers)
    wanted = marks_of(names, days, identifiers)
    people = set(
        BirthDate.objects.filter(agency_id=agency, value__in=days).values_list("person_id", flat=True)
    )
    for number in identifiers:
        if number.kind in _NUMBERS:
            known = PersonIdentifier.objects.with_value(number.kind.value, number.value)
            people |= set(known.filter(agency_id=agency).values_list("person_id", flat=True))
    held = Stay.objects.filter(agency_id=agency, person__in=people, departed_at=None).order_by(
        "booked_at", "pk"
    )
    return tuple(_candidates(held, wanted))


def _candidates(held: Iterable[Stay], wanted: frozenset[Mark]) -> Iterator[Candidate]:
    for stay in held:
        common = {evidence for evidence, _ in wanted & _recorded(stay.person_id)}
        if common:
            evidence = tuple(one for one in Evidence if one in common)
            yield Candidate(stay.person_id, stay.pk, stay.booking_number, evidence)


def _recorded(person: UUID) -> frozenset[Mark]:
    names = PersonName.objects.filter(person=person)
    numbers = PersonIdentifier.objects.filter(person=person, kind__in=[kind.value for kind in _NUMBERS])
    return marks_of(
        [acts.Name(one.last, one.first, one.middle) for one in names],
        BirthDate.objects.filter(person=person).values_list("value", flat=True),
        [acts.Identifier(IdentifierKind.of(one.kind), one.value) for one in numbers],
    )


def _name_keys(name: acts.Name) -> set[str]:
    """Return a name's words in any order, with the middle name and without, and its letters in one."""
    short, whole = f"{name.last} {name.first}", f"{name.last} {name.first} {name.middle}"
    words = {" ".join(sorted(_words(text))) for text in (short, whole)}
    letters = {comparison_key(short), comparison_key(f"{name.first} {name.last}")}
    return {key for key in words | letters if key}


def _words(text: str) -> list[str]:
    return [comparison_key(word) for word in re.split(r"[\W_]+", text) if comparison_key(word)]
