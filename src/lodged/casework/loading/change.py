"""What a file would change, row by row."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import Enum

from lodged.casework.deeds import Planned
from lodged.sources.model import Problem, SourceFile


class ChangeKind(Enum):
    """What loading a row does."""

    BOOKED = "new stay"
    """A stay that the register doesn't have."""
    PERSON = "person described further"
    """A name, date of birth or number that no source gave before."""
    MOVED = "moved"
    """Another facility of the agency holds the person now."""
    BOOKING_CORRECTED = "booking time corrected"
    """Custody began at another minute."""
    RELEASE_PLANNED = "planned release changed"
    """The planned release is set, changed or gone."""
    ENDED = "custody ended"
    """The file says that custody ended."""
    END_CORRECTED = "end of custody corrected"
    """It ended at another minute, otherwise, or not at all."""
    DETAINER = "detainer on file"
    """A detainer that the register doesn't have."""
    LIFTED = "detainer lifted"
    """The list says that the issuer lifted it."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change, where it comes from, and the deeds that make it."""

    kind: ChangeKind
    subject: str
    """The booking number or the detainer's reference: what a clerk looks the case up by."""
    file: str
    row: int
    deeds: tuple[Planned, ...]
    before: str = ""
    """What the register has, where it has anything."""
    after: str = ""
    """What the file says."""


@dataclass(frozen=True)
class Comparison:
    """A file beside the register. Nothing is recorded until it is applied."""

    files: tuple[SourceFile, ...]
    rows: int
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]

    @property
    def counts(self) -> Counter[ChangeKind]:
        """How many changes of each kind."""
        return Counter(change.kind for change in self.changes)

    @property
    def deeds(self) -> list[Planned]:
        """Every deed, in the order of the file."""
        return [deed for change in self.changes for deed in change.deeds]
