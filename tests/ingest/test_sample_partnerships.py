"""The partnerships of the sample consortium: accepted in order, repeatable, rich, and true to their learners."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import TypeVar

import pytest

from services.contracts import facts
from services.contracts import partnerships as said
from services.contracts.decode import decode_partnership, encode
from services.contracts.events import ParticipationRecorded, ParticipationRetracted
from services.contracts.partnership_events import PartnershipEvent
from services.core.identity import learner_key
from services.core.partnerships.evidence import digest_of
from services.core.partnerships.fold import fold
from services.core.partnerships.goals import reaches
from services.core.partnerships.history import as_of
from services.core.partnerships.partnership import SIDES, Partnership
from services.core.partnerships.placements import places_taken
from services.core.partnerships.timeline import at
from services.core.partnerships.validation import check
from services.log.port import PARTNERSHIP_EVENTS, NewRecord, Offset
from services.samples import SEED, consortium, load_partnerships
from services.samples.partnerships import partnership_events
from tests.ingest.importing_support import SECRETS

LATE = date(2026, 6, 25)
"""Late in a school year, when nearly everything of the stories has happened."""
DAYS = (date(2025, 7, 1), date(2025, 8, 15), date(2026, 6, 30), date(2026, 11, 25), date(2028, 2, 29))
Told = dict[str, list[PartnershipEvent]]


def midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def folded(history: Sequence[PartnershipEvent], today: date) -> Partnership:
    partnership = None
    for event in history:
        again = decode_partnership(encode(event), midnight(today))
        assert again == event
        check(partnership, again)
        partnership = fold(partnership, again)
    assert partnership is not None
    return partnership


@pytest.fixture(scope="module")
def told() -> Told:
    return partnership_events(SEED, LATE, SECRETS)


@pytest.fixture(scope="module")
def all_of_them(told: Told) -> dict[str, Partnership]:
    return {name: folded(events, LATE) for name, events in told.items()}


@pytest.fixture(scope="module")
def hospital(all_of_them: dict[str, Partnership]) -> Partnership:
    return all_of_them["hospital-health-careers"]


T = TypeVar("T", bound=facts.Data)


def payloads(by_partnership: Told, make: type[T]) -> list[T]:
    return [
        event.data
        for events in by_partnership.values()
        for event in events
        if isinstance(event.data, make) and type(event.data) is make
    ]


@pytest.mark.parametrize("seed", [SEED, 2026])
@pytest.mark.parametrize("today", DAYS)
def test_every_event_is_accepted_in_its_order_and_none_is_of_a_time_after_today(today: date, seed: int) -> None:
    for name, events in partnership_events(seed, today, SECRETS).items():
        partnership = folded(events, today)
        assert partnership.id == name
        assert partnership.version == len(events) == len({event.id for event in events})
        assert events == sorted(events, key=lambda event: event.time)
        assert events[-1].time <= midnight(today)
        assert {(event.source, event.partitionkey) for event in events} == {(f"sample:{name}", name)}


def test_the_same_seed_and_day_give_the_same_events_and_another_seed_others(told: Told) -> None:
    assert partnership_events(SEED, LATE, SECRETS) == told
    assert partnership_events(SEED + 1, LATE, SECRETS) != told


@pytest.mark.parametrize("earlier", [date(2025, 7, 1), date(2025, 11, 25), date(2026, 4, 30)])
def test_a_later_day_of_the_year_only_adds(told: Told, earlier: date) -> None:
    before = partnership_events(SEED, earlier, SECRETS)
    assert before.keys() <= told.keys()
    for name, events in before.items():
        assert told[name][: len(events)] == events
    assert sum(map(len, before.values())) < sum(map(len, told.values()))


def test_what_is_agreed_by_the_year_stays_as_it_was_in_the_next_year(told: Told) -> None:
    afterwards = partnership_events(SEED, date(2026, 8, 20), SECRETS)
    assert afterwards["reading-partners-2026"][: len(told["reading-partners-2026"])] == told["reading-partners-2026"]
    assert "reading-partners-2027" in afterwards


def test_every_event_type_is_there_but_those_that_the_clock_tells_of_goals(told: Told) -> None:
    kinds = {type(event.data) for events in told.values() for event in events}
    everything = {make for make in vars(said).values() if isinstance(make, type) and issubclass(make, facts.Data)}
    taken_back = {kind for kind in everything if issubclass(kind, said.Withdrawal)}
    others = {said.CheckInRescheduled, said.CheckInCancelled, said.CheckInRecorded}
    assert everything - kinds - taken_back - others == {said.GoalMet, said.GoalMissed}


def test_six_partnerships_and_more_go_on_and_one_closed_with_the_last_school_year(
    all_of_them: dict[str, Partnership],
) -> None:
    statuses = {name: partnership.status_on(date(2026, 6, 1)) for name, partnership in all_of_them.items()}
    assert Counter(statuses.values()) == {"active": 6, "closed": 1}
    closed = next(partnership for name, partnership in all_of_them.items() if statuses[name] == "closed")
    assert date(2025, 6, 1) < closed.statuses[-1].since <= date(2025, 6, 30)
    assert {partnership.kind for partnership in all_of_them.values()} == {
        "health_careers", "college_bridge", "enrichment", "work_based_learning", "family_support", "mentoring",
    }  # fmt: skip


def test_each_covers_all_five_strategies(all_of_them: dict[str, Partnership]) -> None:
    for partnership in all_of_them.values():
        assert {data.side for data in partnership.contributions.values() if data} == set(SIDES)
        assert {data.pledged.side for data in partnership.pledges.values()} == set(SIDES)
        assert {wordings[-1].kind for wordings in partnership.clauses.values()} == {"expectation", "process", "outcome"}
        assert sum(check_in.held is not None for check_in in partnership.check_ins.values()) >= 4
        assert partnership.goals
        assert partnership.stories
        assert all(partnership.leads[f"{side}.{duty}"] for side in SIDES for duty in ("lead", "oversight"))
        assert partnership.needs
        assert partnership.challenges
        assert partnership.actions
        assert any(stay.placed for stay in partnership.stays)


def test_contributions_are_of_many_kinds_and_some_were_corrected_or_retracted(told: Told) -> None:
    kinds = {data.kind for data in payloads(told, said.ContributionRecorded)}
    assert len(kinds) == 11
    assert all(data.role for data in payloads(told, said.ContributionRecorded) if data.kind == "staff_fte")
    assert payloads(told, said.ContributionCorrected)
    assert payloads(told, said.ContributionRetracted)


def test_a_clause_was_edited_and_endorsed_anew_and_one_waits_for_the_partner(
    hospital: Partnership, all_of_them: dict[str, Partnership]
) -> None:
    edited = [wordings for wordings in hospital.clauses.values() if len(wordings) > 1]
    assert [set(wording.endorsed) for wordings in edited for wording in wordings] == [set(SIDES)] * 2
    waiting = {
        tuple(wordings[-1].endorsed)
        for partnership in all_of_them.values() for wordings in partnership.clauses.values()
        if len(wordings[-1].endorsed) < 2
    }  # fmt: skip
    assert waiting == {("district",)}


def test_leaders_leave_and_are_replaced_and_one_place_is_vacant_now(all_of_them: dict[str, Partnership]) -> None:
    vacant = [
        (name, key) for name, partnership in all_of_them.items() for key, timeline in partnership.leads.items()
        if timeline[-1].value is None
    ]  # fmt: skip
    assert vacant == [("college-bridge", "partner.lead")]
    replaced = [
        key for partnership in all_of_them.values() for key, timeline in partnership.leads.items()
        if any(one.value is None and two.value is not None for one, two in pairwise(timeline))
    ]  # fmt: skip
    assert len(replaced) >= 5


def test_the_hospital_has_four_check_ins_a_year_with_one_missed_and_an_amendment(hospital: Partnership) -> None:
    dues = Counter((check_in.due.year + (check_in.due.month >= 7)) for check_in in hospital.check_ins.values())
    assert (dues[2025], dues[2026]) == (3, 4)  # the first is due a quarter after the activation
    within = [check_in for check_in in hospital.check_ins.values() if check_in.due < date(2025, 8, 25)]
    assert len(within) == 4
    assert [check_in.held for check_in in hospital.check_ins.values() if check_in.due < LATE].count(None) == 1
    amendment = next(iter(hospital.amendments.values())).amended
    assert amendment.cadence_days == hospital.cadences[-1].value != hospital.cadences[0].value
    assert hospital.cadences[-1].since == amendment.effective


def test_check_ins_come_as_a_clock_would_schedule_them(all_of_them: dict[str, Partnership]) -> None:
    for partnership in all_of_them.values():
        activated = next(entry.since for entry in partnership.statuses if entry.value == "active")
        scheduled = last = activated
        for name, check_in in partnership.check_ins.items():
            cadence = at(partnership.cadences, scheduled)
            assert cadence is not None
            assert check_in.due == last + timedelta(days=cadence)
            assert (name, check_in.scheduled) == (f"cadence-{check_in.due}", scheduled)
            scheduled, last = check_in.due + timedelta(days=1), check_in.due


@pytest.fixture(scope="module")
def sayings(told: Told) -> Iterator[dict[str, dict[str, list[PartnershipEvent]]]]:
    """By partnership and check-in what was said of it."""
    by_key: dict[str, dict[str, list[PartnershipEvent]]] = defaultdict(lambda: defaultdict(list))
    for name, events in told.items():
        for event in events:
            if isinstance(event.data, said.CheckInScheduled | said.CheckInMissed | said.CheckInHeld):
                by_key[name][event.data.check_in].append(event)
    yield by_key


def test_nothing_is_said_of_check_ins_while_a_partnership_is_not_active(
    sayings: dict[str, dict[str, list[PartnershipEvent]]], all_of_them: dict[str, Partnership]
) -> None:
    days = [(name, event.time.date()) for name, by in sayings.items() for history in by.values() for event in history]
    assert {all_of_them[name].status_on(day) for name, day in days} == {"active"}


def test_most_are_held_in_time_some_late_and_what_was_not_is_told_missed_the_day_after(
    all_of_them: dict[str, Partnership],
) -> None:
    outcomes: Counter[str] = Counter()
    for partnership in all_of_them.values():
        for check_in in partnership.check_ins.values():
            held = check_in.held.date if check_in.held else None
            in_time = held is not None and held <= check_in.due
            missed = check_in.due + timedelta(days=1)
            told_by_now = missed < LATE and partnership.status_on(missed) == "active"
            assert check_in.missed == (missed if told_by_now and not in_time else None)
            if told_by_now:
                outcomes["in time" if in_time else "late" if held else "missed"] += 1
    assert outcomes["in time"] > 3 * outcomes["late"] > 0
    assert outcomes["missed"] == 2


def test_whoever_meets_freezes_the_progress_of_every_goal_of_the_time(all_of_them: dict[str, Partnership]) -> None:
    for partnership in all_of_them.values():
        for held in (check_in.held for check_in in partnership.check_ins.values() if check_in.held):
            then = as_of(partnership, held.date - timedelta(days=1))
            assert then is not None
            assert {frozen.goal for frozen in held.progress} == set(then.goals)
            assert all(frozen.as_of.date() == held.date for frozen in held.progress)
            assert all(frozen.n and frozen.value for frozen in held.progress if frozen.status == "OK")
            in_office = {timeline[-1].value.name for timeline in then.leads.values() if timeline[-1].value}
            assert {attendee.name for attendee in held.attendees} == in_office


def test_goals_ask_what_the_samples_can_answer_and_one_was_revised(all_of_them: dict[str, Partnership]) -> None:
    goals = [goal for partnership in all_of_them.values() for goal in partnership.goals.values()]
    metrics = {goal.last.question.metric for goal in goals}
    assert metrics == {"attendance_rate", "chronic_absence_rate", "engagement_minutes", "pass_rate"}
    assert {goal.last.question.phase for goal in goals} == {"during", None}
    assert sum(len(goal.versions) > 1 for goal in goals) == 1
    assert not any(reaches(goal.last, goal.last.baseline) for goal in goals)


def test_one_challenge_or_two_are_open_and_some_actions_overdue(all_of_them: dict[str, Partnership]) -> None:
    challenges = [challenge for partnership in all_of_them.values() for challenge in partnership.challenges.values()]
    assert len(challenges) > 8
    assert 1 <= sum(challenge.resolved is None for challenge in challenges) <= 2
    actions = [action for partnership in all_of_them.values() for action in partnership.actions.values()]
    overdue = [action for action in actions if action.done is None and action.agreed.due < LATE]
    late = [action for action in actions if action.done and action.done > action.agreed.due]
    assert overdue
    assert late
    assert len(overdue) < len(actions) / 3


def test_one_partnership_was_paused_and_renewed(all_of_them: dict[str, Partnership]) -> None:
    statuses = [entry.value for entry in all_of_them["harbor-families"].statuses]
    assert statuses == ["proposed", "active", "paused", "active"]
    ends = [entry.value for entry in all_of_them["harbor-families"].ends]
    begin, end = ends[0], ends[1]
    assert begin is not None
    assert end is not None
    assert end > begin


def test_a_story_has_consent_and_its_evidence_can_be_checked(told: Told) -> None:
    stories = payloads(told, said.StoryPublished)
    assert len(stories) >= 6
    for story in stories:
        assert story.consent
        assert story.digest == digest_of(story.question, story.value, story.n, story.as_of)


def test_places_are_those_of_the_participations_and_never_more_than_there_are(
    all_of_them: dict[str, Partnership],
) -> None:
    """`participation.recorded` of the consortium is the truth; one that was retracted never was."""
    recorded: dict[tuple[str, str, str, date], facts.Participation] = {}
    for event in consortium(SEED, date(2026, 6, 30)):
        if isinstance(event, ParticipationRecorded | ParticipationRetracted):
            data = event.data
            key = (data.partnership, event.partitionkey, data.learner, data.start_date)
            if isinstance(data, facts.Participation):
                recorded[key] = data
            else:
                recorded.pop(key, None)
    assert {key[0] for key in recorded} == set(all_of_them)
    for name, state in all_of_them.items():
        begun = next(entry.since for entry in state.statuses if entry.value == "active")
        expected = set()
        for (partnership, district, learner, start), data in recorded.items():
            over = min(data.end_date or date.max, date(int(learner.split("-")[1]), 6, 30))
            if partnership == name and start < LATE and over > begun:
                pseudonym = learner_key(SECRETS.of(district), learner)
                expected.add((district, pseudonym, max(start, begun), over if over < LATE else None))
        assert {(s.district, s.learner, s.placed, s.released) for s in state.stays if s.placed} == expected
        assert len(expected) >= 10
        assert places_taken(state, LATE) <= (at(state.capacities, LATE) or 0)


def test_some_wait_some_gave_up_and_some_who_waited_were_placed(all_of_them: dict[str, Partnership]) -> None:
    stays = [stay for partnership in all_of_them.values() for stay in partnership.stays if stay.waiting]
    assert sum(stay.placed is not None for stay in stays) > 10
    assert sum(stay.placed is None and stay.released is not None for stay in stays) > 3
    assert sum(stay.placed is None and stay.released is None for stay in stays) > 3
    assert all(stay.waiting < stay.placed for stay in stays if stay.waiting and stay.placed)


class ListLog:
    def __init__(self) -> None:
        self.records: list[NewRecord] = []

    async def append(self, topic: str, records: Sequence[NewRecord]) -> list[Offset]:
        assert topic == PARTNERSHIP_EVENTS
        self.records.extend(records)
        return [Offset(0, index) for index, _ in enumerate(records)]


async def test_loaded_twice_they_are_the_same_and_change_nothing(
    told: Told, all_of_them: dict[str, Partnership]
) -> None:
    first, second = ListLog(), ListLog()
    assert await load_partnerships(first, SECRETS, LATE, seed=SEED) == len(first.records) > 900
    await load_partnerships(second, SECRETS, LATE, seed=SEED)
    assert first.records == second.records
    assert not any(b"student-" in record.value for record in first.records)
    for name, events in told.items():
        assert [record.value for record in first.records if record.key == name.encode()] == list(map(encode, events))
        twice = all_of_them[name]
        for event in events:
            check(twice, event)
            twice = fold(twice, event)
        assert twice == all_of_them[name]
