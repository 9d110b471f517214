"""People, and what each source says of them. Nothing here is a guess at status."""

from __future__ import annotations

import uuid

from django.db import models

from lodged.register.models.staff import Agency
from lodged.register.vocabulary import IdentifierKind, NameKind, Source


class Person(models.Model):
    """One person's file at one agency."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="people")

    class Meta:
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return str(self.id)


class Said(models.Model):
    """What a source said of a person, and when it was recorded."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=16, choices=Source.choices())
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        abstract = True


class PersonName(Said):
    """A name as a source wrote it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="names")
    kind = models.CharField(max_length=16, choices=NameKind.choices())
    last = models.CharField(max_length=200)
    first = models.CharField(max_length=200, blank=True)
    middle = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.last}, {self.first} {self.middle}".strip()


class BirthDate(Said):
    """A date of birth as a source gave it; two sources may differ."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="birth_dates")
    value = models.DateField()

    def __str__(self) -> str:
        return f"{self.value:%Y-%m-%d}"


class PersonIdentifier(Said):
    """A number somebody gave the person."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="identifiers")
    kind = models.CharField(max_length=16, choices=IdentifierKind.choices())
    value = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["kind", "value"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"
