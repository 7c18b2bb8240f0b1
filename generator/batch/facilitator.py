"""The facilitator's pack: the zone of possible agreement, what closes which gap, the matrix of positions, the timeline, and
a sheet to score the teams.  It shows every party's private statements, and is for the facilitator alone.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from itertools import combinations, islice, repeat
from typing import Any

from ..errors import UserError
from ..frozen import Record
from ..heat_map import TEMPLATE, as_svg
from ..logic.indices import Indices
from ..logic.positions import Acceptance, Actor, Statement, actors_of, view
from ..logic.ranking import Ranking
from ..logic.variants import Variant
from ..memory import Memory
from ..output import OutFile
from ..plot import as_svg as as_plot
from ..positions_report import STRENGTHS
from ..select import Selection, select
from ..timetable import Timetable
from .comparison import BAD, GOOD, TINTS
from .overview import HOLDS, clause_of, shown, standing_text
from .paper import Block, Bullets, Heading, Paper, Rows, Text, both
from .plan import Plan
from .sheets import Book, Cell
from .table import questions
from .work import Job, fitting, read_record

JUDGED = 200
"""So many variants of the plan are judged with private statements."""
LEADING = 3
"""Of so many variants the answers stand beside each other."""
TOGETHER = 3
"""So many answers together close a gap at most."""
TEAMS = 4
"""So many columns the scoring sheet has where the plan does not say."""
MARKS = {True: "yes", False: "no", None: ""}
NOT_DRAFTED = " (not drafted)"
"""What follows the id of a variant that has no drafts."""


FOLDER = (
    "matrix.xlsx: every statement of every party against every variant.",
    "positions.svg: how the parties stand to the package as the scenario has it, for the wall.",
    "timeline.svg: the milestones of that package, with their earliest and latest days.",
    "scoring.xlsx: to mark what the teams hand in. peacedraft batch --collect reads their files, compares them, and puts scored.xlsx here, with its marks.",
)
LEGEND = (
    "On the sheet Marks, hold each statement against the text that the team hands in: “yes” where the text meets it, “no” where it does not.",
    "Leave empty what the text leaves open.",
    "The sheet Scores adds up: the weight of what is met, in the weight of all that is marked. 1 is everything, 0 nothing.",
    "A party rejects a text in which one of its red lines is marked “no”, whatever the rest is worth.",
    "Statements marked private are known to their own party and to you: keep this file to yourself until the teams have finished.",
)


class Judged(Record):
    """A variant as all parties see it, their private statements included; and whether there are drafts of it."""

    variant: Variant
    acceptances: tuple[Acceptance, ...]
    drafted: bool

    @property
    def crossed(self) -> bool:
        """Whether a red line of any party is crossed."""
        return any(made.acceptable is False for made in self.acceptances)


def facilitator(plan: Plan, job: Job) -> list[OutFile]:
    """The files of the pack; the manifests of the variants say which were drafted."""
    scenario, title = plan.scenario, plan.title
    insiders = [source.data["party"] for source in scenario.positions()]
    actors = actors_of(scenario, Indices(scenario), insiders)
    memory = Memory()
    judged = [_judged(plan, variant, insiders, memory, job) for variant in islice(plan, JUDGED)]
    selection = select(scenario)
    seen = view(selection, Indices(scenario), insiders)
    files = list(both("facilitator", _paper(plan, actors, judged)))
    files += [
        ("timeline.svg", "svg", as_plot(Timetable(selection)).encode()),
        ("positions.svg", "svg", as_svg(seen, title, scenario.library.project.asset(TEMPLATE).decode()).encode()),
        ("matrix.xlsx", "xlsx", _matrix(title, actors, judged)),
        ("scoring.xlsx", "xlsx", _scoring(title, actors, [f"Team {n + 1}" for n in range(plan.teams or TEAMS)], [])),
    ]
    return [OutFile(name, "", "en", format, content) for name, format, content in files]


def scored(plan: Plan, handed: Mapping[str, Selection]) -> bytes:
    """The sheet of marks, filled in from what the teams handed in, by name: private statements count."""
    insiders = [source.data["party"] for source in plan.scenario.positions()]
    seen = [view(selection, Indices(selection.scenario), insiders) for selection in handed.values()]
    return _scoring(plan.title, actors_of(plan.scenario, Indices(plan.scenario), insiders), list(handed), [one.acceptances for one in seen])


def _judged(plan: Plan, variant: Variant, insiders: list[str], memory: Memory, job: Job) -> Judged:
    scenario = fitting(plan, variant.choices)
    record = read_record(os.path.join(job.folder, variant.id)) or {}
    return Judged(variant, view(select(scenario, memory), Indices(scenario), insiders).acceptances, "failure" not in record)


def _paper(plan: Plan, actors: list[Actor], judged: list[Judged]) -> Paper:
    blocks: list[Block] = [Text("For the facilitator alone: it shows the private statements of every party.")]
    blocks += _judgement(plan, actors, judged) if actors else [Text("No positions are recorded beside the scenario, so that no variant can be judged by them.")]
    blocks += [Heading("In this folder"), Bullets(FOLDER)]
    return Paper("Facilitator's paper", plan.title, tuple(blocks))


def _judgement(plan: Plan, actors: list[Actor], judged: list[Judged]) -> Iterator[Block]:
    """What the positions say of the variants."""
    yield Heading("Zone of possible agreement")
    yield from map(Text, _zone(plan, judged))
    yield Text("Scores and verdicts here count private statements too; the index page and the comparison count public ones alone.")
    rows = tuple((one.variant.id + (NOT_DRAFTED if not one.drafted else ""), *(standing_text(made) for made in one.acceptances)) for one in _ranked(judged))
    yield Rows(("Variant", *(actor.name for actor in actors)), rows, (20, *(20 for _ in actors)))
    yield from _leading(plan, judged)
    yield Heading("What closes which gap")
    yield from _gaps(plan, actors, judged)


def _ranked(judged: list[Judged]) -> list[Judged]:
    """Those first that cross no red line, of them those that were drafted, by the score of the party that likes them least."""
    return sorted(judged, key=lambda one: (one.crossed, not one.drafted, -min((made.score or 0 for made in one.acceptances), default=0)))


def _leading(plan: Plan, judged: list[Judged]) -> Iterator[Block]:
    """What the first of those choose that cross no red line: a place to begin."""
    leading = [one.variant for one in _ranked(judged) if not one.crossed and one.drafted][:LEADING]
    asked = [question for question in questions(plan) if any(question.path in one.choices for one in leading)]
    if leading and asked:
        yield Heading("What the leading variants choose")
        yield Text("The first of those that cross no red line, by the score of the party that likes them least.")
        rows = tuple((q.title, *(shown(one.choices.get(q.path, "")) for one in leading)) for q in asked)
        yield Rows(("Question", *(one.id for one in leading)), rows, (40, *(24 for _ in leading)))


def _zone(plan: Plan, judged: list[Judged]) -> Iterator[str]:
    inside = [one.variant.id for one in judged if not one.crossed]
    what = f"of the {len(judged):,} variants of this plan" if len(judged) < JUDGED else f"of the first {JUDGED} variants of this plan"
    yield f"{len(inside):,} {what} cross{'es' * (len(inside) == 1)} no red line, private ones included{': ' + ', '.join(inside[:30]) if inside else ''}."
    if failed := [one.variant.id for one in judged if not one.drafted]:
        yield f"There are no drafts of {len(failed):,}, and the index page says why: {', '.join(failed[:30])}."
    if any(made.acceptable is None for one in judged for made in one.acceptances):
        yield "A red line that is undecided, because what it hangs on stays open, counts as not crossed."
    try:
        zone = Ranking(plan.variants).zone()
        yield f"Of all {plan.variants.count:,} consistent variants of what varies, {zone:,} cross{'es' * (zone == 1)} no public red line."
    except UserError:
        yield "Other choices stay open, so that all variants cannot be judged as whole packages; where a red line is undecided, it hangs on those."


def _gaps(plan: Plan, actors: list[Actor], judged: list[Judged]) -> Iterator[Block]:
    """For every red line and objection that some variant does not meet: the combinations of answers, to the questions that it
    depends on, in which it is met."""
    asked = questions(plan)
    found = False
    for place, actor in enumerate(actors):
        for number, statement in enumerate(actor.statements):
            held = [one.acceptances[place].holds[number] for one in judged]
            if statement.strength == "preference" or all(held):
                continue
            paths = [question.path for question in asked if question.clause in statement.clauses]
            rows = _combinations(paths, judged, held)
            found = True
            yield Heading(f"{actor.name}, {STRENGTHS[statement.strength]}{', private' if statement.private else ''}: {statement.text}", 2)
            if rows:
                yield Rows(("It is met, in every variant judged, with", "Variants"), rows, (80, 20))
            else:
                yield Text(_unclosed(statement, paths))
    if not found:
        yield Text("Every variant meets every red line and every objection.")


def _combinations(paths: list[str], judged: list[Judged], held: list[bool | None]) -> tuple[tuple[str, str], ...]:
    """The fewest answers that suffice: no combination is named that holds one which is named already."""
    found: dict[frozenset[tuple[str, str]], int] = {}
    for size in range(1, min(len(paths), TOGETHER) + 1):
        groups: dict[frozenset[tuple[str, str]], list[bool | None]] = {}
        for one, holds in zip(judged, held, strict=True):
            answers = [(path, shown(one.variant.choices[path])) for path in paths if path in one.variant.choices]
            for picked in combinations(answers, size):
                groups.setdefault(frozenset(picked), []).append(holds)
        known = list(found)
        found |= {picked: len(said) for picked, said in groups.items() if all(said) and not any(less <= picked for less in known)}
    order = {path: n for n, path in enumerate(paths)}
    words = (", ".join(f"{path.rpartition(':')[2]} = {answer}" for path, answer in sorted(one, key=lambda pair: order[pair[0]])) for one in found)
    return tuple(zip(words, map(str, found.values()), strict=True))


def _unclosed(statement: Statement, paths: list[str]) -> str:
    if not paths:
        return f"It hangs on what this plan does not vary: {', '.join(sorted(statement.clauses)) or 'nothing in the package'}."
    beside = sorted(statement.clauses - {clause_of(path).partition(":")[2] for path in paths})
    also = f" It hangs on {', '.join(beside)} too." if beside else ""
    return f"No answer to {', '.join(paths)} meets it in every variant judged.{also}"


def _matrix(title: str, actors: list[Actor], judged: list[Judged]) -> bytes:
    book = Book(title, TINTS)
    head = ["Party", "Statement", "Strength", "Private", *(one.variant.id for one in judged)]
    rows: list[list[Cell]] = [
        [actor.name, s.text, STRENGTHS[s.strength], "private" if s.private else "", *(HOLDS[one.acceptances[place].holds[n]] for one in judged)]
        for place, actor in enumerate(actors)
        for n, s in enumerate(actor.statements)
    ]
    book.sheet("Positions", head, rows, (20, 50, 12, 9, *(11 for _ in judged)), 2)
    return book.content()


def _scoring(title: str, actors: list[Actor], names: list[str], seen: list[tuple[Acceptance, ...]]) -> bytes:
    """A sheet of marks, yes or no, for every statement and team, filled in for those that were ``seen``; and one that adds
    them up, by the rules of the program."""
    book = Book(title, TINTS | {"yes": GOOD, "no": BAD})
    statements = [(actor, s) for actor in actors for s in actor.statements]
    marks_of = zip(*([MARKS[holds] for made in acceptances for holds in made.holds] for acceptances in seen), strict=True) if seen else repeat(())
    rows: list[list[Cell]] = [
        [actor.name, s.text, STRENGTHS[s.strength], s.weight, "private" if s.private else "", *marked]
        for (actor, s), marked in zip(statements, marks_of, strict=False)
    ]
    marks: Any = book.sheet("Marks", ["Party", "Statement", "Strength", "Weight", "Private", *names], rows, (20, 50, 12, 9, 9, *(10 for _ in names)), 2)
    if rows:
        marks.data_validation(1, 5, len(rows), 4 + len(names), {"validate": "list", "source": ["yes", "no"]})
    legend: list[list[Cell]] = [[line] for line in LEGEND]
    scores: Any = book.sheet("Scores", ["Party", *names], [[actor.name] for actor in actors], (24, *(14 for _ in names)))
    for row, _ in enumerate(actors, 1):
        for team in range(len(names)):
            made = seen[team][row - 1] if seen else None
            score = "" if made is None else "rejected" if made.acceptable is False else "" if made.score is None else round(made.score, 2)
            scores.write_formula(row, 1 + team, _formula(row + 1, team, len(rows) + 1), None, score)
    book.sheet("How to mark", ["How to mark"], legend, (110,))
    return book.content()


def _formula(row: int, team: int, last: int) -> str:
    """The share of the weight marked "yes" in the weight marked at all; "rejected" where a red line is marked "no"."""
    from xlsxwriter.utility import xl_col_to_name

    column = xl_col_to_name(5 + team)
    party, strength, weight, mark = (f"Marks!${c}$2:${c}${last}" for c in ("A", "C", "D", column))
    met, missed = (f'SUMIFS({weight},{party},$A{row},{mark},"{word}")' for word in ("yes", "no"))
    red = f'COUNTIFS({party},$A{row},{strength},"red line",{mark},"no")'
    return f'=IF({red}>0,"rejected",IF({met}+{missed}=0,"",ROUND({met}/({met}+{missed}),2)))'
