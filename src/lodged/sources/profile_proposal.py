"""Draft a profile from a file's columns: what their names and the form of their cells suggest, and never a value.

A draft is a beginning for a person, not a reading: what it can't tell stands in it as a remark, and it is refused until
that is filled in.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from lodged.core.errors import UnreadableFileError
from lodged.core.folding import comparison_key
from lodged.sources.files import open_file
from lodged.sources.impersonal import reads_as_header
from lodged.sources.profiles import VERSION
from lodged.sources.raw_sheets import Sheet, find_sheet, likely_header_row, read_grids

_SUGGESTED: Mapping[str, tuple[str, ...]] = {
    "facility_name": ("facility name", "facility", "jail", "location", "institution", "holding facility"),
    "booking_id": (
        *("booking id", "booking number", "booking no", "booking #", "bookingnum", "book number", "inmateid"),
        *("inmate id", "jail id", "swis id", "case number"),
    ),
    "last_name": ("last name", "lastname", "lname", "surname", "last"),
    "first_name": ("first name", "firstname", "fname", "given name", "first"),
    "middle_name": ("middle name", "middlename", "mname", "middle", "mi"),
    "date_of_birth": ("date of birth", "dob", "birth date", "birthdate", "birthday", "born"),
    "sex": ("sex", "gender"),
    "a_number": ("a number", "alien number", "alien registration number", "anumber"),
    "fbi_number": ("fbi number", "fbi", "ucn"),
    "state_id": ("state id", "sid", "state id number"),
    "booked_at": (
        *(
            "booked at",
            "booking date",
            "booked",
            "book date",
            "booking date time",
            "admitted dt",
            "intake date",
        ),
        *("admission date", "arrest date", "in", "date in", "commit date"),
    ),
    "released_at": (
        *("released at", "release date", "released", "discharged dt", "discharge date", "out", "date out"),
        *("release date time",),
    ),
    "release_reason": ("release reason", "release type", "disposition", "how released", "rel", "release"),
    "planned_release_at": (
        "planned release at",
        "planned release",
        "projected release date",
        "scheduled release",
    ),
    "detainer_on_file": (
        *(
            "detainer on file",
            "detainer",
            "ice",
            "ice hold",
            "hold",
            "holds",
            "immigration hold",
            "ice detainer",
        ),
    ),
    "detainer_received_on": ("detainer received on", "detainer date", "date detainer received"),
}
_WHOLE_NAMES = frozenset(
    map(comparison_key, ("name", "full name", "inmate name", "inmate", "defendant name", "offender"))
)
_AGES = frozenset(map(comparison_key, ("age", "age at booking", "current age")))
_CHARGES = frozenset(
    map(comparison_key, ("charge", "charges", "charge description", "offense", "offense description"))
)
_TIMES: Mapping[str, tuple[str, ...]] = {
    "booked_at": ("booking time", "book time", "time in", "time booked", "intake time"),
    "released_at": ("release time", "time out", "time released"),
}
_HOLDS = ("ICE HOLD", "IMMIGRATION HOLD", "IMMIGRATION DETAINER", "ICE DETAINER")
_COMMA_SHARE = 0.6
_FACILITY = (
    '# facility_name: {constant: "Name of the jail"}   needed: no column says where the person is held'
)
_BOOKING = (
    "# booking_id: {key_of: [columns that together tell stays apart]}   needed: no column numbers bookings"
)
_START = "# seen_on: {file_name: true}   needed, or booked_at: no column says when custody began"


def proposed(path: Path) -> str:
    """Return the text of a draft for a file. Raises UnreadableFileError where it is no table."""
    sheet = _fullest(path)
    named = reads_as_header(sheet.header)
    if not named:
        sheet = _fullest(path, headerless=True)
    columns = [(name, sheet.body[str(at)]) for at, name in enumerate(sheet.header) if name]
    if not columns:
        raise UnreadableFileError(f"{path.name}: no column has a name, so no profile can be drafted.")
    fields = _fields(columns) if named else []
    used = {column for _, _, of_field in fields for column in of_field}
    by_name = {ours for ours, _, _ in fields}
    lines = [
        "# A draft, made from the names of the columns and the form of their cells. Check every line with the agency's",
        "# own description, fill in what is marked as needed, and run: lodged inspect FILE --profile THIS_FILE",
        f"profile: {VERSION}",
        "id: my-agency",
        "title: Custody records of my agency",
        f"grain: {'charge' if _has(columns, _CHARGES) else 'stay'}   # what a row is: stay, charge, hold or snapshot",
        *([] if named else ["header: none"]),
        "# zone: America/Chicago   only needed for times in UTC",
        "fields:",
        *(f"  {ours}: {expression}" for ours, expression, _ in fields),
        *(f"  {remark}" for remark in (*_lacking(by_name), *_age_remark(columns, by_name))),
    ]
    unused = [name for name, _ in columns if name not in used]
    if unused:
        lines += [
            "# Columns of the file that the draft doesn't use:",
            *(f"#   {_quoted(name)}" for name in unused),
        ]
    return "\n".join(lines) + "\n"


def columns_of(path: Path) -> tuple[str, ...]:
    """Return the names of a file's columns, ``column 1`` and so on where it has no header."""
    sheet = _fullest(path)
    if not reads_as_header(sheet.header):
        sheet = _fullest(path, headerless=True)
    return tuple(name for name in sheet.header if name)


def _fullest(path: Path, *, headerless: bool = False) -> Sheet:
    """Return the sheet with most rows."""
    known = (
        {comparison_key(word) for words in _SUGGESTED.values() for word in words} | _WHOLE_NAMES | _CHARGES
    )
    sheets = [
        find_sheet(
            grid, () if headerless else known, 0 if headerless or not likely_header_row(grid) else None
        )
        for grid in read_grids(open_file(path))
    ]
    return max(sheets, key=lambda sheet: sheet.rows_in)


_Field = tuple[str, str, tuple[str, ...]]
"""Our field, what the draft says of it, and the columns it uses."""


def _fields(columns: Sequence[tuple[str, pl.Series]]) -> list[_Field]:
    by_key = {comparison_key(name): name for name, _ in reversed(columns)}
    fields: list[_Field] = []
    for ours, words in _SUGGESTED.items():
        column = _first(words, by_key)
        time = _first(_TIMES.get(ours, ()), by_key)
        if column and time:
            fields.append((ours, f"{{date: {_quoted(column)}, time: {_quoted(time)}}}", (column, time)))
        elif column:
            fields.append((ours, f"{{column: {_quoted(column)}}}", (column,)))
    drafted = {ours for ours, _, _ in fields}
    if "last_name" not in drafted:
        fields += _whole_name(columns)
        fields = [field for field in fields if field[0] not in {"first_name", "middle_name"}]
    if "detainer_on_file" not in drafted:
        fields += _hold(columns)
    return fields


def _first(words: Sequence[str], by_key: Mapping[str, str]) -> str | None:
    return next((by_key[comparison_key(word)] for word in words if comparison_key(word) in by_key), None)


def _has(columns: Sequence[tuple[str, pl.Series]], keys: frozenset[str]) -> str | None:
    return next((name for name, _ in columns if comparison_key(name) in keys), None)


def _whole_name(columns: Sequence[tuple[str, pl.Series]]) -> list[_Field]:
    name = _has(columns, _WHOLE_NAMES)
    if name is None:
        return []
    cells = dict(columns)[name].drop_nulls()
    with_comma = cells.str.contains(",", literal=True).sum() if len(cells) else 0
    order = "LAST, FIRST MIDDLE" if with_comma >= _COMMA_SHARE * len(cells) else "FIRST MIDDLE LAST"
    return [("name", f"{{column: {_quoted(name)}, order: {_quoted(order)}}}", (name,))]


def _hold(columns: Sequence[tuple[str, pl.Series]]) -> list[_Field]:
    charge = _has(columns, _CHARGES)
    if charge is None:
        return []
    expression = f"{{column: {_quoted(charge)}, containing: [{', '.join(_HOLDS)}]}}"
    remark = '   # add otherwise: "no" if the agency writes every detainer there'
    return [("detainer_on_file", expression + remark, (charge,))]


def _lacking(drafted: set[str]) -> list[str]:
    remarks = {"facility_name": _FACILITY, "booking_id": _BOOKING, "booked_at": _START}
    return [remark for ours, remark in remarks.items() if ours not in drafted]


def _age_remark(columns: Sequence[tuple[str, pl.Series]], drafted: set[str]) -> list[str]:
    """Leave the day of an age to a person: a wrong one would keep records of one person apart."""
    age = _has(columns, _AGES)
    if age is None or "date_of_birth" in drafted:
        return []
    return [
        f"# age: {{column: {_quoted(age)}, on: {{file_name: true}}}}   if the age is of the day in the file's name,",
        "#   or write on: {column: X} if it is of the day in another column, such as the booking",
    ]


def _quoted(text: str) -> str:
    """Write a text so that YAML reads it as that text."""
    return json.dumps(text, ensure_ascii=False)
