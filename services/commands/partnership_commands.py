"""Implements `Commands` over log, store and queries."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from services.commands import evidence
from services.commands.command_handler import WAIT_SECONDS, CommandHandler
from services.commands.data_agreements import AgreementService, Ending, Signing
from services.commands.enrollment import Departures, EnrollmentRequest, Participants, Roster, Withdrawing
from services.commands.model import Command, CommandCode, CommandError, CommandOutcome
from services.commands.participants import PlacementService
from services.commands.ports import Commands
from services.commands.references import References
from services.commands.submission import PLAIN, Submission
from services.contracts import partnerships as said
from services.contracts.data_agreements import SharingAgreement
from services.core.access import Ids, Principal
from services.core.data_agreements import Agreement
from services.core.identity import Secrets
from services.core.suppression import NOT_SHARED, WITHHELD
from services.log.port import Log
from services.query.partnerships.views import PartnershipView
from services.query.ports import PartnershipQueries
from services.store.port import Store

_DECISION = said.GoalMet(goal="", value=0.0, date=date.min)
"""What is said when a goal is decided, as far as that is asked who may say it."""


def _visible(principal: Principal) -> Ids:
    """The districts whose schools somebody may know of by name."""
    return principal.sight.whole_districts()


class PartnershipCommands(Commands):
    def __init__(
        self,
        log: Log,
        store: Store,
        secrets: Secrets,
        queries: PartnershipQueries,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        wait: float = WAIT_SECONDS,
    ) -> None:
        """`wait`: how many seconds to wait at most for what was appended to be applied."""
        self._queries = queries
        self._now = now
        self._saying = CommandHandler(log, store, now, wait)
        self._references = References(store)
        self._sharing = AgreementService(log, store, now, wait)
        self._placing = PlacementService(self._saying, log, store, secrets)

    async def say(self, principal: Principal, command: Command) -> CommandOutcome:
        if isinstance(command.data, said.GoalSet):
            evidence.check(command.data.question)
            state = await self._saying.find_for(principal, command.partnership, command.data)
            await self._references.check_question(command.data.question, state.districts, _visible(principal))
        return await self._saying.say(principal, command)

    async def draft_agreement(
        self, principal: Principal, district: str, terms: SharingAgreement, key: str | None, expected: str | None
    ) -> Agreement | None:
        return await self._sharing.draft(principal, district, terms, key, expected)

    async def sign_agreement(self, principal: Principal, signing: Signing, key: str | None) -> Agreement | None:
        return await self._sharing.sign(principal, signing, key)

    async def end_agreement(self, principal: Principal, ending: Ending, key: str | None) -> Agreement | None:
        return await self._sharing.end(principal, ending, key)

    async def hold_check_in(self, principal: Principal, command: Command) -> CommandOutcome:
        if before := await self._saying.previous_outcome(principal, command):
            return before
        held = command.data
        if isinstance(held, said.CheckInHeld):
            await self._saying.find_for(principal, command.partnership, held)
            view = await self._seen(principal, command.partnership)
            held = await evidence.with_progress(self._queries, view.shown, held, view.day)
        return await self._saying.say(principal, replace(command, data=held))

    async def decide_goal(self, principal: Principal, command: Command, goal: str) -> CommandOutcome:
        if before := await self._saying.previous_outcome(principal, command):
            return before
        view = await self._seen(principal, command.partnership)
        state = await self._saying.find_for(principal, command.partnership, _DECISION)
        data = await evidence.decision(self._queries, view, state, goal)
        return await self._saying.say(principal, replace(command, data=data))

    async def publish_story(self, principal: Principal, command: Command, draft: said.StoryPublished) -> CommandOutcome:
        if before := await self._saying.previous_outcome(principal, command):
            return before
        view = await self._seen(principal, command.partnership)
        await self._saying.find_for(principal, command.partnership, draft)
        if view.hidden_below_of(draft.question) == NOT_SHARED:  # nobody finds out how many they are by publishing
            raise CommandError(CommandCode.EVIDENCE_SUPPRESSED, "input.question", WITHHELD)
        await self._references.check_question(draft.question, view.shown.districts, _visible(principal))
        day = min(draft.date or view.day, view.day)
        story = await evidence.with_evidence(self._queries, view, draft, day)
        return await self._saying.say(principal, replace(command, data=story))

    async def place(
        self, principal: Principal, enrolling: EnrollmentRequest, submission: Submission = PLAIN
    ) -> Participants:
        return await self._placing.place(principal, enrolling, self._now(), submission)

    async def preview_places(self, principal: Principal, enrolling: EnrollmentRequest) -> Participants:
        return await self._placing.preview(principal, enrolling, self._now())

    async def check_question(self, principal: Principal, partnership: str, question: said.Question) -> None:
        evidence.check(question)
        state = await self._saying.find(principal, partnership)
        await self._references.check_question(question, state.districts, _visible(principal))

    async def withdraw_participants(
        self, principal: Principal, withdrawing: Withdrawing, submission: Submission = PLAIN
    ) -> Participants:
        return await self._placing.withdraw(principal, withdrawing, self._now(), submission)

    async def release(
        self,
        principal: Principal,
        partnership: str,
        district: str,
        students: Sequence[str],
        day: date,
        submission: Submission = PLAIN,
    ) -> Participants:
        return await self._placing.release(principal, partnership, district, students, day, self._now(), submission)

    async def departures(self, principal: Principal, roster: Roster) -> Departures:
        return await self._placing.departures(principal, roster)

    async def release_departed(self, principal: Principal, roster: Roster, departures: Departures) -> Participants:
        return await self._placing.release_departed(principal, roster, departures, self._now())

    async def _seen(self, principal: Principal, partnership: str) -> PartnershipView:
        view = await self._queries.partnership(principal, partnership)
        if view is None:
            await self._saying.find(principal, partnership)  # says why, unless it was proposed a moment ago
            raise CommandError(CommandCode.NOT_FOUND, "partnership", f"{partnership!r} cannot be read yet; try again")
        return view
