"""The notice at commitment that Minn. Stat. 631.50 asks for after a felony conviction: its four items, and no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from lodged.documents.letters.document import Document, Facts, Heading, Note, Paragraph
from lodged.documents.letters.parties import NOT_ADVICE, NOT_KNOWN, Authority, Custodian, PersonDetails, day


@dataclass(frozen=True)
class CommitmentNotice:
    """The four items as staff recorded them; an empty one is said as not known."""

    custodian: Custodian
    person: PersonDetails
    booking_number: str
    made_at: datetime
    made_by: str
    authority: Authority
    sent_to: str = ""
    committed_on: date | None = None
    reasons: str = ""
    length: str = ""
    country: str = ""
    last_entry: str = ""

    def document(self) -> Document:
        """Return the letter."""
        committed = f"{day(self.committed_on)}" if self.committed_on else NOT_KNOWN
        return Document(
            title="Notice at commitment",
            sender=self.custodian.sender,
            made_at=self.made_at.astimezone(self.custodian.zone),
            footing=f"Notice at commitment, booking {self.booking_number}",
            blocks=(
                Paragraph(f"To: {self.sent_to or 'the immigration officer of the district'}"),
                Paragraph(
                    "The law asks the head of an institution, or the sheriff, to tell the immigration officer of the "
                    "district four things about a person who is committed after a felony conviction and appears to be "
                    "a noncitizen. They are these, as far as they are known."
                ),
                Heading("The four items"),
                Facts(
                    (
                        ("1. Date of commitment", committed),
                        ("1. Reasons of commitment", self.reasons or NOT_KNOWN),
                        ("2. Length of commitment", self.length or NOT_KNOWN),
                        ("3. Country of citizenship", self.country or NOT_KNOWN),
                        (
                            "4. Date and port of last entry into the United States",
                            self.last_entry or NOT_KNOWN,
                        ),
                    )
                ),
                Heading("The person"),
                Facts((*self.person.facts(), ("Booking number", self.booking_number))),
                Heading("What this rests on"),
                Facts(
                    (
                        (f"Notice at commitment ({self.authority.outcome.value})", self.authority.sources),
                        ("Given by", self.made_by),
                        ("Given at", self.custodian.moment(self.made_at)),
                    )
                ),
                Note(
                    "The items are what the person or a paper said; they were not verified. Nothing was inferred from "
                    f"a name, a birthplace or a language. {NOT_ADVICE}"
                ),
            ),
        )
