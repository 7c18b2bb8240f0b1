"""``indices.yaml`` of a scenario: values computed from the choices of a package, and how statements are weighed.

Goes in: a Scenario.  Comes out: :class:`Indices`, which reads the file when it is first asked for: the terms of each
index for conditions, its bands, and the scenario's thresholds, weights and tilt.
"""

from __future__ import annotations

import operator
from functools import cached_property

from ..frozen import Record
from ..hints import Any
from ..scenario import Scenario
from ..select import Selection
from ..source import Source
from .conditions import Compare, Condition, Path, Term, World, evaluate, read_path, sum_of
from .constraints import readable

ACCEPT, NEGOTIABLE = 0.90, 0.60
"""The scores from which a package is accepted, and from which it can be negotiated, where a scenario sets none."""
FULL, HALF, TOPIC = 2.0, 1.0, 2.0
BASIS = {"stated": 1.0, "assessment": 1.0, "inference": 0.6, "prescription": 0.5}

_BOUNDS = {"at-least": operator.ge, "above": operator.gt, "at-most": operator.le, "below": operator.lt}


class Band(Record):
    """A range of an index by the bounds in its data, or wherever ``condition`` holds."""

    data: dict[str, Any]
    condition: Condition | None

    @property
    def wanted(self) -> bool:
        """Whether a package should be here."""
        return bool(self.data.get("wanted"))

    def holds(self, value: float, world: World) -> bool:
        """Whether a package of that value falls into the band."""
        if self.condition is not None and evaluate(self.condition, world):
            return True
        bounds = [inside(value, self.data[key]) for key, inside in _BOUNDS.items() if self.data.get(key) is not None]
        return all(bounds) and (bool(bounds) or self.condition is None)


class Index(Record):
    """A value with its terms, what they are called, and its bands."""

    id: str
    title: str
    rule: str
    terms: tuple[Term, ...]
    labels: tuple[str, ...]
    bands: dict[str, Band]

    def parts(self, world: World) -> tuple[tuple[str, float], ...]:
        """What each term that counts adds in a world; those undecided are left out."""
        amounts = [(label, sum_of([term], world)) for label, term in zip(self.labels, self.terms, strict=True)]
        return tuple((label, amount) for label, amount in amounts if amount)

    def conditions(self) -> list[Condition]:
        """What decides its value and its band."""
        itself = Compare(Path("", "", self.id), ">=", ("0",))
        return [itself, *(band.condition for band in self.bands.values() if band.condition is not None)]

    def band(self, value: float | None, world: World) -> str | None:
        """The name of the first band that a value falls into."""
        return None if value is None else next((name for name, band in self.bands.items() if band.holds(value, world)), None)


class Tilt(Record):
    """Whose score goes before whose where they conflict, and the least that it should reach."""

    first: str
    second: str
    least: float
    because: str


class Indices:
    """The indices of a scenario, and how it weighs statements."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario

    @cached_property
    def source(self) -> Source | None:
        """The file; None where there is none."""
        return self._scenario.indices()

    @property
    def names(self) -> list[str]:
        """The indices that the file defines, those with a fault among them."""
        return list((self.source.data.get("indices") or {}) if self.source else {})

    @cached_property
    def all(self) -> dict[str, Index]:
        """Every index by its name; one with a term or band that cannot be read is left out."""
        given = (self.source.data.get("indices") or {}) if self.source else {}
        return {id: made for id, data in given.items() if (made := _index(id, data)) is not None}

    def terms(self, name: str) -> tuple[Term, ...] | None:
        """The terms of an index, as conditions ask for them."""
        index = self.all.get(name)
        return index.terms if index else None

    def _settings(self, key: str) -> dict[str, Any]:
        return given_in(self.source.data.get(key) or {}) if self.source else {}

    @property
    def thresholds(self) -> tuple[float, float]:
        """The scores from which a package is accepted, and from which it can be negotiated."""
        given = self._settings("thresholds")
        return given.get("accept", ACCEPT), given.get("negotiable", NEGOTIABLE)

    @property
    def tilt(self) -> Tilt | None:
        """Whose score goes first; None where the scenario says nothing of it."""
        given = self._settings("tilt")
        return Tilt(given["first"], given["second"], given["at-least"], given["because"]) if given else None

    def weight(self, party: str, statement: dict[str, Any]) -> float:
        """What a statement weighs: what its file says, or topic × strength × basis."""
        if statement.get("weight") is not None:
            return float(statement["weight"])
        given = self._settings("weights")
        topics = (given.get("topics") or {}).get(party) or {}
        topic = topics.get(statement.get("topic"), given.get("otherwise", TOPIC))
        strength = given.get("half", HALF) if statement.get("half-weight") else given.get("full", FULL)
        factors = BASIS | (given.get("basis") or {})
        return round(float(topic * strength * factors[statement["basis"]]), 9)


def indices_of(selection: Selection) -> Indices:
    """The indices of a selection's scenario, read once."""
    scenario = selection.scenario
    return selection.memory.once("indices", scenario.indices(), lambda: Indices(scenario))


def given_in(data: dict[str, Any]) -> dict[str, Any]:
    """What of some keys has a value."""
    return {key: value for key, value in data.items() if value is not None}


def _index(id: str, data: dict[str, Any]) -> Index | None:
    terms = [_term(given_in(term)) for term in data["terms"]]
    bands = {name: Band(band, readable(band.get("or-when"))) for name, band in (data.get("bands") or {}).items()}
    if None in terms or any(band.condition is None and band.data.get("or-when") for band in bands.values()):
        return None
    labels = tuple(term["term"] for term in data["terms"])
    return Index(id, data["title"], data.get("rule") or "", tuple(term for term in terms if term is not None), labels, bands)


def _term(data: dict[str, Any]) -> Term | None:
    """One term; None where its condition or its path cannot be read, or it adds nothing or in two ways."""
    when, path = readable(data.get("when")), read_path(data.get("value", ""))
    if (when is None and "when" in data) or ("adds" in data) == ("value" in data):
        return None
    if "adds" in data:
        return Term(data["adds"], when)
    return None if path is None or not path.name or not path.clause else Term(data.get("times", 1) / data.get("per", 1), when, path, data.get("at-most"))
