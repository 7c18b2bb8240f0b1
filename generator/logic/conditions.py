"""The condition language: ``requires``, ``excludes``, ``when``, ``holds``, ``where``.

Goes in: a condition's text and a :class:`World`, one complete choice of variants and values.  Comes out: True, False,
or None where it is undecided (a blank value, an index that nobody defined).  Precedence: not, and, or.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from ..frozen import Record
from ..hints import Any

RESERVED = frozenset(["and", "or", "not", "in", "has", "open", "omit", "variant", "value", "by"])
_TOKEN = re.compile(r"\s*(?:(<=|>=|!=|[=<>(),])|\"([^\"]*)\"|([A-Za-z0-9_.:+-]+))")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?\Z")
_OPERATORS = ("=", "!=", "<", "<=", ">", ">=")


class ConditionError(Exception):
    """A condition that cannot be read; ``column`` counts from 1."""

    def __init__(self, message: str, column: int) -> None:
        super().__init__(message)
        self.message, self.column = message, column


class Path(Record):
    """``[instrument:]clause[.name]``, or a bare word (a role, an index)."""

    instrument: str
    clause: str
    name: str

    def __str__(self) -> str:
        start = f"{self.instrument}:" if self.instrument else ""
        return start + ".".join(part for part in (self.clause, self.name) if part)


class Not(Record):
    """The opposite."""

    inner: Condition


class Junction(Record):
    """``and`` or ``or`` of several."""

    word: str
    members: tuple[Condition, ...]


class Compare(Record):
    """An atom: ``present``, an operator, ``in`` or ``has``, with its values."""

    path: Path
    operator: str
    values: tuple[str, ...] = ()


Condition = Not | Junction | Compare


class Pick(Record):
    """What one instrument has of a clause: its variant ("" for omitted), whether that has text, and its values; ``counts_as``
    is the variant that it is a wording of, if any."""

    variant: str
    text: bool
    values: dict[str, Any]
    counts_as: str = ""


class Term(Record):
    """One term of an index: where ``when`` holds (None: always), ``times`` the parameter at ``value``, at most ``most`` of it, or
    ``times`` alone where no parameter is named."""

    times: float
    when: Condition | None = None
    value: Path | None = None
    most: float | None = None


Terms = Callable[[str], tuple[Term, ...] | None]
"""The terms of an index by its name; None where nobody defined it."""


def no_index(_name: str) -> tuple[Term, ...] | None:
    """The terms of an index where there are none."""
    return None


class World(Record):
    """One complete choice: picks by instrument and clause; the members of every role by instrument ("" for the package);
    the indices that conditions may name."""

    picks: dict[str, dict[str, Pick]]
    roles: dict[str, dict[str, tuple[str, ...]]]
    terms: Terms = no_index


def read_path(text: str) -> Path | None:
    """ "state-treaty:ceasefire.cessation.start" → its three parts; None where it is no path."""
    instrument, colon, rest = text.rpartition(":")
    parts = rest.split(".")
    if not all(parts) or len(parts) > 3 or (colon and not instrument) or ":" in instrument:
        return None
    if len(parts) == 1:
        return Path(instrument, "", parts[0])
    return Path(instrument, ".".join(parts[:2]), parts[2] if len(parts) == 3 else "")


@lru_cache(maxsize=4096)
def read(text: str) -> Condition:
    """A condition's text → its tree; :class:`ConditionError` where it cannot be read."""
    if len(text) > 4000:
        raise ConditionError("the condition is longer than 4,000 characters", 1)
    parser = _Parser(text)
    made = parser.either(0)
    parser.finish()
    return made


class _Parser:
    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, int, bool]] = []
        end = len(text.rstrip())
        at = 0
        while at < end:
            match = _TOKEN.match(text, at)
            if not match:
                start = at + len(text[at:]) - len(text[at:].lstrip())
                raise ConditionError(f"“{text[start : start + 10]}” cannot stand in a condition", start + 1)
            kind = match.lastindex or 0
            self.tokens.append((match[kind], match.start(kind) + 1, kind == 2))
            at = match.end()
        self.end = len(text) + 1
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def column(self) -> int:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else self.end

    def take(self) -> str:
        token = self.peek()
        self.at += 1
        return token

    def expect(self, token: str) -> None:
        if self.peek() != token:
            raise ConditionError(f"“{token}” is missing here", self.column())
        self.at += 1

    def finish(self) -> None:
        if self.at < len(self.tokens):
            raise ConditionError(f"“{self.peek()}” stands where the condition should end", self.column())

    def either(self, depth: int) -> Condition:
        if depth > 40:
            raise ConditionError("the condition is nested deeper than 40 levels", self.column())
        members = [self.both(depth)]
        while self.peek() == "or":
            self.at += 1
            members.append(self.both(depth))
        return members[0] if len(members) == 1 else Junction("or", tuple(members))

    def both(self, depth: int) -> Condition:
        members = [self.single(depth)]
        while self.peek() == "and":
            self.at += 1
            members.append(self.single(depth))
        return members[0] if len(members) == 1 else Junction("and", tuple(members))

    def single(self, depth: int) -> Condition:
        if self.peek() == "not":
            self.at += 1
            if depth > 40:
                raise ConditionError("the condition is nested deeper than 40 levels", self.column())
            return Not(self.single(depth + 1))
        if self.peek() == "(":
            self.at += 1
            inner = self.either(depth + 1)
            self.expect(")")
            return inner
        return self.atom()

    def atom(self) -> Condition:
        column = self.column()
        token = self.take()
        path = read_path(token) if token and token not in RESERVED and token[0].isalnum() else None
        if path is None or _NUMBER.match(token):
            what = f"“{token}” is" if token else "the condition ends where"
            raise ConditionError(f"{what} no clause, role or index" if token else f"{what} a clause, role or index should stand", column)
        operator = self.peek()
        if operator in _OPERATORS:
            self.at += 1
            return Compare(path, operator, (self.value(),))
        if operator == "in":
            self.at += 1
            self.expect("(")
            values = [self.value()]
            while self.peek() == ",":
                self.at += 1
                values.append(self.value())
            self.expect(")")
            return Compare(path, "in", tuple(values))
        if operator == "has":
            self.at += 1
            return Compare(path, "has", (self.value(),))
        if not path.clause:
            raise ConditionError(f"“{token}” needs a comparison: a role has a party, an index is compared with a number", column)
        return Compare(path, "present")

    def value(self) -> str:
        column = self.column()
        token = self.take()
        quoted = self.at <= len(self.tokens) and self.tokens[self.at - 1][2] if token else False
        if not quoted and (not token or token in RESERVED or not (token[0].isalnum() or token[0] == "-")):
            raise ConditionError("a value is missing here", column)
        if _NUMBER.match(token) and self.peek().rstrip("s") in ("hour", "day", "week", "month", "year"):
            token = f"{token} {self.take()}"
        return token


def atoms(condition: Condition) -> Iterable[Compare]:
    """Every comparison in a condition."""
    if isinstance(condition, Compare):
        yield condition
    elif isinstance(condition, Not):
        yield from atoms(condition.inner)
    else:
        for member in condition.members:
            yield from atoms(member)


def paths(condition: Condition, terms: Terms = no_index) -> Iterable[Path]:
    """Every path that decides a condition, those in the terms of its indices among them."""
    for atom in atoms(condition):
        yield atom.path
        if not atom.path.clause and atom.operator != "has":
            for term in terms(atom.path.name) or ():
                yield from paths(term.when) if term.when is not None else ()
                yield from (term.value,) if term.value is not None else ()


def evaluate(condition: Condition, world: World, own: str = "") -> bool | None:
    """True, False or None in a world; ``own`` is the instrument whose copies of clauses are judged first."""
    if isinstance(condition, Compare):
        return compare(condition, world, own)
    if isinstance(condition, Not):
        inner = evaluate(condition.inner, world, own)
        return None if inner is None else not inner
    decisive = condition.word == "or"
    undecided = False
    for member in condition.members:
        value = evaluate(member, world, own)
        if value is decisive:
            return decisive
        undecided = undecided or value is None
    return None if undecided else not decisive


def compare(atom: Compare, world: World, own: str) -> bool | None:
    """True, False or None for one comparison in a world."""
    path = atom.path
    if not path.clause:
        if atom.operator == "has":
            roles = world.roles.get(path.instrument or own) or world.roles.get("", {})
            return atom.values[0] in roles.get(path.name, ())
        terms = world.terms(path.name)
        value = sum_of(terms, world) if terms is not None else None
        return None if value is None else against(value, atom)
    copies = [picks[path.clause] for id, picks in world.picks.items() if path.clause in picks and path.instrument in ("", id)]
    if not path.instrument and path.clause in world.picks.get(own, {}):
        copies = [world.picks[own][path.clause]]
    results = [matches(atom, pick) for pick in copies]
    if True in results:
        return True
    return None if None in results else False


def matches(atom: Compare, pick: Pick) -> bool | None:
    """True, False or None for a comparison with a clause, or a value of one, in one instrument that has it."""
    if not atom.path.name:
        if not pick.variant:
            return False
        if atom.operator == "present":
            return pick.text
        within = pick.variant in atom.values or pick.counts_as in atom.values
        return not within if atom.operator == "!=" else within if atom.operator in ("=", "in") else False
    if not pick.variant:
        return False
    value = pick.values.get(atom.path.name)
    if value is None:
        return None
    if atom.operator == "present":
        return value is not False
    if atom.operator == "has":
        return atom.values[0] in (value if isinstance(value, list) else [value])
    if isinstance(value, (list, dict)):
        return None
    return against(value, atom)


def against(value: Any, atom: Compare) -> bool | None:
    """A value compared with those of an atom."""
    if atom.operator in ("in", "=", "!="):
        within = any(_equal(value, wanted) for wanted in atom.values)
        return not within if atom.operator == "!=" else within
    left, right = _magnitude(value), _magnitude(atom.values[0])
    if left is None or right is None:
        return None
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[atom.operator]


def sum_of(terms: Iterable[Term], world: World) -> float | None:
    """The value of an index in a world; None where one of its terms is undecided."""
    total = 0.0
    for term in terms:
        applies = True if term.when is None else evaluate(term.when, World(world.picks, world.roles))
        amount = _amount(term, world) if applies else 0.0
        if applies is None or amount is None:
            return None
        total += amount
    return round(total, 9)


def _amount(term: Term, world: World) -> float | None:
    """What a term adds: of a parameter in several instruments the largest value counts, of one that is nowhere nothing."""
    path = term.value
    if path is None:
        return term.times
    copies = [picks[path.clause] for id, picks in world.picks.items() if path.clause in picks and path.instrument in ("", id)]
    values = [_magnitude(pick.values.get(path.name)) for pick in copies if pick.variant]
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return None
    largest = max(known, default=0.0)
    return term.times * (largest if term.most is None else min(largest, term.most))


def _equal(value: Any, wanted: str) -> bool:
    left, right = _magnitude(value), _magnitude(wanted)
    if left is not None and right is not None:
        return left == right
    return str(value).lower() == wanted.lower() if isinstance(value, bool) else str(value) == wanted


_DAYS = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.4375, "year": 365.25}


def _magnitude(value: Any) -> float | None:
    """A number, a duration in days, or a date as a sortable number."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return float(value)
    text = str(value)
    if _NUMBER.match(text):
        return float(text)
    number, space, unit = text.partition(" ")
    if space and _NUMBER.match(number) and unit.rstrip("s") in _DAYS:
        return float(number) * _DAYS[unit.rstrip("s")]
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return float(text.replace("-", ""))
    return None
