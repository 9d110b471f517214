"""The linkage model: its figures and thresholds from one dated file, and how levels are told apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import log2
from pathlib import Path
from typing import Any

import yaml

MODEL_FILE = Path(__file__).parent / "models" / "2026-11-24.yaml"


@dataclass(frozen=True, slots=True)
class Level:
    """A way two values can compare, and how often it is seen in pairs of one person (m) and of two (u)."""

    name: str
    m: float
    u: float

    @property
    def weight(self) -> float:
        """Weight of evidence in bits: above 0 speaks for one person, below 0 for two."""
        return log2(self.m / self.u)


@dataclass(frozen=True)
class Model:
    """The figures of one linkage model."""

    id: str
    prior: float
    clear: float
    possible: float
    term_frequency_prior: int
    comparisons: Mapping[str, tuple[Level, ...]]

    @property
    def prior_weight(self) -> float:
        """The weight of a pair of which nothing is known yet, in bits."""
        return log2(self.prior / (1 - self.prior))

    def level(self, comparison: str, name: str) -> Level:
        """Give one level of one comparison."""
        return next(level for level in self.comparisons[comparison] if level.name == name)


@cache
def load_model(path: Path = MODEL_FILE) -> Model:
    """Read a model file.

    Raises ValueError when the m's or the u's of a comparison don't sum to one.
    """
    data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    comparisons = {
        name: tuple(
            Level(level, figures["m"], figures["u"]) for level, figures in comparison["levels"].items()
        )
        for name, comparison in data["comparisons"].items()
    }
    for name, levels in comparisons.items():
        for total in (sum(level.m for level in levels), sum(level.u for level in levels)):
            if abs(total - 1) > 1e-9:
                raise ValueError(f"{path.name}: the figures of {name} sum to {total}, not to 1")
    return Model(
        id=data["id"],
        prior=data["probability_two_random_records_match"],
        clear=data["thresholds"]["clear"],
        possible=data["thresholds"]["possible"],
        term_frequency_prior=data["term_frequency_prior_records"],
        comparisons=comparisons,
    )
