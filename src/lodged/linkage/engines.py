"""Where pairs are scored: DuckDB on this machine, or Spark here or on a cluster. The same SQL runs on both."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

import duckdb
import polars as pl
from splink import DuckDBAPI

from lodged.core.errors import LodgedError
from lodged.core.extras import Extra, need


class EngineKind(Enum):
    """What scores pairs of records."""

    DUCKDB = "duckdb"
    """DuckDB, in this process."""
    SPARK = "spark"
    """Apache Spark, on this machine or on a cluster."""


class EngineError(LodgedError):
    """An engine that can't be started as asked."""


@dataclass(frozen=True, slots=True)
class Engine:
    """Which engine, and for Spark the master's URL (``local[*]`` is this machine)."""

    kind: EngineKind = EngineKind.DUCKDB
    spark_master: str = "local[*]"


DUCKDB = Engine()

DUCKDB_MEMORY = "3GB"
"""What DuckDB may hold in memory; what is more goes to a temporary folder."""


class Session(Protocol):
    """An engine at work."""

    api: Any
    """Splink's view of it."""

    def put(self, name: str, table: pl.DataFrame) -> None:
        """Make a table readable under a name."""

    def fresh(self, *names: str) -> list[str]:
        """Return names of tables that were not used before in this session."""

    def drop(self, *names: str) -> None:
        """Forget tables."""

    def query(self, name: str, sql: str) -> int:
        """Keep a query's rows as a table; give their number."""

    def rows(self, result: Any, columns: Mapping[str, str]) -> pl.DataFrame:
        """Fetch what Splink found: columns by name, with the SQL of each."""


def has_java() -> bool:
    """Return whether Spark can find a Java to run on."""
    return "JAVA_HOME" in os.environ or shutil.which("java") is not None


@contextmanager
def open_session(engine: Engine = DUCKDB) -> Iterator[Session]:
    """Start an engine for one job, and stop it.

    Raises MissingExtraError where Spark isn't installed, EngineError where it finds no Java or doesn't reach its
    master.
    """
    if engine.kind is EngineKind.DUCKDB:
        with tempfile.TemporaryDirectory(prefix="lodged-duckdb-") as folder:
            settings: dict[str, str | bool | int | float | list[str]] = {
                "memory_limit": DUCKDB_MEMORY,
                "temp_directory": folder,
                "preserve_insertion_order": False,
            }
            with duckdb.connect(config=settings) as connection:
                yield _DuckDB(connection)
        return
    with _spark(engine.spark_master) as session:
        yield session


class _Names:
    """Names of tables, numbered by use."""

    _uses = 0

    def fresh(self, *names: str) -> list[str]:
        self._uses += 1
        return [f"{name}_{self._uses}" for name in names]


def _selection(columns: Mapping[str, str]) -> str:
    return ", ".join(f"{sql} AS {name}" for name, sql in columns.items())


class _DuckDB(_Names):
    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        connection.execute("CREATE MACRO arrays_overlap(one, other) AS list_has_any(one, other)")
        connection.execute(
            "CREATE MACRO array_except(one, other) AS list_filter(one, lambda part: NOT list_contains(other, part))"
        )
        connection.execute("CREATE MACRO array_size(one) AS len(one)")
        connection.execute("CREATE MACRO jaro_winkler(one, other) AS jaro_winkler_similarity(one, other)")
        self._connection, self.api = connection, DuckDBAPI(connection)

    def put(self, name: str, table: pl.DataFrame) -> None:
        self._connection.register(f"{name}_given", table.to_arrow())
        self._connection.execute(f"CREATE TABLE {name} AS SELECT * FROM {name}_given")  # noqa: S608 - own names
        self._connection.unregister(f"{name}_given")

    def query(self, name: str, sql: str) -> int:
        self._connection.execute(f"CREATE TABLE {name} AS {sql}")
        ((counted,),) = self._connection.execute(f"SELECT count(*) FROM {name}").fetchall()  # noqa: S608 - own names
        return int(counted)

    def drop(self, *names: str) -> None:
        for name in names:
            self._connection.execute(f"DROP TABLE IF EXISTS {name}")

    def rows(self, result: Any, columns: Mapping[str, str]) -> pl.DataFrame:
        rows = pl.from_arrow(result.as_duckdbpyrelation().select(_selection(columns)).to_arrow_table())
        assert isinstance(rows, pl.DataFrame)  # noqa: S101 - a table and not a series
        return rows


class _Spark(_Names):
    def __init__(self, session: Any) -> None:
        from splink.backends.spark import SparkAPI

        self._session = session
        self.api: Any = SparkAPI(  # type: ignore[no-untyped-call]
            spark_session=session, break_lineage_method="persist"
        )

    def put(self, name: str, table: pl.DataFrame) -> None:
        self._session.createDataFrame(table.to_arrow()).createOrReplaceTempView(name)

    def query(self, name: str, sql: str) -> int:
        rows = self._session.sql(sql).persist()
        rows.createOrReplaceTempView(name)
        return int(rows.count())

    def drop(self, *names: str) -> None:
        for name in names:
            if self._session.catalog.tableExists(name):
                self._session.table(name).unpersist()
                self._session.catalog.dropTempView(name)

    def rows(self, result: Any, columns: Mapping[str, str]) -> pl.DataFrame:
        chosen = result.as_spark_dataframe().selectExpr(
            *(f"{sql} AS {name}" for name, sql in columns.items())
        )
        rows = pl.from_arrow(chosen.toArrow())
        assert isinstance(rows, pl.DataFrame)  # noqa: S101 - a table and not a series
        return rows


# Lists that one machine takes are small: starting up and compiling would cost more than the work.
_ON_THIS_MACHINE = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "2g",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.adaptive.enabled": "false",
}


@contextmanager
def _spark(master: str) -> Iterator[_Spark]:
    need(Extra.SPARK)
    from pyspark.sql import SparkSession
    from splink.backends.spark import similarity_jar_location

    if shutil.which("java") is None:
        raise EngineError(
            "Spark needs Java 17, and no java is on the PATH. Install it, or leave --engine out."
        )
    logging.getLogger("py4j").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory(prefix="lodged-spark-") as folder:
        builder = (
            SparkSession.builder.master(master)
            .appName("lodged linkage")
            .config("spark.jars", similarity_jar_location())
            .config("spark.sql.warehouse.dir", folder)
            .config("spark.local.dir", folder)
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.sql.session.timeZone", "UTC")
        )
        if master.startswith("local"):
            for name, value in _ON_THIS_MACHINE.items():
                builder = builder.config(name, value)
        try:
            session = builder.getOrCreate()
        except Exception as error:
            raise EngineError(f"Spark did not start on [{master}]: {error}") from error
        session.sparkContext.setLogLevel("ERROR")
        try:
            yield _Spark(session)
        finally:
            session.stop()
