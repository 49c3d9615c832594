"""A plan to be run, and what it is compared with."""

from dataclasses import dataclass

from services.query.directory.directory import SchoolsInScope
from services.query.model.question import OrderBy
from services.query.planning.frame import Frame
from services.query.planning.plan import Plan


@dataclass(frozen=True, slots=True)
class ScopedPlan:
    """A plan to be run, the schools that it is about, and the frame of its rows.

    Attributes:
        partnerships: how many the asker may see.
        schools_of_facts: how many schools are in the districts whose facts are read; 0: none are.
    """

    plan: Plan
    scope: SchoolsInScope
    frame: Frame
    partnerships: int
    schools_of_facts: int = 0


@dataclass(frozen=True, slots=True)
class ComparedPlan:
    """What gives some rows, and what gives their baselines.

    Attributes:
        from_facts: whether what may have no data was counted from the facts of learners where that is needed.
    """

    own: ScopedPlan
    other: ScopedPlan | None
    order_by: tuple[OrderBy, ...] = ()
    from_facts: bool = True

    @property
    def works(self) -> list[ScopedPlan]:
        return [self.own] if self.other is None else [self.own, self.other]

    @property
    def counts_facts(self) -> bool:
        """Whether any of it is counted from the facts of learners."""
        return any(work.plan.counts_facts for work in self.works)
