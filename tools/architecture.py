"""`make architecture`: draw the rooms and who imports whom from the code, as the architecture page shows it.

Rooms are the packages under ``lodged``. A room stands above every room that it imports, however far round. Arrows that
follow from others are left out of the picture, and stand in the table.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from itertools import pairwise
from pathlib import Path

import grimp

ROOT = Path(__file__).parents[1]
PACKAGE = "lodged"
PAGE = ROOT / "docs" / "architecture.md"
PICTURE = ROOT / "docs" / "pictures" / "architecture.svg"
BEGIN, END = "<!-- rooms: made by `make architecture` -->", "<!-- rooms end -->"

BOX_WIDTH, BOX_HEIGHT, GAP, ROW, MARGIN = 118, 34, 16, 84, 24
INK, PAPER, BOX, ARROW, CIRCLE = "#1b1b1b", "#ffffff", "#d9e8f6", "#71767a", "#b50909"

Point = tuple[float, float]
Arrow = tuple[str, str]
Thing = str | tuple[str, str, int]
"""What takes room in a row: a box, or the gap that an arrow keeps there (from, to, level)."""


@dataclass(frozen=True)
class Rooms:
    """Who imports whom: a room's name, and the names of those it imports."""

    imports: Mapping[str, frozenset[str]]

    @cached_property
    def below(self) -> dict[str, frozenset[str]]:
        """Every room that a room reaches, at once or through others."""
        found = {}
        for room in self.imports:
            seen: set[str] = set()
            waiting = list(self.imports[room])
            while waiting:
                other = waiting.pop()
                if other not in seen:
                    seen.add(other)
                    waiting += self.imports[other]
            found[room] = frozenset(seen)
        return found

    @cached_property
    def circles(self) -> list[frozenset[str]]:
        """Rooms that reach each other, which nobody can know one at a time."""
        found = {self._circle(room) for room in self.imports}
        return sorted((circle for circle in found if len(circle) > 1), key=sorted)

    @cached_property
    def levels(self) -> dict[str, int]:
        """How high a room stands: 0 where it imports none. Rooms of a circle stand at one height."""
        found: dict[str, int] = {}
        under = {room: self.below[room] - self._circle(room) for room in self.imports}
        for room in sorted(under, key=lambda name: len(under[name])):
            found[room] = 1 + max((found[other] for other in under[room]), default=-1)
        return found

    @property
    def arrows(self) -> list[Arrow]:
        """The imports that follow from no others."""
        return [
            (room, other)
            for room in sorted(self.imports)
            for other in sorted(self.imports[room])
            if other in self._circle(room) or not any(self._between(room, other))
        ]

    def _circle(self, room: str) -> frozenset[str]:
        return frozenset({other for other in self.below[room] if room in self.below[other]})

    def _between(self, room: str, other: str) -> list[str]:
        return [
            middle
            for middle in self.imports[room] - {other}
            if other in self.below[middle]
            and middle not in self._circle(room)
            and middle not in self._circle(other)
        ]


def read_rooms() -> tuple[Rooms, Rooms]:
    """Return the rooms of the code, and the same with the modules that stand beside them."""
    graph = grimp.build_graph(PACKAGE, cache_dir=None)
    names = {
        child.rpartition(".")[2]: child
        for child in graph.find_children(PACKAGE)
        if not child.endswith("__main__")
    }
    packages = {name for name, child in names.items() if graph.find_children(child)}
    for name in packages:
        graph.squash_module(names[name])
    imports = {
        name: frozenset(
            other.rpartition(".")[2]
            for other in graph.find_modules_directly_imported_by(child)
            if other in names.values() and other != child
        )
        for name, child in names.items()
    }
    return Rooms({name: imports[name] & packages for name in packages}), Rooms(imports)


def purpose(room: str) -> str:
    """Return the first line of a room's docstring."""
    folder = ROOT / "src" / PACKAGE / room
    file = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
    text = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return text.partition("\n")[0]


@dataclass(frozen=True)
class Drawing:
    """Where boxes stand, and the points that each arrow goes through, its ends included."""

    boxes: Mapping[str, Point]
    lines: Mapping[Arrow, list[Point]]
    width: float
    height: float


def drawing(rooms: Rooms) -> Drawing:
    """Lay the rooms out in rows, high ones above, each near those it imports.

    An arrow over several rows keeps a gap in each row between, so that it runs through no box.
    """
    levels = rooms.levels
    highest = max(levels.values())
    # What stands under each thing of a row: of a room, where its arrows go next; of a gap, where its arrow goes next.
    under: dict[Thing, list[Thing]] = {room: [] for room in sorted(rooms.imports)}
    level_of: dict[Thing, int] = dict(levels)
    for room, other in rooms.arrows:
        gaps: list[Thing] = [(room, other, level) for level in range(levels[room] - 1, levels[other], -1)]
        level_of |= {gap: levels[room] - 1 - number for number, gap in enumerate(gaps)}
        way: list[Thing] = [room, *gaps, other]
        for thing, following in pairwise(way):
            under.setdefault(thing, []).append(following)
    places: dict[Thing, Point] = {}
    for level in range(highest + 1):
        row = [thing for thing in under if level_of[thing] == level]
        row.sort(
            key=lambda thing: (
                _middle([places[each][0] for each in under[thing] if each in places]),
                str(thing),
            )
        )
        x, y = -sum(map(_width, row)) / 2, MARGIN + (highest - level) * ROW + BOX_HEIGHT / 2
        for thing in row:
            places[thing] = (x + _width(thing) / 2, y)
            x += _width(thing)
    left = min(x - _width(thing) / 2 for thing, (x, _) in places.items()) - MARGIN
    moved = {thing: (x - left, y) for thing, (x, y) in places.items()}
    lines = {
        (room, other): [
            moved[room],
            *(moved[room, other, level] for level in range(levels[room] - 1, levels[other], -1)),
            moved[other],
        ]
        for room, other in rooms.arrows
    }
    right = max(x + _width(thing) / 2 for thing, (x, _) in moved.items())
    height = MARGIN * 2 + highest * ROW + BOX_HEIGHT
    return Drawing({room: moved[room] for room in rooms.imports}, lines, right + MARGIN, height)


def _width(thing: Thing) -> float:
    return BOX_WIDTH + GAP if isinstance(thing, str) else GAP * 2


def _middle(places: Sequence[float]) -> float:
    return sum(places) / len(places) if places else 0.0


def picture(rooms: Rooms) -> str:
    """Return the picture as SVG, with a title and a description for who hears it."""
    laid = drawing(rooms)
    lines = "\n".join(_line(points) for points in laid.lines.values())
    boxes = "\n".join(_box(room, *place) for room, place in sorted(laid.boxes.items()))
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {laid.width:.0f} {laid.height:.0f}" role="img" \
aria-labelledby="rooms-title rooms-description" font-family="sans-serif" font-size="13">
<title id="rooms-title">The rooms of Lodged</title>
<desc id="rooms-description">Boxes are rooms; arrows go from a room to one it imports. The table says the same.</desc>
<defs><marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">\
<path d="M0 0L8 4L0 8z" fill="{ARROW}"/></marker></defs>
<rect width="100%" height="100%" fill="{PAPER}"/>
{lines}
{boxes}
</svg>
"""


def _line(points: Sequence[Point]) -> str:
    (x, y), *between, (to_x, to_y) = points
    if y == to_y:
        # Rooms of a circle stand side by side: a bow over them.
        top, high = y - BOX_HEIGHT / 2, y - BOX_HEIGHT
        return (
            f'<path d="M{x:.0f} {top:.0f}Q{(x + to_x) / 2:.0f} {high:.0f} {to_x:.0f} {top:.0f}" fill="none" \
stroke="{CIRCLE}" stroke-dasharray="4 3" marker-end="url(#head)"/>'
        )
    # A gap is passed straight down, from the height of the boxes' tops to that of their feet.
    passed = [(gap_x, gap_y + end) for gap_x, gap_y in between for end in (-BOX_HEIGHT / 2, BOX_HEIGHT / 2)]
    way = [(x, y + BOX_HEIGHT / 2), *passed, (to_x, to_y - BOX_HEIGHT / 2)]
    path = "L".join(f"{at_x:.0f} {at_y:.0f}" for at_x, at_y in way)
    return f'<path d="M{path}" fill="none" stroke="{ARROW}" marker-end="url(#head)"/>'


def _box(room: str, x: float, y: float) -> str:
    return f'<rect x="{x - BOX_WIDTH / 2:.0f}" y="{y - BOX_HEIGHT / 2:.0f}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" \
rx="4" fill="{BOX}" stroke="{INK}"/><text x="{x:.0f}" y="{y + 5:.0f}" text-anchor="middle" \
fill="{INK}">{escape(room)}</text>'


def table(everything: Rooms) -> str:
    """Return every room and module: what it is for, and whom it imports; highest first."""
    rows = sorted(everything.imports, key=lambda room: (-everything.levels[room], room))
    lines = ["| room | what it is for | imports |", "| --- | --- | --- |"]
    for room in rows:
        called = ", ".join(f"`{other}`" for other in sorted(everything.imports[room])) or "none"
        lines.append(f"| `{room}` | {purpose(room)} | {called} |")
    return "\n".join(lines)


def circles(rooms: Rooms) -> str:
    """Return a sentence about the circles there are."""
    if not rooms.circles:
        return "No two rooms import each other, at once or through others."
    named = "; ".join(" and ".join(f"`{room}`" for room in sorted(circle)) for circle in rooms.circles)
    return f"These import each other, drawn dashed, and are to be parted: {named}."


def page(text: str, rooms: Rooms, everything: Rooms) -> str:
    """Return the architecture page with its made part anew."""
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n{circles(rooms)}\n\n{table(everything)}\n{END}{after}"


def main() -> int:
    """Write picture and page."""
    rooms, everything = read_rooms()
    PICTURE.write_text(picture(rooms), encoding="utf-8")
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), rooms, everything), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
