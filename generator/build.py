"""Selection → Document: the clauses of one instrument in one language, filled and put into the tree.

Numbers and references are not resolved here.  What cannot be filled is recorded with its place in the clause's file.
"""

from __future__ import annotations

from . import alternatives
from .closing import closing, operative
from .hints import Any
from .language import Language
from .select import Alternative, Chosen, Instrument, Selection, Steps
from .source import Source
from .texts import TextPlace, Texts
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
    Text,
    plain,
    survey,
)  # fmt: skip


class Builder(Texts):
    """Builds one instrument in one language, with drafting ``notes`` where they are asked for."""

    def __init__(self, selection: Selection, instrument: Instrument, language: Language, notes: bool = False) -> None:
        super().__init__(selection, instrument, language)
        self.notes = notes
        self._english: Builder | None = None

    # ------------------------------------------------------------- document

    def document(self) -> Document:
        """The whole instrument; its definitions article is empty until the terms are known."""
        return self.once(self.instrument.id, (self.instrument.chosen(), self.notes), self._document)

    def _document(self) -> Document:
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
            title=self.title(),
            short_title=self._short_title(),
            register=instrument.register,
            numbering=self.numbering(),
            headings=framing.get("headings", True),
            preamble=preamble,
            enacting=enacting,
            parts=operative(tuple(parts)) if self.numbering().unit == "paragraph" else tuple(parts),
            annexes=tuple(annexes),
            closing=closing(self),
            mark="",
            open=False,
        )

    def numbering(self) -> Numbering:
        """The framing's."""
        return Numbering(**(self.instrument.framing.data.get("numbering") or {}))

    def _short_title(self) -> str:
        return self.language.form(self.language.choose(self.instrument.get("short-title")))

    def title(self) -> str:
        """The instrument's title: the scenario's, or the framing's."""
        own = self.instrument.data.get("title")
        source = self.scenario.source if own else self.instrument.framing
        return plain(self.heading(own or source.data["title"], source, ("instruments", self.instrument.id, "title") if own else ("title",)))

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
        return self.once(base, (chosen, self.notes), lambda: self._article(base, chosen))

    def _article(self, base: str, chosen: Chosen) -> Article:
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
        if not any(a.variant.annexes for a in chosen.alternatives if a.variant and a.text):
            return []
        return self.once(f"{base}/@", chosen, lambda: self._annexes(base, chosen))

    def _annexes(self, base: str, chosen: Chosen) -> list[Annex]:
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

    def sure_words(self, chosen: Chosen) -> list[str]:
        """Words that a clause prints in its paragraphs, whatever its values; none where that takes filling it."""
        texts = [self._text(chosen, alternative, "text", ())[0] for alternative in chosen.alternatives if alternative.text]
        paragraphs = [block[2] for text in texts for block in self.library.template(text)[0] if block[0] == "p"]
        return [piece for inlines in paragraphs for piece in inlines if isinstance(piece, str) and piece.strip()]

    def _in_english(self) -> Builder:
        """A builder for the texts that have no translation."""
        english = self.library.language("en")
        if self._english is None:
            self._english = Builder(self.selection, self.instrument, english or self.language, self.notes)
            self._english.found, self._english.definitions = self.found, self.definitions
        self._english._asked = self._asked
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

    def fresh(self) -> Builder:
        """The builder itself, ready to build an article again."""
        for name in ("definitions", "milestones"):
            self._shared.pop(name, None)
        self._english = None
        return self

    def definition_text(self, source: Source, path: Steps, text: str, unit: str) -> Inlines:
        """A definition, filled; the references in it get ids under ``unit``."""
        return self.once(unit, (source, path), lambda: self._definition_text(source, path, text, unit))

    def _definition_text(self, source: Source, path: Steps, text: str, unit: str) -> Inlines:
        template, faults = self.library.template(text, line=True)
        self._faults(source, path, faults)
        filler = self.filler(source, path, {}, None)
        filler.start(unit)
        line = filler.line(template, capital=False)
        for id, at in filler.places.items():
            self.places[id] = TextPlace(self.library, source, path, at)
        return line
