"""Which records are of one person: the verdict on each pair, with its evidence in words and in bits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

from lodged.linkage.context import Context
from lodged.linkage.evidence import Contribution
from lodged.linkage.identifiers import Malformed
from lodged.linkage.model import Model
from lodged.linkage.outcomes import Outcome
from lodged.linkage.rulings import Ruling


class Verdict(Enum):
    """What the evidence says of two records."""

    CLEAR = "clear"
    """They are of one person, by more than the upper threshold and with nothing against it."""
    REVIEW = "review"
    """They may be of one person; a human has to look."""
    APART = "apart"
    """They are likelier of two people."""


@dataclass(frozen=True, slots=True)
class Link:
    """A pair of records that may be of one person. ``left`` and ``right`` are row positions in their tables.

    ``weight`` is in bits: the linkage's ``prior_weight`` and the bits of ``contributions`` sum to it. Where a person
    has ruled on the pair, ``ruling`` says so, ``verdict`` follows it, and ``unruled`` is what the data alone would say.
    """

    left: int
    right: int
    weight: float
    probability: float
    verdict: Verdict
    evidence: str
    contributions: tuple[Contribution, ...] = ()
    ruling: Ruling | None = None
    unruled: Verdict | None = None

    @property
    def contradicts_ruling(self) -> bool:
        """Whether the data clearly say the opposite of the ruling, so that somebody should look at it again."""
        if self.ruling is None:
            return False
        return self.unruled is (Verdict.APART if self.ruling.same else Verdict.CLEAR)


@dataclass(frozen=True, slots=True)
class Effort:
    """What it took: pairs compared between the list and the records, and within the list; keys too common to use."""

    compared: int = 0
    compared_within: int = 0
    keys_dropped: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person a row may be: one of its stays, the chance that the row is it, and the weight in bits for and against.

    A weight of 0 is even odds by itself, without regard to others.
    """

    stay: int
    chance: float
    weight: float


@dataclass(frozen=True)
class Linkage:
    """Everything known of who is who between a list and custody records.

    ``links`` are the pairs that are clear or need review. ``person_of`` gives each row of the list the number of its
    person: rows of one person share it. ``prior_weight`` is the weight in bits of a pair of which nothing is known yet.
    ``ruled_apart`` are the pairs that a person ruled to be of two people.
    ``contradictory_rulings`` are rulings on one pair that say opposite things; their pair is in review.
    ``unused_rulings`` name a detainer or a stay that isn't in these files. ``malformed_listed`` and
    ``malformed_stays`` are identifiers that can't be ones and were not compared. ``context`` is what facility
    and day of issue were found to tell, where the tables have them. ``possible`` gives for each row the records that
    may be of its person, each taken by itself, where rows were decided, ``candidates`` the two likeliest people, and
    ``outcomes`` all it may come to; rows of one person have the same.
    """

    links: tuple[Link, ...]
    person_of: tuple[int, ...]
    model: Model
    prior_weight: float
    effort: Effort = Effort()
    ruled_apart: tuple[Link, ...] = ()
    contradictory_rulings: tuple[Ruling, ...] = ()
    unused_rulings: tuple[Ruling, ...] = ()
    malformed_listed: tuple[Malformed, ...] = ()
    malformed_stays: tuple[Malformed, ...] = ()
    context: Context | None = None
    possible: Mapping[int, frozenset[int]] | None = None
    candidates: Mapping[int, tuple[Candidate, ...]] = field(default_factory=dict)
    outcomes: Mapping[int, tuple[Outcome, ...]] = field(default_factory=dict)

    def may_be(self, row: int, stay: int) -> bool:
        """Return whether a record may be of a row's person for all that was weighed; so it is if nothing was."""
        return self.possible is None or stay in self.possible.get(row, frozenset())

    def of_row(self, row: int) -> list[Link]:
        """Return the links of a row of the list, the best first."""
        return self._by_row.get(row, [])

    @property
    def to_revisit(self) -> tuple[Link, ...]:
        """Ruled pairs whose data clearly say the opposite of the ruling."""
        return tuple(pair for pair in (*self.links, *self.ruled_apart) if pair.contradicts_ruling)

    @cached_property
    def _by_row(self) -> dict[int, list[Link]]:
        by_row: dict[int, list[Link]] = defaultdict(list)
        for pair in sorted(self.links, key=best_first):
            by_row[pair.left].append(pair)
        return dict(by_row)


def best_first(pair: Link) -> tuple[float, int, int]:
    """Order links by weight, the heaviest first."""
    return (-pair.weight, pair.left, pair.right)
