"""How two values are compared, as SQL that DuckDB and Spark both read, level by level, the closest first.

Spelling is close enough when one edit apart in a name of four letters or more, when Jaro-Winkler says 0.92 or more,
or when one is the other cut off at a field's width of eight or more.
"""

from __future__ import annotations

from typing import Any

import splink.comparison_level_library as cll
import splink.comparison_library as cl

from lodged.linkage.model import Model
from lodged.linkage.records import IDENTIFIERS

_IN_OTHER_FIELD = (
    "list_has_any(surname_parts_l, given_parts_r) OR list_has_any(surname_parts_r, given_parts_l)"
)
_NAME_LEVELS = {
    "surname": {
        "same": "surname_l = surname_r",
        "shares_a_part": "list_has_any(surname_parts_l, surname_parts_r)",
        "similar": "{similar}",
        "in_other_field": _IN_OTHER_FIELD,
    },
    "given": {
        "same": "given_l = given_r",
        "shares_a_part": "list_has_any(given_parts_l, given_parts_r)",
        "similar": "{similar}",
        "in_other_field": _IN_OTHER_FIELD,
    },
}
_DOB_LEVELS = {
    "same_1_january": "dob_l = dob_r AND substr(dob_l, 5) = '0101'",
    "same": "dob_l = dob_r",
    "day_and_month_swapped": "dob_l = dob_swapped_r",
    "one_year_off_1_january": (
        "substr(dob_l, 5) = '0101' AND substr(dob_r, 5) = '0101' "
        "AND abs(CAST(birth_year_l AS INT) - CAST(birth_year_r AS INT)) = 1"
    ),
    "one_year_off": (
        "substr(dob_l, 5) = substr(dob_r, 5) "
        "AND abs(CAST(birth_year_l AS INT) - CAST(birth_year_r AS INT)) = 1"
    ),
    "one_digit_off": "damerau_levenshtein(dob_l, dob_r) <= 1",
    "same_year": "birth_year_l = birth_year_r",
}
_IDENTIFIER_LEVELS = {"same": "{c}_l = {c}_r", "one_digit_off": "damerau_levenshtein({c}_l, {c}_r) <= 1"}


def comparisons(model: Model) -> list[Any]:
    """Give Splink's comparisons with the model's figures."""
    made = [
        _comparison(model, name, {k: sql.replace("{similar}", _similar(name)) for k, sql in levels.items()})
        for name, levels in _NAME_LEVELS.items()
    ]
    made.append(_comparison(model, "dob", _DOB_LEVELS))
    made.append(_comparison(model, "sex", {"same": "sex_l = sex_r"}))
    for name in IDENTIFIERS:
        made.append(
            _comparison(model, name, {k: sql.replace("{c}", name) for k, sql in _IDENTIFIER_LEVELS.items()})
        )
    return made


def level_names(comparison: str) -> list[str]:
    """Name a comparison's levels in Splink's order: the position from the end is the value of ``gamma_``.

    >>> level_names("sex")
    ['different', 'same']
    """
    levels: dict[str, str]
    if comparison in _NAME_LEVELS:
        levels = _NAME_LEVELS[comparison]
    elif comparison == "dob":
        levels = _DOB_LEVELS
    else:
        levels = {"same": ""} if comparison == "sex" else _IDENTIFIER_LEVELS
    return ["different", *reversed(levels)]


def _comparison(model: Model, name: str, levels: dict[str, str]) -> Any:
    made: list[Any] = [cll.NullLevel(name)]
    for level, sql in levels.items():
        figures = model.level(name, level)
        with_frequency: dict[str, Any] = (
            {"tf_adjustment_column": name} if name in _NAME_LEVELS and level == "same" else {}
        )
        made.append(
            cll.CustomLevel(sql, label_for_charts=level).configure(
                m_probability=figures.m, u_probability=figures.u, **with_frequency
            )
        )
    rest = model.level(name, "different")
    made.append(cll.ElseLevel().configure(m_probability=rest.m, u_probability=rest.u))
    return cl.CustomComparison(made, output_column_name=name)


def _similar(column: str) -> str:
    left, right = f"{column}_l", f"{column}_r"
    one_edit = f"(least(length({left}), length({right})) >= 4 AND damerau_levenshtein({left}, {right}) <= 1)"
    cut_off = (
        f"(least(length({left}), length({right})) >= 8 "
        f"AND (starts_with({left}, {right}) OR starts_with({right}, {left})))"
    )
    return f"{one_edit} OR {cut_off} OR jaro_winkler_similarity({left}, {right}) >= 0.92"
