"""A treaty that stands in a file of plain text or Markdown → its passages and units, each with its line.

What a line is follows from how it begins: “Article 5”, “Part II”, “Annex”, “2.”, “(a)”.  Lines of one paragraph may be
broken anywhere.  Numbers are recorded as they were typed; whether they run through, the checks judge.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from itertools import groupby
from operator import attrgetter

from .diagnostics import Span
from .errors import UserError
from .files import read_bytes
from .frozen import Record
from .language import Language
from .memory import Memory
from .project import shown
from .prose import Hit, Passage, Prose, Reading, Stretch

MAX_TEXT = 10_000_000
MAX_TITLE = 120
OPENING = 20
"""Within so many lines a text says what it is."""
BODY = "the text"
_TITLE, _PREAMBLE, _BODY, _CLOSING = "title", "preamble", "body", "closing"


class Unit(Record):
    """A numbered unit: ``level`` is part, article, annex or point (a paragraph is a point too); ``mark`` as it was typed;
    ``readings`` what its number may mean: the first of its series and its place in it, for "(i)" ("(a)", 9) and ("(i)", 1);
    ``home`` the article or annex it stands in, ``annex`` the annex."""

    level: str
    mark: str
    readings: tuple[tuple[str, int], ...]
    span: Span
    home: str = ""
    annex: str = ""


class TreatyText:
    """One file as it was read; ``opening`` are its first lines without marks."""

    def __init__(self, path: str, content: str) -> None:
        self.file = shown(path)
        self.name = self.file.rpartition("/")[2]
        self.units: list[Unit] = []
        self._lines = content.split("\n")
        self.opening = [line for line, _ in map(plain, self._lines[:OPENING]) if line]
        reader = _Reader(self.file, self.units)
        for number, line in enumerate(self._lines, 1):
            reader.line(number, line)
        reader.end()
        provisions = [Stretch(group) for _, group in groupby(reader.passages, key=attrgetter("clause", "kind"))]
        self.prose = Prose(provisions, (self.file, "en"), Memory())
        self.open = frozenset(reader.open)  # the articles of which something stands in brackets
        self._spots = reader.spots

    def place(self, hit: Hit) -> Span:
        """Line and column of some words of a passage."""
        paragraph, offset, spots = self._spots[hit.passage]
        at = offset + hit.at
        start, line = spots[bisect_right(spots, (at, len(self._lines) + 1)) - 1]
        raw, first = self._lines[line - 1], hit.words.split(None, 1)[0]
        column = raw.find(first)
        for _ in range(paragraph.count(first, start, at)):
            column = raw.find(first, column + 1)
        return Span(self.file, line, max(column, 0) + 1)

    def reading(self, register: str, language: Language) -> Reading:
        """It as the checks that judge words see it."""
        words = language.registers[register]

        def advice(hint: str) -> str:
            plain = re.sub(r"\{\{ (\w+) \}\}", lambda hole: f"“{words.get(hole[1], hole[1])}”", hint)
            return re.sub(r"give the instrument `register: (\w+)`", r"judge it with `--register \1`", plain)

        return Reading(self.name, register, self.prose, self.place, advice)


def read_text(path: str) -> TreatyText:
    """Reads a file; :class:`UserError` where it is no text."""
    content = read_bytes(path, limit=MAX_TEXT)
    if len(content) > MAX_TEXT:
        raise UserError(f"{path}: larger than {MAX_TEXT:,} bytes", "give the text of one treaty")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError(f"{path}: is not text in UTF-8 (byte {error.start + 1})", "save it as plain text in UTF-8") from None
    if "\0" in text or not text.strip():
        raise UserError(f"{path}: holds no text", "save the treaty as plain text in UTF-8")
    return TreatyText(path, text.replace("\r\n", "\n").replace("\r", "\n"))


class _Reader:
    """Takes the lines in order; gives units and passages, and for each passage its paragraph, where in it it starts, and
    where in the paragraph each line does."""

    def __init__(self, file: str, units: list[Unit]) -> None:
        self.file, self.units, self.passages = file, units, list[Passage]()
        self.open: set[str] = set()
        self.spots: dict[Passage, tuple[str, int, list[tuple[int, int]]]] = {}
        self._state, self._kind = _TITLE, "article"
        self._clause, self._annex = "", ""
        self._titled = True  # nothing more is to come that could be the title of the article
        self._words: list[tuple[int, str]] = []  # the open paragraph: line numbers and what stands in them

    def line(self, number: int, raw: str) -> None:
        """One line of the file."""
        line, heading = plain(raw)
        if not line:
            self.end()
            return
        runs_on = bool(self._words) and not heading and not _ended().search(self._words[-1][1])
        if not runs_on and self._unit(number, raw, line, heading):
            return
        if heading:
            self.end()
            if self._state is _TITLE or not self.passages:
                self._state = _PREAMBLE
            elif _defining().search(line) and self._kind == "article":
                self._kind = "definition"
            return
        if self._state is _TITLE:
            self._state = _PREAMBLE
            if not _ended().search(line):
                return
        if not runs_on and _closing().match(line) and self._state is _BODY:
            self.end()
            self._state = _CLOSING
        if _bracket().match(line):
            self.open.add(self._clause)
        self._words.append((number, line))

    def _unit(self, number: int, raw: str, line: str, heading: bool) -> bool:
        """Whether a line begins a unit; if so, it is recorded and the rest of the line kept."""
        for level, pattern in _units():
            found = pattern.fullmatch(line)
            if not found or (level == "annex" and self._state in (_TITLE, _PREAMBLE)) or (level != "point" and not (heading or _alone(found))):
                continue
            self.end()
            span = Span(self.file, number, len(raw) - len(raw.lstrip()) + 1)
            if level == "point":
                self._state = _BODY if self._state in (_TITLE, _PREAMBLE) else self._state
                self._point(found, span)
                self._words += [(number, rest)] if (rest := found["rest"].strip()) else []
                return True
            mark = " ".join(line[: found.start("rest")].split()).rstrip(" .:—–-")
            self._state = _BODY
            if level == "annex":
                self._annex, self._clause, self._kind = mark, mark, "annex"
            elif level == "article":
                self._clause = mark
                self._kind = "annex" if self._annex else "definition" if _defining().search(found["rest"]) else "article"
            self.units.append(Unit(level, mark, meaning(found["number"] or ""), span, self._annex if level == "article" else mark, self._annex))
            self._titled = level != "article" or bool(found["rest"])
            if found["rest"].endswith((".", ";", ":")):
                self._words.append((number, found["rest"]))
            return True
        return False

    def _point(self, found: re.Match[str], span: Span) -> None:
        number = found["number"]
        sign = found["mark"].removeprefix(found["own"] or "")  # “1.2.” is paragraph 2 of Article 1
        readings = tuple((sign.replace(number, first), value) for first, value in meaning(number))
        self.units.append(Unit("point", found["mark"], readings, span, self._clause, self._annex))

    def end(self) -> None:
        """Ends the open paragraph."""
        if not self._words:
            return
        spots, parts, at = [], [], 0
        for number, words in self._words:
            spots.append((at, number))
            parts.append(words)
            at += len(words) + 1
        lines, self._words = self._words, []
        titled, self._titled = self._titled, True
        if not titled and len(lines) == 1 and not _ended().search(lines[0][1]) and len(lines[0][1]) < MAX_TITLE:
            self._kind = "definition" if _defining().search(lines[0][1]) and not self._annex else self._kind
            return
        text = _sentence_end().sub("\n", " ".join(parts))
        if self._state is _PREAMBLE:
            self._preamble(text, spots)
        else:
            self._add("closing" if self._state is _CLOSING else self._kind, text, text, 0, spots)

    def _preamble(self, text: str, spots: list[tuple[int, int]]) -> None:
        """The recitals of a preamble, which may stand in one paragraph; the list of parties and the enacting words apart."""
        starts = [0, *(found.end() for found in _recital().finditer(text))]
        for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
            words = text[start:end]
            enacting = _enacting().search(words)
            opens = _opening().match(words)
            self._add("recital" if opens and not (enacting and enacting.start() < 40) else "parties", words, text, start, spots)

    def _add(self, kind: str, text: str, paragraph: str, start: int, spots: list[tuple[int, int]]) -> None:
        passage = Passage(self._clause or BODY, kind, text)
        self.spots.setdefault(passage, (paragraph, start, spots))
        self.passages.append(passage)


def plain(raw: str) -> tuple[str, bool]:
    """A line without Markdown's marks, and whether it is a heading."""
    line = raw.strip()
    heading = line.startswith("#")
    if line.startswith("|"):
        line = "" if re.fullmatch(r"[|:\s-]+", line) else line.strip("|").replace("|", " ")
    line = re.sub(r"^#+\s*|^>\s*|^[-+*•]\s+|<[^<>]*>", "", line)
    line = re.sub(r"\[([^\[\]]*)\]\([^()]*\)", r"\1", line)
    line = re.sub(r"\\([^\w\s])|[*]+", r"\1", line)
    return " ".join(line.split()), heading


def meaning(number: str) -> tuple[tuple[str, int], ...]:
    """What a number as it was typed may count as: the first of its series (1, a, A, i, I) and its place in it."""
    if number.isdigit():
        return (("1", int(number)),)
    small = number.lower()
    letter = ord(small) - 96 if len(small) == 1 and "a" <= small <= "z" else 0
    found = (("a", letter), ("i", roman_value(small)))
    return tuple((first.upper() if number.isupper() else first, value) for first, value in found if value)


def roman_value(small: str) -> int:
    """xiv → 14; 0 for what is no Roman number."""
    if not re.fullmatch(r"c{0,3}(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})", small):
        return 0
    counts = [{"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}[sign] for sign in small]
    return sum(-count if count < max(counts[at:], default=0) else count for at, count in enumerate(counts))


def _alone(found: re.Match[str]) -> bool:
    """Whether a line that is no heading of Markdown's is one by its words: nothing after the number, or a sign."""
    return not found["rest"] or bool(found["sign"]) or found[0].isupper()


@cache
def _units() -> tuple[tuple[str, re.Pattern[str]], ...]:
    number, sign = r"(?P<number>\d{1,3}|[IVXLC]+|[A-Z])", r"\s*(?P<sign>[.:—–-])?\s*(?P<rest>.*)"
    count = r"(?P<number>\d{1,3}|[a-zA-Z]|[ivxlc]+|[IVXLC]+)"
    return (
        ("article", re.compile(rf"(?:Article|ARTICLE|Art\.|ART\.)\s+(?P<number>\d{{1,3}}|[IVXLC]+)(?:\s*(?:bis|ter|quater)|[A-Z]\b)?(?!\w|,|\s*\(){sign}")),
        ("annex", re.compile(rf"(?:Annex|ANNEX|Appendix|APPENDIX|Schedule|SCHEDULE|Protocol|PROTOCOL|DECLARATION|Final Act)(?:\s+{number})?\b(?!,){sign}")),
        ("part", re.compile(rf"(?:Part|PART|Chapter|CHAPTER|Title|TITLE|Section|SECTION)\s+{number}\b(?!,){sign}")),
        ("point", re.compile(r"(?P<mark>(?P<own>\d{1,3}\.)(?P<number>\d{1,3})\.?)\s+(?P<rest>\S.*)")),
        ("point", re.compile(r"(?P<mark>(?P<number>\d{1,3})[.)])(?P<own>\0)?(?P<rest>\s+\S.*|)")),
        ("point", re.compile(rf"(?P<mark>\({count}\))(?P<own>\0)?\.?\s*(?P<rest>.*)")),
        ("point", re.compile(r"(?P<mark>(?P<number>[a-z]|[ivx]+)\))(?P<own>\0)?\s*(?P<rest>.*)")),
    )  # fmt: skip


@cache
def _bracket() -> re.Pattern[str]:
    """How a paragraph that is not agreed begins."""
    return re.compile(r"\[(?!…)|Alternative [A-Z]\b")


@cache
def _ended() -> re.Pattern[str]:
    """How a line ends after which a unit may begin."""
    return re.compile(r"(?:[.;:,!?—”\"]|[;,:] (?:and|or|and/or))$")


@cache
def _closing() -> re.Pattern[str]:
    return re.compile(r"(?:IN (?:WITNESS|FAITH)|In (?:witness|faith|WITNESS|FAITH)|DONE|Done) ?(?:WHEREOF|whereof|at|AT|in|IN)\b")


@cache
def _defining() -> re.Pattern[str]:
    return re.compile(r"\b(?:definitions?|use of terms|terms)\b", re.IGNORECASE)


@cache
def _sentence_end() -> re.Pattern[str]:
    return re.compile(r"(?<=[a-z)”\"]\.) (?=[A-Z])")


@cache
def _recital() -> re.Pattern[str]:
    """The space between two recitals, and before the enacting words."""
    adjectives = "Whereas|WHEREAS|Conscious|Aware|Mindful|Anxious|Desirous|Have(?= (?:agreed|therefore|decided|resolved))"
    opening = rf"(?:(?:[A-Z][a-z]+|[A-Z]{{4,}})(?:ing|ed|ING|ED)|{adjectives})\b"
    return re.compile(rf"[,;][ \n]?(?={opening})")


@cache
def _opening() -> re.Pattern[str]:
    return re.compile(r"(?!The\b|United\b)\s*(?:[A-Z][a-z]*(?:ing|ed|ful|ous)|[A-Z]{3,}(?:ING|ED)|Whereas|WHEREAS|Aware|Anxious|having regard|taking into)\b")


@cache
def _enacting() -> re.Pattern[str]:
    return re.compile(r"\b(?:[Hh]ave|[Hh]as|HAVE) (?:hereby |therefore |accordingly )*(?:agreed|AGREED|decided|resolved|determined|reached)\b")
