"""RG: the register of a text: the verbs of a treaty, of a political instrument, and of recitals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ..diagnostics import ERROR, WARNING, Diagnostic
from ..package import InstrumentDraft, Package
from ..prose import Hit, Passage, Prose, Reading, Stretch, readings, unavoidable
from ..select import Chosen
from . import check
from .choices import always, names

WEAK = ("should", "must", "parties intend to", "party intends to")
DONE = (  # what somebody does to persons and things
    "released", "withdrawn", "lifted", "removed", "returned", "dismantled", "destroyed", "handed over", "cleared", "repatriated", "disarmed",
    "disbanded", "evacuated", "paid", "reduced", "restored", "reopened", "exchanged",
)  # fmt: skip
PASSIVE = tuple(f"{be} {done}" for done in DONE for be in ("shall be", "shall not be"))
WILL_SHARE = 0.2  # of (will + shall): above it, a treaty reads like a political text


def first_in_clause(hits: list[Hit]) -> list[Hit]:
    """One hit for each clause and wording, the first."""
    kept: dict[tuple[str, str], Hit] = {}
    for hit in hits:
        kept.setdefault((hit.passage.clause, hit.words.lower()), hit)
    return list(kept.values())


@check("RG003", "treaty-words-in-political-text")
def treaty_words_in_political_text(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        In an instrument whose register is political (its own `register:`, or else its framing's): “shall”, “agree to”, “Party”,
        “this Article”, “enter into force”; and a political instrument that is divided into Articles.  The articles of
        another text, parties to a convention, and the entry into force of a treaty may be mentioned.

    Why it matters
        Not the title decides whether an instrument binds, but the intention that its words show: the Joint Declaration of
        1956 between Japan and the Soviet Union was ratified.

    Example
        The Participants shall withdraw their forces before this Memorandum enters into force.

    How to fix it
        Write {{ shall }}, {{ parties }}, {{ agree }} and {{ entry_into_force }}, which print the words of the register; or
        give the instrument `register: treaty`.
    """
    for reading in readings(package, "political"):
        id = reading.id
        document = package[id]["en"].document
        if document.numbering.unit == "article" and document.parts:
            yield Diagnostic(
                "RG003", ERROR, f"{id} is political and divided into Articles", package.scenario_span("instruments", id, "framing"),
                "choose a framing of paragraphs or sections, as memorandum or joint-declaration, or give it `register: treaty`",
                _BINDING, "RG-03", "", id,
            )  # fmt: skip
        yield from binding_words(reading)


def binding_words(reading: Reading) -> Iterator[Diagnostic]:
    """RG003, of the words of a political text."""
    for hit in first_in_clause(unavoidable(h for h in reading.prose.match(_binding()) if not _mentions(h))):
        instead = next(words for start, words in _INSTEAD if hit.words.lower().startswith(start))
        yield Diagnostic(
            "RG003", ERROR, f"“{hit.words}” stands in {reading.id}, which is political", reading.place(hit),
            reading.advice(f"write {instead}, or give the instrument `register: treaty`"), _BINDING, "RG-03", hit.passage.clause, reading.id,
        )  # fmt: skip


_BINDING = "Words of a treaty show an intention to be bound."
_INSTEAD = (
    ("shall", "{{ shall }}"),
    ("agree", "{{ agree }}"),
    ("part", "{{ party }} or {{ parties }}"),
    ("th", "“this paragraph” or “this Section”"),
    ("ent", "{{ enter_into_force }} or {{ entry_into_force }}"),
)


@cache
def _binding() -> re.Pattern[str]:
    words = (
        r"\bshall\b", r"(?<!may )\b[Aa]grees? to\b", r"\bPart(?:y|ies)\b(?! to\b)", r"\b[Tt]h(?:is|e present) Articles?\b",
        r"\b[Ee]nt(?:er|ers|ered|ry) into force\b",
    )  # fmt: skip
    return re.compile("|".join(words))


@cache
def _other_text() -> re.Pattern[str]:
    """The name of a text with force of its own."""
    return re.compile(r"\b(?:Treaty|Convention|Agreement|Charter|Covenant|Protocol|Constitution|Law|law|Act|Statute)\b")


def _mentions(hit: Hit) -> bool:
    """Whether “enter into force” is said of another text."""
    return hit.words.lower().startswith("ent") and bool(_other_text().search(hit.sentence))


@check("RG004", "weak-verb-in-treaty")
def weak_verb_in_treaty(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        In the articles and annexes of a treaty: “should”, “must”, the Parties that “intend to”, and “will” where it makes
        more than a fifth of “will” and “shall” together.  Paragraphs quoted word for word do not count.

    Why it matters
        A duty in a treaty is “shall”.  In the great treaties one verb in twenty or fewer is “will”; “should” and “must”
        leave it open whether anybody is bound.

    Example
        The Parties should withdraw their heavy weapons.

    How to fix it
        Write {{ shall }} for a duty and “may” for a permission.
    """
    for reading in readings(package, "treaty"):
        yield from weak_verbs(reading)


def weak_verbs(reading: Reading) -> Iterator[Diagnostic]:
    """RG004, of the words of a treaty."""
    weak = [h for h in reading.prose.find(WEAK) if _operative(h.passage) and not _conditional(h)]
    for hit in first_in_clause(unavoidable(weak)):
        yield Diagnostic(
            "RG004", WARNING, f"“{hit.words}” stands in a treaty, where a duty is “shall”", reading.place(hit),
            reading.advice("write {{ shall }}, or “may” for a permission"), "“Should”, “must” and “intend” leave open whether anybody is bound.",
            "RG-04", hit.passage.clause, reading.id,
        )  # fmt: skip
    yield from _too_much_will(reading)


def _too_much_will(reading: Reading) -> Iterator[Diagnostic]:
    wills = [h for h in reading.prose.find(("will",)) if _operative(h.passage) and not h.passage.choice and not _noun(h)]
    shalls = sum(reading.prose.each("shalls", lambda stretch: sum(p.text.count("shall") for p in stretch.passages if _operative(p) and not p.choice)))
    if wills and len(wills) > WILL_SHARE * (len(wills) + shalls):
        yield Diagnostic(
            "RG004", WARNING, f"{reading.id} has “will” {len(wills)} times against “shall” {shalls} times", reading.place(wills[0]),
            reading.advice("write {{ shall }} for duties, or give the instrument `register: political`"),
            "Where a fifth of the verbs are “will”, a treaty reads like a statement of intentions.",
            "RG-04", wills[0].passage.clause, reading.id,
        )  # fmt: skip


def _operative(passage: Passage) -> bool:
    return passage.kind != "recital" and not passage.quoted


def _conditional(hit: Hit) -> bool:
    """Whether the words belong to a condition: “should one occur”, “if the Parties intend to”."""
    if hit.words.lower() == "should":
        return hit.words == "Should" or hit.before.endswith(", ")
    return hit.words.lower().startswith("part") and hit.sentence.startswith(("If ", "Where ", "When ", "Whenever "))


def _noun(hit: Hit) -> bool:
    """Free will, or the will of somebody."""
    return hit.before.lower().endswith(("free ", "good ", "the ")) or hit.after.startswith(" of ")


@check("RG005", "duty-without-subject")
def duty_without_subject(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        In a treaty, a duty in the passive (“shall be released”) where neither the paragraph nor an earlier one of its
        article names anybody who could perform it: no Party, State, side, body or authority, and no “by …”.

    Why it matters
        A duty without a subject is everybody's, and so nobody's: no breach can be laid at any door.

    Example
        All prisoners of war shall be released within thirty days.

    How to fix it
        Name who acts: “Each {{ party }} {{ shall }} release all prisoners of war …”, or add “by …”.
    """
    called = tuple(name for party in package.scenario.parties for name in names(package, party))
    for reading in readings(package, "treaty"):
        yield from duties_without_subject(reading, called)


def duties_without_subject(reading: Reading, parties: tuple[str, ...] = ()) -> Iterator[Diagnostic]:
    """RG005, of the words of a treaty; ``parties`` are the names of its parties."""
    hits = [h for h in reading.prose.find(PASSIVE) if _operative(h.passage) and h.passage.kind != "definition"]
    nameless = _nameless(reading.prose, {hit.passage.clause for hit in hits}, parties)
    for hit in first_in_clause(unavoidable(h for h in hits if h.passage in nameless)):
        done = hit.words.rpartition(" ")[2]
        yield Diagnostic(
            "RG005", WARNING, f"“{hit.words}”: by whom? Up to here, the article names nobody",
            reading.place(Hit(hit.passage, done, hit.at + len(hit.words) - len(done))), "name the Party or body that acts, or add “by …”",
            "A duty without a subject cannot be enforced.", "RG-05", hit.passage.clause, reading.id,
        )  # fmt: skip


def _nameless(prose: Prose, clauses: set[str], parties: tuple[str, ...]) -> list[Passage]:
    """The passages of some clauses up to which nobody has been named who could act."""
    if not clauses:
        return []
    actors = _actors(parties)
    named: set[tuple[str, str]] = set()
    found = []
    for passage in prose.passages:
        unit = (passage.clause, passage.kind)
        if passage.clause in clauses and unit not in named:
            if actors.search(passage.text):
                named.add(unit)
            else:
                found.append(passage)
    return found


@cache
def _actors(names: tuple[str, ...]) -> re.Pattern[str]:
    """What can be the subject of a duty: a party, a role, a body, or an agent after “by”."""
    roles = (
        "Part(?:y|ies)|[Ss]tates?|Powers?|[Ss]ides?|[Ss]ignator(?:y|ies)|Commission|Committee|Council|Mission|Force|Commander|[Bb]od(?:y|ies)|[Dd]epositary|"
        "Governments?|[Aa]uthorit(?:y|ies)|Secretary-General|[Tt]ribunal|[Cc]ourt|[Oo]rganisations?|[Bb]oth|[Nn]either|[Ww]hoever"
    )
    own = "".join(f"|{re.escape(name)}" for name in names)
    return re.compile(rf"\b(?:{roles}{own})\b|\b[Bb]y (?!\d|means\b|way\b|the (?:end|day|date|last)\b|then\b|that\b|sea\b|land\b|air\b|no later\b)")


@check("RG006", "duty-in-recital")
def duty_in_recital(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A recital with “shall” or “undertake”, outside quotation marks and outside “Whereas” recitals; and a recital that does not
        open with a participle or an adjective.

    Why it matters
        The preamble is context for interpretation (Vienna Convention on the Law of Treaties, Article 31(2)) and binds nobody:
        a duty that stands there alone is lost, and one that stands in the body too is said twice.

    Example
        *Recalling* that the Parties shall refrain from the threat or use of force,

    How to fix it
        Move the duty into an article; let the recital open with “Recalling”, “Convinced”, “Desiring” …
    """
    for reading in readings(package):
        yield from duties_in_recitals(reading)


def duties_in_recitals(reading: Reading) -> Iterator[Diagnostic]:
    """RG006, of any text."""
    found: list[tuple[Hit, str, str]] = []
    for passage in reading.prose.passages:
        if passage.kind != "recital" or passage.clause == "preamble.parties" or passage.quoted:
            continue
        text = _quotation().sub(lambda quoted: " " * len(quoted[0]), passage.text)
        first = text.split(None, 1)[0].strip(",;:") if text.strip() else ""
        duty = _duty().search(text) if first != "Whereas" else None
        if duty:
            found.append((Hit(passage, duty[0], duty.start()), f"“{duty[0]}” stands in a recital", "move the duty into an article"))
        if len(text.split()) > 5 and not _opening(first) and "hereinafter" not in text:
            hint = "open it with a participle or an adjective, as Recalling"
            found.append((Hit(passage, first, text.index(first)), f"a recital opens with “{first}”", hint))
    kept = unavoidable(hit for hit, _, _ in found)
    for hit, message, hint in found:
        if hit in kept:
            yield Diagnostic(
                "RG006", WARNING, message, reading.place(hit), hint, "A recital binds nobody.", "RG-06", hit.passage.clause, reading.id,
            )  # fmt: skip


@cache
def _duty() -> re.Pattern[str]:
    return re.compile(r"\bshall\b|\bundertakes?\b")


@cache
def _quotation() -> re.Pattern[str]:
    return re.compile(r"“[^”]*”|\"[^\"]*\"")


def _opening(word: str) -> bool:
    """Whether a recital may open with a word: a participle, an adjective, or an adverb before one."""
    return word.lower().endswith(("ing", "ed", "ful", "ly", "ous", "[…]")) or word in _OPENINGS


_OPENINGS = (
    "Whereas", "Aware", "Bent", "Eager", "Confident", "Faithful", "Resolute", "Intent", "Also", "Further", "Once", "Again", "In", "With", "Having",
)  # fmt: skip


@check("RG009", "upgraded-duty")
def upgraded_duty(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        In a treaty, a clause with “shall” whose sources are all political (`register: political` in clauses/sources.yaml): what was
        a statement of intention becomes a duty.

    Why it matters
        The declaration of the Group of Seven of July 2023 says “we intend”.  Its signatories may not be ready to owe the same;
        they should see that the text asks for more.

    Example
        sources: [{source: g7-vilnius-2023, use: modelled}]
        text: "{{ assurers }} {{ shall }} provide modern military equipment."

    How to fix it
        Put the clause into a political instrument, or choose a wording whose source binds; if the upgrade is meant, leave it.
    """
    register = {id: entry.get("register") for id, entry in package.library.shared("sources").items()}
    if "political" not in register.values():
        return
    citing = package.selection.memory.each("cited", None, package.selection.choices, lambda _, chosen: (chosen, _cited(chosen)))
    for id, draft in package.instruments.items():
        if draft.instrument.register != "treaty":
            continue
        obliging = _obliging(draft)
        for chosen, cited in [each for (instrument, _), each in citing.items() if instrument == id and each[1]]:
            if chosen.clause.id in obliging and always(chosen) and all(register.get(source) == "political" for source in cited):
                yield Diagnostic(
                    "RG009", WARNING, f"{chosen.clause.id} makes a duty of what {', '.join(dict.fromkeys(cited))} only declares",
                    package.scenario.source.key_span(*chosen.path), "put it into a political instrument, or leave it if the upgrade is meant",
                    "A political source was not meant to bind.", "RG-09", chosen.clause.id, id,
                )  # fmt: skip


def _cited(chosen: Chosen) -> list[str]:
    uses = [use for a in chosen.alternatives if a.variant for use in a.variant.data.get("sources") or ()]
    return [use["source"] for use in uses if use.get("use") != "original"]


def _obliging(draft: InstrumentDraft) -> set[str]:
    """The clauses whose articles or annexes say “shall”."""
    return set().union(*draft.prose.each("obliging", _who_is_obliged))


def _who_is_obliged(stretch: Stretch) -> set[str]:
    return {passage.clause for passage in stretch.passages if passage.kind in ("article", "annex") and "shall" in passage.text}
