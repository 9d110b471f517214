"""How two values are compared, level by level, the closest first, as SQL that DuckDB and Spark both read.

The functions used are those of the least common: ``arrays_overlap``, ``array_intersect``, ``array_except``,
``array_size``,
``jaro_winkler`` and ``damerau_levenshtein`` (see :mod:`lodged.linkage.engines`). A level may have a rarity, a column of
:mod:`lodged.linkage.frequencies`: where the two records reach it, chance agreement is as likely as that column says
instead of the model's ``u``. The same name in the same rare spelling counts no more than in any spelling: a spelling is
an office's as often as a person's, and names that are romanised in many ways would seem rare.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl
import splink.comparison_level_library as cll
import splink.comparison_library as cl

from lodged.linkage.identifiers import IDENTIFIERS, formed_or_equal
from lodged.linkage.model import Model


@dataclass(frozen=True, slots=True)
class LevelRule:
    """When two records reach a level, and which rarity column says how likely that is by chance."""

    sql: str
    rarity: str | None = None


@dataclass(frozen=True)
class ComparisonRule:
    """A comparison: when it can't be made, and its levels, the closest first. What reaches none is ``different``."""

    missing: str
    levels: Mapping[str, LevelRule]


def _similar(column: str) -> str:
    """Return one slip of the keyboard, two in a long name, or one name cut off at a field's width.

    Names that begin otherwise may be two of a family (Gurpreet and Harpreet), so they are forgiven one slip alone.
    """
    left, right = f"{column}_l", f"{column}_r"
    shorter = f"least(length({left}), length({right}))"
    begins = f"substr({left}, 1, 1) = substr({right}, 1, 1)"
    slip = f"damerau_levenshtein({left}, {right})"
    return (
        f"({shorter} >= 5 AND {slip} <= 1)"
        f" OR ({shorter} >= 3 AND {begins} AND {slip} <= 1)"
        f" OR ({shorter} >= 8 AND {begins} AND {slip} <= 2)"
        f" OR ({shorter} >= 8 AND substr({left}, 1, {shorter}) = substr({right}, 1, {shorter}))"
        f" OR ({shorter} >= 5 AND {begins} AND jaro_winkler({left}, {right}) >= 0.93)"
    )


def _within(some: str, others: str) -> str:
    """Return whether every part of one name is in the other: it is the same name written shorter."""
    return f"array_size(array_intersect({some}, {others})) = array_size({some})"


_EXCHANGED = (
    "surname_sound_l = given_sound_r AND given_sound_l = surname_sound_r AND surname_sound_l <> given_sound_l"
)
# A part that stands in the other record's other field, and doesn't agree with its own field there already: of
# Ahmed Mahad and Ahmed Ahmed one part is common, and counts once.
_SURNAME_AMONG_GIVEN = (
    "arrays_overlap(surname_sounds_l, array_except(given_sounds_r, given_sounds_l))"
    " OR arrays_overlap(surname_sounds_r, array_except(given_sounds_l, given_sounds_r))"
)
_GIVEN_IN_SURNAME = (
    "arrays_overlap(given_sounds_l, array_except(surname_sounds_r, surname_sounds_l))"
    " OR arrays_overlap(given_sounds_r, array_except(surname_sounds_l, surname_sounds_r))"
)
_INITIAL = "(length({c}_l) = 1 OR length({c}_r) = 1) AND substr({c}_l, 1, 1) = substr({c}_r, 1, 1)"
_YEARS_APART = "abs(birth_year_l - birth_year_r)"
_BOTH_FIRST_JANUARY = "substr(dob_l, 5) = '0101' AND substr(dob_r, 5) = '0101'"

RULES: Mapping[str, ComparisonRule] = {
    "surname": ComparisonRule(
        "surname_l IS NULL OR surname_r IS NULL",
        {
            "same": LevelRule("surname_l = surname_r", "surname_sound_rarity"),
            "exchanged": LevelRule(_EXCHANGED, "whole_rarity"),
            "other_form": LevelRule("surname_sound_l = surname_sound_r", "surname_sound_rarity"),
            "shares_a_part": LevelRule(
                f"{_within('surname_sounds_l', 'surname_sounds_r')}"
                f" OR {_within('surname_sounds_r', 'surname_sounds_l')}",
                "surname_part_rarity",
            ),
            "similar": LevelRule(_similar("surname")),
            "parts_differ": LevelRule(
                "arrays_overlap(surname_sounds_l, surname_sounds_r)", "surname_part_rarity"
            ),
            "in_other_field": LevelRule(_SURNAME_AMONG_GIVEN, "part_rarity"),
        },
    ),
    "given": ComparisonRule(
        # An exchange of both names is weighed once, with the surname.
        f"given_l IS NULL OR given_r IS NULL OR ({_EXCHANGED})",
        {
            "same": LevelRule("given_l = given_r", "given_sound_rarity"),
            "other_form": LevelRule("given_sound_l = given_sound_r", "given_sound_rarity"),
            "shares_a_part": LevelRule(
                f"{_within('first_sounds_l', 'given_sounds_r')} OR {_within('first_sounds_r', 'given_sounds_l')}",
                "given_part_rarity",
            ),
            "similar": LevelRule(_similar("given")),
            "parts_differ": LevelRule(
                # Two middle names in common are weighed with the middle name.
                "arrays_overlap(first_sounds_l, given_sounds_r) OR arrays_overlap(first_sounds_r, given_sounds_l)",
                "given_part_rarity",
            ),
            "initial": LevelRule(_INITIAL.format(c="given")),
            "in_other_field": LevelRule(_GIVEN_IN_SURNAME, "part_rarity"),
        },
    ),
    "middle": ComparisonRule(
        "middle_l IS NULL OR middle_r IS NULL",
        {
            "same": LevelRule("middle_l = middle_r", "middle_rarity"),
            "other_form": LevelRule("middle_sound_l = middle_sound_r", "middle_rarity"),
            "initial": LevelRule(_INITIAL.format(c="middle")),
            "similar": LevelRule(_similar("middle")),
        },
    ),
    "dob": ComparisonRule(
        "dob_l IS NULL OR dob_r IS NULL",
        {
            "same_1_january": LevelRule("dob_l = dob_r AND substr(dob_l, 5) = '0101'", "dob_rarity"),
            "same": LevelRule("dob_l = dob_r", "dob_rarity"),
            "day_and_month_swapped": LevelRule("dob_l = dob_swapped_r"),
            "near_1_january": LevelRule(
                f"{_BOTH_FIRST_JANUARY} AND ({_YEARS_APART} = 1 OR damerau_levenshtein(dob_l, dob_r) <= 1)"
            ),
            "one_year_off": LevelRule(f"substr(dob_l, 5) = substr(dob_r, 5) AND {_YEARS_APART} = 1"),
            "one_digit_off": LevelRule("damerau_levenshtein(dob_l, dob_r) <= 1"),
            "same_month_or_day": LevelRule(
                "birth_year_l = birth_year_r AND (substr(dob_l, 5, 2) = substr(dob_r, 5, 2)"
                " OR substr(dob_l, 7) = substr(dob_r, 7))"
            ),
            "same_year_1_january": LevelRule(
                "birth_year_l = birth_year_r AND (substr(dob_l, 5) = '0101' OR substr(dob_r, 5) = '0101')"
            ),
            "same_year": LevelRule("birth_year_l = birth_year_r"),
        },
    ),
    "sex": ComparisonRule("sex_l IS NULL OR sex_r IS NULL", {"same": LevelRule("sex_l = sex_r")}),
    **{
        name: ComparisonRule(
            f"{name}_l IS NULL OR {name}_r IS NULL OR NOT ({formed_or_equal(name)})",
            {
                "same": LevelRule(f"{name}_l = {name}_r"),
                "one_digit_off": LevelRule(f"damerau_levenshtein({name}_l, {name}_r) <= 1"),
            },
        )
        for name in IDENTIFIERS
    },
}
"""Every comparison by name, in the order evidence is told."""


def comparisons(model: Model, names: Iterable[str] = tuple(RULES)) -> list[Any]:
    """Return Splink's comparisons of these names with the model's figures."""
    return [_comparison(model, name, RULES[name]) for name in names]


def rarity_columns() -> list[str]:
    """Name the rarity columns that levels use, each once."""
    used = [level.rarity for rule in RULES.values() for level in rule.levels.values() if level.rarity]
    return list(dict.fromkeys(used))


def level_names(comparison: str) -> list[str]:
    """Name a comparison's levels in Splink's order: the position is the value of ``gamma_``.

    >>> level_names("sex")
    ['different', 'same']
    """
    return ["different", *reversed(tuple(RULES[comparison].levels))]


def reaches(comparison: str, level: str) -> pl.Expr:
    """Return the scored pairs that reach a level."""
    return pl.col(f"gamma_{comparison}") == level_names(comparison).index(level)


def same_identifier() -> pl.Expr:
    """Return pairs of which an identifier agrees."""
    return pl.any_horizontal(reaches(name, "same") for name in IDENTIFIERS)


def same_name_and_birth() -> pl.Expr:
    """Return pairs of the same whole name, in any spelling and either order, and the same date of birth."""
    surname = pl.any_horizontal(reaches("surname", level) for level in ("same", "other_form"))
    given = pl.any_horizontal(reaches("given", level) for level in ("same", "other_form"))
    born = pl.any_horizontal(reaches("dob", level) for level in ("same", "same_1_january"))
    return ((surname & given) | reaches("surname", "exchanged")) & born


def _comparison(model: Model, name: str, rule: ComparisonRule) -> Any:
    missing = cll.CustomLevel(rule.missing, label_for_charts="missing").configure(is_null_level=True)
    made: list[Any] = [missing]
    for level, reached in rule.levels.items():
        figures = model.level(name, level)
        by_rarity: dict[str, Any] = (
            {"tf_adjustment_column": reached.rarity, "disable_tf_exact_match_detection": True}
            if reached.rarity
            else {}
        )
        made.append(
            cll.CustomLevel(reached.sql, label_for_charts=level).configure(
                m_probability=figures.m, u_probability=figures.u, **by_rarity
            )
        )
    rest = model.level(name, "different")
    made.append(cll.ElseLevel().configure(m_probability=rest.m, u_probability=rest.u))
    return cl.CustomComparison(made, output_column_name=name)
