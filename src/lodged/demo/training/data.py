"""The training data: two tables of synthetic records with the truth beside them, made from ``definition.yaml``."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import polars as pl

from lodged.core.yaml_with_lines import read
from lodged.demo.people import Person, make_people
from lodged.demo.seeded import stream
from lodged.demo.training.recorders import Hand, hand, write_down

DEFINITION_FILE = Path(__file__).parent / "definition.yaml"
TRUTH = ("person", "tradition")
"""Columns of labeled tables besides those of the tables at the door: who it is, and their naming tradition."""

SCHEMA: dict[str, pl.DataType] = {
    "person": pl.Int64(),
    "tradition": pl.String(),
    "last_name": pl.String(),
    "first_name": pl.String(),
    "middle_name": pl.String(),
    "date_of_birth": pl.Date(),
    "sex": pl.String(),
    "a_number": pl.String(),
    "fbi_number": pl.String(),
    "state_id": pl.String(),
}


@dataclass(frozen=True)
class Labeled:
    """A list and custody records of synthetic people, with who is who."""

    listed: pl.DataFrame
    stays: pl.DataFrame

    @property
    def sha256(self) -> str:
        """The hash of both tables' contents, which says that it is the same data."""
        text = self.listed.write_csv() + self.stays.write_csv()
        return hashlib.sha256(text.encode()).hexdigest()


def definition() -> dict[str, Any]:
    """Read the definition of the training data."""
    data: dict[str, Any] = read(DEFINITION_FILE).data
    return data


def make(defined: dict[str, Any], seed: int, people: int) -> Labeled:
    """Make the labeled tables of a seed. The same definition and seed make the same tables."""
    rng = stream(seed, "training")
    everyone = make_people(rng, people)
    both = defined["in_both"]
    hands = {name: hand(rates) for name, rates in defined["hands"].items()}
    listed, stays = [], []
    for number, person in enumerate(everyone):
        drawn = rng.random()
        if drawn < both or drawn < both + (1 - both) / 2:
            listed.append(_row(number, person, rng, hands["list"]))
        if drawn < both or drawn >= both + (1 - both) / 2:
            stays.append(_row(number, person, rng, hands["stay"]))
    return Labeled(_table(listed), _table(stays))


def _row(number: int, person: Person, rng: Random, by: Hand) -> dict[str, Any]:
    return {"person": number, "tradition": person.tradition, **write_down(person, rng, by)}


def _table(rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")
