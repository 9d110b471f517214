"""The text of a checkpoint is read whole or refused in words."""

from __future__ import annotations

import pytest

from lodged.journal.checkpoint import Checkpoint
from lodged.journal.errors import NoteError

WHOLE = Checkpoint("test.example/journal", 5, bytes(range(32)))


def test_what_is_written_is_read_again_and_further_lines_are_allowed() -> None:
    assert Checkpoint.parse(WHOLE.text()) == WHOLE
    assert Checkpoint.parse(WHOLE.text() + "an extension\n") == WHOLE


@pytest.mark.parametrize("kept", [0, 1, 2])
def test_one_without_all_its_lines_is_refused(kept: int) -> None:
    lines = WHOLE.text().split("\n")[:kept]
    with pytest.raises(NoteError, match="an origin, a size and a root"):
        Checkpoint.parse("\n".join(lines))


@pytest.mark.parametrize("emptied", [0, 1, 2])
def test_one_with_an_empty_line_is_refused(emptied: int) -> None:
    lines = [*WHOLE.text().split("\n")[:3], "an extension"]
    lines[emptied] = ""
    with pytest.raises(NoteError, match="an origin, a size and a root"):
        Checkpoint.parse("\n".join(lines))
