"""Files → :class:`Library`, lazily: a clause is read when it is first asked for.

Every file goes through the same door, :meth:`Library.source`: bytes → YAML → its kind's model; what is wrong is kept in
``found``.  With a cache, what was read and valid before is not parsed again; the key is the content.
"""

from __future__ import annotations

from functools import reduce
from importlib import import_module

from .cache import digest
from .diagnostics import ERROR, Diagnostic, Fault, Span
from .digests import sha256
from .errors import UserError
from .files import decoded, read_bytes
from .hints import Any, Protocol
from .language import Language
from .project import Project
from .provisions import Clause, TermEntry
from .source import Places, Source, parse, position
from .terms import Terms

KINDS = {
    "clause": ("clause", "Clause"),
    "extension": ("clause", "ClauseExtension"),
    "translation": ("clause", "Translation"),
    "library": ("library", "LibraryFile"),
    "glossary": ("library", "Glossary"),
    "sources": ("library", "Sources"),
    "terminology": ("library", "Terminology"),
    "elements": ("library", "Elements"),
    "index": ("library", "Index"),
    "quotations": ("library", "Quotations"),
    "renamed": ("library", "Renamed"),
    "profiles": ("library", "Profiles"),
    "framing": ("framing", "Framing"),
    "language": ("framing", "LanguageFile"),
    "scenario": ("scenario", "Scenario"),
    "party": ("scenario", "Party"),
    "position": ("position", "Positions"),
    "indices": ("position", "Indices"),
    "plan": ("plan", "Plan"),
}
OF_A_SCENARIO = ("scenario", "party", "position", "indices", "plan")
"""The kinds that a drafting team writes for its talks; what is wrong with them is SC001."""
SPECIAL = ("library", "glossary")
CARD = ("counts-as", "silent", "provides", "constraints", "milestones")
"""What of a variant is kept apart from its texts: enough to choose it and to judge the choice."""
Template = list[Any]
"""A parsed text, as :mod:`generator.text` describes it."""


class Store(Protocol):
    """What a cache offers: JSON values by key."""

    def get(self, key: str) -> Any:
        """The value, or None."""

    def put(self, key: str, value: Any) -> None:
        """Stores a value."""


class Library:
    """The clauses, framings, languages and parties that a project sees."""

    def __init__(self, project: Project, cache: Store | None = None) -> None:
        self.project, self.cache = project, cache
        self.found: list[Diagnostic] = []
        self._sources: dict[str, Source | None] = {}
        self._clauses: dict[str, Clause | None] = {}
        self._templates: dict[str, tuple[Template, list[Fault]]] = {}
        self._languages: dict[str, Language | None] = {}
        self._terms: dict[str, Terms] = {}
        self._glossary: dict[str, TermEntry] | None = None
        self._texts: dict[str, str] = {}
        self._orders: dict[str, list[str]] = {}
        self._digests: set[str] = set()

    def digest(self) -> str:
        """A digest of every file of the library that was read, whatever folder it lies in."""
        return sha256("".join(sorted(self._digests)).encode()).hexdigest()

    # ----------------------------------------------------------------- files

    def source(self, relative: str, kind: str) -> Source | None:
        """The user's file of that path, or the shipped one; None where it is missing or unusable."""
        if relative not in self._sources:
            found = self.project.find(relative)
            self._sources[relative] = self.read(found[0].path, found[0].shown, kind) if found else None
        return self._sources[relative]

    def beside(self, path: str, shown: str, kind: str) -> Source | None:
        """A file that belongs to a scenario, by its full path, read once; None where it is unusable."""
        if path not in self._sources:
            self._sources[path] = self.read(path, shown, kind)
        return self._sources[path]

    def read(self, path: str, shown: str, kind: str) -> Source | None:
        """One file, validated; its findings are added to ``found``."""
        content = read_bytes(path, shown)
        made = digest(content)
        key = f"{kind}:{made}"
        if kind not in ("scenario", "position", "indices", "plan"):
            self._digests.add(made)
        if self.cache is not None:
            data = self.cache.get(key)
            if data is not None:
                return self._kept(self.cache, key, Source(shown, data, {}, path))
        source, found = parse(content, shown)
        if source is not None:
            source.path = path
            found += self.misfits(source, kind)
        self.found += found
        if found or source is None:
            return None
        if self.cache is not None:
            self.cache.put(f"places:{key}", source.places)
            card = source.data
            if kind == "clause" and card.get("variants"):
                self.cache.put(f"{key}:notes", card.get("notes") or "")
                for name, variant in card["variants"].items():
                    self.cache.put(f"{key}:variants/{name}", variant)
                variants = {n: {k: v[k] for k in CARD if k in v} for n, v in card["variants"].items()}
                card = {k: v for k, v in card.items() if k != "notes"} | {"variants": variants}
            self.cache.put(key, card)
        return source

    @staticmethod
    def _kept(cache: Store, key: str, source: Source) -> Source:
        """A source as the cache has it: places and the texts of variants are read when they are first asked for.

        The file's bytes are not held: three hundred of them would take longer to keep than the cache to read."""

        def again() -> Source:
            content = read_bytes(source.path, source.file)
            made = parse(content, source.file)[0] if key.endswith(digest(content)) else None
            if made is None:
                raise UserError(f"{source.file}: has changed while it was read", "run the command again")
            return made

        def part(*steps: str) -> Any:
            kept = cache.get(f"{key}:{'/'.join(steps)}")
            return reduce(lambda data, step: data.get(step), steps, again().data) if kept is None else kept

        def places() -> Places:
            kept = cache.get(f"places:{key}")
            return again().places if kept is None else {k: (v[0], v[1], v[2], v[3]) for k, v in kept.items()}

        source.defer(places)
        if key.startswith("clause:"):
            source.part = part
        return source

    def misfits(self, source: Source, kind: str) -> list[Diagnostic]:
        """Where the data of a file do not fit the model of its kind."""
        if kind == "clause" and isinstance(source.data, dict) and "extends" in source.data:
            kind = "extension"
        schema = self.cache.get(f"schema:{kind}") if self.cache is not None else None
        if schema is not None:
            from .shape import fits

            if fits(source.data, schema):
                return []
        from pydantic import ValidationError

        from .model.base import complain

        model = model_of(kind)
        if self.cache is not None and schema is None:
            self.cache.put(f"schema:{kind}", model.model_json_schema(by_alias=True))
        try:
            model.model_validate(source.data)
        except ValidationError as error:
            return complain(model, error, source, "SC001" if kind in OF_A_SCENARIO else "CL001")
        return []

    def span_in_text(self, source: Source, path: tuple[str | int, ...], line: int, column: int) -> Span:
        """The place in the file of a place inside a literal text."""
        start = source.span(*path)
        if source.path not in self._texts:
            self._texts[source.path] = decoded(read_bytes(source.path), "replace")
        return position(self._texts[source.path], line, column, start)

    # --------------------------------------------------------------- clauses

    def clause_ids(self) -> list[str]:
        """Every clause of every library, sorted."""
        return [id for library in self.libraries() for id in self._ids(library)]

    def _ids(self, library: str) -> list[str]:
        found = []
        for file in self.project.names(f"clauses/{library}"):
            stem, _, rest = file.partition(".")
            if rest == "yaml" and stem not in SPECIAL:
                found.append(f"{library}.{stem}")
        return found

    def libraries(self) -> list[str]:
        """The names of the clause libraries."""
        return [name for name in self.project.names("clauses") if "." not in name and name.islower()]

    def has(self, id: str) -> bool:
        """Whether a clause's file exists."""
        library, _, name = id.partition(".")
        return name not in SPECIAL and f"{name}.yaml" in self.project.names(f"clauses/{library}")

    def clause(self, id: str) -> Clause | None:
        """A clause; None where it is missing or its file is wrong (then ``found`` says why)."""
        if id not in self._clauses:
            library, _, name = id.partition(".")
            files = self.project.find(f"clauses/{library}/{name}.yaml") if self.has(id) else []
            first = self.read(files[0].path, files[0].shown, "clause") if files else None
            if first is not None and "extends" in first.data:
                below = next((f for f in files[1:] if f.is_shipped), None)
                base = self.read(below.path, below.shown, "clause") if below else None
                if below is None:
                    self.found.append(
                        Diagnostic(
                            "CL002", ERROR, f"no shipped clause {id} to extend", first.key_span("extends"), "remove `extends:` and write the whole clause"
                        )
                    )
                self._clauses[id] = Clause(id, base, first) if base else None
            else:
                self._clauses[id] = Clause(id, first) if first is not None else None
        return self._clauses[id]

    def order(self, library: str) -> list[str]:
        """The ids of a library's clauses in printing order; those it does not list come last."""
        if library not in self._orders:
            source = self.source(f"clauses/{library}/library.yaml", "library")
            listed = [f"{library}.{name}" for name in source.data["clauses"]] if source else []
            self._orders[library] = listed + [id for id in self._ids(library) if id not in listed]
        return self._orders[library]

    def translation(self, id: str, tag: str) -> Source | None:
        """A clause's text file in another language."""
        library, _, name = id.partition(".")
        relative = f"clauses/{library}/{name}.{tag}.yaml"
        return self.source(relative, "translation") if f"{name}.{tag}.yaml" in self.project.names(f"clauses/{library}") else None

    def template(self, text: str, line: bool = False) -> tuple[Template, list[Fault]]:
        """A text parsed into blocks (``line``: into inlines), once."""
        memo = ("l" if line else "t") + text
        made = self._templates.get(memo)
        if made is None:
            made = self._template(text, line)
            self._templates[memo] = made
        return made

    def _template(self, text: str, line: bool) -> tuple[Template, list[Fault]]:
        if line and not any(mark in text for mark in "{*_\\^|#`<&[\n"):
            return [text], []
        key = digest("line" if line else "text", text)
        stored = self.cache.get(key) if self.cache is not None else None
        if stored is not None:
            return stored, []
        from .text import parse as parse_text
        from .text import parse_line

        template, faults = (parse_line if line else parse_text)(text)
        if self.cache is not None and not faults:
            self.cache.put(key, template)
        return template, faults

    # --------------------------------------------------------- shared data

    def glossary(self) -> dict[str, TermEntry]:
        """Every defined term of every library; an id that stands twice keeps the first."""
        if self._glossary is None:
            self._glossary = {}
            for library in self.libraries():
                if "glossary.yaml" in self.project.names(f"clauses/{library}"):
                    source = self.source(f"clauses/{library}/glossary.yaml", "glossary")
                    for id, data in (source.data if source else {}).items():
                        if id in self._glossary and source:
                            message = f"the term “{id}” is defined a second time (first in {self._glossary[id].source.file})"
                            self.found.append(Diagnostic("DF003", ERROR, message, source.key_span(id), "keep one definition"))
                        elif source:
                            self._glossary[id] = TermEntry(id, data, source)
        return self._glossary

    def terms(self, tag: str) -> Terms:
        """The matcher of a language's surface forms."""
        if tag not in self._terms:
            self._terms[tag] = Terms({id: entry.forms(tag) for id, entry in self.glossary().items()})
        return self._terms[tag]

    def shared(self, name: str) -> dict[str, Any]:
        """``sources``, ``terminology``, ``elements`` and the like: the file of that name in clauses/, or nothing."""
        source = self.source(f"clauses/{name}.yaml", name)
        return dict(source.data) if source else {}

    def profiles(self) -> dict[str, Any]:
        """The profiles of templates/profiles.yaml, or nothing."""
        source = self.source("templates/profiles.yaml", "profiles")
        return source.data if source else {}

    def framing(self, name: str) -> Source | None:
        """A framing's file."""
        return self.source(f"templates/framings/{name}.yaml", "framing")

    def framings(self) -> list[str]:
        """The names of the framings."""
        return [n[:-5] for n in self.project.names("templates/framings") if n.endswith(".yaml")]

    def language(self, tag: str) -> Language | None:
        """A language; None where its file is missing or wrong."""
        if tag not in self._languages:
            relative = f"templates/languages/{tag}.yaml"
            source = self.source(relative, "language")
            if source is not None and not self.project.find(relative)[0].is_shipped:
                from .language_faults import language_faults

                found = language_faults(source, self.project, lambda text: self.template(text, line=True)[1])
                self.found += found
                source = None if found else source
            self._languages[tag] = Language(tag, source.data) if source else None
        return self._languages[tag]

    def languages(self) -> list[str]:
        """The tags of the languages."""
        return [n[:-5] for n in self.project.names("templates/languages") if n.endswith(".yaml")]

    def party(self, id: str) -> Source | None:
        """A party's file."""
        return self.source(f"scenarios/parties/{id}.yaml", "party")

    def parties(self) -> list[str]:
        """The ids of the shared parties."""
        return [n[:-5] for n in self.project.names("scenarios/parties") if n.endswith(".yaml")]


def model_of(kind: str) -> Any:
    """The pydantic model of a kind of file."""
    module, name = KINDS[kind]
    return getattr(import_module(f".model.{module}", __package__), name)
