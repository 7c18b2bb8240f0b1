"""CL: what `peacedraft library check` finds in the files of a library, without a scenario."""

from __future__ import annotations

from . import fault


@fault("CL011", "faulty-term")
def faulty_term() -> None:
    """
    What it finds
        A glossary entry without an English form or definition, one whose English definition does not begin with
        “means” or “includes”, or one that tells authors to avoid one of its own forms.

    Why it matters
        The term cannot be recognised or explained, or every use of it would be reported as a slip.

    Example
        foreign-forces: {forms: {en: [Foreign Forces]}, definition: {en: means …}, avoid: {en: [Foreign Forces]}}

    How to fix it
        Give at least one English form and definition; list under `avoid:` only words that are not forms of the term.
    """


@fault("CL012", "text-or-silence")
def text_or_silence() -> None:
    """
    What it finds
        A variant that has neither a text nor `silent: true`, or has both; or annexes without a text that refers to them.

    Why it matters
        Silence is a decision and must be said; a text that is silent is never printed.

    Example
        variants:
          silent: {summary: Nothing is said., silent: true, text: Nothing.}

    How to fix it
        Write the text, or `silent: true` and no text.
    """


@fault("CL013", "unlisted-clause")
def unlisted_clause() -> None:
    """
    What it finds
        A clause that its library.yaml does not list, or a library without a library.yaml.

    Why it matters
        It is printed after all others of its library, in alphabetical order: an order nobody chose.

    Example
        clauses/neutrality/exercises.yaml, and no `- exercises` in clauses/neutrality/library.yaml

    How to fix it
        Add its name to `clauses:` of library.yaml, in the place where it shall be printed.
    """


@fault("CL014", "unfit-parameter")
def unfit_parameter() -> None:
    """
    What it finds
        A parameter whose default does not fit its own type, choices or bounds, a `choice` without choices, or `rows`
        without columns.

    Why it matters
        Every scenario that relies on the default would print it wrongly.

    Example
        days: {type: duration, default: ninety}

    How to fix it
        Correct the default, or the type; leave the default out where there is no neutral one.
    """


@fault("CL015", "requires-or-excludes")
def requires_or_excludes() -> None:
    """
    What it finds
        A constraint with neither `requires:` nor `excludes:`, or with both.

    Why it matters
        It judges nothing.

    Example
        constraints:
          - when: neutrality.foreign-bases = prohibited-all
            because: A ban on every base covers training camps.

    How to fix it
        Write exactly one of the two; make two constraints of one that has both.
    """


@fault("CL016", "unknown-milestone")
def unknown_milestone() -> None:
    """
    What it finds
        A milestone that is due after, before or within something that does not exist: a milestone or date that no
        clause has, a duration or parameter that cannot be read; `each:` over a parameter that is no table; `by:` or
        `verified-by:` that is no role, party parameter or clause.

    Why it matters
        The timetable would miss the step, or date it wrongly.

    Example
        adopted: {title: The law is adopted, due: {after: withdrawal.foreign-forces.complete, at-least: 1 day}}

    How to fix it
        Write signature, entry-into-force, a milestone of the same clause, or clause.milestone.
    """


@fault("CL017", "misplaced-clause")
def misplaced_clause() -> None:
    """
    What it finds
        A framing that places a clause or library twice, or has a default clause for which it has no place.

    Why it matters
        A clause is printed once: the second place stays empty without a word, and a default without a place is an
        error in every scenario.

    Example
        parts:
          - {clauses: [neutrality, final.signature]}
          - {clauses: [final.signature, final]}

    How to fix it
        Keep one place for each; a clause named singly is taken out of its library's place.
    """


@fault("CL018", "no-neutral-form")
def no_neutral_form() -> None:
    """
    What it finds
        A key of clauses/terminology.yaml without a form `neutral`, or without its English.

    Why it matters
        The neutral form is what a scenario gets that chooses none: it would print a blank.

    Example
        areas: {forms: {ukraine: {en: the temporarily occupied territories}}}

    How to fix it
        Add `neutral: {en: …}`.
    """


@fault("CL019", "unplaced-verbatim")
def unplaced_verbatim() -> None:
    """
    What it finds
        A source with `use: verbatim` that does not say where its words stand (`at:`) and which paragraphs of the
        variant are they (`paragraphs:`), or names a paragraph that the text does not have.

    Why it matters
        Whoever checks a quotation must find it in both texts.

    Example
        - {source: at-neutrality-law-1955, use: verbatim}

    How to fix it
        Add `at:` and `paragraphs:`; where the words were changed, write `use: adapted`.
    """


@fault("CL021", "unchecked-quotation")
def unchecked_quotation() -> None:
    """
    What it finds
        A source marked `use: verbatim` whose words are not in clauses/quotations.yaml under that source and place, or
        paragraphs that differ from them in more than the holes that the quotation names.

    Why it matters
        Words in the mouth of an instrument have to be its own. What has not been compared letter by letter is no
        quotation.

    Example
        sources:
          - {source: un-charter-1945, at: "Article 2(4)", use: verbatim, paragraphs: [1]}

    How to fix it
        Compare the words with the publication and add them to clauses/quotations.yaml with source and place, or say
        `adapted` or `modelled`.
    """


@fault("CL022", "unknown-element")
def unknown_element() -> None:
    """
    What it finds
        A name in `serves:` that is no key of clauses/elements.yaml.

    Why it matters
        `peacedraft library coverage` would not count the clause, and somebody would look for what is there.

    Example
        serves: [T99]

    How to fix it
        Name an element of clauses/elements.yaml.
    """


@fault("CL020", "repeated-name")
def repeated_name() -> None:
    """
    What it finds
        Two paragraphs or points of one variant with the same name (`^name`), or a name that does not end its line's
        paragraph.

    Why it matters
        A reference to the name could mean either; a name in the middle of a text is printed as it stands.

    Example
        The Parties shall inform each other. ^information

        The depositary shall inform the Parties. ^information

    How to fix it
        Give each its own name, at the end of its last line.
    """


@fault("CL023", "unread-file")
def unread_file() -> None:
    """
    What it finds
        A YAML file below clauses/ or templates/ that nothing reads, because of its name or its place.

    Why it matters
        Its author takes it for part of the library; a clause in it cannot be chosen, and no other fault in it is found.

    Example
        clauses/culture/war-graves.yml
        clauses/war-graves.yaml
        clauses/Culture/war-graves.yaml

    How to fix it
        Name it <clause>.yaml in small letters, in the folder of its library.
    """
