"""DF: terms that are used and not defined, defined and not used, or called by another word.  What the glossary itself must
hold: terms_glossary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache, partial

from ..diagnostics import ERROR, WARNING, Diagnostic, Related, Span, near
from ..frozen import Record
from ..hints import Any
from ..package import InstrumentDraft, Package
from ..passes.define import DEFINITIONS
from ..prose import Hit, Passage, Stretch, place, unavoidable
from . import check
from .terms_names import DETERMINERS, NAMES, NOUNS, OPENERS, WORDS


class Group(Record):
    """Words with capitals that follow each other, where they start, whether they open a sentence, and the word before."""

    words: str
    at: int
    opens: bool
    before: str


@check("DF001", "undefined-term")
def undefined_term(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        Words written with capitals, as a defined term is, that no glossary defines and that are no name: neither a party,
        nor a body or instrument that treaties usually name, nor a value of the scenario.  Also a package that uses
        defined terms and has no article of definitions.

    Why it matters
        A capital letter tells the reader that the word has a meaning laid down somewhere.  Where there is none, each
        side supplies its own.

    Example
        The Liaison Office {{ shall }} receive the notifications.

    How to fix it
        Use the term that is defined, define this one in the glossary of the library, or write it with small letters.
    """
    yield from _nowhere_defined(package)
    known: _Known | None = None
    for id, draft in package.instruments.items():
        likely = [each for each in draft.prose.each("capitals", _likely) if each]
        forms = _forms(package, id) if likely else set()
        if all(group.words in forms or _common_name(group.words) for each in likely for _, group in each):
            continue
        known = known or _known(package)
        names = frozenset().union(*draft.prose.each("names", partial(_named, known), known))
        seen: set[str] = set()
        for unknown in draft.prose.each("DF001", partial(_unknown, known, forms, names), known, forms, names):
            for passage, group, term in unknown:
                if term not in seen:
                    seen.add(term)
                    yield _undefined(package, id, passage, group, term)


def _likely(stretch: Stretch) -> list[tuple[Passage, Group]]:
    return [(passage, group) for passage in stretch.passages if not passage.quoted for group in groups(passage.text)]


def _named(known: _Known, stretch: Stretch) -> set[str]:
    return {word for _, group in _likely(stretch) if known.name(group.words) for word in group.words.split()}


def _unknown(known: _Known, forms: set[str], names: frozenset[str], stretch: Stretch) -> list[tuple[Passage, Group, str]]:
    return [(passage, group, term) for passage, group in _likely(stretch) if (term := known.unknown(group, forms, names))]


def _nowhere_defined(package: Package) -> Iterator[Diagnostic]:
    """One finding where terms are used and no instrument defines them."""
    first = next((id for id, terms in package.defined.used.items() if terms), None)
    if first is None or package.defined.held or package.chosen(DEFINITIONS):
        return
    terms = list(dict.fromkeys(t for used in package.defined.used.values() for t in used))
    forms = [next(iter(package.library.glossary()[t].forms("en")), t) for t in terms]
    shown = ", ".join(f"“{form}”" for form in forms[:3]) + (f" and {len(forms) - 3} more" if len(forms) > 3 else "")
    homes = [id for id, draft in package.instruments.items() if _has_place(draft)]
    hint = f"add `{DEFINITIONS}: generated` to the clauses of {homes[0]}" if homes else f"add an instrument whose framing has a place for {DEFINITIONS}"
    span = package.scenario.source.key_span("instruments", homes[0] if homes else first, "clauses")
    because = "A capital letter promises a definition."
    yield Diagnostic("DF001", WARNING, f"no instrument of the package defines {shown}", span, hint, because, "DF-01", DEFINITIONS, homes[0] if homes else first)


def _has_place(draft: InstrumentDraft) -> bool:
    return any({DEFINITIONS, DEFINITIONS.partition(".")[0]} & set(part["clauses"]) for part in draft.instrument.framing.data["parts"])


def _forms(package: Package, instrument: str) -> set[str]:
    """The surface forms of the terms that are defined for an instrument."""
    held = package.defined.held
    terms = held.get(instrument) or next(iter(held.values()), package.defined.used.get(instrument, ()))
    return {form for term in terms for form in package.library.glossary()[term].forms("en")}


def _undefined(package: Package, instrument: str, passage: Passage, group: Group, term: str) -> Diagnostic:
    forms = [form for entry in package.library.glossary().values() for form in entry.forms("en")]
    like = [f for f in forms if set(term.split()) & set(f.split())] or near(term, forms, n=2, cutoff=0.7)
    use = f"use {' or '.join(f'“{f}”' for f in like[:2])}, " if like else ""
    span = place(package, instrument, passage, term)
    if group.before and group.words == term and span.file != package.scenario.source.file:
        exact = place(package, instrument, passage, f"{group.before} {term}")
        span = Span(exact.file, exact.line, exact.column + len(group.before) + 1) if exact.file == span.file else span
    return Diagnostic(
        "DF001", WARNING, f"“{term}” is written as a term, and nothing defines it", span,
        f"{use}define it in the glossary of the library, or write it with small letters", "A capital letter promises a definition.",
        "DF-01", passage.clause, instrument,
    )  # fmt: skip


def _known(package: Package) -> _Known:
    """What is capitalised for another reason: names of parties, bodies and instruments, values of the scenario."""
    scenario, memory = package.scenario, package.selection.memory
    titles = [[instrument.get(key) for key in ("title", "short-title")] for instrument in package.selection.instruments.values()]
    values = memory.each("capitals", None, package.selection.choices, lambda _, chosen: _capitalised([a.values for a in chosen.alternatives]))
    origin = (scenario.parties, scenario.title, titles, [text for each in values.values() for text in each])
    return memory.once("DF001", origin, lambda: _Known(package, *origin))


def _capitalised(value: Any) -> list[str]:
    return [text for text in _strings(value) if text != text.lower()]


class _Known:
    """Names of parties, bodies and instruments, and values of the scenario."""

    def __init__(self, package: Package, parties: Any, title: Any, titles: Any, values: list[str]) -> None:
        library = package.library
        texts: list[str] = [NAMES, *_strings([parties, title, titles]), *values]
        texts += _strings([forms.get("en") for entry in library.shared("terminology").values() for forms in entry["forms"].values()])
        texts += [str(e.get(k) or "") for e in library.shared("sources").values() for k in ("title", "citation")]
        english = library.language("en")
        texts += [str(name) for name in english.words.values()] if english else []
        self.text = " ; ".join(texts)
        self._names: dict[str, bool] = {}
        own = _strings([parties, [short for _, short in titles]])
        self.words = WORDS | {word for text in own for word in text.split()}

    def name(self, group: str) -> bool:
        """Whether several words are, or belong to, a name that is known."""
        if " " not in group:
            return False
        found = self._names.get(group)
        if found is None:
            found = self._names[group] = group in self.text
        return found

    def unknown(self, group: Group, forms: set[str], names: frozenset[str]) -> str:
        """The term in a group that nothing explains, or ""."""
        if self.name(group.words) or group.words in forms:
            return ""
        for core in _cores().split(group.words):
            words = core.split()
            alone = core == group.words and len(words) == 1 and (group.opens or group.before not in DETERMINERS)
            linked = core != group.words and len(words) == 1
            if not alone and not linked and any(_singular(word) in NOUNS for word in self._left(words, forms, names)):
                return core
        return ""

    def _left(self, words: list[str], forms: set[str], names: frozenset[str]) -> list[str]:
        """The words of a group that neither a defined term, nor a name, nor common use explains."""
        left: list[str] = []
        at = 0
        while at < len(words):
            for end in range(len(words), at, -1):
                part = " ".join(words[at:end])
                if part in forms or self.name(part) or (end == at + 1 and (part in self.words or part in names or (part.isupper() and len(part) > 1))):
                    at = end
                    break
            else:
                left.append(words[at])
                at += 1
        return left


def _strings(value: Any) -> list[str]:
    """Every English text inside some data."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for key, inner in value.items() if key not in ("uk", "ru", "de", "fr") for text in _strings(inner)]
    return [text for inner in value for text in _strings(inner)] if isinstance(value, (list, tuple)) else []


@cache
def _capitals() -> re.Pattern[str]:
    word = r"[A-Z][\w’'-]*"
    return re.compile(rf"{word}(?: (?:(?:of|on|for|and|in|to|with|through|against|or) (?:the )?)?{word})*")


@cache
def _cores() -> re.Pattern[str]:
    return re.compile(r" (?:of|on|for|and|in|to|with|through|against|or) (?:the )?")


@lru_cache(maxsize=8192)
def groups(text: str) -> tuple[Group, ...]:
    """Every group of capitalised words of a text, outside quotation marks, that could be a term by one of its nouns."""
    found = []
    for match in _capitals().finditer(text):
        words, at = match[0], match.start()
        if not _may_be_term(words):
            continue
        ahead = text[max(0, at - 30) : at].rstrip(" ")
        if ahead.endswith(("“", '"', "‘")):
            continue
        opens = not ahead or ahead[-1] in "\n.?!:"
        words = words.removesuffix("'s").removesuffix("’s").rstrip("'’-")
        before = ahead.rpartition(" ")[2].rpartition("\n")[2].lower()
        first, _, rest = words.partition(" ")
        if opens and first in OPENERS and rest[:1].isupper():
            words, before, opens, at = rest, first.lower(), False, at + len(first) + 1
        if not opens or " " in words:
            found.append(Group(words, at, opens, before))
    return tuple(found)


@lru_cache(maxsize=1024)
def _common_name(words: str) -> bool:
    return " " in words and words in NAMES


@lru_cache(maxsize=8192)
def _may_be_term(words: str) -> bool:
    return any(_singular(word) in NOUNS for word in words.replace("'s", "").replace("’s", "").split(" "))


def _singular(word: str) -> str:
    if word in NOUNS or not word.endswith("s"):
        return word
    return word[:-3] + "y" if word.endswith("ies") else word[:-1]


# ------------------------------------------------------- definitions in text


@check("DF002", "unused-definition")
def unused_definition(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A term that a text defines in its own words (“hereinafter ‘the Office’”, or “‘Office’ means”) and never uses again.
        The generated article of definitions holds only terms that are used.

    Why it matters
        A definition without a use makes the reader look for what it was meant for.

    Example
        … an office (hereinafter “the Liaison Office”) …     # and no further mention of it

    How to fix it
        Take the definition out, or use the term where it is meant.
    """
    for id, draft in package.instruments.items():
        for hit in inline_definitions(package, draft):
            uses = [h for h in draft.prose.find((hit.words.lower(),)) if h.words == hit.words and (h.passage, h.at) != (hit.passage, hit.at)]
            if not uses:
                yield Diagnostic(
                    "DF002", WARNING, f"“{hit.words}” is defined and never used", place(package, id, hit.passage, hit.words),
                    "take the definition out, or use the term", "A definition serves a text that uses it.", "DF-02", hit.passage.clause, id,
                )  # fmt: skip


def inline_definitions(package: Package, draft: InstrumentDraft) -> list[Hit]:
    """The terms that a text defines in its own words, each where its words stand."""
    if not draft.prose.has(("hereinafter", "means", "includes")):
        return []
    found = [hit for hits in draft.prose.each("definitions", _inline) for hit in hits]
    if not found:
        return []
    generated = {form for term in package.defined.held.get(draft.id, ()) for form in package.library.glossary()[term].forms("en")}
    return [hit for hit in found if not (hit.passage.kind == "definition" and hit.words in generated)]


def _inline(stretch: Stretch) -> list[Hit]:
    found = []
    for passage in stretch.passages:
        if "“" in passage.text or '"' in passage.text:
            for match in _defining().finditer(passage.text):
                group = 1 if match[1] else 2
                found.append(Hit(passage, match[group], match.start(group)))
    return found


@cache
def _defining() -> re.Pattern[str]:
    return re.compile(r"hereinafter[^“\"]{0,40}[“\"](?:the )?([^”\"]{2,60})[”\"]|[“\"]([A-Z][^”\"]{1,60})[”\"] (?:means|includes|has the meaning)\b")


# -------------------------------------------------------------- other words


@check("DF004", "other-word-for-term")
def other_word_for_term(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A word that the glossary lists under `avoid:` of a term, in an instrument that uses the term.

    Why it matters
        Two words have two meanings: a “frontline” beside the Line, a “guarantee” beside the Security Assurance, is read as
        something else.

    Example
        The Line is marked within thirty days.  Nobody crosses the frontline.

    How to fix it
        Write the defined term; if another thing is meant, call it by a word that no term avoids.
    """
    glossary = package.library.glossary()
    for id, draft in package.instruments.items():
        avoided: dict[str, list[str]] = {}
        for term in package.defined.used.get(id, ()):
            for words in (glossary[term].data.get("avoid") or {}).get("en") or ():
                avoided.setdefault(words, []).append(term)
        written: dict[str, list[Hit]] = {}
        for hit in draft.prose.find(dict.fromkeys(words.lower() for words in avoided)):
            written.setdefault(hit.words.lower(), []).append(hit)
        for words, terms in avoided.items():
            likely = written.get(words.lower(), ())
            holding = [form for entry in glossary.values() for form in entry.forms("en") if words in form] if likely else []
            hits = [hit for hit in likely if _drifts(hit, words, holding)]
            sure = unavoidable(hits)
            seen: set[str] = set()
            for hit in hits:
                if hit.passage.clause not in seen:
                    seen.add(hit.passage.clause)
                    yield _drift(package, id, hit, terms, hit in sure)


def _drifts(hit: Hit, words: str, terms: list[str]) -> bool:
    """Whether the words stand as the glossary writes them, outside what is quoted and outside ``terms`` that hold them."""
    if hit.passage.quoted:
        return False
    opens = hit.at == 0 or hit.passage.text[: hit.at].rstrip(" ").endswith((".", "\n"))
    if hit.words != words and not (opens and hit.words == words[:1].upper() + words[1:]):
        return False
    around = hit.passage.text[max(0, hit.at - 40) : hit.at + len(words) + 40]
    return not any(term in around for term in terms)


def _drift(package: Package, instrument: str, hit: Hit, terms: list[str], sure: bool) -> Diagnostic:
    glossary = package.library.glossary()
    forms = [next(iter(glossary[term].forms("en")), term) for term in terms]
    span = place(package, instrument, hit.passage, hit.words)
    own = span.file == package.scenario.source.file
    at = glossary[terms[0]].source
    return Diagnostic(
        "DF004", ERROR if sure and not own else WARNING, f"“{hit.words}” stands for the defined term “{forms[0]}”", span,
        f"write {' or '.join(f'“{form}”' for form in forms)}, or another word if another thing is meant",
        "Two words are read as two things.", "DF-04", hit.passage.clause, instrument, (Related(at.span(terms[0], "avoid", "en"), "the words to avoid"),),
    )  # fmt: skip
