"""Proposals and comments → the user's files with them in: attributed alternatives, overlay clauses, notes.

Files are edited as text, at the places concerned; what comes out is read again, and nothing is written where it does not fit.
"""

from __future__ import annotations

import json
import os
from typing import Any

from ..errors import UserError
from ..files import decoded, read_bytes
from ..library import Library
from ..parameters import is_open
from ..project import shown
from ..provisions import Clause
from ..scenario import Scenario
from ..source import parse
from .rewrite import Proposal
from .word import Comment
from .yaml_edit import Path, YamlText, flow, literal


class Writing:
    """The files of one scenario as they will be; ``done`` says in words what was put where."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario, self.library = scenario, scenario.library
        self.path = os.path.abspath(scenario.source.path)
        root = self.library.project.roots[0]
        if self.path.startswith(self.library.project.shipped + os.sep) and root == self.library.project.shipped:
            raise UserError(
                f"{scenario.source.file} is a shipped scenario, which nobody edits", "`peacedraft init DIR` starts a project; put a copy of the scenario there"
            )
        self.root = root if root != self.library.project.shipped else os.path.dirname(self.path)
        self.file = YamlText(decoded(read_bytes(self.path)))
        self.clauses: dict[str, YamlText] = {}
        self.done: list[str] = []
        self._names: dict[tuple[str, str], str] = {}

    # --------------------------------------------------------------- proposals

    def put(self, proposal: Proposal) -> None:
        """One proposal into the scenario."""
        path = self._choice(proposal)
        if proposal.option is not None:
            self._support(proposal, path)
        elif proposal.omit:
            self._alternative(proposal, path, {"omit": True})
        elif proposal.texts is not None:
            self._alternative(proposal, path, {"variant": self._variant(proposal)})
        for name, value in (proposal.values or {}).items():
            self._value(proposal, path, name, value)

    def _data(self, path: Path) -> Any:
        found = parse(self.file.text.encode(), self.scenario.source.file)[0].data  # type: ignore[union-attr]
        for step in path:
            found = found.get(step) if isinstance(found, dict) else found[int(step)]
        return found

    def _clause(self, id: str) -> Clause:
        clause = self.library.clause(id)
        assert clause is not None
        return clause

    def _choice(self, proposal: Proposal) -> Path:
        """The place of a clause's choice, which is made where it was a default of the framing."""
        base: Path = ("instruments", proposal.instrument)
        path = (*base, "clauses", proposal.clause)
        if not self.file.is_mapping((*base, "clauses")):
            self.file.put(base, "clauses", f"{{{proposal.clause}: {self._clause(proposal.clause).default}}}")
        elif not self.file.has(path):
            self.file.put((*base, "clauses"), proposal.clause, self._clause(proposal.clause).default)
        return path

    def _alternative(self, proposal: Proposal, path: Path, what: dict[str, Any]) -> None:
        """A party wants an alternative, which is there or is added; what stood is the others'."""
        choice = self._data(path)
        said = "leaves it out" if "omit" in what else f"has its wording {what['variant']}"
        self.done.append(f"{proposal.clause}: {proposal.party} {said}")
        if not (isinstance(choice, dict) and "open" in choice):
            now = choice if isinstance(choice, str) else choice.get("variant") or self._clause(proposal.clause).default
            first = {"omit": True} if now == "omit" else {"variant": now}
            if first == what:
                return
            self.file.open_up(path, flow(first | self._others(proposal)), flow({**what, "by": [proposal.party]}))
            return
        self._take(proposal, (*path, "open"), what)

    def _others(self, proposal: Proposal) -> dict[str, list[str]]:
        """Who stands by what a party wants otherwise: the other signatories, or the other parties where it alone signs."""
        signatories = self.scenario.instruments[proposal.instrument].get("signatories") or ()
        held = [p for p in signatories if p != proposal.party] or [p for p in self.scenario.parties if p != proposal.party]
        return {"by": held} if held else {}

    def _take(self, proposal: Proposal, path: Path, what: dict[str, Any]) -> None:
        """A party's one alternative of those at a path; one that nobody holds any more goes."""
        party = proposal.party
        options = self._data(path[:-1])[path[-1]]
        at = next((n for n, option in enumerate(options) if {k: v for k, v in option.items() if k != "by"} == what), None)
        if at is None:
            self.file.append(path, flow({**what, "by": [party]}))
        elif options[at].get("by") and party not in options[at]["by"]:
            self.file.append((*path, at, "by"), party)
        for n in reversed(range(len(options))):
            by = options[n].get("by") or []
            if n == at or party not in by:
                continue
            if by == [party]:
                self.file.remove((*path, n))
            else:
                self.file.remove((*path, n, "by", by.index(party)))

    def _value(self, proposal: Proposal, path: Path, name: str, value: Any) -> None:
        """A parameter's value, beside the one that stands."""
        if not self.file.is_mapping(path):
            self.file.replace(path, f"{{variant: {self._data(path)}}}")
        where = (*path, name)
        now = self._data(path).get(name)
        if now is None:
            now = self._clause(proposal.clause).parameters[name].get("default")
        self.done.append(f"{proposal.clause}.{name}: {proposal.party} has {_told(value)}")
        if is_open(value):
            new = flow(value)
        elif is_open(now):
            self._take(proposal, (*where, "open"), {"value": value})
            return
        elif now == value:
            return
        else:
            first = [{"value": now} | self._others(proposal)] if now is not None else []
            new = flow({"open": [*first, {"value": value, "by": [proposal.party]}]})
        if self.file.has(where):
            self.file.replace(where, new)
        else:
            self.file.put(path, name, new)

    def _support(self, proposal: Proposal, path: Path) -> None:
        """A party takes one of the alternatives; where no other is left, it is agreed."""
        where = (*path, proposal.name) if proposal.name else path
        now = self._data(where)
        options = now["open"] if isinstance(now, dict) and "open" in now else []
        option = proposal.option or 0
        if option >= len(options):
            return
        chosen = {k: v for k, v in options[option].items() if k != "by"}
        self._take(proposal, (*where, "open"), chosen)
        subject = f"{proposal.clause}{'.' + proposal.name if proposal.name else ''}"
        if len(self._data(where)["open"]) > 1:
            self.done.append(f"{subject}: {proposal.party} takes what {', '.join(options[option].get('by') or ['nobody'])} proposed")
            return
        self.file.replace(where, self._agreed(now, chosen, proposal.name))
        self.done.append(f"{subject}: agreed")

    @staticmethod
    def _agreed(now: dict[str, Any], chosen: dict[str, Any], name: str) -> str:
        if name:
            return flow(chosen["value"])
        values = {k: v for k, v in {**now, **chosen}.items() if k not in ("open", "by", "omit", "variant")}
        if chosen.get("omit"):
            return "omit"
        return flow({"variant": chosen["variant"], **values}) if values else str(chosen["variant"])

    # ----------------------------------------------------------------- wordings

    def _variant(self, proposal: Proposal) -> str:
        """The name of a variant with a wording, which is put into an overlay clause where it is new."""
        clause, texts = self._clause(proposal.clause), proposal.texts or {}
        key = (proposal.clause, json.dumps(texts, sort_keys=True))
        known = {name: variant.data for name, variant in clause.variants.items()}
        same = self._names.get(key) or next((n for n, data in known.items() if _texts(data) == texts), None)
        if same:
            return same
        taken = {*known, *(name for (id, _), name in self._names.items() if id == proposal.clause)}
        stem = f"{proposal.variant}-{proposal.party}"
        name = next(n for n in (stem, *(f"{stem}-{k}" for k in range(2, 1000))) if n not in taken)
        self._names[key] = name
        self._overlay(proposal.clause, name, self._lines(proposal, known[proposal.variant], texts))
        return name

    def _lines(self, proposal: Proposal, base: dict[str, Any], texts: dict[str, Any]) -> dict[str, str]:
        """The new variant's keys as YAML: what it comes from, the duties and dates it keeps, its texts."""
        party = self.scenario.parties[proposal.party]["name"]
        name = party if isinstance(party, str) else party.get("en") or proposal.party
        summary = f"The wording of {name if isinstance(name, str) else name.get('nominative', proposal.party)}, after {proposal.variant}."
        made = {"summary": json.dumps(summary, ensure_ascii=False)}
        sources = [{k: v for k, v in use.items() if k in ("source", "at")} | {"use": "adapted"} for use in base.get("sources") or ()]
        kept = {"sources": sources or None} | {key: base.get(key) for key in ("provides", "constraints", "milestones")}
        made |= {key: flow(value) for key, value in kept.items() if value}
        made["text"] = literal(texts["text"], 4)
        if texts.get("annexes"):
            annexes = (f"\n      {id}:\n        title: {flow(a['title'])}\n        text: {literal(a['text'], 8)}" for id, a in texts["annexes"].items())
            made["annexes"] = "".join(annexes)
        return made

    def _overlay(self, id: str, name: str, keys: dict[str, str]) -> None:
        relative = f"clauses/{id.replace('.', '/', 1)}.yaml"
        full = os.path.join(self.root, *relative.split("/"))
        lines = "".join(f"    {key}: {value}\n".replace(": \n", ":\n") for key, value in keys.items())
        if full not in self.clauses:
            own = os.path.exists(full)
            self.clauses[full] = YamlText(decoded(read_bytes(full)) if own else "# Wordings that delegations want.\nextends: shipped\n")
        file = self.clauses[full]
        if not file.has(("variants",)):
            file.text = f"{file.text.rstrip()}\nvariants:\n  {name}:\n{lines}"
        else:
            file.insert(("variants",), f"{name}:", lines)

    # -------------------------------------------------------------------- notes

    def note(self, comment: Comment, address: str, party: str) -> None:
        """A comment into the scenario's notes."""
        where = " ".join(part for part in (address, f"[{comment.node.partition(':')[2]}]" if comment.node else "") if part)
        who = ", ".join(part for part in (party, comment.author, comment.date[:10]) if part)
        about = f" on “{_line(comment.about)}”" if comment.about else ""
        line = f"- {where}{about} ({who}): {_line(comment.text)}"
        old = str(self._data(()).get("notes") or "")
        if line in old.split("\n"):
            return
        self.done.append(f"notes: a comment on {where or 'nothing'}")
        if self.file.has(("notes",)):
            self.file.extend(("notes",), old, line)
        else:
            self.file.block((), "notes", line)

    # ------------------------------------------------------------------- files

    def files(self) -> dict[str, bytes]:
        """Every file that changes, by its path; a fault in one is a :class:`UserError`."""
        _judge(self.file, self.scenario.source.file, self.library, "scenario")
        for path, text in self.clauses.items():
            _judge(text, shown(path), self.library, "clause")
        return {path: text.text.encode() for path, text in [(self.path, self.file), *self.clauses.items()]}


def _judge(file: YamlText, name: str, library: Library, kind: str) -> None:
    source, found = parse(file.text.encode(), name)
    found += library.misfits(source, kind) if source is not None else []
    if source is None or found:
        raise UserError(f"{name}: the changes do not fit into this file ({found[0].message})", "nothing was written; put them in by hand")


def _texts(variant: dict[str, Any]) -> dict[str, Any]:
    return {key: variant[key] for key in ("text", "annexes") if variant.get(key)}


def _line(text: str) -> str:
    """A text on one line, without what a YAML file cannot hold."""
    return "".join(c for c in " ".join(text.split()) if c.isprintable())


def _told(value: Any) -> str:
    return ", ".join(str(option["value"]) for option in value["open"]) if is_open(value) else str(value)
