"""Deeds toward ICE: a notice of release or of commitment, ICE's answer, and that ICE was not there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from lodged.casework.case import Case
from lodged.casework.custody import own_stay
from lodged.casework.deeds import DeedRefusedError, deed, name_of, refuse
from lodged.casework.detainers import on_detainer, on_open_detainer, own_detainer
from lodged.casework.moments import written
from lodged.law import Action
from lodged.register import acts
from lodged.register.actor import Actor
from lodged.register.authority import refusal_of
from lodged.register.decisions import decided
from lodged.register.vocabulary import Answer, Channel, Reliance, Source


@dataclass(frozen=True)
class Reached:
    """How ICE was told, where, by whom, and whether it reached them."""

    channel: Channel
    sent_to: str
    delivered: bool
    given_by: str = ""
    """Empty means the actor."""
    detail: str = ""


@dataclass(frozen=True)
class IceAnswer:
    """What ICE answered, and who said it."""

    answer: Answer
    answered_by: str = ""


@dataclass(frozen=True)
class Commitment:
    """What the notice at commitment tells: four items, as far as they are known, and who said them."""

    source: Source
    committed_on: date | None = None
    reasons: str = ""
    length: str = ""
    country: str = ""
    last_entry: str = ""


@deed
def tell_ice(
    actor: Actor,
    detainer: UUID,
    at: datetime,
    release_at: datetime,
    reached: Reached,
    *,
    answer: IceAnswer | None = None,
    notice: UUID | None = None,
) -> Iterator[acts.Act]:
    """Record that ICE was told of a release, or that somebody tried, and the decision that was relied on.

    `notice` is one planned before; else the one that waits on this detainer, or a new one.
    """
    case, subject = own_detainer(actor, detainer)
    refuse(may_tell_of_release(case))
    refuse(not_of_the_past(case, at, release_at))
    waiting = case.planned_notice
    key = notice or (waiting.id if waiting and waiting.detainer_id == detainer else uuid4())
    yield decided(case.stay, subject, at, Reliance.NOTIFY)
    yield acts.GiveNotice(
        at=at,
        detainer=detainer,
        notice=key,
        channel=reached.channel,
        sent_to=reached.sent_to,
        given_by=reached.given_by or name_of(actor),
        delivered=reached.delivered,
        release_at=release_at,
        detail=reached.detail,
    )
    if answer is not None:
        yield acts.RecordAnswer(
            at=at, detainer=detainer, notice=key, answer=answer.answer, answered_by=answer.answered_by
        )


@deed
def notify_commitment(
    actor: Actor, stay: UUID, at: datetime, reached: Reached, commitment: Commitment
) -> Iterator[acts.Act]:
    """Record the notice at commitment after a felony conviction, and the decision that was relied on."""
    case = own_stay(actor, stay)
    refuse(may_notify_commitment(case))
    if case.detainer is not None:
        yield decided(case.stay, case.detainer, at, Reliance.NOTIFY)
    yield acts.NotifyCommitment(
        at=at,
        stay=stay,
        channel=reached.channel,
        sent_to=reached.sent_to,
        given_by=reached.given_by or name_of(actor),
        delivered=reached.delivered,
        committed_on=commitment.committed_on,
        reasons=commitment.reasons,
        length=commitment.length,
        country=commitment.country,
        last_entry=commitment.last_entry,
        source=commitment.source,
    )


@deed
def record_answer(
    actor: Actor, detainer: UUID, at: datetime, notice: UUID, answer: IceAnswer
) -> Iterator[acts.Act]:
    """Record what ICE answered to a notice that reached it."""
    case, _ = own_detainer(actor, detainer)
    refuse(awaits_answer(case))
    if notice not in {one.id for one in case.notices}:
        raise DeedRefusedError("This notice is not of this detainer. Open the person's file again.")
    yield acts.RecordAnswer(
        at=at, detainer=detainer, notice=notice, answer=answer.answer, answered_by=answer.answered_by
    )


@deed
def note_no_show(
    actor: Actor, detainer: UUID, at: datetime, officer: str, note: str = ""
) -> Iterator[acts.Act]:
    """Record that ICE was told and was not there at the release."""
    case, _ = own_detainer(actor, detainer)
    refuse(absence_refusal(case))
    yield acts.NoteNoShow(at=at, detainer=detainer, officer=officer, note=note)


def may_tell_of_release(case: Case) -> str | None:
    """Return why ICE may not be told of the release; None where the law here allows it."""
    return _may_tell(case, Action.NOTIFY_RELEASE)


def not_of_the_past(case: Case, at: datetime, release_at: datetime) -> str | None:
    """Return why ICE can't have been told at `at` of a release at `release_at`; None where it can."""
    release = f"Release time given to ICE [{written(release_at, case.zone)}]"
    if release_at < case.stay.booked_at:
        return f"{release}: the person was booked later, {written(case.stay.booked_at, case.zone)}. Correct the time."
    if release_at < at.replace(second=0, microsecond=0):
        return (
            f"{release} was past when ICE was told, {written(at, case.zone)}. A notice tells of a release to come: "
            "correct one of the times, or record the release."
        )
    return None


def may_notify_commitment(case: Case) -> str | None:
    """Return why ICE may not be told of the commitment; None where the law here allows it."""
    return _may_tell(case, Action.NOTIFY_COMMITMENT)


def awaits_answer(case: Case) -> str | None:
    """Return why there is no answer to record; None where a notice waits for one."""
    if case.delivered_notice is None:
        return "No notice has reached ICE, so there is no answer to record."
    return None if not case.delivered_notice.answer else "The answer to the last notice is recorded already."


def absence_refusal(case: Case) -> str | None:
    """Return why ICE's absence says nothing; None where ICE was told and nothing is recorded of it yet."""
    if case.delivered_notice is None:
        return "ICE was not told of this release, so its absence says nothing."
    if case.detainer is not None and case.detainer.no_show_at is not None:
        return "It is recorded already that ICE was not there."
    return on_detainer(case)


def _may_tell(case: Case, action: Action) -> str | None:
    refused = on_open_detainer(case)
    if refused or case.authorizes(action):
        return refused
    return refusal_of(case.decision, action)
