"""One instance of its own, with a small record, for the tests of its operation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.faulty_instance import CLERK, JAIL, Faulty

PEOPLE = 12


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Faulty]:
    """An agency, its jail, its clerk, and a roster of synthetic people with numbers."""
    faulty = Faulty(tmp_path_factory.mktemp("instance"))
    waiting = faulty.script("input(print('up', flush=True))")  # Its database stays up between the commands.
    assert waiting.stdout is not None
    waiting.stdout.readline()
    faulty.prepare()
    faulty.run("load", str(numbered_roster(faulty.folder / "roster.csv")), "--as", CLERK, "--apply")
    yield faulty
    waiting.communicate("\n", timeout=60)


def numbered_roster(path: Path) -> Path:
    """Write a roster of synthetic people with A-numbers."""
    header = "facility_name,booking_id,last_name,first_name,date_of_birth,booked_at,a_number,detainer_on_file"
    lines = [
        f"{JAIL},S-{n},Synthetic,Person {n},1990-01-02,2026-01-02 08:00,{999_000_000 + n},yes"
        for n in range(PEOPLE)
    ]
    path.write_text("\n".join([header, *lines]) + "\n", "utf-8")
    return path
