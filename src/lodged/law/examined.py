"""Which law was examined: the matrix kind of place by action, and the gap where nobody has read a place's law.

A rulebook below another says for each kind of place and each action whether its own law was examined. Where it
was not, the engine adds one rule, :data:`~lodged.law.actions.Effect.NOT_RESEARCHED`, so that a permission of
higher law never stands for law nobody has read (``docs/decisions/0049``).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from lodged.law.actions import Action, Effect, SourceKind, Weight
from lodged.law.conditions import Atom, Test
from lodged.law.model import Examined, Finding, InForce, Rule, Rulebook, Source

PLACE = "facility_class"
PLACES = ("state_prison", "county_jail", "police", "juvenile")
"""The kinds of place a state's law speaks to; a federal place is none of them."""


def gap(book: Rulebook, action: Action, on: date) -> Rule | None:
    """Return the rule that stands for the law nobody examined on an action that day; None where all was."""
    unread = tuple(place for place in PLACES if not examined(book, place, action, on))
    if book.parent is None or not unread:
        return None
    source = Source(
        id="not-researched",
        citation=f"Law of {book.title}, not researched",
        title="Law that nobody has examined for this rulebook",
        kind=SourceKind.POLICY,
        weight=Weight.NONE,
        binds="Nobody",
        dated=None,
        address=None,
        seen=None,
        note="",
        place=book.place,
    )
    return Rule(
        id=f"{book.jurisdiction}.not-researched.{action.value}",
        actions=(action,),
        in_force=InForce(on, None),
        when=Atom(PLACE, Test.IN, unread),
        effect=Effect.NOT_RESEARCHED,
        sources=(source,),
        overrides=(),
        because=(
            f"The law of {book.title} on this was not examined for this kind of place and day. "
            "Ask counsel before anything is done."
        ),
        note="",
        place=book.place,
    )


def examined(book: Rulebook, place: str, action: Action, on: date) -> bool:
    """Return whether the law on an action in a kind of place was examined: found silent, or ruled and in force."""
    findings = {
        cell.finding for cell in book.examined if _covers(cell, place, action) and cell.in_force.on(on)
    }
    if Finding.SILENT in findings:
        return True
    return Finding.RULES in findings and any(rule.in_force.on(on) for rule in reaching(book, place, action))


def reaching(book: Rulebook, place: str, action: Action) -> Iterator[Rule]:
    """Yield the book's rules on an action, of any day, that may apply in a kind of place."""
    for rule in book.rules:
        if action in rule.actions and rule.when.holds({PLACE: place}) is not False:
            yield rule


def _covers(cell: Examined, place: str, action: Action) -> bool:
    return place in cell.places and action in cell.actions
