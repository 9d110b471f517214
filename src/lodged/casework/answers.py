"""What the law here says, in the few words a board has room for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lodged.casework.case import Case
from lodged.casework.moments import briefly
from lodged.law import Action, ActionDecision, Outcome, vocabulary
from lodged.law.clocks import Reading, lawful_holds, notice_due
from lodged.register.lifecycle.stays import Claim
from lodged.register.vocabulary import Answer as Reply


@dataclass(frozen=True)
class Answer:
    """An outcome with its words; ``find_out`` names what is missing for a surer one."""

    outcome: str
    words: str
    find_out: str = ""


_NO_RULEBOOK = Answer("unknown", "No: no rulebook for this state. Ask counsel.")
_OPEN_WORDS = {
    Outcome.SILENT: "the law here gives no authority",
    Outcome.UNSETTLED: "not settled, ask counsel",
    Outcome.NOT_RESEARCHED: "the law here was not researched, ask counsel",
}


def hold(situation: Case) -> Answer:
    """Whether the person may be kept past release, and until when."""
    holds = lawful_holds(situation.decision) if situation.decision else ()
    first = _before_the_clock(situation)
    if first is not None:
        return first
    if not holds:
        return _refused(situation, Action.HOLD_DETAINER_ONLY) or _NO_RULEBOOK
    outcome, clock = holds[0].outcome.value, situation.clock
    if clock is None:
        return Answer(outcome, f"{_longest(holds)}, from the minute of entitlement")
    if clock.release_by is None or clock.reading is Reading.RELEASE:
        return Answer(Outcome.PROHIBITED.value, "No: the time is over")
    return Answer(outcome, f"Until {briefly(clock.release_by, situation.zone, situation.now)}")


def _before_the_clock(situation: Case) -> Answer | None:
    """What is said before any time of the detainer: a judge's paper, a claim of citizenship, a fact to find out."""
    reading = situation.clock.reading if situation.clock else None
    if reading is Reading.JUDGES_PAPER:
        return Answer(Outcome.REQUIRED.value, "On the judge's paper, not on the detainer")
    claimed = _claimed(situation)
    if claimed is None and reading is Reading.FIND_OUT:
        return Answer(Outcome.UNKNOWN.value, "Find out now", find_out(situation, Action.HOLD_DETAINER_ONLY))
    return claimed


def notify(situation: Case) -> Answer:
    """Whether ICE may or must be told of the release, and by when, or what it was told."""
    told = situation.told
    if told is not None and told.given_at is not None and not situation.told_otherwise:
        reply = Reply.of(told.answer).meaning if told.answer else "no answer yet"
        return Answer("done", f"Told {briefly(told.given_at, situation.zone, situation.now)}: {reply}")
    refused = _refused(situation, Action.NOTIFY_RELEASE)
    if refused is not None:
        return refused
    outcome = _outcome(situation, Action.NOTIFY_RELEASE)
    if situation.told_otherwise:
        word = _word(situation, Action.NOTIFY_RELEASE)
        return Answer(outcome.value, f"{word}: told another time, tell the new one")
    return Answer(outcome.value, f"{_word(situation, Action.NOTIFY_RELEASE)}{_by(situation)}")


def hand_over(situation: Case) -> Answer:
    """Whether the person may or must pass to ICE's officers who are there at the release."""
    refused = _claimed(situation) or _refused(situation, Action.TRANSFER_AT_RELEASE)
    if refused is not None:
        return refused
    outcome = _outcome(situation, Action.TRANSFER_AT_RELEASE)
    return Answer(outcome.value, f"{_word(situation, Action.TRANSFER_AT_RELEASE)}, if they are here")


_WORDS = {Outcome.REQUIRED: "Must", Outcome.PERMITTED: "May"}


def _word(situation: Case, action: Action) -> str:
    decision = situation.decision
    if decision is not None and decision.by_federal_law_alone(action):
        return "Federal law does not forbid it"
    return _WORDS[_outcome(situation, action)]


def _longest(holds: Sequence[ActionDecision]) -> str:
    limits = [rule.limit for hold in holds for rule in hold.because if rule.limit is not None]
    to_day_end = any(limit.hours is None for limit in limits)
    return "Until 11:59 pm of that day" if to_day_end else "Up to 48 h"


def _outcome(situation: Case, action: Action) -> Outcome:
    return situation.decision.action(action).outcome if situation.decision else Outcome.UNKNOWN


def _claimed(situation: Case) -> Answer | None:
    """The answer that a claim of US citizenship gives, before the law is asked."""
    if situation.claim in {Claim.OPEN, Claim.UPHELD}:
        return Answer("prohibited", "No: claim of US citizenship")
    return None


def _refused(situation: Case, action: Action) -> Answer | None:
    """The answer where the law's decision does not allow an action; None where it does."""
    if situation.decision is None:
        return _NO_RULEBOOK
    if situation.authorizes(action):
        return None
    outcome = _outcome(situation, action)
    why = _OPEN_WORDS.get(outcome)
    return Answer(outcome.value, f"No: {why}" if why else "No", find_out(situation, action))


def find_out(situation: Case, action: Action) -> str:
    """The facts to find out first, by their labels."""
    if situation.decision is None:
        return ""
    specs = vocabulary().facts
    return ", ".join(specs[name].label for name in situation.decision.action(action).missing_facts)


def _by(situation: Case) -> str:
    if situation.due:
        return ", now"
    if situation.stay.planned_for is None:
        return ", 48 h before a planned release"
    due = notice_due(situation.stay.planned_for.astimezone(situation.zone))
    return ", now" if due <= situation.now else f", by {briefly(due, situation.zone, situation.now)}"
