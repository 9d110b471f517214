"""Turn the conditions of a rulebook into :mod:`lodged.law.conditions`, checking every fact and value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lodged.core.yaml_with_lines import Document, Route
from lodged.law import conditions
from lodged.law.conditions import ALWAYS, Atom, Condition, Test
from lodged.law.did_you_mean import did_you_mean
from lodged.law.errors import RulebookError
from lodged.law.fact_spec import FactSpec

_WORDS = ("all", "any", "not")


def condition_at(
    document: Document, route: Route, written: object, facts: Mapping[str, FactSpec]
) -> Condition:
    """Read the condition written at a route; raise :class:`RulebookError` for what isn't one."""
    if written == "always":
        return ALWAYS
    if not isinstance(written, dict) or not written:
        raise RulebookError(
            document.place(route),
            f"[{written}] is not a condition.",
            "Write `always`, `all:`, `any:`, `not:` or `fact: value`.",
        )
    parts = tuple(_part(document, (*route, key), key, value, facts) for key, value in written.items())
    return parts[0] if len(parts) == 1 else conditions.All(parts)


def _part(
    document: Document, route: Route, key: str, written: Any, facts: Mapping[str, FactSpec]
) -> Condition:
    if key == "not":
        return conditions.Not(condition_at(document, route, written, facts))
    if key in ("all", "any"):
        if not isinstance(written, list) or not written:
            raise RulebookError(
                document.place(route), f"`{key}` needs a list of conditions.", "Begin each with a dash."
            )
        inner = tuple(
            condition_at(document, (*route, number), item, facts) for number, item in enumerate(written)
        )
        return conditions.All(inner) if key == "all" else conditions.Any(inner)
    if key not in facts:
        raise RulebookError(
            document.place(route),
            f"unknown fact [{key}].",
            did_you_mean(key, [*facts, *_WORDS]) + " New facts go into facts.yaml with their meaning.",
        )
    return _atom(document, route, facts[key], written)


def _atom(document: Document, route: Route, fact: FactSpec, written: Any) -> Atom:
    if not isinstance(written, dict):
        if fact.type.is_list:
            raise RulebookError(
                document.place(route),
                f"the fact [{fact.name}] is a list and is never a single value.",
                f"Write {{includes_any: [{written}]}}.",
            )
        _check(document, route, fact, written)
        return Atom(fact.name, Test.IS, (written,))
    if len(written) != 1 or next(iter(written)) not in {test.value for test in Test if test is not Test.IS}:
        raise RulebookError(
            document.place(route),
            f"[{', '.join(written)}] is not one comparison.",
            "Write one of in, includes_any, at_least, at_most.",
        )
    word, value = next(iter(written.items()))
    return _comparison(document, (*route, word), fact, Test(word), value)


def _comparison(document: Document, route: Route, fact: FactSpec, test: Test, value: Any) -> Atom:
    numeric = test in (Test.AT_LEAST, Test.AT_MOST)
    fits = {
        Test.IN: not fact.type.is_list,
        Test.INCLUDES_ANY: fact.type.is_list,
    }.get(test, fact.type.value == "number")
    if not fits or (not numeric and (not isinstance(value, list) or not value)):
        raise RulebookError(
            document.place(route),
            f"[{test.value}] doesn't fit the fact [{fact.name}], which is {fact.type.value}.",
            "Use `in` with a list for single values, `includes_any` with a list for lists,"
            " `at_least` and `at_most` for numbers.",
        )
    values = [value] if numeric else value
    for number, item in enumerate(values):
        _check(document, (*route, number), fact, item)
    return Atom(fact.name, test, tuple(values))


def _check(document: Document, route: Route, fact: FactSpec, value: object) -> None:
    wrong = fact.item_mistake(value)
    if wrong:
        shown = str(value).lower() if isinstance(value, bool) else value
        raise RulebookError(
            document.place(route), f"the value [{shown}] of the fact [{fact.name}] {wrong}", "Fix the value."
        )
