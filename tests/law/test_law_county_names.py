"""A county is the same county however the clerk writes it: a law of one county must not miss it over a word."""

from __future__ import annotations

from datetime import date

import pytest

from lodged.law import decide, load_rulebooks
from lodged.law.conditions import atoms
from lodged.law.engine import check_facts

BOOKS = load_rulebooks()
DAY = date(2026, 11, 28)
JAIL = {
    "facility_class": "county_jail",
    "form": "I-247A",
    "served_on_person": True,
    "claims_us_citizenship": False,
    "administrative_warrant_attached": True,
}
NAMED = sorted(
    {
        (name, str(county))
        for name, book in BOOKS.books.items()
        for condition in (*(rule.when for rule in book.rules), *(fact.where for fact in book.dated_facts))
        for atom in atoms(condition)
        if atom.fact == "county"
        for county in atom.values
    }
)


WAYS = ("{}", "{} County", "{} county", " {}  COUNTY ")
WRITTEN = [
    (place, county, way.format(county.upper()))
    for place, county in NAMED
    for way in (*WAYS, *(["{} Parish"] if place == "us-la" else []))
]


@pytest.mark.parametrize(("place", "county", "written"), WRITTEN)
def test_a_county_with_a_law_of_its_own_is_known_by_every_way_of_writing_it(
    place: str, county: str, written: str
) -> None:
    given = {**JAIL, "county": written}
    assert check_facts(BOOKS, place, given)["county"] == county
    assert (
        decide(BOOKS, place, given, DAY).actions
        == decide(BOOKS, place, {**JAIL, "county": county}, DAY).actions
    )


def test_a_county_no_law_names_keeps_its_word() -> None:
    """Baltimore County isn't Baltimore, the city: where no law needs the name, it stays as written."""
    assert check_facts(BOOKS, "us-md", {"county": "Baltimore County"})["county"] == "Baltimore County"
