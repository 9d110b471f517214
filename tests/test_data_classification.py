"""Every column of every table is classified, once, in docs/data-classification.md."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from django.apps import apps

from lodged.register.sealed import LookupField, SealedPayloadField, SealedTextField

PAGE = (Path(__file__).parents[1] / "docs" / "data-classification.md").read_text("utf-8")
CLASSES = set(re.findall(r"^\| `([a-z-]+)` \|", PAGE, flags=re.M))
EVERYWHERE = {"id", "pk", "agency_id", "recorded_at"}


def classified() -> list[tuple[str, str, str]]:
    """Table, class and column of every line."""
    lines = re.findall(r"^\| `(\w+\.\w+)` \| ([a-z-]+) \| (.+) \|$", PAGE, flags=re.M)
    return [(table, kind, column) for table, kind, columns in lines for column in columns.split(", ")]


def test_every_column_is_classified() -> None:
    found = {(table, column) for table, _, column in classified()}
    there = {
        (model._meta.label, field.attname)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.attname not in EVERYWHERE
        or (model._meta.label == "register.Person" and field.attname == "id")
    }
    assert there - found == set(), "Say in docs/data-classification.md what these are."
    assert found - there == set(), "These are gone; take them out of docs/data-classification.md."


def test_each_has_one_class_of_the_list() -> None:
    assert {kind for _, kind, _ in classified()} <= CLASSES
    doubled = [
        key
        for key, count in Counter((table, column) for table, _, column in classified()).items()
        if count > 1
    ]
    assert doubled == []


def test_what_is_sealed_is_classed_so() -> None:
    kinds = {(table, column): kind for table, kind, column in classified()}
    sealed = {
        (model._meta.label, field.attname)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, (SealedTextField, SealedPayloadField, LookupField))
    }
    assert sealed
    assert {kinds[one] for one in sealed} == {"private-sealed"}
