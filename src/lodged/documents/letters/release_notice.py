"""The notice of a coming release to the office that issued the detainer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lodged.documents.letters.document import Block, Document, Facts, Heading, Note, Paragraph
from lodged.documents.letters.parties import (
    NOT_ADVICE,
    NOT_RECORDED,
    Authority,
    Custodian,
    DetainerDetails,
    PersonDetails,
)
from lodged.law import Outcome

_AFTER = {
    Outcome.PROHIBITED: "The law that applies here does not allow this facility to keep the person after that time on "
    "the detainer alone.",
    Outcome.PERMITTED: "The law that applies here allows, and does not oblige, this facility to keep the person for a "
    "limited time on the detainer.",
    Outcome.REQUIRED: "The law that applies here obliges this facility to keep the person for a limited time on the "
    "detainer.",
    Outcome.SILENT: "No rule here speaks of keeping a person on a detainer alone; this facility has no authority to.",
    Outcome.UNSETTLED: "It is not settled whether this facility may keep a person on a detainer alone; it has no clear "
    "authority to.",
    Outcome.NOT_RESEARCHED: "Whether this facility may keep a person on a detainer alone was not researched; it has no "
    "known authority to.",
    Outcome.UNKNOWN: "The facts recorded don't show any authority to keep the person after that time on the detainer "
    "alone.",
}


@dataclass(frozen=True)
class ReleaseNotice:
    """What the office is told. ``basis`` is why the person is to be released, where that is recorded."""

    custodian: Custodian
    person: PersonDetails
    booking_number: str
    detainer: DetainerDetails
    release_at: datetime
    sent_to: str
    made_at: datetime
    made_by: str
    hold: Authority
    notify: Authority
    basis: str = ""
    possible_repeat: bool = False
    """Whether the same notice may have arrived already."""

    def document(self) -> Document:
        """Return the letter."""
        moment = self.custodian.moment
        when = moment(self.release_at)
        blocks: list[Block] = []
        if self.possible_repeat:
            blocks.append(
                Paragraph("You may have received this notice already. It is the same notice, sent again.")
            )
        blocks += [
            Paragraph(f"To: {self.sent_to}"),
            Paragraph(f"Planned release: {when}", strong=True),
            Paragraph(
                f"{self.custodian.facility} holds the person named below. You asked by a detainer to be told of the "
                f"coming release. It is planned for {when}."
            ),
            Paragraph(_AFTER[self.hold.outcome]),
            Paragraph("Please answer this notice: say whether you are coming, and when."),
            Heading("The person"),
            Facts((*self.person.facts(), ("Booking number", self.booking_number))),
            Heading("The release"),
            Facts(
                (
                    ("Where", self.custodian.facility),
                    ("When", when),
                    ("Why", self.basis or f"{NOT_RECORDED}; the release is planned"),
                )
            ),
            Heading("The detainer"),
            Facts(self.detainer.facts(self.custodian)),
            Heading("What this rests on"),
            Facts(
                (
                    (f"Telling you of the release ({self.notify.outcome.value})", self.notify.sources),
                    (
                        f"Keeping the person on the detainer alone ({self.hold.outcome.value})",
                        self.hold.sources,
                    ),
                    ("Given by", self.made_by),
                    ("Given at", moment(self.made_at)),
                )
            ),
            Note(f"This notice says nothing about anyone's citizenship or immigration status. {NOT_ADVICE}"),
        ]
        return Document(
            title="Notice of a coming release",
            sender=self.custodian.sender,
            made_at=self.made_at.astimezone(self.custodian.zone),
            blocks=tuple(blocks),
            footing=f"Notice of a coming release, booking {self.booking_number}",
        )
