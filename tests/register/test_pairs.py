"""Readers of pairs: who decides, when a second reader is needed, who settles, and that it is kept."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from lodged.register.acting import acting_as
from lodged.register.acts import RuleOnPair
from lodged.register.lifecycle.pairs import Opinion, PairState, check_can_follow, pair_state
from lodged.register.lifecycle.rules import ImpossibleActError
from lodged.register.models import Agency, Event, PairRuling, Role, User
from lodged.register.pairs import PairKey, histories
from lodged.register.permissions import MAY_RULE_ON_PAIRS, NotPermittedError
from lodged.register.services import record
from lodged.register.vocabulary import PairDecision

AT = datetime(2026, 1, 13, 12, tzinfo=UTC)
SAME, DIFFERENT, UNSURE = PairDecision
KEY = PairKey("SYN-D1", "Example Jail", "SYN-B1")

OPINIONS = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from(list(PairDecision)), st.booleans()), max_size=8
)


@given(OPINIONS)
def test_whatever_is_allowed_no_one_settles_their_own_disagreement(
    said: list[tuple[str, PairDecision, bool]],
) -> None:
    opinions: list[Opinion] = []
    for reader, decision, settles in said:
        new = Opinion(reader, decision, settles)
        before = pair_state(opinions)
        try:
            check_can_follow(opinions, new)
        except ImpossibleActError:
            continue
        if settles:
            assert before is PairState.DISPUTED
            assert reader not in {opinion.reader for opinion in opinions}
            assert pair_state([*opinions, new]).is_decided
        opinions.append(new)
    decided = {opinion.decision for opinion in opinions} - {UNSURE}
    if pair_state(opinions) in {PairState.SAME, PairState.DIFFERENT}:
        assert decided
    if not opinions:
        assert pair_state(opinions) is PairState.UNREAD


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ([], PairState.UNREAD),
        ([("a", SAME)], PairState.SAME),
        ([("a", UNSURE)], PairState.SECOND_READER),
        ([("a", UNSURE), ("b", DIFFERENT)], PairState.DIFFERENT),
        ([("a", UNSURE), ("b", UNSURE)], PairState.DISPUTED),
        ([("a", SAME), ("b", DIFFERENT)], PairState.DISPUTED),
        ([("a", SAME), ("b", UNSURE)], PairState.DISPUTED),
        ([("a", SAME), ("a", DIFFERENT)], PairState.DIFFERENT),
        ([("a", SAME), ("b", DIFFERENT), ("a", DIFFERENT)], PairState.DIFFERENT),
        ([("a", SAME), ("b", SAME)], PairState.SAME),
    ],
)
def test_where_a_pair_stands(said: list[tuple[str, PairDecision]], state: PairState) -> None:
    assert pair_state([Opinion(*one) for one in said]) is state


@pytest.fixture
def county() -> Agency:
    return Agency.objects.create(name="Synthetic County", state="MN")


def staff(agency: Agency, name: str, role: Role = Role.STATE_ANALYST) -> User:
    return User.objects.create(username=name, agency=agency, role=role)


def says(
    user: User, decision: PairDecision, *, seen: str = "1", settles: bool = False, reason: str = "seen"
) -> None:
    record(
        user,
        RuleOnPair(
            at=AT,
            detainer_id=KEY.detainer_id,
            facility_name=KEY.facility_name,
            booking_id=KEY.booking_id,
            decision=decision,
            settles=settles,
            reason=reason,
            evidence="same surname",
            seen=seen,
        ),
    )


def standing(user: User) -> PairState:
    with acting_as(user):
        return histories(user.agency_id)[KEY].standing


@pytest.mark.django_db
def test_a_disagreement_is_settled_by_somebody_else(county: Agency) -> None:
    first, second = staff(county, "first"), staff(county, "second", Role.RECORDS_SUPERVISOR)
    counsel = staff(county, "counsel", Role.COUNSEL)
    says(first, SAME)
    assert standing(first) is PairState.SAME
    says(second, DIFFERENT)
    assert standing(first) is PairState.DISPUTED
    with pytest.raises(ImpossibleActError, match="You read this pair yourself"):
        says(second, DIFFERENT, settles=True)
    with pytest.raises(NotPermittedError, match="supervisor or counsel"):
        says(staff(county, "third"), SAME, settles=True)
    says(counsel, DIFFERENT, settles=True)
    assert standing(first) is PairState.DIFFERENT
    with pytest.raises(ImpossibleActError, match="was settled"):
        says(first, SAME)


@pytest.mark.django_db
def test_records_that_changed_are_read_afresh_and_the_old_decision_holds_meanwhile(county: Agency) -> None:
    first = staff(county, "first")
    says(first, SAME, seen="1")
    says(first, UNSURE, seen="2")
    assert standing(first) is PairState.SAME
    says(staff(county, "second"), DIFFERENT, seen="2")
    assert standing(first) is PairState.DIFFERENT


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role)
def test_only_those_who_reconcile_decide(county: Agency, role: Role) -> None:
    user = staff(county, "somebody", role)
    if role in MAY_RULE_ON_PAIRS:
        says(user, SAME)
        assert standing(user) is PairState.SAME
    else:
        with pytest.raises(NotPermittedError):
            says(user, SAME)


@pytest.mark.django_db
def test_a_decision_without_a_reason_is_refused(county: Agency) -> None:
    with pytest.raises(ImpossibleActError, match="needs a reason"):
        says(staff(county, "first"), SAME, reason=" ")


@pytest.mark.django_db
def test_another_agency_sees_no_decision_and_nobody_rewrites_one(county: Agency) -> None:
    first = staff(county, "first")
    says(first, SAME)
    other = staff(Agency.objects.create(name="Synthetic Neighbour", state="MN"), "other")
    with acting_as(other):
        assert not PairRuling.objects.exists()
        assert not Event.objects.exists()
    with acting_as(first):
        assert Event.objects.get().name == "pair.ruled"
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE register_pairruling SET decision = 'different'")
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM register_pairruling")
        assert PairRuling.objects.exists()
