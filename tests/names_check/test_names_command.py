"""A published list of names, through the command: who may be meant, how sure, and that a name alone is never enough."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodged import cli
from lodged.names_check.answer import Candidate, NameAnswer, OtherName, Sureness
from lodged.names_check.people import NamedListError, NamedPerson, as_rows, read_text
from lodged.names_check.search import Records, records_of, search
from lodged.names_check.table import table_of
from lodged.sources.tables import CUSTODY_RECORDS

TODAY = date(2026, 1, 20)
STAYS = (
    "facility_name,booking_id,last_name,first_name,middle_name,date_of_birth,a_number,booked_at,released_at,"
    "release_reason\n"
    "Example Jail,SYN-B1,Perez Garcia,Juan,,1990-02-11,,2025-11-02 10:00,2025-12-01 09:00,transferred_to_ice\n"
    "Other Jail,SYN-B2,Perez Garcia,Juan,,1990-02-11,,2026-01-09 10:00,,\n"
    "Example Jail,SYN-B3,Xiong,Pa Nhia,,1985-07-30,,2026-01-02 10:00,2026-01-05 08:00,released\n"
    "Example Jail,SYN-B4,Ali,Mohamed,,1988-01-01,,2026-01-02 10:00,,\n"
    "Example Jail,SYN-B5,Ali,Mohamed,Nur,1979-05-06,,2026-01-02 10:00,,\n"
    "Example Jail,SYN-B6,Berg,Lars,,1977-03-09,,2026-01-02 10:00,2026-01-03 10:00,released\n"
)


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    (tmp_path / "stays.csv").write_text(STAYS, "utf-8")

    def asked(name: str, content: str | bytes, *more: str) -> tuple[int, str]:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        sys.argv = ["lodged", "names", str(path), "--custody", str(tmp_path / "stays.csv"), *more]
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), " ".join((said.out + said.err).split())

    return asked


def answers(out: Path) -> list[dict[str, str]]:
    with out.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_each_name_says_where_when_handed_to_whom_and_what_happened_since(
    run: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    listed = (
        "Juan Perez Garcia, born 1990-02-11, Minneapolis, 2025-12-02\n"
        "Xiong Pa Nhia, 40\n"
        "Mohamed Ali\n"
        "=Ingrid Nobody\n"
    )
    out = tmp_path / "out.csv"
    code, said = run("press.txt", listed, "--as-of", "2026-01-13", "--out", str(out))
    assert code == 0, said
    rows = answers(out)
    sure = rows[0]
    assert (sure["how_sure"], sure["in_custody"], sure["facility"]) == ("sure", "yes", "Other Jail")
    assert "handed over to ICE 2025-12-01 09:00; booked 2026-01-09" in sure["what_happened"]
    assert "same date of birth" in sure["why"]
    assert sure["city"] == "Minneapolis"
    possible = rows[1]
    assert (possible["how_sure"], possible["in_custody"]) == ("one possible", "no")
    assert "the age fits" in possible["why"]
    several = [row for row in rows if row["name"] == "Mohamed Ali"]
    assert [row["how_sure"] for row in several] == ["several possible"] * 2
    assert "2 people have all of these names, of 5 in these records." in several[0]["how_common"]
    nobody = rows[-1]
    assert (nobody["how_sure"], nobody["in_custody"]) == ("nobody found", "")
    assert nobody["name"] == "'=Ingrid Nobody"


def test_a_table_is_read_by_its_columns(run: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    listed = "surname,first_name,date_of_birth\nBERG,LARS,3/9/1977\n"
    code, said = run(
        "list.csv", listed, "--map", "surname=last_name", "--as-of", "2026-01-13", "--out", str(out)
    )
    assert code == 0, said
    assert answers(out)[0]["how_sure"] == "sure"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("list.txt", "\n \n", "There are no names"),
        ("list.txt", "34, Minneapolis\n", "Line 1: [34, Minneapolis] begins with no name"),
        ("list.txt", "Ada Sample, 200\n", "Line 1: [200] is no age in years"),
        ("list.txt", "Ada Sample, born soon\n", "Line 1: [soon] is no date"),
        ("list.txt", "Ada Sample\n" * 1001, "has [1,001] names"),
        ("list.txt", "Ada Sample".encode("utf-16"), "is not text in UTF-8"),
        ("list.csv", "city,age\nMinneapolis,34\n", "has no names"),
    ],
)
def test_a_list_that_cannot_be_read_is_refused_in_words(
    run: Callable[..., tuple[int, str]], name: str, content: str | bytes, message: str
) -> None:
    code, said = run(name, content)
    assert code == 2
    assert message in said


STAY = st.fixed_dictionaries(
    {
        "last_name": st.sampled_from(["Ali", "Perez Garcia", "Xiong", "Berg"]),
        "first_name": st.sampled_from(["Mohamed", "Juan", "Pa Nhia", "Lars"]),
        "date_of_birth": st.sampled_from([date(1990, 2, 11), date(1988, 1, 1), date(1977, 3, 9)]),
    }
)


@settings(max_examples=15, deadline=None)
@given(st.lists(STAY, min_size=1, max_size=12), st.sampled_from([None, 36, 38, 49]))
def test_a_name_or_a_name_and_an_age_never_makes_it_sure_and_nobody_of_the_name_is_lost(
    stays: list[dict[str, object]], age: int | None
) -> None:
    person = NamedPerson(1, "Mohamed Ali", age=age)
    answer = search([person], records_of(as_table(stays)), today=TODAY)[0]
    assert answer.sureness is not Sureness.SURE
    named = {
        stay["date_of_birth"]
        for stay in stays
        if (stay["last_name"], stay["first_name"]) == ("Ali", "Mohamed")
    }
    assert answer.same_name == len(named)
    if age is None:
        assert len(named) <= len(answer.candidates) + answer.others
        if len(named) > 1:
            assert answer.sureness is Sureness.SEVERAL_POSSIBLE


NAMES = st.tuples(
    st.sampled_from(["Ali", "Perez Garcia", "Perez", "Xiong", "Berg"]),
    st.sampled_from(["Mohamed", "Juan", "Pa Nhia", "Lars"]),
)
LISTED = st.builds(
    # Its parts told apart, so that each is linked in one way only, which is quick.
    lambda name, born, age: NamedPerson(1, "", *name, born=born, age=None if born else age),
    NAMES,
    st.sampled_from([None, date(1990, 2, 11), date(1988, 1, 1)]),
    st.sampled_from([None, 36, 49]),
).map(lambda one: replace(one, name=f"{one.first} {one.last}"))


def as_table(stays: list[dict[str, object]]) -> pl.DataFrame:
    rows = [
        {"facility_name": "Example Jail", "booking_id": str(number), "booked_at": date(2026, 1, 2), **stay}
        for number, stay in enumerate(stays)
    ]
    table = pl.DataFrame(rows).with_columns(pl.col("booked_at").cast(pl.Datetime("us")))
    missing = [
        pl.lit(None, kind).alias(name) for name, kind in CUSTODY_RECORDS.schema.items() if name not in table
    ]
    return table.with_columns(missing).select(CUSTODY_RECORDS.schema.keys())


def people_found(answer: NameAnswer, records: Records) -> dict[int, Candidate]:
    return {records.person_of[one.stays[0].position]: one for one in answer.candidates}


@settings(max_examples=6, deadline=None)
@given(st.lists(STAY, min_size=1, max_size=8), st.data(), LISTED)
def test_another_name_never_makes_somebody_less_found_and_nobody_is_there_twice(
    stays: list[dict[str, object]], data: st.DataObject, person: NamedPerson
) -> None:
    plain = records_of(as_table(stays))
    others = tuple(
        OtherName(
            data.draw(st.sampled_from(sorted(plain.rows_of))), *name, "", "an alias", "a court's record"
        )
        for name in data.draw(st.lists(NAMES, min_size=1, max_size=3))
    )
    named = replace(plain, others=others)
    before, after = (search([person], records, today=TODAY)[0] for records in (plain, named))
    assert len(people_found(after, named)) == len(after.candidates)
    assert (after.same_name, after.everybody) >= (before.same_name, before.everybody)
    assert person.born or after.sureness is not Sureness.SURE
    for who, one in people_found(before, plain).items():
        now = people_found(after, named).get(who)
        if now is None:
            # Where somebody is found clearly, those who are only possible are not shown.
            assert any(other.is_clear and other.under for other in after.candidates)
        else:
            assert now.weight >= one.weight or now.is_clear
            assert now.is_clear >= one.is_clear
            assert now.stays == one.stays


def test_a_person_is_found_under_another_name_once_and_it_says_which() -> None:
    table = as_table(
        [
            {
                "last_name": "Berg",
                "first_name": "Lars",
                "date_of_birth": date(1977, 3, 9),
                "a_number": "999000001",
            },
            {
                "last_name": "Berg",
                "first_name": "Lars",
                "date_of_birth": date(1977, 3, 9),
                "a_number": "999000001",
            },
            {
                "last_name": "Ali",
                "first_name": "Mohamed",
                "date_of_birth": date(1988, 1, 1),
                "a_number": None,
            },
        ]
    )
    plain = records_of(table)
    alias = OtherName(plain.person_of[0], "Xiong", "Pa Nhia", "", "an alias", "a court's record")
    records = replace(plain, others=(alias, replace(alias, first="Pa")))
    born = NamedPerson(1, "Pa Nhia Xiong", born=date(1977, 3, 9))
    assert search([born], plain, today=TODAY)[0].sureness is Sureness.NOBODY
    answer, booked = search([born, NamedPerson(2, "Lars Berg")], records, today=TODAY)
    assert (answer.sureness, len(answer.candidates), answer.same_name) == (Sureness.SURE, 1, 1)
    (found,) = answer.candidates
    assert (found.name, len(found.stays)) == ("Berg, Lars", 2)
    assert found.why.startswith(
        "under another recorded name, Xiong, Pa Nhia (an alias; source: a court's record): "
    )
    row = table_of([answer], datetime(2026, 1, 20)).row(0, named=True)  # noqa: DTZ001 - wall time
    assert (row["booked_as"], row["found_under"]) == ("Berg, Lars", alias.words)
    assert booked.sureness is Sureness.ONE_POSSIBLE
    assert [one.under for one in booked.candidates] == [None]


def test_what_was_read_can_be_written_and_read_again() -> None:
    people = read_text(
        "Ada Sample, 34, St. Paul; Minnesota\nPa Nhia Xiong; born 2/11/1990; 2026-01-20", today=TODAY
    )
    again = read_text(as_rows(people).write_csv(), today=TODAY)
    assert [(one.name, one.age, one.born, one.on) for one in again] == [
        (one.name, one.age, one.born, one.on) for one in people
    ]
    with pytest.raises(NamedListError, match="in the future"):
        read_text("Ada Sample, born 2030-01-01", today=TODAY)
