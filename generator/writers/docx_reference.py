"""A ministry's own document as template: its styles, page, header and footer, and ours where it has none.

Goes in: our template and the bytes of a DOCX or DOTX.  Comes out: a template whose styles are those of the reference
document, found by their names, each under the id that the writer uses; styles it lacks are added from ours; and styles
that count get our lists, since the labels are the treaty's.  Imports lxml, so only where such a document is given.
"""

from __future__ import annotations

import posixpath
import re
from copy import deepcopy
from functools import lru_cache
from typing import Any

from lxml import etree

from .docx_package import OFFICE, WORD, Part, Template, page_of, unzip

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_ID = _W + "styleId"
_BEFORE_LIST = ("keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl")
_LINKS = ("basedOn", "next", "link")
_USES = ("pStyle", "rStyle", "tblStyle")
_KEPT = (("theme", "application/vnd.openxmlformats-officedocument.theme+xml"), ("fontTable", f"{WORD}.fontTable+xml"))


@lru_cache(maxsize=4)
def merge(ours: Template, reference: bytes) -> Template:
    """The reference document's look as a template.  A file that is no Word document is a ``ValueError``."""
    try:
        files = unzip(reference)
        document = _parse(files["word/document.xml"])
        theirs = _parse(files["word/styles.xml"])
    except (KeyError, etree.XMLSyntaxError) as error:
        raise ValueError(f"not a Word document: {error}") from None
    renamed = _merge_styles(theirs, _parse(ours.styles.encode()))
    relations = _relations(files, "word/document.xml")
    parts = [p for p in ours.parts if p.relation != f"{OFFICE}/fontTable"]
    for kind, type in _KEPT:
        target = next((target for _, relation, target in relations.values() if relation == f"{OFFICE}/{kind}"), "")
        if target in files:
            parts.append(Part(target, files[target], type, f"{OFFICE}/{kind}", f"r{kind}"))
    if not any(p.relation == f"{OFFICE}/fontTable" for p in parts):
        parts += [p for p in ours.parts if p.relation == f"{OFFICE}/fontTable"]
    running, extra, suffixes = _running(files, document, relations, renamed)
    page, width = page_of(_text(document))
    cover = "<w:titlePg" in files["word/document.xml"].decode("utf-8", "replace")
    return Template(_text(theirs), ours.settings, page, width, running, (*parts, *extra), suffixes, cover)


def _parse(data: bytes) -> Any:
    if b"<!DOCTYPE" in data[:1000] or b"<!ENTITY" in data[:1000]:
        raise ValueError("a document type declaration has no place in a Word document")
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_blank_text=False))


def _text(root: Any) -> str:
    return str(etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True).decode())


def _merge_styles(theirs: Any, ours: Any) -> dict[str, str]:
    """Adds to their styles what they lack of ours; returns what each of their ids is called now."""
    alone = {_key(style): style for style in theirs.iter(_W + "style")}
    renamed: dict[str, str] = {}
    lists: dict[str, Any] = {}
    missing = []
    for style in ours.iter(_W + "style"):
        id = str(style.get(_ID))
        lists[id] = style.find(f"{_W}pPr/{_W}numPr")
        own = alone.pop(_key(style), None)
        if own is None:
            missing.append(style)
        else:
            renamed[str(own.get(_ID))] = id
    renamed |= {str(s.get(_ID)): f"Own{s.get(_ID)}" for s in alone.values() if s.get(_ID) in lists}
    _rename(theirs, renamed)
    for style in theirs.iter(_W + "style"):
        _count(style, lists.get(str(style.get(_ID))))
        for language in list(style.iter(_W + "lang")):
            language.getparent().remove(language)
    for style in missing:
        theirs.append(deepcopy(style))
    return renamed


def _key(style: Any) -> tuple[str, str]:
    name = style.find(_W + "name")
    return str(style.get(_W + "type")), str(style.get(_ID) if name is None else name.get(_W + "val")).lower()


def _rename(root: Any, renamed: dict[str, str]) -> None:
    for element in root.iter(_W + "style"):
        if element.get(_ID) in renamed:
            element.set(_ID, renamed[element.get(_ID)])
    for tag in _LINKS + _USES:
        for element in root.iter(_W + tag):
            if element.get(_W + "val") in renamed:
                element.set(_W + "val", renamed[element.get(_W + "val")])


def _count(style: Any, list_: Any) -> None:
    """Gives a style our list, or none: their lists stay behind with their text."""
    for old in style.findall(f"{_W}pPr/{_W}numPr"):
        old.getparent().remove(old)
    if list_ is None:
        return
    properties = style.find(_W + "pPr")
    if properties is None:
        properties = etree.Element(_W + "pPr")
        look = style.find(_W + "rPr")
        style.append(properties) if look is None else look.addprevious(properties)
    place = sum(etree.QName(child).localname in _BEFORE_LIST for child in properties)
    properties.insert(place, deepcopy(list_))


def _relations(files: dict[str, bytes], part: str) -> dict[str, tuple[str, str, str]]:
    """A part's relationships: id → (mode, type, target as a name in the package)."""
    folder, name = posixpath.split(part)
    data = files.get(f"{folder}/_rels/{name}.rels")
    if data is None:
        return {}
    made = {}
    for row in _parse(data):
        target = str(row.get("Target"))
        inner = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        made[str(row.get("Id"))] = (str(row.get("TargetMode") or "Internal"), str(row.get("Type")), inner)
    return made


def _running(
    files: dict[str, bytes], document: Any, relations: dict[str, tuple[str, str, str]], renamed: dict[str, str]
) -> tuple[str, list[Part], tuple[tuple[str, str], ...]]:
    """Their headers and footers with what these hold: the references in the section, the parts, the types by suffix."""
    sections = list(document.iter(_W + "sectPr"))
    references, parts, suffixes = "", {}, {}
    types = {str(row.get("Extension")).lower(): str(row.get("ContentType")) for row in _parse(files["[Content_Types].xml"]) if row.get("Extension")}
    for kind in ("headerReference", "footerReference"):
        for element in sections[-1].findall(_W + kind) if sections else []:
            _, relation, target = relations.get(str(element.get(_R + "id")), ("", "", ""))
            if target not in files:
                continue
            id = "r" + re.sub(r"\W", "", target)
            references += f'<w:{kind} w:type="{element.get(_W + "type")}" r:id="{id}"/>'
            root = _parse(files[target])
            _rename(root, renamed)
            for place in list(root.iter(_W + "numPr")):
                place.getparent().remove(place)
            content = f"{WORD}.{'header' if kind.startswith('header') else 'footer'}+xml"
            parts[target] = Part(target, _text(root).encode(), content, relation, id)
            folder, name = posixpath.split(target)
            rels = f"{folder}/_rels/{name}.rels"
            if rels in files:
                parts[rels] = Part(rels, files[rels])
                for mode, _, inner in _relations(files, target).values():
                    suffix = inner.rpartition(".")[2].lower()
                    if mode == "Internal" and inner in files and suffix in types:
                        parts[inner] = Part(inner, files[inner])
                        suffixes[suffix] = types[suffix]
    return references, list(parts.values()), tuple(suffixes.items())
