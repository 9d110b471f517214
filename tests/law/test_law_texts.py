"""The words of the law, span by span, and the whole book as JSON for others."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from lodged.cli import app
from lodged.law import (
    RulebookError,
    law_book,
    law_book_schema,
    load_rulebooks,
    load_texts,
    without_words,
)
from lodged.law.texts import TEXT_FOLDER

BOOKS = load_rulebooks()
NOW = date(2026, 11, 28)
MOST_DETAINERS = ["az", "ca", "fl", "ga", "il", "mn", "nj", "ny", "tx"]

ARIZONA = """
jurisdiction: us-az
texts:
  - citation: Ariz. Rev. Stat. § 11-1051(A)
    sources: [az-11-1051]
    address: https://example.org/
    seen_on: 2026-11-28
    grade: text
    from: 2010-07-29
    spans:
      - id: (A)
        words: Some words.
        rules: [az.hold]
unread:
  - {source: az-11-1051-convicted, why: Not had.}
  - {source: az-gonzalez, why: Not had.}
"""
BROKEN = {
    "a rule that isn't there": ("rules: [az.hold]", "rules: [az.hodl]", "there is no rule [az.hodl]"),
    "a rule of another source": (
        "rules: [az.hold]",
        "rules: [az.notice-after-conviction]",
        "cites none of the text's sources",
    ),
    "a text no longer in force": (
        "from: 2010-07-29",
        "from: 2001-01-01\n    to: 2002-01-01",
        "on no day of it",
    ),
    "a span that says nothing": ("\n        rules: [az.hold]", "", "is not valid under any"),
    "a source nobody knows": ("sources: [az-11-1051]", "sources: [az-1]", "has no source [az-1]"),
    "a law left out": ("  - {source: az-gonzalez, why: Not had.}\n", "", "neither quoted nor unread"),
    "a quoted day": ("seen_on: 2026-11-28", 'seen_on: "soon"', "soon"),
}


def test_the_places_with_most_detainers_have_their_words_quoted_or_listed_as_unread() -> None:
    texts = load_texts(BOOKS)
    assert set(texts) >= {f"us-{code}" for code in MOST_DETAINERS}
    for found in texts.values():
        spans = [span for text in found.texts for span in text.spans]
        assert all(span.rules or span.not_modeled for span in spans)
        assert len({span.sha256 for span in spans}) == len(spans)


def test_the_words_of_a_rule_and_the_rules_without_words_are_found() -> None:
    texas, book = load_texts(BOOKS)["us-tx"], BOOKS.book("us-tx")
    ((text, span),) = texas.spans_of("tx.hold-2-251")
    assert (text.citation, span.id) == ("Tex. Code Crim. Proc. art. 2.251", "(a)(1)")
    assert "comply with, honor, and fulfill any request" in span.words
    assert "tx.hold-2a-060" in [rule.id for rule in without_words(texas, book, NOW)]
    assert "tx.hold-2-251" not in [rule.id for rule in without_words(texas, book, date(2020, 1, 1))]


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_of_texts_is_refused_with_its_line(case: str, tmp_path: Path) -> None:
    old, new, told = BROKEN[case]
    assert old in ARIZONA
    (tmp_path / "us-az.yaml").write_text(ARIZONA)
    assert set(load_texts(BOOKS, tmp_path)) == {"us-az"}
    other = tmp_path / "broken"
    other.mkdir()
    (other / "us-az.yaml").write_text(ARIZONA.replace(old, new))
    with pytest.raises(RulebookError, match=r"us-az\.yaml, line \d+") as caught:
        load_texts(BOOKS, other)
    assert told in str(caught.value)


def test_the_command_shows_words_rules_and_what_no_rule_models() -> None:
    told = CliRunner().invoke(app, ["law", "text", "us-ca", "--on", "2026-11-28"]).output
    assert '"Detaining an individual on the basis of a hold request."' in told
    assert "modeled by ca.hold" in told
    assert "NOT MODELED: A duty toward the person and their attorney" in told
    assert "0 rules in force have no words here" in told
    texas = CliRunner().invoke(app, ["law", "text", "us-tx", "--on", "2026-11-28"]).output
    assert "UNREAD Tex. Code Crim. Proc. art. 2A.060" in texas
    none = CliRunner().invoke(app, ["law", "text", "us-hi"])
    assert (none.exit_code, "not quoted yet" in none.output) == (0, True)


def test_the_exported_book_is_whole_and_follows_its_schema(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["law", "export", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    book = json.loads((tmp_path / "out" / "law-book.json").read_text())
    schema = json.loads((tmp_path / "out" / "law-book.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(book)
    assert set(book["rulebooks"]) == set(BOOKS.books)
    assert set(book["texts"]) == {path.stem for path in TEXT_FOLDER.glob("*.yaml")}
    assert book["sha256"]["us-mn"] == BOOKS.sha256("us-mn")
    for name, shipped in BOOKS.books.items():
        rules = book["rulebooks"][name]["rules"]
        assert [(rule["id"], rule["from"]) for rule in rules] == [
            (rule.id, rule.in_force.since.isoformat()) for rule in shipped.rules
        ]


@pytest.mark.parametrize(
    "route",
    [("rulebooks", "us-tx", "rules", 0, "effect"), ("texts", "us-tx", "texts", 0, "grade"), ("format",)],
)
def test_the_schema_refuses_a_word_that_is_none_of_its_own(route: tuple[str | int, ...]) -> None:
    book = deepcopy(law_book(BOOKS))
    within = book
    for step in route[:-1]:
        within = within[step]  # type: ignore[index]
    within[route[-1]] = "must"  # type: ignore[index]
    assert not Draft202012Validator(law_book_schema()).is_valid(book)


def test_a_folder_that_cant_be_written_is_refused_in_words(tmp_path: Path) -> None:
    taken = tmp_path / "file"
    taken.write_text("")
    told = CliRunner().invoke(app, ["law", "export", str(taken)])
    assert told.exit_code != 0
    assert "can't be written" in (told.output + str(told.exception))
