"""Every count has its interval, which holds the truth as often as it says, wherever the count is printed."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodged.reconcile.categories import Category
from lodged.reconcile.intervals import Range, Unit, draw
from lodged.reconcile.outcomes import Possibility
from lodged.reconcile.placing import Placing
from tests.reconcile.small_files import AS_OF, BYSTANDER, COVERED, LIST, PLACE, STAY

BENCH = Path(__file__).parents[2] / "bench"
_NAMES = (
    "Testerholm,Quist,Abernathy,Okonkwo,Vandermeer,Lindqvist,Prudhomme,Zielinski,Brannigan,Castellano,Ekdahl"
)
SURE = _NAMES.split(",")
GONE = Category.RELEASED_AFTER


def _unit(row: int, chances: tuple[float, ...], categories: tuple[Category, ...]) -> Unit:
    ways = tuple(
        (Possibility(chance, Placing(category, ""), (row,) if category is not Category.NOT_FOUND else ()),)
        for chance, category in zip(chances, categories, strict=True)
    )
    return Unit((row,), chances, ways)


def test_the_truth_lies_in_the_interval_as_often_as_it_says() -> None:
    chance = np.random.default_rng(5)
    covered = 0
    for _ in range(40):
        held = chance.uniform(0.02, 0.98, 80)
        units = [
            _unit(row, (float(p), float(1 - p)), (Category.IN_CUSTODY, GONE)) for row, p in enumerate(held)
        ]
        likely = Range.of(draw(units, frozenset(), draws=300).held)
        assert likely.low < likely.high
        covered += likely.low <= int((chance.random(80) < held).sum()) <= likely.high
    assert covered >= 36


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.floats(0.01, 0.99),
            st.sampled_from([Category.IN_CUSTODY, Category.ELSEWHERE, GONE, Category.DUPLICATE]),
            st.sampled_from([Category.NOT_FOUND, Category.NO_ROSTER, Category.RELEASED_BEFORE]),
        ),
        max_size=12,
    )
)
def test_every_draw_has_every_row_in_one_category(rows: list[tuple[float, Category, Category]]) -> None:
    units = [_unit(row, (p, 1 - p), (one, other)) for row, (p, one, other) in enumerate(rows)]
    drawn = draw(units, frozenset(range(len(rows))), draws=50)
    assert (drawn.rows >= 0).all()
    assert (drawn.rows.sum(axis=1) == len(rows)).all()
    assert (drawn.unmatched_on_file >= 0).all()


def test_a_row_in_doubt_is_counted_by_its_chance_wherever_the_headline_is_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two namesakes of one birth fit one row: one is held, the other was released."""
    from lodged.commands.reconcile import _say
    from lodged.reconcile.files import reconcile_files

    born = "1990-01-01"
    twin = {**STAY, "last_name": "Mohamed", "first_name": "Abdi", "date_of_birth": born, "a_number": ""}
    gone = {**twin, "booking_id": "B2", "a_number": "A299888777"}
    gone |= {"released_at": "2026-01-09 08:00", "release_reason": "released"}
    held = {**twin, "a_number": "A200777666"}
    sure = "".join(
        f"S{at},{name},Kim,1970-{at + 1:02}-11,A2444{at * 7919:05},{PLACE},MN,2026-01-05\n"
        for at, name in enumerate(SURE)
    )
    stays = [
        {**STAY, "booking_id": f"K{at}", "last_name": name, "first_name": "Kim"}
        | {"date_of_birth": f"1970-{at + 1:02}-11", "a_number": f"A2444{at * 7919:05}"}
        for at, name in enumerate(SURE)
    ]
    (tmp_path / "list.csv").write_text(
        f"{LIST}D1,Mohamed,Abdi,{born},,{PLACE},MN,2026-01-05\n{sure}", "utf-8"
    )
    lines = [",".join(one.values()) for one in (held, gone, BYSTANDER, *stays)]
    (tmp_path / "stays.csv").write_text("\n".join([",".join(STAY), *lines]), "utf-8")
    (tmp_path / "coverage.csv").write_text(COVERED, "utf-8")
    out = tmp_path / "out"
    done = reconcile_files(
        [tmp_path / "list.csv"],
        [tmp_path / "stays.csv"],
        tmp_path / "coverage.csv",
        state="MN",
        as_of=AS_OF,
        out=out,
    )
    _say(done, out)
    summary = json.loads((out / "summary.json").read_text("utf-8"))
    likely = summary["estimates"]["held"]
    assert (likely["rows"], likely["persons"]) == (11, 11)
    assert likely["expected_rows"]["low"] <= 11 < likely["expected_rows"]["expected"]
    assert likely["expected_rows"]["high"] == 12
    headline = next(step for step in summary["bridge"] if step["label"].startswith("Held in custody"))
    assert (headline["after"], headline["after_expected"]) == (11, likely["expected_rows"])
    said = "11 to 12)"
    assert said in capsys.readouterr().out
    report = (out / "report.html").read_text("utf-8")
    assert said in report
    assert 'class="band"' in report
    in_review = (out / "rows.csv").read_text("utf-8").splitlines()[1]
    assert in_review.endswith(",1")


@pytest.mark.slow
def test_intervals_hold_the_truth_of_worlds_that_no_figure_was_fitted_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.syspath_prepend(str(BENCH))
    from linkage_worlds.scoring import Score, answered
    from linkage_worlds.worlds import WORLDS, make

    score = Score()
    for name in ("no identifiers", "somali alone", "40 % of facilities and issue dates wrong"):
        with tempfile.TemporaryDirectory() as folder:
            made = make(replace(WORLDS[name], rows=300, stays=2_000), seed=31)
            score.add(made, answered(made, Path(folder)))
    assert score.covered[True] >= 0.9 * score.covered.total()
    assert score.held_covered[False] == 0
