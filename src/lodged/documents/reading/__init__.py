"""Read a detainer: what the file says, with the place of every value, for a person to confirm."""

from lodged.documents.reading.apart import picture_apart, read_apart
from lodged.documents.reading.form import Box, BoxSeen, FormReading, How, Item, Place, Tick, Value
from lodged.documents.reading.kinds import MAXIMUM_BYTES, DocumentKind, kind_of
from lodged.documents.reading.reader import read_form

__all__ = [
    "MAXIMUM_BYTES",
    "Box",
    "BoxSeen",
    "DocumentKind",
    "FormReading",
    "How",
    "Item",
    "Place",
    "Tick",
    "Value",
    "kind_of",
    "picture_apart",
    "read_apart",
    "read_form",
]
