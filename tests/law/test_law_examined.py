"""Law that nobody examined is never a permission: the matrix of examined law, through engine and command."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from random import Random

import pytest
from typer.testing import CliRunner

from lodged.cli import app
from lodged.law import Action, Outcome, decide, explain, load_rulebooks
from lodged.law.agreement import random_facts
from lodged.law.conditions import All
from lodged.law.law_on_day import daybook
from lodged.law.model import Finding
from lodged.law.z3_model import alphabet

BOOKS = load_rulebooks()
STATES = sorted(name for name, book in BOOKS.books.items() if book.parent)
PLACES = ("state_prison", "county_jail", "police", "juvenile")
DAYS = [date(2018, 6, 1), date(2024, 6, 1), date(2026, 6, 1), date(2026, 11, 28)]
WITH_AN_AGREEMENT = {
    "administrative_warrant_attached": True,
    "agreement_287g": "jail_enforcement",
    "claims_us_citizenship": False,
    "form": "I-247A",
    "served_on_person": True,
}
UNREAD = [
    ("us-nj", "county_jail"),
    ("us-nj", "state_prison"),
    ("us-nj", "police"),
    ("us-nj", "juvenile"),
    ("us-ca", "state_prison"),
    ("us-ca", "juvenile"),
    ("us-co", "state_prison"),
    ("us-co", "juvenile"),
    ("us-tx", "juvenile"),
    ("us-tx", "state_prison"),
    ("us-fl", "juvenile"),
    ("us-ga", "juvenile"),
    ("us-ia", "juvenile"),
    ("us-nc", "juvenile"),
    ("us-nc", "state_prison"),
    ("us-nc", "police"),
]
"""Where a hostile reading of the rulebooks found a hold on an officer's warrant permitted with no state rule asked."""


@pytest.mark.parametrize(("jurisdiction", "place"), UNREAD)
def test_no_agreement_permits_a_hold_where_no_state_rule_does(jurisdiction: str, place: str) -> None:
    decision = decide(BOOKS, jurisdiction, {**WITH_AN_AGREEMENT, "facility_class": place}, date(2026, 11, 28))
    assert not decision.action(Action.HOLD_ADMINISTRATIVE_WARRANT).authorizes


@pytest.mark.parametrize("jurisdiction", STATES)
def test_federal_law_alone_permits_only_where_the_state_was_read(jurisdiction: str) -> None:
    chance = Random(12)  # noqa: S311 - test cases
    own = {rule.id: rule for rule in BOOKS.book(jurisdiction).rules}
    for day in DAYS:
        book = daybook(BOOKS, jurisdiction, day)
        letters = alphabet(
            BOOKS.vocabulary, [r.rule.when for law in book.actions.values() for r in law.rules] or [All(())]
        )
        for number in range(120):
            facts = random_facts(BOOKS.vocabulary, letters, chance)
            facts.pop("county", None)
            facts["facility_class"] = PLACES[number % len(PLACES)]
            for item in decide(BOOKS, jurisdiction, facts, day).actions:
                if item.outcome is not Outcome.PERMITTED:
                    continue
                if any(rule.rule in own for rule in item.because):
                    continue
                cells = [
                    cell
                    for cell in BOOKS.book(jurisdiction).examined
                    if facts["facility_class"] in cell.places
                    and item.action in cell.actions
                    and cell.in_force.on(day)
                ]
                assert cells, (facts, item.action)
                assert all(cell.finding is not Finding.NOT_EXAMINED for cell in cells)
                if cells[0].finding is Finding.RULES:
                    assert any(rule.in_force.on(day) and item.action in rule.actions for rule in own.values())


def test_a_law_that_was_not_researched_is_said_so_and_never_you_may() -> None:
    facts = {"facility_class": "county_jail", "claims_us_citizenship": False, "form": "I-247A"}
    decision = decide(BOOKS, "us-nj", facts, date(2026, 11, 28))
    found = next(a for a in explain(BOOKS, decision).actions if a.action is Action.TRANSFER_AT_RELEASE)
    assert found.outcome is Outcome.NOT_RESEARCHED
    assert "was not researched; ask counsel" in found.answer
    assert "You may" not in found.answer
    assert "The law of New Jersey on this was not examined" in found.why[0]
    assert not decision.action(Action.TRANSFER_AT_RELEASE).authorizes


def test_a_permission_of_federal_law_alone_reads_that_it_does_not_forbid() -> None:
    decision = decide(BOOKS, "us-wa", {"facility_class": "state_prison"}, date(2026, 11, 28))
    told = next(a for a in explain(BOOKS, decision).actions if a.action is Action.NOTIFY_RELEASE)
    assert told.answer.startswith("Federal law does not forbid you to tell immigration officers")
    federal = decide(
        BOOKS,
        "us",
        {
            "facility_class": "federal",
            "form": "I-247A",
            "served_on_person": True,
            "claims_us_citizenship": False,
        },
        date(2026, 11, 28),
    )
    held = next(a for a in explain(BOOKS, federal).actions if a.action is Action.HOLD_DETAINER_ONLY)
    assert held.answer.startswith("You may keep")


def test_a_federal_place_and_a_prohibition_are_no_gap() -> None:
    federal = decide(BOOKS, "us-nj", {**WITH_AN_AGREEMENT, "facility_class": "federal"}, DAYS[-1])
    assert federal.action(Action.TRANSFER_AT_RELEASE).outcome is Outcome.PERMITTED
    claimed = {**WITH_AN_AGREEMENT, "facility_class": "county_jail", "claims_us_citizenship": True}
    handover = decide(BOOKS, "us-nj", claimed, DAYS[-1]).action(Action.TRANSFER_AT_RELEASE)
    assert handover.outcome is Outcome.PROHIBITED


def test_an_unknown_kind_of_place_hides_a_gap_and_permits_nothing() -> None:
    decision = decide(BOOKS, "us-nj", {"claims_us_citizenship": False}, DAYS[-1])
    handover = decision.action(Action.TRANSFER_AT_RELEASE)
    assert (handover.outcome, handover.missing) == (Outcome.UNKNOWN, (("facility_class",),))


def test_the_commands_show_what_was_not_researched(tmp_path: Path) -> None:
    file = tmp_path / "facts.json"
    file.write_text(json.dumps({"facility_class": "county_jail", "claims_us_citizenship": False}))
    told = CliRunner().invoke(app, ["law", "decide", str(file), "-j", "us-nj", "--format", "json"])
    outcomes = {item["action"]: item["outcome"] for item in json.loads(told.output)["actions"]}
    assert outcomes["transfer.at_release"] == "not_researched"
    changed = CliRunner().invoke(
        app, ["law", "what-if", "facility_class=federal", "-j", "us-nj", "--facts", str(file)]
    )
    assert "not researched" in changed.output
    shown = CliRunner().invoke(app, ["law", "show", "us-nj"]).output
    assert "not researched: for facility_class: {in: [state_prison, county_jail, police, juvenile]}" in shown
