"""Letters made from the record: each kind says which facts it needs, and is refused where they aren't recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from lodged.casework.intake import answers_of
from lodged.casework.letters.parts import (
    commitment_notice,
    committed_on,
    custodian_of,
    custody_facts,
    detainer_details,
    event_words,
    headed,
    hold_and_notify,
    journal_place,
    notice_details,
    officer_line,
    papers_kept,
    person_details,
    signed,
)
from lodged.core.errors import LodgedError
from lodged.documents import letters
from lodged.documents.letters import Document
from lodged.law import Action, Outcome, load_rulebooks
from lodged.register.decisions import NoRulebookError, decide_for
from lodged.register.expungement import about
from lodged.register.lifecycle.detainers import detainer_status
from lodged.register.models import Detainer, Event, IceContact, Paper, Stay, User
from lodged.register.subject import held_about, left_out
from lodged.register.vocabulary import DeclineReason, EntitlementBasis, PaperOutcome, ReturnReason

REMEDIES: Mapping[ReturnReason, str] = {
    ReturnReason.NOT_HELD: "Send it to whoever holds the person. A detainer is lodged with a custodian.",
    ReturnReason.WRONG_FACILITY: "Send it to the facility or agency that it is addressed to.",
    ReturnReason.WRONG_PERSON: "Check the name, the date of birth and the numbers, and send a corrected form.",
    ReturnReason.DUPLICATE: "Nothing more is needed. To change the earlier one, send a form that says so.",
    ReturnReason.UNREADABLE: "Send it again so that every line can be read.",
    ReturnReason.NOT_A_DETAINER: "If you meant to send a detainer, send the form itself.",
}


class LetterUnavailableError(LodgedError):
    """The record doesn't hold what the letter says; the message says what to record first."""


@dataclass(frozen=True)
class LetterRequest:
    """Which letter is asked for, by whom, when."""

    user: User
    stay: Stay
    at: datetime
    detainer: UUID | None = None
    """The detainer it is about; None means the newest that is open."""
    language: str = "en"
    contact: UUID | None = None
    """The office in the directory that a fax goes to."""


def letter(kind: str, request: LetterRequest) -> Document:
    """Return the letter of a kind; KeyError for no kind, LetterUnavailableError where the record lacks what it says."""
    made = headed(KINDS[kind](request), request.stay.facility.agency)
    return signed(made, request.user) if kind in SIGNED_KINDS else made


def detainer_of(request: LetterRequest) -> Detainer:
    """Return the detainer that a letter is about.

    Raises LetterUnavailableError where the stay has none, or not that one.
    """
    own = list(Detainer.objects.filter(stay=request.stay).select_related("stay").order_by("-received_at"))
    if request.detainer is not None:
        own = [detainer for detainer in own if detainer.id == request.detainer]
    open_ones = [one for one in own if one.lifted_at is None and one.superseded_at is None]
    chosen = next(iter(open_ones or own), None)
    if chosen is None:
        raise LetterUnavailableError(
            "No detainer is recorded against this stay, so there is nothing to write about."
        )
    return chosen


def release_notice(
    request: LetterRequest,
    *,
    release_at: datetime | None = None,
    sent_to: str = "",
    possible_repeat: bool = False,
) -> Document:
    """Return the notice of a coming release; without a time, of the one recorded.

    Raises LetterUnavailableError without a release to tell of, and where the law here does not allow telling.
    """
    stay, detainer = request.stay, detainer_of(request)
    when = release_at or stay.entitled_at or stay.planned_for
    if when is None:
        raise LetterUnavailableError("No release is planned on record. Record the planned release first.")
    hold, notify = hold_and_notify(stay, detainer, request.at)
    if notify.outcome not in (Outcome.PERMITTED, Outcome.REQUIRED):
        raise LetterUnavailableError(
            f"The law here does not allow ICE to be told of the release: [{notify.outcome.words}] ({notify.sources}). "
            "No notice is written."
        )
    basis = EntitlementBasis.of(stay.entitlement).meaning if stay.entitlement else ""
    return letters.ReleaseNotice(
        custodian=custodian_of(stay),
        person=person_details(stay.person),
        booking_number=stay.booking_number,
        detainer=detainer_details(detainer),
        release_at=when,
        sent_to=sent_to or detainer.issued_by,
        made_at=request.at,
        made_by=officer_line(request.user),
        hold=hold,
        notify=notify,
        basis=basis,
        possible_repeat=possible_repeat,
    ).document()


def _fax(request: LetterRequest) -> Document:
    contact = IceContact.objects.filter(pk=request.contact).first() if request.contact else None
    if contact is None or not contact.fax:
        raise LetterUnavailableError(
            "Choose whom the fax goes to: an office of the directory that has a fax number."
        )
    notice = release_notice(request, sent_to=f"{contact.office}, fax {contact.fax}")
    stay = request.stay
    return letters.FaxCover(
        custodian_of(stay),
        contact.office,
        contact.fax,
        stay.booking_number,
        request.at,
        request.user.written_name,
        request.user.phone,
        notice,
    ).document()


def _persons_copy(request: LetterRequest) -> Document:
    detainer = detainer_of(request)
    hold, notify = hold_and_notify(request.stay, detainer, request.at)
    if request.language not in letters.languages():
        offered = ", ".join(letters.words_in(code).name for code in letters.languages())
        raise LetterUnavailableError(
            f"The person's copy isn't written in [{request.language}] yet. It is in: {offered}. Use an interpreter."
        )
    return letters.PersonsCopy(
        custodian_of(request.stay),
        person_details(request.stay.person),
        request.stay.booking_number,
        detainer_details(detainer),
        request.at,
        hold,
        notify,
        request.language,
    ).document()


def _decision_record(request: LetterRequest) -> Document:
    detainer = detainer_of(request)
    try:
        decision = decide_for(request.stay, detainer, request.at)
    except NoRulebookError as error:
        raise LetterUnavailableError(str(error)) from error
    return letters.DecisionRecord(
        custodian_of(request.stay),
        person_details(request.stay.person),
        request.stay.booking_number,
        detainer_details(detainer),
        request.at,
        request.at,
        load_rulebooks(),
        decision,
        journal_place(detainer),
    ).document()


def _kept_slip(request: LetterRequest) -> Document:
    detainer = detainer_of(request)
    if not detainer.kept_only:
        raise LetterUnavailableError(
            "This detainer was neither returned nor kept without being honored, so there is no slip to send. "
            "A paper returned at intake has its slip there."
        )
    hold, _ = hold_and_notify(request.stay, detainer, request.at)
    reason = DeclineReason.of(detainer.decline_reason)
    details = detainer_details(detainer)
    return letters.ReturnSlip(
        custodian=custodian_of(request.stay),
        sender=detainer.issued_by,
        received_at=detainer.received_at,
        channel=detainer.get_channel_display(),
        made_at=request.at,
        made_by=request.user.written_name,
        reason=f"This facility keeps the form and does nothing on it. {reason.meaning}.",
        remedy="The least record is kept: that it came, from whom, when, and why it isn't honored.",
        reference=details.reference,
        form=details.form,
        authority=hold.sources if reason is DeclineReason.LAW_FORBIDS else "",
        sha256=detainer.document_sha256,
    ).document()


def return_slip(user: User, paper: Paper, at: datetime) -> Document:
    """Return the slip of a paper that was returned at intake.

    Raises LetterUnavailableError for a paper that wasn't.
    """
    if paper.outcome != PaperOutcome.RETURNED:
        raise LetterUnavailableError("This paper was not returned, so there is no slip to send.")
    answers = answers_of(paper)
    reason = ReturnReason.of(paper.return_reason)
    custodian = letters.Custodian(paper.agency.name, paper.facility.name, paper.facility.zone)
    slip = letters.ReturnSlip(
        custodian=custodian,
        sender=answers.issued_by if answers else "",
        received_at=paper.received_at,
        channel=paper.get_channel_display(),
        made_at=at,
        made_by=user.written_name,
        reason=f"The paper is returned to you. {reason.meaning}.",
        remedy=REMEDIES[reason],
        name_on_form=", ".join(filter(None, (answers.last_name, answers.first_name))) if answers else "",
        reference=answers.reference if answers else "",
        form=answers.form.value if answers else "",
        sha256=paper.document_sha256,
    ).document()
    return signed(headed(slip, paper.facility.agency), user)


def _no_show(request: LetterRequest) -> Document:
    detainer = detainer_of(request)
    given = tuple(notice for notice in notice_details(detainer) if notice.delivered)
    if detainer.no_show_at is None:
        raise LetterUnavailableError(
            "Nobody has recorded that ICE did not come, so nothing certifies it. Record that first."
        )
    if not given:
        raise LetterUnavailableError(
            "No delivered notice to ICE is on record, so it can't be certified that ICE was told and did not come."
        )
    return letters.NoShow(
        custodian=custodian_of(request.stay),
        person=person_details(request.stay.person),
        booking_number=request.stay.booking_number,
        detainer=detainer_details(detainer),
        notices=given,
        did_not_come_at=detainer.no_show_at,
        entitled_at=request.stay.entitled_at,
        released_at=request.stay.departed_at,
        made_at=request.at,
        made_by=request.user.written_name,
    ).document()


def _subject_report(request: LetterRequest) -> Document:
    stay = request.stay
    zone = stay.facility.zone
    return letters.SubjectReport(
        custodian_of(stay),
        person_details(stay.person).name,
        tuple(letters.Section(part.title, part.rows) for part in held_about(stay.person_id, zone)),
        request.at,
        request.user.written_name,
        left_out(),
    ).document()


def _packet(request: LetterRequest) -> Document:
    stay = request.stay
    detainers = list(Detainer.objects.filter(stay=stay).select_related("stay").order_by("received_at"))
    events = Event.objects.filter(
        about(stay.person_id), Q(stay_id=stay.id) | Q(detainer_id__in=[one.id for one in detainers])
    )
    parts = []
    for kind in ("decision-record", "no-show"):
        try:
            parts.append(letter(kind, request))
        except LetterUnavailableError:
            continue
    return letters.Packet(
        custodian=custodian_of(stay),
        person=person_details(stay.person),
        stay=custody_facts(stay, request.at),
        detainers=tuple((detainer_details(one), detainer_status(one.facts()).value) for one in detainers),
        notices=tuple(notice for one in detainers for notice in notice_details(one)),
        documents=papers_kept(detainers, stay.facility.zone),
        timeline=tuple(
            letters.Line(event.occurred_at, event_words(event.name), event.done_by, event.index)
            for event in events.select_related("actor").order_by("index")
        ),
        made_at=request.at,
        made_by=request.user.written_name,
        booking_number=stay.booking_number,
        parts=tuple(parts),
    ).document()


def _commitment_notice(request: LetterRequest) -> Document:
    stay = request.stay
    try:
        detainer = detainer_of(request)
        authority = letters.authority(decide_for(stay, detainer, request.at), Action.NOTIFY_COMMITMENT)
    except (LetterUnavailableError, NoRulebookError):
        authority = letters.Authority(Outcome.UNKNOWN)
    if authority.outcome in (Outcome.PROHIBITED, Outcome.UNSETTLED, Outcome.NOT_RESEARCHED):
        raise LetterUnavailableError(
            f"The law here does not allow this notice: [{authority.outcome.words}] ({authority.sources})."
        )
    committed, custodian = committed_on(stay), custodian_of(stay)
    until = f"until the planned release, {custodian.moment(stay.planned_for)}" if stay.planned_for else ""
    notice = commitment_notice(stay)
    return letters.CommitmentNotice(
        custodian,
        person_details(stay.person),
        stay.booking_number,
        request.at,
        request.user.written_name,
        authority,
        sent_to=notice.sent_to if notice else "",
        committed_on=notice.committed_on if notice and notice.committed_on else committed,
        reasons=(notice.reasons if notice else "") or (stay.get_basis_display() if committed else ""),
        length=(notice.length if notice else "") or (until if committed else ""),
        country=notice.country if notice else "",
        last_entry=notice.last_entry if notice else "",
    ).document()


KINDS: Mapping[str, Callable[[LetterRequest], Document]] = {
    "notice": release_notice,
    "fax": _fax,
    "commitment-notice": _commitment_notice,
    "persons-copy": _persons_copy,
    "decision-record": _decision_record,
    "return-slip": _kept_slip,
    "no-show": _no_show,
    "data-subject-report": _subject_report,
    "packet": _packet,
}
"""The kinds of letters about a stay, by the name in their address."""
SIGNED_KINDS = frozenset({"notice", "fax", "commitment-notice", "return-slip", "no-show"})
"""The kinds that an officer signs."""
