"""A draft that a team edited in Word → the answers that its text now gives, and what in it is no answer.

A team strikes the alternatives that it does not want, or writes another value.  For each clause that was changed, the ways
in which it can be completed are drafted, and the one that prints what the team left is its answer; the nearest of them is
where values and omissions of its own are looked for.  Words that no choice prints are told, never passed over.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import combinations
from typing import Any

from rapidfuzz.distance import Indel

from ..errors import UserError
from ..files import read_bytes
from ..frozen import Record
from ..logic.conditions import read_path
from ..memory import Memory
from ..package import Package
from ..parameters import is_open
from ..pipeline import draft, write
from ..project import shown
from ..revise.align import Pair, align
from ..revise.brackets import Marks
from ..revise.difference import kind_of
from ..revise.rewrite import marks_of, proposals
from ..revise.units import Unit
from ..revise.word import Draft, clean
from ..revise.word_package import MAX_FILE
from ..revise.word_reader import read
from ..scenario import Scenario, value_of
from ..select import Alternative, select
from ..tree import NumberPiece
from .plan import Plan
from .table import OPEN, Question
from .work import fitting

LONGEST = 240
Choices = dict[str, Any]


class Answers(Record):
    """What a file says: path → variant, "omit" or value; the clauses (``instrument:clause``) whose wording is the team's own;
    and in words whatever is no answer."""

    instrument: str
    choices: Choices
    reworded: tuple[str, ...]
    notes: tuple[str, ...]


def answers_of(plan: Plan, path: str, inputs: str) -> Answers:
    """The answers in a Word file; ``inputs`` is the digest of what the plan's drafts are made from now."""
    edited = read(read_bytes(path, limit=MAX_FILE), shown(path))
    settings = edited.manifest.get("set")
    if edited.instrument not in plan.table.instruments:
        raise UserError(f"{shown(path)}: is a draft of “{edited.instrument}”, which this plan's scenario does not have", "take a DOCX from a pack of this plan")
    if not isinstance(settings, list):
        raise UserError(
            f"{shown(path)}: does not say of which variant it is", "take a DOCX from a variant's folder or a pack of this plan, or the team's scenario.yaml"
        )
    found = _File(plan, edited, dict(_closed(map(str, settings)))).read()
    if edited.manifest.get("library") in (None, inputs):
        return found
    doubt = "the plan or the clauses have changed since it was written, so some of its changes may be theirs"
    return found.but(notes=(doubt, *found.notes))


def _closed(settings: Iterator[str]) -> Iterator[tuple[str, Any]]:
    """The settings of a manifest that close something; those of a negotiating text open it."""
    for setting in settings:
        path, _, given = setting.partition("=")
        value, read_as = value_of(given, f"--set {path}"), read_path(path)
        if not (isinstance(value, dict) and ("open" in value or (read_as is not None and not read_as.name))):
            yield path, value


class _Said(Record):
    """The text of a clause without brackets, and its words with them."""

    text: str
    words: tuple[str, ...]

    def far(self, other: _Said) -> tuple[int, int]:
        """How many words differ, without brackets and with them."""
        return Indel.distance(self.text.split(), other.text.split()), Indel.distance(self.words, other.words)


class _File:
    def __init__(self, plan: Plan, edited: Draft, choices: Choices) -> None:
        self.plan, self.edited, self.choices, self.memory = plan, edited, choices, Memory()
        self.doubtful: Choices = {}  # values on the table that do not stand in the text: the nearest to what the team wrote
        self.instrument, self.language = edited.instrument, edited.language or plan.languages[0]
        package = self._draft(choices)
        self.marks = marks_of(package, self.instrument, self.language)[0]
        self.original = self._written(package)
        self.table = {c.clause.id: c.alternatives for c in select(plan.table).instruments[self.instrument].chosen()}

    def read(self) -> Answers:
        """All of it."""
        changed = self._changed(self.original)
        clauses = list(dict.fromkeys(_unit(pair).clause for pair in changed))
        made = dict(self.choices)
        left = [clause for clause in clauses if clause]
        while left:  # a clause whose words hang on another's answer is found once that is
            tried = {clause: self._nearest(made, clause) for clause in left}
            for clause, (choices, _) in tried.items():
                made = self._without(made, clause) | choices
            still = [clause for clause, (_, exact) in tried.items() if not exact]
            if len(still) == len(left):
                break
            left = still
        made |= self._own(made, set(left))
        made = {path: value for path, value in made.items() if path not in self.doubtful or value != self.doubtful[path]}
        notes, reworded = self._rest(made, changed)
        return Answers(self.instrument, made, tuple(reworded), (*notes, *self._beside()))

    def _draft(self, choices: Choices, settings: tuple[str, ...] = ()) -> Package:
        scenario = fitting(self.plan, choices)
        return draft(scenario.with_values(list(settings)), [self.language], instruments=[self.instrument], memory=self.memory)

    def _written(self, package: Package) -> Draft:
        return read(write(package[self.instrument], "docx", self.language), self.edited.name)

    def _changed(self, before: Draft) -> list[Pair]:
        pairs = (pair for pair in align(before.units(), self.edited.units()) if kind_of(pair))
        return [pair for pair in pairs if pair.moved or _words(pair.old) != _words(pair.new)]

    def _text(self, unit: Unit | None) -> str:
        return _bare(unit.text, self.marks) if unit is not None else ""

    def _said(self, draft: Draft, clause: str) -> _Said:
        """What a draft says in a clause; a reference is known by its target, whatever alternative that is in."""
        lines = (
            "".join(piece if isinstance(piece, str) else f"\0{_target(piece)}\0" for piece in unit.pieces)
            for unit in draft.units()
            if unit.clause == clause and unit.kind != "article"
        )
        printed = "\n".join(lines)
        return _Said(_bare(printed, self.marks), tuple(printed.split()))

    # ----------------------------------------------------------- alternatives

    def _without(self, choices: Choices, clause: str) -> Choices:
        base = f"{self.instrument}:{clause}"
        return {path: value for path, value in choices.items() if path != base and not path.startswith(f"{base}.")}

    def _nearest(self, choices: Choices, clause: str) -> tuple[Choices, bool]:
        """The completion of a clause, in part too, that is nearest to what the team left; and whether it prints just that.
        Of several wordings or values one is taken only where it alone is left."""
        wanted, others = self._said(self.edited, clause), self._without(choices, clause)
        base = f"{self.instrument}:{clause}"
        given = {path: value for path, value in choices.items() if path not in others}

        def told(ways: list[Choices]) -> list[_Said]:
            return [self._said(self._written(self._draft(others | way)), clause) for way in ways]

        best, alternatives = told([given])[0].far(wanted), self.table.get(clause, ())
        if len(alternatives) > 1:
            ways = [_taking(base, alternative, alternatives) for alternative in alternatives]
            ways += [{base: "omit"}] if not wanted.text.strip() else []
            said = told(ways)
            n = min(range(len(ways)), key=lambda n: said[n].far(wanted))
            tried = [(best, given), (told([{}])[0].far(wanted), {}), *([(said[n].far(wanted), ways[n])] if _alone(n, said, wanted) else [])]
            best, given = min(tried, key=lambda pair: pair[0])
        for alternative in alternatives:
            if len(alternatives) > 1 and not (_taking(base, alternative, alternatives).items() <= given.items()):
                continue
            for path, value in ((f"{base}.{name}", value) for name, value in alternative.values.items() if is_open(value)):
                ways = [given | {path: option["value"]} for option in value["open"]]
                said = told(ways)
                n, left = min(range(len(ways)), key=lambda n: said[n].far(wanted)), _left(said, wanted)
                if said[n].far(wanted)[0] > 0 and left:
                    n = left[0]
                if said[n].far(wanted) < best and (len(left) < 2 or said[n].far(wanted)[0] == 0):
                    best, given = said[n].far(wanted), ways[n]
                self.doubtful.pop(path, None)
                if best[0] > 0 and path in given and not left:
                    self.doubtful[path] = given[path]
        return given, best[0] == 0

    # ------------------------------------------------------------ what is new

    def _own(self, choices: Choices, clauses: set[str]) -> Choices:
        """Values that were not on the table, and omissions, of these clauses."""
        if not clauses:
            return {}
        package = self._draft(choices)
        now = {c.clause.id: c.alternatives for c in package.selection.instruments[self.instrument].chosen()}
        draw: Callable[..., Package] = cache(lambda *settings: self._draft(choices, settings))
        made: Choices = {}
        for found in proposals(package, self._written(package), self.edited, next(iter(self.plan.scenario.parties)), draw)[0]:
            base = f"{self.instrument}:{found.clause}"
            if found.clause not in clauses or len(now[found.clause]) > 1 or any(map(is_open, now[found.clause][0].values.values())):
                continue
            given = [(name, value) for name, values in found.values.items() for value in values[:1]]
            given += [item for want in found.wants[:1] for item in want.alternative.items() if item[0] != "variant"]
            made |= {base: "omit"} if ("omit", True) in given else {f"{base}.{name}": value for name, value in given}
        return made

    def _rest(self, choices: Choices, changed: list[Pair]) -> tuple[list[str], list[str]]:
        """What a draft with these choices still does not print, in words; and the clauses in which that is."""
        drawn = self._written(self._draft(choices))
        touched = {_unit(pair).clause for pair in changed}
        given = {unit.id: self._text(unit) for unit in self.original.units()}
        notes: dict[str, None] = {}
        reworded: dict[str, None] = {}
        same = {clause for clause in touched if clause and self._said(drawn, clause).text == self._said(self.edited, clause).text}
        for pair in self._changed(drawn):
            unit, text, before = _unit(pair), self._text(pair.new), self._text(pair.old)
            if unit.clause not in touched or (text == before and not pair.moved):
                continue
            if unit.clause in same and (unit.kind != "article" or text == given.get(unit.id)):
                continue
            if pair.new is not None and text == given.get(pair.new.id):
                notes[_told(unit, "some words stand as they were, though the answer does without them")] = None
                continue
            if unit.clause:
                reworded[f"{self.instrument}:{unit.clause}"] = None
            notes[_told(unit, text if pair.new is not None else f"(struck) {before}")] = None
        return list(notes), list(reworded)

    def _beside(self) -> Iterator[str]:
        """Comments, and changes where no article is."""
        where = {unit.id: unit for unit in self.edited.units()}
        for comment in self.edited.comments:
            if comment.author != "peacedraft":
                about = f" on “{comment.about}”" if comment.about else ""
                yield _told(where.get(comment.node), f"{comment.author or 'nobody'} comments{about}: {comment.text}")
        for change in self.edited.elsewhere:
            yield f"outside the articles: {change.kind} of “{change.text}”"


def _taking(base: str, alternative: Alternative, alternatives: tuple[Alternative, ...]) -> Choices:
    """One alternative of several."""
    told = {f"{base}.{k}": v for k, v in alternative.values.items() if v is not None and k in _apart(alternative, alternatives)}
    return {base: alternative.variant.name if alternative.variant else "omit"} | told


def _alone(number: int, said: list[_Said], wanted: _Said) -> bool:
    """Whether a wording is what a text holds, rather than two of them one after the other, or none."""
    words, text = [one.text.split() for one in said], wanted.text.split()
    far = Indel.distance(words[number], text)
    return far == 0 or far < min(len(text), *(Indel.distance(words[a] + words[b], text) for a, b in combinations(range(len(words)), 2)))


def _left(said: list[_Said], wanted: _Said) -> list[int]:
    """The values whose words stand in a text: those that not all the others have."""
    counted, text = [Counter(one.text.split()) for one in said], Counter(wanted.text.split())
    found = []
    for number, own in enumerate(counted):
        others = [other for other in counted if other is not own]
        peculiar = [word for word in own if own[word] > min((other[word] for other in others), default=0)]
        if peculiar and all(text[word] >= own[word] for word in peculiar):
            found.append(number)
    return found


def _apart(alternative: Alternative, alternatives: tuple[Alternative, ...]) -> set[str]:
    """The parameters by which an alternative differs from others of the same variant."""
    same = [other for other in alternatives if other.variant is alternative.variant and other is not alternative]
    return {k for k, v in alternative.values.items() if not is_open(v) and any(other.values.get(k) != v for other in same)}


def _bare(text: str, marks: Marks) -> str:
    """A text without brackets, their proposers, and the headings of alternatives; blanks stay."""
    lines = (line for line in text.split("\n") if not marks.alternative.fullmatch(line.strip()))
    kept = re.sub(rf"\[?\b{re.escape(marks.no_text)}\b\]?", "", "\n".join(lines))
    return re.sub(r" (?=[.,;:])", "", clean(marks.opening.sub(lambda found: found[0] if found[0].startswith("[…") else "", kept)))


def _unit(pair: Pair) -> Unit:
    unit = pair.old or pair.new
    assert unit is not None
    return unit


def _words(unit: Unit | None) -> str:
    return clean(unit.text) if unit is not None else ""


def _target(piece: NumberPiece) -> str:
    head, slash, rest = piece.target.partition("/")
    return f"{head.partition('~')[0]}{slash}{rest}"


def _told(unit: Unit | None, words: str) -> str:
    where = (unit.address or unit.clause) if unit is not None else ""
    short = " ".join(words.split())
    return f"{where or 'outside the articles'}: {short if len(short) <= LONGEST else short[: LONGEST - 1] + '…'}"


def merged(plan: Plan, base: Scenario, found: Mapping[str, Answers], asked: Iterable[Question]) -> tuple[Scenario, list[str]]:
    """The scenario of a team that handed in several files, each by its name; what one says of its own instrument counts
    before what another was made from, and where two differ, the first counts and it is told, the scenario before all."""
    from ..logic.widening import settled

    made: Choices = {}
    said: dict[str, str] = {}
    notes: list[str] = []
    for name, answers in found.items():
        for path, value in answers.choices.items():
            if not path.startswith(f"{answers.instrument}:"):
                continue
            if path in made and made[path] != value:
                notes.append(f"{name} says {path} = {_json(value)}, {said[path]} says {_json(made[path])}, which counts")
            made.setdefault(path, value)
            said.setdefault(path, name)
    for answers in found.values():
        made |= {path: value for path, value in answers.choices.items() if path.partition(":")[0] not in {a.instrument for a in found.values()} | set(made)}
    selection = select(base)
    for question in asked:
        answer = question.answer(selection)
        if base is plan.table or answer in (OPEN, "") or question.path not in made:
            continue
        value = made.pop(question.path)
        if _json(value) != answer and question.path in said:
            notes.append(f"{said[question.path]} says {question.path} = {_json(value)}, the team's scenario says {answer}, which counts")
    return (fitting(plan, made) if base is plan.table else settled(base, made)), notes


def _json(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
