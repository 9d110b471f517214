"""What a publication of synthetic Minnesota is counted from: a release in ICE's layout, a list of agreements, claims.

The release has the detainers of the federal list of the world it is drawn from, and no others. Its outcomes
follow from what is true of each in the synthetic world. No agency in the list of agreements exists.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import polars as pl

from lodged.demo.lists import MARK, Lists

RELEASE, AGREEMENTS, CLAIMS = (
    "synthetic_release.csv",
    "participatingAgencies01132026_synthetic.csv",
    "claims.yaml",
)
_OUTCOMES = {
    "transferred-to-ice": "Booked into Detention",
    "released-after-lodged": "Detainer Declined by LEA",
    "transferred-to-agency": "No longer in State, Local, or Federal Custody",
    "custody-ended-otherwise": "No longer in State, Local, or Federal Custody",
}
_MODELS = ("Task Force Model", "Warrant Service Officer", "Jail Enforcement Model")
_SIGNED = {"MINNESOTA": 7, "FLORIDA": 12, "TEXAS": 9, "GEORGIA": 4, "IOWA": 2, "WISCONSIN": 3}
_COUNTIES = {
    "MINNESOTA": ("Aitkin", "Becker", "Cook", "Dodge", "Lyon", "Pine", "Todd"),
}
_CLAIMS = """\
# SYNTHETIC: nobody said these. They show how a claim is checked.
- id: synthetic-filed
  words: "SYNTHETIC: more than 1,000 detainers were filed in a year"
  speaker: Synthetic Department
  said_on: 2026-01-13
  figure: {number: 1000, bound: more than, unit: detainer, counted: detainers filed in Minnesota in the year before}
  meanings:
    - words: Detainers sent to places in Minnesota in the twelve months before
      plain: true
      definitions: [lodged, people]
      state: MN
      windows: [{from: 2025-01-14, to: 2026-01-13}]
      needs: a release that reaches to the day
    - words: Detainers sent to places in Minnesota at any time
      plain: false
      definitions: [lodged]
      state: MN
      needs: the whole release
  sources: [{title: "Synthetic press release", kind: synthetic}]
  note: Nobody said it.
- id: synthetic-held
  words: "SYNTHETIC: more than 1,000 people with detainers are held"
  speaker: Synthetic Department
  said_on: 2026-01-13
  figure: {number: 1000, bound: more than, unit: person, counted: people held in Minnesota with a detainer}
  meanings:
    - words: People in a prison or jail in Minnesota that day with a detainer on file
      plain: true
      definitions: [held-with-detainer]
      state: MN
      windows: [{as_of: 2026-01-13}]
      needs: custody records of every prison and jail for the day
    - words: Detainers without a recorded outcome, which is not the same
      plain: false
      definitions: [no-outcome-recorded, people-with-no-outcome]
      state: MN
      windows: [{as_of: 2026-01-13}]
      needs: a release with outcomes
  sources: [{title: "Synthetic press release", kind: synthetic}]
  note: Nobody said it.
- id: synthetic-counties
  words: "SYNTHETIC: exactly 7 counties have an agreement"
  speaker: Synthetic Newspaper
  said_on: 2026-01-15
  figure: {number: 7, bound: exactly, unit: county, counted: counties of Minnesota with an agreement}
  meanings:
    - words: Counties whose own agency has an agreement in force
      plain: true
      definitions: [counties-with-agreement]
      state: MN
      windows: [{as_of: 2026-01-13}]
      needs: a list of agreements of that day
  sources: [{title: "Synthetic news story", kind: synthetic}]
  note: Nobody said it.
"""


def write_release(lists: Lists, folder: Path) -> tuple[Path, Path, Path]:
    """Write the release, the list of agreements and the claims; give their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    release(lists).write_csv(folder / RELEASE)
    agreements().write_csv(folder / AGREEMENTS)
    (folder / CLAIMS).write_text(_CLAIMS, "utf-8")
    return folder / RELEASE, folder / AGREEMENTS, folder / CLAIMS


def release(lists: Lists) -> pl.DataFrame:
    """Return the federal list's detainers as a release would have them: a pseudonym and no name."""
    truth = lists.truth.select("detainer_id", "true_category", "person_id")
    rows = lists.federal_list.join(truth, on="detainer_id", maintain_order="left")
    outcome = pl.col("true_category").replace_strict(_OUTCOMES, default=None, return_dtype=pl.String)
    criminality = ["1 Convicted Criminal", "2 Pending Criminal Charges", "3 Other Immigration Violator"]
    turn = pl.col("pseudonym").str.head(2).str.to_integer(base=16)
    return rows.with_columns(
        pl.col("person_id").map_elements(_pseudonym, return_dtype=pl.String).alias("pseudonym")
    ).select(
        pl.lit(MARK).alias("Synthetic"),
        pl.col("issued_on").alias("Detainer Prepare Date"),
        pl.col("facility_state").alias("Facility State"),
        pl.lit("St. Paul Area of Responsibility").alias("Facility AOR"),
        pl.col("facility_name").alias("Detention Facility"),
        pl.col("facility_code").alias("Detention Facility Code"),
        pl.col("form").alias("Detainer Type"),
        pl.coalesce("lift_reason", outcome).alias("Detainer Lift Reason"),
        pl.when(turn % 3 == 0)
        .then(pl.lit(criminality[0]))
        .when(turn % 3 == 1)
        .then(pl.lit(criminality[1]))
        .otherwise(pl.lit(criminality[2]))
        .alias("Detainer Prepared Criminality"),
        pl.when(turn % 4 == 0).then(pl.lit("YES")).otherwise(pl.lit("NO")).alias("Final Order Yes No"),
        pl.col("pseudonym").alias("Unique Identifier"),
    )


def agreements() -> pl.DataFrame:
    """Return a list of agreements in ICE's layout, of agencies that don't exist."""
    rows = []
    for state, count in _SIGNED.items():
        for number in range(count):
            known = _COUNTIES.get(state)
            county = known[number] if known else f"Synthetic {number + 1}"
            rows.append(
                {
                    "STATE": state,
                    "LAW ENFORCEMENT AGENCY": f"{MARK} {county} County Sheriff's Office",
                    "TYPE": "County",
                    "COUNTY": f"{county} County",
                    "SUPPORT TYPE": _MODELS[number % 3],
                    "SIGNED": f"2025-{number % 12 + 1:02}-15",
                    "MOA": "link",
                    "ADDENDUM": None,
                }
            )
    return pl.DataFrame(rows)


def _pseudonym(person: str) -> str:
    return hashlib.sha256(f"synthetic {person}".encode()).hexdigest()[:40]
