"""Who could accept a package: the statements of every actor, judged, added up, and told apart by red lines.

Goes in: the files of positions/ beside a scenario, and a package: one complete World, or a Selection in which something
is open.  Comes out: for every statement True, False or None, and for every actor an :class:`Acceptance`.

The algorithm: a package is unacceptable where a red line is not held, undecided where none is crossed but one is
undecided.  The score is the weight of the statements held over the weight of those decided; coverage is the share of the
package's clauses that some statement of the actor depends on.  A red line crossed means rejection; otherwise the score
decides between acceptance, negotiation and resistance.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from ..frozen import Record
from ..hints import Any
from ..scenario import Scenario
from ..select import Selection, Steps
from ..source import Source
from .conditions import Condition, World, evaluate, paths, sum_of
from .constraints import readable
from .indices import Index, Indices
from .outcomes import Consistent


class Statement(Record):
    """One statement of an actor and what decides it: its condition (None: it cannot be read) and the clauses that it depends on."""

    id: str
    text: str
    strength: str
    basis: str
    weight: float
    condition: Condition | None
    clauses: frozenset[str]
    data: dict[str, Any]
    path: Steps

    @property
    def is_red_line(self) -> bool:
        """Whether a package that does not hold it is unacceptable."""
        return self.strength == "red-line"

    @property
    def private(self) -> bool:
        """Whether only its party and the facilitator may see it."""
        return bool(self.data.get("private"))

    @property
    def source(self) -> str:
        """Where it is said: the first source, and the place in it."""
        return next((f"{source['source']}, {source['at']}" for source in self.data.get("sources") or ()), "")

    @property
    def quote(self) -> str:
        """The words of the source; "" where none are given."""
        return next((str(source["quote"]) for source in self.data.get("sources") or () if source.get("quote")), "")


class Actor(Record):
    """A party with the statements that the reader may see; ``name`` stands alone, ``formal`` inside a sentence."""

    party: str
    name: str
    formal: str
    date: str
    statements: tuple[Statement, ...]
    source: Source

    @property
    def clauses(self) -> frozenset[str]:
        """The clauses that some statement depends on."""
        return frozenset().union(*(statement.clauses for statement in self.statements))


class Acceptance(Record):
    """How an actor stands to a package; ``holds`` says of each of its statements whether it is satisfied."""

    holds: tuple[bool | None, ...]
    acceptable: bool | None
    held: float
    decided: float
    verdict: str | None

    @property
    def score(self) -> float | None:
        """From 0 to 1; None where nothing is decided."""
        return self.held / self.decided if self.decided else None


class Value(Record):
    """An index computed: its value, the name of its band and what its terms add, each None (or nothing) where it is undecided."""

    index: Index
    value: float | None
    band: str | None
    parts: tuple[tuple[str, float], ...]


class View(Record):
    """A package as all actors see it: how each stands to it, what of it each speaks of, and every index."""

    actors: tuple[Actor, ...]
    acceptances: tuple[Acceptance, ...]
    coverage: tuple[float, ...]
    values: tuple[Value, ...]
    indices: Indices

    def rows(self) -> Iterator[tuple[Actor, Acceptance, float]]:
        """Every actor with how it stands to the package, and its coverage."""
        return zip(self.actors, self.acceptances, self.coverage, strict=True)


def actors_of(scenario: Scenario, indices: Indices, insiders: Collection[str] = ()) -> list[Actor]:
    """Every actor with a file beside the scenario; private statements only of the parties in ``insiders``."""
    found = []
    for source in scenario.positions():
        party = source.data["party"]
        visible = [(n, s) for n, s in enumerate(source.data["positions"]) if not s.get("private") or party in insiders]
        statements = tuple(_statement(party, data, ("positions", index), indices) for index, data in visible)
        found.append(Actor(party, *_names(scenario, party), source.data["date"], statements, source))
    order = list(scenario.parties)
    return sorted(found, key=lambda actor: order.index(actor.party) if actor.party in order else len(order))


def _names(scenario: Scenario, party: str) -> tuple[str, str]:
    """A party's English name, and the one that stands inside a sentence; its id where it has none."""
    shared = scenario.library.party(party) if party in scenario.library.parties() else None
    data = scenario.parties.get(party) or (shared.data if shared else {"name": party})
    english = scenario.library.language("en")
    if english is None:
        return party, party
    return english.form(english.choose(data["name"])), english.form(english.choose(data.get("formal") or data["name"]))


def _statement(party: str, data: dict[str, Any], path: Steps, indices: Indices) -> Statement:
    condition = readable(data["holds"])
    clauses = frozenset(found.clause for found in paths(condition, indices.terms) if found.clause) if condition is not None else frozenset()
    return Statement(data["id"], data["statement"], data["strength"], data["basis"], indices.weight(party, data), condition, clauses, data, path)


def accept(actor: Actor, holds: Sequence[bool | None], thresholds: tuple[float, float]) -> Acceptance:
    """How an actor stands to a package that satisfies its statements, or not."""
    acceptable: bool | None = True
    held = decided = 0.0
    for statement, value in zip(actor.statements, holds, strict=True):
        if value is not None:
            decided += statement.weight
            held += statement.weight if value else 0
        if not value and statement.strength == "red-line" and acceptable is not False:
            acceptable = value
    verdict = None
    if acceptable is False:
        verdict = "reject"
    elif decided:
        score = round(held / decided, 9)
        verdict = "accept" if score >= thresholds[0] else "negotiable" if score >= thresholds[1] else "resist"
    return Acceptance(tuple(holds), acceptable, round(held, 9), round(decided, 9), verdict)


class Judges:
    """All actors, ready to judge one complete world after the other; what a statement says of the same picks is kept."""

    def __init__(self, actors: Sequence[Actor], indices: Indices) -> None:
        self.actors, self.thresholds, self.tilt = tuple(actors), indices.thresholds, indices.tilt
        statements = [statement for actor in actors for statement in actor.statements]
        self._clauses = sorted({clause for statement in statements for clause in statement.clauses})
        where = {clause: n for n, clause in enumerate(self._clauses)}
        self._asked = [(s.condition, [where[clause] for clause in sorted(s.clauses)]) for s in statements]
        self._kept: list[dict[tuple[tuple[int, ...], ...], bool | None]] = [{} for _ in statements]
        self._seen: dict[int, object] = {}

    def judge(self, world: World) -> tuple[Acceptance, ...]:
        """How every actor stands to a world, in their order; worlds of one package share its roles and picks."""
        picks = [[of.get(clause) for of in world.picks.values()] for clause in self._clauses]
        keys = [tuple(map(id, of)) for of in picks]
        holds: list[bool | None] = []
        for (condition, clauses), kept in zip(self._asked, self._kept, strict=True):
            key = tuple([keys[c] for c in clauses])
            if key not in kept:
                kept[key] = evaluate(condition, world) if condition is not None else None
                self._seen |= {id(pick): pick for c in clauses for pick in picks[c]}  # no id is given again while its pick lives
            holds.append(kept[key])
        given = iter(holds)
        return tuple(accept(actor, [next(given) for _ in actor.statements], self.thresholds) for actor in self.actors)

    def rank(self, acceptances: Sequence[Acceptance]) -> tuple[float, ...]:
        """A key by which packages are compared, the greatest first: the fewest rejections; the lower score of the tilt's two
        actors (of all, without a tilt), then the score of the one that goes first; then all scores together."""
        scores = {actor.party: made.score or 0.0 for actor, made in zip(self.actors, acceptances, strict=True)}
        weighed = [self.tilt.first, self.tilt.second] if self.tilt else list(scores)
        rejections = sum(made.acceptable is False for made in acceptances)
        first = scores.get(self.tilt.first, 0.0) if self.tilt else 0.0
        return -rejections, min((scores.get(party, 0.0) for party in weighed), default=0.0), first, sum(scores.values())


def view(selection: Selection, indices: Indices, insiders: Collection[str] = ()) -> View:
    """A package as all actors see it, over all consistent completions of what is open."""
    kept = " ".join(("view", *insiders))
    if kept not in selection.kept:
        selection.kept[kept] = _view(selection, indices, insiders)
    made: View = selection.kept[kept]
    return made


def _view(selection: Selection, indices: Indices, insiders: Collection[str]) -> View:
    scenario = selection.scenario
    origin = (scenario.positions(), indices.source, scenario.parties, list(insiders))
    actors = selection.memory.once("actors", origin, lambda: actors_of(scenario, indices, insiders))
    if not actors and not indices.all:
        return View((), (), (), (), indices)
    asked = [statement.condition for actor in actors for statement in actor.statements if statement.condition is not None]
    consistent = Consistent(selection, [*asked, *(condition for index in indices.all.values() for condition in index.conditions())])
    chosen = frozenset(selection.by_clause)
    acceptances, coverage = [], []
    for actor in actors:
        holds = [_answer(consistent, statement.condition) for statement in actor.statements]
        acceptances.append(accept(actor, holds, indices.thresholds))
        coverage.append(len(actor.clauses & chosen) / len(chosen) if chosen else 0.0)
    values = tuple(_value(consistent, index) for index in indices.all.values())
    return View(tuple(actors), tuple(acceptances), tuple(coverage), values, indices)


def _answer(consistent: Consistent, condition: Condition | None) -> bool | None:
    """What every consistent completion says of a condition; None where they disagree."""
    if condition is None:
        return None
    answers = consistent.answers([condition], lambda world: evaluate(condition, world))
    return answers.pop() if answers is not None and len(answers) == 1 else None


def _value(consistent: Consistent, index: Index) -> Value:
    """An index where all consistent completions agree."""

    def ask(world: World) -> tuple[float | None, str | None, tuple[tuple[str, float], ...]]:
        value = sum_of(index.terms, world)
        return value, index.band(value, world), index.parts(world)

    answers = consistent.answers(index.conditions(), ask) or {(None, None, ())}
    values, bands = ({answer[n] for answer in answers} for n in (0, 1))
    value, band, parts = next(iter(answers))
    return Value(index, value if len(values) == 1 else None, band if len(bands) == 1 else None, parts if len(answers) == 1 else ())
