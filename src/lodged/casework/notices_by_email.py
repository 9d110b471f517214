"""Notices to ICE by e-mail: queued with the record, tried with growing pauses, every attempt recorded.

The table of dispatches is the queue; a job only looks at it. A try goes in three steps: claimed (committed), handed to
the mail server (no transaction is open), recorded. What breaks off between the last two is tried again later under the
same Message-ID and marked as a possible repeat, so a notice is never lost, and never sent twice without saying so.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from uuid import UUID, uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from lodged.casework.case import Case
from lodged.casework.jobs import Job, defer
from lodged.casework.letters.letters import LetterRequest, release_notice
from lodged.casework.letters.parts import headed
from lodged.casework.notices import not_of_the_past
from lodged.core.errors import LodgedError
from lodged.documents.letters import set_letter
from lodged.register.acting import acting_as, acting_for
from lodged.register.actor import Actor, actor_of
from lodged.register.acts import GiveNotice, PlanNotice
from lodged.register.decisions import decided
from lodged.register.lifecycle.rules import ImpossibleActError
from lodged.register.lifecycle.stays import claim_refusal
from lodged.register.models import Agency, Detainer, Dispatch, Event, Notice, Role, Stay, User
from lodged.register.models.dispatches import OPEN, UNDER_WAY
from lodged.register.permissions import MAY_RECORD
from lodged.register.services import record, record_all
from lodged.register.vocabulary import Channel, DispatchState, Program, Reliance
from lodged.web.mail import MailError, MailServer, hand_over

log = logging.getLogger(__name__)

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120, 240, 360, 480, 720))
"""After each failed try; together nearly 34 hours, so that a mail server may be down for a day."""
BROKEN_OFF = timedelta(minutes=10)
"""A claim this old belongs to a try that died."""
TAKEN_AGAIN = (DispatchState.QUEUED.value, DispatchState.FAILED.value, DispatchState.HELD.value)
"""A person may try these again, or stop them."""
WAIT = timedelta(minutes=5)
"""Until it is looked at again, while something else has to happen first."""
NO_SERVER = (
    "No mail server is set, so nothing is sent. Give the notice by telephone or fax now; the administrator sets one "
    "with LODGED_MAIL_URL."
)


class NoticeError(LodgedError):
    """The notice can't be queued; the message says what to do."""


@dataclass(frozen=True)
class Alert:
    """A notice that didn't go out, or may have gone out twice: somebody must look."""

    dispatch: Dispatch
    stay: Stay
    words: str
    is_urgent: bool
    """Nobody is trying any more, or the release is near."""


def send_notice(
    user: User, detainer_id: UUID, release_at: datetime, sent_to: str, *, notice_id: UUID | None = None
) -> Dispatch:
    """Write the notice, record that it is planned and on which decision, and queue the e-mail: together or not at all.

    `notice_id` is one planned before. The same notice asked for again while it is under way is the same one.

    Raises:
        NoticeError: no e-mail address, no such detainer, a claim of US citizenship stops it, or the release is past.
        LetterUnavailableError: the law here forbids telling ICE.
        LodgedError: as :func:`~lodged.register.services.record_all`.
    """
    _check_address(sent_to)
    now = timezone.now()
    with acting_as(user):
        detainer = (
            Detainer.objects.filter(pk=detainer_id, agency_id=user.agency_id).select_related("stay").first()
        )
        if detainer is None:
            raise NoticeError("This agency has no such detainer. Open the person's file again.")
        stay = Stay.objects.select_related("person", "facility__agency").get(pk=detainer.stay_id)
        stopped = claim_refusal(stay.facts()) or not_of_the_past(Case(stay, now), now, release_at)
        if stopped:
            raise NoticeError(stopped)
        again = Dispatch.objects.filter(
            detainer=detainer, release_at=release_at, sent_to=sent_to, state__in=UNDER_WAY
        ).first()
        if again is not None:
            return again
        request = LetterRequest(user, stay, now, detainer.id)
        notice_letter = release_notice(request, release_at=release_at, sent_to=sent_to)
        letter = set_letter(headed(notice_letter, stay.facility.agency))
        notice = notice_id or uuid4()
        record_all(
            user,
            [
                decided(stay, detainer, now, Reliance.NOTIFY),
                PlanNotice(
                    at=now,
                    detainer=detainer.id,
                    notice=notice,
                    due_at=min(now, release_at),
                    release_at=release_at,
                ),
            ],
        )
        dispatch = Dispatch.objects.create(
            agency_id=user.agency_id,
            detainer=detainer,
            notice=notice,
            queued_by=user,
            queued_role=actor_of(user).role,
            queued_at=now,
            sent_to=sent_to,
            release_at=release_at,
            message_id=f"<{notice}@{_domain()}>",
            letter=letter,
            letter_sha256=hashlib.sha256(letter).hexdigest(),
            next_attempt_at=now,
            last_error="" if _server() else NO_SERVER,
        )
        _held_before(dispatch).update(
            state=DispatchState.WITHDRAWN.value,
            done_at=now,
            last_error=f"Written anew by {user.written_name}, who sends it.",
        )
        _poke(dispatch)
    return dispatch


def send_anew(user: User, dispatch_id: UUID) -> Dispatch:
    """Write a notice that waits for a person anew, as this user's own, and queue it in place of the one that waits.

    Raises:
        NoticeError: it doesn't wait for a person, or as :func:`send_notice`.
        LodgedError: as :func:`send_notice`.
    """
    with acting_as(user):
        held = Dispatch.objects.filter(
            pk=dispatch_id, agency_id=user.agency_id, state=DispatchState.HELD
        ).first()
        if held is None:
            raise NoticeError("This notice doesn't wait for anybody any more. Look at it again.")
        return send_notice(user, held.detainer_id, held.release_at, held.sent_to)


def _held_before(dispatch: Dispatch) -> QuerySet[Dispatch]:
    """Return the same notice as somebody queued it who can't send it any more."""
    return Dispatch.objects.filter(
        detainer=dispatch.detainer,
        release_at=dispatch.release_at,
        sent_to=dispatch.sent_to,
        state=DispatchState.HELD,
    )


def deliver_due() -> None:
    """Try every notice of every agency that is due."""
    for agency in Agency.objects.order_by("id").values_list("id", flat=True):
        with acting_for(agency, Role.RECORDS_SUPERVISOR):
            due = list(_due(timezone.now()).values_list("id", flat=True))
        for dispatch_id in due:
            deliver(dispatch_id, agency)


def deliver(dispatch_id: UUID, agency_id: UUID) -> None:
    """Try one notice, where it is due and nobody else is trying it."""
    dispatch = _claim(dispatch_id, agency_id)
    server = _server()
    if dispatch is None or server is None:
        return
    try:
        reply = hand_over(server, _message(dispatch, server))
    except MailError as error:
        _failed(dispatch, error)
    else:
        _delivered(dispatch, reply)


def try_now(user: User, dispatch_id: UUID) -> None:
    """Try a notice at once: one that waits, or one that was given up.

    Raises NoticeError where it is delivered, or being sent now.
    """
    now = timezone.now()
    with acting_as(user):
        again = Dispatch.objects.filter(
            pk=dispatch_id,
            agency_id=user.agency_id,
            state__in=TAKEN_AGAIN,
        )
        if not again.update(state=DispatchState.QUEUED.value, next_attempt_at=now, done_at=None):
            raise NoticeError("This notice is delivered, stopped or being sent now. Look at it again.")
        _poke(Dispatch.objects.get(pk=dispatch_id))


def withdraw(user: User, dispatch_id: UUID, reason: str) -> None:
    """Stop trying, for a reason that stays with it.

    Raises NoticeError without a reason, or where nothing is left to stop.
    """
    if not reason.strip():
        raise NoticeError("Say why the e-mail is stopped, for example: given by telephone.")
    with acting_as(user):
        stopped = Dispatch.objects.filter(
            pk=dispatch_id,
            agency_id=user.agency_id,
            state__in=TAKEN_AGAIN,
        ).update(
            state=DispatchState.WITHDRAWN.value,
            done_at=timezone.now(),
            next_attempt_at=None,
            last_error=f"Stopped by {user.written_name}: {reason.strip()}"[:500],
        )
        if not stopped:
            raise NoticeError("This notice is delivered, stopped or being sent now. Look at it again.")


def alerts(user: User) -> list[Alert]:
    """Return notices of the user's agency that somebody must look at; the most urgent first. For the board."""
    with acting_as(user):
        notified_since = Notice.objects.filter(
            detainer=OuterRef("detainer"), delivered=True, given_at__gt=OuterRef("done_at")
        )
        troubled = Q(state__in=OPEN) & ~Q(last_error="") | (
            Q(state=DispatchState.FAILED) & Q(detainer__stay__departed_at=None) & ~Exists(notified_since)
        )
        troubled_ones = (
            Dispatch.objects.filter(troubled, agency_id=user.agency_id)
            .defer("letter")
            .select_related("detainer__stay")
            .order_by("release_at")
        )
        soon = timezone.now() + timedelta(hours=4)
        listed = [
            Alert(
                one,
                one.detainer.stay,
                one.last_error,
                one.state in {DispatchState.FAILED, DispatchState.HELD}
                or one.release_at < soon
                or _server() is None,
            )
            for one in troubled_ones
        ]
    return sorted(listed, key=lambda alert: not alert.is_urgent)


def under_way(user: User) -> QuerySet[Dispatch]:
    """Return the agency's e-mails, the newest first, as far as whoever is acting may see them."""
    return (
        Dispatch.objects.filter(agency_id=user.agency_id)
        .defer("letter")
        .select_related("detainer__stay", "queued_by")
        .order_by("-queued_at")
    )


def _due(now: datetime) -> QuerySet[Dispatch]:
    waiting = Q(state=DispatchState.QUEUED.value, next_attempt_at__lte=now)
    broken_off = Q(state=DispatchState.SENDING.value, claimed_at__lt=now - BROKEN_OFF)
    return Dispatch.objects.filter(waiting | broken_off)


def _claim(dispatch_id: UUID, agency_id: UUID) -> Dispatch | None:
    """Take a notice to be tried; None where it isn't due, waits for something else, or needn't be sent any more."""
    now = timezone.now()
    with acting_for(agency_id, Role.RECORDS_SUPERVISOR):
        dispatch = (
            _due(now)
            .filter(pk=dispatch_id)
            .select_for_update(skip_locked=True, of=("self",))
            .select_related("detainer__stay", "queued_by")
            .first()
        )
        if dispatch is None:
            return None
        if dispatch.state == DispatchState.SENDING:
            dispatch.possible_repeat = True
        stopped, held, waits = _no_longer(dispatch), _for_a_person(dispatch), _not_yet(dispatch)
        if stopped:
            dispatch.state, dispatch.done_at, dispatch.next_attempt_at = DispatchState.FAILED.value, now, None
            dispatch.last_error = stopped
        elif held:
            dispatch.state, dispatch.next_attempt_at, dispatch.last_error = (
                DispatchState.HELD.value,
                None,
                held,
            )
        elif waits:
            dispatch.state, dispatch.next_attempt_at, dispatch.last_error = (
                DispatchState.QUEUED.value,
                now + WAIT,
                waits,
            )
        else:
            dispatch.state, dispatch.claimed_at = DispatchState.SENDING.value, now
        dispatch.save()
    return None if stopped or held or waits else dispatch


def _no_longer(dispatch: Dispatch) -> str:
    """Return why the notice is no longer to be sent; empty where it is."""
    detainer, stay = dispatch.detainer, dispatch.detainer.stay
    if dispatch.letter is None:
        return "The person's data were expunged, so nothing is sent."
    if Notice.objects.filter(pk=dispatch.notice, delivered=True).exists():
        return "This notice was given another way meanwhile."
    if stay.departed_at is not None:
        return "Custody ended before the notice could be delivered. It tells of a coming release, so it isn't sent."
    if detainer.lifted_at is not None or detainer.superseded_at is not None:
        return "The detainer was lifted or superseded, so nothing is sent on it."
    changed = Event.objects.filter(
        stay_id=stay.id,
        name__in=(
            "stay.release-planned",
            "stay.plan-withdrawn",
            "stay.entitled",
            "stay.entitlement-withdrawn",
        ),
        recorded_at__gt=dispatch.queued_at,
    ).exists()
    if changed and dispatch.release_at not in {stay.planned_for, stay.entitled_at}:
        return "The release was changed after this notice was written. Send a new notice with the new time."
    return ""


def _for_a_person(dispatch: Dispatch) -> str:
    """Return why nothing is sent in the name of who queued it until a person decides; empty where it may be."""
    sender = dispatch.queued_by
    if not sender.is_active:
        lost = "has been closed"
    elif sender.agency_id != dispatch.agency_id or sender.role not in MAY_RECORD:
        lost = "may no longer send notices"
    else:
        return ""
    return (
        f"The account of {sender.written_name}, who queued this notice, {lost}, so nothing is sent in that name. "
        "Send it in your own name, or stop it and give the notice another way."
    )


def _not_yet(dispatch: Dispatch) -> str:
    """Return what must happen before the notice can go out; empty where nothing must."""
    return claim_refusal(dispatch.detainer.stay.facts()) or ("" if _server() else NO_SERVER)


def _delivered(dispatch: Dispatch, reply: str) -> None:
    words = f"{reply} (possible repeat of an earlier try)" if dispatch.possible_repeat else reply
    _written(
        dispatch,
        delivered=True,
        detail=words,
        state=DispatchState.DELIVERED.value,
        done_at=timezone.now(),
        next_attempt_at=None,
        last_error="",
    )


def _failed(dispatch: Dispatch, error: MailError) -> None:
    now = timezone.now()
    given_up = error.final or dispatch.attempts >= len(PAUSES)
    log.warning("Notice %s was not delivered at try %s", dispatch.notice, dispatch.attempts + 1)
    _written(
        dispatch,
        delivered=False,
        detail=str(error),
        state=DispatchState.FAILED.value if given_up else DispatchState.QUEUED.value,
        done_at=now if given_up else None,
        next_attempt_at=None if given_up else now + PAUSES[dispatch.attempts],
        possible_repeat=dispatch.possible_repeat or error.may_have_arrived,
        last_error=f"{error}. {'Give the notice by telephone or fax.' if given_up else 'It is tried again.'}",
    )


def _written(dispatch: Dispatch, *, delivered: bool, detail: str, **changed: object) -> None:
    """Record the attempt as done for who queued it, and write how the dispatch stands; both or neither."""
    sender = _sender(dispatch)
    attempt = GiveNotice(
        at=timezone.now(),
        detainer=dispatch.detainer_id,
        notice=dispatch.notice,
        channel=Channel.EMAIL,
        sent_to=dispatch.sent_to,
        given_by=f"{dispatch.queued_by.written_name}, by the outbox",
        delivered=delivered,
        release_at=dispatch.release_at,
        detail=detail,
    )
    own = Dispatch.objects.filter(pk=dispatch.pk, state=DispatchState.SENDING.value)
    try:
        with acting_as(sender):
            record(sender, attempt)
            own.update(attempts=F("attempts") + 1, claimed_at=None, **changed)
    except ImpossibleActError as error:
        with acting_as(sender):
            words = f"{detail}. The attempt could not be recorded as a notice: {error}"
            own.update(attempts=F("attempts") + 1, claimed_at=None, **{**changed, "last_error": words})


def _sender(dispatch: Dispatch) -> Actor:
    """Return who queued it, in the role they had then: what they have since changes nothing about what was sent."""
    return Actor(
        dispatch.queued_by_id, dispatch.agency_id, Role(dispatch.queued_role), program=Program.OUTBOX
    )


def _message(dispatch: Dispatch, server: MailServer) -> EmailMessage:
    """Return the e-mail: no name and no number of anybody outside the letter."""
    message = EmailMessage()
    mark = " (may be a repeat)" if dispatch.possible_repeat else ""
    message["From"], message["To"] = server.sender, dispatch.sent_to
    message["Subject"] = f"Notice of a coming release{mark}"
    message["Message-ID"] = dispatch.message_id
    message["Date"] = format_datetime(dispatch.queued_at)
    repeat = "You may have received this notice already: it is the same one, sent again.\n\n" if mark else ""
    message.set_content(
        f"{repeat}The letter attached is a notice of a coming release.\n"
        "Please answer it: say whether you are coming, and when.\n"
    )
    message.add_attachment(
        bytes(dispatch.letter or b""), maintype="application", subtype="pdf", filename="notice-of-release.pdf"
    )
    return message


def _poke(dispatch: Dispatch) -> None:
    defer(Job.DELIVER_NOTICE, dispatch.agency_id, dispatch_id=dispatch.id)


def _server() -> MailServer | None:
    server: MailServer | None = settings.CONFIGURATION.mail
    return server


def _domain() -> str:
    server = _server()
    return parseaddr(server.sender)[1].rpartition("@")[2] if server else "lodged.invalid"


def _check_address(sent_to: str) -> None:
    try:
        validate_email(sent_to)
    except ValidationError as error:
        raise NoticeError(
            f"[{sent_to}] is no e-mail address. Write it like office@example.gov, or give the notice by telephone."
        ) from error
