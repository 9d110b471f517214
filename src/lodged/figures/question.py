"""What is asked of a definition besides itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from lodged.core.json import Plain, to_plain


class Duplicates(Enum):
    """What is done with rows that share pseudonym and prepare date (see :mod:`lodged.sources.foia`)."""

    KEPT = "kept"
    """Every row counts."""
    FIRST_KEPT = "first kept"
    """One row of each such group counts; rows without a pseudonym all count."""
    NONE_KEPT = "none kept"
    """No row of such a group counts, nor a row without a pseudonym: a filter that a newsroom used."""


class RollUp(Enum):
    """What a facility's name takes in."""

    AS_WRITTEN = "as written"
    """Its own rows."""
    WITH_PARTS = "with its annex and workhouse"
    """Those of its annexes and workhouses too."""


@dataclass(frozen=True, slots=True)
class Question:
    """The choices a figure is made with.

    ``first`` and ``last`` are days, both included, of the event that the definition counts. ``where`` keeps rows whose
    column has one of the values. ``by`` are the columns to break down by.
    """

    state: str | None = None
    first: date | None = None
    last: date | None = None
    as_of: date | None = None
    by: tuple[str, ...] = ()
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    duplicates: Duplicates = Duplicates.KEPT
    roll_up: RollUp = RollUp.AS_WRITTEN

    @property
    def filters(self) -> dict[str, Plain]:
        """The choices as JSON holds them; ``by`` is not one of them."""
        return {
            "state": self.state,
            "from": to_plain(self.first),
            "to": to_plain(self.last),
            "as_of": to_plain(self.as_of),
            "where": to_plain(dict(self.where)),
            "duplicates": self.duplicates.value,
            "roll_up": self.roll_up.value,
        }
