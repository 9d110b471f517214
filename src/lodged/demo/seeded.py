"""Repeatable chance: one independent stream of random numbers per purpose."""

from __future__ import annotations

from random import Random


def stream(seed: int, purpose: str) -> Random:
    """Return the stream for ``purpose``; the same seed and purpose give the same numbers on every machine.

    Streams are independent, so that drawing once more in one part does not change every other part.
    """
    return Random(f"{seed}/{purpose}")  # noqa: S311 - synthetic people must be repeatable, not unguessable


def happens(rng: Random, rate: float) -> bool:
    """Return whether something that happens at ``rate`` (0 to 1) happens this time."""
    return rng.random() < rate


def weighted(rng: Random, weights: dict[str, float]) -> str:
    """Draw one key; keys are drawn in proportion to their weights."""
    return rng.choices(tuple(weights), weights=tuple(weights.values()))[0]
