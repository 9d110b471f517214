"""The fact vocabulary: which facts there are, of what type, with what meaning, and what can't be otherwise.

The vocabulary is data (``facts.yaml``); rulebooks use only facts named there, and facts given to
:func:`lodged.law.decide` are checked against it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lodged.core.yaml_with_lines import Document, Place, read
from lodged.law.condition_parser import condition_at
from lodged.law.conditions import Atom, Condition, FactValue
from lodged.law.did_you_mean import did_you_mean
from lodged.law.errors import FactError, RulebookError
from lodged.law.fact_spec import FactKind, FactSpec, FactType
from lodged.law.schema import check

VOCABULARY_FILE = Path(__file__).parent / "facts.yaml"


@dataclass(frozen=True)
class Constraint:
    """What can't be otherwise: where ``when`` holds, ``then`` does too."""

    id: str
    when: Condition
    then: Atom
    why: str
    place: Place


@dataclass(frozen=True)
class Referral:
    """What goes to a person at once where ``when`` holds, whatever the law says of the rest."""

    id: str
    when: Condition
    why: str


@dataclass(frozen=True)
class Vocabulary:
    """All facts, constraints and referrals, with the document they were read from."""

    facts: Mapping[str, FactSpec]
    constraints: tuple[Constraint, ...]
    referrals: tuple[Referral, ...]
    document: Document

    def checked(self, facts: Mapping[str, object]) -> dict[str, FactValue]:
        """Check facts from outside against the vocabulary; ``None`` and absence both mean unknown.

        Raises :class:`FactError` for a fact that isn't in the vocabulary or has the wrong type.
        """
        known: dict[str, FactValue] = {}
        for name, value in facts.items():
            spec = self.facts.get(name)
            if spec is None:
                raise FactError(
                    f"The fact [{name}] is not in the vocabulary. {did_you_mean(name, self.facts)}"
                )
            if value is None:
                continue
            wrong = spec.mistake(value)
            if wrong:
                raise FactError(f"The fact {name} [{_plain(value)}] {wrong} It means: {spec.meaning}")
            known[name] = _frozen(value)
        return known


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _frozen(value: Any) -> FactValue:
    if isinstance(value, list | tuple):
        return tuple(sorted(set(value)))
    if isinstance(value, str):
        return value.strip()
    frozen: FactValue = value
    return frozen


@cache
def vocabulary() -> Vocabulary:
    """Read the vocabulary that ships with the package."""
    return read_vocabulary(VOCABULARY_FILE)


def read_vocabulary(path: Path) -> Vocabulary:
    """Read a vocabulary file; raise :class:`RulebookError` where it doesn't follow the schema."""
    document = read(path, RulebookError)
    check(document, "vocabulary")
    facts = {name: _fact(document, name, entry) for name, entry in document.data["facts"].items()}
    constraints = tuple(
        _constraint(document, facts, number, entry)
        for number, entry in enumerate(document.data.get("constraints", []))
    )
    referrals = tuple(
        Referral(
            entry["id"],
            condition_at(document, ("referrals", number, "when"), entry["when"], facts),
            entry["why"],
        )
        for number, entry in enumerate(document.data.get("referrals", []))
    )
    return Vocabulary(facts, constraints, referrals, document)


def _fact(document: Document, name: str, entry: Mapping[str, Any]) -> FactSpec:
    place = document.place(("facts", name))
    kind = FactType(entry["type"])
    closed = kind in (FactType.ENUM, FactType.ENUM_LIST)
    if closed != bool(entry.get("values")):
        raise RulebookError(
            place,
            f"the fact [{name}] of type [{kind.value}] {'has no values' if closed else 'has values'}.",
            "Name each value with its meaning." if closed else "Remove `values`, or make the type enum.",
        )
    strongest = tuple(entry.get("strongest", ()))
    if strongest and set(strongest) != set(entry["values"]):
        raise RulebookError(
            document.place(("facts", name, "strongest")),
            f"`strongest` of [{name}] doesn't name each value once.",
            "List every value, the strongest first.",
        )
    absence = FactKind(entry.get("kind", FactKind.STATE.value))
    if absence is FactKind.EVENT and kind is not FactType.BOOLEAN:
        raise RulebookError(
            document.place(("facts", name, "kind")),
            f"the event [{name}] is of type [{kind.value}].",
            "An event is on file or not: make the type boolean, or the kind state.",
        )
    return FactSpec(
        name,
        kind,
        entry["label"],
        entry["meaning"],
        place,
        dict(entry.get("values", {})),
        strongest,
        absence,
    )


def _constraint(
    document: Document, facts: Mapping[str, FactSpec], number: int, entry: Mapping[str, Any]
) -> Constraint:
    route = ("constraints", number)
    then = condition_at(document, (*route, "then"), entry["then"], facts)
    if not isinstance(then, Atom):
        raise RulebookError(
            document.place((*route, "then")), "`then` looks at more than one fact.", "Write two constraints."
        )
    when = condition_at(document, (*route, "when"), entry["when"], facts)
    return Constraint(entry["id"], when, then, entry["why"], document.place(route))
