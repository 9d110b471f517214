"""What was read from a detainer: each value as it stands on the paper, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from lodged.core.json import Plain


class Item(Enum):
    """A blank of the form. The value names it; :attr:`label` is how the paper prints it."""

    SUBJECT_ID = "subject_id"
    EVENT = "event"
    FILE_NUMBER = "file_number"
    DATE = "date"
    TO = "to"
    FROM = "from"
    NAME = "name"
    BIRTH = "date_of_birth"
    CITIZENSHIP = "citizenship"
    SEX = "sex"
    CANCELS = "cancels"
    OFFICER = "officer"
    SIGNATURE = "signature"
    TELEPHONE = "telephone"
    """Whom to call of a release: the number printed or typed beside ICE or CBP."""

    @property
    def label(self) -> str:
        """The words printed beside the blank."""
        return _LABELS[self]


_LABELS = {
    Item.SUBJECT_ID: "Subject ID",
    Item.EVENT: "Event #",
    Item.FILE_NUMBER: "File No",
    Item.DATE: "Date",
    Item.TO: "To",
    Item.FROM: "From",
    Item.NAME: "Name",
    Item.BIRTH: "Date of Birth",
    Item.CITIZENSHIP: "Citizenship",
    Item.SEX: "Sex",
    Item.CANCELS: "Cancels the detainer of",
    Item.OFFICER: "Name and title of Immigration Officer",
    Item.SIGNATURE: "Signature of Immigration Officer",
    Item.TELEPHONE: "Telephone to call before a release",
}


class Box(Enum):
    """A box that can be ticked: the four grounds of box 1, and box 2."""

    FINAL_ORDER = "final_order"
    """A final order of removal."""
    PENDING_PROCEEDINGS = "pending_proceedings"
    """Removal proceedings going on."""
    BIOMETRICS = "biometrics"
    """Biometric confirmation and a records check."""
    STATEMENTS = "statements"
    """Statements or other reliable evidence."""
    RESUMES_CUSTODY = "resumes_custody"
    """Box 2: DHS brought the person and means to resume custody."""

    @property
    def is_ground(self) -> bool:
        """Whether it belongs to box 1."""
        return self is not Box.RESUMES_CUSTODY


class Tick(Enum):
    """What can be seen of a box."""

    TICKED = "ticked"
    EMPTY = "empty"
    UNKNOWN = "unknown"
    """Nothing in the file says whether it is ticked: look at the page."""


class How(Enum):
    """How a document could be read."""

    FIELDS = "form fields"
    TEXT = "text"
    PICTURE = "picture"
    """It has no text: it is kept, and typed in by hand."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: the page (from 1), and the form field or the line of text (from 1)."""

    page: int
    field: str = ""
    line: int = 0
    words: str = ""
    """The line as it stands, for a person to compare."""

    def __str__(self) -> str:
        """Return where it is."""
        if self.field:
            return f"page {self.page}, field {self.field}"
        return f"page {self.page}, line {self.line}"


@dataclass(frozen=True, slots=True)
class Value:
    """A value as it stands on the paper; nothing is corrected in it."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class BoxSeen:
    """A box, and where its state was seen; no place where nothing says it."""

    tick: Tick
    place: Place | None = None


@dataclass(frozen=True)
class FormReading:
    """Everything read from one document. What isn't in it was not found, and nothing is guessed."""

    how: How
    pages: int
    form: str | None = None
    """The form's number as printed, for example ``I-247A``."""
    version: str = ""
    """The edition as printed, for example ``3/17``."""
    values: Mapping[Item, Value] | None = None
    boxes: Mapping[Box, BoxSeen] | None = None
    other: tuple[Value, ...] = ()
    """Fields that hold something and have no place in the list of items."""
    notes: tuple[str, ...] = ()
    """What a person should know of the reading itself."""

    def value(self, item: Item) -> Value | None:
        """Return the value of a blank, where it was found."""
        return (self.values or {}).get(item)

    def box(self, box: Box) -> BoxSeen:
        """Return what was seen of a box."""
        return (self.boxes or {}).get(box, BoxSeen(Tick.UNKNOWN))

    def to_json(self) -> dict[str, Plain]:
        """Write the reading as plain values; :meth:`from_json` reads them back."""
        return {
            "how": self.how.value,
            "pages": self.pages,
            "form": self.form,
            "version": self.version,
            "values": {item.value: _value_to_json(value) for item, value in (self.values or {}).items()},
            "boxes": {
                box.value: {"tick": seen.tick.value, "place": _place_to_json(seen.place)}
                for box, seen in (self.boxes or {}).items()
            },
            "other": [_value_to_json(value) for value in self.other],
            "notes": list(self.notes),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> FormReading:
        """Read what :meth:`to_json` wrote."""
        return cls(
            how=How(data["how"]),
            pages=data["pages"],
            form=data["form"],
            version=data["version"],
            values={Item(name): _value_from_json(value) for name, value in data["values"].items()},
            boxes={
                Box(name): BoxSeen(Tick(seen["tick"]), _place_from_json(seen["place"]))
                for name, seen in data["boxes"].items()
            },
            other=tuple(_value_from_json(value) for value in data["other"]),
            notes=tuple(data["notes"]),
        )


def _value_to_json(value: Value) -> dict[str, Plain]:
    return {"text": value.text, "place": _place_to_json(value.place)}


def _value_from_json(data: Mapping[str, Any]) -> Value:
    place = _place_from_json(data["place"])
    return Value(data["text"], place or Place(0))


def _place_to_json(place: Place | None) -> dict[str, Plain] | None:
    if place is None:
        return None
    return {"page": place.page, "field": place.field, "line": place.line, "words": place.words}


def _place_from_json(data: Mapping[str, Any] | None) -> Place | None:
    return None if data is None else Place(data["page"], data["field"], data["line"], data["words"])
