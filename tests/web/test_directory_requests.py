"""The directory of ICE offices: kept on its page, proposed from forms, offered at the notice, and in letters."""

from __future__ import annotations

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from lodged.casework.custody import transfer_to_agency
from lodged.casework.deeds import DeedRefusedError
from lodged.casework.directory import ContactEntered, keep_contact, lines_for, proposals, retire_contact
from lodged.register import acts
from lodged.register import vocabulary as words
from lodged.register.acting import acting_as
from lodged.register.actor import actor_of
from lodged.register.models import Detainer, Event, IceContact, Notice, Role, User
from lodged.register.replay import replay
from tests.register.case import Case, made

pytestmark = pytest.mark.django_db
ON_FORM = "612-555-0177"


@pytest.fixture
def case(client: Client) -> Case:
    """A jail whose detainer says whom to call, with the release planned."""
    found = made()
    detainer = uuid4()
    found.record(
        acts.Lodge(
            at=timezone.now() - timedelta(hours=3),
            detainer=detainer,
            stay=found.stay,
            form=words.FormFamily.I_247A,
            form_version="3/17",
            issued_on=None,
            issued_by="Synthetic Field Office, 1 Example Way",
            channel=words.Channel.FAX,
            received_by="Synthetic clerk",
            issuer_phone=ON_FORM,
        )
    )
    found.record(
        acts.PlanRelease(
            at=timezone.now() - timedelta(hours=1),
            stay=found.stay,
            planned_for=timezone.now() + timedelta(hours=50),
            reason="x",
        )
    )
    client.force_login(found.desk)
    return found


def keep(case: Case, office: str, **numbers: str) -> IceContact:
    keep_contact(actor_of(case.desk), timezone.now(), ContactEntered(office, **numbers))
    with acting_as(case.desk):
        return IceContact.objects.get(office=office)


def newest(case: Case) -> Detainer:
    with acting_as(case.desk):
        return Detainer.objects.order_by("-received_at").first()


def offered(case: Case) -> list[str]:
    with acting_as(case.desk):
        return [line.value for line in lines_for(Detainer.objects.order_by("-received_at").first())]


def test_a_number_read_off_a_form_is_proposed_until_the_directory_has_it(client: Client, case: Case) -> None:
    page = client.get(reverse("directory")).content.decode()
    assert ON_FORM in page
    assert offered(case) == [ON_FORM]
    filled = client.get(f"{reverse('directory-add')}?from={newest(case).pk}").content.decode()
    assert ON_FORM in filled
    assert "Synthetic Field Office" in filled
    answer = client.post(
        reverse("directory-add"), {"office": "Synthetic Field Office", "phone": "(612) 555-0177"}, follow=True
    )
    assert "Synthetic Field Office is in the directory" in answer.content.decode()
    with acting_as(case.desk):
        assert proposals() == []
        assert Event.objects.filter(name="directory.contact-kept").count() == 1


def test_the_office_that_issued_the_detainer_comes_before_the_others(case: Case) -> None:
    keep(case, "Another office", phone="651 555 0123")
    keep(case, "Synthetic Field Office", phone="651 555 0199", fax="651 555 0198")
    assert offered(case) == ["651 555 0199", "651 555 0198", ON_FORM, "651 555 0123"]
    keep(case, "Zulu desk", phone="+1 (612) 555 0177")
    assert offered(case)[0] == "+1 (612) 555 0177"


@pytest.mark.parametrize(
    ("entered", "why"),
    [
        ({"office": "Nowhere"}, "telephone number, a fax number or an e-mail"),
        ({"office": "", "phone": "6125550100"}, "field is required"),
        ({"office": "Short", "phone": "911"}, "[911] can&#x27;t be dialed"),
        ({"office": "Words", "phone": "ask the desk"}, "can&#x27;t be dialed"),
        ({"office": "Mail", "email": "nobody"}, "valid email"),
        ({"office": "x" * 201, "phone": "6125550100"}, "at most 200"),
    ],
)
def test_a_contact_that_reaches_nobody_is_refused(
    client: Client, case: Case, entered: dict[str, str], why: str
) -> None:
    answer = client.post(reverse("directory-add"), entered)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    with acting_as(case.desk):
        assert not IceContact.objects.exists()


def test_a_retired_contact_is_offered_no_more_and_stays_in_the_history(client: Client, case: Case) -> None:
    kept = keep(case, "Synthetic Field Office", phone="651 555 0199")
    address = reverse("directory-retire", args=[kept.pk])
    assert client.post(address, {"reason": " "}).status_code == 422
    client.post(address, {"reason": "The number changed"})
    assert "651 555 0199" not in offered(case)
    assert "651 555 0199" in client.get(reverse("directory")).content.decode()
    assert client.get(address).status_code == 404
    with pytest.raises(Exception, match="already"):
        retire_contact(actor_of(case.desk), timezone.now(), kept.pk, "again")
    assert [finding.detail for finding in replay().findings] == []


def test_ice_is_told_with_two_presses_and_nothing_typed(client: Client, case: Case) -> None:
    keep(case, "Synthetic Field Office", phone="651 555 0199")
    address = reverse("desk-step-notice", args=[case.stay])
    page = client.get(address)
    assert 'href="tel:+1-651-555-0199"' in page.content.decode()
    form = page.context["form"]
    shown = {name: form.get_initial_for_field(field, name) or "" for name, field in form.fields.items()}
    answer = client.post(address, shown | {"delivered": "yes"}, follow=True)
    assert "The notice is recorded" in answer.content.decode()
    with acting_as(case.desk):
        told = Notice.objects.get(given_at__isnull=False)
    assert (told.sent_to, told.channel, told.delivered) == (
        "Synthetic Field Office, 651 555 0199",
        "phone",
        True,
    )
    again = client.get(address).context["form"]
    assert again.get_initial_for_field(again.fields["office"], "office") == shown["office"]


def test_somebody_else_has_to_be_named(client: Client, case: Case) -> None:
    address = reverse("desk-step-notice", args=[case.stay])
    form = client.get(address).context["form"]
    shown = {name: form.get_initial_for_field(field, name) or "" for name, field in form.fields.items()}
    refused = client.post(address, shown | {"office": "else", "delivered": "no"})
    assert refused.status_code == 422
    assert "Say which office or person was reached" in refused.content.decode()


def text_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages)


def test_letters_carry_the_letterhead_and_who_signs_with_their_number(client: Client, case: Case) -> None:
    client.post(reverse("directory"), {"lines": "1 Example Way\nSynthetic City, MN 55999"})
    too_long = client.post(reverse("directory"), {"lines": "a\nb\nc\nd\ne"})
    assert too_long.status_code == 422
    User.objects.filter(pk=case.desk.pk).update(title="Sergeant", phone="(763) 555-0110")
    notice = text_of(client.get(reverse("desk-letter", args=[case.stay, "notice"])).content)
    assert "1 Example Way" in notice
    assert f"Signature, date and time {case.desk.written_name}, Sergeant, call back (763) 555-0110" in notice
    record = text_of(client.get(reverse("desk-letter", args=[case.stay, "decision-record"])).content)
    assert "1 Example Way" in record
    assert "Signature" not in record


def test_a_fax_has_a_cover_that_names_nobody_and_the_notice_after_it(client: Client, case: Case) -> None:
    kept = keep(case, "Synthetic Field Office", fax="651 555 0198")
    address = reverse("desk-letter", args=[case.stay, "fax"])
    page = client.get(reverse("desk-step-notice", args=[case.stay])).content.decode()
    assert f"{address}?contact={kept.pk}" in page
    pages = PdfReader(io.BytesIO(client.get(f"{address}?contact={kept.pk}").content)).pages
    cover, letter = pages[0].extract_text(), pages[1].extract_text()
    assert "651 555 0198" in cover
    assert "Sintético" not in cover
    assert "Sintético" in letter
    assert client.get(address).status_code == 409
    assert client.get(f"{address}?contact={uuid4()}").status_code == 409


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.RELEASE_DESK, Role.RECORDS_SUPERVISOR}))
def test_only_who_records_keeps_the_directory(client: Client, case: Case, role: Role) -> None:
    client.force_login(User.objects.create(username="other", agency=case.desk.agency, role=role))
    assert client.get(reverse("directory")).status_code == 403


def test_another_agencys_directory_is_not_seen_nor_changed(client: Client, case: Case) -> None:
    kept = keep(case, "Synthetic Field Office", phone="651 555 0199")
    other = made("TX", "Harris", name="Other")
    client.force_login(other.desk)
    assert "651 555 0199" not in client.get(reverse("directory")).content.decode()
    assert client.get(reverse("directory-change", args=[kept.pk])).status_code == 404


def test_the_victim_line_stands_at_a_release_and_is_a_link_that_dials(client: Client, case: Case) -> None:
    release = reverse("desk-step-release", args=[case.stay])
    assert "VINE" not in client.get(release).content.decode()
    client.post(reverse("directory-victim-line"), {"line": "(800) 555-0148"})
    assert 'href="tel:+1-800-555-0148"' in client.get(release).content.decode()
    answer = client.post(reverse("directory-victim-line"), {"line": "x" * 200}, follow=True)
    assert "at most 90" in answer.content.decode()


def test_the_detainers_papers_travel_with_a_transfer(client: Client, case: Case) -> None:
    address = reverse("desk-step-leave", args=[case.stay])
    page = client.get(address)
    assert reverse("desk-letter", args=[case.stay, "packet"]) in page.content.decode()
    form = page.context["form"]
    shown = {name: form.get_initial_for_field(field, name) or "" for name, field in form.fields.items()}
    client.post(address, shown | {"how": "agency", "to": "Synthetic prison", "with_papers": "on"})
    told = client.get(reverse("desk-stay", args=[case.stay])).content.decode()
    assert "papers went along: yes" in told


def test_papers_of_no_detainer_can_not_travel(case: Case) -> None:
    for row in (case.detainer, newest(case).pk):
        case.record(acts.Lift(at=timezone.now(), detainer=row, reason=words.LiftReason.LIFTED))
    with pytest.raises(DeedRefusedError, match="No open detainer"):
        transfer_to_agency(
            actor_of(case.desk), case.stay, timezone.now(), "Synthetic prison", with_papers=True
        )
