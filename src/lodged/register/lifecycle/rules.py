"""A rule of a lifecycle, and the refusal of what can't be."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Generic, TypeVar

from lodged.core.errors import LodgedError
from lodged.register.acts import Act

Subject = TypeVar("Subject")
State = TypeVar("State", bound=Enum)
Guard = Callable[[Any, Any], str | None]
"""Looks at the subject and the act; a full sentence refuses, None lets pass."""


class ImpossibleActError(LodgedError):
    """The act can't follow what is already recorded; says why."""


@dataclass(frozen=True)
class Rule(Generic[State]):
    """Where an act may begin and where it leads."""

    act: type[Act]
    before: frozenset[State]
    after: frozenset[State]
    """More than one where the act takes something away and what lies beneath shows again."""
    guards: tuple[Guard, ...] = ()


def refusal(rules: Iterable[Rule[State]], subject: object, state: State, act: Act) -> str | None:
    """Return why `act` can't follow, as a full sentence; None when it can."""
    rule = next(rule for rule in rules if rule.act is type(act))
    if state not in rule.before:
        possible = ", ".join(sorted(option.value for option in rule.before))
        return (
            f"[{_spoken(act)}] can't be recorded: this is [{state.value}]. It is possible when: {possible}."
        )
    return next((sentence for guard in rule.guards if (sentence := guard(subject, act))), None)


def clock_of(moment: datetime, act: Act) -> str:
    """Return a moment as it stands on the clock of the act."""
    return f"{moment.astimezone(act.at.tzinfo):%Y-%m-%d %H:%M}"


def _spoken(act: Act) -> str:
    return act.name.partition(".")[2].replace("-", " ")
