"""Small wrong changes of a module: another operator, comparison, number or answer, or a turned condition."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

OTHER_OPERATOR: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}


@dataclass(frozen=True)
class Mutant:
    """One change of one module."""

    path: Path
    number: int
    """Which of the module's changes, in the order of its text."""
    line: int
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line} [{self.before}] became [{self.after}]"


def mutants_of(path: Path) -> list[Mutant]:
    """Return every change of a module, in the order of its text."""
    tree = ast.parse(path.read_text("utf-8"))
    return [
        Mutant(
            path, number, node.lineno, *(ast.unparse(one).splitlines()[0][:100] for one in (node, changed))
        )
        for number, (node, changed) in enumerate(_changes(tree))
    ]


def mutated(path: Path, number: int) -> ast.Module:
    """Return the module's tree with one of its changes made."""
    tree = ast.parse(path.read_text("utf-8"))
    node, changed = list(_changes(tree))[number]
    whole = _Put(node, changed).visit(tree)
    return ast.fix_missing_locations(whole)


class _Put(ast.NodeTransformer):
    def __init__(self, old: ast.expr | ast.Return, new: ast.expr | ast.Return) -> None:
        self._old, self._new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return self._new if node is self._old else self.generic_visit(node)


def _changes(tree: ast.Module) -> Iterator[tuple[ast.expr | ast.Return, ast.expr | ast.Return]]:
    """Give each node of a function's body that can be changed, and what it becomes."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for statement in function.body:
                yield from _changes_in(statement)


def _changes_in(node: ast.AST) -> Iterator[tuple[ast.expr | ast.Return, ast.expr | ast.Return]]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.JoinedStr | ast.AnnAssign):
        return  # Functions come by themselves; the words of a message are no rule.
    changed = _changed(node)
    if changed is not None:
        assert isinstance(node, ast.expr | ast.Return)
        yield node, ast.copy_location(changed, node)
    for child in ast.iter_child_nodes(node):
        yield from _changes_in(child)


def _changed(node: ast.AST) -> ast.expr | ast.Return | None:
    return _other_operator(node) or _other_value(node)


def _other_operator(node: ast.AST) -> ast.expr | None:
    match node:
        case ast.Compare(ops=[operator]) if type(operator) in OTHER_OPERATOR:
            return _with(node, ops=[OTHER_OPERATOR[type(operator)]()])
        case ast.BoolOp() | ast.BinOp() if type(node.op) in OTHER_OPERATOR:
            return _with(node, op=OTHER_OPERATOR[type(node.op)]())
        case ast.UnaryOp(op=ast.Not()):
            return node.operand
        case ast.IfExp():
            return _with(node, test=ast.UnaryOp(ast.Not(), node.test))
    return None


def _other_value(node: ast.AST) -> ast.expr | ast.Return | None:
    match node:
        case ast.Constant(value=bool()):
            return ast.Constant(not node.value)
        case ast.Constant(value=int()):
            return ast.Constant(node.value + 1)
        case ast.Return(value=ast.Call() | ast.Name() | ast.Attribute() | ast.Tuple()):
            return ast.Return(ast.Constant(None))
    return None


def _with(node: ast.expr, **fields: object) -> ast.expr:
    other = copy.copy(node)
    for name, value in fields.items():
        setattr(other, name, value)
    return other
