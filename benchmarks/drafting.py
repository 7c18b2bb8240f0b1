"""Writing and drafting the shipped State Treaty as DOCX, against docxtpl on equal text and against zlib alone.

The peer is given the finished words of the same draft, and a template that loops over paragraphs, as its manual shows:
once the words alone, once with every cross-reference a field, as ours has them.  It neither numbers nor checks anything."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docxtpl import DocxTemplate

from benchmarks.timing import Ratio, paired_ms
from generator import draft, load, write
from generator.pipeline import options_for
from generator.tree import Compiled, NumberPiece, Paragraph, Point, Ref, articles, inline_runs, paragraphs

INSTRUMENT = "state-treaty"


def measure() -> list[Ratio]:
    """The writer alone, and everything from a loaded scenario to bytes."""
    scenario = load("ukraine-austrian-model")
    package = draft(scenario)
    treaty = package[INSTRUMENT]
    options = options_for(package, INSTRUMENT, "en", "docx")
    lines = lines_of(treaty["en"])
    references = sum("ref" in run for line in lines for run in line["runs"])  # type: ignore[attr-defined]
    size = f"{len(articles(treaty['en'].document))} articles, {len(lines)} paragraphs, {references} references"
    words = [line | {"text": "".join(run["text"] for run in line["runs"])} for line in lines]  # type: ignore[attr-defined]
    peers = {"docxtpl, words alone": docxtpl(template_for(fields=False), words), "docxtpl, the same fields": docxtpl(template_for(fields=True), lines)}

    def writer() -> bytes:
        return write(treaty, "docx", "en", options)

    def whole() -> bytes:
        made = draft(scenario)
        return write(made[INSTRUMENT], "docx", "en")

    document = zipfile.ZipFile(io.BytesIO(writer())).read("word/document.xml")
    ours, deflate = paired_ms(writer, lambda: zlib.compress(document, 6), 41)
    ratios = [Ratio(f"writer alone ({size}) / zlib level 6 of its document.xml", ours, deflate, 1.7)]
    for name, peer in peers.items():
        for what, function, bound in (("writer alone", writer, 8), ("scenario to bytes", whole, 5)):
            ratios.append(Ratio(f"{what}, times as fast as {name}", *paired_ms(function, peer, 15), bound, at_least=True))
    return ratios


def docxtpl(template: bytes, lines: list[dict[str, object]]) -> Callable[[], bytes]:
    """The peer's whole work: opens its template, renders, saves."""

    def render() -> bytes:
        made = DocxTemplate(io.BytesIO(template))
        made.render({"lines": lines}, autoescape=True)
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


def template_for(fields: bool) -> bytes:
    """A docxtpl template that loops over paragraphs; with ``fields``, over their runs, with a REF field for a reference."""
    document = docx.Document()
    document.add_paragraph("{%p for line in lines %}")
    styles = {"Heading": "Heading 2", "Body": "Normal", "List": "List Bullet"}
    for number, (style, word_style) in enumerate(styles.items()):
        document.add_paragraph(f"{{%p {'elif' if number else 'if'} line.style == '{style}' %}}")
        paragraph = document.add_paragraph("" if fields else "{{ line.text }}", style=word_style)
        if not fields:
            continue
        for piece in ("{%r for run in line.runs %}", "{%r if run.ref %}"):
            paragraph.add_run(piece)
        for inner in (
            '<w:fldChar w:fldCharType="begin"/>',
            '<w:instrText xml:space="preserve"> REF {{ run.ref }} \\r \\h </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            '<w:t xml:space="preserve">{{ run.text }}</w:t>',
            '<w:fldChar w:fldCharType="end"/>',
        ):
            paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}>{inner}</w:r>"))
        for piece in ("{%r else %}", "{{ run.text }}", "{%r endif %}", "{%r endfor %}"):
            paragraph.add_run(piece)
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p endfor %}")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
