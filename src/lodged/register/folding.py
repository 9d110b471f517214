"""A column that holds a row's names as a search compares them: without accents, capitals, spaces and punctuation."""

from __future__ import annotations

from typing import Any

from django.db import models

from lodged.core.folding import comparison_key


class FoldedNameField(models.CharField):
    """The row's family, given and middle names folded together, written with each row."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Work it out from the row's names."""
        row: Any = model_instance
        row.folded = comparison_key(f"{row.last} {row.first} {row.middle}")[: self.max_length]
        return str(row.folded)
