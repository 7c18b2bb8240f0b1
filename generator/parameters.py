"""Typed blanks: does a scenario's value fit its parameter, and which :class:`Value` does it become?"""

from __future__ import annotations

from collections.abc import Callable

from .hints import Any
from .language import CASES, Language
from .values import (
    BlankValue,
    Duration,
    Flag,
    ListValue,
    Money,
    OpenValue,
    PartyValue,
    Quantity,
    RowValue,
    TextValue,
    Value,
    read_date,
    read_duration,
    read_money,
)  # fmt: skip

_WORDS = "text, or {language: text}, where a text may have cases: {nominative: …, genitive: …}"
_WANTED = {
    "party": "a party's id",
    "parties": "a list of parties' ids",
    "text": _WORDS,
    "place": _WORDS,
    "integer": "a whole number",
    "number": "a number",
    "percentage": "a number",
    "money": "an amount as 40000000 EUR",
    "date": "a date as 2027-03-01",
    "duration": "a duration as 90 days, 3 weeks, 18 months or 20 years",
    "choice": "one of its choices",
    "flag": "true or false",
    "milestone": "a milestone's name",
    "clauses": "a list of clauses' ids",
    "body": "a clause that sets up a body, or its name as a text",
    "rows": "a list of rows",
}


MOST = 26
"""Alternatives of one value: as many as there are letters."""


AFTER_COMMA = "inside { } a comma ends a text: put one that has a comma between quotes"
"""What to say of a name without a value: as a rule it is the rest of a text."""


def is_open(raw: Any) -> bool:
    """Whether a value is a list of alternatives, ``{open: [{value, by}]}``."""
    return isinstance(raw, dict) and set(raw) == {"open"} and isinstance(raw["open"], list)


def is_words(kind: str, raw: Any) -> bool:
    """Whether a value prints as it is typed, so that each language wants its own."""
    return kind in ("text", "place") or (kind == "body" and (isinstance(raw, dict) or "." not in raw or " " in raw))


def misfit(spec: dict[str, Any], raw: Any, parties: dict[str, Any], is_clause: Callable[[str], bool]) -> tuple[tuple[str | int, ...], str] | None:
    """What is wrong with a value: (path inside the value, words), or None where it fits."""
    if raw is None:
        return None
    if is_open(raw):
        return _open_misfit(spec, raw["open"], parties, is_clause)
    kind = spec["type"]
    if kind == "rows":
        return _rows_misfit(spec, raw, parties, is_clause)
    fits = _fits(kind, spec, raw, parties, is_clause)
    if not fits:
        wanted = f"one of {', '.join(spec.get('choices') or ())}" if kind == "choice" else _WANTED[kind]
        known = f" ({', '.join(parties)})" if kind in ("party", "parties") else ""
        return (), f"should be {wanted}{known}"
    return _out_of_bounds(spec, raw)


def _open_misfit(
    spec: dict[str, Any], options: list[Any], parties: dict[str, Any], is_clause: Callable[[str], bool]
) -> tuple[tuple[str | int, ...], str] | None:
    if not 1 <= len(options) <= MOST:
        return ("open",), f"has {len(options) or 'no'} alternatives; write one to {MOST}"
    for index, option in enumerate(options):
        if not isinstance(option, dict) or "value" not in option or set(option) - {"value", "by"} or is_open(option["value"]):
            return ("open", index), "has something else than an alternative, which is written {value: …, by: [party]}"
        by = option.get("by")
        if by is not None and not _fits("parties", spec, by, parties, is_clause):
            return ("open", index, "by"), f"has an alternative whose by: should be {_WANTED['parties']} ({', '.join(parties)})"
        inner = misfit(spec, option["value"], parties, is_clause)
        if inner:
            return ("open", index, "value", *inner[0]), inner[1]
    return None


def _fits(kind: str, spec: dict[str, Any], raw: Any, parties: dict[str, Any], is_clause: Callable[[str], bool]) -> bool:
    if kind == "party":
        return isinstance(raw, str) and raw in parties
    if kind == "parties":
        return isinstance(raw, list) and all(isinstance(p, str) and p in parties for p in raw)
    if kind in ("text", "place", "milestone"):
        return isinstance(raw, str) or _in_languages(raw)
    if kind == "integer":
        return isinstance(raw, int) and not isinstance(raw, bool)
    if kind in ("number", "percentage"):
        return isinstance(raw, (int, float)) and not isinstance(raw, bool)
    if kind == "clauses":
        return isinstance(raw, list) and all(isinstance(c, str) and is_clause(c) for c in raw)
    if kind == "body":
        return _in_languages(raw) or (isinstance(raw, str) and bool(raw) and (is_words(kind, raw) or is_clause(raw)))
    if kind == "choice":
        return isinstance(raw, str) and raw in (spec.get("choices") or {})
    if kind == "flag":
        return isinstance(raw, bool)
    readers: dict[str, Callable[[object], object]] = {"money": read_money, "date": read_date, "duration": read_duration}
    return readers[kind](raw) is not None


def _in_languages(raw: Any) -> bool:
    """Whether a value is ``{language: text}``, each text one form or its cases."""
    if not isinstance(raw, dict) or not raw or not raw.keys().isdisjoint(CASES):
        return False
    return all(isinstance(t, str) or (isinstance(t, dict) and t and set(t) <= set(CASES) and all(isinstance(f, str) for f in t.values())) for t in raw.values())


def _rows_misfit(spec: dict[str, Any], raw: Any, parties: dict[str, Any], is_clause: Callable[[str], bool]) -> tuple[tuple[str | int, ...], str] | None:
    if not isinstance(raw, list):
        return (), f"should be {_WANTED['rows']}"
    columns = spec.get("columns") or {}
    for index, row in enumerate(raw):
        if not isinstance(row, dict):
            return (index,), f"a row has the columns {', '.join(columns)}"
        for name, cell in row.items():
            if name not in columns:
                known = f"the columns are {', '.join(columns)}"
                return (index, name), f"no column “{name}”; {AFTER_COMMA if cell is None else known}"
            inner = misfit(columns[name], cell, parties, is_clause)
            if inner:
                return (index, name, *inner[0]), f"“{name}” {inner[1]}"
    return None


def _out_of_bounds(spec: dict[str, Any], raw: Any) -> tuple[tuple[str | int, ...], str] | None:
    for bound, word in (("minimum", "less"), ("maximum", "more")):
        limit = spec.get(bound)
        if limit is None:
            continue
        given, allowed = size(raw), size(limit)
        if given is not None and allowed is not None and (given < allowed if bound == "minimum" else given > allowed):
            return (), f"is {word} than {limit}"
    return None


def size(raw: Any) -> float | None:
    """A number as it is, a duration in days."""
    if isinstance(raw, (int, float)):
        return float(raw)
    duration = read_duration(raw)
    return duration[0] * {"hour": 1 / 24, "day": 1, "week": 7, "month": 30.4375, "year": 365.25}[duration[1]] if duration else None


class Maker:
    """Makes values in one language; ``party`` finds a party's data, ``line`` fills a one-line text, ``reference`` makes
    a reference to a clause, ``short`` the printed name of a party."""

    def __init__(
        self,
        language: Language,
        parties: dict[str, dict[str, Any]],
        line: Callable[[str], Value],
        reference: Callable[[str], Value],
    ) -> None:
        self.language, self.parties, self.line, self.reference = language, parties, line, reference

    def by(self, ids: Any) -> tuple[str, ...]:
        """Printed names of the parties that want an alternative."""
        return tuple(self.party(p).short if p in self.parties else str(p) for p in ids or ())

    def party(self, id: str) -> PartyValue:
        """A party."""
        return PartyValue(id, self.parties[id], self.language)

    def make(self, name: str, spec: dict[str, Any], raw: Any, path: str) -> Value:
        """The value of a parameter; a blank where nobody gave one."""
        if raw is None:
            return BlankValue(self.blank_label(name, spec), path)
        if is_open(raw):
            return OpenValue([(self.by(o.get("by")), self.make(name, spec, o["value"], path)) for o in raw["open"]])
        kind = spec["type"]
        if kind == "rows":
            return self._rows(spec, raw, path)
        if kind in ("parties", "clauses"):
            make = self.party if kind == "parties" else self.reference
            return ListValue([make(member) for member in raw], self.language)
        if kind == "choice":
            return self.line((spec.get("choices") or {}).get(raw, raw))
        return self._single(kind, spec, raw)

    def _single(self, kind: str, spec: dict[str, Any], raw: Any) -> Value:
        if kind == "party":
            return self.party(raw)
        if is_words(kind, raw):
            return TextValue(self.language.choose(raw), self.language)
        if kind == "body":
            return self.reference(raw)
        if kind == "flag":
            return Flag(raw)
        if kind in ("integer", "number", "percentage"):
            return Quantity(raw, "%" if kind == "percentage" else self._unit(spec), self.language)
        if kind == "duration":
            return Duration(*(read_duration(raw) or (0, "day")), self.language)
        if kind == "date":
            return TextValue(self.language.date(*(read_date(raw) or (1, 1, 1))), self.language)
        if kind == "money":
            return Money(*(read_money(raw) or (0, "")), self.language)
        return TextValue(self.language.choose(raw), self.language)

    def _rows(self, spec: dict[str, Any], raw: list[dict[str, Any]], path: str) -> Value:
        columns = spec.get("columns") or {}
        rows = []
        for row in raw:
            rows.append(RowValue({n.replace("-", "_"): self.make(n, c, row.get(n), f"{path}.{n}") for n, c in columns.items()}))
        return ListValue(rows, self.language)

    def _unit(self, spec: dict[str, Any]) -> str:
        unit = str(spec.get("unit") or "")
        return "%" if unit.startswith("per cent") else unit

    def blank_label(self, name: str, spec: dict[str, Any]) -> str:
        """What follows the dots in a blank: the unit, or the parameter's name."""
        if spec["type"] == "duration":
            unit = name[:-1] if name in ("days", "weeks", "months", "years") else "day"
            return self.language.counted(5, unit)
        return str(spec.get("unit") or name.replace("-", " ")) if self.language.tag == "en" else ""
