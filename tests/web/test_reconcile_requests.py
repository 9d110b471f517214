"""What the reconciliation page does with what it is sent."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lodged.casework import reconciliations
from lodged.casework.models import ReconciliationRun, RunStatus
from lodged.casework.tasks import reconcile_run
from lodged.register.acting import acting_as
from lodged.register.models import Agency, Role, User
from lodged.web import uploads

pytestmark = pytest.mark.django_db

LISTED = (
    b"detainer_id,last_name,first_name,date_of_birth,facility_name,facility_state\n"
    b"SYN-1,Example,Ada,1990-05-17,HENNEPIN COUNTY ADC,MN\n"
)
HELD = (
    b"facility_name,booking_id,last_name,first_name,date_of_birth,booked_at,detainer_on_file\n"
    b"HENNEPIN COUNTY ADC,SYN-B-%d,Example,Ada,1990-05-17,2026-01-0%d 10:00,yes\n"
)


@pytest.fixture(autouse=True)
def own_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the runs of a test in the test's own folder."""
    monkeypatch.setattr(type(settings.CONFIGURATION), "runs_dir", property(lambda _: tmp_path / "runs"))
    return tmp_path / "runs"


@pytest.fixture
def analyst() -> User:
    agency = Agency.objects.create(name="Synthetic Department", state="MN")
    return User.objects.create_user("analyst", role=Role.STATE_ANALYST, agency=agency)


def the_run(user: User) -> ReconciliationRun:
    """The one run that this member of staff's agency has."""
    with acting_as(user):
        return ReconciliationRun.objects.get()


def files(**more: Any) -> dict[str, Any]:
    return {
        "detainers": SimpleUploadedFile("list.csv", LISTED),
        "custody": [
            SimpleUploadedFile("roster.csv", HELD % (1, 2)),
            SimpleUploadedFile("roster.csv", HELD % (2, 3)),
        ],
        "state": "MN",
        "as_of": "2026-01-13",
        **more,
    }


def test_two_rosters_of_one_name_are_both_read(client: Client, analyst: User) -> None:
    client.force_login(analyst)
    assert client.post("/reconcile/", files()).status_code == 302
    run = the_run(analyst)
    reconciliations.do(run)
    assert run.status == RunStatus.DONE, run.message
    assert [source.rows_in for source in reconciliations.summary(run).inputs] == [1, 1, 1]


def test_a_file_over_the_limit_is_refused_in_words_and_not_kept(
    client: Client, analyst: User, own_files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MAXIMUM_UPLOAD_BYTES", 1000)
    client.force_login(analyst)
    large = SimpleUploadedFile("large.csv", LISTED + b"x" * 100_000)
    response = client.post("/reconcile/", files(detainers=large))
    assert response.status_code == 422
    assert "large.csv is larger than" in response.content.decode()
    assert not own_files.exists()
    with acting_as(analyst):
        assert not ReconciliationRun.objects.exists()


def test_a_name_that_climbs_out_of_its_folder_does_not(
    client: Client, analyst: User, own_files: Path
) -> None:
    client.force_login(analyst)
    client.post("/reconcile/", files(detainers=SimpleUploadedFile("../../../escaped.csv", LISTED)))
    kept = [path for path in own_files.rglob("*.csv") if "escaped" in path.name]
    assert len(kept) == 1
    assert own_files in kept[0].parents


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.STATE_ANALYST])
def test_only_the_roles_named_may_send_files(client: Client, analyst: User, role: Role) -> None:
    from lodged.casework.permissions import MAY_RECONCILE

    client.force_login(User.objects.create_user("other", role=role, agency=analyst.agency))
    assert client.post("/reconcile/", files()).status_code == (302 if role in MAY_RECONCILE else 403)


def test_nobody_sends_files_unsigned(client: Client) -> None:
    assert client.post("/reconcile/", files()).status_code == 403


def test_a_result_that_vanished_is_our_mistake_and_says_so(client: Client, analyst: User) -> None:
    client.force_login(analyst)
    client.post("/reconcile/", files())
    run = the_run(analyst)
    reconciliations.do(run)
    shutil.rmtree(run.result)
    client.raise_request_exception = False
    response = client.get(f"/reconcile/{run.id}/")
    assert response.status_code == 500
    assert "Something went wrong on our side" in response.content.decode()


def test_the_worker_finds_its_run_and_nobody_elses_agency_does(client: Client, analyst: User) -> None:
    client.force_login(analyst)
    client.post("/reconcile/", files())
    run = the_run(analyst)
    reconcile_run(run_id=str(run.id), agency_id=str(run.agency_id))
    assert the_run(analyst).status == RunStatus.DONE
    other = Agency.objects.create(name="Synthetic Neighbour", state="MN")
    stranger = User.objects.create_user("stranger", role=Role.STATE_ANALYST, agency=other)
    with acting_as(stranger):
        assert not ReconciliationRun.objects.exists()
    client.force_login(stranger)
    assert client.get(f"/reconcile/{run.id}/").status_code == 404


@pytest.mark.parametrize("path", ["/", "/reconcile/", "/law/", "/law/us-mn/", "/law/what-if/", "/sign-in/"])
def test_every_page_forbids_what_it_does_not_need(client: Client, path: str) -> None:
    response = client.get(path)
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert " style=" not in response.content.decode()
    assert "<script>" not in response.content.decode()
