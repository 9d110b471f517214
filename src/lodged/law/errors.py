"""Mistakes in a rulebook or in the facts, each with its place and its mend."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lodged.core.errors import LodgedError


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file, as an editor numbers it (the first line is 1)."""

    file: Path
    line: int

    def __str__(self) -> str:
        """Name the file, not its folders: the message goes to people who know which file they edit."""
        return f"{self.file.name}, line {self.line}"


class LawError(LodgedError):
    """Something about the law room that the person who asked can mend."""


class RulebookError(LawError):
    """A rulebook or the vocabulary can't be used: the message names file, line, value and mend."""

    def __init__(self, place: Place, what: str, mend: str) -> None:
        super().__init__(f"{place}: {what} {mend}")
        self.place = place


class FactError(LawError):
    """A fact that was given isn't in the vocabulary, or has a value of the wrong type."""


class UnknownJurisdictionError(LawError):
    """No rulebook has the name asked for."""
