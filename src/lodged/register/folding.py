"""Names as a search compares them: without accents, capitals, spaces and punctuation."""

from __future__ import annotations

from typing import Any

from django.db import models

from lodged.core.folding import fold

# Letters that Unicode doesn't decompose, as people type them on a keyboard without them.
_LETTERS = str.maketrans(
    {"Ø": "O", "ø": "o", "Đ": "D", "đ": "d", "Ð": "D", "ð": "d", "Ł": "L", "ł": "l", "ß": "ss"}
)


def folded(text: str) -> str:
    """Fold a name, or a word of one.

    >>> folded("Núñez-O'Brien Åse") == folded("nunez obrien ase")
    True
    """
    return fold(text.translate(_LETTERS))


class FoldedNameField(models.CharField):
    """The row's family, given and middle names folded together, written with each row."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Work it out from the row's names."""
        row: Any = model_instance
        row.folded = folded(f"{row.last} {row.first} {row.middle}")[: self.max_length]
        return str(row.folded)
