"""The lifecycle drawn from its tables, as Mermaid state diagrams for ``docs/register.md``."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from lodged.register.lifecycle.detainers import CUSTODY_ENDS, DETAINER_RULES, DetainerState
from lodged.register.lifecycle.rules import Rule, State
from lodged.register.lifecycle.stays import STAY_RULES, StayState

Edge = tuple[Enum, Enum, str]


def stay_diagram() -> str:
    """Return the stay's states and acts."""
    passing: list[Edge] = [(StayState.PLANNED, StayState.PLAN_PASSED, "time passes")]
    return _drawn(StayState, [*_edges(STAY_RULES), *passing])


def detainer_diagram() -> str:
    """Return the detainer's states and acts, and what the end of custody does."""
    ends: list[Edge] = [(before, after, words) for words, states, after in CUSTODY_ENDS for before in states]
    return _drawn(DetainerState, [*_edges(DETAINER_RULES), *ends])


def acts_table(rules: Iterable[Rule[State]]) -> str:
    """Return every act with the states it may begin in and lead to, as a Markdown table."""
    rows = ["| act | possible when | leads to |", "| --- | --- | --- |"]
    for rule in rules:
        same = rule.before == rule.after
        rows.append(
            f"| {_label(rule)} | {_listed(rule.before)} | {'the same' if same else _listed(rule.after)} |"
        )
    return "\n".join(rows)


def _edges(rules: Iterable[Rule[State]]) -> list[Edge]:
    """Only acts that lead somewhere; those that leave the state as it is stand in the table."""
    return [
        (before, after, _label(rule))
        for rule in rules
        if rule.before != rule.after
        for before in rule.before
        for after in rule.after
        if before != after
    ]


def _drawn(states: type[Enum], edges: Iterable[Edge]) -> str:
    joined: dict[tuple[str, str], list[str]] = {}
    for before, after, label in edges:
        joined.setdefault((before.name, after.name), []).append(label)
    lines = ["stateDiagram-v2", *(f'    state "{state.value}" as {state.name}' for state in states)]
    lines += [
        f"    {before} --> {after}: {', '.join(joined[before, after])}" for before, after in sorted(joined)
    ]
    return "\n".join(lines)


def _label(rule: Rule[State]) -> str:
    return rule.act.name.partition(".")[2].replace("-", " ")


def _listed(states: Iterable[Enum]) -> str:
    return ", ".join(sorted(state.value for state in states))
