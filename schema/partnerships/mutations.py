"""Mutations: one for each thing that can be said of a partnership, and those about questions and their answers."""

import strawberry
from strawberry.tools import create_type

from schema.data_agreements import (
    draft_data_sharing_agreement,
    end_data_sharing_agreement,
    sign_data_sharing_agreement,
)
from schema.exports.fields import start_export
from schema.partnerships import custom_mutations, inputs
from schema.partnerships.mutation_factory import hold, mutation
from schema.partnerships.withdrawals import WITHDRAWALS, Row
from schema.saved_queries.fields import delete_saved_query, save_query
from services.contracts import partnerships as said

SIMPLE: tuple[Row, ...] = (
    ("activatePartnership", "Activates a proposal. Both sides need a lead, and an outcome that both have endorsed.",
     inputs.DayInput, said.Activated),
    ("renewPartnership", "Extends the agreement to a new last day; a paused partnership becomes active again.",
     inputs.RenewalInput, said.Renewed),
    ("pausePartnership", "Pauses the partnership. Check-ins that fall due meanwhile do not count.",
     inputs.EndInput, said.Paused),
    ("closePartnership", "Closes the partnership; what was recorded stays.", inputs.EndInput, said.Closed),
    ("assignLead", "Assigns a duty of a side to a person, in place of whoever had it before.", inputs.LeadInput,
     said.LeadAssigned),
    ("vacateLead", "Records that a duty of a side is vacant.", inputs.VacancyInput, said.LeadVacated),
    ("draftClause", "Drafts a clause of the shared vision, or changes its wording.",
     inputs.ClauseInput, said.VisionDrafted),
    ("endorseClause", "Records that a side endorses the present wording of a clause.",
     inputs.EndorsementInput, said.VisionEndorsed),
    ("pledgeContribution", "Records what a side pledges to put in.", inputs.PledgeInput, said.ContributionPledged),
    ("recordContribution", "Records what a side has put in.", inputs.ContributionInput, said.ContributionRecorded),
    ("correctContribution", "Replaces a contribution that was recorded wrongly.", inputs.CorrectionInput,
     said.ContributionCorrected),
    ("retractContribution", "Takes back a contribution that was never put in.",
     inputs.RetractionInput, said.ContributionRetracted),
    ("scheduleCheckIn", "Schedules a check-in beside those of the cadence.",
     inputs.CheckInInput, said.CheckInScheduled),
    ("missCheckIn", "Records that a check-in was missed. Tandem does so by itself once it is overdue.",
     inputs.MissedInput, said.CheckInMissed),
    ("rescheduleCheckIn", "Moves a check-in that was not held to another day.", inputs.RescheduleInput,
     said.CheckInRescheduled),
    ("cancelCheckIn", "Cancels a check-in that was not held. The next one is due a cadence after it would have been.",
     inputs.CancellationInput, said.CheckInCancelled),
    ("raiseChallenge", "Records a challenge that stands in the way of the partnership.",
     inputs.ChallengeInput, said.ChallengeRaised),
    ("resolveChallenge", "Records how a challenge was resolved.", inputs.ResolutionInput, said.ChallengeResolved),
    ("agreeAction", "Records an action that somebody agreed to do.", inputs.ActionInput, said.ActionAgreed),
    ("completeAction", "Records that an action has been done.", inputs.DoneInput, said.ActionDone),
    ("amendAgreement", "Records a change of the agreement or its logistics.",
     inputs.AmendmentInput, said.AgreementAmended),
    ("recordNeed", "Records what a side needs from the other.", inputs.NeedInput, said.NeedRecorded),
    ("setCapacity", "Sets how many learners can take part at the same time.",
     inputs.CapacityInput, said.CapacitySet),
    ("setGoal", "Sets a goal for a KPI of the learners who take part.", inputs.GoalInput, said.GoalSet),
    ("reviseGoal", "Changes a goal from now on; a goal that was decided is open again.", inputs.RevisionInput,
     said.GoalRevised),
)  # fmt: skip
"""Mutations that say just what they are given: name, description, input, event."""


Mutation = create_type(
    "Mutation",
    [
        strawberry.mutation(custom_mutations.propose_partnership, description="Proposes a new partnership."),
        *(mutation(*row) for row in (*SIMPLE, *WITHDRAWALS)),
        mutation(
            "holdCheckIn",
            "Records that a check-in was held, and freezes the values of the open goals into it.",
            inputs.HeldInput,
            said.CheckInHeld,
            hold,
        ),
        strawberry.mutation(
            custom_mutations.record_check_in,
            description="Records a check-in that was held with all that came of it: attendees, notes, challenges and "
            "actions that are settled, and new challenges, actions and changes of the agreement. Everything is "
            "recorded or nothing is, in one event and so in one version.",
        ),
        strawberry.mutation(
            custom_mutations.decide_goal,
            description="Decides whether a goal was met or missed, by its value as of the due date.",
        ),
        strawberry.mutation(
            custom_mutations.publish_story,
            description="Publishes a success story, with the answer to its question as evidence.",
        ),
        strawberry.mutation(
            custom_mutations.place_participants,
            description="Gives students places while there are any; the others join the waitlist. It can be sent "
            "again after it was cut off: nobody is placed twice.",
        ),
        strawberry.mutation(
            custom_mutations.release_participants,
            description="Releases the places of students, who take part no longer.",
        ),
        strawberry.mutation(
            custom_mutations.withdraw_participants,
            description="Takes back places and waits that were said in error: these students never took part.",
        ),
        strawberry.mutation(
            draft_data_sharing_agreement,
            description="Drafts a data-sharing agreement of a district, or changes the terms of one that not both "
            "sides have signed.",
        ),
        strawberry.mutation(
            sign_data_sharing_agreement,
            description="Signs the terms of a data-sharing agreement for one side. Once both have signed, it is in "
            "force from its first day to its last.",
        ),
        strawberry.mutation(
            end_data_sharing_agreement,
            description="Ends a data-sharing agreement at once and for good. Either side may do so.",
        ),
        strawberry.mutation(
            save_query, description="Saves a query under a name, or adds a version to one that was saved before."
        ),
        strawberry.mutation(
            delete_saved_query, description="Deletes a saved query with all its versions, and returns its id."
        ),
        strawberry.mutation(
            start_export,
            description="Starts to write the answer to a query into a file, which can be downloaded once it is done.",
        ),
    ],
    description="The changes that a caller can make. A change of a partnership appends an event and waits, for some "
    "seconds, until it is applied.",
)
