"""`lodged journal` on exported files: what a stranger can check, and what is found when somebody tampered."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from lodged.cli import app
from lodged.core.errors import LodgedError
from lodged.journal.checkpoint import Checkpoint
from lodged.journal.entry import Entry
from lodged.journal.folder import FolderStore
from lodged.journal.notes import Note, Signature, SigningKey, VerifyingKey
from lodged.journal.prooffile import ProofFile
from lodged.journal.proofs import consistency_holds, consistency_proof, inclusion_holds, inclusion_proof
from lodged.journal.tree import hash_leaf
from tests.journal.journal_maker import KEY, write_journal

PUBLIC = KEY.verifying_key().text()
STRANGER = SigningKey("test.example/journal", bytes(32))
SIZE = 13


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_journal(tmp_path / "journal", SIZE, private=True)
    return tmp_path / "journal"


def run(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["journal", *map(str, arguments)])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.output


def replaced(path: Path, change: Callable[[bytes], bytes]) -> None:
    path.write_bytes(change(path.read_bytes()))


def test_a_whole_journal_is_said_to_be_whole(folder: Path) -> None:
    code, said = run("verify", "--folder", folder, "--key", PUBLIC)
    assert code == 0
    assert "13 of them are confirmed by a checkpoint." in said
    assert "13 payloads open" in said
    code, said = run("verify", "--folder", folder)
    assert code == 0
    assert "signatures were not checked" in said


def forged(size: int, root: bytes, key: SigningKey = KEY, origin: str = "test.example/journal") -> bytes:
    return Checkpoint(origin, size, root).signed_by(key).encode()


def false_line(raw: bytes) -> bytes:
    """A signature line that claims to be by the same key as the good one, and isn't."""
    (good,) = Note.parse(raw).signatures
    return Signature(good.name, good.key_id, bytes(len(good.signature))).line().encode()


TAMPERINGS: dict[str, tuple[str, Callable[[bytes], bytes], str]] = {
    "a payload changed": (
        "private/payloads.jsonl",
        lambda raw: raw.replace(b"Synthetic 4", b"Synthetic 5", 1),
        "payload changed: The payload of row 4",
    ),
    "a payload removed": (
        "private/payloads.jsonl",
        lambda raw: b"".join(line for line in raw.splitlines(keepends=True) if b"Synthetic 7" not in line),
        "payload removed: The payload of row 7",
    ),
    "a payload added": (
        "private/payloads.jsonl",
        lambda raw: raw + raw.splitlines(keepends=True)[2],
        "payload added",
    ),
    "a stored hash changed": (
        "hashes/0",
        lambda raw: raw[:70] + bytes([raw[70] ^ 1]) + raw[71:],
        "stored hash changed",
    ),
    "a signature broken": (
        "checkpoint.txt",
        lambda raw: raw[:-8] + (b"A" if raw[-8:-7] != b"A" else b"B") + raw[-7:],
        "checkpoint forged",
    ),
    "a stranger's checkpoint": (
        "checkpoint.txt",
        lambda raw: forged(SIZE, Checkpoint.from_note(raw).root, STRANGER),
        "checkpoint forged",
    ),
    "another root": ("checkpoints/5.txt", lambda _: forged(5, bytes(32)), "history forked"),
    "a checkpoint of another journal": (
        "checkpoints/5.txt",
        lambda raw: forged(5, Checkpoint.from_note(raw).root, origin="other.example/journal"),
        "for another journal [other.example/journal]",
    ),
    "a later checkpoint of another journal": (
        "checkpoints/5.txt",
        lambda raw: forged(SIZE + 1, Checkpoint.from_note(raw).root, origin="other.example/journal"),
        "for another journal [other.example/journal]",
    ),
    "a false signature after a good one": (
        "checkpoint.txt",
        lambda raw: raw + false_line(raw),
        "is false",
    ),
    "a false signature before a good one": (
        "checkpoint.txt",
        lambda raw: raw.replace(b"\n\n", b"\n\n" + false_line(raw)),
        "is false",
    ),
    "no note at all": ("checkpoints/5.txt", lambda _: b"nonsense", "checkpoint forged"),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_is_found_and_named(folder: Path, name: str) -> None:
    path, change, words = TAMPERINGS[name]
    replaced(folder / path, change)
    code, said = run("verify", "--folder", folder, "--key", PUBLIC)
    assert code == 1
    assert words in said


def test_a_key_is_no_witness_for_a_journal_of_another_name(folder: Path) -> None:
    for path in [folder / "checkpoint.txt", *(folder / "checkpoints").iterdir()]:
        head = Checkpoint.from_note(path.read_bytes())
        path.write_bytes(forged(head.size, head.root, origin="other.example/journal"))
    code, said = run("verify", "--folder", folder, "--key", PUBLIC)
    assert code == 1
    assert "for another journal [other.example/journal]" in " ".join(said.split())


@pytest.mark.parametrize("size", [5, SIZE + 1], ids=["earlier", "later"])
def test_a_checkpoint_of_another_journal_is_no_witness_though_no_key_is_given(
    folder: Path, size: int
) -> None:
    strangers = forged(size, bytes(32), STRANGER, origin="other.example/journal")
    replaced(folder / "checkpoints/5.txt", lambda _: strangers)
    code, said = run("verify", "--folder", folder)
    assert code == 1
    assert f"{SIZE} of them are confirmed by a checkpoint" in " ".join(said.split())
    assert "is for another journal [other.example/journal], not [test.example/journal]" in " ".join(
        said.split()
    )
    assert "checkpoint forged" in said
    assert "removed" not in said
    assert "rewritten" not in said


def test_a_history_rewritten_whole_is_found_by_a_checkpoint_held_elsewhere(
    folder: Path, tmp_path: Path
) -> None:
    held = tmp_path / "held.txt"
    held.write_bytes((folder / "checkpoint.txt").read_bytes())
    other = tmp_path / "other"
    write_journal(other, SIZE)
    code, said = run("verify", "--folder", other, "--key", PUBLIC)
    assert code == 0, said
    code, said = run("verify", "--folder", other, "--key", PUBLIC, "--held", held)
    assert code == 1
    assert "history forked" in said


def test_a_proof_stands_alone(folder: Path, tmp_path: Path) -> None:
    proof = tmp_path / "event.tlog-proof"
    assert run("prove", UUID(int=6), "--folder", folder, "--out", proof)[0] == 0
    code, said = run("check-proof", proof, "--key", PUBLIC)
    assert code == 0
    assert "The proof holds: entry 5 of 13" in said
    code, said = run("check-proof", proof, "--key", STRANGER.verifying_key().text())
    assert code == 1
    assert "none of the keys given signed" in said


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_no_changed_proof_holds(data: st.DataObject) -> None:
    """Whatever byte of entry or path is changed, the proof fails or can't be read."""
    frontier_leaves = [Entry.from_leaf(leaf).leaf() for leaf in _leaves()]
    index = data.draw(st.integers(0, len(frontier_leaves) - 1))
    levels, head = _levels_and_head()
    path = inclusion_proof(levels, index, head.size)
    assert inclusion_holds(index, head.size, hash_leaf(frontier_leaves[index]), path, head.root)
    which = data.draw(st.integers(0, len(path) - 1))
    at = data.draw(st.integers(0, 31))
    changed = [*path]
    changed[which] = changed[which][:at] + bytes([changed[which][at] ^ 1]) + changed[which][at + 1 :]
    assert not inclusion_holds(index, head.size, hash_leaf(frontier_leaves[index]), changed, head.root)
    other = data.draw(st.integers(0, head.size - 1).filter(lambda i: i != index))
    assert not inclusion_holds(other, head.size, hash_leaf(frontier_leaves[index]), path, head.root)


_MADE: dict[str, Path] = {}


@pytest.fixture(autouse=True, scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> None:
    _MADE["folder"] = tmp_path_factory.mktemp("made") / "journal"
    write_journal(_MADE["folder"], 300)


def _leaves() -> list[bytes]:
    return list(FolderStore(_MADE["folder"]).leaves())


def _levels_and_head():  # type: ignore[no-untyped-def]
    store = FolderStore(_MADE["folder"])
    return store.levels(), Checkpoint.from_note(store.checkpoint().note)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 300), st.integers(1, 300))
def test_any_two_sizes_of_one_journal_are_consistent_and_of_two_are_not(first: int, second: int) -> None:
    from lodged.journal.proofs import root_at

    old, new = sorted((first, second))
    levels, _ = _levels_and_head()
    path = consistency_proof(levels, old, new)
    assert consistency_holds(old, new, root_at(levels, old), root_at(levels, new), path)
    if old < new:
        assert not consistency_holds(old, new, bytes(32), root_at(levels, new), path)


def test_two_checkpoints_are_compared(folder: Path, tmp_path: Path) -> None:
    old, new = folder / "checkpoints" / "5.txt", folder / "checkpoint.txt"
    code, said = run("consistency", old, new, "--folder", folder, "--key", PUBLIC)
    assert (code, "the first 5 of 13 entries are unchanged" in said) == (0, True)
    rewritten = tmp_path / "rewritten.txt"
    rewritten.write_bytes(forged(5, bytes(32)))
    code, said = run("consistency", rewritten, new, "--folder", folder, "--key", PUBLIC)
    assert (code, "was rewritten" in said) == (1, True)


def test_a_key_is_made_for_its_owner_alone_and_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "key"
    code, said = run("key", "test.example/new", "--out", path)
    assert code == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "PRIVATE" not in said
    assert (
        VerifyingKey.from_text(said.strip()) == SigningKey.from_text(path.read_text().strip()).verifying_key()
    )
    with pytest.raises(LodgedError, match="never overwritten"):
        run("key", "test.example/new", "--out", path)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("verify", "--folder", "nowhere"), "isn't an exported journal"),
        (("check-proof", "nowhere"), "can't be read"),
        (("checkpoint",), "No private key was named"),
    ],
)
def test_what_cannot_be_read_is_said(arguments: tuple[str, ...], words: str) -> None:
    with pytest.raises(LodgedError, match=words):
        run(*arguments)


def test_a_proof_file_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.tlog-proof"
    path.write_bytes(b"nonsense")
    with pytest.raises(LodgedError, match="isn't a proof file"):
        run("check-proof", path)
    with pytest.raises(LodgedError):
        ProofFile.parse(b"c2sp.org/tlog-proof@v1\n\n")


def test_an_unknown_event_and_a_wrong_key_are_said(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(LodgedError, match="holds no event"):
        run("prove", UUID(int=999), "--folder", folder, "--out", tmp_path / "p")
    with pytest.raises(LodgedError):
        run("verify", "--folder", folder, "--key", "not a key")
