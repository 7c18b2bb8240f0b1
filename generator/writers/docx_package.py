"""The package around a Word file: parts → zip bytes, and template bytes → the parts the writer keeps of it.

The zip is written here, not by ``zipfile``: fixed times, fixed order, and every part that does not change from draft to
draft is compressed once for the whole process.
"""

from __future__ import annotations

import re
import zlib
from functools import lru_cache
from struct import error as struct_error
from struct import pack, unpack

import deflate

from ..frozen import Record

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
FULL_WIDTH = 9071
"""The width of the template's text area in twips, 160 mm: where its right tab stops stand."""

_NOT_XML = bytes(n for n in range(32) if n not in (9, 10, 13))
_NONCHARACTERS = ("\ufffe".encode(), "\uffff".encode())


class Part(Record):
    """One part of a package: name, bytes, and how ``[Content_Types].xml`` and the document name it ("" where they do not)."""

    name: str
    content: bytes
    type: str = ""
    relation: str = ""
    id: str = ""


class Template(Record):
    """What the writer takes from a template: ``page`` is the size and margins as XML, ``width`` of the text in twips,
    ``running`` the references to headers and footers of its own, ``parts`` those and whatever else they need, ``suffixes``
    the content types of those parts that go by their suffix; ``cover``: the first page has a header and footer of its own."""

    styles: str
    settings: str
    page: str
    width: int
    running: str = ""
    parts: tuple[Part, ...] = ()
    suffixes: tuple[tuple[str, str], ...] = ()
    cover: bool = True


@lru_cache(maxsize=8)
def read_template(data: bytes) -> Template:
    """The template that ``templates/docx/make_template.py`` makes, or one of its descendants that Word has saved."""
    files = unzip(data, ("word/document.xml", "word/styles.xml", "word/settings.xml", "word/fontTable.xml", "word/theme/theme1.xml"))
    document = files["word/document.xml"].decode()
    page, width = page_of(document)
    parts = [Part("word/fontTable.xml", files["word/fontTable.xml"], f"{WORD}.fontTable+xml", f"{OFFICE}/fontTable", "rFonts")]
    if "word/theme/theme1.xml" in files:
        theme = files["word/theme/theme1.xml"]
        parts.append(Part("word/theme/theme1.xml", theme, "application/vnd.openxmlformats-officedocument.theme+xml", f"{OFFICE}/theme", "rTheme"))
    return Template(files["word/styles.xml"].decode(), files["word/settings.xml"].decode(), page, width, "", tuple(parts))


def page_of(document: str) -> tuple[str, int]:
    """Size and margins of a document's last section as XML, and the width of its text in twips; A4 where it says nothing."""
    size = (re.findall(r"<w:pgSz [^>]*/>", document) or ['<w:pgSz w:w="11906" w:h="16838"/>'])[-1]
    fallback = '<w:pgMar w:top="1417" w:right="1417" w:bottom="1417" w:left="1417" w:header="709" w:footer="709" w:gutter="0"/>'
    margins = (re.findall(r"<w:pgMar [^>]*/>", document) or [fallback])[-1]
    return size + margins, _number("w", size) - _number("left", margins) - _number("right", margins)


def outer_margin(template: Template, twips: int) -> Template:
    """The template with another outer margin: room for notes."""
    right = _number("right", template.page)
    return template.but(page=template.page.replace(f'w:right="{right}"', f'w:right="{twips}"'), width=template.width + right - twips)


def _number(name: str, element: str) -> int:
    found = re.search(rf' w:{name}="(\d+)', element)
    return int(found[1]) if found else 0


# ------------------------------------------------------------------- text


def escape(text: str) -> str:
    """Text as XML content; characters that XML cannot carry are dropped by :func:`encode`."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    return text


def attribute(text: str) -> str:
    """Text as the value of an attribute."""
    return escape(text).replace('"', "&quot;").replace("\n", " ").replace("\t", " ")


LONG = 1000
"""So many characters are worth remembering as bytes."""


def encode(*xml: str) -> bytes:
    """A part as UTF-8 without the characters that XML 1.0 forbids (section 2.2): controls, lone surrogates, non-characters.

    Piece by piece: most are ASCII and quick, and long ones are those of articles, which other drafts share."""
    return b"".join([_remembered(piece) if len(piece) > LONG else _encoded(piece) for piece in xml])


def _encoded(xml: str) -> bytes:
    data = xml.encode("utf-8", "ignore").translate(None, _NOT_XML)
    if b"\xef" in data:
        for bad in _NONCHARACTERS:
            data = data.replace(bad, b"")
    return data


_remembered = lru_cache(maxsize=512)(_encoded)


# -------------------------------------------------------------------- zip


def _deflate(data: bytes, level: int) -> bytes:
    """Raw deflate by libdeflate, whose bytes are the same on every machine.  Its level 1 packs a draft a twelfth larger than
    zlib's level 6, in a sixth of the time."""
    return bytes(deflate.deflate_compress(data, level))


@lru_cache(maxsize=256)
def _packed(data: bytes) -> tuple[int, bytes]:
    return zlib.crc32(data), _deflate(data, 6)


def pack_zip(parts: list[Part], fresh: dict[str, int]) -> bytes:
    """The package as a zip; ``fresh`` names the parts that differ in every draft and are not worth remembering, and the
    level each is compressed at."""
    made: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for part in parts:
        data = part.content
        level = fresh.get(part.name, 0)
        crc, body = (zlib.crc32(data), _deflate(data, level)) if level else _packed(data)
        name = part.name.encode()
        # version 2.0, no flags, deflated, midnight of 1 January 1980
        common = pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, crc, len(body), len(data), len(name), 0)
        made += (b"PK\3\4", common, name, body)
        directory += (b"PK\1\2\x14\0", common, pack("<HHHII", 0, 0, 0, 0, offset), name)
        offset += 30 + len(name) + len(body)
    listing = b"".join(directory)
    made += (listing, b"PK\5\6", pack("<HHHHIIH", 0, 0, len(parts), len(parts), len(listing), offset, 0))
    return b"".join(made)


def unzip(data: bytes, wanted: tuple[str, ...] | None = None, limit: int = 64_000_000) -> dict[str, bytes]:
    """The files of a zip by name; ``ValueError`` where it is none, or would unpack to more than ``limit`` bytes.

    Read here because importing ``zipfile`` takes longer than writing a draft; only stored and deflated files are known."""
    end = data.rfind(b"PK\5\6")
    if end < 0 or len(data) < end + 22:
        raise ValueError("not a zip file")
    found: dict[str, bytes] = {}
    count, at = unpack("<H", data[end + 10 : end + 12])[0], unpack("<I", data[end + 16 : end + 20])[0]
    try:
        for _ in range(count):
            method, _, _, _, packed, size, named, extra, comment, _, _, _, start = unpack("<HHHIIIHHHHHII", data[at + 10 : at + 46])
            name = data[at + 46 : at + 46 + named].decode("utf-8", "replace")
            at += 46 + named + extra + comment
            limit -= size
            if limit < 0:
                raise ValueError("the package unpacks to more than 64 MB")
            if wanted is None or name in wanted:
                begin = start + 30 + sum(unpack("<HH", data[start + 26 : start + 30]))
                found[name] = _inflate(data[begin : begin + packed], method, size)
    except (struct_error, zlib.error) as error:
        raise ValueError(f"a damaged zip file ({error})") from None
    return found


def _inflate(body: bytes, method: int, size: int) -> bytes:
    """One file's content, never more than it says it has."""
    if method == 0:
        return body
    if method != 8:
        raise ValueError("a zip file packed in an unknown way")
    engine = zlib.decompressobj(-15)
    content = engine.decompress(body, size + 1)
    if len(content) != size:
        raise ValueError("a zip file whose contents are not what it says")
    return content


def relationships(parts: list[tuple[str, str, str]]) -> bytes:
    """A ``.rels`` part from (id, type, target)."""
    rows = "".join(f'<Relationship Id="{id}" Type="{type}" Target="{target}"/>' for id, type, target in parts)
    return f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'.encode()


def content_types(parts: list[Part], defaults: tuple[tuple[str, str], ...] = ()) -> bytes:
    """``[Content_Types].xml`` for the parts that have a type of their own; the rest go by their suffix."""
    suffixes = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml"} | dict(defaults)
    rows = [f'<Default Extension="{suffix}" ContentType="{type}"/>' for suffix, type in suffixes.items()]
    rows += [f'<Override PartName="/{part.name}" ContentType="{part.type}"/>' for part in parts if part.type]
    return f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{"".join(rows)}</Types>'.encode()


_FRESH = {"word/document.xml": 1, "customXml/item1.xml": 1}
"""The parts that differ in every draft, and the level each is compressed at."""


def package(main: Part, made: list[Part], properties: list[Part], suffixes: tuple[tuple[str, str], ...]) -> bytes:
    """A Word file: its document, the parts that the document names, core and extended properties."""
    return zipped(parts_of(main, made, properties, suffixes))


def zipped(parts: list[Part]) -> bytes:
    """The parts of a Word file as a zip."""
    return pack_zip(parts, _FRESH)


def parts_of(main: Part, made: list[Part], properties: list[Part], suffixes: tuple[tuple[str, str], ...]) -> list[Part]:
    """All parts of a Word file, with those that say what it holds."""
    related = [(part.id, part.relation, f"../{part.name}".replace("../word/", "")) for part in made if part.relation]
    top = [
        ("r1", f"{OFFICE}/officeDocument", main.name),
        ("r2", "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", properties[0].name),
        ("r3", f"{OFFICE}/extended-properties", properties[1].name),
    ]
    files = [main, *made, *properties]
    head = [
        Part("[Content_Types].xml", content_types(files, suffixes)),
        Part("_rels/.rels", relationships(top)),
        Part("word/_rels/document.xml.rels", relationships(related)),
    ]
    return head + files
