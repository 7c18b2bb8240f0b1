"""DOCX: styles, native lists, fields, bookmarks and content controls; the same input gives the same bytes.

``word/document.xml`` is built as strings (``docx_document``, ``docx_body``, ``docx_inline``), labels are Word's own
(``docx_numbering``), the rest comes from the template or from ``docx_parts``; ``docx_package`` zips it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..frozen import Record
from ..tree import Compiled
from . import docx_parts as parts
from .docx_document import Text
from .docx_package import OFFICE, WORD, Part, Template, content_types, encode, outer_margin, pack_zip, read_template, relationships

if TYPE_CHECKING:
    from ..language import Language
    from . import Options

OUTER_MARGIN = 1701
"""30 mm in twips: the outer margin of a negotiating text."""

_FRESH = {"word/document.xml": 1, "customXml/item1.xml": 1}


class DocxOptions(Record):
    """``template`` is ``templates/docx/treaty.docx`` as bytes; ``reference_doc`` a ministry's own; ``notes`` is
    "footnotes" (or true), "comments" or "" (or false); ``final`` is for the text as agreed; ``manifest`` goes into the
    custom XML part; ``program`` is name and version; ``date`` a W3CDTF time, or "" for none."""

    template: bytes
    manifest: dict[str, object] | None = None
    program: str = "peacedraft"
    date: str = ""
    reference_doc: bytes | None = None
    notes: str | bool = ""
    final: bool = False


def write(compiled: Compiled, language: Language, options: DocxOptions | Options) -> bytes:
    """The instrument as a Word file.  A template that cannot be read is a ``ValueError``."""
    document = compiled.document
    negotiating = document.open and not options.final
    template = _template(options, negotiating)
    notes = "" if options.final else "footnotes" if options.notes is True else options.notes or ""
    text = _text(compiled, language, template, notes)
    mark, _, version = document.mark.partition(" · ")
    date = options.date if isinstance(options, DocxOptions) else ""
    made = [
        Part("word/numbering.xml", encode(text.lists.xml()), f"{WORD}.numbering+xml", f"{OFFICE}/numbering", "rNumbering"),
        parts.styles(template, language.locale),
        parts.settings(template, language.locale, negotiating and options.reference_doc is None, notes == "footnotes" and bool(text.notes)),
        *template.parts,
        *parts.custom(options.manifest or {}, text.tags | text.marks),
    ]
    running = template.running
    if "<w:headerReference" not in running:
        made.append(parts.header(document.short_title, mark))
        running = parts.HEADER + running
    if "<w:footerReference" not in running:
        made.append(parts.footer(version or language.name, language.words["page"]))
        running += parts.FOOTER
    if text.notes:
        made.append(parts.comments(text.notes, "peacedraft", date) if notes == "comments" else parts.footnotes(text.notes))
    xml = text.xml(template, running, negotiating)
    main = Part("word/document.xml", encode(*xml), f"{WORD}.document.main+xml")
    return _package(main, made, parts.properties(document.title, language.locale, options.program, date), template)


def _template(options: DocxOptions | Options, negotiating: bool) -> Template:
    template = read_template(options.template)
    if options.reference_doc is not None:
        from .docx_reference import merge

        return merge(template, options.reference_doc)
    return outer_margin(template, OUTER_MARGIN) if negotiating else template


def _text(compiled: Compiled, language: Language, template: Template, notes: str) -> Text:
    """The text written; a number that is recorded but not printed is no field's target."""
    unmarked: frozenset[str] = frozenset()
    while True:
        text = Text(compiled, language, template.width, notes, unmarked)
        text.write()
        missing = text.runs.targets - text.marks.keys()
        if not missing:
            return text
        unmarked |= missing


def _package(main: Part, made: list[Part], properties: list[Part], template: Template) -> bytes:
    related = [(part.id, part.relation, f"../{part.name}".replace("../word/", "")) for part in made if part.relation]
    top = [
        ("r1", f"{OFFICE}/officeDocument", main.name),
        ("r2", "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", properties[0].name),
        ("r3", f"{OFFICE}/extended-properties", properties[1].name),
    ]
    files = [main, *made, *properties]
    head = [
        Part("[Content_Types].xml", content_types(files, template.suffixes)),
        Part("_rels/.rels", relationships(top)),
        Part("word/_rels/document.xml.rels", relationships(related)),
    ]
    return pack_zip(head + files, _FRESH)
