"""`lodged reconcile` through its door: each category, and each bad input of the field."""

from __future__ import annotations

import csv
import io
import json
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from html import unescape
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from lodged import cli
from lodged.sources.files import MAX_BYTES

LIST = (
    "detainer_id,last_name,first_name,date_of_birth,a_number,facility_name,facility_state,issued_on,lifted_on"
)
STAYS = (
    "facility_name,booking_id,last_name,first_name,date_of_birth,booked_at,a_number,released_at,release_reason,"
    "detainer_on_file"
)
ANOKA, CARLTON, SCOTT = "Anoka County Jail", "Carlton County Jail", "Scott County Jail"
COVERED = "facility_name,reported_from,reported_through\n" + "".join(
    f"{place},2025-01-01,2026-01-31\n" for place in (ANOKA, CARLTON)
)
AS_OF = "2026-01-13"
SURNAMES = [
    *("Abdullahi", "Berg", "Castillo", "Dahlquist", "Escobedo", "Farah", "Gunderson", "Herrera"),
    *("Ingebretson", "Jimenez", "Kowalczyk", "Lor", "Mendoza", "Nur", "Ortega", "Pham", "Quiroga"),
    *("Rasmussen", "Solis", "Thao", "Ulloa", "Vang", "Warsame", "Xiong", "Yang", "Zamora", "Bautista"),
    *("Chavez", "Duarte", "Eklund", "Fuentes"),
]
GIVEN = [
    *("Amina", "Bo", "Carlos", "Doua", "Erik", "Fadumo", "Gustavo", "Hodan", "Ivan", "Jorge", "Khalid"),
    *("Lars", "Marisol", "Nhia", "Oscar", "Pedro", "Quetzal", "Rosa", "Said", "Tou", "Ubah", "Victor"),
    *("Wendy", "Ximena", "Yer", "Zeynab", "Arturo", "Bilan", "Cesar", "Dolores", "Elmer"),
]


class Desk:
    """The command with its files in one folder."""

    def __init__(self, folder: Path, say: Callable[[], str]) -> None:
        self.folder, self.out, self._say = folder, folder / "out", say

    def file(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def run(self, listed: Path, stays: Path, *more: str) -> int:
        """Give the exit code of the real program."""
        arguments = ["lodged", "reconcile", str(listed), "--custody", str(stays), "--state", "MN"]
        sys.argv = [*arguments, "--as-of", AS_OF, "--out", str(self.out), *more]
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return int(ended.value.code or 0)

    def refused(self, listed: Path, stays: Path, *more: str) -> str:
        """Give the message of a refusal, of which nothing may be left on disk."""
        before = {path for path in self.folder.rglob("*") if path != self.out}
        assert self.run(listed, stays, *more) == 2
        assert {path for path in self.folder.rglob("*") if path != self.out} == before
        return self._say()

    def rows(self, name: str = "rows.csv") -> list[dict[str, str]]:
        with (self.out / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    @property
    def summary(self) -> dict[str, object]:
        found: dict[str, object] = json.loads((self.out / "summary.json").read_text("utf-8"))
        return found


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(sys, "argv", [])
    return Desk(tmp_path, lambda: capsys.readouterr().err)


def _line(
    number: int, *, place: str = ANOKA, state: str = "MN", issued: str = "2026-01-05", **more: str
) -> str:
    born = date(1960 + number, 1 + number % 12, 1 + number)
    lifted = more.get("lifted", "")
    return f"D{number},{SURNAMES[number]},{GIVEN[number]},{born},{900000000 + number},{place},{state},{issued},{lifted}"


def _stay(number: int, *, place: str = ANOKA, ended: str = "", how: str = "", on_file: str = "yes") -> str:
    born = date(1960 + number, 1 + number % 12, 1 + number)
    return (
        f"{place},B{number},{SURNAMES[number]},{GIVEN[number]},{born},2026-01-02 08:00,{900000000 + number},"
        f"{ended},{how},{on_file}"
    )


def _text(header: str, lines: list[str]) -> str:
    return "\n".join([header, *lines]) + "\n"


def test_each_category_has_its_row(desk: Desk) -> None:
    listed = [
        _line(1, state="WI", place="Dane County Jail"),
        _line(2, place="FMC Rochester"),
        _line(3, issued="2025-12-01"),
        _line(3).replace("D3,", "D3b,"),
        _line(4, lifted="2026-01-10"),
        "D5,Farah,Fadumo,1971-01-01,,Anoka County Jail,MN,2026-01-05,",
        _line(6),
        _line(7),
        _line(8, place=CARLTON),
        _line(9),
        _line(10),
        _line(11),
        _line(12, issued="2026-01-12"),
        _line(13),
        _line(14, place=SCOTT),
        _line(15),
    ]
    stays = [
        _stay(3),
        _stay(4),
        f"{ANOKA},B5,Farah,Fadumo,1972-01-01,2026-01-02 08:00,,,,yes",
        _stay(6),
        _stay(7, on_file="no"),
        _stay(8),
        _stay(9, ended="2026-01-09 10:00", how="transferred_to_ice"),
        _stay(10, ended="2026-01-09 10:00", how="transferred_to_agency"),
        _stay(11, ended="2026-01-09 10:00", how="released"),
        _stay(12, ended="2026-01-09 10:00", how="released"),
        _stay(13, ended="2026-01-09 10:00", how="died"),
        _stay(30),
    ]
    covered = desk.file("coverage.csv", COVERED)
    done = desk.run(
        desk.file("list.csv", _text(LIST, listed)),
        desk.file("stays.csv", _text(STAYS, stays)),
        "--coverage",
        str(covered),
    )
    assert done == 0
    assert {row["detainer_id"]: row["category"] for row in desk.rows()} == {
        "D1": "outside-state",
        "D2": "federal-facility",
        "D3": "duplicate",
        "D3b": "in-custody",
        "D4": "lifted",
        "D5": "needs-review",
        "D6": "in-custody",
        "D7": "in-custody-not-on-file",
        "D8": "in-custody-elsewhere",
        "D9": "transferred-to-ice",
        "D10": "transferred-to-agency",
        "D11": "released-after-lodged",
        "D12": "released-before-lodged",
        "D13": "custody-ended-otherwise",
        "D14": "no-roster",
        "D15": "not-found",
    }
    assert [row["booking_id"] for row in desk.rows("not_on_list.csv")] == ["B30"]
    assert all(row["reason"].endswith(".") for row in desk.rows())
    bridge = desk.summary["bridge"]
    assert isinstance(bridge, list)
    assert bridge[0]["after"] == 16
    held = desk.summary["held_with_detainer_on_file"]
    assert isinstance(held, dict)
    assert bridge[-1]["after"] == held["total"]


@pytest.mark.parametrize(
    ("lifted", "category"),
    [("2026-01-12", "lifted"), ("2026-01-13", "lifted"), ("2026-01-14", "in-custody")],
)
def test_a_detainer_lifted_on_the_day_itself_is_lifted(desk: Desk, lifted: str, category: str) -> None:
    """As of means the end of the day, so what was lifted on it is no longer active."""
    listed = desk.file("list.csv", _text(LIST, [_line(1, lifted=lifted)]))
    assert desk.run(listed, desk.file("stays.csv", _text(STAYS, [_stay(1)]))) == 0
    assert [row["category"] for row in desk.rows()] == [category]


@pytest.mark.parametrize(("ended", "how"), [("", ""), ("2026-01-12 10:00", "transferred_to_ice")])
def test_a_doubtful_second_stay_that_would_change_the_answer_is_not_ignored(
    desk: Desk, ended: str, how: str
) -> None:
    """One stay is clearly the person's and ended; a later one, of another birth date, may be: a person must look."""
    clear = _stay(1, ended="2026-01-09 10:00", how="released")
    doubtful = f"{CARLTON},B2,{SURNAMES[1]},{GIVEN[1]},1971-02-02,2026-01-11 08:00,,{ended},{how},yes"
    listed = desk.file("list.csv", _text(LIST, [_line(1)]))
    assert desk.run(listed, desk.file("stays.csv", _text(STAYS, [clear]))) == 0
    assert [row["category"] for row in desk.rows()] == ["released-after-lodged"]
    assert desk.run(listed, desk.file("stays.csv", _text(STAYS, [clear, doubtful]))) == 0
    assert [(row["category"], row["matched_booking_id"]) for row in desk.rows()] == [("needs-review", "B2")]


GOOD_LIST, GOOD_STAYS = _text(LIST, [_line(1)]), _text(STAYS, [_stay(1)])


def test_an_empty_file_is_refused(desk: Desk) -> None:
    said = desk.refused(desk.file("list.csv", ""), desk.file("stays.csv", GOOD_STAYS))
    assert said.strip().endswith("list.csv: the file is empty. Export it again, with its header row.")


def test_a_missing_column_is_named_with_those_there(desk: Desk) -> None:
    listed = desk.file("list.csv", "detainer_id,surname,first_name,dob\n1,A,B,1990-01-01\n")
    said = desk.refused(listed, desk.file("stays.csv", GOOD_STAYS))
    for words in (
        "last_name, date_of_birth",
        "detainer_id, surname, first_name, dob",
        "--map THEIRS=last_name",
    ):
        assert words in said


@pytest.mark.parametrize("content", [b"%PDF-1.7 x", b"\x89PNG\r\n\x1a\nx", b"PK\x03\x04 not a zip"])
def test_a_wrong_kind_of_file_is_refused(desk: Desk, content: bytes) -> None:
    said = desk.refused(desk.file("list.csv", GOOD_LIST), desk.file("roster.csv", content))
    assert "roster.csv" in said


def test_a_file_of_200_mb_is_refused_by_its_size(desk: Desk) -> None:
    big = desk.file("big.csv", GOOD_STAYS)
    with big.open("r+b") as file:
        file.truncate(200 * 1024 * 1024)
    said = desk.refused(desk.file("list.csv", GOOD_LIST), big)
    assert "[209,715,200] bytes" in said
    assert f"{MAX_BYTES:,}" in said


def test_latin_1_is_read_and_said(desk: Desk) -> None:
    listed = GOOD_LIST.replace("Berg", "Muñoz").encode("latin-1")
    assert desk.run(desk.file("list.csv", listed), desk.file("stays.csv", GOOD_STAYS)) == 0
    assert desk.rows()[0]["last_name"] == "Muñoz"
    assert any("not UTF-8" in row["reason"] for row in desk.rows("problems.csv"))


def test_a_bad_date_in_row_812_is_reported_there_and_its_row_is_placed(desk: Desk) -> None:
    lines = [f"D{i},Surname{i},Given{i},1980-01-01,,{ANOKA},MN,2026-01-05," for i in range(2, 1_001)]
    lines[810] = lines[810].replace("1980-01-01", "1980-13-45")
    assert desk.run(desk.file("list.csv", _text(LIST, lines)), desk.file("stays.csv", GOOD_STAYS)) == 0
    found = [row for row in desk.rows("problems.csv") if row["value"] == "1980-13-45"]
    assert [(row["file"], row["row"], row["column"]) for row in found] == [
        ("list.csv", "812", "date_of_birth")
    ]
    assert len(desk.rows()) == len(lines)
    assert all(row["category"] for row in desk.rows())


def test_a_repeated_detainer_id_is_noted_and_both_rows_are_placed(desk: Desk) -> None:
    listed = _text(LIST, [_line(1), _line(2).replace("D2,", "D1,")])
    assert desk.run(desk.file("list.csv", listed), desk.file("stays.csv", GOOD_STAYS)) == 0
    assert [row["category"] for row in desk.rows()] == ["in-custody", "no-roster"]
    assert any(row["column"] == "detainer_id" and row["row"] == "3" for row in desk.rows("problems.csv"))


def test_a_roster_from_after_the_day_asked_about_places_nobody(desk: Desk) -> None:
    later = GOOD_STAYS.replace("2026-01-02 08:00", "2026-02-02 08:00")
    assert desk.run(desk.file("list.csv", GOOD_LIST), desk.file("stays.csv", later)) == 0
    assert [row["category"] for row in desk.rows()] == ["no-roster"]
    assert "began after that day" in desk.rows()[0]["reason"]
    assert any("2026-01-13" in row["reason"] for row in desk.rows("problems.csv"))


@pytest.mark.parametrize("cell", ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1"])
def test_a_formula_in_a_cell_is_text_in_what_is_written(desk: Desk, cell: str) -> None:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(LIST.split(","))
    writer.writerow(["D1", cell, "A", "1990-01-01", "", ANOKA, "MN", "2026-01-05", ""])
    assert desk.run(desk.file("list.csv", out.getvalue()), desk.file("stays.csv", GOOD_STAYS)) == 0
    assert desk.rows()[0]["last_name"] == f"'{cell.strip()}"
    assert "<script" not in (desk.out / "report.html").read_text("utf-8")


def test_a_zip_bomb_is_not_opened(desk: Desk) -> None:
    path = desk.folder / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(60):
                part.write(b"0" * 10_000_000)
    said = desk.refused(desk.file("list.csv", GOOD_LIST), path)
    assert "would unpack" in said


def test_a_folder_with_other_files_is_left_alone(desk: Desk) -> None:
    desk.out.mkdir()
    (desk.out / "mine.txt").write_text("keep", "utf-8")
    said = desk.refused(desk.file("list.csv", GOOD_LIST), desk.file("stays.csv", GOOD_STAYS))
    assert "not a former result" in said
    assert (desk.out / "mine.txt").read_text("utf-8") == "keep"


def test_an_unknown_state_is_refused(desk: Desk) -> None:
    listed, stays = desk.file("list.csv", GOOD_LIST), desk.file("stays.csv", GOOD_STAYS)
    assert "[QQ]" in desk.refused(listed, stays, "--state", "QQ")


def test_names_of_columns_can_be_mapped_and_files_can_be_workbooks_and_parquet(desk: Desk) -> None:
    theirs = desk.file("list.csv", GOOD_LIST.replace("date_of_birth", "Subject DOB"))
    workbook = desk.folder / "stays.xlsx"
    with xlsxwriter.Workbook(workbook) as book:
        sheet = book.add_worksheet()
        for i, line in enumerate(GOOD_STAYS.splitlines()):
            sheet.write_row(i, 0, line.split(","))
    assert desk.run(theirs, workbook, "--map", "Subject DOB=date_of_birth") == 0
    first = desk.rows()
    parquet = desk.folder / "stays.parquet"
    pl.read_csv(io.StringIO(GOOD_STAYS), infer_schema=False).write_parquet(parquet)
    assert desk.run(theirs, parquet, "--map", "Subject DOB=date_of_birth") == 0
    assert desk.rows() == first
    assert first[0]["category"] == "in-custody"


@pytest.mark.parametrize(
    ("pair", "words"),
    [
        ("Born=date_of_birth", "No file has the column [Born]"),
        ("last_name=colour", "names no column read here"),
    ],
)
def test_a_mapping_that_fits_no_file_is_refused(desk: Desk, pair: str, words: str) -> None:
    listed, stays = desk.file("list.csv", GOOD_LIST), desk.file("stays.csv", GOOD_STAYS)
    assert words in desk.refused(listed, stays, "--map", pair)


def test_the_report_tells_every_step_from_the_lists_total_to_the_custodians_count(desk: Desk) -> None:
    listed = _text(LIST, [_line(1), _line(2, place="TULARE", state="CA"), _line(3, issued="2026-02-05")])
    assert desk.run(desk.file("list.csv", listed), desk.file("stays.csv", GOOD_STAYS)) == 0
    page = unescape((desk.out / "report.html").read_text("utf-8"))
    steps = desk.summary["bridge"]
    assert isinstance(steps, list)
    assert {step["kind"] for step in steps} == {"total", "change"}
    for step in steps:
        kind, change = (' class="total"', "") if step["kind"] == "total" else ("", f"{step['change']:+,}")
        cells = "".join(f'<td class="n">{number}</td>' for number in (change, f"{step['after']:,}"))
        assert f'<tr{kind}><th scope="row">{step["label"]}</th>{cells}<td class="n">' in page


def test_the_report_stands_alone(desk: Desk) -> None:
    assert desk.run(desk.file("list.csv", GOOD_LIST), desk.file("stays.csv", GOOD_STAYS)) == 0
    page = (desk.out / "report.html").read_text("utf-8")
    assert "<svg" in page
    assert "<table" in page
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in page
    inputs = desk.summary["inputs"]
    assert isinstance(inputs, list)
    assert {len(entry["sha256"]) for entry in inputs} == {64}


RULED = "detainer_id,facility_name,booking_id,same_person,ruled_by,why,ruled_on\n"


def test_rulings_settle_their_pairs_and_are_reported_where_they_need_a_second_look(desk: Desk) -> None:
    listed = desk.file("list.csv", _text(LIST, [_line(1), _line(2)]))
    stays = desk.file("stays.csv", _text(STAYS, [_stay(1), _stay(3)]))
    said = [
        "D1,ANOKA COUNTY JAIL,B1,no,A. Clerk,another fingerprint,2026-01-12",
        "D2,ANOKA CO. JAIL,B3,yes,A. Clerk,changed name on marriage,",
        "D7,Anoka County Jail,B7,yes,A. Clerk,not in these files,",
    ]
    ruled = desk.file("rulings.csv", RULED + "\n".join(said) + "\n")
    assert desk.run(listed, stays, "--rulings", str(ruled)) == 0
    first, second = desk.rows()
    assert (first["category"], first["matched_booking_id"]) == ("no-roster", "")
    assert second["category"] == "in-custody"
    assert "ruled one person by A. Clerk: changed name on marriage" in second["match_evidence"]
    reasons = [row["reason"] for row in desk.rows("problems.csv") if row["file"] == "rulings.csv"]
    assert sum("clearly say the opposite" in reason for reason in reasons) == 2
    assert sum("lack this record" in reason for reason in reasons) == 1


def test_a_ruling_without_a_reason_is_not_used(desk: Desk) -> None:
    listed = desk.file("list.csv", _text(LIST, [_line(1)]))
    stays = desk.file("stays.csv", _text(STAYS, [_stay(1)]))
    ruled = desk.file("rulings.csv", RULED + "D1,Anoka County Jail,B1,no,A. Clerk,,\n")
    assert desk.run(listed, stays, "--rulings", str(ruled)) == 0
    assert desk.rows()[0]["category"] == "in-custody"
    assert [row["column"] for row in desk.rows("problems.csv") if row["file"] == "rulings.csv"] == ["why"]
