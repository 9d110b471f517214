"""What an act is stands in its class: its sentence, and the right it asks for; and one check refuses a role."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lodged
from lodged.casework.timeline import sentence_of
from lodged.pages.steps.all_steps import STEPS
from lodged.register import acts
from lodged.register.actor import Actor
from lodged.register.models import Role
from lodged.register.permissions import ROLES, NotPermittedError, check_can_record, require
from lodged.register.rights import Right
from tests.register.test_lifecycle import made

SOURCE = Path(lodged.__file__).parent
ROLE_SETS = st.frozensets(st.sampled_from(list(Role)), min_size=1)


def actor(role: Role) -> Actor:
    return Actor(7, UUID(int=7), role)


@pytest.mark.parametrize("kind", acts.ACTS.values(), ids=acts.ACTS)
def test_every_act_says_its_sentence_and_who_may_record_it(kind: type[acts.Act]) -> None:
    assert isinstance(vars(kind).get("right"), Right), "its own, not one that it inherits"
    assert vars(kind).get("sentence")
    told = sentence_of(made(kind), ZoneInfo("America/Chicago"))
    assert told
    assert not re.search(r"[{}]", told)
    assert "<" not in told
    assert "Enum" not in told


def test_every_right_is_somebodys_and_every_act_a_right_of_the_table() -> None:
    assert set(ROLES) == set(Right)
    assert all(ROLES.values())


@pytest.mark.parametrize("kind", acts.ACTS.values(), ids=acts.ACTS)
@pytest.mark.parametrize("role", Role)
def test_who_may_record_an_act_is_what_its_right_says(role: Role, kind: type[acts.Act]) -> None:
    act = made(kind)
    if role in ROLES[act.needs]:
        check_can_record(actor(role), act)
    else:
        with pytest.raises(NotPermittedError):
            check_can_record(actor(role), act)


def test_settling_a_pair_asks_for_more_than_ruling_on_it() -> None:
    ruling, settling = (made(acts.RuleOnPair, settles=settles) for settles in (False, True))
    check_can_record(actor(Role.STATE_ANALYST), ruling)
    with pytest.raises(NotPermittedError, match=r"A records supervisor or counsel of your agency can\."):
        check_can_record(actor(Role.STATE_ANALYST), settling)


@given(st.sampled_from(list(Role)), ROLE_SETS)
def test_a_role_is_refused_in_one_sentence_that_names_everybody_who_can(
    role: Role, able: frozenset[Role]
) -> None:
    if role in able:
        require(actor(role), able, "do this")
        return
    with pytest.raises(NotPermittedError) as caught:
        require(actor(role), able, "do this")
    refused, others = str(caught.value).split(". ")
    assert refused == f"Your role ({role.label}) can't do this"
    for other in Role:
        assert (other.label.lower() in others.lower()) == (other in able)


def test_a_step_is_for_whoever_may_record_what_it_ends_with() -> None:
    for step in STEPS.values():
        assert step.roles, step.slug
        for kind in step.records:
            assert step.roles <= ROLES[kind.right], step.slug


def test_no_other_place_words_the_refusal_of_a_role() -> None:
    ours = {
        "register/permissions.py",
        "signin/second_factor.py",
    }  # the latter asks for a factor and refuses no role
    for path in [*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html")]:
        if str(path.relative_to(SOURCE)) not in ours:
            assert "Your role (" not in path.read_text("utf-8"), path
