"""Read what ICE releases of its detainers under the Freedom of Information Act, under one set of names.

Taken: ICE's own workbooks (six preamble rows, a sheet a fiscal year, one file or several), the Deportation Data
Project's tables of 2025 and 2026, ICE's workbook of fiscal 2015 and the newsroom's exports of 2007 to 2015. Names
are those of the project's published table of 2026; a layout without a column leaves it empty.

A row is never dropped for a bad cell. Redactions (``b(6), b(7)c`` in any spelling) are empty and counted for the
column; ``NA`` is empty. Nothing is removed as a duplicate: see :func:`suspected_duplicates`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from lodged.core.folding import comparison_key
from lodged.core.states import postal_code
from lodged.sources.cell_readers import (
    CellReader,
    Cells,
    count_cells,
    date_cells,
    flag_cells,
    na_empty,
    text_cells,
    today_or,
)
from lodged.sources.dates import EVENTS, births
from lodged.sources.files import MAX_BYTES
from lodged.sources.model import Problem, Reading, Severity
from lodged.sources.raw_sheets import GetGrids, Sheet, read_grids
from lodged.sources.reading import TableSpec, read_table
from lodged.sources.tables import Column, Table

_TEXT, _DATE, _FLAG, _COUNT = pl.String(), pl.Date(), pl.Boolean(), pl.Int64()

REDACTED = r"^(?:\(?[bB]\)?\s*\(\d\)\s*(?:\([a-zA-Z]\)|[a-zA-Z])?[\s,;]*)+$"
"""What a redaction looks like: one exemption of 5 USC 552(b) or several, with or without brackets."""

FOIA_DETAINERS = Table(
    "foia_detainers",
    "FOIA detainer release",
    (
        Column(
            "detainer_prepare_date", _DATE, True, "Day ICE prepared the detainer; the only date of its own."
        ),
        Column("detainer_type", _TEXT, False, "Form, in ICE's words."),
        Column("detainer_lift_reason", _TEXT, False, "Outcome; empty means none recorded, not active."),
        Column("detainer_lift_reason_code", _TEXT, False, "Its code, from 2026 on."),
        Column("detention_facility", _TEXT, True, "Facility the detainer was sent to, in ICE's spelling."),
        Column("detention_facility_code", _TEXT, False, "Its code (DETLOC)."),
        Column("facility_city", _TEXT, False, "City, capitals."),
        Column("facility_state", _TEXT, False, "State, capitals, full name."),
        Column("facility_aor", _TEXT, False, "ICE area of responsibility; not a state."),
        Column("unique_identifier", _TEXT, False, "Pseudonym of the person; joins within one release only."),
        Column("birth_date", _DATE, False, "Redacted in every release so far."),
        Column("birth_year", _COUNT, False, "Year of birth."),
        Column("gender", _TEXT, False, "As recorded."),
        Column("citizenship_country", _TEXT, False, "Country of citizenship as ICE records it."),
        Column("birth_country", _TEXT, False, "Country of birth as ICE records it."),
        Column("entry_status", _TEXT, False, "Status at entry."),
        Column("entry_date", _DATE, False, "Day of entry."),
        Column("apprehension_date", _DATE, False, "Day of the arrest."),
        Column("apprehension_method", _TEXT, False, "How the person came to notice."),
        Column("detainer_prepared_criminality", _TEXT, False, "Convicted, pending or other, when prepared."),
        Column("detainer_prep_threat_level", _TEXT, False, "Threat level when prepared."),
        Column("case_status", _TEXT, False, "Status of the case when the file was made."),
        Column("case_category", _TEXT, False, "Category of the case when the file was made."),
        Column("arrest_time_case_category", _TEXT, False, "Category at the arrest."),
        Column("arrest_time_current_program", _TEXT, False, "ICE program at the arrest."),
        Column("final_program", _TEXT, False, "ICE program in the end; 2025 only."),
        Column("processing_disposition", _TEXT, False, "Disposition of processing."),
        Column("final_order_yes_no", _FLAG, False, "A final order exists."),
        Column("final_order_date", _DATE, False, "Its day."),
        Column("final_order_checked_yes_no", _FLAG, False, "Final order ticked on the form; 2025 only."),
        Column("federal_interest_yes_no", _FLAG, False, "Federal Register notice (name of 2026)."),
        Column("resume_custody_yes_no", _FLAG, False, "ICE meant to resume custody (box 2)."),
        Column("notify_release_request_yes_no", _FLAG, False, "Notice of release asked for."),
        Column("biometric_match_yes_no", _FLAG, False, "Biometric match ticked."),
        Column("statements_made_yes_no", _FLAG, False, "Statements ticked."),
        Column("active_investigation_yes_no", _FLAG, False, "Active investigation ticked."),
        Column("arrest_warrant_served_date", _DATE, False, "Day an arrest warrant was served."),
        Column(
            "most_serious_conviction_charge", _TEXT, False, "Most serious conviction; maybe not this term's."
        ),
        Column("msc_charge_code", _TEXT, False, "Its NCIC code."),
        Column("msc_charge_date", _DATE, False, "Day of the charge."),
        Column("msc_conviction_date", _DATE, False, "Day of the conviction."),
        Column("msc_sentence_days", _COUNT, False, "Sentence: the days of it."),
        Column("msc_sentence_months", _COUNT, False, "The months of it."),
        Column("msc_sentence_years", _COUNT, False, "The years of it."),
        Column("felon", _TEXT, False, "Aggravated felon, in words."),
        Column("aggravated_felony_yes_no", _FLAG, False, "As ticked."),
        Column("prior_felony_yes_no", _FLAG, False, "As ticked."),
        Column("multiple_prior_misd_yes_no", _FLAG, False, "As ticked."),
        Column("violent_misdemeanor_yes_no", _FLAG, False, "As ticked."),
        Column("illegal_entry_yes_no", _FLAG, False, "As ticked."),
        Column("illegal_reentry_yes_no", _FLAG, False, "As ticked."),
        Column("immigration_fraud_yes_no", _FLAG, False, "As ticked."),
        Column("significant_risk_yes_no", _FLAG, False, "As ticked."),
        Column("other_removal_reason_yes_no", _FLAG, False, "As ticked."),
        Column("other_removal_reason", _TEXT, False, "In words."),
        Column("criminal_street_gang_yes_no", _FLAG, False, "As ticked."),
        Column("deportation_ordered_yes_no", _FLAG, False, "As ticked."),
        Column("order_show_cause_served_yes_no", _FLAG, False, "As ticked."),
        Column("order_show_cause_served_date", _DATE, False, "Its day."),
        Column("unlawful_attempt_yes_no", _FLAG, False, "As ticked."),
        Column("unlawful_entry_yes_no", _FLAG, False, "As ticked."),
        Column("visa_yes_no", _FLAG, False, "As ticked."),
        Column("port_of_departure", _TEXT, False, "Port the person left through."),
        Column("departure_country", _TEXT, False, "Country the person left for."),
        Column("departed_date", _DATE, False, "Day the person left."),
        Column("tod_current_duty_site", _TEXT, False, "ICE office at the time of the detainer."),
        Column("alien_file_number", _TEXT, False, "Redacted."),
        Column("eid_case_id", _TEXT, False, "Redacted."),
        Column("eid_subject_id", _TEXT, False, "Redacted."),
        Column("eid_dta_id", _TEXT, False, "Redacted."),
        Column("duplicate_likely", _FLAG, False, "The project's own mark; empty without a pseudonym."),
        Column("file_original", _TEXT, False, "The project's note of ICE's file."),
        Column("sheet_original", _TEXT, False, "Its sheet."),
        Column("row_original", _COUNT, False, "Its row."),
    ),
)

_SYNONYMS = {
    "detainer_prepare_date": ("Prepare Date", "date"),
    "detainer_lift_reason": ("lift_reason",),
    "detention_facility": ("Detainer Facility", "Detainer Detention Facility", "det_facility"),
    "detention_facility_code": ("Detainer Facility Code",),
    "facility_city": ("City",),
    "facility_state": ("State",),
    "unique_identifier": ("Anonymized Identifier",),
    "detainer_prepared_criminality": ("Detainer Criminality",),
    "detainer_prep_threat_level": ("Detainer Threat Level",),
    "most_serious_conviction_charge": ("MSC Charge", "Most Serious Conviction (MSC) Charge"),
    "felon": ("Aggravated Felon Yes No",),
    "arrest_time_case_category": ("TOA Case Category", "Time of Apprehension Case Category"),
    "arrest_time_current_program": ("TOA Current Program", "Time of Apprehension Current Program"),
    "federal_interest_yes_no": ("Federal Register Notice Yes No",),
    "final_order_yes_no": ("final_order_yes_no_33",),
    "final_order_checked_yes_no": ("final_order_yes_no_56",),
    "order_show_cause_served_yes_no": ("Order to Show Cause Served Yes No",),
    "order_show_cause_served_date": ("Order to Show Cause Served Date",),
}

TELLING = frozenset({"detainer_type", "detainer_lift_reason", "detainer_prepared_criminality"})
"""Columns of which a table must have one to be of detainers: arrests and detentions have days and facilities too."""

SYNONYMS: Mapping[str, str] = {
    comparison_key(theirs): ours for ours, names in _SYNONYMS.items() for theirs in names
}
"""Other names of the columns, folded, in ICE's workbooks and in older layouts."""


def foia_spec(today: date | None = None) -> TableSpec:
    """Return how a release is read; ``today`` bounds dates of birth."""
    readers = {
        column.name: _unredacted(_reader(column, today_or(today))) for column in FOIA_DETAINERS.columns
    }
    return TableSpec(
        FOIA_DETAINERS,
        readers,
        synonyms=SYNONYMS,
        against={"msc_charge_date": _not_the_code},
        prepare=_named_by_place,
        telling=TELLING,
    )


def read_foia_detainers(
    paths: Sequence[Path | str],
    mapping: Mapping[str, str] | None = None,
    *,
    today: date | None = None,
    max_bytes: int = MAX_BYTES,
    grids: GetGrids = read_grids,
) -> Reading:
    """Read one release: its workbooks or tables together; ``mapping`` is their column name to ours.

    The rows have the columns of :data:`FOIA_DETAINERS` and the source columns. Rows without a state and rows without
    a pseudonym are noted with their number. Raises UnreadableFileError, also for a table that
    has none of :data:`TELLING`, save where ``mapping`` says which column is the day a detainer was prepared.
    """
    spec = foia_spec(today)
    if comparison_key("detainer_prepare_date") in map(comparison_key, (mapping or {}).values()):
        spec = replace(spec, telling=frozenset())
    reading = read_table(spec, paths, mapping, max_bytes=max_bytes, grids=grids)
    return replace(reading, problems=(*reading.problems, *_notes(reading)))


def suspected_duplicates(rows: pl.DataFrame) -> pl.Series:
    """Return which rows share pseudonym and prepare date with another (Boolean; null without a pseudonym).

    A row without a pseudonym is never called a duplicate: equal rows of an anonymous table are different people.
    """
    key = ("unique_identifier", "detainer_prepare_date")
    return rows.select(
        pl.when(pl.col("unique_identifier").is_not_null())
        .then(pl.len().over(*key) > 1)
        .alias("suspected_duplicate")
    ).to_series()


def _reader(column: Column, today: date) -> CellReader:
    if column.dtype == pl.Date:
        return date_cells(births(today) if column.name == "birth_date" else EVENTS)
    if column.dtype == pl.Boolean:
        return flag_cells
    return count_cells if column.dtype == pl.Int64 else text_cells


def _unredacted(reader: CellReader) -> CellReader:
    """Empty redactions and ``NA`` before reading, and say how many cells were redacted."""

    def read(text: pl.Series) -> Cells:
        redacted = text.str.contains(REDACTED).fill_null(value=False)
        cells = na_empty(reader)(text.set(redacted, None))
        count = int(redacted.sum())
        if not count:
            return cells
        remark = f"{count:,} cells are redacted ({text.filter(redacted)[0]}); they were taken as empty."
        return Cells(cells.values, cells.reasons, " ".join(filter(None, (cells.remark, remark))))

    return read


def _not_the_code(sheet: Mapping[str, Cells], dates: Cells) -> Cells:
    """Refuse a charge date that repeats the charge's code: a code of five digits would pass for a day."""
    if "msc_charge_code" not in sheet or dates.text is None:
        return dates
    repeats = (dates.text == sheet["msc_charge_code"].values).fill_null(value=False)
    reason = "The cell repeats the code of the charge instead of its date."
    reasons = pl.select(pl.when(repeats).then(pl.lit(reason)).otherwise(dates.reasons)).to_series()
    return replace(dates, values=dates.values.set(repeats, None), reasons=reasons)


def _named_by_place(sheet: Sheet) -> Sheet:
    """Tell the two columns headed ``Final Order Yes No`` apart, as the project does, by their position."""
    names = [comparison_key(name) for name in sheet.header]
    twice = {name for name in names if name and names.count(name) > 1}
    if comparison_key("Final Order Yes No") not in twice:
        return sheet
    places = [i for i, name in enumerate(names) if name == comparison_key("Final Order Yes No")]
    header = list(sheet.header)
    for place, name in zip(places, ("final_order_yes_no", "final_order_checked_yes_no"), strict=False):
        header[place] = name
    return replace(sheet, header=tuple(header))


def _notes(reading: Reading) -> list[Problem]:
    notes = []
    states = {state: postal_code(state) for state in reading.rows["facility_state"].unique().to_list()}
    placed = pl.col("facility_state").replace_strict(states, return_dtype=pl.String)
    for file in reading.files:
        rows = reading.rows.filter(pl.col("source_file") == file.name)
        stateless = rows.filter(placed.is_null())
        if stateless.height:
            odd = sorted(set(stateless["facility_state"].drop_nulls()))
            also = f" ({', '.join(odd)} is no state)" if odd else ""
            notes.append(
                Problem(
                    file.name,
                    f"{stateless.height:,} of {rows.height:,} rows name no state{also}.",
                    "They are kept, and belong to no state's count.",
                    Severity.NOTE,
                    column="facility_state",
                )
            )
        nameless = rows["unique_identifier"].null_count()
        if nameless:
            notes.append(
                Problem(
                    file.name,
                    f"{nameless:,} of {rows.height:,} rows have no pseudonym of the person.",
                    "They are kept, and never called duplicates.",
                    Severity.NOTE,
                    column="unique_identifier",
                )
            )
    return notes
