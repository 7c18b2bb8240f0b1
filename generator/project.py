"""Where clauses/, templates/, scenarios/ and output/ are; the only module that knows paths.

A :class:`Project` is a stack of folders, the user's own first and the shipped one last.  A file of the user's replaces
the shipped file of its path; everything else shines through.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from .diagnostics import near
from .errors import UserError
from .files import read_bytes
from .frozen import Record

DEFAULT_SCENARIO = "ukraine-austrian-model"
MANIFEST = "manifest.json"
MAX_ASSET = 20_000_000
_DEVICES = frozenset(["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))])


def shipped() -> str:
    """The folder that holds the shipped clauses/, templates/ and scenarios/: inside the installed package, or beside it."""
    package = os.path.dirname(os.path.abspath(__file__))
    inside = os.path.join(package, "shipped")
    return inside if os.path.isdir(inside) else os.path.dirname(package)


class Found(Record):
    """One file of a project: its full path, how it is shown to the user, and whether it is a shipped one."""

    path: str
    shown: str
    is_shipped: bool


class Project:
    """The overlay of folders that one scenario sees."""

    def __init__(self, own: str | None = None) -> None:
        self.shipped = shipped()
        self.roots = [root for root in dict.fromkeys([own, self.shipped]) if root]
        self._prefixes = {root: self._prefix(root) for root in self.roots}
        self._names: dict[str, list[str]] = {}
        self._listings: dict[str, frozenset[str]] = {}

    def is_own(self, path: str) -> bool:
        """Whether a file lies in the user's own project."""
        return not path.startswith(self.shipped + os.sep) or self.roots[0] == self.shipped

    def _prefix(self, root: str) -> str:
        """What stands before a file's path below a root when it is shown: nothing for shipped files that lie elsewhere."""
        here = shown(root)
        if root == self.shipped and os.path.isabs(here):
            return ""
        return "" if here == "." else f"{here}/"

    def find(self, relative: str) -> list[Found]:
        """Every file of that path, the user's first."""
        folder, _, name = relative.rpartition("/")
        found = []
        for root in self.roots:
            if name in self._listing(f"{root}/{folder}"):
                found.append(Found(f"{root}/{relative}", self._prefixes[root] + relative, root == self.shipped))
        return found

    def yaml_files(self, folder: str) -> list[str]:
        """The names of the YAML files in any folder, sorted; none where there is no such folder."""
        return sorted(name for name in self._listing(folder) if name.endswith(".yaml") and not name.startswith((".", "_")))

    def names(self, relative: str) -> list[str]:
        """The names in a folder, over all roots, sorted, without repetition."""
        if relative not in self._names:
            seen: set[str] = set().union(*(self._listing(f"{root}/{relative}") for root in self.roots))
            self._names[relative] = sorted(name for name in seen if not name.startswith((".", "_")))
        return self._names[relative]

    def strays(self, shared: Iterable[str]) -> list[tuple[str, str]]:
        """YAML files below clauses/ and templates/ that nothing reads, as they are shown, with the way out; ``shared`` are the
        names of the files that stand in clauses/ itself."""
        found = []
        for folder in ["clauses", *(f"clauses/{n}" for n in self.names("clauses") if "." not in n), "templates/framings", "templates/languages"]:
            for name in self.names(folder):
                stem, _, rest = name.partition(".")
                hint = ""
                if rest.lower().rpartition(".")[2] not in ("yaml", "yml"):
                    continue
                if not name.endswith(".yaml"):
                    hint = f"name it {name.rpartition('.')[0]}.yaml"
                elif folder == "clauses" and stem not in shared:
                    hint = f"a clause stands in the folder of its library: clauses/<library>/{name}"
                elif folder.startswith("clauses/") and f"{folder}/{stem}" != f"{folder}/{stem}".lower():
                    hint = "write the name of the file, and of its folder, in small letters"
                found += [(file.shown, hint) for file in self.find(f"{folder}/{name}")[:1] if hint]
        return found

    def _listing(self, folder: str) -> frozenset[str]:
        if folder not in self._listings:
            try:
                self._listings[folder] = frozenset(os.listdir(folder))
            except PermissionError:
                raise UserError(f"{shown(folder)}: cannot be read (permission denied)", "ask for the right to read the folder") from None
            except (OSError, ValueError):
                self._listings[folder] = frozenset()
        return self._listings[folder]

    def asset(self, relative: str) -> bytes:
        """The bytes of a template file that must be there."""
        found = self.find(relative)
        if not found:
            raise UserError(f"{relative} is missing from this installation", "install peacedraft again")
        return read_bytes(found[0].path, found[0].shown, MAX_ASSET)


def shown(path: str, relative: str = "", is_shipped: bool = False) -> str:
    """A path as the user would type it: relative to where they are if it lies below, the plain name of a shipped file."""
    here = os.getcwd()
    full = os.path.abspath(path)
    if full == here or full.startswith(here + os.sep):
        return os.path.relpath(full, here).replace(os.sep, "/")
    return relative if is_shipped and relative else full


def own_root(folder: str) -> str | None:
    """The nearest folder, from ``folder`` upwards, that holds a user's own clauses/, templates/ or scenarios/."""
    folder = os.path.abspath(folder)
    while True:
        holds = (
            os.path.isdir(os.path.join(folder, "clauses"))
            or os.path.isdir(os.path.join(folder, "templates", "framings"))
            or os.path.isdir(os.path.join(folder, "scenarios"))
        )
        if holds:
            return folder
        parent = os.path.dirname(folder)
        if parent == folder or os.path.exists(os.path.join(folder, ".git")):
            return None
        folder = parent


def locate_scenario(given: str) -> tuple[str, str]:
    """A file, a folder that holds scenario.yaml, or a shipped scenario's name → (path of the file, name of the scenario)."""
    if "\0" in given:
        raise UserError(f"{given!r}: not a file name")
    if os.path.isdir(given):
        inside = os.path.join(given, "scenario.yaml")
        if not os.path.isfile(inside):
            raise UserError(f"{given}: holds no scenario.yaml", "name a scenario file, a folder that holds scenario.yaml, or a shipped scenario")
        given = inside
    if os.path.isfile(given):
        stem = os.path.splitext(os.path.basename(given))[0]
        return given, os.path.basename(os.path.dirname(os.path.abspath(given))) if stem == "scenario" else stem
    for root in dict.fromkeys([os.getcwd(), shipped()]):
        path = os.path.join(root, "scenarios", given, "scenario.yaml")
        if is_name(given) and os.path.isfile(path):
            return path, given
    if os.path.exists(given):
        raise UserError(f"{given}: is not a file", "name a scenario file, a folder that holds scenario.yaml, or a shipped scenario")
    names = [*own_scenarios(), *(name for name in Project().names("scenarios") if name != "parties")]
    like = "".join(f"did you mean {name}? Or " for name in near(given, names))
    raise UserError(f"{given}: no such scenario", f"{like}name a file, a folder that holds scenario.yaml, or one of: {', '.join(names)}")


def own_scenarios() -> list[str]:
    """The folders of a project's own scenarios, seen from its top."""
    if os.path.abspath("scenarios") == os.path.join(shipped(), "scenarios") or not os.path.isdir("scenarios"):
        return []
    return sorted(f"scenarios/{name}" for name in os.listdir("scenarios") if os.path.isfile(os.path.join("scenarios", name, "scenario.yaml")))


def is_safe(text: str) -> bool:
    """Whether a text may name a file or folder on any system: no path, no control character, nothing hidden, no device."""
    device = text.partition(".")[0].lower() in _DEVICES
    return text == text.strip() and text[:1] != "." and text[-1:] not in ("", ".") and not device and text.isprintable() and not set(text) & set('<>:"/\\|?*')


def is_name(text: str) -> bool:
    """Whether a text may be a file's name: letters, figures, dot, hyphen and underscore, not starting with a dot."""
    return bool(text) and len(text) <= 100 and text[0] not in ".-" and all(c.isalnum() or c in "._-" for c in text)
