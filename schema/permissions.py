"""Which line of the table of roles decides each field of the root, each kind of node, and each way in over HTTP."""

from collections.abc import Iterable, Mapping

from graphql import GraphQLError

from schema.common.errors import ProtocolCode
from services.core.access import Operation as Op
from services.core.access import Principal, may

QUERIES: Mapping[str, Op] = {
    "metrics": Op.READ_CATALOGUE,
    "dimensions": Op.READ_CATALOGUE,
    "viewer": Op.READ_VIEWER,
    "story": Op.READ_PUBLIC_STORIES,
    "stories": Op.READ_PUBLIC_STORIES,
    "memberStory": Op.READ_PARTNERSHIPS,
    "districts": Op.READ_DIRECTORY,
    "schools": Op.READ_DIRECTORY,
    "metricQuery": Op.READ_LEARNER_METRICS,
    "explain": Op.READ_LEARNER_METRICS,
    "partnership": Op.READ_PARTNERSHIPS,
    "partnerships": Op.READ_PARTNERSHIPS,
    "attention": Op.READ_PARTNERSHIPS,
    "consortium": Op.READ_PARTNERSHIPS,
    "savedQuery": Op.READ_SAVED_QUERIES,
    "savedQueries": Op.READ_SAVED_QUERIES,
    "runSavedQuery": Op.READ_SAVED_QUERIES,
    "export": Op.EXPORT,
    "dataHealth": Op.READ_DATA_HEALTH,
    "dataQuality": Op.READ_DATA_QUALITY,
    "dataSharingAgreements": Op.READ_AGREEMENTS,
    "dataSharingDistricts": Op.SIGN_FOR_DISTRICT,
    "node": Op.READ_CATALOGUE,
    "nodes": Op.READ_CATALOGUE,
}
"""`node` and `nodes` are held to `NODES`."""
SUBSCRIPTIONS: Mapping[str, Op] = {
    "metricChanged": Op.READ_LEARNER_METRICS,
    "partnershipChanged": Op.READ_PARTNERSHIPS,
}
NODES: Mapping[str, Op] = {
    "Metric": Op.READ_CATALOGUE,
    "District": Op.READ_DIRECTORY,
    "School": Op.READ_DIRECTORY,
    "Partnership": Op.READ_PARTNERSHIPS,
    "SavedQuery": Op.READ_SAVED_QUERIES,
    "DataSharingAgreement": Op.READ_AGREEMENTS,
}
_DECIDE = ("activatePartnership", "renewPartnership", "pausePartnership", "closePartnership", "amendAgreement",
           "setCapacity", "withdrawProposal", "withdrawStatus", "withdrawAmendment", "withdrawCapacity")  # fmt: skip
_OF_A_SIDE = ("assignLead", "vacateLead", "endorseClause", "pledgeContribution", "recordContribution",
              "correctContribution", "recordNeed", "agreeAction", "withdrawLead", "withdrawEndorsement")  # fmt: skip
_EDIT = ("draftClause", "retractContribution", "scheduleCheckIn", "missCheckIn", "rescheduleCheckIn", "cancelCheckIn",
         "raiseChallenge", "resolveChallenge", "completeAction", "setGoal", "reviseGoal", "decideGoal", "holdCheckIn",
         "recordCheckIn", "withdrawClause", "withdrawPledge", "withdrawCheckIn", "withdrawChallenge", "withdrawAction",
         "withdrawNeed", "withdrawGoal", "withdrawChange")  # fmt: skip
_SIDES = (Op.ACT_FOR_DISTRICT, Op.ACT_FOR_PARTNER)
_STORIES = (Op.PUBLISH_TO_DISTRICT, Op.PUBLISH_TO_PARTNERS, Op.PUBLISH_TO_EVERYBODY)
_QUERIES = (Op.SAVE_PRIVATE, Op.SAVE_FOR_DISTRICT, Op.SAVE_FOR_CONSORTIUM)
MUTATIONS: Mapping[str, tuple[Op, ...]] = {
    "proposePartnership": (Op.PROPOSE,),
    **dict.fromkeys(_DECIDE, (Op.DECIDE,)),
    **dict.fromkeys(_OF_A_SIDE, _SIDES),
    **dict.fromkeys(_EDIT, (Op.EDIT,)),
    **dict.fromkeys(("placeParticipants", "releaseParticipants", "withdrawParticipants"), (Op.PLACE,)),
    **dict.fromkeys(("publishStory", "withdrawStory"), _STORIES),
    **dict.fromkeys(("saveQuery", "deleteSavedQuery"), _QUERIES),
    "startExport": (Op.EXPORT,),
    "draftDataSharingAgreement": (Op.SIGN_FOR_DISTRICT,),
    **dict.fromkeys(
        ("signDataSharingAgreement", "endDataSharingAgreement"), (Op.SIGN_FOR_DISTRICT, Op.SIGN_FOR_PARTNER)
    ),
}
"""Of several lines the input says which: the side, the audience or the sharing."""


def operations_of(kind: str, field: str) -> tuple[Op, ...]:
    """The lines that decide a field of the root. `kind`: query, mutation or subscription."""
    if kind == "mutation":
        return MUTATIONS[field]
    return ((QUERIES if kind == "query" else SUBSCRIPTIONS)[field],)


def sign_in_error(principal: Principal, selected: Iterable[tuple[str, str]]) -> GraphQLError | None:
    """Why somebody who has not signed in gets no answer; None: they ask for what is for anybody.

    Whoever has signed in gets an answer of what they may see, which may be nothing.
    """
    if principal.kind != "anonymous":
        return None
    fields = [(kind, field) for kind, field in selected if not field.startswith("__")]
    if all(may(principal, operation) for kind, field in fields for operation in operations_of(kind, field)):
        return None
    message = "Sign in to ask for this: without signing in there are only `viewer`, `story` and `stories`."
    return GraphQLError(message, extensions={"code": ProtocolCode.UNAUTHENTICATED})
