"""What teams agreed on, read back: from their scenario files, or from drafts in Word that this program wrote.

Goes in: a plan, and a folder that holds a folder or a file for each team.  Comes out: :class:`Collected`, and from it a
paper and a workbook: who agreed on what, how far the teams are from each other, which red lines were crossed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import combinations, filterfalse

from ..diagnostics import ERROR, Diagnostic, in_order
from ..errors import UserError
from ..frozen import Record
from ..logic.indices import Indices
from ..logic.positions import View, view
from ..output import is_as_written
from ..package import Package
from ..pipeline import draft
from ..project import MANIFEST, shown
from ..revise.choices import choices
from ..scenario import Scenario
from ..source import Source
from .comparison import BAD, TINTS
from .handed_in import Answers, answers_of, merged
from .overview import standing_text, verdict
from .packs import BRIEF, TASK
from .paper import Block, Bullets, Heading, Paper, Rows, Text
from .plan import Plan
from .sheets import Book, Cell
from .table import OPEN, Question, questions
from .work import fitting, inputs_digest, read_record, told

MADE = ("comparison.md", "comparison.xlsx")
GIVEN = tuple(f"{name}.docx" for name in (BRIEF, TASK))
REWORDED = ", reworded"
"""What an answer ends with where the team's text says something else besides."""
APART = ("Answered differently", "Answered by one alone", "Different besides")
RED_LINES = ((False, "crossed"), (None, "undecided"))


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
        return tuple(dict.fromkeys(told(d) for d in self.package.diagnostics if d.severity is ERROR))

    def red_lines(self, holds: bool | None) -> list[str]:
        """The red lines that it crosses (False), or that hang on what it leaves open (None), public ones."""
        return [
            f"{actor.name}: {statement.text}"
            for actor, made, _ in self.seen.rows()
            for statement, held in zip(actor.statements, made.holds, strict=True)
            if statement.is_red_line and held is holds
        ]

    @property
    def decided(self) -> list[str]:
        """For every party, "7 of 9" where some of its statements hang on what is open; "" where none does."""
        counts = [(sum(holds is not None for holds in made.holds), len(made.holds)) for made in self.seen.acceptances]
        return [f"{few} of {many}" if few < many else "" for few, many in counts]

    @property
    def standings(self) -> list[str]:
        """How every party stands to it, and by how many of its statements where some are undecided."""
        return [standing_text(made) + (f" ({of} statements decided)" if of else "") for made, of in zip(self.seen.acceptances, self.decided, strict=True)]

    def open(self, number: int) -> bool:
        """Whether it leaves a question open."""
        return self.answers[number].removesuffix(REWORDED) == OPEN


class Apart(Record):
    """How far two teams are from each other: the questions that they answer differently, those that one alone answers, and
    what differs besides."""

    one: str
    other: str
    differing: tuple[str, ...]
    open: tuple[str, ...]
    beside: tuple[str, ...]


class Collected(Record):
    """All teams that could be read; ``faults`` and ``unreadable`` say what is wrong with the files of the others, which are
    ``left_out``; ``passed_over`` are files of a kind that is not read."""

    teams: tuple[Team, ...]
    asked: tuple[Question, ...]
    faults: tuple[Diagnostic, ...]
    unreadable: tuple[str, ...]
    left_out: tuple[str, ...]
    passed_over: tuple[str, ...]

    def apart(self) -> Iterator[Apart]:
        """Every two teams."""
        paths = {path for question in self.asked for path in (question.path, question.path.partition(":")[2])}
        for one, other in combinations(self.teams, 2):
            unlike = [(n, q.path) for n, q in enumerate(self.asked) if one.answers[n] != other.answers[n]]
            open = [path for n, path in unlike if one.open(n) or other.open(n)]
            beside = [choice.path for choice in choices(one.package, other.package) if choice.path not in paths]
            yield Apart(one.name, other.name, tuple(path for _, path in unlike if path not in open), tuple(open), tuple(beside))


def collect(plan: Plan, folder: str) -> Collected:
    """Reads every team's files below a folder; :class:`UserError` where there are none."""
    if not os.path.isdir(folder):
        raise UserError(f"{folder}: is not a folder", "name the folder that holds the teams' folders or files")
    asked, inputs = questions(plan), inputs_digest(plan)
    teams: list[Team] = []
    faults: list[Diagnostic] = []
    unreadable: list[str] = []
    left_out: list[str] = []
    files, passed_over = _files(folder)
    for name, paths in files.items():
        if not paths:
            unreadable.append(f"{shown(os.path.join(folder, name))}: holds no scenario.yaml and no DOCX of a team")
        handed = _handed(plan, paths, asked, inputs, faults, unreadable)
        if handed is None:
            left_out.append(name)
            continue
        scenario, reworded, notes = handed
        package = draft(scenario, plan.languages[:1])
        found = [d for d in package.selection.found if d.severity is ERROR]
        if found:
            faults += found
            left_out.append(name)
            continue
        answers = tuple(question.answer(package.selection) + (REWORDED if f"{question.instrument}:{question.clause}" in reworded else "") for question in asked)
        teams.append(Team(name, package, answers, view(package.selection, Indices(scenario)), notes))
    if not teams and not faults and not unreadable:
        raise UserError(f"{folder}: holds no team's file", "a team's files are <team>/scenario.yaml or <team>.yaml, or DOCX files of this plan in its place")
    return Collected(tuple(teams), tuple(asked), tuple(in_order(faults)), tuple(unreadable), tuple(left_out), tuple(map(shown, passed_over)))


def _files(folder: str) -> tuple[dict[str, list[str]], list[str]]:
    """Each team's files by its name, those of its folder and those that bear it; and what is not read of what is there, but
    for the program's own files where nobody has changed them."""
    teams: dict[str, list[str]] = {}
    passed_over: list[str] = []
    for name in (name for name in _visible(folder) if name not in MADE):
        path = os.path.join(folder, name)
        if os.path.isdir(path):
            inside = _visible(path)
            teams.setdefault(name, []).extend(os.path.join(path, one) for one in inside if _is_read(one) and one not in GIVEN)
            written = {entry.get("path"): entry for entry in (read_record(path) or {"files": []})["files"]}
            unread = [one for one in inside if one != MANIFEST and (one in GIVEN or not _is_read(one))]
            passed_over += [os.path.join(path, one) for one in unread if one not in written or not is_as_written(path, [written[one]])]
        elif _is_read(name):
            teams.setdefault(os.path.splitext(name)[0], []).append(path)
        else:
            passed_over.append(path)
    return teams, passed_over


def _visible(folder: str) -> list[str]:
    try:
        return sorted(name for name in os.listdir(folder) if not name.startswith(("~", ".")))  # those with ~ are left there by Word
    except OSError as error:
        raise UserError(f"{shown(folder)}: cannot be read ({(error.strerror or str(error)).lower()})", "give yourself the right to read it") from None


def _is_word(name: str) -> bool:
    return name.lower().endswith(".docx")


def _is_read(name: str) -> bool:
    return _is_word(name) or name.lower().endswith((".yaml", ".yml"))


def _handed(
    plan: Plan, paths: list[str], asked: list[Question], inputs: str, faults: list[Diagnostic], unreadable: list[str]
) -> tuple[Scenario, tuple[str, ...], tuple[str, ...]] | None:
    """What a team handed in: its scenario, the clauses that it reworded, and what is no answer."""
    base: Scenario | None = None
    found: dict[str, Answers] = {}
    unread: list[str] = []
    for path in (*sorted(filterfalse(_is_word, paths), key=lambda path: os.path.basename(path) != "scenario.yaml"), *filter(_is_word, paths)):
        name = os.path.basename(path)
        try:
            if _is_word(name):
                found[name] = answers_of(plan, path, inputs)
            else:
                scenario = _scenario(plan, path, faults)
                if base is None or _as_given(plan, base):
                    base = scenario or base
                elif scenario is not None and not _as_given(plan, scenario):
                    unread.append(f"{name}: another scenario of the team counts")
        except UserError as error:
            unread.append(f"{name}: could not be read")
            unreadable.append(f"{error.message}{f' ({error.hint})' if error.hint else ''}")
    if base is None and not found:
        return None
    if base is None or _as_given(plan, base):
        base = plan.table
    scenario, differing = merged(plan, base, found, asked)
    told = [f"{name}, {note}" if len(found) > 1 else note for name, answers in found.items() for note in answers.notes]
    return _fitting(plan, scenario, asked), tuple(clause for answers in found.values() for clause in answers.reworded), (*unread, *differing, *told)


def _as_given(plan: Plan, scenario: Scenario) -> bool:
    """Whether it is the file of a team's pack in which nothing is filled in."""
    return scenario.data == plan.table.data


def _scenario(plan: Plan, path: str, faults: list[Diagnostic]) -> Scenario | None:
    """A team's scenario, over the library of the plan; :class:`UserError` where it is of other talks."""
    library = plan.scenario.library
    before = len(library.found)
    source = library.read(path, shown(path), "scenario")
    faults += library.found[before:]
    del library.found[before:]
    if source is None:
        return None
    own = Source(source.file, source.data, lambda: source.places, plan.scenario.source.path)  # the positions are those beside the plan's
    scenario = Scenario(plan.scenario.name, own, library)
    if scenario.parties.keys() != plan.scenario.parties.keys() or not scenario.instruments.keys() & plan.scenario.instruments.keys():
        raise UserError(f"{shown(path)}: has other parties or instruments than the plan's scenario", "take scenario.yaml from a team's pack of this plan")
    return scenario


def _fitting(plan: Plan, scenario: Scenario, asked: list[Question]) -> Scenario:
    """A team writes an answer and no more: a wording that it names keeps the values that the plan's scenario gives to it, and
    has none of those that are another wording's."""
    instruments = {id: instrument | {"clauses": dict(instrument.get("clauses") or {})} for id, instrument in scenario.instruments.items()}
    for question in asked:
        clauses = instruments.get(question.instrument, {}).get("clauses", {})
        given, before = clauses.get(question.clause), plan.table.instruments[question.instrument]["clauses"][question.clause]
        answer = {"variant": given} if isinstance(given, str) else given
        if question.parameter or not answer or not answer.get("variant") or given == "omit":
            continue
        fitted = fitting(plan, {question.path: answer["variant"]}).instruments[question.instrument]["clauses"][question.clause]
        kept = {name: value for name, value in answer.items() if name in fitted or value != before.get(name)}
        clauses[question.clause] = fitted if isinstance(given, str) else kept
    return scenario.with_data(scenario.data | {"instruments": instruments})


# ------------------------------------------------------------------ telling


def paper(collected: Collected, title: str) -> Paper:
    """Who agreed on what, how far from each other, how the parties stand to it, which red lines were crossed."""
    teams = collected.teams
    blocks: list[Block] = [*_agreed(collected)]
    if len(teams) > 1:
        pairs = list(collected.apart())
        rows = tuple((a.one, a.other, *(str(len(paths)) for paths in (a.differing, a.open, a.beside))) for a in pairs)
        blocks += [Heading("How far from each other"), Rows(("Team", "Team", *APART), rows, (20, 20, 20, 20, 20))]
        blocks += [Text(f"{a.one} and {a.other} differ besides in: {', '.join(a.beside)}.") for a in pairs if a.beside]
    if parties := [actor.name for actor in teams[0].seen.actors]:
        standings = tuple((team.name, *team.standings) for team in teams)
        blocks += [Heading("How the parties stand to it"), Rows(("Team", *parties), standings, (16, *(16 for _ in parties)))]
    blocks.append(Heading("Red lines crossed"))
    for team in teams:
        crossed, undecided = team.red_lines(False), team.red_lines(None)
        blocks += [Text(f"{team.name}:"), Bullets(tuple(crossed))] if crossed else [Text(f"{team.name}: none")]
        blocks += [Text(f"{team.name} leaves open whether it crosses:"), Bullets(tuple(undecided))] if undecided else []
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
        left = [q.path for n, q in enumerate(collected.asked) if team.open(n)]
        if left:
            yield Text(f"{team.name} leaves open: {', '.join(left)}.")
    if collected.left_out:
        yield Text(f"Left out, because their files cannot be used: {', '.join(collected.left_out)}.")


def workbook(collected: Collected, title: str) -> bytes:
    """The same as tables, with the standing of every party."""
    book, teams = Book(title, TINTS | {"crossed": BAD}), collected.teams
    names = [team.name for team in teams]
    rows: list[list[Cell]] = [[q.path, q.title, *(team.answers[n] for team in teams)] for n, q in enumerate(collected.asked)]
    book.sheet("Answers", ["Question", "Clause", *names], rows, (34, 34, *(20 for _ in names)), 2)
    far: list[list[Cell]] = [
        [a.one, a.other, *(len(paths) for paths in (a.differing, a.open, a.beside)), *("\n".join(paths) for paths in (a.differing, a.open, a.beside))]
        for a in collected.apart()
    ]
    book.sheet("Distances", ["Team", "Team", *APART, *(f"{what}: which" for what in APART)], far, (20, 20, 14, 14, 14, 44, 44, 44), 2)
    parties = [actor.name for actor in teams[0].seen.actors] if teams else []
    scores = {team.name: [None if made.score is None else round(made.score, 2) for made in team.seen.acceptances] for team in teams}
    standings: list[list[Cell]] = [[team.name, *map(verdict, team.seen.acceptances), *scores[team.name], *team.decided] for team in teams]
    book.sheet(
        "Standing", ["Team", *parties, *(f"{party}: {what}" for what in ("score", "decided") for party in parties)], standings, (20, *(16 for _ in parties * 3))
    )
    lines: list[list[Cell]] = [[team.name, line, what] for team in teams for holds, what in RED_LINES for line in team.red_lines(holds)]
    book.sheet("Red lines", ["Team", "Red line", "Crossed"], lines, (20, 90, 14))
    told = [(team.name, what, line) for team in teams for what, lines in (("contradiction", team.errors), ("no answer", team.notes)) for line in lines]
    beside: list[list[Cell]] = [[*line] for line in told]
    book.sheet("To read", ["Team", "What it is", "Words"], beside, (20, 16, 100))
    return book.content()
