"""CO: what single clauses must say: a ceasefire, prisoners, bodies, training teams, an amnesty, the return of sanctions, final clauses."""

from __future__ import annotations

from collections.abc import Iterator

from ..diagnostics import ERROR, WARNING, Diagnostic
from ..package import Package
from . import check
from .choices import always, candidates, reads, value_span
from .particulars import PHASING, is_variant, lacking, phases, provides

ACCOUNTABILITY = "justice.accountability"
BODIES = {"monitoring.mission": (), "implementation.joint-commission": (), "humanitarian.missing": (), "justice.claims": ("commission",)}
"""Clauses that set up a body, and the variants that do (none: all)."""
IN_FORCE = "final.entry-into-force"
GRAVEST = ("genocide", "crimes against humanity", "war crimes", "torture")


@check("CO002", "ceasefire-without-particulars")
def ceasefire_without_particulars(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A cessation of hostilities without day, hour, time zone or area, or that does not say which forces it binds and which
        acts it prohibits.
        A value left blank is a warning until the text is called final.

    Why it matters
        “At midnight” is three moments along one front; an act that nobody has named is a violation to one side and not to the other.

    Example
        ceasefire.cessation: permanent      # start is blank

    How to fix it
        Fill in `start:`, `hour:`, `time-zone:` and `area:`; a value that is not agreed is an open value with its alternatives.
    """
    because = "A ceasefire begins at one moment, for named forces, and forbids named acts."
    filled = ("start", "hour", "time-zone", "area")
    yield from lacking(package, "CO002", "ceasefire.cessation", because, filled=filled, says=("forces-bound", "prohibited-acts"))


@check("CO006", "training-without-particulars")
def training_without_particulars(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        Training teams without providers, place, cap or time, or that are not barred from combat, or have no status.

    Why it matters
        What is not limited grows; an instructor without a status is a foreign soldier, and one who may fight is a force.

    Example
        neutrality.training-teams: {variant: individual-states, providers: []}

    How to fix it
        Fill in what is blank; say the rest in the text, with no-combat and status in `provides:`.
    """
    yield from lacking(
        package, "CO006", "neutrality.training-teams", "Training is not presence only while it is limited.", severity=WARNING,
        filled=("providers", "cap", "location", "duration"), says=("no-combat", "status"), variants=("individual-states", "capped"),
    )  # fmt: skip


@check("CO007", "prisoners-below-the-convention")
def prisoners_below_the_convention(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        An article on prisoners of war that gives no time, does not keep the standard of the Third Geneva Convention (Articles 118
        and 119: without delay after the cessation of active hostilities), or does not exclude a waiver (Articles 6 and 7).
        A value left blank is a warning until the text is called final.

    Why it matters
        The Convention does not yield to an agreement between States that gives prisoners less.

    Example
        provides: [notification, time-limit]        # of a variant of humanitarian.prisoners

    How to fix it
        Fill in `days:`, and choose a variant that provides convention-standard and no-waiver.
    """
    because = "No special agreement may give prisoners less than the Third Geneva Convention."
    yield from lacking(package, "CO007", "humanitarian.prisoners", because, filled=("days",), says=("convention-standard", "no-waiver"))


@check("CO008", "response-unreported")
def response_unreported(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A response to an armed attack that is not reported to the Security Council at once.

    Why it matters
        Article 51 of the Charter makes the report a condition of self-defence that others can rely on.

    Example
        provides: [time-limit]      # of a variant of assurances.response

    How to fix it
        Say in the text that measures are immediately reported, with security-council-report in `provides:`.
    """
    yield from lacking(package, "CO008", "assurances.response", "Article 51 of the Charter asks for the report.", says=("security-council-report",))


@check("CO011", "language-without-safeguard")
def language_without_safeguard(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A clause on language or education that does not keep the State language, or has no safeguard for territorial integrity
        like that of Article 21 of the Framework Convention for the Protection of National Minorities.

    Why it matters
        A right to a language that can be read as a right to a territory will be granted by nobody.

    Example
        provides: [deadline]        # of a variant of culture.language

    How to fix it
        Add the two paragraphs, with state-language-savings and territorial-integrity-savings in `provides:`.
    """
    because = "Rights of language prejudice neither the State language nor the territory."
    for clause in ("culture.language", "culture.education"):
        yield from lacking(package, "CO011", clause, because, says=("state-language-savings", "territorial-integrity-savings"), severity=WARNING)


@check("CO012", "amnesty-for-the-gravest-crimes")
def amnesty_for_the_gravest_crimes(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A general amnesty; a limited one whose exclusions leave out genocide, crimes against humanity, war crimes or torture; or one
        that says nothing on international courts.
        A value left blank is a warning until the text is called final.

    Why it matters
        The United Nations do not endorse an amnesty for these crimes, and none binds the International Criminal Court
        (Rome Statute, Article 27).

    Example
        justice.accountability: {variant: amnesty-limited, exclusions: genocide and torture}

    How to fix it
        Name the four in `exclusions:`, or choose without-prejudice or hybrid-court.
    """
    because = "No amnesty covers genocide, crimes against humanity, war crimes or torture."
    yield from lacking(package, "CO012", ACCOUNTABILITY, because, filled=("exclusions",), says=("exclusions", "savings"), variants=("amnesty-limited",))
    for id, chosen in package.chosen(ACCOUNTABILITY):
        if always(chosen, lambda a: is_variant(a, ("general-amnesty",))):
            yield Diagnostic(
                "CO012", ERROR, "a general amnesty covers the gravest crimes", package.scenario.source.key_span(*chosen.path),
                "choose amnesty-limited, without-prejudice or hybrid-court", because, "CO-12", ACCOUNTABILITY, id,
            )  # fmt: skip
        elif always(chosen, lambda a: is_variant(a, ("amnesty-limited",)) and all(_left_out(v) for v in candidates(a.values.get("exclusions")))):
            missing = _left_out(candidates(chosen.alternatives[0].values.get("exclusions"))[0])
            yield Diagnostic(
                "CO012", ERROR, f"the amnesty does not exclude {', '.join(missing)}", value_span(package, id, chosen, "exclusions"),
                "name them in `exclusions:`", because, "CO-12", ACCOUNTABILITY, id,
            )  # fmt: skip


def _left_out(exclusions: object) -> list[str]:
    """The gravest crimes that a list of exclusions does not name in English."""
    words = exclusions.get("en") if isinstance(exclusions, dict) else exclusions
    return [crime for crime in GRAVEST if crime not in words.lower()] if isinstance(words, str) and words else []


@check("CO013", "over-the-horizon-without-particulars")
def over_the_horizon_without_particulars(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        Forces held over the horizon without their number, the pool they come from, where they are stationed, what sets them in motion
        or how they are notified.
        A value left blank is a warning until the text is called final.

    Why it matters
        A force that nobody has counted and no event calls is a phrase; one whose arrival is not notified is an escalation.

    Example
        assurances.over-the-horizon: {variant: earmarked, provider: united-states}      # how many, out of how many?

    How to fix it
        Fill in the values; a number that is not agreed is an open value with its alternatives.
    """
    filled = ("earmarked-troops", "pool", "stationed-at", "trigger", "notification")
    because = "A force over the horizon is worth what is known of it."
    yield from lacking(package, "CO013", "assurances.over-the-horizon", because, filled=filled)


@check("CO014", "condition-without-verifier")
def condition_without_verifier(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A phase of relief whose certifying body is a clause that the package does not have, has no mandate to verify, or for
        which nobody in the package has access; and phasing without a time for the decision on certification.
        A value left blank is a warning until the text is called final.

    Why it matters
        A certificate needs somebody who can look, and a day by which it is due.

    Example
        phases: [{id: phase-1, conditions: [withdrawal.foreign-forces], verified-by: monitoring.mission, …}]     # no monitoring.mission

    How to fix it
        Add the clause that sets the body up, with verification and access in its `provides:`; fill in `certification-days:`.
    """
    because = "Each condition has a verifier that exists, with access and a day to certify by."
    phased = ("phased", "partial")
    yield from lacking(package, "CO014", PHASING, because, filled=("certification-days",), says=("certification", "time-limit"), variants=phased)
    for id, instrument, chosen, number, row in phases(package):
        body = row.get("verified-by")
        if not isinstance(body, str) or body in package.scenario.parties or body in instrument.roles or "." not in body or " " in body:
            continue
        seeing = [a for clause in (body, "monitoring.mission") for _, c in package.chosen(clause) for a in c.alternatives if a.text]
        if not package.selection.has_text(body):
            fault = f"{body}, which is to certify, is not in the package"
        elif not any("access" in provides(a) for a in seeing):
            fault = f"{body} is to certify, and nobody in the package has access"
        elif not any("verification" in provides(a) for _, c in package.chosen(body) for a in c.alternatives if a.text):
            fault = f"{body} is to certify, and its article gives it no mandate to verify"
        else:
            continue
        yield Diagnostic(
            "CO014", ERROR, fault, value_span(package, id, chosen, "phases", number, "verified-by"),
            "add monitoring.mission, or a body with verification and access in its `provides:`", because, "CO-14", PHASING, id,
        )  # fmt: skip


@check("CO015", "snap-back-without-particulars")
def snap_back_without_particulars(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A return of sanctions without what sets it in motion, who decides, by when, or what happens to contracts.
        A value left blank is a warning until the text is called final.

    Why it matters
        In the Joint Comprehensive Plan of Action (paragraphs 36 and 37) the time, the vote and the contracts were the price of the
        whole; a return without them is a threat, not a procedure.

    Example
        provides: [trigger]     # of a variant of sanctions.snap-back

    How to fix it
        Fill in `trigger:`, `decision-rule:`, `days:` and `contracts:`, or say it in the text and in `provides:`.
    """
    yield from lacking(
        package, "CO015", "sanctions.snap-back", "A return of sanctions is a procedure with a time, a vote and an effect on contracts.",
        filled=("trigger", "decision-rule", "days", "contracts"), says=("trigger", "decision-rule", "time-limit", "contracts"),
    )  # fmt: skip


@check("CO017", "body-without-particulars")
def body_without_particulars(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A body (monitoring mission, joint commission, commissions on missing persons and on claims) without members, rule of decision,
        seat or reports, or that says nothing of budget or duration.
        A value left blank is a warning until the text is called final.

    Why it matters
        A body without a seat and a budget does not meet; one without a rule of decision meets and decides nothing.

    Example
        implementation.joint-commission: standard       # the seat is blank

    How to fix it
        Fill in `members:`, `decision-rule:`, `seat:` and `reports:`; say the rest in the text, with budget and duration in `provides:`.
    """
    because = "A body without seat, budget or rule of decision does not work."
    for clause, variants in BODIES.items():
        filled = ("members", "decision-rule", "seat", "reports")
        yield from lacking(package, "CO017", clause, because, filled=filled, says=("budget", "duration"), variants=variants)


@check("CO018", "disputes-without-end")
def disputes_without_end(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        An article on disputes that does not cover all Parts, has no end-point (a binding award, or the Security Council), or
        no limits of time.

    Why it matters
        Article 35 of the State Treaty of 1955 leads every dispute, in steps of two months, to a decision.  Without an end a dispute
        is a reason to stop performing.

    Example
        provides: [time-limit]      # of a variant of implementation.disputes

    How to fix it
        Say it in the text, with all-parts-covered, dispute-endpoint and time-limit in `provides:`.
    """
    says = ("all-parts-covered", "dispute-endpoint", "time-limit")
    yield from lacking(package, "CO018", "implementation.disputes", "A dispute without an end is a reason to stop performing.", says=says, severity=WARNING)


@check("CO019", "breach-without-humanitarian-exception")
def breach_without_humanitarian_exception(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A suspension for breach that does not spare the humanitarian articles.

    Why it matters
        Provisions that protect persons are not suspended for the breach of a State (Vienna Convention on the Law of Treaties,
        Article 60(5)).

    Example
        provides: [notification, suspension]        # of a variant of implementation.breach

    How to fix it
        Except the humanitarian articles in the text, with humanitarian-exception in `provides:`.
    """
    because = "Provisions that protect persons are not suspended for a State's breach."
    yield from lacking(package, "CO019", "implementation.breach", because, says=("humanitarian-exception",))


@check("CO020", "no-way-on-without-force")
def no_way_on_without_force(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        An article on entry into force that does not say what happens if the treaty is not in force by a date.  Where it enters into force
        on signature nothing is asked.

    Why it matters
        One ratification that does not come holds up everything.  Article 23(b) of the Treaty of Peace with Japan, 1951, has a
        way on after nine months.

    Example
        final.entry-into-force: last-notification

    How to fix it
        Choose a variant that provides fallback, and fill in `fallback:`.
    """
    because = "One ratification that does not come should not hold up everything."
    for id, chosen in package.chosen(IN_FORCE):
        if not any(is_variant(a, ("on-signature",)) for a in chosen.alternatives):
            yield from lacking(package, "CO020", IN_FORCE, because, filled=("fallback",), says=("fallback",), severity=WARNING, own=id)


@check("CO022", "withdrawal-from-the-treaty-unlimited")
def withdrawal_from_the_treaty_unlimited(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        An article on duration that allows withdrawal without a time of notice, without excepting the provisions on peace,
        boundaries and prisoners, or, beside relief from sanctions, without saying what becomes of that relief.

    Why it matters
        A treaty that ends by notice would take the peace with it; no boundary is undone by a change of circumstances (Vienna Convention
        on the Law of Treaties, Article 62).

    Example
        final.duration: until-successor     # may be discontinued by notice, and excepts nothing

    How to fix it
        Fill in `notice:`, and choose a variant that provides peace-articles-excepted and, where measures are lifted,
        sanctions-effect.
    """
    because = "Whoever leaves the treaty does not leave the peace, and does not keep what was given for it."
    for id, _ in package.chosen("final.duration"):
        relieved = any(always(c, reads("phased", "partial", "full-immediate")) for _, c in package.chosen(PHASING, id))
        says = ("peace-articles-excepted", "sanctions-effect") if relieved else ("peace-articles-excepted",)
        yield from lacking(package, "CO022", "final.duration", because, filled=("notice",), says=says, severity=WARNING, own=id)
