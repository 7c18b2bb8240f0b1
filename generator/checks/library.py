"""CL: faults of clause files that a draft meets: their keys, their texts, their conditions."""

from __future__ import annotations

from collections.abc import Iterator

from ..diagnostics import Diagnostic
from ..logic.constraints import parties_with_place
from ..logic.indices import Indices
from ..logic.names import Known, roles_in
from ..package import Package
from ..provisions import Clause
from . import check, fault


@fault("CL001", "wrong-library-file")
def wrong_library_file() -> None:
    """
    What it finds
        A key of a clause, translation, glossary, framing or language file that does not exist, is missing, or has a
        value of the wrong kind.

    Why it matters
        The file is not used at all: its clause is missing from every draft.

    Example
        title: Perpetual neutrality
        sumary: The State declares its neutrality.

    How to fix it
        Correct the key or its value; the hint names the nearest one.  `peacedraft schema clause` prints all keys.
    """


@fault("CL002", "unknown-library-clause")
def unknown_library_clause() -> None:
    """
    What it finds
        A framing, a library.yaml, a translation or an extension that names a clause or a library which does not exist.

    Why it matters
        What stands there can never be printed; most often a clause was renamed and the list was not.

    Example
        default: [final.entry-in-force]

    How to fix it
        Correct the id, write the clause, or remove it from the list.
    """


@fault("CL003", "unreadable-hole")
def unreadable_hole() -> None:
    """
    What it finds
        A hole `{{ … }}` or statement `{% … %}` in a text that cannot be read: braces that do not close, empty braces,
        an `if` without its `endif`.

    Why it matters
        The text cannot be filled, so the clause prints nothing.

    Example
        {{ state.possessive }

    How to fix it
        Close the braces and the statements; the finding points at line and column.
    """


@fault("CL004", "forbidden-expression")
def forbidden_expression() -> None:
    """
    What it finds
        Something in a text that would have to be executed: a sum, a comparison, a filter, a macro, a comment; or a text that is
        too long or too deep, or whose loops would print without measure.

    Why it matters
        Clause text is filled, never executed: a delegation must be able to read it, and no value may become code.

    Example
        {% if days > 90 %}
        {{ state | upper }}

    How to fix it
        Make another variant, a `flag` or a `choice` parameter of it; use `notes:` for comments.
    """


@fault("CL005", "unknown-name")
def unknown_name() -> None:
    """
    What it finds
        A name, a form or a term in a text that is not there: no parameter of the clause, no role, no built-in word; no
        form of that value; no key of clauses/terminology.yaml; a `for` over something that is no list.

    Why it matters
        There is nothing to print in that place.

    Example
        parameters: {notice-days: {type: duration}}
        text: A Party gives notice of {{ notice }}.

    How to fix it
        Correct the name; a hyphen of a parameter is written _ in a text: `{{ notice_days }}`.
    """


@fault("CL006", "forbidden-block")
def forbidden_block() -> None:
    """
    What it finds
        A block that does not stand in clause text: a heading, a numbered list, a quotation, a list without a paragraph
        before it, a statement that covers half a block, or several paragraphs where one line is wanted.

    Why it matters
        Numbers are made by the program and headings come from the framing; other blocks have no place in a treaty.

    Example
        # Article 1

        1. The Parties shall …

    How to fix it
        A blank line starts a paragraph, `- ` a point.  Put each statement alone on its line, around whole blocks.
    """


@fault("CL007", "unknown-source")
def unknown_source() -> None:
    """
    What it finds
        A `source:` of a variant, framing or position that is no key of clauses/sources.yaml.

    Why it matters
        A wording without a source cannot be defended at the table, and the drafting notes would print the bare key.

    Example
        sources:
          - {source: at-neutrality-law-1995, use: modelled}

    How to fix it
        Correct the key, or add the instrument to clauses/sources.yaml with title, date and citation.
    """


@check("CL008", "condition-syntax")
def condition_syntax(package: Package) -> list[Diagnostic]:
    """
    What it finds
        A condition (`requires:`, `excludes:`, `when:`, `holds:`) that cannot be read.

    Why it matters
        The constraint judges nothing, so what it forbids passes unnoticed.

    Example
        excludes: alliance.membership in (member, invited

    How to fix it
        Write `clause`, `clause = variant`, `clause in (a, b)`, `clause.parameter <= 90 days` or `role has party`,
        joined by `not`, `and`, `or` and parentheses.
    """
    selection, scenario = package.selection, package.scenario
    spoken = [chosen.clause for chosen in selection.choices.values()], [instrument.framing for instrument in selection.instruments.values()]
    named = (scenario.parties, roles_in(selection), list(scenario.instruments), scenario.indices(), scenario.data.get("constraints"))
    return selection.memory.once("conditions", (spoken, named), lambda: list(_unreadable(package)))


def _unreadable(package: Package) -> Iterator[Diagnostic]:
    selection, scenario = package.selection, package.scenario
    known = Known(package.library, {*scenario.parties, *package.library.parties()}, roles_in(selection), None, lambda: Indices(scenario).names)
    yield from package.by_choice("CL008", lambda _, chosen: _of_clause(known, chosen.clause), whole=True)
    for instrument in selection.instruments.values():
        yield from known.constraints(instrument.framing.data, instrument.framing)
    for party, source, path in parties_with_place(selection):
        for index, bar in enumerate(scenario.parties[party].get("constitutional-bars") or ()):
            at = (*path, "constitutional-bars", index)
            yield from known.condition(bar["when"], source, (*at, "when"))
            steps = [(("steps", number), step) for number, step in enumerate(bar.get("steps") or ())]
            for steps_to, name in [*steps, *([(("after",), bar["after"])] if "after" in bar else [])]:
                yield from known.milestone(name, source, (*at, *steps_to))
    own = Known(package.library, known.parties, known.roles, list(scenario.instruments), known.indices)
    yield from own.constraints(scenario.data, scenario.source)


def _of_clause(known: Known, clause: Clause) -> Iterator[Diagnostic]:
    for source in (clause.source, clause.extension):
        if source is not None and "constraints" in source.data:
            yield from known.constraints(source.data, source, (), clause.id)
    for name, variant in clause.variants.items():
        if "constraints" in variant.card:
            yield from known.constraints(variant.card, variant.source, ("variants", name), clause.id)


@fault("CL009", "unknown-name-in-condition")
def unknown_name_in_condition() -> None:
    """
    What it finds
        A condition that names a clause, variant, parameter, choice, role, party, instrument or index which does not exist.

    Why it matters
        It can never be true, so what it forbids passes, and what it requires can never be there.

    Example
        excludes: alliance.membership = membre

    How to fix it
        Correct the name; the hint gives the nearest one.
    """


@fault("CL010", "unknown-target")
def unknown_target() -> None:
    """
    What it finds
        A `ref()` or `included()` whose clause exists in no library, a `ref()` to a named paragraph or annex that no
        variant of that clause has, or a `counts-as:` that names no variant of its clause.

    Why it matters
        The reference dangles in every draft; a condition on a clause that does not exist is never true.

    Example
        {{ ref("neutrality.declaration", "aliances") }}

    How to fix it
        Correct the id, or end the paragraph that is meant with its name: ` ^alliances`.
    """
