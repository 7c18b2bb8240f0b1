"""The Articles of an instrument that others refer to, most without their texts: enough for their numbers."""

from __future__ import annotations

from ..build import Builder
from ..select import Chosen
from ..tree import Article, Closing, Document, Paragraph, Part, Term
from .define import DEFINITIONS


def outline(builder: Builder, english: Builder) -> Document | None:
    """The document with nothing but its Articles; those that print whatever their values are not filled.

    None where the numbers are not those of Articles, or only filling all of them shows whether terms are defined."""
    instrument, numbering = builder.instrument, builder.numbering()
    printed = [chosen for part in instrument.parts for chosen in part.clauses if chosen.text]
    if numbering.unit in ("paragraph", "none"):
        return None
    if any(chosen.clause.id == DEFINITIONS for chosen in printed) and not any(_uses_term(english, chosen) for chosen in printed):
        return None
    parts = []
    for number, part in enumerate(instrument.parts, 1):
        articles = tuple(article for chosen in part.clauses if chosen.text and (article := _article(builder, chosen)).blocks)
        parts.append(Part(f"{instrument.id}:part/{number}", (), articles))
    closing = Closing("none", (), ())
    return Document(instrument.id, builder.language.tag, "", "", instrument.register, numbering, False, (), "", tuple(parts), (), closing, "", False)


def _article(builder: Builder, chosen: Chosen) -> Article:
    if not builder.sure_words(chosen):
        return builder.article(chosen)
    base = f"{builder.instrument.id}:{chosen.clause.id}"
    return Article(base, chosen.clause.id, (), (Paragraph(f"{base}/1", ()),))


def _uses_term(english: Builder, chosen: Chosen) -> bool:
    terms = english.library.terms("en")
    return any(isinstance(run, Term) for words in english.sure_words(chosen) for run in terms.split(words))
