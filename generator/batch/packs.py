"""Workshop packs for those who negotiate: a folder for each delegation, and one for each team.

What a delegation's folder holds is made from the public scenario and from its own party's statements alone; nobody else's
private statements are read on the way.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from ..logic.indices import Indices
from ..logic.positions import Actor, Statement, actors_of
from ..output import OutFile
from ..pipeline import draft, options_for, write
from ..positions_report import BASES, STRENGTHS
from .paper import Block, Bullets, Heading, Paper, Rows, Text, both, filled
from .plan import Plan
from .table import Question, questions
from .work import Job

FORMATS = ("docx", "md")
BRIEF, TASK = "brief", "task"
"""The papers that no team hands in."""
_DUTIES = {
    "red-line": "Do not agree to a text in which one of these is not met:",
    "objection": "Object to a text in which one of these is not met; give way only against something of weight:",
    "preference": "Seek these; they may be traded:",
}


def negotiating_text(plan: Plan, job: Job) -> list[OutFile]:
    """The single negotiating text: every instrument with all that varies in brackets, in every language of the plan."""
    package = draft(plan.table, plan.languages)
    package.library_digest = job.inputs
    settings = _settings(plan)  # so that what comes back from Word is read against the text that went out
    return [
        OutFile(f"{id}.{tag}.{format}", id, tag, format, write(package[id], format, tag, options_for(package, id, tag, format, settings=settings)))
        for id in package.instruments
        for tag in package.languages
        for format in FORMATS
    ]


def _settings(plan: Plan) -> list[str]:
    """What ``--set`` would be told to put all that varies on the table."""
    made = []
    for id, instrument in plan.table.instruments.items():
        before = plan.scenario.instruments[id].get("clauses") or {}
        opened = {clause: choice for clause, choice in (instrument.get("clauses") or {}).items() if before.get(clause) != choice}
        made += [f"{id}:{clause}={json.dumps(choice, ensure_ascii=False)}" for clause, choice in opened.items()]
    return made


def delegations(plan: Plan) -> Iterator[tuple[str, list[OutFile]]]:
    """A folder for each party: its brief."""
    asked = questions(plan)
    for party in plan.scenario.parties:
        own = next((actor for actor in actors_of(plan.scenario, Indices(plan.scenario), [party]) if actor.party == party), None)
        files = both(BRIEF, _brief(plan, party, own, asked))
        yield f"delegations/{party}", [OutFile(name, "", "en", format, content) for name, format, content in files]


def _brief(plan: Plan, party: str, own: Actor | None, asked: list[Question]) -> Paper:
    name, title = _name(plan, party), plan.title
    blocks: list[Block] = [Heading("Instructions")]
    statements = own.statements if own else ()
    blocks.append(Text(f"You speak for {own.formal if own else name}. This paper is for your delegation alone."))
    for strength, duty in _DUTIES.items():
        lines = tuple(f"{s.text}{' (Private: do not disclose it.)' if s.private else ''}" for s in statements if s.strength == strength)
        if lines:
            blocks += [Text(duty), Bullets(lines)]
    if not statements:
        blocks.append(Text("No positions of this party are recorded. Agree among yourselves, before the talks, on what you need and what you would like."))
    blocks += [
        Text("The negotiating text stands in this folder, one file for each instrument and language. What is in brackets is not agreed."),
        Heading("Your positions and their sources"),
    ]
    if own and statements:
        blocks.append(Text(f"As of {own.date}. " + "; ".join(f"{basis}: {BASES[basis]}" for basis in BASES if basis in {s.basis for s in statements}) + "."))
        rows = tuple((s.text, STRENGTHS[s.strength] + (", private" if s.private else ""), s.basis, f"{s.weight:g}", sources(s)) for s in statements)
        blocks.append(filled(Rows(("Position", "Strength", "Basis", "Weight", "Source"), rows, (40, 15, 17, 11, 34))))
        blocks += _cited(plan, statements)
    else:
        blocks.append(Text("None are recorded."))
    blocks.append(Heading("What is on the table"))
    blocks += [] if asked else [Text("Nothing varies: the text stands as it is, and may be accepted or refused.")]
    for question in asked:
        yours = [s.text + (" (Private.)" if s.private else "") for s in statements if question.clause in s.clauses]
        answers = tuple((answer, meaning, ", ".join(_name(plan, by) for by in wanted)) for answer, meaning, wanted in question.answers)
        blocks += [Heading(question.title, 2), Text(question.path)]
        if yours:
            blocks.append(Text(f"Yours: {' '.join(yours)}"))
        blocks.append(filled(Rows(("Answer", "What it means", "Wanted by"), answers, (26, 60, 24))))
    return Paper(f"{name}: brief for the delegation", title, tuple(blocks))


def sources(statement: Statement) -> str:
    """Every source of a statement, with its words where they are quoted."""
    given = statement.data.get("sources") or ()
    return "; ".join(f"{s['source']}, {s['at']}" + (f": “{s['quote']}”" if s.get("quote") else "") for s in given)


def _cited(plan: Plan, statements: Iterable[Statement]) -> list[Block]:
    """The instruments and papers that statements cite, by the names that they have there."""
    source = plan.scenario.library.source("clauses/sources.yaml", "sources")
    known = source.data if source else {}
    names = dict.fromkeys(given["source"] for statement in statements for given in statement.data.get("sources") or ())
    lines = tuple(
        f"{name}: {known[name]['title']}, {known[name].get('citation') or known[name].get('date') or ''}".rstrip(", ") for name in names if name in known
    )
    return [Text("What is cited there:"), Bullets(lines)] if lines else []


def teams(plan: Plan) -> Iterator[tuple[str, list[OutFile]]]:
    """A folder for each team: the scenario with all that varies open, and what to do with it and the negotiating text."""
    scenario = OutFile("scenario.yaml", "", "en", "yaml", _scenario(plan))
    papers = [OutFile(name, "", "en", format, content) for name, format, content in both(TASK, _task(plan))]
    for number in range(1, plan.teams + 1):
        yield f"teams/team-{number}", [scenario, *papers]


def _scenario(plan: Plan) -> bytes:
    import yaml

    class Plain(yaml.SafeDumper):
        """Writes what stands twice twice: these files know no aliases."""

        def ignore_aliases(self, data: object) -> bool:
            return True

    head = (
        "# Agree on one alternative for whatever is open.  Where wordings are open, write “variant: name” in place of “open:” and its list;\n"
        "# where values are, the value after the parameter's name, as “width-km: 6”.  What else stands there stays.\n"
    )
    return (head + yaml.dump(plan.table.data, Dumper=Plain, sort_keys=False, allow_unicode=True, width=150)).encode()


def _task(plan: Plan) -> Paper:
    blocks: list[Block] = [
        Text(f"All teams have the same scenario and the same questions. Draw lots for the order of speakers with the seed {plan.seed}."),
        Text("What is in brackets in the negotiating text, or stands as Alternative A, B and so on, is for you to settle; what you do not agree on stays."),
        Text("Hand in one of these, in a folder with your team's name:"),
        Bullets(
            (
                "the Word files, in which you have struck the alternatives that you do not take, or put another value in their place;",
                "or scenario.yaml, with the answer in place of the alternatives.",
            )
        ),
        Text("Write what you agreed on beyond that as a comment: the facilitator reads it."),
        Heading("Questions"),
    ]
    for question in questions(plan):
        answers = tuple((answer, meaning) for answer, meaning, _ in question.answers)
        blocks += [Heading(question.title, 2), Text(question.path), filled(Rows(("Answer", "What it means"), answers, (30, 70)))]
    return Paper("Task of the team", plan.title, tuple(blocks))


def _name(plan: Plan, party: str) -> str:
    english = plan.scenario.library.language("en")
    data = plan.scenario.parties.get(party)
    return english.form(english.choose(data["name"])) if english and data else party
