"""The enums of partnerships. A word of the contract becomes one by its name in upper case: `of(Side, "partner")`."""

from enum import Enum

import strawberry
from strawberry import enum_value


@strawberry.enum(description="Which side of a partnership.")
class Side(Enum):
    DISTRICT = enum_value("DISTRICT", description="The school districts of the partnership.")
    PARTNER = enum_value("PARTNER", description="The organisations beside them.")


@strawberry.enum(description="What a named person does for a side.")
class Duty(Enum):
    LEAD = enum_value("LEAD", description="Answers for the side.")
    OVERSIGHT = enum_value("OVERSIGHT", description="Oversees what the side puts in.")


@strawberry.enum(description="What kind of organisation a partner is.")
class PartnerKind(Enum):
    HOSPITAL = enum_value("HOSPITAL", description="A hospital or clinic.")
    COLLEGE = enum_value("COLLEGE", description="A college or university.")
    EMPLOYER = enum_value("EMPLOYER", description="A company or other employer.")
    NON_PROFIT = enum_value("NON_PROFIT", description="A non-profit organisation, such as a foundation.")
    GOVERNMENT = enum_value("GOVERNMENT", description="A public body that is no school district.")
    OTHER = enum_value("OTHER", description="An organisation of any other kind.")


@strawberry.enum(description="What a partnership is about.")
class PartnershipKind(Enum):
    HEALTH_CAREERS = enum_value("HEALTH_CAREERS", description="Ways into the health professions.")
    COLLEGE_BRIDGE = enum_value("COLLEGE_BRIDGE", description="From school to college.")
    WORK_BASED_LEARNING = enum_value("WORK_BASED_LEARNING", description="Learning at work, such as internships.")
    MENTORING = enum_value("MENTORING", description="Mentors or tutors for learners.")
    ENRICHMENT = enum_value("ENRICHMENT", description="What goes beyond the curriculum.")
    FAMILY_SUPPORT = enum_value("FAMILY_SUPPORT", description="Support of learners' families.")
    OTHER = enum_value("OTHER", description="A partnership about anything else.")


@strawberry.enum(description="Where a partnership stands.")
class PartnershipStatus(Enum):
    PROPOSED = enum_value("PROPOSED", description="Proposed, and not yet agreed by both sides.")
    ACTIVE = enum_value("ACTIVE", description="Agreed by both sides and at work.")
    PAUSED = enum_value("PAUSED", description="Resting until it is renewed or closed.")
    CLOSED = enum_value("CLOSED", description="Closed for good; its record stays.")
    WITHDRAWN = enum_value(
        "WITHDRAWN", description="The proposal was withdrawn before it was active. Lists show it only when asked for."
    )


@strawberry.enum(description="Something about a partnership as a whole that its status does not say.")
class PartnershipCondition(Enum):
    EXPIRED = enum_value(
        "EXPIRED",
        description="Its last day has passed, and it was neither renewed nor closed. No more check-ins are due.",
    )


@strawberry.enum(description="What may be changed.")
class Permission(Enum):
    PROPOSE_PARTNERSHIP = enum_value(
        "PROPOSE_PARTNERSHIP", description="Propose partnerships of the districts that you may see."
    )
    PLACE_PARTICIPANTS = enum_value(
        "PLACE_PARTICIPANTS", description="Place, release and withdraw learners of the districts that you may see."
    )
    EDIT_PARTNERSHIP = enum_value(
        "EDIT_PARTNERSHIP",
        description="Say what concerns both sides of a partnership: clauses, check-ins, goals, challenges.",
    )
    PUBLISH_STORY = enum_value("PUBLISH_STORY", description="Publish and withdraw stories.")
    SAVE_QUERY = enum_value("SAVE_QUERY", description="Save queries, and delete those of one's own.")
    START_EXPORT = enum_value("START_EXPORT", description="Start exports of what one may see.")
    DECIDE_PARTNERSHIP = enum_value(
        "DECIDE_PARTNERSHIP",
        description="Activate, renew, amend, pause and close partnerships, and set how many places they have.",
    )
    ACT_FOR_DISTRICT = enum_value(
        "ACT_FOR_DISTRICT", description="Name leads, endorse clauses, pledge and record for the district's side."
    )
    ACT_FOR_PARTNER = enum_value(
        "ACT_FOR_PARTNER", description="Name leads, endorse clauses, pledge and record for the partner's side."
    )
    SHARE_QUERY = enum_value("SHARE_QUERY", description="Save queries for others of the same districts.")
    SEND_EVENTS = enum_value("SEND_EVENTS", description="Send events of learners to POST /events.")
    IMPORT_RECORDS = enum_value("IMPORT_RECORDS", description="Import records of a student information system.")
    IMPORT_PARTICIPATIONS = enum_value(
        "IMPORT_PARTICIPATIONS", description="Import who takes part in which partnership."
    )
    IMPORT_ENGAGEMENTS = enum_value("IMPORT_ENGAGEMENTS", description="Import when learners were engaged, and in what.")
    READ_DATA_HEALTH = enum_value("READ_DATA_HEALTH", description="Read how data arrive, and what was refused.")
    OPERATE = enum_value("OPERATE", description="Check health, list dead letters, verify and rebuild.")


@strawberry.enum(description="What a partnership lacks before it can be activated.")
class ActivationLackCode(Enum):
    LEAD = enum_value("LEAD", description="A side has no lead: assign one.")
    OUTCOME = enum_value("OUTCOME", description="The shared vision has no outcome: draft a clause of this kind.")
    ENDORSEMENT = enum_value("ENDORSEMENT", description="A side has not endorsed the outcome: endorse the clause.")


@strawberry.enum(description="A change of a partnership's status that can be withdrawn.")
class ChangedStatus(Enum):
    ACTIVE = enum_value("ACTIVE", description="The partnership became active, by activation or renewal.")
    PAUSED = enum_value("PAUSED", description="The partnership was paused.")
    CLOSED = enum_value("CLOSED", description="The partnership was closed.")


@strawberry.enum(description="What was entered about a thing of a partnership and can be withdrawn by itself.")
class WithdrawableChange(Enum):
    ACTION_DONE = enum_value("ACTION_DONE", description="That an action is done. It is open again.")
    CHALLENGE_RESOLVED = enum_value(
        "CHALLENGE_RESOLVED", description="That a challenge was resolved. It is open again."
    )
    CHECK_IN_HELD = enum_value(
        "CHECK_IN_HELD",
        description="That a check-in was held, with its attendees, notes and frozen values. It can be held again.",
    )
    CHECK_IN_CANCELLED = enum_value(
        "CHECK_IN_CANCELLED", description="That both sides cancelled a check-in. It is expected again."
    )
    CHECK_IN_RESCHEDULED = enum_value(
        "CHECK_IN_RESCHEDULED",
        description="That both sides moved a check-in, the last time they did. It is due by the day before that move.",
    )
    GOAL_DECIDED = enum_value(
        "GOAL_DECIDED",
        description="That a goal was met or missed, as it was last revised. It is open, and is decided anew if it is "
        "past due.",
    )
    GOAL_REVISED = enum_value(
        "GOAL_REVISED",
        description="The last revision of a goal, with the decision about it. The goal is as it was before.",
    )
    CLAUSE_REWORDED = enum_value(
        "CLAUSE_REWORDED",
        description="The last wording of a clause, with its endorsements. The clause is worded as before.",
    )


@strawberry.enum(description="What a side puts in.")
class ContributionKind(Enum):
    FUNDING = enum_value("FUNDING", description="Money that a side pays.")
    STAFF_FTE = enum_value("STAFF_FTE", description="Staff, in full-time years.")
    STAFF_HOURS = enum_value("STAFF_HOURS", description="Working time of staff, in hours.")
    TRAINING_HOURS = enum_value("TRAINING_HOURS", description="Training given, in hours.")
    LAB_VISITS = enum_value("LAB_VISITS", description="Visits of learners to a laboratory.")
    SITE_VISITS = enum_value("SITE_VISITS", description="Visits of learners to another place of work.")
    PROFESSIONAL_DEVELOPMENT = enum_value("PROFESSIONAL_DEVELOPMENT", description="Development of school staff.")
    SOFTWARE = enum_value("SOFTWARE", description="Software, counted in licences.")
    EQUIPMENT = enum_value("EQUIPMENT", description="Equipment, counted in pieces.")
    FACILITIES = enum_value("FACILITIES", description="Use of rooms and grounds.")
    VOLUNTEER_HOURS = enum_value("VOLUNTEER_HOURS", description="Unpaid work, in hours.")


@strawberry.enum(description="What a clause of the shared vision says.")
class ClauseKind(Enum):
    EXPECTATION = enum_value("EXPECTATION", description="What each side expects.")
    PROCESS = enum_value("PROCESS", description="How both work together.")
    OUTCOME = enum_value("OUTCOME", description="What is to come of it.")


@strawberry.enum(description="A time as seen from a learner's own participation.")
class Phase(Enum):
    BEFORE = enum_value("BEFORE", description="Before the first start.")
    DURING = enum_value("DURING", description="Days on which the learner takes part in the partnership.")
    AFTER = enum_value("AFTER", description="Days after a learner's participation, and between two of them.")


@strawberry.enum(description="Who may read a story.")
class Audience(Enum):
    DISTRICT = enum_value("DISTRICT", description="People of the partnership's districts only.")
    PARTNERS = enum_value("PARTNERS", description="The districts and their partner organisations.")
    PUBLIC = enum_value("PUBLIC", description="Everybody, without signing in.")


@strawberry.enum(description="What has become of a goal.")
class GoalState(Enum):
    OPEN = enum_value("OPEN", description="Not decided: not yet due, or no value to decide by.")
    MET = enum_value("MET", description="The value was at the target or beyond.")
    MISSED = enum_value("MISSED", description="The value was not at the target.")
    SUPPRESSED = enum_value(
        "SUPPRESSED", description="Decided, but hidden, because few learners are behind the value that decided."
    )


@strawberry.enum(description="What has become of a check-in.")
class CheckInState(Enum):
    SCHEDULED = enum_value("SCHEDULED", description="The day of the check-in has not come yet.")
    OVERDUE = enum_value("OVERDUE", description="Past its due date and not held, until the clock records it as missed.")
    MISSED = enum_value("MISSED", description="Not held by its due date, nor since.")
    LAPSED = enum_value("LAPSED", description="Was due while the partnership was not active, or after its last day.")
    CANCELLED = enum_value("CANCELLED", description="Called off by its due date: nobody expects it.")
    HELD = enum_value("HELD", description="Held by its due date.")
    HELD_LATE = enum_value("HELD_LATE", description="Held after its due date.")


@strawberry.enum(description="What has become of a mutation.")
class MutationStatus(Enum):
    APPLIED = enum_value("APPLIED", description="It is in the partnership that is given back.")
    DRY_RUN = enum_value("DRY_RUN", description="Nothing was recorded: the answer is what would become of it.")
    ACCEPTED = enum_value("ACCEPTED", description="It is in the log, and not yet applied: look again in a moment.")
