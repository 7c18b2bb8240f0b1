"""LA: words and figures that one language has and another has not, paragraph by paragraph."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from ..diagnostics import ERROR, WARNING, Diagnostic, Span
from ..library import Library
from ..package import InstrumentDraft, Package
from ..prose import Passage, place
from . import check
from .typed import strings

AUTHENTIC = "final.authentic-texts"
ASSURANCE, GUARANTEE = "security-assurance", "security-guarantee"
PLACES = "place-"  # keys of clauses/terminology.yaml that name a place: place-names, the first of them, and place-…
_STEMS = {  # assurance, guarantee
    "en": ("assuranc|assuring", "guarant"),
    "uk": ("запевнен", "гарант"),
    "ru": ("заверени", "гарант"),
    "de": ("zusicher", "garant"),
    "fr": ("assuranc", "garant"),
}
_HOLE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")


@check("LA004", "guarantee-for-assurance")
def guarantee_for_assurance(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A paragraph that speaks of an assurance in English and of a guarantee in another language, or the reverse; and
        a glossary that gives security-assurance and security-guarantee one and the same word.

    Why it matters
        Assurances were given in English in 1994, and guarantees were read in Ukrainian and Russian.  Who guarantees
        owes the result; who assures owes what the text says.

    Example
        The Assuring States give Ukraine assurances.         # English
        Государства предоставляют Украине гарантии.          # Russian

    How to fix it
        Write запевнення in Ukrainian, заверение in Russian, Zusicherung in German for an assurance, and keep гарантія,
        гарантия, Garantie for a guarantee.
    """
    yield from _one_word(package.library, package.languages)
    for draft, tag, clause, english, other in _pairs(package):
        words = _traded(english, other, tag)
        if words:
            yield _traded_finding(words, tag, _spot(package, draft, clause, tag, words), clause).but(instrument=draft.id)


@check("LA005", "other-place-name")
def other_place_name(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A place name in another form than the one chosen: with `place-names: neutral`, the other side's spelling in a
        text or a value.  The names are the entries place-… of clauses/terminology.yaml.

    Why it matters
        A spelling takes sides, and two spellings in one text raise the question whether they are one place.

    Example
        terminology: {place-names: neutral}
        final.signature: {variant: signatories-only, place: Kiev}

    How to fix it
        Write the name in the form chosen, or write {{ term("place-names") }} and choose the form in `terminology:`.
    """
    entries = {key: entry for key, entry in package.library.shared("terminology").items() if key.startswith(PLACES)}
    for draft in package.instruments.values():
        for tag in draft.compiled:
            for key, entry in entries.items():
                chosen = package.scenario.terminology.get(key, "neutral")
                right = _forms(entry["forms"].get(chosen) or entry["forms"].get("neutral"), tag)
                wrong = {form for name, forms in entry["forms"].items() if name != chosen for form in _forms(forms, tag)} - set(right)
                for hit in draft.prose_in(tag).find(sorted(form.lower() for form in wrong)):
                    span = _spot(package, draft, hit.passage.clause, tag, hit.words, hit.passage)
                    message = f"“{hit.words}” is not the form chosen, which is {next(iter(right), 'another')}"
                    hint = f'write {{{{ term("{key}") }}}}, or choose the form in terminology: {{{key}: …}}'
                    yield Diagnostic("LA005", WARNING, message, span, hint, "", "LA-05", hit.passage.clause, draft.id)


@check("LA007", "other-authentic-languages")
def other_authentic_languages(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        An article on authentic texts that names a language which the scenario does not draft, or leaves out one which
        it does; a prevailing text in a language in which there is none.

    Why it matters
        Only a text that was adopted can be authentic (VCLT 33(1)).  A language that the article forgets leaves a text
        of which nobody knows what it is worth.

    Example
        languages: [en, uk, ru]
        final.authentic-texts: {variant: one-prevails, prevailing: french}

    How to fix it
        Write {{ languages }}, which prints the languages of the scenario, or those that the instrument has of its own;
        choose a prevailing text among them, or add the language to `languages:`.
    """
    for id, draft in package.instruments.items():
        drafted = set(draft.instrument.data.get("languages") or package.scenario.languages)
        names = {key.removeprefix("language-"): word for key, word in draft.languages["en"].words.items() if key.startswith("language-")}
        passages = [passage for passage in draft.prose.passages if passage.clause == AUTHENTIC]
        text = " ".join(passage.text for passage in passages)
        named = {tag: word for tag, word in names.items() if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)}
        if not named:
            continue
        for tag in sorted(named.keys() - drafted):
            passage = next(passage for passage in passages if named[tag] in passage.text)
            span = _spot(package, draft, AUTHENTIC, "en", named[tag], passage)
            message = f"the article on authentic texts names {named[tag]}, in which the package is not drafted"
            yield Diagnostic("LA007", ERROR, message, span, f"add {tag} to languages:, or name another text", "", "LA-01", AUTHENTIC, id)
        for tag in sorted((drafted & names.keys()) - named.keys()):
            message = f"the article on authentic texts does not name {names[tag]}, in which the package is drafted"
            yield Diagnostic("LA007", ERROR, message, package.choice_span(id, AUTHENTIC), "write {{ languages }}", "", "LA-01", AUTHENTIC, id)


@check("LA008", "other-figures")
def other_figures(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A paragraph with other figures in a translation than in English: numbers, dates, amounts, hours, whether they
        stand in the clause's text, in the words of a value or in a choice.  How a language groups digits does not count.

    Why it matters
        Thirty days in one authentic text and fourteen in the other are two obligations, and neither prevails.

    Example
        The records are exchanged within thirty (30) days.             # English
        Стороны обмениваются данными в течение сорока (40) дней.       # Russian

    How to fix it
        Write the same figure in both, or make it a parameter, so that it is written once.
    """
    if any(found.severity is ERROR for found in package.built):
        return  # the numbers of what is left are others
    for draft, tag, clause, english, other in _pairs(package):
        lacking, added = _unlike(english, other)
        if lacking or added:
            span = _spot(package, draft, clause, tag, (added or lacking)[0])
            yield _figures_finding(clause, tag, lacking, added, span).but(instrument=draft.id)


@check("LA009", "other-terms")
def other_terms(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        An article that uses a defined term in one language and not in the other.

    Why it matters
        The definition applies in one authentic text only: “foreign forces” in small letters are not the Foreign Forces
        that the article of definitions delimits.

    Example
        The Monitoring Mission verifies the withdrawal.      # English
        Миссия наблюдателей проверяет вывод.                 # Russian: not a form of the term

    How to fix it
        Use a form of the term that clauses/<library>/glossary.yaml lists for the language, or add the form there.
    """
    for id, draft in package.instruments.items():
        english = draft.surveys.get("en", {})
        translated = {tag: surveys for tag, surveys in draft.surveys.items() if tag != "en"}
        for tag, surveys in translated.items():
            for unit in (u for u in english if u in surveys and not english[u].brackets):
                clause = unit.partition(":")[2].partition("~")[0].partition("/")[0]
                source = package.library.translation(clause, tag)
                known = {term for term, entry in package.library.glossary().items() if entry.forms(tag)}
                here, there = set(english[unit].terms) & known, set(surveys[unit].terms)
                if source is not None and here != there:
                    words = [f"lacks {', '.join(sorted(here - there))}"] if here - there else []
                    words += [f"has {', '.join(sorted(there - here))} beside it"] if there - here else []
                    message = f"{clause} does not use the same defined terms in “{tag}” as in English: it {' and '.join(words)}"
                    hint = "write a form that the glossary lists for the language, or list the form there"
                    yield Diagnostic("LA009", WARNING, message, source.key_span("variants"), hint, "", "LA-03", clause, id)


# ------------------------------------------------------- without a scenario


def unlike_words(clause: str, english: str, other: str, span: Span, tag: str) -> Iterator[Diagnostic]:
    """LA004 and LA008 for the text of one variant as it is typed, outside its holes."""
    bare = [_HOLE.sub(" ", text) for text in (english, other)]
    lacking, added = _unlike(*bare)
    if lacking or added:
        yield _figures_finding(clause, tag, lacking, added, span)
    blocks = [[block for block in text.split("\n\n") if block.strip()] for text in bare]
    for first, second in zip(*blocks, strict=False) if len(blocks[0]) == len(blocks[1]) else ():
        words = _traded(first, second, tag)
        if words:
            yield _traded_finding(words, tag, span, clause)


def _one_word(library: Library, tags: list[str]) -> Iterator[Diagnostic]:
    """The two terms under one word in a glossary."""
    glossary = library.glossary()
    for tag in (t for t in tags if t in _STEMS):
        for term, stem in ((ASSURANCE, 1), (GUARANTEE, 0)):
            entry = glossary.get(term)
            for index, form in enumerate(entry.forms(tag) if entry else ()):
                if entry and _stem(tag, stem).search(form):
                    message = f"“{form}” is a form of {term} and the word for {(ASSURANCE, GUARANTEE)[stem]} in “{tag}”"
                    yield Diagnostic("LA004", ERROR, message, entry.source.span(term, "forms", tag, index), "give each its own word", "", "LA-04")


def _traded_finding(words: str, tag: str, span: Span, clause: str) -> Diagnostic:
    """LA004 at a place."""
    message = f"“{words}” in “{tag}” where the English has {'an assurance' if _stem(tag, 1).search(words) else 'a guarantee'}"
    return Diagnostic("LA004", ERROR, message, span, "write the word that the glossary has for it", "", "LA-04", clause)


def _figures_finding(clause: str, tag: str, lacking: list[str], added: list[str], span: Span) -> Diagnostic:
    """LA008 at a place."""
    words = [f"lacks {', '.join(lacking)}"] if lacking else []
    words += [f"has {', '.join(added)} beside it"] if added else []
    message = f"{clause} has other figures in “{tag}” than in English: it {' and '.join(words)}"
    return Diagnostic("LA008", ERROR, message, span, "write the same figure in both, or make it a parameter", "", "LA-03", clause)


# ------------------------------------------------------------------- texts


def _pairs(package: Package) -> Iterator[tuple[InstrumentDraft, str, str, str, str]]:
    """Every paragraph in English and in another language, where a clause has as many in both."""
    for draft in package.instruments.values():
        english = _by_unit(draft.prose.passages)
        for tag in (t for t in draft.compiled if t != "en"):
            other = _by_unit(draft.prose_in(tag).passages)
            for unit, first in english.items():
                second = other.get(unit, [])
                if len(first) == len(second) and package.library.translation(unit[0], tag) is not None:
                    for here, there in zip(first, second, strict=True):
                        yield draft, tag, unit[0], here, there


def _by_unit(passages: tuple[Passage, ...]) -> dict[tuple[str, str, str, int], list[str]]:
    found: dict[tuple[str, str, str, int], list[str]] = {}
    for passage in passages:
        found.setdefault((passage.clause, passage.kind, passage.choice, passage.option), []).append(passage.text)
    return found


def _unlike(english: str, other: str) -> tuple[list[str], list[str]]:
    """Figures that the other text lacks, and those that it has besides."""
    if sorted(re.findall(r"\d+", english)) == sorted(re.findall(r"\d+", other)):
        return [], []
    here, there = _figures(english), _figures(other)
    return sorted((here - there).elements()), sorted((there - here).elements())


def _figures(text: str) -> Counter[str]:
    """The numbers in a text, without what groups their digits."""
    joined = re.sub(r"(?<=\d)[,.\u00a0\u202f ](?=\d{3}(?!\d))", "", text)
    return Counter(figure.replace(",", ".") for figure in re.findall(r"\d+(?:[.,]\d+)?", joined))


def _traded(english: str, other: str, tag: str) -> str:
    """The word for the other of the two that a translated paragraph has; "" where it has the right one."""
    small = english.lower()
    has = [any(stem in small for stem in _STEMS["en"][which].split("|")) for which in (0, 1)]
    if has[0] == has[1] or tag not in _STEMS:
        return ""
    found = _stem(tag, 1 if has[0] else 0).search(other)
    return found[0] if found else ""


@cache
def _stem(tag: str, which: int) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_STEMS[tag][which]})\w*", re.IGNORECASE)


def _forms(forms: object, tag: str) -> list[str]:
    """The forms of a word in one language, in all its cases."""
    words = forms.get(tag) if isinstance(forms, dict) else None
    return list(words.values()) if isinstance(words, dict) else [words] if isinstance(words, str) else []


def _spot(package: Package, draft: InstrumentDraft, clause: str, tag: str, words: str, passage: Passage | None = None) -> Span:
    """Where some words were typed: in the translation, in a value of the scenario, else at the translation's variants."""
    if tag == "en":
        return place(package, draft.id, passage or Passage(clause, "article", ""), words)
    source = package.library.translation(clause, tag)
    chosen = next((c for c in draft.instrument.chosen() if c.clause.id == clause), None)
    for alternative in chosen.alternatives if chosen and source else ():
        for path in alternative.texts:
            text = _at(source.data, path) if source else None
            at = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) if isinstance(text, str) else None
            if at and source and isinstance(text, str):
                line = text.count("\n", 0, at.start()) + 1
                return package.library.span_in_text(source, path, line, at.start() - text.rfind("\n", 0, at.start()))
        for name, value in alternative.values.items():
            for steps, text in strings(value):
                for base in (alternative.path, chosen.path if chosen else ()):
                    whole = (*base, name, *steps)
                    if words in text and tag in steps and "/".join(map(str, whole)) in package.scenario.source.places:
                        return package.scenario_span(*whole)
    return source.key_span("variants") if source is not None else package.choice_span(draft.id, clause)


def _at(data: object, path: tuple[str, ...]) -> object:
    for step in path:
        data = data.get(step) if isinstance(data, dict) else None
    return data
