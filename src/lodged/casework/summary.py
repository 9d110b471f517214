"""What the desk may do now about one stay, in a few plain words with the law they rest on: how every file opens."""

from __future__ import annotations

from collections.abc import Iterator

from lodged.casework.answers import find_out
from lodged.casework.case import Case
from lodged.casework.moments import briefly
from lodged.law import Action, Outcome, Weight
from lodged.law.clocks import Reading, lawful_holds
from lodged.law.model import FEDERAL
from lodged.register.lifecycle.detainers import DetainerState
from lodged.register.lifecycle.stays import Claim, StayState
from lodged.register.vocabulary import Answer, CustodyBasis, DepartureReason

_ASKS_NOTHING = {
    DetainerState.KEPT: "A detainer is on file and is not honored: nothing to do for ICE.",
    DetainerState.DECLINED: "The detainer was declined: nothing to do for ICE.",
}


_NOT_COMING = {
    Answer.NOT_COMING: "said it is not coming",
    Answer.NO_REPLY: "did not reply in time",
}


def summary(case: Case) -> tuple[str, ...]:
    """Return what may be done now, the first sentence the one to act on; every permission or bar with its citation."""
    return tuple(_gone(case) if case.gone else _held(case))


def _gone(case: Case) -> Iterator[str]:
    stay = case.stay
    if stay.departed_at is not None:
        ended = DepartureReason.of(stay.departure).meaning
        yield f"{ended}, {briefly(stay.departed_at, case.zone, case.now)}."
    yield "Nothing is to be done here now."


def _held(case: Case) -> Iterator[str]:
    yield _custody(case)
    if not case.is_open:
        state = case.detainer_state
        yield (
            _ASKS_NOTHING.get(state, "No detainer asks anything: nothing to do for ICE.")
            if state
            else ("No detainer: nothing to do for ICE.")
        )
        return
    if case.claim in {Claim.OPEN, Claim.UPHELD}:
        word = "was claimed" if case.claim is Claim.OPEN else "was shown"
        yield f"US citizenship {word}: no hold and no hand-over to ICE{_citation(case, Action.HOLD_DETAINER_ONLY)}."
        return
    if not case.held_lawfully and not _kept_otherwise(case):
        yield _hold(case)
    yield from _ice(case)


def _custody(case: Case) -> str:
    if case.due:
        return _due(case)
    planned = case.stay.planned_for
    if case.state is StayState.PLAN_PASSED and planned is not None:
        return (
            f"The planned release ({briefly(planned, case.zone, case.now)}) has passed. Record what happened."
        )
    if planned is not None:
        return f"Release is planned for {briefly(planned, case.zone, case.now)}."
    basis = CustodyBasis.of(case.stay.basis)
    if basis is CustodyBasis.NOT_STATED:
        return "Held. No release is planned."
    return f"Held: {basis.meaning[0].lower()}{basis.meaning[1:]}. No release is planned."


def _due(case: Case) -> str:
    if case.held_lawfully and case.hold is not None:
        return f"Release by {briefly(case.hold.until, case.zone, case.now)}, when the recorded hold ends."
    if case.release_now or case.clock is None:
        return "Release now."
    if case.clock.reading is Reading.JUDGES_PAPER:
        return "Do not release yet: a judge's paper is on file."
    return case.clock.words


def _kept_otherwise(case: Case) -> bool:
    """Return whether a judge's paper, or a fact to find out first, comes before any hold on the detainer."""
    return (
        case.due and case.clock is not None and case.clock.reading in {Reading.JUDGES_PAPER, Reading.FIND_OUT}
    )


def _hold(case: Case) -> str:
    if case.decision is None:
        return "No rulebook speaks for this state, so nothing allows a hold. Ask counsel."
    past = "" if case.due else " past release"
    holds = lawful_holds(case.decision)
    over = case.clock is not None and case.clock.reading is Reading.RELEASE
    if holds and not over:
        word = "must" if holds[0].outcome is Outcome.REQUIRED else "may"
        ends = case.clock.release_by if case.clock else None
        until = f" until {briefly(ends, case.zone, case.now)}" if ends else past
        return f"You {word} hold{until}{_citation(case, holds[0].action)}."
    action = holds[0].action if holds else Action.HOLD_DETAINER_ONLY
    return f"You may not hold{past}{_why(case, action)}{_citation(case, action)}."


def _why(case: Case, action: Action) -> str:
    """Return why there is no permission where the law does not simply forbid."""
    if case.decision is None:
        return ""
    match case.decision.action(action).outcome:
        case Outcome.SILENT:
            return ": no law here allows it"
        case Outcome.UNSETTLED | Outcome.NOT_RESEARCHED:
            return ": the law here is not clear, ask counsel"
        case Outcome.UNKNOWN:
            facts = find_out(case, action)
            return f" unless you find out: {facts}" if facts else ""
    return ""


def _ice(case: Case) -> Iterator[str]:
    notice = case.delivered_notice
    if notice is not None and notice.given_at is not None and not case.notice_outdated:
        when = briefly(notice.given_at, case.zone, case.now)
        if notice.answer == Answer.COMING:
            yield f"ICE said it is coming (told {when}): {_hand_over(case)}."
        elif notice.answer:
            yield f"ICE was told {when} and {_NOT_COMING[Answer.of(notice.answer)]}."
        else:
            yield f"ICE was told {when} and has not answered."
    elif case.authorizes(Action.NOTIFY_RELEASE):
        if case.coming is not None:
            yield _tell(case)
    elif case.decision is not None:
        yield f"You may not tell ICE{_why(case, Action.NOTIFY_RELEASE)}{_citation(case, Action.NOTIFY_RELEASE)}."


def _tell(case: Case) -> str:
    required = case.decision is not None and (
        case.decision.action(Action.NOTIFY_RELEASE).outcome is Outcome.REQUIRED
    )
    what = "the changed time" if case.notice_outdated else "of the release"
    return f"You {'must' if required else 'may'} tell ICE {what}{_citation(case, Action.NOTIFY_RELEASE)}."


def _hand_over(case: Case) -> str:
    if case.may_hand_over:
        return (
            f"hand over if its officers are here, else release{_citation(case, Action.TRANSFER_AT_RELEASE)}"
        )
    return (
        f"you may not hand over{_why(case, Action.TRANSFER_AT_RELEASE)}"
        f"{_citation(case, Action.TRANSFER_AT_RELEASE)}"
    )


def _citation(case: Case, action: Action) -> str:
    """Return the nearest source of an answer in parentheses: the state's own before federal, a binding one first.

    Every source stands with the law's answer below; nothing is returned where there is none.
    """
    because = case.decision.action(action).because if case.decision else ()
    if not because:
        return ""
    nearest = min(because, key=lambda rule: (rule.jurisdiction == FEDERAL, rule.weight is not Weight.BINDING))
    return f" ({nearest.citation.partition('; ')[0]})"
