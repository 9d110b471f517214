"""The answer drawn as marks: one for each active detainer, in groups that differ by shape as well as by color.

Two widths come from one description: one for a desk and paper, one for a telephone. No script draws them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from xml.sax.saxutils import escape, quoteattr

from lodged.reconcile.answer import Answer, Group, GroupCount

WIDE, NARROW = 960, 340
_CELL, _LABEL, _GAP = 11, 30, 14


def marks_svg(answer: Answer, width: int = WIDE, addresses: Mapping[Group, str] | None = None) -> str:
    """Return the picture as an SVG element of ``width`` units.

    Each group that has an address in ``addresses`` is a link to it. Groups without a detainer keep their label.
    """
    top, pieces = 0, []
    for entry in answer.groups:
        piece, height = _group(entry, top, width)
        address = (addresses or {}).get(entry.group)
        pieces.append(f"<a href={quoteattr(address)}>{piece}</a>" if address and entry.count else piece)
        top += height
    name = f"marks-{width}"
    kind, size = ("wide", 16) if width == WIDE else ("narrow", 13)
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="marks marks--{kind}" viewBox="0 0 {width} {top}" '
        f'role="{"group" if addresses else "img"}" aria-labelledby="{name}" font-family="inherit" font-size="{size}">'
    )
    return f'{opening}<title id="{name}">{escape(_title(answer))}</title>{"".join(pieces)}</svg>'


def pictures(answer: Answer, addresses: Mapping[Group, str] | None = None) -> str:
    """Return both widths of the picture; the style sheet of a page shows the one that fits."""
    return marks_svg(answer, WIDE, addresses) + marks_svg(answer, NARROW, addresses)


def _title(answer: Answer) -> str:
    groups = ". ".join(f"{entry.group.label}: {entry.count:,}" for entry in answer.groups)
    return f"{answer.active:,} active detainers, one mark each. {groups}."


def _group(entry: GroupCount, top: int, width: int) -> tuple[str, int]:
    """Return a group's label with its marks below it, and the height that both take."""
    across = width // _CELL
    rows = -(-entry.count // across)
    first = top + _LABEL
    path = "".join(
        _SHAPES[entry.group](number % across * _CELL, first + number // across * _CELL)
        for number in range(entry.count)
    )
    label = (
        f'<text class="marks__label" x="0" y="{top + 20}"><tspan font-weight="bold">{entry.count:,}</tspan> '
        f"{escape(entry.group.label)}</text>"
    )
    marks = f'<path class="mark mark--{entry.group.value}" d="{path}" {_PAINT[entry.group]}/>' if path else ""
    return label + marks, _LABEL + rows * _CELL + _GAP


def _square(x: int, y: int) -> str:
    return f"M{x} {y}h9v9h-9z"


def _diamond(x: int, y: int) -> str:
    return f"M{x + 4.5} {y}l4.5 4.5-4.5 4.5-4.5-4.5z"


def _triangle(x: int, y: int) -> str:
    return f"M{x + 4.5} {y}l4.5 9h-9z"


def _disc(x: int, y: int) -> str:
    return f"M{x} {y + 4.5}a4.5 4.5 0 1 1 9 0a4.5 4.5 0 1 1-9 0z"


def _cross(x: int, y: int) -> str:
    return f"M{x + 1} {y + 1}l7 7m0-7l-7 7"


def _bar(x: int, y: int) -> str:
    return f"M{x} {y + 3}h9v3h-9z"


def _hollow(x: int, y: int) -> str:
    return f"M{x + 1} {y + 1}h7v7h-7z"


_SHAPES: Mapping[Group, Callable[[int, int], str]] = {
    Group.HELD_ON_FILE: _square,
    Group.HELD_NOT_ON_FILE: _hollow,
    Group.WITH_ICE: _diamond,
    Group.RELEASED: _triangle,
    Group.LEFT_OTHERWISE: _bar,
    Group.UNKNOWN: _disc,
    Group.NOT_COUNTED_HERE: _cross,
}
_PAINT = {
    Group.HELD_ON_FILE: 'fill="#162e51"',
    Group.HELD_NOT_ON_FILE: 'fill="none" stroke="#162e51" stroke-width="2"',
    Group.WITH_ICE: 'fill="#2e6276"',
    Group.RELEASED: 'fill="#c05600"',
    Group.LEFT_OTHERWISE: 'fill="#5a5f71"',
    Group.UNKNOWN: 'fill="#f0f0f0" stroke="#565c65" stroke-width="1"',
    Group.NOT_COUNTED_HERE: 'fill="none" stroke="#a9aeb1" stroke-width="1.5"',
}
