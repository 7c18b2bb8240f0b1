"""Printed definitions: read from the articles of definitions; shared by the families that judge terms and time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ..package import Package
from ..passes.define import DEFINITIONS
from ..provisions import TermEntry
from ..tree import Point, articles, paragraphs, plain

FORCE = "stabilisation-force.establishment"


def points(package: Package, instrument: str, tag: str = "en") -> dict[str, str]:
    """The printed definitions of an instrument: the term in quotation marks → the rest of its point."""
    if tag not in package[instrument].compiled:
        return {}
    opening, closing = package[instrument].languages[tag].quotes
    found: dict[str, str] = {}
    for article in articles(package[instrument][tag].document):
        listed: list[Point] = [p for b in paragraphs(article.blocks) for p in b.points] if article.clause == DEFINITIONS else []
        for point in listed:
            form, end, rest = plain(point.content).removeprefix(opening).partition(closing)
            if end:
                found[form] = rest
    return found


def unexcepted(package: Package, wider: tuple[str, ...], narrow: list[str]) -> Iterator[tuple[str, TermEntry, str, str]]:
    """Printed definitions of wider terms that do not except a narrower one: instrument, entry, term and its first form."""
    glossary = package.library.glossary()
    for instrument in package.defined.held if narrow else ():
        printed = points(package, instrument)
        for name in wider:
            entry = glossary.get(name)
            text = next((t for f in (entry.forms("en") if entry else ()) if (t := printed.get(f))), "")
            for term in narrow if entry and text else ():
                forms = glossary[term].forms("en") if term in glossary else []
                at = min((i for form in forms if (i := text.find(form)) >= 0), default=-1)
                if entry and forms and (at < 0 or not _excepting().search(text[:at])):
                    yield instrument, entry, term, forms[0]


@cache
def _excepting() -> re.Pattern[str]:
    return re.compile(r"\b(?:excludes?|excluding|except(?:ing)?|other than|save|does not include|do not include|not including|with the exception of)\b")
