"""The picture of the rooms is drawn from the code, is current, and shows every import and every circle."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tools.architecture import PAGE, PICTURE, Rooms, drawing, page, picture, read_rooms

NAMES = "abcdef"


@st.composite
def some_rooms(draw: st.DrawFn) -> Rooms:
    pairs = draw(st.sets(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES))))
    return Rooms({room: frozenset(other for one, other in pairs if one == room != other) for room in NAMES})


def reached(arrows: list[tuple[str, str]], room: str) -> set[str]:
    seen: set[str] = set()
    waiting = [room]
    while waiting:
        here = waiting.pop()
        new = {other for one, other in arrows if one == here} - seen
        seen |= new
        waiting += new
    return seen


def test_picture_and_page_are_current() -> None:
    rooms, everything = read_rooms()
    text = PAGE.read_text(encoding="utf-8")
    stale = "Run `make architecture` and commit what it wrote."
    assert picture(rooms) == PICTURE.read_text(encoding="utf-8"), stale
    assert page(text, rooms, everything) == text, stale


@given(some_rooms())
def test_the_arrows_that_are_drawn_reach_what_the_imports_reach(rooms: Rooms) -> None:
    for room in NAMES:
        assert reached(rooms.arrows, room) == set(rooms.below[room])


@given(some_rooms())
def test_a_room_stands_above_what_it_imports_and_beside_its_circle(rooms: Rooms) -> None:
    for room in NAMES:
        for other in rooms.imports[room]:
            if room in rooms.below[other]:
                assert rooms.levels[room] == rooms.levels[other]
                assert any({room, other} <= circle for circle in rooms.circles)
            else:
                assert rooms.levels[room] > rooms.levels[other]


@given(some_rooms())
def test_boxes_of_a_row_keep_clear_of_each_other(rooms: Rooms) -> None:
    places = list(drawing(rooms).boxes.values())
    for number, (x, y) in enumerate(places):
        assert all(abs(x - other_x) > 118 for other_x, other_y in places[number + 1 :] if other_y == y)
