"""NU: numbers that have to fit each other: sums, shares, ceilings, widths, and limits of time."""

from __future__ import annotations

from collections.abc import Iterator

from ..diagnostics import ERROR, WARNING, Diagnostic, Severity
from ..hints import Any
from ..package import Package
from ..parameters import size
from ..select import Alternative, Chosen
from . import check
from .choices import always, called, candidates, value_span
from .particulars import PHASING, is_variant, lacking, never, prints, rows, rule_of

FORCE = "stabilisation-force.establishment"
HORIZON = "assurances.over-the-horizon"
TRAINING = "neutrality.training-teams"
ZONE = "demilitarised-zone.establishment"
RANGES = {"distance-km": (50, "artillery"), "rocket-distance-km": (70, "multiple rocket launchers"), "missile-distance-km": (140, "tactical missiles")}
"""Parameters of ceasefire.disengagement, and the least distance of the class of weapons in the Minsk documents."""


def _finding(package: Package, code: str, id: str, chosen: Chosen, name: str, message: str, hint: str, because: str, severity: Severity = ERROR) -> Diagnostic:
    return Diagnostic(code, severity, message, value_span(package, id, chosen, name), hint, because, rule_of(code), chosen.clause.id, id)


def _total(table: Any, column: str) -> float | None:
    """The sum of a column; None where a row has no number there."""
    listed = rows(table)
    cells = [cell for _, row in listed if isinstance(cell := row.get(column), (int, float))]
    return round(sum(cells), 6) if cells and len(cells) == len(listed) else None


@check("NU001", "contributions-above-ceiling")
def contributions_above_ceiling(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        Contributions to the stabilisation force that together exceed its ceiling.

    Why it matters
        The ceiling is what one side accepted; a table that goes beyond it is a breach on the day of signature.

    Example
        ceiling: 40000
        contributions: [{state: france, troops: 25000}, {state: germany, troops: 20000}]

    How to fix it
        Lower a contribution or agree a higher ceiling.
    """
    for id, chosen in package.chosen(FORCE):
        if never(chosen, ("contributions", "ceiling"), lambda table, ceiling: (_total(table, "troops") or 0) > ceiling):
            values = chosen.alternatives[0].values
            total = _total(candidates(values["contributions"])[0], "troops")
            yield _finding(
                package, "NU001", id, chosen, "contributions", f"the contributions come to {total:,}, the ceiling is {candidates(values['ceiling'])[0]:,}",
                "lower a contribution, or agree a higher ceiling", "Contributions add up to no more than the ceiling.",
            )  # fmt: skip


@check("NU004", "shares-not-one-hundred")
def shares_not_one_hundred(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        Phases of relief that each state a share, and whose shares do not add up to 100 per cent; for the variant partial, more
        than 100, or less with nothing named as residual.  Without a share in every row nothing is judged.

    Why it matters
        Relief that is meant to be whole ends short, and nobody has said so.

    Example
        phases: [{id: phase-1, share: 40, …}, {id: phase-2, share: 30, …}, {id: phase-3, share: 20, …}]

    How to fix it
        Correct the shares, choose `partial` and say in `residual:` what stays, or leave the shares out.
    """
    because = "Relief that ends short of the whole should say so."
    for id, chosen in package.chosen(PHASING):
        phased = never(chosen, ("phases",), lambda table: _total(table, "share") not in (None, 100), ("phased",))
        if phased or never(chosen, ("phases",), lambda table: (_total(table, "share") or 0) > 100, ("partial",)):
            total = _total(candidates(chosen.alternatives[0].values["phases"])[0], "share")
            hint = "correct the shares, or choose sanctions.phasing = partial" if phased else "correct the shares"
            yield _finding(package, "NU004", id, chosen, "phases", f"the shares of the phases come to {total:g} per cent", hint, because)
        elif never(chosen, ("phases",), lambda table: (_total(table, "share") or 100) < 100, ("partial",)) and always(chosen, _names_no_rest):
            yield _finding(package, "NU004", id, chosen, "residual", "the shares leave a rest that nothing names", "fill in `residual:`", because)


def _names_no_rest(alternative: Alternative) -> bool:
    return not alternative.values.get("residual")


@check("NU005", "phases-without-phasing")
def phases_without_phasing(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        Rows in `phases:` beside a variant that has no phases: full-immediate, or maintained.

    Why it matters
        The rows would not be printed: whoever wrote them believes that relief is conditional, and the text says that it is not.

    Example
        sanctions.phasing: {variant: full-immediate, phases: [{id: phase-1, …}]}

    How to fix it
        Take the rows out, or choose `phased` or `partial`.
    """
    for id, chosen in package.chosen(PHASING):
        if always(chosen, lambda a: is_variant(a, ("full-immediate", "maintained")) and bool(rows(a.values.get("phases")))):
            name = chosen.alternatives[0].variant.name if chosen.alternatives[0].variant else ""
            yield _finding(
                package, "NU005", id, chosen, "phases", f"{PHASING} = {name} has phases, and does not print them",
                "take the rows out, or choose phased or partial",
                "Full and immediate relief has no phases and no conditions.",
            )  # fmt: skip


@check("NU006", "phases-not-a-whole")
def phases_not_a_whole(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        Phases of withdrawal that name a sector twice, leave one blank, or state shares that do not add up to 100 per cent.

    Why it matters
        Ground that two phases vacate is vacated at two dates; ground that none vacates is not vacated at all.

    Example
        withdrawal.foreign-forces: {variant: phased, phases: [{id: a, sector: North, share: 60}, {id: b, sector: North, share: 30}]}

    How to fix it
        Give each sector one phase, and make the shares whole.
    """
    for id, chosen in package.chosen("withdrawal.foreign-forces"):
        if len(chosen.alternatives) > 1 or not always(chosen, lambda a: is_variant(a, ("phased",)) and prints(a, "phases")):
            continue
        table = rows(chosen.alternatives[0].values.get("phases"))
        sectors = [row.get("sector") for _, row in table]
        total = _total([row for _, row in table], "share")
        faults = [f"“{sector}” is vacated in two phases" for sector in dict.fromkeys(s for s in sectors if s and sectors.count(s) > 1)]
        faults += ["a phase names no sector"] if None in sectors or "" in sectors else []
        faults += [f"the shares come to {total:g} per cent"] if total not in (None, 100) else []
        for message in faults:
            hint = "give each sector one phase, and make the shares whole"
            because = "The phases together are the whole area, each part once."
            yield _finding(package, "NU006", id, chosen, "phases", message, hint, because, WARNING)


@check("NU007", "earmark-beyond-pool")
def earmark_beyond_pool(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        Troops earmarked over the horizon that are more than the pool they are taken from, or an article that does not
        say that they stand outside the ceiling of the stabilisation force (`provides: [not-counted]`).

    Why it matters
        Elements from within a pool cannot exceed it; and troops that count against the ceiling reduce the force on the ground.

    Example
        assurances.over-the-horizon: {variant: earmarked, earmarked-troops: 100000, pool: 90000}

    How to fix it
        Correct the numbers, or choose a variant that says that the earmarked forces are not counted.
    """
    because = "Elements from within a pool are no more than the pool."
    for id, chosen in package.chosen(HORIZON):
        if never(chosen, ("earmarked-troops", "pool"), lambda troops, pool: troops > pool):
            yield _finding(package, "NU007", id, chosen, "earmarked-troops", "more troops are earmarked than the pool has", "lower the number", because)
    if package.selection.has_text(FORCE):
        yield from lacking(package, "NU007", HORIZON, "What is held over the horizon is no part of the force.", says=("not-counted",))


@check("NU008", "training-cap-unsaid")
def training_cap_unsaid(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        Capped training teams without the cap, or without saying whether they count against the ceiling of the stabilisation
        force; and a cap inside that ceiling that is higher than the ceiling.

    Why it matters
        Counted twice, the trainers take places from the force; counted nowhere, they are a second force.

    Example
        neutrality.training-teams: {variant: capped, providers: [france]}       # no cap

    How to fix it
        Fill in `cap:` and `counted:`.
    """
    because = "Trainers stand inside or outside the ceiling of the force, not both."
    yield from lacking(package, "NU008", TRAINING, because, filled=("cap", "counted"), variants=("capped",), severity=WARNING)
    ceilings = [v for _, c in package.chosen(FORCE) for a in c.alternatives if a.text for v in candidates(a.values.get("ceiling")) if isinstance(v, int)]
    for id, chosen in package.chosen(TRAINING):
        if ceilings and never(chosen, ("cap", "counted"), lambda cap, counted: counted == "inside" and cap > max(ceilings), ("capped",)):
            message = "the training teams alone exceed the ceiling that they are counted in"
            yield _finding(package, "NU008", id, chosen, "cap", message, "lower the cap, or choose `counted: outside`", because, WARNING)


@check("NU009", "zone-too-narrow")
def zone_too_narrow(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A demilitarised zone whose width is not the sum of its depths on both sides; and weapons that are to withdraw less far
        than their class reaches (Minsk: 50 km for artillery, 70 km for rocket launchers, 140 km for tactical missiles), or
        may stand closer to the line than the range from which arms.long-range limits them.

    Why it matters
        A gun that stands closer to the line than it shoots has not been withdrawn.

    Example
        ceasefire.disengagement: {variant: heavy-weapons, rocket-distance-km: 40}

    How to fix it
        Correct the figures, or keep the shorter distance on purpose.
    """
    for id, chosen in package.chosen(ZONE):
        if never(chosen, ("width-km", "depth-state-km", "depth-other-km"), lambda width, here, there: width != here + there):
            message = "the width of the zone is not the sum of its depths on both sides"
            yield _finding(package, "NU009", id, chosen, "width-km", message, "correct one of the three", "The two depths make up the width.", WARNING)
    closer = "A weapon that stands closer than it shoots has not been withdrawn."
    for id, chosen in package.chosen("arms.long-range"):
        if never(chosen, ("range-km", "depth-km"), lambda reach, depth: reach > depth):
            message = "the weapons may stand closer to the line than they shoot"
            yield _finding(package, "NU009", id, chosen, "depth-km", message, "write a `depth-km:` of the range or more", closer, WARNING)
    for id, chosen in package.chosen("ceasefire.disengagement"):
        for name, (least, weapons) in RANGES.items():
            if never(chosen, (name,), lambda distance, least=least: distance < least):
                yield _finding(
                    package, "NU009", id, chosen, name, f"{weapons} reach {least} km and are withdrawn less far", f"write `{name}: {least}` or more",
                    closer, WARNING,
                )  # fmt: skip


@check("NU012", "veto-or-unreachable-vote")
def veto_or_unreachable_vote(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A body or a group of guarantors that decides by consensus with the counterpart or the neutral State among its members, so that
        the State complained of can stop the finding; and a return of sanctions by a vote in which, of two signatories,
        nobody may vote.

    Why it matters
        A finding of breach that the party in breach can veto is never made.

    Example
        monitoring.mission: {variant: joint, decision-rule: consensus, members: [russian-federation, austria]}

    How to fix it
        Choose a majority or the decision of the head, or take the party out of the members.
    """
    because = "The State complained of has no veto over a finding of breach."
    for clause, members in (("monitoring.mission", "members"), ("implementation.joint-commission", "members"), ("assurances.structure", "assurers")):
        for id, chosen in package.chosen(clause):
            roles = package.selection.instruments[id].roles
            adversaries = {*roles.get("counterpart", ()), *(roles.get("neutral-state", ()) if members == "members" else ())}

            def vetoed(rule: str, group: list[str], adversaries: set[str] = adversaries) -> bool:
                return rule == "consensus" and not adversaries.isdisjoint(group)

            if never(chosen, ("decision-rule", members), vetoed):
                deciding = {v for a in chosen.alternatives for value in candidates(a.values.get(members)) for v in value or ()}
                those = " and ".join(called(package, party) for party in sorted(adversaries & deciding))
                yield _finding(
                    package, "NU012", id, chosen, "decision-rule", f"{clause} decides by consensus, to which {those} would belong",
                    "choose another `decision-rule:`, or take the party out", because,
                )  # fmt: skip
    for id, chosen in package.chosen("sanctions.snap-back"):
        count = len(package.selection.instruments[id].signatories)
        if 0 < count < 3 and never(chosen, ("decision-rule",), lambda rule: rule in ("two-thirds", "majority")):
            yield _finding(
                package, "NU012", id, chosen, "decision-rule",
                f"of {count} signatories neither the one that notifies nor the one complained of votes: nobody is left",
                "choose `decision-rule: each`", "A threshold has to be within reach.",
            )  # fmt: skip


@check("NU013", "response-before-consultation")
def response_before_consultation(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A response to an armed attack that is due before the consultation on it has to be held or concluded, or after the
        assurances have run out.

    Why it matters
        The Kyiv Security Compact has twenty-four hours for the consultation and seventy-two for the response: what is decided on is
        decided first.

    Example
        assurances.consultation: {variant: seventy-two-hours, conclude: 72 hours}
        assurances.response: {variant: as-it-deems-necessary, within: 24 hours}

    How to fix it
        Lengthen `within:`, or shorten the time of the consultation.
    """
    for id, response in package.chosen("assurances.response"):
        for earlier, names, late, message in (
            ("assurances.consultation", ("convene", "conclude"), True, "the response is due before the consultation ends"),
            ("assurances.structure", ("term",), False, "the response is due after the assurances have run out"),
        ):
            for _, other in package.chosen(earlier, id):
                limits = [limit for name in names for limit in _days(other, name)]
                if limits and never(response, ("within",), lambda within, limits=limits, late=late: _beyond(size(within), limits, late)):
                    yield _finding(
                        package, "NU013", id, response, "within", message, f"change `within:`, or {' or '.join(f'`{n}:`' for n in names)} of {earlier}",
                        "Consultation comes before response, and both before any expiry.",
                    )  # fmt: skip


def _days(chosen: Chosen, name: str) -> list[float]:
    """The lengths of time that a parameter may take where every alternative prints it; the term in the words of `duration`."""
    if name not in chosen.clause.parameters or not always(chosen, lambda a: prints(a, name) or (name == "term" and a.values.get("duration") == "fixed-term")):
        return []
    found = [size(value) for a in chosen.alternatives for value in candidates(a.values.get(name))]
    return [length for length in found if length is not None]


def _beyond(within: float | None, limits: list[float], late: bool) -> bool:
    return within is not None and (within < min(limits) if late else within > max(limits))


@check("NU014", "threshold-out-of-reach")
def threshold_out_of_reach(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A number of ratifications for entry into force that is higher than the number of signatories, or as high although
        only some of them are named as essential.

    Why it matters
        The treaty would never enter into force; or every signatory, named or not, could hold it up.

    Example
        signatories: [ukraine, russian-federation, france]
        final.entry-into-force: {variant: majority-including, threshold: 5}

    How to fix it
        Lower `threshold:`, or choose all-named.
    """
    for id, chosen in package.chosen("final.entry-into-force"):
        count = len(package.selection.instruments[id].signatories)
        if count and never(chosen, ("threshold",), lambda threshold, count=count: threshold > count):
            yield _finding(
                package, "NU014", id, chosen, "threshold",
                f"{candidates(chosen.alternatives[0].values['threshold'])[0]} ratifications are needed, {count} States sign",
                f"write `threshold: {count}` or less", "A threshold beyond the signatories is never reached.",
            )  # fmt: skip
        elif count and never(chosen, ("threshold", "named"), lambda number, named, count=count: number == count > len(set(named))):
            yield _finding(
                package, "NU014", id, chosen, "threshold", "every signatory has to ratify, although only some are named as essential",
                "lower `threshold:`, or choose all-named", "A State that is not essential should not be able to hold up the rest.",
            )  # fmt: skip
