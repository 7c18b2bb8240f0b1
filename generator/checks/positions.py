"""PO: who could accept the package: the window of an index, red lines, the tilt, and the files that say so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..diagnostics import ERROR, NOTE, WARNING, Diagnostic, Related, Span
from ..logic.conditions import Path, paths, read_path
from ..logic.indices import Indices, given_in, indices_of
from ..logic.names import Known, nearest, roles_in
from ..logic.positions import Acceptance, Actor, Value, View, view
from ..package import Package
from ..select import Selection, Steps
from ..source import Source
from . import check, fault

_NUMBERS = ("integer", "number", "percentage", "duration")


@check("PO001", "index-outside-window")
def index_outside_window(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        An index of the scenario's indices.yaml that falls into a band which is not `wanted:`, whatever is still open.

    Why it matters
        The window is where the authors of the index hold a settlement to be possible: above it one side cannot accept
        the package, below it the other is not protected.

    Example
        stabilisation-force.establishment: omit       # monitors only: the balance index falls below 2.5

    How to fix it
        Change one of the choices that the finding adds up, or, where the figures themselves are in dispute, the terms
        and bands of indices.yaml.
    """
    indices = indices_of(package.selection)
    selection, scenario = package.selection, package.scenario
    origin = (scenario.positions(), indices.source, scenario.parties, roles_in(selection), list(scenario.instruments))
    yield from selection.memory.once("positions", origin, lambda: list(faults_of(selection, indices)))
    seen = view(package.selection, indices)
    for value in seen.values:
        if value.band is not None and not value.index.bands[value.band].wanted and any(band.wanted for band in value.index.bands.values()):
            yield _outside(package, indices, value)
    for actor, made, _ in seen.rows():
        yield from _crossed(package, indices, actor, made)
    yield from _untilted(seen)


@fault("PO002", "crossed-red-line")
def crossed_red_line() -> None:
    """
    What it finds
        A red line of an actor, by the files of positions/ beside the scenario, that the package crosses, whatever is
        still open.  Private statements are not judged here.

    Why it matters
        A package that one of those who must agree cannot accept is no settlement, however consistent it is.

    Example
        alliance.membership: member
        # positions/russian-federation.yaml: {strength: red-line, holds: not alliance.membership in (member, invited)}

    How to fix it
        Choose what the statement's condition allows; `peacedraft positions` shows what each actor gains and loses by it.
        Keep it where the package is meant to show what is out of reach.
    """


@fault("PO003", "tilt-not-kept")
def tilt_not_kept() -> None:
    """
    What it finds
        The actor whose reassurance goes first by the `tilt:` of indices.yaml does not reach the score that the tilt asks for.

    Why it matters
        Where two actors cannot both be satisfied, the scenario itself says whose security is not to be traded away.

    Example
        tilt: {first: northland, second: southland, at-least: 0.75, because: Northland must feel assured.}

    How to fix it
        `peacedraft positions` lists what that actor's preferences miss; meet some of them, or set another threshold.
    """


@fault("PO004", "ambiguous-position")
def ambiguous_position() -> None:
    """
    What it finds
        A file of positions/ whose name is not its party's, a second file of the same party, or two statements of one
        party with the same id.

    Why it matters
        A finding names a party and a statement; with two of the same name nobody knows which is meant.

    Example
        # positions/ukraine.yaml
        party: united-states

    How to fix it
        Name the file after the party, and each statement by an id of its own.
    """


@fault("PO005", "unusable-term")
def unusable_term() -> None:
    """
    What it finds
        A term of an index that adds nothing or in two ways: neither or both of `adds:` and `value:`, a `value:` that is
        no parameter of a clause, or a parameter that is no number.

    Why it matters
        The sum would be another than its author meant, and every condition on it with it.

    Example
        terms:
          - {term: size, value: stabilisation-force.establishment}

    How to fix it
        Write `adds: 3`, or `value: clause.parameter` with `times:`, `per:` and `at-most:`.
    """


@fault("PO006", "no-such-positions")
def no_such_positions() -> None:
    """
    What it finds
        A scenario whose `positions:` names a scenario that is not there.

    Why it matters
        Nobody would be asked, and every package would look acceptable.

    Example
        positions: ukraine-austria-model

    How to fix it
        Name a scenario that is shipped or lies in your own `scenarios/`, or write files in `positions/` beside this one.
    """


# ------------------------------------------------------------------ what the package does


def _outside(package: Package, indices: Indices, value: Value) -> Diagnostic:
    index = value.index
    band = index.bands[value.band or ""]
    deciding = [*([band.condition] if band.condition is not None else []), *index.conditions()]
    span, clause, instrument = _place(package, [path for condition in deciding for path in paths(condition, indices.terms)])
    is_ = f"is {value.value:g}" if value.value is not None else "is outside its window, whatever is still open"
    message = f"the {index.title[:1].lower()}{index.title[1:]} {is_}: {value.band}"
    hint = f"change what it adds up: {' + '.join(f'{label} {amount:g}' for label, amount in value.parts) or ', '.join(index.labels)}"
    related = (Related(indices.source.key_span("indices", index.id), "the index"),) if indices.source else ()
    return Diagnostic("PO001", WARNING, message, span, hint, band.data.get("because") or "", index.rule, clause, instrument, related)


def _crossed(package: Package, indices: Indices, actor: Actor, made: Acceptance) -> Iterator[Diagnostic]:
    from ..logic.spoken import Speaker

    for statement, holds in zip(actor.statements, made.holds, strict=True):
        if statement.is_red_line and holds is False and statement.condition is not None:
            span, clause, instrument = _place(package, paths(statement.condition, indices.terms))
            place = actor.source.span(*statement.path)
            message = f"a red line of {actor.formal} is crossed: {statement.text} ({statement.id}, {statement.basis})"
            because = f"{statement.source}{f': “{statement.quote}”' if statement.quote else ''}"
            hint = f"choose so that {Speaker(package.library).condition(statement.condition)}"
            yield Diagnostic("PO002", WARNING, message, span or place, hint, because, "PO-02", clause, instrument, (Related(place, "the red line"),))


def _untilted(seen: View) -> Iterator[Diagnostic]:
    tilt, source = seen.indices.tilt, seen.indices.source
    for actor, made, _ in seen.rows():
        if tilt is not None and source is not None and actor.party == tilt.first and made.score is not None and round(made.score, 9) < tilt.least:
            message = f"the score of {actor.formal} is {made.score:.2f}, below the {tilt.least:g} that the tilt asks for"
            missed = [s.id for s, holds in zip(actor.statements, made.holds, strict=True) if holds is False]
            hint = f"meet some of what it misses ({', '.join(missed)}), or set another threshold"
            yield Diagnostic("PO003", NOTE, message, source.key_span("tilt"), hint, tilt.because, "PO-03")


def _place(package: Package, named: Iterable[Path]) -> tuple[Span | None, str, str]:
    """The first choice of the scenario that is named: its place, its clause and its instrument."""
    places = package.scenario.source.places
    for path in named:
        for id in package.scenario.instruments:
            if path.instrument in ("", id) and f"instruments/{id}/clauses/{path.clause}" in places:
                return package.choice_span(id, path.clause), path.clause, id
    return None, "", ""


# ------------------------------------------------------------------ what the files say


def faults_of(selection: Selection, indices: Indices) -> Iterator[Diagnostic]:
    """What is wrong with the files of positions/ and with indices.yaml, beyond their form."""
    scenario, library = selection.scenario, selection.scenario.library
    parties, roles = {*scenario.parties, *library.parties()}, roles_in(selection)
    known = Known(library, parties, roles, list(scenario.instruments), lambda: indices.names)
    seen: dict[str, Source] = {}
    for source in scenario.positions():
        party = source.data["party"]
        if party not in parties:
            yield Diagnostic("SC006", ERROR, f"there is no party “{party}”", source.span("party"), nearest(party, parties, "parties"))
        elif party in seen:
            message = f"{party} has a second file (the first is {seen[party].file})"
            yield Diagnostic("PO004", ERROR, message, source.span("party"), "put its statements into one file")
        elif not source.file.endswith(f"/{party}.yaml"):
            message = f"the positions of {party} stand in a file of another name"
            yield Diagnostic("PO004", ERROR, message, source.span("party"), f"call it positions/{party}.yaml")
        seen.setdefault(party, source)
        yield from _faults_of_statements(source, known)
    if indices.source is not None:
        yield from _faults_of_indices(indices.source, Known(library, parties, roles, list(scenario.instruments), list))


def _faults_of_statements(source: Source, known: Known) -> Iterator[Diagnostic]:
    first: dict[str, int] = {}
    sources = known.library.shared("sources")
    for index, data in enumerate(source.data["positions"]):
        at: Steps = ("positions", index)
        if first.setdefault(data["id"], index) < index:
            yield Diagnostic("PO004", ERROR, f"“{data['id']}” stands here a second time", source.span(*at, "id"), "give each statement an id of its own")
        yield from known.condition(data["holds"], source, (*at, "holds"))
        for number, cited in enumerate(data.get("sources") or ()):
            if cited["source"] not in sources:
                span = source.span(*at, "sources", number, "source")
                yield Diagnostic("CL007", ERROR, f"“{cited['source']}” is not in clauses/sources.yaml", span, nearest(cited["source"], sources, "sources"))


def _faults_of_indices(source: Source, known: Known) -> Iterator[Diagnostic]:
    for id, index in (source.data.get("indices") or {}).items():
        for number, term in enumerate(index["terms"]):
            yield from _faults_of_term(given_in(term), source, ("indices", id, "terms", number), known)
        for name, band in (index.get("bands") or {}).items():
            if band.get("or-when") is not None:
                yield from known.condition(band["or-when"], source, ("indices", id, "bands", name, "or-when"))
    tilt, topics = source.data.get("tilt") or {}, (source.data.get("weights") or {}).get("topics") or {}
    named: list[tuple[str, Steps]] = [(tilt[key], ("tilt", key)) for key in ("first", "second") if key in tilt]
    for party, path in [*named, *((party, ("weights", "topics", party)) for party in topics)]:
        if party not in known.parties:
            span = source.span(*path) if path[0] == "tilt" else source.key_span(*path)
            yield Diagnostic("SC006", ERROR, f"there is no party “{party}”", span, nearest(party, known.parties, "parties"))


def _faults_of_term(term: dict[str, object], source: Source, at: Steps, known: Known) -> Iterator[Diagnostic]:
    if "when" in term:
        yield from known.condition(str(term["when"]), source, (*at, "when"))
    if ("adds" in term) == ("value" in term) or ("adds" in term and {"times", "per", "at-most"} & set(term)):
        yield Diagnostic(
            "PO005", ERROR, "a term has either adds: or value:, and times:, per: and at-most: only with value:", source.span(*at), "write one of the two"
        )
    elif "value" in term:
        path = read_path(str(term["value"]))
        clause = known.clause(path.clause) if path is not None and path.clause and path.name else None
        spec = clause.parameters.get(path.name) if clause is not None and path is not None else None
        if spec is None:
            hint = nearest(path.name, clause.parameters, "its parameters are") if clause is not None and path is not None else "write library.clause.parameter"
            yield Diagnostic("PO005", ERROR, f"“{term['value']}” is no parameter of a clause", source.span(*at, "value"), hint)
        elif spec["type"] not in _NUMBERS:
            message = f"“{term['value']}” is no number ({spec['type']})"
            yield Diagnostic("PO005", ERROR, message, source.span(*at, "value"), f"an index adds up {', '.join(_NUMBERS)}")
