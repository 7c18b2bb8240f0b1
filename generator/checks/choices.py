"""What is still open in a choice, and where its values were given: shared by the families that judge parameters."""

from __future__ import annotations

from collections.abc import Callable

from ..diagnostics import Span
from ..hints import Any
from ..package import Package
from ..parameters import is_open
from ..select import Alternative, Chosen


def candidates(raw: Any) -> list[Any]:
    """Every value that a parameter may still take."""
    return [option["value"] for option in raw["open"]] if is_open(raw) else [raw]


def always(chosen: Chosen, test: Callable[[Alternative], bool] = lambda _: True) -> bool:
    """Whether a clause prints in every alternative and the test holds for each: no completion avoids it."""
    return all(alternative.text and test(alternative) for alternative in chosen.alternatives)


def reads(*variants: str) -> Callable[[Alternative], bool]:
    """The test whether an alternative is one of some variants."""
    return lambda alternative: alternative.variant is not None and alternative.variant.name in variants


def roles_named(data: dict[str, Any], key: str) -> list[str]:
    """Who acts (``by``) or verifies (``verified-by``) in a milestone, as its file names them."""
    given = data.get(key) or ()
    return [given] if isinstance(given, str) else list(given)


def value_span(package: Package, instrument: str, chosen: Chosen, name: str, *rest: str | int) -> Span:
    """Where a parameter's value was given: with the choice, as a role, or else the choice itself."""
    source = package.scenario.source
    role = chosen.clause.parameters[name].get("role")
    paths: list[tuple[str | int, ...]] = [(*path, name) for path in (*(a.path for a in chosen.alternatives), chosen.path)]
    if role == "signatories":
        paths.append(("instruments", instrument, "signatories"))
    elif role:
        paths += [("instruments", instrument, "roles", role), ("roles", role)]
    given = [path for path in paths if "/".join(map(str, path)) in source.places]
    whole = next((path for path in given if "/".join(map(str, (*path, *rest))) in source.places), given[0] if given else None)
    return source.span(*whole, *rest) if whole else source.key_span(*chosen.path)


def names(package: Package, party: str) -> list[str]:
    """How a party is called in English: its name and its formal name."""
    english = package.library.language("en")
    data = package.scenario.parties.get(party) or {}
    forms = [data.get("formal"), data.get("name")]
    return list(dict.fromkeys(english.form(english.choose(form)) for form in forms if form)) if english else []


def called(package: Package, party: str) -> str:
    """A party's short name as a sentence says it, for messages: "Ukraine", "the Russian Federation"."""
    formal, *short = names(package, party) or [party]
    name = short[0] if short else formal
    return f"the {name}" if formal.startswith("the ") and " " in name and not name.startswith("the ") else name
