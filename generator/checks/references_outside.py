"""XR: how instruments outside the package are cited."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ..diagnostics import WARNING, Diagnostic
from ..hints import Any
from ..package import InstrumentDraft, Package
from ..prose import Hit, place
from ..select import Chosen
from ..source import Source
from ..values import read_date
from . import check

WITHOUT_DATE = ("Charter of the United Nations", "Treaty on European Union", "Treaty on the Functioning of the European Union", "Constitution of")


@check("XR006", "incomplete-citation")
def incomplete_citation(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        An instrument known to clauses/sources.yaml that a text names for the first time without its date, or with
        another date; a resolution without its year; an entry of sources.yaml, used by a chosen variant, without date or
        citation.  The Charter of the United Nations, the Treaties of the European Union and constitutions need no date.

    Why it matters
        Many instruments bear like titles; date and symbol say which one is meant, and a wrong date means another one.

    Example
        … under the Vienna Convention on Diplomatic Relations …

    How to fix it
        Write “of 18 April 1961” after the title, and add the collection in which it is printed where that is usual.
    """
    source = package.library.source("clauses/sources.yaml", "sources")
    if source is None:
        return
    yield from _entries(package, source)
    titles = {str(entry["title"]): str(entry.get("date") or "") for entry in source.data.values()}
    dates = {title: date for title, date in titles.items() if not title.startswith(WITHOUT_DATE)}
    for instrument, _ in package.documents():
        first: dict[str, Hit] = {}
        for hit in instrument.prose.find(title.lower() for title in dates):
            if hit.words in dates and _whole(hit):
                first.setdefault(hit.words, hit)
        for title, hit in first.items():
            yield from _mention(package, instrument, hit, dates[title])
        for hit in instrument.prose.find(("resolution", "resolutions")):
            number = _number().match(hit.passage.text, hit.at)
            if number:
                cited = Hit(hit.passage, number[0], hit.at)
                yield _finding(package, instrument, cited, f"“{cited.words}” is cited without its year", "write the year after it: resolution 2202 (2015)")


def _whole(hit: Hit) -> bool:
    """Whether a title stands by itself, and not inside a longer name; titles with figures, and Acts, date themselves."""
    after = hit.passage.text[hit.at + len(hit.words) :][:2]
    return not (after[:1] == " " and after[1:].isupper()) and not hit.words.endswith(" Act") and not any(c.isdigit() for c in hit.words)


def _entries(package: Package, source: Source) -> Iterator[Diagnostic]:
    """Entries of sources.yaml that chosen variants use, without date or citation."""
    found = package.by_choice("XR006", lambda _, chosen: _incomplete(source, chosen))
    yield from {finding.message: finding for finding in reversed(found)}.values()


def _incomplete(source: Source, chosen: Chosen) -> Iterator[Diagnostic]:
    uses = [use for a in chosen.alternatives if a.variant for use in a.variant.data.get("sources") or ()]
    for id in dict.fromkeys(str(use["source"]) for use in uses):
        entry: dict[str, Any] | None = source.data.get(id)
        lacks = [key for key in ("date", "citation") if not entry.get(key)] if entry else []
        if lacks:
            yield Diagnostic(
                "XR006", WARNING, f"the source {id} has no {' and no '.join(lacks)}", source.key_span(id), f"add `{lacks[0]}:`",
                "An instrument is cited with title, date and symbol.", "XR-06", chosen.clause.id,
            )  # fmt: skip


def _mention(package: Package, instrument: InstrumentDraft, hit: Hit, date: str) -> Iterator[Diagnostic]:
    """The first mention of a title in an instrument, judged by the date that follows it."""
    title = hit.words
    rest = hit.passage.text[hit.at + len(title) :][:80]
    written = _dated().match(rest)
    day, language = read_date(date), instrument.languages["en"]
    right = language.date(*day) if day else date
    if written and day and written[1] != right:
        message = f"“{title}” is cited with the date {written[1]}; clauses/sources.yaml has {right}"
        yield _finding(package, instrument, hit, message, f"write {right}, or correct the entry")
    elif not written and not any(c.isdigit() for c in rest[:60]):
        yield _finding(package, instrument, hit, f"“{title}” is cited without its date", f"write “{title} of {right}”" if right else "add the date")


def _finding(package: Package, instrument: InstrumentDraft, hit: Hit, message: str, hint: str) -> Diagnostic:
    span = place(package, instrument.id, hit.passage, hit.words)
    because = "Date and symbol say which instrument is meant."
    return Diagnostic("XR006", WARNING, message, span, hint, because, "XR-06", hit.passage.clause, instrument.id)


@cache
def _dated() -> re.Pattern[str]:
    return re.compile(r",? (?:of|(?:signed|done|adopted|concluded) at [\w ]{2,30}? on) (\d{1,2} [A-Z][a-z]+ \d{4})\b")


@cache
def _number() -> re.Pattern[str]:
    return re.compile(r"[Rr]esolutions? \d{3,4}\b(?! ?\(\d{4}\)|/)")
