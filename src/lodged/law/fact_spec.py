"""What a fact of the vocabulary is: its type, its meaning, and which values it takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from lodged.core.yaml_with_lines import Place
from lodged.law.did_you_mean import did_you_mean


class FactType(Enum):
    """What kind of value a fact has."""

    ENUM = "enum"
    """One of the named values."""
    BOOLEAN = "boolean"
    """Yes or no."""
    TEXT = "text"
    """A short text, compared without regard to capitals."""
    NUMBER = "number"
    """A number."""
    ENUM_LIST = "enum_list"
    """Any of the named values, or none."""
    TEXT_LIST = "text_list"
    """Any short texts, or none."""

    @property
    def is_list(self) -> bool:
        """Whether the fact holds several values at once."""
        return self in (FactType.ENUM_LIST, FactType.TEXT_LIST)


class FactKind(Enum):
    """What it means that nobody stated a fact."""

    STATE = "state"
    """A state of the world: unstated it is unknown."""
    EVENT = "event"
    """Something that would be on file: while none is on file it counts as not having happened, and that is shown."""


_WANTED = {
    FactType.ENUM: "one of the values named",
    FactType.BOOLEAN: "true or false",
    FactType.TEXT: "text",
    FactType.NUMBER: "a number",
    FactType.ENUM_LIST: "a list of the values named",
    FactType.TEXT_LIST: "a list of texts",
}


@dataclass(frozen=True)
class FactSpec:
    """One fact of the vocabulary. ``values`` maps each value of a closed set to its meaning."""

    name: str
    type: FactType
    label: str
    meaning: str
    place: Place
    values: Mapping[str, str] = field(default_factory=dict)
    strongest: tuple[str, ...] = ()
    kind: FactKind = FactKind.STATE

    def mistake(self, value: object) -> str | None:
        """Return what is wrong with a value for this fact, or nothing where it is right."""
        if self.type.is_list:
            if not isinstance(value, list | tuple):
                return f"is {_kind(value)}, not {_WANTED[self.type]}."
            return next((mistake for item in value if (mistake := self.item_mistake(item))), None)
        return self.item_mistake(value)

    def item_mistake(self, value: object) -> str | None:
        """Return what is wrong with a single value (an item, where the fact is a list)."""
        if self.type is FactType.BOOLEAN:
            right = isinstance(value, bool)
        elif self.type is FactType.NUMBER:
            right = isinstance(value, int | float) and not isinstance(value, bool)
        else:
            right = isinstance(value, str) and value.strip() != ""
        if not right:
            return f"is {_kind(value)}, not {_WANTED[self.type]}."
        if self.values and value not in self.values:
            return f"is not a value of this fact. {did_you_mean(str(value), self.values)}"
        return None


def _kind(value: object) -> str:
    names = {bool: "true or false", str: "text", int: "a number", float: "a number", dict: "a mapping"}
    return "empty" if value is None else names.get(type(value), "a list")
