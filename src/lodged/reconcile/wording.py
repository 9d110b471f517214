"""Days, moments and places of rows in the words of a reason."""

from __future__ import annotations

from datetime import date, datetime

from lodged.sources.model import RowPlace


def day_words(day: date | None) -> str:
    """Write a day out."""
    return f"{day.day} {day:%B %Y}" if day else "a day not given"


def moment_words(moment: datetime) -> str:
    """Write a moment out."""
    return f"{day_words(moment.date())} at {moment:%H:%M}"


def row_words(source: RowPlace) -> str:
    """Name a row of a file."""
    file, sheet, number = source
    return f"{file}, sheet {sheet}, row {number}" if sheet else f"{file}, row {number}"
