"""Goals and success stories, and the questions that measure them."""

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from services.contracts.facts import Data
from services.contracts.partnerships.terms import Audience, OwnDate, Phase, Text, Values
from services.contracts.primitives import ContributionKind, Id, Label, SchoolYear, Timestamp


class Question(Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True, gc=False):
    """A KPI query whose answer is one value: a metric of the partnership's participants, in its districts.

    `where`: dimensions with the values that count; all must hold. `phase`: of each learner's participation; without it
    their whole year. `schoolYear`: the year in which it ends; without it the one of the day of asking, up to that day.
    """

    metric: Label
    where: Annotated[tuple[tuple[Label, Values], ...], Meta(max_length=20)] = ()
    phase: Phase | None = None
    school_year: SchoolYear | None = None


class GoalSet(Data, frozen=True, kw_only=True):
    """From `baseline` to `target`, both in the metric's unit, by `due`; a later one with the same id revises it."""

    goal: Id
    title: Label
    question: Question
    baseline: float
    target: float
    due: date
    date: OwnDate = None


class GoalRevised(GoalSet, frozen=True, kw_only=True):
    """The whole goal as it is from now on, and why."""

    why: Text
    check_in: Id | None = None


class GoalMet(Data, frozen=True, kw_only=True):
    """At the end of its due date the value was at the target or beyond; told once by a consumer's clock."""

    goal: Id
    value: float
    date: date
    n: Annotated[int, Meta(ge=0)] | None = None


class GoalMissed(GoalMet, frozen=True, kw_only=True):
    """The due date passed, and the value was not reached."""


Total = Annotated[int, Meta(ge=0, description="Money added up, in cents.")]


class StoryInvestment(Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True, gc=False):
    """What both sides had put in by a day, in the school year that a story's evidence is about, in cents.

    `inKind`: all but funding. `unvalued`: contributions whose worth was not known, which are left out. The kinds of
    each side are those of the largest worth first, also those whose worth was not known.
    """

    as_of: date
    school_year: SchoolYear
    district: Total = 0
    partner: Total = 0
    in_kind: Total = 0
    unvalued: Annotated[int, Meta(ge=0)] = 0
    district_kinds: tuple[ContributionKind, ...] = ()
    partner_kinds: tuple[ContributionKind, ...] = ()


class StoryPublished(Data, frozen=True, kw_only=True):
    """A success story with its evidence as it was then.

    `digest` is the SHA-256 (hex) of `{"asOf", "n", "question", "value"}` as JSON, as they stand in the event, names in
    order and without spaces; `consent` says that all who can be recognised agreed. `investment` was frozen with the
    story; stories that were published before that was done have none.
    """

    story: Id
    title: Label
    text: Text
    question: Question
    value: float
    n: Annotated[int, Meta(ge=0)]
    as_of: Timestamp
    digest: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    consent: bool
    audience: Audience = "district"
    date: OwnDate = None
    investment: StoryInvestment | None = None
