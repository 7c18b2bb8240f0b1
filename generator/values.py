"""What a hole can hold: parties, numbers, dates, durations, choices, lists, references.

Goes in: a parameter's declaration and the value that a scenario gives it.  Comes out: a :class:`Value` that prints
itself as inlines in one language, has its forms as attributes, and is true or false for ``{% if %}``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from .hints import Any
from .language import CASES, NBSP, Language
from .terms import Terms
from .tree import Blank, Bracket, Inline, Inlines, Option, Ref, Target, Text

_DURATION = r"([0-9]{1,6}) (hour|day|week|month|year)s?\Z"
_ISO = r"PT?([0-9]{1,6})([HDWMY])\Z"
_ISO_UNITS = {"H": "hour", "D": "day", "W": "week", "M": "month", "Y": "year"}
_DATE = r"([0-9]{4})-([0-9]{2})-([0-9]{2})\Z"
_MONEY = r"([0-9]{1,15})(?:\.[0-9]{1,2})? ?([A-Z]{3})\Z"


def read_duration(text: object) -> tuple[int, str] | None:
    """ "90 days" or "P90D" → (90, "day"); None where it is neither."""
    if not isinstance(text, str):
        return None
    match = re.match(_DURATION, text)
    if match:
        return int(match[1]), match[2]
    match = re.match(_ISO, text)
    return (int(match[1]), _ISO_UNITS[match[2]]) if match else None


def read_date(text: object) -> tuple[int, int, int] | None:
    """ "2027-03-01" → (2027, 3, 1); None where it is no date of the calendar."""
    match = re.match(_DATE, text) if isinstance(text, str) else None
    if not match:
        return None
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    days = (31, 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return (year, month, day) if year and 1 <= month <= 12 and 1 <= day <= days[month - 1] else None


def read_money(text: object) -> tuple[int, str] | None:
    """ "40000000 EUR" → (40000000, "EUR")."""
    match = re.match(_MONEY, text) if isinstance(text, str) else None
    return (int(match[1]), match[2]) if match else None


class Value:
    """Prints itself; ``get`` gives an attribute, ``each`` the members of a list, ``true`` its worth in a condition."""

    def show(self) -> Inlines:
        """The inlines in the place of a hole."""
        raise NotImplementedError

    def get(self, attribute: str) -> Value | None:
        """An attribute's value; None where there is none of that name."""
        return None

    def each(self) -> Sequence[Value] | None:
        """The members, for ``for``; None where it is no list."""
        return None

    def true(self) -> bool:
        """Whether ``{% if %}`` takes it as true."""
        return True

    def figure(self) -> Inlines:
        """How it prints in a table's cell."""
        return self.show()


class TextValue(Value):
    """Plain text, with its grammatical forms where it has them; with ``terms``, the defined terms in it count."""

    def __init__(self, forms: Any, language: Language, case: str = "nominative", terms: Terms | None = None) -> None:
        self.forms, self.language, self.case, self.terms = forms, language, case, terms

    def show(self) -> Inlines:
        text = self.language.form(self.forms, self.case)
        return self.terms.split(text) if self.terms else (Text(text),)

    def get(self, attribute: str) -> Value | None:
        return TextValue(self.forms, self.language, attribute, self.terms) if attribute in CASES else None

    def true(self) -> bool:
        return bool(self.language.form(self.forms, self.case))


class Flag(Value):
    """True or false; prints nothing."""

    def __init__(self, value: bool) -> None:
        self.value = value

    def show(self) -> Inlines:
        return ()

    def true(self) -> bool:
        return self.value


class Content(Value):
    """Inlines made elsewhere: a choice's text, a definition; ``forms`` are its attributes."""

    def __init__(self, inlines: Inlines) -> None:
        self.inlines = inlines

    def show(self) -> Inlines:
        return self.inlines

    def get(self, attribute: str) -> Value | None:
        return self if attribute in CASES else None


class BlankValue(Value):
    """A value nobody gave: a blank, whatever form is asked for."""

    def __init__(self, label: str, path: str) -> None:
        self.label, self.path = label, path

    def show(self) -> Inlines:
        return (Blank(self.label, self.path),)

    def get(self, attribute: str) -> Value | None:
        return Flag(False) if attribute == "many" else self

    def each(self) -> Sequence[Value] | None:
        return (self,)

    def true(self) -> bool:
        return False


class PartyValue(Value):
    """A party: prints its formal name; ``name``, ``formal``, ``possessive``, ``adjective`` and the cases are attributes."""

    def __init__(self, party_id: str, data: dict[str, Any], language: Language, case: str = "nominative") -> None:
        self.id, self.data, self.language, self.case = party_id, data, language, case

    def _form(self, field: str, case: str) -> str:
        forms = self.data.get(field) or (self.data["name"] if field == "formal" else None)
        return self.language.form(self.language.choose(forms), case) if forms else ""

    def show(self) -> Inlines:
        return (Text(self._form("formal", self.case)),)

    def get(self, attribute: str) -> Value | None:
        if attribute in CASES:
            return PartyValue(self.id, self.data, self.language, attribute)
        if attribute == "many":
            return Flag(False)
        if attribute in ("name", "formal", "possessive", "adjective"):
            forms = self.data.get(attribute) or (self.data["name"] if attribute == "formal" else None)
            if forms is None:
                return BlankValue(attribute, f"{self.id}.{attribute}")
            return TextValue(self.language.choose(forms), self.language)
        return None

    @property
    def short(self) -> str:
        """The short name, as brackets and signature blocks print it."""
        return self._form("name", "nominative")


class ListValue(Value):
    """Several values: "A, B and C"; ``many`` is true for several, other attributes are those of each member."""

    def __init__(self, members: Sequence[Value], language: Language) -> None:
        self.members, self.language = members, language

    def show(self) -> Inlines:
        found: list[Inline] = []
        for index, member in enumerate(self.members):
            if index:
                found.append(Text(self.language.conjunction if index == len(self.members) - 1 else self.language.comma))
            shown = member.show()
            if len(self.members) > 1 and len(shown) == 1 and isinstance(shown[0], Ref):
                shown = (shown[0].but(series="next" if index else "first"),)
            found += shown
        return tuple(found)

    def get(self, attribute: str) -> Value | None:
        if attribute == "many":
            return Flag(len(self.members) > 1)
        inner = [member.get(attribute) for member in self.members]
        if any(value is None for value in inner):
            return None
        return ListValue([value for value in inner if value is not None], self.language)

    def each(self) -> Sequence[Value] | None:
        return self.members

    def true(self) -> bool:
        return bool(self.members)


class Quantity(Value):
    """A number with its unit: "10 km", "40,000", "40 per cent"; ``words`` and ``figure`` are attributes."""

    def __init__(self, value: int | float, unit: str, language: Language, style: str = "") -> None:
        self.value, self.unit, self.language, self.style = value, unit, language, style

    def show(self) -> Inlines:
        number = self.language.figure(self.value)
        if self.style == "figure":
            return (Text(number),)
        if self.style == "words" and isinstance(self.value, int):
            number = f"{self.language.spelled(self.value)} ({number})"
        if self.unit == "%":
            per_cent = self.language.percentage(self.value)
            return (Text(per_cent.replace(self.language.figure(self.value), number, 1)),)
        return (Text(f"{number}{NBSP}{self.unit}" if self.unit else number),)

    def figure(self) -> Inlines:
        return (Text(self.language.figure(self.value)),)

    def get(self, attribute: str) -> Value | None:
        if attribute in ("words", "figure"):
            return Quantity(self.value, self.unit, self.language, attribute)
        return Flag(self.value != 1) if attribute == "many" else self if attribute in CASES else None

    def true(self) -> bool:
        return self.value != 0


class Duration(Value):
    """A length of time: "90 days"; ``words`` "ninety (90) days", ``figure`` "90"."""

    def __init__(self, value: int, unit: str, language: Language, style: str = "") -> None:
        self.value, self.unit, self.language, self.style = value, unit, language, style

    def show(self) -> Inlines:
        number = self.language.figure(self.value)
        if self.style == "figure":
            return (Text(number),)
        if self.style == "words":
            number = f"{self.language.spelled(self.value, self.unit)} ({number})"
        return (Text(f"{number}{NBSP}{self.language.counted(self.value, self.unit)}"),)

    def get(self, attribute: str) -> Value | None:
        if attribute in ("words", "figure"):
            return Duration(self.value, self.unit, self.language, attribute)
        return Flag(self.value != 1) if attribute == "many" else self if attribute in CASES else None


class Money(Value):
    """An amount: "EUR 40,000,000"."""

    def __init__(self, amount: int, currency: str, language: Language) -> None:
        self.amount, self.currency, self.language = amount, currency, language

    def show(self) -> Inlines:
        return (Text(f"{self.currency}{NBSP}{self.language.figure(self.amount)}"),)

    def figure(self) -> Inlines:
        return (Text(self.language.figure(self.amount)),)


class RowValue(Value):
    """One row of a table: its columns are its attributes."""

    def __init__(self, cells: dict[str, Value]) -> None:
        self.cells = cells

    def show(self) -> Inlines:
        return next(iter(self.cells.values())).show() if self.cells else ()

    def get(self, attribute: str) -> Value | None:
        return self.cells.get(attribute)


class RefValue(Value):
    """A cross-reference; its cases are attributes.  ``make`` gives the reference its id and notes where it stands."""

    def __init__(self, make: Callable[[Target, str], Ref], target: Target, case: str = "nominative") -> None:
        self.make, self.target, self.case = make, target, case

    def show(self) -> Inlines:
        return (self.make(self.target, self.case),)

    def get(self, attribute: str) -> Value | None:
        return RefValue(self.make, self.target, attribute) if attribute in CASES else None


class OpenValue(Value):
    """Values not agreed, each attributed: printed in brackets."""

    def __init__(self, options: Sequence[tuple[tuple[str, ...], Value]]) -> None:
        self.options = options

    def show(self) -> Inlines:
        return (Bracket(tuple(Option(by, value.show()) for by, value in self.options)),)

    def figure(self) -> Inlines:
        return (Bracket(tuple(Option(by, value.figure()) for by, value in self.options)),)

    def get(self, attribute: str) -> Value | None:
        inner = [(by, value.get(attribute)) for by, value in self.options]
        if any(value is None for _, value in inner):
            return None
        return OpenValue([(by, value) for by, value in inner if value is not None])

    def each(self) -> Sequence[Value] | None:
        return self.options[0][1].each()

    def true(self) -> bool:
        return any(value.true() for _, value in self.options)
