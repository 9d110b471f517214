"""Tables out of a web page, also one that a system calls .xls."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

import polars as pl

MAX_HTML_CELLS = 20_000_000
_WIDEST_SPAN = 1_000
_CELLS = ("td", "th")
_UNSEEN = ("script", "style", "template")


@dataclass
class _Table:
    rows: list[list[str | None]] = field(default_factory=list)
    caption: str = ""
    spanning: dict[int, tuple[int, str | None]] = field(default_factory=dict)
    """By column, for how many more rows a cell above reaches down, and its text."""
    filled_down: int = 0


@dataclass(frozen=True)
class HtmlTable:
    """A table's cells as text; ``filled_down`` counts the cells that a cell above reaches into."""

    caption: str
    cells: pl.DataFrame
    filled_down: int


class TooManyCellsError(Exception):
    """A page whose tables would have more cells than memory should hold."""


def html_tables(text: str) -> tuple[HtmlTable, ...]:
    """Return the tables of a page that have any cells; a table around other tables has those of its own alone.

    Raises :class:`TooManyCellsError`.
    """
    parser = _Parser()
    parser.feed(text)
    parser.close()
    parser.end_all()
    return tuple(_as_frame(table) for table in parser.done if any(any(row) for row in table.rows))


def _as_frame(table: _Table) -> HtmlTable:
    width = max(map(len, table.rows))
    columns = [
        pl.Series(str(at), [row[at] if at < len(row) else None for row in table.rows], dtype=pl.String)
        for at in range(width)
    ]
    return HtmlTable(" ".join(table.caption.split()), pl.DataFrame(columns), table.filled_down)


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.done: list[_Table] = []
        self._open: list[_Table] = []
        self._row: list[list[str | None] | None] = []
        self._cell: list[list[str] | None] = []
        self._spans: tuple[int, int] = (1, 1)
        self._captioned = False
        self._unseen = 0
        self._cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "table":
            self._open.append(_Table())
            self._row.append(None)
            self._cell.append(None)
        elif self._open:
            self._start_in_table(tag, dict(attrs))

    def _start_in_table(self, tag: str, attrs: dict[str, str | None]) -> None:
        if tag == "tr":
            self._end_row()
            self._row[-1] = []
        elif tag in _CELLS:
            self._end_cell()
            if self._row[-1] is None:
                self._row[-1] = []
            self._cell[-1] = []
            self._spans = (_span(attrs.get("colspan")), _span(attrs.get("rowspan")))
        elif tag == "caption":
            self._captioned = True
        elif tag in {"br", "p", "div", "li"} and self._cell[-1] is not None:
            self._cell[-1].append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(self._unseen - 1, 0)
        elif not self._open:
            return
        elif tag == "table":
            self._end_table()
        elif tag == "tr":
            self._end_row()
        elif tag in _CELLS:
            self._end_cell()
        elif tag == "caption":
            self._captioned = False

    def handle_data(self, data: str) -> None:
        if self._unseen or not self._open:
            return
        cell = self._cell[-1]
        if cell is not None:
            cell.append(data)
        elif self._captioned:
            self._open[-1].caption += data

    def end_all(self) -> None:
        """End what the page leaves open."""
        while self._open:
            self._end_table()

    def _end_table(self) -> None:
        self._end_row()
        self.done.append(self._open.pop())
        self._row.pop()
        self._cell.pop()
        self._captioned = False

    def _end_row(self) -> None:
        self._end_cell()
        row, table = self._row[-1], self._open[-1]
        self._row[-1] = None
        if row is None:
            return
        self._reach_down(table, row)
        while any(column > len(row) for column in table.spanning):
            row.append(None)
            self._reach_down(table, row)
        self._counted(len(row))
        table.rows.append(row)

    def _end_cell(self) -> None:
        parts, row, table = self._cell[-1], self._row[-1], self._open[-1]
        self._cell[-1] = None
        if parts is None or row is None:
            return
        self._reach_down(table, row)
        text = " ".join("".join(parts).split()) or None
        across, down = self._spans
        if down > 1:
            table.spanning[len(row)] = (down - 1, text)
        row += [text] + [None] * (across - 1)

    def _reach_down(self, table: _Table, row: list[str | None]) -> None:
        """Put the cells from above that come next into a row."""
        while len(row) in table.spanning:
            left, text = table.spanning.pop(len(row))
            table.filled_down += 1
            if left > 1:
                table.spanning[len(row)] = (left - 1, text)
            row.append(text)

    def _counted(self, cells: int) -> None:
        self._cells += cells
        if self._cells > MAX_HTML_CELLS:
            raise TooManyCellsError


def _span(text: str | None) -> int:
    text = (text or "").strip()
    return min(max(int(text), 1), _WIDEST_SPAN) if text.isascii() and text.isdigit() and len(text) < 9 else 1
