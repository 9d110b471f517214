"""The no-show certificate: ICE was told, nobody came, and the person left on time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lodged.documents.letters.document import Document, Facts, Heading, Note, Paragraph, Table
from lodged.documents.letters.parties import (
    NOT_ADVICE,
    NOT_RECORDED,
    Custodian,
    DetainerDetails,
    PersonDetails,
)


@dataclass(frozen=True)
class NoticeDetails:
    """One notice as recorded, with the answer to it."""

    given_at: datetime
    channel: str
    sent_to: str
    given_by: str
    delivered: bool
    release_at: datetime
    answer: str = ""
    answered_at: datetime | None = None

    def row(self, custodian: Custodian) -> tuple[str, ...]:
        """For a table with :data:`NOTICE_COLUMNS`."""
        answer = self.answer or "none recorded"
        if self.answered_at is not None:
            answer += f", {custodian.moment(self.answered_at)}"
        return (
            custodian.moment(self.given_at),
            f"{self.channel} to {self.sent_to or NOT_RECORDED}",
            "yes" if self.delivered else "no",
            custodian.moment(self.release_at),
            answer,
        )


NOTICE_COLUMNS = ("Given", "How", "Delivered", "Release time given", "Answer")
NOTICE_WIDTHS = (4, 5, 3, 4, 4)


@dataclass(frozen=True)
class NoShow:
    """What was recorded: the notices, that ICE did not come, and when custody ended."""

    custodian: Custodian
    person: PersonDetails
    booking_number: str
    detainer: DetainerDetails
    notices: tuple[NoticeDetails, ...]
    did_not_come_at: datetime
    entitled_at: datetime | None
    released_at: datetime | None
    made_at: datetime
    made_by: str

    def document(self) -> Document:
        """Return the letter."""
        moment = self.custodian.moment
        return Document(
            title="Certificate that ICE did not come",
            sender=self.custodian.sender,
            made_at=self.made_at.astimezone(self.custodian.zone),
            footing=f"Certificate that ICE did not come, booking {self.booking_number}",
            blocks=(
                Paragraph(
                    "It is recorded that U.S. Immigration and Customs Enforcement (ICE) was told of the coming "
                    f"release and had not come by {moment(self.did_not_come_at)}.",
                    strong=True,
                ),
                Facts(
                    (
                        ("Entitled to release from", _at(self.custodian, self.entitled_at)),
                        ("Recorded that ICE did not come", moment(self.did_not_come_at)),
                        ("Released", _at(self.custodian, self.released_at)),
                    )
                ),
                Table(
                    "Notices given",
                    NOTICE_COLUMNS,
                    tuple(notice.row(self.custodian) for notice in self.notices),
                    NOTICE_WIDTHS,
                ),
                Heading("The person"),
                Facts((*self.person.facts(), ("Booking number", self.booking_number))),
                Heading("The detainer"),
                Facts(self.detainer.facts(self.custodian)),
                Note(f"Made from the record at {moment(self.made_at)}. {NOT_ADVICE}"),
            ),
        )


def _at(custodian: Custodian, at: datetime | None) -> str:
    return custodian.moment(at) if at is not None else NOT_RECORDED
