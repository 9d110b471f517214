"""Identify the rows of a list: stays are joined to people, rows to rows, then rows are decided over the people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import polars as pl

from lodged.linkage import context
from lodged.linkage.candidates import complete, pooled
from lodged.linkage.deciding import Chances, Decision, chances, decide
from lodged.linkage.engines import DUCKDB, Engine, Session
from lodged.linkage.frequencies import with_rarities
from lodged.linkage.identifiers import malformed
from lodged.linkage.joining import Joining, in_order
from lodged.linkage.judging import judged, links_of, ruled, ties_by_ruling
from lodged.linkage.linking import in_content_order
from lodged.linkage.links import Candidate, Effort, Link, Linkage, Verdict
from lodged.linkage.model import Model, load_model, weight_of
from lodged.linkage.nearby import nearby
from lodged.linkage.outcomes import Beside, Outcome, outcomes
from lodged.linkage.people import people_of
from lodged.linkage.records import prepare
from lodged.linkage.rulings import MatchedRulings, Ruling, find_pairs
from lodged.linkage.scoring import PAIRS, score_between, score_pairs, score_within

LEAST = -9.0
"""Bits from which a pair is looked at: place and day may add the rest."""
SHOWN = 0.01
"""The least chance of a person that a human is shown."""
ALMOST_SURE = 0.99
"""The chance from which a row's person is taken to learn from."""
CHOSEN = 0.9
"""The chance from which two rows that are alike are one person's, as each by itself is the same one."""
ALIKE = -6.0
"""Bits from which two rows are alike enough for that; with no evidence they would be some fifteen below."""
PERHAPS = -1.5
"""Bits from which a person who is nobody else's is perhaps the row's under other records, and a human is shown it."""
POSSIBLE = -4.0
"""Bits from which a record may be of a row's person."""
CLAIMED = 0.5
"""The chance from which a person is taken for somebody else's."""
FITS = 5.0
"""Bits from which stays are of one person as a row of the list fits each of them."""


def identify(
    listed: pl.DataFrame,
    stays: pl.DataFrame,
    model: Model | None = None,
    rulings: Iterable[Ruling] = (),
    engine: Engine = DUCKDB,
) -> Linkage:
    """Return for each row of a detainer list which person of the custody records it is, or that a human has to.

    Besides what :func:`~lodged.linkage.linking.link` reads, ``facility_name`` and ``issued_on`` of the list and
    ``facility_name``, ``booked_at`` and ``released_at`` of the stays are evidence; one facility has one name in both
    tables. All stays of a row's person are linked to it. The result doesn't depend on the order of the rows.
    """
    model = model or load_model()

    def work(ordered: pl.DataFrame, bookings: pl.DataFrame, session: Session) -> Linkage:
        return _identify(ordered, bookings, model, tuple(rulings), session)

    return in_content_order(listed, stays, engine, work)


def _identify(
    listed: pl.DataFrame, stays: pl.DataFrame, model: Model, rulings: Sequence[Ruling], session: Session
) -> Linkage:
    """Identify the rows of tables that stand in an order that their content decides."""
    matched = find_pairs(rulings, listed, stays)
    left, right = prepare(listed), prepare(stays)
    between = score_between(left, right, model, session, LEAST)
    within = score_within(left, model, right, session, LEAST)
    near = nearby(listed, stays, left, right)
    pairs = _with_named(between.pairs, near, matched, left, right, model, session)
    setting = _Setting(listed, stays, model, matched, left, right, session, near)
    decided = _decided(pairs, within.pairs, setting)
    beside = _beside(decided, setting)
    links = _links(decided, beside, setting)
    return Linkage(
        links=tuple(link for link in links if link.verdict is not Verdict.APART),
        person_of=tuple(decided.row_person),
        model=model,
        prior_weight=weight_of(model.prior_between(stays.height)),
        effort=Effort(between.compared, within.compared, between.keys_dropped),
        ruled_apart=tuple(link for link in links if link.ruling and not link.ruling.same),
        contradictory_rulings=tuple(
            dict.fromkeys(r for of_pair in matched.contradictory.values() for r in of_pair)
        ),
        unused_rulings=matched.unused,
        malformed_listed=malformed(listed),
        malformed_stays=malformed(stays),
        context=decided.context,
        possible=_possible(decided, setting),
        candidates=_likeliest(decided, setting),
        outcomes=_outcomes(decided, beside, setting),
    )


@dataclass(frozen=True)
class _Setting:
    """The tables, as given and prepared, and what doesn't change while rows are decided."""

    listed: pl.DataFrame
    stays: pl.DataFrame
    model: Model
    matched: MatchedRulings
    left: pl.DataFrame
    right: pl.DataFrame
    session: Session
    near: pl.DataFrame

    @property
    def people(self) -> int:
        """How many people a row might be."""
        return max(self.stays.height, self.model.least_roster)


@dataclass(frozen=True)
class _Decided:
    """Pairs with ``unit`` and ``person``, the candidates, their chances and what each unit is settled as."""

    pairs: pl.DataFrame
    candidates: pl.DataFrame
    chances: Chances
    decisions: Sequence[Decision]
    row_person: Sequence[int]
    context: context.Context | None
    joining: Joining
    unit_of: Sequence[int]

    @cached_property
    def stays_of(self) -> dict[int, list[int]]:
        """The stays of each person that a row was compared with."""
        grouped = self.pairs.group_by("person").agg(pl.col("right").unique().sort())
        return dict(zip(grouped["person"].to_list(), grouped["right"].to_list(), strict=True))


def _with_named(
    pairs: pl.DataFrame,
    near: pl.DataFrame,
    matched: MatchedRulings,
    left: pl.DataFrame,
    right: pl.DataFrame,
    model: Model,
    session: Session,
) -> pl.DataFrame:
    """Add the pairs that lie near and those that were ruled on, whatever they weigh."""
    ruled_on = sorted({*matched.settled, *matched.contradictory})
    named = (
        pl.concat([near, pl.DataFrame(ruled_on, schema=near.schema, orient="row")])
        .unique()
        .sort("left", "right")
    )
    missing = named.join(pairs, on=["left", "right"], how="anti", maintain_order="left")
    return pl.concat([pairs, score_pairs(left, right, missing, model, session)])


def _decided(pairs: pl.DataFrame, of_rows: pl.DataFrame, setting: _Setting) -> _Decided:
    prior = weight_of(setting.model.prior_between(setting.stays.height))
    of_rows = judged(of_rows, setting.model)
    bits = context.same_place_bits(setting.listed, of_rows, of_rows["verdict"] == Verdict.CLEAR.value)
    of_rows = judged(of_rows.with_columns(pl.col("weight") + bits), setting.model)
    clear_rows = in_order(of_rows.filter(pl.col("verdict") == Verdict.CLEAR.value))
    ruled_rows = ties_by_ruling(setting.matched.settled)
    row_person = people_of(setting.left, ruled_rows, clear_rows)
    joining = Joining.of(pairs, setting.right, setting.stays, setting.matched, setting.model, setting.session)
    in_context, learned = _with_context(_completed(pairs, joining.people(), setting), prior, setting)
    in_context = _completed(in_context, joining.people(_fitting(in_context, row_person)), setting)
    in_context, _ = _with_context(in_context, prior, setting)
    row_person = people_of(
        setting.left, ruled_rows, [*clear_rows, *_of_one(in_context, of_rows, prior, setting)]
    )
    units, unit_of = np.unique(np.array(row_person, dtype=np.int64), return_inverse=True)
    in_context = in_context.with_columns(pl.Series("unit", unit_of[in_context["left"].to_numpy()], pl.Int32))
    candidates = _without_ruled_out(pooled(in_context, prior), in_context, setting.matched)
    reported = _reported(unit_of, units.size, setting)
    given = chances(candidates, units.size, reported, setting.people)
    alone = chances(candidates, units.size, reported, setting.people, rivals=False)
    decisions = decide(candidates, given, alone, _commonness(unit_of, units.size, setting))
    _rule(decisions, candidates, given, unit_of, in_context, setting.matched)
    return _Decided(in_context, candidates, given, decisions, row_person, learned, joining, unit_of.tolist())


def _completed(pairs: pl.DataFrame, stay_person: Sequence[int], setting: _Setting) -> pl.DataFrame:
    """Add the pairs of each row with all stays of whom it was compared with, and tell whose each stay is."""
    pairs = pairs.select(PAIRS.keys())
    missing = complete(pairs, stay_person)
    scored = score_pairs(setting.left, setting.right, missing, setting.model, setting.session)
    every = pl.concat([pairs, scored]).sort("left", "right")
    person = pl.Series("person", stay_person, pl.Int32)
    ours = setting.left["suffix"].gather(every["left"])
    theirs = setting.right["suffix"].gather(every["right"])
    near = setting.near.with_columns(pl.lit(True).alias("nearby"))
    return (
        every.with_columns(
            person.gather(every["right"]).alias("person"),
            (ours != theirs).fill_null(value=False).alias("other_suffix"),
        )
        .join(near, on=["left", "right"], how="left", maintain_order="left")
        .with_columns(pl.col("nearby").fill_null(False))
    )


def _fitting(pairs: pl.DataFrame, row_person: Sequence[int]) -> list[tuple[int, int]]:
    """Return stays that fit one person of the list, each better than any other person of it, as pairs to join."""
    unit = pl.Series("unit", row_person, pl.Int64)
    fits = (
        pairs.with_columns(unit.gather(pairs["left"]), (pl.col("weight") + pl.col("context")).alias("fit"))
        .sort(-pl.col("fit"), "left", "right")
        .unique("right", keep="first", maintain_order=True)
        .filter(pl.col("fit") >= FITS)
    )
    first = fits.with_columns(pl.col("right").first().over("unit").alias("first"))
    return first.filter(pl.col("first") != pl.col("right")).select("first", "right").rows()


def _with_context(
    pairs: pl.DataFrame, prior: float, setting: _Setting
) -> tuple[pl.DataFrame, context.Context | None]:
    """Add what place and day say of each pair, as learned from rows that are sure without it."""
    plain = pairs.with_columns(pl.col("left").alias("unit"), pl.lit(0.0).alias("context"))
    nothing = plain.with_columns(pl.lit(-1).alias("place"), pl.lit(-1).alias("day"))
    if not context.can_compare(setting.listed, setting.stays) or pairs.is_empty():
        return nothing, None
    candidates = pooled(plain, prior)
    units = setting.listed.height
    given = chances(candidates, units, np.ones(units, bool), setting.people)
    sure = candidates.filter(pl.Series(given.of >= ALMOST_SURE) & ~pl.col("unsuited")).select(
        "unit", "person"
    )
    left, right = plain["left"].to_numpy(), plain["right"].to_numpy()
    agreed = context.agreement(setting.listed, setting.stays, left, right)
    agreeing = plain.with_columns(
        pl.Series("place", agreed.place), pl.Series("day", agreed.day)
    ).with_row_index("at")
    at = agreeing.join(sure, on=["unit", "person"], how="semi").sort("at")
    learned = context.learn(agreed.of(at["at"].to_numpy()), at["unit"].to_numpy())
    return agreeing.drop("at").with_columns(pl.Series("context", context.bits(learned, agreed))), learned


def _of_one(
    pairs: pl.DataFrame, of_rows: pl.DataFrame, prior: float, setting: _Setting
) -> list[tuple[int, int]]:
    """Return rows that are alike and each by itself of the same person, as pairs to join."""
    candidates = pooled(pairs, prior)
    units = setting.listed.height
    reported = _reported(np.arange(units), units, setting)
    given = chances(candidates, units, reported, setting.people, rivals=False)
    chosen = candidates.filter(pl.Series(given.of >= CHOSEN) & ~pl.col("unsuited")).select("unit", "person")
    same = (
        chosen.join(chosen.rename({"unit": "other"}), on="person")
        .filter(pl.col("unit") < pl.col("other"))
        .select(pl.col("unit").alias("left"), pl.col("other").alias("right"))
    )
    return in_order(of_rows.filter(pl.col("weight") > ALIKE).join(same, on=["left", "right"], how="semi"))


def _reported(unit_of: np.ndarray, units: int, setting: _Setting) -> np.ndarray:
    """Tell the units of which a row names a facility that has records."""
    if not {"facility_name"} <= set(setting.listed.columns) & set(setting.stays.columns):
        return np.ones(units, bool)
    has = (
        setting.listed["facility_name"]
        .is_in(setting.stays["facility_name"].unique().implode())
        .fill_null(False)
    )
    reported: np.ndarray = np.bincount(unit_of, has.to_numpy(), units) > 0
    return reported


def _commonness(unit_of: np.ndarray, units: int, setting: _Setting) -> np.ndarray:
    """Order units by how common their names are among the records."""
    rarity = with_rarities(setting.left, setting.right, setting.model)["whole_rarity"].fill_null(0).to_numpy()
    commonness = np.zeros(units)
    np.maximum.at(commonness, unit_of, rarity)
    return commonness


def _without_ruled_out(
    candidates: pl.DataFrame, pairs: pl.DataFrame, matched: MatchedRulings
) -> pl.DataFrame:
    """Leave out people of whom a stay was ruled to be somebody else's."""
    apart = [pair for pair, ruling in sorted(matched.settled.items()) if not ruling.same]
    named = pl.DataFrame(apart, schema={"left": pl.Int32, "right": pl.Int32}, orient="row")
    out = pairs.join(named, on=["left", "right"], how="semi").select("unit", "person")
    return candidates.join(out, on=["unit", "person"], how="anti", maintain_order="left")


def _rule(
    decisions: list[Decision],
    candidates: pl.DataFrame,
    given: Chances,
    unit_of: np.ndarray,
    pairs: pl.DataFrame,
    matched: MatchedRulings,
) -> None:
    """Let rulings settle units, and leave to a human what they contradict each other in."""
    person_of = (
        dict(zip(pairs.select("left", "right").rows(), pairs["person"], strict=True))
        if matched.settled
        else {}
    )
    at = {key: place for place, key in enumerate(candidates.select("unit", "person").rows())}
    for pair, ruling in matched.settled.items():
        unit = int(unit_of[pair[0]])
        if ruling.same:
            given.best[unit] = at[unit, person_of[pair]]
            decisions[unit] = Decision.PERSON
    for left, _ in matched.contradictory:
        decisions[int(unit_of[left])] = Decision.REVIEW


def _possible(decided: _Decided, setting: _Setting) -> dict[int, frozenset[int]]:
    """Return for each row the stays that may be of its person."""
    some = decided.candidates.filter(pl.Series(_by_itself(decided.candidates, setting.people) >= POSSIBLE))
    pairs = decided.pairs.join(some.select("unit", "person"), on=["unit", "person"], how="semi")
    stays_of: dict[int, set[int]] = defaultdict(set)
    for left, right in pairs.select("left", "right").iter_rows():
        stays_of[left].add(right)
    return {left: frozenset(rights) for left, rights in stays_of.items()}


def _likeliest(decided: _Decided, setting: _Setting) -> dict[int, tuple[Candidate, ...]]:
    """Return the two likeliest people of each row, each by the stay that fits the row best."""
    weight = decided.candidates["identity"] + decided.candidates["context"] - float(np.log2(setting.people))
    known = decided.candidates.select("unit", "person").with_columns(
        pl.Series("chance", decided.chances.of), weight.alias("by_itself")
    )
    best = known.sort("chance", "by_itself", "person", descending=[True, True, False]).group_by(
        "unit", maintain_order=True
    )
    stays = decided.pairs.sort(-(pl.col("weight") + pl.col("context")), "left", "right").unique(
        ["left", "person"], keep="first", maintain_order=True
    )
    rows = best.head(2).join(
        stays.select("left", "unit", "person", "right"), on=["unit", "person"], how="inner"
    )
    rows = rows.sort("left", "chance", "by_itself", "right", descending=[False, True, True, False])
    candidates_of: dict[int, list[Candidate]] = defaultdict(list)
    for left, right, chance, weight_of_it in rows.select("left", "right", "chance", "by_itself").iter_rows():
        candidates_of[left].append(Candidate(right, chance, weight_of_it))
    return {left: tuple(some) for left, some in candidates_of.items()}


def _by_itself(candidates: pl.DataFrame, people: int) -> np.ndarray:
    """Return the weight of each candidate as if there were no other: place and day speak for it, and not against it.

    The detainer was lodged in one stay; what a person's other stays have of its place and day says nothing.
    """
    weight = candidates["identity"] + candidates["context"].clip(0)
    weights: np.ndarray = weight.to_numpy() - np.log2(people)
    return weights


def _links(decided: _Decided, beside: Mapping[int, Sequence[Beside]], setting: _Setting) -> list[Link]:
    """Make the links that are clear or for review, and those that were ruled on."""
    verdicts = _verdicts(decided, beside)
    pairs = decided.pairs.join(verdicts, on=["unit", "person"], how="left")
    ruled_on = pl.DataFrame(
        sorted({*setting.matched.settled, *setting.matched.contradictory}),
        schema={"left": pl.Int32, "right": pl.Int32},
        orient="row",
    ).with_columns(pl.lit(True).alias("is_ruled"))
    pairs = pairs.join(ruled_on, on=["left", "right"], how="left").filter(
        pl.col("decided").is_not_null() | pl.col("is_ruled").is_not_null()
    )
    by_data = links_of(judged(pairs.select(PAIRS.keys()), setting.model))
    made = []
    for link, decision, chance, place, day, bits in zip(
        by_data, *(pairs[name] for name in ("decided", "chance", "place", "day", "context")), strict=True
    ):
        with_context = _with_contribution(link, place, day, bits)
        verdict = Verdict(decision) if decision else Verdict.APART
        made.append(
            _ruled(replace(with_context, verdict=verdict, probability=chance or 0.0), link.verdict, setting)
        )
    return made


def _with_contribution(link: Link, place: int, day: int, bits: float) -> Link:
    if not bits:
        return link
    added = context.contribution(place, day, bits)
    return replace(
        link,
        weight=link.weight + bits,
        contributions=(*link.contributions, added),
        evidence=f"{link.evidence}, {added.words}" if added.words else link.evidence,
    )


def _ruled(link: Link, by_data: Verdict, setting: _Setting) -> Link:
    settled = ruled(link, setting.matched)
    return replace(settled, unruled=by_data) if settled.ruling else settled


def _verdicts(decided: _Decided, beside: Mapping[int, Sequence[Beside]]) -> pl.DataFrame:
    """Return for units and people what their pairs are: clear, or for review."""
    rows = []
    shown: dict[int, list[int]] = defaultdict(list)
    of, best = decided.chances.of, decided.chances.best
    striking = decided.candidates["striking"].to_list()
    units, people = decided.candidates["unit"].to_list(), decided.candidates["person"].to_list()
    for place, unit in enumerate(units):
        if of[place] >= SHOWN or striking[place] or place == best[unit]:
            shown[unit].append(place)
    for unit, decision in enumerate(decided.decisions):
        if decision is Decision.PERSON:
            rows.append((unit, people[best[unit]], Verdict.CLEAR.value, float(of[best[unit]])))
            rows += [
                (unit, people[one.place], Verdict.REVIEW.value, float(of[one.place]))
                for one in beside.get(unit, ())
            ]
        elif decision is Decision.REVIEW:
            rows += [(unit, people[place], Verdict.REVIEW.value, float(of[place])) for place in shown[unit]]
    schema = {"unit": pl.Int32, "person": pl.Int32, "decided": pl.String, "chance": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _beside(decided: _Decided, setting: _Setting) -> dict[int, list[Beside]]:
    """Return the people beside a settled unit's whose stays may be that person's too, so that a human sees them."""
    beside: dict[int, list[Beside]] = defaultdict(list)
    stays_of = decided.stays_of
    alone, claimed, best = (
        _by_itself(decided.candidates, setting.people),
        decided.chances.claimed,
        decided.chances.best,
    )
    striking = decided.candidates["striking"].to_list()
    units, people = decided.candidates["unit"].to_list(), decided.candidates["person"].to_list()
    joining = decided.joining
    for place, unit in enumerate(units):
        if decided.decisions[unit] is Decision.NOBODY or place == best[unit] or claimed[place] >= CLAIMED:
            continue
        if not striking[place] and alone[place] < PERHAPS - joining.hand_over:
            continue
        own, others = stays_of[people[best[unit]]], stays_of[people[place]]
        weight = alone[place] + (joining.hand_over if joining.handed_over(own, others) else 0.0)
        if (striking[place] or weight >= PERHAPS) and joining.may_be_one(own, others):
            beside[unit].append(Beside(place, float(weight)))
    return beside


def _outcomes(
    decided: _Decided, beside: Mapping[int, Sequence[Beside]], setting: _Setting
) -> dict[int, tuple[Outcome, ...]]:
    """Return what each row may come to."""
    ruled = [pair for pair, ruling in setting.matched.settled.items() if ruling.same]
    by_unit = outcomes(
        decided.candidates["unit"].to_list(),
        decided.candidates["person"].to_list(),
        decided.chances,
        decided.stays_of,
        beside,
        frozenset(decided.unit_of[left] for left, _ in ruled),
    )
    return {row: by_unit[unit] for row, unit in enumerate(decided.unit_of)}
