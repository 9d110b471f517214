"""What an agency's readers decided about pairs of a detainer on a list and a custody record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from lodged.register.lifecycle.pairs import PairState, pair_state
from lodged.register.models import PairRuling


@dataclass(frozen=True, slots=True)
class PairKey:
    """What names a pair: the detainer's number, the facility's name as the directory has it, the booking's number."""

    detainer_id: str
    facility_name: str
    booking_id: str


@dataclass(frozen=True)
class PairHistory:
    """Everything said of one pair, in its order."""

    key: PairKey
    rulings: tuple[PairRuling, ...]

    def about(self, seen: str) -> tuple[PairRuling, ...]:
        """Return those said of the records as they are with this fingerprint."""
        return tuple(ruling for ruling in self.rulings if ruling.seen == seen)

    @property
    def latest(self) -> tuple[PairRuling, ...]:
        """Those that hold: of the records as they were when somebody last decided.

        A decision outlasts a change of the records until somebody decides again; where readers then disagree, none
        holds.
        """
        for seen in dict.fromkeys(ruling.seen for ruling in reversed(self.rulings)):
            rulings = self.about(seen)
            state = state_of(rulings)
            if state.is_decided or state is PairState.DISPUTED:
                return rulings
        return ()

    @property
    def standing(self) -> PairState:
        """Return what holds of the pair: decided, or nothing yet."""
        return state_of(self.latest)


def state_of(rulings: Iterable[PairRuling]) -> PairState:
    """Return how far a pair has come with these."""
    return pair_state([ruling.opinion() for ruling in rulings])


def histories(agency: UUID) -> dict[PairKey, PairHistory]:
    """Return the history of every pair an agency has read, as whoever is acting may see it."""
    rulings_of: dict[PairKey, list[PairRuling]] = defaultdict(list)
    for ruling in PairRuling.objects.filter(agency=agency).select_related("ruled_by").order_by("recorded_at"):
        rulings_of[PairKey(ruling.detainer_id, ruling.facility_name, ruling.booking_id)].append(ruling)
    return {key: PairHistory(key, tuple(rulings)) for key, rulings in rulings_of.items()}
