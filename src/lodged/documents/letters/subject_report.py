"""The data-subject report: everything held about the person, table by table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lodged.documents.letters.document import Block, Document, Facts, Heading, Note, Paragraph
from lodged.documents.letters.parties import Custodian


@dataclass(frozen=True)
class Section:
    """One table of the record: what it is, and each row as names and values."""

    title: str
    rows: tuple[tuple[tuple[str, str], ...], ...]
    why: str = ""
    """What the table is for, in a sentence."""


@dataclass(frozen=True)
class SubjectReport:
    """All sections, the empty ones too: that nothing is held is an answer."""

    custodian: Custodian
    subject: str
    sections: tuple[Section, ...]
    made_at: datetime
    made_by: str
    left_out: tuple[tuple[str, str], ...] = ()
    """Columns that are not shown, with the reason."""

    def document(self) -> Document:
        """Return the letter."""
        held = sum(len(section.rows) for section in self.sections)
        blocks: list[Block] = [
            Paragraph(
                f"This is everything that {self.custodian.agency} holds in this register about the person named "
                f"[{self.subject}]: {held} rows of {sum(1 for s in self.sections if s.rows)} tables. Times are of "
                f"{self.custodian.zone.key}."
            ),
            Paragraph(
                "If something is wrong, say so to the agency: it is corrected by a new entry, and what was "
                "there before stays readable."
            ),
        ]
        for section in self.sections:
            blocks.append(Heading(section.title))
            if section.why:
                blocks.append(Paragraph(section.why))
            if not section.rows:
                blocks.append(Paragraph("Nothing is held."))
            for number, row in enumerate(section.rows, 1):
                if len(section.rows) > 1:
                    blocks.append(Heading(f"{section.title}, {number} of {len(section.rows)}", level=2))
                blocks.append(Facts(row))
        if self.left_out:
            blocks += [
                Heading("What is not shown"),
                Paragraph("These columns hold nothing about the person, or only the program's own numbers."),
                Facts(self.left_out),
            ]
        blocks.append(Note(f"Made by {self.made_by} at {self.custodian.moment(self.made_at)}."))
        return Document(
            title="Everything held about one person",
            sender=self.custodian.sender,
            made_at=self.made_at.astimezone(self.custodian.zone),
            blocks=tuple(blocks),
            footing="Data-subject report: personal data",
        )
