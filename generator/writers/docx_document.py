"""A document → ``word/document.xml``: title, contents, preamble, Parts, articles, closing, annexes, and the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from ..frozen import Record
from ..hints import TYPE_CHECKING, TypeVar
from ..memory import KEPT
from ..tree import Annex, Article, Compiled, Inlines, Part, articles, plain
from ..tree import Text as Plain
from .docx_body import Blocks, State
from .docx_inline import ALONE, Column, field, mark_of, run, styled
from .docx_numbering import ANNEXES, BODY, HEADING, PARTS
from .docx_package import HEAD, R, Template, W, attribute

if TYPE_CHECKING:
    from ..language import Language

CONTENTS_FROM = 16
"""An instrument of so many articles gets a title page and a table of contents."""

_BREAK = "<w:r><w:br/></w:r>"
_CLAUSE = '<w:docPartObj><w:docPartGallery w:val="Clauses"/></w:docPartObj>'
_TAB = "<w:r><w:tab/></w:r>"
_PAGE, _, _OF_MARK = (_TAB + field("PAGEREF ? \\h", "\u00a0")).partition("?")  # nobody has counted the pages yet


def _title(inlines: Inlines) -> str:
    return inlines[0].text if len(inlines) == 1 and isinstance(inlines[0], Plain) else plain(inlines)


Written = TypeVar("Written", bound="Text")


def written(make: Callable[[frozenset[str]], Written]) -> Written:
    """The text that ``make`` makes, written; a number that is recorded but not printed is no field's target."""
    unmarked: frozenset[str] = frozenset()
    while True:
        text = make(unmarked)
        text.write()
        missing = text.runs.targets - text.marks.keys()
        if not missing:
            return text
        unmarked |= missing


class Replay(Record):
    """What the writing of an article or annex does to the text: all that it adds, and the state that it leaves."""

    xml: str
    marks: dict[str, str]
    tags: dict[str, str]
    targets: set[str]
    instances: tuple[str, ...]
    state: State


class Text(Blocks):
    """The whole text of one instrument.  ``notes`` are the drafting notes that its marks refer to, in order, ``tags`` the
    content controls by node id."""

    def __init__(
        self, compiled: Compiled, language: Language, width: int, notes: str = "", unmarked: frozenset[str] = frozenset(), column: Column = ALONE
    ) -> None:
        super().__init__(compiled, language, width, unmarked, column)
        self.document = compiled.document
        self.notes_as = notes
        self.notes: list[str] = []
        self.tags: dict[str, str] = {}
        self._kind = repr((self.document.numbering, self.document.headings, width, sorted(unmarked)))
        numbered = [a for a in articles(compiled.document) if a.id in self.numbers]
        self.contents = len(numbered) >= CONTENTS_FROM

    def write(self) -> None:
        """Fills ``out``."""
        for _, step in self.steps():
            step()

    def steps(self) -> Iterator[tuple[str, Callable[[], None]]]:
        """What is written, in order: the front, the preamble, each Part's heading and article, the closing, each annex."""
        yield "front", self._front
        yield "preamble", self._preamble
        for part in self.document.parts:
            yield part.id, partial(self._part, part)
            for article in part.articles:
                yield article.id, partial(self._unit, article, partial(self._article, article))
        yield "closing", self._closing
        for annex in self.document.annexes:
            yield annex.id, partial(self._unit, annex, partial(self._annex, annex))

    def _preamble(self) -> None:
        document = self.document
        self.plain = "Recital"
        self.blocks(document.preamble)
        if document.enacting:
            self.add("Enacting", run(document.enacting if document.enacting.endswith(":") else f"{document.enacting}:"))
        self.plain = "Text"

    def _closing(self) -> None:
        closing = self.document.closing
        for paragraph in closing.paragraphs:
            self.add("Closing", self.write_runs(paragraph))
        if closing.signatures:
            self.signatures(closing.signatures)
        self.list = ANNEXES

    def _front(self) -> None:
        document = self.document
        if not self.contents:
            self.add("Title", run(document.title))
            if document.mark:
                self.add("DraftMark", run(document.mark))
            return
        self.spacing = '<w:spacing w:before="3400" w:after="480"/>'
        self.add("Title", run(document.title))
        for block in document.preamble:
            if getattr(block, "kind", "") == "party":
                self.add("Party", run(plain(block.content).rstrip(",;. ")))  # type: ignore[union-attr]
        if document.mark:
            self.spacing = '<w:spacing w:before="480"/>'
            self.add("DraftMark", run(document.mark))
        self._contents()
        self.page_break = "<w:pageBreakBefore/>"

    def _contents(self) -> None:
        """The table of contents with its entries cached.

        A TOC field that LibreOffice recognises keeps the page numbers of its cached entries, and nobody has counted the
        pages yet; with a tab after ``TOC``, as in references, it shows the entries and works out their pages itself."""
        self.add("TOCHeading", run(self.language.words["contents"]))
        start = len(self.out)
        self.entries()
        opening = field('TOC\t\\o "1-2" \\h \\z \\u', "").rpartition("<w:r>")[0]
        self.out[start] = self.out[start].replace("</w:pPr>", f"</w:pPr>{opening}", 1)
        self.end('<w:r><w:fldChar w:fldCharType="end"/></w:r>', start)

    def entries(self) -> None:
        """Every Part, article and annex with a field for its page."""
        titles = self.language.titles
        for part in self.document.parts:
            if part.id in self.numbers:
                self._entry("TOC1", part.id, f"{titles['part'].format(self.numbers[part.id].number)} — {plain(part.title)}")
            for article in part.articles:
                title = _title(article.title) if self.document.headings else ""
                self._entry("TOC2", article.id, self.numbers[article.id].label, title)
        for annex in self.document.annexes:
            self._entry("TOC1", annex.id, f"{titles['annex'].format(self.numbers[annex.id].number)} — {plain(annex.title)}")

    def _entry(self, style: str, id: str, label: str, title: str = "") -> None:
        mark = mark_of(self.tag + id)
        words = f"{run(label)}{_TAB}{run(title)}" if title else run(label)
        link = f'<w:hyperlink w:anchor="{mark}" w:history="1">{words}{_PAGE}{mark}{_OF_MARK}</w:hyperlink>'
        self.out.append(f'<w:p><w:pPr><w:pStyle w:val="{style}{self.tag}"/></w:pPr>{link}</w:p>')

    def _part(self, part: Part) -> None:
        number = self.numbers.get(part.id)
        if number:
            self.spacing = ""
            self.add("Heading1", _BREAK + self.write_runs(part.title), part.id, self.lists.place(PARTS, HEADING, number))

    def _unit(self, unit: Article | Annex, write: Callable[[], None]) -> None:
        """An article or annex, as another draft has written it where it begins as there: after as many bookmarks and lists."""
        leaf = self.leaves.get(unit.id) if self.step == 1 and not self.notes_as else None
        if leaf is None:
            write()
            return
        known: dict[tuple[str, State], Replay] = leaf.kept.setdefault("docx", {})
        state = (self._kind, self.state())
        replay = known.get(state)
        if replay is None:
            if len(known) >= KEPT:
                known.clear()
            replay = known[state] = self._recorded(write)
        if replay.xml:
            self.out.append(replay.xml)
        self.marks |= replay.marks
        self.tags |= replay.tags
        self.runs.targets |= replay.targets
        self.lists.instances += replay.instances
        self.resume(replay.state)

    def _recorded(self, write: Callable[[], None]) -> Replay:
        """What writing adds to the text, which stays without it."""
        outer = self.out, self.marks, self.tags, self.runs.targets
        start, before = len(self.lists.instances), self.out[-1:]
        self.out, self.marks, self.tags, self.runs.targets = [*before], {}, {}, set()
        write()
        xml = "".join(self.out[len(before) :])
        replay = Replay(xml, self.marks, self.tags, self.runs.targets, tuple(self.lists.instances[start:]), self.state())
        self.out, self.marks, self.tags, self.runs.targets = outer
        del self.lists.instances[start:]
        return replay

    def _article(self, article: Article) -> None:
        start = len(self.out)
        number = self.numbers.get(article.id)
        if number:
            self.spacing = ""  # a heading has more space of its own than a table leaves
            title = _BREAK + self.write_runs(article.title) if self.document.headings and article.title else ""
            self.add("Heading2", title, article.id, self.lists.place(BODY, HEADING, number))
        self.blocks(article.blocks)
        if len(self.out) == start:
            return
        if article.notes and self.notes_as:
            self._notes(article, start)
        self._control(start, article.id, _title(article.title) or article.clause)

    def _annex(self, annex: Annex) -> None:
        start = len(self.out)
        self.spacing = ""
        number = self.numbers.get(annex.id)
        title = self.write_runs(annex.title)
        place = self.lists.place(ANNEXES, HEADING, number) if number else '<w:numPr><w:numId w:val="0"/></w:numPr>'
        self.add("AnnexHeading", _BREAK + title if number and title else title, annex.id, place)
        self.blocks(annex.blocks)
        self._control(start, annex.id, plain(annex.title) or annex.clause)

    def _control(self, start: int, id: str, title: str) -> None:
        """A content control around what was written since ``start``; Word takes titles of up to 64 characters.

        It says that it holds a building block of a gallery, the clauses: a plain one LibreOffice 7.4 turns into a form
        field, and loses the looks, fields and notes of its first paragraph."""
        tag = self.tags[id] = mark_of(id)
        self.out[start] = f'<w:sdt><w:sdtPr><w:alias w:val="{attribute(title[:64])}"/><w:tag w:val="{tag}"/>{_CLAUSE}</w:sdtPr><w:sdtContent>{self.out[start]}'
        self.out[-1] += "</w:sdtContent></w:sdt>"

    def _notes(self, article: Article, start: int) -> None:
        """Marks at the end of the heading, or of the first paragraph where there is none."""
        for note in article.notes:
            n = len(self.notes) + 1
            self.notes.append(note)
            if self.notes_as == "comments":
                mark = f'<w:r>{styled("CommentReference")}<w:commentReference w:id="{n}"/></w:r>'
            else:
                mark = f'<w:r>{styled("FootnoteReference")}<w:footnoteReference w:id="{n}"/></w:r>'
            self.end(mark, start, start)

    def finish(self) -> None:
        """The last thing in a body is a paragraph."""
        if "</w:tbl>" in self.out[-1][-40:]:
            self.add("TableEnd", "")

    def xml(self, template: Template, running: str, lines: bool) -> list[str]:
        """``word/document.xml`` in pieces; ``running`` are the references to header and footer, ``lines`` asks for line numbers."""
        self.finish()
        numbers = '<w:lnNumType w:countBy="5" w:restart="newPage"/>' if lines else ""
        page = f"<w:sectPr>{running}{template.page}{numbers}{'<w:titlePg/>' if template.cover else ''}</w:sectPr>"
        return [f"{HEAD}<w:document {W} {R}><w:body>", *self.out, f"{page}</w:body></w:document>"]
