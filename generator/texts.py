"""What every text of one instrument in one language can name: its own values, the register's words, the roles, the dates.

Here is also where what a text holds is recorded, its findings and the places of its references, and where a text that
another draft has alike is taken over from it.  What cannot be filled is recorded with its place in the clause's file.
"""

from __future__ import annotations

from collections.abc import Callable

from . import milestones
from .diagnostics import ERROR, WARNING, Diagnostic, Severity, Span
from .fill import Filler
from .frozen import Record
from .hints import Any, TypeVar
from .language import Language
from .library import Library
from .parameters import Maker, is_open
from .select import Alternative, Chosen, Instrument, Selection, Steps
from .source import Source
from .tree import Inlines, Survey
from .values import BlankValue, Content, Flag, ListValue, TextValue, Value, read_date

T = TypeVar("T")
REGISTER_WORDS = ("shall", "parties", "party", "agree", "undertake", "enter_into_force", "enters_into_force", "entry_into_force")
OTHERS = ("definitions", "milestones", "place")
"""Names for what other clauses make up."""
BUILT_IN = ("this", "languages", *OTHERS, "signature_date", *REGISTER_WORDS)
FILL_IN = "\u2026" * 12


class TextPlace:
    """Where a filled text stands: its file, the path of its value, and line and column inside it, resolved when asked."""

    def __init__(self, library: Library, source: Source, path: Steps, at: tuple[int, int]) -> None:
        self._library, self._source, self._path, self._at = library, source, path, at

    @property
    def span(self) -> Span:
        """The place in the file."""
        return self._library.span_in_text(self._source, self._path, *self._at)


class Asked:
    """What a text asked for besides its own values: which clauses print, and what others make up."""

    def __init__(self) -> None:
        self.clauses: dict[str, bool] = {}
        self.others: dict[str, Any] = {}


class Result(Record):
    """What was made of a clause, or of a part of one, with what it holds and what it asked for."""

    made: Any
    places: dict[str, TextPlace]
    surveys: dict[str, Survey]
    asked: Asked


class Texts:
    """The texts of one instrument in one language.  ``found`` are findings, ``places`` where each reference stands,
    ``surveys`` what each article and annex holds, by its id."""

    def __init__(self, selection: Selection, instrument: Instrument, language: Language) -> None:
        self.selection, self.instrument, self.language = selection, instrument, language
        self.scenario = selection.scenario
        self.library: Library = selection.scenario.library
        self.found: list[Diagnostic] = []
        self.places: dict[str, TextPlace] = {}
        self.definitions: list[Value] = []
        self.surveys: dict[str, Survey] = {}
        self._words = language.registers[instrument.register]
        self._shared: dict[str, Value | None] = {}
        self._reported: set[tuple[Any, ...]] = set()
        self._filling: set[str] = set()
        self._memory = selection.memory
        self._origin = self._memory.same(("surroundings", language.tag, instrument.id), self._surroundings())
        self._asked = Asked()
        self._steps: list[milestones.Step] | None = None
        self._in_steps = False

    def once(self, id: str, origin: Any, make: Callable[[], T]) -> T:
        """What another draft made from an equal ``origin`` in equal surroundings, where what it took from other clauses is
        equal too; anew where there was something to report."""
        if not self._memory.lasting:
            return make()
        key, origin = ("built", self.language.tag, id), (origin, self._origin)
        for result in self._memory.recall(key, origin):
            if self._holds(result.asked):
                self._add(result)
                return result.made  # type: ignore[no-any-return]
        outer = self.places, self.surveys, self._asked, len(self.found)
        self.places, self.surveys, self._asked = {}, {}, Asked()
        made = make()
        result = Result(made, self.places, self.surveys, self._asked)
        self.places, self.surveys, self._asked, before = outer
        if len(self.found) == before:
            self._memory.keep(key, origin, result)
        self._add(result)
        return made

    def _holds(self, asked: Asked) -> bool:
        """Whether other clauses give the answers that they gave."""
        for clause, printed in asked.clauses.items():
            if self.selection.has_text(clause) != printed:
                return False
        return not asked.others or all(self._made_up(name) == value for name, value in asked.others.items())

    def _add(self, result: Result) -> None:
        self.places.update(result.places)
        self.surveys.update(result.surveys)
        self._asked.clauses.update(result.asked.clauses)
        self._asked.others.update(result.asked.others)

    def _made_up(self, name: str) -> Any:
        """What other clauses make up, to be compared."""
        if name == "definitions":
            return list(self.definitions)
        if name == "place":
            return self._place()
        return self._steps_in_order()

    def _steps_in_order(self) -> list[milestones.Step]:
        if self._steps is None:
            self._in_steps = True
            self._steps = milestones.steps(self)
            self._in_steps = False
        return self._steps

    def _surroundings(self) -> tuple[Any, ...]:
        """What every text of the instrument may print, besides its own values, other clauses and milestones."""
        own = {key: value for key, value in self.instrument.data.items() if key != "clauses"}
        shared = [self.scenario.data.get(key) for key in ("roles", "terminology", "dates", "languages")]
        at_home = next(iter(self.selection.instruments), "") == self.instrument.id
        return (self.language, self.instrument.framing, own, self.instrument.roles, self.scenario.parties, shared, at_home)

    def _has_text(self, clause: str) -> bool:
        printed = self._asked.clauses[clause] = self.selection.has_text(clause)
        return printed

    def _translation(self, chosen: Chosen) -> Source | None:
        return None if self.language.tag == "en" else self.library.translation(chosen.clause.id, self.language.tag)

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
            self._has_text,
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
        if name == "milestones" and self._in_steps:
            return None  # a milestone's title that lists the milestones finds none
        if name not in self._shared:
            self._shared[name] = self._built_in(name, filler)
        if name in OTHERS:
            self._asked.others[name] = self._made_up(name)
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
            return ListValue(milestones.rows(self, filler, self._steps_in_order()), self.language)
        if name == "languages":
            return self._languages()
        if name == "place":
            return TextValue(self.language.choose(self._place() or FILL_IN), self.language)
        if name == "signature_date":
            date = read_date(self.date("signature") or self._adopted())
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

    def _adopted(self) -> str | None:
        """The day on which a law is adopted, where the scenario pins it."""
        dates = self.scenario.data.get("dates") or {} if "enacted-by" in self.instrument.data else {}
        return next((day for key, day in dates.items() if key.startswith(f"{self.instrument.id}:") and key.endswith(".adopted")), None)

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
        for tag in self.instrument.data.get("languages") or self.scenario.languages:
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
