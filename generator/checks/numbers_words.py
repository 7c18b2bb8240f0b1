"""NU: figures as they were typed: against the quantity they repeat, against their words, their units, and in the notes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, partial

from ..diagnostics import ERROR, NOTE, WARNING, Diagnostic, Span
from ..language import Language
from ..package import Package
from ..prose import Hit, Reading, Stretch, place, readings, unavoidable, words_in
from ..provisions import Clause, Variant
from ..select import Chosen
from ..source import Source
from ..values import read_duration
from . import check
from .choices import always, candidates, value_span
from .typed import Steps, variants

PEOPLE = ("troops", "soldiers", "military", "personnel", "persons")
TIME = ("days", "weeks", "months", "years")
QUANTITIES = (  # clause, parameters, what a sentence is about, what stands directly after the figure, and of what else the sentence speaks
    ("stabilisation-force.establishment", ("ceiling",), "stabilisation force", PEOPLE, ""),
    ("demilitarised-zone.establishment", ("width-km",), "demilitarised zone", ("kilometres wide", "kilometers wide", "kilometres in width"), ""),
    ("demilitarised-zone.permitted-policing", ("officers",), "demilitarised zone", ("officers", "police officers", "policemen"), ""),
    ("assurances.over-the-horizon", ("pool", "earmarked-troops"), "pool of", PEOPLE, ""),
    ("assurances.over-the-horizon", ("pool", "earmarked-troops"), "earmarked", PEOPLE, ""),
    ("monitoring.mission", ("strength",), "monitoring mission", ("monitors", "observers", *PEOPLE), ""),
    ("neutrality.training-teams", ("cap",), "training mission", ("instructors", "trainers", *PEOPLE), ""),
    ("neutrality.training-teams", ("cap",), "training missions", ("instructors", "trainers", *PEOPLE), ""),
    ("territory.line-of-contact", ("length-km",), "the line", ("kilometres long", "kilometers long", "kilometres in length"), ""),
    ("withdrawal.foreign-forces", ("days", "start"), "foreign forces", TIME, r"\b(?:withdraw\w*|leave|left)\b"),
    ("humanitarian.prisoners", ("days", "start", "lists"), "prisoners of war", TIME, r"\b(?:releas|repatriat|return)\w+\b"),
)  # fmt: skip
MEASURES = {  # what a figure counts, by the word after it; parameters by their units
    "kilometres": "km", "kilometers": "km", "km": "km", "metres": "m", "m": "m", "per cent": "per cent", "officers": "people", "hours": "hour",
} | dict.fromkeys((*PEOPLE, "monitors", "observers"), "people") | {unit: unit[:-1] for unit in TIME}  # fmt: skip
REF = '{{ ref("'
UNITS = {"km": "metric", "m": "metric", "miles": "imperial", "feet": "imperial", "yards": "imperial", "acres": "imperial", "ha": "metric"}
"""Units of length and area, by system; nautical miles go with either."""
COUNTED_APART = ("working days", "business days", "working day", "business day")
DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}


@check("NU002", "quantity-with-two-values")
def quantity_with_two_values(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A figure typed into another clause for a quantity that a parameter states: the strength of the stabilisation force or
        the monitoring mission, the width of the demilitarised zone, the pool of troops over the horizon, the cap on training
        missions, the length of the Line, the days of the withdrawal and of the release of prisoners; any figure that a text
        types beside a reference to the clause which states another one of its kind (“the sixty (60) days of {{ ref("…") }}”);
        and, where no parameter states it, two clauses that type different figures for one of these quantities.

    Why it matters
        One quantity with two values is two treaties.  What is printed from a parameter cannot differ; what is typed does, at the
        first change.

    Example
        The Stabilisation Force of 30,000 troops {{ shall }} …      # the ceiling is 40,000

    How to fix it
        Refer to the article that states the quantity, instead of repeating it.
    """
    every: list[dict[str, tuple[str, Hit]]] = [{} for _ in QUANTITIES]
    for reading in readings(package):
        for quantity, hit in [each for found in reading.prose.each("NU002", _figured) for each in found]:
            if QUANTITIES[quantity][3] is not TIME or _is_typed(package, reading.id, hit.passage.clause, hit.words):
                every[quantity].setdefault(f"{reading.id}:{hit.passage.clause}:{hit.words}", (reading.id, hit))
    for (clause, parameters, *_), typed in zip(QUANTITIES, every, strict=True):
        if not typed:
            continue
        values = _values(package, clause, parameters)
        name = f"“{'” or “'.join(parameters)}” of {clause}"
        if not values and not any(c.text for _, c in package.chosen(clause)):
            values, name = {_counted(next(iter(typed.values()))[1].words)}, "elsewhere it"
        for id, hit in typed.values():
            yield from _unlike(id, hit.passage.clause, hit.words, values, name, place(package, id, hit.passage, hit.words))
    yield from _beside_references(package)


def _figured(stretch: Stretch) -> list[tuple[int, Hit]]:
    """The figures of a provision in sentences about one of the quantities, and of which."""
    if stretch.words.isdisjoint(_counted_words()):
        return []
    found = []
    for n, (clause, _, subject, nouns, beside) in enumerate(QUANTITIES):
        hits = [h for h in stretch.find(subject) if h.passage.clause != clause and (not beside or re.search(beside, h.sentence))]
        for hit in unavoidable(hits):
            figures = [f"({figure}" if ")" in figure else figure for figure in _stated(nouns).findall(hit.sentence)]
            # what else has a time in the sentence is another matter
            found += [(n, Hit(hit.passage, stated, hit.at)) for stated in (figures[:1] if nouns is TIME else figures)]
    return found


def _beside_references(package: Package) -> Iterator[Diagnostic]:
    """Figures typed beside a reference to the clause that states the quantity."""
    written = package.selection.memory.each("figures before references", None, package.choices, lambda _, chosen: _figures_of(chosen))
    for (id, own), found in written.items():
        for variant, path, line, column, stated, clause in found:
            every = next((tuple(c.clause.parameters) for _, c in package.chosen(clause)), ())
            span = package.library.span_in_text(variant.source, path, line, column)
            yield from _unlike(id, own, stated, _values(package, clause, every), clause, span)


def _figures_of(chosen: Chosen) -> list[tuple[Variant, Steps, int, int, str, str]]:
    """Where in a clause's texts figures stand before references, what they say, and the clause that is referred to."""
    return [
        (variant, path, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at), stated, clause)
        for variant in variants(chosen)
        for path, text in variant.texts.items()
        for at, stated, clause in _before_references(text)
    ]


def _before_references(text: str) -> tuple[tuple[int, str, str], ...]:
    """Figures with what they count, at most a few words before a reference: where they stand, they, and the clause."""
    made = []
    end = text.find(REF)
    while end >= 0:
        found = _figure_before().search(text, max(0, end - 80), end)
        if found:
            made.append((found.start(), found[1], text[end + len(REF) : text.find('"', end + len(REF))]))
        end = text.find(REF, end + 1)
    return tuple(made)


def _unlike(id: str, clause: str, stated: str, values: set[tuple[float, str]], name: str, span: Span) -> Iterator[Diagnostic]:
    """A finding where a figure is none of those that are stated of its kind."""
    number, measure = _counted(stated)
    alike = sorted(value for value, kind in values if kind in (measure, ""))
    if alike and number not in alike:
        stands = f"{' or '.join(f'{v:,.10g}' for v in alike)} {stated.partition(' ')[2]}"
        yield Diagnostic(
            "NU002", WARNING, f"“{stated}”: {name} is {stands}", span, "refer to the article that states the quantity", "One quantity has one value.",
            "NU-02", clause, id,
        )  # fmt: skip


def _values(package: Package, clause: str, parameters: tuple[str, ...]) -> set[tuple[float, str]]:
    """What parameters of a clause may state, each with what it counts ("" where its unit does not say)."""
    found: set[tuple[float, str]] = set()
    for _, chosen in package.chosen(clause):
        for alternative in chosen.alternatives:
            for name in parameters if alternative.text else ():
                for value in candidates(alternative.values.get(name)):
                    duration = read_duration(value)
                    if duration:
                        found.add(duration)
                    elif isinstance(value, (int, float)) and not isinstance(value, bool):
                        spec = chosen.clause.parameters[name]
                        unit = "per cent" if spec["type"] == "percentage" else str(spec.get("unit") or "")
                        found.add((value, MEASURES.get(unit, unit)))
    return found


def _counted(stated: str) -> tuple[float, str]:
    """ "30,000 troops" → (30000, "people"); "(60) days" → (60, "day")."""
    figure, _, noun = stated.lstrip("(").partition(" ")
    words = (noun, noun.partition(" ")[0])
    return float(figure.rstrip(")").replace(",", "")), next((MEASURES[word] for word in words if word in MEASURES), noun)


def _is_typed(package: Package, id: str, clause: str, words: str) -> bool:
    """Whether words stand in the text of a clause, not in its values."""
    chosen = next((c for c in package.instruments[id].instrument.chosen() if c.clause.id == clause), None)
    return chosen is not None and any(words in text for variant in variants(chosen) for text in variant.texts.values())


@cache
def _counted_words() -> frozenset[bytes]:
    return words_in(" ".join(noun.partition(" ")[0] for _, _, _, nouns, _ in QUANTITIES for noun in nouns))


@cache
def _stated(nouns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\d[\d,]*\)? (?:{'|'.join(sorted(nouns, key=len, reverse=True))})\b")


@cache
def _figure_before() -> re.Pattern[str]:
    nouns = "|".join(sorted(MEASURES, key=len, reverse=True))
    return re.compile(rf"(\(?\b\d[\d,]*\)? (?:{nouns}))\b(?: [a-z-]+){{0,6}} \Z")


@check("NU003", "figure-unlike-words")
def figure_unlike_words(package: Package) -> list[Diagnostic]:
    """
    What it finds
        A number typed in words and figures that differ, in any language that is drafted: “sixty (90) days”.

    Why it matters
        Courts prefer the words, readers the figure; the deadline is then two deadlines.

    Example
        {{ parties }} {{ shall }} withdraw within sixty (90) days.

    How to fix it
        Make it a parameter and write `{{ days.words }}`, which prints both.
    """
    return package.by_choice("NU003", partial(_figures_unlike_words, package))


def _figures_unlike_words(package: Package, id: str, chosen: Chosen) -> Iterator[Diagnostic]:
    for variant in variants(chosen):
        for tag, language in package[id].languages.items():
            for source, steps, text in _texts(package, chosen.clause.id, variant, tag):
                for number, words, line, column in misspelt(text, language):
                    yield Diagnostic(
                        "NU003", ERROR, f"the words before “({number})” are not “{words}”", package.library.span_in_text(source, steps, line, column),
                        f"write “{words} ({number})”, or make it a parameter and write {{{{ name.words }}}}", "Figures and words are one number.",
                        "NU-03", chosen.clause.id, id,
                    )  # fmt: skip


def _texts(package: Package, clause: str, variant: Variant, tag: str) -> Iterator[tuple[Source, Steps, str]]:
    """The texts of a variant in one language, each with the file and the path in it."""
    if tag == "en":
        yield from ((variant.source, steps, text) for steps, text in variant.texts.items())
        return
    source = package.library.translation(clause, tag)
    if source is None:
        return
    entry = (source.data.get("variants") or {}).get(variant.name) or {}
    yield source, ("variants", variant.name, "text"), str(entry.get("text") or "")
    for name, annex in (entry.get("annexes") or {}).items():
        yield source, ("variants", variant.name, "annexes", name, "text"), annex["text"]


def misspelt(text: str, language: Language) -> Iterator[tuple[int, str, int, int]]:
    """Numbers in brackets after words for another number: the number, its words, line and column."""
    for found in _bracketed().finditer(text):
        number = int(found[1])
        before = _plain(text[max(0, found.start() - 120) : found.start()].rstrip())
        if before.rpartition(" ")[2] not in _numerals(language):
            continue
        forms = [language.spelled(number), language.spelled(number, _feminine(language))]
        if not any(f" {before}".endswith(f" {_plain(form)}") for form in forms):
            yield number, forms[0], text.count("\n", 0, found.start()) + 1, found.start() - text.rfind("\n", 0, found.start())


@cache
def _bracketed() -> re.Pattern[str]:
    return re.compile(r"\((\d{1,6})\)")


def _plain(words: str) -> str:
    return words.lower().replace("-", " ").replace("'", "’").replace(" and ", " ")


@cache
def _numerals(language: Language) -> frozenset[str]:
    """The words that numbers end in."""
    return frozenset(_plain(language.spelled(n)).rpartition(" ")[2] for n in (*range(2, 100), 100, 1000))


def _feminine(language: Language) -> str:
    """A unit of feminine gender, where numbers agree with it."""
    return "week" if language.tag != "en" else ""


@check("NU010", "mixed-units")
def mixed_units(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        An instrument with parameters in kilometres and in miles or feet, a time zone that is no offset from UTC, or working
        days beside calendar days (a warning: it is read from the words).

    Why it matters
        A line at five miles and a zone of eight kilometres overlap or do not, by the converter; “EST” is an hour apart in winter and in
        summer; a deadline in working days depends on two calendars of holidays.

    Example
        ceasefire.cessation: {variant: permanent, time-zone: Kyiv time}

    How to fix it
        Give `unit: km`, write `time-zone: UTC+2`, and count every term in calendar days.
    """
    yield from package.by_choice("NU010", partial(_without_offset, package))
    measured = package.selection.memory.each("units", None, package.choices, lambda _, chosen: _measured(chosen))
    for id in package.instruments:
        seen: dict[str, str] = {}
        for clause, name, unit in [one for (instrument, _), each in measured.items() if instrument == id for one in each]:
            if UNITS[unit] in seen:
                continue
            seen[UNITS[unit]] = f"{clause.id}.{name}"
            if len(seen) > 1:
                yield Diagnostic(
                    "NU010", ERROR, f"“{name}” is in {unit}, {next(iter(seen.values()))} in another system",
                    clause.source.span("parameters", name, "unit"),
                    "convert one of them", "One instrument, one system of units.", "NU-10", clause.id, id,
                )  # fmt: skip
    for reading in readings(package):
        yield from days_counted_apart(reading)


def days_counted_apart(reading: Reading) -> Iterator[Diagnostic]:
    """NU010, of the words of any text."""
    apart = unavoidable(reading.prose.find(COUNTED_APART))
    if apart and any(not hit.before.endswith(("working ", "business ")) for hit in reading.prose.find(("days",))):
        for hit in apart:
            yield Diagnostic(
                "NU010", WARNING, f"“{hit.words}” stand beside calendar days", reading.place(hit), "count every term in calendar days",
                "Working days depend on the holidays of each State.", "NU-10", hit.passage.clause, reading.id,
            )  # fmt: skip


def _measured(chosen: Chosen) -> list[tuple[Clause, str, str]]:
    """The parameters of a clause that prints which have a unit of length."""
    units = {name: str(spec.get("unit") or "") for name, spec in chosen.clause.parameters.items()} if chosen.text else {}
    return [(chosen.clause, name, unit) for name, unit in units.items() if unit in UNITS]


def _without_offset(package: Package, id: str, chosen: Chosen) -> Iterator[Diagnostic]:
    if "time-zone" in chosen.clause.parameters and always(chosen, lambda a: _no_offset(a.values.get("time-zone"))):
        yield Diagnostic(
            "NU010", ERROR, "the time zone is no offset from UTC", value_span(package, id, chosen, "time-zone"), "write it as UTC+2 or UTC",
            "The hour at which hostilities cease is one moment.", "NU-10", chosen.clause.id, id,
        )  # fmt: skip


def _no_offset(raw: object) -> bool:
    given = [value for value in candidates(raw) if isinstance(value, str)]
    return bool(given) and all(not re.fullmatch(r"UTC(?:[+\u2212-]\d{1,2}(?::[0-5]\d)?)?", value) for value in given)


@check("NU011", "rates-in-notes-disagree")
def rates_in_notes_disagree(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        In the drafting notes of a scenario or of a chosen clause: two rates in one line that do not agree, as “1,000 a day” and
        “30,000 a week”.

    Why it matters
        Notes are read out at the table; a figure that refutes itself costs the credit of the rest.

    Example
        notes: Recruitment stood at 1,000 a day, over 30,000 a week.

    How to fix it
        Check the sources, and keep the one that holds.
    """
    yield from _disagreeing("", package.scenario.source)
    yield from package.by_choice("NU011", lambda _, chosen: _disagreeing(chosen.clause.id, chosen.clause.source), whole=True)


def _disagreeing(clause: str, source: Source) -> Iterator[Diagnostic]:
    notes = str(source.data.get("notes") or "")
    for line in notes.split("\n") if _per().search(notes) else ():
        rates = [(found[0], float(found[1].replace(",", "")) / DAYS[found[2]]) for found in _rate().finditer(line)]
        if len(rates) > 1 and max(r for _, r in rates) > 1.5 * min(r for _, r in rates):
            yield Diagnostic(
                "NU011", NOTE, f"the notes say “{rates[0][0]}” and “{rates[-1][0]}”", source.key_span("notes"),
                "check the sources, and keep the one that holds", "The two rates do not agree.", "NU-11", clause,
            )  # fmt: skip


@cache
def _per() -> re.Pattern[str]:
    return re.compile(r" (?:day|week|month|year)\b")


@cache
def _rate() -> re.Pattern[str]:
    return re.compile(r"\b(\d[\d,]*)(?: [a-z]+){0,2} (?:a|per|each|every) (day|week|month|year)\b")
