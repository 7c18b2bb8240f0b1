"""Blocks → paragraphs and tables of ``word/document.xml``, as a list of strings.

Styles and lists do the work: a paragraph is a style, a bookmark and its runs.  Nothing here is direct formatting but what
no style can say: a page break before, space after a table, the list of an annex.
"""

from __future__ import annotations

from ..hints import TYPE_CHECKING
from ..tree import Block, Choice, Compiled, Inlines, Option, Paragraph, Point, Signature, Table, Text, paragraphs
from .docx_inline import ALONE, CLOSE, Column, Runs, mark_of, proposer, run, styled
from .docx_numbering import BODY, PARAGRAPH, POINT, SUBPOINT, Lists

if TYPE_CHECKING:
    from ..language import Language


def measured(table: Table) -> tuple[list[int], list[int]]:
    """What each column of a table needs, in twips, so that no word is broken; and how much text it has, as a share."""
    columns = [[_printed(cell) for cell in column] for column in zip(table.head, *table.rows, strict=False)]
    # 10-point type takes some 105 twips a character, a cell 190 beside its text
    least = [190 + 105 * max([len(word) for text in column for word in text.split(" ")], default=1) for column in columns]
    return least, [1 + min(60, sum(map(len, column)) // len(column)) for column in columns]


def _widths(table: Table, width: int) -> list[int]:
    """Column widths in twips: no word is broken where that can be, and the rest goes where the text is."""
    least, wanted = measured(table)
    left = width - sum(least)
    if left < 0:
        return [width * part // sum(least) for part in least]
    return [part + left * want // sum(wanted) for part, want in zip(least, wanted, strict=True)]


def _printed(inlines: Inlines) -> str:
    """About what a cell prints, to measure it by."""
    if len(inlines) == 1 and isinstance(inlines[0], Text):
        return inlines[0].text
    return "".join([getattr(inline, "text", "Article 12") for inline in inlines])


State = tuple[object, ...]


class Blocks:
    """Writes the blocks of one document to ``out``; ``marks`` are the bookmarks in it by node id."""

    def __init__(self, compiled: Compiled, language: Language, width: int, unmarked: frozenset[str], column: Column = ALONE) -> None:
        self.numbers, self.language, self.width = compiled.numbers, language, width
        self.tag, self.number, self.step = column.tag, column.number, column.of  # bookmarks are numbered through the file
        self.runs = Runs(compiled, language, unmarked, self.tag)
        self.write_runs = self.runs.write
        self.lists = Lists(compiled.document.numbering, language, column)
        self.out: list[str] = []
        self.marks: dict[str, str] = {}
        self.list = BODY  # the list that paragraphs and points count in
        self.plain = "Text"  # the style of a paragraph without a number
        self.lead = ""  # what the next paragraph begins with: the bracket of an alternative
        self.page_break = ""  # and its properties
        self.spacing = ""
        self.leaves, self.unmarked = compiled.leaves, unmarked

    def state(self) -> State:
        """All that decides, besides the text, what is written next."""
        return (self.number, self.lead, self.page_break, self.spacing, self.list, self.plain, *self.lists.state())

    def resume(self, state: State) -> None:
        """Goes on from a state."""
        self.number, self.lead, self.page_break, self.spacing, self.list, self.plain, *lists = state  # type: ignore[assignment]
        self.lists.resume(lists)

    # ----------------------------------------------------------- paragraphs

    def add(self, style: str, runs: str, id: str = "", place: str = "", keep: str = "") -> None:
        """One paragraph; an ``id`` gives it a bookmark, ``place`` is its list, ``keep`` holds it to the next."""
        if self.lead or self.spacing or self.page_break:
            keep += self.page_break
            place += self.spacing
            runs = self.lead + runs
            self.lead = self.spacing = self.page_break = ""
        if id:
            mark = self.marks[id] = mark_of(self.tag + id)
            n = self.number = self.number + self.step
            self.out.append(
                f'<w:p><w:pPr><w:pStyle w:val="{style}{self.tag}"/>{keep}{place}</w:pPr><w:bookmarkStart w:id="{n}" w:name="{mark}"/>'
                f'{runs}<w:bookmarkEnd w:id="{n}"/></w:p>'
            )
        else:
            self.out.append(f'<w:p><w:pPr><w:pStyle w:val="{style}{self.tag}"/>{keep}{place}</w:pPr>{runs}</w:p>')

    def end(self, xml: str, start: int, at: int = -1) -> None:
        """Adds to the end of a paragraph written since ``start``; to one of its own where the last thing is a table."""
        if len(self.out) > start and self.out[at].endswith("</w:p>"):
            self.out[at] = f"{self.out[at][:-6]}{xml}</w:p>"
        else:
            self.add(self.plain, xml)

    def blocks(self, blocks: tuple[Block, ...]) -> None:
        """Paragraphs and alternatives, in order."""
        for block in blocks:
            if isinstance(block, Choice):
                self._choice(block)
            else:
                self._paragraph(block)

    def _paragraph(self, block: Paragraph) -> None:
        id, points, tables = block.id, block.points, block.tables
        number = self.numbers.get(id)
        keep = "<w:keepNext/>" if points or tables else ""
        if number:
            self.add("Paragraph", self.write_runs(block.content), id, self.lists.place(self.list, PARAGRAPH, number), keep)
        elif block.content:
            self.add("Party" if block.kind == "party" else self.plain, self.write_runs(block.content), id, "", keep)
        for point in points:
            self._point(point, POINT)
        for table in tables:
            self._table(table)

    def _point(self, point: Point, level: int) -> None:
        number = self.numbers.get(point.id)
        style = "Point" if level == POINT else "Subpoint"
        place = self.lists.place(self.list, level, number) if number else '<w:numPr><w:numId w:val="0"/></w:numPr>'
        self.add(style, self.write_runs(point.content), point.id, place)
        for more in point.more:
            self.add(style + "Text", self.write_runs(more))
        for inner in point.points:
            self._point(inner, SUBPOINT)

    def _choice(self, choice: Choice) -> None:
        for number, option in enumerate(choice.options):
            if choice.whole:
                letter = self.language.letters[number % len(self.language.letters)].upper()
                label = self.language.words["alternative"].format(letter=letter, by=", ".join(option.by))
                self.add("Alternative", run(label.removesuffix(" ()")))
                if option.content:
                    self.blocks(option.content)  # type: ignore[arg-type]
                else:
                    self.add(self.plain, run(self.runs.no_text, styled("Emphasis")))
            else:
                self._bracketed(option, "ParagraphText" if any(p.id in self.numbers for p in paragraphs((choice,))) else self.plain)

    def _bracketed(self, option: Option, beside: str) -> None:
        """An alternative in brackets; ``beside`` is the style of an empty one, level with the others."""
        start = len(self.out)
        self.lead += proposer(option.by)
        if option.content:
            self.blocks(option.content)  # type: ignore[arg-type]
        else:
            self.add(beside, run(self.runs.no_text))
        self.end(CLOSE, start)

    # --------------------------------------------------------------- tables

    def _table(self, table: Table) -> None:
        if self.out and self.out[-1].endswith("</w:tbl>"):
            self.add("TableEnd", "")  # two tables with nothing between them would be one
        self.spacing = ""
        widths = _widths(table, self.width)
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        made = [
            f'<w:tbl><w:tblPr><w:tblStyle w:val="TreatyTable"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr>'
            f"<w:tblGrid>{columns}</w:tblGrid>"
        ]
        right = table.right
        made.append(self._row(table.head, widths, ["TableHeadFigure" if figures else "TableHead" for figures in right], "<w:tblHeader/>"))
        styles = ["TableFigure" if figures else "TableText" for figures in right]
        made += [self._row(row, widths, styles) for row in table.rows]
        self.out.append("".join(made) + "</w:tbl>")
        self.spacing = '<w:spacing w:before="160"/>'

    def _row(self, cells: tuple[Inlines, ...], widths: list[int], styles: list[str], header: str = "") -> str:
        made = []
        for width, style, cell in zip(widths, styles, cells, strict=False):
            runs = self.lead + self.write_runs(cell)
            self.lead = ""
            made.append(
                f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="{style}{self.tag}"/></w:pPr>{runs}</w:p></w:tc>'
            )
        return f"<w:tr><w:trPr><w:cantSplit/>{header}</w:trPr>{''.join(made)}</w:tr>"

    def signatures(self, signatures: tuple[Signature, ...]) -> None:
        """Two blocks to a row, all rows on one page with the line before them."""
        self.spacing = ""
        half = self.width // 2
        properties = '<w:tblPr><w:tblStyle w:val="SignatureTable"/><w:tblW w:w="{}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr>'
        self.out.append(f'<w:tbl>{properties.format(2 * half)}<w:tblGrid><w:gridCol w:w="{half}"/><w:gridCol w:w="{half}"/></w:tblGrid>')
        for at in range(0, len(signatures), 2):
            pair = signatures[at : at + 2]
            self._signature_row(half, [[("SignatureHeading", s.heading)] for s in pair])
            lines = [[("SignatureText" if n else "SignatureName", line) for n, line in enumerate(s.lines or ("",))] for s in pair]
            self._signature_row(half, lines)
        self.out.append("</w:tbl>")

    def _signature_row(self, width: int, cells: list[list[tuple[str, str]]]) -> None:
        """Headings and rules have rows of their own, so that the rules of a pair are level."""
        odd = '<w:gridAfter w:val="1"/>' if len(cells) == 1 else ""
        self.out.append(f"<w:tr><w:trPr>{odd}<w:cantSplit/></w:trPr>")
        for cell in cells:
            self.out.append(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>')
            for style, text in cell:
                self.add(style, run(text))
            self.out.append("</w:tc>")
        self.out.append("</w:tr>")
