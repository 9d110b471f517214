"""Synthetic agencies with tokens, for the tests of the API."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.test import Client

from lodged.api import tokens
from lodged.api.scopes import Scope
from lodged.register.models import Role
from tests.register.case import Case

ALL = [scope.value for scope in Scope]
_numbers = count(1)


@dataclass(frozen=True)
class Program:
    """A program with a token."""

    secret: str
    client: Client

    def get(self, path: str, **query: Any) -> HttpResponse:
        answer: HttpResponse = self.client.get(f"/api/v1{path}", query, headers=self.headers())
        return answer

    def post(self, path: str, body: Any, *, key: str | None = None) -> HttpResponse:
        headers = self.headers() | {"Idempotency-Key": key or uuid4().hex}
        answer: HttpResponse = self.client.post(
            f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=headers
        )
        return answer

    def delete(self, path: str) -> HttpResponse:
        answer: HttpResponse = self.client.delete(f"/api/v1{path}", headers=self.headers())
        return answer

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"}


def program(case: Case, scopes: list[str] | None = None, role: Role = Role.RELEASE_DESK) -> Program:
    """A program of the case's agency."""
    _, secret = tokens.add(
        case.desk.agency, f"program-{next(_numbers)}", role, ALL if scopes is None else scopes
    )
    return Program(secret, Client())


def booking(case: Case, number: str = "SYN-9", **said: Any) -> dict[str, Any]:
    """A booking under a number; each number is somebody of their own, called after it."""
    return {
        "event": "booked",
        "at": "2026-01-13T09:00:00-06:00",
        "booking_number": number,
        "facility": case.facility.name,
        "basis": "charge",
        "person": {"name": {"last": "Sintético", "first": f"Kim {number}"}, "date_of_birth": "1991-02-03"},
    } | said


def recorded(answer: HttpResponse) -> list[dict[str, Any]]:
    assert answer.status_code == 201, answer.content
    found: list[dict[str, Any]] = answer.json()["recorded"]
    return found


def kind(answer: HttpResponse) -> tuple[int, str]:
    """Status and kind of a problem."""
    assert answer["Content-Type"] == "application/problem+json"
    return answer.status_code, answer.json()["type"].rpartition("/")[2]


def stays(rows: Any) -> list[UUID]:
    return [UUID(row["id"]) for row in rows]
