"""What the law here says, in the few words a board has room for."""

from __future__ import annotations

from dataclasses import dataclass

from lodged.desk.release.moments import briefly
from lodged.desk.release.situations import Situation
from lodged.law import Action, Outcome, vocabulary
from lodged.law.clocks import notice_due
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
}


def hold(situation: Situation) -> Answer:
    """Whether the person may be kept past release, and until when."""
    refused = _claimed(situation) or _refused(situation, Action.HOLD_DETAINER_ONLY)
    if refused is not None:
        return refused
    outcome = _outcome(situation, Action.HOLD_DETAINER_ONLY)
    if situation.clock is None:
        return Answer(outcome.value, "Up to 48 h, from the minute of entitlement")
    until = briefly(situation.clock.release_by, situation.zone, situation.now)
    return Answer(outcome.value, f"Until {until}")


def notify(situation: Situation) -> Answer:
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
        return Answer(outcome.value, f"{_WORDS[outcome]}: told another time, tell the new one")
    return Answer(outcome.value, f"{_WORDS[outcome]}{_by(situation)}")


def hand_over(situation: Situation) -> Answer:
    """Whether the person may or must pass to ICE's officers who are there at the release."""
    refused = _claimed(situation) or _refused(situation, Action.TRANSFER_AT_RELEASE)
    if refused is not None:
        return refused
    outcome = _outcome(situation, Action.TRANSFER_AT_RELEASE)
    return Answer(outcome.value, f"{_WORDS[outcome]}, if they are here")


_WORDS = {Outcome.REQUIRED: "Must", Outcome.PERMITTED: "May"}


def _outcome(situation: Situation, action: Action) -> Outcome:
    return situation.decision.action(action).outcome if situation.decision else Outcome.UNKNOWN


def _claimed(situation: Situation) -> Answer | None:
    """The answer that a claim of US citizenship gives, before the law is asked."""
    if situation.claim in {Claim.OPEN, Claim.UPHELD}:
        return Answer("prohibited", "No: claim of US citizenship")
    return None


def _refused(situation: Situation, action: Action) -> Answer | None:
    """The answer where the law's decision does not allow an action; None where it does."""
    if situation.decision is None:
        return _NO_RULEBOOK
    if situation.authorises(action):
        return None
    outcome = _outcome(situation, action)
    why = _OPEN_WORDS.get(outcome)
    return Answer(outcome.value, f"No: {why}" if why else "No", find_out(situation, action))


def find_out(situation: Situation, action: Action) -> str:
    """The facts to find out first, by their labels."""
    if situation.decision is None:
        return ""
    specs = vocabulary().facts
    return ", ".join(specs[name].label for name in situation.decision.action(action).missing_facts)


def _by(situation: Situation) -> str:
    if situation.due:
        return ", now"
    if situation.stay.planned_for is None:
        return ", 48 h before a planned release"
    due = notice_due(situation.stay.planned_for.astimezone(situation.zone))
    return ", now" if due <= situation.now else f", by {briefly(due, situation.zone, situation.now)}"
