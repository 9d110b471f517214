"""What a room hands to another is typed: no dictionary of anything is in what a module offers, but at the edges."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "lodged"
UNTYPED = ("dict[str, Any]", "Mapping[str, Any]", "dict[Any, Any]")
EDGES = {
    "api/detainers.py": "the shape of an answer: a decision as JSON, in the API's own schema",
    "api/problems.py": "the validator's errors, as RFC 9457 takes them",
    "casework/loading/lists.py": "rows of a data frame",
    "casework/loading/rosters.py": "rows of a data frame",
    "casework/profiles.py": "YAML of a profile that is drafted and may lack anything, for the form that begins with it",
    "demo/training": "a linkage model as its file holds it, for whoever trains one",
    "documents/reading/form.py": "JSON that a process of its own wrote, read back",
    "law/book_export.py": "the book of law and its JSON Schema, for other programs",
    "law/decision.py": "JSON of the journal, read back",
    "law/schema.py": "a JSON Schema, for the library that checks by it",
    "linkage/model.py": "JSON of a model's file, read",
    "pages": "what Django's forms and templates take and give",
    "reconcile/unread.py": "rows of a data frame",
    "register/replay.py": "rows of whatever table, compared",
    "signin/adapters.py": "a method of the sign-in library",
    "signin/claims.py": "what an identity provider sent",
    "sources/stays.py": "rows of a data frame",
    "web": "settings of Django, of logging and of the sign-in library",
}
"""Modules that may, each with the reason: what they take or give is another program's."""


def offered(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Every annotation of what a module offers by a public name, and what a public alias stands for."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            for part in node.body:
                yield from _of(part, f"{node.name}.")
        else:
            yield from _of(node, "")


def _of(node: ast.stmt, prefix: str) -> Iterator[tuple[str, ast.expr]]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) if not name.startswith("_"):
            every = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
            found = [one.annotation for one in every] + [node.returns]
            yield from ((prefix + name, one) for one in found if one is not None)
        case ast.AnnAssign(target=ast.Name(id=name)) if not name.startswith("_"):
            yield prefix + name, node.annotation
        case ast.Assign(targets=[ast.Name(id=name)]) if not name.startswith("_"):
            yield prefix + name, node.value


def untyped(source: str) -> list[str]:
    """The public names of a module whose annotation holds a dictionary of anything."""
    found = offered(ast.parse(source))
    return sorted({name for name, one in found if any(word in ast.unparse(one) for word in UNTYPED)})


def every_module() -> dict[str, list[str]]:
    paths = (path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)
    told = {str(path.relative_to(SOURCE)): untyped(path.read_text(encoding="utf-8")) for path in paths}
    return {name: names for name, names in told.items() if names}


def test_what_a_room_hands_on_is_typed() -> None:
    beyond = {name: names for name, names in every_module().items() if not _is_edge(name)}
    assert beyond == {}, "Give these a frozen dataclass, or name the module in EDGES with the reason."


def test_every_edge_is_still_one() -> None:
    found = every_module()
    assert [edge for edge in EDGES if not any(_is_in(name, edge) for name in found)] == []


def _is_edge(module: str) -> bool:
    return any(_is_in(module, edge) for edge in EDGES)


def _is_in(module: str, edge: str) -> bool:
    return module == edge or module.startswith(f"{edge}/")


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("def told(one: int) -> dict[str, Any]: ...", ["told"]),
        ("def told(*, rows: list[dict[str, Any]] | None = None) -> int: ...", ["told"]),
        ("async def told(row: typing.Mapping[str, Any]) -> None: ...", ["told"]),
        (
            "class Told:\n    row: dict[str, Any]\n    def of(self) -> dict[str, Any]: ...",
            ["Told.of", "Told.row"],
        ),
        ("Row = dict[str, Any]", ["Row"]),
        ("def _told() -> dict[str, Any]: ...", []),
        ("class _Told:\n    row: dict[str, Any]", []),
        ("def told() -> dict[str, int]:\n    row: dict[str, Any] = {}\n    return row", []),
    ],
)
def test_what_is_looked_for_is_found(source: str, names: list[str]) -> None:
    assert untyped(source) == names
