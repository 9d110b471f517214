"""One folding: what a clerk types on a plain keyboard finds the name, whichever room compares it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lodged
from lodged.core.folding import comparison_key, latin_capitals, plain_letters
from lodged.linkage.names import forms

SOURCE = Path(lodged.__file__).parent
TYPED = {
    "Łukasz Wałęsa": "Lukasz Walesa",
    "Đặng Văn Đức": "Dang Van Duc",
    "Sørensen Ærø": "Sorensen Aero",
    "Weiß STRAẞE": "Weiss Strasse",
    "Þórður Guðmundsson": "Thordur Gudmundsson",
    "Œuvré": "Oeuvre",
    "Ħasan Ŧor Ŋuyen": "Hasan Tor Nuyen",
    "I\N{LATIN SMALL LETTER DOTLESS I}\N{LATIN SMALL LETTER S WITH CEDILLA}": "Iis",
    "Ǿ Ǽ": "O Ae",
}


@pytest.mark.parametrize("name", TYPED)
def test_letters_that_unicode_keeps_whole_fold_the_same_everywhere(name: str) -> None:
    typed = TYPED[name]
    assert plain_letters(name).casefold() == typed.casefold()
    assert comparison_key(name) == comparison_key(typed)
    assert latin_capitals(name) == typed.upper()
    assert forms(name) == forms(typed)


@given(st.text())
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    assert latin_capitals(latin_capitals(text)) == latin_capitals(text)
    assert set(latin_capitals(text)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ ")


@given(st.text(alphabet=st.characters(categories=["Lu", "Ll"], max_codepoint=0x24F)))
def test_case_tells_no_names_apart(text: str) -> None:
    assert latin_capitals(text.lower()) == latin_capitals(text) or "ẞ" in text
    assert comparison_key(text.lower()) == comparison_key(text)


def test_no_other_module_folds_letters() -> None:
    for path in SOURCE.rglob("*.py"):
        if path == SOURCE / "core" / "folding.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                assert "unicodedata" not in {name.name for name in node.names}, path
