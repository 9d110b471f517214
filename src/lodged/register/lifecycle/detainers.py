"""One detainer: what is known of it, its status as the answer to ordered questions, and the table of acts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from functools import singledispatch

from lodged.register import acts
from lodged.register.acts import DetainerAct
from lodged.register.lifecycle.rules import ImpossibleActError, Rule, clock_of, refusal
from lodged.register.lifecycle.stays import Stay, claim_refusal
from lodged.register.vocabulary import DepartureReason


class DetainerState(Enum):
    """What a detainer is."""

    NOT_RECEIVED = "not received"
    """Nothing is recorded yet."""
    LODGED = "lodged"
    """Received; no copy served, so by its own words not in effect."""
    IN_FORCE = "in effect"
    """Received, and a copy served on the person."""
    KEPT = "kept, not honoured"
    """Received by a facility that may not honor it; only the least record is kept."""
    DECLINED = "declined"
    """The custodian did not do what it asked."""
    FULFILLED = "fulfilled"
    """The person passed into ICE custody."""
    LAPSED = "lapsed"
    """Custody ended otherwise while it was lodged."""
    SUPERSEDED = "superseded"
    """A later form took its place."""
    LIFTED = "lifted"
    """The issuer canceled it."""


@dataclass(frozen=True)
class Detainer:
    """The facts of one detainer that decide what can follow, with the stay it was lodged against."""

    stay: Stay = field(default_factory=Stay)
    received_at: datetime | None = None
    kept_only: bool = False
    served_at: datetime | None = None
    declined_at: datetime | None = None
    superseded_at: datetime | None = None
    lifted_at: datetime | None = None

    def after(self, act: DetainerAct) -> Detainer:
        """Return the detainer once `act` is recorded.

        Raises:
            ImpossibleActError: it can't follow.
        """
        sentence = detainer_refusal(self, act)
        if sentence:
            raise ImpossibleActError(sentence)
        return self.with_accepted(act)

    def with_accepted(self, act: DetainerAct) -> Detainer:
        """Return the detainer with an act that was accepted once; asks nothing again."""
        return _changed(act, self)


Question = Callable[[Detainer], DetainerState | None]


def by_receipt(detainer: Detainer) -> DetainerState | None:
    """Return the state before receipt; None after it."""
    return DetainerState.NOT_RECEIVED if detainer.received_at is None else None


def by_issuer(detainer: Detainer) -> DetainerState | None:
    """Return the state of what the issuer took back, which goes before everything else."""
    if detainer.lifted_at is not None:
        return DetainerState.LIFTED
    return DetainerState.SUPERSEDED if detainer.superseded_at is not None else None


def by_refusal(detainer: Detainer) -> DetainerState | None:
    """Then what the custodian did not do."""
    if detainer.declined_at is not None:
        return DetainerState.DECLINED
    return DetainerState.KEPT if detainer.kept_only else None


def by_custody(detainer: Detainer) -> DetainerState | None:
    """Then how custody ended."""
    if detainer.stay.departure is None:
        return None
    handed_over = detainer.stay.departure is DepartureReason.TRANSFERRED_TO_ICE
    return DetainerState.FULFILLED if handed_over else DetainerState.LAPSED


def by_service(detainer: Detainer) -> DetainerState | None:
    """Last, whether a copy was served."""
    return DetainerState.IN_FORCE if detainer.served_at is not None else None


QUESTIONS: tuple[Question, ...] = (by_receipt, by_issuer, by_refusal, by_custody, by_service)


def detainer_status(detainer: Detainer) -> DetainerState:
    """Return the state by the first question that has an answer."""
    answers = (question(detainer) for question in QUESTIONS)
    return next((answer for answer in answers if answer is not None), DetainerState.LODGED)


def detainer_refusal(detainer: Detainer, act: DetainerAct) -> str | None:
    """Return why `act` can't follow, as a full sentence; None when it can."""
    return refusal(DETAINER_RULES, detainer, detainer_status(detainer), act)


def _in_custody_then(detainer: Detainer, act: DetainerAct) -> str | None:
    stay = detainer.stay
    if stay.booked_at is None:
        return "A detainer is lodged against a person in custody. Book the person first."
    if stay.departed_at is not None and act.at > stay.departed_at:
        return (
            f"Custody ended on [{clock_of(stay.departed_at, act)}], before this detainer came on "
            f"[{clock_of(act.at, act)}]. It can't be lodged against that stay."
        )
    return None


def _after_receipt(detainer: Detainer, act: DetainerAct) -> str | None:
    if detainer.received_at is not None and act.at < detainer.received_at:
        return (
            f"This happened on [{clock_of(act.at, act)}], before the detainer was received on "
            f"[{clock_of(detainer.received_at, act)}]. Correct the time."
        )
    return None


def _custody_not_over(detainer: Detainer, act: DetainerAct) -> str | None:
    departed_at = detainer.stay.departed_at
    if departed_at is not None and act.at > departed_at:
        return f"The person left custody on [{clock_of(departed_at, act)}], so this can't have happened after it."
    return None


def _not_while_serving(detainer: Detainer, act: DetainerAct) -> str | None:
    stay = detainer.stay
    if stay.entitled_at is None and stay.departure is None:
        return (
            "The person is still held on other grounds and isn't entitled to release, so there is nothing to "
            "decline yet. Record the entitlement to release first."
        )
    return None


def _due_before_release(detainer: Detainer, act: acts.PlanNotice) -> str | None:
    if act.due_at <= act.release_at:
        return None
    return (
        f"The notice is due on [{clock_of(act.due_at, act)}], after the release on [{clock_of(act.release_at, act)}] "
        "that it tells of. Make it due before the release."
    )


def _entitled_and_here(detainer: Detainer, act: acts.Hold) -> str | None:
    stay = detainer.stay
    if stay.entitled_at is None or stay.departure is not None:
        return (
            "The person isn't entitled to release yet, or has left, so there is no release to hold past. "
            "Record the entitlement to release first."
        )
    if act.until <= act.at:
        return f"The hold would end on [{clock_of(act.until, act)}], before it begins. Correct the time."
    return None


def _no_claim_stops_it(detainer: Detainer, act: DetainerAct) -> str | None:
    return claim_refusal(detainer.stay)


_S = DetainerState
_OPEN = frozenset({_S.LODGED, _S.IN_FORCE})
_OVER = frozenset({_S.FULFILLED, _S.LAPSED})


def _to(*states: DetainerState) -> frozenset[DetainerState]:
    return frozenset(states)


_KNOWN = _OPEN | _OVER | {_S.KEPT, _S.DECLINED}

DETAINER_RULES: tuple[Rule[DetainerState], ...] = (
    Rule(acts.Lodge, _to(_S.NOT_RECEIVED), _to(_S.LODGED, _S.LAPSED, _S.FULFILLED), (_in_custody_then,)),
    Rule(acts.KeepRefused, _to(_S.NOT_RECEIVED), _to(_S.KEPT), (_in_custody_then,)),
    Rule(acts.AttachWarrant, _OPEN | {_S.KEPT}, _OPEN | {_S.KEPT}, (_after_receipt,)),
    Rule(
        acts.ServeCopy,
        _to(_S.LODGED, _S.LAPSED, _S.FULFILLED),
        _to(_S.IN_FORCE, _S.LAPSED, _S.FULFILLED),
        (_after_receipt, _custody_not_over),
    ),
    Rule(acts.PlanNotice, _OPEN | {_S.KEPT}, _OPEN | {_S.KEPT}, (_after_receipt, _due_before_release)),
    Rule(acts.GiveNotice, _KNOWN, _KNOWN, (_after_receipt,)),
    Rule(acts.RecordAnswer, _KNOWN, _KNOWN, (_after_receipt,)),
    Rule(acts.Decline, _OPEN | {_S.LAPSED}, _to(_S.DECLINED), (_after_receipt, _not_while_serving)),
    Rule(acts.NoteNoShow, _OPEN | _OVER, _OPEN | _OVER, (_after_receipt,)),
    Rule(acts.Decide, _KNOWN, _KNOWN, (_after_receipt,)),
    Rule(acts.Hold, _OPEN, _OPEN, (_after_receipt, _no_claim_stops_it, _entitled_and_here)),
    Rule(acts.AskOverride, _OPEN, _OPEN, (_after_receipt, _no_claim_stops_it)),
    Rule(acts.RuleOnOverride, _KNOWN, _KNOWN, (_after_receipt,)),
    Rule(acts.Supersede, _OPEN | {_S.KEPT}, _to(_S.SUPERSEDED), (_after_receipt,)),
    Rule(acts.Lift, _KNOWN, _to(_S.LIFTED), (_after_receipt,)),
)
CUSTODY_ENDS: tuple[tuple[str, frozenset[DetainerState], DetainerState], ...] = (
    ("the person is handed over", _OPEN, _S.FULFILLED),
    ("custody ends otherwise", _OPEN, _S.LAPSED),
)
"""What the end of custody makes of a detainer; for the picture."""


@singledispatch
def _changed(act: DetainerAct, detainer: Detainer) -> Detainer:
    """Return the detainer as it is: the act decides nothing about what can follow."""
    return detainer


@_changed.register
def _(act: acts.Lodge, detainer: Detainer) -> Detainer:
    return replace(detainer, received_at=act.at)


@_changed.register
def _(act: acts.KeepRefused, detainer: Detainer) -> Detainer:
    return replace(detainer, received_at=act.at, kept_only=True)


@_changed.register
def _(act: acts.ServeCopy, detainer: Detainer) -> Detainer:
    return replace(detainer, served_at=act.at)


@_changed.register
def _(act: acts.Decline, detainer: Detainer) -> Detainer:
    return replace(detainer, declined_at=act.at)


@_changed.register
def _(act: acts.Supersede, detainer: Detainer) -> Detainer:
    return replace(detainer, superseded_at=act.at)


@_changed.register
def _(act: acts.Lift, detainer: Detainer) -> Detainer:
    return replace(detainer, lifted_at=act.at)
