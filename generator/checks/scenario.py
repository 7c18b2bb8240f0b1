"""SC: faults of a scenario: found while it is read and its clauses are chosen, and what it leaves without a value."""

from __future__ import annotations

from collections.abc import Iterator

from ..diagnostics import ERROR, WARNING, Diagnostic
from ..hints import Any
from ..logic.conditions import Path, read_path
from ..logic.constraints import parties_with_place
from ..package import Package
from ..provisions import Clause
from ..select import Chosen
from ..tree import Blank
from ..values import read_date
from . import check, fault

_EVENTS = ("signature", "entry-into-force")


@check("SC010", "missing-value")
def missing_value(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A value that the text prints and that nobody gave: no value in the scenario, no default in the clause.  The
        draft shows a blank, **[… days]**.

    Why it matters
        A blank is a question the parties have not answered.  While they negotiate it may stand; a final text has none.

    Example
        withdrawal.foreign-forces: ninety-days        # and the clause asks for `state:` and `days:`

    How to fix it
        Give the value beside the variant, or leave it open on purpose:
        withdrawal.foreign-forces: {variant: ninety-days, days: 90 days}
    """
    for id, draft in package.instruments.items():
        blanks = {blank.path: blank for survey in draft.surveys.get("en", {}).values() for blank in survey.blanks}
        for blank in blanks.values():
            found = _missing(package, id, blank)
            if found is not None and not _is_unfit(package, found, blank):
                yield found


def _is_unfit(package: Package, found: Diagnostic, blank: Blank) -> bool:
    """Whether the value was given and does not fit, which SC005 says."""
    name = f"{found.clause}: “{'.'.join(blank.path.partition(':')[2].split('.')[2:])}” "
    return any(other.code == "SC005" and other.message.startswith(name) for other in package.selection.found)


def _missing(package: Package, instrument: str, blank: Blank) -> Diagnostic | None:
    rest = blank.path.partition(":")[2].split(".")
    if len(rest) < 3:
        return _missing_form(package, instrument, *blank.path.split(".")[:2])
    clause_id, name, column = ".".join(rest[:2]), rest[2], ".".join(rest[3:])
    clause = package.library.clause(clause_id)
    spec: dict[str, Any] = clause.parameters.get(name, {}) if clause else {}
    span = package.choice_span(instrument, clause_id)
    role = spec.get("role")
    if role and not package.selection.instruments[instrument].roles.get(role):
        message = f"{clause_id} speaks of the role “{role}” ({name}), which nobody has"
        where = f"to the instrument {instrument}" if role == "signatories" else "with a party to roles:"
        hint = f"add “{role}:” {where}, or a value for “{name}:” to {clause_id}"
        return Diagnostic("SC011", WARNING, message, span, hint, clause=clause_id, instrument=instrument)
    if column:
        inner = (spec.get("columns") or {}).get(column, {})
        message, hint = f"{clause_id}: a row of “{name}” has no “{column}”", _ask(column, inner, f"each row of {name}:")
    else:
        message, hint = f"{clause_id}: “{name}” has no value", _ask(name, spec, clause_id)
    return Diagnostic("SC010", WARNING, message, span, hint, clause=clause_id, instrument=instrument)


def _missing_form(package: Package, instrument: str, owner: str, form: str = "") -> Diagnostic | None:
    """A party without a form that the text prints, or a term that takes sides without the form chosen."""
    for party, source, path in parties_with_place(package.selection):
        if party == owner:
            message, hint = f"the party {party} has no “{form}”", f"add “{form}:” to the party"
            return Diagnostic("SC010", WARNING, message, source.span(*path), hint, instrument=instrument)
    terms = package.library.source("clauses/terminology.yaml", "terminology")
    if terms is None or owner not in terms.data:
        return None
    return Diagnostic("SC010", WARNING, f"the term “{owner}” has no neutral form", terms.key_span(owner), "add neutral: to its forms", instrument=instrument)


def _ask(name: str, spec: dict[str, Any], where: str) -> str:
    what = str(spec.get("summary") or spec.get("type") or "").rstrip(".")
    choices = f" ({', '.join(spec['choices'])})" if spec.get("choices") else f" ({spec['type']})" if spec.get("type") else ""
    return f"add “{name}:” to {where} — {what}{choices}"


@fault("SC011", "role-without-party")
def role_without_party() -> None:
    """
    What it finds
        The text of a chosen clause speaks of a role (the neutral State, the guarantors, the depositary) that the
        scenario gives to nobody, and has no other value for it.

    Why it matters
        Whoever the clause binds or protects is missing from its text, which prints a blank in every place.

    Example
        parties: [northland, southland]
        roles: {neutral-state: northland}       # and a clause with `role: counterpart`

    How to fix it
        Name the party under `roles:` of the scenario or of the instrument, or give the parameter a value of its own.
    """


@check("SC015", "unknown-date")
def unknown_date(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A line of `dates:` that names no milestone of the package, or whose value is no date of the calendar.

    Why it matters
        The date would pin nothing: the timetable goes on without it, and the text prints a blank or another day.

    Example
        dates:
          entry-in-force: "2027-03-01"
          state-treaty:signature: "2027-02-30"

    How to fix it
        Write signature, entry-into-force or [instrument:]clause.milestone, and the date as "2027-03-01".
        `peacedraft library show CLAUSE` lists a clause's milestones.
    """
    for key, value in (package.scenario.data.get("dates") or {}).items():
        if read_date(value) is None:
            hint = 'write a day of the calendar as "2027-03-01"'
            yield Diagnostic("SC015", ERROR, f"“{value}” is no date ({key})", package.scenario_span("dates", key), hint)
        fault = _unknown_milestone(package, key)
        if fault:
            span = package.scenario.source.key_span("dates", key)
            yield Diagnostic("SC015", fault[0], fault[1], span, fault[2])


def _unknown_milestone(package: Package, key: str) -> tuple[Any, str, str] | None:
    """What is wrong with the name of a milestone: (severity, message, way out)."""
    path = read_path(key)
    instruments = list(package.scenario.instruments)
    if path is None or (not path.clause and path.name not in _EVENTS) or (path.clause and not path.name):
        return ERROR, f"“{key}” is no milestone", "write signature, entry-into-force or [instrument:]clause.milestone"
    if path.instrument and path.instrument not in instruments:
        return ERROR, f"there is no instrument “{path.instrument}”", f"instruments: {', '.join(instruments)}"
    if not path.clause:
        return None
    clause = package.library.clause(path.clause)
    if clause is None:
        return None if package.library.has(path.clause) else (ERROR, f"there is no clause {path.clause}", "`peacedraft library list` lists the clauses")
    holders = package.chosen(path.clause, path.instrument)
    known = _milestones(clause, [chosen for _, chosen in holders])
    if path.name not in known:
        return ERROR, f"{clause.id} has no milestone “{path.name}”", f"its milestones are {', '.join(known) or 'none'}"
    return None if holders else (WARNING, f"{_where(path)} has no {clause.id}, so this date pins nothing", "add the clause, or remove the date")


def _where(path: Path) -> str:
    return path.instrument or "the package"


def _milestones(clause: Clause, holders: list[Chosen]) -> list[str]:
    """A clause's milestones by name; one that is there for each row, by the ids of the rows."""
    found: list[str] = []
    for name, (data, _) in clause.milestones_of(clause.variants).items():
        found.append(name)
        rows = [a.values.get(str(data.get("each"))) for chosen in holders for a in chosen.alternatives]
        found += [str(row["id"]) for table in rows if isinstance(table, list) for row in table if isinstance(row, dict) and row.get("id")]
    return list(dict.fromkeys(found))
