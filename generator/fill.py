"""Blocks with holes + values → nodes of the tree.

Nothing is executed: names are looked up, attributes read, statements decide which blocks print.  What cannot be filled
is recorded as a fault with its place in the clause's text, and prints as a blank, so that all faults show at once.
"""

from __future__ import annotations

from collections.abc import Callable

from .hints import Any
from .terms import Terms
from .tree import (
    Blank,
    Block,
    Bracket,
    Break,
    Emphasis,
    Inline,
    Inlines,
    Option,
    Paragraph,
    Point,
    Ref,
    Table,
    Target,
    Term,
    Text,
)  # fmt: skip
from .values import Flag, PartyValue, RefValue, Value

Lookup = Callable[[str], Value | None]
Report = Callable[[str, int, int, str, str], None]
MOST = 300_000
"""How much the loops of one text may print, in parts of its template."""
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")


class Filler:
    """Fills the texts of one clause in one instrument and language.

    ``lookup`` finds a name's value, ``term`` the word of ``term("…")``, ``included`` whether a clause is in the package,
    ``report`` takes a code, line, column, message and hint.  ``items`` are the parsed blocks by the id they were filled as."""

    def __init__(
        self,
        lookup: Lookup,
        term: Callable[[str], Value | None],
        included: Callable[[str], bool],
        report: Report,
        terms: Terms | None,
    ) -> None:
        self.lookup, self.term, self.included, self.report, self.terms = lookup, term, included, report, terms
        self.places: dict[str, tuple[int, int]] = {}
        self.items: dict[str, list[Any]] = {}
        self._local: dict[str, Value] = {}
        self._unit = ""
        self._count = 0
        self._at = (1, 1)
        self._cell = False
        self._left = MOST

    # ---------------------------------------------------------------- blocks

    def blocks(self, template: list[Any], base: str) -> tuple[Block, ...]:
        """A clause's blocks; ids start with ``base``, followed by a name or a place."""
        made: list[Block] = []
        self._paragraphs(template, base, made)
        return tuple(made)

    def _paragraphs(self, template: list[Any], base: str, made: list[Block]) -> None:
        for item in template:
            if item[0] == "p":
                _, name, inlines, points, tables = item
                unit = self.start(f"{base}/{name or len(made) + 1}")
                self.items[unit] = item
                content = self.line(inlines)
                kind = "party" if len(inlines) < 3 and self._is_party(inlines) else "plain"
                filled = self._points(points, unit, 0)
                done = tuple(self._table(table, f"{unit}/t{i + 1}") for i, table in enumerate(tables))
                if content or filled or done:
                    made.append(Paragraph(unit, content, filled, done, kind))
            elif item[0] == "if":
                self._paragraphs(item[2] if self._truth(item[1]) else item[3], base, made)
            else:
                self._loop(item, lambda: self._paragraphs(item[3], base, made))

    def start(self, unit: str) -> str:
        """References filled from here on belong to this unit."""
        self._unit, self._count = unit, 0
        return unit

    def _is_party(self, inlines: list[Any]) -> bool:
        """Whether a paragraph is nothing but a party's name and punctuation."""
        holes = [i for i in inlines if not isinstance(i, str)]
        if len(holes) != 1 or holes[0][0] != "h" or any(c.isalnum() for i in inlines if isinstance(i, str) for c in i):
            return False
        return isinstance(self._value(holes[0][1], quiet=True), PartyValue)

    def _points(self, template: list[Any], base: str, depth: int) -> tuple[Point, ...]:
        made: list[Point] = []
        self._add_points(template, base, depth, made)
        return tuple(made)

    def _add_points(self, template: list[Any], base: str, depth: int, made: list[Point]) -> None:
        for item in template:
            if item[0] == "p":
                _, name, inlines, points, more = item
                at = len(made)
                place = (_ROMAN[at] if at < len(_ROMAN) else str(at + 1)) if depth else chr(97 + at % 26) * (at // 26 + 1)
                unit = self.start(f"{base}/{name or place}")
                self.items[unit] = item
                content = self.line(inlines, capital=False)
                rest = tuple(self.line(run, capital=False) for run in more)
                inner = self._points(points, unit, depth + 1)
                if content or inner:
                    made.append(Point(unit, content, inner, rest))
            elif item[0] == "if":
                self._add_points(item[2] if self._truth(item[1]) else item[3], base, depth, made)
            else:
                self._loop(item, lambda: self._add_points(item[3], base, depth, made))

    def _table(self, table: list[Any], unit: str) -> Table:
        head, right, rows = table
        self.start(unit)
        made: list[tuple[Inlines, ...]] = []
        self._cell = True
        self._rows(rows, made)
        self._cell = False
        width = len(head)
        padded = tuple((row + ((),) * width)[:width] for row in made)
        return Table(unit, tuple(self.line(cell, capital=False) for cell in head), padded, tuple(right))

    def _rows(self, template: list[Any], made: list[tuple[Inlines, ...]]) -> None:
        for item in template:
            if item[0] == "r":
                made.append(tuple(self.line(cell, capital=False) for cell in item[1]))
            elif item[0] == "if":
                self._rows(item[2] if self._truth(item[1]) else item[3], made)
            else:
                self._loop(item, lambda: self._rows(item[3], made))

    def _loop(self, item: list[Any], body: Callable[[], None]) -> None:
        """Runs a body once for each member of a list, under the statement's name."""
        value = self._value(item[2])
        members = value.each() if value is not None else ()
        if members is None:
            self.fault("CL005", "this is no list, so `for` cannot go through it", "name a parameter of type rows, parties or clauses")
            return
        self._left -= len(members) * _weight(item[-1])
        if self._left < 0:
            self.fault("CL004", "the loops of this text print too much", "shorten the lists, or do not put one loop into another")
            return
        before = self._local.get(item[1])
        for member in members:
            self._local[item[1]] = member
            body()
        if before is None:
            self._local.pop(item[1], None)
        else:
            self._local[item[1]] = before

    # --------------------------------------------------------------- inlines

    def line(self, template: list[Any], capital: bool = True) -> Inlines:
        """Inlines with their holes filled; lines start with a capital where their first word came from a value."""
        made: list[Inline] = []
        self._inlines(template, made, capital)
        while made and isinstance(made[-1], Break):
            made.pop()
        return tuple(made)

    def _inlines(self, template: list[Any], made: list[Inline], capital: bool) -> None:
        for item in template:
            if isinstance(item, str):
                made += self.terms.split(item) if self.terms else (Text(item),)
            elif item[0] == "h":
                self._at = (item[2], item[3])
                value = self._value(item[1])
                shown = (value.figure() if self._cell else value.show()) if value else (Blank("?"),)
                start = capital and (not made or isinstance(made[-1], Break))
                made += capitalised(shown) if start else shown
            elif item[0] == "br":
                if made and not isinstance(made[-1], Break):
                    made.append(Break())
            elif item[0] in ("e", "s"):
                inner: list[Inline] = []
                self._inlines(item[1], inner, capital and not made)
                made.append(Emphasis(tuple(inner), item[0] == "s"))
            elif item[0] == "if":
                self._inlines(item[2] if self._truth(item[1]) else item[3], made, capital)
            else:
                self._loop(item, lambda: self._inlines(item[3], made, capital))

    # ----------------------------------------------------------- expressions

    def _truth(self, expression: list[Any]) -> bool:
        if expression[0] == "not":
            return not self._truth(expression[1])
        value = self._value(expression)
        return value.true() if value is not None else False

    def _value(self, expression: list[Any], quiet: bool = False) -> Value | None:
        kind = expression[0]
        if kind == "n":
            name = expression[1]
            value = self._local.get(name) or self.lookup(name)
            if value is None and not quiet:
                self.fault(
                    "CL005",
                    f"“{name}” is not a name here",
                    "write one of the clause's parameters, a role, this, parties, shall, ref(…), term(…); hyphens are written _ inside {{ }}",
                )
            return value
        if kind == "a":
            inner = self._value(expression[1], quiet)
            value = inner.get(expression[2]) if inner is not None else None
            if inner is not None and value is None and not quiet:
                self.fault(
                    "CL005",
                    f"“{expression[2]}” is not a form of this value",
                    "forms are the cases, words, figure, name, formal, possessive, adjective, many, and the columns of a table",
                )
            return value
        return self._call(expression[1], expression[2], expression[3])

    def _call(self, function: str, args: list[str], named: dict[str, str]) -> Value | None:
        if function == "included":
            return Flag(self.included(args[0]))
        if function == "term":
            value = self.term(args[0])
            if value is None:
                self.fault(
                    "CL005",
                    f"“{args[0]}” is not a key of clauses/terminology.yaml",
                    "add it there, or write the word; a file of your own replaces the shipped one whole",
                )
            return value
        return RefValue(self._reference, Target(args[0], args[1] if len(args) > 1 else "", named.get("annex", "")))

    def _reference(self, target: Target, case: str) -> Ref:
        self._count += 1
        made = Ref(f"{self._unit}#{self._count}", target, case)
        self.places[made.id] = self._at
        return made

    def reference_value(self, clause: str) -> Value:
        """A reference to a clause, for values that name one."""
        return RefValue(self._reference, Target(clause))

    def fault(self, code: str, message: str, hint: str) -> None:
        """Records a fault of what is being filled."""
        self.report(code, *self._at, message, hint)


def _weight(template: list[Any]) -> int:
    """How many parts a template has."""
    return 1 + sum(_weight(part) for part in template if isinstance(part, list))


def capitalised(inlines: Inlines) -> Inlines:
    """The same inlines with the first letter a capital."""
    if not inlines:
        return inlines
    first, rest = inlines[0], inlines[1:]
    if isinstance(first, Text) and first.text:
        return (Text(first.text[0].upper() + first.text[1:]), *rest)
    if isinstance(first, Term) and first.text:
        return (Term(first.term, first.text[0].upper() + first.text[1:]), *rest)
    if isinstance(first, Ref):
        return (first.but(capital=True), *rest)
    if isinstance(first, Emphasis):
        return (first.but(inlines=capitalised(first.inlines)), *rest)
    if isinstance(first, Bracket):
        return (Bracket(tuple(Option(o.by, capitalised(o.content)) for o in first.options)), *rest)  # type: ignore[arg-type]
    return inlines
