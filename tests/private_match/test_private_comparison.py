"""Two agencies compare lists without showing them: through the command, and by properties of the exchange."""

from __future__ import annotations

import csv
import json
import stat
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodged import cli
from lodged.private_match import intersection
from lodged.private_match.errors import PrivateMatchError
from lodged.private_match.keys import keys_of
from lodged.private_match.messages import MAGIC, Message, MessageKind, Section, read, write
from lodged.sources.input_tables import read_detainer_list
from lodged.sources.tables import DETAINER_LIST

LIST = (
    "detainer_id,last_name,first_name,middle_name,date_of_birth,a_number,lifted_on\n"
    "SYN-D1,Pérez García,Juan,,1990-02-11,999000111,\n"
    "SYN-D2,Xiong,Pa Nhia,,1985-07-30,,2026-01-02\n"
    "SYN-D3,Warsame,Abdi,Nur,1988-01-01,,\n"
    "SYN-D4,Berg,Lars,,1977-03-09,999000444,\n"
    "SYN-D5,Onlyhere,Zdenka,,1991-05-06,999000555,\n"
    "SYN-D6,Nothing,Known,,,,\n"
)
STAYS = (
    "facility_name,booking_id,last_name,first_name,middle_name,date_of_birth,a_number,booked_at,released_at,"
    "release_reason,detainer_on_file\n"
    "Example Jail,SYN-B1,Perez,Juan,,1990-11-02,A999-000-111,2026-01-02 10:00,,,yes\n"
    "Example Jail,SYN-B2,XIONG,PA NHIA,,1985-07-30,,2026-01-02 10:00,,,no\n"
    "Example Jail,SYN-B3,Nur,Abdi,Warsame,1988-01-01,,2026-01-02 10:00,2026-01-05 08:00,released,\n"
    "Example Jail,SYN-B4,Quite,Different,,1960-01-09,999000444,2026-01-02 10:00,,,yes\n"
    "Example Jail,SYN-B5,Onlythere,Quetzal,,1999-09-09,999000999,2026-01-02 10:00,,,yes\n"
)


class Sides:
    """Both sides' folders, and the program."""

    def __init__(self, folder: Path, say: Callable[[], str]) -> None:
        self.folder, self._say = folder, say
        (folder / "list.csv").write_text(LIST, "utf-8")
        (folder / "stays.csv").write_text(STAYS, "utf-8")

    def __call__(self, *arguments: str) -> tuple[int, str]:
        """Run `lodged private`; paths are of the folder."""
        sys.argv = [
            "lodged",
            "private",
            *(str(self.folder / word[1:]) if word[0] == "@" else word for word in arguments),
        ]
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return int(ended.value.code or 0), self._say()

    def done(self, *arguments: str) -> str:
        code, said = self(*arguments)
        assert code == 0, said
        return said

    def refused(self, *arguments: str) -> str:
        before = set(self.folder.rglob("*"))
        code, said = self(*arguments)
        assert code == 2, said
        assert set(self.folder.rglob("*")) == before
        return " ".join(said.split())

    def prepare(self) -> None:
        self.done("prepare", "@list.csv", "--as", "list", "--keep", "@a", "--out", "@request")

    def match(self, *more: str) -> str:
        return self.done(
            "match", "@request", "@stays.csv", "--as", "custody", "--keep", "@b", "--out", "@answer", *more
        )

    def rows(self, name: str) -> dict[str, str]:
        with (self.folder / name / "rows.csv").open(encoding="utf-8", newline="") as file:
            return {next(iter(row.values())): row["found"] for row in csv.DictReader(file)}


@pytest.fixture
def sides(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Sides:
    def said() -> str:
        captured = capsys.readouterr()
        return captured.out + captured.err

    return Sides(tmp_path, said)


def test_each_side_learns_which_of_its_own_rows_the_other_has(sides: Sides) -> None:
    sides.prepare()
    sides.match("--ask-back")
    said = sides.done("open", "@answer", "--keep", "@a", "--out", "@theirs-a")
    assert "They ask back" in said
    sides.done("open", "@answer", "--keep", "@a", "--answer-back", "@back")
    sides.done("open", "@back", "--keep", "@b", "--out", "@theirs-b")
    assert sides.rows("theirs-a") == {
        "SYN-D1": "number-and-name",
        "SYN-D2": "name-and-birth",
        "SYN-D3": "perhaps",
        "SYN-D4": "perhaps",
        "SYN-D5": "not-found",
        "SYN-D6": "nothing-to-compare",
    }
    with (sides.folder / "theirs-b" / "rows.csv").open(encoding="utf-8") as file:
        found = {row["booking_id"]: row["found"] for row in csv.DictReader(file)}
    assert found == {
        "SYN-B1": "number-and-name",
        "SYN-B2": "name-and-birth",
        "SYN-B3": "perhaps",
        "SYN-B4": "perhaps",
        "SYN-B5": "not-found",
    }
    counts = json.loads((sides.folder / "theirs-b" / "counts.json").read_text("utf-8"))
    assert counts["counts"]["held, detainer on file"] == {
        "rows": 3,
        "number-and-name": 1,
        "name-and-birth": 0,
        "perhaps": 1,
        "not-found": 1,
        "nothing-to-compare": 0,
    }
    assert sum(line["rows"] for line in counts["counts"].values()) == counts["rows"] == 5


def test_nothing_of_any_row_stands_in_a_message(sides: Sides) -> None:
    sides.prepare()
    sides.match("--ask-back")
    sides.done("open", "@answer", "--keep", "@a", "--answer-back", "@back")
    words = {cell for line in (LIST + STAYS).splitlines()[1:] for cell in line.split(",") if len(cell) > 4}
    keys = keys_of(read_detainer_list([sides.folder / "list.csv"]).rows)
    for key in [*keys, *words]:
        for form in (key, key.upper(), key.replace("-", ""), key.encode().hex()):
            for name in ("request", "answer", "back"):
                assert form.encode() not in (sides.folder / name).read_bytes(), (form, name)


def test_only_their_owner_may_read_what_is_kept(sides: Sides) -> None:
    sides.prepare()
    sides.match("--ask-back")
    for side in ("a", "b"):
        folder = sides.folder / side
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}
    (sides.folder / "a" / "state.json").chmod(0o644)
    refused = sides.refused("open", "@answer", "--keep", "@a", "--out", "@result")
    assert "can be read by others than its owner" in refused


@pytest.mark.parametrize("at", [5, 60, 700, -5])
def test_a_message_changed_on_its_way_is_refused(sides: Sides, at: int) -> None:
    sides.prepare()
    path = sides.folder / "request"
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)
    refused = sides.refused(
        "match", "@request", "@stays.csv", "--as", "custody", "--keep", "@b", "--out", "@answer"
    )
    assert "[request]" in refused


def test_a_message_cut_off_or_grown_is_refused(sides: Sides) -> None:
    sides.prepare()
    path = sides.folder / "request"
    content = path.read_bytes()
    for wrong in (content[:-1], content + b"x", content[: len(MAGIC)], b"", MAGIC + b"[]\n"):
        path.write_bytes(wrong)
        sides.refused(
            "match", "@request", "@stays.csv", "--as", "custody", "--keep", "@b", "--out", "@answer"
        )


def test_an_answer_to_another_request_is_refused(sides: Sides) -> None:
    sides.prepare()
    sides.match()
    sides.done("prepare", "@list.csv", "--as", "list", "--keep", "@other", "--out", "@other-request")
    refused = sides.refused("open", "@answer", "--keep", "@other", "--out", "@result")
    assert "answers another request" in refused
    refused = sides.refused("open", "@request", "--keep", "@a", "--out", "@result")
    assert "is a request, and an answer is needed here" in refused
    refused = sides.refused("open", "@answer", "--keep", "@a", "--answer-back", "@back")
    assert "asks nothing back" in refused


def test_values_that_are_no_points_are_refused(sides: Sides) -> None:
    sides.prepare()
    asked = read(sides.folder / "request", MessageKind.REQUEST)
    body = bytearray(asked.sections[Section.REQUEST])
    body[-32:] = b"\xff" * 32
    (sides.folder / "request").unlink()
    write(
        Message(MessageKind.REQUEST, asked.exchange, {Section.REQUEST: bytes(body)}),
        sides.folder / "request",
    )
    sides.folder.joinpath("b").mkdir(mode=0o700)
    refused = sides.refused(
        "match", "@request", "@stays.csv", "--as", "custody", "--keep", "@b", "--out", "@answer"
    )
    assert "values that no honest request has" in refused


def test_a_request_is_answered_once_and_within_the_limit(sides: Sides) -> None:
    sides.prepare()
    command = ["match", "@request", "@stays.csv", "--as", "custody", "--keep", "@b"]
    sides.folder.joinpath("b").mkdir(mode=0o700)
    refused = sides.refused(*command, "--out", "@answer", "--most", "255")
    assert "The request has [256] keys" in refused
    sides.match()
    assert "answered already" in sides.refused(*command, "--out", "@again")
    sides.done("prepare", "@list.csv", "--as", "list", "--keep", "@a2", "--out", "@request2")
    second = [word.replace("@request", "@request2") for word in command]
    assert "256 were answered" in sides.refused(*second, "--out", "@answer2", "--most", "500")


def test_nothing_is_replaced(sides: Sides) -> None:
    sides.prepare()
    again = ["prepare", "@list.csv", "--as", "list"]
    assert "is there already" in sides.refused(*again, "--keep", "@a2", "--out", "@request")
    assert "keeps a comparison already" in sides.refused(*again, "--keep", "@a", "--out", "@request2")


NAMES = st.lists(st.sampled_from(["Ana", "Ben Ali", "Núñez", "Xiong", "O'Dea"]), min_size=1, max_size=3)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "last_name": NAMES.map(" ".join),
            "first_name": NAMES.map(" ".join),
            "date_of_birth": st.sampled_from([None, date(1990, 2, 3), date(1990, 3, 2), date(1985, 1, 1)]),
            "a_number": st.sampled_from([None, "999000001", "999000002"]),
            "state_id": st.sampled_from([None, "MN1", "MN2"]),
        }
    ),
    max_size=8,
)


@settings(max_examples=25, deadline=None)
@given(ROWS, ROWS)
def test_what_is_found_is_what_a_plain_join_finds(
    ours: list[dict[str, object]], theirs: list[dict[str, object]]
) -> None:
    schema = {
        name: DETAINER_LIST.schema[name]
        for name in ("last_name", "first_name", "date_of_birth", "a_number", "state_id")
    }
    mine, other = keys_of(pl.DataFrame(ours, schema)), keys_of(pl.DataFrame(theirs, schema))
    asked = intersection.ask(sorted(mine))
    places = intersection.matching_places(asked.secret, intersection.answer(sorted(other), asked.request))
    assert {asked.order[place] for place in places} == set(mine) & set(other)
    assert intersection.size_of(asked.request) == intersection.SMALLEST


def test_an_answer_that_is_no_answer_is_refused() -> None:
    asked = intersection.ask(["a"])
    for wrong in (b"", b"\x00\x01", b"\xff" * 40):
        with pytest.raises(PrivateMatchError):
            intersection.matching_places(asked.secret, intersection.Answered(wrong, wrong))
