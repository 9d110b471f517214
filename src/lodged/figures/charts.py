"""Charts of one figure's breakdown: bars by group, columns by month. A table always stands beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from lodged.figures.drawing import BAR, FONT, INK, QUIET, data, svg

MOST_BARS = 20
_WIDTH, _BAR_STEP, _HEIGHT = 520, 26, 260
_MOST_LABELS = 24


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. ``value`` is None where the count is hidden; ``shown`` is what is written beside it."""

    label: str
    value: float | None
    shown: str


@dataclass(frozen=True, slots=True)
class Caption:
    """What a reader is told of a chart: a name for its ids, a title, the words for it, and of its axis.

    ``share`` says that the values are shares, between 0 and 1.
    """

    name: str
    title: str
    description: str
    axis: str
    share: bool = False

    @property
    def numbers(self) -> str:
        """How the axis writes numbers."""
        return ".0%" if self.share else ",d"


def bars(rows: Sequence[Bar], caption: Caption) -> str:
    """Draw a bar a group, in the order given, with the number at its end; a hidden one has only its mark."""
    drawn_from = data(
        [{"label": row.label, "value": row.value or 0, "shown": row.shown} for row in rows[:MOST_BARS]]
    )
    # The order is that of the table beside it.
    place = alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=320, domain=False, ticks=False))
    base = alt.Chart(drawn_from)
    drawn = base.mark_bar(color=BAR, height=16).encode(
        x=alt.X(
            "value:Q",
            title=caption.axis,
            axis=alt.Axis(tickCount=5, tickMinStep=0.01 if caption.share else 1, format=caption.numbers),
        ),
        y=place,
    )
    numbers = base.mark_text(align="left", dx=6, color=INK, font=FONT, fontSize=14).encode(
        x="value:Q", y=place, text="shown:N"
    )
    chart = alt.layer(drawn, numbers).properties(width=_WIDTH, height=alt.Step(_BAR_STEP))
    return svg(chart, name=caption.name, title=caption.title, description=caption.description)


def columns(rows: Sequence[Bar], caption: Caption) -> str:
    """Draw a column a month, in the order given; a hidden one is a short gray mark."""
    every = max(1, -(-len(rows) // _MOST_LABELS))
    labels = [row.label for number, row in enumerate(rows) if number % every == 0]
    drawn_from = data(
        [{"label": row.label, "value": row.value or 0, "hidden": row.value is None} for row in rows]
    )
    across = alt.X("label:N", sort=None, title=None, axis=alt.Axis(values=labels, labelAngle=-60, grid=False))
    up = alt.Y(
        "value:Q",
        title=caption.axis,
        axis=alt.Axis(tickCount=5, tickMinStep=0.01 if caption.share else 1, format=caption.numbers),
    )
    drawn = alt.Chart(drawn_from).mark_bar(color=BAR).encode(x=across, y=up)
    hidden = (
        alt.Chart(drawn_from)
        .transform_filter("datum.hidden")
        .mark_tick(color=QUIET, thickness=3, yOffset=-3)
        .encode(x=across, y=up)
    )
    chart = alt.layer(drawn, hidden).properties(width=_WIDTH + 120, height=_HEIGHT)
    return svg(chart, name=caption.name, title=caption.title, description=caption.description)
