"""The security pages name tests, files and settings that are there, and leave out no line of the standard."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted((ROOT / "docs" / "security").glob("*.md"))
ASVS = (ROOT / "docs" / "security" / "asvs-l2.md").read_text("utf-8")

# Lines of ASVS 4.0.3 at level 2: for each section the last number, and those that are deleted or of level 3 only.
LEVEL_2 = {
    "1.1": (7, ()), "1.2": (4, ()), "1.4": (5, (2, 3)), "1.5": (4, ()), "1.6": (4, ()), "1.7": (2, ()), "1.8": (2, ()),
    "1.9": (2, ()), "1.10": (1, ()), "1.11": (2, ()), "1.12": (2, (1,)), "1.14": (6, ()), "2.1": (12, ()),
    "2.2": (3, ()), "2.3": (3, ()), "2.4": (6, ()), "2.5": (7, ()), "2.6": (3, ()), "2.7": (6, ()), "2.8": (7, ()),
    "2.9": (3, ()), "2.10": (4, ()), "3.1": (1, ()), "3.2": (4, ()), "3.3": (4, ()), "3.4": (5, ()), "3.5": (3, ()),
    "3.7": (1, ()), "4.1": (5, (4,)), "4.2": (2, ()), "4.3": (3, ()), "5.1": (5, ()), "5.2": (8, ()), "5.3": (10, ()),
    "5.4": (3, ()), "5.5": (4, ()), "6.1": (3, ()), "6.2": (6, ()), "6.3": (2, ()), "6.4": (2, ()), "7.1": (4, ()),
    "7.2": (2, ()), "7.3": (4, (2,)), "7.4": (3, ()), "8.1": (4, ()), "8.2": (3, ()), "8.3": (8, ()), "9.1": (3, ()),
    "9.2": (4, ()), "10.2": (2, ()), "10.3": (3, ()), "11.1": (8, ()), "12.1": (3, ()), "12.2": (1, ()),
    "12.3": (6, ()), "12.4": (2, ()), "12.5": (2, ()), "12.6": (1, ()), "13.1": (5, (2,)), "13.2": (6, (4,)),
    "13.3": (2, ()), "13.4": (2, ()), "14.1": (4, ()), "14.2": (6, ()), "14.3": (3, (1,)), "14.4": (7, ()),
    "14.5": (4, ()),
}  # fmt: skip
STATES = {"met", "partly", "not met", "agency", "n/a"}


def lines() -> list[tuple[str, str, str]]:
    """Number, state and proof of every line."""
    return re.findall(r"^\| (\d+\.\d+\.\d+) \| .+? \| ([a-z/ ]+) \| (.+) \|$", ASVS, flags=re.M)


def test_every_line_of_level_2_is_there_once() -> None:
    expected = [
        f"{section}.{number}"
        for section, (last, without) in LEVEL_2.items()
        for number in range(1, last + 1)
        if number not in without
    ]
    assert [number for number, _, _ in lines()] == expected


def test_every_line_has_a_state_and_says_why() -> None:
    for number, state, proof in lines():
        assert state in STATES, number
        assert len(proof) > 3, number


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_the_pages_name_is_there(page: Path) -> None:
    for named in re.findall(r"`([A-Za-z][\w./-]*(?:::\w+)?)`", page.read_text("utf-8")):
        path, _, test = named.partition("::")
        if "/" not in path and not test:
            continue
        place = ROOT / path
        if path.startswith(("tests/", "src/", "docs/", "deploy/", "requirements/", "frontend/")) or test:
            assert place.exists(), named
        if test:
            assert re.search(rf"^def {test}\(", place.read_text("utf-8"), flags=re.M), named
