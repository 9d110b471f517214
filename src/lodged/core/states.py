"""States and territories: postal codes and names, in any spelling that occurs."""

from __future__ import annotations

from lodged.core.errors import LodgedError
from lodged.core.folding import comparison_key

STATES: dict[str, str] = {
    "AL": "Alabama",
    "AK": "Alaska",
    "AZ": "Arizona",
    "AR": "Arkansas",
    "CA": "California",
    "CO": "Colorado",
    "CT": "Connecticut",
    "DE": "Delaware",
    "DC": "District of Columbia",
    "FL": "Florida",
    "GA": "Georgia",
    "HI": "Hawaii",
    "ID": "Idaho",
    "IL": "Illinois",
    "IN": "Indiana",
    "IA": "Iowa",
    "KS": "Kansas",
    "KY": "Kentucky",
    "LA": "Louisiana",
    "ME": "Maine",
    "MD": "Maryland",
    "MA": "Massachusetts",
    "MI": "Michigan",
    "MN": "Minnesota",
    "MS": "Mississippi",
    "MO": "Missouri",
    "MT": "Montana",
    "NE": "Nebraska",
    "NV": "Nevada",
    "NH": "New Hampshire",
    "NJ": "New Jersey",
    "NM": "New Mexico",
    "NY": "New York",
    "NC": "North Carolina",
    "ND": "North Dakota",
    "OH": "Ohio",
    "OK": "Oklahoma",
    "OR": "Oregon",
    "PA": "Pennsylvania",
    "RI": "Rhode Island",
    "SC": "South Carolina",
    "SD": "South Dakota",
    "TN": "Tennessee",
    "TX": "Texas",
    "UT": "Utah",
    "VT": "Vermont",
    "VA": "Virginia",
    "WA": "Washington",
    "WV": "West Virginia",
    "WI": "Wisconsin",
    "WY": "Wyoming",
    "PR": "Puerto Rico",
    "GU": "Guam",
    "VI": "Virgin Islands",
    "MP": "Northern Mariana Islands",
    "AS": "American Samoa",
}
"""Postal code to name (USPS)."""

_CODE_BY_FOLD = {comparison_key(code): code for code in STATES} | {
    comparison_key(name): code for code, name in STATES.items()
}
_CODE_BY_FOLD |= {
    comparison_key("US Virgin Islands"): "VI",
    comparison_key("Commonwealth of the Northern Mariana Islands"): "MP",
    comparison_key("Northern Mariana Island"): "MP",
    comparison_key("N. Mariana Islands"): "MP",
}


def checked_state(state: str | None) -> str | None:
    """Return the postal code of a state that somebody named; raises LodgedError for one that is none."""
    code = postal_code(state)
    if state is not None and code is None:
        raise LodgedError(f"[{state}] is no state. Give its postal code, for example MN.")
    return code


def postal_code(state: str | None) -> str | None:
    """Return the postal code of a state written as code or name; ``None`` when it is blank or no state.

    >>> postal_code(" minnesota "), postal_code("MN"), postal_code("Ontario")
    ('MN', 'MN', None)
    """
    return _CODE_BY_FOLD.get(comparison_key(state or ""))
