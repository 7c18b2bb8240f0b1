"""The references by number that were typed in a text → those to what it does not have.

A reference is judged where it is one to the text itself: “of this Treaty” makes it so, and it is taken for one where
neither what follows nor an instrument named before in the sentence makes it one to another text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from .diagnostics import ERROR, WARNING, Diagnostic
from .prose import Hit, Reading
from .treaty_text import TreatyText, meaning

_NUMBER = r"(?:\d{1,3}|[IVXLC]+)\b(?: ?\(\w{1,4}\))*"
_AND = r"(?:, and |, or |, | and | or | to |–)"
_PATTERNS = {
    "Article": rf"\b[Aa]rticles? (?P<numbers>{_NUMBER}(?:{_AND}{_NUMBER})*)",
    "Part": rf"\b(?:Part|Chapter)s? (?P<numbers>{_NUMBER}(?:{_AND}{_NUMBER})*)",
    "Annex": rf"\bAnnex(?:es)? (?P<numbers>{_NUMBER}(?:{_AND}{_NUMBER})*)",
    "paragraph": rf"\b[Pp]aragraphs? (?P<numbers>\d{{1,3}}\b(?:{_AND}\d{{1,3}}\b)*|\([a-z]\)(?:{_AND}\([a-z]\))*)",
}
NEAR = 500
_OURS = r"(?:this|the present)\b"


def lost_references(text: TreatyText, reading: Reading) -> Iterator[Diagnostic]:
    """XR015: units that the text names by number and does not have."""
    units = _Units(text, reading)
    for level in _PATTERNS:
        pattern = _cited(level)
        for hit in reading.prose.match(pattern):
            found = pattern.fullmatch(hit.words)
            before, after = _around(hit)
            own = bool(_own().match(after))
            if found is None or hit.passage.kind == "annex" or (not own and _elsewhere(before, after)):
                continue
            lost = [number for number in _listed(found["numbers"]) if not units.has(level, number, hit)]
            if lost:
                owner = units.home(hit) if level == "paragraph" else reading.id
                certain = own and all(units.beyond(level, number, hit) for number in lost)
                yield Diagnostic(
                    "XR015", ERROR if certain else WARNING, f"{owner} has no {level} {' or '.join(lost)}", reading.place(hit),
                    "correct the number" if own else "correct the number, or say of which instrument it is",
                    "A reference needs something to refer to.", "XR-01", hit.passage.clause, reading.id,
                )  # fmt: skip


class _Units:
    """What a text has: its articles, Parts and Annexes by number, and the paragraphs and points of each article."""

    def __init__(self, text: TreatyText, reading: Reading) -> None:
        self._of = {level: {value for u in text.units if u.level == level.lower() for _, value in u.readings} for level in ("Article", "Part", "Annex")}
        self._names = {value: u.mark for u in text.units if u.level == "article" and not u.annex for _, value in u.readings}
        self._points: dict[str, set[tuple[str, int]]] = {}
        for unit in text.units:
            if unit.level == "point":
                self._points.setdefault(unit.home, set()).update((series.strip("(.)"), value) for series, value in unit.readings)
        self._blocks: dict[str, int] = {}
        for passage in reading.prose.passages:
            self._blocks[passage.clause] = self._blocks.get(passage.clause, 0) + 1

    def has(self, level: str, number: str, hit: Hit) -> bool:
        """Whether a unit is there; true where the text has none of its kind, and where it cannot be known."""
        if level != "paragraph":
            return not self._of[level] or any(value in self._of[level] for _, value in meaning(number))
        home = self.home(hit)
        points = self._points.get(home, set())
        if home not in self._blocks or (not points and not number.isdigit()):
            return True
        return any(read in points for read in meaning(number)) or (number.isdigit() and int(number) <= self._blocks[home])

    def home(self, hit: Hit) -> str:
        """The article in which a paragraph is looked for: the one named beside it, or the one it stands in."""
        before, after = _around(hit)
        beside = _beside().match(after) or re.search(r"\b[Aa]rticle (\d+|[IVXLC]+), \Z", before)
        return self._names.get(meaning(beside[1])[-1][1], "") if beside else hit.passage.clause

    def beyond(self, level: str, number: str, hit: Hit) -> bool:
        """Whether a number is higher than all of a kind, none of which is missing: one between others, or in an article that
        is not whole, may be missing in this copy alone."""
        if level != "paragraph":
            return meaning(number)[-1][1] > max(self._of[level])
        counted = {value for series, value in self._points.get(self.home(hit), ()) if series == "1"}
        return counted == set(range(1, len(counted) + 1))


def _around(hit: Hit) -> tuple[str, str]:
    """What stands before and after a hit, as far as it can belong to it: to the semicolon or the end of the sentence."""
    text, end = hit.passage.text, hit.at + len(hit.words)
    before = text[max(0, hit.at - NEAR) : hit.at]
    return before[max(before.rfind(";"), before.rfind("\n")) + 1 :], text[end : end + NEAR].partition("\n")[0]


def _elsewhere(before: str, after: str) -> bool:
    """Whether what follows, or an instrument named before, makes a reference one to another text."""
    return bool(_of_another().match(after) or _another().search(before))


def _listed(numbers: str) -> list[str]:
    """ "5, 7(2) and 9" → 5, 7, 9; "(a) and (b)" → a, b."""
    if numbers.startswith("("):
        return re.findall(r"\w", re.sub(r"[^()\w]\w+[^()\w]", " ", numbers))
    return re.findall(r"\d+|[IVXLC]+", re.sub(r"\(\w+\)", "", numbers))


@cache
def _cited(level: str) -> re.Pattern[str]:
    return re.compile(_PATTERNS[level] + r"(?![\w°]|\.\w)")


@cache
def _own() -> re.Pattern[str]:
    return re.compile(rf"(?:,? (?:sub-?)?paragraphs? [\w ,()]{{1,20}})?,? of {_OURS}|,? hereof\b")


@cache
def _beside() -> re.Pattern[str]:
    """The article whose paragraph is meant."""
    return re.compile(r",? of [Aa]rticle (\d+|[IVXLC]+)\b")


@cache
def _of_another() -> re.Pattern[str]:
    passing = r"(?:,? (?:sub-?)?paragraphs? [\w ,()]{1,20}?)?(?: of [Aa]rticle \w+)?"
    relative = r"which\b|whom\b|whose\b|whole\b|part\b|full\b|accordance\b|order\b|respect\b|particular\b|be\b"
    return re.compile(rf"{passing},? (?:(?:of|to|in|under|common to|annexed to) (?!{_OURS}|[Aa]rticles? \w|{relative})|thereof\b|TEU\b|TFEU\b)")


@cache
def _another() -> re.Pattern[str]:
    """The name of an instrument that is not “this” one."""
    names = "Charter|Convention|Statute|Constitution|Covenant|Protocol|Treaty|Agreement|Regulation|Directive"
    return re.compile(rf"(?<!this )(?<!present )(?<!framework )\b(?:{names})\b")
