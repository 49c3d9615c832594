"""The sample consortium as a source of an import: all three districts, each in the order in which its events arrive."""

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, time

from services.contracts import events, facts
from services.contracts.events import LearnerEvent
from services.core.calendar import school_year_of
from services.core.identity import Secrets
from services.ingest.import_ports import Appends, DraftEvent
from services.ingest.importer import import_files
from services.ingest.known_calendars import KnownCalendars
from services.ingest.summary import OnProgress, RecordOrigin, Summary, Tally, Use
from services.samples.arrivals import Arrival, Publisher
from services.samples.attendance import Rolls, attendance
from services.samples.engagement import engagement
from services.samples.grades import grades
from services.samples.learners import Pupil, attributes, enrollments, participations, pupils, stays
from services.samples.profiles import DISTRICTS, GRADE_LEVELS, DistrictProfile, courses_of
from services.samples.years import Year, year_of

SEED = 1
FOUNDED = date(2000, 7, 1)
"""Since when districts, schools and courses are what they are."""
PROGRESS_EVERY = 1_000


def consortium(seed: int, today: date) -> Iterator[LearnerEvent]:
    """The consortium's events up to `today`: of its school year and the one before, and the calendar of the rest.

    Ids are still `UNNAMED`, and learners have the ids of their schools; an import sees to both. What arrived by one
    day arrives the same by any later one; of a district, within a school year, it is the beginning of the later.
    """
    for profile in DISTRICTS:
        yield from _events(seed, profile, today)


class Consortium:
    """The same as a `Source` of `import_files`; each district counts as one file."""

    def __init__(self, seed: int, today: date) -> None:
        self._seed = seed
        self._today = today

    def districts(self) -> Collection[str]:
        """None: its learners follow the main calendars, which it publishes itself."""
        return ()

    def districts_of_sections(self) -> Collection[str]:
        """None: it says itself what its sections are."""
        return ()

    def drafts(self, tally: Tally, calendars: KnownCalendars) -> Iterator[DraftEvent]:
        del calendars
        for profile in DISTRICTS:
            name = f"sample: {profile.name}"
            count = tally.start(name, "generated events", Use.TRANSLATED)
            generated = _events(self._seed, profile, self._today)
            for number, event in enumerate(generated, 1):
                count.read += 1
                yield DraftEvent(RecordOrigin(name, number, b""), event)
                if number % PROGRESS_EVERY == 0 or number == len(generated):
                    tally.progress(name, number, len(generated))


async def load_consortium(
    log: Appends | None,
    secrets: Secrets,
    today: date,
    *,
    seed: int = SEED,
    on_progress: OnProgress | None = None,
) -> Summary:
    """Append the sample consortium to `learner-events`, learners pseudonymised; loading it again changes nothing.

    Args:
        log: where to append; None for a dry run.
        today: a day that has begun in UTC, since no event is of a later time than its midnight.

    Raises:
        LogError: the log failed; loading again is always right.
    """
    now = datetime.combine(today, time.min, UTC)
    return await import_files(Consortium(seed, today), log, secrets, now=now, on_progress=on_progress)


def _events(seed: int, profile: DistrictProfile, today: date) -> list[LearnerEvent]:
    """A district's events by the day they arrive on; of one day in the order they are generated."""
    arrived = [arrival for arrival in _arrivals(seed, profile, today) if arrival.day <= today]
    arrived.sort(key=lambda arrival: arrival.day)
    return [arrival.event for arrival in arrived]


def _arrivals(seed: int, profile: DistrictProfile, today: date) -> Iterator[Arrival]:
    publisher = Publisher(seed, profile.id)
    last = school_year_of(today)
    years = [year_of(profile, school_year) for school_year in (last - 1, last)]
    yield from _described(publisher, profile)
    known: dict[str, Pupil] = {}
    for year in years:
        yield from _calendars(publisher, profile, year)
        rolls = Rolls()
        for pupil_of_year in pupils(publisher, profile, year.school_year):
            pupil = known.setdefault(pupil_of_year.id, pupil_of_year)
            yield from _of_a_year(pupil, year, rolls)
        yield from rolls.arrivals(publisher)
    for pupil in known.values():
        yield from participations(pupil, (last - 1, last))


def _described(publisher: Publisher, profile: DistrictProfile) -> Iterator[Arrival]:
    district = facts.District(name=profile.name, time_zone=profile.time_zone, state=profile.state)
    yield publisher.send(events.DistrictDescribed, FOUNDED, district)
    for school in profile.schools:
        levels = tuple(GRADE_LEVELS[grade] for grade in school.grades)
        described = facts.School(school=school.id, name=school.name, grade_levels=levels)
        yield publisher.send(events.SchoolDescribed, FOUNDED, described)
        for course in (course for grade in school.grades for course in courses_of(grade)):
            taught = facts.Course(
                school=school.id, course=course.id, title=course.title, subject=course.subject, core_subject=course.core
            )
            yield publisher.send(events.CourseDescribed, FOUNDED, taught)


def _calendars(publisher: Publisher, profile: DistrictProfile, year: Year) -> Iterator[Arrival]:
    """Published whole before the year begins, and anew when a storm changes it."""
    for school in profile.schools:
        planned = year.calendar(school.id, year.kinds)
        yield publisher.send(events.CalendarPublished, year.announced, planned)
        if year.changed is not None:
            day, kinds = year.changed
            yield publisher.send(events.CalendarPublished, day, year.calendar(school.id, kinds))


def _of_a_year(pupil: Pupil, year: Year, rolls: Rolls) -> Iterator[Arrival]:
    spent = stays(pupil, year)
    yield from attributes(pupil, year)
    yield from enrollments(pupil, year, spent)
    yield from attendance(pupil, year, spent, rolls)
    yield from grades(pupil, year, spent)
    yield from engagement(pupil, year, spent)
