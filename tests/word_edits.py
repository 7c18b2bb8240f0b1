"""A Word file as a delegation would send it back: made with lxml from one of the program's, for tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NS = {"w": W[1:-1]}
WHO = {f"{W}author": "A. Author", f"{W}date": "2027-03-14T09:00:00Z"}


def files_of(data: bytes) -> dict[str, bytes]:
    """The parts of a package."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(files: dict[str, bytes]) -> bytes:
    """A package of these parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return made.getvalue()


def edited(data: bytes, change: Callable[[Any], None], saved_by: str = "") -> bytes:
    """A file whose document part went through a function; ``saved_by`` is who saved it."""
    files = files_of(data)
    root = etree.fromstring(files["word/document.xml"])
    change(root)
    files["word/document.xml"] = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
    if saved_by:
        files["docProps/core.xml"] = files["docProps/core.xml"].replace(b"lastModifiedBy>peacedraft<", f"lastModifiedBy>{saved_by}<".encode())
    return packed(files)


def paragraph(root: Any, words: str) -> Any:
    """The first paragraph of the text that holds some words."""
    return next(p for p in root.iter(f"{W}p") if words in "".join(t.text or "" for t in p.iter(f"{W}t")) and p.find(f"{W}hyperlink") is None)


def split(root: Any, words: str) -> list[Any]:
    """Makes the words a run of their own; returns that run and those around it."""
    p = paragraph(root, words)
    run = next(r for r in p.iter(f"{W}r") if words in "".join(t.text or "" for t in r.iter(f"{W}t")))
    text = run.find(f"{W}t").text
    before, _, after = text.partition(words)
    made = []
    for part in (before, words, after):
        copy = deepcopy(run)
        copy.find(f"{W}t").text = part
        copy.find(f"{W}t").set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run.addprevious(copy)
        made.append(copy)
    run.getparent().remove(run)
    return made


def replace(old: str, new: str) -> Callable[[Any], None]:
    """Words replaced without tracking."""

    def change(root: Any) -> None:
        split(root, old)[1].find(f"{W}t").text = new

    return change


def track(old: str, new: str, **who: str) -> Callable[[Any], None]:
    """Words replaced with tracking: either may be empty, but not the old ones."""
    marks = {**WHO, **{f"{W}{name}": value for name, value in who.items()}}

    def change(root: Any) -> None:
        run = split(root, old)[1]
        came = deepcopy(run)
        gone = etree.Element(f"{W}del", {f"{W}id": "9001", **marks})
        run.addprevious(gone)
        gone.append(run)
        run.find(f"{W}t").tag = f"{W}delText"
        if new:
            come = etree.Element(f"{W}ins", {f"{W}id": "9002", **marks})
            came.find(f"{W}t").text = new
            come.append(came)
            gone.addnext(come)

    return change


def insert_after(words: str, text: str, tracked: bool = True) -> Callable[[Any], None]:
    """A paragraph put behind the one that holds some words, in its style."""

    def change(root: Any) -> None:
        p = paragraph(root, words)
        made = etree.Element(f"{W}p")
        made.append(deepcopy(p.find(f"{W}pPr")))
        run = etree.SubElement(etree.SubElement(made, f"{W}ins", {f"{W}id": "9004", **WHO}) if tracked else made, f"{W}r")
        etree.SubElement(run, f"{W}t").text = text
        if tracked:
            look = etree.SubElement(made.find(f"{W}pPr"), f"{W}rPr")
            etree.SubElement(look, f"{W}ins", {f"{W}id": "9003", **WHO})
        p.addnext(made)

    return change


def delete(words: str, tracked: bool = True) -> Callable[[Any], None]:
    """A whole paragraph taken out."""

    def change(root: Any) -> None:
        p = paragraph(root, words)
        if not tracked:
            p.getparent().remove(p)
            return
        look = etree.SubElement(p.find(f"{W}pPr"), f"{W}rPr")
        etree.SubElement(look, f"{W}del", {f"{W}id": "9003", **WHO})
        for run in list(p.iter(f"{W}r")):
            gone = etree.Element(f"{W}del", {f"{W}id": "9004", **WHO})
            run.addprevious(gone)
            gone.append(run)
            for text in run.iter(f"{W}t"):
                text.tag = f"{W}delText"

    return change


def strike(words: str) -> Callable[[Any], None]:
    """Strikes the bracket out that holds some words, without tracking."""

    def change(root: Any) -> None:
        runs = list(paragraph(root, words).iter(f"{W}r"))
        said = ["".join(t.text or "" for t in run.iter(f"{W}t")) for run in runs]
        at = next(n for n, text in enumerate(said) if words in text)
        start = max(n for n in range(at) if said[n] == "[")
        end = min(n for n in range(at, len(said)) if said[n] == "]")
        for run in runs[start : end + 1]:
            run.getparent().remove(run)

    return change


def move(words: str, before: str) -> Callable[[Any], None]:
    """A whole paragraph moved with tracking, to stand before another."""

    def change(root: Any) -> None:
        p = paragraph(root, words)
        made = deepcopy(p)
        for mark in [*made.iter(f"{W}bookmarkStart"), *made.iter(f"{W}bookmarkEnd")]:
            mark.getparent().remove(mark)
        for one, tag in ((p, "moveFrom"), (made, "moveTo")):
            look = etree.SubElement(one.find(f"{W}pPr"), f"{W}rPr")
            etree.SubElement(look, f"{W}{tag}", {f"{W}id": "9010", **WHO})
            for run in list(one.iter(f"{W}r")):
                half = etree.Element(f"{W}{tag}", {f"{W}id": "9011", **WHO})
                run.addprevious(half)
                half.append(run)
        paragraph(root, before).addprevious(made)

    return change


def join(words: str) -> Callable[[Any], None]:
    """The end of a paragraph taken out with tracking, so that the next one runs on from it."""

    def change(root: Any) -> None:
        look = etree.SubElement(paragraph(root, words).find(f"{W}pPr"), f"{W}rPr")
        etree.SubElement(look, f"{W}del", {f"{W}id": "9012", **WHO})

    return change


def comment(data: bytes, words: str, text: str) -> bytes:
    """A file with a comment on some words."""
    files = files_of(data)
    root = etree.fromstring(files["word/document.xml"])
    run = split(root, words)[1]
    run.addprevious(etree.Element(f"{W}commentRangeStart", {f"{W}id": "7"}))
    mark = etree.fromstring(f'<w:r xmlns:w="{NS["w"]}"><w:commentReference w:id="7"/></w:r>')
    run.addnext(mark)
    run.addnext(etree.Element(f"{W}commentRangeEnd", {f"{W}id": "7"}))
    files["word/document.xml"] = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
    files["word/comments.xml"] = (
        f'<w:comments xmlns:w="{NS["w"]}"><w:comment w:id="7" w:author="B. Critic" w:date="2027-03-15T09:00:00Z" w:initials="B">'
        f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:comment></w:comments>"
    ).encode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
    files["word/_rels/document.xml.rels"] = files["word/_rels/document.xml.rels"].replace(
        b"</Relationships>", f'<Relationship Id="rC" Type="{kind}" Target="comments.xml"/></Relationships>'.encode()
    )
    override = b'<Override PartName="/word/comments.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"/></Types>'
    files["[Content_Types].xml"] = files["[Content_Types].xml"].replace(b"</Types>", override)
    return packed(files)
