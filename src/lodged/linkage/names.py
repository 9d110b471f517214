"""Names as they are compared: folded, split into parts, with nothing thrown away that tells people apart.

No tradition is taken for the rule: a family name may have several parts, given names may be a chain, and either may
stand in the other's field.
"""

from __future__ import annotations

import re
import unicodedata

PARTICLES = frozenset(
    {
        "DE",
        "DEL",
        "LA",
        "LAS",
        "LOS",
        "DA",
        "DO",
        "DOS",
        "Y",
        "VAN",
        "VON",
        "EL",
        "AL",
        "BIN",
        "IBN",
        "ABU",
        "BEN",
    }
)
"""Parts that come and go between records of one person; kept only where nothing else is left."""

SUFFIXES = frozenset({"JR", "SR", "II", "III", "IV"})
"""Generation suffixes, which some systems write into the family name."""

# Letters that Unicode doesn't decompose, in the spelling that passports and older systems use.
_LETTERS = str.maketrans(
    {"Ø": "O", "Æ": "AE", "Å": "A", "Đ": "D", "Ð": "D", "Ł": "L", "Þ": "TH", "ß": "SS", "Œ": "OE"}
)
_APART = re.compile(r"[^A-Z]+")
# Apostrophes of every shape: straight, curly, grave, acute and the Hawaiian and Arabic marks.
_INSIDE = re.compile("['\u2019`\u00b4\u02bb\u02bc]")


def fold(text: str | None) -> str:
    """Fold a name to capital Latin letters and single spaces.

    >>> fold("Núñez-O'Brien  Åse")
    'NUNEZ OBRIEN ASE'
    """
    upper = _INSIDE.sub("", (text or "").upper()).translate(_LETTERS)
    plain = "".join(c for c in unicodedata.normalize("NFKD", upper) if not unicodedata.combining(c))
    return _APART.sub(" ", plain).strip()


def parts(text: str | None) -> list[str]:
    """Split a name into the parts that tell people apart, in their order.

    >>> parts("De la Cruz García, Jr.")
    ['CRUZ', 'GARCIA']
    >>> parts("Al")
    ['AL']
    """
    every = fold(text).split()
    telling = [part for part in every if part not in PARTICLES and part not in SUFFIXES]
    return telling or every
