"""A received form: kept, read, confirmed by a person, then recorded, kept on file or returned."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db.models import QuerySet
from django.utils import timezone

from lodged.casework import detainers
from lodged.casework.deeds import Done
from lodged.casework.detainers import DetainerReceived, PersonOnForm, WarrantReceived
from lodged.casework.moments import span
from lodged.core.errors import LodgedError
from lodged.core.json import from_json, to_json
from lodged.documents.completeness import Finding, Signer
from lodged.documents.reading import FormReading, kind_of, read_apart
from lodged.register import acts, documents
from lodged.register import vocabulary as words
from lodged.register.acting import acting_as
from lodged.register.actor import Actor
from lodged.register.models import Detainer, Document, Event, Facility, Paper, Stay
from lodged.register.services import record

TARGET = timedelta(hours=4)
"""From receipt to record, as California's prisons have it (CDCR Operations Manual 72040): our target, no duty here."""


@dataclass(frozen=True)
class FormAnswers:
    """What a person confirmed on a form: what it asks, whom it names, who signed."""

    form: words.FormFamily
    form_version: str
    last_name: str
    first_name: str
    born: date | None
    file_number: str
    subject_id: str
    reference: str
    addressed_to: str
    issued_by: str
    issued_on: date | None
    grounds: tuple[words.ProbableCause, ...]
    box_2: bool
    signed: bool
    warrant: words.WarrantKind | None
    warrant_signer: Signer | None
    warrant_signed_by: str
    warrant_signed_on: date | None
    issuer_phone: str = ""
    """The number it says to call; forms confirmed before it was asked have none."""

    def person(self) -> PersonOnForm:
        """Return what the form says of the person."""
        numbers = (
            (words.IdentifierKind.A_NUMBER, self.file_number),
            (words.IdentifierKind.SUBJECT_ID, self.subject_id),
        )
        identifiers = tuple(acts.Identifier(kind, value) for kind, value in numbers if value)
        return PersonOnForm(self.last_name, self.first_name, self.born, identifiers)

    def received(self, paper: Paper) -> DetainerReceived:
        """Return the detainer as it was received with `paper`."""
        warrant = None
        if self.warrant is not None and self.warrant_signer is not None:
            warrant = WarrantReceived(
                self.warrant, self.warrant_signer, self.warrant_signed_by, self.warrant_signed_on
            )
        return DetainerReceived(
            form=self.form,
            channel=words.Channel.of(paper.channel),
            issued_by=self.issued_by,
            issued_on=self.issued_on,
            issuer_phone=self.issuer_phone,
            form_version=self.form_version,
            reference=self.reference,
            grounds=self.grounds,
            box_2=self.box_2,
            signed=self.signed,
            warrant=warrant,
            document_sha256=paper.document_sha256 or None,
            paper=paper.id,
        )


class ReceivedBeforeError(LodgedError):
    """The same file was received before; ``paper`` is the earlier receipt."""

    def __init__(self, words: str, paper: UUID) -> None:
        """Remember which."""
        super().__init__(words)
        self.paper = paper


@dataclass(frozen=True)
class Clock:
    """How long a paper has waited for its record, or took to it."""

    due_at: datetime
    took: timedelta
    is_waiting: bool

    @property
    def is_late(self) -> bool:
        """Whether the target is missed."""
        return self.took > TARGET

    @property
    def words(self) -> str:
        """In words: hours and minutes."""
        left = TARGET - self.took
        if not self.is_waiting:
            return f"recorded {span(self.took)} after receipt" + (
                ", over the four hours" if self.is_late else ""
            )
        return (
            f"{span(-left)} over the four hours" if self.is_late else f"{span(left)} left of the four hours"
        )


def clock(paper: Paper) -> Clock:
    """Return the clock of a paper, now or when it was settled."""
    until = paper.settled_at or timezone.now()
    return Clock(paper.received_at + TARGET, until - paper.received_at, paper.is_waiting)


def waiting() -> QuerySet[Paper]:
    """Return papers nobody has decided on, the longest waiting first, as far as whoever is acting may see them."""
    return (
        Paper.objects.filter(outcome=words.PaperOutcome.WAITING)
        .select_related("facility", "received_by")
        .order_by("received_at")
    )


def receive(
    actor: Actor,
    facility: Facility,
    channel: words.Channel,
    at: datetime,
    *,
    content: bytes | None = None,
    name: str = "document",
    again: bool = False,
) -> Paper:
    """Keep a paper that came, and read it where it is a file.

    Raises UnreadableFileError, and nothing is kept, for a file that is no paper; ReceivedBeforeError where the same
    file is here already, unless `again`.
    """
    kind = kind_of(content, name) if content is not None else None
    reading = read_apart(content, name) if content is not None else None
    with acting_as(actor):
        document = None
        if content is not None and kind is not None and reading is not None:
            document = documents.keep(actor, content, kind.value, reading.pages)
            before = Paper.objects.filter(document_sha256=document.sha256).order_by("-received_at").first()
            if before is not None and not again:
                when = before.received_at.astimezone(facility.zone)
                raise ReceivedBeforeError(
                    f"The same file was received on {when:%Y-%m-%d %H:%M}; nothing new was made. Open that one, or "
                    "check the box that this is a second copy.",
                    before.id,
                )
        act = acts.ReceivePaper(
            at=at,
            person=uuid4(),
            paper=uuid4(),
            facility=facility.id,
            channel=channel,
            document_sha256=document.sha256 if document else None,
        )
        record(actor, act)
        _keep(act.paper, _Kept(reading))
        return Paper.objects.get(pk=act.paper)


def reading_of(paper: Paper) -> FormReading | None:
    """Return what was read from its file; None where there is none."""
    return _kept(paper).reading


def answers_of(paper: Paper) -> FormAnswers | None:
    """Return what a person confirmed; None where nobody has yet."""
    return _kept(paper).answers


def confirm(actor: Actor, paper: Paper, answers: FormAnswers) -> None:
    """Keep the answers of a person who looked at the form."""
    with acting_as(actor):
        _keep(paper.id, replace(_kept(paper), answers=answers))


def findings(paper: Paper, answers: FormAnswers) -> tuple[Finding, ...]:
    """Return what is missing on the form, with what to do."""
    return answers.received(paper).findings(paper.received_at.astimezone(paper.facility.zone).date())


def lodge(
    actor: Actor, paper: Paper, answers: FormAnswers, stay: Stay, *, supersedes: Detainer | None = None
) -> Done:
    """Record the form as a detainer, with its warrant, what it says of the person, and what it takes the place of.

    Raises as :func:`~lodged.casework.deeds.perform`, also where the form was settled meanwhile.
    """
    return detainers.lodge(
        actor,
        stay.id,
        paper.received_at,
        answers.received(paper),
        person=answers.person(),
        supersedes=supersedes.id if supersedes else None,
    )


def keep(actor: Actor, paper: Paper, answers: FormAnswers, stay: Stay, reason: words.DeclineReason) -> Done:
    """Keep the form on file without honoring it; raises as :func:`lodge`."""
    return detainers.keep_refused(actor, stay.id, paper.received_at, answers.received(paper), reason)


def give_back(
    actor: Actor, paper: Paper, answers: FormAnswers | None, reason: words.ReturnReason, note: str = ""
) -> Event:
    """Return the form to its sender; what the slip needs is kept with the receipt. Raises as :func:`lodge`."""
    names = (answers.last_name, answers.first_name) if answers else ()
    act = acts.ReturnPaper(
        at=timezone.now(),
        person=paper.person,
        paper=paper.id,
        reason=reason,
        sent_by=answers.issued_by if answers else "",
        form=answers.form if answers else words.FormFamily.NOT_STATED,
        name_on_form=", ".join(part for part in names if part),
        reference=answers.reference if answers else "",
        note=note,
    )
    with acting_as(actor):
        # What was read goes; the slip needs what was confirmed.
        _keep(paper.id, _Kept(answers=answers))
        return record(actor, act)


def document_of(paper: Paper) -> Document | None:
    """Return the file of a paper, where it has one that is still kept."""
    return documents.named(paper.document_sha256)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of a form until it is settled: what was read from its file, and what a person confirmed."""

    reading: FormReading | None = None
    answers: FormAnswers | None = None


def _kept(paper: Paper) -> _Kept:
    return from_json(_Kept, bytes(paper.said)) if paper.said else _Kept()


def _keep(paper: UUID, kept: _Kept) -> None:
    Paper.objects.filter(pk=paper, outcome=words.PaperOutcome.WAITING).update(said=to_json(kept))
