"""docs/formats.md names every column that is read, with its meaning."""

from __future__ import annotations

from pathlib import Path

import pytest

from lodged.sources.agreements import AGREEMENTS
from lodged.sources.facility_counts import FACILITY_COUNTS
from lodged.sources.foia import FOIA_DETAINERS
from lodged.sources.jail_bookings import JAIL_BOOKINGS
from lodged.sources.published import LAYOUTS
from lodged.sources.tables import COVERAGE, CUSTODY_RECORDS, DETAINER_LIST, RULINGS, Table

PAGE = (Path(__file__).parents[2] / "docs" / "formats.md").read_text("utf-8")


@pytest.mark.parametrize(
    "table",
    [
        DETAINER_LIST,
        CUSTODY_RECORDS,
        COVERAGE,
        RULINGS,
        FOIA_DETAINERS,
        AGREEMENTS,
        JAIL_BOOKINGS,
        FACILITY_COUNTS,
    ],
    ids=lambda table: table.name,
)
def test_every_column_stands_on_the_page(table: Table) -> None:
    missing = [
        column.name
        for column in table.columns
        if f"| `{column.name}` |" not in PAGE or column.meaning not in PAGE
    ]
    assert missing == []


def test_every_published_layout_stands_on_the_page() -> None:
    assert [layout.table.title for layout in LAYOUTS if f"| {layout.table.title} |" not in PAGE] == []
