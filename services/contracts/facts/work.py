"""Grades and engagements."""

from datetime import date
from typing import Annotated

from msgspec import Meta

from services.contracts.facts.model import Data
from services.contracts.primitives import (
    EngagementKind,
    GradeKind,
    Id,
    Label,
    Minutes,
    SchoolYear,
)


class GradeKey(Data, frozen=True, kw_only=True):
    """One grade; `section` identifies it when given, `course` otherwise."""

    school: Id
    learner: Id
    school_year: SchoolYear
    grading_period: Label
    kind: GradeKind = "Grading Period"
    section: Id | None = None
    course: Id | None = None


class Grade(GradeKey, frozen=True, kw_only=True):
    """Ed-Fi Grade: numeric (0 to 200, above 100 for extra credit), letter, or both; or a mark of pass or fail."""

    subject: Label | None = None
    numeric: Annotated[float, Meta(ge=0, le=200)] | None = None
    letter: (
        Annotated[
            str,
            Meta(
                pattern=r"^([A-D][+-]?|F|W)$",
                description="W: withdrawn. It never passes, is in `dfw_rate`, and is left out of scores.",
            ),
        ]
        | None
    ) = None
    mark: Annotated[
        Label | None,
        Meta(
            description="A grade that is neither a number nor a letter of the scale, such as P, S, E or I; the "
            "policy's `passFailMarks` says what it means. It is read only where there is no number and no letter."
        ),
    ] = None
    credits: (
        Annotated[
            float,
            Meta(
                ge=0,
                le=20,
                description="Full-year credits that the grade earns, whatever it is but F or W: a D earns them.",
            ),
        ]
        | None
    ) = None
    core_subject: bool | None = None


class EngagementKey(Data, frozen=True, kw_only=True):
    """`engagement` is the publisher's id, unique for the learner within the school year of its date.

    To move an engagement into another school year, retract it and record it anew.
    """

    learner: Id
    engagement: Id
    date: date


class Engagement(EngagementKey, frozen=True, kw_only=True):
    """Caliper/xAPI activity or a partner's visit; `minutes` as in Caliper's MinutesOnTask."""

    kind: EngagementKind
    minutes: Minutes | None = None
    partnership: Id | None = None
