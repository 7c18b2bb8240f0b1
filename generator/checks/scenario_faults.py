"""SC: the faults of a scenario that are found while it is read and its clauses are chosen."""

from __future__ import annotations

from . import fault


@fault("SC001", "wrong-scenario-file")
def wrong_scenario_file() -> None:
    """
    What it finds
        A key of a scenario, of a party's file, of positions/, of indices.yaml or of a batch plan that does not exist, is missing, or has a
        value of the wrong kind.

    Why it matters
        A misspelt key would be left out in silence, and the draft would not say what its author meant.

    Example
        title: Talks
        langages: [en]

    How to fix it
        Correct the key or its value; the hint names the nearest one.  `peacedraft schema scenario` (or `party`,
        `position`, `indices`) prints all keys, and an editor that reads the schema completes them.
    """


@fault("SC002", "unknown-clause")
def unknown_clause() -> None:
    """
    What it finds
        A scenario names a clause that neither your own library nor the shipped one has.

    Why it matters
        Nothing can be printed for it, and a misspelt id would otherwise be left out in silence.

    Example
        instruments:
          law:
            clauses:
              neutrality.executon: government-entrusted

    How to fix it
        Correct the id; `peacedraft library list` lists the clauses, `peacedraft library search WORDS` finds one.
    """


@fault("SC003", "unknown-variant")
def unknown_variant() -> None:
    """
    What it finds
        A scenario chooses a variant that the clause does not have.

    Why it matters
        The wording that was meant cannot be printed; another one must not take its place unnoticed.

    Example
        neutrality.declaration: austrian-1995

    How to fix it
        Name one of the clause's variants, which the hint lists, or `omit`.
    """


@fault("SC004", "unknown-parameter")
def unknown_parameter() -> None:
    """
    What it finds
        A scenario gives a clause a value under a name that is none of the clause's parameters.

    Why it matters
        The value would be printed nowhere, and the parameter that was meant keeps its default or stays blank.

    Example
        withdrawal.foreign-forces: {variant: ninety-days, dayz: 90 days}

    How to fix it
        Correct the name; `peacedraft library show CLAUSE` lists the parameters.
    """


@fault("SC005", "unfit-value")
def unfit_value() -> None:
    """
    What it finds
        A value that does not fit its parameter: a duration without a unit, a party that is not in the scenario, a
        choice that is none of the choices, a number beyond the bounds, a column that the table does not have.

    Why it matters
        It cannot be printed as what it should be, or compared, added up and dated.

    Example
        withdrawal.foreign-forces: {variant: ninety-days, days: ninety}

    How to fix it
        Write the value as the finding says; `peacedraft library show CLAUSE` lists types, choices and defaults.
    """


@fault("SC006", "unknown-party")
def unknown_party() -> None:
    """
    What it finds
        A party that is listed under no `parties:` of the scenario, or one listed there without a file of its own.

    Why it matters
        The program knows no name to print for it.

    Example
        parties: [ukraine, russian-federation]
        roles: {guarantors: [united-kingdm]}

    How to fix it
        Correct the id and list it under `parties:`; a party without a file in scenarios/parties/ is written there with
        id, name and kind.
    """


@fault("SC007", "unknown-framing")
def unknown_framing() -> None:
    """
    What it finds
        An instrument with a `framing:` that does not exist.

    Why it matters
        Without a framing an instrument has no title, no Parts and no order: it is left out.

    Example
        instruments:
          treaty: {framing: peace-treety}

    How to fix it
        Name one of the framings that the hint lists, or write templates/framings/<name>.yaml.
    """


@fault("SC008", "clause-without-place")
def clause_without_place() -> None:
    """
    What it finds
        A chosen clause that the framing of its instrument puts nowhere.

    Why it matters
        It would not be printed although it was chosen.

    Example
        law:
          framing: constitutional-law
          clauses: {sanctions.phasing: phased}

    How to fix it
        Choose the clause in another instrument, or add it to a Part, the preamble or the annexes of the framing.
    """


@fault("SC009", "default-taken")
def default_taken() -> None:
    """
    What it finds
        A clause whose variant nobody named: the first one was taken.

    Why it matters
        Every variant is a position; taking one in silence may surprise those who have to sign it.  It is a note.

    Example
        withdrawal.foreign-forces: {days: 90 days}

    How to fix it
        Name the variant, also where it is the default, or omit the clause.
    """


@fault("SC012", "unknown-terminology")
def unknown_terminology() -> None:
    """
    What it finds
        A key of `terminology:` that clauses/terminology.yaml does not have, or a form that the key does not have.

    Why it matters
        The words that take sides would be printed in their neutral form although another was asked for.

    Example
        terminology: {aeras: neutral}

    How to fix it
        Correct the key or the form; the hint lists those that exist.
    """


@fault("SC013", "unknown-language")
def unknown_language() -> None:
    """
    What it finds
        A language of the scenario for which there is no file in templates/languages/; a language of an instrument that is
        not one of the scenario.

    Why it matters
        Dates, numbers and headings cannot be printed in it, so no text in it is written; an instrument cannot be authentic
        in a language in which there is no text of it.

    Example
        languages: [en, ua]

    How to fix it
        Correct the tag (Ukrainian is `uk`), or add templates/languages/<tag>.yaml.
    """


@fault("SC014", "mixed-terminology")
def mixed_terminology() -> None:
    """
    What it finds
        Terms that take sides in forms of different sides, in one scenario.

    Why it matters
        A text that calls one thing by one party's word and the next by the other's will be read as a concession in
        each place.  Keys that are not set are printed in their neutral form and count as that.

    Example
        terminology: {areas: ukraine, withdrawal: russian-federation}

    How to fix it
        Choose one form for every key; `neutral` is the default.
    """


@fault("SC016", "empty-alternative")
def empty_alternative() -> None:
    """
    What it finds
        An alternative of an open choice that names neither a variant nor `omit: true`.

    Why it matters
        Nobody can tell which wording stands in the brackets; the clause's default is printed there.

    Example
        territory.status:
          open:
            - {variant: without-prejudice, by: [ukraine]}
            - {by: [european-union]}

    How to fix it
        Add `variant:` with one of the clause's variants, or `omit: true` for "no such article".
    """


@fault("SC017", "repeated-party")
def repeated_party() -> None:
    """
    What it finds
        Two parties of one id in `parties:`.

    Why it matters
        Roles, signatories and attributed brackets name a party by its id; the second of the two takes part in nothing.

    Example
        parties:
          - {id: northland, name: Northland, kind: state}
          - {id: northland, name: Southland, kind: state}

    How to fix it
        Give each party an id of its own.
    """
