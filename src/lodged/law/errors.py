"""Mistakes in a rulebook or in the facts, each with its place and its fix."""

from __future__ import annotations

from lodged.core.errors import LodgedError
from lodged.core.yaml_with_lines import YamlError


class LawError(LodgedError):
    """Something about the law room that the person who asked can fix."""


class RulebookError(YamlError, LawError):
    """A rulebook or the vocabulary can't be used: the message names file, line, value and fix."""


class FactError(LawError):
    """A fact that was given isn't in the vocabulary, or has a value of the wrong type."""


class UnknownJurisdictionError(LawError):
    """No rulebook has the name asked for."""
