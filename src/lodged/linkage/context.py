"""Where and when as evidence: the list names a facility and a day of issue, a stay has a facility and days of its own.

How often another person's stay agrees by chance is counted in the roster, for each facility and each day; how often a
person's own stay agrees is learned in each run, from rows whose person is clear without it. Neither the detainer mark
nor the way a stay ended is looked at: they are what is asked.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from lodged.linkage.evidence import Contribution

LEAST_LEARNED = 30
"""Rows whose person is clear without place and day; from fewer nothing is learned."""
LEAST_TIES = 10
"""Pairs of rows that are clearly one person's; from fewer nothing is learned of their facilities."""
LEAST_GAIN = 0.3
"""Bits that place and day have to tell of a row on average; less is nothing."""
FRESH, NEAR = 3, 14
"""Days: a detainer is mostly issued within so many of the booking; and a stay so far from its day is still near it."""

INSIDE = 1
"""Up to this level of the day the stay covers it."""

_SAMPLE = 5_000
_ROUNDS = 12
_PLACES, _DAYS = 2, 4
_SAME_PLACE = 0
_WORDS = (
    ("at the facility named", "at another facility than the one named"),
    (
        "booked just before the detainer was issued",
        "held when the detainer was issued",
        "held within two weeks of the day the detainer was issued",
        "not held near the day the detainer was issued",
    ),
)
_NEEDED = ("facility_name", "booked_at", "released_at")


@dataclass(frozen=True)
class Context:
    """What place and day tell. ``own`` is how often a person's own stay agrees, ``chance`` how often another's does.

    Both have a share for each place (the same, another) and day (just before, inside, near, far).
    """

    own: np.ndarray
    chance: np.ndarray
    learned_from: int

    @property
    def gain(self) -> float:
        """Bits that they tell on average of a row and its own stay."""
        return float((self.own * np.log2(self.own / self.chance)).sum())

    @property
    def tells(self) -> bool:
        """Whether they are used."""
        return self.learned_from >= LEAST_LEARNED and self.gain >= LEAST_GAIN

    @property
    def words(self) -> str:
        """Return what was learned."""
        if not self.tells:
            return "Facility and day of issue were not taken as evidence: here they tell too little of who is who."
        same, chance = self.own[_SAME_PLACE].sum(), self.chance[_SAME_PLACE].sum()
        near, by_chance = self.own[:, :2].sum(), self.chance[:, :2].sum()
        return (
            f"Facility and day of issue were taken as evidence. Of {self.learned_from:,} rows whose person is clear "
            f"without them, {same:.0%} have a stay at the facility named (another person's stay: {chance:.0%}) and "
            f"{near:.0%} one that covers the day of issue (another person's: {by_chance:.0%})."
        )


@dataclass(frozen=True)
class Agreement:
    """For pairs of a row and a stay: the place and day reached (-1 where not known), and the shares by chance."""

    place: np.ndarray
    day: np.ndarray
    chance_place: np.ndarray
    chance_day: np.ndarray

    @property
    def chance(self) -> np.ndarray:
        """How likely another person's stay agrees as this one does."""
        chance: np.ndarray = self.chance_place * self.chance_day
        return chance

    def of(self, some: np.ndarray) -> Agreement:
        """Return some of the pairs."""
        return Agreement(self.place[some], self.day[some], self.chance_place[some], self.chance_day[some])


def can_compare(listed: pl.DataFrame, stays: pl.DataFrame) -> bool:
    """Return whether both tables say where and when."""
    has_columns = all(name in stays.columns for name in _NEEDED)
    return has_columns and {"facility_name", "issued_on"} <= set(listed.columns) and not stays.is_empty()


def agreement(listed: pl.DataFrame, stays: pl.DataFrame, left: np.ndarray, right: np.ndarray) -> Agreement:
    """Compare place and day of pairs of rows."""
    here, there = (
        listed["facility_name"].fill_null("").to_numpy(),
        stays["facility_name"].fill_null("").to_numpy(),
    )
    named = here[left] != ""
    place = np.where(named, (here[left] != there[right]).astype(int), -1)
    counts = stays["facility_name"].value_counts(name="seen")
    seen = dict(zip(counts["facility_name"].to_list(), counts["seen"].to_list(), strict=True))
    share = np.array([(seen.get(name, 0) + 1) / (stays.height + 2) for name in here])
    chance_place = np.select([place == 0, place == 1], [share[left], 1 - share[left]], 1.0)
    issued, (booked, released) = _days(listed["issued_on"]), _spans(stays)
    day = _day_level(issued[left], booked[right], released[right])
    by_day = _day_shares(issued, booked, released)
    chance_day = np.where(day >= 0, by_day[left, np.maximum(day, 0)], 1.0)
    return Agreement(place, day, chance_place, chance_day)


def learn(agreed: Agreement, group: np.ndarray) -> Context:
    """Learn how often a person's own stay agrees, from pairs of rows with every stay of the person it is sure to be.

    ``group`` numbers the rows. In which of a person's stays the detainer was lodged isn't known: each counts by how
    likely it is the one.
    """
    known = (agreed.place >= 0) & (agreed.day >= 0)
    cell = np.where(known, agreed.place * _DAYS + agreed.day, 0)[known]
    _, group = np.unique(group[known], return_inverse=True)
    chance = agreed.chance[known]
    count = int(group.max()) + 1 if group.size else 0
    by_chance = _average_chance(agreed, known)
    own = by_chance.copy()
    for _ in range(_ROUNDS if count else 0):
        likely = own[cell] / chance
        likely /= np.bincount(group, likely, count)[group]
        own = np.bincount(cell, likely, _PLACES * _DAYS) + 4 * by_chance
        own /= own.sum()
    shape = (_PLACES, _DAYS)
    return Context(own.reshape(shape), by_chance.reshape(shape), count)


def bits(context: Context, agreed: Agreement) -> np.ndarray:
    """Return what place and day add to the weight of each pair, in bits; nothing where they don't tell."""
    if not context.tells:
        return np.zeros(agreed.place.size)
    own = context.own
    places, days = np.maximum(agreed.place, 0), np.maximum(agreed.day, 0)
    no_place, no_day = agreed.place < 0, agreed.day < 0
    likely = np.select(
        [no_place & no_day, no_place, no_day],
        [1.0, own.sum(axis=0)[days], own.sum(axis=1)[places]],
        own[places, days],
    )
    added: np.ndarray = np.log2(likely / agreed.chance)
    return added


def contribution(place: int, day: int, weight: float) -> Contribution:
    """Return what place and day say of a pair."""
    phrases = [words[level] for words, level in zip(_WORDS, (place, day), strict=True) if level >= 0]
    return Contribution("place_and_day", f"{place} {day}", " and ".join(phrases), weight)


def _average_chance(agreed: Agreement, known: np.ndarray) -> np.ndarray:
    """Return the share of each place and day among other people's stays, on average over the rows."""
    flat = np.full(_PLACES * _DAYS, 1e-4)
    if known.any():
        same = agreed.place[known] == _SAME_PLACE
        share = np.where(same, agreed.chance_place[known], 1 - agreed.chance_place[known]).mean()
        days = np.array(
            [
                agreed.chance_day[known][agreed.day[known] == level].mean()
                if (agreed.day[known] == level).any()
                else 0.05
                for level in range(_DAYS)
            ]
        )
        flat = np.outer([share, 1 - share], days / days.sum()).ravel()
    shares: np.ndarray = np.maximum(flat, 1e-4)
    return shares / float(shares.sum())


def _days(dates: pl.Series) -> np.ndarray:
    """Return dates as days since 1970, -1 where there is none."""
    days: np.ndarray = dates.cast(pl.Date).cast(pl.Int32).fill_null(-1).to_numpy()
    return days


def _spans(stays: pl.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    booked = _days(stays["booked_at"].cast(pl.Date))
    released = _days(stays["released_at"].cast(pl.Date))
    return booked, np.where(released < 0, 10**6, released)


def _day_level(issued: np.ndarray, booked: np.ndarray, released: np.ndarray) -> np.ndarray:
    since, after = issued - booked, issued - released
    level = np.select(
        [(since >= 0) & (since <= FRESH), (since >= 0) & (after <= 0), (since >= -NEAR) & (after <= NEAR)],
        [0, 1, 2],
        3,
    )
    levels: np.ndarray = np.where((issued < 0) | (booked < 0), -1, level)
    return levels


def _day_shares(issued: np.ndarray, booked: np.ndarray, released: np.ndarray) -> np.ndarray:
    """Count for each row how stays lie to its day, over all stays or an even sample of them."""
    step = max(1, booked.size // _SAMPLE)
    booked, released = booked[::step], released[::step]
    days, row_of = np.unique(issued, return_inverse=True)
    shares = np.ones((days.size, _DAYS))
    for place, day in enumerate(days):
        levels = _day_level(np.full(booked.size, day), booked, released)
        shares[place] += np.bincount(levels[levels >= 0], minlength=_DAYS)
    shares /= shares.sum(axis=1, keepdims=True)
    of_rows: np.ndarray = shares[row_of]
    return of_rows


def same_place_bits(listed: pl.DataFrame, pairs: pl.DataFrame, clear: pl.Series) -> pl.Series:
    """Return what it adds that two rows of the list name one facility or two, in bits; learned from ``clear`` pairs.

    Nothing where the list names none or too few pairs are clear.
    """
    nothing = pl.repeat(0.0, pairs.height, eager=True)
    if "facility_name" not in listed.columns or int(clear.sum()) < LEAST_TIES:
        return nothing
    place = listed["facility_name"].fill_null("")
    counts = place.value_counts(name="seen")
    share = place.to_frame("facility_name").join(
        counts, on="facility_name", how="left", maintain_order="left"
    )["seen"]
    ours, theirs = place.gather(pairs["left"]), place.gather(pairs["right"])
    same, known = ours == theirs, (ours != "") & (theirs != "")
    by_chance = (share.gather(pairs["left"]) + 1) / (listed.height + 2)
    own = (int((same & clear & known).sum()) + 1) / (int((clear & known).sum()) + 2)
    return pl.select(
        pl.when(~known)
        .then(0.0)
        .when(same)
        .then((own / by_chance).log(2))
        .otherwise(((1 - own) / (1 - by_chance)).log(2))
    ).to_series()
