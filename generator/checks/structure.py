"""ST: what a political instrument may not have, what a clean text may not have, and the number of originals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, partial

from ..diagnostics import ERROR, WARNING, Diagnostic, Span
from ..hints import Any
from ..package import InstrumentDraft, Package
from ..parameters import is_open
from ..prose import place
from ..select import Chosen
from ..tree import plain
from . import check, fault
from .choices import always, value_span
from .typed import strings, variants

BINDING = {
    "final.ratification": "ratification",
    "final.registration": "registration with the United Nations",
    "final.authentic-texts": "authentic texts",
    "final.reservations": "reservations",
}
ORIGINALS = {"duplicate": 2, "triplicate": 3, "quadruplicate": 4, "single": 1}
DEPOSITARY = "final.depositary"


@check("ST002", "binding-form-in-political-instrument")
def binding_form_in_political_instrument(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        An article on ratification, registration, authentic texts or reservations in an instrument of political register.
        An instrument's own `register:` goes before that of its framing.

    Why it matters
        Form shows the intention to be bound: the Joint Declaration of the Soviet Union and Japan of 1956 was ratified,
        and is a treaty whatever its title says.

    Example
        instruments:
          memorandum:
            framing: memorandum
            clauses: {final.ratification: parliamentary}

    How to fix it
        Omit the clause, or give the instrument `register: treaty` if it is meant to bind.
    """
    for id, draft in package.instruments.items():
        if draft.instrument.register != "political":
            continue
        for chosen in draft.instrument.chosen():
            what = BINDING.get(chosen.clause.id)
            if what and always(chosen):
                yield Diagnostic(
                    "ST002", ERROR, f"{id} is a political instrument, and has an article on {what}", package.choice_span(id, chosen.clause.id),
                    f"write `{chosen.clause.id}: omit`, or `register: treaty` under {id} if it is meant to bind",
                    "The form of a treaty shows the intention to be bound.", "ST-02", chosen.clause.id, id,
                )  # fmt: skip


@check("ST003", "open-text-called-final")
def open_text_called_final(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        Under --final: a clause or a value that is still open, and a value that nobody has given.

    Why it matters
        A clean text has no brackets, no options and no blanks: what is not agreed cannot be signed.

    Example
        peacedraft draft --final     # while the scenario has
        territory.status: {open: [{variant: without-prejudice, by: [ukraine]}, {variant: de-facto-only, by: [russian-federation]}]}

    How to fix it
        Decide the choice in the scenario, give the value, or draft without --final.
    """
    if not package.final:
        return
    for id, draft in package.instruments.items():
        clauses = {chosen.clause.id: chosen for chosen in draft.instrument.chosen()}
        for clause, chosen in clauses.items():
            if len(chosen.alternatives) > 1:
                count = len(chosen.alternatives)
                yield _unfinished(f"{clause} is still open between {count} alternatives", package.choice_span(id, clause), "decide for one of them", clause, id)
            for name, steps, _ in _open_values(chosen):
                span = value_span(package, id, chosen, name, *steps)
                yield _unfinished(f"{clause}: “{name}” is still open", span, "decide for one value", clause, id)
        blanks = {blank.path for survey in draft.surveys.get("en", {}).values() for blank in survey.blanks if blank.path}
        for path in sorted(blanks):
            clause = next((c for c in clauses if path.startswith(f"{id}:{c}.")), "")
            name = path[len(f"{id}:{clause}.") :] if clause else path
            span = value_span(package, id, clauses[clause], name.partition(".")[0]) if clause else package.scenario_span("instruments", id)
            yield _unfinished(f"{clause or id}: “{name}” has no value", span, f"add `{name.rpartition('.')[2]}:` in the scenario", clause, id)


def _unfinished(message: str, span: Span, hint: str, clause: str, instrument: str) -> Diagnostic:
    because = "A clean text has no brackets, no options and no blanks."
    return Diagnostic("ST003", ERROR, message, span, f"{hint}, or draft without --final", because, "ST-03", clause, instrument)


def _open_values(chosen: Chosen) -> list[tuple[str, tuple[str | int, ...], list[Any]]]:
    """The values of a clause that are open: parameter, steps inside its value, alternatives; each once."""
    found: dict[tuple[str, tuple[str | int, ...]], list[Any]] = {}
    for alternative in chosen.alternatives:
        for name, value in alternative.values.items():
            for steps, options in _open_in(value) if isinstance(value, (list, dict)) else ():
                found.setdefault((name, steps), options)
    return [(name, steps, options) for (name, steps), options in found.items()]


def _open_in(value: Any) -> Iterator[tuple[tuple[str | int, ...], list[Any]]]:
    if is_open(value):
        yield (), value["open"]
    elif isinstance(value, (list, dict)):
        items: Any = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in items:
            for steps, options in _open_in(inner):
                yield (key, *steps), options


@check("ST005", "bracket-without-author")
def bracket_without_author(package: Package) -> list[Diagnostic]:
    """
    What it finds
        An alternative of an open choice, or of an open value, that does not say who wants it.

    Why it matters
        Brackets are attributed: without a name nobody knows whose consent closes them.

    Example
        territory.status:
          open:
            - {variant: without-prejudice, by: [ukraine]}
            - {variant: de-facto-only}

    How to fix it
        Add `by:` with one party or several.
    """
    return package.by_choice("ST005", partial(_unattributed, package))


def _unattributed(package: Package, id: str, chosen: Chosen) -> Iterator[Diagnostic]:
    clause = chosen.clause.id
    if len(chosen.alternatives) > 1:
        for alternative in chosen.alternatives:
            if not alternative.by:
                what = alternative.variant.name if alternative.variant else "omit"
                yield _anonymous(f"the alternative “{what}” of {clause} has no author", package.scenario_span(*alternative.path), clause, id)
    for name, steps, options in _open_values(chosen):
        for number, option in enumerate(options):
            if isinstance(option, dict) and not option.get("by"):
                span = value_span(package, id, chosen, name, *steps, "open", number)
                yield _anonymous(f"{clause}: the value {option.get('value')} of “{name}” has no author", span, clause, id)


def _anonymous(message: str, span: Span, clause: str, instrument: str) -> Diagnostic:
    because = "Whose consent closes a bracket must be seen in the text."
    return Diagnostic("ST005", WARNING, message, span, "add `by:` with the parties that want it", because, "ST-03", clause, instrument)


@check("ST006", "typed-bracket")
def typed_bracket(package: Package) -> list[Diagnostic]:
    """
    What it finds
        A square bracket typed in a clause's text or in a value of the scenario.  One that does not close in its
        paragraph, and any under --final, is an error.

    Why it matters
        A bracket that is typed has no author, is counted nowhere, and survives into the clean text; an orphan changes
        what is agreed.

    Example
        The zone has a width of [20][30] kilometres.

    How to fix it
        Make the value a parameter, and leave it open in the scenario: {open: [{value: 20, by: [ukraine]}, …]}.
    """
    return package.by_choice("ST006", partial(_typed_brackets, package))


def _typed_brackets(package: Package, id: str, chosen: Chosen) -> Iterator[Diagnostic]:
    for variant in variants(chosen):
        for path, text in variant.texts.items():
            if _marked(text):
                for at, balanced in _brackets(text):
                    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
                    yield _typed(package, package.library.span_in_text(variant.source, path, line, column), balanced, chosen.clause.id, id)
    given = {(name, steps): text for a in chosen.alternatives for name, value in a.values.items() for steps, text in _marked_in(value)}
    for (name, steps), text in given.items():
        for _, balanced in list(_brackets(text))[:1]:
            yield _typed(package, value_span(package, id, chosen, name, *steps), balanced, chosen.clause.id, id)


def _marked_in(value: Any) -> list[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        return [((), value)] if _marked(value) else []
    return [found for found in strings(value) if _marked(found[1])] if isinstance(value, (list, dict)) else []


def _marked(text: str) -> bool:
    return "[" in text or "]" in text


def _brackets(text: str) -> Iterator[tuple[int, bool]]:
    """The first bracket of each paragraph that has one, and whether all of the paragraph's brackets close in it."""
    start = 0
    for paragraph in text.split("\n\n"):
        at = next((n for n, c in enumerate(paragraph) if c in "[]"), -1)
        if at >= 0:
            depth = [0]
            for c in paragraph:
                if c in "[]":
                    depth.append(depth[-1] + (1 if c == "[" else -1))
            yield start + at, min(depth) == 0 and depth[-1] == 0
        start += len(paragraph) + 2


def _typed(package: Package, span: Span, balanced: bool, clause: str, instrument: str) -> Diagnostic:
    message = "a square bracket is typed here" if balanced else "a square bracket is typed here that does not close in its paragraph"
    severity = WARNING if balanced and not package.final else ERROR
    hint = "make it a parameter or a variant, and leave it open in the scenario with `open:` and `by:`"
    return Diagnostic("ST006", severity, message, span, hint, "A typed bracket has no author and survives into the clean text.", "ST-03", clause, instrument)


@check("ST004", "wrong-number-of-originals")
def wrong_number_of_originals(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A text that states how many originals are made, where the number is neither that of the Parties nor, with a
        depositary, one.

    Why it matters
        Either each Party keeps an original in which it is named first (the alternat), or a depositary keeps the only
        one; anything else leaves a Party without its text.

    Example
        DONE at Vienna, in two originals.     # three signatories, and no depositary

    How to fix it
        Correct the number, add final.depositary, or omit it.
    """
    for id, draft in package.instruments.items():
        signatories = len(draft.instrument.signatories)
        if not signatories or draft.instrument.register not in ("treaty", "political"):
            continue
        holders = package.chosen(DEPOSITARY, id)
        if any(chosen.text and not always(chosen) for _, chosen in holders):
            continue
        wanted = 1 if any(chosen.text for _, chosen in holders) else signatories
        for number, words, span in _originals(package, draft):
            if number != wanted:
                why = "a depositary keeps the only one" if holders and wanted == 1 else f"{signatories} sign, and no depositary is named"
                right = "one original" if wanted == 1 else f"{wanted} originals"
                yield Diagnostic(
                    "ST004", WARNING, f"{id} says “{words}”, but {why}", span, f"write {right}, or change {DEPOSITARY}",
                    "Each Party keeps an original, or a depositary keeps the only one.", "ST-04", "", id,
                )  # fmt: skip


def _originals(package: Package, draft: InstrumentDraft) -> Iterator[tuple[int, str, Span]]:
    """The numbers of originals that the text states, with their words and place."""
    language = draft.languages["en"]
    numbers = ORIGINALS | {language.spelled(n): n for n in range(1, 31)}
    for index, line in enumerate(draft["en"].document.closing.paragraphs):
        for words in _stated().findall(plain(line)):
            source = package.library.source("templates/languages/en.yaml", "language")
            kind = "political" if draft.instrument.register == "political" else "testimonium"
            yield from ((n, words, source.span("closings", kind, index)) for n in _count(words, numbers) if source)
    for hit in draft.prose.find(("original", "originals", "duplicate", "triplicate", "quadruplicate")):
        for stated in _stated().finditer(hit.passage.text, max(0, hit.at - 30), hit.at + len(hit.words)):
            yield from ((n, stated[0], place(package, draft.id, hit.passage, stated[0])) for n in _count(stated[0], numbers))


def _count(words: str, numbers: dict[str, int]) -> list[int]:
    for word in words.split():
        if word.isdigit() or word in numbers:
            return [int(word) if word.isdigit() else numbers[word]]
    return []


@cache
def _stated() -> re.Pattern[str]:
    return re.compile(r"\bin (?:a single original|[\w-]+(?: \(\d+\))? originals?|duplicate|triplicate|quadruplicate)\b")


@fault("ST007", "broken-numbering")
def broken_numbering() -> None:
    """
    What it finds
        In a text that `peacedraft check` reads from a file: an article that stands twice or goes back, Roman beside Arabic
        numbers, and (a warning, since a part of the text may have been left out) articles, paragraphs and points that skip a
        number.  Annexes count on their own; points in brackets are not judged.

    Why it matters
        Every unit has one address.  Where there are two articles of one number, nobody knows which one a reference means;
        where one is missing, whether something was taken out.

    Example
        Article 7 … Article 9 …

    How to fix it
        Number the units through, and then the references to them; in a text in force, call what is put in later “5 bis”.
    """
