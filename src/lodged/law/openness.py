"""Which outcomes are possible while some conditions are open.

Every open rule may turn out to hold or not, and with forty of them nobody walks over all the ways. Two things keep
it small. What the settled outcome depends on is only which *kinds* of rule stand undisplaced: a kind is an effect,
a rank and a weight, and a law has few. And rules that no ``overrides`` ties together turn out independently, so
that each group of tied rules is walked over by itself and the kinds that may stand are joined afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from lodged.law.actions import Effect, Outcome, Weight
from lodged.law.conditions import Kleene
from lodged.law.model import RankedRule
from lodged.law.precedence import outcome_of

Kind = tuple[Effect, int, Weight]
Masks = frozenset[int]
"""Sets of kinds that may stand together, each as a number whose bits are kinds."""


class Openness:
    """The possible outcomes of some rules for any readings of their conditions, with remembered answers."""

    def __init__(self, rules: Sequence[RankedRule]) -> None:
        self.rules = tuple(rules)
        kinds = [kind_of(ranked) for ranked in rules]
        order = list(dict.fromkeys(kinds))
        self.examples = tuple(self.rules[kinds.index(kind)] for kind in order)
        self.bits = tuple(1 << order.index(kind) for kind in kinds)
        numbers = {ranked.rule.id: number for number, ranked in enumerate(rules)}
        self.targets = tuple(
            frozenset(numbers[name] for name in ranked.rule.overrides if name in numbers) for ranked in rules
        )
        self._outcomes: dict[tuple[int, int, tuple[Kleene, ...]], frozenset[Outcome]] = {}
        self._settled: dict[int, Outcome] = {}
        self._tied: dict[tuple[int, tuple[Kleene, ...]], Masks] = {}
        self._masks_of_part: dict[tuple[frozenset[int], frozenset[int], frozenset[int]], Masks] = {}

    @cached_property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """The rules that ``overrides`` ties together, group by group."""
        tied = [{number, *others} for number, others in enumerate(self.targets) if others]
        return tuple(tuple(sorted(group)) for group in joined(tied))

    @cached_property
    def free(self) -> tuple[int, ...]:
        """The rules that displace nothing and that nothing displaces."""
        tied = {number for group in self.groups for number in group}
        return tuple(number for number in range(len(self.rules)) if number not in tied)

    @cached_property
    def bound(self) -> tuple[int, ...]:
        """The rules of all groups, in a fixed order."""
        return tuple(number for group in self.groups for number in group)

    def state(self, readings: Sequence[Kleene]) -> tuple[int, int, tuple[Kleene, ...]]:
        """Return what the possible outcomes depend on: kinds that stand, kinds that may, readings of tied rules."""
        stands = opens = 0
        for number in self.free:
            reading = readings[number]
            if reading is True:
                stands |= self.bits[number]
            elif reading is None:
                opens |= self.bits[number]
        return stands, opens & ~stands, tuple(readings[number] for number in self.bound)

    def outcomes(self, readings: Sequence[Kleene]) -> frozenset[Outcome]:
        """Return every outcome that some way of turning out of the open conditions leads to."""
        state = self.state(readings)
        possible = self._outcomes.get(state)
        if possible is None:
            possible = self._outcomes[state] = frozenset(
                self._outcome(mask) for mask in self._masks(state, readings)
            )
        return possible

    def settled(self, readings: Sequence[Kleene]) -> bool:
        """Return whether every way leads to the same outcome."""
        return len(self.outcomes(readings)) == 1

    def idle(self, readings: Sequence[Kleene], left_open: Iterable[int]) -> bool:
        """Return whether some open rules change nothing, however every other open rule turns out.

        It errs toward no: the others are taken to turn out independently, and a rule that displaces or can be
        displaced is never called idle.
        """
        left = set(left_open)
        if left & set(self.bound):
            return False
        closed = [False if number in left else reading for number, reading in enumerate(readings)]
        added = {0}
        for number in left:
            added |= {mask | self.bits[number] for mask in added}
        return all(
            self._outcome(mask | more) is self._outcome(mask)
            for mask in self._masks(self.state(closed), closed)
            for more in added
        )

    def _masks(self, state: tuple[int, int, tuple[Kleene, ...]], readings: Sequence[Kleene]) -> Masks:
        stands, opens, _ = state
        masks = {stands}
        for bit in _bits(opens):
            masks |= {mask | bit for mask in masks}
        for number, group in enumerate(self.groups):
            key = (number, tuple(readings[rule] for rule in group))
            if key not in self._tied:
                self._tied[key] = self._of_group(group, readings)
            masks = {mask | other for mask in masks for other in self._tied[key]}
        return frozenset(masks)

    def _outcome(self, mask: int) -> Outcome:
        if mask not in self._settled:
            live = [example for number, example in enumerate(self.examples) if mask >> number & 1]
            self._settled[mask] = outcome_of(live)
        return self._settled[mask]

    def _of_group(self, group: Sequence[int], readings: Sequence[Kleene]) -> Masks:
        holding = {number for number in group if readings[number] is True}
        displaced = frozenset(target for number in holding for target in self.targets[number])
        open_ = frozenset(number for number in group if readings[number] is None)
        return self._tied_masks(frozenset(holding), open_, displaced)

    def _tied_masks(self, holding: frozenset[int], open_: frozenset[int], displaced: frozenset[int]) -> Masks:
        """Branch on an open rule that may displace another; without one the rest turn out independently."""
        masks = {0}
        for part in self._parts(holding - displaced, open_):
            masks = {mask | other for mask in masks for other in self._part_masks(*part, displaced)}
        return frozenset(masks)

    def _part_masks(self, holding: frozenset[int], open_: frozenset[int], displaced: frozenset[int]) -> Masks:
        key = (holding, open_, displaced & open_)
        masks = self._masks_of_part.get(key)
        if masks is None:
            masks = self._masks_of_part[key] = self._branched(holding, open_, displaced & open_)
        return masks

    def _branched(self, holding: frozenset[int], open_: frozenset[int], displaced: frozenset[int]) -> Masks:
        displacing = [number for number in sorted(open_) if self._displaces(number, holding, open_)]
        if not displacing:
            return self._independent(holding, open_ - displaced)
        most = max(len(self.targets[number]) for number in displacing)
        candidates = [number for number in displacing if len(self.targets[number]) == most]
        chosen = candidates[len(candidates) // 2]
        others = open_ - {chosen}
        without = self._tied_masks(holding, others, displaced)
        with_it = self._tied_masks(holding | {chosen}, others, displaced | self.targets[chosen])
        return without | with_it

    def _displaces(self, number: int, holding: frozenset[int], open_: frozenset[int]) -> bool:
        return bool(self.targets[number] & (holding | open_))

    def _independent(self, holding: frozenset[int], open_: frozenset[int]) -> Masks:
        stands = 0
        for number in holding:
            stands |= self.bits[number]
        masks = {stands}
        for bit in dict.fromkeys(self.bits[number] for number in open_):
            masks |= {mask | bit for mask in masks}
        return frozenset(masks)

    def _parts(
        self, holding: frozenset[int], open_: frozenset[int]
    ) -> Iterable[tuple[frozenset[int], frozenset[int]]]:
        """Split into parts that no open rule ties together any more."""
        alive = holding | open_
        tied = [
            {number, *(self.targets[number] & alive)} if number in open_ else {number} for number in alive
        ]
        for group in joined(tied):
            yield holding & group, open_ & group


def kind_of(ranked: RankedRule) -> Kind:
    """Return what of a rule the settling of outcomes looks at."""
    return ranked.rule.effect, ranked.rank, ranked.rule.weight


def joined(sets: Iterable[set[int]]) -> list[set[int]]:
    """Join sets that share a member until none do."""
    groups: list[set[int]] = []
    for members in sets:
        touching = [other for other in groups if other & members]
        groups = [other for other in groups if not other & members]
        groups.append(members.union(*touching))
    return groups


def _bits(mask: int) -> Iterable[int]:
    while mask:
        bit = mask & -mask
        yield bit
        mask ^= bit
