"""Is a detainer complete? What is missing or doubtful on the paper, and what to do about it.

The answers are a person's, given while looking at the paper; the check decides nothing about what may be done.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

ASKS_FOR_GROUNDS = frozenset({"I-247A", "I-247D"})
"""Forms that print boxes for probable cause."""


class Signer(Enum):
    """Who signed a warrant, as the paper says."""

    OFFICER = "officer"
    """An immigration officer: an administrative warrant, whatever its title."""
    JUDGE = "judge"
    """A judge or magistrate of a court."""
    NOBODY = "nobody"
    """It isn't signed."""


@dataclass(frozen=True, slots=True)
class WarrantOnPaper:
    """A warrant that came with the detainer. ``kind`` is ``I-200``, ``I-205`` or ``judicial``."""

    kind: str
    signer: Signer
    signed_on: date | None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What a person saw on the paper."""

    form: str
    issued_on: date | None
    signed: bool | None
    """None where nobody said whether it is signed."""
    grounds: frozenset[str]
    box_2: bool
    warrants: tuple[WarrantOnPaper, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is missing or doubtful, and the fix."""

    id: str
    what: str
    do: str


def check(paper: Confirmed, received_on: date) -> tuple[Finding, ...]:
    """Return everything found on a paper received that day, in the order of the form; nothing where it is complete."""
    return (*_issue(paper, received_on), *_boxes(paper), *_warrants(paper, received_on))


def _issue(paper: Confirmed, received_on: date) -> Iterator[Finding]:
    if paper.signed is None:
        yield Finding(
            "signature-not-stated",
            "Nobody has said whether an immigration officer signed it.",
            "Look at the signature on the form, or ask whoever has it, and record what you find.",
        )
    elif not paper.signed:
        yield Finding(
            "not-signed",
            "No immigration officer signed it.",
            "Send it back to the issuing office for a signature. Record it all the same: it was received.",
        )
    if paper.issued_on is None:
        yield Finding(
            "not-dated",
            "It bears no date of issue.",
            "Ask the issuing office for the date. Record it without one; don't put in the date of receipt.",
        )
    elif paper.issued_on > received_on:
        yield Finding(
            "dated-later",
            f"It is dated [{paper.issued_on:%Y-%m-%d}], after it was received on [{received_on:%Y-%m-%d}].",
            "Look at the date on the paper again, month first. If it really says so, ask the issuing office.",
        )


def _boxes(paper: Confirmed) -> Iterator[Finding]:
    if paper.form not in ASKS_FOR_GROUNDS:
        return
    if paper.grounds and paper.box_2:
        yield Finding(
            "both-boxes",
            "Both box 1 and box 2 are completed; the form says to complete one.",
            "Ask the issuing office which is meant. Record both as they stand on the paper.",
        )
    if not paper.grounds and not paper.box_2:
        yield Finding(
            "no-box",
            "Neither a probable-cause ground in box 1 nor box 2 is ticked.",
            "Ask the issuing office for a completed form. Record it as it stands: it was received.",
        )


def _warrants(paper: Confirmed, received_on: date) -> Iterator[Finding]:
    if not paper.warrants and paper.form == "I-247A":
        yield Finding(
            "no-warrant",
            "No warrant came with it.",
            "Look for a Form I-200 or I-205 among the pages. If there is none, record that none came.",
        )
    for warrant in paper.warrants:
        yield from _warrant(warrant, received_on)


def _warrant(warrant: WarrantOnPaper, received_on: date) -> Iterator[Finding]:
    if warrant.signer is Signer.NOBODY:
        yield Finding(
            "warrant-not-signed",
            f"The {_named(warrant)} is not signed.",
            "Ask the issuing office for a signed one. An unsigned paper is no warrant.",
        )
    if warrant.kind == "judicial" and warrant.signer is Signer.OFFICER:
        yield Finding(
            "not-a-judge",
            "The warrant is recorded as a judge's, and an immigration officer signed it.",
            "Read the title under the signature. An officer's warrant is administrative: record it as I-200 or I-205.",
        )
    if warrant.kind != "judicial" and warrant.signer is Signer.JUDGE:
        yield Finding(
            "a-judge-signed",
            f"A judge is recorded as the signer of a {_named(warrant)}, which immigration officers sign.",
            "Read the title under the signature. An immigration judge is not a judge of a court; ask counsel.",
        )
    if warrant.signed_on is not None and warrant.signed_on > received_on:
        yield Finding(
            "warrant-dated-later",
            f"The {_named(warrant)} is dated [{warrant.signed_on:%Y-%m-%d}], after it was received.",
            "Look at the date on the paper again, month first.",
        )


def _named(warrant: WarrantOnPaper) -> str:
    return "judge's warrant" if warrant.kind == "judicial" else f"Form {warrant.kind}"
