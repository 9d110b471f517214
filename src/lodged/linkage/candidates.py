"""Who a row may be: what speaks for and against each person of the records, over all rows and stays of the two.

Names, birth and sex count as the best of the pairs of records has them, a number as it agrees anywhere: a person whose
name was once written wrong is found by the other bookings.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from lodged.linkage.comparisons import reaches, same_identifier, same_name_and_birth
from lodged.linkage.identifiers import IDENTIFIERS

UNLIKE_BIRTHS = ("different", "same_year", "same_year_1_january")
"""Levels of the date of birth that are another birth, not a slip in one."""


def complete(pairs: pl.DataFrame, stay_person: Sequence[int]) -> pl.DataFrame:
    """Name the missing pairs (``left``, ``right``): of each row with every stay of whom it was compared with."""
    person = pl.Series("person", stay_person, pl.Int32)
    members = person.to_frame().with_row_index("right").cast({"right": pl.Int32})
    several = members.filter(pl.col("person").is_duplicated())
    wanted = (
        pairs.select("left", person.gather(pairs["right"]))
        .unique()
        .join(several, on="person")
        .select("left", "right")
    )
    return wanted.join(pairs, on=["left", "right"], how="anti")


def pooled(pairs: pl.DataFrame, prior: float) -> pl.DataFrame:
    """Pool pairs into one row for each unit and person.

    The pairs are scored, and have ``unit``, ``person``, ``nearby``, ``other_suffix`` and ``context`` in bits.
    ``identity`` and ``context`` are bits without any prior. ``unsuited`` says why it is never taken without a human:
    half a name, another birth, or a number or a suffix (Jr., Sr.) that differs, and no number that agrees; or nothing
    but a number.
    ``striking`` are the same whole name and birth, and what lies just where the row says (``nearby``).
    """
    numbers = [f"bits_{name}" for name in IDENTIFIERS]
    known = pairs.with_columns(
        (pl.col("weight") - prior - pl.sum_horizontal(numbers)).alias("rest"),
        same_identifier().alias("agrees"),
        pl.any_horizontal(
            *(reaches(name, "different") for name in IDENTIFIERS), pl.col("other_suffix")
        ).alias("differs"),
        (same_name_and_birth()).alias("same_whole"),
        _suited_names().alias("suited"),
        _nothing_agrees().alias("nothing"),
    )
    by_best = known.sort(
        "unit", "person", "rest", "left", "right", descending=[False, False, True, False, False]
    )
    best = by_best.group_by("unit", "person", maintain_order=True).agg(
        pl.col("rest").first(),
        *(
            pl.when((pl.col(name) > 0).any())
            .then(pl.col(name).max())
            .otherwise(pl.col(name).min())
            .alias(name)
            for name in numbers
        ),
        (2 ** pl.col("context")).mean().log(2).alias("context"),
        pl.col("agrees").any(),
        pl.col("differs").any(),
        (pl.col("same_whole") | pl.col("nearby")).any().alias("striking"),
        pl.col("suited").any(),
        pl.col("nothing").all(),
    )
    by_number = pl.col("agrees") & ~pl.col("nothing")
    by_itself = pl.col("suited") & ~pl.col("differs")
    return best.with_columns(
        (pl.col("rest") + pl.sum_horizontal(numbers)).alias("identity"),
        (~(by_number | by_itself)).alias("unsuited"),
        (pl.col("striking") & ~(pl.col("differs") & ~pl.col("agrees"))).alias("striking"),
    ).select("unit", "person", "identity", "context", "unsuited", "striking")


def _suited_names() -> pl.Expr:
    half = reaches("surname", "different") | reaches("given", "different")
    whole = pl.all_horizontal(
        pl.any_horizontal(reaches(name, level) for level in ("same", "other_form"))
        for name in ("surname", "given")
    )
    unlike = pl.any_horizontal(reaches("dob", level) for level in UNLIKE_BIRTHS)
    born = pl.col("gamma_dob") >= 0
    return ~half & ~unlike & (born | whole)


def _nothing_agrees() -> pl.Expr:
    return pl.all_horizontal(
        (pl.col(f"gamma_{name}") < 0) | reaches(name, "different") for name in ("surname", "given")
    ) & ((pl.col("gamma_dob") < 0) | pl.any_horizontal(reaches("dob", level) for level in UNLIKE_BIRTHS))
