"""Every address of the instance as every role: nobody sees a person of another agency, and readers are bound.

The walk is made from the addresses themselves, so a new page is walked without being named here; a page that needs
a value the walk doesn't know fails until somebody says which.
"""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pypdf import PdfReader

from lodged.casework.models import ReconciliationRun, RunStatus
from lodged.casework.permissions import MAY_RECONCILE
from lodged.reconcile.files import reconcile_files
from lodged.register import acts
from lodged.register import vocabulary as words
from lodged.register.acting import acting_as
from lodged.register.models import Agency, Event, Facility, Paper, Role, Sharing, User
from lodged.register.permissions import MAY_READ
from lodged.register.services import record_all

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 10, 15, tzinfo=UTC)
SECRET = "Xyzzysdottir"
BOOKING = "QQ-SECRET-1"
RUN, STAY, PAPER = uuid4(), uuid4(), uuid4()
METHODS = ("get", "post")
CONFIRMED = {
    **dict.fromkeys(
        ("form_version", "file_number", "subject_id", "reference", "addressed_to", "issued_by"), ""
    ),
    **dict.fromkeys(("born", "issued_on", "warrant_signed_on"), None),
    **dict.fromkeys(("box_2", "signed"), False),
    "form": "I-247A",
    "last_name": SECRET,
    "first_name": "Ada",
    "grounds": [],
    **dict.fromkeys(("warrant", "warrant_signer"), None),
    "warrant_signed_by": "",
}
"""What a clerk typed in from the paper that waits."""


@pytest.fixture(autouse=True)
def own_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(settings.CONFIGURATION), "runs_dir", property(lambda _: tmp_path / "runs"))


@pytest.fixture(scope="module")
def reconciled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished reconciliation in which the secret person stands."""
    folder = tmp_path_factory.mktemp("reconciled")
    listed, held = folder / "list.csv", folder / "held.csv"
    listed.write_text(
        "detainer_id,last_name,first_name,date_of_birth,facility_name,facility_state\n"
        f"D-1,{SECRET},Ada,1990-01-02,Anoka County Jail,MN\n",
        "utf-8",
    )
    held.write_text(
        "facility_name,booking_id,last_name,first_name,date_of_birth,booked_at,detainer_on_file\n"
        f"Anoka County Jail,{BOOKING},{SECRET},Ada,1990-01-02,2026-01-02 10:00,yes\n",
        "utf-8",
    )
    reconcile_files([listed], [held], None, state="MN", as_of=date(2026, 1, 2), out=folder / "out")
    return folder / "out"


@pytest.fixture
def person(reconciled: Path) -> UUID:
    """A person in the custody of Synthetic County, and a reconciliation of that agency's."""
    county = Agency.objects.create(name="Synthetic County", state="MN")
    jail = Facility.objects.create(agency=county, name="Synthetic Jail", kind="county_jail")
    clerk = User.objects.create(username="clerk", agency=county, role=Role.RECORDS_SUPERVISOR)
    person = uuid4()
    record_all(
        clerk,
        [
            acts.Describe(at=AT, person=person, source=words.Source.DESK, names=(acts.Name(SECRET, "Ada"),)),
            acts.Book(
                at=AT,
                stay=STAY,
                person=person,
                facility=jail.id,
                booking_number=BOOKING,
                basis=words.CustodyBasis.CHARGE,
            ),
            acts.ReceivePaper(
                at=AT, person=uuid4(), paper=PAPER, facility=jail.id, channel=words.Channel.FAX
            ),
            acts.Lodge(
                at=AT,
                detainer=uuid4(),
                stay=STAY,
                form=words.FormFamily.I_247A,
                form_version="",
                issued_on=None,
                issued_by="Synthetic office",
                channel=words.Channel.FAX,
                received_by="Synthetic clerk",
            ),
        ],
    )
    with acting_as(clerk):
        Paper.objects.filter(pk=PAPER).update(said=json.dumps({"answers": CONFIRMED}).encode())
    with acting_as(clerk):
        run = ReconciliationRun.objects.create(
            id=RUN, agency=county, state="MN", as_of=AT.date(), status=RunStatus.DONE, asked_by=clerk
        )
    shutil.copytree(reconciled, run.result)
    return person


def addresses(person: UUID) -> Iterator[str]:
    values = {
        "person_id": person,
        "run_id": RUN,
        "name": "rows.csv",
        "pair_id": "0" * 20,
        "category_id": "in-custody",
        "jurisdiction": "us-mn",
        "provider_id": "county",
        "pk": 0,
        "user_id": 0,
        "what": "close",
        "uidb64": "MA",
        "token": "x",
        "stay_id": STAY,
        "kind": "packet",
        "contact_id": STAY,
        "paper_id": PAPER,
        "dispatch_id": PAPER,
        "number": 1,
        "rest": "nothing",
        "token_id": RUN,
        "detainer_id": RUN,
        "event_id": RUN,
        "webhook_id": RUN,
        "figure_id": "lodged",
        "table_id": "lodged-by-class",
        "claim_id": "dhs-1360",
        "path": "publication.json",
    }

    def walk(resolver: URLResolver, space: str) -> Iterator[tuple[str, URLPattern]]:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)
            else:
                yield space, pattern

    for space, pattern in walk(get_resolver(), ""):
        needed = pattern.pattern.converters
        unknown = set(needed) - set(values)
        assert not unknown, f"Tell the walk a value for {unknown} of {pattern.name}."
        yield reverse(f"{space}{pattern.name or ''}", kwargs={name: values[name] for name in needed})


def words_of(response: HttpResponse) -> bytes:
    """What a reader sees of an answer; of a PDF, its text."""
    body: bytes = b"".join(response.streaming_content) if response.streaming else response.content
    if response.headers.get("Content-Type") != "application/pdf":
        return body
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages).encode()


def seen(client: Client, person: UUID) -> list[str]:
    """The addresses at which the secret name or booking is to be seen."""
    found = []
    for address in addresses(person):
        for method in METHODS:
            if address in {reverse("sign-out"), reverse("device-lock")}:
                continue
            response = getattr(client, method)(address)
            body = words_of(response)
            # No worker runs in the tests, so the instance says that it isn't ready.
            assert response.status_code < 500 or address == reverse("ready"), (method, address)
            if SECRET.encode() in body or BOOKING.encode() in body:
                found.append(address)
    return sorted(set(found))


@pytest.mark.parametrize("role", Role)
def test_nobody_of_another_agency_sees_a_person(client: Client, person: UUID, role: Role) -> None:
    other = Agency.objects.create(name="Synthetic Neighbour", state="MN")
    client.force_login(User.objects.create(username="stranger", agency=other, role=role))
    assert seen(client, person) == []


def test_nobody_sees_a_person_without_signing_in(client: Client, person: UUID) -> None:
    assert seen(client, person) == []


@pytest.mark.parametrize("role", Role)
def test_an_agencys_own_readers_see_their_people_and_its_administrator_does_not(
    client: Client, person: UUID, role: Role
) -> None:
    county = Agency.objects.get(name="Synthetic County")
    client.force_login(User.objects.create(username="own", agency=county, role=role))
    where = seen(client, person)
    record_pages = {reverse("record-held"), reverse("record-person", args=[person])}
    assert {address for address in where if address.startswith("/record/")} == (
        record_pages if role in MAY_READ else set()
    )
    assert any(address.startswith("/reconcile/") for address in where) is (role in MAY_RECONCILE)


@pytest.mark.parametrize("role", sorted(MAY_READ))
def test_what_is_shared_is_seen_from_then_on_and_no_longer_than_it_is(
    client: Client, person: UUID, role: Role
) -> None:
    county = Agency.objects.get(name="Synthetic County")
    reader = Agency.objects.create(name="Synthetic State", state="MN")
    client.force_login(User.objects.create(username="reader", agency=reader, role=role))
    administrator = User.objects.create(username="admin", agency=county, role=Role.AGENCY_ADMINISTRATOR)
    address = reverse("record-person", args=[person])
    assert client.get(address).status_code == 404
    with acting_as(administrator):
        sharing = Sharing.objects.create(agency=county, reader=reader, since=AT)
    assert SECRET.encode() in client.get(address).content
    with acting_as(administrator):
        sharing.until = datetime(2026, 1, 11, tzinfo=UTC)
        sharing.save()
    assert client.get(address).status_code == 404


def test_opening_a_file_is_recorded_with_who_and_when(client: Client, person: UUID) -> None:
    clerk = User.objects.get(username="clerk")
    client.force_login(clerk)
    client.get(reverse("record-person", args=[person]))
    with acting_as(clerk):
        read = Event.objects.get(name="person.file-read")
        assert (read.person_id, read.actor) == (person, clerk)


def test_a_page_with_people_is_kept_by_no_cache(client: Client, person: UUID) -> None:
    client.force_login(User.objects.get(username="clerk"))
    for address in (reverse("record-held"), reverse("record-person", args=[person])):
        assert client.get(address)["Cache-Control"] == "no-store"
