"""The checker printed in docs/journal.md, which shares no line with ours, comes to the same answers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.journal.journal_maker import KEY, write_journal

PAGE = Path(__file__).parents[2] / "docs" / "journal.md"


@pytest.fixture(scope="module")
def checker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    text = PAGE.read_text("utf-8").partition("```python\n")[2].partition("```")[0]
    assert "import lodged" not in text
    path = tmp_path_factory.mktemp("checker") / "check.py"
    path.write_text(text, "utf-8")
    return path


def check(checker: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", str(checker), str(folder), KEY.verifying_key().text()]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 300])
def test_it_finds_a_whole_journal_whole(checker: Path, tmp_path: Path, size: int) -> None:
    write_journal(tmp_path / "journal", size)
    done = check(checker, tmp_path / "journal")
    assert (done.returncode, done.stdout) == (0, f"{size} entries are as signed\n"), done.stderr


def test_it_finds_a_changed_row(checker: Path, tmp_path: Path) -> None:
    write_journal(tmp_path / "journal", 9)
    path = tmp_path / "journal" / "entries.jsonl"
    path.write_bytes(path.read_bytes().replace(b"stay/4", b"stay/5", 1))
    done = check(checker, tmp_path / "journal")
    assert done.returncode == 1
    assert "not those that were signed" in done.stderr
