"""DF: what the glossaries, and the article of definitions, must hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from ..diagnostics import ERROR, NOTE, WARNING, Diagnostic, Related
from ..package import Package
from ..passes.define import DEFINITIONS
from ..prose import place
from ..provisions import TermEntry
from . import check
from .choices import always
from .definitions import FORCE, points, unexcepted
from .terms import inline_definitions

WIDER = ("foreign-forces", "foreign-military-base")
TEAMS, LINE, BORDERS = "neutrality.training-teams", "territory.line-of-contact", "withdrawal.mutual-border-areas"


@check("DF003", "term-defined-twice")
def term_defined_twice(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A term that stands in two glossaries, or a form of words that belongs to two terms; and, as a warning, a term of
        the glossary that a text defines once more in its own words (“hereinafter ‘the Line’”).

    Why it matters
        Two definitions of one word are two meanings, and a dispute chooses between them.

    Example
        line: {forms: {en: [Line]}, …}               # clauses/territory/glossary.yaml
        contact-line: {forms: {en: [Contact Line, Line]}, …}     # clauses/ceasefire/glossary.yaml

    How to fix it
        Keep one definition, and give every form of words to one term.
    """
    first: dict[tuple[str, str], TermEntry] = {}
    for entry in package.library.glossary().values():
        for tag, forms in (entry.data.get("forms") or {}).items():
            for index, form in enumerate(forms):
                other = first.setdefault((tag, form), entry)
                if other is not entry:
                    yield Diagnostic(
                        "DF003", ERROR, f"“{form}” is a form of two terms, {other.id} and {entry.id}", entry.source.span(entry.id, "forms", tag, index),
                        "take it from one of them", "One word with two definitions has two meanings.", "DF-03",
                        related=(Related(other.source.span(other.id, "forms", tag), f"the forms of {other.id}"),),
                    )  # fmt: skip
    for id, draft in package.instruments.items():
        seen: set[str] = set()
        for hit in inline_definitions(package, draft):
            known = first.get(("en", hit.words))
            if known is not None or hit.words in seen:
                where = f"the glossary ({known.id})" if known else "this instrument already"
                yield Diagnostic(
                    "DF003", WARNING, f"“{hit.words}” is defined here, and in {where}", place(package, id, hit.passage, hit.words),
                    "use the term without defining it again", "One word with two definitions has two meanings.", "DF-03", hit.passage.clause, id,
                )  # fmt: skip
            seen.add(hit.words)


@check("DF005", "duty-in-definition")
def duty_in_definition(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A definition, printed in the package, with “shall”, “must” or another word of obligation.

    Why it matters
        A duty hidden in a definition binds without a subject, a deadline or a verifier, and is overlooked.

    Example
        definition: {en: means the line behind which each side shall keep its heavy weapons}

    How to fix it
        Say in the definition what the thing is, and put the duty into an Article.
    """
    glossary = package.library.glossary()
    for term in dict.fromkeys(t for held in package.defined.held.values() for t in held):
        found = _operative().search(str(glossary[term].data["definition"].get("en", "")))
        if found:
            yield Diagnostic(
                "DF005", WARNING, f"the definition of {term} lays down a duty (“{found[0].strip('{ ')}”)", glossary[term].source.span(term, "definition", "en"),
                "say what the thing is; put the duty into an Article", "A duty needs a subject, a time and a verifier.", "DF-05",
            )  # fmt: skip


@cache
def _operative() -> re.Pattern[str]:
    return re.compile(r"\b(?:shall|must|undertakes?|may not|(?:is|are) (?:obliged|required|bound) to)\b|\{\{ ?(?:shall|undertake|agree)\b")


@check("DF006", "overlapping-terms")
def overlapping_terms(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A definition of “Foreign Forces” or “Foreign Military Base” that does not except the stabilisation force, or the
        training teams, which the package admits.

    Why it matters
        The duty to withdraw, or the ban on bases, would then cover the very presence that another Article permits.

    Example
        foreign-forces:
          definition: {en: means the armed forces of a State in the territory of another State}

    How to fix it
        Except them in the definition: “and excludes the Stabilisation Force”, under {% if included("…") %}.
    """
    narrow = ["stabilisation-force"] if any(always(c) for _, c in package.chosen(FORCE)) else []
    if any(always(c, lambda a: bool(a.variant) and a.variant.name in ("individual-states", "capped")) for _, c in package.chosen(TEAMS)):  # type: ignore[union-attr]
        narrow.append("training-mission")
    for instrument, entry, _, form in unexcepted(package, WIDER, narrow):
        yield Diagnostic(
            "DF006", ERROR, f"the definition of “{entry.forms('en')[0]}” does not except the {form}", entry.source.span(entry.id, "definition", "en"),
            f"add “and excludes the {form}” to the definition", "Else the withdrawal, or the ban on bases, covers what the text permits.",
            "DF-06", DEFINITIONS, instrument,
        )  # fmt: skip


@check("DF007", "definitions-out-of-order")
def definitions_out_of_order(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        An article of definitions, written by hand, whose terms do not follow the English alphabet, or that has more or
        fewer points in one language than in English.

    Why it matters
        The same letter must name the same term in every language, and a reader looks a term up by the alphabet.

    Example
        - “Mission” means …;
        - “Line” means ….

    How to fix it
        Use the variant `generated` of definitions.terms, or put the points in order in every language.
    """
    for instrument in package.instruments:
        chosen = package.chosen(DEFINITIONS, instrument)
        forms = list(points(package, instrument)) if chosen else []
        wrong = next((b for a, b in pairwise(forms) if b.lower() < a.lower()), None)
        span = package.text_span(DEFINITIONS, wrong or "definitions")
        because = "The same letter must name the same term in every language."
        if wrong:
            message = f"“{wrong}” stands out of the order of the alphabet"
            yield Diagnostic("DF007", NOTE, message, span, "put the definitions in order", because, "DF-07", DEFINITIONS, instrument)
        for tag in package[instrument].compiled if forms else ():
            count = len(points(package, instrument, tag))
            if count != len(forms):
                message = f"{len(forms)} definitions in English, {count} in “{tag}”"
                yield Diagnostic("DF007", NOTE, message, span, "give every definition its point in each language", because, "DF-07", DEFINITIONS, instrument)


@check("DF008", "line-and-border-not-apart")
def line_and_border_not_apart(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A package with a line of contact and a withdrawal to the international border whose glossary does not have both, as
        two terms without a common form (`line` and `international-border`).

    Why it matters
        Forces behind the Line and forces behind the border are in different places; a text that calls both by one word
        says of the one what is meant of the other.

    Example
        line: {forms: {en: [Line, Border]}, …}     # and no international-border

    How to fix it
        Keep both terms of clauses/territory/glossary.yaml, each with its own forms.
    """
    there = any(always(c) for _, c in package.chosen(LINE))
    holders = package.chosen(BORDERS)
    if not there or not any(always(c, lambda a: bool(a.variant) and a.variant.name == "to-international-border") for _, c in holders):  # type: ignore[union-attr]
        return
    glossary = package.library.glossary()
    terms = [glossary.get("line"), glossary.get("international-border")]
    missing = [name for name, entry in zip(("line", "international-border"), terms, strict=True) if entry is None]
    common = sorted(set.intersection(*(set(entry.forms("en")) for entry in terms if entry))) if not missing else []
    if not missing and not common:
        return
    entry = next((e for e in terms if e), None)
    instrument = holders[0][0]
    span = entry.source.key_span(entry.id) if entry else package.choice_span(instrument, BORDERS)
    message = f"the glossary has no term {' and no '.join(missing)}" if missing else f"“{common[0]}” is a form both of the Line and of the border"
    yield Diagnostic(
        "DF008", ERROR, message, span, "keep `line` and `international-border` as two terms", "The line of contact and the border lie in different places.",
        "DF-08", BORDERS, instrument,
    )  # fmt: skip
