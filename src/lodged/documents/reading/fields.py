"""A detainer whose PDF has form fields: their values, found by the fields' own names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader
from pypdf.generic import IndirectObject, NameObject

from lodged.core.folding import comparison_key
from lodged.documents.reading.form import Box, BoxSeen, FormReading, How, Item, Place, Tick, Value

_MOST_ABOVE = 20
"""How many fields may stand above one another; more is a loop or an attack."""

# Folded words of a field's name or tooltip; the first that fits decides, so the longer names come first.
_ITEMS: tuple[tuple[str, Item], ...] = (
    ("signature", Item.SIGNATURE),
    ("subjectid", Item.SUBJECT_ID),
    ("event", Item.EVENT),
    ("fileno", Item.FILE_NUMBER),
    ("filenumber", Item.FILE_NUMBER),
    ("dateofbirth", Item.BIRTH),
    ("dob", Item.BIRTH),
    ("citizenship", Item.CITIZENSHIP),
    ("sex", Item.SEX),
    ("cancel", Item.CANCELS),
    ("telephone", Item.TELEPHONE),
    ("phone", Item.TELEPHONE),
    ("calling", Item.TELEPHONE),
    ("officer", Item.OFFICER),
    ("nameofalien", Item.NAME),
    ("nameofsubject", Item.NAME),
    ("subjectname", Item.NAME),
)
_WHOLE: dict[str, Item] = {
    "date": Item.DATE,
    "to": Item.TO,
    "from": Item.FROM,
    "name": Item.NAME,
    "institution": Item.TO,
    "dhsoffice": Item.FROM,
    "dateissued": Item.DATE,
    "dateofissuance": Item.DATE,
}
_BOXES: tuple[tuple[str, Box], ...] = (
    ("finalorder", Box.FINAL_ORDER),
    ("pendency", Box.PENDING_PROCEEDINGS),
    ("pending", Box.PENDING_PROCEEDINGS),
    ("ongoingremoval", Box.PENDING_PROCEEDINGS),
    ("biometric", Box.BIOMETRICS),
    ("statements", Box.STATEMENTS),
    ("resume", Box.RESUMES_CUSTODY),
    ("transferred", Box.RESUMES_CUSTODY),
    ("box2", Box.RESUMES_CUSTODY),
)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a page: the names it goes by, its kind (``/Tx``, ``/Btn``, ``/Sig``) and its value."""

    page: int
    name: str
    tooltip: str
    kind: str
    value: str
    signed: bool = False

    @property
    def ticked(self) -> bool:
        """Whether a box is ticked."""
        return self.value not in {"", "Off"}


def fields_of(reader: PdfReader) -> Iterator[Field]:
    """Yield every field of every page, in the order of the file."""
    for number, page in enumerate(reader.pages, 1):
        for annotation in _resolved(page.get("/Annots")) or ():
            widget = _resolved(annotation)
            if isinstance(widget, dict) and widget.get("/Subtype") == "/Widget":
                yield _field(widget, number)


def read_fields(fields: list[Field], pages: int) -> FormReading:
    """Return a reading from form fields; blanks left empty are not in it."""
    values: dict[Item, Value] = {}
    boxes: dict[Box, BoxSeen] = {}
    other = []
    for field in fields:
        place = Place(field.page, field=field.name)
        box, item = _box(field), _item(field)
        if box is not None:
            boxes[box] = BoxSeen(Tick.TICKED if field.ticked else Tick.EMPTY, place)
        elif item is not None and field.value and item not in values:
            values[item] = Value(field.value, place)
        elif field.value and (field.kind != "/Btn" or field.ticked):
            other.append(Value(field.value, place))
    return FormReading(How.FIELDS, pages, values=values, boxes=boxes, other=tuple(other))


def _item(field: Field) -> Item | None:
    if field.kind == "/Btn":
        return None
    if field.kind == "/Sig":
        return Item.SIGNATURE
    for words in (field.name.rpartition(".")[2], field.tooltip, field.name):
        folded = comparison_key(words).removesuffix("0")
        if folded in _WHOLE:
            return _WHOLE[folded]
        for beginning, item in _ITEMS:
            if beginning in folded:
                return item
    return None


def _box(field: Field) -> Box | None:
    if field.kind != "/Btn":
        return None
    words = comparison_key(f"{field.name} {field.tooltip}")
    return next((box for part, box in _BOXES if part in words), None)


def _field(widget: dict[str, Any], page: int) -> Field:
    names, kind, value, tooltip = [], "", None, ""
    above: Any = widget
    for _ in range(_MOST_ABOVE):
        if not isinstance(above, dict):
            break
        if "/T" in above:
            names.append(str(above["/T"]))
        kind = kind or str(above.get("/FT", ""))
        tooltip = tooltip or str(above.get("/TU", ""))
        value = above.get("/V") if value is None else value
        above = _resolved(above.get("/Parent"))
    if kind == "/Btn":
        value = widget.get("/AS", value)
    return Field(page, ".".join(reversed(names)), tooltip, kind, _text(value, kind))


def _text(value: Any, kind: str) -> str:
    value = _resolved(value)
    if value is None:
        return ""
    if kind == "/Sig":
        signer = value.get("/Name", "") if isinstance(value, dict) else ""
        return f"signed electronically {signer}".strip()
    if isinstance(value, list):
        return ", ".join(str(_resolved(item)) for item in value)
    words = str(value).removeprefix("/") if isinstance(value, NameObject) else str(value)
    return " ".join(words.split())


def _resolved(value: Any) -> Any:
    return value.get_object() if isinstance(value, IndirectObject) else value
