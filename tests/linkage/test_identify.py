"""Rows decided over people: place and day speak, records pool, rivals yield, and doubt goes to a human."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import polars as pl
import pytest

from lodged.linkage import Linkage, Ruling, Verdict, identify
from lodged.linkage.context import LEAST_LEARNED

START = date(2025, 3, 1)
CROWD = 60
JAILS = ("Anoka", "Dakota", "Ramsey", "Scott", "Winona", "Wright")


@dataclass(frozen=True)
class Record:
    """A row of the list, or a stay: its day is the day of issue, or of booking."""

    key: str
    name: tuple[str, str]
    born: date | None
    place: str
    day: date
    number: str | None = None
    days: int | None = 20


def _crowd() -> tuple[list[Record], list[Record]]:
    """Make people of names of their own, each with a row and the stay it was issued in."""
    rows, stays = [], []
    for place in range(CROWD):
        name = (f"Tester{chr(97 + place % 26)}{chr(97 + place // 26)}olm", f"Mar{chr(97 + place % 20)}in")
        born, day = date(1970, 5, 6) + timedelta(days=131 * place), START + timedelta(days=5 * place)
        jail = JAILS[place % len(JAILS)]
        stays.append(Record(f"B{place:03}", name, born, jail, day))
        rows.append(Record(f"D{place:03}", name, born, jail, day + timedelta(days=place % 3)))
    return rows, stays


def _identified(rows: list[Record], stays: list[Record], rulings: tuple[Ruling, ...] = ()) -> Linkage:
    more_rows, more_stays = _crowd()
    return identify(_listed([*rows, *more_rows]), _stays([*stays, *more_stays]), rulings=rulings)


def _who(records: list[Record]) -> dict[str, pl.Series]:
    return {
        "last_name": pl.Series([one.name[0] for one in records], dtype=pl.String),
        "first_name": pl.Series([one.name[1] for one in records], dtype=pl.String),
        "date_of_birth": pl.Series([one.born for one in records], dtype=pl.Date),
        "a_number": pl.Series([one.number for one in records], dtype=pl.String),
        "facility_name": pl.Series([one.place for one in records], dtype=pl.String),
    }


def _listed(records: list[Record]) -> pl.DataFrame:
    keys, days = [one.key for one in records], [one.day for one in records]
    return pl.DataFrame({"detainer_id": keys, **_who(records), "issued_on": pl.Series(days, dtype=pl.Date)})


def _stays(records: list[Record]) -> pl.DataFrame:
    booked = [datetime(one.day.year, one.day.month, one.day.day, 9) for one in records]  # noqa: DTZ001 - wall time
    ended = [
        None if one.days is None else begun + timedelta(days=one.days)
        for one, begun in zip(records, booked, strict=True)
    ]
    return pl.DataFrame(
        {
            "booking_id": [one.key for one in records],
            **_who(records),
            "booked_at": pl.Series(booked, dtype=pl.Datetime),
            "released_at": pl.Series(ended, dtype=pl.Datetime),
        }
    )


def _verdicts(found: Linkage, row: int = 0) -> dict[int, Verdict]:
    return {pair.right: pair.verdict for pair in found.of_row(row)}


DAY = date(2025, 6, 10)
NAME, BORN = ("Mohamed", "Abdi"), date(1990, 1, 1)
ROW = Record("D", NAME, BORN, "Anoka", DAY)


def test_of_two_namesakes_the_one_held_there_on_that_day_is_meant() -> None:
    here = Record("B1", NAME, BORN, "Anoka", DAY - timedelta(days=1), "012345678")
    elsewhere = Record("B2", NAME, BORN, "Winona", DAY + timedelta(days=90), "087654321")
    assert _verdicts(_identified([ROW], [here, elsewhere])) == {0: Verdict.CLEAR}


def test_neither_is_meant_where_place_and_day_do_not_tell_them_apart() -> None:
    both = [
        Record(f"B{place}", NAME, BORN, "Anoka", DAY, number)
        for place, number in enumerate(("012345678", "087654321"))
    ]
    assert _verdicts(_identified([ROW], both)) == {0: Verdict.REVIEW, 1: Verdict.REVIEW}


def test_father_and_son_of_one_name_are_not_taken_for_each_other() -> None:
    listed = replace(ROW, name=("Hendershot Sr.", "Robert"), born=date(1990, 3, 14))
    son = replace(listed, key="B", name=("Hendershot Jr.", "Robert"))
    assert Verdict.CLEAR not in _verdicts(_identified([listed], [son])).values()
    assert _verdicts(_identified([listed], [replace(son, name=("Hendershot", "Robert"))])) == {
        0: Verdict.CLEAR
    }


def test_among_many_born_on_1_january_the_one_bearer_of_a_name_is_clear() -> None:
    others = [
        Record(
            f"J{place:03}",
            (f"Testerj{chr(97 + place % 26)}{chr(97 + place // 26)}", "Abdi"),
            BORN,
            "Scott",
            START,
        )
        for place in range(40)
    ]
    bearer = Record("B", ("Warsame", "Liban"), BORN, "Anoka", DAY)
    row = replace(ROW, name=bearer.name)
    assert _verdicts(_identified([row], [bearer, *others])) == {0: Verdict.CLEAR}


def test_a_name_written_wrong_once_is_found_by_the_persons_other_booking() -> None:
    born = date(1990, 3, 14)
    numbered = replace(ROW, born=born, number="012345678")
    old = Record("B1", ("Mohammed", "Abdi"), born, "Scott", DAY - timedelta(days=80), "012345678")
    wrong = Record("B2", ("Maxamed", "Cabdi"), born, "Anoka", DAY, None, None)
    found = _identified([numbered], [old, wrong])
    assert _verdicts(found) == {0: Verdict.CLEAR, 1: Verdict.CLEAR}


def test_a_persons_stays_in_two_places_at_one_time_are_not_joined() -> None:
    one = Record("B1", NAME, BORN, "Anoka", DAY)
    other = Record("B2", NAME, BORN, "Winona", DAY)
    found = _verdicts(_identified([ROW], [one, other]))
    assert found[0] is Verdict.CLEAR
    assert found.get(1) is not Verdict.CLEAR


@pytest.mark.parametrize(
    "stay",
    [
        Record("B", ("Nilsdotter", "Abdi"), BORN, "Anoka", DAY),
        Record("B", NAME, date(1963, 8, 2), "Anoka", DAY),
        Record("B", NAME, BORN, "Anoka", DAY, "087654321"),
    ],
    ids=["half a name", "another birth", "another number"],
)
def test_place_and_day_alone_never_settle_a_row(stay: Record) -> None:
    row = replace(ROW, number="012345678")
    assert Verdict.CLEAR not in _verdicts(_identified([row], [stay])).values()


def test_the_row_that_fits_better_takes_the_person_and_the_other_is_not_called_absent() -> None:
    one = replace(ROW, born=date(1990, 3, 14), number="012345678")
    other = replace(one, key="E", place="Winona", day=DAY + timedelta(days=60), number="087654321")
    found = _identified([one, other], [replace(one, key="B", number=None)])
    assert _verdicts(found) == {0: Verdict.CLEAR}
    assert _verdicts(found, 1) == {0: Verdict.REVIEW}


def test_what_place_and_day_add_stands_with_the_evidence_and_in_the_sum() -> None:
    found = _identified([ROW], [Record("B", NAME, BORN, "Anoka", DAY)])
    (pair,) = found.of_row(0)
    assert "at the facility named and booked just before the detainer was issued" in pair.evidence
    assert pair.weight == pytest.approx(found.prior_weight + sum(part.bits for part in pair.contributions))


def test_place_and_day_are_not_used_where_few_rows_are_sure_without_them() -> None:
    rows, stays = _crowd()
    few = LEAST_LEARNED - 5
    found = identify(_listed(rows[:few]), _stays(stays[:few]))
    assert found.context
    assert not found.context.tells
    assert "not taken as evidence" in found.context.words
    assert "facility named" not in found.of_row(0)[0].evidence


def test_place_and_day_are_not_used_where_they_are_wrong_throughout() -> None:
    rows, stays = _crowd()
    moved = [
        replace(row, place=JAILS[(5 * place + 1) % 6], day=START + timedelta(days=(97 * place) % 300))
        for place, row in enumerate(rows)
    ]
    found = identify(_listed(moved), _stays(stays))
    assert found.context
    assert not found.context.tells


def test_neither_the_detainer_mark_nor_the_way_out_is_evidence() -> None:
    rows, stays = _crowd()
    listed, held = _listed([ROW, *rows]), _stays([Record("B", NAME, BORN, "Anoka", DAY), *stays])
    marked = held.with_columns(
        (pl.int_range(pl.len()) % 2 == 0).alias("detainer_on_file"),
        pl.lit("transferred_to_ice").alias("release_reason"),
    )
    assert identify(listed, held).links == identify(listed, marked).links


def test_a_ruling_settles_a_row_whatever_was_weighed() -> None:
    stay = Record("B", ("Nilsdotter", "Karin"), date(1963, 8, 2), "Anoka", DAY)
    said = Ruling("D", "Anoka", "B", same=True, by="A. Clerk", why="saw the photographs")
    assert _verdicts(_identified([ROW], [stay])) == {}
    assert _verdicts(_identified([ROW], [stay], (said,))) == {0: Verdict.CLEAR}
    fitting = Record("B", NAME, BORN, "Anoka", DAY)
    apart = _identified([ROW], [fitting], (replace(said, same=False),))
    assert _verdicts(apart) == {}
    assert [pair.right for pair in apart.ruled_apart] == [0]


def test_the_order_of_rows_changes_nothing() -> None:
    rows, stays = _crowd()
    listed = _listed([ROW, *rows])
    held = _stays([Record("B1", NAME, BORN, "Anoka", DAY), Record("B2", NAME, BORN, "Winona", DAY), *stays])

    def said(found: Linkage, ours: pl.DataFrame, theirs: pl.DataFrame) -> set[tuple[object, ...]]:
        names, bookings = ours["detainer_id"], theirs["booking_id"]
        return {(names[p.left], bookings[p.right], p.verdict, round(p.weight, 6)) for p in found.links}

    turned, turned_held = listed.reverse(), held.reverse()
    assert said(identify(listed, held), listed, held) == said(
        identify(turned, turned_held), turned, turned_held
    )
