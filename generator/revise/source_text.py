"""A parsed text → its source again, with some blocks changed, left out or added; see :mod:`generator.text` for the forms.

What was parsed and printed so parses the same: blocks, names, holes, statements.  Only its line breaks are ours.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from ..frozen import Record

_MARKS = re.compile(r"[\\*_\[\]<|^]")
_HOLE = re.compile(r"\{(?=[{%#])")
_START = re.compile(r"(?m)^([ \t]*)([#>+-]|[0-9]+[.)])")


class Added(Record):
    """A block put in: its source, and whether it is a point; ``moved`` is the block that it was, with its points and tables."""

    source: str
    is_point: bool
    moved: list[Any] | None = None


class Changes(Record):
    """By the identity of a parsed block, or row: ``words`` are its new source, None where it goes; ``after`` what stands
    behind it; ``first`` what stands before all; ``moved`` are those that stand elsewhere."""

    words: Mapping[int, str | None] = {}
    after: Mapping[int, list[Added]] = {}
    first: tuple[Added, ...] = ()
    moved: frozenset[int] = frozenset()


def source_of(template: list[Any], changes: Changes | None = None) -> str:
    """The source of some blocks."""
    made = _Source(changes or Changes())
    return "\n".join([*made.added(made.changes.first), *made.blocks(template)]).strip("\n") + "\n"


def escaped(text: str) -> str:
    """Plain words as they stand in a source."""
    return _HOLE.sub(r"{\\", _MARKS.sub(r"\\\g<0>", text))


def inlines_of(inlines: list[Any]) -> str:
    """The source of some inlines."""
    return plain_lines("".join(map(inline_of, inlines)))


def plain_lines(source: str) -> str:
    """A source whose lines begin like a list, a quotation or a heading, so that they do not."""
    return _START.sub(_plain_start, source)


def _plain_start(found: re.Match[str]) -> str:
    mark = found[2]
    return f"{found[1]}\\{mark}" if len(mark) == 1 else f"{found[1]}{mark[:-1]}\\{mark[-1]}"


def inline_of(item: Any) -> str:
    """The source of one inline."""
    if isinstance(item, str):
        return escaped(item)
    tag = item[0]
    if tag == "br":
        return "\n"
    if tag == "h":
        return f"{{{{ {expression(item[1])} }}}}"
    if tag in ("e", "s"):
        mark = "*" if tag == "e" else "**"
        return f"{mark}{''.join(map(inline_of, item[1]))}{mark}"
    if tag == "if":
        other = f"{{% else %}}{''.join(map(inline_of, item[3]))}" if item[3] else ""
        return f"{{% if {expression(item[1])} %}}{''.join(map(inline_of, item[2]))}{other}{{% endif %}}"
    return f"{{% for {item[1]} in {expression(item[2])} %}}{''.join(map(inline_of, item[3]))}{{% endfor %}}"


def expression(item: list[Any]) -> str:
    """The source of an expression."""
    tag = item[0]
    if tag == "n":
        return str(item[1])
    if tag == "a":
        return f"{expression(item[1])}.{item[2]}"
    if tag == "not":
        return f"not {expression(item[1])}"
    if tag == "k":
        return json.dumps(item[1], ensure_ascii=False)
    arguments = [json.dumps(a, ensure_ascii=False) for a in item[2]] + [f"{n}={json.dumps(a, ensure_ascii=False)}" for n, a in item[3].items()]
    return f"{item[1]}({', '.join(arguments)})"


class _Source:
    def __init__(self, changes: Changes) -> None:
        self.changes = changes

    def _words(self, item: list[Any]) -> str | None:
        """A block's own words and name; None where it goes."""
        words = self.changes.words.get(id(item), ...)
        text = inlines_of(item[2]) if words is ... else words
        return text if text is None or not item[1] else f"{text} ^{item[1]}"

    def blocks(self, template: list[Any]) -> list[str]:
        """Lines, an empty one after each block."""
        lines: list[str] = []
        for item in template:
            if item[0] != "p":
                lines += self._around(item, self.blocks, blank=True)
            elif id(item) not in self.changes.moved:
                lines += self._block(item)
        return lines

    def _block(self, item: list[Any]) -> list[str]:
        """A paragraph with its points and tables, and what was put in behind it; a point behind its words is its first."""
        words, after = self._words(item), self.changes.after.get(id(item), [])
        lines: list[str] = []
        if words is not None:
            points = [f"- {block.source}" for block in after if block.is_point] + self.points(item[3], "")
            lines += [words, "", *points, *([""] if points else [])]
            for table in item[4]:
                lines += [*self._table(table), ""]
        for point in item[3]:
            lines += self._left_over(point)
        return lines + self.added(block for block in after if not block.is_point)

    def added(self, blocks: Iterable[Added]) -> list[str]:
        """Paragraphs that were put in, or that moved here."""
        return [line for block in blocks for line in (self._block(block.moved) if block.moved else (block.source, ""))]

    def _left_over(self, item: list[Any]) -> list[str]:
        """Paragraphs put in behind a point: they stand behind its paragraph."""
        if item[0] != "p":
            return []
        own = self.added(block for block in self.changes.after.get(id(item), []) if not block.is_point)
        return own + [line for inner in item[3] for line in self._left_over(inner)]

    def _around(self, item: list[Any], inner: Any, blank: bool = False, indent: str = "") -> list[str]:
        first = inner(item[2] if item[0] == "if" else item[3])
        other = inner(item[3]) if item[0] == "if" and item[3] else []
        if not first and not other:
            return []
        start = f"if {expression(item[1])}" if item[0] == "if" else f"for {item[1]} in {expression(item[2])}"
        middle = [f"{indent}{{% else %}}", *other] if other else []
        return [f"{indent}{{% {start} %}}", *first, *middle, f"{indent}{{% end{item[0]} %}}", *([""] if blank else [])]

    def points(self, template: list[Any], indent: str) -> list[str]:
        """The lines of a list."""
        lines: list[str] = []
        for item in template:
            if item[0] != "p":
                lines += self._around(item, lambda inner: self.points(inner, indent), indent=indent)
                continue
            words = self._words(item)
            if words is not None:
                lines.append(f"{indent}- " + words.replace("\n", f"\n{indent}  "))
                for more in item[4]:
                    lines += ["", f"{indent}  " + inlines_of(more).replace("\n", f"\n{indent}  ")]
                inner = self.points(item[3], f"{indent}  ")
                lines += ["", *inner] if inner else []
            lines += [f"{indent}- {block.source}" for block in self.changes.after.get(id(item), []) if block.is_point]
        return lines

    def _table(self, table: list[Any]) -> list[str]:
        head, right, rows = table
        marks = "|".join("---:" if figures else "---" for figures in right)
        first = self.changes.words.get(id(head), self._row(head))
        return [str(first), f"|{marks}|", *(block.source for block in self.changes.after.get(id(head), [])), *self._rows(rows)]

    def _rows(self, template: list[Any]) -> list[str]:
        lines: list[str] = []
        for item in template:
            if item[0] == "r":
                row = self.changes.words.get(id(item), self._row(item[1]))
                lines += [*([row] if row is not None else []), *(block.source for block in self.changes.after.get(id(item), []))]
            else:
                lines += self._around(item, self._rows)
        return lines

    @staticmethod
    def _row(cells: list[Any]) -> str:
        return row_of("".join(map(inline_of, cell)) for cell in cells)


def row_of(cells: Iterable[str]) -> str:
    """A table's row from the sources of its cells."""
    return f"| {' | '.join(cells)} |"
