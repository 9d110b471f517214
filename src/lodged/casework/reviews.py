"""The queue of pairs that a human has to look at, of one reconciliation and as one member of staff sees it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from django.utils import timezone

from lodged.casework.models import ReconciliationRun
from lodged.core.json import from_json
from lodged.reconcile.categories import Category
from lodged.reconcile.review import ReviewPair, ReviewPairs
from lodged.register.acting import acting_as
from lodged.register.acts import RuleOnPair
from lodged.register.lifecycle.pairs import PairState
from lodged.register.models import PairRuling, User
from lodged.register.pairs import PairHistory, PairKey, histories, state_of
from lodged.register.permissions import MAY_CONFIRM
from lodged.register.services import record
from lodged.register.vocabulary import PairDecision


class Place(Enum):
    """Where in the queue a pair stands."""

    READ = "To be read"
    """Nobody has read it."""
    SECOND = "Needs a second reader"
    """The first reader could not tell."""
    SETTLE = "To be settled"
    """Readers do not agree, or neither could tell."""
    AGAIN = "To be read again"
    """It was decided, and the data now clearly say the opposite."""
    DECIDED = "Decided"
    """A decision stands, or it was settled that it can't be told."""
    ASIDE = "Changes no category"
    """In doubt, but its row falls elsewhere whatever the answer."""


QUEUE = (Place.SETTLE, Place.AGAIN, Place.SECOND, Place.READ)


@dataclass(frozen=True)
class Pair:
    """A pair with everything said of it."""

    data: ReviewPair
    history: PairHistory

    @property
    def id(self) -> str:
        """Its name in addresses."""
        return self.data.id

    @property
    def category(self) -> Category:
        """Where the row of the list falls at present."""
        return self.data.category

    @cached_property
    def present(self) -> tuple[PairRuling, ...]:
        """Return what was said of the records as they are now."""
        return self.history.about(self.data.seen)

    @property
    def state(self) -> PairState:
        """How far it has come with the records as they are now, or what stands from before they changed."""
        state = state_of(self.present)
        return self.history.standing if state is PairState.UNREAD else state

    @property
    def was_changed(self) -> bool:
        """Whether a decision stands that was made before the records changed."""
        return not self.present and self.history.standing is not PairState.UNREAD

    @property
    def place(self) -> Place:
        """Where in the queue it stands."""
        if self.was_changed and self.data.contradicts:
            return Place.AGAIN
        match self.state:
            case PairState.DISPUTED:
                return Place.SETTLE
            case PairState.SECOND_READER:
                return Place.SECOND
            case PairState.UNREAD:
                return Place.READ if self.data.decides else Place.ASIDE
        return Place.DECIDED

    def rulings_by(self, user: User) -> tuple[PairRuling, ...]:
        """Return what a reader said of the records as they are now."""
        return tuple(ruling for ruling in self.present if ruling.ruled_by_id == user.pk)

    def waits_for(self, user: User) -> bool:
        """Return whether this member of staff can take it from the queue."""
        match self.place:
            case Place.SETTLE:
                return user.role in MAY_CONFIRM and not self.rulings_by(user)
            case Place.SECOND:
                return not self.rulings_by(user)
            case Place.READ | Place.AGAIN:
                return True
        return False


@dataclass(frozen=True)
class Review:
    """The pairs of a reconciliation."""

    pairs: Sequence[Pair]
    clear_from: float
    possible_from: float

    @cached_property
    def counts(self) -> Counter[Place]:
        """How many pairs stand where."""
        return Counter(pair.place for pair in self.pairs)

    @property
    def waiting(self) -> list[Pair]:
        """The pairs to be looked at, the most pressing kind first, then the likeliest."""
        return [pair for place in QUEUE for pair in self.pairs if pair.place is place]

    def find(self, pair_id: str) -> Pair | None:
        """Return the pair of an address."""
        return next((pair for pair in self.pairs if pair.id == pair_id), None)

    def next_for(self, user: User, after: str = "") -> Pair | None:
        """Return the next pair that waits for a reader, behind the one named where there is one."""
        waiting = [pair for pair in self.waiting if pair.waits_for(user)]
        every = [pair.id for pair in self.waiting]
        place = every.index(after) if after in every else -1
        behind = [pair for pair in waiting if every.index(pair.id) > place]
        return next(iter([*behind, *(pair for pair in waiting if pair.id != after)]), None)


def read_review(run: ReconciliationRun) -> Review:
    """Read a run's pairs with what the run's agency said of them, as far as whoever is acting may see it."""
    if not run.review.is_file():
        return Review((), 0.0, 0.0)
    stored = from_json(ReviewPairs, run.review.read_bytes())
    known = histories(run.agency_id)
    pairs = []
    for pair in stored.pairs:
        key = PairKey(pair.detainer_id, pair.facility, pair.booking_id)
        pairs.append(Pair(pair, known.get(key) or PairHistory(key, ())))
    return Review(tuple(pairs), stored.clear_from, stored.possible_from)


def rule(user: User, pair: Pair, decision: PairDecision, reason: str) -> PairRuling:
    """Record what a reader says of a pair; where readers do not agree it is a settlement.

    Raises as :func:`lodged.register.services.record`.
    """
    key = pair.history.key
    act = RuleOnPair(
        at=timezone.now(),
        detainer_id=key.detainer_id,
        facility_name=key.facility_name,
        booking_id=key.booking_id,
        decision=decision,
        settles=pair.place is Place.SETTLE and not pair.rulings_by(user),
        reason=reason,
        evidence=pair.data.evidence,
        seen=pair.data.seen,
    )
    with acting_as(user):
        return PairRuling.objects.get(id=record(user, act).id)
