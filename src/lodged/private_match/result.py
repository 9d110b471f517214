"""What a side learns: which of its own rows the other has, by which keys, and how many of each kind of its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cached_property

import polars as pl

from lodged.private_match.kept_state import Kept
from lodged.private_match.keys import KeyKind, keys_of
from lodged.sources.tables import DETAINER_LIST


class Answer(Enum):
    """Whether the other side has a row's person, as far as exact keys can say."""

    NUMBER_AND_NAME = "number-and-name"
    """A number is there, and so are two names or more with the date of birth."""
    NAME_AND_BIRTH = "name-and-birth"
    """The full name with the date of birth is there, and it is not 1 January."""
    PERHAPS = "perhaps"
    """Less is there: a number alone, two of the names with the date of birth, or a name with 1 January."""
    NOT_FOUND = "not-found"
    """None of the row's keys is there. A misspelt name would end here too."""
    NO_KEYS = "nothing-to-compare"
    """The row has no number, and no name with a date of birth."""

    @property
    def label(self) -> str:
        """Name it for a reader."""
        return _LABELS[self]


_LABELS = {
    Answer.NUMBER_AND_NAME: "Number and name",
    Answer.NAME_AND_BIRTH: "Name and birth",
    Answer.PERHAPS: "Perhaps",
    Answer.NOT_FOUND: "Not found",
    Answer.NO_KEYS: "Nothing to compare",
}


@dataclass(frozen=True)
class Result:
    """One answer a row, in the order of the rows."""

    rows: pl.DataFrame
    table: str
    answers: tuple[Answer, ...]
    why: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse a result that lost a row."""
        if not len(self.answers) == len(self.why) == self.rows.height:
            raise AssertionError(f"{self.rows.height} rows were compared but {len(self.answers)} answered")

    @cached_property
    def counts(self) -> dict[str, Counter[Answer]]:
        """How many rows of each own category got each answer."""
        counts: dict[str, Counter[Answer]] = {}
        for category, answer in zip(own_categories(self.rows, self.table), self.answers, strict=True):
            counts.setdefault(category, Counter())[answer] += 1
        return dict(sorted(counts.items()))


def result(kept: Kept, places: Iterable[int]) -> Result:
    """Return for each kept row whether the other side has it; ``places`` are the places of the request that it has."""
    kinds: list[set[KeyKind]] = [set() for _ in range(kept.rows.height)]
    for place in places:
        key = kept.places[place]
        if key is not None:
            for row in key[1]:
                kinds[row].add(KeyKind(key[0]))
    comparable = {row for _, rows in keys_of(kept.rows).values() for row in rows}
    births = kept.rows["date_of_birth"].to_list()
    answers = tuple(
        _answer(matched_kinds, births[row]) if row in comparable else Answer.NO_KEYS
        for row, matched_kinds in enumerate(kinds)
    )
    why = tuple(_why(matched_kinds, births[row]) for row, matched_kinds in enumerate(kinds))
    return Result(kept.rows, kept.table, answers, why)


def own_categories(rows: pl.DataFrame, table: str) -> list[str]:
    """Return what each of one's own rows is, from its own columns alone."""
    category = _list_category if table == DETAINER_LIST.name else _custody_category
    return [category(row) for row in rows.iter_rows(named=True)]


def _answer(kinds: set[KeyKind], born: date | None) -> Answer:
    number = any(kind.is_number for kind in kinds)
    if number and not all(kind.is_number for kind in kinds):
        return Answer.NUMBER_AND_NAME
    if KeyKind.NAME_AND_BIRTH in kinds and not _is_assigned(born):
        return Answer.NAME_AND_BIRTH
    return Answer.PERHAPS if kinds else Answer.NOT_FOUND


def _is_assigned(born: date | None) -> bool:
    """Many refugees were given 1 January as their date of birth, so it tells few people apart."""
    return born is not None and (born.month, born.day) == (1, 1)


def _why(kinds: set[KeyKind], born: date | None) -> str:
    named_kinds = kinds - {KeyKind.TWO_NAMES_AND_BIRTH} if KeyKind.NAME_AND_BIRTH in kinds else kinds
    words = [kind.words for kind in KeyKind if kind in named_kinds]
    if kinds and _is_assigned(born) and not all(kind.is_number for kind in kinds):
        words.append("but 1 January is often assigned as a date of birth")
    return ", ".join(words)


def _list_category(row: Mapping[str, object]) -> str:
    return "lifted" if row["lifted_on"] or row["lift_reason"] else "not lifted"


def _custody_category(row: Mapping[str, object]) -> str:
    if row["released_at"] is not None:
        return f"ended: {str(row['release_reason'] or 'not said how').replace('_', ' ')}"
    on_file = {
        True: "detainer on file",
        False: "no detainer on file",
        None: "not said whether a detainer is on file",
    }
    flag = row["detainer_on_file"]
    return f"held, {on_file[flag if isinstance(flag, bool) else None]}"
