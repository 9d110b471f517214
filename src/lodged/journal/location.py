"""Which rows differ from what the journal held, told from the hashes of both."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence

from lodged.journal.findings import Finding, Tampering


def locate(
    original: Sequence[bytes],
    present: Sequence[bytes],
    claimed_index: Callable[[int], int | None],
    witness: str,
) -> tuple[Finding, ...]:
    """Return what was changed, removed, added and moved between two lists of leaf hashes, by row.

    Args:
        original: the hashes the journal held.
        present: the hashes of the rows as they stand.
        claimed_index: the index that the row at a present position says it has, if it can be read.
        witness: what `original` was taken from, for the message.
    """
    head = _common_head(original, present)
    tail = _common_tail(original, present, head)
    home: dict[bytes, int] = {original[at]: at for at in range(head, len(original) - tail)}
    genuine: list[tuple[int, int]] = []
    strangers: list[int] = []
    missing = dict.fromkeys(home.values())
    for row in range(head, len(present) - tail):
        place = home.get(present[row])
        if place is None or place not in missing:
            strangers.append(row)
        else:
            del missing[place]
            genuine.append((row, place))
    moved = _out_of_order(genuine)
    findings = [
        *_strangers(strangers, genuine, moved, missing, claimed_index, head, len(original) - tail),
        *(_one(Tampering.ROW_REMOVED, place, "is gone") for place in missing),
        *(
            _one(Tampering.ROW_MOVED, place, f"stands out of order, on line {row + 1}")
            for row, place in moved.items()
        ),
    ]
    findings.sort(key=lambda finding: finding.first or 0)
    return tuple(
        Finding(one.kind, one.first, one.last, f"{one.detail}, compared with {witness}.") for one in findings
    )


def _strangers(
    strangers: list[int],
    genuine: list[tuple[int, int]],
    moved: dict[int, int],
    missing: dict[int, None],
    claimed_index: Callable[[int], int | None],
    head: int,
    end: int,
) -> Iterator[Finding]:
    """Tell a changed row from an added one; takes the changed rows' places out of `missing`."""
    anchors = [(row, place) for row, place in genuine if row not in moved]
    unplaced = []
    for row in strangers:
        claimed = claimed_index(row)
        if claimed in missing and claimed is not None:
            del missing[claimed]
            yield _one(Tampering.ROW_CHANGED, claimed, f"has other bytes, on line {row + 1}")
        else:
            unplaced.append(row)
    for row in unplaced:
        low, high = _gap_around(row, anchors, head, end)
        place = next((one for one in missing if low <= one < high), None)
        if place is None:
            yield _one(Tampering.ROW_ADDED, row, "was never in the journal, or stands in it twice")
        else:
            del missing[place]
            yield _one(Tampering.ROW_CHANGED, place, f"has other bytes, on line {row + 1}")


def _gap_around(row: int, anchors: list[tuple[int, int]], head: int, end: int) -> tuple[int, int]:
    """Return the places between the genuine rows before and after `row`."""
    after = bisect_left(anchors, (row,))
    low = anchors[after - 1][1] + 1 if after else head
    high = anchors[after][1] if after < len(anchors) else end
    return low, high


def _out_of_order(genuine: list[tuple[int, int]]) -> dict[int, int]:
    """Return the fewest rows whose removal leaves the rest in order (all but a longest increasing run)."""
    tops: list[int] = []
    top_at: list[int] = []
    before: list[int] = []
    for at, (_, place) in enumerate(genuine):
        length = bisect_left(tops, place)
        before.append(top_at[length - 1] if length else -1)
        tops[length : length + 1] = [place]
        top_at[length : length + 1] = [at]
    kept: set[int] = set()
    at = top_at[-1] if top_at else -1
    while at >= 0:
        kept.add(at)
        at = before[at]
    return {row: place for at, (row, place) in enumerate(genuine) if at not in kept}


def _common_head(original: Sequence[bytes], present: Sequence[bytes]) -> int:
    shorter = min(len(original), len(present))
    return next((at for at in range(shorter) if original[at] != present[at]), shorter)


def _common_tail(original: Sequence[bytes], present: Sequence[bytes], head: int) -> int:
    shorter = min(len(original), len(present)) - head
    return next((at for at in range(shorter) if original[-1 - at] != present[-1 - at]), shorter)


def _one(kind: Tampering, row: int, what: str) -> Finding:
    return Finding(kind, row, row, f"Row {row} {what}")
