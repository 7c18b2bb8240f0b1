"""Selection → Document: the clauses of one instrument in one language, filled and put into the tree.

Numbers and references are not resolved here.  What cannot be filled is recorded with its place in the clause's file.
"""

from __future__ import annotations

from typing import Any

from . import alternatives, milestones
from .closing import closing, operative
from .diagnostics import ERROR, WARNING, Diagnostic, Severity, Span
from .fill import Filler
from .language import Language
from .library import Library
from .parameters import Maker, is_open
from .select import Alternative, Chosen, Instrument, Selection, Steps
from .source import Source
from .tree import (
    Annex,
    Article,
    Block,
    Document,
    Emphasis,
    Inlines,
    Numbering,
    Paragraph,
    Part,
    Survey,
    Text,
    plain,
    survey,
)  # fmt: skip
from .values import BlankValue, Content, Flag, ListValue, TextValue, Value, read_date

REGISTER_WORDS = ("shall", "parties", "party", "agree", "undertake", "enter_into_force", "enters_into_force", "entry_into_force")
BUILT_IN = ("this", "languages", "definitions", "milestones", "place", "signature_date", *REGISTER_WORDS)
FILL_IN = "\u2026" * 12


class TextPlace:
    """Where a filled text stands: its file, the path of its value, and line and column inside it, resolved when asked."""

    def __init__(self, library: Library, source: Source, path: Steps, at: tuple[int, int]) -> None:
        self._library, self._source, self._path, self._at = library, source, path, at

    @property
    def span(self) -> Span:
        """The place in the file."""
        return self._library.span_in_text(self._source, self._path, *self._at)


class Builder:
    """Builds one instrument in one language.  ``found`` are findings, ``places`` where each reference stands, ``surveys``
    what each article and annex holds, by its id."""

    def __init__(self, selection: Selection, instrument: Instrument, language: Language, notes: bool = False) -> None:
        self.selection, self.instrument, self.language = selection, instrument, language
        self.scenario = selection.scenario
        self.library: Library = selection.scenario.library
        self.found: list[Diagnostic] = []
        self.places: dict[str, TextPlace] = {}
        self.definitions: list[Value] = []
        self.surveys: dict[str, Survey] = {}
        self.notes = notes
        self._english: Builder | None = None
        self._words = language.registers[instrument.register]
        self._shared: dict[str, Value | None] = {}
        self._reported: set[tuple[Any, ...]] = set()
        self._filling: set[str] = set()

    # ------------------------------------------------------------- document

    def document(self) -> Document:
        """The whole instrument; its definitions article is empty until the terms are known."""
        instrument = self.instrument
        framing = instrument.framing.data
        preamble = tuple(block for chosen in instrument.preamble for block in self.article(chosen).blocks)
        parts = []
        for number, part in enumerate(instrument.parts, 1):
            filled = tuple(article for chosen in part.clauses if chosen.text and (article := self.article(chosen)).blocks)
            title = self.heading(part.title, instrument.framing, ("parts", number - 1, "title")) if part.title else ()
            if filled:
                parts.append(Part(f"{instrument.id}:part/{number}", title, filled))
        annexes = [a for chosen in instrument.chosen() for a in self.annexes(chosen)]
        annexes += [Annex(a.id, a.clause, a.title, a.blocks) for chosen in instrument.annexes if (a := self.article(chosen)).blocks]
        enacting = plain(self.heading(framing["enacting"], instrument.framing, ("enacting",))) if framing.get("enacting") else ""
        return Document(
            id=instrument.id,
            language=self.language.tag,
            title=plain(self._own_title()),
            short_title=self._short_title(),
            register=instrument.register,
            numbering=self._numbering(framing),
            headings=framing.get("headings", True),
            preamble=preamble,
            enacting=enacting,
            parts=operative(tuple(parts)) if self._numbering(framing).unit == "paragraph" else tuple(parts),
            annexes=tuple(annexes),
            closing=closing(self),
            mark="",
            open=False,
        )

    def _numbering(self, framing: dict[str, Any]) -> Numbering:
        return Numbering(**(framing.get("numbering") or {}))

    def _short_title(self) -> str:
        return self.language.form(self.language.choose(self.instrument.get("short-title")))

    def _own_title(self) -> Inlines:
        """The instrument's title: the scenario's, or the framing's."""
        own = self.instrument.data.get("title")
        source = self.scenario.source if own else self.instrument.framing
        return self.heading(own or source.data["title"], source, ("instruments", self.instrument.id, "title") if own else ("title",))

    def heading(self, text: Any, source: Source, path: Steps) -> Inlines:
        """A title that stands in a file, filled, without defined terms."""
        return self._title_line(str(self.language.choose(text)), source, path, None, capital=False)

    def _title_line(self, text: str, source: Source, path: Steps, chosen: Chosen | None, capital: bool = True) -> Inlines:
        template, faults = self.library.template(text, line=True)
        self._faults(source, path, faults)
        filler = self.filler(source, path, {}, chosen, terms=False)
        line = filler.line(template, capital)
        if not filler.places:
            return line
        self._report(source, path, "CL004", *next(iter(filler.places.values())), "a title refers to nothing", "put the reference into the text", chosen)
        return ()

    # -------------------------------------------------------------- clauses

    def article(self, chosen: Chosen) -> Article:
        """One clause with its alternatives; without text, an article without blocks."""
        base = f"{self.instrument.id}:{chosen.clause.id}"
        several = len(chosen.alternatives) > 1
        options: alternatives.Alternatives = []
        for number, alternative in enumerate(chosen.alternatives, 1):
            prefix = f"{base}~{number}" if several else base
            blocks = self._blocks(chosen, alternative, prefix, "text", ()) if alternative.text else ()
            options.append((self.proposers(alternative), blocks))  # type: ignore[arg-type]
        blocks = alternatives.combine(base, options) if any(b for _, b in options) else ()
        self._settle_places(base, several)
        self.surveys[base] = survey(blocks)
        return Article(base, chosen.clause.id, self._title(chosen), blocks, self._notes(chosen) if self.notes else ())

    def _notes(self, chosen: Chosen) -> tuple[str, ...]:
        """The drafting note, and the sources of the variants chosen."""
        found = [" ".join(chosen.clause.notes.split())]
        entries = self.library.shared("sources")
        cited = [use for a in chosen.alternatives if a.variant and a.text for use in a.variant.data.get("sources") or ()]
        sources = [f"{entries.get(u['source'], {}).get('title', u['source'])}{', ' + u['at'] if u.get('at') else ''} ({u['use']})" for u in cited]
        found.append("; ".join(dict.fromkeys(sources)))
        return tuple(note for note in found if note)

    def _title(self, chosen: Chosen) -> Inlines:
        translation = self._translation(chosen)
        source = translation or chosen.clause.source
        return self._title_line(str(source.data["title"]), source, ("title",), chosen)

    def annexes(self, chosen: Chosen) -> list[Annex]:
        """The annexes of a clause, each with its alternatives, as in the article."""
        base = f"{self.instrument.id}:{chosen.clause.id}"
        several = len(chosen.alternatives) > 1
        annexes = [(a.variant.data.get("annexes") or {}) if a.variant and a.text else {} for a in chosen.alternatives]
        made: list[Annex] = []
        for name in dict.fromkeys(name for data in annexes for name in data):
            options: alternatives.Alternatives = []
            titles: list[tuple[tuple[str, ...], Inlines]] = []
            for number, (alternative, data) in enumerate(zip(chosen.alternatives, annexes, strict=True), 1):
                prefix = f"{base}~{number}" if several else base
                by = self.proposers(alternative)
                blocks = self._blocks(chosen, alternative, f"{prefix}/@{name}", "annexes", (name, "text")) if name in data else ()
                options.append((by, blocks))  # type: ignore[arg-type]
                if name in data:
                    titles.append((by, self._annex_title(chosen, alternative, name, data[name])))
            self._settle_places(base, several)
            id = f"{base}/@{name}"
            blocks = alternatives.combine(base, options, f"/@{name}")
            made.append(Annex(id, chosen.clause.id, alternatives.combine_titles(titles), blocks))
            self.surveys[id] = survey(blocks)
        return made

    def _settle_places(self, base: str, several: bool) -> None:
        """What is equal in all alternatives loses its ``~1``: so do the places of the references in it."""
        if several:
            self.places |= {f"{base}{id.removeprefix(f'{base}~1')}": p for id, p in self.places.items() if id.startswith(f"{base}~1/")}

    def _annex_title(self, chosen: Chosen, alternative: Alternative, name: str, data: dict[str, Any]) -> Inlines:
        text, source, path = self._text(chosen, alternative, "annexes", (name, "title"))
        return self._title_line(text or data["title"], source, path, chosen, capital=False)

    def _blocks(self, chosen: Chosen, alternative: Alternative, prefix: str, key: str, rest: Steps) -> tuple[Block, ...]:
        text, source, path = self._text(chosen, alternative, key, rest)
        template, faults = self.library.template(text)
        self._faults(source, path, faults)
        translated = self.language.tag == "en" or source is self._translation(chosen)
        filler = (self if translated else self._in_english()).filler(source, path, alternative.values, chosen)
        blocks = filler.blocks(template, prefix)
        for id, at in filler.places.items():
            self.places[id] = TextPlace(self.library, source, path, at)
        if not translated and blocks and isinstance(blocks[0], Paragraph):
            mark = Emphasis((Text(f"[{self._in_english().language.name}] "),), True)
            blocks = (blocks[0].but(content=(mark, *blocks[0].content)), *blocks[1:])
        return blocks

    def _in_english(self) -> Builder:
        """A builder for the texts that have no translation."""
        english = self.library.language("en")
        if self._english is None:
            self._english = Builder(self.selection, self.instrument, english or self.language, self.notes)
            self._english.found, self._english.definitions = self.found, self.definitions
        return self._english

    def _text(self, chosen: Chosen, alternative: Alternative, key: str, rest: Steps) -> tuple[str, Source, Steps]:
        """A variant's text in this language, or in English where there is no translation, and where it stands."""
        assert alternative.variant is not None
        name = alternative.variant.name
        translation = self._translation(chosen)
        for source, data in (
            (translation, translation.data.get("variants", {}).get(name) if translation else None),
            (alternative.variant.source, alternative.variant.data),
        ):
            value: Any = (data or {}).get(key)
            for step in rest:
                value = (value or {}).get(step)
            if source is not None and value is not None:
                return str(value), source, ("variants", name, key, *rest)
        return "", alternative.variant.source, ("variants", name)

    def _translation(self, chosen: Chosen) -> Source | None:
        return None if self.language.tag == "en" else self.library.translation(chosen.clause.id, self.language.tag)

    def fresh(self) -> Builder:
        """The builder itself, ready to build an article again."""
        for name in ("definitions", "milestones"):
            self._shared.pop(name, None)
        self._english = None
        return self

    def definition_text(self, source: Source, path: Steps, text: str, unit: str) -> Inlines:
        """A definition, filled; the references in it get ids under ``unit``."""
        template, faults = self.library.template(text, line=True)
        self._faults(source, path, faults)
        filler = self.filler(source, path, {}, None)
        filler.start(unit)
        line = filler.line(template, capital=False)
        for id, at in filler.places.items():
            self.places[id] = TextPlace(self.library, source, path, at)
        return line

    # ---------------------------------------------------------------- values

    def filler(self, source: Source, path: Steps, values: dict[str, Any], chosen: Chosen | None, terms: bool = True) -> Filler:
        """Fills the text that stands at a path of a file, with the values of a clause; ``terms``: defined terms count."""
        known: dict[str, Value | None] = {}

        def lookup(name: str) -> Value | None:
            if name not in known:
                known[name] = self._lookup(name, values, chosen, filler)
            return known[name]

        filler = Filler(
            lookup,
            self._term,
            self.selection.has_text,
            lambda code, line, column, message, hint: self._report(source, path, code, line, column, message, hint, chosen),
            self.library.terms(self.language.tag) if terms else None,
        )
        return filler

    def _lookup(self, name: str, values: dict[str, Any], chosen: Chosen | None, filler: Filler) -> Value | None:
        if chosen is not None:
            parameter = name.replace("_", "-")
            spec = chosen.clause.parameters.get(parameter)
            if spec is not None:
                spec, raw = self._translated(chosen, parameter, spec, values.get(parameter))
                return self.maker(filler).make(parameter, spec, raw, f"{self.instrument.id}:{chosen.clause.id}.{parameter}")
        if name not in self._shared:
            self._shared[name] = None  # a milestone's title that lists the milestones finds none
            self._shared[name] = self._built_in(name, filler)
        return self._shared[name]

    def _translated(self, chosen: Chosen, name: str, spec: dict[str, Any], raw: Any) -> tuple[dict[str, Any], Any]:
        """A parameter with its choices, and its default where it has that value, in this language."""
        translation = self._translation(chosen)
        choices, defaults = ((translation.data.get(key) or {}) if translation else {} for key in ("choices", "defaults"))
        if name in choices and spec["type"] == "choice":
            spec = spec | {"choices": spec["choices"] | choices[name]}
        if name in defaults and raw == spec.get("default"):
            raw = {self.language.tag: defaults[name]}
        return spec, raw

    def _choice_text(self, text: str, filler: Filler) -> Value:
        template, faults = self.library.template(text, line=True)
        for fault in faults:
            filler.fault(fault.code, f"the choice “{text[:60]}”: {fault.message}", fault.hint)
        if text in self._filling:
            filler.fault("CL005", f"the choice “{text[:60]}” contains itself", "choices name other parameters only")
            return BlankValue("", "")
        self._filling.add(text)
        made = Content(filler.line(template, capital=False))
        self._filling.remove(text)
        return made

    def _built_in(self, name: str, filler: Filler) -> Value | None:
        """A name that every text knows: the register's words, the instrument's own, the roles."""
        if name in REGISTER_WORDS:
            return TextValue(self._words[name], self.language)
        if name == "this":
            return TextValue(self.language.choose(self.instrument.get("this")), self.language)
        if name == "definitions":
            return ListValue(self.definitions, self.language)
        if name == "milestones":
            return ListValue(milestones.rows(self, filler), self.language)
        if name == "languages":
            return self._languages()
        if name == "place":
            return TextValue(self.language.choose(self._place() or FILL_IN), self.language)
        if name == "signature_date":
            date = read_date(self.date("signature"))
            return TextValue(self.language.date(*date) if date else FILL_IN, self.language)
        role = name.replace("_", "-")
        members = self.instrument.roles.get(role)
        if members is None:
            return None
        maker = self.maker(filler)
        several = isinstance(self.scenario.roles.get(role), list) or role == "signatories" or len(members) != 1
        return ListValue([maker.party(m) for m in members], self.language) if several else maker.party(members[0])

    def _place(self) -> Any:
        """Where the instrument is signed, if its signature article says so."""
        signature = next((c for c in self.instrument.chosen() if c.clause.id == "final.signature"), None)
        value = signature.alternatives[0].values.get("place") if signature else None
        return None if is_open(value) else value

    def date(self, milestone: str) -> str | None:
        """A date that the scenario pins, the instrument's own first."""
        dates = self.scenario.data.get("dates") or {}
        first = next(iter(self.selection.instruments), "")
        return dates.get(f"{self.instrument.id}:{milestone}") or (dates.get(milestone) if first == self.instrument.id else None)

    def word(self, name: str) -> Inlines:
        """A word of the register."""
        return TextValue(self._words[name], self.language).show()

    def event(self, name: str) -> str:
        """Entry into force or signature in words, as the register has it."""
        if name == "entry-into-force":
            return self.language.form(self._words["entry_into_force"], "genitive")
        return self.language.words[f"event-{name}"]

    def milestone_title(self, chosen: Chosen, name: str, title: str, alternative: Alternative) -> Inlines:
        """A milestone's title in this language, the variant's own before the clause's, filled with the values of an alternative, without defined terms."""
        translation = self._translation(chosen)
        data = translation.data if translation else {}
        variant = (data.get("variants") or {}).get(alternative.variant.name) if alternative.variant else None
        titles = (data.get("milestones") or {}) | ((variant or {}).get("milestones") or {})
        template, faults = self.library.template(titles.get(name, title), line=True)
        self._faults(chosen.clause.source, ("milestones",), faults)
        return self.filler(chosen.clause.source, ("milestones",), alternative.values, chosen, terms=False).line(template)

    def maker(self, filler: Filler) -> Maker:
        """Makes values for one text."""
        return Maker(self.language, self.scenario.parties, lambda text: self._choice_text(text, filler), filler.reference_value)

    def _languages(self) -> Value:
        names = []
        for tag in self.scenario.languages:
            drafted = self.library.language(tag)
            names.append(self.language.words.get(f"language-{tag}") or (drafted.name if drafted else tag))
        members = [TextValue(n, self.language) for n in sorted(names)]
        return ListValue(members, self.language)

    def _term(self, key: str) -> Value | None:
        entry = self.library.shared("terminology").get(key)
        if entry is None:
            return None
        forms = entry["forms"].get(self.scenario.terminology.get(key, "neutral")) or entry["forms"].get("neutral")
        return TextValue(self.language.choose(forms), self.language, terms=self.library.terms(self.language.tag)) if forms else BlankValue(key, key)

    def proposers(self, alternative: Alternative) -> tuple[str, ...]:
        """Who wants an alternative, as printed."""
        return Maker(self.language, self.scenario.parties, lambda text: Flag(False), lambda clause: Flag(False)).by(alternative.by)

    # -------------------------------------------------------------- findings

    def _faults(self, source: Source, path: Steps, faults: list[Any]) -> None:
        for fault in faults:
            self._report(source, path, fault.code, fault.line, fault.column, fault.message, fault.hint)

    def _report(self, source: Source, path: Steps, code: str, line: int, column: int, message: str, hint: str, chosen: Chosen | None = None) -> None:
        key = (source.file, path, code, line, column, message)
        if key in self._reported:
            return
        self._reported.add(key)
        severity: Severity = WARNING if code.startswith("LA") else ERROR
        span = self.library.span_in_text(source, path, line, column)
        self.found.append(Diagnostic(code, severity, message, span, hint, clause=chosen.clause.id if chosen else "", instrument=self.instrument.id))
