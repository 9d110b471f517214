"""The cover of a fax: whom it is for, from whom, and the letter after it. The cover names nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lodged.documents.letters.document import Block, Document, Facts, Heading, Note, PageBreak, Paragraph
from lodged.documents.letters.parties import NOT_RECORDED, Custodian


@dataclass(frozen=True)
class FaxCover:
    """A cover before a letter. The letter itself follows, from a new page on."""

    custodian: Custodian
    office: str
    fax: str
    booking_number: str
    made_at: datetime
    made_by: str
    callback: str
    """The number on which the receiver answers; empty where none is recorded."""
    letter: Document

    def document(self) -> Document:
        """Return the cover with the letter after it."""
        blocks: tuple[Block, ...] = (
            Facts(
                (
                    ("To", self.office),
                    ("Fax", self.fax),
                    ("From", f"{self.custodian.sender}, {self.made_by}"),
                    ("Call back", self.callback or NOT_RECORDED),
                    ("Date and time", self.custodian.moment(self.made_at)),
                    ("About", f"{self.letter.title}, booking {self.booking_number}"),
                )
            ),
            Paragraph(
                "Please answer at the number above: say whether you are coming, and when.", strong=True
            ),
            Note(
                "The pages after this one hold private data on a person in custody. If this fax reached you in error, "
                "call the number above and destroy the pages."
            ),
            PageBreak(),
            Heading(self.letter.title),
            *self.letter.blocks,
        )
        return Document(
            title="Fax",
            sender=self.custodian.sender,
            made_at=self.made_at.astimezone(self.custodian.zone),
            blocks=blocks,
            footing=f"Fax, booking {self.booking_number}",
        )
