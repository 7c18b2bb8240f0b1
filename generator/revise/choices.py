"""What two packages chose differently: variants, values, omissions, what is open, and the scenario's own fields."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from ..frozen import Record
from ..package import Package
from ..parameters import is_open
from ..select import Alternative, Chosen


class Choice(Record):
    """A path of the scenario and what stood and stands there, in words; "" for nothing."""

    path: str
    old: str
    new: str

    @property
    def became(self) -> str:
        """ "opened", "agreed" or "" : whether brackets were put around it or taken away."""
        was, now = self.old.startswith(_OPEN), self.new.startswith(_OPEN)
        return "opened" if now and not was else "agreed" if was and not now and self.new else ""


_OPEN = "open: "
_FIELDS = ("title", "languages", "parties", "roles", "terminology", "dates")
_OWN = ("framing", "register", "title", "short-title", "languages", "signatories", "enacted-by", "roles")


def choices(old: Package, new: Package) -> list[Choice]:
    """Every path at which two packages differ, in the order of the new one."""
    several = {clause for package in (old, new) for clause, held in package.selection.by_clause.items() if len(held) > 1}
    before, after = _flat(old, new, several), _flat(new, old, several)
    found = [Choice(path, before.get(path, ""), after.get(path, "")) for path in dict.fromkeys([*after, *before])]
    found = [choice for choice in found if choice.old != choice.new]
    changed = {choice.path for choice in found}  # where a clause came, went or fell silent, so did its values
    return [choice for choice in found if (choice.old and choice.new) or choice.path.rpartition(".")[0] not in changed]


def _flat(package: Package, other: Package, several: set[str]) -> dict[str, str]:
    """Path → words, for the scenario and for the instruments that both have; ``several``: clauses that need theirs named."""
    scenario = package.scenario
    found: dict[str, str] = {}
    for name in _FIELDS:
        found |= _field(name, scenario.data.get(name))
    for id, instrument in package.selection.instruments.items():
        if id not in other.instruments:
            continue
        for name in _OWN:
            found |= _field(f"{id}:{name}", scenario.instruments[id].get(name))
        beside = {chosen.clause.id: chosen for chosen in other.selection.instruments[id].chosen()}
        for chosen in instrument.chosen():
            if beside.get(chosen.clause.id) is not chosen:
                path = f"{id}:{chosen.clause.id}" if chosen.clause.id in several else chosen.clause.id
                found |= _chosen(path, chosen)
    return found


def _field(path: str, value: Any) -> dict[str, str]:
    if isinstance(value, dict):
        return {f"{path}.{name}": words_of(inner) for name, inner in value.items()}
    return {path: words_of(value)} if value is not None else {}


def _chosen(path: str, chosen: Chosen) -> dict[str, str]:
    if len(chosen.alternatives) > 1:
        worded = [alternative for alternative in chosen.alternatives if alternative.variant is not None and alternative.path]
        shared = {n: v for n, v in worded[0].values.items() if v is not None and all(a.values.get(n) == v for a in worded)} if worded else {}
        said = _OPEN + " | ".join(_alternative(alternative, shared) for alternative in chosen.alternatives)
        return {path: said, **{f"{path}.{name}": words_of(value) for name, value in shared.items()}}
    only = chosen.alternatives[0]
    if only.variant is None:
        return {}
    values = {f"{path}.{name}": words_of(value) for name, value in only.values.items() if value is not None and only.text}
    return {path: only.variant.name, **values}


def _alternative(alternative: Alternative, shared: Collection[str]) -> str:
    """One of several, with the values that not all of them share."""
    name = alternative.variant.name if alternative.variant else "omit"
    own = alternative.values if alternative.path and alternative.variant is not None else {}
    given = ", ".join(f"{n} {words_of(v)}" for n, v in own.items() if v is not None and n not in shared)
    by = f" ({', '.join(alternative.by)})" if alternative.by else ""
    return f"{name}{': ' + given if given else ''}{by}"


def words_of(value: Any) -> str:
    """A value of a scenario in words."""
    if is_open(value):
        return _OPEN + " | ".join(f"{words_of(o['value'])}{' (' + ', '.join(o['by']) + ')' if o.get('by') else ''}" for o in value["open"])
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "; ".join(f"{name}: {words_of(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return ", ".join(f"({words_of(v)})" if isinstance(v, dict) else words_of(v) for v in value)
    return str(value)
