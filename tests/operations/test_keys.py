"""Identifiers and payloads are unreadable in the database, found by a keyed hash, and sealed anew with a new key."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import FieldError
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from lodged.cli import app
from lodged.journal.verification import verify
from lodged.register import acts
from lodged.register import vocabulary as words
from lodged.register.acting import acting_as
from lodged.register.journal_store import DatabaseStore
from lodged.register.models import Agency, PersonIdentifier, Role, User
from lodged.register.services import record
from lodged.sealing.keyring import Keyring, SealError, UnknownKeyError, new_key
from tests.faults.faulty_instance import Faulty

NUMBER = "SYN-A999-555-123"
AT = datetime(2026, 1, 10, tzinfo=UTC)


@pytest.fixture
def clerk(db: None) -> User:
    agency = Agency.objects.create(name="Synthetic County", state="MN")
    user = User.objects.create(username="records", agency=agency, role=Role.RECORDS_SUPERVISOR)
    describe(user)
    return user


def describe(user: User, number: str = NUMBER) -> UUID:
    person = uuid4()
    record(
        user,
        acts.Describe(
            at=AT,
            person=person,
            source=words.Source.DESK,
            names=(acts.Name("Synthetic", "Ada"),),
            identifiers=(acts.Identifier(words.IdentifierKind.A_NUMBER, number),),
        ),
    )
    return person


def stored(user: User) -> tuple[str, bytes]:
    """The identifier and the payload as the database holds them."""
    with acting_as(user), connection.cursor() as cursor:
        cursor.execute("SELECT value FROM register_personidentifier")
        (value,) = cursor.fetchone()
        cursor.execute("SELECT payload FROM register_event")
        (payload,) = cursor.fetchone()
    return value, bytes(payload)


@pytest.mark.django_db
def test_the_database_holds_no_identifier_in_the_clear(clerk: User) -> None:
    value, payload = stored(clerk)
    assert "555" not in value
    assert NUMBER.encode() not in payload
    assert b"Synthetic" not in payload
    with acting_as(clerk):
        assert PersonIdentifier.objects.get().value == NUMBER
    assert verify(DatabaseStore()).findings == ()


@pytest.mark.django_db
def test_a_number_is_found_by_its_hash_and_never_by_a_comparison_that_finds_nothing(clerk: User) -> None:
    with acting_as(clerk):
        found = PersonIdentifier.objects.with_value("a_number", "syn a999555123")
        assert found.get().value == NUMBER
        assert not PersonIdentifier.objects.with_value("fbi_number", NUMBER).exists()
        with pytest.raises(FieldError, match="with_value"):
            PersonIdentifier.objects.filter(value=NUMBER).exists()


def test_a_new_key_seals_everything_and_the_journal_stays(instance: Faulty) -> None:
    old = (instance.folder / "field-key").read_text("utf-8")
    new = str(new_key("next"))
    root = instance.ask(ROOT)
    shown = instance.run("keys", "show")
    assert "local" in shown
    said = replace(instance, settings={"LODGED_FIELD_KEYS": f"{new},{old}"}).run("keys", "rotate")
    assert f"No row needs key [{old.partition(':')[0]}] any more" in said
    assert root in said
    with_new = replace(instance, settings={"LODGED_FIELD_KEYS": new})
    assert "Sealed 0 rows" in with_new.run("keys", "rotate")
    assert with_new.ask(FOUND) == 1
    refused = instance.start("keys", "rotate")
    _, err = refused.communicate(timeout=120)
    assert refused.returncode == 2
    assert "[next], which is not among those set" in err
    back = replace(instance, settings={"LODGED_FIELD_KEYS": f"{old},{new}"})
    assert "No row needs key [next]" in back.run("keys", "rotate")


ROOT = """
import json
from lodged.journal.verification import verify
from lodged.register.journal_store import DatabaseStore
print(json.dumps(verify(DatabaseStore()).root.hex()))
"""
FOUND = """
import json
from lodged.register.acting import acting_as
from lodged.register.models import PersonIdentifier
with acting_as(member_of_staff("records")):
    print(json.dumps(PersonIdentifier.objects.with_value("a_number", "A999-000-003").count()))
"""


@pytest.mark.django_db
def test_the_application_itself_may_not_write_a_payload_twice(clerk: User) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        acting_as(clerk),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE register_event SET payload = %s", [b"{}"])


@pytest.mark.django_db
def test_a_missing_key_is_named_and_no_secret_is(clerk: User, settings: object) -> None:
    settings.FIELD_KEYS = str(new_key("other"))  # type: ignore[attr-defined]
    with acting_as(clerk), pytest.raises(UnknownKeyError, match=r"\[tests\]"):
        PersonIdentifier.objects.get()


@given(st.binary(max_size=200), st.integers(min_value=0), st.integers(min_value=0, max_value=7))
def test_a_changed_value_never_opens(plain: bytes, where: int, bit: int) -> None:
    ring = Keyring((new_key("a"),))
    sealed = bytearray(ring.seal("x", plain))
    assert ring.open("x", bytes(sealed)) == plain
    sealed[where % len(sealed)] ^= 1 << bit
    with pytest.raises(SealError):
        ring.open("x", bytes(sealed))


def test_a_value_of_one_column_does_not_open_in_another() -> None:
    ring = Keyring((new_key("a"),))
    with pytest.raises(SealError, match="changed"):
        ring.open("payload", ring.seal("identifier", b"1"))


@pytest.mark.parametrize("text", ["", "a", "a:short", "UP:" + "a" * 43, "a:" + "é" * 43])
def test_a_setting_that_is_no_key_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(SealError) as refused:
        Keyring.read(text)
    assert len(text) < 3 or text not in str(refused.value)


def test_the_command_makes_a_key_that_can_be_read() -> None:
    made = CliRunner().invoke(app, ["keys", "make", "next"]).stdout.strip()
    assert Keyring.read(made).keys[0].id == "next"
