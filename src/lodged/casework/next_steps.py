"""What is to be done about a stay, most urgent first. The first of them is the board's one next step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from lodged.casework.case import Case
from lodged.casework.moments import span, written
from lodged.law import Action, Outcome
from lodged.law.clocks import HoldClock, Reading, notice_due
from lodged.register.lifecycle.detainers import DetainerState
from lodged.register.lifecycle.stays import Claim, StayState

ASK_WHY_AFTER = 60
"""Minutes of over-detention from which a reason is asked for."""
TODAY, AT_HAND = timedelta(hours=24), timedelta(hours=2)


class Urgency(IntEnum):
    """How soon something must be done; the board marks each with a word and a sign."""

    NOW = 0
    OVERDUE = 1
    TODAY = 2
    COMING = 3
    NONE = 4


@dataclass(frozen=True)
class Task:
    """One thing to do: at which step's page, by when, and why."""

    urgency: Urgency
    step: str
    words: str
    by: datetime | None = None
    why: str = ""


def tasks(case: Case) -> tuple[Task, ...]:
    """Return everything to do now, in the order of urgency, then of time."""
    to_do = list(_after_departure(case)) if case.gone else list(_while_held(case))
    return tuple(sorted(to_do, key=lambda task: (task.urgency, task.by or case.now)))


def _after_departure(s: Case) -> Iterator[Task]:
    if s.minutes_over >= ASK_WHY_AFTER and not s.stay.delay_reason:
        why = f"Kept {s.minutes_over} minutes over."
        yield Task(Urgency.TODAY, "delay", "Say why the person left late", why=why)


def _while_held(s: Case) -> Iterator[Task]:
    yield from _release(s)
    if s.claim is Claim.OPEN:
        yield Task(
            Urgency.NOW, "rule", "Rule on the claim of US citizenship", why="Hold and handover are stopped."
        )
    if not s.is_open:
        return
    yield from _papers(s)
    yield from _commitment(s)
    yield from _notice(s)


def _release(s: Case) -> Iterator[Task]:
    if s.held_lawfully and s.hold is not None:
        yield Task(
            Urgency.TODAY,
            "release",
            f"Release by {written(s.hold.until, s.zone)}",
            s.hold.until,
            "The hold ends then.",
        )
    elif s.due and s.must_hold and s.clock is not None:
        yield _kept(s, s.clock)
    elif s.due:
        late = f"{span(s.now - s.overstay.lawful_end)} over" if s.overstay else ""
        yield Task(Urgency.NOW, "release", "Release now", s.stay.entitled_at, late)
    elif s.state is StayState.PLAN_PASSED:
        yield Task(
            Urgency.OVERDUE,
            "plan",
            "Was the person released?",
            s.stay.planned_for,
            "The planned time has passed.",
        )
    elif s.stay.planned_for is None and s.is_open:
        yield Task(Urgency.NONE, "plan", "Enter the planned release", why="None is on record.")
    elif s.stay.planned_for is not None:
        near = s.stay.planned_for - s.now < AT_HAND
        words = "Release is near: record when the person is cleared" if near else "Check the plan"
        urgency = Urgency.TODAY if near else Urgency.COMING
        yield Task(urgency, "entitle" if near else "plan", words, s.stay.planned_for)


def _kept(s: Case, clock: HoldClock) -> Task:
    """Return what to do with a person who is due and whom something else keeps, or may have to."""
    if clock.reading is Reading.JUDGES_PAPER:
        words = "A judge's paper is on file: withdraw the entitlement, or release once that paper is spent"
        return Task(Urgency.NOW, "withdraw-entitlement", words, why=clock.words)
    if clock.reading is Reading.FIND_OUT:
        return Task(Urgency.NOW, "facts", "Find out now", s.stay.entitled_at, clock.words)
    return Task(
        Urgency.NOW, "hold", "Record the hold that the law here requires", clock.release_by, clock.words
    )


def _papers(s: Case) -> Iterator[Task]:
    if s.detainer_state is DetainerState.LODGED:
        yield Task(
            Urgency.TODAY,
            "serve",
            "Serve the copy on the person",
            why="Unserved, it is not in effect by its own words.",
        )
    if s.pending_override is not None:
        yield Task(Urgency.OVERDUE, "overrule", "Confirm or refuse the override", s.pending_override.asked_at)
    if s.decision is not None and _open_facts(s):
        yield Task(Urgency.TODAY, "facts", "State the facts the law asks for", s.coming)


def _commitment(s: Case) -> Iterator[Task]:
    if s.decision is None or s.stay.commitment_told_at is not None:
        return
    if s.decision.action(Action.NOTIFY_COMMITMENT).outcome is Outcome.REQUIRED:
        yield Task(
            Urgency.TODAY, "commitment", "Give the notice at commitment", why="Required here, at once."
        )


def _notice(s: Case) -> Iterator[Task]:
    if s.coming is None or s.decision is None or not s.authorizes(Action.NOTIFY_RELEASE):
        return
    must = s.decision.action(Action.NOTIFY_RELEASE).outcome is Outcome.REQUIRED
    duty = "required here" if must else "permitted here, not required"
    if s.delivered_notice is None or s.notice_outdated:
        due = notice_due(s.coming.astimezone(s.zone))
        words = "Tell ICE the changed time" if s.delivered_notice else "Tell ICE of the release"
        if due <= s.now:
            yield Task(
                Urgency.OVERDUE if must else Urgency.TODAY,
                "notice",
                f"{words} now",
                None,
                f"{duty}; the form asks 48 hours before".capitalize(),
            )
        else:
            yield Task(_soon(s, due), "notice", words, due, duty.capitalize())
    elif s.answer_due is not None:
        late = s.answer_due <= s.now
        words = "No answer from ICE: ask again, tell a supervisor" if late else "Record ICE's answer"
        yield Task(Urgency.OVERDUE if late else Urgency.COMING, "answer", words, s.answer_due)


def _open_facts(s: Case) -> bool:
    actions = (Action.HOLD_DETAINER_ONLY, Action.NOTIFY_RELEASE, Action.TRANSFER_AT_RELEASE)
    return s.decision is not None and any(s.decision.action(one).missing for one in actions)


def _soon(s: Case, moment: datetime) -> Urgency:
    return Urgency.TODAY if moment - s.now < TODAY else Urgency.COMING
