"""One stay: what is known of it now, its status as the answer to ordered questions, and the table of acts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from functools import singledispatch

from lodged.register import acts
from lodged.register.acts import StayAct
from lodged.register.lifecycle.rules import ImpossibleActError, Rule, clock_of, refusal
from lodged.register.vocabulary import DepartureReason, Ruling


class StayState(Enum):
    """What a stay is at a moment, in the words of the desk."""

    NOT_BOOKED = "not booked"
    """Nothing is recorded yet."""
    HELD = "held"
    """In custody, no release planned."""
    PLANNED = "release planned"
    """In custody, with a planned release to come."""
    PLAN_PASSED = "planned release passed"
    """In custody although the planned release has passed: somebody must look."""
    PREPARED = "handover prepared"
    """In custody, and a handover to ICE is ready."""
    DUE = "release due"
    """The person is entitled to release; the clock runs."""
    RELEASED = "released"
    """Released."""
    HANDED_OVER = "handed over to ICE"
    """In ICE custody."""
    TRANSFERRED = "transferred to another agency"
    """With another custodian."""
    ENDED = "ended otherwise"
    """Death, escape or another recorded end."""


class Claim(Enum):
    """Where a claim of US citizenship stands."""

    NONE = "none"
    """Nobody has claimed it."""
    OPEN = "open"
    """Claimed and not ruled on: holding for ICE and handing over stop."""
    UPHELD = "upheld"
    """Ruled that the person is, or probably is, a citizen: it stays stopped."""
    NOT_SHOWN = "not shown"
    """Ruled that the evidence does not support it."""
    WITHDRAWN = "withdrawn"
    """Taken back, with a reason, before anybody ruled on it: nothing is stopped by it any more."""


@dataclass(frozen=True)
class Stay:
    """The facts of one stay that decide what can follow."""

    booked_at: datetime | None = None
    seen_at: datetime | None = None
    """The latest moment at which a recorded act shows the person in custody here."""
    moved_at: datetime | None = None
    """The first move, where there is one; the booking can't be after it."""
    planned_for: datetime | None = None
    prepared_at: datetime | None = None
    entitled_at: datetime | None = None
    departed_at: datetime | None = None
    departure: DepartureReason | None = None
    claim: Claim = Claim.NONE

    def after(self, act: StayAct) -> Stay:
        """Return the stay once `act` is recorded.

        Raises:
            ImpossibleActError: it can't follow.
        """
        sentence = stay_refusal(self, act)
        if sentence:
            raise ImpossibleActError(sentence)
        return self.with_accepted(act)

    def with_accepted(self, act: StayAct) -> Stay:
        """Return the stay with an act that was accepted once; asks nothing again."""
        return _changed(act, self)


Question = Callable[[Stay, datetime], StayState | None]

_BY_DEPARTURE = {
    DepartureReason.RELEASED: StayState.RELEASED,
    DepartureReason.TRANSFERRED_TO_ICE: StayState.HANDED_OVER,
    DepartureReason.TRANSFERRED_TO_AGENCY: StayState.TRANSFERRED,
    DepartureReason.DIED: StayState.ENDED,
    DepartureReason.OTHER: StayState.ENDED,
    DepartureReason.NOT_STATED: StayState.ENDED,
}


def by_booking(stay: Stay, at: datetime) -> StayState | None:
    """Return the state before a booking; None after it."""
    return StayState.NOT_BOOKED if stay.booked_at is None else None


def by_departure(stay: Stay, at: datetime) -> StayState | None:
    """Return how custody ended; None where it didn't."""
    return _BY_DEPARTURE[stay.departure] if stay.departure is not None else None


def by_entitlement(stay: Stay, at: datetime) -> StayState | None:
    """Return the state of whoever is entitled to release, which goes before every plan."""
    return StayState.DUE if stay.entitled_at is not None else None


def by_preparation(stay: Stay, at: datetime) -> StayState | None:
    """Return the state of a prepared handover, a plan made firm."""
    return StayState.PREPARED if stay.prepared_at is not None else None


def by_plan(stay: Stay, at: datetime) -> StayState | None:
    """Return whether a plan is to come or has passed; None where there is none."""
    if stay.planned_for is None:
        return None
    return StayState.PLANNED if stay.planned_for > at else StayState.PLAN_PASSED


QUESTIONS: tuple[Question, ...] = (by_booking, by_departure, by_entitlement, by_preparation, by_plan)


def stay_status(stay: Stay, at: datetime) -> StayState:
    """Return the state by the first question that has an answer; ask again as time passes."""
    answers = (question(stay, at) for question in QUESTIONS)
    return next((answer for answer in answers if answer is not None), StayState.HELD)


def stay_refusal(stay: Stay, act: StayAct) -> str | None:
    """Return why `act` can't follow, as a full sentence; None when it can."""
    return refusal(STAY_RULES, stay, stay_status(stay, act.at), act)


def _after_booking(stay: Stay, act: StayAct) -> str | None:
    if stay.booked_at is not None and act.at < stay.booked_at:
        return (
            f"This happened on [{clock_of(act.at, act)}], before the person was booked on "
            f"[{clock_of(stay.booked_at, act)}]. Correct the time, or correct the booking first."
        )
    return None


def _after_last_seen(stay: Stay, act: StayAct) -> str | None:
    return _not_before_seen(stay, act, act.at)


def _not_before_seen(stay: Stay, act: StayAct, ended_at: datetime) -> str | None:
    if stay.seen_at is not None and ended_at < stay.seen_at:
        return (
            f"Custody can't have ended on [{clock_of(ended_at, act)}]: the record shows the person here on "
            f"[{clock_of(stay.seen_at, act)}]. Correct that entry first, or check the time."
        )
    return None


def _plan_is_ahead(stay: Stay, act: acts.PlanRelease) -> str | None:
    if act.planned_for <= act.at:
        return (
            f"The planned release [{clock_of(act.planned_for, act)}] isn't after the time of the change "
            f"[{clock_of(act.at, act)}]. Record the entitlement or the release itself."
        )
    return None


def _no_claim_stops_it(stay: Stay, act: StayAct) -> str | None:
    return claim_refusal(stay)


def claim_refusal(stay: Stay) -> str | None:
    """Return why a claim of US citizenship stops what is done toward ICE; None where none does."""
    if stay.claim is Claim.OPEN:
        return (
            "A claim of US citizenship is open, so no handover to ICE can be recorded. "
            "A named person must rule on it with evidence first."
        )
    if stay.claim is Claim.UPHELD:
        return "It was ruled that the person is a US citizen, so no handover to ICE can be recorded."
    return None


def _identity_was_checked(stay: Stay, act: acts.HandOver) -> str | None:
    if act.identity_checked:
        return None
    return (
        "A handover needs the person's identity checked by both officers. Check it, then record the handover."
    )


def _booking_before_all_else(stay: Stay, act: acts.CorrectBooking) -> str | None:
    if stay.moved_at is not None and act.booked_at > stay.moved_at:
        return f"The booking can't be after the first move, on [{clock_of(stay.moved_at, act)}]."
    if stay.departed_at is not None and act.booked_at > stay.departed_at:
        return f"The booking can't be after the end of custody on [{clock_of(stay.departed_at, act)}]."
    return None


def _end_after_last_seen(stay: Stay, act: acts.CorrectDeparture) -> str | None:
    return _not_before_seen(stay, act, act.departed_at)


def _claim_not_open(stay: Stay, act: StayAct) -> str | None:
    return "A claim of US citizenship is already open for this stay." if stay.claim is Claim.OPEN else None


def _claim_open(stay: Stay, act: StayAct) -> str | None:
    return None if stay.claim is Claim.OPEN else "There is no open claim of US citizenship to rule on."


def _claim_to_withdraw(stay: Stay, act: acts.WithdrawClaim) -> str | None:
    if stay.claim is not Claim.OPEN:
        return "There is no open claim of US citizenship to withdraw."
    return None if act.reason.strip() else "Say why the claim is withdrawn, and who said so."


def _was_entitled(stay: Stay, act: StayAct) -> str | None:
    if stay.entitled_at is None:
        return "The person was not entitled to release, so there is no delay to explain."
    return None


_S = StayState
_HELD = frozenset({_S.HELD, _S.PLANNED, _S.PLAN_PASSED, _S.PREPARED, _S.DUE})
_GONE = frozenset({_S.RELEASED, _S.HANDED_OVER, _S.TRANSFERRED, _S.ENDED})
_ANY = _HELD | _GONE


def _to(*states: StayState) -> frozenset[StayState]:
    return frozenset(states)


STAY_RULES: tuple[Rule[StayState], ...] = (
    Rule(acts.Book, _to(_S.NOT_BOOKED), _to(_S.HELD)),
    Rule(acts.Move, _HELD, _HELD, (_after_booking, _after_last_seen)),
    Rule(acts.ChangeBasis, _HELD, _HELD, (_after_booking,)),
    Rule(
        acts.PlanRelease,
        _to(_S.HELD, _S.PLANNED, _S.PLAN_PASSED, _S.PREPARED),
        _to(_S.PLANNED, _S.PREPARED),
        (_after_booking, _plan_is_ahead),
    ),
    Rule(acts.WithdrawPlan, _to(_S.PLANNED, _S.PLAN_PASSED, _S.PREPARED), _to(_S.HELD), (_after_booking,)),
    Rule(acts.Entitle, _HELD - {_S.DUE}, _to(_S.DUE), (_after_booking,)),
    Rule(acts.WithdrawEntitlement, _to(_S.DUE), _to(_S.HELD), (_after_booking,)),
    Rule(
        acts.PrepareHandover,
        _to(_S.PLANNED, _S.PLAN_PASSED, _S.DUE),
        _to(_S.PREPARED, _S.DUE),
        (_after_booking, _no_claim_stops_it),
    ),
    Rule(
        acts.CancelHandover,
        _to(_S.PREPARED),
        _to(_S.HELD, _S.PLANNED, _S.PLAN_PASSED),
        (_after_booking,),
    ),
    Rule(acts.Release, _HELD, _to(_S.RELEASED), (_after_booking, _after_last_seen)),
    Rule(
        acts.HandOver,
        _to(_S.PREPARED, _S.DUE),
        _to(_S.HANDED_OVER),
        (_after_booking, _after_last_seen, _no_claim_stops_it, _identity_was_checked),
    ),
    Rule(acts.TransferToAgency, _HELD, _to(_S.TRANSFERRED), (_after_booking, _after_last_seen)),
    Rule(acts.EndOtherwise, _HELD, _to(_S.ENDED), (_after_booking, _after_last_seen)),
    Rule(acts.ReportDeparture, _HELD, _GONE, (_after_booking, _after_last_seen)),
    Rule(acts.CorrectBooking, _ANY, _ANY, (_booking_before_all_else,)),
    Rule(acts.CorrectDeparture, _GONE, _GONE, (_end_after_last_seen,)),
    Rule(acts.WithdrawDeparture, _GONE, _HELD),
    Rule(acts.ClaimCitizenship, _HELD, _HELD, (_after_booking, _claim_not_open)),
    Rule(acts.RuleOnClaim, _ANY, _ANY, (_after_booking, _claim_open)),
    Rule(acts.WithdrawClaim, _ANY, _ANY, (_after_booking, _claim_to_withdraw)),
    Rule(acts.StateFacts, _ANY, _ANY, (_after_booking,)),
    Rule(acts.NotifyCommitment, _HELD, _HELD, (_after_booking,)),
    Rule(acts.ExplainDelay, _ANY, _ANY, (_after_booking, _was_entitled)),
)


@singledispatch
def _changed(act: StayAct, stay: Stay) -> Stay:
    """Return the stay as it is: the act decides nothing about what can follow."""
    return stay


def _seen(stay: Stay, at: datetime) -> datetime:
    return max(at, stay.seen_at) if stay.seen_at else at


@_changed.register
def _(act: acts.Book, stay: Stay) -> Stay:
    return replace(stay, booked_at=act.at, seen_at=act.at)


@_changed.register
def _(act: acts.Move, stay: Stay) -> Stay:
    return replace(stay, seen_at=_seen(stay, act.at), moved_at=stay.moved_at or act.at)


@_changed.register
def _(act: acts.PlanRelease, stay: Stay) -> Stay:
    return replace(stay, planned_for=act.planned_for)


@_changed.register
def _(act: acts.WithdrawPlan, stay: Stay) -> Stay:
    return replace(stay, planned_for=None, prepared_at=None)


@_changed.register
def _(act: acts.Entitle, stay: Stay) -> Stay:
    return replace(stay, entitled_at=act.at)


@_changed.register
def _(act: acts.WithdrawEntitlement, stay: Stay) -> Stay:
    return replace(stay, entitled_at=None, planned_for=None, prepared_at=None)


@_changed.register
def _(act: acts.PrepareHandover, stay: Stay) -> Stay:
    return replace(stay, prepared_at=act.at)


@_changed.register
def _(act: acts.CancelHandover, stay: Stay) -> Stay:
    return replace(stay, prepared_at=None)


@_changed.register
def _(act: acts.Release, stay: Stay) -> Stay:
    return replace(stay, departed_at=act.at, departure=DepartureReason.RELEASED)


@_changed.register
def _(act: acts.HandOver, stay: Stay) -> Stay:
    return replace(stay, departed_at=act.at, departure=DepartureReason.TRANSFERRED_TO_ICE)


@_changed.register
def _(act: acts.TransferToAgency, stay: Stay) -> Stay:
    return replace(stay, departed_at=act.at, departure=DepartureReason.TRANSFERRED_TO_AGENCY)


@_changed.register
def _(act: acts.EndOtherwise, stay: Stay) -> Stay:
    reason = DepartureReason.DIED if act.died else DepartureReason.OTHER
    return replace(stay, departed_at=act.at, departure=reason)


@_changed.register
def _(act: acts.ReportDeparture, stay: Stay) -> Stay:
    return replace(stay, departed_at=act.at, departure=act.reason)


@_changed.register
def _(act: acts.CorrectBooking, stay: Stay) -> Stay:
    seen_at = act.booked_at if stay.moved_at is None else stay.seen_at
    return replace(stay, booked_at=act.booked_at, seen_at=seen_at)


@_changed.register
def _(act: acts.CorrectDeparture, stay: Stay) -> Stay:
    return replace(stay, departed_at=act.departed_at)


@_changed.register
def _(act: acts.WithdrawDeparture, stay: Stay) -> Stay:
    return replace(stay, departed_at=None, departure=None)


@_changed.register
def _(act: acts.ClaimCitizenship, stay: Stay) -> Stay:
    return replace(stay, claim=Claim.OPEN, prepared_at=None)


@_changed.register
def _(act: acts.WithdrawClaim, stay: Stay) -> Stay:
    return replace(stay, claim=Claim.WITHDRAWN)


@_changed.register
def _(act: acts.RuleOnClaim, stay: Stay) -> Stay:
    return replace(stay, claim=Claim.UPHELD if act.ruling is Ruling.CITIZEN else Claim.NOT_SHOWN)
