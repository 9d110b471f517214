"""Labeled synthetic people by the million, made by column: a list and custody records with slips, and who is who.

Family names are the demonstration's and a long tail of made-up ones, drawn as unevenly as names are; nobody lives.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from lodged.demo.traditions import all_traditions

LETTERS = "ABCDEFGHIKLMNOPRSTUVWYZ"
STARTS = (
    "B",
    "C",
    "D",
    "F",
    "G",
    "H",
    "J",
    "K",
    "L",
    "M",
    "N",
    "P",
    "R",
    "S",
    "T",
    "V",
    "Y",
    "CH",
    "SH",
    "TR",
)
MIDDLES = ("A", "E", "I", "O", "U", "AI", "OU")
MADE_UP_FAMILIES, MADE_UP_GIVEN = 30_000, 4_000
FIRST_JANUARY = 0.06


@dataclass(frozen=True)
class AtScale:
    """Both tables, with a column ``person``."""

    listed: pl.DataFrame
    stays: pl.DataFrame


def people_at_scale(rows: int, stays: int, seed: int = 20260501) -> AtScale:
    """Make tables of so many rows; 70 % of the rows of the list are of people with a stay."""
    chance = np.random.default_rng(seed)
    found = int(rows * 0.7)
    everyone = _people(chance, rows + stays - found)
    listed = everyone.head(rows)
    held = pl.concat([everyone.head(found), everyone.tail(stays - found)])
    return AtScale(
        _written(chance, listed, 0.9, 0.65, 0.15),
        _with_stays(chance, _written(chance, held, 0.25, 0.6, 0.75)),
    )


def _with_stays(chance: np.random.Generator, people: pl.DataFrame) -> pl.DataFrame:
    count = people.height
    days = chance.integers(0, 355, count).astype("timedelta64[D]")
    booked = (np.datetime64("2025-01-20T08:00") + days).astype("datetime64[us]")
    return people.with_columns(
        pl.Series("facility_name", chance.integers(1, 90, count)).cast(pl.String),
        pl.int_range(pl.len()).cast(pl.String).alias("booking_id"),
        pl.Series("booked_at", booked),
    ).with_columns(
        (pl.col("booked_at") + pl.duration(days=chance.integers(1, 60, count))).alias("released_at")
    )


def _people(chance: np.random.Generator, count: int) -> pl.DataFrame:
    traditions = all_traditions().values()
    families = _names(chance, [name for one in traditions for name in one.family], MADE_UP_FAMILIES)
    given = _names(chance, [name for one in traditions for name in (*one.male, *one.female)], MADE_UP_GIVEN)
    days = (chance.beta(3.4, 2.2, count) * 19_000).astype("int32")
    born = pl.Series(np.datetime64("1955-01-01") + days.astype("timedelta64[D]")).cast(pl.Date)
    assigned = pl.Series(chance.random(count) < FIRST_JANUARY)
    number = pl.Series(chance.permutation(count))
    second = _drawn(chance, families, count)
    return pl.DataFrame(
        {
            "person": np.arange(count),
            "last_name": _drawn(chance, families, count),
            "second_last": second.set(pl.Series(chance.random(count) < 0.8), None),
            "first_name": _drawn(chance, given, count),
            "middle_name": _drawn(chance, given, count).set(pl.Series(chance.random(count) < 0.4), None),
            "date_of_birth": born.zip_with(~assigned, born.dt.truncate("1y")),
            "sex": np.where(chance.random(count) < 0.1, "F", "M"),
            "number": number,
        }
    )


def _names(chance: np.random.Generator, known: list[str], more: int) -> pl.Series:
    """Give names, the commonest first: the known ones and made-up ones of two to four syllables."""
    syllables = [start + middle for start in STARTS for middle in MIDDLES]
    drawn = chance.choice(syllables, (more, 3))
    made = ["".join(parts[: 2 + place % 2]) + LETTERS[place % 22] for place, parts in enumerate(drawn)]
    return pl.Series([*dict.fromkeys(name.upper() for name in known), *dict.fromkeys(made)])


def _drawn(chance: np.random.Generator, names: pl.Series, count: int) -> pl.Series:
    weights = 1 / (np.arange(len(names)) + 60)
    return names.gather(chance.choice(len(names), count, p=weights / weights.sum()))


def _written(
    chance: np.random.Generator, people: pl.DataFrame, a_number: float, fbi: float, state: float
) -> pl.DataFrame:
    count = people.height

    def happens(rate: float) -> pl.Series:
        return pl.Series(chance.random(count) < rate)

    def number(prefix: str, factor: int, known: float) -> pl.Expr:
        text = pl.lit(prefix) + (pl.col("number") * factor % 9_999_991).cast(pl.String).str.zfill(7)
        return pl.when(happens(known)).then(text)

    both = pl.concat_str("last_name", "second_last", separator=" ", ignore_nulls=True)
    day = pl.col("date_of_birth")
    moved = pl.Series(chance.integers(1, 27, count))
    written = people.select(
        "person",
        pl.when(happens(0.15)).then("last_name").otherwise(both).alias("last_name"),
        "first_name",
        pl.when(happens(0.3))
        .then(None)
        .when(happens(0.2))
        .then(pl.col("middle_name").str.slice(0, 1))
        .otherwise("middle_name")
        .alias("middle_name"),
        pl.when(happens(0.008))
        .then(day.dt.offset_by("1y"))
        .when(happens(0.008))
        .then(day.dt.truncate("1mo") + pl.duration(days=moved))
        .otherwise(day)
        .alias("date_of_birth"),
        "sex",
        number("99", 617_363, a_number).alias("a_number"),
        number("SY", 381_967, fbi).alias("fbi_number"),
        number("SYN", 724_021, state).alias("state_id"),
    )
    mistyped = [_mistyped(chance, written, name, 0.02).alias(name) for name in ("last_name", "first_name")]
    written = written.with_columns(mistyped)
    swapped = happens(0.02)
    return written.with_columns(
        pl.when(swapped).then("first_name").otherwise("last_name").alias("last_name"),
        pl.when(swapped).then("last_name").otherwise("first_name").alias("first_name"),
    ).sample(fraction=1.0, shuffle=True, seed=int(chance.integers(1_000_000)))


def _mistyped(chance: np.random.Generator, table: pl.DataFrame, name: str, rate: float) -> pl.Expr:
    count = table.height
    at = pl.Series((chance.random(count) * table[name].str.len_chars().to_numpy()).astype("int64"))
    letter = pl.Series(chance.choice(list(LETTERS), count))
    wrong = pl.concat_str(pl.col(name).str.slice(0, at), letter, pl.col(name).str.slice(at + 1))
    return pl.when(pl.Series(chance.random(count) < rate)).then(wrong).otherwise(name)
