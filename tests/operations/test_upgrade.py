"""From the tables of this version, with a record in them, to those of the next: nothing lost, the proof whole."""

from __future__ import annotations

import secrets
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import lodged
from lodged import cli
from tests.faults.faulty_instance import CLERK, WHOLE, Faulty, roster

NEXT_MIGRATION = """
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("register", "{last}")]
    operations = [migrations.RunSQL("ALTER TABLE register_agency ADD COLUMN telephone text NOT NULL DEFAULT ''")]
"""

COLUMNS = """
import json
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = 'register_agency'")
    print(json.dumps([name for name, in cursor.fetchall()]))
"""


@pytest.fixture(scope="module")
def next_version(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program as it is, with one more change of the tables."""
    folder = tmp_path_factory.mktemp("next")
    shutil.copytree(
        Path(lodged.__file__).parent,
        folder / "lodged",
        ignore=shutil.ignore_patterns("__pycache__", "assets"),
    )
    migrations = folder / "lodged" / "register" / "migrations"
    last = max(path.stem for path in migrations.glob("0*.py"))
    (migrations / "0999_telephone.py").write_text(NEXT_MIGRATION.format(last=last), "utf-8")
    return folder


@pytest.fixture
def today(tmp_path: Path) -> Faulty:
    """An instance of this version with a record, set up as it is served."""
    faulty = Faulty(tmp_path / "instance")
    faulty.prepare()
    faulty.run("load", str(roster(tmp_path / "r.csv", 3)), "--as", CLERK, "--apply")
    field_keys = (faulty.folder / "field-key").read_text("utf-8")
    settings = {
        "LODGED_SECRET_KEY": secrets.token_hex(40),
        "LODGED_FIELD_KEYS": field_keys,
    }
    return replace(faulty, settings=settings)


def test_a_record_is_brought_up_whole(today: Faulty, next_version: Path, tmp_path: Path) -> None:
    before = today.ask(WHOLE)
    tomorrow = replace(today, settings={**today.settings, "PYTHONPATH": str(next_version)})
    refused = tomorrow.start("serve")
    _, err = refused.communicate(timeout=120)
    assert refused.returncode == cli.USAGE_ERROR
    assert "lacks 1 changes of this version, first [register.0999_telephone]" in err
    assert "telephone" not in today.ask(COLUMNS)

    told = tomorrow.run("instance", "upgrade")
    assert "register.0999_telephone" in told
    assert f"The journal of {before['entries']} entries is whole: root " in told
    assert "telephone" in tomorrow.ask(COLUMNS)
    assert tomorrow.ask(WHOLE) == before
    assert before["findings"] == []
    again = tomorrow.run("load", str(roster(tmp_path / "again.csv", 3)), "--as", CLERK)
    assert "nothing differs" in again

    behind = today.start("serve")
    _, err = behind.communicate(timeout=120)
    assert behind.returncode == cli.USAGE_ERROR
    assert "made by another version of Lodged" in err
    assert "register.0999_telephone" in err
