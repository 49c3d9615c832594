"""Mutations: one for each thing that can be said of a partnership, and those about questions and their answers."""

import strawberry
from strawberry.tools import create_type

from schema.exports import start_export
from schema.partnerships import inputs, special
from schema.partnerships.saying import hold, mutation
from schema.partnerships.withdrawals import WITHDRAWALS, Row
from schema.saved_queries import delete_saved_query, save_query
from services.contracts import partnerships as said

SIMPLE: tuple[Row, ...] = (
    ("activatePartnership", "It works from a day on: both sides have a lead and an outcome that both endorsed.",
     inputs.DayInput, said.Activated),
    ("renewPartnership", "It goes on; a paused one is active again.", inputs.RenewalInput, said.Renewed),
    ("pausePartnership", "It rests.", inputs.EndInput, said.Paused),
    ("closePartnership", "It has ended.", inputs.EndInput, said.Closed),
    ("assignLead", "Somebody has a duty for a side, in place of who had it before.", inputs.LeadInput,
     said.LeadAssigned),
    ("vacateLead", "Nobody has a duty for a side any more.", inputs.VacancyInput, said.LeadVacated),
    ("draftClause", "A clause of the shared vision, new or worded anew.", inputs.ClauseInput, said.VisionDrafted),
    ("endorseClause", "A side agrees to a clause as it is worded now.", inputs.EndorsementInput, said.VisionEndorsed),
    ("pledgeContribution", "A side promises something.", inputs.PledgeInput, said.ContributionPledged),
    ("recordContribution", "A side put something in.", inputs.ContributionInput, said.ContributionRecorded),
    ("correctContribution", "A contribution as it should have been recorded.", inputs.CorrectionInput,
     said.ContributionCorrected),
    ("retractContribution", "A contribution was never put in.", inputs.RetractionInput, said.ContributionRetracted),
    ("scheduleCheckIn", "A check-in beside those of the cadence.", inputs.CheckInInput, said.CheckInScheduled),
    ("missCheckIn", "Nobody held a check-in by its due date; the clock says so by itself.", inputs.MissedInput,
     said.CheckInMissed),
    ("rescheduleCheckIn", "Moves a check-in that was not held to another day.", inputs.RescheduleInput,
     said.CheckInRescheduled),
    ("cancelCheckIn", "Cancels a check-in that was not held. The next one is due a cadence after it would have been.",
     inputs.CancellationInput, said.CheckInCancelled),
    ("raiseChallenge", "Something stands in the way.", inputs.ChallengeInput, said.ChallengeRaised),
    ("resolveChallenge", "It does so no longer.", inputs.ResolutionInput, said.ChallengeResolved),
    ("agreeAction", "Somebody is to do something.", inputs.ActionInput, said.ActionAgreed),
    ("completeAction", "It is done.", inputs.DoneInput, said.ActionDone),
    ("amendAgreement", "A change of what was agreed.", inputs.AmendmentInput, said.AgreementAmended),
    ("recordNeed", "A side needs something of the other.", inputs.NeedInput, said.NeedRecorded),
    ("setCapacity", "How many learners can take part at a time.", inputs.CapacityInput, said.CapacitySet),
    ("setGoal", "A goal on a KPI of the learners who take part.", inputs.GoalInput, said.GoalSet),
    ("reviseGoal", "A goal as it is from now on; one that was decided is open again.", inputs.RevisionInput,
     said.GoalRevised),
)  # fmt: skip
"""Mutations that say just what they are given: name, description, input, event."""


Mutation = create_type(
    "Mutation",
    [
        strawberry.mutation(special.propose_partnership, description="A new partnership, which begins as a proposal."),
        *(mutation(*row) for row in (*SIMPLE, *WITHDRAWALS)),
        mutation(
            "holdCheckIn",
            "A check-in was held; the values of the open goals are frozen into it.",
            inputs.HeldInput,
            said.CheckInHeld,
            hold,
        ),
        strawberry.mutation(
            special.record_check_in,
            description="Records a check-in that was held with all that came of it: attendees, notes, challenges and "
            "actions that are settled, and new challenges, actions and changes of the agreement. Everything is "
            "recorded or nothing is, in one event and so in one version.",
        ),
        strawberry.mutation(
            special.decide_goal, description="A goal was met or missed, by the value as of its due date."
        ),
        strawberry.mutation(
            special.publish_story, description="A success story, with the answer to its question as evidence."
        ),
        strawberry.mutation(
            special.place_participants,
            description="Students get places while there are any and take part; the others wait. To be sent again "
            "whenever it was cut off.",
        ),
        strawberry.mutation(
            special.release_participants, description="Students give back their places and take part no longer."
        ),
        strawberry.mutation(
            special.withdraw_participants,
            description="Takes back places and waits that were said in error: these students never took part.",
        ),
        strawberry.mutation(save_query, description="Keeps a question, as a new one or as a new version of its own."),
        strawberry.mutation(
            delete_saved_query, description="A question that is kept no longer, in any version. Gives back its id."
        ),
        strawberry.mutation(start_export, description="Writes the answer to a question into a file, to be fetched."),
    ],
    description="What can be decided. Whatever says something of a partnership appends an event and waits, for some "
    "seconds, until it is applied.",
)
