"""A short paper, as Markdown and as a Word file: headings, paragraphs, lists and tables, from one list of blocks.

Such papers are not treaties: they have no numbers and no references, so that python-docx and its own styles serve.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from itertools import zip_longest
from typing import Any

from ..frozen import Record
from ..writers.docx_package import Part, pack_zip, unzip

SHORT = 8
"""A table of so many rows stands on one page."""
_FACE = "Times New Roman"
_SPECIAL = str.maketrans({c: f"\\{c}" for c in "\\`*_[]<>#|"})


class Heading(Record):
    """A heading; of level 2 beneath another."""

    text: str
    level: int = 1


class Text(Record):
    """A paragraph."""

    text: str


class Bullets(Record):
    """A list."""

    lines: tuple[str, ...]


class Rows(Record):
    """A table; ``widths`` are the shares of its columns."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


def filled(rows: Rows) -> Rows:
    """The table without the columns in which nothing stands."""
    kept = [n for n in range(len(rows.head)) if any(row[n] for row in rows.rows)]
    return Rows(tuple(rows.head[n] for n in kept), tuple(tuple(row[n] for n in kept) for row in rows.rows), tuple(rows.widths[n] for n in kept))


Block = Heading | Text | Bullets | Rows


class Paper(Record):
    """A paper: its title, what stands beneath it, and its blocks."""

    title: str
    subtitle: str
    blocks: tuple[Block, ...]


def markdown(paper: Paper) -> bytes:
    """CommonMark, with tables as GitHub has them."""
    parts = [f"# {_escaped(paper.title)}", _escaped(paper.subtitle)]
    for block in paper.blocks:
        if isinstance(block, Heading):
            parts.append(f"{'#' * (block.level + 1)} {_escaped(block.text)}")
        elif isinstance(block, Text):
            parts.append(_escaped(block.text))
        elif isinstance(block, Bullets):
            parts.append("\n".join(f"- {_escaped(line)}" for line in block.lines))
        else:
            rows = [block.head, tuple("---" for _ in block.head), *block.rows]
            parts.append("\n".join("| " + " | ".join(cell if n == 1 else _escaped(cell) for cell in row) + " |" for n, row in enumerate(rows)))
    return ("\n\n".join(part for part in parts if part) + "\n").encode(errors="replace")


def _escaped(text: str) -> str:
    return " ".join(text.split()).translate(_SPECIAL)


def word(paper: Paper) -> bytes:
    """A DOCX, the same to the byte for the same paper; its properties hold the title and nothing else."""
    import docx
    from docx.shared import Mm, Pt, RGBColor

    document = docx.Document()
    properties = document.core_properties
    properties.title, properties.author, properties.comments = paper.title, "", ""
    properties.created = properties.modified = datetime(1980, 1, 1)
    section: Any = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(25)
    styles: Any = document.styles
    styles["Normal"].font.name, styles["Normal"].font.size = _FACE, Pt(11)
    for name, size in (("Title", 20), ("Heading 1", 14), ("Heading 2", 11)):
        styles[name].font.size, styles[name].font.color.rgb = Pt(size), RGBColor(0, 0, 0)
        fonts = styles[name].element.rPr.rFonts
        for key in list(fonts.attrib):  # those of the theme
            del fonts.attrib[key]
        styles[name].font.name = _FACE
    _running_foot(section, paper.title)
    document.add_paragraph(_plain(paper.title), style="Title")
    document.add_paragraph(_plain(paper.subtitle))
    for block, after in zip_longest(paper.blocks, paper.blocks[1:]):
        if isinstance(block, Heading):
            document.add_heading(_plain(block.text), block.level)
        elif isinstance(block, Text):
            document.add_paragraph(_plain(block.text)).paragraph_format.keep_with_next = isinstance(after, Bullets | Rows) or None
        elif isinstance(block, Bullets):
            for line in block.lines:
                document.add_paragraph(_plain(line), style="List Bullet")
        else:
            _table(document, block)
    out = io.BytesIO()
    document.save(out)
    files = unzip(out.getvalue())
    return pack_zip([Part(name, content) for name, content in files.items()], dict.fromkeys(files, 6))


def _running_foot(section: Any, title: str) -> None:
    """Its title and the page's number, for papers that fall out of their folders."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph = section.footer.paragraphs[0]
    paragraph.add_run(f"{_plain(title)} · ")
    for kind, text in (("begin", ""), ("", "PAGE"), ("separate", ""), ("shown", "1"), ("end", "")):
        run = paragraph.add_run(text if kind == "shown" else "")
        element = OxmlElement("w:fldChar" if kind not in ("", "shown") else "w:instrText")
        if kind == "":
            element.text = text
        elif kind != "shown":
            element.set(qn("w:fldCharType"), kind)
        if kind != "shown":
            run._r.append(element)


def _table(document: Any, block: Rows) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Mm, Pt

    table = document.add_table(rows=0, cols=len(block.head), style="Table Grid")
    table.autofit = False
    widths = [Mm(160 * share / sum(block.widths)) for share in block.widths]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for number, row in enumerate((block.head, *block.rows)):
        made = table.add_row()
        properties = made._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if number == 0:
            properties.append(OxmlElement("w:tblHeader"))
        for cell, text, width in zip(made.cells, row, widths, strict=True):
            cell.width = width
            run = cell.paragraphs[0].add_run(_plain(text))
            run.font.size, run.bold = Pt(9), number == 0
            cell.paragraphs[0].paragraph_format.keep_with_next = number == 0 or (number < len(block.rows) <= SHORT) or None
    last = document.add_paragraph().paragraph_format
    last.line_spacing, last.space_after = Pt(8), Pt(0)  # so that no page holds it alone


def _plain(text: str) -> str:
    """Words as they can stand in XML."""
    return "".join(c for c in text if c.isprintable() or c == "\n")


def both(name: str, paper: Paper) -> Sequence[tuple[str, str, bytes]]:
    """The paper in both formats: file name, format, bytes."""
    return ((f"{name}.docx", "docx", word(paper)), (f"{name}.md", "md", markdown(paper)))
