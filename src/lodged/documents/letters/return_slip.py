"""The return slip: a paper goes back to whoever sent it, with the reason and what would be needed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lodged.documents.letters.document import Block, Document, Facts, Heading, Note, Paragraph
from lodged.documents.letters.parties import NOT_RECORDED, Custodian


@dataclass(frozen=True)
class ReturnSlip:
    """What came, when, why it goes back. ``reason`` and ``remedy`` are full sentences."""

    custodian: Custodian
    sender: str
    received_at: datetime
    channel: str
    made_at: datetime
    made_by: str
    reason: str
    remedy: str
    name_on_form: str = ""
    reference: str = ""
    form: str = ""
    authority: str = ""
    """The law's sources, where the reason is the law."""
    sha256: str = ""

    def document(self) -> Document:
        """Return the letter."""
        blocks: list[Block] = [
            Paragraph(f"To: {self.sender or 'the sender'}"),
            Paragraph(self.reason, strong=True),
            Paragraph(self.remedy),
            Heading("The paper"),
            Facts(
                (
                    ("Form", self.form or NOT_RECORDED),
                    ("Number on the form", self.reference or NOT_RECORDED),
                    ("Name on the form", self.name_on_form or NOT_RECORDED),
                    ("Received here", self.custodian.moment(self.received_at)),
                    ("By", self.channel),
                    ("SHA-256 of the file received", self.sha256 or "no file was received"),
                )
            ),
            Heading("Returned"),
            Facts(
                (
                    ("By", self.made_by),
                    ("At", self.custodian.moment(self.made_at)),
                    *((("Sources", self.authority),) if self.authority else ()),
                )
            ),
            Note(
                "The receipt and the return are recorded. This slip does not say whether any person is or was held "
                "here, or anything about anyone's citizenship or immigration status."
            ),
        ]
        return Document(
            title="Return slip",
            sender=self.custodian.sender,
            made_at=self.made_at.astimezone(self.custodian.zone),
            blocks=tuple(blocks),
            footing=f"Return slip, {self.reference or 'no number'}",
        )
