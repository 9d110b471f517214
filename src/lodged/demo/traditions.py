"""Naming traditions as data: one YAML file each in ``traditions/``.

The lists are common given and family names written down for this project. They say how names are built
and misspelt. They say nothing of anyone's status: the demonstration draws every tradition among people
with no detainer too, and only the federal list states a citizenship, as a field of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path

from lodged.core.errors import LodgedError
from lodged.core.yaml_with_lines import read

FOLDER = Path(__file__).parent / "traditions"


class Structure(Enum):
    """How a tradition builds a full name, and so how an American form breaks it."""

    WESTERN = "western"
    """Given, middle, one family name."""
    TWO_SURNAMES = "two-surnames"
    """One or two given names, the father's and the mother's family name; the second is often lost."""
    CHAIN = "chain"
    """Own, father's and grandfather's name; a form may take either of the last two as the family name."""
    TWO_NAMES = "two-names"
    """Own and father's name, no family name; the two are easily swapped."""
    CLAN = "clan"
    """A family or clan name that comes first, then the given name; often written the wrong way round."""
    NO_FAMILY_NAME = "no-family-name"
    """Several syllables, none a family name; a form cuts them anywhere."""


@dataclass(frozen=True, slots=True)
class Tradition:
    """Names of one tradition.

    ``family``, ``female``, ``male`` and the second names run from common to rare. ``variants`` are groups of
    spellings of one name, the first being the usual one. ``assigned_birthday`` is the share of people
    whose date of birth was set to 1 January when they were registered as refugees. ``citizenship`` has the
    weight of each country; it is used only for people who are put on a federal list.
    """

    key: str
    label: str
    structure: Structure
    assigned_birthday: float
    citizenship: dict[str, float]
    family: tuple[str, ...]
    female: tuple[str, ...]
    male: tuple[str, ...]
    second_female: tuple[str, ...]
    second_male: tuple[str, ...]
    variants: tuple[tuple[str, ...], ...]

    def spellings(self, name: str) -> tuple[str, ...]:
        """Return the other spellings of ``name``, none if it has no variants."""
        return tuple(
            spelling for group in self.variants if name in group for spelling in group if spelling != name
        )


def _read(path: Path) -> Tradition:
    data = read(path).data
    return Tradition(
        key=path.stem,
        label=data["label"],
        structure=Structure(data["structure"]),
        assigned_birthday=float(data["assigned_birthday"]),
        citizenship={country: float(weight) for country, weight in data["citizenship"].items()},
        family=tuple(data["family"]),
        female=tuple(data["female"]),
        male=tuple(data["male"]),
        second_female=tuple(data.get("second_female", ())),
        second_male=tuple(data.get("second_male", ())),
        variants=tuple(tuple(group) for group in data["variants"]),
    )


@cache
def all_traditions() -> dict[str, Tradition]:
    """Return every tradition by its key (the file's name without ``.yaml``)."""
    return {path.stem: _read(path) for path in sorted(FOLDER.glob("*.yaml"))}


def tradition(key: str) -> Tradition:
    """Return one tradition.

    Raises:
        LodgedError: no tradition has this key; the message lists those there are.
    """
    known = all_traditions()
    if key not in known:
        raise LodgedError(f"There is no naming tradition [{key}]. Use one of: {', '.join(known)}.")
    return known[key]
