"""The pages of the law as a browser without scripts sees them: what nobody has read is said on each."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_the_table_names_law_that_was_not_researched(client: Client) -> None:
    text = client.get(reverse("law"), {"on": "2026-11-28"}).content.decode()
    jersey = text.partition(">New Jersey<")[2].partition("</tr>")[0]
    assert '<span class="outcome outcome--not_researched">Not researched</span>' in jersey
    york = text.partition(">New York<")[2].partition("</tr>")[0]
    assert york.count(">Depends<") == 2
    assert "Federal law does not forbid" not in york


def test_a_rulebooks_page_names_the_places_whose_law_was_not_examined(client: Client) -> None:
    text = client.get(reverse("rulebook", args=["us-nj"]), {"on": "2026-11-28"}).content.decode()
    assert '<span class="outcome outcome--not_researched">Not researched</span> The law of New Jersey' in text


def test_a_case_tried_out_says_not_researched_and_not_you_may(client: Client) -> None:
    asked = {
        "jurisdiction": "us-nj",
        "on": "2026-11-28",
        "facility_class": "county_jail",
        "claims_us_citizenship": "no",
    }
    text = client.get(reverse("law-what-if"), asked).content.decode()
    handover = text.partition("hand the person to immigration officers")[0].rpartition("<h3")[2]
    assert "Not researched" in handover
    assert "You may" not in handover


def test_a_rulebooks_page_quotes_the_words_of_the_law_and_what_no_rule_models(client: Client) -> None:
    text = client.get(reverse("rulebook", args=["us-ca"]), {"on": "2026-11-28"}).content.decode()
    words = text.partition("Words of the law")[2]
    assert "<q>Detaining an individual on the basis of a hold request.</q>" in words
    assert "<code>ca.hold</code>" in words
    assert "Not in any rule: A duty toward the person and their attorney" in words
    hawaii = client.get(reverse("rulebook", args=["us-hi"]), {"on": "2026-11-28"}).content.decode()
    assert "Words of the law" not in hawaii


def test_a_house_rule_is_marked_as_no_law_beside_the_rules_of_law(client: Client) -> None:
    text = client.get(reverse("rulebook", args=["us-tx"]), {"on": "2026-11-28"}).content.decode()
    house = text.partition("After a claim of US citizenship Lodged offers no hold")[2].partition("</div>")[0]
    assert '<span class="usa-tag">house rule, not law</span>' in house
    assert "In force" not in house
