"""What teams agreed on, read back: from their scenario files, or from drafts in Word that this program wrote.

Goes in: a plan, and a folder that holds a folder or a file for each team.  Comes out: :class:`Collected`, and from it a
paper and a workbook: who agreed on what, how far the teams are from each other, which red lines were crossed.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from html import unescape
from itertools import combinations

from ..diagnostics import ERROR, Diagnostic, in_order
from ..errors import UserError
from ..files import read_bytes
from ..frozen import Record
from ..logic.indices import Indices
from ..logic.positions import View, view
from ..output import MAX_DRAFT
from ..package import Package
from ..pipeline import draft
from ..positions_report import VERDICTS
from ..project import shown
from ..revise.choices import choices
from ..scenario import Scenario
from ..source import Source
from ..writers.docx_package import unzip
from .comparison import BAD, TINTS
from .paper import Block, Heading, Lines, Paper, Rows
from .plan import Plan
from .sheets import Book, Cell
from .table import OPEN, Question, questions

_MANIFEST = re.compile(r"<manifest>(.*?)</manifest>", re.S)


class Team(Record):
    """One team: its package, what it answers to each question, and how every party stands to that."""

    name: str
    package: Package
    answers: tuple[str, ...]
    seen: View

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
    """All teams that could be read; ``faults`` says what is wrong with the files of the others."""

    teams: tuple[Team, ...]
    asked: tuple[Question, ...]
    faults: tuple[Diagnostic, ...]

    def distance(self, one: Team, other: Team) -> int:
        """In how many choices two teams differ."""
        return len(choices(one.package, other.package))


def collect(plan: Plan, folder: str) -> Collected:
    """Reads every team's file below a folder; :class:`UserError` where there is none."""
    if not os.path.isdir(folder):
        raise UserError(f"{folder}: is not a folder", "name the folder that holds the teams' folders or files")
    asked = questions(plan)
    teams: list[Team] = []
    faults: list[Diagnostic] = []
    for name, path in _files(folder):
        scenario = _word(plan, path) if path.endswith(".docx") else _scenario(plan, path, faults)
        if scenario is None:
            continue
        package = draft(scenario, plan.languages[:1])
        found = [d for d in package.selection.found if d.severity is ERROR]
        if found:
            faults += found
            continue
        answers = tuple(question.answer(package.selection) for question in asked)
        teams.append(Team(name, package, answers, view(package.selection, Indices(scenario))))
    if not teams and not faults:
        raise UserError(f"{folder}: holds no team's file", "a team's file is <team>/scenario.yaml, <team>.yaml, or a DOCX of a variant in its place")
    return Collected(tuple(teams), tuple(asked), tuple(in_order(faults)))


def _files(folder: str) -> Iterator[tuple[str, str]]:
    """Each team's name and file: ``<team>/scenario.yaml``, else its only Word file, or a file of the team's name."""
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        stem, suffix = os.path.splitext(name)
        if os.path.isdir(path):
            inside = sorted(os.listdir(path))
            wanted = [one for one in inside if one == "scenario.yaml"] or [one for one in inside if one.endswith(".docx")][:1]
            yield from ((name, os.path.join(path, one)) for one in wanted)
        elif suffix == ".yaml" or (suffix == ".docx" and not name.startswith("~")):
            yield stem, path


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


def _word(plan: Plan, path: str) -> Scenario:
    """The choices of a draft that ``batch`` wrote, from the manifest in the file."""
    try:
        item = unzip(read_bytes(path, limit=MAX_DRAFT), ("customXml/item1.xml",))["customXml/item1.xml"].decode()
        settings = json.loads(unescape(_MANIFEST.findall(item)[0]))["set"]
    except (ValueError, KeyError, IndexError, TypeError):
        raise UserError(f"{shown(path)}: does not say of which variant it is", "take a DOCX from a variant's folder, or the team's scenario.yaml") from None
    return plan.table.with_values([str(setting) for setting in settings])


# ------------------------------------------------------------------ telling


def paper(collected: Collected, title: str) -> Paper:
    """Who agreed on what, how far from each other, which red lines were crossed."""
    teams = collected.teams
    names = tuple(team.name for team in teams)
    answers = tuple((q.path, *(team.answers[n] for team in teams)) for n, q in enumerate(collected.asked))
    blocks: list[Block] = [Heading("Who agreed on what"), Rows(("Question", *names), answers, (30, *(18 for _ in names)))]
    agreed = [row[0] for row in answers if len(set(row[1:])) == 1 and row[1] != OPEN]
    blocks.append(Lines((f"All teams give the same answer to {len(agreed)} of {len(answers)} questions{': ' + ', '.join(agreed) if agreed else ''}.",)))
    for team in teams:
        left = [q.path for q, answer in zip(collected.asked, team.answers, strict=True) if answer == OPEN]
        if left:
            blocks.append(Lines((f"{team.name} leaves open: {', '.join(left)}.",)))
    if len(teams) > 1:
        rows = tuple((a.name, b.name, str(collected.distance(a, b))) for a, b in combinations(teams, 2))
        blocks += [Heading("How far from each other"), Rows(("Team", "Team", "Choices in which they differ"), rows, (30, 30, 30))]
    blocks.append(Heading("Red lines crossed"))
    for team in teams:
        blocks.append(Lines((f"{team.name}: {'none' if not team.crossed else ''}".rstrip(),)))
        if team.crossed:
            blocks.append(Lines(tuple(team.crossed)))
    return Paper("What the teams agreed on", title, tuple(blocks))


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
    return book.content()
