"""What can be said about a treaty that exists as a text, without a scenario.

Goes in: a :class:`TreatyText`, and whether it is meant to bind.  Comes out: findings on its register, its numbers and
words, its numbering, its references and its final clauses.  What is guessed from prose is a warning; errors are what its
own numbers say, and the words of a treaty in a text that is called political.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from .checks.numbers_words import days_counted_apart, misspelt
from .checks.wording import binding_words, duties_in_recitals, duties_without_subject, weak_verbs
from .checks.wording_substance import line_called_border, titles_touched, words_that_take_sides
from .diagnostics import ERROR, NOTE, WARNING, Diagnostic, Severity, Span, in_order
from .language import Language
from .prose import Hit, Reading
from .text_references import lost_references
from .treaty_text import TreatyText, Unit

REGISTERS = ("treaty", "political", "legislation", "resolution")
EXPECTED = (  # what a treaty says at its end, and words that show that it does
    ("its entry into force", r"\b(?:enter|com)(?:s|ing)? into force\b|\bentry into force\b|\btakes? effect\b"),
    ("the languages in which it is authentic", r"\bauthentic\b|\bequal force\b|\bin the \w+(?:, \w+)*(?: and \w+)? languages?\b"),
)
OPTIONAL = (
    ("amendment", r"\b(?:amend|revis)\w+\b"),
    ("its duration or an end", r"\b(?:denounce|denunciation|terminat|withdraw|duration|remains? in force|in force for)\w*\b"),
    ("disputes", r"\b(?:dispute|difference)s?\b"),
    ("reservations", r"\breservations?\b"),
    ("registration with the United Nations", r"\bArticle 102\b|\bregist(?:er|ration)\w*\b"),
)
OF_A_TREATY = (  # what only a treaty says at its end
    ("ratification", "instrument of ratification"), ("ratification", "instruments of ratification"), ("ratification", "subject to ratification"),
    ("authentic texts", "equally authentic"), ("registration", "article 102 of the charter"), ("registration", "secretariat of the united nations"),
    ("reservations", "no reservation"), ("reservations", "no reservations"),
)  # fmt: skip

LINES = ("the line", "line of contact", "line of control", "line of demarcation", "demarcation line", "ceasefire line")
"""What a line that separates forces is called."""
NO_PARTIES = ("Have", "Peace", "Treaty", "Agreement", "Convention", "Charter", "Protocol", "Preamble", "With", "This", "These", "Their")
"""Words that are written with capitals where parties are listed and name none."""


def check_text(text: TreatyText, register: str, language: Language) -> list[Diagnostic]:
    """The findings on a text of one of :data:`REGISTERS`, in order."""
    reading = text.reading(register, language)
    found = [*days_counted_apart(reading), *words_that_take_sides(reading), *_titles(reading)]
    if register == "treaty":
        found += [*weak_verbs(reading), *duties_without_subject(reading, _parties(reading)), *_unsaid(text, reading)]
    if register == "political":
        found += [*binding_words(reading), *_of_a_treaty(reading)]
    if register in ("treaty", "political"):
        found += duties_in_recitals(reading)
    found += [*_misspelt(reading, language), *_numbering(text), *lost_references(text, reading)]
    return in_order(found)


def register_of(text: TreatyText) -> str:
    """What a text is by how it begins: a law, a resolution, else a treaty; that it is political is not to be seen."""
    opening = " ".join(text.opening)
    if re.match(r"(?:draft |federal |constitutional |organic )*law\b", opening, re.IGNORECASE):
        return "legislation"
    return "resolution" if re.search(r"\bThe (?:Security Council|General Assembly),", opening) else "treaty"


def _parties(reading: Reading) -> tuple[str, ...]:
    """The names in the list of parties of its preamble."""
    listed = " ".join(passage.text for passage in reading.prose.passages if passage.kind == "parties")
    return tuple(dict.fromkeys(word for word in re.findall(r"\b[A-Z][a-z]{3,}\b", listed) if word not in NO_PARTIES))


def _titles(reading: Reading) -> Iterator[Diagnostic]:
    """RG001 and RG002, where a formula of the text leaves title open."""
    if next(reading.prose.match(_reserved()), None):
        yield from titles_touched(reading, WARNING, "the text leaves open")
        named = [name for name in LINES if reading.prose.find((name,))]
        yield from dict.fromkeys(found for name in named for found in line_called_border(reading, name, WARNING))


@cache
def _reserved() -> re.Pattern[str]:
    return re.compile(r"\bwithout prejudice to [^.;\n]{0,100}\b(?:title|sovereignty|status|claims?|boundar(?:y|ies)|borders?|frontiers?)\b")


def _misspelt(reading: Reading, language: Language) -> Iterator[Diagnostic]:
    for passage in reading.prose.passages:
        for number, words, line, column in misspelt(passage.text, language):
            at = sum(len(sentence) + 1 for sentence in passage.text.split("\n")[: line - 1]) + column - 1
            yield Diagnostic(
                "NU003", ERROR, f"the words before “({number})” are not “{words}”", reading.place(Hit(passage, f"({number})", at)),
                f"write “{words} ({number})”, or change the figure", "Figures and words are one number.", "NU-03", passage.clause, reading.id,
            )  # fmt: skip


# ----------------------------------------------------------------- numbering


def _numbering(text: TreatyText) -> Iterator[Diagnostic]:
    """ST007: articles over the whole text or an annex, points within their article."""
    articles: dict[str, Unit] = {}
    points: list[_Last] = []
    for unit in text.units:
        if unit.level == "article":
            yield from _article(text, unit, articles.get(unit.annex))
            articles[unit.annex] = unit
        if unit.level != "point":
            points = []
            continue
        if unit.home in text.open:
            continue  # alternatives count each on its own
        fault = _point(points, unit)
        if fault:
            yield _numbered(text, unit, WARNING, fault)


_Last = tuple[str, int, str]
"""The last point of a series: the first mark of the series, the place in it, its mark."""


def _article(text: TreatyText, unit: Unit, last: Unit | None) -> Iterator[Diagnostic]:
    (first, number), before = unit.readings[-1], last.readings[-1] if last else ("", 0)
    if last is None:
        if number > 1:
            yield _numbered(text, unit, WARNING, f"the first article is {unit.mark}")
    elif first != before[0]:
        yield _numbered(text, unit, ERROR, f"{unit.mark} follows {last.mark}: Roman and Arabic numbers are mixed")
    elif number < before[1]:
        yield _numbered(text, unit, ERROR, f"{unit.mark} follows {last.mark}")
    elif unit.mark == last.mark:
        yield _numbered(text, unit, ERROR, f"{unit.mark} stands twice")
    elif number > before[1] + 1:
        yield _numbered(text, unit, WARNING, f"{unit.mark} follows {last.mark}")


def _point(points: list[_Last], unit: Unit) -> str:
    """What is wrong with a point after those in ``points``, the innermost last, which are brought up to date."""
    for depth in range(len(points) - 1, -1, -1):
        series, last, _ = points[depth]
        if (series, last + 1) in unit.readings:
            points[depth:] = [(series, last + 1, unit.mark)]
            return ""
    start = next((series for series, value in unit.readings if value == 1), None)
    if start is not None:
        again = bool(points) and points[-1][0] == start  # a second list of the same kind, not one inside another
        points[len(points) - again :] = [(start, 1, unit.mark)]
        return ""
    for depth in range(len(points) - 1, -1, -1):
        series, _, mark = points[depth]
        now = next((value for first, value in unit.readings if first == series), 0)
        if now:
            points[depth:] = [(series, now, unit.mark)]
            return f"{unit.mark} follows {mark}"
    points += [(series, value, unit.mark) for series, value in unit.readings[:1]]
    return f"a series begins with {unit.mark}"


def _numbered(text: TreatyText, unit: Unit, severity: Severity, message: str) -> Diagnostic:
    home = f"{unit.home}: " if unit.level == "point" and unit.home else ""
    return Diagnostic(
        "ST007", severity, home + message, unit.span, "number the units through; an article put in later is “5 bis” or “5A”",
        "One address per unit.", "ST-01", unit.home, text.name,
    )  # fmt: skip


# -------------------------------------------------------------- final clauses


def _unsaid(text: TreatyText, reading: Reading) -> Iterator[Diagnostic]:
    """CO025: what a treaty does not say at its end."""
    if not any(unit.level == "article" for unit in text.units):
        return
    last = text.units[-1].span if text.units else Span(text.file, 1, 1)
    for expected, severity in ((EXPECTED, WARNING), (OPTIONAL, NOTE)):
        unsaid = [name for name, pattern in expected if next(reading.prose.match(re.compile(pattern)), None) is None]
        if unsaid:
            yield Diagnostic(
                "CO025", severity, f"nothing is said of {', '.join(unsaid[:-1])}{' or ' if unsaid[1:] else ''}{unsaid[-1]}", last,
                "add the final clauses, or leave them out on purpose", "What a treaty does not say, the general law says for it.", "CO-01", "", text.name,
            )  # fmt: skip


def _of_a_treaty(reading: Reading) -> Iterator[Diagnostic]:
    """ST002: final clauses of a treaty in a political text."""
    told: set[str] = set()
    for what, words in OF_A_TREATY:
        for hit in reading.prose.find((words,)):
            if what not in told:
                told.add(what)
                yield Diagnostic(
                    "ST002", ERROR, f"{reading.id} is a political instrument, and speaks of {what}", reading.place(hit),
                    "take it out, or judge the text with `--register treaty` if it is meant to bind",
                    "The form of a treaty shows the intention to be bound.", "ST-02", hit.passage.clause, reading.id,
                )  # fmt: skip
