"""What a check of an instance found, and how to fix it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Verdict(Enum):
    """How bad it is; in order."""

    GOOD = "good"
    ADVICE = "advice"
    """Works, but should be otherwise."""
    WRONG = "WRONG"
    """Doesn't work, or isn't safe."""


@dataclass(frozen=True)
class Finding:
    """One check's answer."""

    check: str
    verdict: Verdict
    words: str
    fix: str = ""


def good(check: str, words: str) -> Finding:
    """Return the check found what it should."""
    return Finding(check, Verdict.GOOD, words)


def wrong(check: str, words: str, fix: str) -> Finding:
    """Return a finding of what must be fixed."""
    return Finding(check, Verdict.WRONG, words, fix)


def advice(check: str, words: str, fix: str) -> Finding:
    """Return a finding of what should be otherwise."""
    return Finding(check, Verdict.ADVICE, words, fix)
