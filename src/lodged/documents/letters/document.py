"""A letter as data: headings, paragraphs, facts and tables, in reading order; the template lays them out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lodged.core.json import Plain, as_object


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within the letter; the first level is 1."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``strong`` for the one thing that mustn't be missed."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """Small words at the end: what the letter rests on, and what it is not."""

    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and their values, in order."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list, numbered where the order counts."""

    texts: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption and the names of its columns. ``widths`` are shares of the line, one a column."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines to write on by hand, each with what belongs there; they and the words before them stay together."""

    labels: tuple[str, ...]
    intro: str = ""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


Block = Heading | Paragraph | Note | Facts | Items | Table | Lines | PageBreak


@dataclass(frozen=True)
class Document:
    """One letter. ``made_at`` is an aware time in the facility's zone; the same document gives the same bytes."""

    title: str
    sender: str
    made_at: datetime
    blocks: tuple[Block, ...]
    language: str = "en"
    footing: str = ""
    """One line at the foot of each page, before the page's number."""
    letterhead: tuple[str, ...] = ()
    """Lines under the sender: the agency's address and numbers."""
    signature: tuple[str, ...] = ()
    """Under a line to sign on: the officer's name, title and the number to call back. Empty means no signature."""

    def to_json(self) -> dict[str, Plain]:
        """Return what the template reads."""
        return {
            "title": self.title,
            "sender": self.sender,
            "made_on": [self.made_at.year, self.made_at.month, self.made_at.day],
            "language": self.language,
            "footing": self.footing,
            "letterhead": list(self.letterhead),
            "signature": list(self.signature),
            "blocks": [_block(block) for block in self.blocks],
        }


def _block(block: Block) -> dict[str, Plain]:
    fields = {"kind": type(block).__name__.lower(), **as_object(block)}
    if isinstance(block, Table) and not block.widths:
        fields["widths"] = [1 for _ in block.header]
    return fields
