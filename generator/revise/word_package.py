"""A Word file from outside → its parts, parsed; whatever is hostile or broken in it is refused with a message.

Sizes are judged before anything is unpacked, a part that declares a document type or another encoding is not parsed, macros
are refused, and nothing that a file refers to outside itself is ever opened.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import Any

from lxml import etree

from ..errors import UserError

MAX_FILE = 64_000_000
"""The size of a DOCX, pictures and all."""
MAX_UNPACKED = 512_000_000
MAX_PART = 24_000_000
"""The size of a part that is read: thirty times a treaty of a hundred articles."""
MAX_PARTS = 5_000
MAX_RATIO = 150
"""How much a part of more than a megabyte may shrink by packing."""
_TYPES = "[Content_Types].xml"
_SAVE = "open it in Word or LibreOffice, save it as a DOCX without macros, and try again"


class WordPackage:
    """The parts of one file; ``main`` is the name of its document part, ``name`` what messages call the file."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        if len(data) > MAX_FILE:
            raise self.refusal(f"larger than {MAX_FILE:,} bytes", "remove its pictures")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            raise self.refusal("not a DOCX (it is no zip file, or a damaged one)", _SAVE) from None
        self._judge(self._zip.infolist())
        self._names = {info.filename: info for info in self._zip.infolist()}
        if "macroenabled" in self._text(_TYPES).lower():
            raise self.refusal("it may hold macros", _SAVE)
        self.main = self._related("_rels/.rels", "", "officeDocument") or "word/document.xml"
        if self.main not in self._names:
            raise self.refusal("not a Word document: it has no document part", _SAVE)

    def refusal(self, why: str, hint: str = _SAVE) -> UserError:
        """An error on this file."""
        return UserError(f"{self.name}: {why}", hint)

    def _judge(self, infos: list[zipfile.ZipInfo]) -> None:
        if len(infos) > MAX_PARTS:
            raise self.refusal(f"more than {MAX_PARTS:,} parts")
        if sum(info.file_size for info in infos) > MAX_UNPACKED:
            raise self.refusal(f"it would unpack to more than {MAX_UNPACKED:,} bytes")
        if len({info.filename for info in infos}) < len(infos):
            raise self.refusal("a part stands in it twice")
        for info in infos:
            if info.flag_bits & 1:
                raise self.refusal("it is encrypted", "save it without a password")
            if "vbaproject" in info.filename.lower():
                raise self.refusal("it holds macros", _SAVE)
            if info.filename.lower().endswith((".xml", ".rels")):
                if info.file_size > MAX_PART:
                    raise self.refusal(f"its part {info.filename} is larger than {MAX_PART:,} bytes")
                if info.file_size > 1_000_000 and info.file_size > MAX_RATIO * max(1, info.compress_size):
                    raise self.refusal(f"its part {info.filename} is packed beyond belief", _SAVE)

    def _bytes(self, part: str) -> bytes:
        info = self._names.get(part)
        if info is None:
            return b""
        try:
            with self._zip.open(info) as handle:
                content = handle.read(min(info.file_size, MAX_PART) + 1)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError) as error:
            raise self.refusal(f"its part {part} is damaged ({error})") from None
        if len(content) != info.file_size:
            raise self.refusal(f"its part {part} is not of the size it says")
        return content

    def _text(self, part: str) -> str:
        content = self._bytes(part)
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise self.refusal(f"its part {part} is not text in UTF-8") from None
        if "\0" in text[:200] or ("encoding=" in text[:100] and "utf-8" not in text[:100].lower()):
            raise self.refusal(f"its part {part} is not text in UTF-8")
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            raise self.refusal(f"its part {part} declares a document type, which no word processor writes")
        return text

    def xml(self, part: str) -> Any:
        """The root of a part; None where there is no such part."""
        if part not in self._names:
            return None
        try:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True)
            return etree.fromstring(self._text(part).encode(), parser)
        except etree.XMLSyntaxError as error:
            raise self.refusal(f"its part {part} is damaged ({str(error).split(', line')[0]})") from None

    def related(self, kind: str) -> str:
        """The name of a part that the document part names by its kind: ``comments``, ``styles``; "" where there is none."""
        folder, _, name = self.main.rpartition("/")
        return self._related(f"{folder}/_rels/{name}.rels", folder, kind)

    def _related(self, rels: str, folder: str, kind: str) -> str:
        root = self.xml(rels)
        for row in root if root is not None else ():
            if row.get("TargetMode") != "External" and str(row.get("Type")).rpartition("/")[2] == kind:
                target = str(row.get("Target"))
                found = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
                if found in self._names:
                    return found
        return ""

    def named(self, start: str, end: str = ".xml") -> list[str]:
        """The parts whose names start and end so, sorted."""
        return sorted(name for name in self._names if name.startswith(start) and name.endswith(end))

    def judge_all(self) -> None:
        """Looks at every part of XML, also those that are not read, for what has no place in one."""
        for name in self._names:
            if name.lower().endswith((".xml", ".rels")):
                self._text(name)
