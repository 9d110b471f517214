"""The list of what Lodged is made of has every locked package, whole, and is what CycloneDX says it is."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tools.sbom import LockError, complaint, documents, python_packages

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return documents()


def test_every_document_is_valid_cyclonedx_and_the_same_twice(made: dict[str, str]) -> None:
    assert {name: complaint(document) for name, document in made.items()} == dict.fromkeys(made)
    assert documents() == made


def test_the_validator_finds_a_document_that_is_none(made: dict[str, str]) -> None:
    broken = json.loads(made["run.cdx.json"])
    broken["components"][0]["type"] = "something else"
    assert complaint(json.dumps(broken))


@pytest.mark.parametrize("lock", ["run", "dev"])
def test_every_pinned_package_is_listed_with_all_its_hashes(made: dict[str, str], lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.lock").read_text("utf-8")
    pinned = set(re.findall(r"^([a-z0-9._-]+)(?:\[.*\])?==(\S+)", text, re.MULTILINE))
    components = json.loads(made[f"{lock}.cdx.json"])["components"]
    assert {(each["name"], each["version"]) for each in components} == pinned
    assert sum(len(each["hashes"]) for each in components) == text.count("--hash=sha256:")


def test_the_web_assets_name_what_the_pages_carry(made: dict[str, str]) -> None:
    urls = {each["purl"] for each in json.loads(made["web-assets.cdx.json"])["components"]}
    assert any(url.startswith("pkg:npm/%40uswds/uswds@") for url in urls)
    assert any(url.startswith("pkg:npm/htmx.org@") for url in urls)


def test_a_line_that_pins_nothing_is_refused() -> None:
    with pytest.raises(LockError, match="somewhere"):
        python_packages("--find-links somewhere\nrich==14.0 \\\n    --hash=sha256:" + "0" * 64)
