"""Measure linkage at three sizes: time, peak memory, pairs compared, recall of blocking and of the whole.

Run ``python bench/bench_linkage.py`` for all, or with sizes, for example ``python bench/bench_linkage.py 1421x9000``.
Each size runs in a process of its own. An exact join by name and birth on the same tables is the baseline.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from time import perf_counter, process_time
from typing import Any

import polars as pl

from lodged.linkage import Verdict, link, load_model
from lodged.linkage.blocking import keys_between
from lodged.linkage.records import prepare
from people_at_scale import people_at_scale

SIZES = ((1_421, 9_000), (100_000, 1_000_000), (400_000, 2_000_000))
ONE = "--one"
"""Asks a process for one size, as JSON."""
EXACT = ["last_name", "first_name", "date_of_birth"]


def main() -> None:
    if sys.argv[1:2] == [ONE]:
        print(json.dumps(_measured(*_size(sys.argv[2]))))
        return
    asked = [_size(text) for text in sys.argv[1:]] or SIZES
    print(f"model {load_model().id}; synthetic people; labels are the making's own", flush=True)
    before: dict[str, Any] = {}
    for rows, stays in asked:
        command = [sys.executable, __file__, ONE, f"{rows}x{stays}"]
        found = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
        _tell(rows, stays, found, before)
        before = found


def _size(text: str) -> tuple[int, int]:
    rows, _, stays = text.partition("x")
    return int(rows), int(stays)


def _measured(rows: int, stays: int) -> dict[str, Any]:
    data = people_at_scale(rows, stays)
    began = perf_counter()
    exact = data.listed.join(data.stays, on=EXACT, how="semi").height
    joined = perf_counter() - began
    began, worked = perf_counter(), process_time()
    found = link(data.listed, data.stays)
    took, work = perf_counter() - began, process_time() - worked
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    verdicts = pl.DataFrame(
        [(pair.left, pair.right, pair.verdict.value) for pair in found.links],
        schema={"left": pl.Int32, "right": pl.Int32, "verdict": pl.String},
        orient="row",
    )
    true = _true_pairs(data.listed, data.stays)
    of_true = true.join(verdicts, on=["left", "right"], how="left")["verdict"]
    clear = verdicts.filter(pl.col("verdict") == Verdict.CLEAR.value)
    return {
        "seconds": took,
        "work": work,
        "bytes": memory,
        "records": rows + stays,
        "compared": found.effort.compared,
        "within": found.effort.compared_within,
        "keys_dropped": found.effort.keys_dropped,
        "true": true.height,
        "blocked": _blocked(data.listed, data.stays, true),
        "clear": int((of_true == Verdict.CLEAR.value).sum()),
        "review": int((of_true == Verdict.REVIEW.value).sum()),
        "wrong": clear.join(true, on=["left", "right"], how="anti").height,
        "exact_seconds": joined,
        "exact": exact,
    }


def _true_pairs(listed: pl.DataFrame, stays: pl.DataFrame) -> pl.DataFrame:
    left = listed.select("person").with_row_index("left")
    right = stays.select("person").with_row_index("right")
    return left.join(right, on="person").select("left", "right").cast(pl.Int32)


def _blocked(listed: pl.DataFrame, stays: pl.DataFrame, true: pl.DataFrame) -> int:
    """Count the true pairs that share a key."""
    keys = keys_between(prepare(listed), prepare(stays))
    ours = true.join(keys.left, left_on="left", right_on="unique_id")
    return (
        ours.join(keys.right, left_on=["right", "key"], right_on=["unique_id", "key"])
        .unique(["left", "right"])
        .height
    )


def _tell(rows: int, stays: int, found: dict[str, Any], before: dict[str, Any]) -> None:
    true = found["true"]
    took = f"{found['seconds']:.1f} s ({found['work']:.0f} s of processor time)"
    print(f"\n{rows:,} x {stays:,}: {took}, peak {found['bytes'] / 1e9:.2f} GB")
    print(
        f"  pairs compared: {found['compared']:,} between, {found['within']:,} within the list "
        f"({found['compared'] / rows / stays:.1e} of all); keys too common: {found['keys_dropped']:,}"
    )
    print(
        f"  of {true:,} true pairs: blocking finds {found['blocked'] / true:.2%}, clear {found['clear'] / true:.2%}, "
        f"for review {found['review'] / true:.2%}; clear links to others {found['wrong'] / rows:.4%} of rows"
    )
    print(
        f"  exact join: {found['exact_seconds']:.2f} s, finds {found['exact'] / true:.1%} at most; "
        f"ratio {found['seconds'] / found['exact_seconds']:.0f}"
    )
    if before:
        more, longer = found["records"] / before["records"], found["work"] / before["work"]
        print(f"  {more:.1f} times the records of the size before took {longer:.1f} times the processor time")


if __name__ == "__main__":
    main()
