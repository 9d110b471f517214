"""When a pair of records is decided: one reader who can tell is enough, and nobody settles their own disagreement.

Plain Python. The opinions of a pair are in the order in which they were recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from lodged.register.lifecycle.rules import ImpossibleActError
from lodged.register.vocabulary import PairDecision


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one reader said of a pair; ``seen`` is the fingerprint of the records as they were then."""

    reader: str
    decision: PairDecision
    settles: bool = False
    seen: str = ""


class PairState(Enum):
    """How far a pair has come."""

    UNREAD = "to be read"
    """Nobody has said anything."""
    SECOND_READER = "needs a second reader"
    """The first reader could not tell."""
    DISPUTED = "to be settled"
    """Two readers do not agree, or neither could tell; a supervisor or counsel settles it."""
    SAME = "one person"
    """Decided: one person."""
    DIFFERENT = "two people"
    """Decided: two people."""
    OPEN = "can't be told"
    """Settled as one that can't be told; it stays in review."""

    @property
    def is_decided(self) -> bool:
        """Whether nobody has to read it any more."""
        return self in {PairState.SAME, PairState.DIFFERENT, PairState.OPEN}


_DECIDED = {
    PairDecision.SAME: PairState.SAME,
    PairDecision.DIFFERENT: PairState.DIFFERENT,
    PairDecision.UNSURE: PairState.OPEN,
}


def pair_state(opinions: Sequence[Opinion]) -> PairState:
    """Return how far a pair has come.

    The last settlement counts before everything else. Without one, of each reader only the last opinion counts.
    """
    settled = [opinion for opinion in opinions if opinion.settles]
    if settled:
        return _DECIDED[settled[-1].decision]
    standing = _last_of_each(opinions)
    if not standing:
        return PairState.UNREAD
    if standing[-1].decision is PairDecision.UNSURE:
        return PairState.SECOND_READER if len(standing) == 1 else PairState.DISPUTED
    decided = {opinion.decision for opinion in standing} - {PairDecision.UNSURE}
    return _DECIDED[decided.pop()] if len(decided) == 1 else PairState.DISPUTED


def check_can_follow(opinions: Sequence[Opinion], new: Opinion) -> None:
    """Raise ImpossibleActError, with the reason, where an opinion can't follow those there are."""
    state = pair_state(opinions)
    readers = {opinion.reader for opinion in opinions}
    if new.settles:
        if state is not PairState.DISPUTED:
            raise ImpossibleActError(f"Nothing is to be settled: the pair is [{state.value}].")
        if new.reader in readers:
            raise ImpossibleActError(
                "You read this pair yourself, so another supervisor or counsel of your agency settles it."
            )
        return
    if any(opinion.settles for opinion in opinions):
        raise ImpossibleActError("The pair was settled. It is read again only when its records change.")
    if state is PairState.DISPUTED and new.reader not in readers:
        raise ImpossibleActError(
            "Two readers do not agree on this pair. A records supervisor or counsel of your agency settles it."
        )
    if state is PairState.SECOND_READER and new.reader in readers and new.decision is PairDecision.UNSURE:
        raise ImpossibleActError("You said so already. Another reader looks at this pair next.")


def _last_of_each(opinions: Sequence[Opinion]) -> list[Opinion]:
    """Return each reader's last opinion, in the order in which those were recorded."""
    last: dict[str, Opinion] = {}
    for opinion in opinions:
        last.pop(opinion.reader, None)
        last[opinion.reader] = opinion
    return list(last.values())
