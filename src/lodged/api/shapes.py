"""The kinds of value that requests and answers are made of; strict, so that what is accepted is what is documented."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from ninja import Schema
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
)
from pydantic.json_schema import WithJsonSchema
from pydantic_core import core_schema

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
PRINTABLE = r"^[^\x00-\x1F\x7F]*$"


def is_text(value: Any) -> Any:
    """Take a time from a request as text only, never as a number of seconds; our own answers have real times."""
    if isinstance(value, date) or (isinstance(value, str) and _DAY.match(value)):
        return value
    raise ValueError("must be text like 2026-01-13 or 2026-01-13T09:00:00-06:00")


def whole(value: Any) -> Any:
    """Take a whole number as JSON writes it, 3.0 too; no text, and no true or false."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise ValueError("must be a whole number")


def _can_be_kept(value: str) -> str:
    value.encode("utf-8")
    return value


Text = Annotated[
    str,
    StringConstraints(strict=True, min_length=1, max_length=200, pattern=PRINTABLE),
    AfterValidator(_can_be_kept),
]
Words = Annotated[
    str, StringConstraints(strict=True, max_length=1000, pattern=PRINTABLE), AfterValidator(_can_be_kept)
]
Number = Annotated[
    str,
    StringConstraints(strict=True, min_length=1, max_length=64, pattern=PRINTABLE),
    AfterValidator(_can_be_kept),
]
Moment = Annotated[
    AwareDatetime, BeforeValidator(is_text), WithJsonSchema({"type": "string", "format": "date-time"})
]
Day = Annotated[date, BeforeValidator(is_text), WithJsonSchema({"type": "string", "format": "date"})]
Version = Annotated[int, Field(ge=1, le=2_000_000_000), BeforeValidator(whole)]


class OneOf:
    """A value of a closed list, as text."""

    def __init__(self, values: type[StrEnum]) -> None:
        """One of ``values``."""
        self.known = [member.value for member in values]

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Text, and one of the list."""
        return core_schema.no_info_after_validator_function(self._check, core_schema.str_schema(strict=True))

    def __get_pydantic_json_schema__(self, schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Return the list, for the document."""
        return {"type": "string", "enum": self.known}

    def _check(self, value: str) -> str:
        if value not in self.known:
            raise ValueError(f"must be one of: {', '.join(self.known)}")
        return value


class StrictSchema(Schema):
    """What a request says: nothing that isn't documented."""

    model_config = ConfigDict(extra="forbid")
