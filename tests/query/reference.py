"""The same numbers by looking at every learner, school and day on its own: slow, and simple enough to believe."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from services.contracts import facts
from services.core.calendar import school_year_of
from services.core.ledger import Ledger, live
from services.core.membership import attributes_of
from services.query.model.question import Level, MetricQuery, MetricRef
from services.query.model.question_filters import And, DimensionFilter, Filter, Not, Or
from tests.query.day_reference import PartnershipEventEnvelope, said_by, said_in_district

ATTRIBUTE_NAMES = (
    "sex", "race_ethnicity", "hispanic_latino", "economically_disadvantaged", "english_learner", "disability",
    "homeless", "foster_care", "military_connected",
)  # fmt: skip


class Days(NamedTuple):
    """What is known of the days of a learner.

    Attributes:
        half: those of the absences that are of half a day.
        marked: under positive attendance the days of which anything is known; None: of all days.
    """

    member: tuple[date, ...]
    absent: frozenset[date]
    half: frozenset[date] = frozenset()
    marked: frozenset[date] | None = None

    def kept(self, keeps: Callable[[date], bool]) -> "Days":
        marked = None if self.marked is None else frozenset(filter(keeps, self.marked))
        member = tuple(filter(keeps, self.member))
        return Days(member, frozenset(filter(keeps, self.absent)), frozenset(filter(keeps, self.half)), marked)

    def so_far(self, day: date) -> "Far":
        known = self.member if self.marked is None else self.marked
        member, absent, half, of = (
            sum(one_day <= day for one_day in some) for some in (self.member, self.absent, self.half, known)
        )
        return Far(member, 2 * absent - half, of)


class Far(NamedTuple):
    """Up to a day: member days, halves of days missed, and the days of which these are a share."""

    members: int
    halves: int
    known: int

    def share(self, one_in: int) -> bool:
        """Whether at least one in so many days was missed."""
        return self.halves > 0 and one_in * self.halves >= 2 * self.known


@dataclass(frozen=True)
class Stay:
    """A learner at a school in a year: the values of the dimensions, and what happened on which day.

    At district level the days count at one of the schools, and what is said of the year, by all days and absences
    (`year`), at the school that was entered last.
    """

    values: dict[str, str | None]
    enrolled: tuple[tuple[date, date], ...]
    days: Days
    tardy: frozenset[date]
    level: Level = Level.SCHOOL
    year: Days | None = None
    no_show: date = date.max
    eligible_days: int = 10
    engaged: tuple[tuple[date, bool], ...] = ()
    """The dates on which the learner was engaged, in order, and whether the date counts at this stay's school."""

    def is_engaged(self, begin: date, end: date) -> bool:
        """Whether the learner counts here among those engaged in these days: where the first of them counts."""
        return next((here for day, here in self.engaged if begin <= day <= end), False)

    def so_far(self, day: date) -> Far:
        """Up to a day of the school year, both ends included."""
        return (self.days if self.year is None else self.year).so_far(day)


Calendars = dict[str, facts.Calendar]
"""The main ones by school, and those with a name by school and name."""


def calendars_of(documents: Iterable[object]) -> Calendars:
    published = [document for document in documents if isinstance(document, facts.Calendar)]
    return {f"{calendar.school}{(calendar.calendar or '').casefold()}": calendar for calendar in published}


def main_ones(calendars: Calendars) -> Calendars:
    return {school: calendar for school, calendar in calendars.items() if calendar.calendar is None}


def days_of(enrollment: facts.Enrollment, calendars: Calendars) -> set[date]:
    """The days of the calendar that the enrolment follows."""
    calendar = calendars.get(f"{enrollment.school}{(enrollment.calendar or '').casefold()}")
    return {day.date for day in calendar.days} if calendar else set()


def last_day_of(enrollment: facts.Enrollment, policy: facts.Policy) -> date:
    """Of those days of the school year on which the learner belongs to the school."""
    if enrollment.exit_date is None:
        return date(2011, 6, 30)
    return enrollment.exit_date - timedelta(days=policy.exit_date == "firstDayAway")


def engaged_at(ledger: Ledger, policy: facts.Policy) -> list[tuple[date, str]]:
    """Every date on which the learner was engaged, in order, and the school at which it counts."""
    enrolled = list(live(ledger, "enrollment", facts.Enrollment))
    spans = [
        (max(enrollment.entry_date, date(2010, 7, 1)), last_day_of(enrollment, policy), enrollment)
        for enrollment in enrolled
    ]
    spans = [span for span in spans if span[0] <= span[1]]

    def school_of(day: date) -> str:
        if not spans:
            return max((spell.entry_date, spell.school) for spell in enrolled)[1]
        ranked = []
        for begin, end, enrollment in spans:
            away = (begin - day).days if day < begin else (day - end).days if day > end else 0
            ranked.append((-away, end < day, bool(enrollment.primary_school), enrollment.entry_date, enrollment.school))
        return max(ranked)[-1]

    days = sorted({engagement.date for engagement in live(ledger, "engagement", facts.Engagement)}) if enrolled else []
    return [(day, school_of(day)) for day in days]


def level_of(query: MetricQuery, ref: MetricRef) -> Level:
    named = {*query.group_by, *names_in(query.where), *names_in(ref.where)}
    return query.level or (Level.SCHOOL if "school" in named else Level.DISTRICT)


def names_in(filter_: Filter | None) -> set[str]:
    match filter_:
        case And(items=items) | Or(items=items):
            return {name for item in items for name in names_in(item)}
        case Not(item=item):
            return names_in(item)
        case DimensionFilter(name=name):
            return {name}
    return set()


def has_day(enrollment: facts.Enrollment, policy: facts.Policy) -> bool:
    return last_day_of(enrollment, policy) >= max(enrollment.entry_date, date(2010, 7, 1))


Reports = frozenset[tuple[str, date]]
"""The schools and days of which any mark or roll of anybody stands."""


def reports_of(ledgers: Iterable[Ledger]) -> Reports:
    said = [(part, fact.value) for ledger in ledgers for part, items in ledger.items() for fact in items.values()]
    taken = [value for part, value in said if part == "roll" or part.startswith("attendance|")]
    reports = [value for value in taken if isinstance(value, facts.Attendance | facts.Roll)]
    return frozenset((report.school, report.date) for report in reports)


def stays_of(ledger: Ledger, calendars: Calendars, policy: facts.Policy, reports: Reports) -> list[Stay]:
    """At both levels, by all of the policy that counts days."""
    return [*school_stays_of(ledger, calendars, policy), *district_stays_of(ledger, calendars, policy, reports)]


def district_stays_of(ledger: Ledger, calendars: Calendars, policy: facts.Policy, reports: Reports) -> list[Stay]:
    enrolled = list(live(ledger, "enrollment", facts.Enrollment))
    if not enrolled:
        return []
    ends = {id(spell): last_day_of(spell, policy) for spell in enrolled}
    gone = max((spell.exit_date or date.max for spell in enrolled), default=date.max)
    home = max(enrolled, key=lambda spell: (has_day(spell, policy), spell.entry_date, spell.school))
    parts = [part for part in ledger if part.startswith("attendance|")]
    marks = [mark for part in parts for mark in live(ledger, part, facts.Attendance)]
    taught = {id(spell): days_of(spell, calendars) for spell in enrolled}
    is_known = all(taught[id(spell)] or not has_day(spell, policy) for spell in enrolled)
    at: dict[date, str] = {}
    said: dict[date, PartnershipEventEnvelope] = {}
    for day in sorted(set().union(*taught.values())):
        covering = [spell for spell in enrolled if spell.entry_date <= day <= ends[id(spell)]]
        teaching = {spell.school for spell in covering if day in taught[id(spell)]}
        here = [spell for spell in covering if spell.school in teaching]
        if not here:
            continue
        primary = [spell for spell in here if spell.primary_school]
        entered: dict[str, date] = {}
        for enrollment in here:
            entered[enrollment.school] = max(
                enrollment.entry_date, entered.get(enrollment.school, enrollment.entry_date)
            )
        at[day] = max({spell.school for spell in primary or here}, key=lambda school: (entered[school], school))
        heard = {at[day]} if primary else set(entered)
        at_schools = [
            said_by((mark for mark in marks if (mark.school, mark.date) == (school, day)), policy)
            for school in heard
            if (school, day) in reports
        ]
        said[day] = said_in_district(at_schools, policy)
    attributes = attributes_of(next(live(ledger, "learner", facts.Learner), None))
    spans = tuple((max(spell.entry_date, date(2010, 7, 1)), ends[id(spell)]) for spell in enrolled)
    no_show = gone if not at and is_known else date.max
    found, engaged = [], engaged_at(ledger, policy)
    for school in sorted({home.school, *at.values(), *(where for _, where in engaged)}):
        own = {day for day, where in at.items() if where == school}
        is_home = school == home.school
        values: dict[str, str | None] = {
            "district": "255901",
            "school": school,
            "grade_level": home.grade_level,
            **{name: value or None for name, value in zip(ATTRIBUTE_NAMES, attributes, strict=True)},
        }
        whole = days_of_marks(tuple(at), said, policy)
        year = whole if is_home else whole.kept(lambda _: False)
        days = (spans if is_home else (), whole.kept(own.__contains__), late(said) & own)
        left = no_show if is_home else date.max
        visits = tuple((day, where == school) for day, where in engaged)
        found.append(Stay(values, *days, Level.DISTRICT, year, left, policy.eligible_days, visits))
    return found


def school_stays_of(ledger: Ledger, calendars: Calendars, policy: facts.Policy) -> list[Stay]:
    attributes = attributes_of(next(live(ledger, "learner", facts.Learner), None))
    enrollments: dict[str, list[facts.Enrollment]] = {}
    for enrollment in sorted(
        live(ledger, "enrollment", facts.Enrollment), key=lambda enrollment: enrollment.entry_date
    ):
        enrollments.setdefault(enrollment.school, []).append(enrollment)
    marks = [mark for part in ledger if part.startswith("attendance|") for mark in live(ledger, part, facts.Attendance)]
    engaged = engaged_at(ledger, policy)
    results = []
    for school, some in enrollments.items():
        own = [mark for mark in marks if mark.school == school]
        stay = _stay(school, some, own, attributes, calendars, policy)
        results.append(replace(stay, engaged=tuple((day, True) for day, where in engaged if where == school)))
    return results


def _stay(
    school: str,
    enrollments: list[facts.Enrollment],
    marks: list[facts.Attendance],
    attributes: tuple[str, ...],
    calendars: Calendars,
    policy: facts.Policy,
) -> Stay:
    begin_of_year = date(2010, 7, 1)
    spans = tuple(
        (max(enrollment.entry_date, begin_of_year), last_day_of(enrollment, policy)) for enrollment in enrollments
    )
    gone = max(enrollment.exit_date or date.max for enrollment in enrollments)
    taught = [days_of(enrollment, calendars) for enrollment in enrollments]
    inside = zip(taught, spans, strict=True)
    member = tuple(sorted({day for days, (begin, end) in inside for day in days if begin <= day <= end}))
    said = {day: said_by((mark for mark in marks if mark.date == day), policy) for day in member}
    values: dict[str, str | None] = {
        "district": "255901",
        "school": school,
        "grade_level": max(
            enrollments, key=lambda enrollment: (has_day(enrollment, policy), enrollment.entry_date)
        ).grade_level,
        **{name: value or None for name, value in zip(ATTRIBUTE_NAMES, attributes, strict=True)},
    }
    is_known = all(
        days or not has_day(enrollment, policy) for enrollment, days in zip(enrollments, taught, strict=True)
    )
    no_show = gone if is_known and not member else date.max
    days = days_of_marks(member, said, policy)
    return Stay(values, spans, days, late(said), Level.SCHOOL, None, no_show, policy.eligible_days)


def days_of_marks(member: tuple[date, ...], said: dict[date, PartnershipEventEnvelope], policy: facts.Policy) -> Days:
    absent, half = ({day for day in said if said[day].halves in names_taken} for names_taken in ((1, 2), (1,)))
    marked = frozenset(day for day in said if said[day].known) if policy.attendance == "positive" else None
    return Days(member, frozenset(absent), frozenset(half), marked)


def late(said: dict[date, PartnershipEventEnvelope]) -> frozenset[date]:
    return frozenset(day for day in said if said[day].tardy)


def matches(filter_: Filter | None, values: dict[str, str | None]) -> bool:
    match filter_:
        case None:
            return True
        case And(items=items):
            return all(matches(item, values) for item in items)
        case Or(items=items):
            return any(matches(item, values) for item in items)
        case Not(item=item):
            return not matches(item, values)
        case DimensionFilter(name=name, predicate=predicate):
            value = values[name]
            if predicate.is_null is not None:
                return (value is None) is predicate.is_null
            if predicate.eq is not None:
                return value == predicate.eq
            if predicate.ne is not None:
                return value != predicate.ne
            if predicate.in_ is not None:
                return value in predicate.in_
            return value not in (predicate.not_in or ())


def _flow(days: Callable[[Stay], Iterable[date]]) -> Callable[[Stay, date, date], float]:
    return lambda stay, begin, end: sum(begin <= day <= end for day in days(stay))


def _absences(stay: Stay, begin: date, end: date) -> float:
    return sum(0.5 if day in stay.days.half else 1 for day in stay.days.absent if begin <= day <= end)


def _attended(stay: Stay, begin: date, end: date) -> float:
    known = stay.days.member if stay.days.marked is None else stay.days.marked
    return sum(begin <= day <= end for day in known) - _absences(stay, begin, end)


def _standing(holds: Callable[[Far, bool], bool]) -> Callable[[Stay, date, date], float]:
    def at_end(stay: Stay, _: date, end: date) -> int:
        far = stay.so_far(end)
        return int(school_year_of(end) == 2011 and holds(far, far.members >= stay.eligible_days))

    return at_end


METRICS: dict[str, Callable[[Stay, date, date], float]] = {
    "member_days": _flow(lambda stay: stay.days.member),
    "absences": _absences,
    "days_attended": _attended,
    "tardies": _flow(lambda stay: stay.tardy),
    "enrolled_learners": _standing(lambda far, _eligible: far.members > 0),
    "eligible_learners": _standing(lambda _far, eligible: eligible),
    "absent_learners": _standing(lambda far, _eligible: far.halves > 0),
    "chronic_learners": _standing(lambda far, eligible: eligible and far.share(10)),
    "severe_learners": _standing(lambda far, eligible: eligible and far.share(5)),
    "absence_below_5": _standing(lambda far, eligible: eligible and not far.share(20)),
    "engaged_learners": lambda stay, begin, end: int(stay.is_engaged(begin, end)),
    "no_shows": lambda stay, _, end: int(school_year_of(end) == 2011 and stay.no_show <= end),
    "members": lambda stay, _, end: int(any(begin <= end <= last for begin, last in stay.enrolled)),
}


def behind_of(metric: str, end: date, stay: Stay) -> float:
    """Whether the learner is one of those of whom 0 is counted: enrolled, or engaged, so far in the school year."""
    name = metric if metric == "engaged_learners" else "enrolled_learners"
    return METRICS[name](stay, date(school_year_of(end) - 1, 7, 1), end)
