"""Pairs of records put among a small crowd, and what linkage says of each pair."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl

from lodged.linkage import Link, link

Name = tuple[str, ...]
"""Last, first and, where there is one, middle name."""
COLUMNS = ("last_name", "first_name", "middle_name", "date_of_birth", "fbi_number")
CROWD = [
    (f"Ander{chr(97 + i % 26)}{chr(97 + i // 26)}", "Kim", None, date(1950, 1, 1 + i % 28), None)
    for i in range(60)
]


def table(rows: list[tuple[object, ...]]) -> pl.DataFrame:
    """Make a table of the columns linkage reads."""
    types = {name: pl.Date if name == "date_of_birth" else pl.String for name in COLUMNS}
    return pl.DataFrame(rows, schema=types, orient="row")


def record(name: Name, born: date, number: str | None = None) -> tuple[object, ...]:
    """Make a row of a table."""
    return (*name, *(None,) * (3 - len(name)), born, number)


def linked(
    pairs: Mapping[str, tuple[Name, Name]],
    births: Mapping[str, tuple[date, date]] | None = None,
    *,
    numbered: bool = False,
) -> dict[str, Link | None]:
    """Link all pairs at once and give each one's link, nothing where they are apart.

    Each pair has a birthday of its own, both its records the same unless ``births`` says otherwise; with ``numbered``
    they have a number in common.
    """
    left, right = [], []
    for place, (key, (one, other)) in enumerate(pairs.items()):
        day = date(1975, 3, 13) + timedelta(days=157 * place)
        born = (births or {}).get(key, (day, day))
        number = f"SYN{place + 100_000}" if numbered else None
        left.append(record(one, born[0], number))
        right.append(record(other, born[1], number))
    found = {
        pair.left: pair for pair in link(table(left), table(right + CROWD)).links if pair.left == pair.right
    }
    return {key: found.get(place) for place, key in enumerate(pairs)}
