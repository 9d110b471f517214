"""Hold a model against labeled data: what it gets right, wrong, and leaves to a human, in each naming tradition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import polars as pl

from lodged.linkage.engines import open_session
from lodged.linkage.judging import judged
from lodged.linkage.links import Verdict
from lodged.linkage.model import Model
from lodged.linkage.records import prepare
from lodged.linkage.scoring import score_between


class LabeledTables(Protocol):
    """A list and custody records with the columns ``person`` and ``tradition`` besides those of the door."""

    @property
    def listed(self) -> pl.DataFrame:
        """The list."""

    @property
    def stays(self) -> pl.DataFrame:
        """The custody records."""


@dataclass(frozen=True)
class Outcome:
    """Pairs judged beside the truth.

    ``pairs`` has each scored pair with ``verdict``, ``true``, ``tradition`` (of the row of the list) and
    ``could_be_clear`` (nothing but a low weight keeps it from being clear); ``rows`` each row of the list with
    ``tradition`` and ``present`` (whether a stay is the person's). ``true_pairs`` are those of one person, found or
    not.
    """

    pairs: pl.DataFrame
    rows: pl.DataFrame
    true_pairs: pl.DataFrame

    def false_share(self, clear: float) -> float:
        """Return the share of rows linked to somebody else by ``clear`` or more, with nothing speaking against it."""
        return self._false(clear).height / self.rows.height

    def false_shares(self, clear: float) -> dict[str, float]:
        """Return :meth:`false_share` by tradition."""
        counts = self._false(clear).group_by("tradition").len("wrong")
        rows = self.rows.group_by("tradition").len("rows").join(counts, on="tradition", how="left")
        return {row["tradition"]: (row["wrong"] or 0) / row["rows"] for row in rows.iter_rows(named=True)}

    def _false(self, clear: float) -> pl.DataFrame:
        wrong = ~pl.col("true") & pl.col("could_be_clear") & (pl.col("weight") >= clear)
        return self.pairs.filter(wrong).unique("left")

    def absent_in_review(self, possible: float) -> float:
        """Return the share of rows whose person isn't in custody and that have a pair of ``possible`` or more."""
        return self._absent_with(pl.col("weight") >= possible)

    def _absent_with(self, pair: pl.Expr) -> float:
        absent = self.rows.filter(~pl.col("present"))
        return self.pairs.filter(pair).join(absent, on="left", how="semi")["left"].n_unique() / absent.height

    def summary(self) -> dict[str, Any]:
        """Return the errors in all: of true pairs, and of rows."""
        true = self.true_pairs.join(self.pairs, on=["left", "right"], how="left")
        clear, review = (
            int((true["verdict"] == verdict.value).sum()) for verdict in (Verdict.CLEAR, Verdict.REVIEW)
        )
        wrong = self.pairs.filter(~pl.col("true") & (pl.col("verdict") == Verdict.CLEAR.value))
        n, rows = true.height, self.rows.height
        return {
            "true_pairs": n,
            "true_pairs_clear": round(clear / n, 4),
            "true_pairs_in_review": round(review / n, 4),
            "true_pairs_missed": round((n - clear - review) / n, 4),
            "rows": rows,
            "rows_clearly_linked_to_somebody_else": round(wrong["left"].n_unique() / rows, 5),
            "rows_of_absent_people_in_review": round(
                self._absent_with(pl.col("verdict") == Verdict.REVIEW.value), 4
            ),
        }


def evaluate(data: LabeledTables, model: Model) -> Outcome:
    """Score labeled tables with a model."""
    left, right = prepare(data.listed), prepare(data.stays)
    with open_session() as session:
        scored = score_between(left, right, model, session)
    listed = data.listed.select("person", "tradition").with_row_index("left").cast({"left": pl.Int32})
    held = data.stays.select(pl.col("person").alias("held")).with_row_index("right").cast({"right": pl.Int32})
    at_any_weight = judged(scored.pairs.with_columns(pl.lit(1_000.0).alias("weight")), model)["verdict"]
    pairs = (
        judged(scored.pairs, model)
        .with_columns((at_any_weight == Verdict.CLEAR.value).alias("could_be_clear"))
        .join(listed, on="left")
        .join(held, on="right")
        .with_columns((pl.col("person") == pl.col("held")).alias("true"))
    )
    true_pairs = listed.join(held, left_on="person", right_on="held").select("left", "right", "tradition")
    rows = listed.with_columns(pl.col("person").is_in(held["held"].implode()).alias("present"))
    return Outcome(pairs, rows, true_pairs)
