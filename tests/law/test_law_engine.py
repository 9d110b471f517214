"""The engine through its doors: cases, unknown facts, dated facts, old law, and agreement with the proofs."""

from __future__ import annotations

import json
from datetime import date
from itertools import product
from pathlib import Path
from random import Random

import polars as pl
import pytest
from typer.testing import CliRunner

from lodged.cli import app
from lodged.law import (
    Action,
    Decision,
    FactError,
    LawOn,
    Outcome,
    decide,
    explain,
    load_rulebooks,
    rule_difference,
)
from lodged.law.agreement import compare, random_facts
from lodged.law.cases import run_cases
from lodged.law.conditions import All
from lodged.law.engine import outcomes
from lodged.law.law_on_day import daybook
from lodged.law.proofs import prove
from lodged.law.z3_model import alphabet

BOOKS = load_rulebooks()
TODAY = date(2026, 11, 28)
JAIL = {"facility_class": "county_jail", "county": "Hennepin", "form": "I-247A", "detainer_only": True}
DAY = date(2026, 1, 13)
OWN = Path(__file__).parent / "own"


@pytest.mark.parametrize("jurisdiction", sorted(BOOKS.books))
def test_every_case_gives_the_expected_answer(jurisdiction: str) -> None:
    results = list(run_cases(BOOKS, jurisdiction))
    assert results
    assert [f"{r.case.id} {r.action.value} {r.actual.value}" for r in results if not r.passed] == []


@pytest.mark.parametrize("jurisdiction", sorted(BOOKS.books))
def test_every_property_is_proved(jurisdiction: str) -> None:
    assert [proof.id for proof in prove(BOOKS, jurisdiction, TODAY) if not proof.proved] == []


@pytest.mark.slow
def test_engine_and_compiled_form_agree_on_100_000_random_cases() -> None:
    for number, jurisdiction in enumerate(sorted(BOOKS.books)):
        share = 60_000 if jurisdiction == "us-mn" else 40_000 // (len(BOOKS.books) - 1) + 1
        result = compare(daybook(BOOKS, jurisdiction, TODAY), share, seed=number)
        assert result.disagreements == ()


def test_a_false_property_is_refuted_with_facts_that_refute_it() -> None:
    proofs = {proof.id: proof for proof in prove(load_rulebooks(OWN), "zz", TODAY)}
    refuted = {name for name, proof in proofs.items() if not proof.proved}
    assert refuted == {"jails-never-hold", "agreements-change-nothing"}
    found = proofs["jails-never-hold"].counterexample
    assert found is not None
    decision = decide(load_rulebooks(OWN), "zz", found.facts, TODAY)
    assert decision.action(Action.HOLD_DETAINER_ONLY).authorizes


def test_missing_facts_settle_it_whatever_they_turn_out_to_be() -> None:
    chance = Random(7)  # noqa: S311 - test cases
    for jurisdiction in sorted(BOOKS.books):
        book = daybook(BOOKS, jurisdiction, TODAY)
        letters = alphabet(
            BOOKS.vocabulary, [r.rule.when for law in book.actions.values() for r in law.rules] or [All(())]
        )
        for _ in range(60):
            facts = random_facts(BOOKS.vocabulary, letters, chance)
            facts.pop("county", None)
            decision = decide(BOOKS, jurisdiction, facts, TODAY)
            for item in decision.actions:
                assert bool(item.missing) == (item.outcome is Outcome.UNKNOWN)
                if item.missing:
                    _check_settles(book, decision, item.action, item.missing[0])


def _check_settles(book, decision, action, names) -> None:  # type: ignore[no-untyped-def]
    choices = book.actions[action].choices
    known = {fact.name: fact.value for fact in decision.facts}
    for values in product(*(choices[name] for name in names)):
        supposed = {**known, **dict(zip(names, values, strict=True))}
        if book.resolver.consistent(supposed):
            assert outcomes(book, supposed)[action] is not Outcome.UNKNOWN


def test_contradicting_facts_are_unknown_and_said() -> None:
    decision = decide(BOOKS, "us-mn", {**JAIL, "judicial_warrant": True}, DAY)
    assert decision.conflicts[0].facts == ("detainer_only", "judicial_warrant")
    assert decision.action(Action.HOLD_JUDICIAL_WARRANT).outcome is Outcome.UNKNOWN
    assert decision.action(Action.HOLD_DETAINER_ONLY).outcome is Outcome.PROHIBITED


def test_a_claim_of_citizenship_is_referred_to_a_person() -> None:
    decision = decide(BOOKS, "us-mn", {**JAIL, "claims_us_citizenship": True}, DAY)
    assert [notice.id for notice in decision.referrals] == ["citizenship-claim"]
    assert explain(BOOKS, decision).text().startswith("A claim of US citizenship")


def test_old_decisions_rerun_under_the_law_of_their_day() -> None:
    facts = {**JAIL, "served_on_person": True, "claims_us_citizenship": False}
    found = [
        decide(BOOKS, "us-mn", facts, date(year, 9, 22)).action(Action.HOLD_DETAINER_ONLY).outcome.value
        for year in (2016, 2019, 2020)
    ]
    assert found == ["not_researched", "unsettled", "prohibited"]


def test_a_decision_survives_json() -> None:
    decision = decide(BOOKS, "us-mn", {**JAIL, "convictions": ["felony"]}, DAY)
    assert Decision.from_json(json.loads(json.dumps(decision.to_json()))) == decision


def test_agreements_resolved_by_day_and_county_are_ices_own_list(shared_data: Path) -> None:
    models = {"Task Force Model": "task_force", "Warrant Service Officer": "warrant_service_officer"}
    models["Jail Enforcement Model"] = "jail_enforcement"
    rank = list(BOOKS.vocabulary.facts["agreement_287g"].strongest)
    for name, day in (("01132026am", date(2026, 1, 13)), ("05182026am", date(2026, 5, 18))):
        listed: dict[str, str] = {}
        rows = pl.read_excel(shared_data / "ice-287g" / f"participatingAgencies{name}.xlsx")
        for row in rows.with_columns(pl.col(pl.String).str.strip_chars()).iter_rows(named=True):
            if row["STATE"] == "MINNESOTA" and row["TYPE"] == "County":
                county, model = row["COUNTY"].removesuffix(" County"), models[row["SUPPORT TYPE"]]
                listed[county] = min(listed.get(county, model), model, key=rank.index)
        for county in BOOKS.book("us-mn").counties:
            decision = decide(BOOKS, "us-mn", {"facility_class": "county_jail", "county": county}, day)
            resolved = {fact.name: fact.value for fact in decision.facts}
            assert resolved["agreement_287g"] == listed.get(county, "none"), county


def test_a_prison_in_an_agreement_county_has_no_agreement() -> None:
    decision = decide(BOOKS, "us-mn", {"facility_class": "state_prison", "county": "Sherburne"}, DAY)
    assert {fact.name: fact.value for fact in decision.facts}["agreement_287g"] == "none"


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"judicial_warant": True}, "Did you mean [judicial_warrant]?"),
        ({"detainer_only": "yes"}, "is text, not true or false"),
        ({"county": "Hennipen"}, "Did you mean [Hennepin]?"),
        ({"form": "I-200"}, "is not a value"),
    ],
)
def test_a_bad_fact_names_the_nearest(facts: dict[str, object], words: str) -> None:
    with pytest.raises(FactError) as told:
        decide(BOOKS, "us-mn", facts, DAY)
    assert words in str(told.value)


def test_the_command_prints_the_promised_json(tmp_path: Path) -> None:
    file = tmp_path / "facts.json"
    file.write_text(json.dumps(JAIL))
    args = ["law", "decide", "--jurisdiction", "us-mn", "--facts", str(file), "--on", "2026-01-13"]
    told = CliRunner().invoke(app, [*args, "--format", "json"])
    data = json.loads(told.output)
    assert (data["jurisdiction"], data["on"], len(data["rulebook_sha256"])) == ("us-mn", "2026-01-13", 64)
    assert [item["action"] for item in data["actions"]] == [action.value for action in Action]
    hold = data["actions"][0]
    assert (hold["outcome"], hold["missing_facts"]) == ("prohibited", [])
    assert set(hold["because"][0]) == {"rule", "citation", "reason", "grade"}
    assert "not legal advice" in CliRunner().invoke(app, args).output
    changed = CliRunner().invoke(
        app,
        [
            "law",
            "what-if",
            "facility_class=federal",
            "-j",
            "us-mn",
            "--facts",
            str(file),
            "--on",
            "2026-01-13",
        ],
    )
    assert "record.decision" in changed.output


@pytest.mark.parametrize(
    "arguments", [["list"], ["show", "us-mn"], ["diff", "us-mn@2018-01-01", "us-mn"], ["test", "us-mn"]]
)
def test_the_other_commands_answer(arguments: list[str]) -> None:
    told = CliRunner().invoke(app, ["law", *arguments])
    assert told.exit_code == 0
    assert told.output.strip()


def test_two_folders_of_one_law_are_compared() -> None:
    broken = Path(__file__).parent / "broken"
    sides = [
        LawOn(load_rulebooks(broken / name), "xa", TODAY) for name in ("lint-one-case", "lint-repeated-rule")
    ]
    found = rule_difference(*sides)
    assert (found.only_left, found.only_right, found.changed) == ((), ("a.again",), ())
