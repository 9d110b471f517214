"""Which booking a received form may be about, with what speaks for it and against it. A person chooses.

Names are compared as linkage compares them; no weight and no threshold decides here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Prefetch, Q

from lodged.casework.intake import FormAnswers
from lodged.core.folding import comparison_key
from lodged.linkage.names import parts
from lodged.register.models import BirthDate, Detainer, Paper, PersonIdentifier, PersonName, Stay, User
from lodged.register.sealed import lookup_text
from lodged.register.vocabulary import IdentifierKind
from lodged.sources.facilities import Facility as Place
from lodged.sources.facilities import load_directory

MOST_OFFERED = 10
LEFT_WITHIN = timedelta(days=30)
_TITLES = {IdentifierKind.A_NUMBER: "A-number", IdentifierKind.SUBJECT_ID: "Subject ID"}


@dataclass(frozen=True)
class Candidate:
    """A booking that may be meant."""

    stay: Stay
    name: str
    born: str
    speaks_for: tuple[str, ...]
    against: tuple[str, ...]

    @property
    def standing(self) -> tuple[int, int, bool]:
        """How it is ordered: less against it, more for it, still held."""
        return len(self.against), -len(self.speaks_for), self.stay.departed_at is not None


def candidates(user: User, paper: Paper, answers: FormAnswers) -> list[Candidate]:
    """Return bookings of the user's agency that share a number, a date of birth or a family name with the paper.

    People who left within :data:`LEFT_WITHIN` before it came are offered too, as having left.
    """
    recent = Q(departed_at=None) | Q(departed_at__gt=paper.received_at - LEFT_WITHIN)
    stays = (
        Stay.objects.filter(recent, agency_id=user.agency_id, person__in=_people(answers))
        .select_related("facility")
        .prefetch_related(
            Prefetch("person__names", PersonName.objects.order_by("pk")),
            Prefetch("person__birth_dates", BirthDate.objects.order_by("pk")),
            "person__identifiers",
            Prefetch("detainers", Detainer.objects.order_by("received_at")),
        )[:200]
    )
    return sorted((_compared(stay, answers) for stay in stays), key=lambda one: one.standing)[:MOST_OFFERED]


def booking(user: User, number: str, answers: FormAnswers) -> Candidate | None:
    """Return the booking with this number, compared; None where the agency has none."""
    stay = (
        Stay.objects.filter(agency_id=user.agency_id, booking_number__iexact=number.strip())
        .select_related("facility")
        .first()
    )
    return _compared(stay, answers) if stay else None


def _people(answers: FormAnswers) -> set[UUID]:
    people: set[UUID] = set()
    for number in answers.person().identifiers:
        numbers = PersonIdentifier.objects.with_value(number.kind.value, number.value)
        people.update(numbers.values_list("person_id", flat=True))
    if answers.born:
        people.update(BirthDate.objects.filter(value=answers.born).values_list("person_id", flat=True))
    for part in parts(answers.last_name):
        names = PersonName.objects.filter(folded__contains=comparison_key(part))
        people.update(names.values_list("person_id", flat=True)[:500])
    return people


def _compared(stay: Stay, answers: FormAnswers) -> Candidate:
    names = list(stay.person.names.all())
    births = [birth.value for birth in stay.person.birth_dates.all()]
    speaks_for: list[str] = []
    against: list[str] = []
    for held in (_numbers(stay, answers), _names(names, answers), _birth(births, answers.born)):
        for agrees, words in held:
            (speaks_for if agrees else against).append(words)
    return Candidate(
        stay,
        str(names[0]) if names else "no name on record",
        ", ".join(f"{born:%Y-%m-%d}" for born in births) or "no date of birth on record",
        tuple(speaks_for),
        tuple(against),
    )


def _numbers(stay: Stay, answers: FormAnswers) -> Iterable[tuple[bool, str]]:
    for number in answers.person().identifiers:
        kind = number.kind
        held = {
            lookup_text(kind.value, one.value) for one in stay.person.identifiers.all() if one.kind == kind
        }
        if held:
            same = lookup_text(kind.value, number.value) in held
            yield same, f"{'same' if same else 'another'} {_TITLES[kind]}"


def _names(names: list[PersonName], answers: FormAnswers) -> Iterable[tuple[bool, str]]:
    for title, wanted, held in (
        ("family name", parts(answers.last_name), [parts(name.last) for name in names]),
        ("given name", parts(answers.first_name), [parts(f"{name.first} {name.middle}") for name in names]),
    ):
        if not wanted or not any(held):
            continue
        if any(wanted == one for one in held):
            yield True, f"same {title}"
        elif any(set(wanted) & set(one) for one in held):
            yield True, f"a {title} in common"
        else:
            yield False, f"another {title}"


def _birth(births: list[date], born: date | None) -> Iterable[tuple[bool, str]]:
    if born is None or not births:
        return
    if born in births:
        yield True, "same date of birth"
    elif any((born.month, born.day) == (held.day, held.month) and born.year == held.year for held in births):
        yield False, "date of birth with day and month exchanged"
    else:
        yield False, "another date of birth"


@dataclass(frozen=True)
class Seen:
    """Something that suggests the paper is here already, or is not for here; ``do`` is the fix."""

    what: str
    do: str


def already_here(paper: Paper, answers: FormAnswers) -> list[Seen]:
    """Return the same file, or the same number of the issuer, received before."""
    seen, zone = [], paper.facility.zone
    if paper.document_sha256:
        same = Paper.objects.filter(document_sha256=paper.document_sha256).exclude(pk=paper.pk)
        for other in same.order_by("received_at")[:3]:
            seen.append(
                Seen(
                    f"The same file was received on {other.received_at.astimezone(zone):%Y-%m-%d %H:%M} "
                    f"({other.get_outcome_display().lower()}).",
                    "Return this one as a copy, unless it is about another person.",
                )
            )
    if answers.reference:
        same_number = Detainer.objects.filter(reference=answers.reference).select_related("stay")
        for detainer in same_number.order_by("received_at")[:3]:
            seen.append(
                Seen(
                    f"Number [{answers.reference}] is on record already, for booking {detainer.stay.booking_number}.",
                    "Return this one as a copy; or, if it changes something, record it as taking the other's place.",
                )
            )
    return seen


def misdirected(paper: Paper, answers: FormAnswers) -> Seen | None:
    """Return whether it is addressed to a facility that is clearly another one than where it was received."""
    addressed = answers.addressed_to
    state = paper.agency.state
    theirs = load_directory().resolve(addressed, state=state) if addressed else None
    ours = load_directory().resolve(paper.facility.name, paper.facility.code or None, state)
    if isinstance(theirs, Place) and theirs != ours:
        return Seen(
            f"It is addressed to [{addressed}], and was received at [{paper.facility.name}].",
            "If the person isn't held here, return it as meant for another facility.",
        )
    return None


def open_detainers(offered: Iterable[Candidate]) -> list[Detainer]:
    """Return detainers on those bookings that are neither lifted nor superseded."""
    return [
        detainer
        for one in offered
        for detainer in one.stay.detainers.all()
        if detainer.lifted_at is None and detainer.superseded_at is None
    ]
