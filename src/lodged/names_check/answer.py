"""What is said of one name: who in the records may be meant, how sure that is, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from lodged.linkage import Contribution
from lodged.linkage.evidence import sentence
from lodged.names_check.people import NamedPerson
from lodged.sources.tables import ReleaseReason


class Sureness(Enum):
    """How sure it is whom a name means."""

    SURE = "sure"
    """One person agrees in the name and in the date of birth or a number, clearly, and nobody else does."""
    ONE_POSSIBLE = "one possible"
    """One person in the records may be meant. A name, or a name and an age, is never enough to be sure."""
    SEVERAL_POSSIBLE = "several possible"
    """More than one person may be meant; which, these records can't say."""
    NOBODY = "nobody found"
    """Nobody in these records is likely to be meant."""


_ENDED = {
    ReleaseReason.RELEASED.value: "released",
    ReleaseReason.TRANSFERRED_TO_ICE.value: "handed over to ICE",
    ReleaseReason.TRANSFERRED_TO_AGENCY.value: "handed over to another agency",
    ReleaseReason.DIED.value: "died",
    ReleaseReason.OTHER.value: "ended in another recorded way",
}


@dataclass(frozen=True, slots=True)
class StayTold:
    """One stay of somebody who may be meant. ``position`` is its row in the custody records."""

    position: int
    booking_id: str
    facility: str
    booked_at: datetime
    released_at: datetime | None
    release_reason: str | None
    detainer_on_file: bool | None

    def held_at(self, moment: datetime) -> bool:
        """Return whether it lasts at a moment."""
        return self.booked_at <= moment and (self.released_at is None or self.released_at > moment)

    @property
    def ended(self) -> str:
        """How it ended, in words; empty while it lasts."""
        if self.released_at is None:
            return ""
        return _ENDED.get(self.release_reason or "", "ended, the records don't say how")

    @property
    def words(self) -> str:
        """The stay in a line."""
        begun = f"booked {self.booked_at:%Y-%m-%d %H:%M} at {self.facility}"
        if self.released_at is None:
            return f"{begun}, no end recorded"
        return f"{begun}, {self.ended} {self.released_at:%Y-%m-%d %H:%M}"


@dataclass(frozen=True, slots=True)
class OtherName:
    """Another name that the records have of a person: what kind of name it is, and who said it."""

    person: int
    last: str
    first: str
    middle: str
    kind: str
    source: str

    @property
    def words(self) -> str:
        """The name with its kind and source.

        >>> OtherName(0, "Sintético", "Ada", "", "an alias", "the person's own words").words
        "Sintético, Ada (an alias; source: the person's own words)"
        """
        name = ", ".join(filter(None, (self.last, f"{self.first} {self.middle}".strip())))
        return f"{name} ({self.kind}; source: {self.source})"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody in the records who may be meant, with all their stays, the latest first.

    ``weight`` is in bits and sums the model's prior and ``contributions``; ``name`` and ``born`` are as booked.
    ``under`` is the recorded name that speaks for them most, where it is another than the one they were booked under.
    """

    name: str
    born: str
    stays: tuple[StayTold, ...]
    weight: float
    contributions: tuple[Contribution, ...]
    is_clear: bool
    under: OtherName | None = None

    @property
    def why(self) -> str:
        """The evidence in a line."""
        evidence = sentence(self.contributions)
        return f"under another recorded name, {self.under.words}: {evidence}" if self.under else evidence

    def held(self, moment: datetime) -> StayTold | None:
        """Return the stay that lasts at a moment."""
        return next((stay for stay in self.stays if stay.held_at(moment)), None)


@dataclass(frozen=True)
class NameAnswer:
    """What the records say of one name. ``candidates`` are the likeliest first.

    ``same_name`` counts the people in the records who have all of these names, of ``everybody``; ``others`` the people
    of a similar name who were left out as less likely.
    """

    person: NamedPerson
    sureness: Sureness
    candidates: tuple[Candidate, ...]
    same_name: int
    everybody: int
    others: int = 0

    @property
    def how_common(self) -> str:
        """How many people carry the name, in a sentence: what a name alone is worth."""
        if self.same_name == 0:
            return f"Nobody of the {self.everybody:,} people in these records has all of these names."
        people = "person has" if self.same_name == 1 else "people have"
        return f"{self.same_name:,} {people} all of these names, of {self.everybody:,} in these records."
