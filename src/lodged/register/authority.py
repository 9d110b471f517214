"""What a hold or a handover rests on: the law's decision at that minute, or an override that another confirmed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from lodged.law import Action, Decision
from lodged.law.clocks import Reading, form_deadline, lawful_holds, regulation_deadline
from lodged.register import acts
from lodged.register.decisions import (
    NoRulebookError,
    NotAuthorizedError,
    authorizes_handover,
    clock_of,
    decide_for,
)
from lodged.register.models import DecisionRecord, Detainer, Override, Stay
from lodged.register.vocabulary import Overridable


def check_hold(act: acts.Hold) -> None:
    """Refuse a hold that nothing allows, or that lasts longer than the law's clock.

    Raises NotAuthorizedError.
    """
    detainer = Detainer.objects.select_related("stay__facility__agency").get(pk=act.detainer)
    stay = detainer.stay
    if not DecisionRecord.objects.filter(pk=act.decision, detainer=detainer).exists():
        raise NotAuthorizedError("A hold names the decision it rests on. Record that decision with it.")
    if act.override is not None:
        _check_override(act.override, detainer, Overridable.HOLD)
        latest = _end_on_override(stay, detainer, act.at)
    else:
        latest = _lawful_end(stay, detainer, act.at)
    if act.until > latest:
        zone = stay.facility.zone
        raise NotAuthorizedError(
            f"The hold would last until [{act.until.astimezone(zone):%Y-%m-%d %H:%M}]; it may last no longer than "
            f"[{latest.astimezone(zone):%Y-%m-%d %H:%M}]."
        )


def check_handover(act: acts.PrepareHandover | acts.HandOver, stay: Stay, detainer: Detainer) -> None:
    """Refuse a handover that nothing allows at the minute of the act.

    Raises NotAuthorizedError.
    """
    if isinstance(act, acts.HandOver) and act.override is not None:
        _check_override(act.override, detainer, Overridable.HAND_OVER)
        return
    decision = _decision(stay, detainer, act.at)
    if decision is not None and authorizes_handover(decision):
        return
    if isinstance(act, acts.PrepareHandover) and confirmed(detainer, Overridable.HAND_OVER) is not None:
        return
    raise NotAuthorizedError(refusal_of(decision, Action.TRANSFER_AT_RELEASE))


def confirmed(detainer: Detainer, wanted: Overridable) -> Override | None:
    """Return the newest override on a detainer that another person confirmed."""
    overrides = Override.objects.filter(detainer=detainer, wanted=wanted, confirmed=True)
    return overrides.order_by("-ruled_at").first()


def longest_hold(stay: Stay) -> datetime:
    """Return when even the longest hold that a detainer asks for ends, in the facility's zone.

    Raises NotAuthorizedError where the person isn't entitled to release.
    """
    if stay.entitled_at is None:
        raise NotAuthorizedError(
            "The person isn't entitled to release yet, so there is no release to hold past."
        )
    begins = stay.entitled_at.astimezone(stay.facility.zone)
    return min(form_deadline(begins), regulation_deadline(begins))


def refusal_of(decision: Decision | None, action: Action) -> str:
    """Return why the law's decision does not allow an action, with its reasons and citations."""
    if decision is None:
        return "No rulebook speaks for this facility, so nothing may rest on the law's decision. Ask counsel."
    result = decision.action(action)
    reasons = " ".join(f"{rule.reason} ({rule.citation})" for rule in result.because)
    missing = f" Find out first: {', '.join(result.missing_facts)}." if result.missing_facts else ""
    return f"The law here does not allow it: [{result.outcome.words}]. {reasons}{missing}".strip()


def _lawful_end(stay: Stay, detainer: Detainer, at: datetime) -> datetime:
    decision = _decision(stay, detainer, at)
    clock = clock_of(decision, stay, received_at=detainer.received_at) if decision else None
    if clock is not None and clock.reading is Reading.UNTIL and clock.release_by is not None:
        return clock.release_by
    if clock is not None and decision is not None and lawful_holds(decision):
        raise NotAuthorizedError(clock.words)
    raise NotAuthorizedError(refusal_of(decision, Action.HOLD_DETAINER_ONLY))


def _end_on_override(stay: Stay, detainer: Detainer, at: datetime) -> datetime:
    """Return the end of the longest hold a detainer asks for, or earlier where the law itself sets an earlier one."""
    longest = longest_hold(stay)
    decision = _decision(stay, detainer, at)
    clock = clock_of(decision, stay, received_at=detainer.received_at) if decision else None
    if clock is None or clock.reading is not Reading.UNTIL or clock.release_by is None:
        return longest
    return min(longest, clock.release_by)


def _decision(stay: Stay, detainer: Detainer, at: datetime) -> Decision | None:
    try:
        return decide_for(stay, detainer, at, at_release=True)
    except NoRulebookError:
        return None


def _check_override(reference: UUID, detainer: Detainer, wanted: Overridable) -> None:
    override = Override.objects.filter(pk=reference, detainer=detainer, wanted=wanted).first()
    if override is None:
        raise NotAuthorizedError("The override named was not asked for this, or on another detainer.")
    if override.ruled_at is None:
        raise NotAuthorizedError(
            "The override is not confirmed. A records supervisor or counsel, not the person who asked, must confirm it."
        )
    if not override.confirmed:
        raise NotAuthorizedError(f"The override was refused: {override.ruling_reason}")
