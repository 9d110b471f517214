"""The words that people read are American English and plain: the check of `make words` sees what it should."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import words


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("Please mend:", "fix"),
        ("Mended in 1.1", "fix"),
        ("three per cent of them", "percent"),
        ("a surname spelt alike", "spelled"),
        ("A paper came", "a detainer was received"),
    ],
)
def test_a_banned_word_is_seen_with_what_to_write(text: str, better: str) -> None:
    assert [(line, after) for line, _, after in words.banned_in(f"first line\n{text}")] == [(2, better)]


def test_words_that_hold_a_banned_one_and_excepted_lines_pass() -> None:
    assert list(words.banned_in("U.S. Const. amend. IV; we recommend it; percentage")) == []
    assert list(words.banned_in('"mend": pl.String', {'"mend"'})) == []


def test_nothing_that_people_read_has_a_banned_word() -> None:
    assert words.faults() == []


def test_british_spelling_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "README.md").write_text("Whether it is honoured.\n")
    monkeypatch.setattr(words, "ROOT", tmp_path)
    monkeypatch.setattr(words, "files", lambda: iter([tmp_path / "README.md"]))
    (tmp_path / "pyproject.toml").write_text('[tool.codespell]\nbuiltin = "en-GB_to_en-US"\n')
    assert ["honored" in line for line in words.british()] == [True]
