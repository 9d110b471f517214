"""The pages of figures and claims on the instance: what was published, and nothing else."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from lodged.demo import synthetic_minnesota
from lodged.demo.release import write_release
from lodged.figures.question import Question
from lodged.publication.edition import Edition
from lodged.publication.publishing import publish

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    release, _, claims = write_release(synthetic_minnesota.make(), folder / "files")
    edition = Edition(
        "Synthetic figures",
        (release,),
        Question(state="MN", as_of=date(2026, 1, 13)),
        already_public=True,
        synthetic=True,
        only=("declined",),
        claims=(claims,),
    )
    publish(edition, folder / "site")
    return folder / "site"


@pytest.fixture
def published(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "CONFIGURATION", replace(settings.CONFIGURATION, published_dir=folder))
    return folder


@pytest.fixture
def nothing_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "CONFIGURATION", replace(settings.CONFIGURATION, published_dir=tmp_path))


@pytest.mark.parametrize(
    "address", ["/figures/", "/figures/maps/", "/figures/data/", "/figures/method/", "/claims/"]
)
def test_every_page_is_shown_without_signing_in(client: Client, published: Path, address: str) -> None:
    for language, word in (("en", "Figures"), ("es", "Cifras")):
        response = client.get(address, {"lang": language})
        assert response.status_code == 200
        assert f'lang="{language}"' in response.content.decode()
        assert word in response.content.decode()
        # What the page brings along takes nothing from the frame around it.
        assert "<span>Reconcile</span>" in response.content.decode()


def test_a_figure_is_the_same_as_on_the_static_site(client: Client, published: Path) -> None:
    page = client.get("/figures/declined/").content.decode()
    static = (published / "figures" / "declined.html").read_text("utf-8")
    for part in ('<p class="big-number">', "<svg", "ICE&#39;s own account that the custodian declined"):
        assert part in page
        assert page.count(part) == static.count(part)
    assert "/figures/files/data/declined-by-class.csv" in page


def test_a_claim_shows_its_methods(client: Client, published: Path) -> None:
    page = client.get("/claims/synthetic-filed/").content.decode()
    assert "SYNTHETIC: more than 1,000 detainers were filed in a year" in page
    assert "Every method" in page


def test_a_chart_may_be_framed_by_anyone_and_other_pages_by_nobody(client: Client, published: Path) -> None:
    chart = client.get("/figures/embed/declined-by-class/")
    assert chart.status_code == 200
    assert "X-Frame-Options" not in chart
    assert "frame-ancestors *" in chart["Content-Security-Policy"]
    page = client.get("/figures/declined/")
    assert page["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]


def test_files_are_given_and_nothing_outside_the_publication(client: Client, published: Path) -> None:
    response = client.get("/figures/files/publication.json")
    assert json.loads(b"".join(response.streaming_content))["title"] == "Synthetic figures"
    (published.parent / "secret.csv").write_text("secret")
    for path in ("../secret.csv", "data/../../secret.csv", "index.html", "data", "no-such.csv"):
        assert client.get(f"/figures/files/{path}").status_code == 404


@pytest.mark.parametrize(
    "address",
    ["/figures/no-such/", "/claims/dhs-1360/", "/figures/embed/no-such/", "/figures/?lang=xx"],
)
def test_what_is_not_published_is_answered_in_words(client: Client, published: Path, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert "[" in response.content.decode()


@pytest.mark.usefixtures("nothing_published")
def test_where_nothing_is_published_the_page_says_how(client: Client) -> None:
    for address in ("/figures/", "/figures/declined/", "/claims/"):
        response = client.get(address)
        assert response.status_code == 200
        assert "lodged publish" in response.content.decode()
    assert client.get("/figures/embed/declined-by-class/").status_code == 404
    assert client.get("/figures/files/publication.json").status_code == 404


@pytest.mark.parametrize(
    "address", ["/figures/", "/figures/declined/", "/claims/", "/figures/embed/declined-by-class/"]
)
def test_where_the_publication_is_damaged_every_page_says_so(
    client: Client, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    copy = tmp_path / "site"
    shutil.copytree(folder, copy)
    monkeypatch.setattr(settings, "CONFIGURATION", replace(settings.CONFIGURATION, published_dir=copy))
    for text in ('{"format": 2', '{"format": 2, "title": 7}'):
        (copy / "publication.json").write_text(text, "utf-8")
        response = client.get(address)
        assert response.status_code == 503
        assert "lodged publish site" in response.content.decode()


def test_a_new_publication_is_shown_at_once(
    client: Client, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "site"
    shutil.copytree(folder, copy)
    monkeypatch.setattr(settings, "CONFIGURATION", replace(settings.CONFIGURATION, published_dir=copy))
    assert "Synthetic figures" in client.get("/figures/").content.decode()
    document = json.loads((copy / "publication.json").read_text("utf-8"))
    (copy / "publication.json").write_text(json.dumps(document | {"title": "Another title"}), "utf-8")
    assert "Another title" in client.get("/figures/").content.decode()
