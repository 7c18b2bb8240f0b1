"""A draft that comes back: each change and comment on its clause, with its author; hostile files are refused."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from generator import draft, load, write
from generator.errors import UserError
from generator.revise.intake import as_json, intake
from generator.revise.units import units
from generator.revise.word_reader import read

from .conftest import Run
from .support import Memory
from .word_edits import NS, comment, delete, edited, files_of, insert_after, join, move, packed, paragraph, replace, track


@cache
def treaty() -> bytes:
    """The State Treaty of 1955 as it is handed out."""
    return write(draft(load("austria-1955", Memory()))["state-treaty"], "docx")


def taken(data: bytes) -> dict[str, Any]:
    """What an edited file brings, against the original."""
    return as_json([intake(read(data, "edited.docx"), read(treaty(), "original"))])


def told(data: bytes) -> list[tuple[str, str, str, str, bool]]:
    """Kind, author, text, clause and whether it was tracked."""
    return [(c["kind"], c["author"], c["text"], c["clause"], c["tracked"]) for c in taken(data)["changes"]]


def test_a_file_is_read_as_it_was_compiled() -> None:
    """Every unit of the compiled draft is in the file with its id, words, targets and address."""
    package = draft(load("ukraine-austrian-model", Memory()), ["en"])
    for id in package:
        found = {unit.id: unit for unit in read(write(package[id], "docx"), id).units()}
        for unit in units(package[id]["en"]):
            if unit.kind in ("signature", "enacting"):
                continue
            same = found[unit.id]
            assert " ".join(unit.text.split()).rstrip(" |") == same.text
            assert [p.target for p in unit.pieces if not isinstance(p, str) and p.target.startswith(f"{id}:")] == [
                p.target for p in same.pieces if not isinstance(p, str)
            ]
            assert (unit.kind, unit.clause, unit.label) == (same.kind, same.clause, same.label)


def test_a_file_that_nobody_edited_brings_nothing() -> None:
    """No change, no comment."""
    assert taken(treaty()) == {"changes": [], "comments": [], "unplaced": []}


def test_tracked_words() -> None:
    """A replacement is a deletion and an insertion by their author, on the paragraph they stand in."""
    data = edited(treaty(), track("democratic", "free"))
    assert [c[:3] for c in told(data)] == [("deletion", "A. Author", "democratic"), ("insertion", "A. Author", "free")]
    (first, second) = taken(data)["changes"]
    assert first["node"] == second["node"]
    assert first["date"] == "2027-03-14T09:00:00Z"


def test_untracked_words_are_found_against_the_original() -> None:
    """With the name of whoever saved the file."""
    data = edited(treaty(), replace("democratic", "free"), saved_by="C. Clerk")
    assert [(c[0], c[1], c[2], c[4]) for c in told(data)] == [("deletion", "C. Clerk", "democratic", False), ("insertion", "C. Clerk", "free", False)]


def test_paragraphs_that_came_and_went() -> None:
    """A paragraph put in belongs to the clause before it; one taken out to its own; tracked or not."""
    words = "re-established as a free"
    for tracked in (True, False):
        came = edited(treaty(), insert_after(words, "Austria shall be merry.", tracked))
        (change,) = taken(came)["changes"]
        assert (change["kind"], change["text"], change["tracked"]) == ("insertion", "Austria shall be merry.", tracked)
        went = edited(treaty(), delete(words, tracked))
        (gone,) = taken(went)["changes"]
        assert (gone["kind"], gone["clause"], gone["tracked"]) == ("deletion", change["clause"], tracked)
        assert words in gone["text"]


def test_a_comment_stands_on_its_words() -> None:
    """With author, date, clause and what it is about."""
    (found,) = taken(comment(treaty(), "democratic", "Is this settled?"))["comments"]
    assert (found["author"], found["text"], found["about"], found["date"]) == ("B. Critic", "Is this settled?", "democratic", "2027-03-15T09:00:00Z")
    assert found["clause"]


def test_what_has_no_place_is_listed() -> None:
    """A change in a running head, and a comment whose anchor is gone."""
    files = files_of(comment(treaty(), "democratic", "Lost"))
    files["word/document.xml"] = files["word/document.xml"].replace(b'w:id="7"', b'w:id="8"')
    change = b'<w:ins w:id="1" w:author="A" w:date="2027-01-01T00:00:00Z"><w:r><w:t>Top secret</w:t></w:r></w:ins></w:p></w:hdr>'
    files["word/header1.xml"] = files["word/header1.xml"].replace(b"</w:p></w:hdr>", change)
    found = taken(packed(files))
    assert [(u["kind"], u["text"]) for u in found["unplaced"]] == [("insertion", "Top secret"), ("comment", "Lost")]
    assert (found["changes"], found["comments"]) == ([], [])


def test_bookmarks_alone_are_enough() -> None:
    """A file whose custom XML is gone is read with the map of its original."""
    files = {n: c for n, c in files_of(edited(treaty(), track("democratic", "free"))).items() if not n.startswith("customXml")}
    with pytest.raises(UserError, match="not a draft of this program"):
        read(packed(files), "x")
    assert [c.text for c in read(packed(files), "x", read(treaty(), "o").nodes).tracked] == ["democratic", "free"]


# ------------------------------------------------------------------------ other readers


def _pandoc(data: bytes, folder: Path) -> dict[str, list[str]]:
    """What pandoc says was inserted, deleted and commented."""
    path = folder / "x.docx"
    path.write_bytes(data)
    ran = subprocess.run(["pandoc", "-f", "docx", "-t", "json", "--track-changes=all", str(path)], capture_output=True, check=True)
    found: dict[str, list[str]] = {"insertion": [], "deletion": [], "comment-start": []}

    def words(node: Any) -> str:
        if isinstance(node, list):
            return "".join(map(words, node))
        kind, content = node.get("t"), node.get("c")
        return (
            " "
            if kind in ("Space", "SoftBreak", "LineBreak")
            else content
            if kind == "Str"
            else words(content[-1] if kind in ("Span", "Link") else content or [])
        )

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            for name in node["c"][0][1] if node.get("t") == "Span" else ():
                if name in found and words(node["c"][1]):
                    found[name].append(words(node["c"][1]))
            node = list(node.values())
        for inner in node if isinstance(node, list) else ():
            walk(inner)

    walk(json.loads(ran.stdout)["blocks"])
    return {kind: sorted(" ".join(t.split()) for t in texts) for kind, texts in found.items()}


def _ours(data: bytes) -> dict[str, list[str]]:
    one = read(data, "x")
    changes = {kind: sorted(" ".join(c.text.split()) for c in one.tracked if c.kind == kind and c.text != "¶") for kind in ("insertion", "deletion")}
    return changes | {"comment-start": sorted(c.text for c in one.comments)}


EDITS = {
    "words": edited(treaty(), track("democratic", "free")),
    "a paragraph more": edited(treaty(), insert_after("democratic", "Austria shall be merry.")),
    "a paragraph less": edited(treaty(), delete("democratic")),
    "a comment": comment(edited(treaty(), track("democratic", "free")), "sovereign", "Why?"),
    "two hands": edited(edited(treaty(), track("democratic", "free")), track("sovereign", "unitary", author="B. Author")),
    "a move": edited(treaty(), move("democratic", "accepts the responsibility")),
    "paragraphs joined": edited(treaty(), join("democratic")),
    "a comment on words struck out": edited(comment(treaty(), "democratic", "Why?"), track("democratic", "")),
}
UNTRACKED = {
    "words": (replace("democratic", "free"), replace("sovereign", "unitary")),
    "a paragraph more": (insert_after("democratic", "Austria shall be merry.", False),),
    "a paragraph less": (delete("democratic", False),),
    "words, and a paragraph that moved": (replace("sovereign", "unitary"), lambda root: paragraph(root, "unitary").addprevious(paragraph(root, "democratic"))),
}


@pytest.mark.skipif(shutil.which("pandoc") is None, reason="no pandoc")
@pytest.mark.parametrize("name", EDITS)
def test_pandoc_sees_the_same(name: str, tmp_path: Path) -> None:
    """Every insertion, deletion and comment."""
    assert _ours(EDITS[name]) == _pandoc(EDITS[name], tmp_path)


@pytest.mark.skipif(shutil.which("pandoc") is None, reason="no pandoc")
@pytest.mark.parametrize("name", UNTRACKED)
def test_pandoc_reads_the_untracked_words(name: str, tmp_path: Path) -> None:
    """What came and went, as two readings of pandoc's differ."""
    data = treaty()
    for edit in UNTRACKED[name]:
        data = edited(data, edit)
    old, new = (Counter(_words_of(one, tmp_path)) for one in (treaty(), data))
    found = {kind: Counter(w for c in taken(data)["changes"] if c["kind"] == kind for w in _WORD.findall(c["text"])) for kind in ("insertion", "deletion")}
    assert found["insertion"] - found["deletion"] == new - old
    assert found["deletion"] - found["insertion"] == old - new
    assert all(c["clause"] for c in taken(data)["changes"])


_WORD = re.compile(r"\w+")


def _words_of(data: bytes, folder: Path) -> list[str]:
    """The words of the text, as pandoc reads them, but for the numbers of its lists."""
    path = folder / "x.docx"
    path.write_bytes(data)
    ran = subprocess.run(["pandoc", "-f", "docx", "-t", "plain", "--wrap=none", str(path)], capture_output=True, check=True, text=True)
    return _WORD.findall(re.sub(r"(?m)^\s*\(?\w{1,4}[.)]\s", "", ran.stdout))


OFFICE = "/usr/bin/python3"
"""An interpreter that may have LibreOffice's bridge."""
HANDS = [
    ["type", "democratic", "free"],
    ["paragraph", "and shall not be claimed anew.", "Austria shall be merry."],
    ["moveup", "accepts the responsibility"],
    ["delete", "universal, "],
    ["type", "shall be merry", "is merry"],
]


@pytest.mark.office
@pytest.mark.skipif(
    shutil.which("soffice") is None or subprocess.run([OFFICE, "-c", "import uno"], capture_output=True).returncode != 0, reason="no bridge to LibreOffice"
)
@pytest.mark.parametrize("tracked", [True, False])
def test_edited_in_libreoffice(tracked: bool, tmp_path: Path) -> None:
    """By its own commands, tracked and untracked: each change on its clause, none without one; pandoc sees the tracked ones."""
    (tmp_path / "in.docx").write_bytes(treaty())
    script = Path(__file__).parent / "office_edits.py"
    steps = [["track", tracked], *HANDS]
    subprocess.run([OFFICE, str(script), str(tmp_path), json.dumps(steps)], check=True, timeout=120)
    data = (tmp_path / "out.docx").read_bytes()
    found = taken(data)
    assert found["unplaced"] == []
    assert {c["tracked"] for c in found["changes"]} == {tracked}
    said = {(c["kind"], c["clause"], c["text"].strip()) for c in found["changes"]}
    assert {("insertion", "sovereignty.re-establishment", "free"), ("deletion", "sovereignty.re-establishment", "democratic")} <= said
    assert any(kind == "insertion" and "Austria is merry." in text for kind, _, text in said)
    if tracked and shutil.which("pandoc"):
        ours, theirs = ({kind: sorted(" ".join(texts).split()) for kind, texts in one.items()} for one in (_ours(data), _pandoc(data, tmp_path)))
        assert ours == theirs


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice")
def test_through_libreoffice(tmp_path: Path) -> None:
    """A file that LibreOffice has saved brings the same changes and comments, and no others."""
    for n, data in enumerate(EDITS.values()):
        (tmp_path / f"{n}.docx").write_bytes(data)
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/lo",
        "--headless",
        "--convert-to",
        "docx:MS Word 2007 XML",
        "--outdir",
        str(tmp_path / "out"),
    ]
    subprocess.run([*command, *(str(tmp_path / f"{n}.docx") for n in range(len(EDITS)))], check=True, capture_output=True, timeout=300)
    for n, data in enumerate(EDITS.values()):
        before, after = taken(data), taken((tmp_path / "out" / f"{n}.docx").read_bytes())
        for kind in ("changes", "comments"):
            assert [(c["text"], c["author"], c["node"]) for c in after[kind]] == [(c["text"], c["author"], c["node"]) for c in before[kind]]


# ------------------------------------------------------------------------ hostile files


def _with(part: str, content: bytes) -> bytes:
    return packed(files_of(treaty()) | {part: content})


def _document(inner: bytes, start: bytes = b"") -> bytes:
    return _with("word/document.xml", start + f'<w:document xmlns:w="{NS["w"]}"><w:body>'.encode() + inner + b"</w:body></w:document>")


BOMB = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
MANY = b"".join(b'<w:ins w:id="%d" w:author="A"><w:r><w:t>x</w:t></w:r></w:ins>' % n for n in range(60_000))
HOSTILE = {
    "no zip": (b"PK\3\4 nothing", "not a DOCX"),
    "an empty file": (b"", "not a DOCX"),
    "a zip that is no document": (packed({"a.txt": b"a"}), "no document part"),
    "somebody else's document": (_document(b"<w:p><w:r><w:t>Dear all</w:t></w:r></w:p>"), "not a draft of this program"),
    "a zip bomb": (_with("word/document.xml", b"<a>" + b" " * 20_000_000 + b"</a>"), "packed beyond belief"),
    "a part too large": (_with("word/x.xml", b"<a>" + bytes(range(65, 91)) * 1_000_000 + b"</a>"), "larger than"),
    "a document type": (_document(b"", BOMB), "declares a document type"),
    "a document type in a part that is not read": (_with("word/theme/theme9.xml", BOMB + b"<a/>"), "declares a document type"),
    "another encoding": (_with("word/document.xml", BOMB.decode().encode("utf-16")), "not text in UTF-8"),
    "macros": (_with("word/vbaProject.bin", b"x"), "macros"),
    "torn XML": (_document(b"<w:p>"), "damaged"),
    "XML that is too deep": (_document(b"<w:sdt>" * 5000), "damaged"),
    "an empty document": (_with("word/document.xml", b"<a/>"), "is empty"),
    "a damaged manifest": (_with("customXml/item1.xml", b'<draft xmlns="urn:peacedraft:draft:1"><manifest>{</manifest></draft>'), "manifest is damaged"),
    "sixty thousand changes": (_document(b"<w:p>" + MANY + b"</w:p>"), "more than 50,000 tracked changes"),
    "a hundred thousand paragraphs": (
        _document(b"<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 100_000 + b"<w:p/>"),
        "packed beyond belief|more than 50,000 paragraphs",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused(name: str, run: Run, tmp_path: Path) -> None:
    """With a message that says what is wrong and the way out; exit 2, nothing on standard output."""
    data, why = HOSTILE[name]
    with pytest.raises(UserError, match=why):
        read(data, "x.docx")
    (tmp_path / "x.docx").write_bytes(data)
    for command in ("intake", "textconv"):
        ran = run(command, "x.docx")
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith("peacedraft: x.docx: ")


def test_a_file_of_several_languages_is_refused(run: Run, tmp_path: Path) -> None:
    """Read or compared, beside its manifest or alone: the message names the file to edit instead."""
    assert run("draft", "austria-1955", "-i", "neutrality-law", "-l", "en", "-l", "de", "--parallel", "-f", "docx", "-o", "out").code == 0
    made = next(tmp_path.glob("out/**/*.docx"))
    (tmp_path / "alone.docx").write_bytes(made.read_bytes())
    for file in (str(made), "alone.docx"):
        for command in (("intake", file), ("diff", file, "austria-1955"), ("textconv", file)):
            ran = run(*command)
            assert (ran.code, ran.out) == (2, "")
            assert "several languages side by side" in ran.err
            assert "without --parallel" in ran.err


def test_a_damaged_zip_is_refused() -> None:
    """Whatever byte of it is another."""
    data = bytearray(treaty())
    for at in range(40, len(data) - 40, len(data) // 40):
        torn = data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]
        try:
            read(bytes(torn), "x")
        except UserError:
            continue


def test_nothing_outside_is_opened(tmp_path: Path) -> None:
    """A relationship to somewhere else is no part of the file."""
    files = files_of(comment(treaty(), "democratic", "Why?"))
    secret = tmp_path / "secret.xml"
    secret.write_bytes(files.pop("word/comments.xml"))
    external = f'Target="{secret.as_uri()}" TargetMode="External"'.encode()
    files["word/_rels/document.xml.rels"] = files["word/_rels/document.xml.rels"].replace(b'Target="comments.xml"', external)
    assert read(packed(files), "x").comments == ()


def test_encrypted_parts_are_refused() -> None:
    """A zip with a password cannot be read."""
    data = bytearray(treaty())
    at = data.rfind(b"PK\1\2")
    data[at + 8] |= 1
    with pytest.raises(UserError, match="encrypted"):
        read(bytes(data), "x")
    assert zipfile.is_zipfile(io.BytesIO(bytes(data)))


# ------------------------------------------------------------------------ commands


def test_the_command(run: Run, tmp_path: Path) -> None:
    """Text and JSON, against the original that the file's manifest names; a comparison of two files."""
    assert run("draft", "austria-1955", "-f", "docx", "-o", "out").code == 0
    data = (tmp_path / "out/austria-1955/state-treaty.en.docx").read_bytes()
    (tmp_path / "back.docx").write_bytes(comment(edited(data, replace("democratic", "free"), "C. Clerk"), "sovereign", "Why?"))
    ran = run("intake", "back.docx")
    assert (ran.code, ran.err) == (0, "")
    assert "[-democratic-]  (C. Clerk)" in ran.out
    assert "comment on “sovereign”: Why?  (B. Critic, 2027-03-15)" in ran.out
    found = json.loads(run("intake", "back.docx", "--format", "json").out)
    assert [c["text"] for c in found["changes"]] == ["democratic", "free"]
    compared = run("diff", "out/austria-1955/state-treaty.en.docx", "back.docx")
    assert "[-democratic-]{+free+}" in compared.out
    assert run("diff", "austria-1955", "back.docx").out == compared.out
    assert json.loads(run("diff", "austria-1955", "back.docx", "--format", "json").out)["changes"][0]["kind"] == "changed"
    assert "free" in run("textconv", "back.docx").out
    redline = ("--format", "docx", "-o", "red.docx", "--author", "A", "--date", "2027-03-14")
    assert "another program" in run("diff", "austria-1955", "back.docx", *redline).err
    assert run("draft", "austria-1955", "-f", "docx", "--set", "culture.education=omit", "-o", "new").code == 0
    pair = ("out/austria-1955/state-treaty.en.docx", "new/austria-1955/state-treaty.en.docx")
    assert run("diff", *pair, *redline).code == 0
    assert len(read((tmp_path / "red.docx").read_bytes(), "red").tracked) > 0
