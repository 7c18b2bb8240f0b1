"""Numbers: every Part, article, paragraph, point, subpoint and annex gets its place, per language and framing.

Articles run through the Parts; an article of one paragraph has no paragraph number; in alternatives each begins where
the others do, and what follows goes on after the longest.
"""

from __future__ import annotations

from ..language import Language
from ..memory import Memory
from ..tree import Annex, Article, Block, Choice, Document, Number, Paragraph, Point, articles

Numbers = dict[str, Number]


def number(document: Document, language: Language, memory: Memory | None = None) -> Numbers:
    """Node id → its number.  What carries none (recitals, single paragraphs) is not there."""
    memory = memory or Memory(lasting=False)
    return memory.later(("numbers", language.tag, document.id), document, lambda: _Numberer(document, language, memory).numbers)


class _Numberer:
    def __init__(self, document: Document, language: Language, memory: Memory) -> None:
        self.memory = memory
        self.language, self.styles = language, document.numbering
        self.unit = self.styles.unit
        self.numbers: Numbers = {}
        titled = [part for part in document.parts if part.title]
        for value, part in enumerate(titled, 1):
            self._add(part.id, "part", self.styles.parts, value, document.id)
        if self.unit == "paragraph":
            self._through(document)
        else:
            for value, article in enumerate(articles(document), 1):
                if self.unit != "none":
                    self._add(article.id, self.unit, self.styles.articles, value, document.id)
                self._body(article)
        for value, annex in enumerate(document.annexes, 1):
            self._add(annex.id, "annex", self.styles.annexes, value, document.id)
            self._body(annex)

    def _add(self, id: str, level: str, style: str, value: int, series: str) -> None:
        text = self.language.number(style, value)
        self.numbers[id] = Number(level, value, text, self.language.label(level, style, text), series)

    def _through(self, document: Document) -> None:
        """Operative paragraphs, numbered through the instrument."""
        value = 1
        for article in articles(document):
            value = self._blocks(article.blocks, value, document.id, True)

    def _body(self, unit: Article | Annex) -> None:
        """What is in an article or annex is numbered by itself."""
        outer, self.numbers = self.numbers, {}
        outer |= self.memory.later(("numbers", self.language.tag, unit.id), (unit.blocks, self.styles), lambda: self._inner(unit))
        self.numbers = outer

    def _inner(self, unit: Article | Annex) -> Numbers:
        several = _longest(unit.blocks) > 1 and self.unit != "none"
        self._blocks(unit.blocks, 1, unit.id, several)
        return self.numbers

    def _blocks(self, blocks: tuple[Block, ...], value: int, series: str, numbered: bool) -> int:
        for block in blocks:
            if isinstance(block, Choice):
                ends = [self._blocks(o.content, value, f"{series}~{n}" if n else series, numbered) for n, o in enumerate(block.options)]  # type: ignore[arg-type]
                value = max(ends)
            else:
                if numbered:
                    self._add(block.id, "paragraph", self.styles.paragraphs, value, series)
                value += 1
                self._points(block)
        return value

    def _points(self, holder: Paragraph | Point) -> None:
        level = "point" if isinstance(holder, Paragraph) else "subpoint"
        style = self.styles.points if level == "point" else self.styles.subpoints
        for value, point in enumerate(holder.points, 1):
            self._add(point.id, level, style, value, holder.id)
            self._points(point)


def _longest(blocks: tuple[Block, ...]) -> int:
    """How many paragraphs a reader of one alternative sees, at most."""
    return sum(max(_longest(o.content) for o in b.options) if isinstance(b, Choice) else 1 for b in blocks)  # type: ignore[arg-type,misc]
