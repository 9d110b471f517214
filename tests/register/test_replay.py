"""The tables are what the acts make: worked out anew and compared."""

from __future__ import annotations

import pytest
from django.apps import apps

from lodged.register import models
from lodged.register.models import Agency, Facility, Role, Stay, User
from lodged.register.replay import PROJECTED, replay
from lodged.register.services import expunge
from tests.whole_case import Case, whole_case

WRITTEN_OTHERWISE = {
    models.Agency,
    models.Facility,
    models.User,
    models.Sharing,
    models.SavedMapping,
    models.RetentionRule,
    models.RetentionHold,
    models.Disposal,
    models.Document,
    models.Dispatch,
    models.Event,
    models.JournalEntry,
    models.JournalHash,
    models.JournalFrontier,
    models.JournalCheckpoint,
}
"""Set up by administrators, files and the queue of letters, or the acts and their journal themselves."""
pytestmark = pytest.mark.django_db


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
    assert (found.acts, found.expunged) == (22, 0)
    assert found.rows >= len(PROJECTED)
    assert Stay.objects.count() == 0, "the replay's own tables are gone, and nobody is named any more"


def test_whoever_was_expunged_is_not_compared(case: Case) -> None:
    expunge(User.objects.get(username="supervisor"), case.person, order="Synthetic court, 1")
    found = replay()
    assert found.findings == ()
    assert found.expunged == 20
