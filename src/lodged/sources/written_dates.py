"""Dates as jails print them, spelled as the plain forms that :mod:`lodged.sources.dates` reads.

Only the spelling changes here: month names become numbers, a clock without its colon gets one, a zone's letters become
its offset. What is not surely a date is left as it stands.
"""

from __future__ import annotations

import polars as pl

_NAMES = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    "nov(?:ember)?|dec(?:ember)?"
)
_NUMBERS = {
    name: f"{at:02}"
    for at, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_WEEKDAY = r"^(?i)(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\.?,?\s+"
_REST = r"(,?(?:T|\s).*)?$"
_YEAR = r"'?(\d{4}|\d{2})"
_MONTH_DAY_YEAR = rf"^(?i)({_NAMES})\.?[-\s/.]+(\d{{1,2}})(?:st|nd|rd|th)?(?:\s*,\s*|[-\s/.]+){_YEAR}{_REST}"
_DAY_MONTH_YEAR = rf"^(?i)(\d{{1,2}})(?:st|nd|rd|th)?[-\s/.]*({_NAMES})\.?,?[-\s/.]*{_YEAR}{_REST}"
_YEAR_MONTH_DAY = rf"^(?i)(\d{{4}})[-\s/.]+({_NAMES})\.?[-\s/.]+(\d{{1,2}}){_REST}"
_ZONES = {
    "utc": "Z", "gmt": "Z", "est": "-05:00", "edt": "-04:00", "cst": "-06:00", "cdt": "-05:00", "mst": "-07:00",
    "mdt": "-06:00", "pst": "-08:00", "pdt": "-07:00", "akst": "-09:00", "akdt": "-08:00", "hst": "-10:00",
}  # fmt: skip
_DAY = r"^(\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})|\d{4}-\d{1,2}-\d{1,2}|'\d{2}-\d{2}-\d{2})"


def spelled_as_iso(text: pl.Expr) -> pl.Expr:
    """Return the text with its date spelled in numbers, and its time of day as ``HH:MM``."""
    text = text.str.strip_chars().str.replace(_WEEKDAY, "")
    text = pl.coalesce(
        _in_numbers(text, _MONTH_DAY_YEAR, month=1, day=2, year=3),
        _in_numbers(text, _DAY_MONTH_YEAR, month=2, day=1, year=3),
        _in_numbers(text, _YEAR_MONTH_DAY, month=2, day=3, year=1),
        text,
    )
    text = text.str.replace(r"^(\d{4})/(\d{1,2})/(\d{1,2})\b", "${1}-${2}-${3}")
    text = text.str.replace(r"^(\d{1,2})-(\d{1,2})-(\d{4})\b", "${1}/${2}/${3}")
    text = text.str.replace(r"^(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})\b", "${1}/${2}/${3}")
    text = text.str.replace(r"^((?:19|20)\d{6})T?(\d{2})(\d{2})(\d{2})?\b", "${1} ${2}:${3}:${4}")
    text = text.str.replace(r"^(\d{8} \d{2}:\d{2}):(\D|$)", "${1}${2}")
    text = text.str.replace(r"(:\d{2}(?:\.\d+)?\s*)([+-]\d{2})$", "${1}${2}:00")
    return _clock(text)


def _in_numbers(text: pl.Expr, pattern: str, *, month: int, day: int, year: int) -> pl.Expr:
    """Spell a date with a month's name as ISO; before a year of two digits an apostrophe, for it to be known by."""
    groups = text.str.extract_groups(pattern).struct
    number = (
        groups.field(str(month)).str.to_lowercase().str.slice(0, 3).replace_strict(_NUMBERS, default=None)
    )
    of_day, of_year = groups.field(str(day)).str.zfill(2), groups.field(str(year))
    rest = groups.field("4").fill_null("").str.strip_prefix(",")
    short = pl.when(of_year.str.len_chars() == 2).then(pl.lit("'")).otherwise(pl.lit(""))
    return pl.concat_str(short, of_year, pl.lit("-"), number, pl.lit("-"), of_day, rest)


def _clock(text: pl.Expr) -> pl.Expr:
    text = text.str.replace(
        _DAY + r"(?i),?\s+(?:at\s+)?(\d{1,2})(\d{2})(?:\s*(?:h|hrs?|hours)\.?)?$", "${1} ${2}:${3}"
    )
    text = text.str.replace(_DAY + r"(?i),?\s+(?:at\s+)?(\d{1,2})\s*([ap]\.?m?\.?)$", "${1} ${2}:00 ${3}")
    text = text.str.replace(_DAY + r"(?i)(?:,\s*|,?\s+at\s+)(\d{1,2}:)", "${1} ${2}")
    text = text.str.replace(_DAY + r"\s+(\d{1,2})\.(\d{2})\.(\d{2})(?:\.\d+)?", "${1} ${2}:${3}:${4}")
    for letters, offset in _ZONES.items():
        text = text.str.replace(rf"(?i)(\d|\b[ap]\.?m\.?)\s*\b{letters}$", "${1} " + offset)
    return text
