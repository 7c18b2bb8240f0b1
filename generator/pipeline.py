"""The program's table of contents: a scenario becomes a package of compiled instruments, is checked, and is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from . import __version__
from .build import Builder
from .checks import judge
from .diagnostics import Diagnostic, in_order
from .errors import Refused
from .hints import TYPE_CHECKING
from .language import Language
from .memory import Memory
from .package import InstrumentDraft, Package
from .passes.annexes import order_annexes
from .passes.define import Defined, define, fill_definitions, has_definitions, terms_of
from .passes.link import Index, leaves, link
from .passes.number import number
from .passes.outline import outline
from .scenario import FaultyFile, Scenario
from .select import Selection, select
from .tree import Compiled, Document, Target
from .writers import Options
from .writers import write as write_format
from .writers import write_parallel as write_formats

if TYPE_CHECKING:
    from .revise.align import Pair
    from .writers.docx_package import Part

PROGRAM = f"peacedraft {__version__}"
WORD_TEMPLATE = "templates/docx/treaty.docx"


def draft(
    scenario: Scenario,
    languages: list[str] | None = None,
    final: bool = False,
    notes: bool = False,
    instruments: list[str] | None = None,
    memory: Memory | None = None,
) -> Package:
    """Selects, builds, defines, numbers and links every instrument in each language.

    ``languages`` are tags, the scenario's where none are given; ``final`` makes what is open an error; ``notes`` puts
    drafting notes and sources into the tree.  With ``instruments``, only those are drafted and their texts judged;
    the choices of the whole package are judged all the same.
    The findings are the package's ``diagnostics``.  ``memory`` is that of other drafts over the same library: what they share
    with this one is taken over."""
    selection = select(scenario, memory)
    english = scenario.library.language("en")
    if english is None:
        raise FaultyFile("templates/languages/en.yaml cannot be used", in_order(scenario.library.found))
    drafted = {tag: language for tag in languages or scenario.languages if (language := scenario.library.language(tag))}
    ids = [id for id in selection.instruments if instruments is None or id in instruments]
    texts = _Texts(selection, ids, english, notes, final)
    used = {id: texts.used(id) for id in ids}
    held = {id: texts.held(id) for id in ids if id in texts.homes}
    package = Package(selection, Defined(used, held), ids, list(drafted), final, check)
    for tag, language in ({"en": english} | drafted).items():
        for id in ids:
            made, index, builder = package[id], texts.index(id, language), texts.built(id, language)[0]
            links = link(index, partial(texts.others, id, language), language, selection.memory)
            made.compiled[tag] = Compiled(index.document, index.numbers, links, used[id], leaves(index, links, selection.memory))
            made.languages[tag], made.places[tag], made.surveys[tag] = language, builder.places, builder.surveys
            package.built += builder.found
    package.library_digest = scenario.library.digest()
    return package


def check(package: Package) -> list[Diagnostic]:
    """Every finding on a package: of its files, its choices, its texts."""
    return in_order([*package.selection.found, *package.built, *judge(package), *package.library.found])


def write(draft: InstrumentDraft, format: str, language: str = "en", options: Options | None = None) -> bytes:
    """One instrument in one language as a file of the format: md, docx or json."""
    compiled = draft[language]
    return write_format(compiled, draft.languages[language], format, options or options_for(draft.package, draft.id, language, format))


def redline(old: InstrumentDraft, new: InstrumentDraft, language: str, author: str, date: str, concordance: bool = False) -> bytes:
    """Two drafts of one instrument as one Word file with tracked changes by ``author`` at ``date`` (W3CDTF).

    Accepting all gives the new draft, rejecting all the old one; both are written without drafting notes.
    With ``concordance``, a last page lists old and new numbers; it is in either text."""
    from .revise.align import align
    from .revise.redline import Redline
    from .revise.track import Track
    from .revise.two_texts import TwoTexts
    from .revise.units import units
    from .writers.docx import parts_around, template_of
    from .writers.docx_package import zipped

    options = options_for(new.package, new.id, language, "docx")
    before, after, track = old[language], new[language], Track(author, date)
    texts = TwoTexts(before, after, (old.languages[language], new.languages[language]), template_of(after, options).width, track)
    made = texts.new
    differ = any(isinstance(one, tuple) for one in texts.segments)
    pairs = align(units(before), units(after)) if differ or concordance else []
    lists = "".join(texts.old.lists.instances), "".join(made.lists.instances)
    merged = Redline(texts.segments, _mates(pairs), lists, track, made.number)
    made.out = merged.body + (_concordance(pairs, new.languages[language]) if concordance else [])
    made.lists.instances += merged.instances()
    return zipped(parts_around(made, options))


def redline_of_files(old: Sequence[Part], new: Sequence[Part], pairs: list[Pair], author: str, date: str, concordance: Language | None = None) -> bytes:
    """The redline of the parts of two Word files of the program's; ``pairs`` are their units, ``concordance`` the language of
    a last page."""
    from .revise.redline import Redline
    from .revise.track import Track
    from .revise.word_items import body_of
    from .writers.docx_package import zipped

    document, numbering = "word/document.xml", "word/numbering.xml"
    before, after = ({part.name: part.content.decode() for part in side if part.name in (document, numbering)} for side in (old, new))
    start, body, end = body_of(after[document])
    merged = Redline([(body_of(before[document])[1], body)], _mates(pairs), (before[numbering], after[numbering]), Track(author, date))
    text = "".join([start, *merged.body, *(_concordance(pairs, concordance) if concordance else []), end])
    lists = after[numbering].replace("</w:numbering>", f"{''.join(merged.instances())}</w:numbering>")
    made = {document: text.encode(), numbering: lists.encode()}
    return zipped([part.but(content=made.get(part.name, part.content)) for part in new])


def _mates(pairs: list[Pair]) -> dict[str, str]:
    """The bookmark of each new unit with that of the old one."""
    from .writers.docx_inline import mark_of

    return {mark_of(pair.new.id): mark_of(pair.old.id) for pair in pairs if pair.old and pair.new}


def _concordance(pairs: list[Pair], language: Language) -> list[str]:
    """The last page, where a number is another."""
    from .revise.difference import concordance_of
    from .revise.redline import last_page
    from .revise.show import runs

    found = runs(concordance_of(pairs), language.words["range"])
    return [last_page(found, language.words)] if found else []


def write_parallel(draft: InstrumentDraft, format: str, languages: list[str], options: Options | None = None) -> bytes:
    """One instrument in several languages, level with each other, as one file of the format: md or docx."""
    texts = [(draft[tag], draft.languages[tag]) for tag in languages]
    return write_formats(texts, format, options or options_for(draft.package, draft.id, "-".join(languages), format))


def options_for(
    package: Package, instrument: str, language: str, format: str, notes: str = "", reference_doc: bytes | None = None, settings: Sequence[str] | None = None
) -> Options:
    """What the writer of one file is told: the manifest that goes into it, and the template where the format has one.

    A template or reference document that is no Word file is a :class:`Refused`."""
    manifest = {**head(package, settings), "instrument": instrument, "language": language}
    template = package.library.project.asset(WORD_TEMPLATE) if format == "docx" else b""
    if template:
        try_word(template, reference_doc)
    return Options(notes, package.final, PROGRAM, manifest, template, reference_doc)


def try_word(template: bytes, reference_doc: bytes | None, name: str = "the reference document") -> None:
    """Reads the Word files that a draft is to look like; :class:`Refused` where one is none.  What is read is kept for the writer."""
    from .writers.docx_package import read_template

    file = WORD_TEMPLATE
    try:
        ours = read_template(template)
        if reference_doc is not None:
            from .writers.docx_reference import merge

            file = name
            merge(ours, reference_doc)
    except (ValueError, KeyError) as error:
        raise Refused(f"{file} cannot be used: {error}", "give a DOCX that Word has saved") from None


def head(package: Package, settings: Sequence[str] | None = None) -> dict[str, object]:
    """What a manifest says of its origin: program, library and scenario by digest, and what was set; None says nothing of that."""
    scenario = package.scenario
    made: dict[str, object] = {
        "program": PROGRAM,
        "library": package.library_digest,
        "scenario": {"path": scenario.relative, "digest": scenario.digest},
    }
    return made | ({"set": list(settings)} if settings is not None else {}) | ({"first": scenario.first} if scenario.first else {})


def parties_of(scenario: Scenario, instruments: Sequence[str]) -> list[str]:
    """Every party that signs one of the instruments, in order."""
    return list(dict.fromkeys(p for id in instruments for p in scenario.instruments[id].get("signatories") or ()))


class _Texts:
    """The instruments of a selection in every language, each built when it is first needed: for itself, for its numbers where
    another refers to it, or in English for the terms that another defines."""

    def __init__(self, selection: Selection, ids: list[str], english: Language, notes: bool, final: bool) -> None:
        self.selection, self.ids, self.english, self.notes, self.final = selection, ids, english, notes, final
        self.homes = [id for id, instrument in selection.instruments.items() if has_definitions(instrument)]
        self._built: dict[tuple[str, str], tuple[Builder, Document]] = {}
        self._used: dict[str, tuple[str, ...]] = {}
        self._held: dict[str, tuple[str, ...]] = {}
        self._indexes: dict[tuple[str, str], Index] = {}
        self._outlines: dict[tuple[str, str], Index | None] = {}

    def built(self, id: str, language: Language) -> tuple[Builder, Document]:
        """An instrument's builder, and its document as far as it can be built alone."""
        key = id, language.tag
        if key not in self._built:
            builder = Builder(self.selection, self.selection.instruments[id], language, self.notes)
            self._built[key] = builder, builder.document()
        return self._built[key]

    def used(self, id: str) -> tuple[str, ...]:
        """The terms that an instrument uses."""
        if id not in self._used:
            self._used[id] = terms_of(self.built(id, self.english)[0])
        return self._used[id]

    def held(self, id: str) -> tuple[str, ...]:
        """The terms that an instrument's definitions article holds: the package's first, those of instruments without one, too."""
        if id not in self._held:
            users = [id, *(other for other in self.selection.instruments if other not in self.homes and id == self.homes[0])]
            self._held[id] = define(self.built(id, self.english)[0], [term for user in users for term in self.used(user)])
        return self._held[id]

    def index(self, id: str, language: Language) -> Index:
        """An instrument whole, numbered."""
        key = id, language.tag
        if key not in self._indexes:
            held = self.held(id) if id in self.homes else None
            builder, document = self.built(id, language)
            document, memory = _finish(builder, document, held, self.final), self.selection.memory
            short = language.choose(builder.instrument.get("short-title"))
            self._indexes[key] = Index(document, builder.surveys, number(document, language, memory), short, memory)
        return self._indexes[key]

    def others(self, id: str, language: Language, target: Target) -> Iterator[Index]:
        """The other instruments that have the clause of a target; of one that is not drafted, its Articles alone where they will do."""
        for other, _ in self.selection.holders(target.clause):
            if other != id:
                alone = other not in self.ids and not target.name and not target.annex
                yield (self._outline(other, language, target.clause) if alone else None) or self.index(other, language)

    def _outline(self, id: str, language: Language, clause: str) -> Index | None:
        """The Articles of an instrument, numbered; None where that takes more, or a clause is in no Article."""
        key = id, language.tag
        if key not in self._outlines:
            instrument = self.selection.instruments[id]
            builders = [Builder(self.selection, instrument, each) for each in (language, self.english)]
            document, memory, short = outline(*builders), self.selection.memory, language.choose(instrument.get("short-title"))
            self._outlines[key] = None if document is None else Index(document, {}, number(document, language, memory), short, memory)
        made = self._outlines[key]
        return made if made and clause in made.clauses else None


def _finish(builder: Builder, document: Document, held: tuple[str, ...] | None, final: bool) -> Document:
    """The document with its definitions, its annexes in order and its draft mark."""
    document = order_annexes(fill_definitions(builder, document, held), builder.surveys)
    negotiating = any(survey.open for survey in builder.surveys.values())
    words = builder.language.words
    mark = "" if final else f"{words['negotiating' if negotiating else 'draft']} · {builder.language.name}"
    return document.but(open=negotiating, mark=mark)
