"""Document → its paragraphs as plain text, made once for all checks that read words.

Points follow their paragraph after a space, a sentence ends in a line break, references print as they will be read.
What stands in brackets inside a line prints as […]: no list of words judges it, because another alternative may be
chosen.  Whole paragraphs in alternatives keep the alternative they belong to.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from codecs import register_error
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache, partial

from .diagnostics import Span
from .frozen import Record
from .hints import TYPE_CHECKING, Any, TypeVar
from .memory import Memory
from .passes.define import DEFINITIONS
from .tree import (
    Annex,
    Article,
    Block,
    Break,
    Choice,
    Compiled,
    Emphasis,
    Inlines,
    Link,
    Paragraph,
    Point,
    Ref,
    Term,
    Text,
    articles,
    link_text,
)  # fmt: skip

if TYPE_CHECKING:
    from .package import Package
    from .provisions import Clause, Variant
    from .select import Instrument

T = TypeVar("T")
OPEN = "[…]"
_BETWEEN = "\n\n"


class Passage(Record):
    """One paragraph.  ``kind`` is recital, article, annex or definition; ``option`` of ``options`` alternatives in the
    choice ``choice`` ("" where all alternatives have it); ``quoted`` where its source says that it is verbatim."""

    clause: str
    kind: str
    text: str
    choice: str = ""
    option: int = 0
    options: int = 0
    quoted: bool = False


class Hit(Record):
    """Some words of a passage and where they start in its text."""

    passage: Passage
    words: str
    at: int

    @property
    def sentence(self) -> str:
        """The line they stand in."""
        text = self.passage.text
        end = text.find("\n", self.at)
        return text[text.rfind("\n", 0, self.at) + 1 : end if end >= 0 else len(text)]

    @property
    def before(self) -> str:
        """What stands before them in their sentence."""
        return self.passage.text[self.passage.text.rfind("\n", 0, self.at) + 1 : self.at]

    @property
    def after(self) -> str:
        """What stands after them in their sentence."""
        text = self.passage.text
        end = text.find("\n", self.at)
        return text[self.at + len(self.words) : end if end >= 0 else len(text)]


class Stretch:
    """The passages of one provision, and the set of its words."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        self.passages = tuple(passages)
        self.whole = _BETWEEN.join([passage.text for passage in self.passages])
        self.small = _lower(self.whole)
        self.words = words_in(self.small)
        self._starts = [0]
        for passage in self.passages:
            self._starts.append(self._starts[-1] + len(passage.text) + len(_BETWEEN))

    def find(self, phrase: str) -> Iterator[Hit]:
        """Whole words, whatever their case."""
        if not self.words.issuperset(_words_of(phrase)):
            return
        small = self.small
        at = small.find(phrase)
        while at >= 0:
            end = at + len(phrase)
            if not small[at - 1 : at].isalnum() and not small[end : end + 1].isalnum():
                yield self.hit(at, end)
            at = small.find(phrase, end)

    def hit(self, start: int, end: int) -> Hit:
        """What stands from one place to another."""
        index = bisect_right(self._starts, start) - 1
        return Hit(self.passages[index], self.whole[start:end], start - self._starts[index])


def prose_of(instrument: Instrument, compiled: Compiled, memory: Memory) -> Prose:
    """The prose of an instrument; that of another draft where all its provisions are those."""
    key = ("prose", compiled.document.id, compiled.document.language)
    stretches = list(_stretches(instrument, compiled, memory))
    return memory.once(key, stretches, lambda: Prose(stretches, key, memory))


class Prose:
    """The passages of one text in one language; ``key`` names the text to the memory of its words."""

    def __init__(self, stretches: list[Stretch], key: tuple[str, ...], memory: Memory) -> None:
        self._stretches, self._key, self._memory = dict(enumerate(stretches)), key, memory
        self.passages: tuple[Passage, ...] = tuple([passage for stretch in stretches for passage in stretch.passages])
        self._where = _index(stretches, ("words", *key), memory)
        self._found: dict[tuple[str, ...], list[Hit]] = {}

    def each(self, key: str, make: Callable[[Stretch], T], *origin: object) -> Iterable[T]:
        """What is made of every provision by itself, and of ``origin``; drafts that share a provision share it."""
        return self._memory.each((key, *self._key), origin, self._stretches, lambda _, stretch: make(stretch)).values()

    def has(self, phrases: Iterable[str]) -> bool:
        """Whether some phrase, in small letters, may be in the text: whether all its words are."""
        return any(all(word in self._where for word in _words_of(phrase)) for phrase in phrases)

    def find(self, phrases: Iterable[str]) -> list[Hit]:
        """Whole words, whatever their case, phrase by phrase; ``phrases`` are in small letters."""
        wanted = tuple(phrases)
        if wanted not in self._found:
            starting = _by_word(wanted)
            likely = sorted(n for word in starting.keys() & self._where.keys() for n in starting[word])
            self._found[wanted] = [hit for n in likely for hit in self._hits(wanted[n])]
        return self._found[wanted]

    def _hits(self, phrase: str) -> Iterator[Hit]:
        for n in min([self._where.get(word, ()) for word in _words_of(phrase)], key=len):
            yield from self._stretches[n].find(phrase)

    def match(self, pattern: re.Pattern[str]) -> Iterator[Hit]:
        """Every match of a pattern in a provision; for short instruments, or patterns that begin with fixed letters."""
        for hits in self.each(pattern.pattern, lambda stretch: [stretch.hit(match.start(), match.end()) for match in pattern.finditer(stretch.whole)]):
            yield from hits


def _index(stretches: list[Stretch], key: tuple[str, ...], memory: Memory) -> dict[bytes, list[int]]:
    """The stretches that each word stands in: the index of another draft, where it has as many, with what differs put right."""
    before, known = memory.last(key) or ([], {})
    if len(before) == len(stretches):
        index = dict(known)
        for n, (old, new) in enumerate(zip(before, stretches, strict=True)):
            if old is not new:
                index |= {word: [at for at in index[word] if at != n] for word in old.words - new.words}
                index |= {word: sorted([*index.get(word, ()), n]) for word in new.words - old.words}
    else:
        made: defaultdict[bytes, list[int]] = defaultdict(list)
        for n, stretch in enumerate(stretches):
            for word in stretch.words:
                made[word].append(n)
        index = dict(made)
    memory.keep(key, stretches, index)
    return index


def words_in(small: str) -> frozenset[bytes]:
    """The words of a text in small letters, as this index knows them: one byte to a letter, so that they are made quickly."""
    return frozenset(small.encode("cp1251", "peacedraft.letter").translate(_LETTERS).split())


@cache
def _words_of(phrase: str) -> tuple[bytes, ...]:
    return tuple(words_in(phrase))


@lru_cache(maxsize=4096)
def _by_word(phrases: tuple[str, ...]) -> dict[bytes, list[int]]:
    """The places of phrases in their list, by one word of each."""
    found: dict[bytes, list[int]] = {}
    for n, phrase in enumerate(phrases):
        found.setdefault(_words_of(phrase)[0], []).append(n)
    return found


_OTHER = b"\x98"
_LETTERS = bytes(n if n == _OTHER[0] or bytes([n]).decode("cp1251", "replace").isalnum() else 32 for n in range(256))
"""Latin and Cyrillic letters and digits as they are, signs as spaces; one byte, which has no letter, is all other letters."""
register_error("peacedraft.letter", lambda error: (_OTHER * (error.end - error.start), error.end))  # type: ignore[attr-defined]


class Reading(Record):
    """A text as the checks that judge its words see it, drafted here or typed elsewhere.  ``place`` says where a hit was
    typed; ``advice`` words a hint, with the names of the register's words in ``{{ }}``, for whoever mends the text."""

    id: str
    register: str
    prose: Prose
    place: Callable[[Hit], Span]
    advice: Callable[[str], str]


def readings(package: Package, *registers: str) -> Iterator[Reading]:
    """The English texts of a package, all or those of some registers."""
    for id, draft in package.instruments.items():
        if not registers or draft.instrument.register in registers:
            yield Reading(id, draft.instrument.register, draft.prose, partial(_place_of, package, id), str)


def _place_of(package: Package, instrument: str, hit: Hit) -> Span:
    return place(package, instrument, hit.passage, hit.words)


def _lower(text: str) -> str:
    """Small letters, each in its place: the few letters that would become two stay as they are."""
    small = text.lower()
    return small if len(small) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def unavoidable(hits: Iterable[Hit]) -> list[Hit]:
    """The hits outside alternatives, and those of a choice each of whose alternatives has one."""
    kept = list(hits)
    seen: dict[str, set[int]] = {}
    for hit in kept:
        seen.setdefault(hit.passage.choice, set()).add(hit.passage.option)
    return [hit for hit in kept if not hit.passage.choice or len(seen[hit.passage.choice]) == hit.passage.options]


def place(package: Package, instrument: str, passage: Passage, words: str) -> Span:
    """Where some words of a passage were typed: in the clause's text or its parameters, in the scenario's values or in
    a definition; else where the scenario chose the clause."""
    if passage.kind == "definition":
        for term in package.defined.held.get(instrument, ()):
            entry = package.library.glossary()[term]
            if _typed(str(entry.data["definition"].get("en", "")), words):
                return entry.source.span(term, "definition", "en")
    chosen = next((c for c in package.selection.instruments[instrument].chosen() if c.clause.id == passage.clause), None)
    if chosen is None:
        return package.choice_span(instrument, passage.clause)
    alternatives = chosen.alternatives[passage.option :] if passage.choice else chosen.alternatives
    for alternative in alternatives:
        if alternative.variant is not None:
            found = _in_variant(package, alternative.variant, words)
            if found:
                return found
    for alternative in alternatives:
        for name, value in alternative.values.items():
            steps = next((s for s in ((*alternative.path, name), (*chosen.path, name)) if "/".join(map(str, s)) in package.scenario.source.places), None)
            if steps and words.lower() in str(value).lower():
                return package.scenario_span(*steps)
    return _in_parameters(chosen.clause, words) or package.scenario.source.key_span(*chosen.path)


def _in_variant(package: Package, variant: Variant, words: str) -> Span | None:
    texts: list[tuple[tuple[str, ...], Any]] = [(("text",), variant.data.get("text"))]
    texts += [(("annexes", name, "text"), annex["text"]) for name, annex in (variant.data.get("annexes") or {}).items()]
    for path, text in texts:
        at = _typed(str(text or ""), words)
        if at:
            return package.library.span_in_text(variant.source, ("variants", variant.name, *path), *at)
    return None


def _in_parameters(clause: Clause, words: str) -> Span | None:
    for name, spec in clause.parameters.items():
        texts = {("default",): spec.get("default")} | {("choices", key): text for key, text in (spec.get("choices") or {}).items()}
        for path, text in texts.items():
            if isinstance(text, str) and _typed(text, words):
                return clause.source.span("parameters", name, *path)
    return None


def _typed(text: str, words: str) -> tuple[int, int] | None:
    """Line and column of whole words outside the holes of a text, or of the hole that has their name."""
    bare = _holes().sub(lambda hole: " " * len(hole[0]), text)
    pattern = r"(?<!\w)" + r"\s+".join(re.escape(word) for word in words.split()) + r"(?!\w)"
    hole = r"\{\{ *" + "_".join(re.escape(word.lower()) for word in words.split()) + r" *\}\}"
    found = re.search(pattern, bare) or re.search(pattern, bare, re.IGNORECASE) or re.search(hole, text)
    if not found:
        return None
    return text.count("\n", 0, found.start()) + 1, found.start() - text.rfind("\n", 0, found.start())


@cache
def _holes() -> re.Pattern[str]:
    return re.compile(r"\{\{.*?\}\}|\{%.*?%\}")


# ------------------------------------------------------------------ passages


def _stretches(instrument: Instrument, compiled: Compiled, memory: Memory) -> Iterator[Stretch]:
    chosen = {c.clause.id: c for c in instrument.chosen()}
    quotations = memory.each(("quotations", instrument.id), None, chosen, lambda _, one: [_quoted(alternative.variant) for alternative in one.alternatives])
    document, links = compiled.document, compiled.links
    recitals: dict[str, list[Block]] = {}
    for block in document.preamble:
        clause = block.id.partition(":")[2].partition("/")[0].partition("~")[0]
        recitals.setdefault(clause, []).append(block)
    for clause, blocks in recitals.items():
        texts = tuple(_unit(clause, "recital", tuple(blocks), quotations.get(clause, []), links))
        yield memory.once(("recital", document.id, document.language, clause), texts, partial(Stretch, texts))
    units: list[Article | Annex] = [*articles(document), *document.annexes]
    for unit in units:
        kind = "annex" if isinstance(unit, Annex) else "definition" if unit.clause == DEFINITIONS else "article"
        quoted = quotations[unit.clause] if kind != "annex" and unit.clause in quotations else []
        leaf = compiled.leaves.get(unit.id)
        known = leaf.kept.get("prose") if leaf else None
        if known is None or known[0] != quoted:
            known = quoted, Stretch(_unit(unit.clause, kind, unit.blocks, quoted, links))
            if leaf:
                leaf.kept["prose"] = known
        yield known[1]


def _unit(clause: str, kind: str, blocks: tuple[Block, ...], quoted: list[frozenset[int] | None], links: dict[str, Link]) -> Iterator[Passage]:
    number = 0
    for block in blocks:
        if not isinstance(block, Choice):
            number += 1
            yield Passage(clause, kind, _text(block, links), quoted=any(q is None or number in q for q in quoted))
            continue
        for index, option in enumerate(block.options):
            mine = quoted[index] if index < len(quoted) else frozenset()
            for at, paragraph in enumerate(option.content, number + 1):
                if isinstance(paragraph, Paragraph):
                    yield Passage(clause, kind, _text(paragraph, links), block.id, index, len(block.options), mine is None or at in mine)
        number += max(len(option.content) for option in block.options)


def _quoted(variant: Variant | None) -> frozenset[int] | None:
    """The numbers of a variant's paragraphs that are verbatim; None for all."""
    numbers: set[int] = set()
    for use in (variant.data.get("sources") or ()) if variant else ():
        if use.get("use") == "verbatim":
            if not use.get("paragraphs"):
                return None
            numbers |= set(use["paragraphs"])
    return frozenset(numbers)


def _text(paragraph: Paragraph, links: dict[str, Link]) -> str:
    parts: list[str] = []
    _add(paragraph.content, links, parts)
    _points(paragraph.points, links, parts)
    for table in paragraph.tables:
        for row in table.rows:
            for cell in row:
                parts.append("\n")
                _add(cell, links, parts)
    return "".join(parts)


def _points(points: tuple[Point, ...], links: dict[str, Link], parts: list[str]) -> None:
    for point in points:
        parts.append(" ")
        _add(point.content, links, parts)
        _points(point.points, links, parts)
        for run in point.more:
            parts.append("\n")
            _add(run, links, parts)


def _add(run: Inlines, links: dict[str, Link], parts: list[str]) -> None:
    for inline in run:
        kind = type(inline)
        if kind is Text or kind is Term:
            parts.append(inline.text)  # type: ignore[union-attr]
        elif kind is Break:
            parts.append("\n")
        elif isinstance(inline, Ref):
            parts.append(link_text(links[inline.id]) if inline.id in links else OPEN)
        elif isinstance(inline, Emphasis):
            _add(inline.inlines, links, parts)
        else:
            parts.append(OPEN)
