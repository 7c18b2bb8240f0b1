"""What is on the table in a plan: every path that varies with its answers, and what a package answers.

Goes in: a plan, a selection.  Comes out: words, as the papers of a workshop and its comparison print them.
"""

from __future__ import annotations

from typing import Any

from ..frozen import Record
from ..parameters import is_open
from ..provisions import Clause
from ..select import Alternative, Chosen, Selection, select
from .overview import shown
from .plan import Plan

OPEN = "open"


class Question(Record):
    """A path that varies: its instrument, clause and parameter ("" for the wording), and its answers with what each means."""

    path: str
    instrument: str
    clause: str
    parameter: str
    title: str
    answers: tuple[tuple[str, str, tuple[str, ...]], ...]

    def answer(self, selection: Selection) -> str:
        """What a package answers: "open" where it does not yet, "" where the clause is not there to ask."""
        chosen = _chosen(selection, self.instrument, self.clause)
        if chosen is None:
            return "" if self.parameter else "omit"
        given = dict.fromkeys(_of(alternative, self.parameter) for alternative in chosen.alternatives)
        return next(iter(given)) if len(given) == 1 else OPEN


def questions(plan: Plan) -> list[Question]:
    """Every path that varies, in the plan's order."""
    selection = select(plan.table)
    if plan.variants.axes:
        paths = list(dict.fromkeys(plan.variants.axes))
    else:
        opened = [(id, c) for id, instrument in selection.instruments.items() for c in instrument.chosen()]
        paths = [(id, c.clause.id, "") for id, c in opened if len(c.alternatives) > 1]
        paths += [(id, c.clause.id, name) for id, c in opened for name in dict.fromkeys(n for a in c.alternatives for n, v in a.values.items() if is_open(v))]
    found = (_question(plan, selection, id, clause, name) for id, clause, name in paths)
    return [question for question in found if question is not None and len(question.answers) > 1]


def _question(plan: Plan, selection: Selection, id: str, clause_id: str, name: str) -> Question | None:
    chosen, clause = _chosen(selection, id, clause_id), plan.scenario.library.clause(clause_id)
    if chosen is None or clause is None:
        return None
    answers: dict[str, tuple[str, str, tuple[str, ...]]] = {}
    for alternative in chosen.alternatives:
        if name:
            found = [(shown(option["value"]), tuple(option.get("by") or ())) for option in _options(alternative.values.get(name))]
        else:
            found = [(_of(alternative, ""), alternative.by)]
        for answer, by in found:
            answers[answer] = answer, "" if name else _summary(clause, answer), by
    path = f"{id}:{clause_id}"
    title = f"{clause.title}{_subject(clause.parameters[name], name)}" if name else clause.title
    return Question(f"{path}.{name}" if name else path, id, clause_id, name, title, tuple(answers.values()))


def _subject(spec: dict[str, Any], name: str) -> str:
    return f": {spec.get('summary') or name}{f' ({unit})' if (unit := spec.get('unit')) else ''}"


def _chosen(selection: Selection, id: str, clause: str) -> Chosen | None:
    return next((chosen for own, chosen in selection.holders(clause) if own == id), None)


def _of(alternative: Alternative, parameter: str) -> str:
    if parameter:
        value = alternative.values.get(parameter)
        return OPEN if is_open(value) else "" if value is None else shown(value)
    return alternative.variant.name if alternative.variant else "omit"


def _options(raw: Any) -> list[dict[str, Any]]:
    """The values that a parameter may take."""
    if raw is None:
        return []
    return list(raw["open"]) if is_open(raw) else [{"value": raw}]


def _summary(clause: Clause, variant: str) -> str:
    return "the package is silent on it" if variant == "omit" else str(clause.variants[variant].data.get("summary") or "")
