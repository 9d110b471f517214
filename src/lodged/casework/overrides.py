"""Deeds on an override of the law's decision: one person asks for it, another confirms or refuses it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID, uuid4

from lodged.casework.case import Case
from lodged.casework.deeds import DeedRefusedError, deed, refuse
from lodged.casework.detainers import on_open_detainer, own_detainer
from lodged.register import acts
from lodged.register.actor import Actor
from lodged.register.lifecycle.stays import claim_refusal
from lodged.register.vocabulary import Overridable


@deed
def ask_override(
    actor: Actor, detainer: UUID, at: datetime, wanted: Overridable, authority: str, reason: str
) -> Iterator[acts.Act]:
    """Record that somebody wants to do what the law's decision does not allow; nothing may rest on it yet."""
    case, _ = own_detainer(actor, detainer)
    refuse(may_ask(case))
    yield acts.AskOverride(
        at=at, detainer=detainer, override=uuid4(), wanted=wanted, authority=authority, reason=reason
    )


@deed
def rule_on_override(
    actor: Actor, detainer: UUID, at: datetime, *, confirmed: bool, reason: str
) -> Iterator[acts.Act]:
    """Record that another person confirmed or refused the override that waits."""
    case, _ = own_detainer(actor, detainer)
    waiting = case.pending_override
    if waiting is None:
        raise DeedRefusedError("No override waits for a ruling.")
    yield acts.RuleOnOverride(
        at=at, detainer=detainer, override=waiting.id, confirmed=confirmed, reason=reason
    )


def may_ask(case: Case) -> str | None:
    """Return why no override can be asked for; None where one can."""
    if case.pending_override is not None:
        return "An override was asked for and waits for a records supervisor or counsel."
    return on_open_detainer(case) or claim_refusal(case.stay.facts())


def waits_for_ruling(case: Case) -> str | None:
    """Return why there is no override to rule on; None where one waits."""
    return None if case.pending_override is not None else "No override waits for a ruling."
