"""The words that payloads share: sides, kinds, and types of members with their limits."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from services.contracts.primitives import Label

Side = Literal["district", "partner"]
Duty = Literal["lead", "oversight"]
"""What a named person does for a side: leads it, or oversees what is put in."""
PartnerKind = Literal["hospital", "college", "employer", "non_profit", "government", "other"]
PartnershipKind = Literal[
    "health_careers", "college_bridge", "work_based_learning", "mentoring", "enrichment", "family_support", "other"
]
Audience = Literal["district", "partners", "public"]
"""Who may read a story: the districts alone, the partners too, or everybody."""
Phase = Literal["before", "during", "after"]
ClauseKind = Literal["expectation", "process", "outcome"]
Change = Literal[
    "action_done", "challenge_resolved", "check_in_held", "check_in_cancelled", "check_in_rescheduled", "goal_decided",
    "goal_revised", "clause_reworded",
]  # fmt: skip
"""What came of a thing and can be taken back by itself, while the thing stays."""
Text = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=5_000,
        extra_json_schema={"pattern": r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]+$"},  # see `printable`
        description="Prose, with line breaks and tabs. No name of a learner belongs here.",
    ),
]
Quantity = Annotated[float, Meta(ge=0, le=1e9, description="In hours, full-time equivalents, visits or pieces.")]
Cents = Annotated[int, Meta(ge=0, le=10**14, description="Money, in cents.")]
CadenceDays = Annotated[int, Meta(ge=1, le=366, description="Days until the next check-in is due.")]
Places = Annotated[int, Meta(ge=0, le=100_000)]
Values = Annotated[tuple[Label, ...], Meta(min_length=1, max_length=100)]
LearnerKeyText = Annotated[str, Meta(pattern="^lk_[0-9a-f]{32}$", description="A learner key of the district.")]
OwnDate = date | None
"""When it was said or done, by the local calendar; absent: on the day of the envelope's `time`."""
