"""Lists of a Word file → the label that Word prints before each paragraph.

Each paragraph is asked for in order; a level restarts after any higher one (ECMA-376 17.9.11), instances of one list count
on from each other but where they say otherwise.
"""

from __future__ import annotations

import re
from typing import Any

from ..frozen import Record
from ..numerals import letter, roman

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = W + "val"
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщыэюя"
_LATIN = "abcdefghijklmnopqrstuvwxyz"
MAX_NUMBER = 100_000


class Level(Record):
    """One level of a list: where it starts, how it counts, what it prints."""

    start: int
    format: str
    text: str


class Labels:
    """The counters of one reading of a file; ``numbering`` and ``styles`` are the roots of those parts, or None."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        self._abstract: dict[str, dict[int, Level]] = {}
        self._linked: dict[str, tuple[str, int]] = {}
        self._lists: dict[str, tuple[str, dict[int, Level]]] = {}
        self._styles: dict[str, tuple[str, int | None]] = {}
        self._counts: dict[str, list[int]] = {}
        self._seen: set[str] = set()
        if numbering is not None:
            self._read(numbering)
        for style in styles.iter(W + "style") if styles is not None else ():
            place = style.find(f"{W}pPr/{W}numPr")
            if place is not None:
                self._styles[str(style.get(W + "styleId"))] = _place(place)

    def _read(self, numbering: Any) -> None:
        for list_ in numbering.iter(W + "abstractNum"):
            id = str(list_.get(W + "abstractNumId"))
            self._abstract[id] = {_int(level.get(W + "ilvl")): _level(level) for level in list_.iter(W + "lvl")}
            for level in list_.iter(W + "lvl"):
                style = level.find(W + "pStyle")
                if style is not None:
                    self._linked.setdefault(str(style.get(_VAL)), (id, _int(level.get(W + "ilvl"))))
        for instance in numbering.iter(W + "num"):
            name = instance.find(W + "abstractNumId")
            own: dict[int, Level] = {}
            base = self._abstract.get(str(name.get(_VAL)) if name is not None else "", {})
            for override in instance.iter(W + "lvlOverride"):
                at = _int(override.get(W + "ilvl"))
                level, start = override.find(W + "lvl"), override.find(W + "startOverride")
                made = _level(level) if level is not None else base.get(at)
                if made is not None:
                    own[at] = made.but(start=_int(start.get(_VAL))) if start is not None else made
            self._lists[str(instance.get(W + "numId"))] = (str(name.get(_VAL)) if name is not None else "", own)

    def label(self, style: str, place: Any) -> str:
        """The next paragraph's label: of its own ``w:numPr``, or of its style's; "" where it has none."""
        styled, at = self._styles.get(style, ("", None))
        if place is not None:
            own, level = _place(place)
            styled, at = own or styled, level if level is not None else at
        if styled in ("", "0") or styled not in self._lists:
            return ""
        abstract, overrides = self._lists[styled]
        if at is None:
            at = self._linked.get(style, ("", 0))[1]
        levels = self._abstract.get(abstract, {}) | overrides
        level_ = levels.get(at)
        if level_ is None:
            return ""
        counts = self._counts.setdefault(abstract, [])
        counts += [0] * (at + 1 - len(counts))
        fresh = styled not in self._seen and at in overrides
        self._seen.add(styled)
        counts[at] = level_.start if fresh or not counts[at] else min(counts[at] + 1, MAX_NUMBER)
        del counts[at + 1 :]
        return re.sub(r"%([1-9])", lambda found: self._number(levels, counts, int(found[1]) - 1), level_.text)

    @staticmethod
    def _number(levels: dict[int, Level], counts: list[int], at: int) -> str:
        value = counts[at] if at < len(counts) else 0
        format = levels[at].format if at in levels else "decimal"
        if format.endswith("Roman") and 0 < value < 4000:
            return roman(value) if format.startswith("upper") else roman(value).lower()
        if value and format.endswith(("Letter", "russianLower", "russianUpper")):
            found = letter(value, _LATIN if format.endswith("Letter") else _RUSSIAN)
            return found.upper() if "pper" in format else found
        return "" if format == "none" else str(value)


def _int(value: Any) -> int:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _level(level: Any) -> Level:
    start, format, text = (level.find(W + name) for name in ("start", "numFmt", "lvlText"))
    return Level(
        _int(start.get(_VAL)) if start is not None else 1,
        str(format.get(_VAL)) if format is not None else "decimal",
        str(text.get(_VAL) or "")[:100] if text is not None else "",
    )


def _place(place: Any) -> tuple[str, int | None]:
    list_, level = place.find(W + "numId"), place.find(W + "ilvl")
    return str(list_.get(_VAL)) if list_ is not None else "", _int(level.get(_VAL)) if level is not None else None
