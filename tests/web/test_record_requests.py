"""The pages of the record: a file compared and recorded, a return filed, the two times asked for."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from lodged.register import acts
from lodged.register.acting import acting_as
from lodged.register.models import Agency, Facility, JournalFrontier, Role, Stay, User
from lodged.register.services import record

pytestmark = pytest.mark.django_db
HEADER = "facility_name,booking_id,last_name,first_name,Subject DOB,booked_at,released_at,detainer_on_file"
ROSTER = f"{HEADER}\nSynthetic Jail,S-1,Synthetic,Ada,1990-01-02,2026-01-10 09:00,,yes\n"


@pytest.fixture
def supervisor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, client: Client) -> User:
    monkeypatch.setattr("lodged.casework.uploaded_loads._folder", lambda: tmp_path / "loads")
    assert settings.CONFIGURATION
    county = Agency.objects.create(name="Synthetic County", state="MN")
    Facility.objects.create(agency=county, name="Synthetic Jail", kind="county_jail")
    user = User.objects.create(username="records", agency=county, role=Role.RECORDS_SUPERVISOR)
    client.force_login(user)
    return user


def compare(client: Client, text: str = ROSTER, mapping: str = "Subject DOB=date_of_birth") -> HttpResponse:
    file = SimpleUploadedFile("roster.csv", text.encode())
    answer: HttpResponse = client.post("/record/load/", {"file": file, "kind": "roster", "mapping": mapping})
    return answer


def apply(client: Client, shown: HttpResponse) -> str:
    answer = client.post("/record/load/apply/", {"fingerprint": shown.context["fingerprint"]}, follow=True)
    return answer.content.decode()


def test_a_file_is_shown_first_and_recorded_on_a_persons_word(
    client: Client, supervisor: User, tmp_path: Path
) -> None:
    shown = compare(client)
    assert "new stay" in shown.content.decode()
    assert JournalFrontier.objects.get().size == 0
    assert "Recorded 3 events" in apply(client, shown)
    assert list((tmp_path / "loads").iterdir()) == []
    again = compare(client, mapping="")
    assert "Nothing differs" in again.content.decode()


def test_a_record_that_changed_in_between_is_not_overwritten(client: Client, supervisor: User) -> None:
    apply(client, compare(client))
    ended = ROSTER.replace(",,yes", ",2026-01-12 10:00,yes")
    shown = compare(client, ended)
    with acting_as(supervisor):
        stay = Stay.objects.get()
    record(supervisor, acts.Release(at=datetime(2026, 1, 11, tzinfo=UTC), stay=stay.id))
    assert "The record changed since" in apply(client, shown)


@pytest.mark.parametrize(
    ("text", "mapping", "words"),
    [
        ("", "", "is empty"),
        (ROSTER, "", "date_of_birth"),
        (ROSTER, "Born=date_of_birth", "Born"),
        (ROSTER, "nonsense", "THEIRS=OURS"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(
    client: Client, supervisor: User, text: str, mapping: str, words: str
) -> None:
    answer = compare(client, text, mapping)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_file_that_is_gone_is_asked_for_again(client: Client, supervisor: User) -> None:
    answer = client.post("/record/load/apply/", {"fingerprint": "x"}, follow=True)
    assert "Send it again" in answer.content.decode()


def test_a_return_is_filed_and_shown(client: Client, supervisor: User) -> None:
    jail = Facility.objects.get()
    assert "no return" in client.get("/record/return/").content.decode()
    page = client.post("/record/return/", {"facility": jail.pk}, follow=True).content.decode()
    assert "This is a nil return" in page
    assert "(nil return)" in page


def test_both_times_are_asked_for_on_the_page(client: Client, supervisor: User) -> None:
    apply(client, compare(client))
    with acting_as(supervisor):
        stay = Stay.objects.get()
    before = datetime.now(UTC)
    record(supervisor, acts.Release(at=datetime(2026, 1, 12, 16, tzinfo=UTC), stay=stay.id))
    assert "0 people" in client.get("/record/").content.decode()
    then = {"at": "2026-01-13T08:00"}
    assert "0 people" in client.get("/record/", then).content.decode()
    known = before.astimezone().isoformat(timespec="seconds")
    told = client.get("/record/", then | {"known_at": f"{before:%Y-%m-%dT%H:%M}"})
    assert told.status_code == 200, known
    assert client.get("/record/", {"at": "yesterday"}).status_code == 200
    assert "is no time" in client.get("/record/", {"at": "yesterday"}).content.decode()


def test_a_file_is_asked_as_it_was_and_as_it_was_known(client: Client, supervisor: User) -> None:
    apply(client, compare(client))
    with acting_as(supervisor):
        stay = Stay.objects.get()
    before = JournalFrontier.objects.get().recorded_at
    assert before is not None
    record(supervisor, acts.Release(at=datetime(2026, 1, 12, 16, tzinfo=UTC), stay=stay.id))
    address = f"/record/people/{stay.person_id}/"
    asked = {"at": "2026-01-13T09:00"}
    now = client.get(address, asked).content.decode()
    known = before.astimezone(ZoneInfo("America/Chicago")).isoformat(timespec="microseconds")[:26]
    then = client.get(address, asked | {"known_at": known}).content.decode()
    assert "<td>released</td>" in now
    assert "<td>held</td>" in then
    assert "is no time" in client.get(address, {"at": "yesterday"}).content.decode()
