"""Find who in custody records may be meant by each name of a list.

Names and dates of birth are compared by the linkage model, with the name taken in every way it can be split. An age is
weighed by how many people in the records have it. A name alone never makes a match sure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from math import log2
from typing import Any

import polars as pl

from lodged.linkage import Contribution, Link, Model, Verdict, link, load_model
from lodged.linkage.engines import DUCKDB, open_session
from lodged.linkage.identifiers import IDENTIFIERS
from lodged.linkage.judging import judged, links_of
from lodged.linkage.names import parts
from lodged.linkage.records import prepare
from lodged.linkage.scoring import score_pairs
from lodged.names_check.answer import Candidate, NameAnswer, OtherName, StayTold, Sureness
from lodged.names_check.people import NamedPerson
from lodged.sources.tables import DETAINER_LIST

MOST_CANDIDATES = 10
"""People shown for one name; how many more there are is said."""
AGE_RIGHT = 0.95
"""How often a published age is within a year of that by the date of birth on record: an assumption, not a measure."""


@dataclass(frozen=True)
class Records:
    """Custody records, and which person each of their rows is of: rows of one person share the number.

    ``others`` are further names that the records have of these people.
    """

    stays: pl.DataFrame
    person_of: tuple[int, ...]
    others: tuple[OtherName, ...] = ()

    @cached_property
    def rows_of(self) -> dict[int, list[int]]:
        """The stays of each person, by their rows."""
        rows: dict[int, list[int]] = defaultdict(list)
        for row, person in enumerate(self.person_of):
            rows[person].append(row)
        return dict(rows)

    @cached_property
    def searched(self) -> pl.DataFrame:
        """The stays, and after them a row for each other name.

        Such a row says when nothing was, so that it competes with no stay of the person's own for being theirs.
        """
        schema = self.stays.schema
        named = {"last_name": "last", "first_name": "first", "middle_name": "middle"}
        rows = self.stays[[self.stay_of(self.stays.height + at) for at in range(len(self.others))]]
        names = [
            pl.Series(column, [getattr(other, part) or None for other in self.others], schema[column])
            for column, part in named.items()
        ]
        return pl.concat(
            [self.stays, rows.with_columns(*names, pl.lit(None, schema["booked_at"]).alias("booked_at"))]
        )

    def who(self, row: int) -> int:
        """Return the person of a row of ``searched``."""
        other = self.other(row)
        return other.person if other else self.person_of[row]

    def other(self, row: int) -> OtherName | None:
        """Return the other name of a row of ``searched``; None for a stay under the name booked."""
        return self.others[row - self.stays.height] if row >= self.stays.height else None

    def stay_of(self, row: int) -> int:
        """Return the stay of a row of ``searched``; for another name one of the person's."""
        other = self.other(row)
        return self.rows_of[other.person][-1] if other else row

    @cached_property
    def names(self) -> tuple[frozenset[str], ...]:
        """The parts of the names of each row of ``searched``, folded."""
        return tuple(_names(record) for record in self.searched.iter_rows(named=True))


def records_of(stays: pl.DataFrame) -> Records:
    """Tell people apart in custody records: rows with one number, or the same names and birth, are one person's."""
    head = list(range(stays.height))

    def find(row: int) -> int:
        while head[row] != row:
            head[row] = head[head[row]]
            row = head[row]
        return row

    first: dict[tuple[str, Any], int] = {}
    for row, record in enumerate(stays.iter_rows(named=True)):
        keys = [(name, record[name]) for name in IDENTIFIERS if record.get(name)]
        if record["date_of_birth"]:
            keys.append(("name", (_names(record), record["date_of_birth"])))
        for key in keys:
            one, other = sorted((find(first.setdefault(key, row)), find(row)))
            head[other] = one
    return Records(stays, tuple(find(row) for row in range(stays.height)))


def search(
    people: Sequence[NamedPerson], records: Records, *, today: date, model: Model | None = None
) -> list[NameAnswer]:
    """Answer each name of a list, in its order."""
    model = model or load_model()
    carriers = [_carriers(person, records) for person in people]
    links = _best_links(people, carriers, records, model)
    births = [born for born in records.stays["date_of_birth"] if born is not None]
    everybody = len(records.rows_of)
    return [
        _answer(
            person,
            _candidates(person, links.get(index, {}), carriers[index], records, births, model, today),
            len({records.who(row) for row in carriers[index]}),
            everybody,
        )
        for index, person in enumerate(people)
    ]


def _carriers(person: NamedPerson, records: Records) -> frozenset[int]:
    """Return the rows of whoever has all the names of a person; of a single name, of whoever has no other."""
    wanted = frozenset(parts(person.name))
    if len(wanted) < 2:
        return frozenset(row for row, names in enumerate(records.names) if names == wanted)
    return frozenset(row for row, names in enumerate(records.names) if wanted <= names)


def _answer(person: NamedPerson, candidates: list[Candidate], same_name: int, everybody: int) -> NameAnswer:
    clear = [candidate for candidate in candidates if candidate.is_clear]
    likely = clear or candidates
    match len(likely):
        case 0:
            sureness = Sureness.NOBODY
        case 1:
            sureness = Sureness.SURE if clear else Sureness.ONE_POSSIBLE
        case _:
            sureness = Sureness.SEVERAL_POSSIBLE
    shown = likely[:MOST_CANDIDATES]
    return NameAnswer(person, sureness, tuple(shown), same_name, everybody, len(candidates) - len(shown))


def _best_links(
    people: Sequence[NamedPerson], carriers: Sequence[frozenset[int]], records: Records, model: Model
) -> dict[int, dict[int, Link]]:
    """Return for each name the best link to each row of what is searched, over the ways to take the name.

    Each way is linked by itself, so that a name doesn't compete with itself for a stay. The stays are linked first, as
    if there were no other names, so that another name can only add to what they say.
    """
    best: dict[int, dict[int, Link]] = defaultdict(dict)
    for way in range(max((len(person.readings) for person in people), default=0)):
        taken = [(index, person) for index, person in enumerate(people) if way < len(person.readings)]
        listed = _listed(taken, way)
        wanted = [(left, row) for left, (index, _) in enumerate(taken) for row in sorted(carriers[index])]
        links = _links(listed, records.stays, 0, wanted, model)
        if records.others:
            links += _links(listed, records.searched, records.stays.height, wanted, model)
        for one in links:
            before = best[taken[one.left][0]].get(one.right)
            if before is None or one.weight > before.weight:
                best[taken[one.left][0]][one.right] = one
    return best


def _links(
    listed: pl.DataFrame, table: pl.DataFrame, first: int, wanted: Sequence[tuple[int, int]], model: Model
) -> list[Link]:
    """Link names with the rows of a table from one on.

    Whoever has all the names (``wanted``) is weighed even where the name is so common that it says next to nothing.
    """
    links = [one for one in link(listed, table, model).links if one.right >= first]
    known = {(one.left, one.right) for one in links}
    left_out = [pair for pair in wanted if first <= pair[1] < table.height and pair not in known]
    return links + _weighed(listed, table, left_out, model)


def _weighed(
    listed: pl.DataFrame, stays: pl.DataFrame, pairs: Sequence[tuple[int, int]], model: Model
) -> list[Link]:
    """Weigh pairs that the linkage left out as likelier of two people; none of them is clear."""
    named = pl.DataFrame(pairs, schema={"left": pl.Int32, "right": pl.Int32}, orient="row")
    with open_session(DUCKDB) as session:
        scored = score_pairs(prepare(listed), prepare(stays), named, model, session)
    return [replace(one, verdict=Verdict.REVIEW) for one in links_of(judged(scored, model))]


def _listed(taken: Sequence[tuple[int, NamedPerson]], way: int) -> pl.DataFrame:
    """Write names as the rows of a list, each once: two of the same are two people to the list, and one to us."""
    rows = [
        {
            "detainer_id": f"{index:06}",
            "last_name": person.readings[way][0],
            "first_name": person.readings[way][1],
            "middle_name": person.middle or None,
            "date_of_birth": person.born,
        }
        for index, person in taken
    ]
    schema = DETAINER_LIST.schema
    return pl.DataFrame(
        [{name: row.get(name) for name in schema} for row in rows], schema=schema, orient="row"
    )


def _candidates(
    person: NamedPerson,
    links: Mapping[int, Link],
    carriers: frozenset[int],
    records: Records,
    births: Sequence[date],
    model: Model,
    today: date,
) -> list[Candidate]:
    best: dict[int, Link] = {}
    carrying = {records.who(row) for row in carriers}
    for row, one in links.items():
        who = records.who(row)
        if who not in best or _order(one) < _order(best[who]):
            best[who] = one
    made = []
    for who, one in best.items():
        record = records.stays.row(records.stay_of(one.right), named=True)
        age = _age(person, record["date_of_birth"], births, today)
        weight = one.weight + (age.bits if age else 0.0)
        contradicted = person.born is not None or (age is not None and age.bits < 0)
        if weight < model.possible and (contradicted or who not in carrying):
            continue
        made.append(
            Candidate(
                name=", ".join(
                    filter(None, (record["last_name"], record["first_name"], record.get("middle_name")))
                ),
                born=str(record["date_of_birth"] or ""),
                stays=_stays(who, records),
                weight=weight,
                contributions=(*one.contributions, *((age,) if age else ())),
                is_clear=one.verdict is Verdict.CLEAR and (age is None or age.bits > 0),
                under=records.other(one.right),
            )
        )
    return sorted(made, key=lambda candidate: (-candidate.weight, candidate.stays[0].booking_id))


def _order(one: Link) -> tuple[bool, float, int]:
    return (one.verdict is not Verdict.CLEAR, -one.weight, one.right)


def _stays(who: int, records: Records) -> tuple[StayTold, ...]:
    stays = [_stay(row, records.stays.row(row, named=True)) for row in records.rows_of[who]]
    return tuple(sorted(stays, key=lambda stay: (stay.booked_at, stay.booking_id), reverse=True))


def _stay(row: int, record: Mapping[str, Any]) -> StayTold:
    return StayTold(
        row,
        record["booking_id"],
        record["facility_name"],
        record["booked_at"],
        record["released_at"],
        record["release_reason"],
        record["detainer_on_file"],
    )


def _age(person: NamedPerson, born: date | None, births: Sequence[date], today: date) -> Contribution | None:
    """Weigh a published age against a date of birth, by the share of the records' people who have that age."""
    if person.age is None or born is None or person.born is not None:
        return None
    on = person.on or today
    share = sum(_fits(one, person.age, on) for one in births) / len(births)
    share = min(max(share, 1 / (len(births) + 1)), 1 - 1 / (len(births) + 1))
    if _fits(born, person.age, on):
        return Contribution("age", "same", "the age fits", log2(AGE_RIGHT / share))
    return Contribution("age", "different", "the age doesn't fit", log2((1 - AGE_RIGHT) / (1 - share)))


def _fits(born: date, age: int, on: date) -> bool:
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return abs(years - age) <= 1


def _names(record: Mapping[str, Any]) -> frozenset[str]:
    names = (record["last_name"], record["first_name"], record.get("middle_name"))
    return frozenset(part for name in names for part in parts(name))
