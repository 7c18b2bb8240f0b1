"""SE: what clauses, variants, framings, scenarios and constitutions require and exclude, judged over all that is open."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from ..diagnostics import ERROR, WARNING, Diagnostic, Related, Span
from ..hints import TYPE_CHECKING
from ..logic.conditions import Compare, Condition, Pick, World, atoms, evaluate
from ..logic.constraints import Rule, broken, exactly, faulty_parts, rules_of, shown
from ..logic.model import Group, Option, taken
from ..logic.verdict import Verdict, judge
from ..package import Package
from ..provisions import Clause
from ..select import Steps
from . import check, fault
from .selection_flags import flag_rules

if TYPE_CHECKING:
    from ..logic.explanations import Change, Wide
    from ..logic.spoken import Sentence


@check("SE001", "unmet-requirement")
def unmet_requirement(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A clause, variant, framing or scenario `requires:` something that no completion of the package has.

    Why it matters
        The clause was written to stand beside what it requires: a ceasefire beside somebody who verifies it, relief
        from sanctions beside the authority that can grant it.  Alone it promises what nothing in the text delivers.

    Example
        clauses:
          ceasefire.cessation: permanent        # no monitoring.mission, no joint commission, no force

    How to fix it
        Add what is required (the hint names the variants that would do), or choose another variant of the clause that
        requires it.  `because:` says why the two belong together.
    """
    return _Findings(package).all()


@fault("SE002", "excluded-combination")
def excluded_combination() -> None:
    """
    What it finds
        Two choices of a package exclude each other, whatever is still open: a clause, variant, framing or scenario
        says `excludes:`, and what it excludes is there in every completion.

    Why it matters
        Both texts would be in force at once and contradict each other: perpetual neutrality and membership of an
        alliance, a ceiling and the freedom to choose.

    Example
        clauses:
          neutrality.declaration: austrian-1955
          alliance.membership: member

    How to fix it
        Choose one of the variants that the hint lists, or change the clause that excludes it.  A constraint with
        `severity: warning` may be kept on purpose.
    """


@fault("SE003", "no-consistent-completion")
def no_consistent_completion() -> None:
    """
    What it finds
        Constraints that can each be kept, but not all of them together, however the open choices are closed.

    Why it matters
        The parties negotiate about alternatives none of which can ever be agreed as the rest stands.

    Example
        alliance.membership: {open: [{variant: member, by: [a]}, {variant: on-hold, by: [b]}]}
        # one clause requires membership, another excludes it

    How to fix it
        The finding names a smallest set of choices and constraints in conflict, and the fewest changes that resolve it:
        make one of them, or add an alternative that keeps all the constraints.
    """


@fault("SE004", "impossible-alternative")
def impossible_alternative() -> None:
    """
    What it finds
        An alternative of an open choice, or an open value, that no consistent completion of the package has.

    Why it matters
        It is on the table but cannot be chosen: time spent on it is lost, and whoever proposes it should know.

    Example
        neutrality.declaration: austrian-1955
        alliance.membership: {open: [{variant: member, by: [a]}, {variant: on-hold, by: [b]}]}

    How to fix it
        Strike the alternative, or reopen the choice that rules it out; the finding names it where there is one.
    """


@fault("SE005", "constitutional-bar")
def constitutional_bar() -> None:
    """
    What it finds
        A choice that the constitution of a party bars, by the rows `constitutional-bars:` of the party's file.

    Why it matters
        No State may invoke its internal law against a treaty (VCLT 27), but the bar decides whether ratification can
        follow.  It does not make the draft wrong: the finding is a warning, whichever party it concerns.

    Example
        constitutional-bars:
          - when: territory.status = recognition
            article: "Constitution, Article 73"
            way-out: an all-Ukrainian referendum

    How to fix it
        Take the way out that the row names and provide for it in the text, or choose another variant.
    """


class _Findings:
    """The verdict on a package in words, each at the choice that must change."""

    def __init__(self, package: Package) -> None:
        self.package, self.selection = package, package.selection
        self.rules = rules_of(self.selection) + flag_rules(self.selection)
        self.verdict: Verdict = judge(self.selection, self.rules)
        self.source = package.scenario.source

    def all(self) -> Iterator[Diagnostic]:
        """Every finding of the family."""
        for rule, world in self.verdict.broken:
            yield self._broken(rule, world)
        for rules in self.verdict.conflicts:
            yield self._conflict(rules)
        for group, place, option, cause in self.verdict.impossible:
            yield self._impossible(group, place, option, cause)

    # ----------------------------------------------------------------- SE001, SE002, SE005

    def _broken(self, rule: Rule, world: World) -> Diagnostic:
        parts = faulty_parts(rule, world)
        span, clause, instrument = self._place(rule, parts)
        is_closed = not self.verdict.model.groups_of(rule)
        told = [exactly(part, world, rule.own) for part in parts] if is_closed and rule.kind != "requires" else parts
        severity = ERROR if rule.is_error else WARNING
        because = str(rule.data.get("because") or "")
        related = (Related(rule.source.span(*rule.path), "the constitutional bar" if rule.kind == "bars" else "the constraint"),)
        if rule.kind == "flags":
            return Diagnostic(rule.data["code"], severity, rule.data["message"], span, rule.data["hint"], because, rule.data["rule"], clause, instrument)
        if rule.kind == "bars":
            name = self._party(rule.holder)
            message = f"the constitution of {name} bars {_listed(told, 'and')} ({rule.data['article']})"
            hint = f"{rule.data['way-out']}; or choose another variant"
            return Diagnostic("SE005", severity, message, span, hint, because, str(rule.data.get("rule") or "SE-18"), clause, instrument, related)
        joint = "and" if rule.kind == "requires" else "or"
        code = "SE001" if rule.kind == "requires" else "SE002"
        message = f"{rule.holder} {rule.kind} {_listed(told, joint)}"
        return Diagnostic(code, severity, message, span, self._ways(rule, parts, world), because, str(rule.data.get("rule") or ""), clause, instrument, related)

    def _party(self, id: str) -> str:
        english = self.package.library.language("en")
        name = self.package.scenario.parties[id]["name"]
        return english.form(english.choose(name)) if english else id

    def _place(self, rule: Rule, parts: list[Condition]) -> tuple[Span, str, str]:
        """The choice that must change: what the condition names, or else whoever carries the constraint."""
        named = [atom for part in parts for atom in atoms(part)]
        for atom in sorted(named, key=lambda a: a.path.clause == rule.clause):
            holder = self._holder(atom, rule.own)
            if holder is not None:
                steps: Steps = ("instruments", holder, "clauses", atom.path.clause)
                deeper = (*steps, atom.path.name) if atom.path.name and self._is_written((*steps, atom.path.name)) else steps
                return self.source.key_span(*deeper), atom.path.clause, holder
        if rule.clause:
            return self.package.choice_span(rule.own, rule.clause), rule.clause, rule.own
        for atom in named:
            for steps in (("instruments", rule.own, "roles", atom.path.name), ("roles", atom.path.name), ("instruments", rule.own, atom.path.name)):
                if self._is_written(steps):
                    return self.source.key_span(*steps), "", rule.own
        return (self.source.span("instruments", rule.own, "framing") if rule.own else rule.source.span(*rule.path)), "", rule.own

    def _holder(self, atom: Compare, own: str) -> str | None:
        """The instrument whose copy of a clause is to change: the constraint's own first, then those that have it."""
        clause = atom.path.clause
        if not clause:
            return None
        ids = sorted(self.selection.instruments, key=lambda id: id != own)
        wanted = [id for id in ids if atom.path.instrument in ("", id)]
        have = {id for id, _ in self.selection.holders(clause)}
        return next((id for id in wanted if id in have), next((id for id in wanted if self._is_written(("instruments", id, "clauses", clause))), None))

    def _is_written(self, steps: Steps) -> bool:
        return "/".join(map(str, steps)) in self.source.places

    # ----------------------------------------------------------------- ways out

    def _ways(self, rule: Rule, parts: list[Condition], world: World) -> str:
        """What to choose instead, for each part that is broken."""
        ways: list[str] = []
        for part in parts:
            clauses = list(dict.fromkeys(a.path.clause for a in atoms(part) if a.path.clause))
            if len(clauses) == 1:
                ways.append(self._way(rule, part, clauses[0], world))
            elif clauses and rule.kind == "requires":
                ways.append(f"add or change one of {', '.join(clauses)}")
            elif clauses:
                ways.append(f"change {' or '.join(clauses)}")
            else:
                ways += [f"take {atom.values[0]} out of {atom.path.name}" for atom in atoms(part) if atom.operator == "has" and rule.kind == "excludes"]
        changing = f"choose another variant of {rule.clause}" if rule.clause else ""
        unique = list(dict.fromkeys(way for way in ways if way))
        return "; ".join(unique) if unique else changing or "change the constraint, or what it names"

    def _way(self, rule: Rule, part: Condition, id: str, world: World) -> str:
        """The variants (or choices) of one clause under which a part is no longer broken."""
        clause = self.package.library.clause(id)
        if clause is None:
            return ""
        atom = next(a for a in atoms(part) if a.path.clause == id)
        holder = next((i for i, picks in world.picks.items() if id in picks and atom.path.instrument in ("", i)), None)
        wanted = rule.kind == "requires"
        at = holder or atom.path.instrument or rule.own or next(iter(world.picks), "")
        spec = clause.parameters.get(atom.path.name, {})
        if holder and atom.path.name:
            values = list(spec.get("choices") or ()) if spec.get("type") == "choice" else [True, False] if spec.get("type") == "flag" else []
            fitting = [v for v in values if evaluate(part, _with(world, at, id, {**world.picks[holder][id].values, atom.path.name: v}), rule.own) is wanted]
            return f"set “{atom.path.name}” of {id} to {_one_of([str(v).lower() for v in fitting])}" if fitting else f"change “{atom.path.name}” of {id}"
        worlds = {name: _with(world, at, id, None, clause, name) for name in clause.variants}
        names = [name for name, other in worlds.items() if evaluate(part, other, rule.own) is wanted]
        names = [name for name in names if not self._breaks(worlds[name], world)] or names
        if not names:
            return f"omit {id}" if not wanted else ""
        return f"choose {_one_of(names)} for {id}" if holder else f"add {id}: {_one_of(names)}"

    def _breaks(self, other: World, world: World) -> bool:
        """Whether another world breaks a rule that this one keeps."""
        return any(rule.is_error and broken(rule, other) and not broken(rule, world) for rule in self.rules)

    # ----------------------------------------------------------------- SE003, SE004

    def _conflict(self, rules: list[Rule]) -> Diagnostic:
        """One contradiction, with the smallest set of choices and constraints in it and the fewest changes that resolve it."""
        from ..logic.cores import READABLE

        told = "; ".join(_told(rule) for rule in rules)
        open_ = next(self.verdict.model.groups[number] for rule in rules for number in self.verdict.model.groups_of(rule))
        steps, ways = self._explained(rules) if len(rules) <= READABLE else ((), ())
        changes = " or: ".join("; ".join(f"{c.path}: not {c.before}, but {c.after}" for c in way) for way in ways)
        return Diagnostic(
            "SE003",
            ERROR,
            f"whatever is chosen for what is open, one of these is broken: {told}",
            self.package.choice_span(open_.instrument, open_.clause),
            f"the least that would have to change: {changes}" if changes else "give up one of the choices that carry these constraints",
            " ".join(dict.fromkeys(str(rule.data["because"]) for rule in rules)),
            clause=open_.clause,
            instrument=open_.instrument,
            related=tuple(Related(step.span, step.text.removesuffix(".")) for step in steps if step.span)
            or tuple(Related(rule.source.span(*rule.path), "one of the constraints") for rule in rules),
        )

    def _explained(self, rules: list[Rule]) -> tuple[tuple[Sentence, ...], tuple[tuple[Change, ...], ...]]:
        from ..logic.explanations import same

        these = same(rules)
        others = same([rule for conflict in self.verdict.conflicts for rule in conflict if not these(rule)] + [rule for rule, _ in self.verdict.broken])
        conflict = [bound for bound in self._wide.rules if these(bound.rule)]
        return self._wide.chain([], conflict), self._wide.ways([], [bound for bound in self._wide.rules if not others(bound.rule)])

    @cached_property
    def _wide(self) -> Wide:
        from ..logic.explanations import Wide

        return Wide(self.package.scenario)

    def _impossible(self, group: Group, place: Steps, option: Option, rule: Rule | None) -> Diagnostic:
        name, value = taken(option, place)
        what = f"{group.clause}.{name} = {value}" if name else f"{group.clause} = {value}" if value else f"the omission of {group.clause}"
        why = f": {_told(rule)}" if rule else ", with the other choices as they are"
        return Diagnostic(
            "SE004",
            WARNING,
            f"no consistent completion has {what}{why}",
            self.source.span(*place),
            "strike the alternative, or reopen the choice that rules it out",
            str(rule.data["because"]) if rule else "",
            str(rule.data.get("rule") or "") if rule else "",
            group.clause,
            group.instrument,
            (Related(rule.source.span(*rule.path), "the constraint"),) if rule else (),
        )


def _told(rule: Rule) -> str:
    when = f" when {rule.data['when']}" if rule.data.get("when") else ""
    return f"{rule.holder} {rule.kind} {shown(rule.condition)}{when}"


def _listed(parts: list[Condition], joint: str) -> str:
    return f" {joint} ".join(dict.fromkeys(shown(part, len(parts) > 1) for part in parts))


def _one_of(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"one of {', '.join(names)}"


def _with(world: World, instrument: str, id: str, values: dict[str, object] | None, clause: Clause | None = None, variant: str = "") -> World:
    """A world with another variant, or other values, of one clause."""
    before = world.picks.get(instrument, {}).get(id)
    if clause is not None:
        chosen = clause.variants[variant]
        pick = Pick(variant, not chosen.silent, before.values if before else {}, chosen.counts_as)
    else:
        assert before is not None
        pick = before.but(values=values or {})
    return World({**world.picks, instrument: {**world.picks.get(instrument, {}), id: pick}}, world.roles, world.terms)
