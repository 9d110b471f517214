"""Facilities as the reconciliation needs them: which is the same place, in which state, federal or not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Protocol


class PlaceGroup(Enum):
    """The groups in which the custodians' count is split."""

    STATE_PRISON = "state prison"
    """A prison of the state's corrections department."""
    JAIL = "jail"
    """A jail or workhouse of a county or several."""
    FEDERAL = "federal"
    """Bureau of Prisons, US Marshals, ICE."""
    OTHER = "other"
    """Police, juvenile, medical, or not known."""


@dataclass(frozen=True, slots=True)
class Place:
    """A facility as a record names it. Records with one ``key`` are at one facility."""

    key: str
    name: str
    state: str | None
    group: PlaceGroup
    is_known: bool

    @property
    def is_federal(self) -> bool:
        """Whether no state or county runs it."""
        return self.group is PlaceGroup.FEDERAL


NOWHERE = Place(key="", name="", state=None, group=PlaceGroup.OTHER, is_known=False)
"""The place of a row that names none."""


class Places(Protocol):
    """Something that finds facilities by name or code."""

    def find(self, name: str | None, code: str | None, state: str | None) -> Place:
        """Find the facility; an unknown name is a place of its own, never guessed to be another."""
        ...
