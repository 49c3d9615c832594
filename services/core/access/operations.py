"""What can be done with Tandem, as far as permission for it can differ."""

from enum import StrEnum


class Operation(StrEnum):
    """One line of the table of roles (`services.core.access.table`); its value is what the table calls it."""

    READ_CATALOGUE = "read the catalogue of metrics and dimensions"
    READ_VIEWER = "read who one is and what one may do"
    READ_PUBLIC_STORIES = "read published stories that are for everybody"
    READ_DIRECTORY = "read districts and schools, their policies and calendars"
    READ_LEARNER_METRICS = "read and follow numbers that come from learners, and explain how they are made"
    READ_PARTNERSHIP_METRICS = "read numbers of partnerships"
    READ_PARTNERSHIPS = "read partnerships, their events, and what needs somebody"
    READ_SAVED_QUERIES = "read and run saved queries"
    EXPORT = "start an export and fetch one's own"
    PROPOSE = "propose a partnership"
    EDIT = "say things of a partnership: clauses, contributions, check-ins, goals, challenges, actions"
    DECIDE = "activate, renew, amend, pause, resume and close a partnership; set its capacity"
    ACT_FOR_DISTRICT = "endorse a clause, name a lead and pledge for the district's side"
    ACT_FOR_PARTNER = "endorse a clause, name a lead and pledge for the partner's side"
    PLACE = "place and release participants"
    PUBLISH_TO_DISTRICT = "publish a story for the district"
    PUBLISH_TO_PARTNERS = "publish a story for the partners"
    PUBLISH_TO_EVERYBODY = "publish a story for everybody"
    SAVE_PRIVATE = "save a query for oneself"
    SAVE_FOR_DISTRICT = "save a query for everybody of the same districts"
    SAVE_FOR_CONSORTIUM = "save a query for everybody of the consortium"
    APPEND_EVENTS = "send events of learners (`POST /events`)"
    IMPORT_RECORDS = "import records of a student information system (`POST /imports`)"
    IMPORT_PARTICIPATIONS = "import participations"
    IMPORT_ENGAGEMENTS = "import engagements"
    READ_DATA_QUALITY = "read what in a district's data is not described or does not count yet"
    READ_DATA_HEALTH = "read how far the data of a district have arrived, and which days are missing"
    READ_REFUSALS = "read how many records were refused and why, without what they say"
    OPERATE = "check health, list dead letters without what they say, verify and rebuild"
    GIVE_ACCESS = "give grants and keys within one's own scope"
    WRITE_POLICIES = "change policies, code tables and calendars through the API"
    READ_AGREEMENTS = "read data-sharing agreements"
    SIGN_FOR_DISTRICT = "draft, sign and end data-sharing agreements for a district"
    SIGN_FOR_PARTNER = "sign and end data-sharing agreements for a partner organisation"
    READ_AUDIT = "read the audit"
    REQUEST_ERASURE = "ask for an erasure"
    CARRY_OUT_ERASURE = "carry out an erasure after a second person's yes"


NOT_BUILT = frozenset(
    {
        Operation.GIVE_ACCESS,
        Operation.WRITE_POLICIES,
        Operation.READ_AUDIT,
        Operation.REQUEST_ERASURE,
        Operation.CARRY_OUT_ERASURE,
    }
)
"""The API has nothing of these yet; who will be allowed them is decided already."""
