"""The print packet of one custody: its summary, history and letters as one document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from lodged.documents.letters.document import (
    Block,
    Document,
    Facts,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    Table,
)
from lodged.documents.letters.no_show import NOTICE_COLUMNS, NOTICE_WIDTHS, NoticeDetails
from lodged.documents.letters.parties import Custodian, DetainerDetails, PersonDetails


@dataclass(frozen=True)
class Line:
    """One act of the timeline."""

    at: datetime
    what: str
    by: str
    entry: int


@dataclass(frozen=True)
class Packet:
    """Everything about one custody; ``parts`` are letters, each on a page of its own."""

    custodian: Custodian
    person: PersonDetails
    stay: tuple[tuple[str, str], ...]
    detainers: tuple[tuple[DetainerDetails, str], ...]
    """Each with its status in words."""
    notices: tuple[NoticeDetails, ...]
    documents: tuple[tuple[str, str, str], ...]
    """Papers kept: what, when received, SHA-256."""
    timeline: tuple[Line, ...]
    made_at: datetime
    made_by: str
    booking_number: str
    parts: tuple[Document, ...] = ()

    def document(self) -> Document:
        """Return all of it in one."""
        return Document(
            title=f"Custody file, booking {self.booking_number}",
            sender=self.custodian.sender,
            made_at=self.made_at.astimezone(self.custodian.zone),
            blocks=tuple(self._blocks()),
            footing=f"Custody file, booking {self.booking_number}",
        )

    def _blocks(self) -> Iterator[Block]:
        moment = self.custodian.moment
        yield Paragraph(f"Printed from the record by {self.made_by} at {moment(self.made_at)}.")
        yield Heading("The person")
        yield Facts(self.person.facts())
        yield Heading("The stay")
        yield Facts(self.stay)
        yield Heading("Detainers")
        if not self.detainers:
            yield Paragraph("None is recorded.")
        for number, (detainer, status) in enumerate(self.detainers, 1):
            yield Heading(f"Detainer {number} of {len(self.detainers)}", level=2)
            yield Facts((("Status", status), *detainer.facts(self.custodian)))
        yield Heading("Notices to ICE")
        if self.notices:
            rows = tuple(notice.row(self.custodian) for notice in self.notices)
            yield Table("Notices given or attempted", NOTICE_COLUMNS, rows, NOTICE_WIDTHS)
        else:
            yield Paragraph("None is recorded.")
        yield Heading("Papers kept")
        if self.documents:
            yield Table(
                "Files, kept as they came", ("What", "Received", "SHA-256"), self.documents, (3, 3, 6)
            )
        else:
            yield Paragraph("No file is kept.")
        yield Heading("Timeline")
        yield Table(
            "Every act, in the order of the journal",
            ("Happened", "What", "By", "Journal entry"),
            tuple((moment(line.at), line.what, line.by, str(line.entry)) for line in self.timeline),
            (4, 5, 3, 2),
        )
        for part in self.parts:
            yield PageBreak()
            yield Heading(part.title)
            yield from _lowered(part.blocks)
        yield Note(
            "Made from the record. Papers kept as files are listed here and printed from their own files."
        )


def _lowered(blocks: tuple[Block, ...]) -> Iterator[Block]:
    for block in blocks:
        yield Heading(block.text, block.level + 1) if isinstance(block, Heading) else block
