"""DOCX: styles, native lists, fields, bookmarks and content controls; the same input gives the same bytes.

``word/document.xml`` is built as strings (``docx_document``, ``docx_body``, ``docx_inline``), labels are Word's own
(``docx_numbering``), the rest comes from the template or from ``docx_parts``; ``docx_package`` zips it.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..frozen import Record
from ..hints import TYPE_CHECKING
from ..tree import Compiled
from . import docx_parts as parts
from .docx_document import Text, written
from .docx_numbering import numbering
from .docx_package import OFFICE, WORD, Part, Template, encode, outer_margin, parts_of, read_template, zipped

if TYPE_CHECKING:
    from ..language import Language
    from . import Options

OUTER_MARGIN = 1701
"""30 mm in twips: the outer margin of a negotiating text."""


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


def write_parallel(texts: Sequence[tuple[Compiled, Language]], options: DocxOptions | Options) -> bytes:
    """The instrument in several languages side by side.  A template that cannot be read is a ``ValueError``."""
    from .docx_columns import beside

    date = options.date if isinstance(options, DocxOptions) else ""
    return beside(texts, _template(options, False), options.program, options.manifest or {}, _notes(options), date)


def write(compiled: Compiled, language: Language, options: DocxOptions | Options) -> bytes:
    """The instrument as a Word file.  A template that cannot be read is a ``ValueError``."""
    return zipped(write_parts(compiled, language, options))


def write_parts(compiled: Compiled, language: Language, options: DocxOptions | Options) -> list[Part]:
    """The parts of the instrument's Word file, not yet packed."""
    width, notes = template_of(compiled, options).width, _notes(options)
    return parts_around(written(lambda unmarked: Text(compiled, language, width, notes, unmarked)), options)


def template_of(compiled: Compiled, options: DocxOptions | Options) -> Template:
    """What the Word file of an instrument looks like; a template that cannot be read is a ``ValueError``."""
    return _template(options, compiled.document.open and not options.final)


def parts_around(text: Text, options: DocxOptions | Options) -> list[Part]:
    """A text that is written, and all that a Word file holds beside it."""
    document, language = text.document, text.language
    negotiating = document.open and not options.final
    template = _template(options, negotiating)
    notes = text.notes_as
    mark, _, version = document.mark.partition(" · ")
    date = options.date if isinstance(options, DocxOptions) else ""
    made = [
        Part("word/numbering.xml", encode(numbering(text.lists)), f"{WORD}.numbering+xml", f"{OFFICE}/numbering", "rNumbering"),
        parts.styles(template, language.locale),
        parts.settings(template, language.locale, negotiating and options.reference_doc is None, notes == "footnotes" and bool(text.notes)),
        *template.parts,
        *parts.custom(options.manifest or {}, list((text.tags | text.marks).items())),
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
    return parts_of(main, made, parts.properties(document.title, language.locale, options.program, date), template.suffixes)


def _notes(options: DocxOptions | Options) -> str:
    return "" if options.final else "footnotes" if options.notes is True else options.notes or ""


def _template(options: DocxOptions | Options, negotiating: bool) -> Template:
    template = read_template(options.template)
    if options.reference_doc is not None:
        from .docx_reference import merge

        return merge(template, options.reference_doc)
    return outer_margin(template, OUTER_MARGIN) if negotiating else template
