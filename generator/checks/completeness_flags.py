"""CO: what a choice leaves one-sided, hollow or without an end; judged with all other rules, over what is consistent."""

from __future__ import annotations

from collections.abc import Iterator

from ..diagnostics import WARNING, Diagnostic
from ..package import Package
from . import check, fault
from .particulars import lacking

_UNSAID = "Relief from measures “imposed since” a date leaves open which older ones it covers."
_ASSURED = "assurances.structure in (multi-level, bilateral-network, multilateral-compact, article-5-like, eu-mutual-assistance, nato-article-5)"
FLAGS = (
    ("CO003", "ceasefire.cessation and not process.political-track = dated", "hostilities cease, and no dated political track follows",
     "A ceasefire without a way on freezes the conflict.", "add process.political-track: dated"),
    ("CO004",
     "assurances.structure.commitment = guarantee and assurances.response = as-it-deems-necessary and not stabilisation-force.establishment"
     " and not assurances.us-presence = troops-in-country",
     "a guarantee is promised without presence in the country and without an automatic response",
     "A guarantee has substance through troops in place or a response that is due in any case.",
     "choose assurances.response = listed-measures or all-means-in-their-power, add a force, or call it an assurance"),
    ("CO005", "neutrality.declaration and not (neutrality.notification and neutrality.recognition)",
     "neutrality is declared, but not both notified and recognised",
     "A national law can be relied on against other States through notification and recognition, as in 1955.",
     "add neutrality.notification and neutrality.recognition, or leave them out on purpose"),
    ("CO009", f"{_ASSURED} and not assurances.reciprocal", "nothing in the security clauses is owed to the other side",
     "A settlement that assures one side alone gives the other no reason to keep it.", "add assurances.reciprocal"),
    ("CO010", "ceasefire.cessation and not ceasefire.force-restraint = reciprocal", "the pause in hostilities does not bind both sides not to build up forces",
     "Each side fears that the other will use the pause; the fear is mirrored.",
     "add ceasefire.force-restraint: reciprocal, or say why one side alone is bound"),
    ("CO016", "sanctions.phasing in (phased, partial, full-immediate) and not sanctions.scope",
     "it is not said whether the measures of 2014 on the Crimean Peninsula are in or out",
     _UNSAID, "add sanctions.scope: since-2022 or since-2014"),
)  # fmt: skip
"""Code, condition, what is flagged, why, and the way out."""


@fault("CO003", "ceasefire-without-political-track")
def ceasefire_without_political_track() -> None:
    """
    What it finds
        A cessation of hostilities without process.political-track = dated.

    Why it matters
        A ceasefire without a dated way on freezes the conflict where the front stands; Ukraine has said that it rejects
        “merely freezing the war”.

    Example
        ceasefire.cessation: permanent
        process.political-track: open-ended

    How to fix it
        Add the dated political track, or keep the silence on purpose where the package itself is the settlement.
    """


@fault("CO004", "paper-guarantee")
def paper_guarantee() -> None:
    """
    What it finds
        Assurances that are called a guarantee, with a response that each guarantor chooses for itself, and neither a
        force nor troops in the country.

    Why it matters
        Article 5 of the North Atlantic Treaty leaves the response to each ally too; it has substance through the troops in place.

    Example
        assurances.structure: {variant: multilateral-compact, commitment: guarantee}
        assurances.response: as-it-deems-necessary

    How to fix it
        Choose a response that is due in any case, add a presence, or write `commitment: assurance`.
    """


@fault("CO005", "neutrality-unknown-abroad")
def neutrality_unknown_abroad() -> None:
    """
    What it finds
        A declaration of neutrality without the articles by which it is notified to other States and recognised by them.

    Why it matters
        A law binds the State that adopts it.  That other States respect it follows from notification and recognition: Austria's
        notes of November and December 1955.

    Example
        neutrality.declaration: austrian-1955       # no neutrality.notification

    How to fix it
        Add neutrality.notification (framing `notification`) and neutrality.recognition, or leave them out on purpose.
    """


@fault("CO009", "nothing-owed-to-the-counterpart")
def nothing_owed_to_the_counterpart() -> None:
    """
    What it finds
        Assurances for one State, without assurances.reciprocal for the other side.

    Why it matters
        What both sides gain from is kept by both; the briefing asks for guarantees for both sides' citizens.

    Example
        assurances.structure: multi-level       # assurances.reciprocal is none, or left out

    How to fix it
        Add assurances.reciprocal: non-aggression or non-aggression-and-citizens.
    """


@fault("CO010", "one-sided-restraint")
def one_sided_restraint() -> None:
    """
    What it finds
        A cessation of hostilities without ceasefire.force-restraint = reciprocal.

    Why it matters
        Each side fears that the other will use the pause to rebuild; a limit on one side alone answers half of the fear.

    Example
        ceasefire.cessation: permanent
        ceasefire.force-restraint: one-sided

    How to fix it
        Choose reciprocal, or keep one-sided with its reason filled in.
    """


@check("CO016", "measures-of-2014-unsaid")
def measures_of_2014_unsaid(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        Relief from sanctions without sanctions.scope, the article that says which measures are meant; and a variant of it
        without a baseline, or silent on measures that concern an area.

    Why it matters
        The measures of 2014 on the Crimean Peninsula and those since 24 February 2022 rest on different acts; relief that names
        no baseline can be read to cover all or half of them.

    Example
        sanctions.phasing: phased       # sanctions.scope is left out

    How to fix it
        Add sanctions.scope, with `area-measures:` excluded or included.
    """
    filled = ("baseline", "area-measures")
    yield from lacking(package, "CO016", "sanctions.scope", _UNSAID, filled=filled, says=("baseline", "area"), severity=WARNING)


@fault("CO025", "missing-final-clause")
def missing_final_clause() -> None:
    """
    What it finds
        In the text of a treaty that `peacedraft check` reads from a file: no word of its entry into force or of the languages in
        which it is authentic; and, as a note, none of amendment, duration or end, disputes, reservations or registration
        with the United Nations.

    Why it matters
        What a treaty does not say, the general law says for it: without a rule it enters into force when all who negotiated
        have consented (Vienna Convention on the Law of Treaties, Article 24(2)), and reservations are admitted (Article 19).

    Example
        A treaty of ten articles that ends with the settlement of disputes.

    How to fix it
        Add the final clauses, or leave them out on purpose.
    """
