"""The report: one HTML file that opens anywhere, with no script and nothing fetched."""

from __future__ import annotations

from datetime import date

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from lodged.reconcile.answer import answer_of
from lodged.reconcile.chart import waterfall_svg
from lodged.reconcile.likely_words import headline
from lodged.reconcile.marks import pictures
from lodged.reconcile.result import Reconciliation
from lodged.reconcile.summary import Summary

PROBLEMS_SHOWN = 200


def report(done: Reconciliation, summary: Summary) -> str:
    """Write the report; ``summary`` is that of ``summary.json``."""
    template = _environment().get_template("report.html")
    answer = answer_of(summary)
    return template.render(
        summary=summary,
        answer=answer,
        # The pictures escape every text they hold.
        marks=Markup(pictures(answer)),  # noqa: S704
        day=_in_words(done.as_of.day),
        chart=Markup(waterfall_svg(done.bridge)),  # noqa: S704
        likely=headline(done.estimated.estimates, done.as_of.day),
        problems=done.problems[:PROBLEMS_SHOWN],
        problem_count=len(done.problems),
        not_on_list=len(done.not_on_list),
        unread=[rows for rows in summary.rows_read if rows.read < rows.of],
    )


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("lodged.reconcile"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["count"] = lambda number: f"{number:,}"
    return environment


def _in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
