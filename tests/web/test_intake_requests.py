"""Intake through its pages: a paper kept, read, confirmed, matched and recorded, or returned; and what goes wrong."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from lodged.casework import intake
from lodged.register import acts
from lodged.register import vocabulary as words
from lodged.register.acting import acting_as
from lodged.register.actor import actor_of
from lodged.register.models import Agency, Detainer, Document, Event, Paper, PersonName, Role, Stay, User
from lodged.register.services import expunge, record, record_all
from tests.documents.i247a import Form, flat, picture, scanned, with_fields
from tests.register.case import Case, made

pytestmark = pytest.mark.django_db
ADA = Form(name="SINTÉTICO, Ada", born="01/02/1990", to="", date="01/09/2026")


@pytest.fixture
def case(client: Client) -> Case:
    found = made()
    client.force_login(found.desk)
    return found


def receive(
    client: Client, case: Case, content: bytes | None, name: str = "form.pdf", **said: str
) -> HttpResponse:
    told = {"facility": case.facility.pk, "channel": "fax", "received_at": "2026-01-12T08:00", **said}
    if content is not None:
        told["file"] = SimpleUploadedFile(name, content)
    answer: HttpResponse = client.post("/desk/intake/", told)
    return answer


def confirmed(client: Client, address: str, **changed: object) -> HttpResponse:
    """Send what the page offers, with the questions answered that only a person can."""
    shown = client.get(address).context["form"]
    told = {name: shown[name].value() for name in shown.fields}
    told |= {
        "signed": "yes",
        "warrant": "I-200",
        "warrant_signer": "officer",
        "warrant_signed_by": "Off. Synthetic",
    }
    told = {name: value for name, value in (told | changed).items() if value is not None}
    answer: HttpResponse = client.post(address, told)
    return answer


def to_decide(client: Client, case: Case, content: bytes | None = None, **changed: object) -> str:
    address = receive(client, case, content or flat(ADA)).url
    answer = confirmed(client, address, **changed)
    assert answer.status_code == 302, answer.context["form"].errors
    return str(answer.url)


def test_a_form_is_read_confirmed_and_recorded(client: Client, case: Case) -> None:
    decide = to_decide(client, case, with_fields(ADA))
    shown = client.get(decide)
    assert "same date of birth" in shown.content.decode()
    assert "Nothing is missing" in shown.content.decode()
    done = client.post(decide, {"outcome": "lodge", "stay": str(case.stay)}, follow=True)
    assert "Recorded as a detainer" in done.content.decode()
    with acting_as(case.desk):
        detainer = Detainer.objects.exclude(pk=case.detainer).get()
        assert detainer.received_at == datetime(2026, 1, 12, 14, tzinfo=UTC)
        assert (detainer.reference, detainer.issued_by) == (
            "SYN2601000123",
            "Synthetic Field Office, 1 Example Way",
        )
        assert detainer.probable_cause == ["final_order"]
        assert detainer.issued_on == date(2026, 1, 9)
        assert detainer.lacks == []
        assert detainer.warrants.get().kind == "I-200"
        assert bytes(Document.objects.get(sha256=detainer.document_sha256).content) == with_fields(ADA)
        paper = Paper.objects.get()
        assert (paper.outcome, paper.detainer, paper.said) == ("lodged", detainer, None)
        said = PersonName.objects.get(kind="as_on_form")
        assert (said.last, said.source) == ("SINTÉTICO", "form")


def test_every_value_stands_beside_its_source(client: Client, case: Case) -> None:
    page = client.get(receive(client, case, flat(ADA)).url).content.decode()
    assert "On the paper: “01/02/1990” (page 1, line" in page
    assert "a final order of removal: ticked" in page
    assert 'name="born" value="1990-01-02"' in page
    assert "page-1.png" in page


def test_what_the_file_leaves_open_is_not_answered_for_the_clerk(client: Client, case: Case) -> None:
    address = receive(client, case, flat(replace(ADA, signature="", born="", name="Ada Sintetico"))).url
    form = client.get(address).context["form"]
    for name in ("signed", "born", "last_name", "first_name", "warrant"):
        assert not form[name].value(), name
    answer = client.post(address, {"form": "I-247A"})
    assert answer.status_code == 422
    assert "Did an immigration officer sign it?" in answer.content.decode()


@pytest.mark.parametrize(("made_paper", "name"), [(scanned, "scan.pdf"), (picture, "photo.png")])
def test_a_scan_is_kept_shown_and_typed_by_hand(client: Client, case: Case, made_paper, name: str) -> None:
    address = receive(client, case, made_paper(ADA), name).url
    assert "It is kept; type the values in" in client.get(address).content.decode()
    shown = client.get(f"{address}page-1.png")
    assert shown["Content-Type"] == "image/png"
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert shown["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert client.get(f"{address}page-2.png").status_code == 404
    file = client.get(f"{address}document")
    assert file["Content-Disposition"].startswith("attachment")
    assert file["Cache-Control"] == "no-store"
    assert file.content == made_paper(ADA)
    with acting_as(case.desk):
        assert Event.objects.filter(name="person.file-read", person_id=Paper.objects.get().person).exists()


def test_a_tiff_is_downloaded_and_not_shown(client: Client, case: Case) -> None:
    address = receive(client, case, b"II*\x00" + bytes(40), "fax.tif").url
    page = client.get(address).content.decode()
    assert "can't be shown here" in page
    assert "page-1.png" not in page
    assert client.get(f"{address}page-1.png").status_code == 404


def test_without_a_file_everything_is_typed(client: Client, case: Case) -> None:
    address = receive(client, case, None).url
    assert "No file was kept" in client.get(address).content.decode()
    told = {
        "form": "I-247",
        "last_name": "Sintetico",
        "first_name": "Ada",
        "issued_by": "Office",
        "box_2": "no",
    }
    assert confirmed(client, address, **told, warrant="none", warrant_signer=None).status_code == 302


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"MZ\x90 this is a program", "form.pdf", "is not a PDF, PNG, JPEG or TIFF, whatever its name says"),
        (flat()[:300], "cut.pdf", "damaged or cut off"),
        (b"", "empty.pdf", "empty"),
        (b"%PDF-" + bytes(26_000_000), "large.pdf", "has 26 MB; a paper may have up to 25"),
    ],
)
def test_what_is_no_paper_is_refused_in_words_and_nothing_is_kept(
    client: Client, case: Case, content: bytes, name: str, said: str
) -> None:
    answer = receive(client, case, content, name)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    with acting_as(case.desk):
        assert not Paper.objects.exists()
        assert not Document.objects.exists()


def test_an_upload_of_300_megabytes_is_cut_and_refused_in_words(
    client: Client, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lodged.web.uploads.MAXIMUM_UPLOAD_BYTES", 1_000_000)
    answer = receive(client, case, b"%PDF-" + bytes(3_000_000))
    assert answer.status_code == 422
    assert "a paper may have up to 25" in answer.content.decode()


def test_text_of_more_than_a_megabyte_is_refused_in_words(client: Client, case: Case) -> None:
    answer = receive(client, case, flat(ADA), channel="x" * 1_100_000)
    assert answer.status_code == 413
    assert "larger than 1 MB. Nothing of it was recorded." in answer.content.decode()
    with acting_as(case.desk):
        assert not Paper.objects.exists()


def test_the_same_file_again_leads_to_the_one_before(client: Client, case: Case) -> None:
    first = receive(client, case, flat(ADA)).url
    again = receive(client, case, flat(ADA))
    assert again.status_code == 422
    assert first in again.content.decode()
    second = receive(client, case, flat(ADA), again="on")
    assert second.status_code == 302
    page = client.get(confirmed(client, second.url).url).content.decode()
    assert "The same file was received on 2026-01-12 08:00" in page
    with acting_as(case.desk):
        assert Document.objects.count() == 1


def test_a_second_click_records_nothing_twice(client: Client, case: Case) -> None:
    decide = to_decide(client, case)
    told = {"outcome": "lodge", "stay": str(case.stay)}
    with acting_as(case.desk):
        answers = intake.answers_of(Paper.objects.get())
    assert answers is not None
    client.post(decide, told)
    again = client.post(decide, told, follow=True)
    assert "Recorded as a detainer" in again.content.decode()
    with acting_as(case.desk):
        assert Detainer.objects.count() == 2
        paper = Paper.objects.get()
    with pytest.raises(Exception, match="settled already"):
        intake.keep(actor_of(case.desk), paper, answers, Stay(pk=case.stay), words.DeclineReason.POLICY)
    with acting_as(case.desk):
        assert Detainer.objects.count() == 2


def test_a_later_form_takes_the_earlier_ones_place(client: Client, case: Case) -> None:
    decide = to_decide(client, case)
    told = {"outcome": "lodge", "stay": str(case.stay), "supersedes": str(case.detainer)}
    client.post(decide, told)
    with acting_as(case.desk):
        old = Detainer.objects.get(pk=case.detainer)
        assert old.superseded_at is not None
        assert old.successors.get().supersedes == old


def test_a_number_on_record_is_said(client: Client, case: Case) -> None:
    client.post(to_decide(client, case), {"outcome": "lodge", "stay": str(case.stay)})
    page = client.get(to_decide(client, case, flat(replace(ADA, officer="Another")))).content.decode()
    assert "Number [SYN2601000123] is on record already" in page


def test_a_form_for_another_person_is_returned_with_a_slip(client: Client, case: Case) -> None:
    decide = to_decide(client, case, flat(replace(ADA, name="FREMD, Bo", born="05/06/1970")))
    assert "Nobody held here shares" in client.get(decide).content.decode()
    refused = client.post(decide, {"outcome": "lodge"})
    assert "Choose the booking it is about" in refused.content.decode()
    done = client.post(decide, {"outcome": "return", "return_reason": "not_held"}, follow=True)
    assert "Returned to the sender" in done.content.decode()
    with acting_as(case.desk):
        paper = Paper.objects.get()
        event = Event.objects.get(name="paper.returned")
    assert event.person_id == paper.person != case.person
    slip = client.get(f"/desk/intake/{paper.id}/return-slip.pdf")
    text = " ".join(PdfReader(io.BytesIO(slip.content)).pages[0].extract_text().split())
    assert "FREMD, Bo" in text
    assert "is not in this facility's custody" in text
    assert "SYN2601000123" in text


def test_what_speaks_against_a_booking_must_be_confirmed(client: Client, case: Case) -> None:
    decide = to_decide(client, case, flat(replace(ADA, born="02/01/1990")))
    page = client.get(decide).content.decode()
    assert "date of birth with day and month exchanged" in page
    told = {"outcome": "lodge", "stay": str(case.stay)}
    assert "speaks against this booking" in client.post(decide, told).content.decode()
    assert client.post(decide, {**told, "in_spite": "on"}).status_code == 302


def test_a_form_for_another_facility_is_noticed(client: Client, case: Case) -> None:
    case.facility.name = "Hennepin County Adult Detention Center"
    case.facility.save()
    page = client.get(to_decide(client, case, flat(replace(ADA, to="Ramsey County Jail")))).content.decode()
    assert "It is addressed to [Ramsey County Jail]" in page


def test_a_booking_is_found_by_its_number(client: Client, case: Case) -> None:
    with acting_as(case.desk):
        number = Stay.objects.get(pk=case.stay).booking_number
    decide = to_decide(client, case, flat(replace(ADA, name="ANDERS, Bo", born="")))
    assert number in client.get(decide, {"booking": number.lower()}).content.decode()
    assert "has the number [X-1]" in client.get(decide, {"booking": "X-1"}).content.decode()
    answer = client.post(
        f"{decide}?booking={number}", {"outcome": "keep", "keep_reason": "policy", "stay": case.stay}
    )
    assert "speaks against" in answer.content.decode()


def test_kept_and_not_honoured_is_the_least_record(client: Client, case: Case) -> None:
    decide = to_decide(client, case)
    told = {"outcome": "keep", "stay": str(case.stay), "keep_reason": "law_forbids"}
    done = client.post(decide, told, follow=True)
    assert "Kept and not honored" in done.content.decode()
    with acting_as(case.desk):
        kept = Detainer.objects.exclude(pk=case.detainer).get()
        assert kept.kept_only
    slip = client.get(f"/desk/stays/{case.stay}/letters/return-slip.pdf?detainer={kept.id}")
    assert slip.status_code == 200


def test_gaps_are_said_with_what_to_do_and_recorded(client: Client, case: Case) -> None:
    incomplete = {
        "signed": "no",
        "grounds": None,
        "warrant": "none",
        "warrant_signer": None,
        "issued_on": None,
    }
    decide = to_decide(client, case, **incomplete)
    page = client.get(decide).content.decode()
    for said in (
        "No immigration officer signed it",
        "no date of issue",
        "Neither a probable-cause",
        "No warrant came",
    ):
        assert said in page
    client.post(decide, {"outcome": "lodge", "stay": str(case.stay)})
    with acting_as(case.desk):
        lodged = Detainer.objects.exclude(pk=case.detainer).get()
    assert lodged.lacks == ["not-signed", "not-dated", "no-box", "no-warrant"]


def test_an_officers_signature_never_makes_a_judges_warrant(client: Client, case: Case) -> None:
    address = receive(client, case, flat(ADA)).url
    refused = confirmed(client, address, warrant="judicial")
    assert refused.status_code == 422
    assert "a judge&#x27;s warrant by a judge of a court" in refused.content.decode()
    unsigned = confirmed(client, address, warrant_signer="nobody", warrant_signed_by=None)
    client.post(unsigned.url, {"outcome": "lodge", "stay": str(case.stay)})
    with acting_as(case.desk):
        lodged = Detainer.objects.exclude(pk=case.detainer).get()
    assert not lodged.warrants.exists()
    assert lodged.lacks == ["warrant-not-signed"]


def test_the_four_hours_are_shown(client: Client, case: Case) -> None:
    now = timezone.now()
    for hours, said in ((1, "left of the four hours"), (5, "over the four hours")):
        local = (now - timedelta(hours=hours)).astimezone(case.facility.zone)
        receive(client, case, None, received_at=f"{local:%Y-%m-%dT%H:%M}")
        assert said in client.get("/desk/intake/").content.decode()
    future = receive(client, case, None, received_at="2999-01-01T00:00")
    assert "has not come yet" in future.content.decode()


def test_only_those_who_record_come_in_and_only_to_their_own(client: Client, case: Case) -> None:
    address = receive(client, case, flat(ADA)).url
    neighbour = Agency.objects.create(name="Synthetic Neighbour", state="MN")
    for agency, role, status in (
        (case.desk.agency, Role.AUDITOR, 403),
        (neighbour, Role.RELEASE_DESK, 404),
    ):
        client.force_login(User.objects.create(username=f"x-{role}", agency=agency, role=role))
        assert client.get(address).status_code == status
    assert client.get(f"{address}document").status_code == 404


def test_an_expungement_takes_the_papers_along(client: Client, case: Case) -> None:
    client.post(to_decide(client, case), {"outcome": "lodge", "stay": str(case.stay)})
    returned = to_decide(client, case, flat(replace(ADA, name="FREMD, Bo", born="")))
    client.post(returned, {"outcome": "return", "return_reason": "not_held"})
    expunge(case.supervisor, case.person, order="Synthetic court, 1")
    with acting_as(case.supervisor):
        assert Document.objects.count() == 1
        blank = set(Event.objects.filter(payload=None).values_list("name", flat=True))
        assert {"paper.received", "detainer.lodged"} <= blank
        other = Paper.objects.get(outcome="returned")
        kept = intake.answers_of(other)
        assert kept is not None
        assert kept.last_name == "FREMD"
    expunge(case.supervisor, other.person, order="Synthetic court, 2")
    with acting_as(case.supervisor):
        assert not Document.objects.exists()
        assert not Paper.objects.get(outcome="returned").said


def test_a_paper_received_for_a_person_who_left_is_refused_by_the_record(client: Client, case: Case) -> None:
    record(case.desk, acts.Release(at=datetime(2026, 1, 12, 13, tzinfo=UTC), stay=case.stay))
    decide = to_decide(client, case)
    page = client.post(decide, {"outcome": "lodge", "stay": str(case.stay)}).content.decode()
    assert "Custody ended on [2026-01-12 07:00]" in page
    with acting_as(case.desk):
        assert Paper.objects.get().is_waiting


def test_a_person_with_the_same_number_stands_first(client: Client, case: Case) -> None:
    person = uuid4()
    record_all(
        case.desk,
        [
            acts.Describe(
                at=case_time(),
                person=person,
                source=words.Source.DESK,
                names=(acts.Name("Zwei", "Ada"),),
                identifiers=(acts.Identifier(words.IdentifierKind.A_NUMBER, "012345678"),),
            ),
            acts.Book(
                at=case_time(),
                stay=uuid4(),
                person=person,
                facility=case.facility.id,
                booking_number="SYN-NUMBER",
                basis=words.CustodyBasis.CHARGE,
            ),
        ],
    )
    offered = client.get(to_decide(client, case)).context["offered"]
    numbers = {one.stay.booking_number: one for one in offered}
    assert "same A-number" in numbers["SYN-NUMBER"].speaks_for
    assert "another family name" in numbers["SYN-NUMBER"].against


def case_time() -> datetime:
    return datetime(2026, 1, 10, 15, tzinfo=UTC)
