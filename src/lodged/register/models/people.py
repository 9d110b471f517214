"""People, and what each source says of them. Nothing here is a guess at status."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models

from lodged.register.folding import FoldedNameField
from lodged.register.models.staff import Agency
from lodged.register.sealed import IDENTIFIER, LookupField, SealedTextField, keyring, lookup_text
from lodged.register.vocabulary import IdentifierKind, NameKind, Source


class Person(models.Model):
    """One person's file at one agency."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="people")

    class Meta:
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return str(self.id)


class Sourced(models.Model):
    """What a source said of a person, and when it was recorded."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=16, choices=Source.choices())
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        abstract = True


class PersonName(Sourced):
    """A name as a source wrote it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="names")
    kind = models.CharField(max_length=16, choices=NameKind.choices())
    last = models.CharField(max_length=200)
    first = models.CharField(max_length=200, blank=True)
    middle = models.CharField(max_length=200, blank=True)
    folded = FoldedNameField(max_length=620, editable=False, help_text="All of it, as a search compares it.")

    def __str__(self) -> str:
        return f"{self.last}, {self.first} {self.middle}".strip()


class BirthDate(Sourced):
    """A date of birth as a source gave it; two sources may differ."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="birth_dates")
    value = models.DateField()

    def __str__(self) -> str:
        return f"{self.value:%Y-%m-%d}"


class IdentifierQuerySet(models.QuerySet["PersonIdentifier"]):
    """Identifiers, found without opening them."""

    def with_value(self, kind: str, value: str) -> Self:
        """Return those of this kind and value, whatever the capitals and punctuation."""
        return self.filter(kind=kind, lookup__in=keyring().lookups(IDENTIFIER, lookup_text(kind, value)))


class PersonIdentifier(Sourced):
    """A number somebody gave the person, sealed with the instance's keys."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="identifiers")
    kind = models.CharField(max_length=16, choices=IdentifierKind.choices())
    value = SealedTextField()
    lookup = LookupField(max_length=64, editable=False, help_text="Keyed hash of kind and value.")

    objects = IdentifierQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["lookup"], name="identifier_by_lookup")]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"
