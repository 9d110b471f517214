"""The linkage model: its figures and thresholds from one dated file, and how levels are told apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import log2
from pathlib import Path
from typing import Any

from lodged.core.yaml_with_lines import read

MODEL_FILE = Path(__file__).parent / "models" / "2026-11-28.yaml"


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
    clear: float
    possible: float
    stays_a_row: float
    rows_a_person: float
    least_roster: int
    surname_average: float
    given_average: float
    frequency_prior: int
    company_prior: int
    first_january_share: float
    comparisons: Mapping[str, tuple[Level, ...]]

    def prior_between(self, stays: int) -> float:
        """Return the chance that a row of a list and one of so many custody records, at random, are one person."""
        return self.stays_a_row / max(stays, self.least_roster)

    def prior_within(self, rows: int) -> float:
        """Return the chance that two rows of a list, taken at random, are one person."""
        return self.rows_a_person / max(rows, self.least_roster)

    def level(self, comparison: str, name: str) -> Level:
        """Return one level of one comparison."""
        return next(level for level in self.comparisons[comparison] if level.name == name)


def weight_of(probability: float) -> float:
    """Return a probability as weight of evidence in bits.

    >>> weight_of(0.5)
    0.0
    """
    return log2(probability / (1 - probability))


@cache
def load_model(path: Path = MODEL_FILE) -> Model:
    """Read a model file.

    Raises ValueError when the m's or the u's of a comparison don't sum to one.
    """
    return model_of(read(path).data, path.name)


def model_of(data: Mapping[str, Any], name: str) -> Model:
    """Make a model of the contents of a model file; see :func:`load_model`."""
    comparisons = {
        comparison: tuple(Level(level, figures["m"], figures["u"]) for level, figures in levels.items())
        for comparison, levels in data["comparisons"].items()
    }
    for comparison, levels in comparisons.items():
        for total in (sum(level.m for level in levels), sum(level.u for level in levels)):
            if abs(total - 1) > 1e-9:
                raise ValueError(f"{name}: the figures of {comparison} sum to {total}, not to 1")
    prior, thresholds, frequencies = data["prior"], data["thresholds"], data["frequencies"]
    return Model(
        id=data["id"],
        clear=thresholds["clear"],
        possible=thresholds["possible"],
        stays_a_row=prior["stays_a_row"],
        rows_a_person=prior["rows_a_person"],
        least_roster=prior["least_roster"],
        surname_average=frequencies["surname_average"],
        given_average=frequencies["given_average"],
        frequency_prior=frequencies["prior_records"],
        company_prior=frequencies["company_records"],
        first_january_share=frequencies["first_january_share"],
        comparisons=comparisons,
    )
