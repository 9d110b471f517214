"""What somebody with the rights of the tables' owner rewrites, triggers put aside, a replay finds and names."""

from __future__ import annotations

import pytest
from django.db import connection

from lodged.register.models import Agency, Event, Facility, Role, User
from lodged.register.replay import PROJECTED, Difference, replay
from tests.whole_case import whole_case

REWRITES = {
    "a stay": ("UPDATE register_stay SET departed_at = departed_at + interval '1 day'", "departed_at"),
    "a span": ("UPDATE register_custodyspan SET ended_at = NULL WHERE superseded_at IS NULL", "custodyspan"),
    "a detainer": ("UPDATE register_detainer SET served_at = NULL", "served_at"),
    "a notice": ("DELETE FROM register_notice", "register_notice"),
    "a warrant": ("UPDATE register_warrant SET kind = 'judicial'", "register_warrant"),
    "a name": ("UPDATE register_personname SET last = 'Other'", "register_personname"),
    "a return": ("UPDATE register_facilityreturn SET with_detainer = 0", "register_facilityreturn"),
    "a stay that nobody booked": (
        (
            "INSERT INTO register_stay SELECT (jsonb_populate_record(s, jsonb_build_object("
            "'id', gen_random_uuid(), 'booking_number', 'S-phantom'))).* FROM register_stay s"
        ),
        "no act made it",
    ),
    "a detainer that nobody received": (
        (
            "INSERT INTO register_detainer SELECT (jsonb_populate_record(d, jsonb_build_object("
            "'id', gen_random_uuid(), 'reference', 'D-phantom'))).* FROM register_detainer d"
        ),
        "no act made it",
    ),
    "a warrant that nobody attached": (
        (
            "INSERT INTO register_warrant SELECT (jsonb_populate_record(w, jsonb_build_object("
            "'id', (SELECT max(id) + 1 FROM register_warrant)))).* FROM register_warrant w"
        ),
        "no act made a row so",
    ),
    "whom an event is about": (
        "UPDATE register_event SET stay_id = NULL WHERE name = 'stay.entitled'",
        "is not what entry",
    ),
}


@pytest.mark.parametrize("what", REWRITES)
def test_what_an_owner_rewrites_is_found(owner: None, what: str) -> None:
    statement, words = REWRITES[what]
    agency = Agency.objects.create(name="Synthetic County", state="MN")
    jail = Facility.objects.create(agency=agency, name="Synthetic Jail", kind="county_jail")
    whole_case(User.objects.create(username="supervisor", agency=agency, role=Role.RECORDS_SUPERVISOR), jail)
    assert replay().findings == ()
    tables = [model._meta.db_table for model in (*PROJECTED, Event)]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER, NO FORCE ROW LEVEL SECURITY")
        cursor.execute(statement)
        assert cursor.rowcount >= 1
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER, FORCE ROW LEVEL SECURITY")
    found = replay().findings
    assert any(words in finding.detail for finding in found)
    assert {finding.kind for finding in found} <= set(Difference)
