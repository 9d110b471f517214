"""Link a detainer list with custody records: prepare, find pairs, score, judge, make consistent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import polars as pl

from lodged.linkage.consistency import consistent, spans_of
from lodged.linkage.engines import DUCKDB, Engine, Session, open_session
from lodged.linkage.identifiers import Malformed, malformed
from lodged.linkage.judging import judged, links_of, ruled, ties_by_ruling
from lodged.linkage.links import Effort, Link, Linkage, Verdict
from lodged.linkage.model import Model, load_model, weight_of
from lodged.linkage.people import people_of
from lodged.linkage.records import content_order, prepare
from lodged.linkage.rulings import MatchedRulings, Ruling, find_pairs
from lodged.linkage.scoring import score_between, score_pairs, score_within


def link(
    listed: pl.DataFrame,
    stays: pl.DataFrame,
    model: Model | None = None,
    rulings: Iterable[Ruling] = (),
    engine: Engine = DUCKDB,
) -> Linkage:
    """Find who is who between a detainer list and custody records (columns of the tables at the door).

    Only links that are clear or need review are given. A ruling settles its pair whatever the weight. A stay is one
    person's, and a person is in one custody at a time (where the records say when and where). The result doesn't depend
    on the order of the rows, nor on the engine.
    """
    model = model or load_model()

    def work(ordered: pl.DataFrame, bookings: pl.DataFrame, session: Session) -> Linkage:
        return _link(ordered, bookings, model, tuple(rulings), session)

    return in_content_order(listed, stays, engine, work)


def in_content_order(
    listed: pl.DataFrame,
    stays: pl.DataFrame,
    engine: Engine,
    work: Callable[[pl.DataFrame, pl.DataFrame, Session], Linkage],
) -> Linkage:
    """Return what `work` finds in the tables put in an order that their content decides, at the positions given."""
    rows = content_order(listed, ("detainer_id",))
    bookings = content_order(stays, ("facility_name", "booking_id"))
    with open_session(engine) as session:
        linkage = work(listed[rows], stays[bookings], session)
    return _as_given(linkage, rows.to_list(), bookings.to_list())


def _link(
    listed: pl.DataFrame, stays: pl.DataFrame, model: Model, rulings: Sequence[Ruling], session: Session
) -> Linkage:
    """Link tables whose rows stand in an order that their content decides."""
    matched = find_pairs(rulings, listed, stays)
    left, right = prepare(listed), prepare(stays)
    between = score_between(left, right, model, session)
    within = score_within(left, model, right, session)
    every = _with_ruled(between.pairs, matched, left, right, model, session)
    links = [ruled(pair, matched) for pair in every]
    person_of = people_of(left, ties_by_ruling(matched.settled), _ties(within.pairs, model))
    kept = [pair for pair in links if pair.verdict is not Verdict.APART]
    return Linkage(
        links=tuple(consistent(kept, person_of, spans_of(stays, (pair.right for pair in kept)))),
        person_of=tuple(person_of),
        model=model,
        prior_weight=weight_of(model.prior_between(stays.height)),
        effort=Effort(between.compared, within.compared, between.keys_dropped),
        ruled_apart=tuple(pair for pair in links if pair.ruling and not pair.ruling.same),
        contradictory_rulings=tuple(
            dict.fromkeys(r for of_pair in matched.contradictory.values() for r in of_pair)
        ),
        unused_rulings=matched.unused,
        malformed_listed=malformed(listed),
        malformed_stays=malformed(stays),
    )


def _with_ruled(
    pairs: pl.DataFrame,
    matched: MatchedRulings,
    left: pl.DataFrame,
    right: pl.DataFrame,
    model: Model,
    session: Session,
) -> list[Link]:
    """Make links of the pairs that aren't apart, and of those that were ruled on."""
    ruled_on = sorted({*matched.settled, *matched.contradictory})
    scored = judged(pairs, model)
    links = links_of(scored.filter(pl.col("verdict") != Verdict.APART.value))
    known = {(pair.left, pair.right) for pair in links}
    unknown = [pair for pair in ruled_on if pair not in known]
    missing = pl.DataFrame(unknown, schema={"left": pl.Int32, "right": pl.Int32}, orient="row")
    return links + links_of(judged(score_pairs(left, right, missing, model, session), model))


def _ties(pairs: pl.DataFrame, model: Model) -> list[tuple[int, int]]:
    clear = judged(pairs, model).filter(pl.col("verdict") == Verdict.CLEAR.value)
    return clear.sort(-pl.col("weight"), "left", "right").select("left", "right").rows()


def _as_given(linkage: Linkage, rows: Sequence[int], bookings: Sequence[int]) -> Linkage:
    """Return the positions in the tables as they were given."""

    def placed(pairs: Iterable[Link]) -> tuple[Link, ...]:
        return tuple(replace(pair, left=rows[pair.left], right=bookings[pair.right]) for pair in pairs)

    def cells(bad: Iterable[Malformed], order: Sequence[int]) -> tuple[Malformed, ...]:
        return tuple(sorted((replace(cell, row=order[cell.row]) for cell in bad), key=lambda cell: cell.row))

    possible = linkage.possible and {
        rows[left]: frozenset(bookings[right] for right in rights)
        for left, rights in linkage.possible.items()
    }
    person_of = [0] * len(rows)
    for position, person in enumerate(linkage.person_of):
        person_of[rows[position]] = rows[person]
    return replace(
        linkage,
        links=placed(linkage.links),
        person_of=tuple(person_of),
        ruled_apart=placed(linkage.ruled_apart),
        possible=possible,
        candidates={
            rows[left]: tuple(replace(one, stay=bookings[one.stay]) for one in best)
            for left, best in linkage.candidates.items()
        },
        outcomes={
            rows[left]: tuple(replace(one, stays=tuple(bookings[stay] for stay in one.stays)) for one in some)
            for left, some in linkage.outcomes.items()
        },
        malformed_listed=cells(linkage.malformed_listed, rows),
        malformed_stays=cells(linkage.malformed_stays, bookings),
    )
