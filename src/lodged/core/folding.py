"""Names folded for comparison: column names, and the words of closed lists."""

from __future__ import annotations

import re
import unicodedata

_NOT_WORD = re.compile(r"[\W_]+")


def fold(name: str) -> str:
    """Fold case, accents, spaces and punctuation away.

    >>> fold("Date of Birth") == fold("DATE_OF_BIRTH") == fold("date-of-birth")
    True
    """
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _NOT_WORD.sub("", plain).casefold()
