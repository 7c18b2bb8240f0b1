"""``word/document.xml`` as this program writes it ⇄ its paragraphs and tables in order.

Nothing but our own writer's XML is read here, and it is read as text: a paragraph holds no other, a table no table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape

from rapidfuzz.distance import Postfix, Prefix

from ..frozen import Record
from .units import TOKEN

_MARKED = '<w:bookmarkStart w:id="'
_PIECE = re.compile(r"<w:hyperlink [^>]*>|</w:hyperlink>|<w:r>.*?</w:r>", re.DOTALL)
_RUN = re.compile(r"<w:r>(<w:rPr>.*?</w:rPr>)?(.*)</w:r>", re.DOTALL)
_TEXT = re.compile(r"<w:t(?: [^>]*)?>(.*)</w:t>", re.DOTALL)
_WORDS = re.compile(r"<w:r>((?:<w:rPr>.*?</w:rPr>)?)<w:t(?: [^>]*)?>([^<]*)</w:t></w:r>", re.DOTALL)
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


class Stretch(Record):
    """Some items of a document, and the field of its table of contents, where that is among them."""

    items: tuple[Item, ...]
    contents: str


def body_of(xml: str) -> tuple[str, str, str]:
    """A document part: what stands before the items, they, and what stands after them."""
    start, _, rest = xml.partition("<w:body>")
    at = rest.rindex("<w:sectPr>")
    return f"{start}<w:body>", rest[:at], rest[at:]


def stretch(xml: str) -> Stretch:
    """The items in some paragraphs and tables."""
    contents = _TOC_BEGIN.search(xml)
    if contents:
        xml = xml[: contents.start()] + xml[contents.end() :].replace(_TOC_END, "</w:hyperlink>", 1)
    return Stretch(tuple(_items(xml)), contents[0] if contents else "")


def _items(body: str) -> list[Item]:
    """The items of a body; searched as plain text, which is quicker than any pattern."""
    items: list[Item] = []
    pieces = body.split("</w:p>")
    tail, n = "", 0
    while n < len(pieces) - 1:
        lead, _, rest = pieces[n].partition("<w:p>")
        at = lead.find("<w:tbl>")
        if at < 0:
            items.append(_para(rest, tail + lead))
            n += 1
        else:
            first = n
            while (end := pieces[n].find("</w:tbl>")) < 0:
                n += 1
            rows = "</w:p>".join([pieces[first][at:], *pieces[first + 1 : n], pieces[n][: end + 8]])
            items.append(_table(rows, tail + lead[:at]))
            pieces[n] = pieces[n][end + 8 :]
        tail = ""
    return items


def _para(content: str, before: str = "") -> Para:
    properties = ""
    if content.startswith("<w:pPr>"):
        properties, _, content = content[7:].partition("</w:pPr>")
    if not content.startswith(_MARKED):
        return Para(properties, content, "", before)
    mark, _, inner = content.partition("/>")
    words, _, rest = inner.rpartition("<w:bookmarkEnd ")
    return Para(properties, words + rest.partition("/>")[2], mark[-18:-1], before)


def _table(xml: str, before: str) -> TableItem:
    head = xml[: xml.index("<w:tr>")]
    rows = []
    for properties, cells in _ROW.findall(xml):
        rows.append((properties, tuple((own, tuple(_paras(content))) for own, content in _CELL.findall(cells))))
    return TableItem(head, tuple(rows), before)


def _paras(content: str) -> Iterator[Para]:
    for piece in content.split("</w:p>")[:-1]:
        yield _para(piece.partition("<w:p>")[2])


def ends(old: str, new: str) -> tuple[str, list[str], list[str], str]:
    """Two paragraphs' content → what they begin with alike, the pieces of each between, what they end with alike.

    A field is on one side of such a border, never on both."""
    before, after = _PIECE.findall(old), _PIECE.findall(new)
    least = min(len(before), len(after))
    start = next((n for n in range(least) if before[n] != after[n]), least)
    end = next((n for n in range(least - start) if before[-1 - n] != after[-1 - n]), least - start)
    while start and _is_inside(before[:start]):
        start -= 1
    while end and _is_inside(before[len(before) - end :]):
        end -= 1
    first, last = "".join(before[:start]), "".join(after[len(after) - end :])
    before, after = before[start : len(before) - end], after[start : len(after) - end]
    if len(before) == len(after) == 1:
        head, left, right, tail = _inner_ends(before[0], after[0])
        before, after = [left] if left else [], [right] if right else []
        first, last = first + head, tail + last
    return first, before, after, last


def _inner_ends(old: str, new: str) -> tuple[str, str, str, str]:
    """The same of two runs of words that look alike: whole words."""
    one, other = _WORDS.fullmatch(old), _WORDS.fullmatch(new)
    if not one or not other or one[1] != other[1]:
        return "", old, new, ""
    a, b, look = one[2], other[2], one[1]
    start = a.rfind(" ", 0, Prefix.similarity(a, b)) + 1
    most = min(len(a), len(b)) - start
    end = min(most, Postfix.similarity(a, b))
    at = a.find(" ", len(a) - end) if end else -1
    end = len(a) - at if at >= 0 else 0

    def made(text: str) -> str:
        return f'<w:r>{look}<w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""

    return made(a[:start]), made(a[start : len(a) - end]), made(b[start : len(b) - end]), made(a[len(a) - end :])


def _is_inside(pieces: list[str]) -> bool:
    """Whether a field or a link begins or ends in some pieces, but not both."""
    whole = "".join(pieces)
    return whole.count('"begin"') != whole.count('"end"') or whole.count("<w:hyperlink") != whole.count("</w:hyperlink")


def tokens(inner: str) -> list[Token]:
    """The words and fields of a paragraph; a hyperlink's tags are tokens of their own."""
    return tokens_of(_PIECE.findall(inner))


def tokens_of(pieces: list[str]) -> list[Token]:
    """The same of a paragraph's pieces: runs and tags."""
    found: list[Token] = []
    field: list[str] = []
    for piece in pieces:
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
