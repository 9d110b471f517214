"""What the doctor asks the database: roles, row-level security, triggers, tables, clock, keys, journal, worker."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from django.conf import settings
from django.db import DatabaseError, connection

from lodged.core.errors import LodgedError
from lodged.journal.commitment import opens
from lodged.journal.entry import Entry
from lodged.journal.errors import JournalError
from lodged.journal.tree import hash_leaf
from lodged.operations.findings import Finding, advice, good, wrong
from lodged.operations.keys import sealed_rows
from lodged.register.acting import acting_for
from lodged.register.models import Agency, Event, JournalEntry, JournalFrontier, JournalHash, Role
from lodged.register.sealed import keyring
from lodged.web import health
from lodged.web.configuration import Configuration
from lodged.web.schema import of_another_version, unapplied_migrations, unknown_migrations

OLDEST_SERVER = 15
MOST_SECONDS_APART = 5
TAIL = 1_000
UNBOUND = frozenset({"register_user", "register_facility", "api_token"})
"""Tables with an agency that hold no person in custody, and are read before an agency is known."""

TRIGGERS = {
    "register_event": {"refuse", "expunge_only"},
    "register_journalentry": {"refuse"},
    "register_journalhash": {"refuse"},
    "register_journalcheckpoint": {"refuse"},
    "register_journalfrontier": {"refuse"},
    "register_facilityreturn": {"refuse"},
    "register_custodyspan": {"refuse", "close_once"},
    "register_detainerspan": {"refuse", "close_once"},
    "register_retentionrule": {"refuse", "refuse_change"},
    "register_retentionhold": {"refuse", "once"},
    "register_disposal": {"refuse", "once"},
}


def database(config: Configuration) -> Finding:
    """Check that the database answers, and is new enough."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
            (major,) = cursor.fetchone()
    except DatabaseError as error:
        reason = str(error).strip().splitlines()[-1]
        return wrong(
            "database", f"It does not answer: {reason}.", "Check LODGED_DATABASE_URL and the server."
        )
    if major < OLDEST_SERVER:
        return wrong("database", f"PostgreSQL {major}", f"Install PostgreSQL {OLDEST_SERVER} or newer.")
    return good("database", f"PostgreSQL {major} answers")


def in_database(config: Configuration, *, embedded: bool) -> Iterator[Finding]:
    """Yield everything that needs a database that answers."""
    yield migrations()
    if unapplied_migrations():
        return
    yield roles()
    yield row_security()
    yield triggers()
    yield clock()
    yield backup_role(config, embedded=embedded)
    yield rows_sealed()
    yield journal_tail()
    yield worker()
    yield mail()


def migrations() -> Finding:
    """Check that the tables are those of this version."""
    if missing := unapplied_migrations():
        return wrong(
            "tables",
            f"{len(missing)} changes are missing, first [{missing[0]}].",
            "Run [lodged instance upgrade].",
        )
    if unknown := unknown_migrations():
        return wrong("tables", f"Another version made [{unknown[0]}].", of_another_version(unknown))
    return good("tables", "as this version needs them")


def roles() -> Finding:
    """Check that the application's role is bound by what the database refuses."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user"
        )
        name, is_super, bypasses, creates = cursor.fetchone()
        cursor.execute(
            "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
            "AND pg_has_role(current_user, relowner, 'MEMBER')"
        )
        (owned,) = cursor.fetchone()
        cursor.execute("SELECT tableowner FROM pg_tables WHERE tablename = 'register_event'")
        (owner,) = cursor.fetchone()
    if is_super or bypasses or creates:
        return wrong(
            "roles",
            f"The application signs in as [{name}], which nothing binds.",
            "Use a role without SUPERUSER, BYPASSRLS and CREATEROLE: see docs/start.md.",
        )
    if owned:
        return wrong(
            "roles",
            f"The application's role [{name}] owns {owned} tables, so it could rewrite history.",
            "Let another role own the tables: see docs/start.md.",
        )
    return good("roles", f"[{name}] is bound and owns nothing; [{owner}] owns the tables")


def row_security() -> Finding:
    """Check that every table with an agency is bound by it, whoever asks."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity FROM pg_class c "
            "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'agency_id' AND NOT a.attisdropped "
            "WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY 1"
        )
        bound_by = dict(cursor.fetchall())
    unbound = [name for name, bound in bound_by.items() if not bound and name not in UNBOUND]
    if unbound:
        return wrong(
            "row-level security",
            f"[{unbound[0]}] is not bound by agency.",
            f"As the owner: ALTER TABLE {unbound[0]} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY. Find out "
            "who put it aside.",
        )
    return good("row-level security", f"forced on {len(bound_by) - len(UNBOUND & set(bound_by))} tables")


def triggers() -> Finding:
    """Check that what refuses to rewrite history is in its place and switched on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
        )
        present = set(cursor.fetchall())
    missing = [
        (table, name) for table, names in TRIGGERS.items() for name in names if (table, name) not in present
    ]
    if missing:
        table, name = missing[0]
        return wrong(
            "history",
            f"The trigger [{name}] of [{table}] is gone or switched off: history can be rewritten.",
            "Verify the journal with a checkpoint that somebody else holds, find out who did it, and restore.",
        )
    return good("history", f"{sum(map(len, TRIGGERS.values()))} triggers refuse to rewrite it")


def clock() -> Finding:
    """Check that this machine and the database agree on the time, and the record isn't ahead of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        (theirs,) = cursor.fetchone()
    apart = abs((datetime.now(UTC) - theirs).total_seconds())
    newest = JournalFrontier.objects.get().recorded_at
    if newest is not None and (newest - datetime.now(UTC)).total_seconds() > MOST_SECONDS_APART:
        return wrong(
            "clock",
            f"The newest entry is recorded at [{newest:%Y-%m-%d %H:%M:%S}] UTC, which has not come yet.",
            "Set this machine's clock by NTP.",
        )
    if apart > MOST_SECONDS_APART:
        return wrong(
            "clock",
            f"This machine and the database are {apart:.0f} seconds apart.",
            "Set both clocks by NTP.",
        )
    return good("clock", "agrees with the database's")


def backup_role(config: Configuration, *, embedded: bool) -> Finding:
    """Check that a backup could be made."""
    if embedded or config.backup_database_url:
        return good("backup", "its role is set")
    return advice(
        "backup",
        "LODGED_BACKUP_DATABASE_URL is not set, so [lodged instance backup] can't read every agency's rows.",
        "Set it on the machine that makes backups: see docs/admin.md.",
    )


def rows_sealed() -> Finding:
    """Check that every row opens with the keys that are set, and with the first where keys were replaced."""
    try:
        ring, rows = keyring(), sealed_rows()
    except (LodgedError, DatabaseError) as error:
        return advice("sealed rows", f"They could not be counted: {error}", "Set LODGED_OWNER_DATABASE_URL.")
    missing = sorted(key for key in rows.keys if key and key not in {one.id for one in ring.keys})
    if missing:
        return wrong(
            "sealed rows",
            f"Rows are sealed with key [{missing[0]}], which is not set.",
            "Add it to LODGED_FIELD_KEYS.",
        )
    others = sum(
        count
        for counts in (rows.identifiers, rows.payloads)
        for key, count in counts.items()
        if key != ring.keys[0].id
    )
    if others:
        return advice(
            "sealed rows",
            f"{others:,} rows are not sealed with the first key.",
            "Run [lodged instance keys rotate].",
        )
    return good("sealed rows", f"all with key [{ring.keys[0].id}]")


def journal_tail() -> Finding:
    """Check that the newest entries are as they were hashed, and their payloads are what was committed to."""
    size = JournalFrontier.objects.get().size
    start = max(0, size - TAIL)
    entries = list(JournalEntry.objects.filter(index__gte=start).order_by("index"))
    hashes = JournalHash.objects.filter(level=0, position__gte=start).order_by("position")
    if [hash_leaf(bytes(entry.leaf)) for entry in entries] != [
        bytes(digest) for digest in hashes.values_list("digest", flat=True)
    ] or len(entries) != size - start:
        return _not_whole("its rows are not those that were hashed")
    try:
        commitments = {entry.index: Entry.from_leaf(bytes(entry.leaf)).commitment for entry in entries}
        for agency in Agency.objects.values_list("id", flat=True):
            with acting_for(agency, Role.AUDITOR):
                for event in Event.objects.filter(agency=agency, index__gte=start, payload__isnull=False):
                    salt, payload = bytes(event.salt or b""), bytes(event.payload or b"")
                    if not opens(commitments[event.index], event.id, salt, payload):
                        return _not_whole(f"the payload of entry {event.index} was changed")
    except (JournalError, LodgedError, KeyError) as error:
        return _not_whole(str(error))
    return good("journal", f"the last {len(entries):,} of {size:,} entries are whole")


def _not_whole(why: str) -> Finding:
    return wrong(
        "journal", f"It is not whole: {why}.", "Run [lodged journal verify], which says what and where."
    )


def worker() -> Finding:
    """Check that a worker does the jobs."""
    try:
        alive = health.worker_is_alive()
    except DatabaseError:
        alive = False
    if alive:
        return good("worker", "gave a sign within the last minute")
    return advice(
        "worker",
        "No worker gave a sign lately, so jobs wait.",
        "Start the instance with [lodged instance serve].",
    )


def mail() -> Finding:
    """Check that mail can be handed to a server."""
    server = settings.CONFIGURATION.mail
    if server is None:
        words = "No mail server is set, so no notice goes out by e-mail."
        return advice("mail", words, "See docs/admin.md, Mail.")
    return good("mail", f"is handed to {server.host}")
