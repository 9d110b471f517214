"""The person's own file can't lag: every column of every table is told or left out for a reason somebody gave."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from django.apps import apps

from lodged.register.acting import acting_as
from lodged.register.services import expunge
from lodged.register.subject import NOBODY, REPORTED, held_about
from tests.register.case import made

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("America/Chicago")


def test_every_table_and_column_is_decided_on() -> None:
    told = {entry.model: entry for entry in REPORTED}
    ours = [model for model in apps.get_models() if model.__module__.startswith("lodged.")]
    for model in ours:
        if model._meta.label in NOBODY:
            assert model not in told
            continue
        assert model in told, (
            f"{model._meta.label}: say in register/subject.py what it tells of a person, or NOBODY"
        )
        columns = {field.name for field in model._meta.concrete_fields}
        undecided = columns ^ told[model].columns
        assert not undecided, f"{model._meta.label}: decide on {undecided} in register/subject.py"
        assert all(told[model].left_out.values())


def test_everything_said_of_the_person_is_in_it_and_nothing_of_others() -> None:
    case, other = made(), made(name="Neighbour")
    case.serve()
    with acting_as(case.supervisor):
        parts = {part.title: part.rows for part in held_about(case.person, ZONE)}
        assert held_about(other.person, ZONE)[1].rows == ()
    words = str(parts)
    for said in ("Sintético", "1990-01-02", "Synthetic officer", "Synthetic office", "SYN-"):
        assert said in words, said
    assert dict(parts["Detainers"][0])["Form version"] == "3/17"
    assert len(parts["Every entry of the history, who made it, and who opened the file"]) == 4


def test_after_an_expungement_nothing_said_is_left() -> None:
    case = made()
    expunge(case.supervisor, case.person, order="Synthetic court, 1")
    with acting_as(case.supervisor):
        words = str(held_about(case.person, ZONE))
    assert "Sintético" not in words
    assert "1990-01-02" not in words
