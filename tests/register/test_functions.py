"""No function of the database can be led to a table that a session made for the purpose."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from lodged.register.acting import acting_as
from lodged.register.models import Person
from tests.register.case import Case, made

pytestmark = pytest.mark.django_db


def test_every_function_sets_where_it_looks_names_up() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.oid::regprocedure::text, array_to_string(p.proconfig, ' ') FROM pg_proc p "
            "WHERE p.pronamespace = 'public'::regnamespace AND p.prokind IN ('f', 'p') AND NOT EXISTS ("
            "SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')"
        )
        paths = dict(cursor.fetchall())
    assert {name for name in paths if name.startswith("register_")}, (
        "the functions are looked for in the right place"
    )
    # The temporary schema is searched first for tables wherever it isn't named.
    assert {
        name for name, path in paths.items() if path != "search_path=pg_catalog, public, pg_temp"
    } == set()


def pretend(table: str, row: str) -> None:
    """Make a table of the session's own under the name of one of the record's."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {table} ON COMMIT DROP AS {row}")


@pytest.fixture
def case() -> Case:
    return made()


def test_a_sharing_of_the_sessions_own_shows_nothing(case: Case) -> None:
    other = made("MN", "Ramsey", name="Neighbour")
    with acting_as(other.desk):
        pretend(
            "register_sharing",
            f"SELECT '{case.desk.agency_id}'::uuid AS agency_id, '{other.desk.agency_id}'::uuid AS reader_id, "
            "now() - interval '1 day' AS since, NULL::timestamptz AS until",
        )
        assert not Person.objects.filter(pk=case.person).exists()


def test_an_expungement_of_the_sessions_own_blanks_nothing(case: Case) -> None:
    with acting_as(case.supervisor):
        pretend(
            "register_event",
            f"SELECT '{case.stay}'::uuid AS id, 'journal.payload-expunged'::varchar AS name",
        )
        with pytest.raises(DatabaseError, match="only an expungement"), transaction.atomic():
            blank(case.stay)


def blank(expunged_by: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE public.register_event SET payload = NULL, salt = NULL, expunged_by = %s "
            "WHERE name = 'detainer.lodged'",
            [expunged_by],
        )
