"""A drafting team's scenario: its file, its parties and roles, its instruments and what is chosen in them."""

from __future__ import annotations

import os

from .diagnostics import ERROR, Diagnostic, Span, in_order
from .digests import sha256
from .errors import UserError
from .files import read_bytes
from .hints import Any
from .library import Library, Store
from .logic.conditions import Path, read_path
from .project import Project, is_safe, locate_scenario, own_root, shown
from .source import Source, copied


class FaultyFile(UserError):
    """A file that exists but is wrong; ``findings`` say where.  Exit code 1."""

    exit_code = 1

    def __init__(self, message: str, findings: list[Diagnostic]) -> None:
        super().__init__(message)
        self.findings = findings


class Scenario:
    """One scenario over one library.  ``data`` is its file's content with the values set on the command line."""

    def __init__(self, name: str, source: Source, library: Library) -> None:
        self.name, self.source, self.library = name, source, library
        self.data: dict[str, Any] = source.data
        self.languages: list[str] = list(self.data["languages"])
        self.roles: dict[str, Any] = self.data.get("roles") or {}
        self.terminology: dict[str, str] = self.data.get("terminology") or {}
        self.instruments: dict[str, dict[str, Any]] = self.data["instruments"]
        self.found: list[Diagnostic] = []
        self.first = ""  # the party whose original this is
        self.parties = self._parties()
        other = self.data.get("positions")
        if other and not library.project.find(f"scenarios/{other}/scenario.yaml"):
            hint = f"scenarios: {', '.join(name for name in library.project.names('scenarios') if name != 'parties')}"
            self.found.append(Diagnostic("PO006", ERROR, f"there is no scenario “{other}” to take positions from", source.span("positions"), hint))

    @property
    def title(self) -> Any:
        """The scenario's title, one text or one for each language."""
        return self.data["title"]

    def _parties(self) -> dict[str, dict[str, Any]]:
        """Every party's data: the shared file's, or written inline."""
        found: dict[str, dict[str, Any]] = {}
        given = self.data["parties"]
        if isinstance(given, dict):
            return dict(given)
        for index, entry in enumerate(given):
            if isinstance(entry, dict):
                if entry["id"] in found:
                    message = f"the party “{entry['id']}” stands here a second time"
                    self.found.append(Diagnostic("SC017", ERROR, message, self.source.span("parties", index), "give each party its own id"))
                found[entry["id"]] = entry
                continue
            source = self.library.party(entry)
            if source is not None:
                found[entry] = source.data
            elif entry not in self.library.parties():
                hint = f"parties that exist: {', '.join(self.library.parties())}; or write the party here, with id, name and kind"
                self.found.append(Diagnostic("SC006", ERROR, f"there is no party “{entry}”", self.source.span("parties", index), hint))
        return found

    def party_span(self, id: str) -> Span:
        """Where a party is written in the scenario, or named."""
        given = self.data["parties"]
        at = next((n for n, entry in enumerate(given) if id == (entry["id"] if isinstance(entry, dict) else entry)), "") if isinstance(given, list) else id
        return self.source.key_span("parties", at)

    @property
    def digest(self) -> str:
        """The digest of its file."""
        return sha256(read_bytes(self.source.path)).hexdigest()

    @property
    def relative(self) -> str:
        """Its file below the folder of its project, or the file's name: the same wherever the project lies."""
        full = os.path.abspath(self.source.path)
        for root in self.library.project.roots:
            if full.startswith(os.path.abspath(root) + os.sep):
                return os.path.relpath(full, root).replace(os.sep, "/")
        return os.path.basename(full)

    def positions(self) -> list[Source]:
        """The files of positions/ beside its own, by name, and those of the scenario that ``positions:`` names, for parties
        that have none here; those that are wrong are left out, and the library's ``found`` says why."""
        homes = self._homes()
        names = {name: home for home in reversed(homes) for name in self.library.project.yaml_files(os.path.join(home[0], "positions"))}
        return [source for name in sorted(names) if (source := self._beside(names[name], f"positions/{name}", "position")) is not None]

    def indices(self) -> Source | None:
        """indices.yaml beside its file, or that of the scenario which ``positions:`` names; None where there is none or it is wrong."""
        home = next((home for home in self._homes() if "indices.yaml" in self.library.project.yaml_files(home[0])), None)
        return self._beside(home, "indices.yaml", "indices") if home else None

    def _homes(self) -> list[tuple[str, str]]:
        """The folders that positions come from, and how they are shown: its own first."""
        own = os.path.dirname(os.path.abspath(self.source.path)), self.source.file.replace(os.sep, "/").rpartition("/")[0]
        other = self.library.project.find(f"scenarios/{self.data.get('positions')}/scenario.yaml")
        return [own, *((os.path.dirname(found.path), found.shown.rpartition("/")[0]) for found in other[:1])]

    def _beside(self, home: tuple[str, str], name: str, kind: str) -> Source | None:
        folder, shown = home
        return self.library.beside(os.path.join(folder, name), f"{shown}/{name}" if shown else name, kind)

    def with_first(self, party: str) -> Scenario:
        """A copy in which a party is the first of the signatories of every instrument that it signs."""
        data = copied(self.data)
        for instrument in data["instruments"].values():
            signatories = instrument.get("signatories") or []
            if party in signatories:
                instrument["signatories"] = [party, *(p for p in signatories if p != party)]
        made = self.with_data(data)
        made.first = party
        return made

    def with_data(self, data: dict[str, Any]) -> Scenario:
        """A copy with other content, and the places of this one."""
        return Scenario(self.name, Source(self.source.file, data, lambda: self.source.places, self.source.path), self.library)

    def with_values(self, settings: list[str]) -> Scenario:
        """A copy with ``PATH=VALUE`` settings applied; :class:`UserError` where one cannot be read."""
        if not settings:
            return self
        data = copied(self.data)
        for setting in settings:
            _set(data, setting)
        made = self.with_data(data)
        for found in self.library.misfits(made.source, "scenario"):
            raise UserError(f"--set {' --set '.join(settings)}: {found.message}", found.hint)
        return made


def load(scenario: str | os.PathLike[str], cache: Store | None = None) -> Scenario:
    """A file, a folder that holds scenario.yaml, or a shipped scenario's name → the scenario.

    Raises :class:`UserError` where it is missing or unreadable, :class:`FaultyFile` where it is wrong."""
    path, name = locate_scenario(os.fspath(scenario))
    library = Library(Project(own_root(os.path.dirname(os.path.abspath(path)))), cache)
    source = library.read(path, shown(path, f"scenarios/{name}/scenario.yaml", path.startswith(library.project.shipped)), "scenario")
    if source is not None:
        hint = "name the instrument otherwise: its id becomes a file's name, and on some systems this is a device"
        unsafe = [id for id in source.data["instruments"] if not is_safe(id)]
        library.found += [Diagnostic("SC001", ERROR, f"“{id}” cannot stand here", source.key_span("instruments", id), hint) for id in unsafe]
    if source is None or unsafe:
        raise FaultyFile(f"{shown(path)} cannot be used", in_order(library.found))
    return Scenario(name, source, library)


def _set(data: dict[str, Any], setting: str) -> None:
    """Puts one ``[instrument:]clause[.name]=value`` into a scenario's data."""
    given, equals, value = setting.partition("=")
    path = None if any(c < " " or "\x7f" <= c <= "\x9f" or "\ud800" <= c <= "\udfff" for c in setting) else read_path(given.strip())
    if not equals or path is None or not path.clause:
        raise UserError(f"--set {setting}: not PATH=VALUE", "write [instrument:]clause=variant or [instrument:]clause.parameter=value")
    for instrument in holders_of(data, path, f"--set {setting}"):
        clauses = instrument.setdefault("clauses", {}) or {}
        instrument["clauses"] = clauses
        before = clauses.get(path.clause)
        if not path.name:
            options = before.get("open") if isinstance(before, dict) else None
            own = next((o for o in options if isinstance(o, dict) and o.get("variant") == value), None) if isinstance(options, list) else None
            kept = {k: v for each in (before, own) if isinstance(each, dict) for k, v in each.items() if k not in ("variant", "open", "by", "omit")}
            chosen = value_of(value) if value.startswith("{") else value
            clauses[path.clause] = {"variant": chosen, **kept} if kept and isinstance(chosen, str) and chosen != "omit" else chosen
        else:
            choice = dict(before) if isinstance(before, dict) else {"variant": before} if before else {}
            choice[path.name] = value_of(value)
            clauses[path.clause] = choice


def holders_of(data: dict[str, Any], path: Path, said: str) -> list[dict[str, Any]]:
    """The instruments whose copy of a clause a path means, or the one that is to have it; ``said`` is what the user wrote."""
    if path.instrument and path.instrument not in data["instruments"]:
        raise UserError(f"{said}: no instrument “{path.instrument}”", f"instruments: {', '.join(data['instruments'])}")
    holders = [i for n, i in data["instruments"].items() if path.instrument in ("", n) and path.clause in (i.get("clauses") or {})]
    if not holders:
        if not path.instrument and len(data["instruments"]) > 1:
            raise UserError(f"{said}: no instrument has {path.clause}", f"name one: {', '.join(f'{n}:{path.clause}' for n in data['instruments'])}")
        holders = [data["instruments"][path.instrument or next(iter(data["instruments"]))]]
    return holders


def value_of(text: str, said: str = "--set …") -> Any:
    """A value from the command line, read as YAML reads it."""
    if text.isascii() and text.isdigit() and not text.startswith("0") and len(text) <= 18:
        return int(text)
    if not text.startswith(("[", "{", "'", '"')) and text not in ("true", "false", "null"):
        return text
    from .source import parse

    source, found = parse(f"value: {text}".encode(), "--set")
    if source is None or not isinstance(source.data, dict):
        raise UserError(f"{said}={text}: {found[0].message if found else 'not a value'}", "write a number, a word, or a list as [a, b]")
    return source.data["value"]
