"""Read YAML so that every value remembers its line, and nothing in it is read by surprise.

Only the core of YAML is understood: no anchors, no custom tags, and of the old words for yes and no only
``true`` and ``false`` (so ``on:`` is a key and ``no`` is text). A key given twice is an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, ClassVar

import yaml

from lodged.law.errors import Place, RulebookError

type_name = {dict: "a mapping", list: "a list", str: "text", bool: "true or false", int: "a number"}

Step = str | int
Route = tuple[Step, ...]


class _CoreLoader(yaml.CSafeLoader):
    """The C loader, ten times as quick, with the scalar rules of YAML 1.2's core, plus plain dates."""

    yaml_implicit_resolvers: ClassVar[dict[str, list[tuple[str, re.Pattern[str]]]]] = {}  # type: ignore[misc]


for _tag, _pattern, _first in (
    ("bool", r"^(?:true|false)$", "tf"),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?[0-9]+\.[0-9]+$", "-+0123456789"),
    ("null", r"^(?:null|~|)$", ["n", "~", ""]),
    ("timestamp", r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "0123456789"),
):
    _CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))


@dataclass(frozen=True)
class Document:
    """One YAML file: its plain data and the line of every key and item, by route from the top."""

    path: Path
    text: bytes
    data: Any
    lines: dict[Route, int]

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the file's bytes, in hexadecimal."""
        return sha256(self.text).hexdigest()

    def place(self, route: Route) -> Place:
        """Give the line of a route, or of the nearest thing above it that has one."""
        while route and route not in self.lines:
            route = route[:-1]
        return Place(self.path, self.lines.get(route, 1))


def read(path: Path) -> Document:
    """Read one YAML file; raise :class:`RulebookError` where it isn't clean YAML with unique keys."""
    text = path.read_bytes()
    try:
        _refuse_aliases(path, text)
        loader = _CoreLoader(text)
        try:
            node = loader.get_single_node()
            lines: dict[Route, int] = {}
            data = _build(loader, path, node, (), lines) if node is not None else None
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(path, mark.line + 1 if mark else 1)
        raise RulebookError(
            place, f"this is not valid YAML ({error.problem}).", "Mend the indentation or quote the text."
        ) from error
    except RecursionError as error:
        raise RulebookError(
            Place(path, 1), "this file nests hundreds of levels deep.", "Write it flatter."
        ) from error
    except yaml.YAMLError as error:
        raise RulebookError(
            Place(path, 1), f"this file can't be read as text ({error}).", "Save it as UTF-8."
        ) from error
    return Document(path, text, data, lines)


def _refuse_aliases(path: Path, text: bytes) -> None:
    """Anchors hide what a rule says and can grow without end; a rulebook writes things out."""
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise RulebookError(
                Place(path, event.start_mark.line + 1 if event.start_mark else 1),
                f"a reference to another place in the file [*{event.anchor}] is not allowed.",
                "Write the value out.",
            )


def _build(loader: _CoreLoader, path: Path, node: yaml.Node, route: Route, lines: dict[Route, int]) -> Any:
    lines.setdefault(route, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(loader, path, node, route, lines)
    if isinstance(node, yaml.SequenceNode):
        return [_build(loader, path, item, (*route, number), lines) for number, item in enumerate(node.value)]
    return _scalar(loader, path, node)


def _mapping(
    loader: _CoreLoader, path: Path, node: yaml.MappingNode, route: Route, lines: dict[Route, int]
) -> dict[str, Any]:
    built: dict[str, Any] = {}
    for key_node, value_node in node.value:
        place = Place(path, key_node.start_mark.line + 1)
        if not isinstance(key_node, yaml.ScalarNode):
            raise RulebookError(place, "a key must be plain text.", "Quote it or split it in two.")
        key = str(key_node.value)
        if key in built:
            first = lines[(*route, key)]
            raise RulebookError(
                place, f"the key [{key}] occurs twice (first on line {first}).", "Keep one of them."
            )
        lines[(*route, key)] = place.line
        built[key] = _build(loader, path, value_node, (*route, key), lines)
    return built


def _scalar(loader: _CoreLoader, path: Path, node: yaml.Node) -> str | int | float | bool | date | None:
    place = Place(path, node.start_mark.line + 1)
    try:
        value = loader.construct_object(node)
    except ValueError as error:
        raise RulebookError(
            place, f"[{node.value}] is not a date of the calendar.", "Write it as YYYY-MM-DD."
        ) from error
    if value is None or isinstance(value, str | int | float | bool | date):
        return value
    raise RulebookError(place, f"[{node.value}] is not plain text, a number or a date.", "Write it plainly.")
