"""Inclusion and consistency proofs of RFC 9162: made from stored levels, checked with nothing but hashes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from lodged.journal.errors import ProofError
from lodged.journal.tree import EMPTY_ROOT, HASH_BYTES, LEVEL_HEIGHT, hash_children, root_of


class HashLevels(Protocol):
    """Stored hashes of complete subtrees; :class:`~lodged.journal.tree.LevelHash` says which lie where."""

    def read(self, level: int, start: int, stop: int) -> bytes:
        """Return the hashes `start` to `stop` (exclusive) of `level`, 32 bytes each; fewer when not stored."""
        ...


def inclusion_proof(levels: HashLevels, index: int, size: int) -> list[bytes]:
    """Return the path from leaf `index` to the root at `size` (RFC 9162, 2.1.3.1), the leaf's sibling first.

    Raises:
        ProofError: there is no such leaf at that size, or the levels aren't stored so far.
    """
    if not 0 <= index < size:
        raise ProofError(f"A journal of [{size}] entries has no entry [{index}].")
    path: list[bytes] = []
    start, stop = 0, size
    while stop - start > 1:
        middle = start + _split(stop - start)
        if index < middle:
            path.append(_subtree(levels, middle, stop))
            stop = middle
        else:
            path.append(_subtree(levels, start, middle))
            start = middle
    return path[::-1]


def consistency_proof(levels: HashLevels, old_size: int, new_size: int) -> list[bytes]:
    """Return the proof that the first `old_size` leaves are unchanged at `new_size` (RFC 9162, 2.1.4.1).

    Raises:
        ProofError: the old size is the larger, or the levels aren't stored so far.
    """
    if not 0 <= old_size <= new_size:
        raise ProofError(f"A journal can't shrink from [{old_size}] to [{new_size}] entries.")
    if old_size in (0, new_size):
        return []
    path: list[bytes] = []
    start, stop, known = 0, new_size, True
    while old_size != stop:
        middle = start + _split(stop - start)
        if old_size <= middle:
            path.append(_subtree(levels, middle, stop))
            stop = middle
        else:
            path.append(_subtree(levels, start, middle))
            start, known = middle, False
    if not known:
        path.append(_subtree(levels, start, stop))
    return path[::-1]


def inclusion_holds(index: int, size: int, leaf_hash: bytes, path: Sequence[bytes], root: bytes) -> bool:
    """Return whether `path` leads from the leaf to `root` (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size or not _are_hashes(leaf_hash, root, *path):
        return False
    place, last, node = index, size - 1, leaf_hash
    for sibling in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            node = hash_children(sibling, node)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            node = hash_children(node, sibling)
        place >>= 1
        last >>= 1
    return last == 0 and node == root


def consistency_holds(
    old_size: int, new_size: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]
) -> bool:
    """Return whether `path` shows the tree of `old_root` to be the beginning of that of `new_root` (RFC 9162, 2.1.4.2).

    A journal of no entries is the beginning of every journal, if its root is the empty one.
    """
    if not 0 <= old_size <= new_size or not _are_hashes(old_root, new_root, *path):
        return False
    if old_size == new_size:
        return not path and old_root == new_root
    if old_size == 0:
        return not path and old_root == EMPTY_ROOT
    return _walk_consistency(old_size, new_size, old_root, path) == (old_root, new_root)


def _walk_consistency(
    old_size: int, new_size: int, old_root: bytes, path: Sequence[bytes]
) -> tuple[bytes, bytes] | None:
    steps = [old_root, *path] if old_size & (old_size - 1) == 0 else list(path)
    if not steps:
        return None
    old_place, new_place = old_size - 1, new_size - 1
    while old_place & 1:
        old_place >>= 1
        new_place >>= 1
    old_node = new_node = steps[0]
    for sibling in steps[1:]:
        if new_place == 0:
            return None
        if old_place & 1 or old_place == new_place:
            old_node = hash_children(sibling, old_node)
            new_node = hash_children(sibling, new_node)
            while not old_place & 1 and old_place:
                old_place >>= 1
                new_place >>= 1
        else:
            new_node = hash_children(new_node, sibling)
        old_place >>= 1
        new_place >>= 1
    return (old_node, new_node) if new_place == 0 else None


def root_at(levels: HashLevels, size: int) -> bytes:
    """Return the root of the first `size` leaves, from the stored levels.

    Raises:
        ProofError: the levels aren't stored so far.
    """
    return _subtree(levels, 0, size) if size else EMPTY_ROOT


def _split(width: int) -> int:
    """Return the largest power of two below `width`, where RFC 9162 divides a tree."""
    return 1 << (width - 1).bit_length() - 1


def _subtree(levels: HashLevels, start: int, stop: int) -> bytes:
    """Return the root over leaves `start` to `stop`; `start` is a multiple of the subtree's full width."""
    width = stop - start
    if width & (width - 1):
        middle = start + _split(width)
        return hash_children(_subtree(levels, start, middle), _subtree(levels, middle, stop))
    level, above = divmod(width.bit_length() - 1, LEVEL_HEIGHT)
    first = start >> (level * LEVEL_HEIGHT)
    stored = levels.read(level, first, first + (1 << above))
    if len(stored) != HASH_BYTES << above:
        raise ProofError(
            f"The stored hashes of level [{level}] end before position [{first + (1 << above)}]."
        )
    return root_of([stored[at : at + HASH_BYTES] for at in range(0, len(stored), HASH_BYTES)])


def _are_hashes(*values: bytes) -> bool:
    return all(len(value) == HASH_BYTES for value in values)
