"""`lodged demo DIR`, as a person types it."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from lodged.cli import app
from lodged.demo import synthetic_minnesota
from lodged.demo.synthetic_minnesota import FileExistsInFolderError
from lodged.sources.input_tables import read_coverage, read_custody_records, read_detainer_list


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["demo", *arguments], catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_it_writes_the_published_demonstration(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "minnesota"
    output = run(str(folder))
    assert "SYNTHETIC" in output
    assert "lodged reconcile" in output
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == synthetic_minnesota.files()


def test_it_takes_another_seed(tmp_path: Path) -> None:
    run(str(tmp_path), "--seed", "5")
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert written == synthetic_minnesota.files(5)


def test_it_never_overwrites_a_list_unasked(tmp_path: Path) -> None:
    mine = tmp_path / "federal_list.csv"
    mine.write_text("a real list")
    with pytest.raises(FileExistsInFolderError, match=r"\[federal_list.csv\].*--replace"):
        run(str(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == [mine.name]
    run(str(tmp_path), "--replace")
    assert mine.read_bytes() == synthetic_minnesota.files()[mine.name]


def test_the_readers_take_every_cell_of_it(tmp_path: Path) -> None:
    synthetic_minnesota.write(tmp_path)
    readings = (
        read_detainer_list([tmp_path / "federal_list.csv"]),
        read_custody_records([tmp_path / "custody_records.csv"]),
        read_coverage(tmp_path / "coverage.csv"),
    )
    made = synthetic_minnesota.make()
    assert [reading.problems for reading in readings] == [(), (), ()]
    for reading, frame in zip(
        readings, (made.federal_list, made.custody_records, made.coverage), strict=True
    ):
        columns = frame.columns[1:]
        assert reading.rows.select(columns).equals(frame.select(columns))
