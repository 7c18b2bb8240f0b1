"""Everything that can be said about a library without a scenario.

Goes in: a :class:`Library`.  Comes out: findings on every file of clauses/, templates/ and scenarios/parties/: keys,
texts, names, references, conditions, sources, milestones, places, terms and translations.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .checks.languages import different, english_units, stale, strangers
from .checks.languages_words import unlike_words
from .diagnostics import ERROR, WARNING, Diagnostic, Fault, Severity, Span, in_order
from .library import SPECIAL, Library
from .library_texts import Targets, TextCheck, names_in, targets_of
from .logic.conditions import read_path
from .logic.names import Known, nearest, roles_of
from .parameters import misfit
from .provisions import Clause, Variant
from .quotations import misquoted
from .select import Steps
from .source import Source
from .text import holes_in
from .values import read_date, read_duration

_EVENTS = ("signature", "entry-into-force")
_SHARED = ("sources", "terminology", "elements", "index", "quotations", "renamed")
_LENGTHS = ("within", "at-least", "exactly")
_QUANTITIES = ("integer", "number", "percentage", "money", "date", "duration")


def check_library(library: Library) -> list[Diagnostic]:
    """The findings on all that a project sees, in order."""
    checker = _Checker(library)
    checker.all()
    return in_order([*checker.found, *library.found])


class _Checker:
    def __init__(self, library: Library) -> None:
        self.library = library
        self.found: list[Diagnostic] = []
        self.clauses = {id: clause for id in library.clause_ids() if (clause := library.clause(id)) is not None}
        self.roles = roles_of(library)
        self.known = Known(library, library.parties(), self.roles)
        self._targets: dict[str, Targets | None] = {}

    def all(self) -> None:
        """Every file of the library."""
        for shown, hint in self.library.project.strays(_SHARED):
            self.found.append(Diagnostic("CL023", WARNING, "nothing reads this file", Span(shown, 1, 1), hint))
        for name in self.library.libraries():
            self._listing(name)
            for file in self.library.project.names(f"clauses/{name}"):
                stem, _, rest = file.partition(".")
                if rest.endswith(".yaml") and stem not in SPECIAL:
                    self._translation(f"{name}.{stem}", rest[:-5])
        for clause in self.clauses.values():
            self._clause(clause)
        self._glossary()
        self._shared()
        for name in self.library.framings():
            source = self.library.framing(name)
            if source is not None:
                self._framing(source)
        for tag in self.library.languages():
            self.library.language(tag)
        for party in self.library.parties():
            source = self.library.party(party)
            if source is not None:
                for index, bar in enumerate(source.data.get("constitutional-bars") or ()):
                    self.found += self.known.condition(bar["when"], source, ("constitutional-bars", index, "when"))

    def add(
        self, code: str, message: str, source: Source, path: Steps, hint: str = "", key: bool = False, severity: Severity = ERROR, clause: str = ""
    ) -> None:
        """A finding at a key or value of a file."""
        span = source.key_span(*path) if key else source.span(*path)
        self.found.append(Diagnostic(code, severity, message, span, hint, clause=clause))

    # ------------------------------------------------------------ libraries

    def _listing(self, name: str) -> None:
        source = self.library.source(f"clauses/{name}/library.yaml", "library")
        ids = [id for id in self.library.clause_ids() if id.startswith(f"{name}.")]
        if source is None:
            if ids and "library.yaml" not in self.library.project.names(f"clauses/{name}"):
                first = self.clauses.get(ids[0])
                if first is not None:
                    self.add("CL013", f"the library {name} has no library.yaml", first.source, (), "write one: title, summary, clauses", severity=WARNING)
            return
        listed = [f"{name}.{clause}" for clause in source.data["clauses"]]
        for index, id in enumerate(listed):
            if not self.library.has(id):
                self.add("CL002", f"there is no clause {id}", source, ("clauses", index), nearest(id, ids))
            elif listed.index(id) < index:
                self.add("CL017", f"{id} is listed twice", source, ("clauses", index), "keep one of the two")
        project = self.library.project
        for id in [id for id in ids if id not in listed]:
            file = project.find(f"clauses/{id.replace('.', '/')}.yaml")[0]
            if project.is_own(file.path) and not project.is_own(source.path):
                hint = f"to print it elsewhere, copy the shipped clauses/{name}/library.yaml into your project and list it there"
                message = f"{id} is not listed, and prints last in its library"
                self.found.append(Diagnostic("CL013", WARNING, message, Span(file.shown, 1, 1), hint))
            else:
                hint = f"add “{id.partition('.')[2]}” to clauses:"
                self.add("CL013", f"{id} is not listed", source, ("clauses",), hint, key=True, severity=WARNING)

    def _translation(self, id: str, tag: str) -> None:
        """One clause in another language."""
        source = self.library.translation(id, tag)
        clause = self.clauses.get(id)
        if clause is None or source is None:
            if source is not None and not self.library.has(id):
                self.found.append(Diagnostic("CL002", ERROR, f"a translation of {id}, which does not exist", source.span(), nearest(id, self.clauses)))
            return
        self.found += [*strangers(clause, source), *english_units(clause, source)]
        self._line(source, ("title",), source.data["title"], clause)
        for name in source.data.get("milestones") or {}:
            self._line(source, ("milestones", name), source.data["milestones"][name], clause)
        for name, texts in (source.data.get("choices") or {}).items():
            for choice, text in texts.items():
                self._line(source, ("choices", name, choice), text, clause)
        for name, entry in (source.data.get("variants") or {}).items():
            if name in clause.variants:
                self.found += stale(clause, name, source, WARNING)
                self._likeness(entry, source, clause, clause.variants[name], tag)
                self._texts(entry, source, name, clause)
                for step, title in (entry.get("milestones") or {}).items():
                    self._line(source, ("variants", name, "milestones", step), title, clause)

    def _likeness(self, entry: dict[str, Any], source: Source, clause: Clause, variant: Variant, tag: str) -> None:
        """Whether a translation has the names, the quantities and the figures of the English."""
        for name, english in {"text": variant.data, **(variant.data.get("annexes") or {})}.items():
            there = entry if name == "text" else (entry.get("annexes") or {}).get(name)
            if not english.get("text") or not there or not there.get("text"):
                continue
            first, other = (self.library.template(str(data["text"]))[0] for data in (english, there))
            quantities = {n.replace("-", "_") for n, spec in clause.parameters.items() if spec["type"] in _QUANTITIES}
            lacking = [f"^{n}" for n in names_in(first) if n not in set(names_in(other))]
            lacking += [f"{{{{ {n} }}}}" for n in sorted((holes_in(first) - holes_in(other)) & quantities)]
            if lacking:
                message = f"{clause.id} = {variant.name}{'' if name == 'text' else f', annex {name}'} lacks {', '.join(dict.fromkeys(lacking))}"
                self.found.append(different(message, source.key_span("variants", variant.name), clause.id))
            span = source.key_span("variants", variant.name)
            self.found += unlike_words(clause.id, str(english["text"]), str(there["text"]), span, tag)

    # -------------------------------------------------------------- clauses

    def _clause(self, clause: Clause) -> None:
        self._line(clause.source, ("title",), clause.title, clause)
        for name, spec in clause.parameters.items():
            self._parameter(clause, name, spec)
        for source in (clause.source, clause.extension):
            if source is not None:
                self.found += self.known.constraints(source.data, source, (), clause.id)
        for name, (data, source) in clause.milestones.items():
            self._milestone(clause, data, source, ("milestones", name))
        for variant in clause.variants.values():
            self._variant(clause, variant)
        elements = self.library.shared("elements")
        for index, id in enumerate(clause.data.get("serves") or ()):
            if id not in elements:
                message = f"{clause.id} serves {id}, which is not in clauses/elements.yaml"
                self.add("CL022", message, clause.source, ("serves", index), nearest(id, elements), severity=WARNING, clause=clause.id)

    def _parameter(self, clause: Clause, name: str, spec: dict[str, Any]) -> None:
        path: Steps = ("parameters", name)
        source, columns = clause.source, spec.get("columns") or {}
        for at, inner in [(path, spec), *(((*path, "columns", n), c) for n, c in columns.items())]:
            if inner["type"] == "choice" and not inner.get("choices"):
                self.add("CL014", f"{clause.id}: the choice “{at[-1]}” has no choices", source, at, "add choices: {id: printed text}", True, clause=clause.id)
            for choice, text in (inner.get("choices") or {}).items():
                self._line(source, (*at, "choices", choice), text, clause)
        if spec["type"] == "rows" and not columns:
            self.add("CL014", f"{clause.id}: the table “{name}” has no columns", source, path, "add columns: {name: {type: …}}", True, clause=clause.id)
        wrong = misfit(spec, spec.get("default"), dict.fromkeys(self.library.parties()), self.library.has)
        if wrong:
            self.add("CL014", f"{clause.id}: the default of “{name}” {wrong[1]}", source, (*path, "default", *wrong[0]), clause=clause.id)

    def _variant(self, clause: Clause, variant: Variant) -> None:
        data, source, path = variant.data, variant.source, ("variants", variant.name)
        if bool(data.get("silent")) == bool((data.get("text") or "").strip()):
            what = "a text and is silent" if data.get("silent") else "neither a text nor silent: true"
            self.add("CL012", f"{clause.id} = {variant.name} has {what}", source, path, "write the text, or silent: true and no text", True, clause=clause.id)
        elif data.get("silent") and data.get("annexes"):
            self.add("CL012", f"{clause.id} = {variant.name} is silent and has annexes", source, path, "nothing refers to them", True, clause=clause.id)
        if variant.counts_as and variant.counts_as not in clause.variants:
            message = f"{clause.id} = {variant.name} counts as “{variant.counts_as}”, which is no variant of it"
            self.add("CL010", message, source, (*path, "counts-as"), nearest(variant.counts_as, clause.variants, "its variants are"), clause=clause.id)
        self._texts(data, source, variant.name, clause)
        self.found += self.known.constraints(data, source, path, clause.id)
        for name, milestone in (data.get("milestones") or {}).items():
            self._milestone(clause, milestone, source, (*path, "milestones", name))
        for index, use in enumerate(data.get("sources") or ()):
            self._source_use(use, source, (*path, "sources", index), str(data.get("text") or ""), clause.id)

    def _source_use(self, use: dict[str, Any], source: Source, path: Steps, text: str | None, clause: str = "") -> None:
        entries = self.library.shared("sources")
        if use.get("source") not in entries:
            name = str(use.get("source"))
            self.add("CL007", f"“{name}” is not in clauses/sources.yaml", source, (*path, "source"), nearest(name, entries), clause=clause)
        if use.get("use") != "verbatim" or text is None:
            return
        missing = [f"{key}:" for key in ("at", "paragraphs") if not use.get(key)]
        if missing:
            hint = "say where its words stand, and which paragraphs they are"
            self.add("CL019", f"a verbatim source without {' and '.join(missing)}", source, path, hint, clause=clause)
        paragraphs = _paragraphs(self.library.template(text)[0])
        beyond = [number for number in use.get("paragraphs") or () if not 1 <= number <= paragraphs]
        for number in beyond:
            self.add("CL019", f"the text has no paragraph {number}", source, (*path, "paragraphs"), f"it has {paragraphs}", clause=clause)
        wrong = None if missing or beyond else misquoted(use, text, self.library.shared("quotations"))
        if wrong:
            self.add("CL021", wrong[0], source, path, wrong[1], clause=clause)

    # ---------------------------------------------------------------- texts

    def _texts(self, data: dict[str, Any], source: Source, variant: str, clause: Clause) -> None:
        """The text and the annexes of a variant, in one language."""
        names: list[str] = []
        path: Steps = ("variants", variant)
        bodies: list[tuple[Steps, Any]] = [((*path, "text"), data.get("text"))]
        for name, annex in (data.get("annexes") or {}).items():
            self._line(source, (*path, "annexes", name, "title"), annex["title"], clause)
            bodies.append(((*path, "annexes", name, "text"), annex["text"]))
        for at, text in bodies:
            if text:
                template, faults = self.library.template(str(text))
                self._text(source, at, str(text), template, faults, clause.parameters, clause.id)
                names += names_in(template)
        for name in dict.fromkeys(n for n in names if names.count(n) > 1):
            self.add("CL020", f"the name ^{name} stands twice in {clause.id} = {variant}", source, path, "give each its own name", True, clause=clause.id)

    def _line(self, source: Source, path: Steps, text: Any, clause: Clause | None = None) -> None:
        """A text of one line: a title, a choice, a definition."""
        template, faults = self.library.template(str(text), line=True)
        self._text(source, path, str(text), template, faults, clause.parameters if clause else {}, clause.id if clause else "")

    def _text(self, source: Source, path: Steps, text: str, template: Any, faults: list[Fault], parameters: dict[str, Any], clause: str) -> None:
        check = TextCheck(self.library, text, parameters, self.roles, self._target)
        for fault in [*faults, *check.faults(template)]:
            span = self.library.span_in_text(source, path, fault.line, fault.column)
            self.found.append(Diagnostic(fault.code, ERROR, fault.message, span, fault.hint, clause=clause))

    def _target(self, id: str) -> Targets | None:
        if id not in self._targets:
            clause = self.clauses.get(id)
            self._targets[id] = targets_of(clause, self.library) if clause else None
        return self._targets[id]

    # ----------------------------------------------------------- milestones

    def _milestone(self, clause: Clause, data: dict[str, Any], source: Source, path: Steps) -> None:
        self._line(source, (*path, "title"), data["title"], clause)
        columns: dict[str, Any] = {}
        each = data.get("each")
        if each is not None:
            spec = clause.parameters.get(each, {})
            columns = spec.get("columns") or {}
            if spec.get("type") != "rows" or "id" not in columns:
                self._bad(clause, source, (*path, "each"), f"“{each}” is no table with a column “id”", "each: names a parameter of type rows")
        values = clause.parameters | columns
        due = data.get("due") or {}
        for key in ("after", "before"):
            events = due.get(key) or ()
            for index, event in enumerate([events] if isinstance(events, str) else events):
                wrong = None if values.get(event, {}).get("type") == "clauses" else self._event(clause, event)
                if wrong:
                    self._bad(clause, source, (*path, "due", key, *(() if isinstance(events, str) else (index,))), *wrong)
        for key in _LENGTHS:
            length = due.get(key)
            if length is not None and read_duration(length) is None and values.get(length, {}).get("type") != "duration":
                self._bad(clause, source, (*path, "due", key), f"“{length}” is neither a duration nor a parameter of that type", "write 90 days, or its name")
        on = due.get("on")
        if on is not None and read_date(on) is None and values.get(on, {}).get("type") != "date":
            self._bad(clause, source, (*path, "due", "on"), f"“{on}” is neither a date nor a parameter of that type", 'write "2027-03-01", or its name')
        for key, kinds in (("by", ("party", "parties")), ("verified-by", ("party", "parties", "body"))):
            given = data.get(key)
            for index, name in enumerate(given if isinstance(given, list) else [given]):
                self._actor(clause, source, (*path, key, *((index,) if isinstance(given, list) else ())), name, values, kinds)

    def _actor(self, clause: Clause, source: Source, path: Steps, name: Any, values: dict[str, Any], kinds: tuple[str, ...]) -> None:
        if name is None or name in self.roles or values.get(name, {}).get("type") in kinds or ("body" in kinds and self.library.has(name)):
            return
        known = sorted(self.roles | {n for n, spec in values.items() if spec["type"] in kinds})
        self._bad(clause, source, path, f"“{name}” is no role{', body' if 'body' in kinds else ''} or parameter", nearest(name, known, "roles"))

    def _event(self, clause: Clause, event: str) -> tuple[str, str] | None:
        """What is wrong with the name of a milestone."""
        if event.rpartition(":")[2] in _EVENTS:
            return None
        path = read_path(event)
        if path is None or (path.clause and not path.name):
            return f"“{event}” is no milestone", "write signature, entry-into-force, a milestone of this clause, or clause.milestone"
        target = self.clauses.get(path.clause) if path.clause else clause
        if target is None:
            return None if self.library.has(path.clause) else (f"there is no clause {path.clause}", nearest(path.clause, self.clauses))
        dated = [n for n, spec in target.parameters.items() if spec["type"] in ("date", "milestone")]
        known = [*target.milestones_of(target.variants), *dated]
        bare = () if path.clause else _EVENTS
        return None if path.name in known else (f"{target.id} has no milestone “{path.name}”", nearest(path.name, (*known, *bare), "it has"))

    def _bad(self, clause: Clause, source: Source, path: Steps, message: str, hint: str) -> None:
        self.add("CL016", message if message.startswith(clause.id) else f"{clause.id}: {message}", source, path, hint, clause=clause.id)

    # --------------------------------------------------------- shared files

    def _glossary(self) -> None:
        for term, entry in self.library.glossary().items():
            source, data = entry.source, entry.data
            for key in ("forms", "definition"):
                if not data[key].get("en"):
                    self.add("CL011", f"the term “{term}” has no English {key}", source, (term, key), "add en:", True)
            for tag, text in data["definition"].items():
                self._line(source, (term, "definition", tag), text)
            english = str(data["definition"].get("en") or "means")
            if not english.startswith(("means", "includes")):
                hint = "“means” is exhaustive, “includes” gives examples"
                self.add("CL011", f"the definition of “{term}” does not begin with means or includes", source, (term, "definition", "en"), hint)
            for tag, words in (data.get("avoid") or {}).items():
                for index, word in enumerate(words):
                    if word in entry.forms(tag):
                        message = f"“{word}” is a form of “{term}” and to be avoided for it"
                        self.add("CL011", message, source, (term, "avoid", tag, index), "keep one of the two")

    def _shared(self) -> None:
        terminology = self.library.source("clauses/terminology.yaml", "terminology")
        for key, entry in (terminology.data if terminology else {}).items():
            if terminology and not (entry["forms"].get("neutral") or {}).get("en"):
                self.add("CL018", f"“{key}” has no neutral form in English", terminology, (key, "forms"), "add neutral: {en: …}", True)
        for name in ("sources", "elements", "index", "quotations"):
            self.library.shared(name)
        self.library.profiles()
        renamed = self.library.source("clauses/renamed.yaml", "renamed")
        for old, new in (renamed.data if renamed else {}).items():
            if renamed and not self.library.has(new):
                self.add("CL002", f"there is no clause {new}", renamed, (old,), nearest(new, self.clauses))

    # ------------------------------------------------------------- framings

    def _framing(self, source: Source) -> None:
        data = source.data
        lists: list[tuple[Steps, list[str]]] = [(("preamble",), data.get("preamble") or []), (("annexes",), data.get("annexes") or [])]
        lists += [(("parts", n, "clauses"), part["clauses"]) for n, part in enumerate(data["parts"])]
        placed: dict[str, None] = {}
        for path, entries in lists:
            for index, entry in enumerate(entries):
                if entry in placed:
                    self.add("CL017", f"{entry} is placed twice", source, (*path, index), "keep one place: the other stays empty")
                placed[entry] = None
                self._place(source, (*path, index), entry)
        for index, id in enumerate(data.get("default") or ()):
            if not self.library.has(id):
                self.add("CL002", f"there is no clause {id}", source, ("default", index), nearest(id, self.clauses))
            elif id not in placed and id.partition(".")[0] not in placed:
                self.add("CL017", f"the default {id} has no place", source, ("default", index), "add it to a Part, the preamble or the annexes")
        titles = [("title", data["title"]), ("enacting", data.get("enacting")), ("short-title", data["short-title"]), ("this", data["this"])]
        for key, text in [*titles, *((f"parts/{n}/title", part.get("title")) for n, part in enumerate(data["parts"]))]:
            for path, line in _lines(text, tuple(key.split("/"))):
                self._line(source, path, line)
        self.found += self.known.constraints(data, source)
        for index, use in enumerate(data.get("sources") or ()):
            self._source_use(use, source, ("sources", index), None)

    def _place(self, source: Source, path: Steps, entry: str) -> None:
        libraries = self.library.libraries()
        if "." in entry and not self.library.has(entry):
            self.add("CL002", f"there is no clause {entry}", source, path, nearest(entry, self.clauses))
        elif "." not in entry and entry not in libraries:
            self.add("CL002", f"there is no library {entry}", source, path, nearest(entry, libraries, "libraries"))


def _lines(text: Any, path: Steps) -> Iterator[tuple[Steps, str]]:
    """Every text of a title in languages and cases, with its path."""
    if isinstance(text, dict):
        for key, inner in text.items():
            yield from _lines(inner, (*path, key))
    elif text:
        yield path, str(text)


def _paragraphs(template: list[Any]) -> int:
    """How many paragraphs a text has at most."""
    count = 0
    for item in template:
        if item[0] == "p":
            count += 1
        elif item[0] == "if":
            count += _paragraphs(item[2]) + _paragraphs(item[3])
        elif item[0] == "for":
            count += _paragraphs(item[3])
    return count
