"""Whether a secret could be guessed."""

from __future__ import annotations

MINIMUM_LENGTH, MINIMUM_DIFFERENT = 40, 12
_TELLTALE = (
    "secret",
    "password",
    "changeme",
    "change-me",
    "example",
    "insecure",
    "lodged",
    "synthetic",
    "test",
)


def weakness_of(secret: str | None) -> str | None:
    """Return what is wrong with a secret, to follow its name; None for a good one.

    >>> weakness_of("changeme-0123456789-abdfijklopqrstuvwxyz")
    'holds the word [changeme], so it was thought up'
    """
    if not secret:
        return "is not set"
    if len(secret) < MINIMUM_LENGTH:
        return f"has {len(secret)} characters, and {MINIMUM_LENGTH} are the least"
    if len(set(secret)) < MINIMUM_DIFFERENT:
        return "repeats a few characters, so it can be guessed"
    for word in _TELLTALE:
        if word in secret.lower():
            return f"holds the word [{word}], so it was thought up"
    return None
