"""The DOCX writer: labels, references, text, package, and what LibreOffice makes of it."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import zipfile
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import docx
import pytest
from lxml import etree

from generator.tree import Article, Number, Paragraph, Part, Text, link_text
from generator.writers.docx import DocxOptions, write
from generator.writers.docx_inline import mark_of

from .docx_samples import AWKWARD, ROOT, SAMPLES, Maker, instrument, language, law, text, treaty

TEMPLATE = (ROOT / "templates/docx/treaty.docx").read_bytes()
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def options(**changes: Any) -> DocxOptions:
    """What the writer is told."""
    return DocxOptions(TEMPLATE, {"scenario": "a <b> & c"}, "peacedraft 0.1.0").but(**changes)


@cache
def written(name: str) -> bytes:
    """A sample as DOCX."""
    compiled = SAMPLES[name]()
    return write(compiled, language(compiled.document.language), options())


def parts(data: bytes) -> dict[str, bytes]:
    """The files of the package."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {n: archive.read(n) for n in archive.namelist()}


def root(data: bytes, part: str = "word/document.xml") -> Any:
    """One part, parsed."""
    return etree.fromstring(parts(data)[part])


def printed(element: Any) -> str:
    """The text of an element; a line break is a space."""
    return "".join(" " if e.tag == W + "br" else e.text or "" for e in element.iter(W + "t", W + "br"))


# ---------------------------------------------------------------- labels


def roman(value: int) -> str:
    """1 to 399."""
    amounts = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    made = ""
    for amount, letters in amounts:
        made, value = made + letters * (value // amount), value % amount
    return made


def spelled(format: str, value: int) -> str:
    """A number in one of Word’s formats."""
    if format in ("lowerLetter", "russianLower"):
        letters = "abcdefghijklmnopqrstuvwxyz" if format == "lowerLetter" else "абвгдежзиклмнопрстуфхцчшщыэюя"
        return letters[(value - 1) % len(letters)] * ((value - 1) // len(letters) + 1)
    return {"decimal": str, "upperRoman": roman, "lowerRoman": lambda v: roman(v).lower(), "none": lambda v: ""}[format](value)


def labels(data: bytes) -> dict[str, str]:
    """The label that Word gives each paragraph, by its bookmark: lists are counted per abstract list, ECMA-376 17.9."""
    numbering, styles = root(data, "word/numbering.xml"), root(data, "word/styles.xml")
    abstract = {a.get(W + "abstractNumId"): {lv.get(W + "ilvl"): lv for lv in a.iter(W + "lvl")} for a in numbering.findall(W + "abstractNum")}
    nums = {n.get(W + "numId"): n for n in numbering.findall(W + "num")}
    styled = {s.get(W + "styleId"): s.find(f"{W}pPr/{W}numPr") for s in styles.iter(W + "style")}
    counts: dict[str, list[int]] = {a: [0] * 9 for a in abstract}
    started: set[str] = set()
    made = {}
    for p in root(data).iter(W + "p"):
        place = p.find(f"{W}pPr/{W}numPr")
        place = styled[p.find(f"{W}pPr/{W}pStyle").get(W + "val")] if place is None else place
        if place is None or place.find(W + "numId").get(W + "val") == "0":
            continue
        num, level = place.find(W + "numId").get(W + "val"), place.find(W + "ilvl").get(W + "val")
        a, n = nums[num].find(W + "abstractNumId").get(W + "val"), int(level)
        definition = abstract[a][level]
        counts[a][n] += 1
        for override in nums[num].findall(W + "lvlOverride"):
            assert override.get(W + "ilvl") == level
            inner = override.find(W + "lvl")
            definition = definition if inner is None else inner
            if num not in started:
                counts[a][n] = int(override.find(W + "startOverride").get(W + "val"))
                started.add(num)
        counts[a][n + 1 :] = [0] * (8 - n)
        format = definition.find(W + "numFmt").get(W + "val")
        label = definition.find(W + "lvlText").get(W + "val").replace(f"%{n + 1}", spelled(format, counts[a][n]))
        mark = p.find(W + "bookmarkStart")
        if mark is not None:
            made[mark.get(W + "name")] = label
    return made


@pytest.mark.parametrize("name", SAMPLES)
def test_native_labels_are_the_recorded_numbers(name: str) -> None:
    """What Word counts is what the numbering pass recorded, for every unit."""
    numbers = SAMPLES[name]().numbers
    assert labels(written(name)) == {mark_of(id): number.label for id, number in numbers.items()}


def test_articles_do_not_restart_and_paragraphs_do() -> None:
    """The samples reach the cases that matter: through the Parts, after alternatives, past z."""
    numbers: dict[str, Number] = treaty().numbers
    assert numbers["t:a.20"].label == "Article 20"
    assert numbers["t:a.3/4"].label == "4."
    assert numbers["t:a.5/1/30"].label == "(dd)"


# ------------------------------------------------------------ references


def fields(data: bytes) -> list[tuple[str, str]]:
    """Instruction and cached result of every field that lies within one paragraph."""
    made, code, result, state = [], "", "", ""
    for e in root(data).iter(W + "fldChar", W + "instrText", W + "t"):
        if e.tag == W + "fldChar":
            kind = e.get(W + "fldCharType")
            if kind == "begin":
                code = result = ""
            elif kind == "end":
                made.append((code, result))
            state = kind
        elif e.tag == W + "instrText":
            code += e.text
        elif state == "separate":
            result += e.text
    return made


@pytest.mark.parametrize("name", SAMPLES)
def test_every_number_of_a_reference_is_a_field_with_its_text_cached(name: str) -> None:
    """And its bookmark is there."""
    compiled = SAMPLES[name]()
    wanted = [(mark_of(p.target), p.text) for link in compiled.links.values() for p in link.pieces if not isinstance(p, str)]
    found = [(code.split()[1], result) for code, result in fields(written(name)) if code.split()[0] == "REF"]
    assert sorted(found) == sorted(wanted)
    names = {b.get(W + "name") for b in root(written(name)).iter(W + "bookmarkStart")}
    assert {mark for mark, _ in found} <= names


def test_a_label_with_a_word_is_referred_to_without_it() -> None:
    """“Article 2” by Word’s own switch, hidden from LibreOffice; “2.” and “(b)” plainly."""
    codes = {code for code, _ in fields(written("treaty"))}
    assert f" REF\t{mark_of('t:a.2')} \\n \\t \\h " in codes
    assert f" REF {mark_of('t:a.1/2')} \\n \\h " in codes
    assert f" REF {mark_of('t:a.1/2/b')} \\n \\h " in codes


def test_a_unit_of_another_instrument_is_plain_text() -> None:
    """No field points out of the document."""
    make = Maker()
    words = (Text("See "), make.ref("Article ", ("law:n.d", "4"), " of the Law"), Text("."))
    compiled = make.compiled(instrument((Part("p", (), (Article("t:a", "a", text("A"), (Paragraph("t:a/1", words),)),)),)))
    data = write(compiled, language("en"), options())
    assert fields(data) == []
    assert "See Article\u00a04 of the Law." in printed(root(data))  # the number stays on the line of its word


# ------------------------------------------------------------------ text


def test_brackets_blanks_and_awkward_names_print_as_typed() -> None:
    """Nothing in a value is markup, and what XML forbids is dropped."""
    words = [printed(p) for p in root(written("treaty")).iter(W + "p")]
    assert "The ceiling is [Ukraine: 40,000] [Russian Federation: 20,000] [No text] within [… days] of […]" in words
    assert "[Ukraine: It stays." in words
    assert "in writing.]" in words
    assert "[Russian Federation, Belarus: It leaves:" in words
    assert "[European Union: No text]" in words
    assert words.count("Alternative A (Ukraine)") == words.count("Alternative C") == 1
    assert words.count(AWKWARD) == 2  # on the title page and in the preamble
    assert "Recalling the Charter," in words


def test_only_a_cell_or_the_end_may_have_no_text() -> None:
    """No paragraph is left empty where there is nothing to say."""
    for name in SAMPLES:
        for p in root(written(name)).iter(W + "p"):
            style = p.find(f"{W}pPr/{W}pStyle").get(W + "val")
            assert printed(p) or style in ("Heading2", "TableEnd")


def test_articles_and_annexes_are_content_controls_that_the_custom_part_explains() -> None:
    """Every mark leads back to its node."""
    data = written("treaty")
    node = etree.fromstring(parts(data)["customXml/item1.xml"])
    ids = {e.get("mark"): e.get("id") for e in node.iter("{urn:peacedraft:draft:1}node")}
    tags = {t.getparent().find(W + "alias").get(W + "val"): t.get(W + "val") for t in root(data).iter(W + "tag")}
    assert ids[tags["Provision 7"]] == "t:a.7"
    assert ids[tags["Schedule"]] == "t:a.3/@map"
    assert {ids[b.get(W + "name")] for b in root(data).iter(W + "bookmarkStart")} >= set(treaty().numbers)
    assert '"scenario":"a <b> & c"' in node[0].text


def test_the_contents_name_every_part_article_and_annex() -> None:
    """In a long instrument, and in no short one."""
    entries = [printed(p) for p in root(written("treaty")).iter(W + "p") if p.find(f"{W}pPr/{W}pStyle").get(W + "val") in ("TOC1", "TOC2")]
    assert len(entries) == 2 + 20 + 2
    assert entries[1].startswith("Part I — Political Clauses")
    assert "TOC" not in written("law").decode("latin-1")


def test_a_final_text_has_no_notes_and_no_line_numbers() -> None:
    """What is for negotiators stays with them."""
    open_, final = write(treaty(), language("en"), options(notes=True)), write(treaty(), language("en"), options(notes=True, final=True))
    assert "word/footnotes.xml" in parts(open_)
    assert "word/footnotes.xml" not in parts(final)
    assert b"<w:lnNumType" in parts(open_)["word/document.xml"]
    assert b"<w:lnNumType" not in parts(final)["word/document.xml"]
    assert b"mirrorMargins" in parts(open_)["word/settings.xml"]
    assert b"mirrorMargins" not in parts(final)["word/settings.xml"]


@pytest.mark.parametrize(
    ("kind", "part", "element"), [("footnotes", "word/footnotes.xml", "footnoteReference"), ("comments", "word/comments.xml", "commentReference")]
)
def test_drafting_notes(kind: str, part: str, element: str) -> None:
    """As footnotes or as comments, once asked for."""
    data = write(treaty(), language("en"), options(notes=kind, date="2027-03-14T00:00:00Z"))
    assert printed(root(data, part)).strip() == "A <note> & its source."
    assert len(list(root(data).iter(W + element))) == 1


# --------------------------------------------------------------- package


@pytest.mark.parametrize("name", SAMPLES)
def test_what_is_used_is_defined(name: str) -> None:
    """Styles and lists exist, bookmarks are single and paired, and python-docx opens the file."""
    data = written(name)
    styles = {s.get(W + "styleId") for s in root(data, "word/styles.xml").iter(W + "style")}
    nums = {n.get(W + "numId") for n in root(data, "word/numbering.xml").iter(W + "num")} | {"0"}
    document = root(data)
    assert {e.get(W + "val") for tag in ("pStyle", "rStyle", "tblStyle") for e in document.iter(W + tag)} <= styles
    assert {e.get(W + "val") for e in document.iter(W + "numId")} <= nums
    marks = [b.get(W + "name") for b in document.iter(W + "bookmarkStart")]
    assert len(marks) == len(set(marks)) == len(list(document.iter(W + "bookmarkEnd")))
    assert docx.Document(io.BytesIO(data)).core_properties.author == "peacedraft"


def test_the_same_input_gives_the_same_bytes_in_another_process() -> None:
    """Whatever the hash seed."""
    script = "import sys; from tests.unit.test_docx import *; sys.stdout.buffer.write(written('treaty'))"
    again = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=True, env={"PYTHONHASHSEED": "4", "PYTHONPATH": str(ROOT)})
    assert again.stdout == written("treaty")
    assert {i.date_time for i in zipfile.ZipFile(io.BytesIO(written("treaty"))).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_importing_the_writer_imports_no_xml_library() -> None:
    """A draft starts fast."""
    script = "import sys, generator.writers.docx as w; print([m for m in ('lxml', 'docx', 'jinja2', 'zipfile') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_the_template_is_what_its_script_makes() -> None:
    """The file in the repository is not edited by hand."""
    spec = spec_from_file_location("make_template", ROOT / "templates/docx/make_template.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    assert parts(module.package()) == parts(TEMPLATE)


def test_a_ministrys_own_template() -> None:
    """Its header and looks, our labels and language."""
    theirs = docx.Document()
    theirs.sections[0].header.paragraphs[0].text = "MINISTRY OF FOREIGN AFFAIRS"
    theirs.styles["Heading 2"].font.name = "Garamond"
    saved = io.BytesIO()
    theirs.save(saved)
    data = write(treaty(), language("uk"), options(reference_doc=saved.getvalue()))
    assert labels(data) == labels(written("treaty"))
    assert any(b"MINISTRY" in content for name, content in parts(data).items() if "header" in name)
    heading = next(s for s in root(data, "word/styles.xml").iter(W + "style") if s.get(W + "styleId") == "Heading2")
    assert heading.find(f"{W}rPr/{W}rFonts").get(W + "ascii") == "Garamond"
    assert 'w:val="uk-UA"' in parts(data)["word/styles.xml"].decode()


@pytest.mark.parametrize("junk", [b"", b"PK\5\6" + bytes(18), b"hello", TEMPLATE[:-400]])
def test_a_reference_that_is_no_document_is_a_value_error(junk: bytes) -> None:
    """Never a traceback from deep inside."""
    with pytest.raises(ValueError):  # noqa: PT011 - the message names the fault, whichever it is
        write(law(), language("en"), options(reference_doc=junk))


# ----------------------------------------------------------- LibreOffice


@pytest.mark.office
@pytest.mark.skipif(not (shutil.which("soffice") and shutil.which("pdftotext")), reason="needs LibreOffice and poppler")
@pytest.mark.parametrize("name", SAMPLES)
def test_libreoffice_prints_the_same_labels_and_references(name: str, tmp_path: Path) -> None:
    """It recomputes the fields that it knows, and still agrees with what was cached."""
    compiled = SAMPLES[name]()
    (tmp_path / "a.docx").write_bytes(written(name))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        ["soffice", "--headless", "--norestore", profile, "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "a.docx"], capture_output=True, timeout=180
    )
    pdf = subprocess.run(["pdftotext", "-layout", tmp_path / "a.pdf", "-"], capture_output=True, text=True, check=True).stdout
    pages = re.sub(r"\s+", " ", re.sub(r"^ ? ?\d{1,3}(?= )", "", pdf, flags=re.MULTILINE)).lower()  # small capitals come out as capitals
    for link in compiled.links.values():
        assert link_text(link).lower() in pages
    marked = {m.get(W + "name"): printed(m.getparent()).replace("\u00a0", " ").strip() for m in root(written(name)).iter(W + "bookmarkStart")}
    for id, recorded in compiled.numbers.items():
        assert f"{recorded.label} {marked[mark_of(id)][:12]}".strip().lower() in pages
    assert not re.search("error|article article|статті стаття", pages)
