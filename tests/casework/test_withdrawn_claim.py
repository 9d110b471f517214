"""A claim of US citizenship can be withdrawn with a reason; what it stopped is then stopped no more."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from lodged.casework import citizenship
from lodged.register import acts
from lodged.register.acting import acting_as
from lodged.register.actor import actor_of
from lodged.register.lifecycle.rules import ImpossibleActError
from lodged.register.lifecycle.stays import claim_refusal
from lodged.register.models import CitizenshipClaim, Event, Role, Stay, User
from lodged.register.permissions import NotPermittedError
from lodged.register.vocabulary import Ruling
from tests.casework.doors import World, world
from tests.register.case import AT

pytestmark = pytest.mark.django_db
SOON = AT + timedelta(hours=1)


@pytest.fixture
def here(tmp_path: Path) -> World:
    made = world(tmp_path)
    made.case.record(acts.ClaimCitizenship(at=AT, stay=made.case.stay, claimed_by="Synthetic sister"))
    return made


def stay(here: World) -> Stay:
    with acting_as(here.case.desk):
        return Stay.objects.get(pk=here.case.stay)


@pytest.mark.parametrize("role", ["desk", "supervisor", "counsel"])
def test_who_may_rule_may_record_that_it_is_withdrawn(here: World, role: str) -> None:
    assert claim_refusal(stay(here).facts()) is not None
    who: User = getattr(here.case, role)
    citizenship.withdraw_claim(actor_of(who), here.case.stay, SOON, "Synthetic sister: it was a mistake")
    assert claim_refusal(stay(here).facts()) is None
    with acting_as(here.case.desk):
        claim = CitizenshipClaim.objects.get()
        assert (claim.withdrawn_at, claim.ruled_at, claim.is_open) == (SOON, None, False)
        assert Event.objects.filter(name="stay.claim-withdrawn", actor=who).count() == 1


def test_an_auditor_may_not(here: World) -> None:
    auditor = User.objects.create(username="auditor", agency=here.case.desk.agency, role=Role.AUDITOR)
    with pytest.raises(NotPermittedError):
        citizenship.withdraw_claim(actor_of(auditor), here.case.stay, SOON, "no reason of mine")
    assert stay(here).claim == "open"


def test_the_desk_offers_it_and_the_file_and_board_follow(here: World) -> None:
    client = Client()
    client.force_login(here.case.desk)
    file = reverse("desk-stay", args=[here.case.stay])
    assert "Withdraw the claim" in client.get(file).content.decode()
    step = reverse("desk-step-withdraw-claim", args=[here.case.stay])
    shown = client.get(step).context["form"]
    told = {name: shown.get_initial_for_field(field, name) or "" for name, field in shown.fields.items()}
    done = client.post(step, told | {"reason": "Synthetic sister: it was a mistake"}, follow=True)
    page = done.content.decode()
    assert "The claim of US citizenship was withdrawn: Synthetic sister: it was a mistake" in page
    assert "Withdraw the claim" not in page
    assert "Open: hold and handover are stopped" not in page
    assert "Rule on the claim" not in client.get("/desk/").content.decode()


def test_after_a_withdrawal_another_claim_stops_it_again(here: World) -> None:
    actor = actor_of(here.case.desk)
    citizenship.withdraw_claim(actor, here.case.stay, SOON, "a mistake")
    citizenship.claim_citizenship(actor, here.case.stay, SOON + timedelta(minutes=5), "", "I was born here")
    assert claim_refusal(stay(here).facts()) is not None
    with pytest.raises(ImpossibleActError, match="Say why"):
        here.case.record(acts.WithdrawClaim(at=SOON + timedelta(minutes=6), stay=here.case.stay, reason=" "))


def test_a_claim_that_was_ruled_on_can_not_be_withdrawn(here: World) -> None:
    client = Client()
    client.force_login(here.case.counsel)

    citizenship.rule_on_citizenship(
        actor_of(here.case.counsel),
        here.case.stay,
        SOON,
        Ruling.CITIZEN,
        "Synthetic counsel",
        "birth certificate",
    )
    page = client.get(reverse("desk-step-withdraw-claim", args=[here.case.stay]))
    assert "There is no open claim" in page.content.decode()
    assert stay(here).claim == "upheld"
