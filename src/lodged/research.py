"""Lodged in a notebook: read files or Polars frames, and ask for figures, checks and reconciliations in a line each.

>>> import lodged
>>> lodged.definitions()["declined"].unit.value
'detainer'
>>> lodged.claims()["press-7-of-87"].figure.number
7.0
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path

import polars as pl

from lodged.core.errors import LodgedError
from lodged.core.states import checked_state
from lodged.figures.claims import Claim, ClaimCheck, check_claim, chosen_claim, load_claims
from lodged.figures.counting import figure
from lodged.figures.dataset import Material
from lodged.figures.definition import Definition, chosen, load_definitions
from lodged.figures.drift import Drift, compare
from lodged.figures.figure import Figure
from lodged.figures.published import Counted
from lodged.figures.quality import Finding, findings
from lodged.figures.question import Question
from lodged.figures.reading import read_material
from lodged.sources.profiles import read_profile
from lodged.sources.safe_cells import guarded, unguarded

Table = str | Path | pl.DataFrame
"""What can be read: the path of a file of any kind that `lodged inspect` knows, or a Polars frame with its columns."""
ROWS_SHOWN = 20


def read(
    *tables: Table,
    state: str | None = None,
    mapping: Mapping[str, str] | None = None,
    profile: str | Path | None = None,
    counts: str | None = None,
) -> Data:
    """Return the rows of files or frames of one kind, ready to be counted together.

    ``state`` is the postal code or name of the state that all rows are of, where they name none. ``mapping`` names
    columns of theirs that are ours, ``profile`` is a file that says how an agency's own layout is read, and ``counts``
    is ``detainers`` or ``detainers-with-outcome`` for a table of counts whose headers don't say what they count.

    Raises LodgedError where a table can't be read, is of no known kind, or where they are of several.
    """
    if not tables:
        raise LodgedError("No table was given. Name at least one file, or give a Polars frame.")
    with tempfile.TemporaryDirectory(prefix="lodged-frames-") as folder:
        paths = [_path(table, Path(folder) / f"frame-{number}.csv") for number, table in enumerate(tables, 1)]
        material = read_material(
            paths,
            within=checked_state(state),
            mapping=mapping,
            counted=None if counts is None else Counted(counts),
            profile=read_profile(Path(profile)) if profile else None,
        )
        return Data(material, tuple(path.name for path in paths))


@dataclass(frozen=True, repr=False)
class Data:
    """Rows that were read, with the questions that can be put to them."""

    material: Material
    names: tuple[str, ...]

    def figure(
        self,
        definition: str | Definition,
        *,
        by: str | Sequence[str] = (),
        state: str | None = None,
        first: date | None = None,
        last: date | None = None,
        as_of: date | None = None,
        where: Mapping[str, str | Sequence[str]] | None = None,
    ) -> Shown:
        """Return a figure by the id of its definition (see :func:`definitions`), or by a definition of one's own.

        ``by`` are columns to break down by, ``first`` and ``last`` the days of the event counted (both included),
        ``where`` keeps rows whose column has one of the values. Raises LodgedError where these rows can't be asked so.
        """
        question = Question(
            state=checked_state(state),
            first=first,
            last=last,
            as_of=as_of,
            by=_several(by),
            where=tuple((column, _several(values)) for column, values in (where or {}).items()),
        )
        wanted = chosen(definitions(), definition) if isinstance(definition, str) else definition
        return Shown(figure(wanted, self.material, question))

    def check(self, claim: str | Claim, *, complete: bool = False) -> ClaimCheck:
        """Return what these rows say of a published claim; ``complete`` says they are of every facility it is about."""
        known = claims()
        wanted = chosen_claim(known, claim) if isinstance(claim, str) else claim
        return check_claim(
            wanted, (self.material,), claims=known, definitions=definitions(), complete=complete
        )

    def quality(self) -> tuple[Finding, ...]:
        """Return what can't be so, what is there twice and what is missing, each finding with its rows."""
        return findings(self.material)

    def diff(self, newer: Data) -> Drift:
        """Return what changed from these rows to newer ones, in the days that both cover."""
        return compare(self.material, newer.material)

    def __repr__(self) -> str:
        """Return what was read."""
        kind = self.material.source.value.replace("_", " ")
        return f"{kind}: {', '.join(self.names)} ({len(self.material.problems):,} problems in reading)"


@dataclass(frozen=True, repr=False)
class Shown:
    """A figure that a notebook draws: its value, its name and its source, then its table."""

    figure: Figure

    @property
    def value(self) -> float | None:
        """The number of units, or a share between 0 and 1; nothing where these rows can't tell."""
        return self.figure.value

    @property
    def table(self) -> pl.DataFrame:
        """The columns broken down by, then ``value`` and ``rows`` (and ``of`` for a share)."""
        return self.figure.table

    @property
    def rows(self) -> pl.DataFrame:
        """File, sheet and row of each row counted."""
        return self.figure.evidence

    def __repr__(self) -> str:
        """Return the figure in one line."""
        return f"{self.figure.definition.title}: {self._value()}{self._day()}"

    def _repr_html_(self) -> str:
        sources = "; ".join(f"{file.name}, SHA-256 {file.sha256}" for file in self.figure.files)
        notes = "".join(f"<p>{escape(note)}</p>" for note in self.figure.notes)
        rows = self.table.head(ROWS_SHOWN)._repr_html_() if self.figure.question.by else ""
        return (
            f"<p><strong>{escape(self.figure.definition.title)}: {escape(self._value())}</strong>{self._day()}</p>"
            f"<p>{escape(self.figure.definition.means)}</p>{rows}{notes}<p><small>{escape(sources)}</small></p>"
        )

    def _day(self) -> str:
        return f", as of {self.figure.as_of}" if self.figure.as_of else ""

    def _value(self) -> str:
        return self.figure.in_words or f"can't be told. {self.figure.untold or ''}".strip()


def definitions(*folders: str | Path) -> dict[str, Definition]:
    """Return the definitions by id, with those of files or folders of one's own."""
    return load_definitions([Path(folder) for folder in folders])


def claims(*folders: str | Path) -> dict[str, Claim]:
    """Return the published claims by id, with those of files or folders of one's own."""
    return load_claims([Path(folder) for folder in folders])


def reconcile_lists(
    detainers: Table | Sequence[Table],
    custody: Table | Sequence[Table],
    coverage: Table | None = None,
    *,
    state: str,
    as_of: date,
    profile: str | Path | None = None,
) -> Reconciled:
    """Return a federal list reconciled with custody records: every row in exactly one category.

    ``coverage`` says which facility reported for which days. ``profile`` is for the custody records. Raises LodgedError
    where a file can't be read.
    """
    # Linkage takes longer to load than everything else here, and only this needs it.
    from lodged.reconcile.files import reconcile_files

    with tempfile.TemporaryDirectory(prefix="lodged-frames-") as name:
        folder = Path(name)
        listed = [
            _path(one, folder / f"list-{number}.csv") for number, one in enumerate(_tables(detainers), 1)
        ]
        held = [
            _path(one, folder / f"custody-{number}.csv") for number, one in enumerate(_tables(custody), 1)
        ]
        covered = None if coverage is None else _path(coverage, folder / "coverage.csv")
        out = folder / "result"
        reconcile_files(
            listed,
            held,
            covered,
            state=checked_state(state) or state,
            as_of=as_of,
            out=out,
            profile=Path(profile) if profile else None,
        )
        return Reconciled(
            rows=unguarded(pl.read_csv(out / "rows.csv", infer_schema_length=None, try_parse_dates=True)),
            not_on_list=unguarded(pl.read_csv(out / "not_on_list.csv", infer_schema_length=None)),
            report=(out / "report.html").read_text("utf-8"),
        )


@dataclass(frozen=True, repr=False)
class Reconciled:
    """A reconciliation: the list's rows with their categories and reasons, custody records not on it, and the report.

    The columns of both frames are those of ``rows.csv`` and ``not_on_list.csv``.
    """

    rows: pl.DataFrame
    not_on_list: pl.DataFrame
    report: str

    @property
    def categories(self) -> pl.DataFrame:
        """Rows by category (``category``, ``rows``), the largest first."""
        counted = self.rows.group_by("category").len("rows")
        return counted.sort(["rows", "category"], descending=[True, False])

    def __repr__(self) -> str:
        """Return how many rows are in how many categories."""
        return f"{self.rows.height:,} rows of the list in {self.categories.height} categories"

    def _repr_html_(self) -> str:
        return self.categories._repr_html_()


def _path(table: Table, frame_path: Path) -> Path:
    """Return the path of a file, or write a frame to ``frame_path`` so that reading gives its cells back."""
    if not isinstance(table, pl.DataFrame):
        return Path(table)
    guarded(table).write_csv(frame_path)
    return frame_path


def _tables(given: Table | Sequence[Table]) -> Sequence[Table]:
    return [given] if isinstance(given, (str, Path, pl.DataFrame)) else given


def _several(given: str | Sequence[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)
