"""The partnership side, counted again from docs/partnerships.md and docs/kpis.md: slowly, day by day, by hand.

It imports nothing of Tandem. `Life` is one partnership as of a day, from what had been said of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from math import floor
from typing import Any

from tests.partnership_reference.record import Record, Statement

DAY = timedelta(days=1)
SIDES = ("DISTRICT", "PARTNER")
STATUS_OF = {
    "activatePartnership": "ACTIVE",
    "renewPartnership": "ACTIVE",
    "pausePartnership": "PAUSED",
    "closePartnership": "CLOSED",
}
QUARTER = 90
VOLUNTEER_HOUR = {2018: 2543, 2019: 2720, 2020: 2854, 2021: 2995, 2022: 3180, 2023: 3349}
"""The built-in rates for an hour of a volunteer, in cents, each from the first day of its year on."""


def days_between(first: date, last: date) -> Iterable[date]:
    return (first + number * DAY for number in range((last - first).days + 1))


def half_up(value: Fraction) -> int:
    return floor(value + Fraction(1, 2))


def percent(part: int | Fraction, whole: int | Fraction) -> Fraction | None:
    return None if whole == 0 else Fraction(100) * part / whole


def mean(values: Iterable[Fraction | None]) -> Fraction | None:
    known = [value for value in values if value is not None]
    return sum(known, Fraction(0)) / len(known) if known else None


@dataclass
class Meeting:
    """A check-in: how it was scheduled, for which day, when it was held, and by what it was moved and cancelled."""

    scheduled: Statement
    planned: date
    held: date | None
    moves: list[Statement] = field(default_factory=list)
    cancelled: Statement | None = None

    @property
    def dues(self) -> list[date]:
        """By when it was due, from first to last."""
        return [self.planned, *(date.fromisoformat(move.data["due"]) for move in self.moves)]

    @property
    def due(self) -> date:
        return self.dues[-1]

    @property
    def last_change(self) -> date:
        return max([self.scheduled.day, *(move.day for move in self.moves)])


class Life:
    """One partnership as of a day.

    `rates` is what an hour of a volunteer is worth from which day on, in cents, by the policy of the first district.
    """

    def __init__(self, record: Record, day: date, rates: list[tuple[date, int]]) -> None:
        self.told = record
        self.record = record.standing()
        self.day = day
        self.rates = rates

    # ---- when it is active -----------------------------------------------------------------------------------------

    def latest(self, kinds: Iterable[str], day: date) -> Statement | None:
        """The statement that holds on a day, as far as it holds as of the day of asking."""
        held = self.record.by_day(*kinds, until=min(day, self.day))
        return held[-1] if held else None

    @cached_property
    def proposal(self) -> Statement:
        return next(self.record.of("proposePartnership"))

    def status(self, day: date) -> str:
        last = self.latest(STATUS_OF, day)
        return "PROPOSED" if last is None else STATUS_OF[last.what]

    def end(self, day: date) -> date | None:
        """The last day of the agreement, as it was agreed on a day."""
        renewal = self.latest(["renewPartnership"], day)
        agreed = renewal.data["until"] if renewal else self.proposal.data.get("end")
        return agreed if agreed is None else date.fromisoformat(agreed)

    def within(self, day: date) -> bool:
        end = self.end(day)
        return end is None or day <= end

    def binding(self, day: date) -> bool:
        return self.status(day) == "ACTIVE" and self.within(day)

    @cached_property
    def closed(self) -> date | None:
        closings = self.record.by_day("closePartnership", until=self.day)
        return closings[0].day if closings else None

    @cached_property
    def last_day(self) -> date:
        return min(self.closed or self.day, self.day)

    @cached_property
    def first_active(self) -> date | None:
        active = self.record.by_day("activatePartnership", "renewPartnership", until=self.day)
        return active[0].day if active else None

    # ---- equal investment ------------------------------------------------------------------------------------------

    @cached_property
    def contributions(self) -> dict[str, dict[str, Any]]:
        """Those that count, as they were last corrected."""
        counted: dict[str, dict[str, Any]] = {}
        for statement in self.record.of("recordContribution", "correctContribution", "retractContribution"):
            key = statement.data["contribution"]
            if statement.what == "retractContribution":
                counted.pop(key)
            else:
                counted[key] = {**statement.data, "day": statement.day}
        return {key: data for key, data in counted.items() if data["day"] <= self.day}

    def worth(self, data: dict[str, Any], day: date) -> int | None:
        """In cents; None: not known."""
        if "amount" in data:
            return round(Fraction(str(data["amount"])) * 100)
        if data["kind"] != "VOLUNTEER_HOURS":
            return None
        own = [cents for since, cents in self.rates if since <= day]
        built_in = [cents for year, cents in VOLUNTEER_HOUR.items() if date(year, 1, 1) <= day]
        rates = own or built_in
        return half_up(Fraction(str(data["quantity"])) * rates[-1]) if rates else None

    def entries(self, begin: date = date.min, end: date = date.max) -> list[tuple[dict[str, Any], int]]:
        """Contributions dated in a range with their worth in cents, those of known worth."""
        dated = [data for data in self.contributions.values() if begin <= data["day"] <= end]
        valued = [(data, self.worth(data, data["day"])) for data in dated]
        return [(data, cents) for data, cents in valued if cents is not None]

    def side_total(self, side: str, begin: date = date.min, end: date = date.max) -> int:
        return sum(cents for data, cents in self.entries(begin, end) if data["side"] == side)

    def balance(self, begin: date = date.min, end: date = date.max) -> Fraction | None:
        sides = [self.side_total(side, begin, end) for side in SIDES]
        return percent(min(sides), max(sides))

    def in_kind_share(self, begin: date = date.min, end: date = date.max) -> Fraction | None:
        entries = self.entries(begin, end)
        in_kind = sum(cents for data, cents in entries if data["kind"] != "FUNDING")
        return percent(in_kind, sum(cents for _, cents in entries))

    @cached_property
    def pledges(self) -> dict[str, tuple[Fraction, int]]:
        """By id: cents that were due by the day, and cents that were delivered."""
        counted = {}
        for statement in self.record.by_day("pledgeContribution"):
            key, data = statement.data["contribution"], statement.data
            begin, end = date.fromisoformat(data["begin"]), date.fromisoformat(data["end"])
            if min(statement.day, begin) > self.day:
                continue
            passed = min(max((self.last_day - begin).days + 1, 0), (end - begin).days + 1)
            due = Fraction(round(Fraction(str(data["amount"])) * 100) * passed, (end - begin).days + 1)
            delivered = sum(cents for entry, cents in self.entries() if entry.get("pledge") == key)
            counted[key] = (due, delivered)
        return counted

    @cached_property
    def delivery(self) -> Fraction | None:
        due = {key: half_up(cents) for key, (cents, _) in self.pledges.items()}
        delivered = sum(min(self.pledges[key][1], cents) for key, cents in due.items())
        return percent(delivered, sum(due.values()))

    def lead(self, side: str, day: date) -> str | None:
        changes = self.record.by_day("assignLead", "vacateLead", until=min(day, self.day))
        mine = [item for item in changes if item.data["side"] == side]
        return mine[-1].data.get("name") if mine and mine[-1].what == "assignLead" else None

    # ---- shared vision ---------------------------------------------------------------------------------------------

    @cached_property
    def clauses(self) -> dict[str, tuple[str, str, set[str]]]:
        """By id: kind, wording, and the sides that endorsed that wording."""
        current: dict[str, tuple[str, str, set[str]]] = {}
        for statement in self.record.by_day("draftClause", "endorseClause", until=self.day):
            key, data = statement.data["clause"], statement.data
            if statement.what == "endorseClause":
                current[key][2].add(data["side"])
            elif key not in current or current[key][:2] != (data["kind"], data["text"]):
                current[key] = (data["kind"], data["text"], set())
        return current

    @property
    def endorsed(self) -> int:
        return sum(endorsed == set(SIDES) for _, _, endorsed in self.clauses.values())

    # ---- check-ins and actions -------------------------------------------------------------------------------------

    @cached_property
    def meetings(self) -> dict[str, Meeting]:
        """All check-ins by id, those that were cancelled too."""
        meetings: dict[str, Meeting] = {}
        held = {item.data["checkIn"]: item.day for item in self.record.by_day("holdCheckIn", until=self.day)}
        for statement in self.record.of("scheduleCheckIn"):
            key = statement.data["checkIn"]
            if statement.day <= self.day or key in held:
                meetings[key] = Meeting(statement, date.fromisoformat(statement.data["due"]), held.get(key))
        for statement in self.record.by_day("rescheduleCheckIn", "cancelCheckIn", until=self.day):
            meeting = meetings.get(statement.data["checkIn"])
            if meeting is not None and statement.what == "cancelCheckIn":
                meeting.cancelled = statement
            elif meeting is not None:
                meeting.moves.append(statement)
        return meetings

    @cached_property
    def check_ins(self) -> dict[str, tuple[date, date | None]]:
        """By id: the day by which it is due, and the day on which it was held; without those that were cancelled."""
        return {key: (item.due, item.held) for key, item in self.meetings.items() if item.cancelled is None}

    @cached_property
    def adherence(self) -> tuple[int, int]:
        """Held on time, and due."""
        counted = [
            (due, held)
            for due, held in self.check_ins.values()
            if self.binding(due) and (due < self.day or held is not None)
        ]
        return sum(held is not None and held <= due for due, held in counted), len(counted)

    @cached_property
    def actions(self) -> list[tuple[date, date, date | None]]:
        """When each action that binds was agreed, when it was due, and when it was done."""
        done = {item.data["action"]: item.day for item in self.record.by_day("completeAction", until=self.day)}
        agreed = [
            (item.day, date.fromisoformat(item.data["due"]), done.get(item.data["action"]))
            for item in self.record.by_day("agreeAction", until=self.day)
        ]
        return [action for action in agreed if self.open(action[1])]

    def open(self, day: date) -> bool:
        return self.status(day) in ("PROPOSED", "ACTIVE") and self.within(day)

    @cached_property
    def actions_done(self) -> tuple[int, int]:
        """Done, and due or done."""
        counted = [done is not None for _, due, done in self.actions if done or due < self.day]
        return sum(counted), len(counted)

    @cached_property
    def challenges(self) -> list[tuple[date, date | None]]:
        resolved = {item.data["challenge"]: item.day for item in self.record.by_day("resolveChallenge", until=self.day)}
        raised = self.record.by_day("raiseChallenge", until=self.day)
        return [(item.day, resolved.get(item.data["challenge"])) for item in raised]

    @cached_property
    def days_since_check_in(self) -> int | None:
        held = [day for _, day in self.check_ins.values() if day is not None]
        since = max(held, default=self.first_active)
        return None if since is None or self.status(self.day) == "CLOSED" else (self.day - since).days

    # ---- flexibility -----------------------------------------------------------------------------------------------

    @cached_property
    def continuity(self) -> tuple[int, int]:
        """Days with a lead on both sides, and days, since it was first active."""
        if self.first_active is None or self.first_active > self.last_day:
            return 0, 0
        days = list(days_between(self.first_active, self.last_day))
        return sum(all(self.lead(side, day) for side in SIDES) for day in days), len(days)

    def vacancies(self, side: str) -> list[tuple[date, date | None]]:
        """The gaps of a side's lead, found by walking over every day."""
        changes = self.record.by_day("assignLead", "vacateLead", until=self.day)
        mine = [item.day for item in changes if item.data["side"] == side]
        known = [day for day in (*mine[:1], self.first_active) if day is not None]
        if not known:
            return []
        since = min(known)
        gaps: list[tuple[date, date | None]] = []
        begin = None
        for day in days_between(since, self.day):
            if self.lead(side, day) is None:
                begin = begin or day
            elif begin is not None:
                gaps.append((begin, day))
                begin = None
        return gaps if begin is None else [*gaps, (begin, None)]

    @cached_property
    def adaptation(self) -> list[int]:
        """Days from each challenge and vacancy to its end, or to the day."""
        troubles = [*self.challenges, *(gap for side in SIDES for gap in self.vacancies(side))]
        return [((end or max(self.last_day, begin)) - begin).days for begin, end in troubles]

    # ---- health ----------------------------------------------------------------------------------------------------

    @cached_property
    def parts(self) -> dict[str, dict[str, Fraction | None]]:
        """Strategy → part → score. The parts of goals and stories are left out where nothing was said of any."""
        named = sum(self.lead(side, self.day) is not None for side in SIDES)
        kinds = {kind for kind, _, _ in self.clauses.values()}
        resolved = sum(end is not None for _, end in self.challenges)
        slow = mean(map(Fraction, self.adaptation))
        adapted = None if slow is None else min(max(Fraction(100) * (120 - slow) / 90, Fraction(0)), Fraction(100))
        return {
            "EQUAL_INVESTMENT": {
                "balance": self.balance(),
                "delivery": self.delivery,
                "leads": percent(named, 2),
            },
            "SHARED_VISION": {
                "alignment": percent(self.endorsed, len(self.clauses)),
                "coverage": percent(len(kinds), 3) if kinds else None,
            },
            "CHECKINS": {
                "checkin_adherence": percent(*self.adherence),
                "action_completion": percent(*self.actions_done),
                "challenge_resolution": percent(resolved, len(self.challenges)),
            },
            "DATA": {"goals_measured": self.goals_measured, "goal_attainment": None, "evidence": None},
            "FLEXIBILITY": {"leadership_continuity": percent(*self.continuity), "adaptation": adapted},
        }

    @cached_property
    def goals_measured(self) -> Fraction | None:
        """Nobody takes part in these partnerships, so no value of any goal is known."""
        return Fraction(0) if self.record.by_day("setGoal", until=self.day) else None

    def scores(self) -> dict[str, Fraction | None]:
        if self.status(self.day) == "PROPOSED":
            return dict.fromkeys(self.parts)
        return {strategy: mean(parts.values()) for strategy, parts in self.parts.items()}

    @property
    def health(self) -> Fraction | None:
        return mean(self.scores().values())
