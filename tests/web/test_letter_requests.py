"""Letters through their address: made from the record, refused where it lacks what they say, and recorded as read."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from pypdf import PdfReader

from lodged.register import acts
from lodged.register import vocabulary as words
from lodged.register.acting import acting_as
from lodged.register.models import Detainer, Event, Role, Stay, User
from tests.register.case import AT, Case, made

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(client: Client) -> Case:
    found = made()
    client.force_login(found.desk)
    return found


def get(client: Client, case: Case, kind: str, query: str = "") -> HttpResponse:
    answer: HttpResponse = client.get(f"/desk/stays/{case.stay}/letters/{kind}.pdf{query}")
    return answer


def text_of(answer: HttpResponse) -> str:
    assert answer.status_code == 200, answer.content.decode()
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def plan(case: Case) -> None:
    when = datetime(2026, 12, 25, 15, tzinfo=UTC) + timedelta(days=365)
    case.record(acts.PlanRelease(at=AT, stay=case.stay, planned_for=when, reason="x"))


def tell(case: Case, *, delivered: bool = True) -> None:
    case.record(
        acts.GiveNotice(
            at=AT,
            detainer=case.detainer,
            notice=uuid4(),
            channel=words.Channel.PHONE,
            sent_to="555-0100",
            given_by="Synthetic clerk",
            delivered=delivered,
            release_at=AT + timedelta(hours=1),
        )
    )


def test_the_notice_needs_a_release_on_record(client: Client, case: Case) -> None:
    refused = get(client, case, "notice")
    assert refused.status_code == 409
    assert "Record the planned release first" in refused.content.decode()
    plan(case)
    told = text_of(get(client, case, "notice"))
    assert "Planned release: 25 December 2027, 09:00 (CST)" in told
    assert "does not allow this facility to keep the person" in told
    assert "Esparza" in told


@pytest.mark.parametrize(
    ("state", "county", "why"),
    [("NY", "Erie", "[unknown]"), ("MA", "Hampden", "[not researched]"), ("CO", "Denver", "[unsettled]")],
)
def test_where_the_law_does_not_clearly_allow_telling_there_is_no_notice(
    client: Client, state: str, county: str, why: str
) -> None:
    case = made(state, county, name="Open")
    client.force_login(case.desk)
    plan(case)
    refused = get(client, case, "notice")
    assert refused.status_code == 409
    assert why in refused.content.decode()


@pytest.mark.parametrize(
    ("state", "county", "why"), [("NJ", "Mercer", "researched"), ("NY", "Erie", "unsettled")]
)
def test_where_the_law_does_not_allow_a_notice_at_commitment_none_is_written(
    client: Client, state: str, county: str, why: str
) -> None:
    case = made(state, county, name="Open")
    client.force_login(case.desk)
    refused = get(client, case, "commitment-notice")
    assert refused.status_code == 409
    assert why in refused.content.decode()


def test_where_the_law_forbids_telling_there_is_no_notice(client: Client) -> None:
    case = made("IL", "Cook", name="Illinois")
    client.force_login(case.desk)
    plan(case)
    refused = get(client, case, "notice")
    assert refused.status_code == 409
    assert "5 ILCS 805" in refused.content.decode()


@pytest.mark.parametrize(("language", "said"), [("en", "may not keep you"), ("es", "no puede retenerle")])
def test_the_persons_copy_speaks_their_language(client: Client, case: Case, language: str, said: str) -> None:
    told = text_of(get(client, case, "persons-copy", f"?lang={language}"))
    assert said in told
    assert "Sintético, Ada" in told


def test_a_language_that_is_not_there_yet_is_said(client: Client, case: Case) -> None:
    refused = get(client, case, "persons-copy", "?lang=hmn")
    assert refused.status_code == 409
    assert "English, Español" in refused.content.decode()


def test_the_decision_record_names_its_entry_and_what_is_missing(client: Client, case: Case) -> None:
    told = text_of(get(client, case, "decision-record"))
    with acting_as(case.desk):
        newest = Event.objects.filter(detainer_id=case.detainer).latest("index")
    assert str(newest.id) in told.replace(" ", "")
    assert "Rulebook, SHA-256" in told
    assert "prohibited" in told


def test_a_no_show_is_certified_only_where_it_is_recorded(client: Client, case: Case) -> None:
    assert "Nobody has recorded that ICE did not come" in get(client, case, "no-show").content.decode()
    case.entitle(AT)
    tell(case, delivered=False)
    case.record(acts.NoteNoShow(at=AT + timedelta(hours=1), detainer=case.detainer, officer="Off. Synthetic"))
    assert "No delivered notice" in get(client, case, "no-show").content.decode()
    tell(case)
    told = text_of(get(client, case, "no-show"))
    assert "had not come by 12 January 2026, 10:00 (CST)" in told
    assert "555-0100" in told


def test_no_letter_states_what_nobody_recorded(client: Client, case: Case) -> None:
    told = text_of(get(client, case, "commitment-notice"))
    assert told.count("not known") == 5
    assert "neither returned nor kept" in get(client, case, "return-slip").content.decode()
    for kind in ("persons-copy", "decision-record", "packet", "commitment-notice"):
        told = text_of(get(client, case, kind)).lower()
        for word in ("illegal", "removable", "undocumented", "deportable"):
            assert word not in told, (kind, word)


def test_a_commitment_is_said_from_the_record(client: Client, case: Case) -> None:
    sentence = words.CustodyBasis.SENTENCE
    case.record(acts.ChangeBasis(at=AT, stay=case.stay, basis=sentence, reason="sentenced"))
    plan(case)
    told = text_of(get(client, case, "commitment-notice"))
    assert "Date of commitment: 12 January 2026" in told
    assert "A sentence being served" in told
    assert "until the planned release, 25 December 2027" in told
    assert told.count("not known") == 2


def test_the_report_to_the_person_and_the_packet_hold_everything(client: Client, case: Case) -> None:
    case.serve()
    tell(case)
    for kind in ("data-subject-report", "packet"):
        told = text_of(get(client, case, kind))
        for said in ("Sintético", "Synthetic office", "555-0100"):
            assert said in told, (kind, said)
    told = text_of(get(client, case, "packet"))
    assert "Decision record" in told
    assert "Certificate that ICE did not come" not in told


def test_each_letter_is_recorded_as_read_and_kept_by_no_cache(client: Client, case: Case) -> None:
    answer = get(client, case, "persons-copy", "?lang=es")
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("inline; filename=")
    with acting_as(case.desk):
        read = Event.objects.get(name="person.file-read")
        assert read.person_id == case.person
        assert b"persons-copy (es)" in bytes(read.payload)


def test_readers_of_the_agency_may_and_strangers_may_not(client: Client, case: Case) -> None:
    auditor = User.objects.create(username="auditor", agency=case.desk.agency, role=Role.AUDITOR)
    client.force_login(auditor)
    assert get(client, case, "packet").status_code == 200
    client.force_login(made(name="Neighbour").desk)
    assert get(client, case, "packet").status_code == 404
    assert get(client, case, "nonsense").status_code == 404


def test_a_stay_without_a_detainer_has_no_letter_about_one(client: Client, case: Case) -> None:
    with acting_as(case.desk):
        stay = Stay.objects.get(pk=case.stay)
    person, other = uuid4(), uuid4()
    case.record(
        acts.Describe(at=AT, person=person, source=words.Source.DESK, names=(acts.Name("Ohne", "Bo"),))
    )
    book = acts.Book(
        at=AT,
        stay=other,
        person=person,
        facility=stay.facility_id,
        booking_number="SYN-NONE",
        basis=words.CustodyBasis.CHARGE,
    )
    case.record(book)
    for kind, status in (("persons-copy", 409), ("packet", 200), ("data-subject-report", 200)):
        assert client.get(f"/desk/stays/{other}/letters/{kind}.pdf").status_code == status
    with acting_as(case.desk):
        mine = Detainer.objects.get()
    assert client.get(f"/desk/stays/{other}/letters/persons-copy.pdf?detainer={mine.id}").status_code == 409
    assert client.get(f"/desk/stays/{case.stay}/letters/persons-copy.pdf?detainer=x").status_code == 404
