"""Markdown: one sentence per line, labels are text, points indented under their paragraph.

It renders as lists on a forge and reads as text in a mail; every article carries an anchor made of its clause's id.
Several languages in one file follow one another article by article, each under its own heading, without a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..hints import TYPE_CHECKING
from ..language import Language
from ..tree import (
    Annex,
    Article,
    Blank,
    Block,
    Bracket,
    Break,
    Choice,
    Compiled,
    Emphasis,
    Inlines,
    Option,
    Paragraph,
    Point,
    Ref,
    Table,
    Term,
    Text,
    link_text,
)  # fmt: skip

if TYPE_CHECKING:
    from . import Options

_SPECIAL = re.compile(r"([\\`*_<\[\]|])")
_START = re.compile(r"^(\d+)([.)])(?=\s|$)|^([#>+=~-])(?=[\s#>+=~-]|$)")
_LIST_LABEL = re.compile(r"\d+\.\Z")


def write(compiled: Compiled, language: Language, options: Options) -> bytes:
    """The instrument as UTF-8 Markdown with one newline at its end."""
    writer = _Writer(compiled, language, options.notes)
    return _file([block for _, blocks in writer.units() for block in blocks] + writer.notes)


def write_parallel(texts: Sequence[tuple[Compiled, Language]], options: Options) -> bytes:
    """The instrument in several languages as UTF-8 Markdown, one after the other in every article.

    What has no heading of its own, as a preamble, begins with the language's name; the drafting notes stand in the first."""
    from .parallel import level

    writers = [_Writer(compiled, language, "" if n else options.notes, f"{language.tag}." if n else "") for n, (compiled, language) in enumerate(texts)]
    units = [dict(writer.units()) for writer in writers]
    blocks: list[str] = []
    headed = True
    for key in level(units):
        if not headed:
            blocks.append("---")
        headed = key == "title" or ":part/" in key
        for writer, own in zip(writers, units, strict=True):
            content = own.get(key, [])
            if content and not content[0].startswith(("# ", "## ", "<a ")):
                blocks.append(f"**{_escape(writer.language.name)}**")
            blocks += content
    return _file(blocks + writers[0].notes)


def _file(blocks: list[str]) -> bytes:
    return ("\n\n".join(block for block in blocks if block) + "\n").encode()


class _Writer:
    """One text; ``printed`` says how its drafting notes are, ``prefix`` tells its anchors from those of another in the file."""

    def __init__(self, compiled: Compiled, language: Language, printed: str, prefix: str = "") -> None:
        self.document_, self.numbers, self.links = compiled.document, compiled.numbers, compiled.links
        self.language, self.printed, self.prefix = language, printed, prefix
        self.blocks: list[str] = []
        self.notes: list[str] = []

    def units(self) -> Iterator[tuple[str, list[str]]]:
        """The text in order, each unit with its blocks; the units are named alike in every language."""
        document = self.document_
        yield "title", [f"# {_escape(document.title)}", f"*{_escape(document.mark)}*" if document.mark else ""]
        self._blocks(document.preamble)
        if document.enacting:
            self.blocks.append(f"{_escape(document.enacting)}:")
        yield "preamble", self._taken()
        for part in document.parts:
            number = self.numbers.get(part.id)
            if number:
                yield part.id, [f"## {self.language.titles['part'].format(number.number)} — {self.inlines(part.title)}"]
            for article in part.articles:
                self._article(article)
                yield article.id, self._taken()
        self._closing()
        yield "closing", self._taken()
        for annex in document.annexes:
            self._annex(annex)
            yield annex.id, self._taken()

    def _taken(self) -> list[str]:
        taken, self.blocks = self.blocks, []
        return taken

    def _article(self, article: Article) -> None:
        number = self.numbers.get(article.id)
        if number and self.document_.numbering.unit != "paragraph":
            self._heading("###", article, number.label, self.inlines(article.title) if self.document_.headings else "")
        self._blocks(article.blocks)

    def _heading(self, level: str, unit: Article | Annex, label: str, title: str) -> None:
        marks = ""
        if isinstance(unit, Article) and unit.notes and self.printed:
            for note in unit.notes:
                self.notes.append(f"[^{len(self.notes) + 1}]: {_escape(note)}")
                marks += f"[^{len(self.notes)}]"
        anchor = self.prefix + unit.id.partition(":")[2].replace("/@", ".")
        text = f"{label} — {title}" if title else label
        self.blocks.append(f'<a id="{anchor}"></a>\n\n{level} {text}{marks}')

    def _annex(self, annex: Annex) -> None:
        label = self.language.titles["annex"].format(self.numbers[annex.id].number)
        self._heading("##", annex, label, self.inlines(annex.title))
        self._blocks(annex.blocks)

    def _closing(self) -> None:
        closing = self.document_.closing
        self.blocks += [self.lines(run, "") for run in closing.paragraphs]
        if closing.signatures:
            rule = "\\_" * 12
            small = self.document_.language != "de"  # nouns keep their capitals in German
            lines = [f"- {_escape(s.heading)} {rule} ({_escape(', '.join(line.lower() if small else line for line in s.lines))})" for s in closing.signatures]
            self.blocks.append("\n".join(lines))

    # ---------------------------------------------------------------- blocks

    def _blocks(self, blocks: tuple[Block, ...]) -> None:
        for block in blocks:
            if isinstance(block, Choice):
                self._choice(block)
            else:
                self._paragraph(block)

    def _choice(self, choice: Choice) -> None:
        for number, option in enumerate(choice.options):
            if choice.whole:
                letter = self.language.letters[number].upper()
                words = self.language.words["alternative"].format(letter=letter, by=", ".join(option.by))
                self.blocks.append(f"**[{_escape(words.removesuffix(' ()'))}]**")
            else:
                self.blocks.append(f"**[{_escape(', '.join(option.by) + ':')}**" if option.by else "**[**")
            if option.content:
                self._blocks(option.content)  # type: ignore[arg-type]
            else:
                self.blocks.append(f"*{_escape(self.language.words['no-text'])}*")
            if not choice.whole:
                self.blocks.append("**]**")

    def _paragraph(self, paragraph: Paragraph) -> None:
        number = self.numbers.get(paragraph.id)
        label = number.label if number else ""
        indent = " " * (len(label) + 1 if _LIST_LABEL.match(label) else 3)
        start = f"{label} " if label else ""
        self.blocks.append(start + self.lines(paragraph.content, indent if label else "", bool(label)))
        for point in paragraph.points:
            self._point(point, indent)
        self.blocks += [self._table(table, indent if label else "") for table in paragraph.tables]

    def _point(self, point: Point, indent: str) -> None:
        inner = indent + "    "
        self.blocks.append(f"{indent}{self.numbers[point.id].label} {self.lines(point.content, inner, True)}")
        for run in point.more:
            self.blocks.append(indent + self.lines(run, indent))
        for sub in point.points:
            self._point(sub, indent + "   ")

    def _table(self, table: Table, indent: str) -> str:
        lines = [[self.inlines(cell).replace("|", "\\|") for cell in row] for row in (table.head, *table.rows)]
        made = [f"{indent}| {' | '.join(row)} |" for row in lines]
        made.insert(1, indent + "|" + "|".join("---:" if right else "---" for right in table.right) + "|")
        return "\n".join(made)

    # --------------------------------------------------------------- inlines

    def lines(self, inlines: Inlines, indent: str, labelled: bool = False) -> str:
        """A paragraph's text, one sentence per line, later lines indented."""
        lines = self.inlines(inlines).split("\n")
        return f"\n{indent}".join(line if n == 0 and labelled else _start(line) for n, line in enumerate(lines))

    def inlines(self, inlines: Inlines) -> str:
        """A run as Markdown; the ends of sentences are newlines."""
        made: list[str] = []
        for inline in inlines:
            if isinstance(inline, (Text, Term)):
                made.append(_escape(inline.text))
            elif isinstance(inline, Ref):
                made.append(_escape(link_text(self.links[inline.id])))
            elif isinstance(inline, Break):
                made.append("\n")
            elif isinstance(inline, Emphasis):
                mark = "**" if inline.strong else "*"
                made.append(f"{mark}{self.inlines(inline.inlines)}{mark}")
            elif isinstance(inline, Blank):
                made.append(f"**[… {_escape(inline.label)}]**" if inline.label else "**[…]**")
            elif isinstance(inline, Bracket):
                made.append(" ".join(self._option(option) for option in inline.options))
        return "".join(made)

    def _option(self, option: Option) -> str:
        content = self.inlines(option.content)  # type: ignore[arg-type]
        opening = f"**[{_escape(', '.join(option.by))}:**" if option.by else "**[**"
        return f"{opening} {content or _escape(self.language.words['no-text'])} **]**"


def _escape(text: str) -> str:
    """Text that Markdown would take for markup, made to print as typed; line ends become spaces."""
    if _SPECIAL.search(text):
        text = _SPECIAL.sub(r"\\\1", text)
    if "&" in text:
        text = re.sub(r"&(?=#|\w+;)", r"\\&", text)
    return text.replace("\n", " ").replace("\r", " ")


def _start(line: str) -> str:
    """A line that would start a list, heading or quotation, made to print as typed."""
    return _START.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", line)
