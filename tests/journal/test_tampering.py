"""Every kind of tampering with an exported journal is found and located."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from lodged.journal.findings import Report, Tampering
from lodged.journal.folder import FolderStore
from lodged.journal.verification import verify
from tests.journal.journal_maker import KEY, write_journal

SIZES = st.integers(3, 40)


def check(folder: Path) -> Report:
    return verify(FolderStore(folder), [KEY.verifying_key()])


def verified_with(size: int, change) -> list[tuple[Tampering, int | None, int | None]]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "journal"
        write_journal(folder, size)
        assert check(folder).intact
        path = folder / "entries.jsonl"
        rows = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(b"".join(change(rows)))
        return [(one.kind, one.first, one.last) for one in check(folder).findings]


@settings(max_examples=40, deadline=None)
@given(size=SIZES, data=st.data())
def test_a_changed_byte_is_located(size, data):
    row = data.draw(st.integers(0, size - 1))
    at = data.draw(st.integers(0, 200))

    def change(rows):
        rows[row] = rows[row][:at] + bytes([rows[row][at] ^ 1]) + rows[row][at + 1 :]
        return rows

    assert verified_with(size, change) == [(Tampering.ROW_CHANGED, row, row)]


@settings(max_examples=40, deadline=None)
@given(size=SIZES, data=st.data())
def test_a_removed_row_is_located(size, data):
    row = data.draw(st.integers(0, size - 1))
    assert verified_with(size, lambda rows: rows[:row] + rows[row + 1 :]) == [
        (Tampering.ROW_REMOVED, row, row)
    ]


@settings(max_examples=40, deadline=None)
@given(size=SIZES, data=st.data())
def test_an_added_row_is_located(size, data):
    row = data.draw(st.integers(0, size))
    found = verified_with(size, lambda rows: [*rows[:row], b"forged\n", *rows[row:]])
    assert found == [(Tampering.ROW_ADDED, row, row)]


@settings(max_examples=40, deadline=None)
@given(size=SIZES, data=st.data())
def test_reordered_rows_are_located(size, data):
    first = data.draw(st.integers(0, size - 2))
    second = data.draw(st.integers(first + 1, size - 1))

    def swap(rows):
        rows[first], rows[second] = rows[second], rows[first]
        return rows

    found = verified_with(size, swap)
    assert found
    assert all(kind is Tampering.ROW_MOVED and first <= row <= second for kind, row, _ in found)
