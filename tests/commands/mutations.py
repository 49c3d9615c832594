"""Every mutation once, with what must have been said before it, the event that it appends and what then shows."""

from dataclasses import dataclass
from typing import Any

from tests.partnerships.support import D1, DAY, MAIN, World, activate, goal, propose, question, schooling, students

PUPILS = students(12)
TODAY = str(DAY)


@dataclass(frozen=True)
class Example:
    """One mutation.

    Attributes:
        given: its input.
        event: the type of the event that it appends.
        shows: a selection of the partnership, and what it answers afterwards.
        before: mutations that it needs, in their order.
    """

    given: dict[str, Any]
    event: str
    shows: tuple[str, Any]
    before: tuple[tuple[str, dict[str, Any]], ...] = ()


PLEDGE = {
    "contribution": "p1", "side": "PARTNER", "kind": "FUNDING", "begin": "2025-09-01", "end": "2026-06-30",
    "amount": 500.5,
}  # fmt: skip
PUT_IN = {"contribution": "c1", "side": "DISTRICT", "kind": "FUNDING", "date": TODAY, "amount": 100.0}
CLAUSE = {"clause": "e1", "kind": "EXPECTATION", "text": "A laboratory on Fridays.\nWith a bus."}
CHECK_IN = {"checkIn": "q1", "due": "2026-03-30"}
LATE = {"checkIn": "q1", "due": "2026-02-27"}
CHALLENGE = {"challenge": "h1", "text": "No bus.", "date": TODAY}
ACTION = {"action": "a1", "text": "Hire a bus.", "owner": "A. Name", "side": "DISTRICT", "due": "2026-04-01"}
LEAD = {"side": "PARTNER", "name": "Pat Partner", "role": "Director", "date": TODAY}
STORY = {"story": "s1", "title": "More days", "text": "They come.", "question": question(), "consent": True}
AGENDA = {"checkIn": "q1", "date": TODAY, "attendees": [{"name": "A. Name", "side": "PARTNER"}], "notes": "Well."}
ENROLLING = {"district": D1, "students": [{"studentId": "student-0000", "start": TODAY}]}
NOBODY = {"name": None, "role": None, "since": "2025-09-01"}
RECORD: dict[str, Any] = {
    **AGENDA,
    "resolutions": [{"challenge": "h1", "text": "A bus."}],
    "done": ["a1"],
    "challenges": [{"challenge": "h2", "text": "No key."}],
    "actions": [{"action": "a2", "text": "Order a key.", "owner": "A. Name", "side": "PARTNER", "due": "2026-04-01"}],
    "adjustments": [
        {"amendment": "m2", "what": "Thursdays.", "why": "The bus.", "effective": TODAY, "cadenceDays": 60}
    ],
}
BOTH = "investment { contributions { contributionId amount } }"
HELD = "checkIns { items { checkInId state held notes attendees { name side } } }"
FIRST_GOAL = "goals { goalId target state }"

ERROR = {"reason": "It was entered twice.", "by": "A. Name"}
ENDORSEMENT = {"clause": "e1", "side": "PARTNER", "name": "A. Name", "role": "Director"}
AMENDMENT = {"amendment": "m1", "what": "Thursdays.", "why": "The bus.", "effective": TODAY, "cadenceDays": 60}
NEED = {"need": "n1", "side": "DISTRICT", "text": "A bus."}

EXAMPLES: dict[str, Example] = {
    "proposePartnership": Example({}, "partnership.proposed", ("name status", {"status": "PROPOSED"})),
    "activatePartnership": Example({}, "partnership.activated", ("status", {"status": "ACTIVE"})),
    "renewPartnership": Example(
        {"until": "2027-06-30"}, "partnership.renewed", ("status end", {"status": "ACTIVE", "end": "2027-06-30"})
    ),
    "pausePartnership": Example({"reason": "Summer."}, "partnership.paused", ("status", {"status": "PAUSED"})),
    "closePartnership": Example({"reason": "All is done."}, "partnership.closed", ("status", {"status": "CLOSED"})),
    "assignLead": Example(
        LEAD, "lead.assigned",
        ("leads { side duty name role since }", {"leads": [
            {"side": "DISTRICT", "duty": "LEAD", **NOBODY}, {"side": "DISTRICT", "duty": "OVERSIGHT", **NOBODY},
            {"side": "PARTNER", "duty": "LEAD", "name": "Pat Partner", "role": "Director", "since": TODAY},
            {"side": "PARTNER", "duty": "OVERSIGHT", **NOBODY},
        ]}),
    ),
    "vacateLead": Example(
        {"side": "PARTNER"}, "lead.vacated",
        ("vacancies { side }", {"vacancies": [{"side": "DISTRICT"}, {"side": "PARTNER"}]}), (("assignLead", LEAD),),
    ),
    "draftClause": Example(
        CLAUSE, "vision.drafted", ("vision { clauses { clauseId text } }",
                                   {"vision": {"clauses": [{"clauseId": "e1", "text": CLAUSE["text"]}]}}),
    ),
    "endorseClause": Example(
        {"clause": "e1", "side": "PARTNER", "name": "A. Name", "role": "Director"}, "vision.endorsed",
        ("vision { clauses { endorsements { side date } endorsedByBoth } }",
         {"vision": {"clauses": [{"endorsements": [{"side": "PARTNER", "date": TODAY}], "endorsedByBoth": False}]}}),
        (("draftClause", CLAUSE),),
    ),
    "pledgeContribution": Example(
        PLEDGE, "contribution.pledged", ("investment { pledges { pledgeId amount } }",
                                         {"investment": {"pledges": [{"pledgeId": "p1", "amount": 500.5}]}}),
    ),
    "recordContribution": Example(
        PUT_IN, "contribution.recorded", (BOTH, {"investment": {"contributions": [
            {"contributionId": "c1", "amount": 100.0}]}}),
    ),
    "correctContribution": Example(
        {**PUT_IN, "amount": 0.02}, "contribution.corrected",
        (BOTH, {"investment": {"contributions": [{"contributionId": "c1", "amount": 0.02}]}}),
        (("recordContribution", PUT_IN),),
    ),
    "retractContribution": Example(
        {"contribution": "c1"}, "contribution.retracted", (BOTH, {"investment": {"contributions": []}}),
        (("recordContribution", PUT_IN),),
    ),
    "scheduleCheckIn": Example(
        CHECK_IN, "checkin.scheduled", ("checkIns { nextDue }", {"checkIns": {"nextDue": "2026-03-30"}}),
    ),
    "holdCheckIn": Example(
        AGENDA, "checkin.held", (HELD, {"checkIns": {"items": [
            {"checkInId": "q1", "state": "HELD", "held": TODAY, "notes": "Well.",
             "attendees": [{"name": "A. Name", "side": "PARTNER"}]}]}}),
        (("scheduleCheckIn", CHECK_IN),),
    ),
    "recordCheckIn": Example(
        RECORD, "checkin.recorded",
        (f"{HELD} challenges {{ challengeId resolution checkInId }} actions {{ actionId done checkInId }} "
         "amendments { amendmentId checkInId }", {
            "checkIns": {"items": [{"checkInId": "q1", "state": "HELD", "held": TODAY, "notes": "Well.",
                                    "attendees": [{"name": "A. Name", "side": "PARTNER"}]}]},
            "challenges": [{"challengeId": "h1", "resolution": "A bus.", "checkInId": None},
                           {"challengeId": "h2", "resolution": None, "checkInId": "q1"}],
            "actions": [{"actionId": "a1", "done": TODAY, "checkInId": None},
                        {"actionId": "a2", "done": None, "checkInId": "q1"}],
            "amendments": [{"amendmentId": "m2", "checkInId": "q1"}],
        }),
        (("scheduleCheckIn", CHECK_IN), ("raiseChallenge", CHALLENGE), ("agreeAction", ACTION)),
    ),
    "missCheckIn": Example(
        {"checkIn": "q1"}, "checkin.missed", ("checkIns { items { state } }",
                                              {"checkIns": {"items": [{"state": "LAPSED"}]}}),
        (("scheduleCheckIn", LATE),),
    ),
    "rescheduleCheckIn": Example(
        {"checkIn": "q1", "due": "2026-04-02", "why": "Spring break."}, "checkin.rescheduled",
        ("checkIns { nextDue items { due planned state } }", {"checkIns": {"nextDue": "2026-04-02", "items": [
            {"due": "2026-04-02", "planned": "2026-03-30", "state": "SCHEDULED"},
        ]}}),
        (("scheduleCheckIn", CHECK_IN),),
    ),
    "cancelCheckIn": Example(
        {"checkIn": "q1", "why": "Settled by mail."}, "checkin.cancelled",
        ("checkIns { nextDue items { state cancelled cancellationReason } }", {"checkIns": {"nextDue": None, "items": [
            {"state": "CANCELLED", "cancelled": TODAY, "cancellationReason": "Settled by mail."},
        ]}}),
        (("scheduleCheckIn", CHECK_IN),),
    ),
    "raiseChallenge": Example(
        CHALLENGE, "challenge.raised", ("challenges { challengeId resolved }",
                                        {"challenges": [{"challengeId": "h1", "resolved": None}]}),
    ),
    "resolveChallenge": Example(
        {"challenge": "h1", "text": "A bus."}, "challenge.resolved",
        ("challenges { resolved resolution }", {"challenges": [{"resolved": TODAY, "resolution": "A bus."}]}),
        (("raiseChallenge", CHALLENGE),),
    ),
    "agreeAction": Example(
        ACTION, "action.agreed", ("actions { actionId done }", {"actions": [{"actionId": "a1", "done": None}]}),
    ),
    "completeAction": Example(
        {"action": "a1"}, "action.done", ("actions { done }", {"actions": [{"done": TODAY}]}),
        (("agreeAction", ACTION),),
    ),
    "amendAgreement": Example(
        {"amendment": "m1", "what": "Thursdays.", "why": "The bus.", "effective": TODAY, "cadenceDays": 60},
        "agreement.amended",
        ("amendments { amendmentId } checkIns { cadenceDays }",
         {"amendments": [{"amendmentId": "m1"}], "checkIns": {"cadenceDays": 60}}),
    ),
    "recordNeed": Example(
        {"need": "n1", "side": "DISTRICT", "text": "A bus."}, "need.recorded",
        ("needs { needId side }", {"needs": [{"needId": "n1", "side": "DISTRICT"}]}),
    ),
    "setCapacity": Example({"places": 24}, "capacity.set", ("places { capacity }", {"places": {"capacity": 24}})),
    "setGoal": Example(
        goal(), "goal.set", (FIRST_GOAL, {"goals": [{"goalId": "g1", "target": 3.0, "state": "OPEN"}]}),
    ),
    "reviseGoal": Example(
        {**goal(target=2.0), "why": "It is too easy."}, "goal.revised",
        (FIRST_GOAL, {"goals": [{"goalId": "g1", "target": 2.0, "state": "OPEN"}]}), (("setGoal", goal()),),
    ),
    "decideGoal": Example(
        {"goal": "g1"}, "goal.missed", (FIRST_GOAL, {"goals": [{"goalId": "g1", "target": 3.0, "state": "MISSED"}]}),
        (("setGoal", goal(due="2026-02-27")),),
    ),
    "publishStory": Example(
        STORY, "story.published",
        ("stories { storyId evidence { value n status } }",
         {"stories": [{"storyId": "s1", "evidence": {"value": 24.0, "n": 12, "status": "OK"}}]}),
    ),
    "placeParticipants": Example(
        ENROLLING, "participant.placed", ("places { taken { value } }", {"places": {"taken": {"value": 1.0}}}),
    ),
    "releaseParticipants": Example(
        {"district": D1, "studentIds": ["student-0000"]}, "participant.released",
        ("places { taken { value } }", {"places": {"taken": {"value": 0.0}}}),
        (("placeParticipants", ENROLLING),),
    ),
    "withdrawProposal": Example(ERROR, "partnership.withdrawn", ("status health { score }", {
        "status": "WITHDRAWN", "health": {"score": None}})),
    "withdrawStatus": Example(
        {**ERROR, "status": "PAUSED", "since": TODAY}, "status.withdrawn", ("status", {"status": "ACTIVE"}),
        (("pausePartnership", {"reason": "Summer.", "date": TODAY}),),
    ),
    "withdrawLead": Example(
        {**ERROR, "side": "PARTNER", "since": TODAY}, "lead.withdrawn",
        ("leadHistory { name }", {"leadHistory": []}), (("assignLead", LEAD),),
    ),
    "withdrawClause": Example({**ERROR, "clause": "e1"}, "clause.withdrawn", (
        "vision { alignment clauses { clauseId } }", {"vision": {"alignment": None, "clauses": []}}),
        (("draftClause", CLAUSE),),
    ),
    "withdrawEndorsement": Example(
        {**ERROR, "clause": "e1", "side": "PARTNER"}, "endorsement.withdrawn",
        ("vision { clauses { endorsements { side } } }", {"vision": {"clauses": [{"endorsements": []}]}}),
        (("draftClause", CLAUSE), ("endorseClause", ENDORSEMENT)),
    ),
    "withdrawPledge": Example(
        {**ERROR, "contribution": "p1"}, "pledge.withdrawn",
        ("investment { pledges { pledgeId } }", {"investment": {"pledges": []}}), (("pledgeContribution", PLEDGE),),
    ),
    "withdrawCheckIn": Example(
        {**ERROR, "checkIn": "q1"}, "checkin.withdrawn",
        ("checkIns { items { checkInId } nextDue }", {"checkIns": {"items": [], "nextDue": None}}),
        (("scheduleCheckIn", CHECK_IN),),
    ),
    "withdrawChallenge": Example(
        {**ERROR, "challenge": "h1"}, "challenge.withdrawn", ("challenges { challengeId }", {"challenges": []}),
        (("raiseChallenge", CHALLENGE),),
    ),
    "withdrawAction": Example(
        {**ERROR, "action": "a1"}, "action.withdrawn", ("actions { actionId }", {"actions": []}),
        (("agreeAction", ACTION),),
    ),
    "withdrawAmendment": Example(
        {**ERROR, "amendment": "m1"}, "amendment.withdrawn",
        ("amendments { amendmentId } checkIns { cadenceDays }", {"amendments": [], "checkIns": {"cadenceDays": 90}}),
        (("amendAgreement", AMENDMENT),),
    ),
    "withdrawNeed": Example(
        {**ERROR, "need": "n1"}, "need.withdrawn", ("needs { needId }", {"needs": []}), (("recordNeed", NEED),),
    ),
    "withdrawCapacity": Example(
        {**ERROR, "since": TODAY}, "capacity.withdrawn", ("places { capacity }", {"places": {"capacity": None}}),
        (("setCapacity", {"places": 24}),),
    ),
    "withdrawGoal": Example(
        {**ERROR, "goal": "g1"}, "goal.withdrawn", ("goals { goalId }", {"goals": []}), (("setGoal", goal()),),
    ),
    "withdrawStory": Example(
        {**ERROR, "story": "s1"}, "story.withdrawn", ("stories { storyId }", {"stories": []}),
        (("publishStory", STORY),),
    ),
    "withdrawChange": Example(
        {**ERROR, "change": "ACTION_DONE", "subject": "a1"}, "change.withdrawn",
        ("actions { actionId done } withdrawals { what subject by reason }", {
            "actions": [{"actionId": "a1", "done": None}],
            "withdrawals": [{"what": "action done", "subject": "a1", **ERROR}],
        }), (("agreeAction", ACTION), ("completeAction", {"action": "a1"})),
    ),
    "withdrawParticipants": Example(
        {**ERROR, "district": D1, "studentIds": ["student-0000"]}, "participant.withdrawn",
        ("places { taken { value } } withdrawals { what subject by reason }", {
            "places": {"taken": {"value": 0.0}},
            "withdrawals": [{"what": "participant", "subject": None, **ERROR}],
        }), (("placeParticipants", ENROLLING),),
    ),
}  # fmt: skip
"""Mutation → an example of it, of a partnership that was proposed."""

ACTIVE = {"pausePartnership", "renewPartnership", "withdrawStatus"}
"""These are of a partnership that is active."""
MEASURED = {"decideGoal", "publishStory", "withdrawStory"}
"""These need learners who take part."""


async def prepare(world: World, name: str, to: str = MAIN) -> None:
    """A partnership for which the mutation's turn has come."""
    if name == "proposePartnership":
        return
    await propose(world, to)
    if name in ACTIVE or name == "activatePartnership":
        await activate(world, to)
    if name == "activatePartnership":
        await world.say("pausePartnership", {"reason": "Winter.", "date": TODAY}, to)
    if name in MEASURED:
        await world.tell(schooling(PUPILS))
        await world.place(PUPILS, to=to)
        await world.settled()
    for earlier, data in EXAMPLES[name].before:
        await world.say(earlier, data, to)
