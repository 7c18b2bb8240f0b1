"""YM: faults of a file as YAML, found while it is read."""

from __future__ import annotations

from . import fault


@fault("YM001", "not-yaml")
def not_yaml() -> None:
    """
    What it finds
        A file that is empty or cannot be read as YAML: wrong indentation, tabs, a quotation mark or bracket that does not close, a
        control character.

    Why it matters
        Nothing after the fault can be understood, so the file is not used at all.

    Example
        title: Talks
          languages: [en]

    How to fix it
        Look at the line named and the one before it: indent with spaces, close quotes and brackets.
    """


@fault("YM002", "duplicate-key")
def duplicate_key() -> None:
    """
    What it finds
        A key that stands twice in one mapping.

    Why it matters
        Other readers of YAML take the last one in silence; here nobody has to guess which was meant.

    Example
        alliance.membership: on-hold
        alliance.membership: renounced

    How to fix it
        Keep one of the two.
    """


@fault("YM003", "anchor-or-alias")
def anchor_or_alias() -> None:
    """
    What it finds
        An anchor (`&name`) or an alias (`*name`).

    Why it matters
        Aliases make a value depend on a distant line, and a small file can unfold into gigabytes.

    Example
        ukraine: &state {kind: state}
        austria: *state

    How to fix it
        Write the value out; put text that begins with & or * in quotes.
    """


@fault("YM004", "too-deep")
def too_deep() -> None:
    """
    What it finds
        Lists or mappings nested deeper than 50 levels.

    Why it matters
        Nothing in these files is that deep: it is a slip, or an attempt to exhaust the program.

    Example
        title: [[[[[[[[[[[[ … ]]]]]]]]]]]]

    How to fix it
        Look for brackets that do not close.
    """


@fault("YM005", "file-too-large")
def file_too_large() -> None:
    """
    What it finds
        A file of more than one million bytes.

    Why it matters
        No clause or scenario is that long; reading it would only cost time and memory.

    Example
        A scan or a log saved under the name scenario.yaml.

    How to fix it
        Split it into smaller files, one clause in each.
    """


@fault("YM006", "not-utf-8")
def not_utf_8() -> None:
    """
    What it finds
        A file that is not text in UTF-8.

    Why it matters
        In another encoding, letters such as ї or ü would be printed as other letters.

    Example
        A scenario saved by an old editor in Windows-1251.

    How to fix it
        Save it again with the encoding UTF-8.
    """


@fault("YM007", "missing-quotes")
def missing_quotes() -> None:
    """
    What it finds
        A value that YAML reads as something else because it has no quotes: it begins with {{, @, %, & or another mark,
        or holds a colon followed by a space.

    Why it matters
        The file cannot be read, and the messages of YAML do not say why.

    Example
        title: {{ state }} and its neutrality
        because: it must be so: the law says it

    How to fix it
        Put the value in quotes; the hint shows the corrected line.
    """


@fault("YM008", "tag")
def tag() -> None:
    """
    What it finds
        A YAML tag, such as `!!python/object` or `!include`.

    Why it matters
        Tags tell other programs to build objects or read files.  Here a file holds data and nothing else.

    Example
        title: !!str Talks

    How to fix it
        Remove the tag; put a number or a date that is meant as text in quotes.
    """


@fault("YM009", "several-documents")
def several_documents() -> None:
    """
    What it finds
        A second document in one file, after a line `---`.

    Why it matters
        One of the two would be left out in silence.

    Example
        title: Talks
        ---
        title: Other talks

    How to fix it
        Make two files of it, or remove the line `---`.
    """


@fault("YM010", "number-too-long")
def number_too_long() -> None:
    """
    What it finds
        A number of more than eighteen digits.

    Why it matters
        It would be rounded or mean nothing in a text.

    Example
        ceiling: 40000000000000000000000

    How to fix it
        Correct the number, or put it in quotes if it is a name and not an amount.
    """
