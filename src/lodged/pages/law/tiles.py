"""Where each state stands on the tile map: one square a state, all of one size, none too small to read."""

from __future__ import annotations

from dataclasses import dataclass

_ROWS = """
AK .  .  .  .  .  .  .  .  .  ME
.  .  .  .  .  .  .  .  .  VT NH
WA ID MT ND MN IL WI MI NY RI MA
OR NV WY SD IA IN OH PA NJ CT .
CA UT CO NE MO KY WV VA MD DE .
.  AZ NM KS AR TN NC SC DC .  .
.  .  .  OK LA MS AL GA .  .  .
HI .  .  TX .  .  .  .  FL .  .
"""


@dataclass(frozen=True, slots=True)
class Tile:
    """A square of the map: a state, and its row and column counted from 1."""

    state: str
    row: int
    column: int


def tiles() -> list[Tile]:
    """Return all fifty states and the District of Columbia, from the top left.

    >>> len(tiles())
    51
    """
    return [
        Tile(state, row, column)
        for row, line in enumerate(_ROWS.split("\n")[1:-1], 1)
        for column, state in enumerate(line.split(), 1)
        if state != "."
    ]
