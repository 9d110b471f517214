"""The person's copy: what the detainer is, what it asks, what the law here says, and what the person can do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lodged.documents.letters.document import (
    Block,
    Document,
    Facts,
    Heading,
    Items,
    Lines,
    Note,
    PageBreak,
    Paragraph,
)
from lodged.documents.letters.messages import words_in
from lodged.documents.letters.parties import Authority, Custodian, DetainerDetails, PersonDetails

_NOTICE_ONLY = frozenset({"I-247N"})
_NOT_STATED = "other"


@dataclass(frozen=True)
class PersonsCopy:
    """The explanation in one of the languages offered."""

    custodian: Custodian
    person: PersonDetails
    booking_number: str
    detainer: DetainerDetails
    made_at: datetime
    hold: Authority
    notify: Authority
    language: str = "en"

    def document(self) -> Document:
        """Return the letter; KeyError for a language that isn't offered."""
        words = words_in(self.language)
        say = words.say
        received = words.moment(self.detainer.received_at.astimezone(self.custodian.zone))
        what = [say("what.text", moment=received, form=self.detainer.form)]
        if self.detainer.reference:
            what.append(say("what.number", number=self.detainer.reference))
        facts = (
            (say("for"), self.person.name),
            (say("booking"), self.booking_number),
            (say("facility"), self.custodian.facility),
        )
        blocks: tuple[Block, ...] = (
            Facts(facts),
            Heading(say("what.heading")),
            Paragraph(" ".join(what)),
            Heading(say("asks.heading")),
            Paragraph(say(_asks(self.detainer.form))),
            Heading(say("law.heading")),
            Paragraph(say(f"law.hold.{self.hold.outcome.value}"), strong=True),
            Note(say("law.source", citations=self.hold.sources)),
            Paragraph(say(f"law.notify.{self.notify.outcome.value}")),
            Note(say("law.source", citations=self.notify.sources)),
            Heading(say("not.heading")),
            Items((say("not.charge"), say("not.status"))),
            Heading(say("citizen.heading")),
            Paragraph(say("citizen.text"), strong=True),
            Heading(say("may.heading")),
            Items(tuple(say(f"may.{what}") for what in ("sign", "lawyer", "file", "mistake"))),
            Note(say("advice")),
            # The first page is the person's to keep; this one goes into the file.
            PageBreak(),
            Heading(say("receipt.heading")),
            Facts(facts),
            Lines(
                (say("receipt.person"), say("receipt.refused"), say("receipt.officer")), say("receipt.text")
            ),
        )
        return Document(
            title=say("title"),
            sender=self.custodian.sender,
            made_at=self.made_at.astimezone(self.custodian.zone),
            blocks=blocks,
            language=self.language,
            footing=f"{say('booking')} {self.booking_number}",
        )


def _asks(form: str) -> str:
    if form == _NOT_STATED:
        return "asks.unknown"
    return "asks.notice" if form in _NOTICE_ONLY else "asks.hold"
