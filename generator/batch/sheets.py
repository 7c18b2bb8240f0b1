"""Tables → one XLSX, the same to the byte for the same tables.  Every cell is text or a number, never a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

Cell = str | float | int | None
WIDTH = 24
ROWS, LETTERS, HIGHEST = 1_048_575, 32_767, 409
"""The rows that a sheet holds, the letters of a cell, the points of a row's height."""


class Book:
    """One workbook; ``tint`` gives a cell its colour by what it says."""

    def __init__(self, title: str, tint: dict[str, str] | None = None) -> None:
        from xlsxwriter import Workbook

        self._out = io.BytesIO()
        self._book: Any = Workbook(self._out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        self._title = title.replace("&", "&&")[:150]
        self._figure = self._book.add_format({"align": "center", "valign": "top"})
        self._book.set_properties({"title": title, "created": datetime(1980, 1, 1)})
        self._head = self._book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self._plain = self._book.add_format({"text_wrap": True, "valign": "top"})
        self._tints = {word: self._book.add_format({"text_wrap": True, "valign": "top", "bg_color": colour}) for word, colour in (tint or {}).items()}

    def sheet(self, name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]], widths: Sequence[int] = (), fixed: int = 1) -> Any:
        """A sheet with a heading that stays in sight, as do the first ``fixed`` columns; returns it, for what only one needs."""
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, fixed)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.hide_gridlines(0)  # they are printed: cells are filled in by hand
        sheet.set_footer(f"&L{self._title} · {name}&R&P / &N")
        wide = [widths[column] if column < len(widths) else WIDTH for column in range(len(head))]
        sheet.set_row(0, _height(head, wide))
        for column, words in enumerate(head):
            sheet.set_column(column, column, wide[column])
            sheet.write_string(0, column, words, self._head)
        last = 0
        for last, row in enumerate(rows, 1):
            if last > ROWS:
                break
            sheet.set_row(last, _height(row, wide))
            for column, cell in enumerate(row):
                self._write(sheet, last, column, cell)
        if head:
            sheet.autofilter(0, 0, last, len(head) - 1)
        return sheet

    def _write(self, sheet: Any, row: int, column: int, cell: Cell) -> None:
        if isinstance(cell, str):
            sheet.write_string(row, column, cell[:LETTERS], self._tints.get(cell, self._plain))
        elif cell is not None:
            sheet.write_number(row, column, cell, self._figure)

    def content(self) -> bytes:
        """The file."""
        self._book.close()
        return self._out.getvalue()


def _height(row: Sequence[Cell], widths: Sequence[int]) -> float:
    """A row's height in points: no program that reads the file measures its words first."""
    lines = (sum(-(-max(len(line), 1) // width) for line in cell.split("\n")) for cell, width in zip(row, widths, strict=False) if isinstance(cell, str))
    return min(15 * max(lines, default=1), HIGHEST)
