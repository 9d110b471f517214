"""The known name that a mistyped one most likely meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(given: str, known: Iterable[str]) -> str:
    """Return the nearest known name, or list all of them where none is near.

    >>> did_you_mean("judicial_warant", ["judicial_warrant", "form"])
    'Did you mean [judicial_warrant]?'
    >>> did_you_mean("zzz", ["us", "us-mn"])
    'Known: us, us-mn.'
    """
    names = sorted(set(known))
    near = get_close_matches(given.casefold(), [name.casefold() for name in names], n=1, cutoff=0.6)
    if near:
        return f"Did you mean [{next(name for name in names if name.casefold() == near[0])}]?"
    return f"Known: {', '.join(names)}."
