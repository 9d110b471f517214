"""The numbers that words say, in digits and spelled out, to see that a claim's number is one of them.

Spelled out they are read in English, and the small ones in Spanish too.
"""

from __future__ import annotations

import re

_DIGITS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
_SPELLED = {
    word: number
    for number, words in enumerate(
        (
            "zero no none nobody not",
            *(
                "one",
                "two",
                "three",
                "four",
                "five",
                "six",
                "seven",
                "eight",
                "nine",
                "ten",
                "eleven",
                "twelve",
            ),
            *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
        )
    )
    for word in words.split()
} | {
    word: 10 * number
    for number, word in enumerate(
        ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), 2
    )
}
_SPELLED |= {
    word: number
    for number, words in enumerate(
        (
            "uno una",
            "dos",
            "tres",
            "cuatro",
            "cinco",
            "seis",
            "siete",
            "ocho",
            "nueve",
            "diez",
            "once",
            "doce",
        ),
        1,
    )
    for word in words.split()
} | {
    "cero": 0,
    "ninguno": 0,
    "ninguna": 0,
    "nadie": 0,
    "veinte": 20,
    "treinta": 30,
    "cuarenta": 40,
    "cincuenta": 50,
}
_NOT_SIMPLE = frozenset(
    {"half", "third", "quarter", "dozen", "dozens", "score", "twice", "double", "doubled", "tripled"}
)
"""Words that say a number in a way that is not easily read."""


def says(words: str, number: float) -> bool | None:
    """Return whether words say a number; None where they say none, or say it in a way that is not easily read.

    >>> says("the more than 1,360 criminal illegal aliens", 1360), says("seven of 87 counties", 7)
    (True, True)
    >>> says("100 people", 0), says("several people", 3), says("twenty-two thousand", 22_000)
    (False, None, True)
    """
    numbers = _digits(words) | _spelled(words)
    if number in numbers:
        return True
    plain = re.findall(r"[^\W\d_]+", words.lower())
    if not numbers - {0} or _NOT_SIMPLE & set(plain):
        return None
    return False


def _digits(words: str) -> set[float]:
    """Return the numbers in digits, each also times a scale that follows it (1.3 million)."""
    numbers: set[float] = set()
    for match in _DIGITS.finditer(words):
        number = float(match[0].replace(",", ""))
        following = re.match(r"[\s-]*([a-z]+)", words[match.end() :].lower())
        scale = _SCALES.get(following[1], 1) if following else 1
        numbers |= {number, round(number * scale, 6)}
    return numbers


def _spelled(words: str) -> set[float]:
    """Return the numbers spelled out; words of one number follow one another (two hundred and seven)."""
    numbers: set[float] = set()
    whole, part = 0, None
    for word in [*re.findall(r"[a-z]+|\d+", words.lower()), ""]:
        if word in _SPELLED:
            part = (part or 0) + _SPELLED[word]
        elif word in _SCALES and part is not None:
            part = part * _SCALES[word]
            if _SCALES[word] > 100:
                whole, part = whole + part, 0
        elif word != "and" and part is not None:
            numbers.add(float(whole + part))
            whole, part = 0, None
    return numbers
