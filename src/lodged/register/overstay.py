"""Over-detention: how long a person was kept past the minute they had to leave."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Overstay:
    """``lawful_end`` is the entitlement to release, or the end of the last lawful hold after it."""

    lawful_end: datetime
    left_at: datetime | None
    """None while the person is still here."""

    def minutes(self, now: datetime) -> int:
        """Whole minutes from the lawful end to the departure, or to now; 0 where the person left in time.

        >>> from datetime import UTC
        >>> nine = datetime(2026, 1, 13, 9, tzinfo=UTC)
        >>> Overstay(nine, nine.replace(minute=42)).minutes(nine)
        42
        """
        left_at = self.left_at or now
        return max(0, int((left_at - self.lawful_end) / timedelta(minutes=1)))


def overstay(
    entitled_at: datetime | None, hold_ends: Iterable[datetime], left_at: datetime | None
) -> Overstay | None:
    """Return the over-detention of a stay; None where the person was never entitled to release."""
    if entitled_at is None:
        return None
    return Overstay(max([entitled_at, *hold_ends]), left_at)
