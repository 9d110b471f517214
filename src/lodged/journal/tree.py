"""The Merkle tree of RFC 9162, section 2.1: hashing, and appending with only the right edge in hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from lodged.journal.errors import ProofError

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()
LEVEL_HEIGHT = 8
"""Stored levels lie eight apart, as in C2SP tlog-tiles: one hash on level L covers 256**L leaves."""


def hash_leaf(leaf: bytes) -> bytes:
    """Return the hash of one leaf, SHA-256(0x00 || leaf)."""
    return sha256(b"\x00" + leaf).digest()


def hash_children(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node, SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class LevelHash:
    """The hash of a complete subtree that an append has just finished; store it once, it never changes."""

    level: int
    """0 for a leaf, 1 for 256 leaves, 2 for 65,536 and so on."""
    position: int
    """Its place among the hashes of its level, from 0."""
    digest: bytes


class Frontier:
    """The right edge of the tree: the roots of its complete subtrees, largest first.

    One for each bit set in `size`, so a database keeps at most some dozens of hashes to append the next
    leaf in O(log n) and to know the root at any time. Not safe to share between writers: lock its row.

    Raises:
        ProofError: the stored hashes don't belong to a tree of `size` leaves.
    """

    __slots__ = ("_nodes", "size")

    def __init__(self, size: int = 0, nodes: Sequence[bytes] = ()) -> None:
        if size < 0 or len(nodes) != size.bit_count() or any(len(node) != HASH_BYTES for node in nodes):
            raise ProofError(
                f"The stored frontier has [{len(nodes)}] hashes; a journal of [{size}] entries needs "
                f"[{max(size, 0).bit_count()}]. Rebuild it from the entries."
            )
        self.size = size
        self._nodes = list(nodes)

    @classmethod
    def from_bytes(cls, size: int, stored: bytes) -> Frontier:
        """Take up a frontier that :meth:`to_bytes` wrote.

        Raises:
            ProofError: the bytes don't belong to a tree of `size` leaves.
        """
        return cls(size, [stored[at : at + HASH_BYTES] for at in range(0, len(stored), HASH_BYTES)])

    def to_bytes(self) -> bytes:
        """Return the hashes one after the other, for storing beside `size`."""
        return b"".join(self._nodes)

    def append(self, leaf_hash: bytes) -> tuple[LevelHash, ...]:
        """Add one leaf's hash; gives the level hashes to store, the leaf's own first."""
        completed = [LevelHash(0, self.size, leaf_hash)]
        nodes, rest, node, height = self._nodes, self.size, leaf_hash, 0
        while rest & 1:
            node = sha256(b"\x01" + nodes.pop() + node).digest()
            rest >>= 1
            height += 1
            if not height % LEVEL_HEIGHT:
                completed.append(LevelHash(height // LEVEL_HEIGHT, rest, node))
        nodes.append(node)
        self.size += 1
        return tuple(completed)

    def root(self) -> bytes:
        """Return the root hash at the present size."""
        if not self._nodes:
            return EMPTY_ROOT
        root = self._nodes[-1]
        for node in reversed(self._nodes[:-1]):
            root = hash_children(node, root)
        return root


def root_of(leaf_hashes: Sequence[bytes]) -> bytes:
    """Return the root over these leaf hashes, level by level; an unpaired hash goes up as it is."""
    level = list(leaf_hashes)
    if not level:
        return EMPTY_ROOT
    while len(level) > 1:
        paired = [hash_children(*level[at : at + 2]) for at in range(0, len(level) - 1, 2)]
        level = paired + level[len(paired) * 2 :]
    return level[0]
