"""What a comparison says, in words and in bits, so that anyone can add up why two records are taken for one person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

MISSING = "missing"
"""The level of a comparison that can't be made because one of the records lacks the value; it weighs nothing."""

_IDENTIFIER_NAMES = {"a_number": "A-number", "fbi_number": "FBI number", "state_id": "state identifier"}
_WORDS = {
    "surname": {
        "same": "same surname",
        "exchanged": "same names, each in the other's field",
        "other_form": "another spelling or form of the same surname",
        "shares_a_part": "a surname in common",
        "parts_differ": "a surname in common, and one each that differs",
        "similar": "surname spelled alike",
        "in_other_field": "surname found among the given names",
        "different": "different surname",
        MISSING: "surname not known in both",
    },
    "given": {
        "same": "same given name",
        "other_form": "another spelling or form of the same given name",
        "shares_a_part": "a given name in common",
        "parts_differ": "a given name in common, and one each that differs",
        "similar": "given name spelled alike",
        "initial": "same initial of the given name",
        "in_other_field": "given name found in the surname",
        "different": "different given name",
        MISSING: "given name not known in both, or told with the surname",
    },
    "middle": {
        "same": "same middle name",
        "other_form": "another spelling or form of the same middle name",
        "initial": "same initial of the middle name",
        "similar": "middle name spelled alike",
        "different": "different middle name",
        MISSING: "middle name not known in both",
    },
    "dob": {
        "same": "same date of birth",
        "same_1_january": "same date of birth, 1 January, which is often assigned",
        "day_and_month_swapped": "date of birth with day and month exchanged",
        "one_year_off": "date of birth one year off",
        "near_1_january": "both born on 1 January, which is often assigned, of years spelled alike",
        "one_digit_off": "date of birth one digit off",
        "same_month_or_day": "same year of birth, and the same month or day",
        "same_year_1_january": "same year of birth, one on 1 January, which is often assigned",
        "same_year": "same year of birth only",
        "different": "different date of birth",
        MISSING: "date of birth not known in both",
    },
    "sex": {"same": "same sex", "different": "different sex", MISSING: "sex not known in both"},
} | {
    name: {
        "same": f"same {title}",
        "one_digit_off": f"{title} one digit off",
        "different": f"different {title}",
        MISSING: f"{title} not known in both",
    }
    for name, title in _IDENTIFIER_NAMES.items()
}
_GOES_WITHOUT_SAYING = frozenset({("sex", "same")})


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one comparison adds to a pair's weight: the level it reached, the words for it, and its bits.

    Bits above 0 speak for one person, below 0 for two. The model's prior and the bits of all contributions of a pair
    sum to the pair's weight.
    """

    comparison: str
    level: str
    words: str
    bits: float


def words(comparison: str, level: str) -> str:
    """Return in plain words what a level of a comparison means.

    >>> words("dob", "one_year_off")
    'date of birth one year off'
    """
    return _WORDS[comparison][level]


def sentence(contributions: Iterable[Contribution]) -> str:
    """Put what was compared into one line; what is missing in a record and what goes without saying is left out."""
    return ", ".join(
        one.words
        for one in contributions
        if one.level != MISSING and (one.comparison, one.level) not in _GOES_WITHOUT_SAYING
    )
