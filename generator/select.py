"""Library + Scenario → Selection: the clauses of every instrument, their order, and the reason for each.

What is wrong with the choices is recorded in ``found`` with its place in the scenario; the selection goes on without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from .diagnostics import ERROR, NOTE, WARNING, Diagnostic, near
from .frozen import Record
from .hints import Any
from .library import Library
from .memory import Memory
from .parameters import AFTER_COMMA, misfit
from .provisions import Clause, Variant
from .scenario import Scenario
from .source import Source

Steps = tuple[str | int, ...]
_CHOICE_KEYS = ("variant", "open", "omit", "by")


class Alternative(Record):
    """One way a clause may read: a variant (None: left out), the values of its parameters, who wants it."""

    variant: Variant | None
    values: dict[str, Any]
    by: tuple[str, ...]
    path: Steps

    @property
    def text(self) -> bool:
        """Whether it prints anything."""
        return self.variant is not None and not self.variant.silent

    @property
    def texts(self) -> dict[tuple[str, ...], str]:
        """The texts of its variant, by the path in their file."""
        return self.variant.texts if self.variant else {}


class Chosen(Record):
    """A clause in an instrument, with one alternative or, where it is open, several."""

    clause: Clause
    alternatives: tuple[Alternative, ...]
    reason: str
    path: Steps

    @property
    def text(self) -> bool:
        """Whether any alternative prints something."""
        return any(alternative.text for alternative in self.alternatives)


class PlacedPart(Record):
    """A Part of the framing with the clauses that fell into it."""

    title: Any
    clauses: tuple[Chosen, ...]


class Instrument(Record):
    """One instrument: its framing's data, overridden by the scenario's, and its clauses in order."""

    id: str
    framing: Source
    data: dict[str, Any]
    register: str
    roles: dict[str, tuple[str, ...]]
    signatories: tuple[str, ...]
    preamble: tuple[Chosen, ...]
    parts: tuple[PlacedPart, ...]
    annexes: tuple[Chosen, ...]

    def chosen(self) -> list[Chosen]:
        """All its clauses, in printing order."""
        return [*self.preamble, *(c for part in self.parts for c in part.clauses), *self.annexes]

    def get(self, key: str) -> Any:
        """A field of the instrument in the scenario, or else of its framing."""
        return self.data.get(key) or self.framing.data.get(key)


class Selection(Record):
    """The package: every instrument with what was chosen in it; ``kept`` is what was worked out from it once, ``memory``
    what other drafts worked out."""

    scenario: Scenario
    instruments: dict[str, Instrument]
    found: tuple[Diagnostic, ...]
    by_clause: dict[str, list[tuple[str, Chosen]]]
    kept: dict[str, Any]
    memory: Memory

    @property
    def choices(self) -> dict[tuple[str, str], Chosen]:
        """Every choice by instrument and clause, in order."""
        if "choices" not in self.kept:
            self.kept["choices"] = {(id, chosen.clause.id): chosen for id, instrument in self.instruments.items() for chosen in instrument.chosen()}
        made: dict[tuple[str, str], Chosen] = self.kept["choices"]
        return made

    def holders(self, clause: str) -> list[tuple[str, Chosen]]:
        """The instruments that have a clause, in order."""
        return self.by_clause.get(clause, [])

    def has_text(self, clause: str) -> bool:
        """Whether a clause prints in some instrument."""
        return any(chosen.text for _, chosen in self.holders(clause))


def select(scenario: Scenario, memory: Memory | None = None) -> Selection:
    """The selection of a scenario; ``memory`` is that of other drafts of it."""
    memory = memory or Memory(lasting=False)
    selector = _Selector(scenario, memory)
    instruments = {}
    for id, data in scenario.instruments.items():
        made = selector.instrument(id, data)
        if made is not None:
            instruments[id] = made
    selector.shared()
    by_clause: dict[str, list[tuple[str, Chosen]]] = {}
    for id, instrument in instruments.items():
        for chosen in instrument.chosen():
            by_clause.setdefault(chosen.clause.id, []).append((id, chosen))
    return Selection(scenario, instruments, tuple(selector.found), by_clause, {}, memory)


class _Selector:
    def __init__(self, scenario: Scenario, memory: Memory) -> None:
        self.scenario: Scenario = scenario
        self.memory = memory
        self.library: Library = scenario.library
        self.found: list[Diagnostic] = list(scenario.found)
        self._origin = memory.same("select", (scenario.library, scenario.source.file, scenario.source.places, scenario.parties))
        self._strangers = {str(p) for p in scenario.data["parties"] if isinstance(p, str) and p not in scenario.parties}

    def add(self, code: str, message: str, path: Steps, hint: str = "", key: bool = False, severity: Any = ERROR, **more: Any) -> None:
        source = self.scenario.source
        span = source.key_span(*path) if key else source.span(*path)
        self.found.append(Diagnostic(code, severity, message, span, hint, **more))

    def _near(self, word: str, known: Iterable[str]) -> list[str]:
        """What was probably meant; after so many findings nobody asks any more."""
        return near(word, known) if len(self.found) < 500 else []

    # ----------------------------------------------------------------- shared

    def shared(self) -> None:
        """What stands outside the instruments: languages, terminology, roles."""
        for index, tag in enumerate(self.scenario.languages):
            if tag not in self.library.languages():
                self.add(
                    "SC013",
                    f"there is no language “{tag}”",
                    ("languages", index),
                    f"languages: {', '.join(self.library.languages())}; a new one is one file in templates/languages/",
                )
        for id, instrument in self.scenario.instruments.items():
            for index, tag in enumerate(instrument.get("languages") or ()):
                if tag not in self.scenario.languages:
                    message = f"{id} is to be authentic in “{tag}”, in which the scenario is not drafted"
                    self.add("SC013", message, ("instruments", id, "languages", index), f"languages: {', '.join(self.scenario.languages)}")
        for name, value in self.scenario.roles.items():
            self._known_parties(value, ("roles", name))
        if self.scenario.terminology:
            self._terminology()

    def _terminology(self) -> None:
        entries = self.library.shared("terminology")
        for key, form in self.scenario.terminology.items():
            path = ("terminology", key)
            if key not in entries:
                self.add("SC012", f"“{key}” is not a key of clauses/terminology.yaml", path, f"keys: {', '.join(entries)}", key=True)
            elif form not in entries[key]["forms"]:
                self.add("SC012", f"“{key}” has no form “{form}”", path, f"forms: {', '.join(entries[key]['forms'])}")
        forms = set(self.scenario.terminology.values()) | ({"neutral"} if set(entries) - set(self.scenario.terminology) else set())
        if len(forms) > 1:
            self.add(
                "SC014",
                f"terms that take sides come in mixed forms: {', '.join(sorted(forms))}",
                ("terminology",),
                "choose one form for every key",
                severity=WARNING,
            )

    def _known_parties(self, value: Any, path: Steps) -> tuple[str, ...]:
        ids = value if isinstance(value, list) else [value] if value is not None else []
        for index, id in enumerate(ids):
            if id not in self.scenario.parties and id not in self._strangers:
                self._strangers.add(id)
                like = self._near(id, self.scenario.parties)
                hint = f"did you mean “{like[0]}”?" if like else "list it under parties:"
                self.add("SC006", f"“{id}” is not one of the scenario's parties", (*path, index) if isinstance(value, list) else path, hint)
        return tuple(id for id in ids if id in self.scenario.parties)

    # ------------------------------------------------------------ instruments

    def instrument(self, id: str, data: dict[str, Any]) -> Instrument | None:
        """One instrument; None where its framing cannot be used."""
        base: Steps = ("instruments", id)
        framing = self.library.framing(data["framing"])
        if framing is None:
            if data["framing"] not in self.library.framings():
                known = self.library.framings()
                like = "".join(f"did you mean “{name}”? The " for name in self._near(data["framing"], known))
                self.add("SC007", f"there is no framing “{data['framing']}”", (*base, "framing"), f"{like}framings: {', '.join(known)}")
            return None
        roles = {n: self._known_parties(v, (*base, "roles", n)) for n, v in (data.get("roles") or {}).items()}
        for name, value in self.scenario.roles.items():
            roles.setdefault(name, tuple(p for p in (value if isinstance(value, list) else [value]) if p in self.scenario.parties))
        signatories = self._known_parties(data.get("signatories"), (*base, "signatories"))
        enacted_by = self._known_parties(data.get("enacted-by"), (*base, "enacted-by"))
        roles["signatories"] = signatories or enacted_by
        roles.setdefault("other-signatories", tuple(p for p in roles["signatories"] if p not in roles.get("neutral-state", ())))
        chosen = self._choices(id, data, framing, roles)
        preamble, parts, annexes = self._place(id, framing, chosen)
        register = str(data.get("register") or framing.data["register"])
        return Instrument(id, framing, data, register, roles, signatories or enacted_by, preamble, parts, annexes)

    def _choices(self, id: str, data: dict[str, Any], framing: Source, roles: dict[str, tuple[str, ...]]) -> dict[str, Chosen]:
        given: dict[str, Any] = data.get("clauses") or {}
        chosen: dict[str, Chosen] = {}
        origin = self.memory.same(("roles", id), (self._origin, roles))
        for clause_id in framing.data.get("default") or ():
            if clause_id in given:
                continue
            clause = self.library.clause(clause_id)
            if clause is None:
                if not self.library.has(clause_id):
                    self.found.append(
                        Diagnostic("CL002", ERROR, f"there is no clause {clause_id}", framing.span("default"), "remove it from the framing's `default:`")
                    )
                continue
            made = self._once((id, clause_id), (origin, data["framing"]), self._by_default, clause, id, data["framing"], roles)
            if made is not None:
                chosen[clause_id] = made
        for clause_id, choice in given.items():
            made = self._once((id, clause_id), (origin, choice), self._choice, clause_id, choice, ("instruments", id, "clauses", clause_id), id, roles)
            if made is not None:
                chosen[clause_id] = made
        return chosen

    def _once(self, key: tuple[str, ...], origin: Any, make: Callable[..., Chosen | None], *of: Any) -> Chosen | None:
        """A choice as another draft has it, where nothing was found wrong with it."""
        if not self.memory.lasting:
            return make(*of)
        for chosen, found in self.memory.recall(("chosen", *key), origin):
            self.found += found
            return chosen  # type: ignore[no-any-return]
        before = len(self.found)
        made = make(*of)
        found = self.found[before:]
        if all(d.severity is NOTE for d in found):
            self.memory.keep(("chosen", *key), origin, (made, found))
        return made

    def _by_default(self, clause: Clause, instrument: str, framing: str, roles: dict[str, tuple[str, ...]]) -> Chosen:
        path: Steps = ("instruments", instrument, "clauses")
        chosen = Chosen(clause, (self._alternative(clause, clause.default, {}, (), path, roles),), f"a default of the framing {framing}", path)
        self._default_taken(clause, instrument, path)
        return chosen

    def _default_taken(self, clause: Clause, instrument: str, path: Steps) -> None:
        if len(clause.variants) > 1:
            self.add(
                "SC009",
                f"nobody named a variant of {clause.id}; the default “{clause.default}” is taken",
                path,
                f"name one of {', '.join(clause.variants)}, or omit",
                key=True,
                severity=NOTE,
                clause=clause.id,
                instrument=instrument,
            )

    def _choice(self, clause_id: str, choice: Any, path: Steps, instrument: str, roles: dict[str, tuple[str, ...]]) -> Chosen | None:
        clause = self.library.clause(clause_id)
        if clause is None:
            if not self.library.has(clause_id):
                self._unknown_clause(clause_id, path)
            return None
        line = self.scenario.source.key_span(*path).line
        reason = f"chosen in {self.scenario.source.file}:{line}"
        if isinstance(choice, str):
            if choice == "omit":
                return None
            choice = {"variant": choice}
        if "open" in choice:
            common = {k: v for k, v in choice.items() if k not in _CHOICE_KEYS}
            alternatives = []
            for index, option in enumerate(choice["open"]):
                values = common | {k: v for k, v in option.items() if k not in _CHOICE_KEYS}
                at = (*path, "open", index)
                by = self._known_parties(option.get("by"), (*at, "by"))
                if not option.get("omit") and not option.get("variant"):
                    self.add("SC016", "an alternative names neither a variant nor `omit: true`", at, f"variants: {', '.join(clause.variants)}")
                variant = "omit" if option.get("omit") else str(option.get("variant") or clause.default)
                alternatives.append(self._alternative(clause, variant, values, by, at, roles))
            return Chosen(clause, tuple(alternatives), f"open in {self.scenario.source.file}:{line}", path)
        variant = choice.get("variant")
        if variant is None:
            self._default_taken(clause, instrument, path)
        if variant == "omit":
            return None
        values = {k: v for k, v in choice.items() if k != "variant"}
        return Chosen(clause, (self._alternative(clause, variant or clause.default, values, (), path, roles),), reason, path)

    def _unknown_clause(self, id: str, path: Steps) -> None:
        renamed = self.library.shared("renamed").get(id)
        like = self._near(id, self.library.clause_ids())
        hint = f"it is now called {renamed}" if renamed else f"did you mean {like[0]}?" if like else "`peacedraft library list` lists the clauses"
        self.add("SC002", f"there is no clause {id}", path, hint, key=True)

    def _alternative(
        self, clause: Clause, variant: str, given: dict[str, Any], by: tuple[str, ...], path: Steps, roles: dict[str, tuple[str, ...]]
    ) -> Alternative:
        values: dict[str, Any] = {}
        for name, spec in clause.parameters.items():
            members = roles.get(spec["role"], ()) if spec.get("role") else ()
            if members:
                values[name] = list(members) if spec["type"] == "parties" else members[0]
            else:
                values[name] = self._default(clause, name, spec) if name not in given else None
        for name, raw in given.items():
            if name not in clause.parameters:
                like = self._near(name, clause.parameters)
                hint = f"did you mean “{like[0]}”?" if like else AFTER_COMMA if raw is None else f"its parameters are {', '.join(clause.parameters) or 'none'}"
                self.add("SC004", f"{clause.id} has no parameter “{name}”", (*path, name), hint, key=True, clause=clause.id)
                continue
            wrong = misfit(clause.parameters[name], raw, self.scenario.parties, self.library.has)
            if wrong:
                self.add("SC005", f"{clause.id}: “{name}” {wrong[1]}", (*path, name, *wrong[0]), clause=clause.id)
            else:
                values[name] = raw
        if variant != "omit" and variant not in clause.variants:
            like = self._near(variant, clause.variants)
            hint = f"did you mean “{like[0]}”? Its variants are" if like else "its variants are"
            at = (*path, "variant") if f"{'/'.join(map(str, path))}/variant" in self.scenario.source.places else path
            self.add("SC003", f"{clause.id} has no variant “{variant}”", at, f"{hint} {', '.join(clause.variants)}, or omit", clause=clause.id)
            variant = clause.default
        return Alternative(clause.variants.get(variant), values, by, path)

    def _default(self, clause: Clause, name: str, spec: dict[str, Any]) -> Any:
        """The value of a parameter that the clause gives itself; None where there is none that fits."""
        raw = spec.get("default")
        wrong = misfit(spec, raw, self.scenario.parties, self.library.has)
        if wrong is None:
            return raw
        span = clause.source.span("parameters", name, "default", *wrong[0])
        hint = f"correct it, or give {clause.id} a value in the scenario"
        self.found.append(Diagnostic("CL014", ERROR, f"{clause.id}: the default of “{name}” {wrong[1]}", span, hint, clause=clause.id))
        return None

    # --------------------------------------------------------------- placing

    def _place(self, id: str, framing: Source, chosen: dict[str, Chosen]) -> tuple[tuple[Chosen, ...], tuple[PlacedPart, ...], tuple[Chosen, ...]]:
        data = framing.data
        lists: list[list[str]] = [data.get("preamble") or [], *(p["clauses"] for p in data["parts"]), data.get("annexes") or []]
        single = {entry for entries in lists for entry in entries if "." in entry}
        left = dict(chosen)
        placed: list[tuple[Chosen, ...]] = []
        for entries in lists:
            here: list[Chosen] = []
            for entry in entries:
                ids = [entry] if "." in entry else [c for c in self.library.order(entry) if c not in single]
                here += [left.pop(c) for c in ids if c in left]
            placed.append(tuple(here))
        for clause_id, lost in left.items():
            names = [self._part_name(p, i) for i, p in enumerate(data["parts"])]
            hint = f"add it to a list of the framing {framing.file}: preamble, {', '.join(names)}, annexes"
            self.add("SC008", f"the framing of {id} has no place for {clause_id}", lost.path, hint, key=True, clause=clause_id, instrument=id)
        parts = tuple(PlacedPart(p.get("title"), c) for p, c in zip(data["parts"], placed[1:-1], strict=True))
        return placed[0], parts, placed[-1]

    @staticmethod
    def _part_name(part: dict[str, Any], index: int) -> str:
        title = part.get("title")
        return f"the Part “{title if isinstance(title, str) else title.get('en', '')}”" if title else f"part {index + 1}"
