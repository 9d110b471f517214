"""Columns that the database holds sealed: readable with the instance's keys only, found by a keyed hash.

The keys come from the setting ``FIELD_KEYS``; see :mod:`lodged.sealing.keyring`.
"""

from __future__ import annotations

import base64
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from lodged.sealing.keyring import Keyring, SealError, UnknownKeyError, key_of

IDENTIFIER, PAYLOAD = "identifier", "payload"


@lru_cache(maxsize=8)
def _ring(text: str) -> Keyring:
    return Keyring.read(text)


def keyring() -> Keyring:
    """Return the instance's keys; raises SealError when none is set."""
    return _ring(settings.FIELD_KEYS or "")


def lookup_text(kind: str, value: str) -> str:
    """Return what the hash of an identifier is made of: capitals, punctuation and an A-number's A don't matter.

    >>> lookup_text("a_number", "A 999-000-001")
    'a_number:999000001'
    """
    digits = "".join(character for character in value.upper() if character.isalnum())
    if kind == "a_number" and digits[:1] == "A" and digits[1:].isdecimal():
        digits = digits[1:]
    return f"{kind}:{digits}"


class SealedTextField(models.TextField):
    """Text that is sealed in its column. It can't be compared in the database: look it up by its hash."""

    def get_prep_value(self, value: Any) -> Any:
        """Seal what is written."""
        if value is None:
            return None
        sealed = keyring().seal(IDENTIFIER, str(value).encode())
        return base64.urlsafe_b64encode(sealed).decode()

    def from_db_value(
        self, value: str | None, expression: Any, connection: BaseDatabaseWrapper
    ) -> str | None:
        """Open what is read."""
        return None if value is None else keyring().open(IDENTIFIER, sealed_bytes(value)).decode()

    def get_lookup(self, lookup_name: str) -> Any:
        """Refuse a comparison, which would find nothing and say so to nobody."""
        if lookup_name != "isnull":
            raise FieldError(
                f"[{self.name}] is sealed, so it can't be compared. Use with_value(kind, value)."
            )
        return super().get_lookup(lookup_name)


def sealed_bytes(stored: str) -> bytes:
    """Return the sealed value behind what a column of text holds; raises SealError where it is no such value."""
    try:
        return base64.b64decode(stored, altchars=b"-_", validate=True)
    except ValueError as error:
        raise SealError(
            "A sealed value was changed outside the program. Restore it from a backup, and find out who changed it."
        ) from error


class LookupField(models.CharField):
    """The keyed hash of a sealed value beside it, written with each row."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Work out the hash from the row's kind and value."""
        row: Any = model_instance
        row.lookup = keyring().lookups(IDENTIFIER, lookup_text(row.kind, row.value))[0]
        return str(row.lookup)


class SealedPayloadField(models.BinaryField):
    """An act's payload, sealed. One that was changed is given as it is: the journal shows it as changed."""

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        """Seal what is written."""
        sealed = None if value is None else keyring().seal(PAYLOAD, bytes(value))
        return super().get_db_prep_value(sealed, connection, prepared)

    def from_db_value(
        self, value: bytes | memoryview | None, expression: Any, connection: BaseDatabaseWrapper
    ) -> bytes | None:
        """Open what is read; rows of before the keys are not sealed yet."""
        if value is None:
            return None
        stored = bytes(value)
        if key_of(stored) is None:
            return stored
        try:
            return keyring().open(PAYLOAD, stored)
        except UnknownKeyError:
            raise
        except SealError:
            return stored


class SealedBytesField(models.BinaryField):
    """Bytes that are sealed in their column, each column for a purpose of its own; what was changed doesn't open."""

    def __init__(self, *arguments: Any, purpose: str, **named: Any) -> None:
        """Seal for ``purpose``."""
        self.purpose = purpose
        super().__init__(*arguments, **named)

    def deconstruct(self) -> Any:
        """Name the purpose in migrations too."""
        name, path, arguments, named = super().deconstruct()
        return name, path, arguments, {**named, "purpose": self.purpose}

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        """Seal what is written."""
        sealed = None if value is None else keyring().seal(self.purpose, bytes(value))
        return super().get_db_prep_value(sealed, connection, prepared)

    def from_db_value(
        self, value: bytes | memoryview | None, expression: Any, connection: BaseDatabaseWrapper
    ) -> bytes | None:
        """Open what is read."""
        return None if value is None else keyring().open(self.purpose, bytes(value))
