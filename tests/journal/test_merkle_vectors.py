"""The published vectors of certificate-transparency, and every small tree against the RFC's definition."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodged.journal.proofs import (
    consistency_holds,
    consistency_proof,
    inclusion_holds,
    inclusion_proof,
    root_at,
)
from lodged.journal.tree import Frontier, hash_leaf, root_of

LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {
    (0, 8): ["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
             "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
             "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"],
    (5, 8): ["bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
             "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
             "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): ["6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
             "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
             "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"],
}  # fmt: skip
CONSISTENCY = {
    (1, 1): [],
    (1, 8): INCLUSION[0, 8],
    (6, 8): ["0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a", *INCLUSION[5, 8][1:]],
    (2, 5): INCLUSION[1, 5][1:],
    (6, 7): ["0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
             "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
             INCLUSION[5, 8][2]],
}  # fmt: skip


class ListLevels:
    def __init__(self, leaves: list[bytes]) -> None:
        self.frontier, self.levels = Frontier(), {}
        for leaf in leaves:
            for node in self.frontier.append(hash_leaf(leaf)):
                self.levels[node.level] = self.levels.get(node.level, b"") + node.digest

    def read(self, level: int, start: int, stop: int) -> bytes:
        return self.levels.get(level, b"")[start * 32 : stop * 32]


def naive_root(leaves: list[bytes]) -> bytes:
    """RFC 9162, 2.1.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\x01" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_published_roots(size):
    levels = ListLevels(LEAVES[:size])
    assert levels.frontier.root().hex() == ROOTS[size - 1]
    assert root_of([hash_leaf(leaf) for leaf in LEAVES[:size]]).hex() == ROOTS[size - 1]


@pytest.mark.parametrize(("index", "size"), INCLUSION)
def test_published_inclusion_proofs(index, size):
    path = inclusion_proof(ListLevels(LEAVES), index, size)
    assert [node.hex() for node in path] == INCLUSION[index, size]
    assert inclusion_holds(index, size, hash_leaf(LEAVES[index]), path, bytes.fromhex(ROOTS[size - 1]))


@pytest.mark.parametrize(("old", "new"), CONSISTENCY)
def test_published_consistency_proofs(old, new):
    path = consistency_proof(ListLevels(LEAVES), old, new)
    assert [node.hex() for node in path] == CONSISTENCY[old, new]
    assert consistency_holds(old, new, bytes.fromhex(ROOTS[old - 1]), bytes.fromhex(ROOTS[new - 1]), path)


@given(size=st.integers(1, 700), data=st.data())
def test_proofs_hold_and_a_flipped_bit_breaks_them(size, data):
    leaves = [b"%d" % n for n in range(size)]
    levels = ListLevels(leaves)
    root = naive_root(leaves)
    assert levels.frontier.root() == root_at(levels, size) == root
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(0, size))
    path = inclusion_proof(levels, index, size)
    assert inclusion_holds(index, size, hash_leaf(leaves[index]), path, root)
    assert not inclusion_holds(index, size, hash_leaf(b"other"), path, root)
    assert consistency_holds(old, size, naive_root(leaves[:old]), root, consistency_proof(levels, old, size))
    if old > 0:
        false_root = hash_leaf(b"other")
        assert not consistency_holds(old, size, false_root, root, consistency_proof(levels, old, size))
