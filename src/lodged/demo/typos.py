"""What a keyboard, a narrow field and a hurried clerk do to one value. Pure text and date functions."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from lodged.core.folding import plain_letters

_SPELT_OUT = str.maketrans(
    {"å": "aa", "ø": "oe", "ö": "oe", "ä": "ae", "æ": "ae", "Å": "Aa", "Ø": "Oe", "Ö": "Oe"}
)
_NEIGHBOURS = {
    "a": "qsz", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo",
    "j": "hk", "k": "jl", "l": "ko", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "wa", "r": "et", "s": "ad",
    "t": "ry", "u": "yi", "v": "cb", "w": "qe", "x": "zc", "y": "tu", "z": "xa",
}  # fmt: skip


def spell_out(text: str) -> str:
    """Write ``text`` in plain letters the other way: å as aa, ø and ö as oe.

    >>> spell_out("Håkansson")
    'Haakansson'
    """
    return plain_letters(text.translate(_SPELT_OUT))


def mistype(rng: Random, text: str) -> str:
    """Make one keystroke error after the first letter: left out, doubled, a neighboring key, or swapped."""
    places = [place for place, letter in enumerate(text) if place > 0 and letter.isalpha()]
    if len(places) < 2:
        return text
    place = rng.choice(places)
    before, letter, after = text[:place], text[place], text[place + 1 :]
    kind = rng.choice(("left out", "doubled", "neighbor", "swapped"))
    if kind == "left out":
        return before + after
    if kind == "doubled":
        return before + letter + letter + after
    if kind == "swapped" and after and after[0] != letter:
        return before + after[0] + letter + after[1:]
    return before + rng.choice(_NEIGHBOURS.get(letter.lower(), "e")) + after


def swap_day_and_month(day: date) -> date:
    """Write 4 March as 3 April; a date whose day is past 12 stays as it is."""
    return day.replace(month=day.day, day=day.month) if day.day <= 12 else day


def year_off(rng: Random, day: date) -> date:
    """Shift the year by one; 29 February becomes the 28th."""
    year = day.year + rng.choice((-1, 1))
    return day.replace(year=year, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=year)


def wrong_day(rng: Random, day: date) -> date:
    """Mistype the day of the month: another day of the same month."""
    other = rng.choice([candidate for candidate in range(1, 29) if candidate != day.day])
    return day.replace(day=other)


def another_day_of_year(rng: Random, day: date) -> date:
    """Keep the year alone, as where another office was told a real birthday."""
    return date(day.year, 1, 1) + timedelta(days=rng.randrange(1, 365))


def wrong_digit(number: str) -> str:
    """Swap the last two unequal neighboring digits of a number; a number of one digit only stays."""
    for place in range(len(number) - 1, 4, -1):
        if number[place] != number[place - 1]:
            return number[: place - 1] + number[place] + number[place - 1] + number[place + 1 :]
    return number
