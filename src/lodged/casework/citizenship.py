"""Deeds on a claim of US citizenship: it is recorded at once, stops what is done toward ICE, and is ruled on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from lodged.casework.case import Case
from lodged.casework.custody import in_custody, own_stay
from lodged.casework.deeds import DeedRefusedError, deed, refuse
from lodged.register import acts
from lodged.register.actor import Actor
from lodged.register.lifecycle.stays import Claim
from lodged.register.vocabulary import Ruling


@deed
def claim_citizenship(
    actor: Actor, stay: UUID, at: datetime, claimed_by: str, words: str = ""
) -> Iterator[acts.Act]:
    """Record that the person, or somebody for them, says that they are a US citizen."""
    refuse(no_open_claim(own_stay(actor, stay)))
    if not (claimed_by.strip() or words.strip()):
        raise DeedRefusedError("Write down who says it, or the words: a claim needs at least one of them.")
    yield acts.ClaimCitizenship(at=at, stay=stay, claimed_by=claimed_by, words=words)


@deed
def rule_on_citizenship(
    actor: Actor, stay: UUID, at: datetime, ruling: Ruling, ruled_by: str, evidence: str
) -> Iterator[acts.Act]:
    """Record a named person's ruling on the claim, with the evidence examined."""
    refuse(open_claim(own_stay(actor, stay)))
    yield acts.RuleOnClaim(at=at, stay=stay, ruling=ruling, ruled_by=ruled_by, evidence=evidence)


@deed
def withdraw_claim(actor: Actor, stay: UUID, at: datetime, reason: str) -> Iterator[acts.Act]:
    """Record that the claim is taken back, by whom and why; nothing is stopped by it any more."""
    refuse(open_claim(own_stay(actor, stay)))
    if not reason.strip():
        raise DeedRefusedError("Say why the claim is withdrawn, and who said so.")
    yield acts.WithdrawClaim(at=at, stay=stay, reason=reason)


def no_open_claim(case: Case) -> str | None:
    """Return why no claim can be recorded; None where none is open."""
    if case.claim is Claim.OPEN:
        return "A claim is open already. A named person must rule on it."
    return in_custody(case)


def open_claim(case: Case) -> str | None:
    """Return why there is nothing to rule on; None where a claim is open."""
    return None if case.claim is Claim.OPEN else "There is no open claim of US citizenship."
