"""What each trigger of the record refuses; with that trigger put aside, the database lets the same thing happen."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import DatabaseError, connection, transaction

from lodged.journal.checkpoint import Checkpoint
from lodged.journal.notes import SigningKey
from lodged.register.acting import acting_as, acting_for
from lodged.register.models import Agency, JournalCheckpoint, Role, User
from lodged.signin.models import SignInEvent
from tests.register.filled_record import fill_every_table

AT = datetime(2026, 1, 13, 12, tzinfo=UTC)
INSUFFICIENT_PRIVILEGE = "42501"
"""The code that every trigger of the record refuses with."""
REFUSED_ROWS = {
    ("register_citizenshipclaim", "counsel_rules_only"): "claimed_by = 'somebody else', ruled_at = now()",
    ("register_custodyspan", "close_once"): "ended_at = began_at",
    ("register_decisionrecord", "blank_only"): "rulebook_sha256 = repeat('0', 64)",
    ("register_detainerspan", "close_once"): "ended_at = began_at",
    ("register_dispatch", "sent_as_queued"): "queued_role = 'counsel'",
    ("register_disposal", "once"): "proposed_at = proposed_at - interval '1 day'",
    ("register_document", "same_file"): "media_type = 'text/plain'",
    ("register_event", "expunge_only"): "occurred_at = occurred_at + interval '1 day'",
    ("register_override", "counsel_rules_only"): "authority = ''",
    ("register_override", "rule_only"): "asked_at = asked_at - interval '1 day'",
    ("register_override", "ruled_once"): "ruling_reason = 'another', authority = '', reason = ''",
    ("register_paper", "settled_once"): "settled_at = settled_at - interval '1 day'",
    ("register_retentionhold", "once"): "reason = 'another'",
    ("register_stay", "counsel_rules_only"): "booking_number = 'S-other'",
}
"""A change of a row that the trigger is there to refuse."""
DELETE, UPDATE, EITHER = "DELETE", "UPDATE", "DELETE UPDATE"
REFUSED_STATEMENTS = {
    ("api_delivery", "refuse"): DELETE,
    ("register_custodyspan", "refuse"): DELETE,
    ("register_decisionrecord", "refuse"): DELETE,
    ("register_detainerspan", "refuse"): DELETE,
    ("register_disposal", "refuse"): DELETE,
    ("register_event", "refuse"): DELETE,
    ("register_facilityreturn", "refuse"): EITHER,
    ("register_hold", "refuse"): EITHER,
    ("register_icecontact", "refuse"): DELETE,
    ("register_journalcheckpoint", "refuse"): EITHER,
    ("register_journalentry", "refuse"): EITHER,
    ("register_journalfrontier", "refuse"): DELETE,
    ("register_journalhash", "refuse"): EITHER,
    ("register_override", "refuse"): DELETE,
    ("register_pairruling", "refuse"): UPDATE,
    ("register_retentionhold", "refuse"): DELETE,
    ("register_retentionrule", "refuse"): DELETE,
    ("register_retentionrule", "refuse_change"): UPDATE,
    ("register_statedfact", "refuse"): UPDATE,
    ("signin_signinevent", "refuse"): EITHER,
}
"""Statements that the trigger refuses whatever they change."""
BY_COUNSEL = {key for key in REFUSED_ROWS if key[1] == "counsel_rules_only"}
SHADOWED = {
    ("register_override", "rule_only"): ["ruled_once"],
    ("register_override", "counsel_rules_only"): ["ruled_once"],
}
"""Other triggers that refuse the same change and are put aside for the trial."""


def triggers() -> set[tuple[str, str]]:
    """Table and name of every trigger of the record, as the database has them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname::text FROM pg_trigger WHERE NOT tgisinternal "
            "AND tgrelid::regclass::text ~ '^(register|desk|signin|api)_'"
        )
        return set(cursor.fetchall())


def statements(table: str, name: str) -> list[str]:
    """What the trigger is there to refuse."""
    if (table, name) in REFUSED_ROWS:
        return [f"UPDATE {table} SET {REFUSED_ROWS[table, name]}"]  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum = 1", [table]
        )
        ((column,),) = cursor.fetchall()
    every = {DELETE: f"DELETE FROM {table}", UPDATE: f"UPDATE {table} SET {column} = {column}"}  # noqa: S608
    return [every[kind] for kind in REFUSED_STATEMENTS[table, name].split()]


def refused(table: str, put_aside: list[str], statement: str) -> bool:
    """Whether a trigger refuses a statement while those put aside don't stand; nothing of it stays."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            for name in put_aside:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
            cursor.execute(statement)
            assert cursor.rowcount >= 1, f"no row to try [{statement}] on"
            transaction.set_rollback(True)
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", None) != INSUFFICIENT_PRIVILEGE:
            raise
        return True
    return False


def test_every_trigger_refuses_what_nothing_else_would(owner: None) -> None:
    county = Agency.objects.create(name="Synthetic County", state="MN")
    fill_every_table(county)
    supervisor = User.objects.get(agency=county, role=Role.RECORDS_SUPERVISOR)
    head = Checkpoint("test.example/journal", 1, bytes(32)).signed_by(
        SigningKey("test.example/journal", bytes(32))
    )
    with acting_as(supervisor):
        JournalCheckpoint.objects.create(size=1, note=head.encode())
        SignInEvent.objects.create(agency=county, kind="in", at=AT)
    assert triggers() == {*REFUSED_ROWS, *REFUSED_STATEMENTS}, "each trigger has its trial, and none is gone"
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        # Row security refuses much of this too; here the triggers stand alone.
        for table, _ in triggers():
            cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    wrong = []
    for table, name in sorted(triggers()):
        role = Role.COUNSEL if (table, name) in BY_COUNSEL else Role.RECORDS_SUPERVISOR
        others = SHADOWED.get((table, name), [])
        for statement in statements(table, name):
            with acting_for(county.id, role):
                if not refused(table, others, statement) or refused(table, [name, *others], statement):
                    wrong.append((name, statement))
    assert wrong == []
