"""Measure the release desk: 100,000 stays, 5,000 people held with an open detainer, 50 users at once.

Run ``python bench/bench_desk.py``; ``--small`` runs the same with few stays and users for some seconds, to see that it
works, and its numbers mean nothing. Gunicorn serves on loopback as ``lodged run`` starts it (two workers, four threads
each); fifty users, each with a session of their own, open pages one after another with a pause between 3 and 7 seconds,
as people and the board's own questions do. *Server time* is from the request's arrival in a worker to the last byte of
the answer, database included; *answer time* is what the user waits, with the queue before the worker. The peer is the
page of one jurisdiction's law, which needs no record: the ratio says what a page of the record costs over a plain page.
"""

from __future__ import annotations

import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep
from typing import Any
from urllib.parse import urlencode

SMALL = "--small" in sys.argv
STAYS, HELD, OPEN = (4_000, 600, 400) if SMALL else (100_000, 8_000, 5_000)
USERS, SECONDS, TARGET_MS = (4, 20, 150) if SMALL else (50, 60, 150)
PAUSE = (0.05, 0.2) if SMALL else (3.0, 7.0)
"""Seconds that a user rests between two pages: the least and the most."""
CSRF = "b" * 32
"""The token that a search is sent with; cookie and header only have to agree."""
PEER = "law (peer)"
TIMED = "X-Server-Seconds"


def timed() -> Callable[..., Iterable[bytes]]:
    """The instance's application, which says how long each answer took."""
    from lodged.web import wsgi

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        began = perf_counter()
        told: list[Any] = []
        body = list(wsgi.application(environ, lambda *answer: told.append(answer)))
        status, headers, *_ = told[-1]
        start_response(status, [*headers, (TIMED, f"{perf_counter() - began:.6f}")])
        return body

    return application


def main() -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.environ["LODGED_DATA_DIR"] = folder
        os.environ["LODGED_DEMONSTRATION"] = "1"
        from lodged.operations.connected import connect

        connect()
        stays = _fill(Path(folder))
        _gather_static_files()
        sessions = _sessions()
        from django.db import connections

        connections.close_all()
        port = _free_port()
        server = _serve(port)
        try:
            _wait(port)
            times = _visit(port, sessions, stays)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=30)
    _tell(times)


def _fill(folder: Path) -> list[str]:
    import psycopg
    from psycopg import conninfo

    from lodged.register.models import Agency, Facility
    from lodged.web.database import embedded

    agency = Agency.objects.create(name="Bench County", state="MN")
    for name in ("North", "South", "West"):
        Facility.objects.create(
            agency=agency, name=f"Bench {name} Jail", kind="county_jail", county="Hennepin"
        )
    urls = embedded(folder / "postgres")
    began = perf_counter()
    superuser = conninfo.make_conninfo(urls.superuser or "", dbname="lodged")
    with psycopg.connect(superuser, autocommit=True) as server:
        for statement in _rows(str(agency.id)):
            server.execute(statement)
    made = f"made in {perf_counter() - began:.0f} s"
    print(f"{STAYS:,} stays, {HELD:,} held, {OPEN:,} of them with an open detainer: {made}")
    return [_key("9000", number) for number in range(STAYS - OPEN + 1, STAYS + 1)]


def _key(kind: str, number: int) -> str:
    return f"00000000-0000-4000-{kind}-{number:012x}"


def _rows(agency: str) -> list[str]:
    """People in and out of custody over five years; the last are held, and the last of those have a detainer."""

    def key(kind: str) -> str:
        return f"('00000000-0000-4000-{kind}-' || lpad(to_hex(n), 12, '0'))::uuid"

    rows = f"FROM generate_series(1, {STAYS}) AS n"
    held, lodged = f"n > {STAYS - HELD}", f"(n > {STAYS - OPEN} OR n % 10 = 0)"
    begin = f"now() - (({STAYS} - n) * interval '26 minutes') - interval '2 days'"
    left = f"CASE WHEN {held} THEN NULL ELSE {begin} + interval '9 days' END"
    jail = "(ARRAY(SELECT id FROM register_facility ORDER BY name))[1 + n % 3]"
    entitled = (
        f"CASE WHEN {held} AND n % 500 = 0 THEN now() - interval '20 minutes' "
        f"WHEN NOT {held} AND n % 3 = 0 THEN {begin} + interval '9 days' - (n % 90) * interval '1 minute' END"
    )
    planned = f"CASE WHEN {held} AND n % 4 <> 0 THEN now() + ((n % 2000) - 20) * interval '1 hour' END"
    names = "(ARRAY['Núñez','Hassan','Vang','Johnson','Petrenko','Ramírez','Okafor','Nguyen'])[1 + n % 8]"
    folded = "(ARRAY['nunez','hassan','vang','johnson','petrenko','ramirez','okafor','nguyen'])[1 + n % 8]"
    return [
        "SET session_replication_role = replica",
        f"INSERT INTO register_person (id, agency_id) SELECT {key('8000')}, '{agency}' {rows}",
        f"""
        INSERT INTO register_personname (agency_id, person_id, source, kind, last, first, middle, folded,
          occurred_at, recorded_at)
        SELECT '{agency}', {key("8000")}, 'desk', 'booked', {names}, 'Synthetic ' || n, '',
          {folded} || 'synthetic' || n, {begin}, {begin} {rows}""",
        f"""
        INSERT INTO register_stay (id, agency_id, person_id, facility_id, booking_number, basis, version,
          booked_at, seen_at, planned_for, entitled_at, entitlement, departed_at, departure, delay_reason,
          delay_note, claim)
        SELECT {key("9000")}, '{agency}', {key("8000")}, {jail}, 'B' || n, 'charge', 1, {begin}, {begin},
          {planned}, {entitled}, CASE WHEN {entitled} IS NULL THEN '' ELSE 'bail' END, {left},
          CASE WHEN {held} THEN '' ELSE 'released' END, '', '',
          CASE WHEN {held} AND n % 2000 = 1 THEN 'open' ELSE 'none' END {rows}""",
        f"""
        INSERT INTO register_detainer (id, agency_id, stay_id, version, reference, form, form_version, issued_by,
          probable_cause, resumes_custody, document_sha256, received_at, received_by, channel, kept_only,
          served_at, served_by, service_manner, service_language, refused_to_sign, decline_reason,
          no_show_officer, lift_reason, lacks, issuer_phone)
        SELECT {key("a000")}, '{agency}', {key("9000")}, 1, '', 'I-247A', '3/17', 'Bench office', '[]', false, '',
          {begin} + interval '1 hour', 'Bench', 'fax', false,
          CASE WHEN n % 3 = 0 THEN NULL ELSE {begin} + interval '2 hours' END,
          '', '', '', false, '', '', '', '[]', '612 555 0100' {rows} WHERE {lodged}""",
        f"""
        INSERT INTO register_notice (id, agency_id, detainer_id, attempts, given_at, recorded_at, channel,
          sent_to, given_by, delivered, detail, release_at, answer)
        SELECT {key("b000")}, '{agency}', {key("a000")}, 1, now() - interval '5 hours', now(), 'fax',
          'Bench office', 'Bench', true, '', {planned}, '' {rows}
        WHERE n > {STAYS - OPEN} AND n % 4 = 1""",
        "ANALYZE",
    ]


def _sessions() -> list[str]:
    from django.conf import settings
    from django.test import Client

    from lodged.register.models import Agency, Role, User

    agency = Agency.objects.get(name="Bench County")
    found = []
    for number in range(USERS):
        role = Role.RECORDS_SUPERVISOR if number % 5 == 0 else Role.RELEASE_DESK
        client = Client()
        client.force_login(User.objects.create(username=f"bench{number}", agency=agency, role=role))
        name = settings.SESSION_COOKIE_NAME
        found.append(f"{name}={client.cookies[name].value}")
    return found


def _gather_static_files() -> None:
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _serve(port: int) -> subprocess.Popen[bytes]:
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "bench_desk:timed()",
        "--chdir",
        str(Path(__file__).parent),
    ]
    command += ["--config", "python:lodged.web.server", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    return subprocess.Popen(command, env=environment)


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/law/us-mn/")
            if connection.getresponse().status == 200:
                return
        except OSError:
            sleep(0.1)
    raise SystemExit("the server did not start")


@dataclass(frozen=True)
class Words:
    """What is typed into the search, which is sent in the body."""

    words: str


def _pages(stay: str) -> list[tuple[str, str | Words]]:
    booking = f"B{int(stay[-12:], 16)}"
    return [
        ("search: two letters of a name", Words("nu")),
        ("search: parts of a name", Words("okafor syn")),
        ("search: booking number", Words(booking)),
        ("search: nobody", Words("zzyzx")),
        ("wall board", "/desk/wall/"),
        ("shift sheet", "/desk/shift/"),
        ("directory", "/directory/"),
        (PEER, "/law/us-mn/"),
        ("board", "/desk/"),
        ("board, asked again", "/desk/?version=x"),
        ("board, searched by name", "/desk/?q=nunez"),
        ("board, searched by booking", f"/desk/?q={booking}"),
        ("board, one facility's unserved", "/desk/?state=unserved"),
        ("board, page 40", "/desk/?page=40"),
        ("file of a custody", f"/desk/stays/{stay}/"),
        ("step: release", f"/desk/stays/{stay}/release/"),
        ("step: plan", f"/desk/stays/{stay}/plan/"),
        ("step: facts", f"/desk/stays/{stay}/facts/"),
        ("step: notice", f"/desk/stays/{stay}/notice/"),
        ("supervision: today", "/desk/supervision/"),
        ("supervision: over-detention", "/desk/supervision/over-detention/"),
        ("supervision: coverage", "/desk/supervision/coverage/"),
        ("supervision: trends", "/desk/supervision/trends/"),
    ]


Times = dict[str, list[tuple[float, float]]]


def _visit(port: int, sessions: list[str], stays: list[str]) -> Times:
    times: Times = defaultdict(list)
    lock = threading.Lock()
    _warm_up(port, sessions[0], stays[0])
    ends = time.monotonic() + SECONDS

    def user(session: str, seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311 - a bench
        sleep(chance.uniform(0, PAUSE[1]))
        while time.monotonic() < ends:
            name, address = chance.choice(_pages(chance.choice(stays)))
            began = perf_counter()
            answer = _ask(port, session, address, fragment=name == "board, asked again")
            waited = perf_counter() - began
            assert answer.status == 200, (address, answer.status)
            with lock:
                times[name].append((float(answer.headers[TIMED]), waited))
            sleep(chance.uniform(*PAUSE))

    users = [threading.Thread(target=user, args=(session, n)) for n, session in enumerate(sessions)]
    for one in users:
        one.start()
    for one in users:
        one.join()
    return times


def _ask(
    port: int, session: str, address: str | Words, *, fragment: bool = False
) -> http.client.HTTPResponse:
    """Ask for a page, or for what a search finds while somebody types."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Cookie": session}
    if isinstance(address, Words):
        headers |= {
            "Cookie": f"{session}; lodged-csrf={CSRF}",
            "X-CSRFToken": CSRF,
            "HX-Request": "true",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection.request("POST", "/search/", urlencode({"words": address.words}), headers)
    else:
        connection.request("GET", address, headers=headers | ({"HX-Request": "true"} if fragment else {}))
    answer = connection.getresponse()
    answer.read()
    return answer


def _warm_up(port: int, session: str, stay: str) -> None:
    """Let every worker read the rulebooks and draw its charts before anybody is timed: several ask at once."""

    def ask() -> None:
        for _ in range(4):
            for _, address in _pages(stay):
                _ask(port, session, address)

    asking = [threading.Thread(target=ask) for _ in range(8)]
    for one in asking:
        one.start()
    for one in asking:
        one.join()


def _tell(times: Times) -> None:
    peer = _at(95, [server for server, _ in times[PEER]])
    print(
        f"{USERS} users, {sum(map(len, times.values())):,} pages in {SECONDS} s; milliseconds at the 95th percentile"
    )
    print(f"{'page':34} {'pages':>6} {'median':>8} {'server':>8} {'answer':>8} {'x peer':>7}")
    late = []
    for name, told in times.items():
        server, waited = [one for one, _ in told], [other for _, other in told]
        p95 = _at(95, server)
        late += [name] if p95 > TARGET_MS else []
        print(
            f"{name:34} {len(told):>6} {_at(50, server):>8.0f} {p95:>8.0f} {_at(95, waited):>8.0f} {p95 / peer:>7.1f}"
        )
    print(f"over {TARGET_MS} ms: {', '.join(late) or 'none'}")


def _at(percent: int, seconds: list[float]) -> float:
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))] * 1000


if __name__ == "__main__":
    main()
