"""A layout is drafted from an agency's own file, shown on its rows, kept on a person's word, and chosen for a file."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from lodged.casework import profiles, reconciliations
from lodged.casework.models import ReconciliationRun, RunStatus
from lodged.register.acting import acting_as
from lodged.register.models import Agency, Facility, Role, User
from lodged.sources.profiles import read_profile
from tests.sources.rosters import boone, people

pytestmark = pytest.mark.django_db
LISTED = (
    b"detainer_id,last_name,first_name,date_of_birth,facility_name,facility_state\n"
    b"SYN-1,Example,Ada,1990-05-17,Synthetic Jail,MN\n"
)
EXPORT = (
    "Inmate Name,Birth,Intake Date,Intake Time,Charge\n"
    '"Example, Ada",1990-05-17,2026-01-02,10:00,THEFT\n'
    '"Example, Ada",1990-05-17,2026-01-02,10:00,IMMIGRATION DETAINER\n'
)
CHOICES = {
    "title": "Synthetic county export",
    "grain": "charge",
    "facility_constant": "Synthetic Jail",
    "booking": ["Inmate Name", "Intake Date"],
    "name": "Inmate Name",
    "name_order": "LAST, FIRST MIDDLE",
    "date_of_birth": "Birth",
    "booked_at": "Intake Date",
    "booked_time": "Intake Time",
    "hold_column": "Charge",
    "hold_words": "IMMIGRATION DETAINER",
}


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep what a test uploads in the test's own folder."""
    monkeypatch.setattr(type(settings.CONFIGURATION), "runs_dir", property(lambda _: tmp_path / "runs"))
    monkeypatch.setattr("lodged.casework.profiles._drafts", lambda: tmp_path / "drafts")
    monkeypatch.setattr("lodged.casework.profiles._kept_for", lambda agency: tmp_path / "kept" / str(agency))
    monkeypatch.setattr("lodged.casework.uploaded_loads._folder", lambda: tmp_path / "loads")
    return tmp_path


@pytest.fixture
def supervisor(client: Client) -> User:
    county = Agency.objects.create(name="Synthetic County", state="MN")
    Facility.objects.create(agency=county, name="Synthetic Jail", kind="county_jail")
    user = User.objects.create(username="records", agency=county, role=Role.RECORDS_SUPERVISOR)
    client.force_login(user)
    return user


def uploaded(client: Client, text: str = EXPORT) -> HttpResponse:
    file = SimpleUploadedFile("export.csv", text.encode())
    answer: HttpResponse = client.post("/layouts/", {"file": file}, follow=True)
    return answer


def drafted(client: Client, **changed: Any) -> HttpResponse:
    answer: HttpResponse = client.post("/layouts/draft/", {**CHOICES, **changed})
    return answer


def accepted(client: Client) -> None:
    uploaded(client)
    drafted(client)
    assert drafted(client, accept="yes").status_code == 302


def test_what_the_names_suggest_is_filled_in(client: Client, supervisor: User) -> None:
    initial = uploaded(client).context["form"].initial
    assert (initial["name"], initial["booked_at"], initial["booked_time"]) == (
        *("Inmate Name", "Intake Date", "Intake Time"),
    )
    assert (initial["grain"], initial["hold_column"]) == ("charge", "Charge")


def test_the_rows_are_shown_and_nothing_is_kept_without_a_word(
    client: Client, supervisor: User, data: Path
) -> None:
    uploaded(client)
    shown = drafted(client)
    body = shown.content.decode()
    assert "1 stay was read" in body
    assert "2 rows, one a charge, are of 1 stays" in body
    assert "<td>Example</td>" in body
    assert "<td>True</td>" in body
    assert shown["Cache-Control"] == "no-store"
    assert not (data / "kept").exists()


def test_what_is_accepted_is_what_was_shown(client: Client, supervisor: User, data: Path) -> None:
    uploaded(client)
    drafted(client)
    other = drafted(client, accept="yes", hold_words="THEFT")
    assert other.status_code == 200
    assert not (data / "kept").exists()
    assert drafted(client, accept="yes", hold_words="THEFT").status_code == 302
    (kept,) = (data / "kept" / str(supervisor.agency_id)).iterdir()
    assert read_profile(kept).title == CHOICES["title"]
    assert "Example" not in kept.read_text("utf-8")


def test_the_file_is_private_and_gone_after_either_word(client: Client, supervisor: User, data: Path) -> None:
    accepted(client)
    assert list((data / "drafts").iterdir()) == []
    uploaded(client)
    (folder,) = (data / "drafts").iterdir()
    assert stat.S_IMODE((folder / "file").stat().st_mode) == 0o700
    assert "was removed" in client.post("/layouts/draft/put-aside/", follow=True).content.decode()
    assert list((data / "drafts").iterdir()) == []
    assert "no longer here" in client.get("/layouts/draft/", follow=True).content.decode()


def test_a_draft_nobody_came_back_for_is_removed(
    client: Client, supervisor: User, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    uploaded(client)
    (left,) = (data / "drafts").iterdir()
    monkeypatch.setattr(profiles, "KEPT_SECONDS", -1)
    Client().force_login(supervisor)
    other = Client()
    other.force_login(supervisor)
    uploaded(other)
    assert left not in set((data / "drafts").iterdir())


@pytest.mark.parametrize(
    ("lacking", "said"),
    [
        ({"facility_constant": ""}, "facility_name"),
        ({"booked_at": "", "booked_time": ""}, "seen_on"),
        ({"zone": "Mars/Olympus"}, "no time zone"),
        ({"booked_at": "No Such Column"}, "Select a valid choice"),
    ],
)
def test_what_is_missing_is_said_without_a_flag_of_the_command(
    client: Client, supervisor: User, lacking: dict[str, str], said: str
) -> None:
    uploaded(client)
    answer = drafted(client, **lacking)
    body = answer.content.decode()
    assert answer.status_code == 422
    assert said in body
    assert "--profile" not in body
    assert "--map" not in body


def test_a_layout_is_its_agencys_own(client: Client, supervisor: User) -> None:
    accepted(client)
    other = Agency.objects.create(name="Synthetic Neighbor", state="MN")
    stranger = Client()
    stranger.force_login(User.objects.create(username="other", agency=other, role=Role.RECORDS_SUPERVISOR))
    assert CHOICES["title"] in client.get("/layouts/").content.decode()
    assert CHOICES["title"] not in stranger.get("/layouts/").content.decode()
    mine = "/layouts/own:synthetic-county-export.yaml"
    assert client.get(mine).status_code == 200
    assert stranger.get(mine).status_code == 404


def test_a_load_through_a_layout_is_one_stay(client: Client, supervisor: User) -> None:
    accepted(client)
    file = SimpleUploadedFile("export.csv", EXPORT.encode())
    choice = {"kind": "roster", "mapping": "", "layout": "own:synthetic-county-export"}
    shown = client.post("/record/load/", {"file": file, **choice})
    said = dict(shown.context["counts"])
    assert said == {"new stay": 1, "detainer on file": 1}
    answer = client.post("/record/load/apply/", {"fingerprint": shown.context["fingerprint"]}, follow=True)
    assert "Recorded 3 events" in answer.content.decode()
    listed = SimpleUploadedFile("list.csv", LISTED)
    refused = client.post("/record/load/", {"file": listed, **choice, "kind": "list"})
    assert refused.status_code == 422


def test_a_reconciliation_reads_through_a_layout_as_it_was(
    client: Client, supervisor: User, data: Path
) -> None:
    accepted(client)
    sent = {
        "detainers": SimpleUploadedFile("list.csv", LISTED),
        "custody": [SimpleUploadedFile("export.csv", EXPORT.encode())],
        "state": "MN",
        "as_of": "2026-01-13",
        "layout": "own:synthetic-county-export",
    }
    assert client.post("/reconcile/", sent).status_code == 302
    for kept in (data / "kept" / str(supervisor.agency_id)).iterdir():
        kept.unlink()
    with acting_as(supervisor):
        run = ReconciliationRun.objects.get()
    reconciliations.do(run)
    assert run.status == RunStatus.DONE, run.message
    counts = {one.id: one.count for one in reconciliations.summary(run).categories}
    assert counts["in-custody"] == 1


def test_a_file_that_is_no_table_is_refused(client: Client, supervisor: User, data: Path) -> None:
    answer = client.post("/layouts/", {"file": SimpleUploadedFile("notes.docx", b"\x00\x01\x02")})
    assert answer.status_code == 422
    assert not list((data / "drafts").glob("*"))


def test_a_boone_like_report_is_read_by_the_page(client: Client, supervisor: User, tmp_path: Path) -> None:
    text = boone(tmp_path / "report.csv", people(3)).read_text("utf-8")
    assert uploaded(client, text).context["form"].initial["grain"] == "charge"


def test_the_agencys_own_words_are_kept_and_read(client: Client, supervisor: User, data: Path) -> None:
    export = EXPORT.replace("Charge", "Hold,How,Out").replace("THEFT", "NIC,TOT FED,2026-01-05 10:00")
    uploaded(client, export.splitlines()[0] + "\n" + export.splitlines()[1] + "\n")
    own = {
        "grain": "stay",
        "hold_column": "",
        "hold_words": "",
        "detainer_on_file": "Hold",
        "release_reason": "How",
        "released_at": "Out",
        "hold_no": "NIC\nnot in custody",
        "release_transferred_to_agency": "TOT FED",
    }
    shown = drafted(client, **own).content.decode()
    assert "<td>False</td>" in shown
    assert "<td>transferred_to_agency</td>" in shown
    assert drafted(client, accept="yes", **own).status_code == 302
    (kept,) = (data / "kept" / str(supervisor.agency_id)).iterdir()
    assert read_profile(kept).hold_words == {"nic": False, "notincustody": False}


def test_a_layout_of_the_agencys_own_can_be_removed_and_no_other(
    client: Client, supervisor: User, data: Path
) -> None:
    accepted(client)
    (own,) = (one for one in profiles.known(supervisor) if one.is_own)
    shipped = next(one for one in profiles.known(supervisor) if not one.is_own)
    for key, status in ((shipped.key, 404), ("own:another", 404), (own.key, 302), (own.key, 404)):
        assert client.post(f"/layouts/{key}/remove/").status_code == status
    assert shipped.path.is_file()
    assert list((data / "kept" / str(supervisor.agency_id)).iterdir()) == []
    assert client.get(f"/layouts/{own.key}/remove/").status_code == 405
