"""How surely the law is known, and what is to be looked at again: on the answer, in JSON, on the command."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lodged.cli import app
from lodged.law import (
    Action,
    Decision,
    DueKind,
    Grade,
    LawError,
    Outcome,
    decide,
    due,
    explain,
    load_rulebooks,
)
from lodged.law.model import surest
from lodged.law.vocabulary import VOCABULARY_FILE

BOOKS = load_rulebooks()
NOW = date(2026, 11, 28)
JAIL = {
    "facility_class": "county_jail",
    "form": "I-247A",
    "served_on_person": True,
    "claims_us_citizenship": False,
}

OWN = """
jurisdiction: zz
title: A place that does not exist
timezone: America/Chicago
reviewed_on: 2026-11-24
summary: Made for a test.

sources:
  a-statute:
    citation: Stat. § 1
    title: Invented
    kind: statute
    binding: binding
    seen: {grade: GRADE, on: 2026-11-24, how: Invented}

rules:
  - id: a.rule
    action: [hold.detainer_only, notify.release]
    from: 2020-01-01
    when: {facility_class: {in: [county_jail, federal]}}
    effect: EFFECT
    sources: [a-statute]
    because: Invented.

watch:
  - id: a-bill
    what: An invented bill
    on: 2026-12-01
    place: [county_jail, police]
    action: hold.detainer_only
    why: It may end the rule.

cases: []
"""


def own(folder: Path, grade: str = "text", effect: str = "permitted") -> Path:
    (folder / "zz.yaml").write_text(OWN.replace("GRADE", grade).replace("EFFECT", effect))
    return folder


@pytest.mark.parametrize("grade", ["text", "official_summary", "report"])
def test_the_grade_of_the_source_stands_on_the_answer_and_in_the_json(tmp_path: Path, grade: str) -> None:
    books = load_rulebooks(own(tmp_path, grade))
    decision = decide(books, "zz", JAIL, NOW)
    held = decision.action(Action.HOLD_DETAINER_ONLY)
    assert held.grade is Grade(grade)
    assert held.trace[0].confirmed is (grade == "text")
    told = next(a for a in explain(books, decision).actions if a.action is Action.HOLD_DETAINER_ONLY)
    assert told.grade is Grade(grade)
    assert f"[{Grade(grade).words}]" in told.why[0]
    data = json.loads(json.dumps(decision.to_json()))
    assert data["actions"][0]["grade"] == data["actions"][0]["because"][0]["grade"] == grade
    assert Decision.from_json(data) == decision


def test_an_answer_on_no_law_has_no_grade() -> None:
    decision = decide(BOOKS, "us-gu", JAIL, NOW)
    assert {a.grade for a in explain(BOOKS, decision).actions if a.outcome is Outcome.NOT_RESEARCHED} == {
        None
    }


def test_the_surest_of_several_grades_counts_and_none_is_general_knowledge() -> None:
    assert surest([Grade.REPORT, Grade.TEXT, Grade.GENERAL_KNOWLEDGE]) is Grade.TEXT
    assert surest([]) is Grade.GENERAL_KNOWLEDGE


def test_a_decision_from_before_the_grades_is_still_read() -> None:
    data = json.loads(json.dumps(decide(BOOKS, "us-mn", JAIL, NOW).to_json()))
    for action in data["actions"]:
        action.pop("review")
        for rule in action["trace"]:
            del rule["grade"]
    read = Decision.from_json(data)
    assert read.action(Action.HOLD_DETAINER_ONLY).outcome is Outcome.PROHIBITED


def test_a_watch_that_has_come_marks_the_answer_and_takes_a_permission_to_hold_away(tmp_path: Path) -> None:
    books = load_rulebooks(own(tmp_path))
    before = decide(books, "zz", JAIL, date(2026, 11, 30)).action(Action.HOLD_DETAINER_ONLY)
    assert (before.needs_review, before.authorizes) == (False, True)
    decision = decide(books, "zz", JAIL, date(2026, 12, 1))
    after = decision.action(Action.HOLD_DETAINER_ONLY)
    assert (after.outcome, after.needs_review, after.authorizes) == (Outcome.PERMITTED, True, False)
    told = next(a for a in explain(books, decision).actions if a.action is Action.HOLD_DETAINER_ONLY)
    assert "Needs review since 1 December 2026: An invented bill. It may end the rule." in told.answer
    assert Decision.from_json(json.loads(json.dumps(decision.to_json()))) == decision


def test_a_watch_leaves_other_actions_places_and_duties_as_they_are(tmp_path: Path) -> None:
    books = load_rulebooks(own(tmp_path, effect="required"))
    day = date(2026, 12, 1)
    decision = decide(books, "zz", JAIL, day)
    assert decision.action(Action.HOLD_DETAINER_ONLY).authorizes
    assert not decision.action(Action.NOTIFY_RELEASE).needs_review
    federal = decide(books, "zz", {**JAIL, "facility_class": "federal"}, day)
    assert not federal.action(Action.HOLD_DETAINER_ONLY).needs_review
    unknown = decide(books, "zz", {}, day)
    assert unknown.action(Action.HOLD_DETAINER_ONLY).needs_review


def test_due_lists_what_has_come_and_what_ends_the_earliest_first(tmp_path: Path) -> None:
    books = load_rulebooks(own(tmp_path))
    assert [(item.id, item.kind) for item in due(books, date(2027, 1, 1))] == [("a-bill", DueKind.WATCH)]
    shipped = due(BOOKS, NOW)
    assert [item.on for item in shipped] == sorted(item.on for item in shipped)
    assert {item.jurisdiction for item in shipped} >= {"us-ma", "us-mn", "us-ny", "us-tx", "us-nj"}
    assert due(BOOKS, NOW, date(2026, 12, 1))[-1].on <= date(2026, 12, 1)
    coming = due(books, date(2026, 1, 1))
    assert due(books, date(2026, 1, 1), coming[0].on) == tuple(
        item for item in coming if item.on == coming[0].on
    )


def test_the_command_lists_what_is_due(tmp_path: Path) -> None:
    told = (
        CliRunner()
        .invoke(app, ["law", "due", "--rulebooks", str(own(tmp_path)), "--on", "2026-12-01"])
        .output
    )
    assert "DUE 2026-12-01 zz (watch) a-bill: An invented bill. It may end the rule." in told
    assert "1 to look at, 1 due on 2026-12-01." in told


@pytest.mark.parametrize(
    ("key", "wrong"), [("grade: text, ", ""), ("grade: text", "grade: seen"), ("on: 2026-12-01", "on: soon")]
)
def test_a_source_without_a_grade_and_a_watch_without_a_day_are_refused(
    tmp_path: Path, key: str, wrong: str
) -> None:
    file = own(tmp_path) / "zz.yaml"
    file.write_text(file.read_text().replace(key, wrong))
    with pytest.raises(LawError, match=r"zz\.yaml, line"):
        load_rulebooks(tmp_path)


def test_an_event_that_is_no_yes_or_no_is_refused(tmp_path: Path) -> None:
    words = VOCABULARY_FILE.read_text().replace(
        "  county:\n    type: text\n", "  county:\n    type: text\n    kind: event\n"
    )
    (own(tmp_path) / "facts.yaml").write_text(words)
    with pytest.raises(LawError, match=r"the event \[county\] is of type \[text\]"):
        load_rulebooks(tmp_path)
