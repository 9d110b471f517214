"""Measure the register on an embedded PostgreSQL of its own: writing with the journal, and counting as of a moment.

Run ``python bench/bench_register.py``. The baseline of writing is the same number of bare rows, one transaction each,
without a journal: the ratio says what the proof costs. The count is asked of 1,000,000 stays, with and without an
index.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from uuid import uuid4

EVENTS = 2_000
BATCH = 5_000
STAYS = 1_000_000
WRITERS = 2
AT = datetime(2026, 1, 13, 12, tzinfo=UTC)


def main() -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.environ["LODGED_DATA_DIR"] = folder
        from lodged.operations.connected import connect

        connect()
        _measure_writing()
        _measure_counting(Path(folder))


def _measure_writing() -> None:
    from lodged.register import acts
    from lodged.register.models import Agency, Role, User
    from lodged.register.services import record, record_all

    agency = Agency.objects.create(name="Bench", state="MN")
    user = User.objects.create(username="bench", agency=agency, role=Role.RECORDS_SUPERVISOR)
    made = [acts.ReadFile(at=AT, person=uuid4(), purpose="bench") for _ in range(BATCH)]
    began = perf_counter()
    for act in made[:EVENTS]:
        record(user, act)
    single = EVENTS / (perf_counter() - began)
    at_once = _at_once()
    began = perf_counter()
    record_all(user, made)
    together = BATCH / (perf_counter() - began)
    bare = _bare_rows()
    print(f"events with journal, a transaction each: {single:,.0f}/s; bare rows so: {bare:,.0f}/s")
    print(f"from {WRITERS} processes at once: {at_once:,.0f}/s")
    print(f"ratio {bare / single:.1f}; events with journal, {BATCH:,} in one transaction: {together:,.0f}/s")
    _measure_cases(user)


def _at_once() -> float:
    """Events a second from several processes, each with a connection of its own, as a web server writes them."""
    writers = [subprocess.Popen([sys.executable, __file__, "write"]) for _ in range(WRITERS)]
    started = [writer.wait() for writer in writers]
    assert started == [0] * WRITERS
    from lodged.register.acting import acting_as
    from lodged.register.models import Event, User

    with acting_as(User.objects.get()):
        times = list(Event.objects.order_by("index").values_list("recorded_at", flat=True))[EVENTS:]
    return len(times) / (times[-1] - times[0]).total_seconds()


def _write() -> None:
    """One writer of several."""
    from lodged.operations.connected import connect

    connect()
    from lodged.register import acts
    from lodged.register.models import User
    from lodged.register.services import record

    user = User.objects.get()
    for _ in range(EVENTS // WRITERS):
        record(user, acts.ReadFile(at=AT, person=uuid4(), purpose="bench"))


def _measure_cases(user) -> None:  # type: ignore[no-untyped-def]
    """Whole cases: a person described and booked, with names, spans and numbers, as an import writes them."""
    from lodged.register import acts
    from lodged.register import vocabulary as words
    from lodged.register.models import Facility
    from lodged.register.services import record_all

    jail = Facility.objects.create(agency=user.agency, name="Bench Jail", kind="county_jail")
    made: list[acts.Act] = []
    for number in range(1_000):
        person = uuid4()
        made.append(
            acts.Describe(
                at=AT, person=person, source=words.Source.ROSTER, names=(acts.Name("S", str(number)),)
            )
        )
        made.append(
            acts.Book(
                at=AT,
                stay=uuid4(),
                person=person,
                facility=jail.id,
                booking_number=str(number),
                basis=words.CustodyBasis.CHARGE,
            )
        )
    began = perf_counter()
    record_all(user, made)
    print(f"events of an import, tables and all: {len(made) / (perf_counter() - began):,.0f}/s")


def _bare_rows() -> float:
    from django.db import connection

    with connections_owner() as cursor:
        cursor.execute("CREATE TABLE bench_bare (id uuid PRIMARY KEY, payload bytea)")
        cursor.execute("GRANT ALL ON bench_bare TO PUBLIC")
    payload = b"x" * 300
    began = perf_counter()
    for _ in range(EVENTS):
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO bench_bare VALUES (%s, %s)", [uuid4(), payload])
    return EVENTS / (perf_counter() - began)


def connections_owner():  # type: ignore[no-untyped-def]
    from django.db import connections

    return connections["owner"].cursor()


def _measure_counting(folder: Path) -> None:
    import psycopg
    from psycopg import conninfo

    from lodged.register.acting import acting_as
    from lodged.register.counting import held_at, held_with_detainer_at
    from lodged.register.models import User
    from lodged.web.database import embedded

    user = User.objects.get()
    urls = embedded(folder / "postgres")
    with psycopg.connect(
        conninfo.make_conninfo(urls.superuser or "", dbname="lodged"), autocommit=True
    ) as server:
        began = perf_counter()
        for statement in _million(user):
            server.execute(statement)
        print(f"{STAYS:,} stays made in {perf_counter() - began:.0f} s")
    known_at = AT + timedelta(days=3650)
    with acting_as(user):
        for name, asked in (
            ("held, known now", lambda: held_at(AT).count()),
            ("held, as known then", lambda: held_at(AT, known_at=known_at).count()),
            ("held with a detainer, known now", lambda: held_with_detainer_at(AT).count()),
        ):
            times = []
            for _ in range(5):
                began = perf_counter()
                count = asked()
                times.append(perf_counter() - began)
            print(f"{name}: {count:,} of {STAYS:,} in {min(times) * 1000:.0f} ms")
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_indexscan = off; SET LOCAL enable_bitmapscan = off")
        began = perf_counter()
        held_at(AT).count()
        print(f"the same without indexes: {(perf_counter() - began) * 1000:.0f} ms")


def _million(user) -> list[str]:  # type: ignore[no-untyped-def]
    """A million stays of six weeks over ten years, some still open, one in ten with a detainer: as SQL."""
    agency = user.agency_id
    begin = "timestamptz '2016-06-01' + (n * interval '5.2 minutes')"
    end = f"CASE WHEN n > {STAYS - 5_000} THEN NULL ELSE {begin} + interval '10 days' + (n % 64) * interval '1 day' END"
    person = "('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid"
    stay = "('00000000-0000-4000-9000-' || lpad(to_hex(n), 12, '0'))::uuid"
    detainer = "('00000000-0000-4000-a000-' || lpad(to_hex(n), 12, '0'))::uuid"
    rows = f"FROM generate_series(1, {STAYS}) AS n"
    jail = "(SELECT id FROM register_facility LIMIT 1)"
    return [
        "SET session_replication_role = replica",
        f"INSERT INTO register_person (id, agency_id) SELECT {person}, '{agency}' {rows}",
        (
            "INSERT INTO register_stay (id, agency_id, person_id, facility_id, booking_number, basis, version, "
            "booked_at, "
            "seen_at, entitlement, departed_at, departure, delay_reason, delay_note, claim) "
            f"SELECT {stay}, '{agency}', {person}, {jail}, 'M' || n, 'charge', 1, {begin}, {begin}, '', {end}, "
            f"CASE WHEN {end} IS NULL THEN '' ELSE 'released' END, '', '', 'none' {rows}"
        ),
        (
            "INSERT INTO register_custodyspan (agency_id, stay_id, facility_id, began_at, ended_at, recorded_at) "
            f"SELECT '{agency}', {stay}, {jail}, {begin}, {end}, {begin} {rows}"
        ),
        (
            "INSERT INTO register_detainer (id, agency_id, stay_id, version, reference, form, form_version, issued_by, "
            "probable_cause, resumes_custody, document_sha256, received_at, received_by, channel, kept_only, "
            "served_by, service_manner, service_language, refused_to_sign, decline_reason, no_show_officer, "
            "lift_reason, lacks, issuer_phone) "
            f"SELECT {detainer}, '{agency}', {stay}, 1, '', 'I-247A', '', 'x', '[]', false, '', {begin}, '', 'fax', "
            f"false, "
            f"'', '', '', false, '', '', '', '[]', '' {rows} WHERE n % 10 = 0"
        ),
        (
            "INSERT INTO register_detainerspan (agency_id, detainer_id, stay_id, began_at, recorded_at) "
            f"SELECT '{agency}', {detainer}, {stay}, {begin}, {begin} {rows} WHERE n % 10 = 0"
        ),
        "ANALYZE",
    ]


if __name__ == "__main__":
    _write() if sys.argv[1:] == ["write"] else main()
