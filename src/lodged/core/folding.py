"""Text folded for comparison, in one way everywhere: plain letters, keys of words and columns, names in capitals."""

from __future__ import annotations

import re
import unicodedata

# Letters that Unicode doesn't decompose, in the spelling that passports and older systems use.
_UNDECOMPOSED = str.maketrans(
    {
        "Æ": "Ae", "æ": "ae", "Œ": "Oe", "œ": "oe", "Ø": "O", "ø": "o", "Ł": "L", "ł": "l",
        "Đ": "D", "đ": "d", "Ð": "D", "ð": "d", "Þ": "Th", "þ": "th", "ß": "ss", "ẞ": "SS",
        "Ħ": "H", "ħ": "h", "Ŧ": "T", "ŧ": "t", "Ŋ": "N", "ŋ": "n", "\N{LATIN SMALL LETTER DOTLESS I}": "i",
    }
)  # fmt: skip
_NOT_WORD = re.compile(r"[\W_]+")
_NOT_CAPITAL = re.compile(r"[^A-Z]+")
# Apostrophes of every shape: straight, curly, grave, acute and the Hawaiian and Arabic marks.
_APOSTROPHES = re.compile("['\u2019\u2018`\u00b4\u02bb\u02bc\u02be\u02bf]")


def plain_letters(text: str) -> str:
    """Return the text with accents off and letters such as Ł, Ø and ß in plain ones; the rest stays.

    >>> plain_letters("Åkerlund Núñez-Łoś Nguyễn")
    'Akerlund Nunez-Los Nguyen'
    """
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).translate(_UNDECOMPOSED)


def comparison_key(text: str) -> str:
    """Return what a word, column or name is compared by: no case, accents, spaces or punctuation, in any script.

    >>> comparison_key("Date of Birth") == comparison_key("DATE_OF_BIRTH") == comparison_key("date-of-birth")
    True
    >>> comparison_key("Núñez-O'Brien Åse") == comparison_key("nunez obrien ase")
    True
    """
    return _NOT_WORD.sub("", plain_letters(text)).casefold()


def latin_capitals(name: str | None) -> str:
    """Return a name in capital Latin letters and single spaces; what is in no Latin letter is left out.

    >>> latin_capitals("Núñez-O'Brien  Åse")
    'NUNEZ OBRIEN ASE'
    """
    plain = plain_letters(_APOSTROPHES.sub("", name or ""))
    return _NOT_CAPITAL.sub(" ", plain.upper()).strip()
