"""What a delegation changed in one clause → the choices that print so: a value, a wording of its own, an omission.

A clause that is open is read as the text that the delegation wants, without brackets, and compared with the alternative
that it is likest to.  A changed number that is a parameter's value becomes that value; any other change becomes a variant:
the alternative's own text with the edits in it, holes kept where they are untouched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from rapidfuzz.distance import Indel

from ..build import Builder
from ..frozen import Record
from ..package import Package
from ..parameters import is_open
from ..select import Alternative, Chosen
from .align import Pair, align
from .brackets import Marks, Reader, Wishes
from .difference import kind_of
from .figures import Figures
from .units import Unit, units
from .word import Draft, clause_of, clean
from .wording import Wording
from .yaml_edit import flow

T = TypeVar("T")
Draw = Callable[..., Package]
"""Drafts the package again with some choices set, each ``PATH=VALUE``."""
HEADS = ("article", "annex")
OWN = 0.02
"""How much likeness a party's own alternative is preferred by, as the one that a text of its comes from."""
STAYS = "it stays until those who want it give it up"
TITLE = "an article has one title, whoever wants which text: once it is agreed, change `title:` in the clause's file"
FRAMED = "it stands in no clause: change the framing or the scenario"
OUTSIDE = {
    "title": "an instrument has one title: once it is agreed, set its `title:` in the scenario",
    "part": "the titles of Parts are the framing's: copy it into templates/framings/ and change it there",
    "enacting": "these words are the framing's: copy it into templates/framings/ and change them there",
    "closing": "how an instrument ends is its framing's and the language's: choose another `closing:` or framing",
    "signature": "signature blocks are printed from `signatories:` and the parties' names: change those",
}
"""Why a change outside the clauses is not written, by the kind of unit, and what to do."""


class Want(Record):
    """One form of a clause that a party stands by: ``alternative`` is a choice as it stands in a scenario, without ``by``.
    ``texts`` are a new wording instead of its variant's, in ``language``."""

    alternative: dict[str, Any]
    texts: dict[str, Any] | None = None
    language: str = "en"


class Proposal(Record):
    """What a party wants of one clause: every form it stands by, and the ``values`` that it stands by, of parameters whose
    value is the clause's, not an alternative's.  ``undecided`` are the parameters ("": the forms) of which it takes none of
    several, so that it holds on to what is among them and takes up only what is new.  ``elsewhere`` are the addresses of other
    places that print a new value, by parameter: the file left them as they were."""

    instrument: str
    clause: str
    party: str
    wants: tuple[Want, ...] = ()
    values: dict[str, list[Any]] = {}  # noqa: RUF012
    undecided: frozenset[str] = frozenset()
    elsewhere: dict[str, list[str]] = {}  # noqa: RUF012


class Unwritten(Record):
    """A change that no choice can express, and why; ``is_note``: it is kept as a note."""

    node: str
    words: str
    why: str
    is_note: bool = True


def proposals(package: Package, original: Draft, edited: Draft, party: str, draw: Draw) -> tuple[list[Proposal], list[Unwritten]]:
    """What a party's edited draft says of each clause, and what it says that cannot be put into the scenario."""
    pairs = align(original.units(), list(_at_home(edited.units())))
    chosen = {c.clause.id: c for c in package.selection.instruments[original.instrument].chosen()}
    groups: dict[str, list[Pair]] = {}
    for pair in pairs:
        unit = pair.old or pair.new
        assert unit is not None
        groups.setdefault(unit.clause, []).append(pair)
    made: list[Proposal] = []
    left: list[Unwritten] = []
    for clause, group in groups.items():
        changed = [pair for pair in group if kind_of(pair) and (clean(_text(pair.old)) or clean(_text(pair.new)))]
        if not changed:
            continue
        if clause not in chosen:
            left += [item for pair in changed for item in _left([pair], OUTSIDE.get((pair.old or pair.new).kind, FRAMED))]  # type: ignore[union-attr]
            continue
        one = _Clause(package, chosen[clause], original, party, draw, pairs)
        found = one.read(group, changed)
        made += [found.but(elsewhere=one.elsewhere)] if found else []
        left += one.left
    return made, left


def _at_home(found: Sequence[Unit]) -> Iterator[Unit]:
    """Units with the clause that they stand in: what was taken to another article is new there."""
    before = ""
    for n, unit in enumerate(found):
        home = clause_of(unit.parent)
        if unit.kind in ("paragraph", "point", "text") and home and home != unit.clause and clause_of(before) == home:
            yield unit.but(id=f"{before.partition('/+')[0]}/+{n}", clause=home)
        else:
            before = unit.id
            yield unit


def _left(changed: Sequence[Pair], why: str) -> Iterator[Unwritten]:
    for pair in changed:
        unit = pair.new or pair.old
        assert unit is not None
        node = pair.old.id if pair.old else unit.id.partition("/+")[0]
        yield Unwritten(node, unit.text if pair.new else f"(deleted) {unit.text}", why)


def _text(unit: Unit | None) -> str:
    return unit.text if unit is not None else ""


def marks_of(package: Package, instrument: str, language: str) -> tuple[Marks, dict[str, str]]:
    """How a draft prints brackets in a language, and the name of each party in them."""
    draft = package[instrument]
    spoken = draft.languages[language]
    builder = Builder(package.selection, draft.instrument, spoken)
    names = {party: builder.proposers(Alternative(None, {}, (party,), ()))[0] for party in package.scenario.parties}
    heading = spoken.words["alternative"].partition("{letter")[0].strip()
    return Marks(tuple(names.values()), heading, spoken.words["no-text"]), names


class _Option(Record):
    """An alternative as the scenario has it, and with every open value of it as the party holds it."""

    raw: dict[str, Any]
    closed: dict[str, Any]


class _Clause:
    """One clause in a party's file, all of whose units are ``pairs``; ``left`` are the changes that no choice can express."""

    def __init__(self, package: Package, chosen: Chosen, original: Draft, party: str, draw: Draw, pairs: list[Pair]) -> None:
        self.package, self.chosen, self.party, self.draw = package, chosen, party, draw
        self.instrument, self.language = original.instrument, original.language or "en"
        self.id = chosen.clause.id
        self.base = f"{self.instrument}:{self.id}"
        self.left: list[Unwritten] = []
        self.pairs = pairs
        self.elsewhere: dict[str, list[str]] = {}
        clauses = package.scenario.data["instruments"][self.instrument].get("clauses") or {}
        choice = clauses.get(self.id) or chosen.clause.default
        self.choice: dict[str, Any] = {"variant": choice} if isinstance(choice, str) else choice

    def read(self, group: list[Pair], changed: list[Pair]) -> Proposal | None:
        """What the party wants; None where nothing of it can be written."""
        if all(pair.new is None or not clean(pair.new.text) for pair in group):
            return self._proposal([Want({"omit": True})], {})
        body = [pair for pair in group if (pair.old or pair.new).kind != "article"]  # type: ignore[union-attr]
        self.left += _left([pair for pair in changed if (pair.old or pair.new).kind == "article"], TITLE)  # type: ignore[union-attr]
        changed = [pair for pair in changed if (pair.old or pair.new).kind != "article"]  # type: ignore[union-attr]
        if not changed:
            return None
        old, new = ([unit for unit in side if unit is not None] for side in zip(*((p.old, p.new) for p in body), strict=True))
        wishes = self._wishes(old, new)
        if wishes is None:
            want, values = self._compared(self.package, self._options()[0], changed, body)
            return self._proposal([want] if want else [], values) if want or values else None
        if wishes.struck:
            self.left.append(Unwritten(self.base, f"(deleted) what {', '.join(wishes.struck)} proposed", STAYS, False))
        return self._of_several(wishes)

    def _proposal(self, wants: list[Want], values: dict[str, list[Any]], undecided: bool = False) -> Proposal:
        forms = tuple(_unique(wants))
        several = [name for name, given in {**values, "": forms}.items() if undecided and len(given) > 1]
        return Proposal(self.instrument, self.id, self.party, forms, values, frozenset(several))

    # ---------------------------------------------------------------- what is open

    def _wishes(self, old: list[Unit], new: list[Unit]) -> Wishes | None:
        """The texts that the party wants, where there are brackets; of the article and its annexes together."""
        several = len(self.chosen.alternatives) > 1 or any(is_open(v) for a in self.chosen.alternatives for v in a.values.values())
        marks, label = self._marks()
        split = [_by_annex(side, self.base, lambda unit: unit) for side in (old, new)]
        readers = [Reader(split[0].get(annex, []), split[1].get(annex, []), marks, label, several) for annex in dict.fromkeys([*split[0], *split[1]])]
        if not any(reader.before or reader.groups for reader in readers):
            return None
        found = [reader.wishes() for reader in readers]
        first = [wishes.texts[0] for wishes in found]
        texts = [first]
        for n, wishes in enumerate(found):
            texts += [[*first[:n], text, *first[n + 1 :]] for text in wishes.texts[1:]]
        struck = dict.fromkeys(name for wishes in found for name in wishes.struck)
        named = {name.casefold(): name for name in marks.names}
        return Wishes(
            tuple([u for part in text for u in part] for text in texts),
            any(w.undecided for w in found),
            tuple(named.get(n, n) for n in struck),
            any(w.aside for w in found),
        )

    def _marks(self) -> tuple[Marks, str]:
        marks, names = marks_of(self.package, self.instrument, self.language)
        return marks, names[self.party]

    def _options(self) -> list[_Option]:
        """Every alternative of the clause."""
        common = {key: value for key, value in self.choice.items() if key not in ("open", "variant", "by")}
        raws = [{k: v for k, v in raw.items() if k != "by"} for raw in self.choice.get("open") or [{"variant": self.choice.get("variant")}]]
        raws = [raw if raw.get("omit") else {"variant": raw.get("variant") or self.chosen.clause.default, **raw} for raw in raws]
        return [_Option(raw, raw if raw.get("omit") else {k: self._held(v) for k, v in {**common, **raw}.items()}) for raw in raws]

    def _held(self, value: Any) -> Any:
        if not is_open(value):
            return value
        return next((o["value"] for o in value["open"] if self.party in (o.get("by") or ())), value["open"][0]["value"])

    def _holds(self, value: Any) -> bool:
        return any(self.party in (option.get("by") or ()) for option in value["open"])

    def _alone(self, option: _Option) -> Package:
        """The package with one alternative in place of all."""
        return self.draw(f"{self.base}={'omit' if option.closed.get('omit') else flow(option.closed)}")

    def _of_several(self, wishes: Wishes) -> Proposal:
        """What each text that the party wants comes to."""
        options = self._options()
        drawn = [self._units(self._alone(option)) for option in options]
        said = [_said(one) for one in drawn]
        wants: list[Want] = []
        each: list[tuple[_Option, Want, dict[str, list[Any]]]] = []
        new: dict[str, list[Any]]
        for text in wishes.texts:
            if _said(text) in said:
                option = options[max((n for n, one in enumerate(said) if one == _said(text)), key=lambda n: (self._is_own(n), -n))]
                found, new = Want(option.raw), {}
            elif not _said(text):
                found, new, option = Want({"omit": True}), {}, _Option({}, {})
            else:
                n = max(range(len(options)), key=lambda k: Indel.normalized_similarity(said[k].split(), _said(text).split()) + OWN * self._is_own(k))
                option = options[n]
                pairs = align([_level(u) for u in drawn[n]], [_level(u) for u in text])
                want, new = self._compared(self._alone(option), option, [pair for pair in pairs if kind_of(pair)], pairs)
                found = want or Want(option.raw)
            wants.append(found)
            each.append((option, found, new))
        return self._proposal(wants, self._values_of(each, wishes.aside), wishes.undecided)

    def _values_of(self, each: list[tuple[_Option, Want, dict[str, list[Any]]]], aside: bool) -> dict[str, list[Any]]:
        """The clause's own values that a party stands by in all the texts that it wants: those that changed, and those that are open."""
        names = dict.fromkeys(
            [name for _, _, new in each for name in new] + [name for name, value in self.choice.items() if is_open(value) and (self._holds(value) or not aside)]
        )
        values: dict[str, list[Any]] = {}
        for name in names:
            default = self._held(self.chosen.alternatives[0].values.get(name))
            for option, found, new in each:
                if name in new or (option.raw and name not in found.alternative):
                    values[name] = [*values.get(name, []), *(v for v in new.get(name, [option.closed.get(name, default)]) if v not in values.get(name, []))]
        return values

    def _is_own(self, n: int) -> bool:
        return self.party in self.chosen.alternatives[n].by

    def _units(self, package: Package) -> list[Unit]:
        """The clause's units in a draft, but for the article's heading."""
        if self.instrument not in package.instruments:
            return []
        return [unit for unit in units(package[self.instrument][self.language]) if unit.clause == self.id and unit.kind != "article"]

    # ------------------------------------------------------------- one alternative

    def _compared(self, package: Package, option: _Option, changed: list[Pair], group: list[Pair]) -> tuple[Want | None, dict[str, list[Any]]]:
        """What changes of one alternative come to: the form that has them, and values of the clause's parameters."""
        chosen = next(c for c in package.selection.instruments[self.instrument].chosen() if c.clause.id == self.id)
        chosen = self._of(package)
        setting = [] if package is self.package else [f"{self.base}={flow(option.closed)}"]
        figures = Figures(package, chosen, self.instrument, self.language, lambda *given: self.draw(*setting, *given), self._offered)
        values, explained = figures.read(changed)
        self._follow(package, setting, values, [*self.pairs, *group])
        done = {id(pair) for pair in explained}
        texts = None
        if any(id(pair) not in done for pair in changed):
            texts = self._wording(*self._but_for(package, setting, values, group, done))
        own = {name: value for name, value in values.items() if name in option.raw or self._is_list(name) or (texts and not self._offered(name))}
        want = Want({**option.raw, **own}, texts, self.language) if texts or own else None
        return want, {name: [value] for name, value in values.items() if name not in own}

    def _follow(self, package: Package, setting: list[str], values: dict[str, Any], pairs: list[Pair]) -> None:
        """Notes where else new values print: in places that the file left as they were."""
        left = {pair.old.id: pair.old.address for pair in pairs if pair.old and pair.new and not kind_of(pair)}
        for name, value in values.items():
            if not self._is_list(name):
                drawn = self.draw(*setting, f"{self.base}.{name}={flow(value)}")
                before, after = (units(one[self.instrument][self.language]) for one in (package, drawn))
                known = {unit.id: unit.key for unit in before}
                places = dict.fromkeys(left[unit.id] for unit in after if known.get(unit.id) != unit.key and left.get(unit.id))
                self.elsewhere |= {name: list(places)} if places else {}

    def _but_for(self, package: Package, setting: list[str], values: dict[str, Any], group: list[Pair], done: set[int]) -> tuple[Package, list[Pair]]:
        """The package with new values, which print wherever the file left the former ones, and what else there is to change in it."""
        if not values:
            return package, group
        package = self.draw(*setting, *(f"{self.base}.{name}={flow(value)}" for name, value in values.items()))
        old = [_level(unit) for unit in self._units(package)]
        by_id = {unit.id: unit for unit in old}
        new = []
        for pair in group:
            if pair.new:
                drawn = by_id.get(pair.old.id) if pair.old and (id(pair) in done or not kind_of(pair)) else None
                new.append(drawn or _level(pair.new))
        return package, align(old, new)

    def _of(self, package: Package) -> Chosen:
        return next(c for c in package.selection.instruments[self.instrument].chosen() if c.clause.id == self.id)

    def _is_list(self, name: str) -> bool:
        """Whether a parameter is a list, which has no alternatives of its own."""
        return bool(self.chosen.clause.parameters[name]["type"] == "rows")

    def _offered(self, name: str) -> list[Any]:
        """The values of a parameter that are on the table."""
        value: Any = self.choice.get(name)
        return [option["value"] for option in value["open"]] if is_open(value) else []

    def _wording(self, package: Package, group: list[Pair]) -> dict[str, Any] | None:
        """The variant's texts with the edits in them; None where none of these can be put in."""
        chosen = self._of(package)
        variant = chosen.alternatives[0].variant
        assert variant is not None
        data = self._data(package, chosen, variant.name)
        if data is None:
            self.left += _left([p for p in group if kind_of(p)], f"the clause has no {self.language} text yet: translate it first, then take the file in again")
            return None
        texts: dict[str, Any] = {"text": data.get("text") or ""}
        annexes: dict[str, dict[str, str]] = {name: dict(annex) for name, annex in (data.get("annexes") or {}).items()}
        was = str((texts, annexes))
        for annex, pairs in _by_annex(group, self.base, lambda pair: pair.old or pair.new).items():  # type: ignore[arg-type, return-value]
            if not any(map(kind_of, pairs)):
                continue
            if annex and annex not in annexes:
                self.left += _left([p for p in pairs if kind_of(p)], "it is printed by the program: change what it is printed from")
                continue
            wording = Wording(package, self.instrument, self.language, chosen, annex, annexes[annex] if annex else texts)
            made, refused = wording.source(pairs)
            for pair, why in refused:
                self.left += _left([pair], why)
            (annexes[annex] if annex else texts).update(made)
        return texts | ({"annexes": annexes} if annexes else {}) if str((texts, annexes)) != was else None

    def _data(self, package: Package, chosen: Chosen, variant: str) -> dict[str, Any] | None:
        """What the files say of a variant in the draft's language."""
        if self.language == "en":
            return chosen.clause.variants[variant].data
        source = package.library.translation(self.id, self.language)
        return ((source.data.get("variants") or {}) if source else {}).get(variant)


# ------------------------------------------------------------------------- units


def _unique(wants: list[Want]) -> Iterator[Want]:
    seen: list[Want] = []
    for want in wants:
        if want not in seen:
            seen.append(want)
            yield want


def _annex_of(unit: Unit, base: str) -> str:
    inner = re.sub(r"\A~\d+", "", unit.id.removeprefix(base)).removeprefix("/")
    return inner.split("/")[0][1:] if inner.startswith("@") else ""


def _by_annex(some: Sequence[T], base: str, unit_of: Callable[[T], Unit]) -> dict[str, list[T]]:
    held: dict[str, list[T]] = {}
    for one in some:
        held.setdefault(_annex_of(unit_of(one), base), []).append(one)
    return held


def _said(text: Sequence[Unit]) -> str:
    """The words of some units, to be compared."""
    return "\n".join(clean(unit.text).rstrip(" |") for unit in text if unit.kind not in HEADS and clean(unit.text))


def _level(unit: Unit) -> Unit:
    """A unit whose kind does not tell whether its paragraph has a number, with every blank the same."""
    pieces = tuple(re.sub(r"\s+", " ", piece) if isinstance(piece, str) else piece for piece in unit.pieces)
    return unit.but(kind="paragraph" if unit.kind == "text" else unit.kind, pieces=pieces)
