"""The doors by which a deed comes, each opened as its users do: the desk's forms, the API, a file, a command."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from typer.testing import CliRunner

from lodged.casework.loading import services as loading
from lodged.cli import app
from lodged.core.errors import LodgedError
from lodged.register.acting import acting_as
from lodged.register.acts import payload_of
from lodged.register.history import act_of
from lodged.register.models import DecisionRecord, Detainer, Event, Facility, Stay
from tests.api.agencies import program
from tests.register.case import Case, made

ZONE = ZoneInfo("America/Chicago")
RECEIPT = "paper.received"
"""A deed of its own at the desk, where the form itself is kept."""
_names = count(1)
Fields = dict[str, Any]


def minute(moment: datetime) -> str:
    """A minute as a form takes it."""
    return f"{moment.astimezone(ZONE):%Y-%m-%dT%H:%M}"


@dataclass(frozen=True)
class World:
    """A case of its own for each door, so that what they leave can be laid side by side."""

    case: Case
    booking: str
    folder: Path

    @property
    def stay(self) -> Stay:
        with acting_as(self.case.desk):
            return Stay.objects.select_related("facility", "person").get(pk=self.case.stay)


@dataclass(frozen=True)
class Attempt:
    """What a door answered: nothing where it took the deed, else the words of its refusal."""

    refusal: str = ""


Door = Callable[[World], Attempt]


@dataclass(frozen=True)
class Deed:
    """One deed and how each door is told of it; `before` brings the case to where it can be done."""

    name: str
    doors: dict[str, Door]
    before: Callable[[World], None] = lambda world: None
    state: str = "MN"
    differs: frozenset[str] = field(default_factory=frozenset)
    """Fields that say who said it, which differ by door as they should."""


def world(folder: Path, state: str = "MN") -> World:
    """A person booked in a jail of a new agency, with a detainer."""
    case = made(state, "Olmsted" if state == "MN" else "", name=f"Agency {next(_names)}")
    with acting_as(case.desk):
        number = Stay.objects.get(pk=case.stay).booking_number
        Facility.objects.filter(pk=case.facility.pk)
    return World(case, number, folder)


def desk(step: str, **told: Any) -> Door:
    """A step's form, sent with what it offers and what is told."""

    def sent(world: World) -> Attempt:
        client = Client()
        client.force_login(world.case.desk)
        address = reverse(f"desk-step-{step}", args=[world.case.stay])
        page = client.get(address)
        form = page.context["form"]
        if form is None:
            return Attempt(page.context["refused"])
        offered = {name: form.get_initial_for_field(its, name) or "" for name, its in form.fields.items()}
        answer = client.post(address, {key: value for key, value in offered.items() if value} | told)
        return Attempt(_form_errors(answer))

    return sent


def page(path: str, told: Callable[[World], Fields]) -> Door:
    """A page of its own, such as that of a booking."""

    def sent(world: World) -> Attempt:
        client = Client()
        client.force_login(world.case.desk)
        return Attempt(_form_errors(client.post(path, told(world))))

    return sent


def api(path: Callable[[World], str], body: Callable[[World], Fields]) -> Door:
    """A request by a jail's own system."""

    def sent(world: World) -> Attempt:
        answer = program(world.case).post(path(world), body(world))
        if answer.status_code == 201:
            return Attempt()
        return Attempt(json.loads(answer.content)["detail"])

    return sent


def command(body: Callable[[World], Fields]) -> Door:
    """A file of one custody event, recorded by command."""

    def typed(world: World) -> Attempt:
        path = world.folder / f"{world.booking}.jsonl"
        path.write_text(json.dumps(body(world)) + "\n", encoding="utf-8")
        words = ["record", "events", str(path), "--as", world.case.desk.username]
        done = CliRunner().invoke(app, words)
        if done.exit_code == 0:
            return Attempt()
        assert isinstance(done.exception, LodgedError), done.output
        return Attempt(str(done.exception))

    return typed


def custody_event(body: Callable[[World], Fields]) -> dict[str, Door]:
    """A custody event by every door that takes it as the API has it."""
    return {"api": api(lambda world: "/custody/events", body), "command": command(body)}


def event(kind: str, **told: Any) -> dict[str, Door]:
    """A custody event of the case's own booking, by every door that takes it as the API has it."""
    return custody_event(lambda world: {"event": kind, "booking_number": world.booking} | told)


def roster(**changed: Any) -> Door:
    """A custody record of the case's own booking, with something changed, loaded as a file."""

    def loaded(world: World) -> Attempt:
        stay = world.stay
        row = {
            "facility_name": stay.facility.name,
            "booking_id": world.booking,
            "last_name": "Sintético",
            "first_name": "Ada",
            "date_of_birth": "1990-01-02",
            "booked_at": f"{stay.booked_at.astimezone(ZONE):%Y-%m-%d %H:%M}",
            "released_at": "",
            "release_reason": "",
            "planned_release_at": "",
        }
        return load(
            world, row | {key: told(world) if callable(told) else told for key, told in changed.items()}
        )

    return loaded


def load(world: World, row: Fields) -> Attempt:
    """Load one custody record; what a person must settle is the refusal."""
    path = world.folder / f"{world.booking}.csv"
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, list(row))
        writer.writeheader()
        writer.writerow(row)
    try:
        comparison = loading.compare_rosters(world.case.supervisor, [path])
        loading.apply(world.case.supervisor, comparison)
    except LodgedError as error:
        return Attempt(str(error))
    settled = [problem for problem in comparison.problems if not comparison.changes]
    return Attempt(" ".join(problem.reason for problem in settled))


def listed(**changed: Any) -> Door:
    """A row of a federal list about the case's own person, loaded as a file."""

    def loaded(world: World) -> Attempt:
        row = {
            "detainer_id": "SYN-LIST-1",
            "last_name": "Sintético",
            "first_name": "Ada",
            "date_of_birth": "1990-01-02",
        } | changed
        path = world.folder / f"list-{world.booking}.csv"
        with path.open("w", newline="", encoding="utf-8") as out:
            writer = csv.DictWriter(out, list(row))
            writer.writeheader()
            writer.writerow(row)
        comparison = loading.compare_lists(world.case.supervisor, [path])
        loading.apply(world.case.supervisor, comparison)
        return Attempt(" ".join(one.reason for one in comparison.problems if not comparison.changes))

    return loaded


@dataclass(frozen=True)
class Trace:
    """What a deed left: acts without the identifiers that are new each time, the decisions, what papers lack."""

    acts: tuple[tuple[str, str], ...]
    decisions: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    lacks: tuple[tuple[str, ...], ...]


def trace(world: World, since: int, differs: frozenset[str]) -> Trace:
    """What the record has of the world's agency since an entry of the journal."""
    with acting_as(world.case.desk):
        events = Event.objects.filter(agency=world.case.desk.agency, index__gte=since).order_by("index")
        found = tuple(
            (one.name, _plain(payload_of(act_of(one)), differs)) for one in events if one.name != RECEIPT
        )
        relied = {one.id for one in events if one.name == "detainer.decided"}
        decisions = tuple(
            (row.relied_on_for, _outcomes(row.decision))
            for row in DecisionRecord.objects.order_by("recorded_at")
            if relied
        )
        lacks = tuple(tuple(one.lacks) for one in Detainer.objects.order_by("received_at", "pk"))
    return Trace(found, decisions, lacks)


def length(world: World) -> int:
    """The place of the next entry in the journal."""
    with acting_as(world.case.desk):
        newest = Event.objects.filter(agency=world.case.desk.agency).order_by("-index").first()
    return newest.index + 1 if newest else 0


_IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d):\d\d(?:\.\d+)?\+00:00")


def _plain(payload: Fields, differs: frozenset[str]) -> str:
    told = {key: value for key, value in payload.items() if key not in differs}
    return _MOMENT.sub(r"\1", _IDENTIFIER.sub("#", json.dumps(told, sort_keys=True)))


def _outcomes(decision: Fields | None) -> tuple[tuple[str, str], ...]:
    actions = decision["actions"] if decision else []
    return tuple((one["action"], one["outcome"]) for one in actions)


def _form_errors(answer: HttpResponse) -> str:
    if answer.status_code in {301, 302}:
        return ""
    context = answer.context
    form = context.get("form")
    if form is None:
        return str(context["refused"])
    return " ".join(str(error) for errors in form.errors.values() for error in errors)
