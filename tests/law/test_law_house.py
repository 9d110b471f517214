"""House rules: a caution of this program stands in a layer of its own and is never said to be law."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lodged.cli import app
from lodged.law import Action, Outcome, SourceKind, decide, explain, load_rulebooks
from lodged.law.explanation import ActionExplanation

BOOKS = load_rulebooks()
NOW = date(2026, 11, 28)
CLAIM = {
    "facility_class": "county_jail",
    "form": "I-247A",
    "served_on_person": True,
    "otherwise_releasable": True,
    "administrative_warrant_attached": True,
    "claims_us_citizenship": True,
}
STOPPED = (Action.HOLD_DETAINER_ONLY, Action.HOLD_ADMINISTRATIVE_WARRANT, Action.TRANSFER_AT_RELEASE)


def told(place: str, action: Action, **facts: object) -> ActionExplanation:
    explanation = explain(BOOKS, decide(BOOKS, place, {**CLAIM, **facts}, NOW))
    return next(item for item in explanation.actions if item.action is action)


@pytest.mark.parametrize("action", STOPPED)
def test_a_bare_claim_stops_a_duty_by_house_rule_and_says_what_the_law_alone_would(action: Action) -> None:
    found = told("us-tx", action)
    assert found.outcome is Outcome.PROHIBITED
    assert found.answer.startswith("Stop: do not")
    assert "This is a house rule of Lodged, not law. The law alone would answer: required." in found.answer
    assert found.grade is None
    assert len(found.why) == 1
    assert "(House rule of Lodged (not law)" in found.why[0]
    assert "Const." not in found.why[0]


def test_without_a_claim_the_law_answers_and_no_house_rule_is_named() -> None:
    found = told("us-tx", Action.HOLD_DETAINER_ONLY, claims_us_citizenship=False)
    assert found.outcome is Outcome.REQUIRED
    assert "house rule" not in found.answer.casefold() + " ".join(found.why).casefold()


def test_where_the_law_forbids_it_too_the_answer_is_the_laws() -> None:
    decision = decide(BOOKS, "us-ca", CLAIM, NOW).action(Action.HOLD_DETAINER_ONLY)
    assert {rule.jurisdiction for rule in decision.because} == {"house", "us-ca"}
    assert not decision.by_house_rule
    assert told("us-ca", Action.HOLD_DETAINER_ONLY).answer.startswith("No: do not")


@pytest.mark.parametrize("place", sorted(BOOKS.books))
def test_a_claim_stops_holds_and_handover_everywhere(place: str) -> None:
    decision = decide(BOOKS, place, CLAIM, NOW)
    assert not any(decision.action(action).authorizes for action in STOPPED)


def test_a_house_rule_cites_the_house_alone_and_no_law_cites_the_house() -> None:
    assert BOOKS.house is not None
    assert all(rule.house_rule for rule in BOOKS.house.rules)
    kinds = {source.kind for source in BOOKS.house.sources.values()}
    assert kinds == {SourceKind.HOUSE_RULE}
    law = [source for book in BOOKS.books.values() for source in book.sources.values()]
    assert all(source.kind is not SourceKind.HOUSE_RULE for source in law)


def test_the_commands_check_and_show_the_house_rules() -> None:
    shown = CliRunner().invoke(app, ["law", "show", "us-tx", "--on", "2026-11-28"]).output
    assert "(not law), docs/decisions/0081-house-rules-are-no-law.md [house rule, not law]" in shown
    assert CliRunner().invoke(app, ["law", "test", "house"]).output.endswith("0 wrong.\n")
    assert CliRunner().invoke(app, ["law", "lint", "house"]).output == "0 findings.\n"


def test_the_record_the_house_rule_cites_is_there() -> None:
    assert (Path(__file__).parents[2] / "docs/decisions/0081-house-rules-are-no-law.md").is_file()
