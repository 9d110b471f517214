"""What decides about a stay or a detainer is in its row, all of it, and comes back as it went in."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodged.register import models
from lodged.register.lifecycle import detainers, stays
from lodged.register.vocabulary import DepartureReason

MOMENTS = st.datetimes(timezones=st.just(UTC))
STAYS = st.builds(
    stays.Stay,
    booked_at=MOMENTS,
    seen_at=MOMENTS,
    **{
        name: st.none() | MOMENTS
        for name in ("moved_at", "planned_for", "prepared_at", "entitled_at", "departed_at")
    },
    departure=st.none() | st.sampled_from(DepartureReason),
    claim=st.sampled_from(stays.Claim),
)


@pytest.mark.parametrize(
    ("kind", "row"),
    [(stays.Stay, models.Stay), (detainers.Detainer, models.Detainer)],
    ids=["stay", "detainer"],
)
def test_every_fact_has_a_column_of_its_name(kind: Any, row: Any) -> None:
    assert {field.name for field in fields(kind)} <= {field.name for field in row._meta.get_fields()}


@given(STAYS)
def test_the_facts_of_a_stay_come_back_as_they_went_in(facts: stays.Stay) -> None:
    row = models.Stay(entitlement="charges dismissed")
    row.take(facts)
    assert row.facts() == facts
    assert (row.departure == "") == (facts.departure is None)
    assert (row.entitlement == "") == (facts.entitled_at is None)


@given(STAYS, MOMENTS, st.booleans(), st.lists(st.none() | MOMENTS, min_size=4, max_size=4))
def test_the_facts_of_a_detainer_come_back_with_those_of_its_stay(
    stay: stays.Stay, received: datetime, kept: bool, others: list[datetime | None]
) -> None:
    held = models.Stay()
    held.take(stay)
    row = models.Detainer(stay=held)
    facts = detainers.Detainer(stay, received, kept, *others)
    row.take(facts)
    assert row.facts() == facts
    assert row.stay is held


def test_a_stay_that_was_never_booked_has_no_row() -> None:
    with pytest.raises(ValueError, match="has been booked"):
        models.Stay().take(replace(stays.Stay(), seen_at=datetime(2026, 1, 1, tzinfo=UTC)))
