"""The enums of partnerships. A word of the contract becomes one by its name in upper case: `of(Side, "partner")`."""

from enum import Enum
from typing import TypeVar

import strawberry
from strawberry import enum_value

E = TypeVar("E", bound=Enum)


def of(kind: type[E], word: str) -> E:
    """The enum's value for a word of the contract, such as `work_based_learning`."""
    return kind[word.upper()]


def word(value: Enum) -> str:
    """The word of the contract for an enum's value."""
    return value.name.lower()


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


@strawberry.enum(description="What kind of thing needs somebody.")
class AttentionKind(Enum):
    EXPIRED = enum_value("EXPIRED", description="The last day has passed: renew the partnership or close it.")
    VACANT_LEAD = enum_value("VACANT_LEAD", description="A side has no lead: assign one.")
    OVERDUE_CHECK_IN = enum_value(
        "OVERDUE_CHECK_IN", description="A check-in is past due, and no later one was held: hold it."
    )
    OVERDUE_ACTION = enum_value("OVERDUE_ACTION", description="An action is past due: complete it.")
    OPEN_CHALLENGE = enum_value("OPEN_CHALLENGE", description="A challenge was raised and is not resolved: resolve it.")
    GOAL_BEHIND = enum_value(
        "GOAL_BEHIND",
        description="The value of a goal is farther from the target than the baseline was. A total that is to grow "
        "begins each school year at zero, so it is behind only if it is also more than 5 % below the same day of the "
        "year before.",
    )
    SILENT_FEED = enum_value(
        "SILENT_FEED",
        description="A school has reported nothing on its last 5 school days or more, or a district has sent no "
        "calendar of the school year by September 1: look at the feed.",
    )
    INCOMPLETE_REPORTING = enum_value(
        "INCOMPLETE_REPORTING",
        description="A school has reported something on fewer than 90 % of its last 20 school days: look at the feed.",
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
        "EDIT_PARTNERSHIP", description="Everything else that is said of a partnership, for both sides."
    )
    PUBLISH_STORY = enum_value("PUBLISH_STORY", description="Publish and withdraw stories.")
    SAVE_QUERY = enum_value("SAVE_QUERY", description="Save queries, and delete those of one's own.")
    START_EXPORT = enum_value("START_EXPORT", description="Start exports of what one may see.")


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
    OVERDUE = enum_value("OVERDUE", description="Past due, and not yet told missed.")
    MISSED = enum_value("MISSED", description="Not held by its due date, nor since.")
    LAPSED = enum_value("LAPSED", description="Was due while the partnership was not active, or after its last day.")
    CANCELLED = enum_value("CANCELLED", description="Called off by its due date: nobody expects it.")
    HELD = enum_value("HELD", description="Held by its due date.")
    HELD_LATE = enum_value("HELD_LATE", description="Held after its due date.")


@strawberry.enum(description="The five strategies of a good partnership.")
class Strategy(Enum):
    EQUAL_INVESTMENT = enum_value("EQUAL_INVESTMENT", description="Both sides put in alike.")
    SHARED_VISION = enum_value("SHARED_VISION", description="Both sides signed the same.")
    CHECKINS = enum_value("CHECKINS", description="Both sides meet, on time.")
    DATA = enum_value("DATA", description="Both sides look at the numbers.")
    FLEXIBILITY = enum_value(
        "FLEXIBILITY", description="Changes of leaders, logistics and needs are recorded and survived."
    )


@strawberry.enum(description="What a part of health was judged by, or why it could not be judged.")
class HealthReason(Enum):
    NOTHING_VALUED = enum_value("NOTHING_VALUED", description="Nothing of known worth was put in yet.")
    SIDES_COMPARED = enum_value(
        "SIDES_COMPARED", description="Dollars put in by the side that put in less, of those of the other side."
    )
    NO_PLEDGE_DUE = enum_value("NO_PLEDGE_DUE", description="No pledge of known worth is due yet.")
    PLEDGES_DELIVERED = enum_value("PLEDGES_DELIVERED", description="Dollars delivered, of those pledged by the day.")
    BOTH_SIDES_LEAD = enum_value("BOTH_SIDES_LEAD", description="Both sides have a lead.")
    LEAD_VACANT = enum_value("LEAD_VACANT", description="Sides with a lead, of two; `lacking` has the others.")
    NO_CLAUSE = enum_value("NO_CLAUSE", description="No clause is drafted yet.")
    CLAUSES_ENDORSED = enum_value("CLAUSES_ENDORSED", description="Clauses that both sides endorsed, of all clauses.")
    ALL_KINDS_DRAFTED = enum_value(
        "ALL_KINDS_DRAFTED", description="Expectations, processes and outcomes are all drafted."
    )
    KINDS_NOT_DRAFTED = enum_value(
        "KINDS_NOT_DRAFTED", description="Kinds of clauses that are drafted, of three; `lacking` has the others."
    )
    NO_CHECK_IN_DUE = enum_value("NO_CHECK_IN_DUE", description="No check-in was due yet.")
    CHECK_INS_ON_TIME = enum_value("CHECK_INS_ON_TIME", description="Check-ins held on time, of those that were due.")
    NO_ACTION_DUE = enum_value("NO_ACTION_DUE", description="No action was due yet.")
    ACTIONS_DONE = enum_value("ACTIONS_DONE", description="Actions that are done, of those that were due.")
    NO_CHALLENGE = enum_value("NO_CHALLENGE", description="No challenge was raised.")
    CHALLENGES_RESOLVED = enum_value(
        "CHALLENGES_RESOLVED", description="Challenges that are resolved, of those that were raised."
    )
    NO_GOAL = enum_value("NO_GOAL", description="No goal is set yet.")
    GOALS_MEASURED = enum_value("GOALS_MEASURED", description="Goals of which a value is known, of all goals.")
    NO_GOAL_VALUE = enum_value("NO_GOAL_VALUE", description="No value of a goal is known yet.")
    WAY_TO_TARGETS = enum_value(
        "WAY_TO_TARGETS",
        description="Ways from baseline to target, each from 0 to 1, added up, of the goals with a value.",
    )
    NO_STORY = enum_value("NO_STORY", description="No story is published yet.")
    RECENT_STORY = enum_value("RECENT_STORY", description="Stories of the last 365 days, of all stories.")
    NO_RECENT_STORY = enum_value("NO_RECENT_STORY", description="No story is of the last 365 days.")
    NEVER_ACTIVE = enum_value("NEVER_ACTIVE", description="The partnership was never active.")
    DAYS_LED = enum_value(
        "DAYS_LED", description="Days with a lead on both sides, of the days since it was first active."
    )
    NOTHING_TO_ADAPT_TO = enum_value("NOTHING_TO_ADAPT_TO", description="No challenge and no vacancy came up.")
    DAYS_TO_ADAPT = enum_value(
        "DAYS_TO_ADAPT", description="Days from challenges and vacancies to their resolution, of their number: a mean."
    )
    TOO_FEW_LEARNERS = enum_value(
        "TOO_FEW_LEARNERS", description="Hidden: fewer learners are behind it than `minimumN` of the partnership."
    )


@strawberry.enum(description="How long a period is.")
class Period(Enum):
    MONTH = enum_value("MONTH", description="A calendar month, from its first to its last day.")
    QUARTER = enum_value("QUARTER", description="Three calendar months, from January, April, July or October on.")
    SCHOOL_YEAR = enum_value("SCHOOL_YEAR", description="July 1 to June 30.")


@strawberry.enum(description="What partnerships are ordered by.")
class PartnershipOrderField(Enum):
    NAME = enum_value("NAME", description="By name, in alphabetical order.")
    BEGIN = enum_value("BEGIN", description="By the first day of the agreement.")
    NEXT_CHECK_IN = enum_value("NEXT_CHECK_IN", description="When the next scheduled check-in is due.")
    CHECK_INS_NOT_HELD = enum_value(
        "CHECK_INS_NOT_HELD", description="How many check-ins are past due and can still be held."
    )
    OVERDUE_CHECK_INS = enum_value(
        "OVERDUE_CHECK_INS",
        description="The same as CHECK_INS_NOT_HELD.",
        deprecation_reason="It also counts check-ins in state MISSED: use CHECK_INS_NOT_HELD.",
    )
    HEALTH = enum_value("HEALTH", description="The score of the whole.")
    EQUAL_INVESTMENT = enum_value("EQUAL_INVESTMENT", description="The score of this strategy.")
    SHARED_VISION = enum_value("SHARED_VISION", description="The score of this strategy.")
    CHECKINS = enum_value("CHECKINS", description="The score of this strategy.")
    DATA = enum_value("DATA", description="The score of this strategy.")
    FLEXIBILITY = enum_value("FLEXIBILITY", description="The score of this strategy.")


@strawberry.enum(description="What has become of a mutation.")
class MutationStatus(Enum):
    APPLIED = enum_value("APPLIED", description="It is in the partnership that is given back.")
    DRY_RUN = enum_value("DRY_RUN", description="Nothing was recorded: the answer is what would become of it.")
    ACCEPTED = enum_value("ACCEPTED", description="It is in the log, and not yet applied: look again in a moment.")
