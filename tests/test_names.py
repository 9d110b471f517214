"""No name in the code has to be decoded: what a value is stands in its name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "lodged"
REFUSED = {"said", "told", "asked", "knows", "found", "mend", "situation"}
REFUSED_MODULES = {"door", "living", "hands", "material", "situation"}

# Columns of the database, which migrations and exports hold under this name.
WRITTEN = {("register/models/papers.py", "said")}


def names_defined(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Give line and name of what a file defines: functions, classes, parameters, variables, attributes, aliases."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield node.lineno, name
            case ast.arg(arg=name):
                yield node.lineno, name
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield node.lineno, name
            case ast.alias(asname=str(name)) | ast.ExceptHandler(name=str(name)):
                yield node.lineno, name
            case (
                ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name))
            ):
                yield node.lineno, name


FRAGMENTS = {
    *(
        "A",
        "All",
        "An",
        "Each",
        "Every",
        "Everything",
        "Give",
        "How",
        "Nothing",
        "One",
        "The",
        "Those",
        "What",
    ),
    *("When", "Where", "Whether", "Which", "Who", "Whom", "Why"),
}
"""First words of a docstring that is no sentence in the imperative, or says give for return."""


def fragments_in(text: str) -> list[tuple[int, str]]:
    """Give line and first word of the docstring of each public function that returns and isn't said to."""
    return [
        (node.lineno, first)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_")
        if node.returns is not None and ast.unparse(node.returns) not in {"None", "NoReturn"}
        if not any("property" in ast.unparse(decorator) for decorator in node.decorator_list)
        for first in (ast.get_docstring(node) or "Return").split()[:1]
        if first.rstrip(".,:;") in FRAGMENTS
    ]


def refused_in(text: str) -> list[tuple[int, str]]:
    """Give line and name of each definition whose name says nothing."""
    return [
        (line, name) for line, name in names_defined(ast.parse(text)) if name.strip("_").lower() in REFUSED
    ]


def test_no_value_or_function_has_a_name_to_be_decoded() -> None:
    refused = [
        f"{path.relative_to(SOURCE)}:{line} {name}"
        for path in sorted(SOURCE.rglob("*.py"))
        if "migrations" not in path.parts
        for line, name in refused_in(path.read_text("utf-8"))
        if (path.relative_to(SOURCE).as_posix(), name) not in WRITTEN
    ]
    assert refused == [], (
        "Name them for what they are: a statement, a notice, a request, a match, a fix, a case."
    )


def test_no_module_has_a_name_to_be_decoded() -> None:
    modules = [path for path in SOURCE.rglob("*.py") if path.stem in REFUSED_MODULES | REFUSED]
    assert modules == []


def test_a_public_function_says_in_the_imperative_what_it_returns() -> None:
    fragments = [
        f"{path.relative_to(SOURCE)}:{line} {first}"
        for path in sorted(SOURCE.rglob("*.py"))
        if "migrations" not in path.parts
        for line, first in fragments_in(path.read_text("utf-8"))
    ]
    assert fragments == [], "Begin with Return, Yield, Show or another verb."


def test_a_docstring_that_is_a_fragment_is_seen() -> None:
    assert fragments_in('def f() -> int:\n    """The sum."""') == [(1, "The")]
    assert fragments_in('def f() -> int:\n    """Give the sum."""') == [(1, "Give")]
    assert fragments_in('def f() -> int:\n    """Return the sum."""') == []
    assert fragments_in('def f() -> None:\n    """Give notice."""') == []
    assert fragments_in('@property\ndef f() -> int:\n    """The sum."""') == []


def test_what_is_excepted_is_there() -> None:
    for path, name in WRITTEN:
        assert name in {one for _, one in refused_in((SOURCE / path).read_text("utf-8"))}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("told = 1", "told"),
        ("def _said(): ...", "_said"),
        ("def f(asked, *found): ...", "found"),
        ("class Asked: ...", "Asked"),
        ("class A:\n    mend: str", "mend"),
        ("from a import b as found", "found"),
        ("self.situation = 1", "situation"),
        ("[one for told in x]", "told"),
        ("if (found := f()): ...", "found"),
        ("match x:\n    case [said, *_]: ...", "said"),
    ],
)
def test_each_way_of_defining_a_name_is_seen(text: str, name: str) -> None:
    assert name in {refused for _, refused in refused_in(text)}


def test_names_that_say_what_they_are_pass() -> None:
    assert refused_in("asked_at = not_found = found_by = 1\nfixes = told_off = 2\nx.said") == []
