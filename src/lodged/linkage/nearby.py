"""Stays at the very place and day that a row names, with its birth or its names: whatever they weigh, a human looks.

Names written into one field, cut short or mistyped where they are three letters long weigh little; that such a record
lies just where the list says is no accident often enough that nobody would be called absent beside it.
"""

from __future__ import annotations

import polars as pl

from lodged.linkage.context import INSIDE, agreement, can_compare


def nearby(
    listed: pl.DataFrame, stays: pl.DataFrame, left: pl.DataFrame, right: pl.DataFrame
) -> pl.DataFrame:
    """Return pairs (``left``, ``right``) of one facility whose stay covers the day of issue.

    They have in common, in any field, a part of the names with the date of birth, or two parts with the year of birth
    or a birth that one of them lacks.
    """
    none = pl.DataFrame(schema={"left": pl.Int32, "right": pl.Int32})
    if not can_compare(listed, stays):
        return none
    ours, theirs = _compared(listed, left, "left"), _compared(stays, right, "right")
    by_birth = _joined(
        ours.explode("name_sounds"), theirs.explode("name_sounds"), ["place", "dob", "name_sounds"]
    )
    by_names = _joined(_two_parts(ours), _two_parts(theirs), ["place", "part", "other"])
    year_of_ours, year_of_theirs = (
        left["birth_year"].gather(by_names["left"]),
        right["birth_year"].gather(by_names["right"]),
    )
    by_names = by_names.filter((year_of_ours == year_of_theirs).fill_null(True))
    pairs = pl.concat([by_birth, by_names]).unique().sort("left", "right")
    agreed = agreement(listed, stays, pairs["left"].to_numpy(), pairs["right"].to_numpy())
    return pairs.filter(pl.Series((agreed.day >= 0) & (agreed.day <= INSIDE)))


def _compared(table: pl.DataFrame, prepared: pl.DataFrame, name: str) -> pl.DataFrame:
    columns = prepared.select(
        pl.col("unique_id").alias(name), table["facility_name"].alias("place"), "dob", "name_sounds"
    )
    return columns.filter(pl.col("place") != "")


def _two_parts(compared: pl.DataFrame) -> pl.DataFrame:
    one = compared.with_columns(pl.col("name_sounds").alias("part"), pl.col("name_sounds").alias("other"))
    return one.explode("part").explode("other").filter(pl.col("part") < pl.col("other"))


def _joined(ours: pl.DataFrame, theirs: pl.DataFrame, on: list[str]) -> pl.DataFrame:
    return ours.drop_nulls(on).join(theirs.drop_nulls(on), on=on).select("left", "right").unique()
