"""What teams agreed on, read back: from their scenario files, or from drafts in Word that this program wrote.

Goes in: a plan, and a folder that holds a folder or a file for each team.  Comes out: :class:`Collected`, and from it a
paper and a workbook: who agreed on what, how far the teams are from each other, which red lines were crossed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import combinations

from ..diagnostics import ERROR, Diagnostic, in_order
from ..errors import UserError
from ..frozen import Record
from ..logic.indices import Indices
from ..logic.positions import View, view
from ..package import Package
from ..pipeline import draft
from ..positions_report import VERDICTS
from ..project import shown
from ..revise.choices import choices
from ..scenario import Scenario
from ..source import Source
from .comparison import BAD, TINTS
from .handed_in import Answers, answers_of, merged
from .overview import standing_text
from .packs import BRIEF, TASK
from .paper import Block, Bullets, Heading, Paper, Rows, Text
from .plan import Plan
from .sheets import Book, Cell
from .table import OPEN, Question, questions
from .work import inputs_digest

GIVEN = tuple(f"{name}.docx" for name in (BRIEF, TASK))
REWORDED = ", reworded"
"""What an answer ends with where the team's text says something else besides."""


class Team(Record):
    """One team: its package, what it answers to each question, how every party stands to that, and what is no answer."""

    name: str
    package: Package
    answers: tuple[str, ...]
    seen: View
    notes: tuple[str, ...]

    @property
    def errors(self) -> tuple[str, ...]:
        """Where its package contradicts itself."""
        return tuple(dict.fromkeys(d.message for d in self.package.diagnostics if d.severity is ERROR))

    @property
    def crossed(self) -> list[str]:
        """The red lines that it crosses, public ones."""
        return [
            f"{actor.name}: {statement.text}"
            for actor, made, _ in self.seen.rows()
            for statement, holds in zip(actor.statements, made.holds, strict=True)
            if statement.is_red_line and holds is False
        ]


class Collected(Record):
    """All teams that could be read; ``faults`` and ``unreadable`` say what is wrong with the files of the others."""

    teams: tuple[Team, ...]
    asked: tuple[Question, ...]
    faults: tuple[Diagnostic, ...]
    unreadable: tuple[str, ...] = ()

    def distance(self, one: Team, other: Team) -> int:
        """In how many choices two teams differ."""
        return len(choices(one.package, other.package))


def collect(plan: Plan, folder: str) -> Collected:
    """Reads every team's files below a folder; :class:`UserError` where there are none."""
    if not os.path.isdir(folder):
        raise UserError(f"{folder}: is not a folder", "name the folder that holds the teams' folders or files")
    asked, inputs = questions(plan), inputs_digest(plan)
    teams: list[Team] = []
    faults: list[Diagnostic] = []
    unreadable: list[str] = []
    for name, paths in _files(folder):
        handed = _handed(plan, paths, inputs, faults, unreadable)
        if handed is None:
            continue
        scenario, reworded, notes = handed
        package = draft(scenario, plan.languages[:1])
        found = [d for d in package.selection.found if d.severity is ERROR]
        if found:
            faults += found
            continue
        answers = tuple(question.answer(package.selection) + (REWORDED if f"{question.instrument}:{question.clause}" in reworded else "") for question in asked)
        teams.append(Team(name, package, answers, view(package.selection, Indices(scenario)), notes))
    if not teams and not faults and not unreadable:
        raise UserError(f"{folder}: holds no team's file", "a team's files are <team>/scenario.yaml or <team>.yaml, or DOCX files of this plan in its place")
    return Collected(tuple(teams), tuple(asked), tuple(in_order(faults)), tuple(unreadable))


def _files(folder: str) -> Iterator[tuple[str, list[str]]]:
    """Each team's name and files: its folder's scenario.yaml and Word files, or a file of the team's name."""
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        stem, suffix = os.path.splitext(name)
        if os.path.isdir(path):
            inside = [os.path.join(path, one) for one in sorted(os.listdir(path)) if one == "scenario.yaml" or (_is_word(one) and one not in GIVEN)]
            if inside:
                yield name, inside
        elif suffix == ".yaml" or _is_word(name):
            yield stem, [path]


def _is_word(name: str) -> bool:
    return name.lower().endswith(".docx") and not name.startswith(("~", "."))  # those with ~ are left there by Word


def _handed(
    plan: Plan, paths: list[str], inputs: str, faults: list[Diagnostic], unreadable: list[str]
) -> tuple[Scenario, tuple[str, ...], tuple[str, ...]] | None:
    """What a team handed in: its scenario, the clauses that it reworded, and what is no answer."""
    base: Scenario | None = None
    found: dict[str, Answers] = {}
    for path in sorted(paths, key=lambda path: path.lower().endswith(".docx")):
        try:
            if _is_word(os.path.basename(path)):
                found[os.path.basename(path)] = answers_of(plan, path, inputs)
            else:
                base = _scenario(plan, path, faults)
        except UserError as error:
            unreadable.append(f"{error.message}{f' ({error.hint})' if error.hint else ''}")
    if base is None and not found:
        return None
    if base is None or base.data == plan.table.data:  # the file of its pack, as it was given
        base = plan.table
    scenario, differing = merged(plan, base, found)
    told = [f"{name}, {note}" if len(found) > 1 else note for name, answers in found.items() for note in answers.notes]
    return scenario, tuple(clause for answers in found.values() for clause in answers.reworded), (*differing, *told)


def _scenario(plan: Plan, path: str, faults: list[Diagnostic]) -> Scenario | None:
    """A team's scenario, over the library of the plan."""
    library = plan.scenario.library
    before = len(library.found)
    source = library.read(path, shown(path), "scenario")
    faults += library.found[before:]
    del library.found[before:]
    if source is None:
        return None
    own = Source(source.file, source.data, lambda: source.places, plan.scenario.source.path)  # the positions are those beside the plan's
    return Scenario(plan.scenario.name, own, library)


# ------------------------------------------------------------------ telling


def paper(collected: Collected, title: str) -> Paper:
    """Who agreed on what, how far from each other, how the parties stand to it, which red lines were crossed."""
    teams = collected.teams
    blocks: list[Block] = [*_agreed(collected)]
    if len(teams) > 1:
        rows = tuple((a.name, b.name, str(collected.distance(a, b))) for a, b in combinations(teams, 2))
        blocks += [Heading("How far from each other"), Rows(("Team", "Team", "Choices in which they differ"), rows, (30, 30, 30))]
    if parties := [actor.name for actor in teams[0].seen.actors]:
        standings = tuple((team.name, *(standing_text(made) for made in team.seen.acceptances)) for team in teams)
        blocks += [Heading("How the parties stand to it"), Rows(("Team", *parties), standings, (16, *(16 for _ in parties)))]
    blocks.append(Heading("Red lines crossed"))
    for team in teams:
        blocks += [Text(f"{team.name}:"), Bullets(tuple(team.crossed))] if team.crossed else [Text(f"{team.name}: none")]
    if broken := [team for team in teams if team.errors]:
        blocks.append(Heading("Contradictions"))
        for team in broken:
            blocks += [Text(f"{team.name}:"), Bullets(team.errors)]
    if doubtful := [team for team in teams if team.notes]:
        blocks += [
            Heading("What is no answer"),
            Text("This stands in the teams' files beside their answers. Nothing above takes it into account: read it."),
        ]
        for team in doubtful:
            blocks += [Text(f"{team.name}:"), Bullets(team.notes)]
    return Paper("What the teams agreed on", title, tuple(blocks))


def _agreed(collected: Collected) -> Iterator[Block]:
    teams = collected.teams
    names = tuple(team.name for team in teams)
    answers = tuple((q.path, *(team.answers[n] for team in teams)) for n, q in enumerate(collected.asked))
    yield Heading("Who agreed on what")
    yield Rows(("Question", *names), answers, (30, *(18 for _ in names)))
    if len(teams) > 1:
        agreed = [row[0] for row in answers if len(set(row[1:])) == 1 and row[1] != OPEN and not row[1].endswith(REWORDED)]
        yield Text(f"All teams give the same answer to {len(agreed)} of {len(answers)} questions{': ' + ', '.join(agreed) if agreed else ''}.")
    for team in teams:
        left = [q.path for q, answer in zip(collected.asked, team.answers, strict=True) if answer.removesuffix(REWORDED) == OPEN]
        if left:
            yield Text(f"{team.name} leaves open: {', '.join(left)}.")


def workbook(collected: Collected, title: str) -> bytes:
    """The same as tables, with the standing of every party."""
    book, teams = Book(title, TINTS | {"crossed": BAD}), collected.teams
    names = [team.name for team in teams]
    rows: list[list[Cell]] = [[q.path, q.title, *(team.answers[n] for team in teams)] for n, q in enumerate(collected.asked)]
    book.sheet("Answers", ["Question", "Clause", *names], rows, (34, 34, *(20 for _ in names)), 2)
    far: list[list[Cell]] = [[one.name, *(collected.distance(one, other) for other in teams)] for one in teams]
    book.sheet("Distances", ["Team", *names], far, (20, *(14 for _ in names)))
    parties = [actor.name for actor in teams[0].seen.actors] if teams else []
    scores = {team.name: [None if made.score is None else round(made.score, 2) for made in team.seen.acceptances] for team in teams}
    standings: list[list[Cell]] = [[team.name, *(VERDICTS[made.verdict] for made in team.seen.acceptances), *scores[team.name]] for team in teams]
    book.sheet("Standing", ["Team", *parties, *(f"{party}: score" for party in parties)], standings, (20, *(16 for _ in parties * 2)))
    crossed: list[list[Cell]] = [[team.name, line] for team in teams for line in team.crossed]
    book.sheet("Red lines", ["Team", "Red line crossed"], crossed, (20, 90))
    told = [(team.name, what, line) for team in teams for what, lines in (("contradiction", team.errors), ("no answer", team.notes)) for line in lines]
    beside: list[list[Cell]] = [[*line] for line in told]
    book.sheet("To read", ["Team", "What it is", "Words"], beside, (20, 16, 100))
    return book.content()
