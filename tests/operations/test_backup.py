"""A backup is whole, unreadable without its key, and refused in words where it was changed."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from faulty_instance import WHOLE, Faulty

from lodged.errors import LodgedError
from lodged.operations.restore import check
from lodged.sealing.keyring import Keyring

DOCUMENT = Path("reconciliations") / "one" / "uploads" / "list.csv"


@pytest.fixture(scope="module")
def backup(instance: Faulty, tmp_path_factory: pytest.TempPathFactory) -> Path:
    kept = instance.folder / DOCUMENT
    kept.parent.mkdir(parents=True)
    kept.write_text("SYNTHETIC", "utf-8")
    folder = tmp_path_factory.mktemp("backup") / "first"
    assert "Keep a copy of that key" in instance.run("backup", str(folder))
    return folder


@pytest.fixture(scope="module")
def target(instance: Faulty, tmp_path_factory: pytest.TempPathFactory) -> Faulty:
    """An empty instance with the same key."""
    key = (instance.folder / "field-key").read_text("utf-8")
    return Faulty(tmp_path_factory.mktemp("target"), {"LODGED_FIELD_KEYS": key})


@pytest.fixture(scope="module")
def key(instance: Faulty) -> Keyring:
    return Keyring.read((instance.folder / "field-key").read_text("utf-8"))


def refused(target: Faulty, folder: Path) -> str:
    process = target.start("restore", str(folder))
    _, said = process.communicate(timeout=120)
    assert process.returncode == 2, said
    assert "Traceback" not in said
    return said


def flip(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


def change_manifest(folder: Path) -> None:
    told = json.loads((folder / "manifest.json").read_text("utf-8"))
    told["journal_size"] += 1
    (folder / "manifest.json").write_text(json.dumps(told), "utf-8")


def cut(folder: Path) -> None:
    path = folder / "database.sealed"
    path.write_bytes(path.read_bytes()[:-5_000])


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "changed": (
        lambda folder: flip(folder / "database.sealed", 90_000),
        "was changed or is cut off at piece 1",
    ),
    "cut off": (cut, "was changed or is cut off"),
    "without its files": (lambda folder: (folder / "files.sealed").unlink(), "lacks [files.sealed]"),
    "with another manifest": (change_manifest, "manifest.json was changed"),
    "without a manifest": (lambda folder: (folder / "manifest.json").unlink(), "is not a backup"),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_a_damaged_backup_is_refused_in_words(backup: Path, key: Keyring, tmp_path: Path, what: str) -> None:
    damage, words = DAMAGE[what]
    copy = shutil.copytree(backup, tmp_path / "copy")
    assert check(copy, key).journal_size > 0
    damage(copy)
    with pytest.raises(LodgedError, match=re.escape(words)):
        check(copy, key)


def test_what_is_refused_leaves_the_instance_empty(
    instance: Faulty, backup: Path, target: Faulty, tmp_path: Path
) -> None:
    """Here with the pieces of two backups, each whole by itself."""
    instance.run("backup", str(tmp_path / "second"))
    shutil.copy(tmp_path / "second" / "files.sealed", shutil.copytree(backup, tmp_path / "mixed"))
    assert "was changed or is cut off" in refused(target, tmp_path / "mixed")


def test_nothing_of_it_can_be_read_without_the_key(backup: Path, tmp_path: Path) -> None:
    for path in backup.iterdir():
        assert b"SYNTHETIC" not in path.read_bytes()
        assert b"Synthetic" not in path.read_bytes()
    assert "which is not among those set" in refused(Faulty(tmp_path / "other"), backup)


def test_it_comes_back_whole_once_and_only_into_an_empty_instance(
    instance: Faulty, backup: Path, target: Faulty
) -> None:
    said = target.run("restore", str(backup))
    assert "is whole: root" in said
    assert target.ask(WHOLE) == instance.ask(WHOLE)
    assert (target.folder / DOCUMENT).read_text("utf-8") == "SYNTHETIC"
    assert "has records already" in refused(target, backup)
    process = target.start("backup", str(backup))
    assert "is not empty" in process.communicate(timeout=120)[1]
