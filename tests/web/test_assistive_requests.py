"""For whoever hears a page or goes by keys: where the skip link lands, and titles that say when something is wrong."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.register.case import Case, made

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    found = made()
    found.entitle(timezone.now() - timedelta(minutes=5))
    return found


def skip_of(page: str) -> tuple[str, str]:
    """Where the skip link leads, and its words."""
    target, said = re.search(r'<a class="usa-skipnav" href="#([^"]+)">([^<]+)</a>', page).groups()
    return target, said


def element(page: str, identity: str) -> str:
    return re.search(rf'<\w+[^>]* id="{identity}"[^>]*>', page)[0]


@pytest.mark.parametrize("role", ["desk", "counsel"])
@pytest.mark.parametrize("where", ["board", "file"])
def test_the_skip_link_lands_at_the_first_next_step_or_at_what_may_be_done(
    client: Client, case: Case, role: str, where: str
) -> None:
    client.force_login(getattr(case, role))
    address = reverse("desk") if where == "board" else reverse("desk-stay", args=[case.stay])
    page = client.get(address).content.decode()
    target, said = skip_of(page)
    there = element(page, target)
    assert there.startswith("<a") or 'tabindex="-1"' in there
    if role == "desk":
        assert "next step: release now" in said
        assert f'href="{reverse("desk-step-release", args=[case.stay])}"' in there


def test_a_page_that_refuses_says_so_in_its_title(client: Client, case: Case) -> None:
    client.force_login(case.desk)
    assert "<title>Error: Page not found | Lodged</title>" in client.get("/nowhere/").content.decode()
    address = reverse("desk-step-release", args=[case.stay])
    shown = client.get(address)
    assert "<title>Release | Lodged</title>" in shown.content.decode()
    sent = client.post(address, {"stay_version": shown.context["form"]["stay_version"].value()})
    assert sent.status_code == 422
    assert "<title>Error: Release | Lodged</title>" in sent.content.decode()
    letter = client.get(reverse("desk-letter", args=[case.stay, "no-show"]))
    assert letter.status_code == 409
    assert "<title>Error: " in letter.content.decode()
