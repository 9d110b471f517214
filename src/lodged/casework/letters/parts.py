"""The record in the words of letters: who, which detainer, which notices, where the journal stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from lodged.documents import letters
from lodged.documents.letters import Authority, Custodian, DetainerDetails, NoticeDetails, PersonDetails
from lodged.documents.letters import Document as LetterDocument
from lodged.journal.tree import Frontier
from lodged.law import Action, Outcome
from lodged.register.acts import ACTS, ChangeBasis, NotifyCommitment
from lodged.register.decisions import NoRulebookError, decide_for
from lodged.register.history import opened
from lodged.register.lifecycle.stays import stay_status
from lodged.register.models import Agency, Detainer, Document, Event, JournalFrontier, Person, Stay, User
from lodged.register.vocabulary import CustodyBasis

SIGNED = "Signature, date and time"


def headed(document: LetterDocument, agency: Agency) -> LetterDocument:
    """Return a letter under its agency's letterhead."""
    return replace(document, letterhead=tuple(agency.letterhead.splitlines()))


def signed(document: LetterDocument, officer: User) -> LetterDocument:
    """Return a letter with a line for its officer to sign on: name, title and the number to call back."""
    return replace(document, signature=(SIGNED, officer_line(officer)))


def officer_line(officer: User) -> str:
    """Return an officer's name, title and the number to call back, as far as they are recorded."""
    call_back = f"call back {officer.phone}" if officer.phone else ""
    return ", ".join(filter(None, (officer.written_name, officer.title, call_back)))


NOBODY_SPEAKS = Authority(Outcome.UNKNOWN)
"""What is said where no rulebook speaks for the place."""


def custodian_of(stay: Stay) -> Custodian:
    """Return who holds the person."""
    return Custodian(stay.facility.agency.name, stay.facility.name, stay.facility.zone)


def person_details(person: Person) -> PersonDetails:
    """Return what each source said of who the person is."""
    return PersonDetails(
        tuple(dict.fromkeys(str(name) for name in person.names.order_by("pk"))),
        tuple(dict.fromkeys(person.birth_dates.order_by("pk").values_list("value", flat=True))),
        tuple(
            dict.fromkeys(
                (one.get_kind_display().partition(",")[0], one.value)
                for one in person.identifiers.order_by("pk")
            )
        ),
    )


def detainer_details(detainer: Detainer) -> DetainerDetails:
    """Return a detainer as recorded."""
    return DetainerDetails(
        detainer.form, detainer.issued_by, detainer.received_at, detainer.reference, detainer.issued_on
    )


def hold_and_notify(stay: Stay, detainer: Detainer, at: datetime) -> tuple[Authority, Authority]:
    """Return what the law says of keeping the person past release on the detainer alone, and of telling ICE."""
    try:
        decision = decide_for(stay, detainer, at, at_release=True)
    except NoRulebookError:
        return NOBODY_SPEAKS, NOBODY_SPEAKS
    return (
        letters.authority(decision, Action.HOLD_DETAINER_ONLY),
        letters.authority(decision, Action.NOTIFY_RELEASE),
    )


def notice_details(detainer: Detainer) -> tuple[NoticeDetails, ...]:
    """Return the notices given or attempted, with their answers."""
    return tuple(
        NoticeDetails(
            notice.given_at,
            notice.get_channel_display(),
            notice.sent_to,
            notice.given_by,
            notice.delivered,
            notice.release_at,
            notice.get_answer_display() if notice.answer else "",
            notice.answered_at,
        )
        for notice in detainer.notices.order_by("given_at")
        if notice.given_at is not None
    )


def journal_place(detainer: Detainer) -> letters.JournalPlace:
    """Return where the journal stands now, and its newest entry about the detainer."""
    newest = Event.objects.filter(detainer_id=detainer.id).order_by("-index").first()
    if newest is None:
        raise ValueError("A detainer in the register has an event.")
    edge = JournalFrontier.objects.get()
    root = Frontier.from_bytes(edge.size, bytes(edge.nodes)).root().hex()
    return letters.JournalPlace(newest.index, str(newest.id), edge.size, root)


def custody_facts(stay: Stay, at: datetime) -> tuple[tuple[str, str], ...]:
    """Return the stay as it stands, each fact as recorded."""
    moment = custodian_of(stay).moment
    return (
        ("Booking number", stay.booking_number),
        ("Facility", stay.facility.name),
        ("Status", stay_status(stay.facts(), at).value),
        ("Basis of custody", stay.get_basis_display()),
        ("Booked", moment(stay.booked_at)),
        ("Planned release", moment(stay.planned_for) if stay.planned_for else "none recorded"),
        ("Entitled to release from", moment(stay.entitled_at) if stay.entitled_at else "not recorded"),
        ("Custody ended", moment(stay.departed_at) if stay.departed_at else "not recorded"),
        ("How it ended", stay.get_departure_display() or "not recorded"),
    )


def committed_on(stay: Stay) -> date | None:
    """Return the day from which the person serves a sentence here; None where the record doesn't say that they do."""
    if stay.basis != CustodyBasis.SENTENCE:
        return None
    changes = Event.objects.filter(stay_id=stay.id, name=ChangeBasis.name).order_by("-occurred_at")
    began = changes.values_list("occurred_at", flat=True).first() or stay.booked_at
    return began.astimezone(stay.facility.zone).date()


def commitment_notice(stay: Stay) -> NotifyCommitment | None:
    """Return the newest notice at commitment, with its items as they were told; None where none is on record."""
    events = Event.objects.filter(stay_id=stay.id, name=NotifyCommitment.name).order_by("-index")
    return next((act for act in opened(events) if isinstance(act, NotifyCommitment)), None)


def papers_kept(detainers: Iterable[Detainer], zone: ZoneInfo) -> tuple[tuple[str, str, str], ...]:
    """Return the files that came with the detainers: what, when received, SHA-256."""
    rows = []
    for detainer in detainers:
        if not detainer.document_sha256:
            continue
        kept = Document.objects.filter(sha256=detainer.document_sha256).exists()
        what = f"{detainer.form}{'' if kept else ' (the file is no longer kept)'}"
        rows.append(
            (what, f"{detainer.received_at.astimezone(zone):%Y-%m-%d %H:%M}", detainer.document_sha256)
        )
    return tuple(rows)


def event_words(name: str) -> str:
    """Return what an act is, from its own docstring's first sentence."""
    kind = ACTS.get(name)
    words = (kind.__doc__ or name).splitlines()[0] if kind else name
    return words.partition(";")[0].rstrip(".")
