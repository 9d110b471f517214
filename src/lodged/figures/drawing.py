"""From a chart's specification to an SVG that stands in a page, a file and a document alike.

No script, no style sheet and no class names are in it, so a strict content policy lets it through; a title and a
description are, so a screen reader tells what it shows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape, unescape

import altair as alt
import vl_convert

from lodged.core.errors import LodgedError

MADE = Path(__file__).parent / "made"
FONT = "Source Sans Pro, Source Sans Pro Web, Helvetica, Arial, sans-serif"
_TEXT = re.compile(r">([^<>]+)<")
INK, QUIET, LINE, BAR = "#1b1b1b", "#565c65", "#a9aeb1", "#2378c3"


def svg(
    chart: alt.Chart | alt.LayerChart | alt.FacetChart, *, name: str, title: str, description: str
) -> str:
    """Draw a chart. ``name`` makes the ids of title and description its own within a page."""
    _register_fonts()
    spec: dict[str, object] = chart.configure(
        aria=False,
        font=FONT,
        background="white",
        axis=alt.AxisConfig(
            labelFontSize=14,
            titleFontSize=14,
            labelColor=INK,
            titleColor=INK,
            titleFontWeight="normal",
            gridColor="#dfe1e2",
            domainColor=LINE,
            tickColor=LINE,
        ),
        legend=alt.LegendConfig(
            labelFontSize=14, titleFontSize=14, titleFontWeight="normal", symbolSize=220, labelLimit=400
        ),
        view=alt.ViewConfig(stroke=None),
    ).to_dict(validate=False)
    drawn = vl_convert.vegalite_to_svg(spec)
    return _accessible(drawn, name, title, description)


def reworded(picture: str, words: Mapping[str, str]) -> str:
    """Return the same picture with other words: each text of ``words`` that stands in it by itself is replaced."""
    return _TEXT.sub(lambda match: f">{escape(words.get(unescape(match[1]), unescape(match[1])))}<", picture)


def data(rows: Sequence[Mapping[str, object]]) -> alt.Data:
    """Return rows as a chart's own data."""
    return alt.Data(values=list(rows))  # type: ignore[no-untyped-call]


def made(*parts: str) -> Path:
    """Return a file that set-up derives; raises LodgedError where set-up has not run."""
    path = MADE.joinpath(*parts)
    if not path.exists():
        raise LodgedError(
            f"[{path.name}] is not there: the shapes of maps and the fonts are made at set-up. "
            "Run `make run` or `npm run build` once."
        )
    return path


@cache
def _register_fonts() -> None:
    """Measure text with the font that pages and documents use, not with whatever this machine has."""
    vl_convert.register_font_directory(str(made("fonts")))


def _accessible(drawn: str, name: str, title: str, description: str) -> str:
    opening, body = drawn.split(">", 1)
    size = re.search(r'viewBox="[^"]*"', opening)
    width = re.search(r' width="[^"]*"', opening)
    height = re.search(r' height="[^"]*"', opening)
    if not (size and width and height):
        raise AssertionError("a drawing without a size")
    body = re.sub(
        r' (class|role|aria-roledescription|aria-label|aria-hidden|pointer-events)="[^"]*"', "", body
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg"{width[0]}{height[0]} {size[0]} role="img" '
        f'aria-labelledby="{name}-title {name}-words"><title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-words">{escape(description)}</desc>{body}'
    )
