"""Which of one person's rows at one place counts: the newest; what is superseded or older is in no doubt besides."""

from __future__ import annotations

import re
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from lodged.reconcile.bridge import Step, StepKind
from lodged.reconcile.chart import waterfall_svg
from lodged.reconcile.duplicates import superseded
from lodged.reconcile.places import NOWHERE, Place, PlaceGroup
from lodged.reconcile.records import AsOf, ListedDetainer
from lodged.reconcile.unread import Identity

JAIL = Place(key="jail", name="Synthetic Jail", state="MN", group=PlaceGroup.JAIL, is_known=True)
NOBODY = Identity(frozenset(), frozenset(), None, frozenset())
AS_OF = AsOf(date(2026, 1, 13))


def row(number: int, issued: date | None, place: Place = JAIL) -> ListedDetainer:
    return ListedDetainer(
        row=number,
        detainer_id=f"D{number}",
        place=place,
        issued_on=issued,
        lifted_on=None,
        lift_reason=None,
        who=NOBODY,
        unread=frozenset(),
        source=("list.csv", None, number + 2),
        is_doubtful=False,
    )


def test_a_row_that_names_no_facility_puts_no_newer_and_no_superseded_row_in_doubt() -> None:
    old, new = row(0, date(2025, 3, 1)), row(1, date(2025, 9, 1))
    somewhere = row(2, date(2025, 1, 1), NOWHERE)
    found = superseded([old, new, somewhere], [7, 7, 7], AS_OF)
    assert {number: by.row for number, by in found.by.items()} == {0: 1}
    assert {number: by.row for number, by in found.perhaps_by.items()} == {2: 0}


DAYS = st.one_of(st.none(), st.dates(date(2025, 1, 1), date(2026, 2, 1)))
ROWS = st.lists(st.tuples(DAYS, st.sampled_from([JAIL, NOWHERE])), max_size=6)


@given(ROWS)
def test_nobody_is_superseded_twice_and_never_by_an_older_row(
    given_rows: list[tuple[date | None, Place]],
) -> None:
    rows = [row(number, day, place) for number, (day, place) in enumerate(given_rows)]
    found = superseded(rows, [7] * len(rows), AS_OF)
    assert found.by.keys().isdisjoint(found.perhaps_by.keys())
    for number, newer in [*found.by.items(), *found.perhaps_by.items()]:
        own, other = rows[number].issued_on, newer.issued_on
        assert own is None or other is None or other >= own
        assert other is None or other <= AS_OF.day


@given(st.lists(st.integers(0, 2000), min_size=1, max_size=25))
def test_the_picture_of_the_bridge_holds_all_its_rows(totals: list[int]) -> None:
    picture = waterfall_svg([Step(StepKind.TOTAL, "Synthetic", total, total) for total in totals])
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', picture)
    assert box is not None
    tops = [float(y) for y in re.findall(r'<rect [^>]*y="([\d.]+)"', picture)]
    assert len(tops) >= len(totals)
    assert max(tops) < float(box[2])
