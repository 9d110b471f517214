"""The published JSON Schemas of rulebooks and vocabulary, and messages from them that a lawyer can act on."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match
from jsonschema.validators import extend

from lodged.core.yaml_with_lines import Document, type_name
from lodged.law.did_you_mean import did_you_mean
from lodged.law.errors import RulebookError


@cache
def schema(name: str) -> dict[str, Any]:
    """Return a shipped schema: ``rulebook`` or ``vocabulary``."""
    text = files("lodged.law").joinpath(f"{name}.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@cache
def _validator(name: str) -> Any:
    """Check a date; one that YAML read as a date is a string of format date to the schema."""
    base = Draft202012Validator
    types = base.TYPE_CHECKER.redefine("string", lambda _, value: isinstance(value, str | date))
    dated: Any = extend(base, type_checker=types)  # type: ignore[no-untyped-call]
    return dated(schema(name), format_checker=base.FORMAT_CHECKER)


def check(document: Document, name: str) -> None:
    """Raise :class:`RulebookError` for the most telling breach of the schema."""
    error = best_match(_validator(name).iter_errors(document.data))
    if error is not None:
        raise _rulebook_error(document, error)


def _rulebook_error(document: Document, validation_error: ValidationError) -> RulebookError:
    error: Any = validation_error
    place = document.place(tuple(error.absolute_path))
    where = str(error.absolute_path[-1]) if error.absolute_path else "the file"
    if error.validator == "additionalProperties":
        unknown = sorted(set(error.instance) - set(error.schema.get("properties", {})))
        place = document.place((*error.absolute_path, unknown[0]))
        return RulebookError(
            place,
            f"unknown key [{unknown[0]}].",
            did_you_mean(unknown[0], error.schema.get("properties", {})),
        )
    if error.validator == "required":
        missing = [key for key in error.validator_value if key not in error.instance]
        return RulebookError(place, f"the key [{missing[0]}] is missing.", "Add it.")
    if error.validator == "enum":
        return RulebookError(
            place,
            f"unknown {_thing(where)} [{error.instance}].",
            did_you_mean(str(error.instance), [str(value) for value in error.validator_value]),
        )
    if error.validator == "propertyNames" or error.parent is not None:
        return RulebookError(place, f"{error.message}.", "See docs/rulebook-format.md.")
    if error.validator == "type":
        kind = type_name.get(type(error.instance), "empty")
        return RulebookError(
            place, f"[{where}] is {kind}, not {_wanted(error.validator_value)}.", "Fix the value."
        )
    return RulebookError(place, f"[{where}]: {error.message}.", "See docs/rulebook-format.md.")


def _thing(where: str) -> str:
    return {"action": "action", "effect": "effect", "kind": "kind of source"}.get(where, f"value of {where}")


def _wanted(value: object) -> str:
    names = {
        "string": "text",
        "object": "a mapping",
        "array": "a list",
        "boolean": "true or false",
        "integer": "a whole number",
    }
    wanted = value if isinstance(value, list) else [value]
    return " or ".join(names.get(str(item), str(item)) for item in wanted)
