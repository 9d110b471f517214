"""Names as they are compared: folded, split into parts, with nothing thrown away that tells people apart.

No tradition is taken for the rule: a family name may have several parts, given names may be a chain, either may stand
in the other's field, and one name may be romanised in several ways.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lodged.core.folding import latin_capitals
from lodged.core.yaml_with_lines import read

PARTICLES = frozenset(
    [
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
    ]
)
"""Parts that come and go between records of one person; kept only where nothing else is left."""

SUFFIXES = frozenset({"JR", "SR", "II", "III", "IV"})
"""Generation suffixes, which some systems write into the family name."""

PLACEHOLDERS = frozenset({"FNU", "LNU", "NFN", "NLN", "NMN", "NMI", "UNKNOWN", "UNK"})
"""What systems write where a first, middle or last name is not known or there is none; no part of anybody's name."""

TITLES = frozenset({"MR", "MRS", "MS", "MISS", "DR"})
"""Forms of address, which some systems write before a name; kept only where nothing else is left."""

SPELLINGS_FILE = Path(__file__).parent / "spellings.yaml"

_JOINED_PARTICLE = re.compile(r"^(?:DELA|DELOS|DEL|DE|AL|EL|BIN)(?=[A-Z]{4})")
_SHORT = 4

# What different romanisations write for one sound, in the order the rules are applied.
_SOUNDS = (
    (re.compile("PH"), "F"),
    (re.compile("SCH|TCH|CH|SH|TJ"), "S"),
    (re.compile("TH"), "T"),
    (re.compile("DH"), "D"),
    (re.compile("KH|GH"), "H"),
    (re.compile("CK|QU|Q"), "K"),
    (re.compile("KS"), "H"),
    (re.compile("X"), "H"),
    (re.compile("C(?=[EI])|Z"), "S"),
    (re.compile("C"), "K"),
    (re.compile("[WV]"), "B"),
)
_DOUBLED = re.compile(r"(.)\1+")
_VOWELS = re.compile("[AEIOUYJ]")


@dataclass(frozen=True, slots=True)
class NameForms:
    """One name field in the forms it is compared in.

    ``parts`` are the parts that tell people apart, in their order, ``joined`` the same run together; ``sounds`` and
    ``sound`` are those with other spellings of one name made alike. ``suffix`` is that of a generation.
    """

    joined: str | None
    sound: str | None
    suffix: str | None
    parts: list[str]
    sounds: list[str]


def parts(text: str | None) -> list[str]:
    """Split a name into the parts that tell people apart, in their order.

    >>> parts("De la Cruz García, Jr.")
    ['CRUZ', 'GARCIA']
    >>> parts("Al")
    ['AL']
    >>> parts("FNU")
    []
    """
    every = [part for part in _capitals(text).split() if part not in PLACEHOLDERS]
    telling = [part for part in every if part not in _NOT_TELLING]
    return telling or every


_NOT_TELLING = PARTICLES | SUFFIXES | TITLES


def suffix(text: str | None) -> str | None:
    """Return the generation suffix of a name, where something stands before it; II is Jr.

    >>> suffix("Olson, Jr."), suffix("Olson II"), suffix("Olson 3rd"), suffix("Olson")
    ('JR', 'JR', 'III', None)
    """
    written = next((part for part in _capitals(text).split()[1:] if part in SUFFIXES), None)
    return "JR" if written == "II" else written


def _capitals(text: str | None) -> str:
    return latin_capitals(_ORDINAL.sub(_in_roman, undoubled(text or "")))


_ORDINAL = re.compile(r"\b([234])(?:nd|rd|th)\b", re.IGNORECASE)


def _in_roman(match: re.Match[str]) -> str:
    return {"2": "II", "3": "III", "4": "IV"}[match[1]]


def undoubled(text: str) -> str:
    """Return a text that was encoded twice as it was written; any other stays.

    >>> undoubled("Garc\u00c3\u00ada"), undoubled("Garc\u00eda")
    ('Garc\u00eda', 'Garc\u00eda')
    """
    if not _TWICE.search(text):
        return text
    for encoding in ("cp1252", "latin-1"):
        try:
            return text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return text


_TWICE = re.compile("[\u00c2-\u00df][\u0080-\u00bf\u0152-\u2122]|[\u00e0-\u00ef][\u0080-\u2122]{2}")


def sound(part: str) -> str:
    """Make other spellings of one folded name alike: by the groups of ``spellings.yaml``, else by rules of sound.

    Short names keep their vowels, as little else tells them apart.

    >>> sound("MAXAMED") == sound("MUHAMMAD")
    True
    >>> sound("GONZALES") == sound("GONZALEZ")
    True
    >>> sound("VANG") == sound("YANG")
    False
    """
    named = spellings().get(part) or spellings().get(_JOINED_PARTICLE.sub("", part))
    if named:
        return named
    if len(part) <= _SHORT:
        return _DOUBLED.sub(r"\1", part)
    heard = _JOINED_PARTICLE.sub("", part)
    for pattern, letter in _SOUNDS:
        heard = pattern.sub(letter, heard)
    first, rest = heard[:1], heard[1:]
    skeleton = _VOWELS.sub("", rest).removesuffix("H")
    return _DOUBLED.sub(r"\1", ("A" if _VOWELS.match(first) else first) + skeleton)


def forms(text: str | None) -> NameForms:
    """Return the forms in which a name field is compared.

    >>> forms("Pa Houa").joined == forms("Pahoua").joined
    True
    """
    name_parts = parts(text)
    sounds = [sound(part) for part in name_parts]
    return NameForms("".join(name_parts) or None, " ".join(sounds) or None, suffix(text), name_parts, sounds)


@cache
def spellings(path: Path = SPELLINGS_FILE) -> Mapping[str, str]:
    """Return for each name with other spellings the one it is compared as.

    Raises ValueError when a name is in two groups.
    """
    spelling_of: dict[str, str] = {}
    for group in read(path).data:
        for name in group:
            if name in spelling_of:
                raise ValueError(f"{path.name}: [{name}] is in two groups")
            spelling_of[name] = group[0]
    return spelling_of
