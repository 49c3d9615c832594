"""The door to all commands: every method takes the principal, and lets them write only where they may."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from services.commands.data_agreements import Ending, Signing
from services.commands.enrollment import Departures, EnrollmentRequest, Participants, Roster, Withdrawing
from services.commands.model import Command, CommandOutcome
from services.commands.submission import PLAIN, Submission
from services.contracts import partnerships as said
from services.contracts.data_agreements import SharingAgreement
from services.core.access import Principal
from services.core.data_agreements import Agreement


class Commands(Protocol):
    """What may be decided about partnerships. Every method raises CommandError with a code and the member at fault."""

    async def say(self, principal: Principal, command: Command) -> CommandOutcome:
        """Append one event and wait, for some seconds, until it is in the partnership."""
        ...

    async def hold_check_in(self, principal: Principal, command: Command) -> CommandOutcome:
        """The same of a check-in that was held, with the values of the open goals frozen into it."""
        ...

    async def decide_goal(self, principal: Principal, command: Command, goal: str) -> CommandOutcome:
        """Met or missed, by the value as of its due date."""
        ...

    async def publish_story(self, principal: Principal, command: Command, draft: said.StoryPublished) -> CommandOutcome:
        """With the answer to its question frozen as evidence; refused where it would be hidden from its audience."""
        ...

    async def place(
        self, principal: Principal, enrolling: EnrollmentRequest, submission: Submission = PLAIN
    ) -> Participants:
        """Give learners places while there are any, and put the others on the waitlist."""
        ...

    async def preview_places(self, principal: Principal, enrolling: EnrollmentRequest) -> Participants:
        """What `place` would do if it were sent now; nothing is appended."""
        ...

    async def check_question(self, principal: Principal, partnership: str, question: said.Question) -> None:
        """Whether a goal or story of the partnership may rest on the question."""
        ...

    async def withdraw_participants(
        self, principal: Principal, withdrawing: Withdrawing, submission: Submission = PLAIN
    ) -> Participants:
        """Take back places and waits that were said in error, and the learners' participations with them."""
        ...

    async def release(
        self,
        principal: Principal,
        partnership: str,
        district: str,
        students: Sequence[str],
        day: date,
        submission: Submission = PLAIN,
    ) -> Participants:
        """Take back places, and end the learners' participation on the day."""
        ...

    async def draft_agreement(
        self, principal: Principal, district: str, terms: SharingAgreement, key: str | None, expected: str | None
    ) -> Agreement | None:
        """Record the terms of a data-sharing agreement. See `AgreementService.draft`; likewise the other two."""
        ...

    async def sign_agreement(self, principal: Principal, signing: Signing, key: str | None) -> Agreement | None:
        """Sign the terms for one side."""
        ...

    async def end_agreement(self, principal: Principal, ending: Ending, key: str | None) -> Agreement | None:
        """End it at once and for good."""
        ...

    async def departures(self, principal: Principal, roster: Roster) -> Departures:
        """Who waits or has a place and is not on the roster; nothing is appended."""
        ...

    async def release_departed(self, principal: Principal, roster: Roster, departures: Departures) -> Participants:
        """Release them on the day of the roster."""
        ...
