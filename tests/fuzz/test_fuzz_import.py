"""A broken export is refused in words and leaves nothing, or the record is what the files say; never half of it.

Some dozens of broken exports here; with LODGED_FUZZ_SECONDS a tenth of that time more. Hypothesis makes what breaks one
as small as it can.
"""

from __future__ import annotations

import json
import os
import random
import tempfile
import time
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection, models, transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from lodged.exchange.exporting import BOUND, JOURNAL, OPEN, ExportError, export_all, name_of
from lodged.exchange.importing import import_all
from lodged.exchange.rows import ADDED_SINCE
from lodged.register.models import JournalEntry, JournalFrontier, JournalHash
from tests.exported_record import exported
from tests.fuzz.exports import MANIFEST, Export, broken, fitting, read_export, write_export

pytestmark = pytest.mark.django_db
SECONDS = float(os.environ.get("LODGED_FUZZ_SECONDS", "0")) / 10
FEW = 30
"""Exports tried in the ordinary tests, and at a time."""
WORKED_OUT = {"tables/personname.jsonl": {"folded"}}
"""Columns that are not read but worked out."""


@pytest.fixture
def good(tmp_path: Path) -> Export:
    exported(tmp_path / "out")
    return read_export(tmp_path / "out")


@pytest.mark.timeout(max(300, int(SECONDS) * 3))
def test_a_broken_export_is_refused_whole_or_imported_as_it_says(good: Export) -> None:
    until = time.monotonic() + SECONDS
    outcomes: Counter[str] = Counter()

    @settings(
        max_examples=FEW,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.randoms(use_true_random=False))
    def a_few(rng: random.Random) -> None:
        outcomes[_outcome(broken(good, rng))] += 1

    seed(20260113)(a_few)()
    while time.monotonic() < until:
        seed(random.randrange(2**32))(a_few)()
    print(f"exports: {dict(outcomes)}")
    assert set(outcomes) == {"refused", "imported"}


def test_a_file_gone_is_refused(good: Export) -> None:
    for name in good:
        outcome = _outcome(fitting({other: raw for other, raw in good.items() if other != name}))
        assert outcome == ("imported" if name.endswith(".csv") else "refused"), name


def _outcome(export: Export) -> str:
    """What became of an export; the instance is empty again afterwards."""
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        write_export(export, Path(folder) / "in")
        try:
            import_all(Path(folder) / "in")
        except ExportError as error:
            _nothing_stayed(str(error))
            return "refused"
        connection.check_constraints()
        export_all(Path(folder) / "again")
        again = read_export(Path(folder) / "again")
        transaction.set_rollback(True)
    for table in (*OPEN, *BOUND, *JOURNAL):
        assert _said(export, table) == _said(again, table), name_of(table)
    assert _root(export) == _root(again)
    return "imported"


def _nothing_stayed(words: str) -> None:
    assert "nothing was imported" in words.lower() or "is not an export" in words
    assert not any(table._default_manager.exists() for table in (*OPEN, JournalEntry, JournalHash))
    assert JournalFrontier.objects.get().size == 0
    # Every other table's rows name an agency, and there is none.
    connection.check_constraints()


def _said(export: Export, table: type[models.Model]) -> Counter[str]:
    """The rows of a table as they are meant: without order and counting numbers, old ones with what they meant."""
    meaningless = WORKED_OUT.get(name_of(table), set())
    if isinstance(table._meta.pk, models.AutoField) and table in BOUND:
        meaningless = meaningless | {"id"}
    lacking = ADDED_SINCE.get(table, {})
    rows = (lacking | json.loads(line) for line in export[name_of(table)].splitlines())
    return Counter(
        json.dumps({name: row[name] for name in sorted(row) if name not in meaningless}) for row in rows
    )


def _root(export: Export) -> tuple[int, str]:
    manifest = json.loads(export[MANIFEST])
    return manifest["journal_size"], manifest["journal_root"]
