"""Maps of states and of one state's counties, from shapes that set-up derives from us-atlas.

Shapes are already projected (Albers), so a map is flat coordinates scaled to fit. Each place with a value carries its
number, so nothing is told by color alone; the table beside the map says the same.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TypedDict

import altair as alt

from lodged.core.folding import comparison_key
from lodged.core.states import postal_code
from lodged.figures.charts import Caption
from lodged.figures.drawing import FONT, INK, data, made, svg

SHADES = ("#d9e8f6", "#aacdec", "#73b3e7", "#4f97d1", "#2378c3")
"""From few to many; the lightest is told from an empty place by its number."""
EMPTY, HIDDEN = "#ffffff", "#e6e6e6"
_WIDTH = 760
_DARK_FROM = 4
"""From this shade on, numbers are written in white."""
_SMALL = frozenset({"CT", "DC", "DE", "MA", "MD", "NH", "NJ", "RI", "VT"})
"""States too small to write a number in."""
_NUDGED = {"FL": (16.0, 6.0), "MI": (14.0, 30.0), "LA": (-8.0, 0.0), "ID": (0.0, 22.0), "HI": (14.0, 8.0)}
"""Where a state's number stands better than in the middle of its largest part."""
_HIGHEST = 640


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a map. ``value`` is None where the count is hidden; ``shown`` is what is written on it."""

    value: float | None
    shown: str


@dataclass(frozen=True, slots=True)
class Legend:
    """The words of a legend: its title, and what an empty and a hidden place are called."""

    title: str
    empty: str
    hidden: str
    share: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """A map, and the names in the values that are no place on it: for the reader to be told."""

    picture: str
    unplaced: tuple[str, ...]


class Properties(TypedDict):
    """What a shape says of its place."""

    name: str


class Geometry(TypedDict):
    """A place's polygons: of each the outer ring, then its holes, as points of flat coordinates."""

    type: str
    coordinates: list[list[list[list[float]]]]


class Feature(TypedDict):
    """A place as GeoJSON holds it."""

    type: str
    id: str
    properties: Properties
    geometry: Geometry


@dataclass(frozen=True, slots=True)
class _Shaded:
    """A place with its class in the legend, and the number that is written in ``ink`` at a point; it may be empty."""

    feature: Feature
    shade: str
    shown: str
    ink: str
    x: float
    y: float

    @property
    def shape(self) -> dict[str, object]:
        """The place as a row of the chart."""
        return {**self.feature, "class": self.shade}

    @property
    def point(self) -> dict[str, object]:
        """The number as a row of the chart."""
        geometry = {"type": "Point", "coordinates": [self.x, self.y]}
        return {"type": "Feature", "geometry": geometry, "shown": self.shown, "ink": self.ink}


def state_map(places: Mapping[str, Place], legend: Legend, caption: Caption) -> Drawn:
    """Draw the states; ``places`` are by postal code. Territories are not on it."""
    by_id = {feature["id"]: postal_code(feature["properties"]["name"]) for feature in _states()}
    by_feature = {identifier: places[code] for identifier, code in by_id.items() if code and code in places}
    unplaced = tuple(sorted(set(places) - {code for code in by_id.values() if code}))
    small = {identifier for identifier, code in by_id.items() if code in _SMALL}
    nudged = {identifier: _NUDGED[code] for identifier, code in by_id.items() if code in _NUDGED}
    return Drawn(_draw(_states(), by_feature, legend, caption, without_number=small, nudged=nudged), unplaced)


def county_map(state: str, places: Mapping[str, Place], legend: Legend, caption: Caption) -> Drawn:
    """Draw the counties of a state; ``places`` are by the county's name, without the word."""
    features = _counties(state)
    named = {_county(feature["properties"]["name"]): feature["id"] for feature in features}
    by_feature = {named[_county(name)]: place for name, place in places.items() if _county(name) in named}
    unplaced = tuple(sorted(name for name in places if _county(name) not in named))
    return Drawn(_draw(features, by_feature, legend, caption), unplaced)


def county_names(state: str) -> tuple[str, ...]:
    """Return the names of a state's counties, in order."""
    return tuple(sorted(feature["properties"]["name"] for feature in _counties(state)))


def classes(values: Sequence[float], *, share: bool) -> tuple[float, ...]:
    """Return the lower bounds of at most five classes of values above zero.

    >>> classes([1, 3, 40], share=False), classes([2, 3], share=False), classes([0.05, 0.31], share=True)
    ((1, 2, 5, 10, 20), (1, 2, 3), (0.0, 0.1, 0.2, 0.3))
    """
    most = max(values, default=0)
    if share:
        step = next((step for step in (0.01, 0.02, 0.05, 0.1, 0.2) if most < step * len(SHADES)), 0.2)
        return tuple(round(step * n, 2) for n in range(len(SHADES)) if n == 0 or step * n <= most)
    if most <= len(SHADES):
        return tuple(range(1, int(most) + 1))
    series = [base * 10**power for power in range(9) for base in (1, 2, 5) if base * 10**power <= most]
    return (1, *series[-(len(SHADES) - 1) :]) if len(series) > len(SHADES) else tuple(series)


def _draw(
    features: Sequence[Feature],
    places: Mapping[str, Place],
    legend: Legend,
    caption: Caption,
    without_number: Collection[str] = (),
    nudged: Mapping[str, tuple[float, float]] | None = None,
) -> str:
    values = [place.value for place in places.values() if place.value]
    bounds = classes(values, share=legend.share)
    names = [_class_name(bounds, number, legend) for number in range(len(bounds))]
    shades = _spread(len(bounds))
    rows = []
    for feature in features:
        place = places.get(feature["id"])
        grade = _grade(place, bounds, legend)
        x, y = _middle(feature["geometry"]["coordinates"])
        right, down = (nudged or {}).get(feature["id"], (0.0, 0.0))
        rows.append(
            _Shaded(
                feature,
                shade=names[grade] if grade is not None else _without_grade(place, legend),
                shown=place.shown if place and feature["id"] not in without_number else "",
                ink="white" if grade is not None and SHADES.index(shades[grade]) >= _DARK_FROM else INK,
                x=x + right,
                y=y + down,
            )
        )
    used = {row.shade for row in rows}
    domain = [*names, *(name for name in (legend.hidden, legend.empty) if name in used)]
    colors = dict(zip(names, shades, strict=True)) | {legend.hidden: HIDDEN, legend.empty: EMPTY}
    shapes = (
        alt.Chart(data([row.shape for row in rows]))
        .mark_geoshape(stroke="#71767a", strokeWidth=0.6)
        .encode(
            color=alt.Color(
                "class:N",
                scale=alt.Scale(domain=domain, range=[colors[name] for name in domain]),
                legend=alt.Legend(
                    title=legend.title,
                    orient="bottom",
                    columns=3,
                    symbolType="square",
                    symbolStrokeColor="#71767a",
                    symbolStrokeWidth=1,
                ),
            )
        )
    )
    layers: list[alt.Chart] = [shapes]
    for ink in (INK, "white"):
        own = [row.point for row in rows if row.shown and row.ink == ink]
        if own:
            layers.append(
                alt.Chart(data(own))
                .mark_text(font=FONT, fontSize=13, color=ink)
                .encode(
                    longitude="geometry.coordinates[0]:Q",
                    latitude="geometry.coordinates[1]:Q",
                    text="shown:N",
                )
            )
    chart = alt.layer(*layers).project(type="identity").properties(**_size(features))
    return svg(chart, name=caption.name, title=caption.title, description=caption.description)


def _grade(place: Place | None, bounds: Sequence[float], legend: Legend) -> int | None:
    if place is None or place.value is None or (not place.value and not legend.share):
        return None
    return max((number for number, least in enumerate(bounds) if place.value >= least), default=None)


def _without_grade(place: Place | None, legend: Legend) -> str:
    return legend.hidden if place is not None and place.value is None else legend.empty


def _class_name(bounds: Sequence[float], number: int, legend: Legend) -> str:
    least = bounds[number]
    following = bounds[number + 1] if number + 1 < len(bounds) else None
    if legend.share:
        return f"{least:.0%}+" if following is None else f"{least:.0%}\N{EN DASH}{following:.0%}"
    if following is None:
        return f"{least:,.0f}+" if len(bounds) == len(SHADES) else f"{least:,.0f}"
    return f"{least:,.0f}" if following == least + 1 else f"{least:,.0f}\N{EN DASH}{following - 1:,.0f}"


def _spread(count: int) -> list[str]:
    if count <= 1:
        return [SHADES[2]][:count]
    return [SHADES[round(number * (len(SHADES) - 1) / (count - 1))] for number in range(count)]


def _middle(polygons: Sequence[Sequence[Sequence[Sequence[float]]]]) -> tuple[float, float]:
    """Return the centroid of the largest polygon."""
    best, center = -1.0, (0.0, 0.0)
    for polygon in polygons:
        ring = polygon[0]
        area = x = y = 0.0
        for (x1, y1), (x2, y2) in pairwise(ring):
            cross = x1 * y2 - x2 * y1
            area, x, y = area + cross, x + (x1 + x2) * cross, y + (y1 + y2) * cross
        if abs(area) > best and area:
            best, center = abs(area), (round(x / (3 * area), 2), round(y / (3 * area), 2))
    return center


def _size(features: Sequence[Feature]) -> dict[str, int]:
    points = [
        point
        for feature in features
        for polygon in feature["geometry"]["coordinates"]
        for ring in polygon
        for point in ring
    ]
    wide = max(x for x, _ in points) - min(x for x, _ in points)
    high = max(y for _, y in points) - min(y for _, y in points)
    scale = min(_WIDTH / wide, _HIGHEST / high)
    return {"width": round(wide * scale), "height": round(high * scale)}


def _county(name: str) -> str:
    folded = comparison_key(name).removesuffix("county")
    return f"st{folded.removeprefix('saint')}" if folded.startswith("saint") else folded


@cache
def _states() -> list[Feature]:
    return _features("states.json")


@cache
def _counties(state: str) -> list[Feature]:
    identifier = next(
        feature["id"] for feature in _states() if postal_code(feature["properties"]["name"]) == state
    )
    return _features("counties", f"{identifier}.json")


def _features(*parts: str) -> list[Feature]:
    features: list[Feature] = json.loads(made("shapes", *parts).read_text("utf-8"))["features"]
    return features
