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


def hold(case: Case) -> Answer:
    """Return whether the person may be kept past release, and until when."""
    holds = lawful_holds(case.decision) if case.decision else ()
    first = _before_the_clock(case)
    if first is not None:
        return first
    if not holds:
        return _refused(case, Action.HOLD_DETAINER_ONLY) or _NO_RULEBOOK
    outcome, clock = holds[0].outcome.value, case.clock
    if clock is None:
        return Answer(outcome, f"{_longest(holds)}, from the minute of entitlement")
    if clock.release_by is None or clock.reading is Reading.RELEASE:
        return Answer(Outcome.PROHIBITED.value, "No: the time is over")
    return Answer(outcome, f"Until {briefly(clock.release_by, case.zone, case.now)}")


def _before_the_clock(case: Case) -> Answer | None:
    """What is said before any time of the detainer: a judge's paper, a claim of citizenship, a fact to find out."""
    reading = case.clock.reading if case.clock else None
    if reading is Reading.JUDGES_PAPER:
        return Answer(Outcome.REQUIRED.value, "On the judge's paper, not on the detainer")
    claimed = _claimed(case)
    if claimed is None and reading is Reading.FIND_OUT:
        return Answer(Outcome.UNKNOWN.value, "Find out now", find_out(case, Action.HOLD_DETAINER_ONLY))
    return claimed


def notify(case: Case) -> Answer:
    """Return whether ICE may or must be told of the release, and by when, or what it was told."""
    notice = case.delivered_notice
    if notice is not None and notice.given_at is not None and not case.notice_outdated:
        reply = Reply.of(notice.answer).meaning if notice.answer else "no answer yet"
        return Answer("done", f"Told {briefly(notice.given_at, case.zone, case.now)}: {reply}")
    refused = _refused(case, Action.NOTIFY_RELEASE)
    if refused is not None:
        return refused
    outcome = _outcome(case, Action.NOTIFY_RELEASE)
    if case.notice_outdated:
        word = _word(case, Action.NOTIFY_RELEASE)
        return Answer(outcome.value, f"{word}: told another time, tell the new one")
    return Answer(outcome.value, f"{_word(case, Action.NOTIFY_RELEASE)}{_by(case)}")


def hand_over(case: Case) -> Answer:
    """Return whether the person may or must pass to ICE's officers who are there at the release."""
    refused = _claimed(case) or _refused(case, Action.TRANSFER_AT_RELEASE)
    if refused is not None:
        return refused
    outcome = _outcome(case, Action.TRANSFER_AT_RELEASE)
    return Answer(outcome.value, f"{_word(case, Action.TRANSFER_AT_RELEASE)}, if they are here")


_WORDS = {Outcome.REQUIRED: "Must", Outcome.PERMITTED: "May"}


def _word(case: Case, action: Action) -> str:
    decision = case.decision
    if decision is not None and decision.by_federal_law_alone(action):
        return "Federal law does not forbid it"
    return _WORDS[_outcome(case, action)]


def _longest(holds: Sequence[ActionDecision]) -> str:
    limits = [rule.limit for hold in holds for rule in hold.because if rule.limit is not None]
    to_day_end = any(limit.hours is None for limit in limits)
    return "Until 11:59 pm of that day" if to_day_end else "Up to 48 h"


def _outcome(case: Case, action: Action) -> Outcome:
    return case.decision.action(action).outcome if case.decision else Outcome.UNKNOWN


def _claimed(case: Case) -> Answer | None:
    """Return the answer that a claim of US citizenship gives, before the law is asked."""
    if case.claim in {Claim.OPEN, Claim.UPHELD}:
        return Answer("prohibited", "No: claim of US citizenship")
    return None


def _refused(case: Case, action: Action) -> Answer | None:
    """Return the answer where the law's decision does not allow an action; None where it does."""
    if case.decision is None:
        return _NO_RULEBOOK
    if case.authorizes(action):
        return None
    outcome = _outcome(case, action)
    why = _OPEN_WORDS.get(outcome)
    return Answer(outcome.value, f"No: {why}" if why else "No", find_out(case, action))


def find_out(case: Case, action: Action) -> str:
    """Return the facts to find out first, by their labels."""
    if case.decision is None:
        return ""
    specs = vocabulary().facts
    return ", ".join(specs[name].label for name in case.decision.action(action).missing_facts)


def _by(case: Case) -> str:
    if case.due:
        return ", now"
    if case.stay.planned_for is None:
        return ", 48 h before a planned release"
    due = notice_due(case.stay.planned_for.astimezone(case.zone))
    return ", now" if due <= case.now else f", by {briefly(due, case.zone, case.now)}"
