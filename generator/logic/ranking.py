"""The variants that most can accept, by the positions beside a scenario, and how many cross no red line.

Goes in: :class:`~generator.logic.variants.Variants`.  Comes out: variants, each with how every actor stands to it, the most
acceptable first.  Up to :data:`EVERY` of them are all judged; of more, a sample, the best of which are improved by one
choice at a time for as long as that is better.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..errors import UserError
from ..frozen import Record
from .counting import Count
from .indices import Indices
from .positions import Acceptance, Actor, Judges, actors_of
from .variants import Variant, Variants

EVERY, DRAWN, IMPROVED = 5_000, 1_000, 20
Choice = tuple[int, ...]


class Ranked(Record):
    """A variant and how the actors stand to it, in their order."""

    variant: Variant
    acceptances: tuple[Acceptance, ...]


class Ranking:
    """The variants of a scenario as its actors see them; private statements are left out."""

    def __init__(self, variants: Variants) -> None:
        self.variants, self.model = variants, variants.model
        self.actors: list[Actor] = actors_of(variants.scenario, self.model.indices)
        if not self.actors:
            raise UserError(f"{variants.scenario.source.file}: nobody's positions are known", "write positions/<party>.yaml beside the scenario")
        left = [group for number, group in enumerate(self.model.groups) if number not in variants.space.shown]
        if left:
            named = ", ".join(f"{group.instrument}:{group.clause}" for group in left[:6])
            raise UserError(f"--best judges whole packages, and these stay open: {named}", "settle them with --set, or let them vary too")
        self._judges = Judges(self.actors, Indices(variants.scenario))

    @property
    def all_judged(self) -> bool:
        """Whether every variant is judged, so that the best are the best."""
        return self.variants.count <= EVERY

    def zone(self) -> int:
        """How many variants cross no red line of any actor: the zone of possible agreement."""
        red = [s.condition for actor in self.actors for s in actor.statements if s.is_red_line and s.condition is not None]
        uncrossed = [clause for condition in red for clause in self.variants.compiler.holds(condition, "", False, negated=True)]
        with self.variants.refusing("to count those that cross no red line"):
            return Count(self.variants.compiler.space([*self.variants.clauses, *uncrossed])).total

    def best(self, number: int) -> list[Ranked]:
        """So many variants, the most acceptable first."""
        space = self.variants.space
        pool = list(space.choices()) if self.all_judged else self._improved(self.variants.counted.sample(DRAWN, 0))
        judged = [(choice, self._judge(choice)) for choice in dict.fromkeys(pool)]
        judged.sort(key=lambda one: self._judges.rank(one[1]), reverse=True)
        return [Ranked(self.variants.variant(choice), acceptances) for choice, acceptances in judged[:number]]

    def _judge(self, choice: Choice) -> tuple[Acceptance, ...]:
        whole = [0] * len(self.model.groups)
        for group, option in zip(self.variants.space.shown, choice, strict=True):
            whole[group] = option
        return self._judges.judge(self.model.world(whole))

    def _rank(self, choice: Choice) -> tuple[float, ...]:
        return self._judges.rank(self._judge(choice))

    def _improved(self, drawn: Sequence[Choice]) -> Iterator[Choice]:
        """The drawn choices, and what the best of them become."""
        yield from drawn
        for choice in sorted(dict.fromkeys(drawn), key=self._rank, reverse=True)[:IMPROVED]:
            rank = self._rank(choice)
            while (better := max(self._near(choice), key=self._rank, default=choice)) != choice and self._rank(better) > rank:
                choice, rank = better, self._rank(better)
                yield choice

    def _near(self, choice: Choice) -> Iterator[Choice]:
        """The consistent choices that differ in one group."""
        space = self.variants.space
        for place, group in enumerate(space.shown):
            for option in range(space.sizes[group]):
                other = (*choice[:place], option, *choice[place + 1 :])
                if option != choice[place] and space.consistent(other):
                    yield other
