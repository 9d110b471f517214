"""How a person's file opens: one thing to act on, with the law it rests on, as the case goes on."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from lodged.casework.case import Case as RuleInputs
from lodged.casework.case import case_of
from lodged.casework.next_steps import tasks
from lodged.casework.summary import summary
from lodged.law import Action
from lodged.pages.case.file import MOST_BUTTONS, absent_papers, buttons
from lodged.register import acts
from lodged.register import vocabulary as words
from lodged.register.acting import acting_as
from lodged.register.models import User
from tests.register.case import AT, Case, made

pytestmark = pytest.mark.django_db
STATES = [("MN", "Olmsted"), ("TX", "Harris"), ("IL", "Cook"), ("NY", "Erie"), ("MA", "Hampden")]


def opening(case: Case) -> str:
    with acting_as(case.desk):
        return " ".join(summary(case_of(case.stay)))


def first(case: Case) -> str:
    with acting_as(case.desk):
        return summary(case_of(case.stay))[0]


def tell(case: Case, answer: words.Answer | None) -> None:
    at, notice = timezone.now() - timedelta(minutes=2), uuid4()
    case.record(
        acts.GiveNotice(
            at=at,
            detainer=case.detainer,
            notice=notice,
            channel=words.Channel.PHONE,
            sent_to="Synthetic office",
            given_by="Synthetic clerk",
            delivered=True,
            release_at=timezone.now() + timedelta(hours=1),
        )
    )
    if answer is not None:
        case.record(acts.RecordAnswer(at=at, detainer=case.detainer, notice=notice, answer=answer))


def test_a_minnesota_jail_releases_and_is_told_that_it_may_not_hold_and_by_what_law() -> None:
    case = made()
    assert first(case) == "Held: a pending criminal charge. No release is planned."
    assert "You may not hold past release (" in opening(case)
    case.entitle(timezone.now() - timedelta(minutes=5))
    assert first(case) == "Release now."
    assert "You may not hold (" in opening(case)
    assert "Minn." in opening(case)
    assert "You may tell ICE of the release (" in opening(case)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (None, "has not answered"),
        (words.Answer.COMING, "ICE said it is coming"),
        (words.Answer.NOT_COMING, "said it is not coming"),
    ],
)
def test_what_ice_answered_stands_in_it(answer: words.Answer | None, said: str) -> None:
    case = made()
    case.entitle(timezone.now() - timedelta(minutes=5))
    tell(case, answer)
    assert said in opening(case)
    if answer is words.Answer.COMING:
        assert "hand over if its officers are here, else release (" in opening(case)


def test_a_claim_of_citizenship_stands_before_ice() -> None:
    case = made()
    case.entitle(timezone.now() - timedelta(minutes=5))
    case.record(acts.ClaimCitizenship(at=timezone.now(), stay=case.stay, claimed_by="The person"))
    assert "US citizenship was claimed: no hold and no hand-over to ICE" in opening(case)
    assert "ICE said" not in opening(case)


def test_who_has_left_needs_nothing_and_who_has_no_detainer_nothing_for_ice() -> None:
    case = made()
    case.record(acts.Lift(at=AT, detainer=case.detainer, reason=words.LiftReason.LIFTED))
    assert "nothing to do for ICE" in opening(case)
    case.entitle(AT)
    case.record(acts.Release(at=AT, stay=case.stay))
    assert opening(case).startswith("Released from custody")


@pytest.mark.parametrize(("state", "county"), STATES)
@pytest.mark.parametrize("due", [False, True])
def test_it_never_permits_what_the_decision_does_not(state: str, county: str, due: bool) -> None:
    case = made(state, county, name="Any")
    if due:
        case.entitle(timezone.now() - timedelta(minutes=5))
    with acting_as(case.desk):
        situation: RuleInputs = case_of(case.stay)
        said = " ".join(summary(situation))
        assert situation.decision is not None
        holds = [Action.HOLD_DETAINER_ONLY, Action.HOLD_ADMINISTRATIVE_WARRANT]
        if not any(situation.authorizes(action) for action in holds):
            assert "You may hold" not in said
            assert "You must hold" not in said
        if not situation.authorizes(Action.NOTIFY_RELEASE):
            assert "may tell ICE" not in said
            assert "must tell ICE" not in said
        assert "unknown" not in said
        assert not said.startswith(" ")


@pytest.mark.parametrize("role", ["desk", "supervisor", "counsel"])
def test_a_file_has_at_most_three_buttons_and_every_possible_step_once(role: str, client: Client) -> None:
    case = made()
    case.entitle(timezone.now() - timedelta(minutes=5))
    tell(case, words.Answer.COMING)
    user: User = getattr(case, role)
    with acting_as(user):
        situation = case_of(case.stay)
        now, more, others = buttons(situation, user, tasks(situation))
    assert len(now) <= MOST_BUTTONS
    slugs = [one.step.slug for one in [*now, *more]]
    assert len(slugs) == len(set(slugs))
    if role == "desk":
        assert [one.step.slug for one in now[:2]] == ["release", "hand-over"]
    client.force_login(user)
    page = client.get(f"/desk/stays/{case.stay}/").content.decode()
    assert "Not on file: an administrative warrant (I-200 or I-205); a judge&#x27;s warrant or order." in page
    if role == "counsel":
        assert others
        assert "For somebody else to do" in page


def test_a_warrant_that_is_on_file_has_its_answer() -> None:
    case = made()
    case.record(
        acts.AttachWarrant(
            at=AT, detainer=case.detainer, kind=words.WarrantKind.I_200, signed_by="x", signed_on=AT.date()
        )
    )
    with acting_as(case.desk):
        assert absent_papers(case_of(case.stay)) == {Action.HOLD_JUDICIAL_WARRANT}
