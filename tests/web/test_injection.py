"""What looks like code in a person's name is shown as the text it is: no template, page or query takes it for more."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from lodged.register import acts
from lodged.register import vocabulary as words
from lodged.register.models import Agency, Facility, Role, User
from lodged.register.services import record_all

AT = datetime(2026, 1, 2, tzinfo=UTC)
CODE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7|add:7 }}{% now 'Y' %}",
    "${7*7} #{7*7} <%= 7*7 %>",
    "'; DROP TABLE register_person; --",
    "%s%n%(name)s{0.__class__}",
    "\N{RIGHT-TO-LEFT OVERRIDE}evil\N{ZERO WIDTH SPACE}",
    "Þórður O'Brien-Ñúñez 王",
]


@pytest.mark.django_db
@pytest.mark.parametrize("name", CODE)
def test_what_looks_like_code_is_shown_as_text(client: Client, name: str) -> None:
    agency = Agency.objects.create(name="Synthetic County", state="MN")
    jail = Facility.objects.create(agency=agency, name="Synthetic Jail", kind="county_jail")
    clerk = User.objects.create(username="clerk", agency=agency, role=Role.RECORDS_SUPERVISOR)
    person = uuid4()
    record_all(
        clerk,
        [
            acts.Describe(at=AT, person=person, source=words.Source.DESK, names=(acts.Name(name, "Ada"),)),
            acts.Book(
                at=AT,
                stay=uuid4(),
                person=person,
                facility=jail.id,
                booking_number="S-1",
                basis=words.CustodyBasis.CHARGE,
            ),
        ],
    )
    client.force_login(clerk)
    for address in (reverse("record-held"), reverse("record-person", args=[person])):
        page = client.get(address).content.decode()
        assert escape(name) in page
        if escape(name) != name:
            assert name not in page
