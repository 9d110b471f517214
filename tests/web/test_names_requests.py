"""The check of a published list over the record: what it answers, and that looking is recorded."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lodged.register import acts
from lodged.register import vocabulary as words
from lodged.register.acting import acting_as
from lodged.register.models import Agency, BirthDate, Event, PersonName, Role, User
from lodged.register.services import expunge, record
from tests.register.case import Case, made

pytestmark = pytest.mark.django_db
PURPOSE = "Synthetic press release of 21 January"


def ask(client: Client, user: User, text: str = "", **more: object) -> str:
    client.force_login(user)
    answer = client.post(reverse("record-names"), {"text": text, "purpose": PURPOSE} | more)
    assert answer["Cache-Control"] == "no-store"
    return answer.content.decode()


def events(user: User, name: str) -> list[dict[str, object]]:
    with acting_as(user):
        return [
            json.loads(bytes(event.payload)) for event in Event.objects.filter(name=name).order_by("index")
        ]


def test_a_name_is_answered_from_the_record_and_the_looking_is_recorded(client: Client) -> None:
    case = made()
    name, born = name_of(case)
    page = ask(client, case.supervisor, f"{name}, born {born}\nZzyzx Nobody")
    assert "Sure." in page
    assert "In custody" in page
    assert "detainer received from" in page
    assert "Nobody found." in page
    (searched,) = events(case.supervisor, "names.searched")
    assert (searched["names"], searched["shown"], searched["purpose"]) == (2, 1, PURPOSE)
    (read,) = events(case.supervisor, "person.file-read")
    assert read["person"] == str(case.person)
    assert str(searched["list_sha256"])[:12] in str(read["purpose"])


def name_of(case: Case) -> tuple[str, str]:
    """The person's name as a press release would write it, and the date of birth."""
    with acting_as(case.supervisor):
        name = PersonName.objects.filter(person=case.person).order_by("pk")[0]
        birth = BirthDate.objects.filter(person=case.person)[0]
    return f"{name.first} {name.last}", str(birth.value)


def test_a_name_alone_is_possible_and_never_sure(client: Client) -> None:
    case = made()
    name, _ = name_of(case)
    page = ask(client, case.supervisor, name)
    assert "One possible." in page
    assert "Sure." not in page


def test_every_recorded_name_of_a_person_is_compared(client: Client) -> None:
    case = made()
    _, born = name_of(case)
    alias = acts.Describe(
        at=timezone.now(),
        person=case.person,
        source=words.Source.PERSON,
        names=(acts.Name("Quetzalcoatl", "Zdenka", kind=words.NameKind.ALIAS),),
    )
    assert "Nobody found." in ask(client, case.supervisor, f"Zdenka Quetzalcoatl, born {born}")
    record(case.supervisor, alias)
    page = ask(client, case.supervisor, f"Zdenka Quetzalcoatl, born {born}")
    assert "Sure." in page
    told = "under another recorded name, Quetzalcoatl, Zdenka (an alias; source: the person&#x27;s own words)"
    assert told in page
    assert page.count("named__person") == 1
    assert len(events(case.supervisor, "person.file-read")) == 1
    expunge(case.supervisor, case.person, order="Synthetic court, 1")
    assert "Nobody found." in ask(client, case.supervisor, f"Zdenka Quetzalcoatl, born {born}")


def test_a_search_that_finds_nobody_is_recorded_too(client: Client) -> None:
    case = made()
    ask(client, case.supervisor, "Zzyzx Nobody")
    assert [one["shown"] for one in events(case.supervisor, "names.searched")] == [0]
    assert events(case.supervisor, "person.file-read") == []


def test_the_answers_are_downloaded_with_no_cell_a_formula(client: Client) -> None:
    case = made()
    answer = ask(client, case.supervisor, "=cmd Nobody", download="csv")
    assert answer.splitlines()[0].startswith("line,name,")
    assert "'=cmd Nobody" in answer
    assert len(events(case.supervisor, "names.searched")) == 1


def test_a_file_is_taken_in_place_of_text_and_what_is_wrong_is_said(client: Client) -> None:
    case = made()
    file = SimpleUploadedFile("list.csv", b"last_name,first_name\nNobody,Zzyzx\n")
    assert "Nobody found." in ask(client, case.supervisor, file=file)
    both = ask(client, case.supervisor, "Ada", file=SimpleUploadedFile("list.csv", b"name\nAda\n"))
    assert "one of the two" in both
    assert "begins with no name" in ask(client, case.supervisor, "34, Minneapolis")
    assert len(events(case.supervisor, "names.searched")) == 1


@pytest.mark.parametrize("role", Role)
def test_another_agency_finds_nobody_and_an_administrator_may_not_look(client: Client, role: Role) -> None:
    case = made()
    name, born = name_of(case)
    other = Agency.objects.create(name="Synthetic Neighbour Office", state="MN")
    stranger = User.objects.create(username="stranger", agency=other, role=role)
    client.force_login(stranger)
    answer = client.post(reverse("record-names"), {"text": f"{name}, born {born}", "purpose": PURPOSE})
    if role is Role.AGENCY_ADMINISTRATOR:
        assert answer.status_code == 403
    else:
        assert "Nobody found." in answer.content.decode()
