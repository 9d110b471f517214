"""Killed in the middle, at once by two, out of space: nothing half done, nothing lost that was acknowledged."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from lodged import cli
from tests.faults.faulty_instance import CLERK, WHOLE, Faulty, kill, roster

PEOPLE = 1_500
EVENTS_A_PERSON = (2, 3)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Faulty]:
    faulty = Faulty(tmp_path_factory.mktemp("faulty"))
    faulty.prepare()
    yield faulty
    faulty.stop_database()


@pytest.mark.parametrize("after", [0.2, 0.9])
def test_a_load_killed_in_the_middle_leaves_nothing_half_done(
    prepared: Faulty, tmp_path: Path, after: float
) -> None:
    """The load is killed while it writes: some seconds after it began to wait for the journal's end."""
    before = prepared.ask(WHOLE)
    process = prepared.script(f"""
        from pathlib import Path
        from lodged.casework.loading import services
        user = member_of_staff("{CLERK}")
        found = services.compare_rosters(user, [Path({str(roster(tmp_path / "r.csv", PEOPLE))!r})])
        print("comparing is done", flush=True)
        services.apply(user, found)
        print("acknowledged", flush=True)
    """)
    assert process.stdout is not None
    assert process.stdout.readline() == "comparing is done\n"
    time.sleep(after)
    kill(process)
    acknowledged = "acknowledged" in process.stdout.read()
    found = prepared.ask(WHOLE)
    assert found["findings"] == []
    assert acknowledged is False
    assert found == before


def test_what_was_acknowledged_outlives_the_death_of_program_and_database(prepared: Faulty) -> None:
    process = prepared.script(f"""
        from datetime import UTC, datetime
        from uuid import uuid4
        from lodged.register.acts import ReadFile
        from lodged.register.services import record
        user = member_of_staff("{CLERK}")
        while True:
            event = record(user, ReadFile(at=datetime(2026, 1, 1, tzinfo=UTC), person=uuid4(), purpose="x"))
            print(event.index, flush=True)
    """)
    assert process.stdout is not None
    acknowledged = [int(process.stdout.readline()) for _ in range(50)]
    prepared.stop_database(signal.SIGKILL)
    kill(process)
    acknowledged += [int(line) for line in process.stdout.read().split("\n") if line]
    found = prepared.ask(WHOLE)
    assert found["findings"] == []
    assert set(acknowledged) <= set(found["events"])
    assert found["entries"] == found["size"] == len(found["events"])


def test_of_two_people_at_one_stay_one_records_and_the_other_is_told(prepared: Faulty) -> None:
    told = prepared.ask(f"""
        import json, threading
        from datetime import UTC, datetime, timedelta
        from uuid import uuid4
        from django.db import connection
        from lodged.register import acts, vocabulary as words
        from lodged.register.models import Facility
        from lodged.register.services import record, record_all
        user = member_of_staff("{CLERK}")
        at, person, stay = datetime(2026, 1, 1, tzinfo=UTC), uuid4(), uuid4()
        record_all(user, [
            acts.Describe(at=at, person=person, source=words.Source.DESK, names=(acts.Name("Synthetic", "A"),)),
            acts.Book(at=at, stay=stay, person=person, facility=Facility.objects.get().id,
                      booking_number="two", basis=words.CustodyBasis.CHARGE)])
        together, told = threading.Barrier(2), []
        def decide(act):
            together.wait()
            try:
                record(user, act, version=1)
                told.append("recorded")
            except Exception as error:
                told.append(type(error).__name__)
            finally:
                connection.close()
        later = at + timedelta(days=1)
        made = [acts.Entitle(at=later, stay=stay, basis=words.EntitlementBasis.BAIL),
                acts.PlanRelease(at=later, stay=stay, planned_for=later + timedelta(days=1), reason="x")]
        threads = [threading.Thread(target=decide, args=[act]) for act in made]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        print(json.dumps(sorted(told)))
    """)
    assert told in (["ChangedMeanwhileError", "recorded"], ["ImpossibleActError", "recorded"])
    assert prepared.ask(WHOLE)["findings"] == []


def test_a_database_without_room_is_said_and_records_nothing(prepared: Faulty, tmp_path: Path) -> None:
    """The server's own error of a full disk, raised where the journal is written."""
    before = prepared.ask(WHOLE)
    prepared.ask("""
        from django.db import connections
        with connections["owner"].cursor() as cursor:
            cursor.execute('''
                CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION 'could not extend file: No space left on device'
                      USING ERRCODE = 'disk_full'; END $$;
                CREATE TRIGGER full_disk BEFORE INSERT ON register_journalentry
                FOR EACH STATEMENT EXECUTE FUNCTION full_disk();''')
        print("{}")
    """)
    process = prepared.start("load", str(roster(tmp_path / "r.csv", 3)), "--as", CLERK, "--apply")
    _, said = process.communicate(timeout=120)
    prepared.ask("""
        from django.db import connections
        with connections["owner"].cursor() as cursor:
            cursor.execute("DROP TRIGGER full_disk ON register_journalentry; DROP FUNCTION full_disk()")
        print("{}")
    """)
    assert process.returncode == cli.USAGE_ERROR
    assert "The disk is full, so nothing was recorded" in said
    assert "Traceback" not in said
    assert prepared.ask(WHOLE) == before


REWRITES = {
    "an entry": (
        "UPDATE register_journalentry SET leaf = decode(replace(encode(leaf, 'escape'), 'staff', 'stuff'), 'escape')",
        "row changed: Row 1",
    ),
    "a removed entry": ("DELETE FROM register_journalentry", "row removed: Row 1"),
    "a payload": (
        "UPDATE register_event SET payload = convert_to('{}', 'UTF8')",
        "payload changed: The payload of row 1",
    ),
}


@pytest.fixture(scope="module")
def checked(prepared: Faulty, tmp_path_factory: pytest.TempPathFactory) -> tuple[Faulty, str]:
    """A copy of the instance whose journal is signed and verified, with the public key; nothing runs in it."""
    folder = tmp_path_factory.mktemp("checked")
    public = prepared.run("journal", "key", "test.example/faulty", "--out", str(folder / "key")).strip()
    copy = Faulty(folder / "copy")
    prepared.ask(f"""
        from datetime import UTC, datetime
        from uuid import uuid4
        from lodged.register.acts import ReadFile
        from lodged.register.services import record
        user = member_of_staff("{CLERK}")
        for _ in range(3):
            record(user, ReadFile(at=datetime(2026, 1, 1, tzinfo=UTC), person=uuid4(), purpose="x"))
        print("null")
    """)
    prepared.run("export", str(folder / "export"))
    copy.run("import", str(folder / "export"))
    copy.run("journal", "checkpoint", "--key-file", str(folder / "key"))
    assert "Nothing is wrong" in copy.run("journal", "verify", "--key", public)
    copy.stop_database()
    return copy, public


@pytest.mark.parametrize("what", REWRITES)
def test_what_even_the_owner_of_the_tables_rewrites_is_found(
    checked: tuple[Faulty, str], tmp_path: Path, what: str
) -> None:
    """The owner puts the triggers aside and rewrites history; the journal shows it, row by row."""
    original, public = checked
    # With its owners: the database's programs run as a user of their own where the tests run as root.
    subprocess.run(["cp", "--archive", original.folder, tmp_path / "copy"], check=True)
    copy = Faulty(tmp_path / "copy")
    statement, words = REWRITES[what]
    copy.ask(f"""
        from django.db import connections
        from lodged.register.models import Agency
        with connections["owner"].cursor() as cursor:
            cursor.execute("BEGIN")
            for table in ("journalentry", "event"):
                cursor.execute(f"ALTER TABLE register_{{table}} DISABLE TRIGGER USER")
                cursor.execute(f"ALTER TABLE register_{{table}} NO FORCE ROW LEVEL SECURITY")
            cursor.execute({statement!r} + " WHERE index = 1")
            assert cursor.rowcount == 1
            cursor.execute("COMMIT")
        print("{{}}")
    """)
    process = copy.start("journal", "verify", "--key", public)
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 1
    assert words in said


def test_a_load_after_all_that_is_whole(prepared: Faulty, tmp_path: Path) -> None:
    before = prepared.ask(WHOLE)
    path = roster(tmp_path / "r.csv", 200)
    said = prepared.run("load", str(path), "--as", CLERK, "--apply")
    assert "Recorded" in said
    found = prepared.ask(WHOLE)
    assert found["findings"] == []
    assert found["stays"] == before["stays"] + 200
    assert "nothing differs" in prepared.run("load", str(path), "--as", CLERK)
