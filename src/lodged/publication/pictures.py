"""Which tables are drawn, how, and the drawing of them: in each language, on as many processors as there are."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from lodged.core.json import from_json, to_json
from lodged.figures import charts, maps
from lodged.figures.drawing import reworded
from lodged.publication.document import Document, PublishedFigure, PublishedTable
from lodged.publication.tables import Row
from lodged.publication.texts import Language, Texts, texts

MARK_ON_MAP = "*"
"""Stands in a place whose count is hidden."""
FEW = 8
"""Fewer drawings than this are made without starting other processes."""


class Drawing(Enum):
    """How a table is drawn."""

    BARS = "bars"
    COLUMNS = "columns"
    STATES = "states"
    COUNTIES = "counties"

    @property
    def is_map(self) -> bool:
        """Whether it is a map."""
        return self in {Drawing.STATES, Drawing.COUNTIES}


_BY_LEVEL = {
    "month": Drawing.COLUMNS,
    "fiscal_year": Drawing.COLUMNS,
    "class": Drawing.BARS,
    "facility_group": Drawing.BARS,
    "outcome": Drawing.BARS,
    "model": Drawing.BARS,
    "category": Drawing.BARS,
    "state": Drawing.STATES,
    "county": Drawing.COUNTIES,
}
Pictures = Mapping[Language, Mapping[str, str]]
"""By language and table id: the SVG."""


@dataclass(frozen=True, slots=True)
class Job:
    """A table to be drawn, once and in each language; a map of counties is of a state."""

    languages: tuple[Language, ...]
    drawing: Drawing
    figure: PublishedFigure
    state: str | None
    table: PublishedTable


def drawing_of(document: Document, table: PublishedTable) -> Drawing | None:
    """Return how a table is drawn; None where a table says it best."""
    if table.level == "fiscal_year" and len(table.rows) < 3:
        return None
    if table.source == "reconciliation" and table.figure != "listed":
        return None
    drawing = _BY_LEVEL.get(table.level)
    return None if drawing is Drawing.COUNTIES and not document.state else drawing


def draw_all(document: Document, languages: Sequence[Language] = tuple(Language)) -> Pictures:
    """Draw every table that is drawn, in each language."""
    jobs = list(_jobs(document, languages))
    drawn = draw_apart(jobs) if len(jobs) >= FEW else [draw(job) for job in jobs]
    by_language: dict[Language, dict[str, str]] = {language: {} for language in languages}
    for job, pictures in zip(jobs, drawn, strict=True):
        for language, picture in pictures.items():
            by_language[language][job.table.id] = picture
    return by_language


def _jobs(document: Document, languages: Sequence[Language]) -> Iterator[Job]:
    for table in document.tables.values():
        drawing = drawing_of(document, table)
        if drawing is not None and any(row.value for row in table.rows):
            figure = document.figure(table.figure)
            yield Job(tuple(languages), drawing, figure, document.state, table)


def draw(job: Job) -> dict[Language, str]:
    """Draw one table, once, and word it in each language.

    The drawing has room for the longest wording of each text. Where one drawn text would have to become two different
    ones, each language is drawn by itself.
    """
    wordings_of = {language: _wording(texts(language), job) for language in job.languages}
    widest = [max(wordings, key=len) for wordings in zip(*wordings_of.values(), strict=True)]
    replaced = {language: dict(zip(widest, words, strict=True)) for language, words in wordings_of.items()}
    if any(
        [replaced[language][drawn] for drawn in widest] != list(words)
        for language, words in wordings_of.items()
    ):
        return {language: _picture(job, words) for language, words in wordings_of.items()}
    picture = _picture(job, widest)
    return {language: reworded(picture, words) for language, words in replaced.items()}


_FIXED = 5


def _wording(words: Texts, job: Job) -> list[str]:
    """Every text of a picture: title, description, axis, an empty and a hidden place, then each group and its value."""
    table, figure = job.table, job.figure
    fixed = [
        heading(words, figure, table),
        describe(words, figure, table),
        words("chart.share") if table.share else words(f"units.{figure.unit.value}"),
        words("map.none"),
        words("map.hidden"),
    ]
    groups = [words.value(table.level, row.group) for row in table.rows]
    return [*fixed, *groups, *(shown(words, table, row) for row in table.rows)]


def _picture(job: Job, wording: Sequence[str]) -> str:
    table, drawing = job.table, job.drawing
    title, description, axis, none, hidden = wording[:_FIXED]
    groups = wording[_FIXED : _FIXED + len(table.rows)]
    values = wording[_FIXED + len(groups) :]
    caption = charts.Caption(f"picture-{table.id}", title, description, axis, table.share)
    if drawing.is_map:
        places = {
            row.group: maps.Place(row.value, MARK_ON_MAP if row.hidden else value)
            for row, value in zip(table.rows, values, strict=True)
            if row.group and (row.hidden or row.value)
        }
        legend = maps.Legend(axis, none, hidden, share=table.share)
        if drawing is Drawing.STATES or job.state is None:
            return maps.state_map(places, legend, caption).picture
        return maps.county_map(job.state, places, legend, caption).picture
    rows = [
        charts.Bar(group, row.value, value)
        for row, group, value in zip(table.rows, groups, values, strict=True)
    ]
    return charts.columns(rows, caption) if drawing is Drawing.COLUMNS else charts.bars(rows, caption)


def heading(words: Texts, figure: PublishedFigure, table: PublishedTable) -> str:
    """Return a table's title: the figure's, and what it is broken down by."""
    return words("table.title", figure=words.text(figure.title), level=words.level(table.level))


def describe(words: Texts, figure: PublishedFigure, table: PublishedTable) -> str:
    """Return in words what a picture shows: the largest groups, how many more, and how many are hidden."""
    known = [(row.value, row) for row in table.rows if row.value is not None]
    largest = sorted(known, key=lambda one: -one[0])[:3]
    largest_words = "; ".join(
        f"{words.value(table.level, row.group)} {shown(words, table, row)}" for _, row in largest
    )
    hidden = sum(row.hidden for row in table.rows)
    return words(
        "picture.words" if not hidden else "picture.words-hidden",
        figure=words.text(figure.title),
        largest=largest_words,
        groups=len(table.rows),
        hidden=hidden,
    )


def shown(words: Texts, table: PublishedTable, row: Row) -> str:
    """Write a row's value as a reader sees it."""
    if row.hidden:
        return words("mark.hidden-word")
    if row.value is None:
        return words("mark.nothing")
    return f"{row.value:.1%}" if table.share else f"{row.value:,.0f}"


def draw_apart(jobs: Sequence[Job]) -> list[dict[Language, str]]:
    """Draw in as many processes as there are processors, this one among them.

    Each is a fresh Python with the jobs on its standard input, so it makes no difference how this one was started.
    """
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    shares = [list(jobs[number::processors]) for number in range(min(processors, len(jobs)))]
    helpers = [_helper(share) for share in shares[1:]]
    try:
        drawn = [[draw(job) for job in shares[0]]]
        drawn += [from_json(list[dict[Language, str]], helper.communicate()[0]) for helper in helpers]
    finally:
        for helper in helpers:
            helper.kill()
            helper.wait()
    return [drawn[number % len(shares)][number // len(shares)] for number in range(len(jobs))]


def _helper(share: list[Job]) -> subprocess.Popen[bytes]:
    with tempfile.TemporaryFile() as jobs_file:
        jobs_file.write(to_json(share))
        jobs_file.seek(0)
        command = [sys.executable, "-m", "lodged.publication.pictures"]
        # Our own module, with our own data on its standard input.
        return subprocess.Popen(command, stdin=jobs_file, stdout=subprocess.PIPE)  # noqa: S603


if __name__ == "__main__":
    sys.stdout.buffer.write(to_json([draw(job) for job in from_json(list[Job], sys.stdin.buffer.read())]))
