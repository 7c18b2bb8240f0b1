"""LA: translations that are missing, stale, or of something that is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from ..diagnostics import ERROR, WARNING, Diagnostic, Severity, Span
from ..hints import Any
from ..package import Package
from ..parameters import is_open, is_words
from ..provisions import Clause, Variant
from ..select import Chosen, Steps
from ..source import Source
from ..text import holes_in
from ..tree import Compiled
from . import check, fault

OF_WORDS = ("text", "place", "body", "rows")
"""The types of values that may hold words."""


@check("LA001", "missing-translation")
def missing_translation(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A chosen clause, a framing, a party, a defined term, or a text value that is printed, without words in one of
        the scenario's languages.  A value without a word in small letters (WGS 84, 1:50,000) serves all languages.

    Why it matters
        The English is printed in its place, marked; a final text in two languages must have every word in both, and
        there the finding is an error.

    Example
        languages: [en, uk]      # and no clauses/neutrality/declaration.uk.yaml
        monitoring.mission: {variant: osce, seat: Vienna}

    How to fix it
        Write the translation: `<clause>.<language>.yaml` with `title` and, for each variant, `of` and `text`; in
        framings, glossaries and parties an entry of that language.  A value is written `{en: Vienna, uk: Відень}`, or
        `uk: {nominative: Відень, genitive: Відня}` where the text asks for cases; a clause's own default stands in its
        translation under `defaults:`.  Or draft in fewer languages (`-l en`).
    """
    severity = ERROR if package.final else WARNING
    for tag in package.languages:
        if tag != "en":
            yield from _clauses(package, tag, severity)
            yield from _other_words(package, tag, severity)
        values = package.by_choice(f"LA001 {tag}", partial(_values, package, tag, severity), whole=True)
        yield from {(found.span, found.message): found for found in reversed(values)}.values()


@fault("LA002", "stale-translation")
def stale_translation() -> None:
    """
    What it finds
        A translation whose `of:` is not the digest of the English title, text, annexes and titles of milestones as they are
        now.

    Why it matters
        The English was changed after it was translated: the two texts may no longer say the same, and both would be
        authentic.

    Example
        variants:
          austrian-1955:
            of: 000000000000

    How to fix it
        Compare the translation with the English, correct it, and write the digest that the finding names.
    """


@fault("LA003", "unknown-language-variant")
def unknown_language_variant() -> None:
    """
    What it finds
        A translation of a variant, annex, choice, default or milestone that the clause does not have.

    Why it matters
        It is printed nowhere; a variant that was renamed loses its translation in silence.

    Example
        # clauses/neutrality/declaration.uk.yaml
        variants:
          austrian-1995: {of: 000000000000, text: …}

    How to fix it
        Correct the name to the one in the English file, or remove the entry.
    """


@check("LA006", "unlike-texts")
def unlike_texts(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A clause whose translation has other paragraphs, points, names or references than the English, leaves out one of
        its quantities, or prints the unit of one in English words.

    Why it matters
        Both texts are authentic and each is presumed to have the same meaning (VCLT 33(3)).  Where the numbers differ,
        a reference to paragraph 2 means another rule in each language.

    Example
        text: "… within {{ days }} … ^deadline"       # English
        text: "… негайно …"                          # Ukrainian: no {{ days }}, no ^deadline

    How to fix it
        Give the translation the paragraphs, points, names (`^deadline`), holes and references of the English.
    """
    if any(found.severity is ERROR for found in package.built):
        return  # a text that cannot be read lacks all, and shifts the numbers of others
    for id, draft in package.instruments.items():
        english = draft.compiled.get("en")
        settled = {chosen.clause.id for chosen in draft.instrument.chosen() if len(chosen.alternatives) == 1}
        for tag in package.languages:
            other = draft.compiled.get(tag)
            if tag == "en" or english is None or other is None:
                continue
            unlike = dict.fromkeys(_clause_of(unit) for unit in {**english.numbers, **other.numbers} if (unit in english.numbers) != (unit in other.numbers))
            here, there = _targets(english), _targets(other)
            unlike |= dict.fromkeys(clause for clause in {**here, **there} if here.get(clause) != there.get(clause))
            for clause in (c for c in unlike if c in settled):  # brackets may fall on other words in each language
                source = package.library.translation(clause, tag)
                if source is not None:
                    missing = [unit.partition(f"{clause}/")[2] for unit in english.numbers if _clause_of(unit) == clause and unit not in other.numbers]
                    beside = [unit.partition(f"{clause}/")[2] for unit in other.numbers if _clause_of(unit) == clause and unit not in english.numbers]
                    told = [f"{verb} {', '.join(units)}" for verb, units in (("lacks", missing), ("has", beside)) if units]
                    detail = f": it {' and '.join(told)}" if told else ""
                    message = f"{clause} has other paragraphs, points or references in “{tag}” than in English{detail}"
                    yield different(message, source.key_span("variants"), clause).but(instrument=id)


def different(message: str, span: Span, clause: str) -> Diagnostic:
    """LA006 at a place of a translation."""
    return Diagnostic("LA006", ERROR, message, span, "give it the paragraphs, points, names, holes and references of the English", "", "LA-03", clause)


def _clause_of(unit: str) -> str:
    return unit.partition(":")[2].partition("/")[0].partition("~")[0]


def _targets(compiled: Compiled) -> dict[str, list[str]]:
    """What the references of each clause name, in order of their names: a language may put them in another order."""
    found: dict[str, list[str]] = {}
    for ref, link in compiled.links.items():
        found.setdefault(_clause_of(ref), []).append(link.target)
    return {clause: sorted(targets) for clause, targets in found.items()}


def _clauses(package: Package, tag: str, severity: Severity) -> Iterator[Diagnostic]:
    seen: set[str] = set()
    files = {name: set(package.library.project.names(f"clauses/{name}")) for name in package.library.libraries()}
    for id, instrument in package.selection.instruments.items():
        for chosen in instrument.chosen():
            clause = chosen.clause
            variants = {a.variant.name: a.variant for a in chosen.alternatives if a.variant is not None and a.text}
            folder, _, stem = clause.id.partition(".")
            there = f"{stem}.{tag}.yaml" in files.get(folder, ())
            translation = package.library.translation(clause.id, tag) if variants and there else None
            if translation is None and there:
                continue  # the file is wrong: CL001 says why
            if translation is not None and clause.id not in seen:
                yield from strangers(clause, translation)
                yield from english_units(clause, translation)
            for name, variant in variants.items():
                if f"{clause.id}={name}" not in seen:
                    seen |= {clause.id, f"{clause.id}={name}"}
                    for found in _variant(package, clause, variant, translation, tag, severity):
                        yield found.but(instrument=id)


def _variant(package: Package, clause: Clause, variant: Variant, translation: Source | None, tag: str, severity: Severity) -> Iterator[Diagnostic]:
    entry = (translation.data.get("variants") or {}).get(variant.name) if translation is not None else None
    missing = [f"annexes.{name}" for name in variant.data.get("annexes") or {} if entry and name not in (entry.get("annexes") or {})]
    if entry is not None and not entry.get("text"):
        missing.insert(0, "text")
    if translation is None or entry is None:
        is_own = package.library.project.is_own
        path = f"clauses/{clause.id.replace('.', '/')}.{tag}.yaml"
        entry_of = f"{variant.name}: of: {_quoted(clause.of(variant.name))}, text"
        span, hint = variant.source.key_span("variants", variant.name), f"write {path}: title, and variants: {entry_of}"
        if translation is not None and is_own(variant.source.path) and not is_own(translation.path):
            hint = f"copy the shipped {path} into your project, which replaces it, and add to its variants: {entry_of}"
        elif translation is not None:
            span = translation.key_span("variants")
            if is_own(translation.path) and not is_own(variant.source.path):
                hint = f"copy {variant.name} from the shipped {path}, which yours replaces"
        yield Diagnostic("LA001", severity, f"{clause.id} = {variant.name} has no text in “{tag}”: the English is printed", span, hint, clause=clause.id)
        return
    missing += [f"choices.{name}" for name in _choices(clause, entry) if name not in (translation.data.get("choices") or {})]
    for key in missing:
        span = translation.key_span("variants", variant.name)
        yield Diagnostic("LA001", severity, f"{clause.id} = {variant.name}: no {key} in “{tag}”", span, f"add {key}: to the translation", clause=clause.id)
    yield from stale(clause, variant.name, translation, severity)


def _choices(clause: Clause, entry: dict[str, Any]) -> Iterator[str]:
    """The choice parameters whose words a translated text prints."""
    names = [name for name, spec in clause.parameters.items() if spec["type"] == "choice"]
    text = "\n".join([entry.get("text") or "", *(annex["text"] for annex in (entry.get("annexes") or {}).values())]) if names else ""
    for name in names:
        hole = "{{ " + name.replace("-", "_")
        if f"{hole} " in text or f"{hole}." in text:
            yield name


def stale(clause: Clause, variant: str, translation: Source, severity: Severity) -> Iterator[Diagnostic]:
    """LA002 for one variant of a translation."""
    given, right = str(translation.data["variants"][variant]["of"]), clause.of(variant)
    if given != right:
        span = translation.span("variants", variant, "of")
        message = f"{clause.id} = {variant}: the English is now {right}, the translation is of {given}"
        yield Diagnostic("LA002", severity, message, span, f"compare the two texts, then write of: {_quoted(right)}", clause=clause.id)


def _quoted(digest: str) -> str:
    """A digest as it is written in YAML, where one of figures alone would be a number."""
    return f'"{digest}"' if digest.isdigit() else digest


def strangers(clause: Clause, translation: Source) -> Iterator[Diagnostic]:
    """LA003: what a translation translates and the clause does not have."""
    for path, what, known in _translated(clause, translation.data):
        if path[-1] not in known:
            hint = f"{clause.id} has {', '.join(known) or 'none'}"
            yield Diagnostic("LA003", ERROR, f"{clause.id} has no {what} “{path[-1]}” to translate", translation.key_span(*path), hint, clause=clause.id)


def english_units(clause: Clause, translation: Source) -> Iterator[Diagnostic]:
    """LA006: a quantity whose unit a translation prints in English words."""
    units = {name.replace("-", "_"): str(spec["unit"]) for name, spec in clause.parameters.items() if re.search("[a-z]{4}", str(spec.get("unit") or ""))}
    for name, entry in (translation.data.get("variants") or {}).items() if units else ():
        texts = [entry.get("text"), *(annex.get("text") for annex in (entry.get("annexes") or {}).values())]
        for hole in dict.fromkeys(re.findall(r"\{\{ *(\w+)(?:\.words)? *\}\}", " ".join(text for text in texts if text))):
            if hole in units:
                message = f"{clause.id} = {name} prints the English unit “{units[hole]}” with {{{{ {hole} }}}}"
                yield different(message, translation.key_span("variants", name), clause.id).but(hint=f"write {{{{ {hole}.figure }}}} and the unit")


def _translated(clause: Clause, data: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], str, list[str]]]:
    milestones = list(clause.milestones_of(clause.variants))
    yield from ((("milestones", name), "milestone", milestones) for name in data.get("milestones") or {})
    for name, choice_texts in (data.get("choices") or {}).items():
        choices = {n: list(spec.get("choices") or ()) for n, spec in clause.parameters.items() if spec["type"] == "choice"}
        yield ("choices", name), "choice parameter", list(choices)
        yield from ((("choices", name, choice), f"choice of “{name}”", choices[name]) for choice in choice_texts if name in choices)
    defaults = [name for name, spec in clause.parameters.items() if is_words(spec["type"], spec.get("default") or "") and "default" in spec]
    yield from ((("defaults", name), "default of words", defaults) for name in data.get("defaults") or {})
    for name, entry in (data.get("variants") or {}).items():
        yield ("variants", name), "variant", list(clause.variants)
        if name in clause.variants:
            annexes = list(clause.variants[name].data.get("annexes") or {})
            yield from ((("variants", name, "annexes", annex), "annex", annexes) for annex in entry.get("annexes") or {})
            own = list(clause.milestones_of([name]))
            yield from ((("variants", name, "milestones", step), "milestone", own) for step in entry.get("milestones") or {})


def _values(package: Package, tag: str, severity: Severity, instrument: str, chosen: Chosen) -> Iterator[Diagnostic]:
    """Text values that a chosen text prints and that have no words in this language."""
    clause, source = chosen.clause, package.scenario.source
    translation = package.library.translation(clause.id, tag) if tag != "en" else None
    defaults = (translation.data.get("defaults") or {}) if translation is not None else {}
    for alternative in chosen.alternatives:
        printed: set[str] | None = None
        for name, spec in clause.parameters.items() if alternative.text else ():
            raw = alternative.values.get(name)
            if raw is None or spec["type"] not in OF_WORDS or (raw == spec.get("default") and name in defaults):
                continue
            paths = [(*path, name) for path in (alternative.path, chosen.path)]
            given = next((path for path in paths if "/".join(map(str, path)) in source.places), None)
            for steps, names, words in _words(name, spec, raw):
                if not _without(words, tag, package.scenario.languages == [tag] and given is not None):
                    continue
                printed = _printed(package, clause, alternative.variant) if printed is None else printed
                if printed >= set(names):
                    message = f"{clause.id}: “{'.'.join(names)}” has no words in “{tag}”"
                    if given is not None:
                        span, hint = source.span(*given, *steps), f"write {{en: …, {tag}: …}}"
                    else:
                        span = clause.source.span("parameters", name, "default", *steps)
                        hint = f"add defaults: {{{name}: …}} to clauses/{clause.id.replace('.', '/')}.{tag}.yaml, or give it a value in the scenario"
                    yield Diagnostic("LA001", severity, message, span, hint, clause=clause.id, instrument=instrument)


def _words(name: str, spec: dict[str, Any], raw: Any, steps: Steps = ()) -> Iterator[tuple[Steps, list[str], Any]]:
    """The words in a value: the steps to each, the names of parameter and column, and what was typed."""
    if is_open(raw):
        for index, option in enumerate(raw["open"]):
            yield from _words(name, spec, option["value"], (*steps, "open", index, "value"))
    elif spec["type"] == "rows":
        for index, row in enumerate(raw or ()):
            for column, cell in row.items():
                for inner, names, words in _words(column, spec["columns"][column], cell, (*steps, index, column)):
                    yield inner, [name, *names], words
    elif raw is not None and is_words(spec["type"], raw):
        yield steps, [name], raw


def _without(words: Any, tag: str, own: bool = False) -> bool:
    """Whether a text value has nothing for a language; ``own``: one without languages is in the only one there is."""
    if isinstance(words, dict):
        return tag not in words
    return tag != "en" and not own and bool(re.search("[a-z]{2}", str(words)))


def _printed(package: Package, clause: Clause, variant: Variant | None) -> set[str]:
    """The names that the texts of a variant, the choices and the titles of its milestones print, columns among them."""
    milestones = [data for data, _ in clause.milestones_of([variant.name] if variant else []).values()]
    lines = [text for spec in clause.parameters.values() for text in (spec.get("choices") or {}).values()]
    lines += [data["title"] for data in milestones]
    templates = [package.library.template(text)[0] for text in (variant.texts if variant else {}).values()]
    templates += [package.library.template(line, line=True)[0] for line in lines]
    rows = [data["each"] for data in milestones if data.get("each")]
    return {name.replace("_", "-") for name in holes_in(templates, forms=True)} | {*rows, *(["phase"] if rows else [])}


def _other_words(package: Package, tag: str, severity: Severity) -> Iterator[Diagnostic]:
    """Framings, parties and used terms that have languages, but not this one; titles of the scenario's own."""
    library, scenario = package.library, package.scenario
    for id, data in scenario.instruments.items():
        for key in ("title", "short-title"):
            if data.get(key) and _without(data[key], tag, scenario.languages == [tag]):
                span = scenario.source.span("instruments", id, key)
                yield _lacking(span, f"the instrument {id} has no {key} in “{tag}”", tag, severity).but(instrument=id)
    for framing in dict.fromkeys(i.framing for i in package.selection.instruments.values()):
        data = framing.data
        titles: list[tuple[Steps, Any]] = [((key,), data.get(key)) for key in ("title", "short-title", "this", "enacting")]
        titles += [(("parts", n, "title"), part.get("title")) for n, part in enumerate(data["parts"])]
        for path, value in titles:
            if _lacks(value, tag) or (tag != "en" and _is_english(value)):
                yield _lacking(framing.span(*path), f"the framing has no “{path[-1]}” in “{tag}”", tag, severity)
    for name in dict.fromkeys(p for i in package.selection.instruments.values() for members in i.roles.values() for p in members):
        data = scenario.parties[name]
        if _lacks(data["name"], tag):
            source = library.party(name) if isinstance(scenario.data["parties"], list) and name in scenario.data["parties"] else None
            span = source.span("name") if source else scenario.party_span(name)
            yield _lacking(span, f"the party {name} has no name in “{tag}”", tag, severity)
    glossary = library.glossary()
    for term in dict.fromkeys(t for held in package.defined.held.values() for t in held):
        entry = glossary[term]
        for key in ("forms", "definition"):
            if _lacks(entry.data[key], tag):
                yield _lacking(entry.source.span(term, key), f"the term “{term}” has no {key} in “{tag}”", tag, severity)


def _lacks(value: Any, tag: str) -> bool:
    """Whether a text has languages, and this one is not among them; a text without languages serves all."""
    return isinstance(value, dict) and "en" in value and tag not in value


def _is_english(value: Any) -> bool:
    """Whether a framing's text stands in one language alone, with words that another would render."""
    return isinstance(value, str) and any(word.islower() for word in value.split())


def _lacking(span: Span, message: str, tag: str, severity: Severity) -> Diagnostic:
    return Diagnostic("LA001", severity, message, span, f"add “{tag}:” with the words")
