"""The tables are what the acts make: replayed, compared, and each change of a table found and named."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connections

from lodged.register import models
from lodged.register.models import Agency, Facility, Role, Stay, User
from lodged.register.replay import PROJECTED, Difference, replay
from lodged.register.services import expunge
from whole_case import Case, whole_case

WRITTEN_OTHERWISE = {
    models.Agency,
    models.Facility,
    models.User,
    models.Sharing,
    models.SavedMapping,
    models.Event,
    models.JournalEntry,
    models.JournalHash,
    models.JournalFrontier,
    models.JournalCheckpoint,
}
"""Set up by administrators, or the acts and their journal themselves."""
pytestmark = pytest.mark.django_db(databases=["default"])


@pytest.fixture
def case() -> Case:
    agency = Agency.objects.create(name="Synthetic County", state="MN")
    jail = Facility.objects.create(agency=agency, name="Synthetic Jail", kind="county_jail")
    user = User.objects.create(username="supervisor", agency=agency, role=Role.RECORDS_SUPERVISOR)
    return whole_case(user, jail)


def test_every_table_is_replayed_or_written_otherwise() -> None:
    assert {*PROJECTED, *WRITTEN_OTHERWISE} == set(apps.get_app_config("register").get_models())


def test_a_record_is_what_its_acts_make(case: Case) -> None:
    found = replay()
    assert found.findings == ()
    assert (found.acts, found.expunged) == (14, 0)
    assert found.rows >= len(PROJECTED)
    assert Stay.objects.count() == 0, "the replay's own tables are gone, and nobody is named any more"


def test_whoever_was_expunged_is_not_compared(case: Case) -> None:
    expunge(User.objects.get(), case.person, order="Synthetic court, 1")
    found = replay()
    assert found.findings == ()
    assert found.expunged == 13


REWRITES = {
    "a stay": ("UPDATE register_stay SET departed_at = departed_at + interval '1 day'", "departed_at"),
    "a span": ("UPDATE register_custodyspan SET ended_at = NULL WHERE superseded_at IS NULL", "custodyspan"),
    "a detainer": ("UPDATE register_detainer SET served_at = NULL", "served_at"),
    "a notice": ("DELETE FROM register_notice", "register_notice"),
    "a warrant": ("UPDATE register_warrant SET kind = 'judicial'", "register_warrant"),
    "a name": ("UPDATE register_personname SET last = 'Other'", "register_personname"),
    "a return": ("UPDATE register_facilityreturn SET with_detainer = 0", "register_facilityreturn"),
    "whom an event is about": (
        "UPDATE register_event SET stay_id = NULL WHERE name = 'stay.entitled'",
        "is not what entry",
    ),
}


@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
@pytest.mark.parametrize("what", REWRITES)
def test_what_an_owner_rewrites_is_found(case: Case, what: str) -> None:
    statement, words = REWRITES[what]
    with connections["owner"].cursor() as cursor:
        for model in (*PROJECTED, models.Event):
            cursor.execute(
                f"ALTER TABLE {model._meta.db_table} DISABLE TRIGGER USER, NO FORCE ROW LEVEL SECURITY"
            )
        cursor.execute(statement)
        assert cursor.rowcount >= 1
        for model in (*PROJECTED, models.Event):
            cursor.execute(
                f"ALTER TABLE {model._meta.db_table} ENABLE TRIGGER USER, FORCE ROW LEVEL SECURITY"
            )
    found = replay().findings
    assert found
    assert any(words in finding.detail for finding in found)
    assert {finding.kind for finding in found} <= set(Difference)
