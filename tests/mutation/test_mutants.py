"""What the mutation tests change, and that a test notices it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.mutation.mutants import mutants_of, mutated
from tests.mutation.mutate import Suite

MODULE = """
LIMIT = 48

def late(hours: int, known: bool) -> bool:
    if known and hours > LIMIT:
        return True
    return not known
"""
TEST = """
from limits import late

def test_after_the_limit():
    assert late(49, True) and late(1, False) and not late(48, True)
"""


def test_every_change_is_one_change(tmp_path: Path) -> None:
    path = tmp_path / "limits.py"
    path.write_text(MODULE, "utf-8")
    told = [(mutant.before, mutant.after) for mutant in mutants_of(path)]
    assert told == [
        ("known and hours > LIMIT", "known or hours > LIMIT"),
        ("hours > LIMIT", "hours >= LIMIT"),
        ("True", "False"),
        ("not known", "known"),
    ]
    changed = {ast.unparse(mutated(path, mutant.number)) for mutant in mutants_of(path)}
    assert len(changed | {ast.unparse(ast.parse(MODULE))}) == len(told) + 1


def test_a_test_notices_each_and_nothing_where_nothing_is_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    path, tests = tmp_path / "limits.py", tmp_path / "test_limits.py"
    path.write_text(MODULE, "utf-8")
    tests.write_text(TEST, "utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\npythonpath = .\nmarkers = slow\n", "utf-8")
    asked = Suite((str(tests), f"--rootdir={tmp_path}", "-c", str(tmp_path / "pytest.ini")))
    assert not asked.notice(None)
    assert all(asked.notice(mutant) for mutant in mutants_of(path))
    tests.write_text("from limits import late\n\ndef test_nothing():\n    late(49, True)\n", "utf-8")
    assert not any(asked.notice(mutant) for mutant in mutants_of(path))
