"""The pages on which people decide about pairs: the decision counts at once, is kept, and is used the next time."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from lodged.casework import reconciliations
from lodged.casework.models import ReconciliationRun, RunStatus
from lodged.casework.reviews import Pair, Place, read_review
from lodged.register.acting import acting_as
from lodged.register.models import Agency, Event, Role, User

pytestmark = pytest.mark.django_db
LIST = (
    "detainer_id,last_name,first_name,date_of_birth,a_number,facility_name,facility_state,issued_on\n"
    "SYN-D1,Quetzalli,Ximena,1990-02-11,999000111,Anoka County Jail,MN,2026-01-02\n"
    "SYN-D2,Warsame,Abdi,1988-05-01,,Anoka County Jail,MN,2026-01-02\n"
)
STAYS = (
    "facility_name,booking_id,last_name,first_name,date_of_birth,a_number,booked_at,detainer_on_file\n"
    "Anoka County Jail,SYN-B1,Quetzalli,Ximena,1990-02-11,999000987,2026-01-02 10:00,yes\n"
    "Anoka County Jail,SYN-B3,Berg,Lars,1977-03-09,,2026-01-02 10:00,no\n"
)


@pytest.fixture(autouse=True)
def own_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(settings.CONFIGURATION), "runs_dir", property(lambda _: tmp_path / "runs"))


@pytest.fixture
def agency() -> Agency:
    return Agency.objects.create(name="Synthetic Corrections", state="MN")


def staff(agency: Agency, name: str, role: Role = Role.STATE_ANALYST) -> User:
    return User.objects.create(username=name, agency=agency, role=role)


def reconcile(agency: Agency, stays: str = STAYS) -> ReconciliationRun:
    run = ReconciliationRun(agency=agency, state="MN", as_of=date(2026, 1, 13))
    for kind, text in (("list", LIST), ("custody", stays)):
        folder = run.uploads / kind / "1"
        folder.mkdir(parents=True)
        (folder / f"{kind}.csv").write_text(text, "utf-8")
    with acting_as(User(agency=agency, role=Role.RECORDS_SUPERVISOR)):
        run.save()
    reconciliations.do(run)
    assert run.status == RunStatus.DONE, run.message
    return run


def the_pair(run: ReconciliationRun, user: User) -> Pair:
    with acting_as(user):
        return read_review(run).pairs[0]


def counts(run: ReconciliationRun) -> dict[str, int]:
    summary = reconciliations.summary(run)
    found = {category.id: category.count for category in summary.categories}
    assert sum(found.values()) == summary.total == 2
    return {name: count for name, count in found.items() if count}


def decide(client: Client, run: ReconciliationRun, user: User, decision: str, **more: object) -> str:
    client.force_login(user)
    pair = the_pair(run, user)
    answer = client.post(
        reverse("review-pair", args=[run.id, pair.id]),
        {"decision": decision, "ground": "records", "note": "", "shown": len(pair.present)} | more,
        follow=True,
    )
    return answer.content.decode()


def test_a_decision_counts_at_once_and_the_totals_still_sum(client: Client, agency: Agency) -> None:
    analyst = staff(agency, "analyst")
    run = reconcile(agency)
    assert counts(run) == {"needs-review": 1, "no-roster": 1}
    page = decide(client, run, analyst, "same")
    assert "One person: recorded." in page
    assert "went from [Needs review] to [In custody, detainer on file]" in page
    assert counts(run) == {"in-custody": 1, "no-roster": 1}
    assert the_pair(run, analyst).place is Place.DECIDED
    page = decide(client, run, analyst, "different")
    assert counts(run) == {"no-roster": 2}
    with acting_as(analyst):
        assert list(Event.objects.values_list("name", flat=True)) == ["pair.ruled"] * 2


def test_the_next_reconciliation_of_the_agency_uses_it_and_another_agencys_does_not(
    client: Client, agency: Agency
) -> None:
    decide(client, reconcile(agency), staff(agency, "analyst"), "same")
    assert counts(reconcile(agency)) == {"in-custody": 1, "no-roster": 1}
    other = Agency.objects.create(name="Synthetic Neighbour", state="MN")
    assert counts(reconcile(other)) == {"needs-review": 1, "no-roster": 1}


def test_a_pair_that_cannot_be_told_goes_to_a_second_reader_who_reads_it_blind(
    client: Client, agency: Agency
) -> None:
    first, second = staff(agency, "first"), staff(agency, "second")
    run = reconcile(agency)
    decide(client, run, first, "unsure", note="the birthday is odd")
    assert counts(run) == {"needs-review": 1, "no-roster": 1}
    address = reverse("review-pair", args=[run.id, the_pair(run, first).id])
    page = client.get(address).content.decode()
    assert "the birthday is odd" in page
    assert "Another reader decides" in page
    client.force_login(second)
    page = client.get(address).content.decode()
    assert "A first reader could not tell" in page
    assert "the birthday is odd" not in page
    decide(client, run, second, "different")
    assert counts(run) == {"no-roster": 2}


def test_a_disagreement_takes_the_decision_back_until_counsel_settles_it(
    client: Client, agency: Agency
) -> None:
    first, second = staff(agency, "first"), staff(agency, "second")
    counsel = staff(agency, "counsel", Role.COUNSEL)
    run = reconcile(agency)
    decide(client, run, first, "same")
    decide(client, run, second, "different")
    assert counts(run) == {"needs-review": 1, "no-roster": 1}
    assert the_pair(run, first).place is Place.SETTLE
    third = decide(client, run, staff(agency, "third"), "same", note="why")
    assert "Your role (State analyst) can&#x27;t record this. A records supervisor or counsel" in third
    assert "Write what the decision rests on" in decide(client, run, counsel, "same")
    decide(client, run, counsel, "same", note="the photograph")
    assert counts(run) == {"in-custody": 1, "no-roster": 1}
    assert "was settled" in decide(client, run, first, "different")


def test_a_decision_outlasts_changed_records_and_comes_back_when_they_contradict_it(
    client: Client, agency: Agency
) -> None:
    analyst = staff(agency, "analyst")
    decide(client, reconcile(agency), analyst, "different")
    changed = reconcile(agency, STAYS.replace("999000987", "999000111"))
    assert counts(changed) == {"no-roster": 2}
    pair = the_pair(changed, analyst)
    assert (pair.was_changed, pair.place) == (True, Place.AGAIN)
    page = client.get(reverse("review-pair", args=[changed.id, pair.id])).content.decode()
    assert "The data now clearly say the opposite" in page
    decide(client, changed, analyst, "same")
    assert counts(changed) == {"in-custody": 1, "no-roster": 1}


def test_who_decides_on_what_another_decided_meanwhile_is_told(client: Client, agency: Agency) -> None:
    run = reconcile(agency)
    decide(client, run, staff(agency, "first"), "same")
    page = decide(client, run, staff(agency, "second"), "different", shown=0)
    assert "Somebody decided on this pair since you opened it" in page
    assert counts(run) == {"in-custody": 1, "no-roster": 1}


def test_a_button_pressed_twice_decides_once(client: Client, agency: Agency) -> None:
    analyst = staff(agency, "analyst")
    run = reconcile(agency)
    decide(client, run, analyst, "same")
    assert "Somebody decided" not in decide(client, run, analyst, "same", shown=0)
    with acting_as(analyst):
        assert Event.objects.count() == 1


def test_another_agency_and_the_release_desk_decide_nothing(client: Client, agency: Agency) -> None:
    run = reconcile(agency)
    own = staff(agency, "desk", Role.RELEASE_DESK)
    other = staff(Agency.objects.create(name="Synthetic Neighbour", state="MN"), "other")
    address = reverse("review-pair", args=[run.id, the_pair(run, staff(agency, "analyst")).id])
    for user in (own, other):
        client.force_login(user)
        for answer in (client.get(address), client.post(address, {"decision": "same"})):
            assert answer.status_code in {403, 404}
    assert counts(run) == {"needs-review": 1, "no-roster": 1}


def test_uploads_that_are_gone_are_said_and_the_decision_is_kept(client: Client, agency: Agency) -> None:
    analyst = staff(agency, "analyst")
    run = reconcile(agency)
    pair = the_pair(run, analyst)
    shutil.rmtree(run.uploads / "custody")
    client.force_login(analyst)
    answer = client.post(
        reverse("review-pair", args=[run.id, pair.id]),
        {"decision": "same", "ground": "records", "note": "", "shown": 0},
        follow=True,
    )
    assert re.search("could not be worked out again", answer.content.decode())
    assert counts(run) == {"needs-review": 1, "no-roster": 1}
    assert the_pair(run, analyst).place is Place.DECIDED


def test_a_page_with_people_is_kept_by_no_cache(client: Client, agency: Agency) -> None:
    analyst = staff(agency, "analyst")
    run = reconcile(agency)
    client.force_login(analyst)
    for address in (
        reverse("review", args=[run.id]),
        reverse("review-pair", args=[run.id, the_pair(run, analyst).id]),
    ):
        assert client.get(address)["Cache-Control"] == "no-store"
