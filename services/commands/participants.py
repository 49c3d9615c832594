"""Learners get places in a partnership, or wait for one; whoever has a place takes part.

A place is said on the partnership's topic, which keeps the capacity; the participation follows on the district's, once
the place is certain. Both events have ids of what they say, so a command that was cut off is simply sent again.
"""

from collections.abc import Sequence
from dataclasses import astuple
from datetime import date, datetime

from services.commands.command_handler import CommandHandler, disagreement
from services.commands.enrollment import (
    MAX_STUDENTS,
    Departures,
    Enrollee,
    EnrollmentRequest,
    Participants,
    Problem,
    Roster,
    Withdrawing,
)
from services.commands.envelopes import HEADERS
from services.commands.model import CommandCode, CommandError
from services.commands.participations import Participating, ended, participation, taken_back
from services.commands.placement_events import last_stay_of, place_event, stay_of, waits, wanted_places, withdrawn_stays
from services.commands.references import References
from services.commands.submission import PLAIN, MarkedEvents, Submission, marked_events
from services.contracts import facts
from services.contracts import partnerships as said
from services.contracts.decode import encode
from services.contracts.partnership_events import PartnershipEvent
from services.contracts.plain_ids import plain_id
from services.contracts.rejection import Code, Rejected
from services.contracts.text_check import no_id
from services.core.access import Ids, Operation, Principal, has, scope_for
from services.core.facts import LedgerId
from services.core.identity import Secrets, is_learner_key, learner_key
from services.core.partnerships.fold import fold
from services.core.partnerships.partnership import Partnership, Stay
from services.core.partnerships.validation import check
from services.log.port import LEARNER_EVENTS, DisagreeingLog, Log, LogError, NewRecord
from services.store.port import Store

ROUNDS = 3
"""Tries to find a place or the waitlist for somebody whose place was taken at the same moment."""


class PlacementService:
    """Places and releases learners."""

    def __init__(self, saying: CommandHandler, log: Log, store: Store, secrets: Secrets) -> None:
        self._saying = saying
        self._log = log
        self._store = store
        self._secrets = secrets
        self._references = References(store)

    async def preview(self, principal: Principal, enrolling: EnrollmentRequest, now: datetime) -> Participants:
        """What `place` would do if it were sent now. Nothing is appended."""
        done = Participants()
        state, indexes, joining = await self._prepared(principal, enrolling, now, done)
        wanted, refused = wanted_places(state, enrolling.district, joining, now)
        for event in wanted:
            state = fold(state, event)
        self._count(state, enrolling, indexes, joining, refused, done, now)
        return done

    async def place(
        self, principal: Principal, enrolling: EnrollmentRequest, now: datetime, submission: Submission = PLAIN
    ) -> Participants:
        district, done = enrolling.district, Participants()
        state, indexes, joining = await self._prepared(principal, enrolling, now, done)
        rows = [(key, *astuple(enrolling.students[index])[1:]) for key, index in indexes.items()]
        marked = await self._marked(principal, submission, state, ["place", district, rows])
        fresh = {key: enrollee for key, enrollee in joining.items() if key not in marked.standing}
        refused: dict[str, Rejected] = {}
        if fresh:
            marked.check_version(state)
        for _ in range(ROUNDS):
            wanted, refused = wanted_places(state, district, fresh, now)
            wanted = marked.mark(wanted)
            done.applied = not wanted or await self._say(wanted)
            if not done.applied:
                return done
            state = await self._saying.find(principal, enrolling.partnership)
            marked.check_accepted(wanted, state)
            if all(stay_of(state, district, key) for key in fresh):
                break
        done.partnership = state
        await self._record(self._count(state, enrolling, indexes, joining, refused, done, now, marked))
        return done

    async def _marked(
        self, principal: Principal, submission: Submission, state: Partnership, request: list[object]
    ) -> MarkedEvents:
        events = [] if submission.key is None else await self._store.partnership_events(state.id)
        return marked_events(principal, submission, request, events)

    async def _prepared(
        self, principal: Principal, enrolling: EnrollmentRequest, now: datetime, done: Participants
    ) -> tuple[Partnership, dict[str, int], dict[str, Enrollee]]:
        """The partnership, and by learner key the indexes of the students and those of them who can be placed."""
        district, count = enrolling.district, len(enrolling.students)
        state = await self._allowed(principal, enrolling.partnership, district, count, "input.students")
        indexes = self._distinct(district, [student.student for student in enrolling.students], done)
        indexes = await self._of_own_schools(principal, district, indexes, done)
        joining = await self._known(enrolling, _possible(enrolling, indexes, done, now), indexes, done)
        return state, indexes, joining

    def _count(
        self,
        state: Partnership,
        enrolling: EnrollmentRequest,
        indexes: dict[str, int],
        joining: dict[str, Enrollee],
        refused: dict[str, Rejected],
        done: Participants,
        now: datetime,
        marked: MarkedEvents | None = None,
    ) -> list[Participating]:
        """Note in `done` who has a place in the state and who waits. The participations of those with a place.

        Who was placed under the same key before, and has left since, counts as then, and is not placed again.
        """
        stays = {key: stay_of(state, enrolling.district, key) for key in joining}
        for key in [key for key, stay in stays.items() if stay is None and marked and key in marked.standing]:
            del stays[key]
            done.changed += 1
        done.waitlisted = sum(map(waits, stays.values()))
        done.problems += [_left_out(indexes[key], refused.get(key)) for key, stay in stays.items() if stay is None]
        recorded = []
        for key, stay in stays.items():
            if stay is not None and stay.placed is not None:
                done.changed += 1
                try:
                    recorded.append(participation(enrolling, key, joining[key], stay.placed, now))
                except Rejected as rejected:  # it ends before the place that was given earlier begins
                    done.problems.append(Problem(indexes[key], rejected.code, rejected.reason))
        return recorded

    async def release(
        self,
        principal: Principal,
        partnership: str,
        district: str,
        students: Sequence[str],
        day: date,
        now: datetime,
        submission: Submission = PLAIN,
    ) -> Participants:
        """Those who were released on the same day before are so again: their ends may not be recorded yet."""
        state = await self._allowed(principal, partnership, district, len(students), "input.studentIds")
        done = Participants()
        indexes = await self._of_own_schools(principal, district, self._distinct(district, students, done), done)
        marked = await self._marked(principal, submission, state, ["release", district, list(indexes)])
        day = next((event.data.date for event in marked.standing.values() if event.data.date is not None), day)
        return await self._release(principal, state, district, indexes, day, now, marked, done)

    async def departures(self, principal: Principal, roster: Roster) -> Departures:
        """Who would be released because the roster does not name them. Nothing is appended."""
        state = await self._allowed(principal, roster.partnership, roster.district, 0, "roster")
        if _schools_of(principal, roster.district) is not None:
            message = "a roster is of a whole district, and you may name learners of single schools"
            raise CommandError(CommandCode.FORBIDDEN, "roster", message)
        done = Participants()
        named = self._distinct(roster.district, roster.students, done)
        stays = [stay for stay in state.stays if stay.district == roster.district]
        known = [stay for stay in stays if stay.released is None]
        return Departures(
            tuple(stay.learner for stay in known if stay.learner not in named),
            tuple(stay.learner for stay in stays if stay.released == roster.day and stay.learner not in named),
            len(known),
            tuple(done.problems),
        )

    async def release_departed(
        self, principal: Principal, roster: Roster, departures: Departures, now: datetime
    ) -> Participants:
        """Release those who are not on the roster, on its day."""
        done, learners = Participants(), tuple(dict.fromkeys((*departures.learners, *departures.unfinished)))
        for begin in range(0, len(learners), MAX_STUDENTS):
            state = await self._allowed(principal, roster.partnership, roster.district, 0, "roster")
            marked = await self._marked(principal, PLAIN, state, [])
            indexes = {key: number for number, key in enumerate(learners[begin : begin + MAX_STUDENTS], begin)}
            await self._release(principal, state, roster.district, indexes, roster.day, now, marked, done)
            if not done.applied:
                break
        return done

    async def _release(
        self,
        principal: Principal,
        state: Partnership,
        district: str,
        indexes: dict[str, int],
        day: date,
        now: datetime,
        marked: MarkedEvents,
        done: Participants,
    ) -> Participants:
        """Release learners, by their keys with the indexes by which problems name them."""
        wanted, stays = [], dict[str, Stay]()
        for key, index in indexes.items():
            stay = last_stay_of(state, district, key)
            if key in marked.standing and (stay is None or stay.released != day):
                done.changed += 1  # it was released under this key, and has another stay since
                continue
            if stay is None or stay.released not in (None, day):
                done.problems.append(_not_there(index))
                continue
            if stay.released is None:
                event = place_event(state, said.ParticipantReleased(district=district, learner=key, date=day), now)
                try:
                    check(state, event)
                except Rejected as rejected:
                    done.problems.append(Problem(index, rejected.code, rejected.reason))
                    continue
                wanted.append(event)
            stays[key] = stay
        done.applied = await self._say_marked(marked, state, wanted)
        if done.applied:
            done.partnership = await self._saying.find(principal, state.id)
            marked.check_accepted(wanted, done.partnership)
            await self._record(await self._ends(state.id, district, stays, day, now))
            done.changed += len(stays)
        return done

    async def _say_marked(self, marked: MarkedEvents, state: Partnership, wanted: list[PartnershipEvent]) -> bool:
        if wanted:
            marked.check_version(state)
        return not wanted or await self._say(marked.mark(wanted))

    async def withdraw(
        self, principal: Principal, withdrawing: Withdrawing, now: datetime, submission: Submission = PLAIN
    ) -> Participants:
        """Those whose stays were withdrawn before are so again: their participations may not be retracted yet."""
        partnership, district = withdrawing.partnership, withdrawing.district
        state = await self._allowed(principal, partnership, district, len(withdrawing.students), "input.studentIds")
        done, wanted, learners = Participants(), list[PartnershipEvent](), list[str]()
        indexes = self._distinct(district, withdrawing.students, done)
        indexes = await self._of_own_schools(principal, district, indexes, done)
        marked = await self._marked(principal, submission, state, ["withdraw", district, list(indexes)])
        for key, index in indexes.items():
            stay = last_stay_of(state, district, key)
            if stay is not None and key not in marked.standing:
                event = place_event(state, withdrawing.withdrawal(key, stay), now)
                try:
                    check(state, event)
                except Rejected as rejected:
                    done.problems.append(Problem(index, rejected.code, rejected.reason))
                    continue
                wanted.append(event)
            elif key not in marked.standing and not withdrawn_stays(state, district, key):
                done.problems.append(_not_there(index))
                continue
            learners.append(key)
        done.applied = await self._say_marked(marked, state, wanted)
        if done.applied:
            done.partnership, done.changed = await self._saying.find(principal, partnership), len(learners)
            marked.check_accepted(wanted, done.partnership)
            await self._record(await self._taken_back(done.partnership, district, learners, now))
        return done

    async def _taken_back(
        self, state: Partnership, district: str, learners: list[str], now: datetime
    ) -> list[Participating]:
        ledgers = await self._store.ledgers([LedgerId(district, 0, key) for key in learners])
        starts = {key: {stay.placed for stay in state.stays if stay.learner == key and stay.placed} for key in learners}
        return [
            retraction
            for key in learners
            for retraction in taken_back(ledgers[LedgerId(district, 0, key)], district, state.id, starts[key], now)
        ]

    async def _allowed(
        self, principal: Principal, partnership: str, district: str, count: int, path: str
    ) -> Partnership:
        state, allowed = await self._saying.find_to(principal, partnership, Operation.PLACE, district)
        if not allowed:
            message = f"district {district} is not one of this partnership's whose learners you may name"
            raise CommandError(CommandCode.FORBIDDEN, "input.district", message)
        if count > MAX_STUDENTS:
            raise CommandError(CommandCode.TOO_MANY, path, f"{count} students; send at most {MAX_STUDENTS} at once")
        return state

    def _distinct(self, district: str, students: Sequence[str], done: Participants) -> dict[str, int]:
        """Learner keys with the places of the students; of those that cannot be, the problems are noted."""
        secret, places = self._secrets.of(district), dict[str, int]()
        for index, written in enumerate(students):
            try:
                student = plain_id(written)
            except Rejected as damaged:
                done.problems.append(Problem(index, damaged.code, damaged.reason))
                continue
            if not student or is_learner_key(student):
                done.problems.append(_reserved(index))
            elif reason := no_id(student):
                done.problems.append(Problem(index, Code.INVALID_FORMAT, reason))
            elif (key := learner_key(secret, student)) in places:
                done.problems.append(Problem(index, Code.DUPLICATE_ITEM, f"the same student is at {places[key]}"))
            else:
                places[key] = index
        return places

    async def _of_own_schools(
        self, principal: Principal, district: str, indexes: dict[str, int], done: Participants
    ) -> dict[str, int]:
        """Without learners of other schools, who are to a school leader as if nobody knew them."""
        schools = _schools_of(principal, district)
        if schools is None:
            return indexes
        own = await self._references.at_schools(district, indexes.keys(), schools)
        done.problems += [_nobody(index, district) for key, index in indexes.items() if key not in own]
        return {key: index for key, index in indexes.items() if key in own}

    async def _known(
        self, enrolling: EnrollmentRequest, joining: dict[str, Enrollee], indexes: dict[str, int], done: Participants
    ) -> dict[str, Enrollee]:
        """Those whom the district's ledgers know; a place for nobody would be taken from somebody."""
        days = {enrollee.start for enrollee in joining.values()}
        unknown = await self._references.unknown_learners(enrolling.district, joining.keys(), days)
        done.problems += [_nobody(indexes[key], enrolling.district) for key in joining if key in unknown]
        return {key: enrollee for key, enrollee in joining.items() if key not in unknown}

    async def _say(self, wanted: list[PartnershipEvent]) -> bool:
        offsets = await self._saying.append(wanted)
        return await self._saying.applied(offsets[-1])

    async def _record(self, participations: list[Participating]) -> None:
        records = [
            NewRecord(participation_event.partitionkey.encode(), encode(participation_event), HEADERS)
            for participation_event in participations
        ]
        try:
            if records:
                await self._log.append(LEARNER_EVENTS, records)
        except DisagreeingLog:
            raise disagreement() from None
        except LogError:
            message = "what was said of the places counts, the participations are not yet recorded; send the same again"
            raise CommandError(CommandCode.LOG_UNAVAILABLE, "", message) from None

    async def _ends(
        self, partnership: str, district: str, stays: dict[str, Stay], day: date, now: datetime
    ) -> list[Participating]:
        """Of those who had places; who only waited took no part."""
        starts = {key: stay.placed for key, stay in stays.items() if stay.placed is not None}
        ledgers = await self._store.ledgers([LedgerId(district, 0, key) for key in starts])
        return [
            ended(
                ledgers[LedgerId(district, 0, key)],
                district,
                facts.ParticipationKey(learner=key, partnership=partnership, start_date=start),
                day,
                now,
            )
            for key, start in starts.items()
        ]


def _schools_of(principal: Principal, district: str) -> Ids:
    """The schools whose learners somebody may place; None: all of the district's."""
    scopes = [scope for scope in scope_for(principal, Operation.PLACE) if has(scope.districts, district)]
    named = [scope.schools for scope in scopes if scope.schools is not None]
    return frozenset[str]().union(*named) if len(named) == len(scopes) else None


def _possible(
    enrolling: EnrollmentRequest, indexes: dict[str, int], done: Participants, now: datetime
) -> dict[str, Enrollee]:
    """By learner key those whose participation can be said; a place without one would be an empty place."""
    possible = {}
    for key, index in indexes.items():
        enrollee = enrolling.students[index]
        try:
            participation(enrolling, key, enrollee, enrollee.start, now)
        except Rejected as rejected:
            done.problems.append(Problem(index, rejected.code, rejected.reason))
        else:
            possible[key] = enrollee
    return possible


def _reserved(index: int) -> Problem:
    reason = "it is empty or has the form of a learner key, which is Tandem's own; send the SIS's id"
    return Problem(index, Code.RESERVED_LEARNER_ID, reason)


def _nobody(index: int, district: str) -> Problem:
    reason = f"no student with this id is known in district {district}: correct the id, or send the enrolment first"
    return Problem(index, Code.UNKNOWN_REFERENCE, reason)


def _not_there(index: int) -> Problem:
    return Problem(index, Code.INVALID_TRANSITION, "the learner neither waits nor has a place")


def _left_out(index: int, rejected: Rejected | None) -> Problem:
    why = f": {rejected.reason}" if rejected else "; others were quicker"
    return Problem(
        index, Code.INVALID_TRANSITION, f"the student could be given neither a place nor a place on the waitlist{why}"
    )
