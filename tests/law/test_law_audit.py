"""What a hostile reading of the rulebooks found wrong, each with the answer the law gives."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from lodged.law import Action, Outcome, Weight, decide, explain, load_rulebooks
from lodged.law.fact_completion import Origin

BOOKS = load_rulebooks()
NOW = date(2026, 11, 28)
JAIL: Mapping[str, object] = {
    "facility_class": "county_jail",
    "form": "I-247A",
    "served_on_person": True,
    "claims_us_citizenship": False,
    "otherwise_releasable": True,
    "administrative_warrant_attached": True,
}


def outcome(place: str, action: str, on: date = NOW, **facts: object) -> str:
    return decide(BOOKS, place, {**JAIL, **facts}, on).action(Action(action)).outcome.value


def test_telling_of_a_release_in_hennepin_is_not_simply_allowed() -> None:
    assert outcome("us-mn", "notify.release", county="Hennepin") == "unsettled"
    assert outcome("us-mn", "notify.release", county="Olmsted") == "permitted"


@pytest.mark.parametrize("city", ["Minneapolis", "St. Paul"])
def test_the_police_of_minneapolis_and_st_paul_have_codes_of_their_own(city: str) -> None:
    assert outcome("us-mn", "notify.release", facility_class="police", city=city) == "unsettled"
    assert outcome("us-mn", "transfer.at_release", facility_class="police", city=city) == "unsettled"


@pytest.mark.parametrize("kind", ["county_jail", "state_prison", "police"])
@pytest.mark.parametrize("action", ["notify.release", "allow.interview", "transfer.at_release"])
def test_a_minor_in_an_adult_place_of_minnesota_goes_to_counsel(kind: str, action: str) -> None:
    assert outcome("us-mn", action, facility_class=kind, on_file_as_minor=True) == "unsettled"
    decision = decide(BOOKS, "us-mn", {**JAIL, "on_file_as_minor": True}, NOW)
    assert [notice.id for notice in decision.referrals] == ["juvenile"]


def test_no_binding_source_decides_on_a_detainer_alone_outside_nobles() -> None:
    held = decide(BOOKS, "us-mn", {**JAIL, "county": "Olmsted"}, NOW).action(Action.HOLD_DETAINER_ONLY)
    assert held.outcome is Outcome.PROHIBITED
    assert held.persuasive_only
    nobles = decide(BOOKS, "us-mn", {**JAIL, "county": "Nobles"}, NOW).action(Action.HOLD_DETAINER_ONLY)
    assert nobles.outcome is Outcome.PROHIBITED
    assert any(rule.weight is Weight.BINDING for rule in nobles.because)


@pytest.mark.parametrize("place", ["us-tx", "us-fl", "us-ok"])
@pytest.mark.parametrize("action", ["hold.detainer_only", "notify.release", "transfer.at_release"])
def test_where_proof_is_the_persons_to_show_nothing_shown_leaves_the_duty(place: str, action: str) -> None:
    assert outcome(place, action) == "required"
    assert outcome(place, action, proof_of_lawful_status=False) == "required"


@pytest.mark.parametrize("place", ["us-tx", "us-fl"])
def test_proof_that_is_shown_ends_the_duty_to_hold(place: str) -> None:
    assert outcome(place, "hold.detainer_only", proof_of_lawful_status=True) == "unsettled"


def test_what_is_assumed_is_shown_beside_the_answer() -> None:
    decision = decide(BOOKS, "us-tx", JAIL, NOW)
    assumed = [fact for fact in decision.facts if fact.origin is Origin.ASSUMED]
    assert "proof_of_lawful_status" in [fact.name for fact in assumed]
    assert "proof_of_lawful_status" not in decision.stated
    told = next(a for a in explain(BOOKS, decision).actions if a.action is Action.HOLD_DETAINER_ONLY)
    assert "none is on file" in told.answer
    assert "Proof of citizenship or lawful status shown" in told.answer
    stated = decide(BOOKS, "us-tx", {**JAIL, "proof_of_lawful_status": False}, NOW)
    said = next(a for a in explain(BOOKS, stated).actions if a.action is Action.HOLD_DETAINER_ONLY)
    assert "none is on file" not in said.answer


def test_only_proof_of_citizenship_ends_oklahomas_duty_and_prisons_are_bound() -> None:
    shown = {"proof_of_lawful_status": True}
    assert outcome("us-ok", "hold.detainer_only", **shown, proof_of_us_citizenship=False) == "required"
    assert outcome("us-ok", "hold.detainer_only", proof_of_us_citizenship=True) == "unsettled"
    assert outcome("us-ok", "notify.release", proof_of_us_citizenship=True) == "permitted"
    open_ = decide(BOOKS, "us-ok", {**JAIL, **shown}, NOW).action(Action.HOLD_DETAINER_ONLY)
    assert (open_.outcome, open_.missing) == (Outcome.UNKNOWN, (("proof_of_us_citizenship",),))
    assert outcome("us-ok", "hold.detainer_only", facility_class="state_prison") == "required"
    assert outcome("us-ok", "hold.detainer_only", on=date(2021, 10, 31)) == "not_researched"
    assert outcome("us-ok", "hold.detainer_only", claims_us_citizenship=True) == "prohibited"


def test_oregons_act_began_on_19_july_2021() -> None:
    assert outcome("us-or", "hold.detainer_only", on=date(2021, 7, 19)) == "prohibited"
    assert outcome("us-or", "hold.detainer_only", on=date(2021, 7, 18)) == "unsettled"
    assert outcome("us-or", "hold.administrative_warrant", on=date(2018, 5, 1)) == "unsettled"
    bench = {"judicial_warrant": True, "federal_criminal_immigration_warrant": False}
    assert outcome("us-or", "notify.release", **bench) == "prohibited"
    assert outcome("us-or", "transfer.at_release", **bench) == "prohibited"


def test_illinois_reports_began_with_the_act_and_only_a_federal_criminal_warrant_opens_the_jail() -> None:
    assert outcome("us-il", "report.statistics", on=date(2021, 8, 2)) == "required"
    for action in ("notify.release", "transfer.at_release", "allow.interview"):
        assert outcome("us-il", action, judicial_warrant=True, federal_criminal_warrant=False) == "prohibited"
        assert outcome("us-il", action, federal_criminal_warrant=True) == "permitted"


def test_new_york_citys_laws_took_effect_thirty_days_after_signing() -> None:
    city = {"city": "New York", "judicial_warrant": False}
    assert outcome("us-ny", "notify.release", on=date(2014, 12, 13), **city) == "not_researched"
    assert outcome("us-ny", "notify.release", on=date(2014, 12, 14), **city) == "prohibited"


def test_no_duty_of_record_in_georgia_rests_on_a_bill() -> None:
    assert outcome("us-ga", "record.decision") == "not_researched"


@pytest.mark.parametrize(
    "ground", ["nj_adjudicated_or_acquitted_by_insanity", "nj_indictable_within_five_years"]
)
def test_new_jerseys_other_grounds_open_notice_and_the_rest_of_the_day(ground: str) -> None:
    closed = {"listed_charge": False, "final_order_by_federal_judge": False, "judicial_warrant": False}
    for action in ("hold.detainer_only", "notify.release"):
        assert outcome("us-nj", action, convictions=[ground], **closed) == "permitted"
        assert outcome("us-nj", action, convictions=["misdemeanor"], **closed) == "prohibited"


def test_connecticuts_act_of_2025_is_cited_by_its_number() -> None:
    decision = decide(BOOKS, "us-ct", {**JAIL, "facility_class": "state_prison"}, NOW)
    told = decision.action(Action.HOLD_DETAINER_ONLY).trace
    assert any("25-29" in rule.citation for rule in told)
