"""Papers from receipt to record: what the pages of intake do, without the pages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db.models import QuerySet
from django.utils import timezone

from lodged.desk.intake_forms import NO_WARRANT, answers_from_json, answers_to_json, confirmed
from lodged.desk.release.moments import span
from lodged.errors import LodgedError
from lodged.papers.completeness import Finding, Signer, check
from lodged.papers.reading import FormReading, kind_of, read_apart
from lodged.register import acts, documents
from lodged.register import vocabulary as words
from lodged.register.acting import acting_as
from lodged.register.models import Detainer, Document, Event, Facility, Paper, Stay, User
from lodged.register.sealed import lookup_text
from lodged.register.services import record, record_all

TARGET = timedelta(hours=4)
"""From receipt to record, as California's prisons have it (CDCR Operations Manual 72040): our target, no duty here."""


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
    """The clock of a paper, now or when it was settled."""
    until = paper.settled_at or timezone.now()
    return Clock(paper.received_at + TARGET, until - paper.received_at, paper.is_waiting)


def waiting() -> QuerySet[Paper]:
    """Papers nobody has decided on, the longest waiting first, as far as whoever is acting may see them."""
    return (
        Paper.objects.filter(outcome=words.PaperOutcome.WAITING)
        .select_related("facility", "received_by")
        .order_by("received_at")
    )


def receive(
    user: User,
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
    with acting_as(user):
        document = None
        if content is not None and kind is not None and reading is not None:
            document = documents.keep(user, content, kind.value, reading.pages)
            before = Paper.objects.filter(document_sha256=document.sha256).order_by("-received_at").first()
            if before is not None and not again:
                when = before.received_at.astimezone(facility.zone)
                raise ReceivedBeforeError(
                    f"The same file was received on {when:%Y-%m-%d %H:%M}; nothing new was made. Open that one, or "
                    "say that it came a second time.",
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
        record(user, act)
        _keep(act.paper, {"reading": reading.to_json() if reading else None, "answers": None})
        return Paper.objects.get(pk=act.paper)


def reading_of(paper: Paper) -> FormReading | None:
    """What was read from its file; None where there is none."""
    kept = paper.answers().get("reading")
    return FormReading.from_json(kept) if kept else None


def answers_of(paper: Paper) -> dict[str, Any] | None:
    """What a person confirmed; None where nobody has yet."""
    kept = paper.answers().get("answers")
    return answers_from_json(kept) if kept else None


def confirm(user: User, paper: Paper, said: Mapping[str, Any]) -> None:
    """Keep the answers of a person who looked at the paper."""
    with acting_as(user):
        _keep(paper.id, {**paper.answers(), "answers": answers_to_json(said)})


def findings(paper: Paper, said: Mapping[str, Any]) -> tuple[Finding, ...]:
    """What is missing on the paper, with what to do."""
    return check(confirmed(said), paper.received_at.astimezone(paper.facility.zone).date())


def lodge(
    user: User, paper: Paper, said: Mapping[str, Any], stay: Stay, *, supersedes: Detainer | None = None
) -> UUID:
    """Record the paper as a detainer, with its warrant, what it says of the person, and what it takes the place of.

    Raises as :func:`~lodged.register.services.record_all`, also where the paper was settled meanwhile.
    """
    detainer = uuid4()
    lodged = acts.Lodge(
        at=paper.received_at,
        detainer=detainer,
        stay=stay.id,
        form=words.FormFamily.of(said["form"]),
        form_version=said["form_version"],
        issued_on=said["issued_on"],
        issued_by=said["issued_by"],
        channel=words.Channel.of(paper.channel),
        received_by=user.get_full_name() or user.get_username(),
        probable_cause=tuple(words.ProbableCause.of(ground) for ground in said["grounds"]),
        resumes_custody=said["box_2"] == "yes",
        document_sha256=paper.document_sha256 or None,
        supersedes=supersedes.id if supersedes else None,
        reference=said["reference"],
        paper=paper.id,
        lacks=tuple(finding.id for finding in findings(paper, said)),
    )
    todo: list[acts.Act] = [*_described(stay, said), lodged, *_warrant(detainer, paper, said)]
    if supersedes is not None:
        at = max(paper.received_at, supersedes.received_at)
        todo.append(acts.Supersede(at=at, detainer=supersedes.id, by=detainer))
    record_all(user, todo)
    return detainer


def keep(user: User, paper: Paper, said: Mapping[str, Any], stay: Stay, reason: words.DeclineReason) -> UUID:
    """Keep the paper without honouring it; raises as :func:`lodge`."""
    detainer = uuid4()
    kept = acts.KeepRefused(
        at=paper.received_at,
        detainer=detainer,
        stay=stay.id,
        form=words.FormFamily.of(said["form"]),
        issued_by=said["issued_by"],
        channel=words.Channel.of(paper.channel),
        reason=reason,
        document_sha256=paper.document_sha256 or None,
        reference=said["reference"],
        paper=paper.id,
    )
    record_all(user, [kept, *_warrant(detainer, paper, said)])
    return detainer


def give_back(
    user: User, paper: Paper, said: Mapping[str, Any] | None, reason: words.ReturnReason, note: str = ""
) -> Event:
    """Return the paper to its sender; what the slip needs is kept with the paper. Raises as :func:`lodge`."""
    told = said or {}
    name = ", ".join(part for part in (told.get("last_name"), told.get("first_name")) if part)
    act = acts.ReturnPaper(
        at=timezone.now(),
        person=paper.person,
        paper=paper.id,
        reason=reason,
        sent_by=told.get("issued_by", ""),
        form=words.FormFamily.of(told["form"]) if told.get("form") else words.FormFamily.NOT_STATED,
        name_on_form=name,
        reference=told.get("reference", ""),
        note=note,
    )
    with acting_as(user):
        # What was read goes; the slip needs what was confirmed.
        _keep(paper.id, {"reading": None, "answers": answers_to_json(told)})
        return record(user, act)


def document_of(paper: Paper) -> Document | None:
    """The file of a paper, where it has one that is still kept."""
    return documents.named(paper.document_sha256)


def _keep(paper: UUID, said: Mapping[str, Any]) -> None:
    Paper.objects.filter(pk=paper, outcome=words.PaperOutcome.WAITING).update(said=json.dumps(said).encode())


def _described(stay: Stay, said: Mapping[str, Any]) -> Iterator[acts.Act]:
    """What the paper says of the person that the record doesn't have yet."""
    person = stay.person
    name = acts.Name(said["last_name"], said["first_name"], kind=words.NameKind.AS_ON_FORM)
    names = () if person.names.filter(last=name.last, first=name.first, middle="").exists() else (name,)
    born = said["born"]
    births = (born,) if born and not person.birth_dates.filter(value=born).exists() else ()
    held = {lookup_text(one.kind, one.value) for one in person.identifiers.all()}
    numbers = tuple(
        acts.Identifier(kind, said[field])
        for field, kind in (
            ("file_number", words.IdentifierKind.A_NUMBER),
            ("subject_id", words.IdentifierKind.SUBJECT_ID),
        )
        if said[field] and lookup_text(kind.value, said[field]) not in held
    )
    if names or births or numbers:
        yield acts.Describe(
            at=timezone.now(),
            person=person.id,
            source=words.Source.FORM,
            names=names,
            birth_dates=births,
            identifiers=numbers,
        )


def _warrant(detainer: UUID, paper: Paper, said: Mapping[str, Any]) -> Iterator[acts.Act]:
    """The warrant that came along; an unsigned paper is none."""
    if said["warrant"] == NO_WARRANT or said["warrant_signer"] == Signer.NOBODY.value:
        return
    yield acts.AttachWarrant(
        at=paper.received_at,
        detainer=detainer,
        kind=words.WarrantKind.of(said["warrant"]),
        signed_by=said["warrant_signed_by"],
        signed_on=said["warrant_signed_on"],
        document_sha256=paper.document_sha256 or None,
    )
