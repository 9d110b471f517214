"""Every place of the United States has a rulebook, and none permits what nobody examined."""

from __future__ import annotations

from datetime import date

import pytest

from lodged.law import Action, Outcome, decide, load_rulebooks

CODES = (
    "ak al ar as az ca co ct dc de fl ga gu hi ia id il in ks ky la ma md me mi mn mo mp ms mt nc nd ne nh nj nm "
    "nv ny oh ok or pa pr ri sc sd tn tx ut va vi vt wa wi wv wy"
)
PLACES = sorted(f"us-{code}" for code in CODES.split())
BOOKS = load_rulebooks()
UNREAD = sorted(name for name, book in BOOKS.books.items() if book.parent and not book.rules)
ASKED = (
    Action.HOLD_ADMINISTRATIVE_WARRANT,
    Action.NOTIFY_RELEASE,
    Action.ALLOW_INTERVIEW,
    Action.TRANSFER_AT_RELEASE,
    Action.SERVE_COPY,
)


def test_the_states_the_district_and_the_territories_each_have_a_rulebook() -> None:
    assert len(PLACES) == 56
    assert sorted(name for name, book in BOOKS.books.items() if book.parent == "us") == PLACES


@pytest.mark.parametrize("place", UNREAD)
@pytest.mark.parametrize("kind", ["state_prison", "county_jail", "police", "juvenile"])
def test_a_place_whose_law_nobody_read_never_says_you_may(place: str, kind: str) -> None:
    facts = {
        "facility_class": kind,
        "form": "I-247A",
        "served_on_person": True,
        "claims_us_citizenship": False,
        "administrative_warrant_attached": True,
        "agreement_287g": "jail_enforcement",
    }
    decision = decide(BOOKS, place, facts, date(2026, 11, 28))
    for action in ASKED:
        assert decision.action(action).outcome is Outcome.NOT_RESEARCHED, action


KNOWN_FROM_REPORTS = "as ak gu hi id ks ky mi mp ms nd ne pr ri sc sd vi vt wy"


@pytest.mark.parametrize("code", KNOWN_FROM_REPORTS.split())
def test_where_no_power_to_hold_was_read_no_hold_is_permitted(code: str) -> None:
    for kind in ("state_prison", "county_jail", "police", "juvenile"):
        facts = {
            "facility_class": kind,
            "county": "Nowhere",
            "form": "I-247A",
            "served_on_person": True,
            "claims_us_citizenship": False,
            "administrative_warrant_attached": True,
            "agreement_287g": "warrant_service_officer",
            "final_order": True,
        }
        decision = decide(BOOKS, f"us-{code}", facts, date(2026, 11, 28))
        for action in (Action.HOLD_DETAINER_ONLY, Action.HOLD_ADMINISTRATIVE_WARRANT):
            assert decision.action(action).outcome not in (Outcome.PERMITTED, Outcome.REQUIRED), (
                kind,
                action,
            )
