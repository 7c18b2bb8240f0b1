"""Writing and drafting the shipped State Treaty as DOCX, against docxtpl on equal text and against zlib alone.

docxtpl is given the same articles in two ways that its manual shows.  *Typed*: the text stands in the Word template, as
a drafting team would type it, with fields for the references and holes for the names of the States.  *Loop*: a template
that loops over paragraphs whose finished words it is handed; with every reference a field as in our text, or, for
information, as words that no longer follow their target.  It neither numbers nor checks anything."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Mapping
from html import escape

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.text.paragraph import CT_P
from docxtpl import DocxTemplate

from benchmarks.timing import Ratio, paired_ms
from generator import draft, load, write
from generator.pipeline import options_for
from generator.tree import Compiled, NumberPiece, Paragraph, Point, Ref, articles, inline_runs, paragraphs

INSTRUMENT = "state-treaty"
STYLES = {"Heading": "Heading 2", "Body": "Normal", "List": "List Bullet"}


def measure() -> list[Ratio]:
    """The writer alone, and everything from a loaded scenario to bytes."""
    scenario = load("ukraine-austrian-model")
    package = draft(scenario, languages=["en"])
    treaty = package[INSTRUMENT]
    options = options_for(package, INSTRUMENT, "en", "docx")
    lines = lines_of(treaty["en"])
    references = sum("ref" in run for line in lines for run in line["runs"])  # type: ignore[attr-defined]
    size = f"{len(articles(treaty['en'].document))} articles, {len(lines)} paragraphs, {references} references"
    words = [line | {"text": "".join(run["text"] for run in line["runs"])} for line in lines]  # type: ignore[attr-defined]
    names = {"neutral_state": "Ukraine", "counterpart": "the Russian Federation"}
    peers = {
        "docxtpl, text typed into its template": (docxtpl(typed(lines, names), names), 8, 5),
        "docxtpl, looping over paragraphs": (docxtpl(template_for(fields=True), {"lines": lines}), 8, 5),
        "docxtpl, looping over words without references": (docxtpl(template_for(fields=False), {"lines": words}), None, None),
    }

    def writer() -> bytes:
        return write(treaty, "docx", "en", options)

    def whole() -> bytes:
        made = draft(scenario, languages=["en"])
        return write(made[INSTRUMENT], "docx", "en")

    document = zipfile.ZipFile(io.BytesIO(writer())).read("word/document.xml")
    ours, deflate = paired_ms(writer, lambda: zlib.compress(document, 6), 41)
    ratios = [Ratio(f"writer alone ({size}) / zlib level 6 of its document.xml", ours, deflate, 1.7)]
    for name, (peer, *bounds) in peers.items():
        for what, function, bound in zip(("writer alone", "scenario to bytes"), (writer, whole), bounds, strict=True):
            ratios.append(Ratio(f"{what}, times as fast as {name}", *paired_ms(function, peer, 15), bound, at_least=True))
    return ratios


def docxtpl(template: bytes, context: Mapping[str, object]) -> Callable[[], bytes]:
    """The peer's whole work: opens its template, renders, saves."""

    def render() -> bytes:
        made = DocxTemplate(io.BytesIO(template))
        made.render(dict(context), autoescape=True)
        out = io.BytesIO()
        made.save(out)
        return out.getvalue()

    return render


def lines_of(compiled: Compiled) -> list[dict[str, object]]:
    """Every paragraph of a draft: its style, and its runs, each a text or a field with its target's name."""
    lines: list[dict[str, object]] = []

    def add(style: str, label: str, block: Paragraph | Point) -> None:
        runs: list[dict[str, str]] = [{"text": f"{label} "}]
        for inline in inline_runs(block)[0] if isinstance(block, Paragraph) else block.content:
            pieces = compiled.links[inline.id].pieces if isinstance(inline, Ref) else (getattr(inline, "text", " "),)
            runs += [{"text": p.text, "ref": f"_{hash(p.target) & 0xFFFFFFFF:08x}"} if isinstance(p, NumberPiece) else {"text": str(p)} for p in pieces]
        lines.append({"style": style, "runs": runs})
        for point in block.points:
            add("List", compiled.numbers[point.id].label, point)

    for article in articles(compiled.document):
        title = "".join(getattr(inline, "text", "") for inline in article.title)
        lines.append({"style": "Heading", "runs": [{"text": f"{compiled.numbers[article.id].label} {title}"}]})
        for paragraph in paragraphs(article.blocks):
            number = compiled.numbers.get(paragraph.id)
            add("Body", number.label if number else "", paragraph)
    return lines


def typed(lines: list[dict[str, object]], names: dict[str, str]) -> bytes:
    """A docxtpl template that is the text itself, with a field for each reference and a hole for each name."""
    document = docx.Document()
    for line in lines:
        paragraph = document.add_paragraph(style=STYLES[str(line["style"])])
        for run in line["runs"]:  # type: ignore[attr-defined]
            words = run["text"]
            for hole, name in names.items():
                words = words.replace(name, f"{{{{ {hole} }}}}")
            add_field(paragraph._p, run["ref"], words) if "ref" in run else paragraph.add_run(words)
    return saved(document)


def template_for(fields: bool) -> bytes:
    """A docxtpl template that loops over paragraphs; with ``fields``, over their runs, with a REF field for a reference."""
    document = docx.Document()
    document.add_paragraph("{%p for line in lines %}")
    for number, (style, word_style) in enumerate(STYLES.items()):
        document.add_paragraph(f"{{%p {'elif' if number else 'if'} line.style == '{style}' %}}")
        paragraph = document.add_paragraph("" if fields else "{{ line.text }}", style=word_style)
        if not fields:
            continue
        for piece in ("{%r for run in line.runs %}", "{%r if run.ref %}"):
            paragraph.add_run(piece)
        add_field(paragraph._p, "{{ run.ref }}", "{{ run.text }}")
        for piece in ("{%r else %}", "{{ run.text }}", "{%r endif %}", "{%r endfor %}"):
            paragraph.add_run(piece)
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p endfor %}")
    return saved(document)


def add_field(paragraph: CT_P, target: str, words: str) -> None:
    """A cross-reference as Word keeps it, at the end of a paragraph."""
    for inner in (
        '<w:fldChar w:fldCharType="begin"/>',
        f'<w:instrText xml:space="preserve"> REF {target} \\r \\h </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        f'<w:t xml:space="preserve">{escape(words)}</w:t>',
        '<w:fldChar w:fldCharType="end"/>',
    ):
        paragraph.append(parse_xml(f"<w:r {nsdecls('w')}>{inner}</w:r>"))


def saved(document: Document) -> bytes:
    """A document as a file."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
