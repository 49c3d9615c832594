"""Why a part of the health says what it says, and what needs attention."""

from enum import Enum

import strawberry
from strawberry import enum_value


@strawberry.enum(description="Why a partnership has no score of health.")
class HealthAbsence(Enum):
    PROPOSED = enum_value(
        "PROPOSED",
        description="It is a proposal on this day, and neither side has promised anything yet. Its parts say what "
        "there is already, and its strategies have no scores.",
    )
    WITHDRAWN = enum_value("WITHDRAWN", description="The proposal was withdrawn. It has no strategies either.")
    NOTHING_TO_JUDGE = enum_value(
        "NOTHING_TO_JUDGE", description="No strategy has a score: there is nothing to judge by, or it is hidden."
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
