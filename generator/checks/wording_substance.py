"""RG: words that decide what the text leaves open, take sides, or blur a duty: title, the Line, blame, vague qualifiers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ..diagnostics import ERROR, NOTE, WARNING, Diagnostic, Severity
from ..package import Package
from ..prose import Hit, Reading, place, readings, unavoidable
from . import check
from .choices import always

STATUS = "territory.status"
LINE = "territory.line-of-contact"
RESERVED = ("without-prejudice", "deferred-talks", "cyprus-suspension", "de-facto-only")  # title is not touched
DECIDED = ("recognition", "restoration")
AGREED = ("treaty", "political")

# Words by which title passes or is recognised; the name of an area has to stand in the same sentence.
TRANSFER = (
    "cede", "cedes", "ceded", "cession", "annexation", "transfer of sovereignty", "transfers sovereignty", "sovereignty passes",
    "transfer of title", "transfers title", "title passes", "renounces title", "renounces sovereignty", "renounces its claims",
    "renounces all claims", "renounces any claim", "recognises the sovereignty", "recognizes the sovereignty", "as part of the territory",
    "is part of the territory", "are part of the territory", "form part of the territory", "forms part of the territory",
)  # fmt: skip
# Forms of clauses/terminology.yaml that say whose an area is.
SIDED_TERMS = ("areas", "status-acts", "crimea", "regions")
TITLE_WORDS = ("new regions", "accession", "annexation", "People's Republic", "Republic of Crimea", "State border")
BORDER_WORDS = ("border", "frontier", "boundary")

VICTORY_AND_BLAME = (
    # victory
    "victory", "victorious", "the defeat of", "defeated party", "defeated state", "vanquished", "capitulation", "capitulate", "unconditional surrender",
    # guilt
    "aggressor", "aggressors", "unprovoked", "war guilt", "guilty of the war", "responsible for the war", "to blame", "war of aggression",
    "the armed aggression", "criminal regime", "puppet regime", "nazi", "denazification", "fascist",
    # contested history
    "historical justice", "historic lands", "ancestral lands", "historically belongs", "historical unity", "liberated territories",
    "broken promise", "broken promises", "pledge not to enlarge", "promise not to enlarge",
    # justification of force
    "special military operation", "preventive war", "preventive strike", "was compelled to use force", "was forced to use force",
    "justified use of force", "protective military action", "defence of its compatriots", "protection of its compatriots",
)  # fmt: skip

LOSSES = ("killed", "dead", "wounded", "casualties", "deaths")

VAGUE = (
    "as appropriate", "where appropriate", "if appropriate", "as and when appropriate", "where possible", "if possible", "as far as possible",
    "to the extent possible", "where feasible", "as far as feasible", "where practicable", "as far as practicable", "as necessary", "if necessary",
    "where necessary", "as needed", "reasonable", "reasonably", "best efforts", "endeavour", "endeavours", "in principle", "deems necessary",
)  # fmt: skip
SECURITY = ("ceasefire", "withdrawal", "demilitarised-zone", "monitoring", "stabilisation-force", "assurances", "arms", "security")


def _status(package: Package) -> list[set[str]]:
    """For each instrument that has the clause on status, the variants that are still possible ("" where it may be left out)."""
    return [{a.variant.name if a.variant else "" for a in chosen.alternatives} for _, chosen in package.chosen(STATUS)]


def _term(package: Package, key: str) -> str:
    """The English form of a term that takes sides, as the scenario chose it."""
    forms = package.library.shared("terminology").get(key, {}).get("forms", {})
    form = forms.get(package.scenario.terminology.get(key, "neutral")) or forms.get("neutral") or {}
    english = package.library.language("en")
    return english.form(english.choose(form)) if english and form else ""


@check("RG001", "title-in-reserved-status")
def title_in_reserved_status(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        Where territory.status leaves title untouched (without-prejudice, deferred-talks, cyprus-suspension, de-facto-only):
        a sentence about the areas with words that pass or recognise title (“cedes”, “transfer of sovereignty”, “as part of
        the territory”), unless it denies them; and a printed form of clauses/terminology.yaml that says whose the areas are.

    Why it matters
        One article would decide what another declares undecided, and each side would read the one it likes.

    Example
        clauses: {territory.status: without-prejudice, …}
        text: "{{ state }} recognises the Areas as part of the territory of {{ other }}."

    How to fix it
        Take the words out, choose `neutral` in `terminology:`, or choose the variant of territory.status that decides the question.
    """
    status = _status(package)
    if not status or any(not variants <= set(RESERVED) for variants in status):
        return
    for reading in readings(package, *AGREED):
        yield from titles_touched(reading, ERROR, f"{STATUS} leaves open")
    for key in SIDED_TERMS:
        form = _term(package, key)
        if key in package.scenario.terminology and any(word in form for word in TITLE_WORDS) and _printed(package, form):
            yield Diagnostic(
                "RG001", ERROR, f"“{form}” says whose the areas are, which territory.status leaves open", package.scenario_span("terminology", key),
                f"choose `{key}: neutral`", _LEFT_OPEN, "RG-01",
            )  # fmt: skip


_LEFT_OPEN = "The status of the areas is left open elsewhere."


def titles_touched(reading: Reading, severity: Severity, reserved: str) -> Iterator[Diagnostic]:
    """RG001, of the words of a text; ``reserved`` says what leaves title open."""
    found = [h for h in reading.prose.find(TRANSFER) if _area().search(h.sentence) and not _denial().search(h.sentence)]
    for hit in unavoidable(found):
        yield Diagnostic(
            "RG001", severity, f"“{hit.words}” touches title, which {reserved}", reading.place(hit),
            reading.advice("take the words out, or choose the variant of territory.status that decides the question"),
            _LEFT_OPEN, "RG-01", hit.passage.clause, reading.id,
        )  # fmt: skip


def _printed(package: Package, form: str) -> bool:
    drafts = [draft for draft in package.instruments.values() if draft.instrument.register in AGREED]
    return any(draft.prose.find((form.lower(),)) for draft in drafts)


@cache
def _area() -> re.Pattern[str]:
    return re.compile(r"\b(?:[Aa]reas?|Crimea\w*|[Pp]eninsula|[Rr]egions?|[Oo]blasts?|[Tt]erritor(?:y|ies)|[Tt]itle)\b")


@cache
def _denial() -> re.Pattern[str]:
    return re.compile(r"\b(?:[Nn]o|[Nn]ot|[Nn]or|[Nn]either|[Nn]othing|[Nn]one|[Nn]ever|[Ww]ithout|cannot)\b")


_ONLY_ONE = "Only the recognised border is a border."


@check("RG002", "line-as-border")
def line_as_border(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        Where the text has a Line separating forces and territory.status does not decide on title: a variant of
        territory.line-of-contact without the formula that the Line prejudices no title (`provides: [without-prejudice]`), and a sentence
        or a chosen term that calls the Line a border, frontier or boundary.

    Why it matters
        A line on a map becomes a border by being called one; only the recognised border is one.

    Example
        The Line forms the new border between the two States.

    How to fix it
        Say in the clause on the Line that it separates forces and nothing else; call it the Line, and the border the International Border.
    """
    lines = [(id, chosen) for id, chosen in package.chosen(LINE) if always(chosen)]
    if not lines or any(variants & set(DECIDED) for variants in _status(package)):
        return
    because = _ONLY_ONE
    for id, chosen in lines:
        if always(chosen, lambda a: a.variant is not None and "without-prejudice" not in (a.variant.card.get("provides") or ())):
            yield Diagnostic(
                "RG002", ERROR, f"{LINE} does not say that the Line is without prejudice to title", package.scenario.source.key_span(*chosen.path),
                "choose a variant that provides without-prejudice", because, "RG-02", LINE, id,
            )  # fmt: skip
    name = _term(package, "line") or "the Line"
    if any(word in name for word in BORDER_WORDS) and _printed(package, name):
        yield Diagnostic(
            "RG002", ERROR, f"the Line is called “{name}”", package.scenario_span("terminology", "line"), "choose `line: neutral`", because, "RG-02", LINE,
        )  # fmt: skip
        return
    for reading in readings(package):
        yield from line_called_border(reading, name, ERROR)


def line_called_border(reading: Reading, name: str, severity: Severity) -> Iterator[Diagnostic]:
    """RG002, of the words of a text, in which the Line has a name of its own."""
    for hit in unavoidable(h for h in reading.prose.find(BORDER_WORDS) if _calls(h, name)):
        yield Diagnostic(
            "RG002", severity, f"the Line is called a {hit.words}", reading.place(hit), "say that it separates forces and has no other function",
            _ONLY_ONE, "RG-02", hit.passage.clause, reading.id,
        )  # fmt: skip


def _calls(hit: Hit, name: str) -> bool:
    """Whether the words before a border say that the Line is one."""
    for form in (name.lower(), "the line"):
        _, found, rest = hit.before.lower().rpartition(f"{form} ")
        if found and _being().fullmatch(rest) and not _denial().search(rest):
            return True
    return False


@cache
def _being() -> re.Pattern[str]:
    """A verb of being, up to a few words before what its subject is said to be."""
    verbs = "is|forms|constitutes|becomes|serves as|marks|shall be|shall form|shall constitute|shall become|shall serve as|shall mark"
    return re.compile(rf"(?:[a-z]+ )?(?:{verbs})(?: [a-z]+){{0,4}} ")


@check("RG007", "victory-or-blame")
def victory_or_blame(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        In a text between parties, words of victory, guilt, contested history or justification of force, and numbers of killed
        and wounded.  Paragraphs quoted word for word do not count.

    Why it matters
        A settlement that says who was right is signed by one side only; a recital that justifies force contradicts
        Article 2(4) of the Charter.

    Example
        *Noting* the victory of the one side and the losses of the other, with more than 700,000 soldiers killed,

    How to fix it
        Leave the words out, or say what both sides can sign: “the armed conflict”, “the victims on both sides”.
    """
    for reading in readings(package, *AGREED):
        yield from words_that_take_sides(reading)


def words_that_take_sides(reading: Reading) -> Iterator[Diagnostic]:
    """RG007, of a text between parties."""
    hits = [*reading.prose.find(VICTORY_AND_BLAME)]
    hits += [counted for hit in reading.prose.find(LOSSES) if (counted := _counted(hit))]
    for hit in unavoidable(h for h in hits if not h.passage.quoted):
        does = "counts the losses" if hit.words[0].isdigit() else "takes sides"
        yield Diagnostic(
            "RG007", WARNING, f"“{hit.words}” {does}", reading.place(hit), "leave it out, or say what both sides can sign",
            "A text between the parties is neutral between them.", "RG-07", hit.passage.clause, reading.id,
        )  # fmt: skip


def _counted(hit: Hit) -> Hit | None:
    """Losses with the number before them: “700,000 soldiers killed”."""
    number = _number().search(hit.before)
    return Hit(hit.passage, number[0] + hit.words, hit.at - len(number[0])) if number else None


@cache
def _number() -> re.Pattern[str]:
    return re.compile(r"\b\d[\d,.]*\d (?:[a-z]+ ){0,3}\Z")


@check("RG008", "vague-duty")
def vague_duty(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        In a treaty's clauses on security (ceasefire, withdrawal, zone, monitoring, force, assurances, arms), a sentence that lays
        a duty and qualifies it: “as appropriate”, “where possible”, “reasonable”, “endeavour” …

    Why it matters
        Each such word hands the decision to the one who owes the duty.  That may be the price of agreement; it should be
        paid on purpose.

    Example
        Each State {{ shall }}, where possible, move its heavy weapons out of range.

    How to fix it
        Name the measure (a distance, a date, who decides), or keep the word knowingly.
    """
    for id, draft in package.instruments.items():
        if draft.instrument.register != "treaty":
            continue
        found: dict[str, list[Hit]] = {}
        for hit in unavoidable(h for h in draft.prose.find(VAGUE) if h.passage.kind in ("article", "annex") and " shall " in h.sentence):
            if hit.passage.clause.partition(".")[0] in SECURITY:
                found.setdefault(hit.passage.clause, []).append(hit)
        for clause, hits in found.items():
            words = "”, “".join(dict.fromkeys(hit.words for hit in hits))
            yield Diagnostic(
                "RG008", NOTE, f"a duty is qualified by “{words}”", place(package, id, hits[0].passage, hits[0].words),
                "name the measure, or keep the word knowingly", "Who owes the duty would also decide how far it goes.",
                "RG-08", clause, id,
            )  # fmt: skip
