"""Read YAML so that every value remembers its line, and nothing in it is read by surprise.

The one reader of every YAML file here, a person's or the package's own. Only the core of YAML is understood: no
anchors, no custom tags, no number that starts with a zero (YAML 1.1 read ``010`` as 8), and of the old words for yes
and no only ``true`` and ``false`` (so ``on:`` is a key and ``no`` is text). A key given twice is an error.
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

from lodged.core.errors import LodgedError

type_name = {dict: "a mapping", list: "a list", str: "text", bool: "true or false", int: "a number"}

Step = str | int
Route = tuple[Step, ...]

_LEADING_ZERO = re.compile(r"[-+]?0[0-9]")


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file, as an editor numbers it (the first line is 1)."""

    file: Path
    line: int

    def __str__(self) -> str:
        """Name the file, not its folders: the message goes to people who know which file they edit."""
        return f"{self.file.name}, line {self.line}"


class YamlError(LodgedError):
    """A YAML file can't be used: the message names file and line, what is wrong there, and the fix."""

    def __init__(self, place: Place, what: str, fix: str) -> None:
        super().__init__(f"{place}: {what} {fix}")
        self.place = place


class _CoreLoader(yaml.CSafeLoader):
    """The C loader, ten times as quick, with the scalar rules of YAML 1.2's core, plus plain dates."""

    yaml_implicit_resolvers: ClassVar[dict[str, list[tuple[str, re.Pattern[str]]]]] = {}  # type: ignore[misc]


for _tag, _pattern, _first in (
    ("bool", r"^(?:true|false)$", "tf"),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?[0-9]+\.[0-9]+(?:e[-+]?[0-9]+)?$", "-+0123456789"),
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
        """Return the line of a route, or of the nearest thing above it that has one."""
        while route and route not in self.lines:
            route = route[:-1]
        return Place(self.path, self.lines.get(route, 1))


def read(path: Path, refusal: type[YamlError] = YamlError) -> Document:
    """Read one YAML file; raise ``refusal`` where it isn't clean YAML with unique keys."""
    text = path.read_bytes()
    try:
        _refuse_references(path, text, refusal)
        loader = _CoreLoader(text)
        try:
            node = loader.get_single_node()
            builder = _Builder(loader, path, refusal, {})
            data = builder.value(node, ()) if node is not None else None
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(path, mark.line + 1 if mark else 1)
        raise refusal(
            place, f"this is not valid YAML ({error.problem}).", "Fix the indentation or quote the text."
        ) from error
    except RecursionError as error:
        raise refusal(
            Place(path, 1), "this file nests hundreds of levels deep.", "Write it flatter."
        ) from error
    except yaml.YAMLError as error:
        raise refusal(
            Place(path, 1), f"this file can't be read as text ({error}).", "Save it as UTF-8."
        ) from error
    return Document(path, text, data, builder.lines)


def _refuse_references(path: Path, text: bytes, refusal: type[YamlError]) -> None:
    """Anchors hide what an entry says and can grow without end; these files write things out."""
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        name = getattr(event, "anchor", None)
        if name is None:
            continue
        place = Place(path, event.start_mark.line + 1 if event.start_mark else 1)
        if isinstance(event, yaml.AliasEvent):
            raise refusal(
                place,
                f"a reference to another place in the file [*{name}] is not allowed.",
                "Write the value out.",
            )
        raise refusal(place, f"a name for a place in the file [&{name}] is not allowed.", "Remove it.")


@dataclass(frozen=True)
class _Builder:
    """Plain data made of YAML's nodes, with the line of each in ``lines``."""

    loader: _CoreLoader
    path: Path
    refusal: type[YamlError]
    lines: dict[Route, int]

    def value(self, node: yaml.Node, route: Route) -> Any:
        self.lines.setdefault(route, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, route)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*route, number)) for number, item in enumerate(node.value)]
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, route: Route) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for key_node, value_node in node.value:
            place = Place(self.path, key_node.start_mark.line + 1)
            if not isinstance(key_node, yaml.ScalarNode):
                raise self.refusal(place, "a key must be plain text.", "Quote it or split it in two.")
            key = str(key_node.value)
            if key in built:
                first = self.lines[(*route, key)]
                raise self.refusal(
                    place, f"the key [{key}] occurs twice (first on line {first}).", "Keep one of them."
                )
            self.lines[(*route, key)] = place.line
            built[key] = self.value(value_node, (*route, key))
        return built

    def _scalar(self, node: yaml.Node) -> str | int | float | bool | date | None:
        place = Place(self.path, node.start_mark.line + 1)
        if node.tag == "tag:yaml.org,2002:int" and _LEADING_ZERO.match(str(node.value)):
            raise self.refusal(
                place,
                f"[{node.value}] is a number that starts with 0.",
                "Put it in quotes if it is a code, or leave the 0 out.",
            )
        try:
            value = self.loader.construct_object(node)
        except ValueError as error:
            raise self.refusal(
                place, f"[{node.value}] is not a date of the calendar.", "Write it as YYYY-MM-DD."
            ) from error
        if value is None or isinstance(value, str | int | float | bool | date):
            return value
        raise self.refusal(
            place, f"[{node.value}] is not plain text, a number or a date.", "Write it plainly."
        )
