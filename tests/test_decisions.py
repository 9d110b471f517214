"""Every decision record has a status and a date, and the index lists them all."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.decisions import INDEX, DecisionError, decisions, index

WHOLE = "# 7. Something\n\n**Status:** accepted\n\n**Date:** 2026-11-28\n\nBecause.\n"


def test_the_index_is_complete_and_current() -> None:
    assert index(decisions()) == INDEX.read_text(encoding="utf-8"), "Run `make decisions`."


def test_a_whole_record_is_read(tmp_path: Path) -> None:
    (tmp_path / "0007-something.md").write_text(WHOLE, encoding="utf-8")
    (record,) = decisions(tmp_path)
    assert (record.number, record.title, record.status) == (7, "Something", "accepted")
    assert "[Something](0007-something.md)" in index([record])


@pytest.mark.parametrize("lost", ["**Status:** accepted", "**Date:** 2026-11-28", "# 7. Something"])
def test_a_record_without_title_status_or_date_is_refused(tmp_path: Path, lost: str) -> None:
    (tmp_path / "0007-something.md").write_text(WHOLE.replace(lost, ""), encoding="utf-8")
    with pytest.raises(DecisionError, match="0007-something"):
        decisions(tmp_path)


def test_a_status_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "0007-something.md").write_text(WHOLE.replace("accepted", "perhaps"), encoding="utf-8")
    with pytest.raises(DecisionError, match="Status"):
        decisions(tmp_path)


def test_two_records_of_one_number_are_refused(tmp_path: Path) -> None:
    for name in ("0007-something.md", "0007-else.md"):
        (tmp_path / name).write_text(WHOLE, encoding="utf-8")
    with pytest.raises(DecisionError, match="share number 7"):
        decisions(tmp_path)
