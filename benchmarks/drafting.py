"""Writing and drafting a treaty as DOCX, against docxtpl on equal text and against zlib alone."""

from __future__ import annotations

import io
import zipfile
import zlib

import docx
from docxtpl import DocxTemplate

from benchmarks.timing import Ratio, paired_ms
from generator import draft, load, write
from generator.pipeline import options_for
from generator.tree import Compiled, Paragraph, Point, articles, link_text, paragraphs

INSTRUMENT = "state-treaty"


def measure() -> list[Ratio]:
    """The writer alone, and everything from a loaded scenario to bytes."""
    scenario = load("ukraine-austrian-model")
    package = draft(scenario)
    treaty = package[INSTRUMENT]
    options = options_for(package, INSTRUMENT, "en", "docx")
    lines = text_of(treaty["en"])
    size = f"{len(articles(treaty['en'].document))} articles, {len(lines)} paragraphs"
    template = template_for(lines)

    def writer() -> bytes:
        return write(treaty, "docx", "en", options)

    def whole() -> bytes:
        return write(draft(scenario, instruments=[INSTRUMENT])[INSTRUMENT], "docx", "en", options)

    def peer() -> bytes:
        made = DocxTemplate(io.BytesIO(template))
        made.render({"lines": lines})
        out = io.BytesIO()
        made.save(out)
        return out.getvalue()

    document = zipfile.ZipFile(io.BytesIO(writer())).read("word/document.xml")
    ours, deflate = paired_ms(writer, lambda: zlib.compress(document, 6), 31)
    ours_again, theirs = paired_ms(writer, peer, 9)
    complete, theirs_again = paired_ms(whole, peer, 9)
    return [
        Ratio(f"writer alone ({size}) / zlib level 6 of its document.xml", ours, deflate, 1.7),
        Ratio(f"writer alone ({size}), times as fast as docxtpl", ours_again, theirs, 8, at_least=True),
        Ratio(f"scenario to bytes ({size}), times as fast as docxtpl", complete, theirs_again, 5, at_least=True),
    ]


def text_of(compiled: Compiled) -> list[dict[str, str]]:
    """Every paragraph of a draft as docxtpl is given it: style and text, with its label."""
    lines = []

    def add(style: str, label: str, block: Paragraph | Point) -> None:
        words = []
        for inline in block.content:
            link = compiled.links.get(getattr(inline, "id", ""))
            words.append(link_text(link) if link else getattr(inline, "text", " "))
        lines.append({"style": style, "text": f"{label} {''.join(words)}"})
        for point in block.points:
            add("List", compiled.numbers[point.id].label, point)

    for article in articles(compiled.document):
        lines.append({"style": "Heading", "text": f"{compiled.numbers[article.id].label} {article.title}"})
        for paragraph in paragraphs(article.blocks):
            number = compiled.numbers.get(paragraph.id)
            add("Body", number.label if number else "", paragraph)
    return lines


def template_for(lines: list[dict[str, str]]) -> bytes:
    """A docxtpl template that loops over the paragraphs and chooses their style, as its manual shows."""
    document = docx.Document()
    document.add_paragraph("{%p for line in lines %}")
    for number, style in enumerate(("Heading", "Body", "List")):
        word = "if" if not number else "elif"
        document.add_paragraph(f"{{%p {word} line.style == '{style}' %}}")
        document.add_paragraph("{{ line.text }}", style={"Heading": "Heading 2", "Body": "Normal", "List": "List Bullet"}[style])
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p endfor %}")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


