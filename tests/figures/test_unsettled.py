"""A cell that could not be read makes a figure an interval that holds what the cell would have made it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lodged.figures.counting import figure
from lodged.figures.definition import Definition, Source, load_definitions
from lodged.figures.figure import Figure
from lodged.figures.question import Question
from lodged.figures.reading import read_material
from lodged.figures.unsettled import AT_MOST, REASON
from tests.figures.test_custody_figures import HEADER, ROWS

DAY = date(2026, 1, 13)
OF_CUSTODY = [one for one in load_definitions().values() if one.source is Source.CUSTODY_RECORDS]


def counted(folder: Path, rows: str, *definitions: Definition) -> list[Figure]:
    path = folder / "synthetic_custody.csv"
    path.write_text(HEADER + rows, "utf-8")
    material = read_material([path], within="MN")
    return [figure(one, material, Question(as_of=DAY, last=DAY)) for one in definitions]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> list[Figure]:
    return counted(tmp_path_factory.mktemp("whole"), ROWS, *OF_CUSTODY)


def spoiled(row: int, column: str) -> str:
    lines = [line.split(",") for line in ROWS.splitlines()]
    lines[row][HEADER.strip().split(",").index(column)] = "???"
    return "\n".join(",".join(cells) for cells in lines) + "\n"


@pytest.mark.parametrize("row", [1, 2, 4])
@pytest.mark.parametrize(
    "column", ["released_at", "release_reason", "detainer_on_file", "detainer_received_on"]
)
def test_what_a_cell_said_lies_between_what_can_be(
    tmp_path: Path, whole: list[Figure], column: str, row: int
) -> None:
    for was, now in zip(whole, counted(tmp_path, spoiled(row, column), *OF_CUSTODY), strict=True):
        assert was.value is not None
        assert now.value is not None
        least, most = now.between or (now.value, now.value)
        assert least <= was.value <= most, was.definition.id
        assert now.rows_counted + sum(one.rows for one in now.excluded) == now.rows_in


def test_a_stay_whose_end_could_not_be_read_is_told_apart_from_those_held(tmp_path: Path) -> None:
    held = load_definitions()["held"]
    (one,) = counted(tmp_path, spoiled(1, "released_at"), held)
    assert (one.value, one.between) == (3, (3, 4))
    assert {left.reason: left.rows for left in one.excluded}[REASON] == 1
    assert one.evidence.height == 3


def test_a_way_of_release_without_its_day_is_no_stay_that_goes_on(tmp_path: Path) -> None:
    rows = ROWS.replace("2026-01-14 09:00,released", ",released")
    (one,) = counted(tmp_path, rows, load_definitions()["held"])
    assert one.between == (3, 4)


def test_a_cell_on_which_nothing_hangs_leaves_the_figure(tmp_path: Path) -> None:
    rows = ROWS.replace("2026-01-12 10:00,,,no", "2026-01-14 10:00,later,,no")
    (one,) = counted(tmp_path, rows, load_definitions()["held"])
    assert (one.value, one.between) == (3, None)


def test_where_too_much_would_be_supposed_every_such_row_is_apart(tmp_path: Path) -> None:
    words = " OR ".join(f"release_reason = 'word {number}'" for number in range(AT_MOST))
    own = tmp_path / "own.yaml"
    own.write_text(
        f"- {{id: many, version: 1, title: Many, unit: stay, kind: stock, source: custody_records, "
        f'population: "{words}", means: Many words.}}\n',
        "utf-8",
    )
    (one,) = counted(tmp_path, spoiled(1, "release_reason"), load_definitions([own])["many"])
    assert (one.value, one.between) == (0, (0, 1))


def test_a_share_lies_between_its_least_and_its_most(tmp_path: Path) -> None:
    (one,) = counted(tmp_path, spoiled(2, "release_reason"), load_definitions()["share-handed-over"])
    assert one.between == (0, 1 / 2)
