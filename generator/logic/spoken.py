"""Conditions and rules as sentences that can be read aloud: clauses by their titles, with the id where one is first named."""

from __future__ import annotations

from collections.abc import Sequence

from ..diagnostics import Span
from ..frozen import Record
from ..library import Library
from .conditions import Compare, Condition, Junction, Not
from .constraints import Rule

_COMPARED = {"=": "is", "!=": "is other than", "<": "is less than", "<=": "is at most", ">": "is more than", ">=": "is at least", "in": "is", "has": "has"}


class Sentence(Record):
    """One step of a chain: what is chosen or ruled, why, by which rule, and where it stands; without a place, what follows."""

    text: str
    because: str = ""
    rule: str = ""
    span: Span | None = None

    def lines(self, mark: str) -> list[str]:
        """It as the lines of a page."""
        below = [f"because: {self.because}"] if self.because else []
        below += [f"rule: {self.rule}"] if self.rule else []
        below += [str(self.span)] if self.span else []
        return [f"{mark} {self.text}", *(f"   {line}" for line in below)]


class Speaker:
    """Says the conditions and rules of one chain; a clause's id is said once."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._said: set[str] = set()

    def clause(self, id: str) -> str:
        """ "“Perpetual neutrality” (neutrality.declaration)", later without the id."""
        clause = self.library.clause(id)
        if clause is None:
            return id
        first = id not in self._said
        self._said.add(id)
        return f"“{clause.title}” ({id})" if first else f"“{clause.title}”"

    def condition(self, condition: Condition, wanted: bool = True) -> str:
        """A condition, or its opposite, as what stands after "that"."""
        if isinstance(condition, Not):
            return self.condition(condition.inner, not wanted)
        if isinstance(condition, Junction):
            word = condition.word if wanted else {"and": "or", "or": "and"}[condition.word]
            comma = "," if any(isinstance(member, Junction) for member in condition.members) else ""
            return f"{comma} {word} ".join(self.condition(member, wanted) for member in condition.members)
        return self._atom(condition, wanted)

    def _atom(self, atom: Compare, wanted: bool) -> str:
        path, values = atom.path, listed(atom.values, "or" if wanted else "nor")
        where = f" in {path.instrument}" if path.instrument else ""
        if not path.clause:
            negation = "" if wanted else " not"
            return (
                f"{values} is{negation} among the {path.name}"
                if atom.operator == "has"
                else f"{path.name} {atom.operator} {values}{'' if wanted else ' does not hold'}"
            )
        what = f"“{path.name}” of {self.clause(path.clause)}" if path.name else self.clause(path.clause)
        if atom.operator == "present":
            return f"{what} {'is' if wanted else 'is not'} {'set' if path.name else 'in the text'}{where}"
        verb = _COMPARED[atom.operator]
        if not wanted:
            verb = "does not have" if verb == "has" else verb.replace("is", "is not" if len(atom.values) < 2 else "is neither", 1)
        return f"{what}{where} {verb} {values}"

    def sentence(self, rule: Rule) -> Sentence:
        """A rule with its reason and its place."""
        return Sentence(self.rule(rule), str(rule.data.get("because") or ""), str(rule.data.get("rule") or ""), rule.source.key_span(*rule.path))

    def rule(self, rule: Rule) -> str:
        """A rule as a sentence."""
        if rule.kind == "refers to":
            target = f"{self._target(rule)}, which has to be there"
            return f"The text of {self.clause(rule.clause)} refers to {target}."
        if rule.kind == "needs somebody to refer to":
            return f"{self._target(rule)} needs an Article that refers to it."
        if rule.kind == "speaks of":
            return f"{self.clause(rule.clause)} speaks of annexes, and there have to be some."
        holder = rule.holder.replace(rule.clause, self.clause(rule.clause), 1).replace(" = ", ", as ") if rule.clause else rule.holder
        when = rule.when
        if isinstance(when, Compare) and str(when.path) == rule.clause and when.operator in ("=", "in"):
            holder, when = f"{holder}, where it is {listed(when.values, 'or')},", None
        said = f"{holder} {'requires' if rule.kind == 'requires' else 'excludes'} that {self.condition(rule.condition)}."
        said = f"Where {self.condition(when)}, {said}" if when is not None else said
        return said[0].upper() + said[1:]

    def _target(self, rule: Rule) -> str:
        """The clause that a reference names, and what of it."""
        assert isinstance(rule.condition, Compare)
        return f"{self.clause(rule.condition.path.clause)}{rule.data.get('named', '')}"


def listed(words: Sequence[str], joint: str) -> str:
    """ "a, b and c"."""
    return f"{', '.join(words[:-1])} {joint} {words[-1]}" if len(words) > 1 else "".join(words)
