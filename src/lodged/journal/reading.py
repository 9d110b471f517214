"""One pass over a journal's rows: everything the later checks need, in a few bytes a row."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from lodged.journal.entry import EXPUNGED, LEAF_PATTERN
from lodged.journal.tree import HASH_BYTES, Frontier

_EXPUNGED_TYPE = EXPUNGED.encode()
_CLOCK_STEPS_KEPT = 10


class HashList(Sequence[bytes]):
    """Hashes packed one after the other."""

    def __init__(self, packed: bytes | bytearray = b"") -> None:
        self.packed = bytearray(packed)

    def __len__(self) -> int:
        return len(self.packed) // HASH_BYTES

    def __getitem__(self, at):  # type: ignore[no-untyped-def]
        """One hash, counted from either end."""
        start = (at if at >= 0 else len(self) + at) * HASH_BYTES
        return bytes(self.packed[start : start + HASH_BYTES])


@dataclass(slots=True)
class Reading:
    """What one pass found."""

    levels: dict[int, HashList] = field(default_factory=lambda: {0: HashList()})
    """The hashes recomputed from the rows, by stored level."""
    roots: dict[int, bytes] = field(default_factory=dict)
    """The root at each size that was asked for, and at the end."""
    claims: array[int] = field(default_factory=lambda: array("q"))
    """The index each row says it has; -1 where it isn't an entry."""
    events: dict[bytes, int] = field(default_factory=dict)
    """The first row of each event id."""
    repeated: dict[int, int] = field(default_factory=dict)
    """Rows whose event already stands in an earlier row: the row, and the earlier one."""
    commitments: bytearray = field(default_factory=bytearray)
    """32 bytes a row; zeros where it isn't an entry."""
    expunging: dict[bytes, bytes] = field(default_factory=dict)
    """The event id of each expungement, and the list of subjects it names, as it stands."""
    clock_steps: list[int] = field(default_factory=list)
    """The first rows whose recorded time is before the row's before."""

    @property
    def size(self) -> int:
        """How many rows were read."""
        return len(self.claims)


def read_rows(leaves: Iterable[bytes], root_sizes: Collection[int]) -> Reading:
    """Hash and read every row; keeps the roots at `root_sizes`."""
    reading = Reading()
    frontier = Frontier()
    wanted = frozenset(root_sizes)
    levels, fullmatch, latest = reading.levels, LEAF_PATTERN.fullmatch, b""
    if 0 in wanted:
        reading.roots[0] = frontier.root()
    for row, leaf in enumerate(leaves):
        for node in frontier.append(sha256(b"\x00" + leaf).digest()):
            if node.level not in levels:
                levels[node.level] = HashList()
            levels[node.level].packed += node.digest
        match = fullmatch(leaf)
        if match is None:
            reading.claims.append(-1)
            reading.commitments += bytes(HASH_BYTES)
        else:
            latest = _take_entry(reading, row, match.groups(), latest)
        if row + 1 in wanted:
            reading.roots[row + 1] = frontier.root()
    reading.roots[frontier.size] = frontier.root()
    return reading


def _take_entry(reading: Reading, row: int, fields: tuple[bytes, ...], latest: bytes) -> bytes:
    """Note one entry; gives its recorded time."""
    _, _, commitment, event, index, _, recorded, subjects, kind = fields
    reading.claims.append(int(index))
    reading.commitments += bytes.fromhex(commitment.decode())
    earlier = reading.events.setdefault(event, row)
    if earlier != row:
        reading.repeated[row] = earlier
    if kind == _EXPUNGED_TYPE:
        reading.expunging[event] = subjects
    if recorded < latest and len(reading.clock_steps) < _CLOCK_STEPS_KEPT:
        reading.clock_steps.append(row)
    return recorded
