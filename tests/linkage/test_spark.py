"""Spark gives the same categories as DuckDB, through the command."""

from __future__ import annotations

import csv
import warnings
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from lodged.cli import app
from lodged.demo.training.measuring import make
from lodged.linkage.engines import EngineError, has_java

PLACES = ("Anoka County Jail", "Carlton County Jail", "MCF-Stillwater")


def write_lists(folder: Path) -> None:
    data = make(4)
    _write(
        folder / "list.csv",
        [
            row | {"detainer_id": f"SYN-D{i}", "facility_name": PLACES[i % 3], "facility_state": "MN"}
            for i, row in enumerate(data.listed.to_dicts())
        ],
    )
    _write(
        folder / "stays.csv",
        [
            row | {"booking_id": f"SYN-B{i}", "facility_name": PLACES[i % 3], "booked_at": "2026-01-02 08:00"}
            for i, row in enumerate(data.stays.to_dicts())
        ],
    )


def _write(path: Path, rows: list[dict[str, object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def reconciled(folder: Path, engine: str) -> Result:
    out = folder / engine
    arguments = ["reconcile", folder / "list.csv", "--custody", folder / "stays.csv", "--state", "MN"]
    arguments += ["--as-of", "2026-01-13", "--engine", engine, "--spark-master", "local[2]", "--out", out]
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.mark.slow
def test_spark_gives_the_same_categories_and_evidence(tmp_path: Path) -> None:
    pytest.importorskip("pyspark")
    if not has_java():
        warnings.warn("NO JAVA HERE: linkage on Spark was not tested", stacklevel=1)
        pytest.skip("NO JAVA HERE: linkage on Spark was not tested")
    write_lists(tmp_path)
    for engine in ("duckdb", "spark"):
        done = reconciled(tmp_path, engine)
        assert done.exit_code == 0, done.output
    rows = [(tmp_path / engine / "rows.csv").read_text("utf-8") for engine in ("duckdb", "spark")]
    assert rows[0] == rows[1]


def test_spark_without_java_is_refused_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pyspark")
    write_lists(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    done = reconciled(tmp_path, "spark")
    assert isinstance(done.exception, EngineError)
    assert "Install it, or leave --engine out" in str(done.exception)
    assert not (tmp_path / "spark").exists()
