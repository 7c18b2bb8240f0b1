"""Proposals and comments → the user's files with them in: attributed alternatives, overlay clauses, notes.

Files are edited as text, at the places concerned; what comes out is read again, and nothing is written where it does not fit.
"""

from __future__ import annotations

import json
import os
import re
from typing import Any

from ..errors import UserError
from ..files import decoded, read_bytes
from ..library import Library
from ..parameters import is_open
from ..project import shown
from ..provisions import Clause
from ..scenario import Scenario
from ..source import parse
from .rewrite import Proposal, Unwritten, Want
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
        self.others: dict[str, tuple[YamlText, str]] = {}
        self.done: list[str] = []
        self._named: dict[tuple[str, str], str] = {}  # clause and texts → variant
        self._texts: dict[tuple[str, str], dict[str, Any]] = {}  # clause and variant → English texts
        self._own: dict[tuple[str, str], str] = {}  # clause and party → its wording in English
        self._put: set[tuple[str, str]] = set()
        self._opened: list[Path] = []

    # --------------------------------------------------------------- proposals

    def put(self, proposal: Proposal) -> None:
        """One proposal into the scenario."""
        path = self._choice(proposal)
        if proposal.wants:
            self._alternatives(proposal, path)
        for name, values in proposal.values.items():
            self._value(proposal, path, name, values)

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

    def _alternatives(self, proposal: Proposal, path: Path) -> None:
        """A party stands by some forms of a clause, which are there or are added; what stood is the others'."""
        wanted = []
        for want in proposal.wants:
            new = want.alternative if want.texts is None else {**want.alternative, "variant": self._variant(proposal, want)}
            if new not in wanted:
                wanted.append(new)
        if self._is_open(path):
            self._take(proposal, path, wanted)
            return
        choice = self._data(path)
        now = choice if isinstance(choice, str) else choice.get("variant") or self._clause(proposal.clause).default
        first = {"omit": True} if now == "omit" else {"variant": now}
        wanted = [what for what in wanted if what != first and {**(choice if isinstance(choice, dict) else {}), **what} != choice]
        for n, what in enumerate(wanted):
            self._tell(proposal, what)
            if n:
                self.file.append((*path, "open"), {**what, "by": [proposal.party]})
            else:
                self.file.open_up(path, first | self._others(proposal), {**what, "by": [proposal.party]})
                self._opened.append(path)

    def _tell(self, proposal: Proposal, what: dict[str, Any]) -> None:
        values = ", ".join(key for key in what if key != "variant")
        said = "leaves it out" if "omit" in what else f"has its wording {what['variant']}{f' and its own {values}' if values else ''}"
        self.done.append(f"{proposal.clause}: {proposal.party} {said}")

    def _is_open(self, path: Path) -> bool:
        choice = self._data(path)
        return isinstance(choice, dict) and "open" in choice

    def _others(self, proposal: Proposal) -> dict[str, list[str]]:
        """Who stands by what a party wants otherwise: the other signatories, or the other parties where it alone signs."""
        signatories = self.scenario.instruments[proposal.instrument].get("signatories") or ()
        held = [p for p in signatories if p != proposal.party] or [p for p in self.scenario.parties if p != proposal.party]
        return {"by": held} if held else {}

    def _take(self, proposal: Proposal, path: Path, wanted: list[dict[str, Any]]) -> None:
        """A party stands by these alternatives of what is open at a path, and by no other; one that nobody holds goes."""
        party, where = proposal.party, (*path, "open")
        takes = (str(path[4]) if len(path) > 4 else "") not in proposal.undecided
        self._opened.append(path)
        for what in wanted:
            options = self._data(where)
            at = next((n for n, option in enumerate(options) if _bare(option) == what), None)
            if at is None:
                self._said_of(proposal, path, what)
                left = next((n for n, option in enumerate(options) if option.get("by") == [party] and _bare(option) not in wanted), None)
                if left is None:
                    self.file.append(where, {**what, "by": [party]})
                else:
                    self.file.exchange((*where, left), {**what, "by": [party]})
            elif takes and options[at].get("by") and party not in options[at]["by"]:
                self._said_of(proposal, path, what, ", ".join(options[at]["by"]))
                self.file.append((*where, at, "by"), party)
        for n, option in reversed(list(enumerate(self._data(where)))):
            by = option.get("by") or []
            if party not in by or _bare(option) in wanted:
                continue
            if by != [party]:
                self.file.remove((*where, n, "by", by.index(party)))
            elif len(self._data(where)) > 1:
                self.file.remove((*where, n))
            said = option.get("value", option.get("variant", "leaving it out"))
            self.done.append(f"{'.'.join(map(str, path[3:]))}: {party} gives up {said}")

    def _said_of(self, proposal: Proposal, path: Path, what: dict[str, Any], others: str = "") -> None:
        subject = ".".join(map(str, path[3:]))
        if others:
            self.done.append(f"{subject}: {proposal.party} takes what {others} proposed")
        elif "value" in what:
            self.done.append(f"{subject}: {proposal.party} has {what['value']}")
        else:
            self._tell(proposal, what)

    def _value(self, proposal: Proposal, path: Path, name: str, values: list[Any]) -> None:
        """The values of a parameter that a party stands by, beside the one that stands."""
        now = self._data(path)
        known = now.get(name) if isinstance(now, dict) else None
        if known is None:
            known = self._clause(proposal.clause).parameters[name].get("default")
        where = (*path, name)
        if is_open(known):
            self._take(proposal, where, [{"value": value} for value in values])
            return
        new = [value for value in values if value != known]
        if not new:
            return
        self.done += [f"{proposal.clause}.{name}: {proposal.party} has {value}" for value in new]
        others = self._others(proposal)
        if known in values and others:
            others = {"by": [*others["by"], proposal.party]}
        first = [{"value": known} | others] if known is not None else []
        opened = flow({"open": [*first, *({"value": value, "by": [proposal.party]} for value in new)]})
        if not self.file.is_mapping(path):
            self.file.replace(path, f"{{variant: {now}}}")
        if self.file.has(where):
            self.file.replace(where, opened)
        else:
            self.file.put(path, name, opened)

    def _settle(self) -> None:
        """Where one alternative is left of what was open, it is agreed."""
        for path in sorted(dict.fromkeys(self._opened), key=len, reverse=True):
            if not self._is_open(path):
                continue
            now = self._data(path)
            if len(now["open"]) > 1 or not now["open"][0].get("by"):
                continue
            self.file.replace(path, _agreed(now, _bare(now["open"][0])))
            self.done.append(f"{'.'.join(map(str, path[3:]))}: agreed")

    # ----------------------------------------------------------------- wordings

    def _variant(self, proposal: Proposal, want: Want) -> str:
        """The name of a variant with a wording, which is put into an overlay clause, and into the clause's translation,
        where it is new."""
        id, texts, base = proposal.clause, want.texts or {}, str(want.alternative["variant"])
        known = {name: variant.data for name, variant in self._clause(id).variants.items()}
        if want.language == "en":
            same = next((name for name, data in known.items() if _texts(data) == texts), None)
            name = self._named.get((id, json.dumps(texts))) or same or self._new(proposal, base, texts)
            self._own[id, proposal.party] = name
        else:
            key = (id, json.dumps([want.language, base, texts]))
            there = self._translated(id, want.language)
            same = next((n for n, data in there.items() if n in known and _texts(data) == texts and _texts(known[n]) == _texts(known[base])), None)
            name = self._own.get((id, proposal.party)) or self._named.get(key) or same or self._new(proposal, base, _texts(known[base]))
            if name != same and (name, want.language) not in self._put:
                self._translation(id, want.language, name, texts, there.get(base) or {})
            self._named[key] = name
        return name

    def _new(self, proposal: Proposal, base: str, texts: dict[str, Any]) -> str:
        """A variant of an overlay clause."""
        clause = self._clause(proposal.clause)
        taken = {*clause.variants, *(name for (id, _), name in self._named.items() if id == clause.id)}
        stem = f"{self._stem(base)}-{proposal.party}"
        name = next(n for n in (stem, *(f"{stem}-{k}" for k in range(2, 1000))) if n not in taken)
        self._named[clause.id, json.dumps(texts)] = name
        self._texts[clause.id, name] = texts | {"milestones": clause.variants[base].data.get("milestones")}
        file = self._file(f"clauses/{clause.id.replace('.', '/', 1)}.yaml", "clause", "# Wordings that delegations want.\nextends: shipped\n")
        self._put_in(file, name, self._lines(proposal, base, clause.variants[base].data, texts))
        return name

    def _translated(self, id: str, language: str) -> dict[str, Any]:
        source = self.library.translation(id, language)
        return (source.data.get("variants") or {}) if source is not None else {}

    def _translation(self, id: str, language: str, name: str, texts: dict[str, Any], base: dict[str, Any]) -> None:
        """A variant's texts into the clause's translation: one's own, or a copy of the shipped one."""
        self._put.add((name, language))
        relative = f"clauses/{id.replace('.', '/', 1)}.{language}.yaml"
        shipped = decoded(read_bytes(self.library.project.find(relative)[0].path))
        file = self._file(relative, "translation", f"# The shipped translation, with wordings that delegations want.\n{shipped}")
        clause = self._clause(id)
        english = self._texts.get((id, name)) or clause.variants[name].data
        made = {"of": json.dumps(clause.of_texts(english))} | _text_lines(texts)
        self._put_in(file, name, made | ({"milestones": flow(base["milestones"])} if base.get("milestones") else {}))

    def _stem(self, variant: str) -> str:
        """A variant's name without the party whose wording it is."""
        parties = "|".join(map(re.escape, self.scenario.parties))
        return re.sub(rf"-(?:{parties})(?:-\d+)?\Z", "", variant)

    def _lines(self, proposal: Proposal, variant: str, base: dict[str, Any], texts: dict[str, Any]) -> dict[str, str]:
        """The new variant's keys as YAML: what it comes from, the duties and dates it keeps, its texts."""
        party = self.scenario.parties[proposal.party]["name"]
        name = party if isinstance(party, str) else party.get("en") or proposal.party
        summary = f"The wording of {name if isinstance(name, str) else name.get('nominative', proposal.party)}, after {variant}."
        made = {"summary": json.dumps(summary, ensure_ascii=False), "counts-as": flow(base.get("counts-as") or variant)}
        sources = [{k: v for k, v in use.items() if k in ("source", "at")} | {"use": "adapted"} for use in base.get("sources") or ()]
        kept = {"sources": sources or None} | {key: base.get(key) for key in ("provides", "constraints", "milestones")}
        made |= {key: flow(value) + (f"  # as {variant}: does the text still say so?" if key == "provides" else "") for key, value in kept.items() if value}
        return made | _text_lines(texts)

    def _file(self, relative: str, kind: str, start: str) -> YamlText:
        """A file of the user's own library, or what it starts from."""
        full = os.path.join(self.root, *relative.split("/"))
        if full not in self.others:
            self.others[full] = YamlText(decoded(read_bytes(full)) if os.path.exists(full) else start), kind
        return self.others[full][0]

    @staticmethod
    def _put_in(file: YamlText, name: str, keys: dict[str, str]) -> None:
        lines = "".join(f"    {key}: {value}\n".replace(": \n", ":\n") for key, value in keys.items())
        if not file.has(("variants",)):
            file.text = f"{file.text.rstrip()}\nvariants:\n  {name}:\n{lines}"
        else:
            file.insert(("variants",), f"{name}:", lines)

    # -------------------------------------------------------------------- notes

    def note(self, comment: Comment, address: str, party: str) -> None:
        """A comment into the scenario's notes."""
        who = ", ".join(part for part in (party, comment.author, comment.date[:10]) if part)
        self._note(address, comment.node, f" on “{_line(comment.about)}”" if comment.about else "", who, comment.text, "a comment")

    def keep(self, item: Unwritten, address: str, party: str) -> None:
        """A change that no choice can express into the scenario's notes."""
        self._note(address, item.node, "", party, f"“{item.words}”", "a change")

    def _note(self, address: str, node: str, about: str, who: str, text: str, what: str) -> None:
        where = " ".join(part for part in (address, f"[{node.partition(':')[2]}]" if node else "") if part)
        line = f"- {where}{about} ({who}): {_line(text)}"
        old = str(self._data(()).get("notes") or "")
        if line in old.split("\n"):
            return
        self.done.append(f"notes: {what} on {where or 'nothing'}")
        if self.file.has(("notes",)):
            self.file.extend(("notes",), old, line)
        else:
            self.file.block((), "notes", line)

    # ------------------------------------------------------------------- files

    def files(self) -> dict[str, bytes]:
        """Every file that changes, by its path; a fault in one is a :class:`UserError`."""
        self._settle()
        _judge(self.file, self.scenario.source.file, self.library, "scenario")
        for path, (text, kind) in self.others.items():
            _judge(text, shown(path), self.library, kind)
        return {self.path: self.file.text.encode()} | {path: text.text.encode() for path, (text, _) in self.others.items()}


def _judge(file: YamlText, name: str, library: Library, kind: str) -> None:
    source, found = parse(file.text.encode(), name)
    found += library.misfits(source, kind) if source is not None else []
    if source is None or found:
        raise UserError(f"{name}: the changes do not fit into this file ({found[0].message})", "nothing was written; put them in by hand")


def _texts(variant: dict[str, Any]) -> dict[str, Any]:
    return {key: variant[key] for key in ("text", "annexes") if variant.get(key)}


def _text_lines(texts: dict[str, Any]) -> dict[str, str]:
    """The texts of a variant as YAML."""
    made = {"text": literal(texts["text"], 4)}
    if texts.get("annexes"):
        annexes = (f"\n      {id}:\n        title: {flow(a['title'])}\n        text: {literal(a['text'], 8)}" for id, a in texts["annexes"].items())
        made["annexes"] = "".join(annexes)
    return made


def _line(text: str) -> str:
    """A text on one line, without what a YAML file cannot hold."""
    return "".join(c for c in " ".join(text.split()) if c.isprintable())


def _bare(option: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in option.items() if key != "by"}


def _agreed(now: dict[str, Any], chosen: dict[str, Any]) -> str:
    """What stands at a place once one alternative is left."""
    if "value" in chosen:
        return flow(chosen["value"])
    if chosen.get("omit"):
        return "omit"
    values = {k: v for k, v in {**now, **chosen}.items() if k not in ("open", "by", "omit", "variant")}
    return flow({"variant": chosen["variant"], **values}) if values else str(chosen["variant"])
