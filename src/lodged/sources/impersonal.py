"""Tell which columns of a file of people may be shown: those proven impersonal, and no other.

A column is proven by its meaning, when a reader knows it, or by its form, when it holds nothing but words such as yes
and no. Dates and numbers prove nothing: a birth date is a date, a booking number is a number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from lodged.core.folding import comparison_key
from lodged.sources.dates import read_moments

_MEANINGS = frozenset(
    map(
        comparison_key,
        (
            *("facility_code", "facility_name", "facility_state", "facility_city", "facility_aor", "form"),
            *("issued_on", "lifted_on", "lift_reason", "release_reason", "detainer_on_file", "sex", "gender"),
            *("country_of_citizenship", "citizenship_country", "departure_country", "reported_from"),
            *("reported_through", "same_person", "apprehension_method", "arrest_time_case_category"),
            *("arrest_time_current_program", "case_category", "case_status", "detainer_lift_reason"),
            *("detainer_lift_reason_code", "detainer_prep_threat_level", "detainer_prepare_date"),
            *("detainer_prepared_criminality", "detainer_type", "detention_facility", "det_facility"),
            *("detention_facility_code", "duplicate_likely", "entry_status", "felon", "file_original"),
            *("sheet_original", "final_program", "msc_charge_code", "most_serious_conviction_charge"),
            *("port_of_departure", "processing_disposition", "tod_current_duty_site", "addendum", "agency"),
            *("agency_type", "county", "moa", "model", "signed_on", "state", "ori", "list", "admin_booking"),
            *("cancel_detainer", "charge_rows", "final_release_disp", "hold_immigration_charge", "imm_hold"),
            *("jurisdictions", "release_dispositions", "release_to_imm", "hold_for_other_agency"),
            *("other_or_unknown", "parole_hold", "with_hold", "city", "count", "count_all", "freq", "total"),
            *("year", "month_year"),
        ),
    )
)
"""Our names of the columns that say something of a place, a form or an outcome."""

_PLAIN_WORDS = frozenset(
    map(
        comparison_key,
        (
            *("yes", "no", "y", "n", "true", "false", "0", "1", "na", "none", "null", "unknown", "other"),
            *("male", "female", "open", "closed", "active", "inactive", "pending", "not available"),
        ),
    )
)
_COLUMN_WORDS = frozenset(
    (
        *(
            "name",
            "names",
            "first",
            "last",
            "middle",
            "full",
            "given",
            "surname",
            "alias",
            "suffix",
            "person",
        ),
        *("inmate", "offender", "defendant", "subject", "prisoner", "detainee", "individual", "dob", "born"),
        *(
            "birth",
            "birthdate",
            "age",
            "sex",
            "gender",
            "race",
            "ethnicity",
            "id",
            "ids",
            "number",
            "num",
            "no",
        ),
        *(
            "code",
            "type",
            "date",
            "day",
            "month",
            "year",
            "time",
            "at",
            "on",
            "of",
            "in",
            "out",
            "to",
            "from",
        ),
        *("booking", "booked", "release", "released", "arrest", "charge", "charges", "bail", "bond", "court"),
        *("facility", "jail", "prison", "detention", "detained", "detainer", "detainers", "agency", "state"),
        *("county", "city", "zip", "address", "country", "citizenship", "status", "reason", "description"),
        *("count", "total", "file", "row", "rows", "note", "notes", "unit", "hold", "warrant", "fbi", "ssn"),
        *("alien", "cell", "housing", "custody", "statute", "category", "issued", "lifted", "signed", "by"),
        *("ice", "immigration", "source", "url", "link", "title", "value", "label", "latitude", "longitude"),
    )
)
_EVENT_WORDS = frozenset(
    (
        *("booking", "booked", "book", "release", "released", "arrest", "arrested", "admission", "admitted"),
        *(
            "detainer",
            "prepare",
            "issued",
            "lifted",
            "signed",
            "report",
            "reported",
            "discharge",
            "discharged",
        ),
        *("intake", "snapshot", "listed"),
    )
)
_DATE_WORDS = frozenset(("date", "day", "time", "at", "on", "of", "in", "out", "as", "last", "first"))
_A_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def is_impersonal(ours: str) -> bool:
    """Return whether our name of a column is of a place, a form or an outcome."""
    return bool(ours) and (comparison_key(ours) in _MEANINGS or comparison_key(ours).endswith("yesno"))


def only_plain_words(filled: pl.Series) -> bool:
    """Return whether the filled cells hold nothing but words that are nobody's name, such as yes and no."""
    return len(filled) > 0 and all(comparison_key(str(value)) in _PLAIN_WORDS for value in filled.unique())


def is_column_name(name: str) -> bool:
    """Return whether a header's cell has an underscore, or words of column names are at least half of its words."""
    words = _words(name)
    if "_" in name and not re.search(r"[,\s]", name):
        return True
    known = [word for word in words if word in _COLUMN_WORDS]
    return bool(words) and 2 * len(known) >= len(words) and not any(len(word) > 3 for word in _digits(name))


def reads_as_header(header: Sequence[str]) -> bool:
    """Return whether the row taken for the header has column names in more than half of its filled cells."""
    filled = [name for name in header if name]
    return 2 * sum(map(is_column_name, filled)) > len(filled)


def names_an_event(name: str) -> bool:
    """Return whether a column's name is made of words of an event and its day, as `release_date` is."""
    words = set(_words(name))
    return bool(words & _EVENT_WORDS) and words <= _EVENT_WORDS | _DATE_WORDS


def form_of(filled: pl.Series) -> str:
    """Return in words how filled cells look: dates, whole numbers or text, with the least and most characters."""
    if filled.is_empty():
        return "empty"
    texts = filled.cast(pl.String)
    least, most = int(texts.str.len_chars().min() or 0), int(texts.str.len_chars().max() or 0)  # type: ignore[arg-type]
    length = f"{least:,} characters" if least == most else f"{least:,} to {most:,} characters"
    if texts.str.contains(r"^[+-]?\d+$").all():
        return f"whole numbers, {length}"
    dates = not read_moments(texts)["moment"].null_count()
    return f"dates, {length}" if dates else f"text, {length}"


def _words(name: str) -> list[str]:
    return [word.lower() for word in _A_WORD.findall(name)]


def _digits(name: str) -> list[str]:
    return re.findall(r"\d+", name)
