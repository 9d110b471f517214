"""How telling a value is: how often another person's record would show it by chance.

Shares are counted over the people of the custody records (a name and date of birth counted once, however often the
person was booked) and drawn toward the model's own figure, so that a small roster doesn't make every name look common.
Given names are counted among people of the same surname, and 1 January among people of the same surname or given name:
names and assigned birthdays come in company, and counting them apart would take chance agreement in a small community
for proof.
"""

from __future__ import annotations

import polars as pl

from lodged.linkage.model import Model

STEPS_A_BIT = 16
"""Rarity is kept in sixteenths of a bit, so that a handful of values stands for all shares."""

RARITIES = (
    "surname_sound_rarity",
    "surname_part_rarity",
    "given_sound_rarity",
    "given_part_rarity",
    "middle_rarity",
    "whole_rarity",
    "part_rarity",
    "dob_rarity",
)
"""Columns added to prepared records: -log2 of the share, in steps of :data:`STEPS_A_BIT` to a bit (Int32)."""

_YEARS = 60
_RAREST = 30 * STEPS_A_BIT


def with_rarities(records: pl.DataFrame, counted: pl.DataFrame, model: Model) -> pl.DataFrame:
    """Add the columns :data:`RARITIES` to prepared records, counted over the prepared custody records ``counted``."""
    people = counted.unique(["surname", "given", "middle", "dob"])
    counts = _Counts(people, model)
    surname = counts.share(records["surname_sound"], "surname_sound", model.surname_average)
    given = counts.share_within(records, "given_sound", model.given_average)
    shares = {
        "surname_sound_rarity": surname,
        "surname_part_rarity": counts.commonest(records, "surname_sounds", model.surname_average),
        "given_sound_rarity": given,
        "given_part_rarity": counts.commonest(records, "given_sounds", model.given_average),
        "middle_rarity": counts.share_within(records, "middle", model.given_average),
        "whole_rarity": surname * given,
        "part_rarity": counts.commonest(records, "name_sounds", model.given_average),
        "dob_rarity": counts.share_of_births(records),
    }
    return records.with_columns(_rarity(share).alias(name) for name, share in shares.items())


def lookup(column: str) -> pl.DataFrame:
    """Return each rarity's share: columns ``<column>`` and ``tf_<column>``, as Splink reads term frequencies."""
    steps = pl.int_range(0, _RAREST + 1, dtype=pl.Int32, eager=True)
    return pl.DataFrame({column: steps, f"tf_{column}": [2 ** (-step / STEPS_A_BIT) for step in steps]})


def _rarity(share: pl.Series) -> pl.Series:
    bits = -(share.log(2.0)) * STEPS_A_BIT
    return bits.clip(0, _RAREST).round().cast(pl.Int32)


class _Counts:
    """Shares of values among people; every method gives one share (or nothing) a record, in the records' order."""

    def __init__(self, people: pl.DataFrame, model: Model) -> None:
        self._people, self._n = people, people.height
        self._prior, self._company = model.frequency_prior, model.company_prior
        self._first_january = model.first_january_share

    def share(self, values: pl.Series, column: str, average: float) -> pl.Series:
        """Return each value's share among all people."""
        counts = self._people[column].drop_nulls().value_counts(name="seen")
        return self._joined(
            values.to_frame(column), counts, [column], (pl.col("seen") + self._prior * average) / self._all
        )

    def share_within(self, records: pl.DataFrame, column: str, average: float) -> pl.Series:
        """Return each value's share among people of the record's surname, the record's own person left out."""
        pairs = self._people.drop_nulls([column, "surname_sound"])
        both = pairs.group_by("surname_sound", column).len("both")
        surnames = pairs.group_by("surname_sound").len("with_surname")
        alone = self.share(records[column], column, average)
        frame = (
            records.select("surname_sound", column)
            .with_columns(alone.alias("alone"))
            .join(both, on=["surname_sound", column], how="left", maintain_order="left")
            .join(surnames, on="surname_sound", how="left", maintain_order="left")
        )
        return frame.select(self._in_company("both", "with_surname", "alone").alias("share"))["share"]

    def commonest(self, records: pl.DataFrame, column: str, average: float) -> pl.Series:
        """Return the share of people who have the record's commonest part of a name in the same field."""
        counts = self._people[column].explode().drop_nulls().value_counts(name="seen")
        parts = records.select("unique_id", pl.col(column).alias("part")).explode("part").drop_nulls()
        shares = parts.with_columns(
            self._joined(
                parts.select(pl.col("part").alias(column)),
                counts,
                [column],
                (pl.col("seen") + self._prior * average) / self._all,
            ).alias("share")
        )
        most = shares.group_by("unique_id").agg(pl.col("share").max())
        return records.select("unique_id").join(most, on="unique_id", how="left", maintain_order="left")[
            "share"
        ]

    def share_of_births(self, records: pl.DataFrame) -> pl.Series:
        """Return the share of each record's date of birth: of its year, and within it of 1 January or another day."""
        year = self.share(records["birth_year"], "birth_year", 1 / _YEARS)
        first_january = pl.Series(
            [self._january_of(records, column) for column in ("surname_sound", "given_sound")]
        )
        share = pl.max_horizontal(*(pl.lit(series) for series in first_january))
        day = pl.when(_is_first_january()).then(share).otherwise((1 - share) / 364)
        return records.select((day * pl.lit(year)).alias("share"))["share"]

    def _january_of(self, records: pl.DataFrame, column: str) -> pl.Series:
        """Return the share of 1 January among people of the record's name."""
        born = self._people.drop_nulls([column, "dob"])
        per_name = born.group_by(column).agg(
            pl.len().alias("with_name"), _is_first_january().sum().alias("january")
        )
        frame = records.select(column).join(per_name, on=column, how="left", maintain_order="left")
        share = (pl.col("january").fill_null(0) + self._company * self._first_january) / (
            pl.col("with_name").fill_null(0) + self._company
        )
        return frame.select(share.alias("share"))["share"]

    def _in_company(self, both: str, of: str, alone: str) -> pl.Expr:
        others = (pl.col(both).fill_null(0).cast(pl.Int64) - 1).clip(0)
        among = (pl.col(of).fill_null(0).cast(pl.Int64) - 1).clip(0)
        return (others + self._company * pl.col(alone)) / (among + self._company)

    def _joined(self, frame: pl.DataFrame, counts: pl.DataFrame, on: list[str], share: pl.Expr) -> pl.Series:
        joined = frame.join(counts, on=on, how="left", maintain_order="left").with_columns(
            pl.col("seen").fill_null(0)
        )
        known = pl.all_horizontal(pl.col(name).is_not_null() for name in on)
        return joined.select(pl.when(known).then(share).alias("share"))["share"]

    @property
    def _all(self) -> float:
        return self._n + self._prior


def _is_first_january() -> pl.Expr:
    return pl.col("dob").str.slice(4) == "0101"
