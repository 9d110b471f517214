"""The report as one document, and the letter that asks whoever published a figure."""

from __future__ import annotations

import io
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from pypdf import PdfReader

from lodged.figures.claims import ClaimError
from lodged.publication.ledger import Ledger, LedgerError, Standing

from .conftest import Made, lodged


def tags_of(node: Any) -> set[str]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return set().union(*map(tags_of, node)) if node else set()
    if not isinstance(node, dict):
        return set()
    return {str(node.get("/S", ""))} | (tags_of(node["/K"]) if "/K" in node else set())


def assert_accessible_pdf(content: bytes, title: str, language: str) -> str:
    reader = PdfReader(io.BytesIO(content))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith(language)
    assert reader.metadata is not None
    assert reader.metadata.title == title
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
    assert {"/P", "/Table", "/TH", "/TD"} <= tags_of(root["/StructTreeRoot"])
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_the_report_is_one_tagged_pdf_and_one_html_file(made: Made, tmp_path: Path) -> None:
    fixed = [
        "--title",
        "Synthetic figures",
        "--synthetic",
        "--already-public",
        "--state",
        "MN",
        "--language",
        "es",
    ]
    claims = ["--claims", made.release.parent / "claims.yaml"]
    arguments = [made.release, *fixed, *claims, "-d", "declined", "--out", tmp_path]
    lodged("report", *arguments)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.html", "report.pdf"]
    content = (tmp_path / "report.pdf").read_bytes()
    text = assert_accessible_pdf(content, "Synthetic figures", "es")
    assert "Órdenes que ICE registra como rechazadas" in text
    assert "SHA-256" in text
    root = PdfReader(io.BytesIO(content)).trailer["/Root"]
    assert "/Figure" in tags_of(root["/StructTreeRoot"])
    html = (tmp_path / "report.html").read_text("utf-8")
    assert "<svg" in html
    assert not re.search(r'(src|href)="(?!#|https?://)', html), "it needs no other file"
    assert "<link" not in html
    assert "<script" not in html
    lodged("report", *arguments)
    assert (tmp_path / "report.pdf").read_bytes() == content, "the same question gives the same bytes"


def ask(out: Path, *more: object) -> str:
    fixed = ("--from", "A Newsroom", "--on", "2026-01-20", "--due", "2026-02-20")
    return lodged("question", "dhs-1360", "--out", out, *fixed, *more)


def test_a_public_pack_asks_and_gives_no_case_and_no_small_count(made: Made, tmp_path: Path) -> None:
    out = tmp_path / "asked"
    ask(out, "--reconciliation", made.reconciliation)
    assert sorted(path.name for path in out.iterdir()) == [
        "letter.pdf",
        "question.json",
        "question.jsonl",
        "totals.csv",
    ]
    text = assert_accessible_pdf((out / "letter.pdf").read_bytes(), "Question about a published figure", "en")
    assert "more than 1,360 detainers" in text
    assert "Please answer by 20 February 2026." in text
    assert "What is one unit of the figure" in text
    totals = pl.read_csv(out / "totals.csv")
    assert totals["hidden"].any()
    assert not any(rows is not None and 0 < rows < 10 for rows in totals["rows"])
    asked = json.loads((out / "question.json").read_text("utf-8"))
    assert asked["claim"]["id"] == "dhs-1360"
    assert len(asked["checked"]["same_figure"]) >= 3
    everything = "".join(path.read_text("utf-8", errors="ignore") for path in out.iterdir())
    assert "SYN-D-" not in everything


def test_a_private_pack_gives_exact_counts_and_the_agencys_own_numbers_without_names(
    made: Made, tmp_path: Path
) -> None:
    out = tmp_path / "asked"
    said = ask(out, "--reconciliation", made.reconciliation, "--private")
    assert "PRIVATE" in said
    cases, totals = pl.read_csv(out / "cases.csv"), pl.read_csv(out / "totals.csv")
    assert cases.height == totals["rows"].sum() == 1421
    assert not {"last_name", "first_name", "date_of_birth", "a_number"} & set(cases.columns)
    assert all(path.stat().st_mode & 0o077 == 0 for path in out.iterdir() if path.name != "question.jsonl")


def test_a_question_is_tracked_to_its_answer(tmp_path: Path) -> None:
    out, answer = tmp_path / "asked", tmp_path / "answer.txt"
    ask(out)
    assert Ledger.of(out).question().standing(date(2026, 1, 20)) is Standing.NOT_SENT
    lodged("question", "--out", out, "--sent", "2026-01-21")
    assert "waiting for an answer" in lodged("question", "--status", out, "--on", "2026-02-20")
    assert "overdue" in lodged("question", "--status", out, "--on", "2026-02-21")
    answer.write_text("It counts forms, not people.")
    lodged("question", "--out", out, "--answer", answer, "--on", "2026-03-02")
    said = lodged("question", "--status", out, "--on", "2026-03-03")
    assert "answered on 2026-03-02: answer.txt (SHA-256 " in said
    assert (out / "answers" / "answer.txt").read_text() == "It counts forms, not people."


def test_a_changed_record_or_answer_is_found(tmp_path: Path) -> None:
    out, answer = tmp_path / "asked", tmp_path / "answer.txt"
    ask(out)
    lodged("question", "--out", out, "--sent", "2026-01-21")
    answer.write_text("It counts forms.")
    lodged("question", "--out", out, "--answer", answer, "--on", "2026-03-02")
    record = out / "question.jsonl"
    whole = record.read_text("utf-8")
    record.write_text(whole.replace("2026-01-21", "2026-01-22"), "utf-8")
    with pytest.raises(LedgerError, match=r"line 3: it doesn't follow"):
        lodged("question", "--status", out)
    record.write_text(whole, "utf-8")
    (out / "answers" / "answer.txt").write_text("It counts people.")
    with pytest.raises(LedgerError, match="SHA-256 differs"):
        lodged("question", "--status", out)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (["dhs-1360"], None, "--out"),
        (["no-such", "--out", "{out}", "--from", "x"], ClaimError, r"There is no claim \[no-such\]"),
        (["dhs-1360", "--out", "{out}"], None, "--from"),
        (["--out", "{out}", "--sent", "2026-01-21"], LedgerError, "holds no question"),
    ],
)
def test_a_question_that_cant_be_asked_is_refused_in_words(
    tmp_path: Path, arguments: list[str], error: type[Exception] | None, message: str
) -> None:
    from lodged.core.errors import LodgedError

    out = tmp_path / "asked"
    with pytest.raises(error or LodgedError, match=message):
        lodged("question", *[one.format(out=out) for one in arguments])
    assert not out.exists()


def test_an_answer_needs_a_sent_question_and_a_folder_holds_one(tmp_path: Path) -> None:
    out, answer = tmp_path / "asked", tmp_path / "answer.txt"
    answer.write_text("x")
    ask(out)
    with pytest.raises(LedgerError, match="--sent DATE"):
        lodged("question", "--out", out, "--answer", answer)
    with pytest.raises(LedgerError, match="not empty"):
        ask(out)


def test_a_recipient_with_a_separator_of_lines_in_its_name_breaks_no_record(tmp_path: Path) -> None:
    record = Ledger.begin(tmp_path)
    record.made("synthetic", date(2026, 1, 13), "An office\u2028of two lines", date(2026, 2, 13), [])
    record.sent(date(2026, 1, 14), None)
    assert record.question().recipient == "An office\u2028of two lines"
