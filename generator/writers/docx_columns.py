"""Texts side by side: one landscape page, one column to a language, whatever belongs together in one row.

Goes in: the instrument in each language.  Comes out: a Word file of tables, one for the body and one for each annex.
Every column is written as a text of its own (``docx_document``), with its own lists, bookmarks and styles, and cut into
rows afterwards: a heading, a paragraph, a point or a table is a row.  A table too wide for its column stands across the
page, one language under the other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..tree import Annex, Article, Compiled, Document, Signature, Table, articles, paragraphs
from . import docx_parts as parts
from .docx_body import measured
from .docx_document import Text, written
from .docx_inline import Column, run
from .docx_numbering import STYLES, numbering
from .docx_package import HEAD, OFFICE, WORD, Part, R, Template, W, encode, package, page_of
from .parallel import level

if TYPE_CHECKING:
    from ..language import Language

_GUTTER = 284
"""What the margins of a cell take of a column's width, in twips."""

_END = '<w:p><w:pPr><w:pStyle w:val="TableEnd"/></w:pPr></w:p>'
_GAP = '<w:p><w:pPr><w:pStyle w:val="TableEnd"/><w:spacing w:line="160" w:lineRule="exact"/></w:pPr></w:p>'
_NEW_PAGE = '<w:p><w:pPr><w:pStyle w:val="TableEnd"/><w:pageBreakBefore/></w:pPr></w:p>'
_LISTED = {style: (list_, n) for list_, styles in STYLES.items() for n, style in enumerate(styles) if style}
_NARROW = (
    ('<w:sz w:val="23"/><w:szCs w:val="23"/>', '<w:sz w:val="20"/><w:szCs w:val="20"/>'),
    (' w:line="280" ', ' w:line="240" '),
    ('<w:jc w:val="both"/>', '<w:jc w:val="left"/>'),
)
"""In narrow columns the template's eleven and a half points on fourteen are ten on twelve, and justified lines ragged."""

_MARGINS = (' w:top="1417" w:right="1417" w:bottom="1417" w:left="1417"', ' w:top="1134" w:right="1134" w:bottom="1134" w:left="1134"')
"""And the template's margins 20 mm wide."""


class ColumnText(Text):
    """One language's text.  ``keys`` say what each piece of ``out`` is, the same in every language; ``across`` are the ids
    of the tables that are as wide as the ``page``, ``fresh`` the keys of what begins one."""

    def __init__(
        self, compiled: Compiled, language: Language, width: int, page: int, across: set[str], notes: str, unmarked: frozenset[str], column: Column
    ) -> None:
        document = compiled.document  # the head of the column names the language
        super().__init__(compiled.but(document=document.but(mark=document.mark.partition(" · ")[0])), language, width, notes, unmarked, column)
        self.page, self.across = page, across
        self.keys: list[str] = []
        self.fresh: set[str] = set()
        self._last, self._more, self._new_page = "", 0, False

    def _keyed(self, id: str = "") -> None:
        """Names the piece just written by its node, or by its place after the last one that had a node."""
        self._last, self._more = (id, 0) if id else (self._last, self._more + 1)
        key = f"{self._last}+{self._more}" if self._more else self._last
        self.keys.append(key)
        if self._new_page:
            self.fresh.add(key)
            self._new_page = False

    def add(self, style: str, runs: str, id: str = "", place: str = "", keep: str = "") -> None:
        """One paragraph, keyed; a heading that begins a page leaves that to its table."""
        super().add(style, runs, id, place, keep + '<w:pageBreakBefore w:val="0"/>' if style in ("AnnexHeading", "TOCHeading") else keep)
        self._keyed(id)

    def _front(self) -> None:
        """Title and draft mark; the contents of a long instrument below them, and the text on a new page."""
        self.add("Title", run(self.document.title))
        if self.document.mark:
            self.add("DraftMark", run(self.document.mark))
        if self.contents:
            self.add("TOCHeading", run(self.language.words["contents"]))
            self.entries()
            self._new_page = True

    def _entry(self, style: str, id: str, label: str, title: str = "") -> None:
        super()._entry(style, id, label, title)
        self._keyed(f"contents/{id}")

    def _table(self, table: Table) -> None:
        column, self.width = self.width, self.page if table.id in self.across else self.width
        super()._table(table)
        self.width = column
        self._keyed(table.id)

    def signatures(self, signatures: tuple[Signature, ...]) -> None:
        """One block to a row, level with the same party's in the other languages."""
        for signature in signatures:
            start = len(self.out)
            self.add("SignatureHeading", run(signature.heading))
            for n, line in enumerate(signature.lines or ("",)):
                self.add("SignatureText" if n else "SignatureName", run(line))
            self.out[start:] = ["".join(self.out[start:])]
            del self.keys[start:]
            self._keyed(f"signature/{signature.party}")

    def _annex(self, annex: Annex) -> None:
        self._new_page = True
        super()._annex(annex)

    def _notes(self, article: Article, start: int) -> None:
        """Drafting notes are the same in every language: the first column has them."""
        if not self.tag:
            super()._notes(article, start)

    def _control(self, start: int, id: str, title: str) -> None:
        """No content control: none can hold one column of several rows."""

    def cells(self) -> dict[str, str]:
        """What stands in each row, by key."""
        return dict(zip(self.keys, self.out, strict=True))


def beside(texts: Sequence[tuple[Compiled, Language]], template: Template, program: str, manifest: dict[str, object], notes: str, date: str) -> bytes:
    """The texts as one Word file; ``notes`` is "footnotes", "comments" or ""."""
    template = _landscape(template)
    width = template.width // len(texts)
    across = {table.id for compiled, _ in texts for table in _tables_of(compiled.document) if sum(measured(table)[0]) > width - _GUTTER}
    columns = []
    for n, (compiled, language) in enumerate(texts):
        column = Column(n, len(texts), f"-{language.tag}" if n else "")
        columns.append(written(lambda unmarked: ColumnText(compiled, language, width - _GUTTER, template.width - _GUTTER, across, notes, unmarked, column)))
    first, language = columns[0], texts[0][1]
    document, names = first.document, " · ".join(one.name for _, one in texts)
    body = _rows(columns, across, width)
    made = [
        Part("word/numbering.xml", encode(numbering(*(column.lists for column in columns))), f"{WORD}.numbering+xml", f"{OFFICE}/numbering", "rNumbering"),
        _styles(template, columns, body),
        parts.settings(template, language.locale, False, notes == "footnotes" and bool(first.notes)),
        *template.parts,
        *parts.custom(manifest, [pair for column in columns for pair in column.marks.items()]),
    ]
    running = template.running
    if "<w:headerReference" not in running:
        made.append(parts.header(" · ".join(filter(None, [document.short_title, document.mark])), names))
        running = parts.HEADER + running
    if "<w:footerReference" not in running:
        made.append(parts.footer(names, language.words["page"]))
        running += parts.FOOTER
    if first.notes:
        made.append(parts.comments(first.notes, "peacedraft", date) if notes == "comments" else parts.footnotes(first.notes))
    page = f"<w:sectPr>{running}{template.page}{'<w:titlePg/>' if template.cover else ''}</w:sectPr>"
    xml = encode(f"{HEAD}<w:document {W} {R}><w:body>", body, f"{_END}{page}</w:body></w:document>")
    properties = parts.properties(document.title, language.locale, program, date)
    return package(Part("word/document.xml", xml, f"{WORD}.document.main+xml"), made, properties, template.suffixes)


def _tables_of(document: Document) -> list[Table]:
    """Every table of a document."""
    bodies = [article.blocks for article in articles(document)] + [annex.blocks for annex in document.annexes]
    return [table for blocks in bodies for paragraph in paragraphs(blocks) for table in paragraph.tables]


def _rows(columns: list[ColumnText], across: set[str], width: int) -> str:
    """Every row of the body and of each annex."""
    cells = [column.cells() for column in columns]
    fresh = set().union(*(column.fresh for column in columns))
    heads = [f'<w:p><w:pPr><w:pStyle w:val="ColumnHead{column.tag}"/></w:pPr>{run(column.language.name)}</w:p>' for column in columns]
    grid, repeated = f'<w:gridCol w:w="{width}"/>', "<w:trPr><w:tblHeader/></w:trPr>"
    opening = (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="ParallelTable"/><w:tblW w:w="{width * len(columns)}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid * len(columns)}</w:tblGrid>{_row(heads, width, repeated)}"
    )
    made = [opening]
    for key in level([column.keys for column in columns]):
        row = [cell.get(key, "") for cell in cells]
        if key in fresh:
            made.append(f"</w:tbl>{_NEW_PAGE}{opening}")
        if key in across:
            made += [_row([_GAP + content], width * len(columns), span=len(columns)) for content in row if content]
        else:
            made.append(_row(row, width, "" if any("<w:tbl>" in content for content in row) else "<w:trPr><w:cantSplit/></w:trPr>"))
    return "".join([*made, "</w:tbl>"])


def _row(contents: list[str], width: int, properties: str = "", span: int = 1) -> str:
    merged = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    made = []
    for content in contents:
        end = "" if content.endswith("</w:p>") else _END  # the last thing in a cell is a paragraph
        made.append(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{merged}</w:tcPr>{content}{end}</w:tc>')
    return f"<w:tr>{properties}{''.join(made)}</w:tr>"


def _landscape(template: Template) -> Template:
    """The template with its page lying down."""
    size = re.search(r'<w:pgSz [^>]*w:w="(\d+)"[^>]*w:h="(\d+)"[^>]*/>', template.page)
    if size is None or int(size[1]) > int(size[2]):
        return template
    page = template.page.replace(size[0], f'<w:pgSz w:w="{size[2]}" w:h="{size[1]}" w:orient="landscape"/>').replace(*_MARGINS)
    return template.but(page=page, width=page_of(page)[1])


def _styles(template: Template, columns: list[ColumnText], body: str) -> Part:
    """The styles of one text, smaller; and for each further language its own of every style it uses, which name the
    language and its lists."""
    part = parts.styles(template, columns[0].language.locale)
    xml = part.content.decode()
    for wide, narrow in _NARROW:
        xml = xml.replace(wide, narrow, 1)
    edge = columns[0].width  # of a column, where the page numbers of the contents stand
    xml = re.sub(r'(w:styleId="TOC\d"(?:(?!</w:style>).)*? w:pos=")\d+', rf"\g<1>{edge}", xml)
    used = dict.fromkeys(re.findall('<w:pStyle w:val="([^"]+)"', body))
    own = []
    for column in columns[1:]:
        look = f'<w:rPr><w:lang w:val="{column.language.locale}"/></w:rPr>'
        for id in [style.removesuffix(column.tag) for style in used if style.endswith(column.tag)]:
            list_, at = _LISTED.get(id, (0, 0))
            place = f'<w:pPr><w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{list_ + column.lists.shift}"/></w:numPr></w:pPr>' if list_ else ""
            names = f'<w:name w:val="{id} {column.language.name}"/><w:basedOn w:val="{id}"/>'
            own.append(f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{id}{column.tag}">{names}{place}{look}</w:style>')
    return part.but(content=encode(xml.replace("</w:styles>", f"{''.join(own)}</w:styles>")))
