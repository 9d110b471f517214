"""Find anybody on record by part of a name, a date of birth, a booking number or an identifier, whoever is acting.

People held come first, by their coming release; then those who left, the latest first. That somebody is held without a
detainer is an answer, too: nothing is to be done.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from functools import reduce
from operator import or_
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce

from lodged.casework.board import open_detainers
from lodged.core.folding import comparison_key
from lodged.register.models import BirthDate, PersonIdentifier, PersonName, Stay
from lodged.register.vocabulary import DepartureReason, IdentifierKind

MOST = 20
"""People shown; whoever asks for a common name is told that there are more."""
LATELY = timedelta(hours=72)
SHORTEST_NAME = 2
_DATE = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d?)-(?P<day>\d\d?)|(?P<m>\d\d?)/(?P<d>\d\d?)/(?P<y>\d{4})")
_IDENTIFIER = re.compile(r"[A-Za-z]{0,3}#?\d{6,}")


@dataclass(frozen=True)
class Query:
    """What was typed, taken apart: every part must fit."""

    names: tuple[str, ...] = ()
    births: tuple[date, ...] = ()
    numbers: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to look for yet."""
        return not (self.names or self.births or self.numbers)


class Whereabouts(Enum):
    """Where a person on record is."""

    DETAINER = "detainer"
    """Held, with a detainer that asks something."""
    HELD = "held"
    """Held, without one."""
    LATELY = "lately"
    """Left within the last 72 hours."""
    LEFT = "left"
    """Left before."""


@dataclass(frozen=True)
class Match:
    """One stay of somebody who fits."""

    stay: Stay
    names: tuple[str, ...]
    births: tuple[date, ...]
    whereabouts: Whereabouts

    @property
    def coming(self) -> datetime | None:
        """When the person goes: entitlement, or else the plan."""
        return self.stay.entitled_at or self.stay.planned_for

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the facility's clocks."""
        return self.stay.facility.zone

    @property
    def departure(self) -> str:
        """How the stay ended, in words; empty while it lasts."""
        return DepartureReason.of(self.stay.departure).meaning if self.stay.departure else ""


@dataclass(frozen=True)
class Answer:
    """Who fits, the most pressing first."""

    query: Query
    matches: tuple[Match, ...] = ()
    more: bool = False


def taken_apart(words: str) -> Query:
    """Return the names, dates of birth and numbers in what was typed.

    >>> taken_apart("Garcia, j 1990-01-02").births
    (datetime.date(1990, 1, 2),)
    >>> taken_apart("A 999 000 042").numbers
    ('A999000042',)
    """
    closed_up = re.sub(r"[\s.-]", "", words)
    if _IDENTIFIER.fullmatch(closed_up) and not _DATE.fullmatch(words.strip()):
        return Query(numbers=(closed_up,))
    names: list[str] = []
    births: list[date] = []
    numbers: list[str] = []
    for part in words.replace(",", " ").split():
        if (born := _date(part)) is not None:
            births.append(born)
        elif any(character.isdigit() for character in part):
            numbers.append(part)
        elif len(comparison_key(part)) >= SHORTEST_NAME or names:
            names.append(comparison_key(part))
    return Query(tuple(filter(None, names)), tuple(births), tuple(numbers))


def _date(text: str) -> date | None:
    if (match := _DATE.fullmatch(text)) is None:
        return None
    year, month, day = match["year"] or match["y"], match["month"] or match["m"], match["day"] or match["d"]
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def search(words: str, now: datetime) -> Answer:
    """Return who of those that whoever is acting may see fits every part of what was typed."""
    query = taken_apart(words)
    if query.empty:
        return Answer(query)
    stays = (
        _fitting(query)
        .select_related("facility__agency", "person")
        .annotate(coming=Coalesce("entitled_at", "planned_for"), has_detainer=Exists(open_detainers()))
    )
    stays = stays.prefetch_related(
        Prefetch("person__names", PersonName.objects.order_by("pk")), "person__birth_dates"
    )
    held = list(
        stays.filter(departed_at__isnull=True).order_by(
            F("has_detainer").desc(), F("coming").asc(nulls_last=True), "pk"
        )[: MOST + 1]
    )
    left = list(
        stays.filter(departed_at__isnull=False).order_by("-departed_at", "pk")[: MOST + 1 - len(held)]
    )
    return Answer(
        query, tuple(_match(one, now) for one in [*held, *left][:MOST]), len(held) + len(left) > MOST
    )


def _fitting(query: Query) -> QuerySet[Stay]:
    stays = Stay.objects.all()
    if query.names:
        named = reduce(
            lambda rows, part: rows.filter(folded__contains=part), query.names, PersonName.objects.all()
        )
        stays = stays.filter(person__in=named.values("person"))
    for born in query.births:
        stays = stays.filter(person__in=BirthDate.objects.filter(value=born).values("person"))
    for number in query.numbers:
        stays = stays.filter(Q(booking_number__icontains=number) | Q(person__in=_identified(number)))
    return stays


def _identified(number: str) -> QuerySet[PersonIdentifier, Any]:
    kinds = [PersonIdentifier.objects.with_value(kind.value, number) for kind in IdentifierKind]
    return reduce(or_, kinds).values("person")


def _match(stay: Stay, now: datetime) -> Match:
    if stay.departed_at is None:
        where = Whereabouts.DETAINER if stay.has_detainer else Whereabouts.HELD  # type: ignore[attr-defined]
    else:
        where = Whereabouts.LATELY if now - stay.departed_at <= LATELY else Whereabouts.LEFT
    names = tuple(dict.fromkeys(map(str, stay.person.names.all()))) or ("No name on record",)
    births = tuple(dict.fromkeys(one.value for one in stay.person.birth_dates.all()))
    return Match(stay, names, births, where)
