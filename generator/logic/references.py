"""What references require: a text that refers to a clause, a named paragraph or an annex needs one that prints it.

Goes in: a model and its compiler.  Comes out: rules with their clauses, so that what the model calls consistent is what
compiles without a dangling reference (XR001, XR003, XR008, XR010) or a stray annex (XR009, XR011).  Every way that a
clause may read is filled, and again for what ``included()`` may answer it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from ..build import Builder
from ..frozen import Record
from ..passes.define import DEFINITIONS, definition
from ..select import Alternative, Chosen, Selection
from ..tree import Block, Paragraph, Point, Ref, Target, Term, paragraphs, walk
from .conditions import Compare, Path, Pick
from .constraints import Rule, rules_of
from .formula import Clauses, Compiler
from .model import Model

ANNEXES = "final.annexes"
MOST = 6
"""How many clauses a text may ask for in a tangle; every answer is tried. Beyond, clauses count as included."""
NEEDED = "A reference needs something to refer to."
REFERRED = "An annex belongs to the text through the Article that refers to it."
ATTACHED = "The article speaks of annexes that are not attached."
Guard = tuple[tuple[str, bool], ...]
"""Clauses, and whether each is included."""


class Reading(Record):
    """One way a clause may read: an option (a set) of its copy's group, under a guard."""

    group: int
    option: int
    guard: Guard


class Filled(Record):
    """What a text holds under a guard: whether it refers to targets, provides them or defines what refers to them; and
    the same once one of the clauses it asks for is not included."""

    guard: Guard
    held: frozenset[tuple[str, Target]]
    without: tuple[tuple[str, Filled], ...]

    def guards(self, one: tuple[str, Target]) -> Iterator[Guard]:
        """Under which guards it holds something."""
        if one in self.held:
            yield (*self.guard, *((clause, True) for clause, other in self.without if one not in other.held))
        else:
            for _, other in self.without:
                yield from other.guards(one)

    def all(self) -> frozenset[tuple[str, Target]]:
        """What it holds under some guard."""
        return self.held.union(*(other.all() for _, other in self.without))


class Bound(Record):
    """A rule with the clauses that keep it."""

    rule: Rule
    clauses: Clauses


def bound_rules(model: Model, compiler: Compiler) -> list[Bound]:
    """All that makes a package consistent: the rules that are errors, and what references require, each with its clauses."""
    rules = [rule for rule in rules_of(model.selection) if rule.is_error]
    return [Bound(rule, compiler.kept(rule)) for rule in rules] + references(model, compiler)


def references(model: Model, compiler: Compiler) -> list[Bound]:
    """What the texts of a selection, and the ways in which they may still read, require of one another."""
    return _References(model, compiler).all()


class _Asked(dict[str, list[tuple[str, Chosen]]]):
    """The holders of clauses, as a guard has them; notes the open ones that are asked for."""

    def __init__(self, selection: Selection, open_: set[str]) -> None:
        super().__init__(selection.by_clause)
        self.open, self.guard, self.asked = open_, dict[str, bool](), dict[str, None]()

    def get(self, clause: str, default: object = None) -> list[tuple[str, Chosen]]:
        if clause in self.open:
            self.asked[clause] = None
            if not self.guard.get(clause, True):
                return []
        return super().get(clause, [])


class _References:
    def __init__(self, model: Model, compiler: Compiler) -> None:
        self.model, self.compiler = model, compiler
        english = model.selection.scenario.library.language("en")
        assert english is not None
        open_ = {group.clause for group in model.groups}
        self.asked = _Asked(model.selection, {clause for clause in open_ if compiler.some(compiler.every(clause, _prints)) not in ([], [0])})
        asking = model.selection.but(by_clause=self.asked)
        self.builders = {id: Builder(asking, instrument, english) for id, instrument in model.selection.instruments.items()}
        self.terms: dict[tuple[str, str], frozenset[Target]] = {}
        self.refers: dict[tuple[str, str, Target], list[Reading]] = {}
        """Instrument, clause and what it refers to → the ways in which it does."""
        self.provides: dict[Target, list[tuple[str, Reading]]] = {}
        """What can be referred to → the instruments that print it, and when."""
        for id, instrument in model.selection.instruments.items():
            for chosen in instrument.chosen():
                self._read_all(id, chosen)

    # ----------------------------------------------------------------- readings

    def _read_all(self, instrument: str, chosen: Chosen) -> None:
        """Notes what a clause holds in every option that prints."""
        clause = chosen.clause
        for group in [group for id, group in self.model.copies.get(clause.id, ()) if id == instrument]:
            picks = self.compiler.picks(clause.id, instrument, group)
            for number, pick in enumerate(picks):
                if pick is None or not pick.text:
                    continue
                option = self.compiler.those(group, [n == number for n in range(len(picks))])
                alone = Chosen(clause, (Alternative(clause.variants[pick.variant], pick.values, (), chosen.path),), "", chosen.path)
                for (kind, target), guards in self._guarded(instrument, alone).items():
                    for guard in guards:
                        defined = ((DEFINITIONS, True),) if kind == "defines" else ()
                        reading = Reading(group, option, (*guard, *defined))
                        if kind == "provides":
                            self.provides.setdefault(target, []).append((instrument, reading))
                        else:
                            self.refers.setdefault((instrument, clause.id, target), []).append(reading)

    def _guarded(self, instrument: str, alone: Chosen) -> dict[tuple[str, Target], list[Guard]]:
        """What a text holds, and under which guards.

        It is filled with all that it asks for included, and with each of that left out in turn; where that does not tell
        what it holds with all of it left out, with every answer."""
        filled = self._fill(instrument, alone, (), frozenset())
        found = {one: list(filled.guards(one)) for one in filled.all()}
        asked = [clause for clause, _ in filled.without]
        if len(asked) < 2:
            return found
        bare = self._fill(instrument, alone, tuple((clause, False) for clause in asked), frozenset(asked))
        if all((one in bare.held) == any(set(guard) <= set(bare.guard) for guard in guards) for one, guards in found.items()) and bare.held <= found.keys():
            return found
        every = [
            self._fill(instrument, alone, tuple(zip(asked, answers, strict=False)), frozenset(asked))
            for answers in product((True, False), repeat=len(asked[:MOST]))
        ]
        return {one: [filled.guard for filled in every if one in filled.held] for one in frozenset().union(*(filled.held for filled in every))}

    def _fill(self, instrument: str, alone: Chosen, guard: Guard, known: frozenset[str]) -> Filled:
        self.asked.guard, self.asked.asked = dict(guard), {}
        held = self._read(instrument, alone)
        fresh = [clause for clause in self.asked.asked if clause not in known]
        beside = known.union(fresh)
        return Filled(guard, held, tuple((clause, self._fill(instrument, alone, (*guard, (clause, False)), beside)) for clause in fresh))

    def _read(self, instrument: str, chosen: Chosen) -> frozenset[tuple[str, Target]]:
        """What one text refers to, provides and defines."""
        builder = self.builders[instrument]
        builder.surveys = {}
        id = chosen.clause.id
        article = builder.fresh().article(chosen)
        provides = set(_named(id, article.blocks))
        if article.blocks or id == DEFINITIONS:
            provides.add(Target(id))
        for annex in builder.annexes(chosen):
            provides |= {Target(id, "", annex.id.rpartition("/@")[2]), *_named(id, annex.blocks)}
        refers = {ref.target for survey in builder.surveys.values() for ref in survey.refs}
        defines = {target for survey in builder.surveys.values() for term in survey.terms for target in self._of_term(instrument, term)}
        kinds = {"refers": refers, "provides": provides, "defines": defines}
        return frozenset((kind, target) for kind, targets in kinds.items() for target in targets)

    def _of_term(self, instrument: str, term: str) -> frozenset[Target]:
        """What the definition of a term refers to, and those of the terms in it."""
        key = instrument, term
        if key in self.terms:
            return self.terms[key]
        self.terms[key] = frozenset()  # a term that its own definition uses
        before, self.asked.asked = self.asked.asked, {}
        inlines = list(walk(definition(self.builders[instrument], term)))
        found = {inline.target for inline in inlines if isinstance(inline, Ref)}
        found = found.union(*(self._of_term(instrument, inline.term) for inline in inlines if isinstance(inline, Term)))
        depends, self.asked.asked = bool(self.asked.asked), before | self.asked.asked
        self.terms[key] = frozenset(found)
        return self.terms.pop(key) if depends else self.terms[key]

    # ----------------------------------------------------------------- rules

    def all(self) -> list[Bound]:
        """Every rule that a reference makes and that what is open can break."""
        made = []
        there: dict[Target, Clauses] = {}
        for (instrument, clause, target), readings in self.refers.items():
            if target not in there:
                there[target] = self._some(reading for _, reading in self.provides.get(target, ()))
            if clauses := self._unless(readings, there[target]):
                made.append(Bound(self._rule("refers to", instrument, clause, target, NEEDED), clauses))
        return made + [bound for id in self.model.selection.instruments for bound in self._annexes(id)]

    def _unless(self, readings: Iterable[Reading], there: Clauses) -> Clauses:
        """That none of some readings is taken, or else something holds."""
        return list(dict.fromkeys(clause for reading in readings for clause in self.compiler.either(self._not(reading), there))) if there else []

    def _some(self, readings: Iterable[Reading]) -> Clauses:
        """That one of some readings is taken."""
        whole = 0
        for reading in readings:
            whole |= self.compiler.helper(self._taken(reading), self._not(reading)) if reading.guard else reading.option
        return self.compiler.either([whole], [0])

    def _taken(self, reading: Reading) -> Clauses:
        """That a reading is taken: its option, under its guard."""
        made = self.compiler.either([reading.option], [0])
        for clause, included in reading.guard:
            prints = self.compiler.every(clause, _prints)
            made += self.compiler.some(prints) if included else self.compiler.none(prints)
        return made

    def _not(self, reading: Reading) -> Clauses:
        """That a reading is not taken."""
        made = [self.compiler.no(reading.option, reading.group)]
        for clause, included in reading.guard:
            prints = self.compiler.every(clause, _prints)
            made = self.compiler.either(made, self.compiler.none(prints) if included else self.compiler.some(prints))
        return made

    def _annexes(self, id: str) -> Iterator[Bound]:
        """Annexes are referred to in their own instrument; an article on annexes has some to speak of."""
        instrument = self.model.selection.instruments[id]
        recitals = {chosen.clause.id for chosen in instrument.preamble}
        annexed = {Target(chosen.clause.id) for chosen in instrument.annexes}
        carried = {target: [r for i, r in own if i == id] for target, own in self.provides.items() if target.annex or target in annexed}
        for target, carrying in carried.items():
            silent = recitals if target.annex else recitals | {target.clause}
            referring = [r for (i, clause, t), own in self.refers.items() if i == id and t == target and clause not in silent for r in own]
            if carrying and (clauses := self._unless(carrying, self._some(referring))):
                yield Bound(self._rule("needs somebody to refer to", id, target.clause, target, REFERRED), clauses)
        speaking = [reading for i, reading in self.provides.get(Target(ANNEXES), ()) if i == id]
        if speaking and (clauses := self._unless(speaking, self._some(reading for own in carried.values() for reading in own))):
            yield Bound(self._rule("speaks of", id, ANNEXES, Target(ANNEXES, "", "annexes"), ATTACHED), clauses)

    def _rule(self, kind: str, instrument: str, clause: str, target: Target, because: str) -> Rule:
        chosen = next(c for c in self.model.selection.instruments[instrument].chosen() if c.clause.id == clause)
        named = f", its annex “{target.annex}”" if target.annex else f", its “^{target.name}”" if target.name else ""
        data = {"because": because, "named": named}
        condition = Compare(Path("", target.clause, ""), "present")
        variant = next(alternative.variant for alternative in chosen.alternatives if alternative.variant is not None)
        return Rule(kind, condition, None, instrument, clause, "", True, clause, data, variant.source, ("variants", variant.name, "text"))


def _prints(pick: Pick | None) -> bool:
    return pick is not None and pick.text


def _named(clause: str, blocks: tuple[Block, ...]) -> Iterator[Target]:
    """What a reference to a named paragraph or point of some blocks may name."""
    units: list[Paragraph | Point] = list(paragraphs(blocks))
    while units:
        unit = units.pop()
        yield Target(clause, unit.id.rpartition("/")[2])
        units += unit.points
