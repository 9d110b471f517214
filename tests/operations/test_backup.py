"""A backup is whole, unreadable without its key, and refused in words where it was changed."""

from __future__ import annotations

import json
import os
import re
import shutil
import tarfile
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

from lodged.core.errors import LodgedError
from lodged.operations.backup import BackupError, Manifest
from lodged.operations.restore import check, extract
from lodged.sealing.keyring import Keyring
from tests.faults.faulty_instance import WHOLE, Faulty

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


def test_the_journal_restored_must_have_the_root_that_the_manifest_names(
    backup: Path, target: Faulty, key: Keyring, tmp_path: Path
) -> None:
    """Whoever holds the key can sign for a root that the database doesn't have."""
    copy = shutil.copytree(backup, tmp_path / "copy")
    told = json.loads((copy / "manifest.json").read_text("utf-8"))
    told["journal_root"] = "00" * 32
    said = {field.name: told[field.name] for field in fields(Manifest)}
    signed = Manifest(**(said | {"migrations": tuple(said["migrations"])}))
    told["signature"] = signed.signature(key.keys[0])
    (copy / "manifest.json").write_text(json.dumps(told), "utf-8")
    assert "another root than its manifest says" in " ".join(refused(target, copy).split())
    assert target.ask(AGENCIES) == 0


def archive_of(folder: Path, *members: tarfile.TarInfo) -> Path:
    with tarfile.open(folder / "files.tar", "w") as archive:
        for member in members:
            archive.addfile(member)
    return folder / "files.tar"


def test_files_come_back_with_their_content_mode_and_time(tmp_path: Path) -> None:
    kept = tmp_path / "kept" / "one"
    kept.parent.mkdir()
    kept.write_text("SYNTHETIC", "utf-8")
    kept.chmod(0o640)
    os.utime(kept, (1_767_225_600, 1_767_225_600))
    with tarfile.open(tmp_path / "files.tar", "w") as archive:
        archive.add(kept, arcname="deep/er/one")
    extract(tmp_path / "files.tar", tmp_path / "back")
    found = tmp_path / "back" / "deep" / "er" / "one"
    assert found.read_text("utf-8") == "SYNTHETIC"
    assert (found.stat().st_mode & 0o777, found.stat().st_mtime) == (0o640, 1_767_225_600)


@pytest.mark.parametrize("name", ["../outside", "/outside", "deep/../../outside"])
def test_nothing_is_unpacked_outside_the_data_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "back").mkdir()
    with pytest.raises(BackupError, match="which no backup has"):
        extract(archive_of(tmp_path, tarfile.TarInfo(name)), tmp_path / "back")
    assert not list((tmp_path / "back").iterdir())


def test_no_link_is_unpacked(tmp_path: Path) -> None:
    link = tarfile.TarInfo("link")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    with pytest.raises(BackupError, match="which no backup has"):
        extract(archive_of(tmp_path, link), tmp_path / "back")


RESTORE_ON_A_BROKEN_DISK = """
import sys
from lodged.operations import restore
def fails(*_):
    raise OSError(5, "Input/output error")
restore.extract = fails
from lodged.cli import main
sys.argv = ["lodged", "restore", "FOLDER"]
main()
"""
AGENCIES = "import json; from lodged.register.models import Agency; print(json.dumps(Agency.objects.count()))"


def test_files_that_cannot_be_put_back_leave_the_instance_empty(backup: Path, target: Faulty) -> None:
    process = target.script(RESTORE_ON_A_BROKEN_DISK.replace("FOLDER", str(backup)), connected=False)
    assert "Input/output error" in process.communicate(timeout=120)[1]
    assert target.ask(AGENCIES) == 0
    assert not list(target.folder.glob("restoring-*"))


def test_a_folder_that_cannot_be_made_is_refused_in_words(instance: Faulty, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    process = instance.start("backup", str(tmp_path / "file" / "backup"))
    assert "can't be used: Not a directory. Choose a folder that user" in process.communicate(timeout=120)[1]


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
