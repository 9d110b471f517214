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
    if situation.claim in {Claim.OPEN, Claim.UPHELD}:
        return Answer("prohibited", "No: claim of US citizenship")
    if situation.decision is None:
        return _NO_RULEBOOK
    decided = situation.decision.action(Action.HOLD_DETAINER_ONLY)
    if not decided.authorises:
        missing = find_out(situation, Action.HOLD_DETAINER_ONLY)
        why = _OPEN_WORDS.get(decided.outcome)
        return Answer(decided.outcome.value, f"No: {why}" if why else "No", missing)
    if situation.clock is None:
        return Answer(decided.outcome.value, "Up to 48 h, from the minute of entitlement")
    return Answer(
        decided.outcome.value, f"Until {briefly(situation.clock.release_by, situation.zone, situation.now)}"
    )


def notify(situation: Situation) -> Answer:
    """Whether ICE may or must be told of the release, and by when, or what it was told."""
    if situation.told is not None and situation.told.given_at is not None and not situation.told_otherwise:
        reply = Reply.of(situation.told.answer).meaning if situation.told.answer else "no answer yet"
        return Answer(
            "done", f"Told {briefly(situation.told.given_at, situation.zone, situation.now)}: {reply}"
        )
    if situation.decision is None:
        return _NO_RULEBOOK
    decided = situation.decision.action(Action.NOTIFY_RELEASE)
    if not decided.authorises:
        missing = find_out(situation, Action.NOTIFY_RELEASE)
        why = _OPEN_WORDS.get(decided.outcome)
        return Answer(decided.outcome.value, f"No: {why}" if why else "No", missing)
    word = "Must" if decided.outcome is Outcome.REQUIRED else "May"
    if situation.told_otherwise:
        return Answer(decided.outcome.value, f"{word}: told another time, tell the new one")
    return Answer(decided.outcome.value, f"{word}{_by(situation)}")


def hand_over(situation: Situation) -> Answer:
    """Whether the person may or must pass to ICE's officers who are there at the release."""
    if situation.claim in {Claim.OPEN, Claim.UPHELD}:
        return Answer("prohibited", "No: claim of US citizenship")
    if situation.decision is None:
        return _NO_RULEBOOK
    decided = situation.decision.action(Action.TRANSFER_AT_RELEASE)
    if not decided.authorises:
        missing = find_out(situation, Action.TRANSFER_AT_RELEASE)
        why = _OPEN_WORDS.get(decided.outcome)
        return Answer(decided.outcome.value, f"No: {why}" if why else "No", missing)
    word = "Must" if decided.outcome is Outcome.REQUIRED else "May"
    return Answer(decided.outcome.value, f"{word}, if they are here")


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
