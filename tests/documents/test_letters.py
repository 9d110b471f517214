"""The letters as a reader's program sees them: tagged, titled, in a language, and the same bytes each time."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from lodged.documents.letters import (
    Authority,
    PersonsCopy,
    ReleaseNotice,
    lacking,
    languages,
    set_letter,
    words_in,
)
from lodged.documents.letters.document import Document, Facts, Paragraph
from lodged.documents.letters.messages import CATALOG
from lodged.law import Outcome
from tests.documents.sample_letters import ADA, AT, DETAINER, JAIL, MAY, NO, all_letters

LETTERS = all_letters()


def text_of(content: bytes) -> str:
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return " ".join(words.split())


def tags_of(node: Any) -> list[str]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [tag for child in node for tag in tags_of(child)]
    if not isinstance(node, dict):
        return []
    return [str(node.get("/S", "")), *(tags_of(node["/K"]) if "/K" in node else [])]


@pytest.mark.parametrize("kind", LETTERS)
def test_every_letter_is_a_tagged_pdf_that_says_it_is_accessible(kind: str) -> None:
    document = LETTERS[kind]
    content = set_letter(document)
    root = PdfReader(io.BytesIO(content)).trailer["/Root"]
    assert root["/Lang"].startswith(document.language)
    assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"].value is True
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
    tags = tags_of(root["/StructTreeRoot"])
    assert "/P" in tags
    assert any(tag.startswith("/H") for tag in tags)
    if any(type(block).__name__ == "Table" for block in document.blocks):
        assert {"/Table", "/TH", "/TD"} <= set(tags)
    assert document.title in text_of(content)
    assert set_letter(document) == content


def test_the_four_items_are_said_as_not_known_where_they_are_empty() -> None:
    words = text_of(set_letter(LETTERS["commitment-notice"]))
    for item in (
        "Date of commitment",
        "Length of commitment",
        "Country of citizenship",
        "Date and port of last entry",
    ):
        assert item in words
    assert words.count("not known") == 5


def test_the_decision_record_can_be_checked() -> None:
    words = text_of(set_letter(LETTERS["decision-record"])).replace("\u200b", "").replace(" ", "")
    for part in ("prohibited", "unknown", "Rulebook,SHA-256", "Factsthataremissing", "17,event0b5c5d58"):
        assert part in words, part


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("language", languages())
def test_every_outcome_has_words_and_only_two_allow_a_hold(outcome: Outcome, language: str) -> None:
    hold = Authority(outcome, ("A source",))
    copy = PersonsCopy(JAIL, ADA, "SYN-1", DETAINER, AT, hold, hold, language).document()
    notice = ReleaseNotice(JAIL, ADA, "SYN-1", DETAINER, AT, "office", AT, "clerk", hold, hold).document()
    strong = [block.text for block in copy.blocks if isinstance(block, Paragraph) and block.strong]
    assert len(strong) == 2
    assert text_of(set_letter(copy))
    after = notice.blocks[3]
    assert isinstance(after, Paragraph)
    allows = "for a limited time" in after.text
    assert allows is (outcome in {Outcome.PERMITTED, Outcome.REQUIRED})


def test_a_language_is_a_file_and_lacks_nothing() -> None:
    assert {"en", "es"} <= set(languages())
    for path in CATALOG.glob("*.yaml"):
        assert lacking(path.stem) == (), f"{path.name} lacks these keys, or their blanks differ"
        assert words_in(path.stem).name


def test_a_language_that_lacks_a_key_is_not_offered(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in CATALOG.glob("*.yaml"):
        (tmp_path / path.name).write_text(path.read_text("utf-8"), "utf-8")
    (tmp_path / "so.yaml").write_text("language: Soomaali\nwhat.text: waxaa\n", "utf-8")
    monkeypatch.setattr("lodged.documents.letters.messages.CATALOG", tmp_path)
    assert "title" in lacking("so")
    assert "what.text" in lacking("so"), "its blanks are gone"
    languages.cache_clear()
    try:
        assert languages() == ("en", "es")
    finally:
        languages.cache_clear()


def test_a_name_in_any_script_is_printed_or_spelt() -> None:
    person = replace(ADA, names=("Nguyễn Thị Đặng", "阮氏", "Ŋаджа ñ"))
    words = text_of(set_letter(PersonsCopy(JAIL, person, "S", DETAINER, AT, NO, MAY).document()))
    assert "Nguyễn Thị Đặng" in words
    notice = ReleaseNotice(JAIL, person, "S", DETAINER, AT, "office", AT, "clerk", NO, MAY).document()
    words = text_of(set_letter(notice))
    assert "[U+962E]" in words
    assert "written by their Unicode number" in words


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=30))
def test_whatever_is_recorded_is_text_and_never_markup(words: str) -> None:
    set_letter(
        Document("Title", "Sender", AT, (Facts((("Name", words),)), Paragraph(f"#panic() $ {words} @x")))
    )
