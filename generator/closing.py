"""How an instrument ends: the words and signature blocks of its closing, and the full stop of its last operative paragraph."""

from __future__ import annotations

from .hints import TYPE_CHECKING
from .tree import Block, Closing, Inlines, Paragraph, Part, Signature, Text, plain
from .values import PartyValue

if TYPE_CHECKING:
    from .build import Builder


def closing(builder: Builder) -> Closing:
    """The closing that the framing asks for, in the words of the language and register."""
    instrument, language = builder.instrument, builder.language
    kind = instrument.framing.data["closing"]
    if kind == "none" and not instrument.signatories:
        return Closing(kind, (), ())
    key = "political" if kind == "testimonium" and instrument.register == "political" else kind
    filler = builder.filler(instrument.framing, ("closing",), {}, None, terms=False)
    lines = []
    for text in language.closings.get(key, ()):
        template, _ = builder.library.template(text, line=True)
        lines.append(filler.line(template))
    return Closing(kind, tuple(lines), tuple(_signature(builder, party) for party in instrument.signatories))


def _signature(builder: Builder, party: str) -> Signature:
    value = PartyValue(party, builder.scenario.parties[party], builder.language)
    name = value.get("formal" if builder.language.tag == "en" else "genitive")
    heading = builder.language.words["for"].format(plain(name.show()) if name else party)
    return Signature(party, heading, (builder.language.words["name"], builder.language.words["capacity"]))


def operative(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Operative paragraphs end in semicolons, the last one in a full stop."""
    if not parts:
        return ()
    last = parts[-1]
    article = last.articles[-1]
    return (*parts[:-1], last.but(articles=(*last.articles[:-1], article.but(blocks=_last_full_stop(article.blocks)))))


def _last_full_stop(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    if not blocks or not isinstance(blocks[-1], Paragraph):
        return blocks
    paragraph = blocks[-1]
    if paragraph.points:
        point = paragraph.points[-1]
        return (*blocks[:-1], paragraph.but(points=(*paragraph.points[:-1], point.but(content=_stop(point.content)))))
    return (*blocks[:-1], paragraph.but(content=_stop(paragraph.content)))


def _stop(inlines: Inlines) -> Inlines:
    if inlines and isinstance(inlines[-1], Text) and inlines[-1].text.endswith((";", ",")):
        return (*inlines[:-1], Text(inlines[-1].text[:-1] + "."))
    return inlines
