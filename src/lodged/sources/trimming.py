"""Cells as text, without the white space around them."""

from __future__ import annotations

import polars as pl


def trimmed(cells: pl.DataFrame) -> pl.DataFrame:
    """Trim white space (no-break spaces too) and make empty text null."""
    text = pl.all().str.strip_chars()
    return cells.select(pl.when(text != "").then(text)) if cells.width else cells
