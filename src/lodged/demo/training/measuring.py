"""The model's errors by naming tradition, on labeled synthetic data of another making than what it was trained on.

The people are of the demonstration's kind and written down by its offices (:mod:`lodged.demo.recording`), with another
seed: other slips, at other rates, made by other code than the training's. Half of the rows of the list are of people in
custody, half of people who aren't.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from itertools import permutations
from typing import Any

import polars as pl
from scipy.stats import binomtest

from lodged.demo.people import make_people
from lodged.demo.recording import FEDERAL, JAIL, PRISON, ErrorProfile, as_recorded_by, with_form_on_file
from lodged.demo.seeded import happens, stream
from lodged.demo.traditions import all_traditions
from lodged.linkage.linking import link
from lodged.linkage.links import Linkage, Verdict
from lodged.linkage.model import Model, load_model

SEED = 20260713
SETS = 4
"""Independent sets of people in the fairness card, each linked by itself: wrong matches are rare."""
PEOPLE = 10_000
"""People of each tradition in each of the card's sets."""
IN_CUSTODY = 0.5
"""Share of the people of the list who are in custody; as many more in custody aren't on the list."""
WITH_FORM = 0.4
"""Share of stays of listed people whose file holds the detainer, so that its A-number was copied."""
IN_PRISON = 0.25
CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Labeled:
    """A list and custody records with the columns ``person`` and ``tradition`` besides those of the door."""

    listed: pl.DataFrame
    stays: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Rate:
    """How often something happened among so many, with the interval that holds the true rate at 95 %."""

    seen: int
    among: int

    @property
    def share(self) -> float:
        """The rate seen."""
        return self.seen / self.among if self.among else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The exact (Clopper-Pearson) interval."""
        bounds = binomtest(self.seen, self.among).proportion_ci(CONFIDENCE, method="exact")
        return float(bounds.low), float(bounds.high)


@dataclass(frozen=True, slots=True)
class Errors:
    """What became of the rows of one naming tradition.

    ``true_pairs`` are pairs of a row and a stay of one person: found clear, left to review, or missed. ``rows`` are the
    rows of the list, of which ``linked_to_others`` were clearly linked to somebody else, and ``absent`` those whose
    person isn't in custody, of which ``absent_in_review`` were left to a human all the same. ``strangers`` is how many
    pairs of a row and another person's stay there were.
    """

    tradition: str
    true_pairs: int
    clear: int
    review: int
    rows: int
    absent: int
    absent_in_review: int
    linked_to_others: int
    strangers: int

    @property
    def missed(self) -> Rate:
        """True pairs found neither clear nor for review."""
        return Rate(self.true_pairs - self.clear - self.review, self.true_pairs)

    @property
    def false_matches(self) -> Rate:
        """Rows clearly linked to somebody else."""
        return Rate(self.linked_to_others, self.rows)


def make(people_a_tradition: int, seed: int = SEED, traditions: Sequence[str] = ()) -> Labeled:
    """Make the labeled tables; each tradition's people are the same whichever others are asked for."""
    listed: list[dict[str, Any]] = []
    stays: list[dict[str, Any]] = []
    for place, key in enumerate(sorted(all_traditions())):
        if traditions and key not in traditions:
            continue
        rng = stream(seed, f"measure {key}")
        first = 1 + place * people_a_tradition
        for person in make_people(rng, people_a_tradition, {key: 1}, first_number=first):
            known = {"person": person.person_id, "tradition": key}
            drawn = rng.random()
            on_list, held = drawn < 2 / 3, drawn < IN_CUSTODY * 2 / 3 or drawn >= 2 / 3
            if on_list:
                listed.append(known | asdict(as_recorded_by(person, rng, FEDERAL)))
            if held:
                office: ErrorProfile = PRISON if happens(rng, IN_PRISON) else JAIL
                if on_list and happens(rng, WITH_FORM):
                    office = with_form_on_file(office)
                stays.append(known | asdict(as_recorded_by(person, rng, office)))
    return Labeled(
        pl.DataFrame(listed, infer_schema_length=None), pl.DataFrame(stays, infer_schema_length=None)
    )


def measure(data: Labeled, model: Model | None = None) -> list[Errors]:
    """Link labeled tables and count the errors of each tradition."""
    linkage = link(data.listed, data.stays, model or load_model())
    pairs = _pairs(linkage, data)
    return list(_by_tradition(pairs, data))


def measure_sets(people_a_tradition: int, sets: int = SETS) -> list[Errors]:
    """Make and measure independent sets (seeds from :data:`SEED` on), and add up the errors of each tradition."""
    of_each = [measure(make(people_a_tradition, SEED + number)) for number in range(sets)]
    return [_sum(of_one) for of_one in zip(*of_each, strict=True)]


def _sum(of_one: Sequence[Errors]) -> Errors:
    counted = [field.name for field in fields(Errors) if field.name != "tradition"]
    return Errors(
        of_one[0].tradition, **{name: sum(getattr(one, name) for one in of_one) for name in counted}
    )


def more_than_twice(errors: Sequence[Errors]) -> list[tuple[Errors, Errors]]:
    """Return the pairs of traditions whose first has more than twice the second's false-match rate, beyond chance.

    Exact conditional test of two Poisson rates, one-sided, at 5 % shared among all pairs.
    """
    pairs = list(permutations(errors, 2))
    return [
        (one, other) for one, other in pairs if _chance_of_twice(one, other) < (1 - CONFIDENCE) / len(pairs)
    ]


def _chance_of_twice(one: Errors, other: Errors) -> float:
    """Return how likely as many false matches of the first are, were its rate no more than twice the second's."""
    seen = one.linked_to_others + other.linked_to_others
    if not seen:
        return 1.0
    share = 2 * one.rows / (2 * one.rows + other.rows)
    return float(binomtest(one.linked_to_others, seen, share, alternative="greater").pvalue)


def _pairs(linkage: Linkage, data: Labeled) -> pl.DataFrame:
    linked = pl.DataFrame(
        [(pair.left, pair.right, pair.verdict.value) for pair in linkage.links],
        schema={"left": pl.Int64, "right": pl.Int64, "verdict": pl.String},
        orient="row",
    )
    return linked.with_columns(
        data.listed["person"].gather(linked["left"]).alias("listed"),
        data.stays["person"].gather(linked["right"]).alias("held"),
        data.listed["tradition"].gather(linked["left"]).alias("tradition"),
    ).with_columns((pl.col("listed") == pl.col("held")).alias("true"))


def _by_tradition(pairs: pl.DataFrame, data: Labeled) -> Iterator[Errors]:
    clear = pl.col("verdict") == Verdict.CLEAR.value
    held = data.stays["person"].implode()
    for (tradition,), rows in sorted(data.listed.group_by(["tradition"])):
        own = pairs.filter(pl.col("tradition") == tradition)
        true = own.filter("true")
        present = rows.filter(pl.col("person").is_in(held))
        absent = rows.height - present.height
        of_absent = own.filter(~pl.col("listed").is_in(held))
        yield Errors(
            tradition=str(tradition),
            true_pairs=present.height,
            clear=true.filter(clear).height,
            review=true.filter(~clear).height,
            rows=rows.height,
            absent=absent,
            absent_in_review=of_absent.filter(~clear)["left"].n_unique(),
            linked_to_others=own.filter(clear & ~pl.col("true"))["left"].n_unique(),
            strangers=rows.height * data.stays.height - present.height,
        )
