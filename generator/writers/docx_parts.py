"""The parts around the text: styles and settings in the document's language, header, footer, notes, properties, and the
custom XML part that says which node each mark stands for and carries the manifest."""

from __future__ import annotations

import json
import re
from functools import lru_cache

from .docx_inline import field, run, styled
from .docx_package import FULL_WIDTH, HEAD, OFFICE, WORD, Part, Template, W, attribute, encode, escape, relationships

DRAFT = "urn:peacedraft:draft:1"
"""The namespace of the custom XML part."""

_STORE = "{6B1F6A52-5A0C-4B7E-9D53-70C1D0A1E7D4}"  # names the custom XML part in the file
_CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_PROPERTIES = "application/vnd.openxmlformats-officedocument"
_EXTENDED = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
_NAMESPACES = (
    'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)


@lru_cache(maxsize=64)
def styles(template: Template, locale: str) -> Part:
    """``word/styles.xml`` with the document's language, right tab stops at the edge of its text."""
    defaults, mark, rest = template.styles.partition("</w:rPrDefault>")
    if "<w:lang " in defaults:
        defaults = re.sub(r"<w:lang [^>]*>", f'<w:lang w:val="{locale}" w:eastAsia="{locale}" w:bidi="ar-SA"/>', defaults)
    else:
        defaults = defaults.replace("</w:rPr>", f'<w:lang w:val="{locale}"/></w:rPr>')
    xml = defaults + mark + rest
    if template.width != FULL_WIDTH:
        xml = xml.replace(f'w:pos="{FULL_WIDTH}"', f'w:pos="{template.width}"').replace('w:pos="4535"', f'w:pos="{template.width // 2}"')
    return Part("word/styles.xml", encode(xml), f"{WORD}.styles+xml", f"{OFFICE}/styles", "rStyles")


@lru_cache(maxsize=64)
def settings(template: Template, locale: str, mirrored: bool, footnotes: bool) -> Part:
    """``word/settings.xml``: hyphenation is the template's; ``mirrored`` puts the wide margin outside on every page."""
    xml = re.sub(r'(<w:themeFontLang w:val=")[^"]*', rf"\g<1>{locale}", template.settings, count=1)
    if mirrored and "<w:mirrorMargins" not in xml:
        xml = xml.replace("<w:defaultTabStop", "<w:mirrorMargins/><w:defaultTabStop", 1)
    if footnotes:
        marks = '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
        xml = xml.replace("<w:compat>", f"{marks}<w:compat>", 1)
    return Part("word/settings.xml", encode(xml), f"{WORD}.settings+xml", f"{OFFICE}/settings", "rSettings")


def header(left: str, right: str) -> Part:
    """Short title left, draft mark right."""
    words = run(left) + ("<w:r><w:tab/></w:r>" + run(right) if right else "")
    xml = f'{HEAD}<w:hdr {W}><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>{words}</w:p></w:hdr>'
    return Part("word/header1.xml", encode(xml), f"{WORD}.header+xml", f"{OFFICE}/header", "rHeader")


def footer(left: str, pages: str) -> Part:
    """Language and version left, "Page x of y" centred; ``pages`` is the pattern."""
    words = run(left) + "<w:r><w:tab/></w:r>"
    for piece in re.split(r"(\{pages?\})", pages):
        words += field({"{page}": "PAGE", "{pages}": "NUMPAGES"}[piece], "1") if piece in ("{page}", "{pages}") else run(piece)
    xml = f'{HEAD}<w:ftr {W}><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{words}</w:p></w:ftr>'
    return Part("word/footer1.xml", encode(xml), f"{WORD}.footer+xml", f"{OFFICE}/footer", "rFooter")


HEADER = '<w:headerReference w:type="default" r:id="rHeader"/>'
FOOTER = '<w:footerReference w:type="default" r:id="rFooter"/><w:footerReference w:type="first" r:id="rFooter"/>'


def footnotes(notes: list[str]) -> Part:
    """``word/footnotes.xml``; a note is one paragraph."""
    rule = '<w:footnote w:type="{}" w:id="{}"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr><w:r><w:{}/></w:r></w:p></w:footnote>'
    made = [rule.format("separator", -1, "separator"), rule.format("continuationSeparator", 0, "continuationSeparator")]
    mark = f"<w:r>{styled('FootnoteReference')}<w:footnoteRef/></w:r>"
    for n, note in enumerate(notes, 1):
        text = run(" " + " ".join(note.split()))
        made.append(f'<w:footnote w:id="{n}"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>{mark}{text}</w:p></w:footnote>')
    xml = f"{HEAD}<w:footnotes {W}>{''.join(made)}</w:footnotes>"
    return Part("word/footnotes.xml", encode(xml), f"{WORD}.footnotes+xml", f"{OFFICE}/footnotes", "rFootnotes")


def comments(notes: list[str], author: str, date: str) -> Part:
    """``word/comments.xml``; a note is one comment of the program's."""
    dated = f' w:date="{date}"' if date else ""
    mark = f"<w:r>{styled('CommentReference')}<w:annotationRef/></w:r>"
    made = []
    for n, note in enumerate(notes, 1):
        text = f'<w:p><w:pPr><w:pStyle w:val="CommentText"/></w:pPr>{mark}{run(" ".join(note.split()))}</w:p>'
        made.append(f'<w:comment w:id="{n}" w:author="{attribute(author)}" w:initials="P"{dated}>{text}</w:comment>')
    xml = f"{HEAD}<w:comments {W}>{''.join(made)}</w:comments>"
    return Part("word/comments.xml", encode(xml), f"{WORD}.comments+xml", f"{OFFICE}/comments", "rComments")


def properties(title: str, locale: str, program: str, date: str) -> list[Part]:
    """Core and extended properties; times only where a date is given."""
    when = "".join(f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{escape(date)}</dcterms:{name}>' for name in ("created", "modified")) if date else ""
    words = f"<dc:title>{escape(title)}</dc:title><dc:creator>peacedraft</dc:creator><dc:language>{escape(locale)}</dc:language>"
    core = f"{HEAD}<cp:coreProperties {_NAMESPACES}>{words}<cp:lastModifiedBy>peacedraft</cp:lastModifiedBy>{when}</cp:coreProperties>"
    app = f'{HEAD}<Properties xmlns="{_EXTENDED}"><Application>{escape(program)}</Application></Properties>'
    return [
        Part("docProps/core.xml", encode(core), "application/vnd.openxmlformats-package.core-properties+xml"),
        Part("docProps/app.xml", encode(app), f"{_PROPERTIES}.extended-properties+xml"),
    ]


def custom(manifest: dict[str, object], marks: list[tuple[str, str]]) -> list[Part]:
    """The manifest as JSON, and one ``node`` for each bookmark and content control, given as (node's id, its ``mark``)."""
    ids = "".join([id for id, _ in marks])
    plain = not any(mark in ids for mark in '"&<>\n\t')
    nodes = "".join([f'<node mark="{mark}" id="{id if plain else attribute(id)}"/>' for id, mark in marks])
    data = escape(json.dumps(manifest, ensure_ascii=False, separators=(",", ":")))
    item = f'{HEAD}<draft xmlns="{DRAFT}"><manifest>{data}</manifest><nodes>{nodes}</nodes></draft>'
    schema = f'<ds:schemaRefs><ds:schemaRef ds:uri="{DRAFT}"/></ds:schemaRefs>'
    store = f'{HEAD}<ds:datastoreItem xmlns:ds="{_CUSTOM}" ds:itemID="{_STORE}">{schema}</ds:datastoreItem>'
    return [
        Part("customXml/item1.xml", encode(item), "", f"{OFFICE}/customXml", "rDraft"),
        Part("customXml/itemProps1.xml", store.encode(), f"{_PROPERTIES}.customXmlProperties+xml"),
        Part("customXml/_rels/item1.xml.rels", relationships([("r1", f"{OFFICE}/customXmlProps", "itemProps1.xml")])),
    ]
