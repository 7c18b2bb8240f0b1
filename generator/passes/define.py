"""Definitions: which terms each definitions article holds, computed from English, and the article filled with them.

An instrument without a definitions article uses the package's first.  The set is closed over the definitions: a term
that only a definition uses is defined too.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..build import Builder
from ..frozen import Record
from ..select import Instrument
from ..tree import Article, Document, Inlines, Part, Term, Text, walk
from ..values import Content, Value

DEFINITIONS = "definitions.terms"


class Defined(Record):
    """For each instrument: the terms its text uses, and those that its definitions article holds, in printing order."""

    used: dict[str, tuple[str, ...]]
    held: dict[str, tuple[str, ...]]


def terms_of(builder: Builder) -> tuple[str, ...]:
    """The terms that an instrument uses, from its English document."""
    own = [survey.terms for unit, survey in builder.surveys.items() if not unit.endswith(f":{DEFINITIONS}")]
    return tuple(dict.fromkeys(term for terms in own for term in terms))


def define(builder: Builder, used: Iterable[str]) -> tuple[str, ...]:
    """The terms that an instrument's definitions article holds, in printing order, where so many are used."""
    wanted = dict.fromkeys(used)
    queue = list(wanted)
    while queue:
        inner = [i.term for i in walk(definition(builder, queue.pop())) if isinstance(i, Term)]
        fresh = [t for t in inner if t not in wanted]
        wanted |= dict.fromkeys(fresh)
        queue += fresh
    return tuple(sorted(wanted, key=lambda term: _form(builder, term, "en").lower()))


def has_definitions(instrument: Instrument) -> bool:
    """Whether an instrument has a definitions article of its own."""
    return any(chosen.clause.id == DEFINITIONS and chosen.text for chosen in instrument.chosen())


def fill_definitions(builder: Builder, document: Document, held: tuple[str, ...] | None) -> Document:
    """The document with its definitions article filled; without terms, without the article."""
    chosen = next((c for c in builder.instrument.chosen() if c.clause.id == DEFINITIONS and c.text), None)
    if chosen is None:
        return document
    article: Article | None = None
    if held:
        builder.definitions = [_entry(builder, term, last=term == held[-1]) for term in held]
        article = builder.fresh().article(chosen)
    parts: list[Part] = []
    for part in document.parts:
        kept = tuple(a for a in (article if a.clause == DEFINITIONS else a for a in part.articles) if a is not None)
        if kept:
            parts.append(part.but(articles=kept))
    return document.but(parts=tuple(parts))


def definition(builder: Builder, term: str) -> Inlines:
    """A term's definition, filled; references in it stand where the definitions article does."""
    entry = builder.library.glossary()[term]
    texts = entry.data["definition"]
    tag = builder.language.tag if builder.language.tag in texts else "en"
    return builder.definition_text(entry.source, (term, "definition", tag), str(texts.get(tag, "")), f"{builder.instrument.id}:{DEFINITIONS}/{term}")


def _entry(builder: Builder, term: str, last: bool) -> Value:
    opening, closing = builder.language.quotes
    form = _form(builder, term, builder.language.tag)
    text = definition(builder, term)
    printed = (Text(f"{opening}{form}{closing} "), *text, Text("." if last else ";"))
    return builder.selection.memory.later(("entry", builder.language.tag, term), printed, lambda: Content(printed))


def _form(builder: Builder, term: str, tag: str) -> str:
    entry = builder.library.glossary()[term]
    return next(iter(entry.forms(tag) or entry.forms("en")), term)
