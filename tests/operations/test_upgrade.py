"""From the tables of an earlier version, with a record in them, to those of this one: nothing lost, the proof whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.faults.faulty_instance import WHOLE, Faulty

EARLIER = {"register": "0008_bind_outcomes", "casework": "0002_bind_runs"}
"""Where the first version stood. Apps of ours that it didn't have are not there at all."""

LIBRARIES = ("contenttypes", "auth", "sessions", "procrastinate")
NUMBER = "999000042"

BACK_THEN = """
import json, os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lodged.web.settings")
from lodged.operations import instance
instance.prepare_django()
from django.core.management import call_command
for app in LIBRARIES:
    call_command("migrate", app, database="owner", verbosity=0)
for app, name in EARLIER.items():
    call_command("migrate", app, name, database="owner", verbosity=0)
from datetime import UTC, datetime
from uuid import UUID
from django.db import connection, transaction
from lodged.journal.commitment import seal
from lodged.journal.entry import Entry
from lodged.journal.tree import Frontier, hash_leaf

at, agency, person = datetime(2026, 1, 2, tzinfo=UTC), UUID(int=1), UUID(int=2)
frontier = Frontier()
with transaction.atomic(), connection.cursor() as c:
    c.execute("INSERT INTO register_agency VALUES (%s, 'Synthetic County', 'MN', 'America/Chicago')", [agency])
    c.execute(
        "INSERT INTO register_user (id, password, is_superuser, username, first_name, last_name, email, is_staff, "
        "is_active, date_joined, role, agency_id) "
        "VALUES (7, '!', false, 'records', '', '', '', false, true, %s, 'records_supervisor', %s)", [at, agency])
    c.execute("SELECT set_config('lodged.agency', %s, true), set_config('lodged.role', 'records_supervisor', true)",
              [str(agency)])
    c.execute("INSERT INTO register_person (id, agency_id) VALUES (%s, %s)", [person, agency])
    c.execute(
        "INSERT INTO register_personidentifier (agency_id, person_id, source, occurred_at, recorded_at, kind, value) "
        "VALUES (%s, %s, 'desk', %s, %s, 'a_number', %s)", [agency, person, at, at, NUMBER])
    for index in range(3):
        event = UUID(int=100 + index)
        sealed = seal(event, {"at": at.isoformat(), "person": str(person), "purpose": f"synthetic {index}"})
        entry = Entry(index=index, event_id=event, event_type="person.file-read", subjects=(f"person:{person}",),
                      occurred_at=at, recorded_at=at, actor="staff:7", agency=str(agency),
                      commitment=sealed.commitment)
        c.execute(
            "INSERT INTO register_event (index, id, agency_id, name, person_id, occurred_at, recorded_at, actor_id, "
            "payload, salt) VALUES (%s, %s, %s, 'person.file-read', %s, %s, %s, 7, %s, %s)",
            [index, event, agency, person, at, at, sealed.payload, sealed.salt])
        c.execute("INSERT INTO register_journalentry VALUES (%s, %s, %s)", [index, event, entry.leaf()])
        for node in frontier.append(hash_leaf(entry.leaf())):
            c.execute("INSERT INTO register_journalhash VALUES (%s, %s, %s)", [node.level, node.position, node.digest])
    c.execute("UPDATE register_journalfrontier SET size = 3, nodes = %s, recorded_at = %s", [frontier.to_bytes(), at])
print(json.dumps(frontier.root().hex()))
"""

NOW = """
import json
from lodged.register.acting import acting_as
from lodged.register.models import Event, PersonIdentifier
from lodged.web.schema import unapplied_migrations
from lodged.operations.keys import sealed_rows
with acting_as(member_of_staff("records")):
    print(json.dumps({
        "found": PersonIdentifier.objects.with_value("a_number", "A999-000-042").count(),
        "payloads": [bytes(payload).decode()[-2:] for payload in Event.objects.values_list("payload", flat=True)],
        "missing": unapplied_migrations(),
        "unsealed": sealed_rows().payloads[None],
    }))
"""


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> tuple[Faulty, str]:
    """An instance as the first version left it, and its journal's root."""
    faulty = Faulty(tmp_path_factory.mktemp("earlier"))
    words = f"LIBRARIES, EARLIER, NUMBER = {LIBRARIES!r}, {EARLIER!r}, {NUMBER!r}\n"
    process = faulty.script(words + BACK_THEN, connected=False)
    out, err = process.communicate(timeout=240)
    assert process.returncode == 0, err
    return faulty, json.loads(out)


def test_a_record_of_the_first_version_is_brought_up_whole(
    earlier: tuple[Faulty, str], tmp_path: Path
) -> None:
    faulty, root = earlier
    said = faulty.run("upgrade")
    assert "register.0009_seal" in said
    assert f"The journal of 3 entries is whole: root {root}" in said
    now = faulty.ask(NOW)
    assert now == {"found": 1, "payloads": ['"}'] * 3, "missing": [], "unsealed": 3}
    assert f"root {root}" in faulty.run("keys", "rotate")
    assert faulty.ask(NOW)["unsealed"] == 0
    assert faulty.ask(WHOLE)["findings"] == []
    faulty.run("export", str(tmp_path / "export"))
    assert NUMBER in (tmp_path / "export" / "tables" / "personidentifier.jsonl").read_text("utf-8")
