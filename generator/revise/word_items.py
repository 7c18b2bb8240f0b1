"""``word/document.xml`` as this program writes it ⇄ its paragraphs and tables in order.

Nothing but our own writer's XML is read here, and it is read as text: a paragraph holds no other, a table no table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape

from ..frozen import Record
from .units import TOKEN

_ITEM = re.compile(r"<w:p>(?:<w:pPr>(.*?)</w:pPr>)?(.*?)</w:p>|(<w:tbl>.*?</w:tbl>)|(<w:sdt>.*?<w:sdtContent>)|(</w:sdtContent></w:sdt>)", re.DOTALL)
_MARK = re.compile(r'<w:bookmarkStart w:id="\d+" w:name="(_[0-9a-f]{16})"/>')
_BOOKMARK = re.compile(r"<w:bookmark(?:Start|End) [^>]*/>")
_PIECE = re.compile(r"<w:hyperlink [^>]*>|</w:hyperlink>|<w:r>.*?</w:r>", re.DOTALL)
_RUN = re.compile(r"<w:r>(<w:rPr>.*?</w:rPr>)?(.*)</w:r>", re.DOTALL)
_TEXT = re.compile(r"<w:t(?: [^>]*)?>(.*)</w:t>", re.DOTALL)
_TOC_BEGIN = re.compile(
    r'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> TOC.*?</w:instrText></w:r>'
    r'<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
)
_TOC_END = '</w:hyperlink><w:r><w:fldChar w:fldCharType="end"/></w:r>'
_ROW = re.compile(r"<w:tr><w:trPr>(.*?)</w:trPr>(.*?)</w:tr>", re.DOTALL)
_CELL = re.compile(r"<w:tc>(<w:tcPr>.*?</w:tcPr>)(.*?)</w:tc>", re.DOTALL)


class Token(Record):
    """A word, or a whole field: ``look`` its run properties, ``xml`` what it is where it is no word, ``result`` a field's
    cached text; ``key`` is what it is compared by."""

    key: str
    text: str = ""
    look: str = ""
    xml: str = ""
    result: str = ""


class Para(Record):
    """A paragraph: its properties, its content without bookmark, the bookmark's name, and the sdt tags before it."""

    properties: str
    inner: str
    mark: str = ""
    before: str = ""

    @property
    def style(self) -> str:
        """The name of its style."""
        found = re.match(r'<w:pStyle w:val="([^"]*)"', self.properties)
        return found[1] if found else ""


class TableItem(Record):
    """A table: its properties and grid, its rows of (properties, cells), each cell (properties, paragraphs)."""

    head: str
    rows: tuple[tuple[str, tuple[tuple[str, tuple[Para, ...]], ...]], ...]
    before: str = ""


Item = Para | TableItem


class Body(Record):
    """A document's items, what stands before and after them, and its table of contents' field."""

    start: str
    items: tuple[Item, ...]
    end: str
    contents: str


def read(xml: str) -> Body:
    """The items of a document part."""
    start, _, rest = xml.partition("<w:body>")
    at = rest.rindex("<w:sectPr>")
    body, end = rest[:at], rest[at:]
    contents = _TOC_BEGIN.search(body)
    if contents:
        body = body[: contents.start()] + body[contents.end() :].replace(_TOC_END, "</w:hyperlink>", 1)
    tail = ""
    items: list[Item] = []
    for match in _ITEM.finditer(body):
        properties, inner, table, opening, closing = match.groups()
        if table is not None:
            items.append(_table(table, tail))
        elif inner is not None:
            items.append(_para(properties or "", inner, tail))
        else:
            tail += opening or closing
            continue
        tail = ""
    return Body(start + "<w:body>", tuple(items), tail + end, contents[0] if contents else "")


def _para(properties: str, inner: str, before: str = "") -> Para:
    mark = _MARK.search(inner)
    return Para(properties, _BOOKMARK.sub("", inner) if mark else inner, mark[1] if mark else "", before)


def _table(xml: str, before: str) -> TableItem:
    head = xml[: xml.index("<w:tr>")]
    rows = []
    for properties, cells in _ROW.findall(xml):
        rows.append((properties, tuple((own, tuple(_paras(content))) for own, content in _CELL.findall(cells))))
    return TableItem(head, tuple(rows), before)


def _paras(content: str) -> Iterator[Para]:
    for match in _ITEM.finditer(content):
        yield _para(match[1] or "", match[2])


def tokens(inner: str) -> list[Token]:
    """The words and fields of a paragraph; a hyperlink's tags are tokens of their own."""
    found: list[Token] = []
    field: list[str] = []
    for piece in _PIECE.findall(inner):
        if 'w:fldCharType="begin"' in piece or field:
            field.append(piece)
            if 'w:fldCharType="end"' in piece:
                found.append(_field(field))
                field = []
            continue
        run = _RUN.fullmatch(piece)
        text = _TEXT.fullmatch(run[2]) if run else None
        if run and text:
            look = run[1] or ""
            found += [Token(look + word, word, look) for word in TOKEN.findall(unescape(text[1]))]
        else:
            found.append(Token(piece, xml=piece))
    return found


def _field(pieces: list[str]) -> Token:
    """A field: everything up to its separator, its result, its end."""
    cut = next((n for n, piece in enumerate(pieces) if 'w:fldCharType="separate"' in piece), len(pieces) - 2)
    head = "".join(pieces[: cut + 1])
    return Token(head, xml=head, result="".join(pieces[cut + 1 : -1]))


FIELD_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def runs(found: list[Token]) -> str:
    """Tokens → runs; words of one look are one run."""
    made: list[str] = []
    text, look = "", ""
    for token in found:
        if not token.xml and token.look == look:
            text += token.text
            continue
        if text:
            made.append(run(text, look))
        text, look = (token.text, token.look) if not token.xml else ("", "")
        if token.xml:
            made.append(f"{token.xml}{token.result}{FIELD_END}" if "fldChar" in token.xml else token.xml)
    if text:
        made.append(run(text, look))
    return "".join(made)


def run(text: str, look: str) -> str:
    """One run of words."""
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r>'
