"""One synthetic publication, made once through the command, for the tests of what is in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from lodged.cli import app
from lodged.demo import synthetic_minnesota
from lodged.demo.release import write_release
from lodged.reconcile.files import reconcile_files

OTHER_WORLD = synthetic_minnesota.DEFAULT_SEED + 1
FEW = ("lodged", "declined", "people", "share-booked", "agreements-in-force")


@dataclass(frozen=True)
class Made:
    """What the tests look at, and what it was made from."""

    site: Path
    arguments: tuple[str, ...]
    release: Path
    reconciliation: Path

    @property
    def document(self) -> dict[str, Any]:
        return dict(json.loads((self.site / "publication.json").read_text("utf-8")))


def lodged(*arguments: object) -> str:
    done = CliRunner().invoke(app, [str(one) for one in arguments])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture(scope="session")
def synthetic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Synthetic Minnesota's files, its reconciliation in ``reconciled``, and the release of another synthetic world."""
    folder = tmp_path_factory.mktemp("synthetic")
    synthetic_minnesota.write(folder)
    write_release(synthetic_minnesota.make(OTHER_WORLD), folder)
    reconcile_files(
        [folder / "federal_list.csv"],
        [folder / "custody_records.csv"],
        folder / "coverage.csv",
        state="MN",
        as_of=date(2026, 1, 13),
        out=folder / "reconciled",
    )
    return folder


@pytest.fixture(scope="session")
def made(synthetic: Path) -> Made:
    """A synthetic site with every kind of page."""
    site = synthetic / "site"
    arguments = (
        str(synthetic / "synthetic_release.csv"),
        str(synthetic / "participatingAgencies01132026_synthetic.csv"),
        *("--state", "MN", "--as-of", "2026-01-13", "--on", "2026-02-01"),
        *("--title", "Synthetic figures", "--synthetic", "--already-public"),
        *("--claims", str(synthetic / "claims.yaml")),
        *("--reconciliation", str(synthetic / "reconciled")),
        *("--coverage", str(synthetic / "coverage.csv")),
        *(word for name in FEW for word in ("-d", name)),
    )
    lodged("publish", site, *arguments)
    return Made(site, arguments, synthetic / "synthetic_release.csv", synthetic / "reconciled")


@pytest.fixture(autouse=True, scope="session")
def kept_apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the publisher's key of these tests out of anyone's data folder."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("LODGED_DATA_DIR", str(tmp_path_factory.mktemp("kept")))
        yield
