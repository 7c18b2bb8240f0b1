"""A Word file with tracked changes, read as if all were accepted or all rejected: an independent reader for tests."""

from __future__ import annotations

import io
import zipfile

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_GONE = {"accept": ("del", "moveFrom"), "reject": ("ins", "moveTo")}


def texts(data: bytes, mode: str = "accept") -> list[str]:
    """The paragraphs that are left, in order, empty ones left out; a paragraph whose mark goes runs into the next."""
    tree = etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml"))
    gone = tuple(f"{W}{name}" for name in _GONE[mode])
    found, carried = [], ""
    for paragraph in tree.iter(f"{W}p"):
        row = next(paragraph.iterancestors(f"{W}tr"), None)
        if row is not None and any(row.find(f"{W}trPr/{tag}") is not None for tag in gone):
            continue
        words = [
            node.text or "" if node.tag in (f"{W}t", f"{W}delText") else " "
            for node in paragraph.iter(f"{W}t", f"{W}delText", f"{W}br", f"{W}tab")
            if not any(around.tag in gone for around in node.iterancestors())
        ]
        carried += "".join(words)
        if any(paragraph.find(f"{W}pPr/{W}rPr/{tag}") is not None for tag in gone):
            continue
        found.append(" ".join(carried.split()))
        carried = ""
    return [text for text in [*found, " ".join(carried.split())] if text]


def changes(data: bytes) -> dict[str, int]:
    """How many tracked changes there are of each kind."""
    tree = etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml"))
    return {name: sum(1 for _ in tree.iter(f"{W}{name}")) for name in ("ins", "del", "moveFrom", "moveTo")}
