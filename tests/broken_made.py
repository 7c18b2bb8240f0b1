"""Broken inputs that are made, not stored: too large, too deep, no files at all, or given on the command line.

Each starts from the sound project in ``tests/broken/sound``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent
SOUND = Path(__file__).parent / "broken" / "sound"
TEMPLATE = ROOT / "templates" / "docx" / "treaty.docx"
SCENARIO = (SOUND / "scenario.yaml").read_text(encoding="utf-8")
CLAUSE = (SOUND / "clauses/x/a.yaml").read_text(encoding="utf-8")
KINDS = (SOUND / "clauses/x/b.yaml").read_text(encoding="utf-8")
CHOICES = SCENARIO.index("      x.a: one")
STRANGE = b"\xff\xfe".decode("utf-8", "surrogateescape")

Prepare = Callable[[Path], Any]


class Made(NamedTuple):
    """How an input is made in a folder, the exit code it must have, what the message must hold (for 0: why it is merely odd),
    the arguments, and the environment."""

    prepare: Prepare
    exit: int
    says: str
    arguments: tuple[str, ...] = ("check", "scenario.yaml")
    environment: tuple[tuple[str, str | None], ...] = ()


def scenario(text: str | bytes) -> Prepare:
    """Another scenario.yaml."""
    return lambda folder: (folder / "scenario.yaml").write_bytes(text.encode() if isinstance(text, str) else text)


def instead(old: str, new: str) -> Prepare:
    """scenario.yaml with a part replaced."""
    assert old in SCENARIO
    return scenario(SCENARIO.replace(old, new, 1))


def words(text: str) -> Prepare:
    """The clause x.a with another text."""
    lines = "".join(f"      {line}\n" for line in text.split("\n"))
    return lambda folder: (folder / "clauses/x/a.yaml").write_text(CLAUSE.partition("    text: |\n")[0] + "    text: |\n" + lines, encoding="utf-8")


def at(path: str, make: Callable[[Path], Any]) -> Prepare:
    """Something else in the place of a file or folder."""

    def prepare(folder: Path) -> None:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_dir():
            shutil.rmtree(target)
        target.unlink(missing_ok=True)
        make(target)

    return prepare


def many(count: int, one: Callable[[int], str] = lambda n: CLAUSE) -> Callable[[Path], list[str]]:
    """Clauses y.c0, y.c1 … in the folder and in the framing; returns their ids."""

    def prepare(folder: Path) -> list[str]:
        framing = folder / "templates/framings/plain.yaml"
        framing.write_text(framing.read_text(encoding="utf-8").replace("[x,", "[x, y,"), encoding="utf-8")
        (folder / "clauses/y").mkdir()
        for n in range(count):
            (folder / f"clauses/y/c{n}.yaml").write_text(one(n), encoding="utf-8")
        return [f"y.c{n}" for n in range(count)]

    return prepare


def opened(count: int, variants: tuple[str, ...] = ("one", "other"), rest: str = "", one: Callable[[int], str] = lambda n: CLAUSE) -> Prepare:
    """That many clauses, all of them open."""
    options = ", ".join(f"{{variant: {v}, by: [ukraine]}}" for v in variants)

    def prepare(folder: Path) -> None:
        ids = many(count, one)(folder)
        scenario(SCENARIO + "".join(f"      {id}: {{open: [{options}]}}\n" for id in ids) + rest)(folder)

    return prepare


def rows(count: int, loops: int = 0) -> Prepare:
    """A table of that many rows, in so many loops, one in another."""
    made = ", ".join(f"{{id: a{n}, phase: P, start: 2027-01-01, share: 1}}" for n in range(count))
    start = SCENARIO.index("        phases:")
    text = (
        "      The phases are.\n\n"
        + "".join(f"      {{% for p{n} in phases %}}\n" for n in range(loops))
        + "      It is {{ p0.id }}.\n"
        + "      {% endfor %}\n" * loops
    )

    def prepare(folder: Path) -> None:
        scenario(SCENARIO[:start] + f"        phases: [{made}]\n")(folder)
        if loops:
            clause = KINDS[: KINDS.index("      {{ state }} {{ shall }}")] + text + KINDS[KINDS.index("  none:") :]
            (folder / "clauses/x/b.yaml").write_text(clause, encoding="utf-8")

    return prepare


def nothing(folder: Path) -> None:
    """The sound project itself: the arguments are what is broken."""


def named(name: str | bytes) -> Prepare:
    """The scenario in a folder of some name."""

    def prepare(folder: Path) -> None:
        inner = os.path.join(os.fsencode(folder), name if isinstance(name, bytes) else name.encode())
        os.mkdir(inner)
        shutil.copy(folder / "scenario.yaml", os.path.join(inner, b"scenario.yaml"))

    return prepare


def packed(change: Callable[[dict[str, bytes]], Any]) -> Prepare:
    """r.docx: the shipped template with its parts changed."""

    def prepare(folder: Path) -> None:
        with zipfile.ZipFile(TEMPLATE) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        change(parts)
        with zipfile.ZipFile(folder / "r.docx", "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)

    return prepare


def cached(damage: Callable[[bytes], bytes]) -> Prepare:
    """A cache in HOME that was written by the program and then damaged."""

    def prepare(folder: Path) -> None:
        path = folder.parent / "home/.cache/peacedraft/library"
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PEACEDRAFT_CACHE": str(path)}
        subprocess.run([sys.executable, "-m", "generator", "check", "scenario.yaml"], cwd=folder, env=environment, capture_output=True, check=False)
        path.write_bytes(damage(path.read_bytes()))

    return prepare


def home(make: Callable[[Path], Any]) -> Prepare:
    """Something else where the cache of HOME should be."""
    return lambda folder: at(".cache/peacedraft/library", make)(folder.parent / "home")


def manifest(content: bytes) -> Prepare:
    """A manifest.json that the program did not write."""
    return at("drafts/talks/manifest.json", lambda path: path.write_bytes(content))


def doctype(part: str) -> Callable[[dict[str, bytes]], Any]:
    """A part of a DOCX with a document type."""
    return lambda parts: parts.update({part: parts[part].replace(b"?>", b'?><!DOCTYPE x [<!ENTITY a "b">]>', 1)})


DRAFT = ("draft", "scenario.yaml", "-o", "drafts")
REFERENCE = (*DRAFT, "--reference-doc", "r.docx")
HOME = (("PEACEDRAFT_CACHE", None),)
_BOMB = "a: &a [x, x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(f'*{chr(97 + n)}' for _ in range(9))}]\n" for n in range(9))
_RING = "constraints: [{{requires: y.c{} = one, when: y.c{} = other, because: So.}}]\n"
_HOLES = "constraints:\n" + "".join(
    f"  - {{excludes: y.c{i} = v{k} and y.c{j} = v{k}, because: So.}}\n" for i in range(13) for j in range(i) for k in range(12)
)  # 13 pigeons, 12 holes
_VARIANTS = "title: T\nsummary: S.\nvariants:\n" + "".join(f"  v{k}: {{summary: S., text: Wording {k}.}}\n" for k in range(12))
_ODD_VALUES = ", ".join(f"{{value: {n}, by: [ukraine]}}" for n in range(200))
_SELF = CLAUSE.replace("this deed.", "this deed: {{ milestones }}").replace("variants:", "milestones: {m: {title: 'M {{ milestones }}'}}\nvariants:", 1)

MADE: dict[str, Made] = {
    # files that are none, or too large
    "huge-file": Made(scenario(SCENARIO + "notes: |\n" + "  x\n" * 300_000), 1, "scenario.yaml: error YM005"),
    "scenario-device": Made(at("scenario.yaml", lambda p: p.symlink_to("/dev/zero")), 2, "scenario.yaml: is not a file"),
    "scenario-pipe": Made(at("scenario.yaml", os.mkfifo), 2, "scenario.yaml: is not a file"),
    "scenario-folder": Made(at("scenario.yaml", Path.mkdir), 2, "scenario.yaml: holds no scenario.yaml"),
    "scenario-link-loop": Made(at("scenario.yaml", lambda p: p.symlink_to(p.name)), 2, "scenario.yaml: no such scenario"),
    "clause-device": Made(at("clauses/x/a.yaml", lambda p: p.symlink_to("/dev/zero")), 2, "clauses/x/a.yaml: is not a file"),
    "clause-pipe": Made(at("clauses/x/a.yaml", os.mkfifo), 2, "clauses/x/a.yaml: is not a file"),
    "clause-folder": Made(at("clauses/x/a.yaml", Path.mkdir), 2, "clauses/x/a.yaml: is not a file"),
    "clause-link-loop": Made(at("clauses/x/a.yaml", lambda p: p.symlink_to(p.name)), 2, "clauses/x/a.yaml: cannot be read"),
    "clause-unreadable": Made(at("clauses/x/a.yaml", lambda p: (p.touch(), p.chmod(0))), 2, "clauses/x/a.yaml: cannot be read"),
    "library-link-loop": Made(at("clauses/x", lambda p: p.symlink_to(p.name)), 1, "scenario.yaml:11:7: error SC002"),
    "clauses-a-file": Made(at("clauses", Path.touch), 1, "scenario.yaml:11:7: error SC002"),
    "glossary-pipe": Made(at("clauses/x/glossary.yaml", os.mkfifo), 2, "clauses/x/glossary.yaml: is not a file"),
    "language-pipe": Made(at("templates/languages/en.yaml", os.mkfifo), 2, "templates/languages/en.yaml: is not a file"),
    "word-template-pipe": Made(at("templates/docx/treaty.docx", os.mkfifo), 2, "templates/docx/treaty.docx: is not a file", DRAFT),
    "word-template-text": Made(at("templates/docx/treaty.docx", lambda p: p.write_text("x")), 1, "templates/docx/treaty.docx cannot be used", DRAFT),
    # too deep, too long, too many
    "deep-brackets": Made(scenario("title: " + "[" * 100_000), 1, "error YM004"),
    "deep-braces": Made(scenario("title: " + "{a: " * 100_000), 1, "scenario.yaml:1:204: error YM004"),
    "deep-lists": Made(scenario("title:\n " + "- " * 400_000), 1, "scenario.yaml:2:100: error YM004"),
    "deep-keys": Made(scenario("".join(" " * n + "a:\n" for n in range(1300))), 1, "scenario.yaml:51:51: error YM004"),
    "alias-bomb": Made(scenario(_BOMB), 1, "scenario.yaml:1:4: error YM003"),
    "number-5000-digits": Made(instead("days: 90 days", "whole: " + "9" * 5000), 1, "scenario.yaml:14:16: error YM010"),
    "exponent-5000-digits": Made(instead("days: 90 days", "part: 1e" + "9" * 5000), 1, "scenario.yaml:14:15: error SC005"),
    "key-500000-letters": Made(scenario(SCENARIO + "? " + "k" * 500_000 + "\n: 1\n"), 1, "scenario.yaml:19:3: error"),
    "parties-200000-numbers": Made(instead("[ukraine, russian-federation]", "[" + "5," * 200_000 + "]"), 1, "scenario.yaml:3:"),
    "keys-50000-unknown": Made(scenario(SCENARIO + "".join(f"key{n}: 1\n" for n in range(50_000))), 1, "scenario.yaml:19:1: error SC001"),
    "signatories-60000-unknown": Made(
        instead("signatories: [ukraine,", "signatories: [" + "".join(f"p{n}, " for n in range(60_000))), 1, "scenario.yaml:9:18: error SC001"
    ),
    "parameters-20000-unknown": Made(
        instead("        days:", "".join(f"        daz{n}: 1\n" for n in range(20_000)) + "        days:"), 1, "scenario.yaml:14:9: error SC004"
    ),
    "clauses-3000-unknown": Made(scenario(SCENARIO + "".join(f"      y.c{n}: one\n" for n in range(3000))), 1, "scenario.yaml:19:7: error SC002"),
    "clauses-3000": Made(
        lambda folder: scenario(SCENARIO + "".join(f"      {id}: one\n" for id in many(3000)(folder)))(folder), 0, "large, and nothing is wrong with it"
    ),
    "instruments-10000": Made(scenario(SCENARIO + "".join(f"  t{n}: {{framing: plain}}\n" for n in range(10_000))), 1, "scenario.yaml:7:3: error SC001"),
    "languages-100000": Made(instead("[en]", "[" + "en," * 100_000 + "]"), 0, "the same language again prints nothing new"),
    "constraints-5000": Made(scenario(SCENARIO + "constraints:\n" + "  - {requires: x.zz, because: So.}\n" * 5000), 1, "scenario.yaml:20:3: error SC001"),
    # what is open
    "open-40": Made(opened(40, one=lambda n: CLAUSE + _RING.format((n + 1) % 40, n)), 0, "2^40 completions, judged without trying them"),
    "open-40-in-one-rule": Made(
        opened(40, rest=f"constraints: [{{requires: {' and '.join(f'y.c{n} = one' for n in range(40))}, because: So.}}]\n"), 0, "too many to judge: undecided"
    ),
    "open-pigeonholes": Made(opened(13, tuple(f"v{k}" for k in range(12)), _HOLES, lambda n: _VARIANTS), 0, "too hard to judge: undecided"),
    "alternatives-1000": Made(instead("x.a: one", "x.a: {open: [" + "{variant: one}, {variant: other}, " * 500 + "]}"), 1, "scenario.yaml:11:19: error SC001"),
    "values-200": Made(instead("days: 90 days", f"whole: {{open: [{_ODD_VALUES}]}}"), 1, "scenario.yaml:14:23: error SC005"),
    # texts
    "rows-10000": Made(rows(10_000), 0, "a long table"),
    "rows-10000-in-two-loops": Made(rows(10_000, 2), 1, "clauses/x/b.yaml:30:13: error CL004"),
    "rows-50-in-five-loops": Made(rows(50, 5), 1, "clauses/x/b.yaml:33:13: error CL004"),
    "loops-22": Made(words("{% for a in signatories %}" * 22 + "x" + "{% endfor %}" * 22), 1, "clauses/x/a.yaml:7:7: error CL004"),
    "ifs-2000": Made(words("{% if this %}" * 2000 + "x" + "{% endif %}" * 2000), 1, "clauses/x/a.yaml:7:657: error CL004"),
    "attributes-5000": Made(words("{{ this" + ".genitive" * 5000 + " }}"), 1, "clauses/x/a.yaml:7:7: error CL004"),
    "nots-3000": Made(words("{% if " + "not " * 3000 + "this %}x{% endif %}"), 1, "clauses/x/a.yaml:7:7: error CL004"),
    "lists-in-a-hole-5000": Made(words("{{ " + "[" * 5000 + "]" * 5000 + " }}"), 1, "clauses/x/a.yaml:7:7: error CL004"),
    "holes-9000": Made(words("{{ this }}" * 9000), 1, "clauses/x/a.yaml:7:40967: error CL004"),
    "braces-40000": Made(words("{{" * 40_000), 1, "clauses/x/a.yaml:7:7: error CL00"),
    "text-500000-letters": Made(words("word " * 100_000), 1, "clauses/x/a.yaml:7:7: error CL004"),
    "emphasis-10000": Made(words("*a **a " * 10_000), 0, "marks that do not close are letters"),
    "brackets-90000": Made(words("[" * 90_000), 1, "clauses/x/a.yaml:7:7: error ST006"),
    "points-20000": Made(words("Text:\n\n" + "- a\n" * 20_000), 0, "a long list"),
    "milestones-in-milestones": Made(at("clauses/x/a.yaml", lambda p: p.write_text(_SELF)), 1, "clauses/x/a.yaml:3:13: error CL005"),
    "requires-each-other": Made(
        lambda folder: [
            (folder / f"clauses/x/{one}.yaml").write_text(text + f"constraints: [{{requires: x.{other}, because: So.}}]\n", encoding="utf-8")
            for one, other, text in (("a", "b", CLAUSE), ("b", "a", KINDS))
        ],
        0,
        "a circle of requirements is kept where both are there",
    ),
    # names of folders; the drafts go to one of that name
    "folder-spaces": Made(named("my  talks (2)"), 0, "a name like any other", ("draft", "my  talks (2)", "-o", "drafts")),
    "folder-unicode": Made(named("переговори"), 0, "a name like any other", ("draft", "переговори", "-o", "drafts")),
    "folder-line-end": Made(named("a\nb"), 2, "“a\\nb”: the drafts", ("draft", "a\nb", "-o", "drafts")),
    "folder-escape": Made(named("a\x1b[31m"), 2, "“a\\x1b[31m”: the drafts", ("draft", "a\x1b[31m", "-o", "drafts")),
    "folder-hidden": Made(named(".git"), 2, "“.git”: the drafts", ("draft", ".git", "-o", "drafts")),
    "folder-device": Made(named("CON"), 2, "“CON”: the drafts", ("draft", "CON", "-o", "drafts")),
    "folder-bytes": Made(named(b"\xff\xfe"), 2, ": the drafts", ("draft", STRANGE, "-o", "drafts")),
}


def _setting(name: str, setting: str, exit: int, says: str) -> None:
    MADE[f"set-{name}"] = Made(nothing, exit, says, ("check", "scenario.yaml", "--set", setting))


for _name, _setting_, _exit, _says in (
    ("superscript", "x.b.whole=²", 1, "scenario.yaml:13:9: error SC005"),
    ("5000-digits", "x.b.whole=" + "9" * 5000, 1, "scenario.yaml:13:9: error SC005"),
    ("empty", "", 2, "--set : not PATH=VALUE"),
    ("dots", "...=1", 2, "--set ...=1: not PATH=VALUE"),
    ("colons", "a:b:c.d=1", 2, "--set a:b:c.d=1: not PATH=VALUE"),
    ("no-instrument", "nowhere:x.a=one", 2, "no instrument “nowhere”"),
    ("traversal", "treaty:/etc/passwd.x=one", 2, "“/etc/passwd.x” cannot stand here"),
    ("open-numbers", "x.a.open=[1, 2]", 2, "--set x.a.open=[1, 2]"),
    ("open-by-number", "x.b.days={open: [{value: 1 day, by: 5}, {value: 2 days}]}", 1, "scenario.yaml:14:15: error SC005"),
    ("variant-list", "x.a.variant=[a]", 2, "--set x.a.variant=[a]"),
    ("omit-parameter", "x.a.omit=true", 1, "scenario.yaml:11:12: error SC004"),
    ("unclosed", "x.b.states=[ukraine", 2, "--set …=[ukraine"),
    ("alias", "x.b.states=[&a ukraine, *a]", 2, "anchors"),
    ("bytes", f"x.b.words={STRANGE}", 2, "not PATH=VALUE"),
    ("escape", "x.b.words=\x1b[2J", 2, "not PATH=VALUE"),
):
    _setting(_name, _setting_, _exit, _says)

for _name, _given, _says in (
    ("missing", "nowhere.yaml", "nowhere.yaml: no such scenario"),
    ("line-end", "a\nb.yaml", "a\\nb.yaml: no such scenario"),
    ("bytes", STRANGE, "no such scenario"),
    ("long", "a" * 5000, "no such scenario"),
    ("root", "/", "/: holds no scenario.yaml"),
):
    MADE[f"argument-{_name}"] = Made(nothing, 2, _says, ("check", _given))

for _name, _make, _exit, _says in (
    ("missing", nothing, 2, "r.docx: cannot be read"),
    ("folder", at("r.docx", Path.mkdir), 2, "r.docx: is not a file"),
    ("pipe", at("r.docx", os.mkfifo), 2, "r.docx: is not a file"),
    ("text", at("r.docx", lambda p: p.write_text("x")), 1, "r.docx cannot be used: not a zip file"),
    ("empty", at("r.docx", Path.touch), 1, "r.docx cannot be used"),
    ("cut-off", at("r.docx", lambda p: p.write_bytes(TEMPLATE.read_bytes()[:-200])), 1, "r.docx cannot be used"),
    ("other-zip", packed(dict.clear), 1, "r.docx cannot be used: not a Word document"),
    ("bomb", packed(lambda parts: parts.update({"word/media/x": bytes(100_000_000)})), 1, "r.docx cannot be used: the package unpacks"),
    ("doctype-in-styles", packed(doctype("word/styles.xml")), 1, "r.docx cannot be used: a document type"),
    ("doctype-in-document", packed(doctype("word/document.xml")), 1, "r.docx cannot be used: a document type"),
    ("no-styles", packed(lambda parts: parts.pop("word/styles.xml")), 1, "r.docx cannot be used: not a Word document"),
    ("cut-off-xml", packed(lambda parts: parts.update({"word/styles.xml": parts["word/styles.xml"][:500]})), 1, "r.docx cannot be used"),
    ("traversal", packed(lambda parts: parts.update({"../../pwned": b"x"})), 0, "what lies beside the document is not looked at"),
):
    MADE[f"reference-{_name}"] = Made(_make, _exit, _says, REFERENCE)

for _name, _make, _exit, _says in (
    ("a-file", at("drafts", Path.touch), 2, "drafts/talks: cannot be written"),
    ("link-loop", at("drafts", lambda p: p.symlink_to(p.name)), 2, "drafts/talks: cannot be written"),
    ("draft-a-folder", at("drafts/talks/treaty.en.md", Path.mkdir), 2, "drafts/talks/treaty.en.md: is a folder"),
    ("draft-a-pipe", at("drafts/talks/treaty.en.md", os.mkfifo), 2, "drafts/talks/treaty.en.md: is not a file"),
    ("draft-a-link", at("drafts/talks/treaty.en.md", lambda p: p.symlink_to("/etc/passwd")), 1, "edited by hand, so not overwritten"),
    ("manifest-a-folder", at("drafts/talks/manifest.json", Path.mkdir), 2, "drafts/talks/manifest.json: is a folder"),
    ("manifest-a-pipe", at("drafts/talks/manifest.json", os.mkfifo), 0, "as good as none"),
    ("manifest-bytes", manifest(bytes(range(256))), 0, "as good as none"),
    ("manifest-deep", manifest(b"[" * 100_000), 0, "as good as none"),
    ("manifest-digits", manifest(b'{"files": ' + b"9" * 5000 + b"}"), 0, "as good as none"),
    ("manifest-wrong-types", manifest(b'{"files": [1, null, {"path": 5}, {"path": "a\\u0000", "digest": "\\ud800"}]}'), 0, "as good as none"),
    ("manifest-traversal", manifest(b'{"files": [{"path": "../../../../etc/passwd", "digest": "x"}]}'), 0, "names of files are kept, not followed"),
):
    MADE[f"output-{_name}"] = Made(_make, _exit, _says, DRAFT)
MADE["output-unwritable"] = Made(nothing, 2, "/proc/nowhere", ("draft", "scenario.yaml", "-o", "/proc/nowhere"))

for _name, _make in (
    ("folder", home(Path.mkdir)),
    ("bytes", home(lambda p: p.write_bytes(bytes(range(256))))),
    ("pipe", home(os.mkfifo)),
    ("cut-off", cached(lambda content: content[: len(content) // 2])),
    ("damaged", cached(lambda content: content[:5000] + b"XXXX" + content[5004:])),
    ("damaged-inside", cached(lambda content: content[:-900_000] + content[-900_000:].replace(b",", b";"))),
):
    MADE[f"cache-{_name}"] = Made(_make, 0, "as good as none", ("check", "scenario.yaml"), HOME)
MADE["home-missing"] = Made(nothing, 0, "goes without a cache", ("check", "scenario.yaml"), (*HOME, ("HOME", "/proc/nowhere")))
