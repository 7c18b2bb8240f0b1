"""Conditions as they stand in files: can they be read, and is everything they name there?

Goes in: a condition's text and what the reader knows of clauses, roles, parties and instruments.  Comes out: findings
CL008 (it cannot be read) and CL009 (it names what does not exist), and on constraints that judge nothing CL015.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

from ..diagnostics import ERROR, Diagnostic, near
from ..errors import UserError
from ..hints import Any
from ..library import Library
from ..provisions import Clause
from ..scenario import Scenario
from ..select import Selection, Steps, select
from ..source import Source
from ..values import read_date, read_duration
from .conditions import Compare, Condition, ConditionError, atoms, read, read_path
from .indices import Indices

FORMS = "write clause, clause = variant, clause in (a, b), clause.parameter <= 90 days, role has party; joined by not, and, or"
_KEYS = ("requires", "excludes", "when")
_NUMBERS = ("integer", "number", "percentage", "duration", "date", "money")
_ORDERED = ("<", "<=", ">", ">=")


class Known:
    """What conditions may name: parties, roles beside those that clauses speak of; instruments and indices, None where a
    file cannot know them."""

    def __init__(
        self,
        library: Library,
        parties: Collection[str],
        roles: Collection[str],
        instruments: Collection[str] | None = None,
        indices: Callable[[], Collection[str]] | None = None,
    ) -> None:
        self.library, self.parties, self.roles, self.instruments, self.indices = library, parties, roles, instruments, indices
        self._clauses: dict[str, Clause | None] = {}
        self._right: set[str] = set()

    def clause(self, id: str) -> Clause | None:
        """A clause; None where there is none, or its file is wrong."""
        if id not in self._clauses:
            self._clauses[id] = self.library.clause(id)
        return self._clauses[id]

    def constraints(self, holding: dict[str, Any], source: Source, base: Steps = (), own: str = "") -> Iterator[Diagnostic]:
        """The findings on every constraint of a clause, variant, framing or scenario."""
        for index, data in enumerate(holding.get("constraints") or ()):
            if ("requires" in data) == ("excludes" in data):
                what = "both requires: and excludes:" if "requires" in data else "neither requires: nor excludes:"
                span = source.span(*base, "constraints", index)
                yield Diagnostic("CL015", ERROR, f"a constraint with {what}", span, "write exactly one of the two", clause=own)
            for key in _KEYS:
                if key in data:
                    yield from self.condition(data[key], source, (*base, "constraints", index, key), own)

    def condition(self, text: str, source: Source, path: Steps, own: str = "") -> Iterator[Diagnostic]:
        """The findings on one condition; ``own`` is the clause whose file it stands in."""
        if text in self._right:
            return
        try:
            condition = read(text)
        except ConditionError as error:
            message = f"this condition cannot be read: {error.message} (character {error.column})"
            yield Diagnostic("CL008", ERROR, message, source.span(*path), FORMS, clause=own)
            return
        faults = [fault for atom in atoms(condition) for fault in self.faults(atom)]
        if not faults:
            self._right.add(text)
        for message, hint in dict.fromkeys(faults):
            yield Diagnostic("CL009", ERROR, message, source.span(*path), hint, clause=own)

    def milestone(self, name: str, source: Source, path: Steps) -> Iterator[Diagnostic]:
        """The finding on a milestone's name, ``clause.milestone``, that no clause has."""
        read = read_path(name)
        clause = self.clause(read.clause) if read and read.name else None
        known = clause.milestones_of(clause.variants) if clause else {}
        if read is None or not read.name or (clause is None and not self.library.has(read.clause)):
            hint = "write clause.milestone, as governance.martial-law.ended"
            yield Diagnostic("CL016", ERROR, f"“{name}” is no milestone", source.span(*path), hint)
        elif clause and read.name not in known:
            hint = nearest(read.name, known, "its milestones are")
            yield Diagnostic("CL016", ERROR, f"{clause.id} has no milestone “{read.name}”", source.span(*path), hint, clause=clause.id)

    # ----------------------------------------------------------------- atoms

    def faults(self, atom: Compare) -> Iterator[tuple[str, str]]:
        """What an atom names and is not there: (message, way out)."""
        path = atom.path
        if path.instrument and self.instruments is not None and path.instrument not in self.instruments:
            yield f"there is no instrument “{path.instrument}”", nearest(path.instrument, self.instruments, "instruments")
        if not path.clause:
            yield from self._bare(atom)
            return
        clause = self.clause(path.clause)
        if clause is None:
            if not self.library.has(path.clause):
                yield f"there is no clause {path.clause}", nearest(path.clause, self.library.clause_ids())
        elif not path.name:
            yield from _variant_faults(atom, clause)
        elif path.name not in clause.parameters:
            yield f"{clause.id} has no parameter “{path.name}”", nearest(path.name, clause.parameters, "its parameters are")
        else:
            yield from self._value_faults(atom, clause.parameters[path.name])

    def _bare(self, atom: Compare) -> Iterator[tuple[str, str]]:
        """A role with a party, or an index with a number."""
        name = atom.path.name
        if atom.operator == "has":
            if name not in self.roles and name not in roles_of(self.library):
                yield f"there is no role “{name}”", nearest(name, sorted({*self.roles, *roles_of(self.library)}), "roles")
            if atom.values[0] not in self.parties:
                yield f"there is no party “{atom.values[0]}”", nearest(atom.values[0], self.parties, "parties")
        elif atom.operator == "in" or not _is_number(atom.values[0]):
            yield f"“{name}” is no clause", "a clause is written library.clause, as alliance.membership; an index is compared with a number"
        elif self.indices is not None and name not in (known := self.indices()):
            hint = nearest(name, known, "indices") if known else "an index is defined in indices.yaml beside the scenario, and not by another index"
            yield f"there is no index “{name}”", hint

    def _value_faults(self, atom: Compare, spec: dict[str, Any]) -> Iterator[tuple[str, str]]:
        name, kind = atom.path.name, spec["type"]
        if atom.operator == "present":
            return
        if kind in ("party", "parties"):
            for value in atom.values:
                if value not in self.parties:
                    yield f"there is no party “{value}”", nearest(value, self.parties, "parties")
        elif kind == "choice":
            choices = spec.get("choices") or {}
            for value in atom.values:
                if value not in choices:
                    yield f"“{name}” has no choice “{value}”", nearest(value, choices, "choices")
        elif kind == "flag":
            if any(value not in ("true", "false") for value in atom.values):
                yield f"“{name}” is true or false, not “{', '.join(atom.values)}”", "compare it with true or false, or name it alone"
        elif atom.operator in _ORDERED and (kind not in _NUMBERS or not _is_number(atom.values[0])):
            yield f"“{name}” cannot be compared with “{atom.values[0]}”", "< and > compare numbers, durations and dates"


def roles_of(library: Library) -> set[str]:
    """The roles that some clause speaks of, the signatories, and those of them that are not the neutral State."""
    clauses = [clause for id in library.clause_ids() if (clause := library.clause(id)) is not None]
    return {"signatories", "other-signatories"} | {str(spec["role"]) for clause in clauses for spec in clause.parameters.values() if spec.get("role")}


def roles_in(selection: Selection) -> set[str]:
    """The roles that somebody has in a package."""
    return {"signatories", "other-signatories", *selection.scenario.roles}.union(*(instrument.roles for instrument in selection.instruments.values()))


def _variant_faults(atom: Compare, clause: Clause) -> Iterator[tuple[str, str]]:
    if atom.operator in _ORDERED or atom.operator == "has":
        yield f"{clause.id} {atom.operator} … says nothing: a clause has no size and no members", "name one of its parameters, or compare with = or in"
    elif atom.operator != "present":
        for value in atom.values:
            if value not in clause.variants:
                yield f"{clause.id} has no variant “{value}”", nearest(value, clause.variants, "its variants are")


def nearest(name: str, known: Iterable[str], kind: str = "") -> str:
    """ "did you mean …?", or a list of what there is."""
    names = list(known)
    like = near(name, names)
    if like:
        return f"did you mean “{like[0]}”?"
    listed = ", ".join(names[:12]) or "none"
    return f"{kind}{'' if kind.endswith('are') else ':'} {listed}" if kind else "`peacedraft library list` lists the clauses"


def _is_number(text: str) -> bool:
    return read_duration(text) is not None or read_date(text) is not None or text.lstrip("-").replace(".", "", 1).isdigit()


def condition_of(text: str, scenario: Scenario, said: str) -> Condition:
    """A condition from the command line; :class:`UserError` where it cannot be read or names what is not there."""
    try:
        condition = read(text)
    except ConditionError as error:
        raise UserError(f"{said} {text}: {error.message} (character {error.column})", FORMS) from None
    known = Known(scenario.library, scenario.parties, roles_in(select(scenario)), list(scenario.instruments), lambda: list(Indices(scenario).all))
    for atom in atoms(condition):
        for message, hint in known.faults(atom):
            raise UserError(f"{said} {text}: {message}", hint)
    return condition
