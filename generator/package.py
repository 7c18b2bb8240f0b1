"""A compiled package: every instrument in every language, with what the passes recorded, for checks and writers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from .build import Builder
from .diagnostics import Diagnostic, Span
from .errors import UserError
from .files import decoded, read_bytes
from .language import Language
from .library import Library
from .passes.define import Defined
from .prose import Prose, prose_of
from .scenario import Scenario
from .select import Chosen, Instrument, Selection
from .texts import TextPlace
from .tree import Compiled, Survey


class InstrumentDraft:
    """One instrument: its selection, and per language tag its compiled text, where each reference was written, and what
    each article and annex holds."""

    def __init__(self, package: Package, instrument: Instrument) -> None:
        self.package, self.id, self.instrument = package, instrument.id, instrument
        self.compiled: dict[str, Compiled] = {}
        self.places: dict[str, dict[str, TextPlace]] = {}
        self.languages: dict[str, Language] = {}
        self.surveys: dict[str, dict[str, Survey]] = {}
        self._prose: dict[str, Prose] = {}

    def __getitem__(self, language: str) -> Compiled:
        if language not in self.compiled:
            raise UserError(f"{self.id} is not drafted in “{language}”", f"languages: {', '.join(self.compiled)}")
        return self.compiled[language]

    @cached_property
    def prose(self) -> Prose:
        """Its English text as plain paragraphs, for the checks that read words."""
        return prose_of(self.instrument, self["en"], self.package.selection.memory)

    def prose_in(self, language: str) -> Prose:
        """Its text in any language, as plain paragraphs."""
        if language == "en":
            return self.prose
        if language not in self._prose:
            self._prose[language] = prose_of(self.instrument, self[language], self.package.selection.memory)
        return self._prose[language]


class Package:
    """The instruments of one scenario by id; ``languages`` are the tags drafted, ``built`` the findings made on the way.

    ``judge`` gives all findings; it is asked when ``diagnostics`` is first read."""

    def __init__(
        self, selection: Selection, defined: Defined, instruments: list[str], languages: list[str], final: bool, judge: Callable[[Package], list[Diagnostic]]
    ) -> None:
        self.selection, self.defined, self.languages, self.final = selection, defined, languages, final
        self.instruments = {id: InstrumentDraft(self, selection.instruments[id]) for id in instruments}
        self.built: list[Diagnostic] = []
        self.library_digest = ""
        self._judge = judge
        self._texts: dict[str, list[str]] = {}

    @cached_property
    def diagnostics(self) -> list[Diagnostic]:
        """Every finding on the package, errors first."""
        return self._judge(self)

    @property
    def scenario(self) -> Scenario:
        """The scenario it was drafted from."""
        return self.selection.scenario

    @property
    def library(self) -> Library:
        """The library it was drafted with."""
        return self.selection.scenario.library

    def __getitem__(self, instrument: str) -> InstrumentDraft:
        if instrument not in self.instruments:
            raise UserError(f"the package has no instrument “{instrument}”", f"instruments: {', '.join(self.instruments)}")
        return self.instruments[instrument]

    def __iter__(self) -> Iterator[str]:
        return iter(self.instruments)

    def documents(self, tag: str = "en") -> Iterator[tuple[InstrumentDraft, Compiled]]:
        """Every instrument with its text in one language."""
        for instrument in self.instruments.values():
            if tag in instrument.compiled:
                yield instrument, instrument.compiled[tag]

    def title(self, instrument: str) -> str:
        """The English title of any instrument of the scenario, drafted or not."""
        if instrument in self.instruments:
            return self[instrument]["en"].document.title
        english = self.library.language("en")
        return Builder(self.selection, self.selection.instruments[instrument], english).title() if english else ""

    def by_choice(self, key: str, judge: Callable[[str, Chosen], Iterable[Diagnostic]], whole: bool = False) -> list[Diagnostic]:
        """What is found in every choice by itself, given its instrument; drafts that share a choice share what is found in it.

        ``whole``: in instruments that are not built, too."""
        parts = self.selection.choices if whole else self.choices
        made = self.selection.memory.each(key, self._surroundings, parts, lambda at, chosen: list(judge(at[0], chosen)))
        return [found for each in made.values() for found in each]

    @cached_property
    def choices(self) -> dict[tuple[str, str], Chosen]:
        """The choices of the instruments that are built, by instrument and clause."""
        choices = self.selection.choices
        if len(self.instruments) == len(self.selection.instruments):
            return choices
        return {at: chosen for at, chosen in choices.items() if at[0] in self.instruments}

    @cached_property
    def _surroundings(self) -> tuple[object, ...]:
        """What besides a choice itself may decide what is found in it."""
        scenario = self.scenario
        instruments = {id: (draft.instrument.framing, draft.instrument.register, draft.instrument.roles) for id, draft in self.instruments.items()}
        own = (scenario.source.file, scenario.source.places, scenario.parties, scenario.roles, scenario.languages, scenario.indices())
        return self.selection.memory.same("judged", (self.library, self.languages, self.final, own, instruments))

    def chosen(self, clause: str, instrument: str = "") -> list[tuple[str, Chosen]]:
        """The instruments that have a clause, in order; only one where it is named."""
        return [(id, c) for id, c in self.selection.holders(clause) if instrument in ("", id)]

    def scenario_span(self, *path: str | int) -> Span:
        """A place in the scenario."""
        return self.scenario.source.span(*path)

    def choice_span(self, instrument: str, clause: str) -> Span:
        """Where the scenario chose a clause, or the instrument that has it by default."""
        return self.scenario.source.key_span("instruments", instrument, "clauses", clause)

    def text_span(self, clause: str, words: str) -> Span:
        """Where some words stand in a clause's file; the file's first line where they are not typed there."""
        found = self.library.clause(clause)
        if found is None:
            return Span(f"clauses/{clause.replace('.', '/')}.yaml", 1, 1)
        for source in dict.fromkeys([found.source, *(v.source for v in found.variants.values())]):
            if source.path not in self._texts:
                self._texts[source.path] = decoded(read_bytes(source.path), "replace").split("\n")
            for number, line in enumerate(self._texts[source.path], 1):
                at = line.find(words)
                if at >= 0 and not line.lstrip().startswith("#"):
                    return Span(source.file, number, at + 1)
        return Span(found.source.file, 1, 1)
