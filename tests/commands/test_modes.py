"""What the command writes is for its own user alone, whatever the caller's umask; a publication is for everybody."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lodged.cli import app
from lodged.core.private_files import close_to_others
from lodged.demo import synthetic_minnesota
from lodged.demo.release import write_release
from lodged.operations import worker
from lodged.web import server

PRIVATE = {(True, "0o700"), (False, "0o600")}
PUBLIC = {(True, "0o755"), (False, "0o644")}


@pytest.fixture(autouse=True)
def open_to_everybody() -> Iterator[None]:
    before = os.umask(0o000)
    yield
    os.umask(before)


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("given")
    synthetic_minnesota.write(folder)
    write_release(synthetic_minnesota.make(), folder)
    return folder


def run(*words: str | Path) -> None:
    done = CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
    assert done.exit_code == 0, done.output


def modes(path: Path) -> set[tuple[bool, str]]:
    return {(one.is_dir(), oct(stat.S_IMODE(one.stat().st_mode))) for one in (path, *path.rglob("*"))}


def test_the_files_of_a_reconciliation_are_private_in_a_folder_that_was_open(
    given: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir(mode=0o755)
    run(
        *("reconcile", given / "federal_list.csv", "--custody", given / "custody_records.csv"),
        *("--state", "MN", "--as-of", "2026-01-31", "--coverage", given / "coverage.csv", "--out", out),
    )
    assert modes(out) == PRIVATE


def test_the_answers_to_a_list_of_names_are_private(given: Path, tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_text("Ada Sintetica\n", encoding="utf-8")
    out = tmp_path / "answers.csv"
    run("names", tmp_path / "names.txt", "--custody", given / "custody_records.csv", "--out", out)
    assert modes(out) == {(False, "0o600")}


def test_the_lists_behind_findings_are_private_in_files_that_were_open(given: Path, tmp_path: Path) -> None:
    lists = tmp_path / "lists"
    run("quality", given / "synthetic_release.csv", "--list", lists)
    assert modes(lists) == PRIVATE, "The release has findings."
    for one in lists.iterdir():
        one.chmod(0o666)
    run("quality", given / "synthetic_release.csv", "--list", lists)
    assert modes(lists) == PRIVATE


def test_a_publication_stays_readable_for_everybody(given: Path, tmp_path: Path) -> None:
    site = tmp_path / "new" / "site"
    run(
        *("publish", site, given / "synthetic_release.csv", "--state", "MN", "--as-of", "2026-01-13"),
        *("--on", "2026-02-01", "--title", "Synthetic figures", "--synthetic", "--already-public"),
        *("-d", "lodged"),
    )
    assert modes(tmp_path / "new") == PUBLIC


def test_web_processes_write_for_their_own_user(tmp_path: Path) -> None:
    server.on_starting(None)
    (tmp_path / "upload").touch()
    assert modes(tmp_path / "upload") == {(False, "0o600")}


def test_the_worker_writes_for_its_own_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop() -> None:
        raise SystemExit

    monkeypatch.setattr("django.setup", stop)
    with pytest.raises(SystemExit):
        worker.main()
    (tmp_path / "kept").touch()
    assert modes(tmp_path / "kept") == {(False, "0o600")}


def test_closing_a_folder_leaves_what_a_link_points_to(tmp_path: Path) -> None:
    (tmp_path / "theirs").touch(0o644)
    own = tmp_path / "own"
    own.mkdir()
    (own / "link").symlink_to(tmp_path / "theirs")
    close_to_others(own)
    assert modes(tmp_path / "theirs") == {(False, "0o644")}
    assert stat.S_IMODE(own.stat().st_mode) == 0o700
