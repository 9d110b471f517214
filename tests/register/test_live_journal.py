"""The live journal: signed once a size, by one key, exported and checked as files."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from lodged.journal.checkpoint import Checkpoint
from lodged.journal.errors import JournalError, StoreError
from lodged.journal.export import export_files
from lodged.journal.folder import FolderStore
from lodged.journal.notes import SigningKey
from lodged.journal.proofs import inclusion_holds, inclusion_proof
from lodged.journal.tree import hash_leaf
from lodged.journal.verification import verify
from lodged.register.acts import ReadFile
from lodged.register.checkpoints import sign_checkpoint
from lodged.register.journal_store import DatabaseStore
from lodged.register.models import Agency, JournalCheckpoint, Role, User
from lodged.register.services import record, record_all

pytestmark = pytest.mark.django_db
KEY = SigningKey("test.example/journal", bytes(range(32)))
AT = datetime(2026, 1, 13, tzinfo=UTC)


@pytest.fixture
def two_agencies() -> list[User]:
    return [
        User.objects.create(
            username=name, agency=Agency.objects.create(name=name, state="MN"), role=Role.AUDITOR
        )
        for name in ("North", "South")
    ]


def read() -> ReadFile:
    return ReadFile(at=AT, person=uuid4(), purpose="synthetic")


def test_entries_of_all_agencies_are_checked_with_their_payloads(two_agencies: list[User]) -> None:
    for turn in range(7):
        record(two_agencies[turn % 2], read())
    sign_checkpoint(KEY)
    record(two_agencies[0], read())
    report = verify(DatabaseStore(), [KEY.verifying_key()])
    assert report.intact
    assert (report.size, report.attested, report.opened) == (8, 7, 8)


def test_a_size_is_signed_once_and_by_one_journals_key(two_agencies: list[User]) -> None:
    with pytest.raises(JournalError, match="no entries yet"):
        sign_checkpoint(KEY)
    record(two_agencies[0], read())
    first = sign_checkpoint(KEY)
    assert sign_checkpoint(KEY) == first
    record(two_agencies[0], read())
    with pytest.raises(JournalError, match="journal's own key"):
        sign_checkpoint(SigningKey("other.example/journal", bytes(32)))
    assert Checkpoint.from_note(sign_checkpoint(KEY)).size == 2
    assert JournalCheckpoint.objects.count() == 2


@pytest.mark.parametrize("private", [True, False])
def test_the_exported_journal_is_the_live_one(
    two_agencies: list[User], tmp_path: Path, private: bool
) -> None:
    record_all(two_agencies[1], [read() for _ in range(300)])
    sign_checkpoint(KEY)
    for file in export_files(DatabaseStore(), private=private):
        path = tmp_path / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"".join(file.chunks))
    exported, live = FolderStore(tmp_path), DatabaseStore()
    assert list(exported.leaves()) == list(live.leaves())
    report = verify(exported, [KEY.verifying_key()])
    assert (report.findings, report.opened) == ((), 300 if private else 0)


def test_a_live_entry_is_proved(two_agencies: list[User]) -> None:
    events = record_all(two_agencies[0], [read() for _ in range(20)])
    store = DatabaseStore()
    with pytest.raises(StoreError, match="No checkpoint"):
        store.checkpoint()
    head = Checkpoint.from_note(sign_checkpoint(KEY))
    for event in events:
        index = store.find(event.id)
        path = inclusion_proof(store.levels(), index, head.size)
        assert inclusion_holds(index, head.size, hash_leaf(store.leaf(index)), path, head.root)
    with pytest.raises(StoreError, match="no event"):
        store.find(uuid4())
    with pytest.raises(StoreError, match="no entry"):
        store.leaf(20)
