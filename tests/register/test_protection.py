"""What the database itself refuses, whatever the application does."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from lodged.api.models import Token
from lodged.journal.entry import Entry
from lodged.journal.tree import Frontier, hash_leaf, root_of
from lodged.register import acts
from lodged.register.acting import acting_as
from lodged.register.actor import actor_of
from lodged.register.models import (
    Agency,
    Event,
    Facility,
    FacilityReturn,
    JournalEntry,
    JournalFrontier,
    Person,
    PersonName,
    Role,
    User,
)
from lodged.register.recording import Writer
from tests.register.filled_record import fill_every_table

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 13, 12, tzinfo=UTC)


def staff(agency: Agency, role: Role) -> User:
    return User.objects.create(username=f"{agency}-{role}", agency=agency, role=role)


def read_a_file(user: User) -> None:
    writer = Writer(actor_of(user))
    writer.append(acts.ReadFile(at=AT, person=uuid.uuid4(), purpose="synthetic"))
    writer.close()


@pytest.fixture
def county() -> Agency:
    return Agency.objects.create(name="Synthetic County", state="MN")


@pytest.fixture
def written(county: Agency) -> uuid.UUID:
    user = staff(county, Role.RECORDS_SUPERVISOR)
    with acting_as(user):
        person = Person.objects.create(agency=county)
        PersonName.objects.create(
            agency=county,
            person=person,
            source="desk",
            kind="booked",
            last="Synthetic",
            occurred_at=AT,
            recorded_at=AT,
        )
        writer = Writer(actor_of(user))
        writer.append(acts.ReadFile(at=AT, person=person.id, purpose="synthetic"))
        writer.close()
    return person.id


@pytest.mark.parametrize("table", ["event", "journalentry", "journalhash"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET {}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_history_refuses_to_be_rewritten(
    table: str, statement: str, county: Agency, written: uuid.UUID
) -> None:
    column = {"event": "name = 'x'", "journalentry": "leaf = ''", "journalhash": "digest = ''"}[table]
    user = User.objects.get(agency=county)
    with (
        pytest.raises(DatabaseError, match=r"append-only|permission denied"),
        acting_as(user),
        connection.cursor() as c,
    ):
        c.execute(statement.format(f"register_{table}", column))


def tables_of_agencies() -> list[type[models.Model]]:
    """Every table that says whose row it is, save the staff's own and the places', which everyone may read."""
    every = [
        model for room in ("register", "casework", "api") for model in apps.get_app_config(room).get_models()
    ]
    return [
        model
        for model in every
        if any(field.name == "agency" for field in model._meta.fields)
        and model not in {User, Facility, Token}
    ]


@pytest.fixture
def filled(county: Agency) -> Agency:
    """A neighbor of the county's, which has a row in every table: what follows can't pass on an empty one."""
    return fill_every_table(county)


def test_each_table_has_a_row_of_its_agency(filled: Agency, county: Agency) -> None:
    with acting_as(User.objects.get(agency=county, role=Role.RECORDS_SUPERVISOR)):
        assert [
            m for m in tables_of_agencies() if not m._default_manager.filter(agency=county).exists()
        ] == []


@pytest.mark.parametrize("role", Role)
def test_nobody_sees_another_agencys_rows(role: Role, filled: Agency, county: Agency) -> None:
    open_to_the_state = {FacilityReturn} if role in {Role.STATE_ANALYST, Role.AUDITOR} else set()
    with acting_as(staff(filled, role)):
        seen = {m for m in tables_of_agencies() if m._default_manager.filter(agency=county).exists()}
    assert seen == open_to_the_state


@pytest.mark.parametrize("role", Role)
def test_nobody_changes_another_agencys_rows(role: Role, filled: Agency, county: Agency) -> None:
    stranger = staff(filled, role)
    for model in tables_of_agencies():
        assert changed_by(stranger, model) == 0, model


def changed_by(user: User, model: type[models.Model]) -> int:
    """How many rows a member of staff can take for their own agency."""
    try:
        with acting_as(user), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {model._meta.db_table} SET agency_id = %s", [user.agency_id])  # noqa: S608
            return int(cursor.rowcount)
    except DatabaseError as refused:
        assert {"append-only", "security"} & set(re.findall(r"append-only|security", str(refused)))  # noqa: PT017
        return 0


@pytest.mark.parametrize("role", Role)
def test_a_role_sees_its_own_agencys_people_or_none(role: Role, county: Agency, written: uuid.UUID) -> None:
    with acting_as(User.objects.filter(role=role).first() or staff(county, role)):
        assert Person.objects.exists() is (role is not Role.AGENCY_ADMINISTRATOR)


def test_every_table_with_an_agency_is_bound(written: uuid.UUID) -> None:
    unbound = {"register_user", "register_facility", "api_token"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        bound = {name for (name,) in cursor.fetchall()}
    with_agency = {
        model._meta.db_table
        for room in ("register", "casework", "signin", "api")
        for model in apps.get_app_config(room).get_models()
        if any(field.name == "agency" for field in model._meta.fields)
    }
    assert with_agency - unbound == bound & with_agency


def test_another_agencys_rows_cannot_be_written(county: Agency, written: uuid.UUID) -> None:
    stranger = staff(Agency.objects.create(name="Synthetic Neighbour", state="MN"), Role.RELEASE_DESK)
    with pytest.raises(DatabaseError, match="row-level security"), acting_as(stranger), transaction.atomic():
        Person.objects.create(agency=county)


def test_recorded_time_never_goes_back(county: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    user = staff(county, Role.RELEASE_DESK)
    for clock in (datetime(2026, 1, 14, tzinfo=UTC), datetime(2026, 1, 13, 13, tzinfo=UTC)):
        monkeypatch.setattr("django.utils.timezone.now", lambda clock=clock: clock)
        with acting_as(user):
            read_a_file(user)
    with acting_as(user):
        first, second = Event.objects.order_by("index").values_list("recorded_at", flat=True)
    assert first < second


def test_the_frontier_is_the_root_of_the_leaves(county: Agency) -> None:
    user = staff(county, Role.RELEASE_DESK)
    with acting_as(user):
        for _ in range(5):
            read_a_file(user)
    leaves = [bytes(leaf) for leaf in JournalEntry.objects.values_list("leaf", flat=True)]
    frontier = JournalFrontier.objects.get()
    assert Frontier.from_bytes(frontier.size, bytes(frontier.nodes)).root() == root_of(
        [*map(hash_leaf, leaves)]
    )
    assert [Entry.from_leaf(leaf).index for leaf in leaves] == [0, 1, 2, 3, 4]
