"""Texts of a library without a scenario: is every name, form, list, term and reference in them there?

Goes in: a parsed text and what its clause knows.  Comes out: faults with line and column inside the text.  Values are
known by kind only, so a form is judged by what every value of its kind can print.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from .diagnostics import Fault
from .frozen import Record
from .language import CASES
from .library import Library
from .logic.names import nearest
from .provisions import Clause
from .text import Template
from .texts import BUILT_IN, REGISTER_WORDS

Kind = tuple[str, dict[str, Any]]
"""A kind of value, and the columns of a table or row."""

_KINDS = {
    "party": "party", "parties": "parties", "text": "text", "place": "text", "milestone": "text", "date": "text", "body": "text",
    "integer": "number", "number": "number", "percentage": "number", "duration": "number", "money": "money", "choice": "text",
    "flag": "flag", "clauses": "list", "rows": "rows",
}  # fmt: skip
_FORMS = {
    "party": ("many", "name", "formal", "possessive", "adjective", *CASES),
    "parties": ("many", "name", "formal", "possessive", "adjective", *CASES),
    "text": CASES,
    "list": ("many", *CASES),
    "number": ("words", "figure", "many", *CASES),
    "money": (),
    "flag": (),
}
_MEMBERS = {"parties": "party", "role": "party", "list": "text", "rows": "row", "milestones": "milestone", "any": "any"}
_MILESTONE = ("title", "by", "due", "verified_by")


def kind_of(spec: dict[str, Any]) -> Kind:
    """The kind of a parameter's or column's value."""
    return _KINDS[spec["type"]], spec.get("columns") or {}


def form_of(kind: Kind, name: str) -> Kind | None:
    """The kind of an attribute; None where values of this kind have none of that name."""
    what, columns = kind
    if what == "any" or (what == "milestone" and name in _MILESTONE):
        return "any", {}
    if what in ("row", "rows"):
        column = next((c for n, c in columns.items() if n.replace("-", "_") == name), None)
        return kind_of(column) if column is not None else ("flag", {}) if name == "many" and what == "rows" else None
    if what == "role":
        what = "parties"
    if name not in _FORMS.get(what, ()):
        return None
    if name == "many":
        return "flag", {}
    return ("text" if name in ("name", "formal", "possessive", "adjective") else what), {}


class Targets(Record):
    """What references to a clause may name: the named blocks and the annexes of all its variants."""

    names: frozenset[str]
    annexes: frozenset[str]


def targets_of(clause: Clause, library: Library) -> Targets:
    """The names and annexes of every variant of a clause."""
    names: set[str] = set()
    annexes: set[str] = set()
    for variant in clause.variants.values():
        carried = variant.data.get("annexes") or {}
        annexes |= set(carried)
        for text in (variant.data.get("text"), *(annex["text"] for annex in carried.values())):
            names |= set(names_in(library.template(str(text or ""))[0]))
    return Targets(frozenset(names), frozenset(annexes))


def names_in(template: Template) -> Iterator[str]:
    """The names of the paragraphs and points of a text; one that stands in both branches of an ``if`` counts once."""
    for item in template:
        if item[0] == "p":
            if item[1]:
                yield item[1]
            yield from names_in(item[3])
        elif item[0] == "if":
            first, other = list(names_in(item[2])), list(names_in(item[3]))
            yield from first
            yield from (name for name in other if name not in first)
        elif item[0] == "for":
            yield from names_in(item[3])


def _is_table(item: Template) -> bool:
    """Whether what belongs to a paragraph is a table, not a run of inlines: its second part says which columns hold figures."""
    return len(item) == 3 and isinstance(item[1], list) and all(isinstance(right, bool) for right in item[1])


class TextCheck:
    """Judges the names of one text.  ``roles`` are names of roles with hyphens; ``target`` finds what a clause's references may name."""

    def __init__(self, library: Library, text: str, parameters: dict[str, dict[str, Any]], roles: set[str], target: Callable[[str], Targets | None]) -> None:
        self.library, self.text, self.target = library, text, target
        self.known: dict[str, Kind] = {role.replace("-", "_"): ("role", {}) for role in roles}
        self.known |= {name: ("text", {}) for name in BUILT_IN if name not in ("languages", "definitions", "milestones")}
        self.known |= {name: ("text", {}) for name in REGISTER_WORDS}
        self.known |= {"languages": ("list", {}), "definitions": ("list", {}), "milestones": ("milestones", {})}
        self.known |= {name.replace("-", "_"): kind_of(spec) for name, spec in parameters.items()}
        self.found: list[Fault] = []

    def faults(self, template: Template) -> list[Fault]:
        """Everything wrong with the names of a parsed text."""
        self._walk(template, self.known)
        return list(dict.fromkeys(self.found))

    def _walk(self, items: Template, known: dict[str, Kind]) -> None:
        """Blocks, points, rows, cells or inlines: what they hold, with the names known there."""
        for item in items:
            if isinstance(item, str):
                stray = re.search(r"\^[a-z][a-z0-9-]*", item)
                if stray:
                    at = self._find(re.escape(stray[0]))
                    self._add("CL020", *at, f"the name “{stray[0]}” does not end its paragraph", "put it at the end of its last line")
                continue
            tag = item[0]
            if tag == "h":
                self._kind(item[1], known, item[2], item[3])
            elif tag == "if":
                condition = item[1][1] if item[1][0] == "not" else item[1]
                self._kind(condition, known, *self._statement(condition))
                self._walk(item[2], known)
                self._walk(item[3], known)
            elif tag == "for":
                at = self._statement(item[2])
                kind = self._kind(item[2], known, *at)
                member = _MEMBERS.get(kind[0]) if kind else "any"
                if member is None:
                    self._add("CL005", *at, "this is no list, so `for` cannot go through it", "name a parameter of type rows, parties or clauses")
                self._walk(item[3], {**known, item[1]: (member or "any", kind[1] if kind else {})})
            elif tag == "p":
                self._walk(item[2], known)
                self._walk(item[3], known)
                for rest in item[4]:
                    self._table(rest, known) if _is_table(rest) else self._walk(rest, known)
            elif tag in ("e", "s"):
                self._walk(item[1], known)
            elif tag == "r":
                for cell in item[1]:
                    self._walk(cell, known)

    def _table(self, table: Template, known: dict[str, Kind]) -> None:
        for cell in table[0]:
            self._walk(cell, known)
        self._walk(table[2], known)

    # ----------------------------------------------------------- expressions

    def _kind(self, expression: Template, known: dict[str, Kind], line: int, column: int) -> Kind | None:
        tag = expression[0]
        if tag == "n":
            name = expression[1]
            if name not in known:
                hint = nearest(name, known, "names")
                self._add("CL005", line, column, f"“{name}” is not a name here", f"{hint}; hyphens are written _ inside {{{{ }}}}")
            return known.get(name)
        if tag == "a":
            inner = self._kind(expression[1], known, line, column)
            if inner is None:
                return None
            made = form_of(inner, expression[2])
            if made is None:
                forms = [n.replace("-", "_") for n in inner[1]] or list(_FORMS.get("parties" if inner[0] == "role" else inner[0], ()))
                self._add("CL005", line, column, f"“{expression[2]}” is not a form of this value", f"its forms are {', '.join(forms) or 'none'}")
            return made
        if tag == "c":
            return self._call(expression[1], expression[2], expression[3], line, column)
        return "any", {}

    def _call(self, function: str, args: list[str], named: dict[str, str], line: int, column: int) -> Kind:
        id = args[0]
        if function == "term":
            entries = self.library.shared("terminology")
            if id not in entries:
                self._add("CL005", line, column, f"“{id}” is not a key of clauses/terminology.yaml", nearest(id, entries, "keys"))
            return "text", {}
        target = self.target(id)
        if target is None:
            if not self.library.has(id):
                self._add("CL010", line, column, f"there is no clause {id}", nearest(id, self.library.clause_ids()))
        elif function == "ref":
            for name, there, what in ((args[1] if len(args) > 1 else "", target.names, "named paragraph"), (named.get("annex", ""), target.annexes, "annex")):
                if name and name not in there:
                    self._add("CL010", line, column, f"{id} has no {what} “{name}” in any variant", nearest(name, sorted(there), "it has"))
        return ("flag" if function == "included" else "text"), {}

    # ----------------------------------------------------------------- places

    def _statement(self, expression: Template) -> tuple[int, int]:
        """Where a statement with this expression stands: the tree does not say, so its words are looked for."""
        while expression[0] in ("a", "not"):
            expression = expression[1]
        word = expression[2][0] if expression[0] == "c" else str(expression[1])
        return self._find(r"\{%[^%]*(?<![a-z0-9_-])" + re.escape(word) + r"(?![a-z0-9_-])")

    def _find(self, pattern: str) -> tuple[int, int]:
        match = re.search(pattern, self.text)
        if not match:
            return 1, 1
        return self.text.count("\n", 0, match.start()) + 1, match.start() - self.text.rfind("\n", 0, match.start())

    def _add(self, code: str, line: int, column: int, message: str, hint: str) -> None:
        self.found.append(Fault(code, line, column, message, hint))
